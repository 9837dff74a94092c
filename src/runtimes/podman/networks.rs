//! Networks of a line put together, and the options that want one of a kind.
//!
//! `podman create --network=a,b --ip=1.1.1.1 img` -> refused: one address for two networks.
//!
//! Only the first `--network` may be something else than the name of a network, and then it stands alone. An empty `--ip`
//! and its like count as said: they ask for a bridge, too.

use std::collections::BTreeSet;

use crate::argv::Line;
use crate::values::{Dialect, Network, NetworkMode, ValueError};

use super::read::{Fault, elements, is_on, is_option, is_said, last};
use super::words::one_of;

/// Options of an endpoint, of which there has to be exactly one.
const OF_ONE_NETWORK: [&str; 3] = ["ip", "ip6", "mac-address"];

/// Words that are no names of further networks.
const RESERVED: [&[u8]; 9] =
    [b"bridge", b"container", b"default", b"host", b"none", b"path", b"pod", b"private", b"slirp4netns"];

/// Options of a bridge, of which podman 4.3 knows a few; it passes no others on.
pub(super) fn check_options(value: &[u8]) -> Result<(), ValueError> {
    let network = Network::parse(value, Dialect::Podman4)?;
    if !matches!(network.mode, NetworkMode::Bridge | NetworkMode::Networks(_) | NetworkMode::Pasta) {
        return Ok(());
    }
    let known = ["alias", "interface_name", "ip", "ip6", "mac"];
    network.options.iter().try_for_each(|option| one_of(&option.key, &known))
}

/// Checks the networks of a line.
pub(super) fn check(line: &Line<'_>, dialect: Dialect) -> Result<(), Fault> {
    let values: Vec<&[u8]> = line
        .occurrences()
        .iter()
        .filter(|found| is_option(found, "network"))
        .filter_map(|found| line.value(found))
        .collect();
    // It was read by itself before.
    let first = values.first().and_then(|value| Network::parse(value, dialect).ok()).map(|network| network.mode);
    let mut names: BTreeSet<Vec<u8>> = match &first {
        Some(NetworkMode::Bridge) => BTreeSet::from([b"default".to_vec()]),
        Some(NetworkMode::Networks(names)) => names.iter().cloned().collect(),
        // Not known to 4.3: the name of a network.
        Some(NetworkMode::Pasta) => BTreeSet::from([b"pasta".to_vec()]),
        _ => BTreeSet::new(),
    };
    let is_bridge = !names.is_empty();
    for further in values.get(1..).unwrap_or_default() {
        let name = further.split(|&byte| byte == b':').next().unwrap_or_default();
        // Whatever the name is, options of a bridge follow it.
        let options = further.strip_prefix(name).unwrap_or_default();
        let is_good = dialect != Dialect::Podman4 || check_options(&[b"x", options].concat()).is_ok();
        if !is_bridge || name.is_empty() || RESERVED.contains(&name) || !is_good {
            return Err(Fault::Conflict { option: "network", with: "another network" });
        }
        names.insert(name.to_vec());
    }
    let asks = OF_ONE_NETWORK.into_iter().chain(["network-alias"]).find(|option| last(line, option).is_some());
    if asks.is_some() && names.is_empty() {
        names.insert(b"default".to_vec());
    }
    for option in OF_ONE_NETWORK {
        if is_said(line, option) && (!(is_bridge || first.is_none()) || names.len() != 1) {
            return Err(Fault::Conflict { option, with: "such a --network" });
        }
    }
    let has_alias = !elements(line, "network-alias", dialect).is_empty();
    // What is said to be the default is a bridge in the end.
    let ends_in_bridge = is_bridge || matches!(first, None | Some(NetworkMode::Default));
    if has_alias && !(is_bridge || first.is_none()) {
        return Err(Fault::Conflict { option: "network-alias", with: "such a --network" });
    }
    if let Some(option) = asks.filter(|_| !ends_in_bridge) {
        return Err(Fault::Conflict { option, with: "such a --network" });
    }
    for option in ["dns", "dns-option", "dns-search"] {
        if last(line, option).is_some() && matches!(first, Some(NetworkMode::None | NetworkMode::Container(_))) {
            return Err(Fault::Conflict { option, with: "such a --network" });
        }
    }
    if matches!(first, Some(NetworkMode::Container(_))) && !elements(line, "add-host", dialect).is_empty() {
        return Err(Fault::Conflict { option: "add-host", with: "another container's --network" });
    }
    names_of_hosts(line, dialect)
}

/// Options about names and addresses of hosts.
fn names_of_hosts(line: &Line<'_>, dialect: Dialect) -> Result<(), Fault> {
    let searched = elements(line, "dns-search", dialect);
    if searched.len() > 1 && searched.iter().any(|domain| domain == b".") {
        return Err(Fault::Conflict { option: "dns-search", with: "--dns-search=." });
    }
    let servers = elements(line, "dns", dialect);
    let has_options = || !searched.is_empty() || !elements(line, "dns-option", dialect).is_empty();
    if servers.iter().any(|server| server == b"none") && (servers.len() > 1 || has_options()) {
        return Err(Fault::Conflict { option: "dns", with: "--dns=none" });
    }
    if is_on(line, "no-hosts") && last(line, "add-host").is_some() {
        return Err(Fault::Conflict { option: "add-host", with: "--no-hosts" });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::runtimes::podman::read::takes;

    #[test]
    fn only_bridges_have_company_and_addresses() {
        for (options, is_good) in [
            ("--network a --network b:alias=x", true),
            ("--network a --network host", false),
            ("--network host --network a", false),
            ("--network a --network container:x", false),
            ("--network a --network ns:/x", false),
            ("--network a --ip 10.0.0.1", true),
            ("--network a,b --ip 10.0.0.1", false),
            ("--network a --network a --ip 10.0.0.1", true),
            ("--network private --ip 10.0.0.1", false),
            ("--network private --ip=", true),
            ("--network host --ip=", false),
            ("--network-alias=", true),
            ("--network none --network-alias=", false),
            ("--network none --dns=", false),
            ("--network pasta", true),
            ("--network pasta:x", false),
        ] {
            assert_eq!(takes(options), is_good, "{options}");
        }
    }

    #[test]
    fn names_of_hosts_are_the_image_s_or_ours() {
        for (options, is_good) in [
            ("--network container:c --add-host h:1.1.1.1", false),
            ("--no-hosts --add-host=", false),
            ("--dns none", true),
            ("--dns none,1.1.1.1", false),
            ("--dns none --dns-search a", false),
            ("--dns none --dns-option a", false),
        ] {
            assert_eq!(takes(options), is_good, "{options}");
        }
    }
}
