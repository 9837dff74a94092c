//! What docker's engine refuses of options together, after its client has taken the line.
//!
//! `docker create --memory-swap=1g img` -> refused: `--memory-swap` needs `--memory`.
//!
//! Of `create` and `run`. Measured with engine 20.10.24; rows in `docs/engine-notes.md`.

use std::collections::BTreeSet;

use crate::argv::{Line, Verb};
use crate::runtimes::clash::Clash;
use crate::values::{Dialect, Mount, Network, NetworkMode, Size, SourceKind, Tmpfs, Volume, path};

use super::together::{all, is_true, last};

/// What a container in another one's network cannot have of its own.
const OF_ANOTHER: [&str; 8] =
    ["add-host", "dns", "expose", "hostname", "link", "mac-address", "publish", "publish-all"];

/// The options that the engine refuses together, if there are any.
pub(super) fn clash(line: &Line<'_>) -> Option<Clash> {
    if !matches!(line.verb(), Verb::Create | Verb::Run) {
        return None;
    }
    network(line).or_else(|| limits(line)).or_else(|| mounts(line))
}

/// Whether the option says something.
fn is_said(line: &Line<'_>, name: &str) -> bool {
    match name {
        "publish-all" => is_true(line, name),
        _ => last(line, name).is_some_and(|value| !value.is_empty()),
    }
}

fn network(line: &Line<'_>) -> Option<Clash> {
    let mode = all(line, "network").next().and_then(|value| Network::parse(value, Dialect::Docker).ok());
    let mode = mode.map_or(NetworkMode::Default, |network| network.mode);
    let (own, with): (&[&str], _) = match mode {
        NetworkMode::Container(_) => (&OF_ANOTHER, "--network=container:NAME"),
        NetworkMode::Host => (&["link", "mac-address"], "--network=host"),
        _ => (&[], ""),
    };
    if let Some(option) = own.iter().find(|option| is_said(line, option)) {
        return Some(Clash::of(option, with));
    }
    if !matches!(mode, NetworkMode::Networks(_))
        && let Some(option) = ["ip", "ip6"].into_iter().find(|option| is_said(line, option))
    {
        return Some(Clash::of(option, "a --network that is not user-defined"));
    }
    let is_hosts = last(line, "uts") == Some(b"host");
    (is_hosts && is_said(line, "hostname")).then(|| Clash::of("hostname", "--uts=host"))
}

fn limits(line: &Line<'_>) -> Option<Clash> {
    let bytes = |name: &str| last(line, name).and_then(|value| Size::parse_swap(value).ok()).map_or(0, Size::bytes);
    let (memory, swap, reservation) = (bytes("memory"), bytes("memory-swap"), bytes("memory-reservation"));
    if swap > 0 && memory <= 0 {
        return Some(Clash::of("memory-swap", "no --memory"));
    }
    if swap > 0 && swap < memory {
        return Some(Clash::of("memory-swap", "a larger --memory"));
    }
    if memory > 0 && reservation > memory {
        return Some(Clash::of("memory-reservation", "a smaller --memory"));
    }
    let is_set = |name: &&str| last(line, name).is_some_and(|value| !matches!(value, b"" | b"0"));
    let by_time = ["cpu-period", "cpu-quota"].into_iter().find(is_set)?;
    is_set(&"cpus").then(|| Clash::of(by_time, "--cpus"))
}

/// Two mounts at one place. Anonymous volumes give way, and so does a `--tmpfs` to a `--mount`.
fn mounts(line: &Line<'_>) -> Option<Clash> {
    let volumes: BTreeSet<&[u8]> = all(line, "volume").collect();
    let volumes = volumes.into_iter().filter_map(|value| Volume::parse(value, Dialect::Docker).ok());
    let volumes = volumes.filter(|volume| volume.kind != SourceKind::Anonymous);
    let mut taken: Vec<Vec<u8>> = Vec::new();
    for target in volumes.map(|volume| path::clean(&volume.target)) {
        if taken.contains(&target) {
            return Some(Clash::of("volume", &format!("another --volume at {}", shown(&target))));
        }
        taken.push(target);
    }
    for tmpfs in all(line, "tmpfs").filter_map(|value| Tmpfs::parse(value, Dialect::Docker).ok()) {
        let target = path::clean(&tmpfs.target);
        if taken.contains(&target) {
            return Some(Clash::of("tmpfs", &format!("a --volume at {}", shown(&target))));
        }
    }
    for mount in all(line, "mount").filter_map(|value| Mount::parse(value, Dialect::Docker).ok()) {
        let target = path::clean(mount.target());
        if taken.contains(&target) {
            return Some(Clash::of("mount", &format!("another --mount or --volume at {}", shown(&target))));
        }
        taken.push(target);
    }
    None
}

fn shown(path: &[u8]) -> String {
    crate::argv::quote::short_bytes(path)
}
