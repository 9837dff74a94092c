//! Options of the commands on the engine and on objects of any kind.
//!
//! `docker inspect -f {{.Id}} x` -> `format`. Source: docker option reference (29.8, older releases by `since`).

use crate::argv::{Class, Kind, Repeats, Row, row, switch};

/// Of `events`.
pub(in crate::runtimes::docker) static EVENTS: [Row; 4] = [
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects),
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    row("since", 0, Kind::Text, Repeats::Last, Class::Output),
    row("until", 0, Kind::Text, Repeats::Last, Class::Output),
];

/// Of `info`.
pub(in crate::runtimes::docker) static INFO: [Row; 1] = [row("format", b'f', Kind::Text, Repeats::Last, Class::Output)];

/// Of `inspect`.
pub(in crate::runtimes::docker) static INSPECT: [Row; 3] = [
    row("format", b'f', Kind::Text, Repeats::Last, Class::Output),
    switch("size", b's', Class::Output),
    row("type", 0, Kind::Text, Repeats::Last, Class::Objects),
];

/// Of `login`.
pub(in crate::runtimes::docker) static LOGIN: [Row; 3] = [
    row("password", b'p', Kind::Text, Repeats::Last, Class::Engine),
    switch("password-stdin", 0, Class::Engine),
    row("username", b'u', Kind::Text, Repeats::Last, Class::Engine),
];

/// Of `search`.
pub(in crate::runtimes::docker) static SEARCH: [Row; 4] = [
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects),
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    row("limit", 0, Kind::Int, Repeats::Last, Class::Output),
    switch("no-trunc", 0, Class::Output),
];

/// Of `version`.
pub(in crate::runtimes::docker) static VERSION: [Row; 2] = [
    row("format", b'f', Kind::Text, Repeats::Last, Class::Output),
    row("kubeconfig", 0, Kind::Text, Repeats::Last, Class::ClientFile).until(2300),
];

/// Of `builder prune`.
pub(in crate::runtimes::docker) static BUILDER_PRUNE: [Row; 4] = [
    switch("all", b'a', Class::Objects),
    row("filter", 0, Kind::Filter, Repeats::Append, Class::Objects),
    switch("force", b'f', Class::Lifetime),
    row("keep-storage", 0, Kind::Size, Repeats::Last, Class::Objects),
];

/// Of `system df`.
pub(in crate::runtimes::docker) static SYSTEM_DF: [Row; 2] =
    [row("format", 0, Kind::Text, Repeats::Last, Class::Output), switch("verbose", b'v', Class::Output)];

/// Of `system prune`.
pub(in crate::runtimes::docker) static SYSTEM_PRUNE: [Row; 4] = [
    switch("all", b'a', Class::Objects),
    row("filter", 0, Kind::Filter, Repeats::Append, Class::Objects),
    switch("force", b'f', Class::Lifetime),
    switch("volumes", 0, Class::Objects),
];
