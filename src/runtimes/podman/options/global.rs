//! Options before the command, and those that all commands have.
//!
//! `podman --log-level debug create img` -> `log-level` before the command `create`; `podman create --log-level debug img`
//! means the same. Source: podman option reference (5.8.2; what 4.3 lacks has a `since`).

use crate::argv::{Class, Kind, Name, Reading, Repeats, Row, row, switch};

/// Before the command: the options that belong there, and the persistent ones.
pub(in crate::runtimes::podman) static GLOBAL: [Row; 47] = merged(&LOCAL, &PERSISTENT);

/// What podman looks for in a first pass over its words, to learn whether it is in remote mode.
pub(in crate::runtimes::podman) static REMOTE: [Row; 5] = [
    row("connection", b'c', Kind::Text, Repeats::Last, Class::Engine).reading(Reading::Remote),
    row("context", 0, Kind::Text, Repeats::Last, Class::Engine).reading(Reading::Remote),
    row("host", b'H', Kind::Text, Repeats::Last, Class::Engine).reading(Reading::Remote),
    switch("remote", b'r', Class::Engine).reading(Reading::Remote),
    row("url", 0, Kind::Text, Repeats::Last, Class::Engine).reading(Reading::Remote),
];

/// What podman looks for in another pass, to load configuration.
pub(in crate::runtimes::podman) static MODULE: [Row; 2] = [
    switch("help", b'h', Class::Output),
    row("module", 0, Kind::Text, Repeats::Append, Class::Engine).since(407).reading(Reading::LocalOnly),
];

/// Only before the command.
static LOCAL: [Row; 17] = [
    row("cni-config-dir", 0, Kind::Text, Repeats::Last, Class::Program)
        .same_as("network-config-dir")
        .reading(Reading::LocalOnly)
        .hidden(),
    row("config", 0, Kind::Text, Repeats::Last, Class::Engine),
    row("connection", b'c', Kind::Text, Repeats::Last, Class::Engine).reading(Reading::Remote),
    row("context", 0, Kind::Text, Repeats::Last, Class::Engine).reading(Reading::Remote).hidden(),
    switch("debug", b'D', Class::Output).hidden(),
    row("host", b'H', Kind::Text, Repeats::Last, Class::Engine).reading(Reading::Remote).hidden(),
    row("identity", 0, Kind::Text, Repeats::Last, Class::Engine),
    row("module", 0, Kind::Text, Repeats::Append, Class::Engine).since(407).reading(Reading::LocalOnly),
    switch("noout", 0, Class::Output).hidden(),
    row("ns", 0, Kind::Text, Repeats::Last, Class::Engine).same_as("namespace").reading(Reading::LocalOnly).hidden(),
    row("out", 0, Kind::Text, Repeats::Last, Class::ClientFile).since(406),
    switch("remote", b'r', Class::Engine).reading(Reading::Remote),
    row("ssh", 0, Kind::Text, Repeats::Last, Class::Engine),
    row("tls-ca", 0, Kind::Text, Repeats::Last, Class::Engine).since(507),
    row("tls-cert", 0, Kind::Text, Repeats::Last, Class::Engine).since(507),
    row("tls-key", 0, Kind::Text, Repeats::Last, Class::Engine).since(507),
    row("url", 0, Kind::Text, Repeats::Last, Class::Engine).reading(Reading::Remote),
];

/// Before the end of a line without a command: the client learns of it when it has found none.
pub(in crate::runtimes::podman) static LATE: [Row; 1] = [switch("version", b'v', Class::Output)];

