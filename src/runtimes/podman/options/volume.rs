//! Options of the commands on volumes.
//!
//! `podman volume create -d local -o type=none` -> `driver`, `opt`. Source: podman option reference (5.8.2; what 4.3 lacks has a `since`).

use crate::argv::{Class, Kind, Reading, Repeats, Row, row, switch};

/// Of `volume create`.
pub(in crate::runtimes::podman) static VOLUME_CREATE: [Row; 6] = [
    row("driver", b'd', Kind::Text, Repeats::Last, Class::Program),
    row("gid", 0, Kind::Int, Repeats::Last, Class::Identity).since(506),
    switch("ignore", 0, Class::Objects).since(404),
    row("label", b'l', Kind::Label, Repeats::Keyed, Class::Label).reading(Reading::SplitBefore5),
    row("opt", b'o', Kind::Text, Repeats::Append, Class::Mounts),
    row("uid", 0, Kind::Int, Repeats::Last, Class::Identity).since(506),
];

/// Of `volume inspect`.
pub(in crate::runtimes::podman) static VOLUME_INSPECT: [Row; 2] =
    [switch("all", b'a', Class::Objects), row("format", b'f', Kind::Text, Repeats::Last, Class::Output)];

/// Of `volume ls`.
pub(in crate::runtimes::podman) static VOLUME_LS: [Row; 4] = [
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects).reading(Reading::SplitBefore5),
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    switch("noheading", b'n', Class::Output),
    switch("quiet", b'q', Class::Output),
];

/// Of `volume prune`.
pub(in crate::runtimes::podman) static VOLUME_PRUNE: [Row; 2] =
    [row("filter", 0, Kind::Filter, Repeats::Append, Class::Objects), switch("force", b'f', Class::Lifetime)];

/// Of `volume rm`.
pub(in crate::runtimes::podman) static VOLUME_RM: [Row; 3] = [
    switch("all", b'a', Class::Objects),
    switch("force", b'f', Class::Lifetime),
    row("time", b't', Kind::Int, Repeats::Last, Class::Lifetime),
];
