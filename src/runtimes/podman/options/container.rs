//! Options of the commands on containers.
//!
//! `podman rm -fv NAME` -> `force`, `volumes`. Source: podman option reference (5.8.2; what 4.3 lacks has a `since`).

use crate::argv::{Class, Kind, Reading, Repeats, Row, row, switch};

/// Of `attach`.
pub(in crate::runtimes::podman) static ATTACH: [Row; 4] = [
    row("detach-keys", 0, Kind::Text, Repeats::Last, Class::Lifetime),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
    switch("no-stdin", 0, Class::Output),
    switch("sig-proxy", 0, Class::Lifetime),
];

/// Of `commit`.
pub(in crate::runtimes::podman) static COMMIT: [Row; 10] = [
    row("author", b'a', Kind::Text, Repeats::Last, Class::Label),
    row("change", b'c', Kind::Text, Repeats::Append, Class::Image),
    row("config", 0, Kind::Text, Repeats::Last, Class::ClientFile).since(500),
    row("format", b'f', Kind::Text, Repeats::Last, Class::Image),
    row("iidfile", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    switch("include-volumes", 0, Class::Objects),
    row("message", b'm', Kind::Text, Repeats::Last, Class::Label),
    switch("pause", b'p', Class::Lifetime),
    switch("quiet", b'q', Class::Output),
    switch("squash", b's', Class::Image),
];

/// Of `cp`.
pub(in crate::runtimes::podman) static CP: [Row; 4] = [
    switch("archive", b'a', Class::ClientFile),
    switch("extract", 0, Class::ClientFile).hidden(),
    switch("overwrite", 0, Class::ClientFile),
    switch("pause", 0, Class::Lifetime).hidden(),
];

/// Of `diff`.
pub(in crate::runtimes::podman) static DIFF: [Row; 2] = [
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
];

/// Of `exec`.
pub(in crate::runtimes::podman) static EXEC: [Row; 15] = [
    row("cidfile", 0, Kind::Text, Repeats::Last, Class::ClientFile).since(505),
    switch("detach", b'd', Class::Lifetime),
    row("detach-keys", 0, Kind::Text, Repeats::Last, Class::Lifetime),
    row("env", b'e', Kind::Env, Repeats::Keyed, Class::Environment),
    row("env-file", 0, Kind::EnvFile, Repeats::Append, Class::ClientFile).reading(Reading::SplitBefore5),
    switch("interactive", b'i', Class::Output),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
    switch("no-session", 0, Class::Accounting).since(508).reading(Reading::LocalOnly),
    row("preserve-fd", 0, Kind::UintCsv, Repeats::Append, Class::Mounts).since(500),
    row("preserve-fds", 0, Kind::Uint, Repeats::Last, Class::Mounts),
    switch("privileged", 0, Class::Privilege),
    switch("tty", b't', Class::Output),
    row("user", b'u', Kind::Text, Repeats::Last, Class::Identity),
    row("wait", 0, Kind::Int32, Repeats::Last, Class::Lifetime).since(405).hidden(),
    row("workdir", b'w', Kind::Text, Repeats::Last, Class::Workdir),
];

/// Of `export`.
pub(in crate::runtimes::podman) static EXPORT: [Row; 1] =
    [row("output", b'o', Kind::Text, Repeats::Last, Class::ClientFile)];

/// Of `container inspect`.
pub(in crate::runtimes::podman) static CONTAINER_INSPECT: [Row; 3] = [
    row("format", b'f', Kind::Text, Repeats::Last, Class::Output),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
    switch("size", b's', Class::Output),
];

/// Of `kill`.
pub(in crate::runtimes::podman) static KILL: [Row; 4] = [
    switch("all", b'a', Class::Objects),
    row("cidfile", 0, Kind::Text, Repeats::Append, Class::ClientFile),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
    row("signal", b's', Kind::Text, Repeats::Last, Class::Lifetime),
];

/// Of `ps`.
pub(in crate::runtimes::podman) static PS: [Row; 18] = [
    switch("all", b'a', Class::Output),
    switch("external", 0, Class::Output),
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects).reading(Reading::SplitBefore5),
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    row("last", b'n', Kind::Int, Repeats::Last, Class::Objects),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
    switch("namespace", 0, Class::Output).same_as("ns").hidden(),
    switch("no-trunc", 0, Class::Output),
    switch("noheading", 0, Class::Output),
    switch("notruncate", 0, Class::Output).same_as("no-trunc").hidden(),
    switch("ns", 0, Class::Output),
    switch("pod", b'p', Class::Output),
    switch("quiet", b'q', Class::Output),
    switch("size", b's', Class::Output),
    row("sort", 0, Kind::Text, Repeats::Last, Class::Output),
    switch("storage", 0, Class::Output).same_as("external").hidden(),
    switch("sync", 0, Class::Engine),
    row("watch", b'w', Kind::Uint, Repeats::Last, Class::Output),
];