/// Before the command, after each word of it, and among its own options.
pub(in crate::runtimes::podman) static PERSISTENT: [Row; 30] = [
    row("cdi-spec-dir", 0, Kind::Text, Repeats::Append, Class::Program).since(505).reading(Reading::LocalOnly),
    row("cgroup-manager", 0, Kind::Text, Repeats::Last, Class::Accounting).reading(Reading::LocalOnly),
    row("conmon", 0, Kind::Text, Repeats::Last, Class::Program).reading(Reading::LocalOnly),
    row("cpu-profile", 0, Kind::Text, Repeats::Last, Class::ClientFile).reading(Reading::LocalOnly).hidden(),
    row("db-backend", 0, Kind::Text, Repeats::Last, Class::Engine).since(405).reading(Reading::LocalOnly).hidden(),
    row("default-mounts-file", 0, Kind::Text, Repeats::Last, Class::Mounts).reading(Reading::LocalOnly).hidden(),
    row("events-backend", 0, Kind::Text, Repeats::Last, Class::Accounting).reading(Reading::LocalOnly),
    switch("help", 0, Class::Output),
    row("hooks-dir", 0, Kind::Text, Repeats::Append, Class::Program).reading(Reading::SplitBefore5),
    row("imagestore", 0, Kind::Text, Repeats::Last, Class::Engine).since(406).reading(Reading::LocalOnly),
    row("log-level", 0, Kind::Text, Repeats::Last, Class::Output),
    row("max-workers", 0, Kind::Int, Repeats::Last, Class::Engine).reading(Reading::LocalOnly).hidden(),
    row("memory-profile", 0, Kind::Text, Repeats::Last, Class::ClientFile).reading(Reading::LocalOnly).hidden(),
    row("namespace", 0, Kind::Text, Repeats::Last, Class::Engine).reading(Reading::LocalOnly).hidden(),
    row("network-backend", 0, Kind::Text, Repeats::Last, Class::Engine).reading(Reading::LocalOnly).hidden(),
    row("network-cmd-path", 0, Kind::Text, Repeats::Last, Class::Program).reading(Reading::LocalOnly),
    row("network-config-dir", 0, Kind::Text, Repeats::Last, Class::Program).reading(Reading::LocalOnly),
    row("pull-option", 0, Kind::Text, Repeats::Append, Class::Image).since(502).reading(Reading::LocalOnly).hidden(),
    row("registries-conf", 0, Kind::Text, Repeats::Last, Class::Image).reading(Reading::LocalOnly).hidden(),
    row("root", 0, Kind::Text, Repeats::Last, Class::Engine).reading(Reading::LocalOnly),
    row("runroot", 0, Kind::Text, Repeats::Last, Class::Engine).reading(Reading::LocalOnly),
    row("runtime", 0, Kind::Text, Repeats::Last, Class::Program).reading(Reading::LocalOnly),
    row("runtime-flag", 0, Kind::Text, Repeats::Append, Class::Program).reading(Reading::LocalOnly),
    row("storage-driver", 0, Kind::Text, Repeats::Last, Class::Engine).reading(Reading::LocalOnly),
    row("storage-opt", 0, Kind::Text, Repeats::Append, Class::Program),
    switch("syslog", 0, Class::Accounting).reading(Reading::LocalOnly),
    row("tmpdir", 0, Kind::Text, Repeats::Last, Class::Engine).reading(Reading::LocalOnly),
    switch("trace", 0, Class::Output).reading(Reading::LocalOnly).hidden(),
    switch("transient-store", 0, Class::Engine).since(404).reading(Reading::LocalOnly),
    row("volumepath", 0, Kind::Text, Repeats::Last, Class::Engine).reading(Reading::LocalOnly),
];

/// The rows of two sorted lists without common names, sorted.
const fn merged<const A: usize, const B: usize, const N: usize>(left: &[Row; A], right: &[Row; B]) -> [Row; N] {
    assert!(A + B == N && A > 0 && B > 0, "the merged list has another length");
    let mut rows = [left[0]; N];
    let (mut a, mut b) = (0, 0);
    while a + b < N {
        if b == B || (a < A && Name::is_before(&left[a].name, &right[b].name)) {
            rows[a + b] = left[a];
            a += 1;
        } else {
            rows[a + b] = right[b];
            b += 1;
        }
    }
    rows
}
