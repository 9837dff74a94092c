//! Values that are texts to the tables, and of which podman takes certain ones only; of `create` and `run`.
//!
//! `--pull=ALWAYS` -> refused; `--pull=Always` -> taken. Measured with podman 4.3.1.

use crate::argv::{Line, Row, Verb};
use crate::values::{
    Capability, Dialect, Duration, Namespace, NamespaceKind, SecurityOpt, Size, StopSignal, ValueError,
    elements_of_row, ip, mac, number,
};

use super::read::{is_on, is_said, last};
use super::{mounts, networks, secrets};

/// Checks a text that the client reads when all options are there.
pub(super) fn check(line: &Line<'_>, row: &Row, value: &[u8], dialect: Dialect) -> Result<(), ValueError> {
    if !matches!(line.verb(), Verb::Create | Verb::Run) {
        return Ok(());
    }
    let namespace = |kind| Namespace::parse(value, kind, dialect);
    let is_old = dialect == Dialect::Podman4;
    match row.destination.as_str() {
        "blkio-weight" if !value.is_empty() => decimal(value, u16::MAX.into()),
        "cap-add" | "cap-drop" if !is_on(line, "privileged") => each(row, value, dialect, capability),
        "cgroup-conf" => each(row, value, dialect, pair),
        "cgroupns" => namespace(NamespaceKind::Cgroup).map(drop),
        "gidmap" | "uidmap" if is_old => each(row, value, dialect, id_mapping),
        "group-add" => keep_groups(line, dialect),
        "health-cmd" => health_command(value),
        // Without a command there is no check, and they are not read.
        "health-interval" | "health-start-period" | "health-timeout" if is_said(line, "health-cmd") => {
            health_time(row.destination.as_str(), value)
        }
        "health-on-failure" => one_of(value, &["", "kill", "none", "restart", "stop"]),
        "health-retries" if is_said(line, "health-cmd") && number::parse_uint(value, 64)? == 0 => {
            Err(ValueError::out_of_range("retries", value, "1 and more"))
        }
        "image-volume" => one_of(value, &["", "bind", "ignore", "tmpfs"]),
        "init-ctr" if last(line, "pod").is_none() => Err(ValueError::Missing { part: "pod" }),
        "init-ctr" => one_of(value, &["always", "once"]),
        "ip" | "ip6" if !value.is_empty() => ip::parse(value, "address").map(drop),
        "ipc" => namespace(NamespaceKind::Ipc).map(drop),
        "log-opt" => each(row, value, dialect, log_option),
        "mac-address" if !value.is_empty() => mac::parse(value).map(drop),
        "memory" | "memory-reservation" | "memory-swap" | "shm-size" if is_old && !matches!(value, b"" | b"-1") => {
            plain_size(value)
        }
        "memory" | "memory-reservation" | "memory-swap" | "shm-size" if is_old => Ok(()),
        "mount" if is_old => mounts::check_fields(value),
        "network" if is_old => networks::check_options(value),
        "pid" => namespace(NamespaceKind::Pid).map(drop),
        "pids-limit" if is_old && i32::try_from(number::parse_int(value, 64)?).is_err() => {
            Err(ValueError::out_of_range("limit", value, "what 32 bits hold"))
        }
        "pull" => one_of(value, &PULL),
        "restart" => restart(value),
        "sdnotify" if is_old => one_of(value, &["", "conmon", "container", "ignore"]),
        "sdnotify" => one_of(value, &["", "conmon", "container", "healthy", "ignore"]),
        "seccomp-policy" => one_of(value, &["", "default", "image"]),
        "secret" => secrets::check(value),
        "security-opt" => SecurityOpt::parse(value, dialect).map(drop),
        "stop-signal" if !value.is_empty() => StopSignal::parse(value, dialect).map(drop),
        "systemd" => one_of(&value.to_ascii_lowercase(), &["", "always", "false", "true"]),
        "userns" => match namespace(NamespaceKind::User)? {
            Namespace::Auto(Some(options)) => options.split(|&byte| byte == b',').try_for_each(auto_option),
            _ => Ok(()),
        },
        "uts" => namespace(NamespaceKind::Uts).map(drop),
        "volumes-from" => volumes_from(value),
        _ => Ok(()),
    }
}

/// When to ask a registry.
const PULL: [&str; 13] = [
    "",
    "Always",
    "IfNewer",
    "IfNotPresent",
    "Missing",
    "Never",
    "Newer",
    "always",
    "ifnewer",
    "ifnotpresent",
    "missing",
    "never",
    "newer",
];

/// By what `ps` sorts.
pub(super) fn check_sort(value: &[u8]) -> Result<(), ValueError> {
    one_of(value, &["command", "created", "id", "image", "names", "runningfor", "size", "status"])
}