/// Of `logs`.
pub(in crate::runtimes::podman) static LOGS: [Row; 9] = [
    switch("color", 0, Class::Output),
    switch("details", 0, Class::Output).hidden(),
    switch("follow", b'f', Class::Output),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
    switch("names", b'n', Class::Output),
    row("since", 0, Kind::Text, Repeats::Last, Class::Output),
    row("tail", 0, Kind::Int, Repeats::Last, Class::Output),
    switch("timestamps", b't', Class::Output),
    row("until", 0, Kind::Text, Repeats::Last, Class::Output),
];

/// Of `pause`.
pub(in crate::runtimes::podman) static PAUSE: [Row; 4] = [
    switch("all", b'a', Class::Objects),
    row("cidfile", 0, Kind::Text, Repeats::Append, Class::ClientFile),
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects).reading(Reading::SplitBefore5),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
];

/// Of `port`.
pub(in crate::runtimes::podman) static PORT: [Row; 2] =
    [switch("all", b'a', Class::Output), switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly)];

/// Of `container prune`.
pub(in crate::runtimes::podman) static CONTAINER_PRUNE: [Row; 2] =
    [row("filter", 0, Kind::Filter, Repeats::Append, Class::Objects), switch("force", b'f', Class::Lifetime)];

/// Of `restart`.
pub(in crate::runtimes::podman) static RESTART: [Row; 7] = [
    switch("all", b'a', Class::Objects),
    row("cidfile", 0, Kind::Text, Repeats::Append, Class::ClientFile),
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects).reading(Reading::SplitBefore5),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
    row("ns", 0, Kind::Text, Repeats::Last, Class::Engine).same_as("namespace").reading(Reading::LocalOnly).hidden(),
    switch("running", 0, Class::Objects),
    row("time", b't', Kind::Int, Repeats::Last, Class::Lifetime),
];

/// Of `rm`.
pub(in crate::runtimes::podman) static RM: [Row; 10] = [
    switch("all", b'a', Class::Objects),
    row("cidfile", 0, Kind::Text, Repeats::Append, Class::ClientFile),
    switch("depend", 0, Class::Objects),
    row("filter", 0, Kind::Filter, Repeats::Append, Class::Objects).reading(Reading::SplitBefore5),
    switch("force", b'f', Class::Lifetime),
    switch("ignore", b'i', Class::Output),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
    switch("storage", 0, Class::Objects).reading(Reading::LocalOnly).hidden(),
    row("time", b't', Kind::Int, Repeats::Last, Class::Lifetime),
    switch("volumes", b'v', Class::Objects),
];

/// Of `start`.
pub(in crate::runtimes::podman) static START: [Row; 7] = [
    switch("all", 0, Class::Objects),
    switch("attach", b'a', Class::Output),
    row("detach-keys", 0, Kind::Text, Repeats::Last, Class::Lifetime),
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects).reading(Reading::SplitBefore5),
    switch("interactive", b'i', Class::Output),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
    switch("sig-proxy", 0, Class::Lifetime),
];

/// Of `stats`.
pub(in crate::runtimes::podman) static STATS: [Row; 7] = [
    switch("all", b'a', Class::Output),
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    row("interval", b'i', Kind::Int, Repeats::Last, Class::Output),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
    switch("no-reset", 0, Class::Output),
    switch("no-stream", 0, Class::Output),
    switch("no-trunc", 0, Class::Output),
];

/// Of `stop`.
pub(in crate::runtimes::podman) static STOP: [Row; 8] = [
    switch("all", b'a', Class::Objects),
    row("cidfile", 0, Kind::Text, Repeats::Append, Class::ClientFile),
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects).reading(Reading::SplitBefore5),
    switch("ignore", b'i', Class::Output),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
    switch("service", 0, Class::Objects).since(508).hidden(),
    row("time", b't', Kind::Int, Repeats::Last, Class::Lifetime),
    row("timeout", 0, Kind::Int, Repeats::Last, Class::Lifetime).same_as("time").hidden(),
];

/// Of `top`.
pub(in crate::runtimes::podman) static TOP: [Row; 2] = [
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
    switch("list-descriptors", 0, Class::Output).hidden(),
];

/// Of `unpause`.
pub(in crate::runtimes::podman) static UNPAUSE: [Row; 4] = [
    switch("all", b'a', Class::Objects),
    row("cidfile", 0, Kind::Text, Repeats::Append, Class::ClientFile),
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects).reading(Reading::SplitBefore5),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
];

