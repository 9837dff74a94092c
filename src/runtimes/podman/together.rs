//! What podman's client refuses when it puts the options of a line together.
//!
//! `podman run --rm --restart=always img` -> `--restart` cannot stand beside `--rm`.
//!
//! Texts that take certain words only, and options that exclude each other; of `create`, `run` and `exec`. Measured with
//! podman 4.3.1.

use crate::argv::{Level, Line, Occurrence, Row, Verb, boolean};
use crate::values::{
    Capability, Dialect, Duration, Namespace, NamespaceKind, Network, NetworkMode, SecurityOpt, Size, StopSignal,
    ValueError, elements_of_row, ip, mac, number,
};

use super::read::{Fault, is_on, is_option, last, refused};

/// Checks a text that the client reads when all options are there.
pub(super) fn check_text(line: &Line<'_>, row: &Row, value: &[u8], dialect: Dialect) -> Result<(), ValueError> {
    if !matches!(line.verb(), Verb::Create | Verb::Run) {
        return Ok(());
    }
    let namespace = |kind| Namespace::parse(value, kind, dialect).map(drop);
    match row.destination.as_str() {
        "cgroupns" => namespace(NamespaceKind::Cgroup),
        "ipc" => namespace(NamespaceKind::Ipc),
        "pid" => namespace(NamespaceKind::Pid),
        "userns" => namespace(NamespaceKind::User),
        "uts" => namespace(NamespaceKind::Uts),
        // Without a command there is no check, and they are not read.
        "health-interval" | "health-start-period" | "health-timeout" if is_said(line, "health-cmd") => match value {
            b"disable" if row.destination.as_str() == "health-interval" => Ok(()),
            _ if Duration::parse(value)?.nanos() < 0 && row.destination.as_str() != "health-interval" => {
                Err(ValueError::out_of_range("duration", value, "0 and more"))
            }
            _ => Ok(()),
        },
        "health-on-failure" => one_of(&value.to_ascii_lowercase(), &["", "kill", "none", "restart", "stop"]),
        "health-retries" if is_said(line, "health-cmd") && number::parse_uint(value, 64)? == 0 => {
            Err(ValueError::out_of_range("retries", value, "1 and more"))
        }
        "cap-add" | "cap-drop" if !is_on(line, "privileged") => each(row, value, dialect, capability),
        "cgroup-conf" => each(row, value, dialect, pair),
        "gidmap" | "uidmap" if dialect == Dialect::Podman4 => each(row, value, dialect, id_mapping),
        "log-opt" => each(row, value, dialect, log_option),
        "image-volume" => one_of(value, &["", "bind", "ignore", "tmpfs"]),
        "init-ctr" if !is_said(line, "pod") => Err(ValueError::Missing { part: "pod" }),
        "init-ctr" => one_of(value, &["always", "once"]),
        "ip" | "ip6" if !value.is_empty() => ip::parse(value, "address").map(drop),
        "mac-address" if !value.is_empty() => mac::parse(value).map(drop),
        "network" if dialect == Dialect::Podman4 => network_options(value),
        "pull" => one_of(value, &["", "always", "ifnotpresent", "missing", "never", "newer"]),
        "restart" => restart(value),
        "seccomp-policy" => one_of(value, &["", "default", "image"]),
        "sdnotify" if dialect == Dialect::Podman4 => one_of(value, &["", "conmon", "container", "ignore"]),
        "sdnotify" => one_of(value, &["", "conmon", "container", "healthy", "ignore"]),
        "security-opt" => SecurityOpt::parse(value, dialect).map(drop),
        "stop-signal" if !value.is_empty() => StopSignal::parse(value, dialect).map(drop),
        "systemd" => one_of(&value.to_ascii_lowercase(), &["", "always", "false", "true"]),
        "volumes-from" => volumes_from(value),
        _ => Ok(()),
    }
}

/// By what `ps` sorts.
pub(super) fn check_sort(value: &[u8]) -> Result<(), ValueError> {
    one_of(value, &["command", "created", "id", "image", "names", "runningfor", "size", "status"])
}

/// Every element of a list; the empty list has none.
fn each(
    row: &Row,
    value: &[u8],
    dialect: Dialect,
    check: fn(&[u8]) -> Result<(), ValueError>,
) -> Result<(), ValueError> {
    elements_of_row(row, value, dialect)?.iter().try_for_each(|element| check(element))
}

fn pair(value: &[u8]) -> Result<(), ValueError> {
    if value.contains(&b'=') { Ok(()) } else { Err(ValueError::invalid("pair", value, "of the form KEY=VALUE")) }
}

