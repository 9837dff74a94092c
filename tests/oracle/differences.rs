//! Where releases of the client differ, and where the world stands between a line and the engine.
//!
//! Our reading is that of 28. Each entry was measured; `docs/engine-notes.md` tells them in words.

use longshore::runtimes::docker::Conflict;
use longshore::values::ValueError;
use testkit::docker_client::Fault;

/// Why the client stopped for something that is not in the line: files, the terminal, a registry of signatures.
pub(crate) fn stops_early(said: &str) -> Option<&'static str> {
    const REASONS: &[(&str, &str)] = &[
        ("no such file or directory", "files"),
        ("is a directory", "files"),
        ("permission denied", "files"),
        ("container ID file found", "files"),
        ("invalid env file", "files"),
        ("invalid utf8 bytes at line", "files"),
        ("no variable name on line", "files"),
        ("variable '", "files"),
        ("compacting json for seccomp profile", "files"),
        ("the input device is not a TTY", "terminal"),
        ("cannot attach stdin to a TTY-enabled container", "terminal"),
        ("notary server", "signatures"),
        // Looked at before the operands are counted.
        ("experimental features enabled", "another engine"),
    ];
    REASONS.iter().find(|(text, _)| said.contains(text)).map(|&(_, reason)| reason)
}

/// Whether this release lacks a command: 20.10 lacks three, and 29 one again.
pub(crate) fn lacks(path: &str, release: u16) -> bool {
    (release < 2300 && matches!(path, "container remove" | "remove" | "volume update"))
        || (release >= 2900 && path == "remove")
}

/// Whether we refuse on purpose what clients take: numbers that overflow, whose meaning nobody can have meant.
pub(crate) fn is_caution(fault: &Fault) -> bool {
    match fault {
        Fault::Value { option: "cpus" | "device-cgroup-rule", error, .. } => {
            matches!(error, ValueError::OutOfRange { .. })
        }
        // Releases read two protocols otherwise.
        Fault::Value { option: "expose", error, .. } => matches!(error, ValueError::TooMany { .. }),
        _ => false,
    }
}

/// Whether this release takes what 28.2.2 refuses.
pub(crate) fn accepts_more(fault: &Fault, release: u16) -> bool {
    // One platform before 29, and a list since.
    if release < 2900
        && matches!(
            fault,
            Fault::Value { option: "platform", error: ValueError::BareQuote { .. } | ValueError::OpenQuote { .. }, .. }
        )
    {
        return true;
    }
    let is_old = release < 2300;
    is_old
        && match fault {
            Fault::Value { option, error, .. } => match *option {
                // Of a volume it sent what it could not read as a bind.
                "pull" | "volume" => true,
                // Only what stands before a colon was looked at.
                "pid" | "userns" | "uts" => match error {
                    ValueError::Unknown { text, .. } => text.starts_with(':') || text.starts_with("host:"),
                    _ => false,
                },
                // `1gi` and `1ib`
                "device-read-bps" | "device-write-bps" | "kernel-memory" | "memory" | "memory-reservation"
                | "memory-swap" | "mount" | "shm-size" => match error {
                    ValueError::Invalid { text, .. } | ValueError::Unknown { text, .. } => {
                        text.strip_suffix(['b', 'B']).unwrap_or(text).ends_with(['i', 'I'])
                    }
                    _ => false,
                },
                // `=x` and `x=`
                "security-opt" => match error {
                    ValueError::Invalid { text, .. } => text.contains('='),
                    _ => false,
                },
                "restart" => matches!(error, ValueError::Missing { .. }),
                _ => false,
            },
            Fault::Conflict(Conflict { option, .. }) => *option == "network-alias",
            Fault::NoName => true,
            _ => false,
        }
}

/// Whether this release refuses what 28.2.2 takes.
pub(crate) fn refuses_more(said: &str, release: u16) -> bool {
    const OLD: &[&str] = &[
        "\"--network\" flag: invalid field key gw-priority",
        "\"--network\" flag: invalid field key link-local-ip",
        "\"--network\" flag: invalid field key mac-address",
        "\"--mount\" flag: unexpected key 'bind-recursive'",
        "\"--mount\" flag: unexpected key 'image-subpath'",
        "\"--mount\" flag: unexpected key 'volume-subpath'",
        "--pid: invalid PID mode",
        // A size with a sign.
        "-bps\" flag: invalid rate for device: ",
        "invalid size: ",
        "invalid value for tmpfs-size: ",
        "maximum retry count must be an integer",
    ];
    // Addresses and keys that others send on.
    const NEW: &[&str] = &["flag: failed to parse IP:", "ParseAddr(", "invalid detach keys", "invalid CIDR address"];
    // The second: with a point in it.
    const BEFORE_28: &[&str] =
        &["links are only supported for user-defined networks", "platform specifier component must match"];
    (release < 2300 && OLD.iter().any(|text| said.contains(text)))
        || (release >= 2900 && NEW.iter().any(|text| said.contains(text)))
        || (release < 2800 && BEFORE_28.iter().any(|text| said.contains(text)))
}
