//! Options of the commands on containers.
//!
//! `docker rm -fv NAME` -> `force`, `volumes`. Source: docker option reference (29.8, older releases by `since`).

use crate::argv::{Class, Kind, Repeats, Row, row, switch};

/// Of `attach`.
pub(in crate::runtimes::docker) static ATTACH: [Row; 3] = [
    row("detach-keys", 0, Kind::Text, Repeats::Last, Class::Lifetime),
    switch("no-stdin", 0, Class::Output),
    switch("sig-proxy", 0, Class::Lifetime),
];

/// Of `commit`.
pub(in crate::runtimes::docker) static COMMIT: [Row; 5] = [
    row("author", b'a', Kind::Text, Repeats::Last, Class::Label),
    row("change", b'c', Kind::Text, Repeats::Append, Class::Image),
    row("message", b'm', Kind::Text, Repeats::Last, Class::Label),
    switch("no-pause", 0, Class::Lifetime).since(2900),
    switch("pause", b'p', Class::Lifetime),
];

/// Of `cp`.
pub(in crate::runtimes::docker) static CP: [Row; 3] = [
    switch("archive", b'a', Class::ClientFile),
    switch("follow-link", b'L', Class::ClientFile),
    switch("quiet", b'q', Class::Output).since(2300),
];

/// Of `exec`.
pub(in crate::runtimes::docker) static EXEC: [Row; 9] = [
    switch("detach", b'd', Class::Lifetime),
    row("detach-keys", 0, Kind::Text, Repeats::Last, Class::Lifetime),
    row("env", b'e', Kind::Env, Repeats::Append, Class::Environment),
    row("env-file", 0, Kind::EnvFile, Repeats::Append, Class::ClientFile),
    switch("interactive", b'i', Class::Output),
    switch("privileged", 0, Class::Privilege),
    switch("tty", b't', Class::Output),
    row("user", b'u', Kind::Text, Repeats::Last, Class::Identity),
    row("workdir", b'w', Kind::Text, Repeats::Last, Class::Workdir),
];

/// Of `export`.
pub(in crate::runtimes::docker) static EXPORT: [Row; 1] =
    [row("output", b'o', Kind::Text, Repeats::Last, Class::ClientFile)];

/// Of `kill`.
pub(in crate::runtimes::docker) static KILL: [Row; 1] =
    [row("signal", b's', Kind::Text, Repeats::Last, Class::Lifetime)];

/// Of `logs`.
pub(in crate::runtimes::docker) static LOGS: [Row; 6] = [
    switch("details", 0, Class::Output),
    switch("follow", b'f', Class::Output),
    row("since", 0, Kind::Text, Repeats::Last, Class::Output),
    row("tail", b'n', Kind::Text, Repeats::Last, Class::Output),
    switch("timestamps", b't', Class::Output),
    row("until", 0, Kind::Text, Repeats::Last, Class::Output),
];

/// Of `ps`.
pub(in crate::runtimes::docker) static PS: [Row; 8] = [
    switch("all", b'a', Class::Output),
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects),
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    row("last", b'n', Kind::Int, Repeats::Last, Class::Objects),
    switch("latest", b'l', Class::Objects),
    switch("no-trunc", 0, Class::Output),
    switch("quiet", b'q', Class::Output),
    switch("size", b's', Class::Output),
];

/// Of `restart`.
pub(in crate::runtimes::docker) static RESTART: [Row; 3] = [
    row("signal", b's', Kind::Text, Repeats::Last, Class::Lifetime).since(2300),
    row("time", 0, Kind::Int, Repeats::Last, Class::Lifetime).same_as("timeout").emit_short(b't').hidden(),
    row("timeout", b't', Kind::Int, Repeats::Last, Class::Lifetime).emit_short(b't').since(2800),
];

/// Of `rm`.
pub(in crate::runtimes::docker) static RM: [Row; 3] = [
    switch("force", b'f', Class::Lifetime),
    switch("link", b'l', Class::Objects),
    switch("volumes", b'v', Class::Objects),
];

/// Of `start`.
pub(in crate::runtimes::docker) static START: [Row; 5] = [
    switch("attach", b'a', Class::Output),
    row("checkpoint", 0, Kind::Text, Repeats::Last, Class::Lifetime),
    row("checkpoint-dir", 0, Kind::Text, Repeats::Last, Class::Mounts),
    row("detach-keys", 0, Kind::Text, Repeats::Last, Class::Lifetime),
    switch("interactive", b'i', Class::Output),
];

/// Of `stats`.
pub(in crate::runtimes::docker) static STATS: [Row; 4] = [
    switch("all", b'a', Class::Output),
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    switch("no-stream", 0, Class::Output),
    switch("no-trunc", 0, Class::Output),
];

/// Of `stop`.
pub(in crate::runtimes::docker) static STOP: [Row; 3] = [
    row("signal", b's', Kind::Text, Repeats::Last, Class::Lifetime).since(2300),
    row("time", 0, Kind::Int, Repeats::Last, Class::Lifetime).same_as("timeout").emit_short(b't').hidden(),
    row("timeout", b't', Kind::Int, Repeats::Last, Class::Lifetime).emit_short(b't').since(2800),
];

/// Of `update`.
pub(in crate::runtimes::docker) static UPDATE: [Row; 15] = [
    row("blkio-weight", 0, Kind::Uint16, Repeats::Last, Class::Limit),
    row("cpu-period", 0, Kind::Int, Repeats::Last, Class::Limit),
    row("cpu-quota", 0, Kind::Int, Repeats::Last, Class::Limit),
    row("cpu-rt-period", 0, Kind::Int, Repeats::Last, Class::Limit),
    row("cpu-rt-runtime", 0, Kind::Int, Repeats::Last, Class::Limit),
    row("cpu-shares", b'c', Kind::Int, Repeats::Last, Class::Limit),
    row("cpus", 0, Kind::Cpus, Repeats::Last, Class::Limit),
    row("cpuset-cpus", 0, Kind::Text, Repeats::Last, Class::Limit),
    row("cpuset-mems", 0, Kind::Text, Repeats::Last, Class::Limit),
    row("kernel-memory", 0, Kind::Size, Repeats::Last, Class::Limit).hidden(),
    row("memory", b'm', Kind::Size, Repeats::Last, Class::Limit),
    row("memory-reservation", 0, Kind::Size, Repeats::Last, Class::Limit),
    row("memory-swap", 0, Kind::SwapSize, Repeats::Last, Class::Limit),
    row("pids-limit", 0, Kind::Int, Repeats::Last, Class::Limit),
    row("restart", 0, Kind::Text, Repeats::Last, Class::Lifetime),
];

/// Of `container inspect`.
pub(in crate::runtimes::docker) static CONTAINER_INSPECT: [Row; 2] =
    [row("format", b'f', Kind::Text, Repeats::Last, Class::Output), switch("size", b's', Class::Output)];

/// Of `container prune`.
pub(in crate::runtimes::docker) static CONTAINER_PRUNE: [Row; 2] =
    [row("filter", 0, Kind::Filter, Repeats::Append, Class::Objects), switch("force", b'f', Class::Lifetime)];
