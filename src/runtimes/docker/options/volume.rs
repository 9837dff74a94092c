//! Options of the commands on volumes.
//!
//! `docker volume create -d local -o type=none` -> `driver`, `opt`. Source: docker option reference (29.8, older releases by `since`).

use crate::argv::{Class, Kind, Repeats, Row, row, switch};

/// Of `volume create`.
pub(in crate::runtimes::docker) static VOLUME_CREATE: [Row; 14] = [
    row("availability", 0, Kind::Text, Repeats::Last, Class::Mounts).since(2300),
    row("driver", b'd', Kind::Text, Repeats::Last, Class::Program),
    row("group", 0, Kind::Text, Repeats::Last, Class::Mounts).since(2300),
    row("label", 0, Kind::Label, Repeats::Keyed, Class::Label),
    row("limit-bytes", 0, Kind::Size, Repeats::Last, Class::Mounts).since(2300),
    row("name", 0, Kind::Text, Repeats::Last, Class::Name).hidden(),
    row("opt", b'o', Kind::Pair, Repeats::Append, Class::Mounts),
    row("required-bytes", 0, Kind::Size, Repeats::Last, Class::Mounts).since(2300),
    row("scope", 0, Kind::Text, Repeats::Last, Class::Network).since(2300),
    row("secret", 0, Kind::Pair, Repeats::Append, Class::Mounts).since(2300),
    row("sharing", 0, Kind::Text, Repeats::Last, Class::Mounts).since(2300),
    row("topology-preferred", 0, Kind::Text, Repeats::Append, Class::Mounts).since(2300),
    row("topology-required", 0, Kind::Text, Repeats::Append, Class::Mounts).since(2300),
    row("type", 0, Kind::Text, Repeats::Last, Class::Mounts).since(2300),
];

/// Of `volume inspect`.
pub(in crate::runtimes::docker) static VOLUME_INSPECT: [Row; 1] =
    [row("format", b'f', Kind::Text, Repeats::Last, Class::Output)];

/// Of `volume ls`.
pub(in crate::runtimes::docker) static VOLUME_LS: [Row; 4] = [
    switch("cluster", 0, Class::Output).since(2300),
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects),
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    switch("quiet", b'q', Class::Output),
];

/// Of `volume prune`.
pub(in crate::runtimes::docker) static VOLUME_PRUNE: [Row; 3] = [
    switch("all", b'a', Class::Objects).since(2300),
    row("filter", 0, Kind::Filter, Repeats::Append, Class::Objects),
    switch("force", b'f', Class::Lifetime),
];

/// Of `volume rm`.
pub(in crate::runtimes::docker) static VOLUME_RM: [Row; 1] = [switch("force", b'f', Class::Lifetime)];

/// Of `volume update`.
pub(in crate::runtimes::docker) static VOLUME_UPDATE: [Row; 1] =
    [row("availability", 0, Kind::Text, Repeats::Last, Class::Mounts).since(2300)];
