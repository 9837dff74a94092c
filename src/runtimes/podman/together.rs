//! What podman's client refuses when it puts the options of a line together.
//!
//! `podman run --rm --restart=always img` -> `--restart` cannot stand beside `--rm`.
//!
//! Texts that take certain words only, and options that exclude each other; of `create`, `run` and `exec`. Measured with
//! podman 4.3.1.

use crate::argv::{Level, Line, Occurrence, Row, Verb, boolean};
use crate::values::{
    Dialect, Duration, Namespace, NamespaceKind, SecurityOpt, Size, StopSignal, ValueError, ip, mac, number,
};

use super::read::{Fault, is_on, last, refused};

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
            _ => Duration::parse(value).map(drop),
        },
        "image-volume" => one_of(value, &["", "bind", "ignore", "tmpfs"]),
        "init-ctr" if !is_said(line, "pod") => Err(ValueError::Missing { part: "pod" }),
        "init-ctr" => one_of(value, &["always", "once"]),
        "ip" | "ip6" if !value.is_empty() => ip::parse(value, "address").map(drop),
        "mac-address" if !value.is_empty() => mac::parse(value).map(drop),
        "oom-score-adj" => within(value, -1000, 1000),
        "pull" => one_of(&value.to_ascii_lowercase(), &["always", "ifnotpresent", "missing", "never", "newer"]),
        "sdnotify" => one_of(value, &["", "conmon", "container", "healthy", "ignore"]),
        "security-opt" => SecurityOpt::parse(value, dialect).map(drop),
        "stop-signal" if !value.is_empty() => StopSignal::parse(value, dialect).map(drop),
        "systemd" => one_of(&value.to_ascii_lowercase(), &["", "always", "false", "true"]),
        _ => Ok(()),
    }
}

fn one_of(value: &[u8], words: &[&str]) -> Result<(), ValueError> {
    if words.iter().any(|word| word.as_bytes() == value) { Ok(()) } else { Err(ValueError::unknown("value", value)) }
}

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

fn within(value: &[u8], least: i64, most: i64) -> Result<(), ValueError> {
    let number = number::parse_int(value, 64)?;
    if (least..=most).contains(&number) {
        Ok(())
    } else {
        Err(ValueError::out_of_range("number", value, "-1000 to 1000"))
    }
}

/// Checks the options against each other.
pub(super) fn check(line: &Line<'_>) -> Result<(), Fault> {
    if !matches!(line.verb(), Verb::Create | Verb::Run) {
        return Ok(());
    }
    if line.verb() == Verb::Run && is_on(line, "rm") && is_said(line, "restart") {
        return Err(Fault::Conflict { option: "restart", with: "--rm" });
    }
    if is_on(line, "replace") && !is_said(line, "name") {
        return Err(Fault::Conflict { option: "replace", with: "no --name" });
    }
    let size = |name| last(line, name).and_then(|found| Size::parse_swap(line.value(found)?).ok());
    if is_said(line, "memory-swap")
        && !is_said(line, "memory")
        && size("memory-swap").is_some_and(|size| size.bytes() > 0)
    {
        return Err(Fault::Conflict { option: "memory-swap", with: "no --memory" });
    }
    Ok(())
}