/// Options of a bridge, of which podman 4.3 knows a few; it passes no others on.
fn network_options(value: &[u8]) -> Result<(), ValueError> {
    let network = Network::parse(value, Dialect::Podman4)?;
    if !matches!(network.mode, NetworkMode::Bridge | NetworkMode::Networks(_)) {
        return Ok(());
    }
    let known = ["alias", "interface_name", "ip", "ip6", "mac"];
    network.options.iter().try_for_each(|option| one_of(&option.key, &known))
}

fn capability(value: &[u8]) -> Result<(), ValueError> {
    Capability::parse(value).map(drop)
}

/// The name of a container, and options of a few words.
fn volumes_from(value: &[u8]) -> Result<(), ValueError> {
    let Some(colon) = value.iter().position(|&byte| byte == b':') else { return Ok(()) };
    value[colon + 1..].split(|&byte| byte == b',').try_for_each(|option| one_of(option, &["ro", "rw", "z"]))
}

fn log_option(value: &[u8]) -> Result<(), ValueError> {
    match value.strip_prefix(b"max-size=") {
        Some(size) => Size::parse(size).map(drop),
        None => pair(value),
    }
}

/// The first id inside, the first one outside, and how many.
fn id_mapping(value: &[u8]) -> Result<(), ValueError> {
    let is_number = |part: &[u8]| part.iter().all(u8::is_ascii_digit) && number::parse_decimal(part, "id").is_ok();
    let parts: Vec<&[u8]> = value.split(|&byte| byte == b':').collect();
    let fits = |part: &[u8]| is_number(part) && number::parse_decimal(part, "id").is_ok_and(|id| id <= u32::MAX.into());
    if parts.len() == 3 && parts.iter().all(|part| fits(part)) {
        return Ok(());
    }
    Err(ValueError::invalid("mapping of ids", value, "of the form ID:ID:COUNT"))
}

/// Any name; only `on-failure` may have a count.
fn restart(value: &[u8]) -> Result<(), ValueError> {
    let Some(colon) = value.iter().position(|&byte| byte == b':') else { return Ok(()) };
    let (name, count) = (&value[..colon], &value[colon + 1..]);
    if name != b"on-failure" || number::parse_decimal(count, "retry count")? < 0 {
        return Err(ValueError::invalid("restart policy", value, "one that may have a count of 0 and more"));
    }
    Ok(())
}

fn one_of(value: &[u8], words: &[&str]) -> Result<(), ValueError> {
    if words.iter().any(|word| word.as_bytes() == value) { Ok(()) } else { Err(ValueError::unknown("value", value)) }
}

/// Whether an option has a value: of one that may stand once the last, of a list any.
fn is_said(line: &Line<'_>, name: &str) -> bool {
    last(line, name).and_then(|found| line.value(found)).is_some_and(|value| !value.is_empty())
}

/// Refuses a level of messages that there is not, and one beside `--debug`; of any command.
pub(super) fn check_level(line: &Line<'_>) -> Result<(), Fault> {
    const LEVELS: [&str; 8] = ["debug", "error", "fatal", "info", "panic", "trace", "warn", "warning"];
    let last = |name: &str| line.occurrences().iter().rfind(|found| found.row.name.as_str() == name);
    let Some((found, level)) = last("log-level").and_then(|found| Some((found, line.value(found)?))) else {
        return Ok(());
    };
    let is_on = |found: &Occurrence| line.value(found).is_none_or(|value| boolean(value) == Some(true));
    // The default may stand there.
    if last("debug").is_some_and(|found| found.level == Level::Global && is_on(found)) && level != b"warn" {
        return Err(Fault::Conflict { option: "log-level", with: "--debug" });
    }
    if LEVELS.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(level)) {
        return Ok(());
    }
    Err(refused(line, found, ValueError::unknown("level of messages", level), false))
}

/// Checks the options against each other.
pub(super) fn check(line: &Line<'_>, dialect: Dialect) -> Result<(), Fault> {
    if !matches!(line.verb(), Verb::Create | Verb::Run) {
        return Ok(());
    }
    let restart = last(line, "restart").and_then(|found| line.value(found)).unwrap_or_default();
    if is_on(line, "rm") && !matches!(restart, b"" | b"no") {
        return Err(Fault::Conflict { option: "restart", with: "--rm" });
    }
    if is_on(line, "replace") && !is_said(line, "name") {
        return Err(Fault::Conflict { option: "replace", with: "no --name" });
    }
    if is_on(line, "no-healthcheck") && is_said(line, "health-cmd") {
        return Err(Fault::Conflict { option: "no-healthcheck", with: "--health-cmd" });
    }
    for option in ["cpu-period", "cpu-quota"] {
        if is_said(line, "cpus") && is_said(line, option) {
            return Err(Fault::Conflict { option, with: "--cpus" });
        }
    }
    for option in ["gidmap", "subgidname", "subuidname", "uidmap"] {
        if is_said(line, "userns") && is_said(line, option) {
            return Err(Fault::Conflict { option, with: "--userns" });
        }
    }
    let pid = last(line, "pid").and_then(|found| line.value(found)).unwrap_or_default();
    if is_on(line, "init") && !matches!(pid, b"" | b"private") {
        return Err(Fault::Conflict { option: "init", with: "a --pid that is not private" });
    }
    let searched = line.occurrences().iter().filter(|found| is_option(found, "dns-search"));
    let searched = searched.filter_map(|found| elements_of_row(found.row, line.value(found)?, dialect).ok());
    let searched: Vec<Vec<u8>> = searched.flatten().collect();
    if searched.len() > 1 && searched.iter().any(|domain| domain == b".") {
        return Err(Fault::Conflict { option: "dns-search", with: "--dns-search=." });
    }
    networks(line, dialect)
}

