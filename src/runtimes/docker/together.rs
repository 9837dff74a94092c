//! What docker's client refuses when it puts the options of a line together.
//!
//! `docker create --rm --restart=always img` -> `--restart` cannot stand beside `--rm`.
//!
//! Texts that take certain words only, and options that exclude each other; of `create` and `run`, which share this
//! step. Measured with docker 28.2.2 and 20.10.24.

use crate::argv::{Level, Line, Occurrence, Verb};
use crate::values::number::{parse_decimal, parse_int};
use crate::values::{
    Dialect, Duration, Namespace, NamespaceKind, Network, NetworkMode, Platform, SecurityOpt, ValueError, mac,
};

/// Two options of a line that the client does not take together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// One option, without dashes.
    pub option: &'static str,
    /// What it cannot stand beside.
    pub with: &'static str,
}

/// Checks a text that the client reads when all options are there.
///
/// # Errors
/// When the option does not take it.
pub fn check_text(line: &Line<'_>, found: &Occurrence, value: &[u8]) -> Result<(), ValueError> {
    let is_create = matches!(line.verb(), Verb::Create | Verb::Run) && found.level == Level::Verb;
    if !is_create {
        return Ok(());
    }
    let is_last = || {
        last_occurrence(line, found.row.destination.as_str())
            .is_some_and(|last| (last.word, last.letter) == (found.word, found.letter))
    };
    match found.row.name.as_str() {
        // Lists: every one is read.
        "security-opt" => security_option(value),
        "storage-opt" if !value.contains(&b'=') => {
            Err(ValueError::invalid("storage option", value, "of the form KEY=VALUE"))
        }
        // Of all others only the last one counts.
        _ if !is_last() => Ok(()),
        "cgroupns" => Namespace::parse(value, NamespaceKind::Cgroup, Dialect::Docker).map(drop),
        "pid" => Namespace::parse(value, NamespaceKind::Pid, Dialect::Docker).map(drop),
        "userns" => Namespace::parse(value, NamespaceKind::User, Dialect::Docker).map(drop),
        "uts" => Namespace::parse(value, NamespaceKind::Uts, Dialect::Docker).map(drop),
        "health-interval" | "health-start-interval" | "health-start-period" | "health-timeout" => {
            not_negative(Duration::parse(value)?.nanos(), value)
        }
        "health-retries" => not_negative(parse_int(value, 64)?, value),
        "mac-address" if !value.is_empty() => mac::parse(value).map(drop),
        "memory-swappiness" => match parse_int(value, 64)? {
            -1..=100 => Ok(()),
            _ => Err(ValueError::out_of_range("swappiness", value, "-1 to 100")),
        },
        "platform" => Platform::parse(value).map(drop),
        "pull" => match value {
            b"" | b"always" | b"missing" | b"never" => Ok(()),
            _ => Err(ValueError::unknown("pull policy", value)),
        },
        "restart" => restart(value),
        _ => Ok(()),
    }
}

fn not_negative(number: i64, value: &[u8]) -> Result<(), ValueError> {
    if number < 0 { Err(ValueError::out_of_range("health check", value, "0 and more")) } else { Ok(()) }
}

/// The client looks at the form only; the engine knows the names.
fn restart(value: &[u8]) -> Result<(), ValueError> {
    let Some(colon) = value.iter().position(|&byte| byte == b':') else { return Ok(()) };
    let (name, count) = (&value[..colon], &value[colon + 1..]);
    if name.is_empty() {
        return Err(ValueError::Missing { part: "restart policy" });
    }
    if count.is_empty() { Ok(()) } else { parse_decimal(count, "retry count").map(drop) }
}

/// A key and a value; only `no-new-privileges` may lack one. Files are not looked at.
fn security_option(value: &[u8]) -> Result<(), ValueError> {
    SecurityOpt::parse(value, Dialect::Docker).map(drop)
}

