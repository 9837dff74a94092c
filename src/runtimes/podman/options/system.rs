//! Options of the commands on the engine and on objects of any kind.
//!
//! `podman inspect -f {{.Id}} x` -> `format`. Source: podman option reference (5.8.2; what 4.3 lacks has a `since`).

use crate::argv::{Class, Kind, Reading, Repeats, Row, row, switch};

/// Of `events`.
pub(in crate::runtimes::podman) static EVENTS: [Row; 6] = [
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects),
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    switch("no-trunc", 0, Class::Output),
    row("since", 0, Kind::Text, Repeats::Last, Class::Output),
    switch("stream", 0, Class::Output),
    row("until", 0, Kind::Text, Repeats::Last, Class::Output),
];

/// Of `search`.
pub(in crate::runtimes::podman) static SEARCH: [Row; 10] = [
    row("authfile", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    row("cert-dir", 0, Kind::Text, Repeats::Last, Class::ClientFile).since(500).reading(Reading::LocalOnly),
    switch("compatible", 0, Class::Output),
    row("creds", 0, Kind::Text, Repeats::Last, Class::Image).since(500),
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects).reading(Reading::SplitBefore5),
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    row("limit", 0, Kind::Int, Repeats::Last, Class::Output),
    switch("list-tags", 0, Class::Output),
    switch("no-trunc", 0, Class::Output),
    switch("tls-verify", 0, Class::Image),
];

/// Of `info`.
pub(in crate::runtimes::podman) static INFO: [Row; 2] =
    [switch("debug", b'D', Class::Output).hidden(), row("format", b'f', Kind::Text, Repeats::Last, Class::Output)];

/// Of `inspect`.
pub(in crate::runtimes::podman) static INSPECT: [Row; 4] = [
    row("format", b'f', Kind::Text, Repeats::Last, Class::Output),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
    switch("size", b's', Class::Output),
    row("type", b't', Kind::Text, Repeats::Last, Class::Objects),
];

/// Of `login`.
pub(in crate::runtimes::podman) static LOGIN: [Row; 10] = [
    row("authfile", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    row("cert-dir", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    row("compat-auth-file", 0, Kind::Text, Repeats::Last, Class::ClientFile).since(408),
    switch("get-login", 0, Class::Output),
    row("password", b'p', Kind::Text, Repeats::Last, Class::Engine),
    switch("password-stdin", 0, Class::Engine),
    row("secret", 0, Kind::Text, Repeats::Last, Class::Engine).since(407),
    switch("tls-verify", 0, Class::Image),
    row("username", b'u', Kind::Text, Repeats::Last, Class::Engine),
    switch("verbose", b'v', Class::Output),
];

/// Of `logout`.
pub(in crate::runtimes::podman) static LOGOUT: [Row; 3] = [
    switch("all", b'a', Class::Objects),
    row("authfile", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    row("compat-auth-file", 0, Kind::Text, Repeats::Last, Class::ClientFile).since(408),
];

/// Of `system df`.
pub(in crate::runtimes::podman) static SYSTEM_DF: [Row; 2] =
    [row("format", 0, Kind::Text, Repeats::Last, Class::Output), switch("verbose", b'v', Class::Output)];

/// Of `system prune`.
pub(in crate::runtimes::podman) static SYSTEM_PRUNE: [Row; 6] = [
    switch("all", b'a', Class::Objects),
    switch("build", 0, Class::Objects).since(504),
    switch("external", 0, Class::Objects).since(404),
    row("filter", 0, Kind::Filter, Repeats::Append, Class::Objects),
    switch("force", b'f', Class::Lifetime),
    switch("volumes", 0, Class::Objects),
];

/// Of `version`.
pub(in crate::runtimes::podman) static VERSION: [Row; 1] =
    [row("format", b'f', Kind::Text, Repeats::Last, Class::Output)];