/// Options of an endpoint, of which there has to be exactly one; a name for each network may be given again.
const OF_ONE_NETWORK: [&str; 3] = ["ip", "ip6", "mac-address"];

fn networks(line: &Line<'_>, dialect: Dialect) -> Result<(), Fault> {
    let values = line.occurrences().iter().filter(|found| is_option(found, "network"));
    let values = values.filter_map(|found| line.value(found));
    // The values were read by themselves before.
    let networks: Vec<Network> = values.filter_map(|value| Network::parse(value, dialect).ok()).collect();
    let is_bridge = |network: &Network| {
        matches!(network.mode, NetworkMode::Bridge | NetworkMode::Default | NetworkMode::Networks(_))
    };
    let count = networks.iter().map(|network| match &network.mode {
        NetworkMode::Networks(names) => names.len(),
        _ => 1,
    });
    let is_one = count.sum::<usize>() <= 1;
    let are_bridges = networks.iter().all(is_bridge);
    if networks.len() > 1 && !are_bridges {
        return Err(Fault::Conflict { option: "network", with: "another network" });
    }
    for option in OF_ONE_NETWORK.into_iter().chain(["network-alias"]) {
        if is_said(line, option) && (!are_bridges || (option != "network-alias" && !is_one)) {
            return Err(Fault::Conflict { option, with: "such a --network" });
        }
    }
    let has_no_names =
        networks.iter().any(|network| matches!(network.mode, NetworkMode::None | NetworkMode::Container(_)));
    for option in ["dns", "dns-option", "dns-search"] {
        if has_no_names && is_said(line, option) {
            return Err(Fault::Conflict { option, with: "such a --network" });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use crate::runtimes::podman::read;
    use crate::values::Dialect;

    /// Whether `podman create OPTIONS img` is taken by release 4.
    fn takes(options: &str) -> bool {
        let words: Vec<OsString> = format!("podman create {options} img").split(' ').map(OsString::from).collect();
        read(&words, Dialect::Podman4).is_ok()
    }

    #[test]
    fn podman_4_3_takes_these() {
        for options in [
            "--restart=x",
            "--restart=on-failure:1",
            "--rm --restart=no",
            "--attach=x",
            "--kernel-memory=bad",
            "--health-timeout=bad",
            "--health-cmd=x --health-interval=disable",
            "--health-cmd=x --health-interval=-1s",
            "--log-level=WARN",
            "--ip=::1",
            "--uidmap=0:0:1",
            "--log-opt=a=b,c=d",
            "--pull=newer",
            "--replace --name=x",
            "--network=n:alias=x,ip=1.1.1.1",
            "--dns-search=.",
            "--volumes-from=x:ro,z",
            "--init --pid=private",
        ] {
            assert!(takes(options), "{options}");
        }
    }

    #[test]
    fn podman_4_3_refuses_these() {
        for options in [
            "--restart=x:3",
            "--restart=on-failure:-1",
            "--restart=on-failure:",
            "--rm --restart=no:3",
            "--health-cmd=x --health-retries=0",
            "--health-cmd=x --health-timeout=-1s",
            "--health-cmd=x --no-healthcheck",
            "--health-on-failure=x",
            "--log-level=x",
            "--ip=x",
            "--ip=1.1.1.1 --network=none",
            "--network=a --network=host",
            "--network=a,b --ip=1.1.1.1",
            "--network=n:bogus=1",
            "--network=none --dns=1.1.1.1",
            "--network-alias=x --network=host",
            "--uidmap=+0:0:1",
            "--uidmap=0:0",
            "--userns=host --uidmap=0:0:1",
            "--log-opt=a",
            "--log-opt=max-size=x",
            "--pull=ALWAYS",
            "--replace",
            "--init-ctr=once",
            "--dns-search=. --dns-search=a",
            "--volumes-from=/:/x",
            "--init --pid=host",
            "--cpus=1 --cpu-quota=5000",
            "--sdnotify=healthy",
            "--seccomp-policy=x",
            "--systemd=x",
            "--image-volume=x",
            "--cgroup-conf=a",
        ] {
            assert!(!takes(options), "{options}");
        }
    }
}