/// Checks the options against each other.
///
/// # Errors
/// For the first two that exclude each other.
pub fn check(line: &Line<'_>) -> Result<(), Conflict> {
    let is_said = |name: &str| last_occurrence(line, name).is_some();
    if line.verb() == Verb::Commit && is_said("pause") && is_said("no-pause") {
        return Err(Conflict { option: "no-pause", with: "--pause" });
    }
    if !matches!(line.verb(), Verb::Create | Verb::Run) {
        return Ok(());
    }
    if is_true(line, "detach") && line.verb() == Verb::Run && all(line, "attach").next().is_some() {
        return Err(Conflict { option: "attach", with: "--detach" });
    }
    let policy = last(line, "restart").unwrap_or_default().split(|&byte| byte == b':').next().unwrap_or_default();
    if is_true(line, "rm") && !matches!(policy, b"" | b"no") {
        return Err(Conflict { option: "restart", with: "--rm" });
    }
    if is_true(line, "no-healthcheck") && has_health_settings(line) {
        return Err(Conflict { option: "no-healthcheck", with: "a --health-cmd or another --health option" });
    }
    if last(line, "log-driver") == Some(b"none") && all(line, "log-opt").next().is_some() {
        return Err(Conflict { option: "log-opt", with: "--log-driver=none" });
    }
    networks(line)
}

fn has_health_settings(line: &Line<'_>) -> bool {
    let given = |name: &str, is_set: &dyn Fn(&[u8]) -> bool| last(line, name).is_some_and(is_set);
    let lasts = |value: &[u8]| Duration::parse(value).is_ok_and(|duration| duration.nanos() != 0);
    given("health-cmd", &|value| !value.is_empty())
        || given("health-retries", &|value| parse_int(value, 64).is_ok_and(|count| count != 0))
        || ["health-interval", "health-start-interval", "health-start-period", "health-timeout"]
            .iter()
            .any(|name| given(name, &lasts))
}

/// What belongs to an endpoint in the long form of `--network`, and the option that says it for the first network.
const PER_NETWORK: [(&str, &str); 5] = [
    ("alias", "network-alias"),
    ("ip", "ip"),
    ("ip6", "ip6"),
    ("link-local-ip", "link-local-ip"),
    ("mac-address", "mac-address"),
];

fn networks(line: &Line<'_>) -> Result<(), Conflict> {
    // The values were read by themselves before.
    let networks: Vec<Network> =
        all(line, "network").filter_map(|value| Network::parse(value, Dialect::Docker).ok()).collect();
    let has_alias = all(line, "network-alias").next().is_some();
    let is_own = |network: &Network| matches!(network.mode, NetworkMode::Networks(_));
    if has_alias && !networks.first().is_some_and(is_own) {
        return Err(Conflict { option: "network-alias", with: "a --network that is not user-defined" });
    }
    if let Some(first) = networks.first() {
        for (key, option) in PER_NETWORK {
            let is_said = |value: &[u8]| !value.is_empty() || matches!(option, "network-alias" | "link-local-ip");
            let is_list = matches!(option, "network-alias" | "link-local-ip");
            let given = if is_list { all(line, option).next() } else { last(line, option) };
            if given.is_some_and(is_said) && first.values(key).last().is_some_and(is_said) {
                return Err(Conflict { option, with: "the same in a --network" });
            }
        }
    }
    for (index, network) in networks.iter().enumerate() {
        if networks[..index].iter().any(|other| other.mode == network.mode) {
            return Err(Conflict { option: "network", with: "the same network again" });
        }
    }
    if networks.iter().any(is_own) && !networks.iter().all(is_own) {
        return Err(Conflict { option: "network", with: "a user-defined network and one that is not" });
    }
    Ok(())
}

fn last_occurrence<'l>(line: &'l Line<'_>, name: &str) -> Option<&'l Occurrence> {
    occurrences(line, name).last()
}

fn occurrences<'l>(line: &'l Line<'_>, name: &str) -> impl Iterator<Item = &'l Occurrence> {
    let is_it = move |found: &&Occurrence| found.level == Level::Verb && found.row.destination.as_str() == name;
    line.occurrences().iter().filter(is_it)
}

pub(super) fn all<'l>(line: &'l Line<'_>, name: &str) -> impl Iterator<Item = &'l [u8]> {
    occurrences(line, name).filter_map(|found| line.value(found))
}

pub(super) fn last<'l>(line: &'l Line<'_>, name: &str) -> Option<&'l [u8]> {
    all(line, name).last()
}

pub(super) fn is_true(line: &Line<'_>, name: &str) -> bool {
    last_occurrence(line, name).is_some_and(|found| line.is_on(found))
}