/// Of `update`.
pub(in crate::runtimes::podman) static UPDATE: [Row; 39] = [
    row("blkio-weight", 0, Kind::Uint16, Repeats::Last, Class::Limit),
    row("blkio-weight-device", 0, Kind::WeightDevice, Repeats::Append, Class::Limit).reading(Reading::SplitBefore5),
    row("cpu-period", 0, Kind::Uint, Repeats::Last, Class::Limit),
    row("cpu-quota", 0, Kind::Int, Repeats::Last, Class::Limit),
    row("cpu-rt-period", 0, Kind::Uint, Repeats::Last, Class::Limit),
    row("cpu-rt-runtime", 0, Kind::Int, Repeats::Last, Class::Limit),
    row("cpu-shares", b'c', Kind::Uint, Repeats::Last, Class::Limit),
    row("cpus", 0, Kind::Cpus, Repeats::Last, Class::Limit),
    row("cpuset-cpus", 0, Kind::Text, Repeats::Last, Class::Limit),
    row("cpuset-mems", 0, Kind::Text, Repeats::Last, Class::Limit),
    row("device-read-bps", 0, Kind::ThrottleBps, Repeats::Append, Class::Limit).reading(Reading::SplitBefore5),
    row("device-read-iops", 0, Kind::ThrottleIops, Repeats::Append, Class::Limit).reading(Reading::SplitBefore5),
    row("device-write-bps", 0, Kind::ThrottleBps, Repeats::Append, Class::Limit).reading(Reading::SplitBefore5),
    row("device-write-iops", 0, Kind::ThrottleIops, Repeats::Append, Class::Limit).reading(Reading::SplitBefore5),
    row("env", b'e', Kind::Env, Repeats::Keyed, Class::Environment).since(505),
    row("health-cmd", 0, Kind::Text, Repeats::Last, Class::Lifetime).since(504),
    row("health-interval", 0, Kind::Text, Repeats::Last, Class::Lifetime).since(504),
    row("health-log-destination", 0, Kind::Text, Repeats::Last, Class::ClientFile).since(504),
    row("health-max-log-count", 0, Kind::Uint, Repeats::Last, Class::Lifetime).since(504),
    row("health-max-log-size", 0, Kind::Uint, Repeats::Last, Class::Lifetime).since(504),
    row("health-on-failure", 0, Kind::Text, Repeats::Last, Class::Lifetime).since(504),
    row("health-retries", 0, Kind::Uint, Repeats::Last, Class::Lifetime).since(504),
    row("health-start-period", 0, Kind::Text, Repeats::Last, Class::Lifetime).since(504),
    row("health-startup-cmd", 0, Kind::Text, Repeats::Last, Class::Lifetime).since(504),
    row("health-startup-interval", 0, Kind::Text, Repeats::Last, Class::Lifetime).since(504),
    row("health-startup-retries", 0, Kind::Uint, Repeats::Last, Class::Lifetime).since(504),
    row("health-startup-success", 0, Kind::Uint, Repeats::Last, Class::Lifetime).since(504),
    row("health-startup-timeout", 0, Kind::Text, Repeats::Last, Class::Lifetime).since(504),
    row("health-timeout", 0, Kind::Text, Repeats::Last, Class::Lifetime).since(504),
    switch("latest", b'l', Class::Objects).since(506).reading(Reading::LocalOnly),
    row("memory", b'm', Kind::Size, Repeats::Last, Class::Limit),
    row("memory-reservation", 0, Kind::Size, Repeats::Last, Class::Limit),
    row("memory-swap", 0, Kind::SwapSize, Repeats::Last, Class::Limit),
    row("memory-swappiness", 0, Kind::Int, Repeats::Last, Class::Limit),
    switch("no-healthcheck", 0, Class::Lifetime).since(504),
    row("pids-limit", 0, Kind::Int, Repeats::Last, Class::Limit).since(404),
    row("restart", 0, Kind::Text, Repeats::Last, Class::Lifetime).since(501),
    row("ulimit", 0, Kind::Ulimit, Repeats::Append, Class::Limit).since(508),
    row("unsetenv", 0, Kind::Text, Repeats::Append, Class::Environment).since(505),
];

/// Of `wait`.
pub(in crate::runtimes::podman) static WAIT: [Row; 5] = [
    row("condition", 0, Kind::Csv, Repeats::Append, Class::Output),
    switch("exit-first-match", 0, Class::Output).since(507),
    switch("ignore", 0, Class::Output).since(404),
    row("interval", b'i', Kind::Text, Repeats::Last, Class::Output),
    switch("latest", b'l', Class::Objects).reading(Reading::LocalOnly),
];