pub(super) fn one_of(value: &[u8], words: &[&str]) -> Result<(), ValueError> {
    if words.iter().any(|word| word.as_bytes() == value) { Ok(()) } else { Err(ValueError::unknown("value", value)) }
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

/// A number of decimal digits, and no sign.
fn decimal(value: &[u8], most: u64) -> Result<(), ValueError> {
    let digits = str::from_utf8(value).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let fits = digits.and_then(|text| text.parse::<u64>().ok()).is_some_and(|number| number <= most);
    if fits { Ok(()) } else { Err(ValueError::invalid("number", value, "one of decimal digits, and not too large")) }
}

fn pair(value: &[u8]) -> Result<(), ValueError> {
    if value.contains(&b'=') { Ok(()) } else { Err(ValueError::invalid("pair", value, "of the form KEY=VALUE")) }
}

fn capability(value: &[u8]) -> Result<(), ValueError> {
    Capability::parse(value).map(drop)
}

/// `keep-groups` stands alone.
fn keep_groups(line: &Line<'_>, dialect: Dialect) -> Result<(), ValueError> {
    let groups = super::read::elements(line, "group-add", dialect);
    if groups.len() > 1 && groups.iter().any(|group| group == b"keep-groups") {
        return Err(ValueError::Conflict { part: "keep-groups", with: "another group" });
    }
    Ok(())
}

/// Any text; but as JSON a list of nothing is no command.
fn health_command(value: &[u8]) -> Result<(), ValueError> {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let bare: Vec<u8> = value.iter().copied().filter(|byte| !blank(byte)).collect();
    let is_word = value.trim_ascii() == b"null";
    if bare == b"[]" || is_word { Err(ValueError::Empty { part: "command" }) } else { Ok(()) }
}

fn health_time(name: &str, value: &[u8]) -> Result<(), ValueError> {
    if name == "health-interval" {
        return if value == b"disable" { Ok(()) } else { Duration::parse(value).map(drop) };
    }
    let least = i64::from(name == "health-timeout");
    if Duration::parse(value)?.nanos() < least {
        return Err(ValueError::out_of_range("duration", value, "what it may be"));
    }
    Ok(())
}

/// One option of `--userns=auto`.
fn auto_option(option: &[u8]) -> Result<(), ValueError> {
    match option.iter().position(|&byte| byte == b'=').map(|at| (&option[..at], &option[at + 1..])) {
        Some((b"size", size)) => decimal(size, u32::MAX.into()),
        Some((b"uidmapping" | b"gidmapping", mapping)) => id_mapping(mapping),
        _ => Err(ValueError::unknown("option of a user namespace", option)),
    }
}

/// The name of a container, and options of a few words.
fn volumes_from(value: &[u8]) -> Result<(), ValueError> {
    let colon = value.iter().position(|&byte| byte == b':').unwrap_or(value.len());
    if colon == 0 {
        return Err(ValueError::Empty { part: "name of the container" });
    }
    if colon == value.len() {
        return Ok(());
    }
    let options: Vec<&[u8]> = value[colon + 1..].split(|&byte| byte == b',').collect();
    let count = |words: &[&[u8]]| options.iter().filter(|option| words.contains(option)).count();
    if count(&[b"ro", b"rw"]) > 1 || count(&[b"z"]) > 1 {
        return Err(ValueError::duplicate("option of its kind", value));
    }
    options.iter().try_for_each(|option| one_of(option, &["ro", "rw", "z"]))
}

fn log_option(value: &[u8]) -> Result<(), ValueError> {
    pair(value)?;
    let at = value.iter().position(|&byte| byte == b'=').unwrap_or_default();
    if value[..at].eq_ignore_ascii_case(b"max-size") { plain_size(&value[at + 1..]) } else { Ok(()) }
}

/// A size with a plain number: no exponent, and digits on both sides of a dot.
fn plain_size(value: &[u8]) -> Result<(), ValueError> {
    Size::parse(value)?;
    let digits = value.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    let number = &value[..digits];
    let unit = value[digits..].strip_prefix(b" ").unwrap_or(&value[digits..]);
    let is_dotted = number.starts_with(b".") || number.ends_with(b".") || number.is_empty();
    if is_dotted || unit.len() > 3 || !unit.iter().all(u8::is_ascii_alphabetic) {
        return Err(ValueError::invalid("size", value, "a plain number and a unit"));
    }
    Ok(())
}

/// The first id inside, the first one outside, and how many; several of them in one go.
fn id_mapping(value: &[u8]) -> Result<(), ValueError> {
    let parts: Vec<&[u8]> = value.split(|&byte| byte == b':').collect();
    let is_number = |part: &&[u8]| !part.is_empty() && decimal(part, u32::MAX.into()).is_ok();
    if value.is_empty() || (parts.len().is_multiple_of(3) && parts.iter().all(is_number)) {
        return Ok(());
    }
    Err(ValueError::invalid("mapping of ids", value, "of the form ID:ID:COUNT"))
}

/// Any name; only `on-failure` may have a count, and then in any case.
fn restart(value: &[u8]) -> Result<(), ValueError> {
    let Some(colon) = value.iter().position(|&byte| byte == b':') else { return Ok(()) };
    let (name, count) = (&value[..colon], &value[colon + 1..]);
    if !name.eq_ignore_ascii_case(b"on-failure") || number::parse_decimal(count, "retry count")? < 0 {
        return Err(ValueError::invalid("restart policy", value, "one that may have a count of 0 and more"));
    }
    Ok(())
}
