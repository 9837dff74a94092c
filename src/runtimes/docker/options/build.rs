//! Options of `build`, as each of the two builders reads them.
//!
//! `docker build -t img:1 .` -> `tag`. `--secret id=k,src=f` is an option of buildx and none of the legacy builder;
//! `--memory` limits the legacy builder's containers, and buildx takes and ignores it.
//!
//! Source: what the clients themselves say, measured with 28.2.2 and 20.10.24 (legacy) and with buildx 0.13.1 behind 28.2.2.
//! What buildx has only with `BUILDX_EXPERIMENTAL` is not here, nor is what later releases added: such an option is not
//! known, so that a line with it is refused.

use crate::argv::{Class, Kind, Repeats, Row, row, switch};

/// Of `build` without buildx.
pub(in crate::runtimes::docker) static LEGACY: [Row; 30] = [
    row("add-host", 0, Kind::AddHost, Repeats::Append, Class::Hosts),
    row("build-arg", 0, Kind::Env, Repeats::Keyed, Class::Environment),
    row("cache-from", 0, Kind::Csv, Repeats::Append, Class::Image),
    row("cgroup-parent", 0, Kind::Text, Repeats::Last, Class::Accounting),
    switch("compress", 0, Class::Output),
    row("cpu-period", 0, Kind::Int, Repeats::Last, Class::Limit),
    row("cpu-quota", 0, Kind::Int, Repeats::Last, Class::Limit),
    row("cpu-shares", b'c', Kind::Int, Repeats::Last, Class::Limit),
    row("cpuset-cpus", 0, Kind::Text, Repeats::Last, Class::Limit),
    row("cpuset-mems", 0, Kind::Text, Repeats::Last, Class::Limit),
    switch("disable-content-trust", 0, Class::Image),
    row("file", b'f', Kind::Text, Repeats::Last, Class::ClientFile),
    switch("force-rm", 0, Class::Output),
    row("iidfile", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    row("isolation", 0, Kind::Text, Repeats::Last, Class::Program),
    row("label", 0, Kind::Label, Repeats::Keyed, Class::Label),
    row("memory", b'm', Kind::Size, Repeats::Last, Class::Limit),
    row("memory-swap", 0, Kind::SwapSize, Repeats::Last, Class::Limit),
    row("network", 0, Kind::Text, Repeats::Last, Class::Network),
    switch("no-cache", 0, Class::Output),
    row("platform", 0, Kind::Text, Repeats::Last, Class::Image),
    switch("pull", 0, Class::Image),
    switch("quiet", b'q', Class::Output),
    switch("rm", 0, Class::Output),
    row("security-opt", 0, Kind::Csv, Repeats::Append, Class::Security),
    row("shm-size", 0, Kind::Size, Repeats::Last, Class::Limit),
    switch("squash", 0, Class::Image),
    row("tag", b't', Kind::ImageName, Repeats::Append, Class::Image),
    row("target", 0, Kind::Text, Repeats::Last, Class::Output),
    row("ulimit", 0, Kind::Ulimit, Repeats::Keyed, Class::Limit),
];

/// Of buildx's `build`. The hidden ones are taken and ignored, so that they limit nothing.
pub(in crate::runtimes::docker) static BUILDX: [Row; 45] = [
    row("add-host", 0, Kind::Csv, Repeats::Append, Class::Hosts),
    row("allow", 0, Kind::Csv, Repeats::Append, Class::Privilege),
    row("annotation", 0, Kind::Text, Repeats::Append, Class::Label),
    row("attest", 0, Kind::Text, Repeats::Append, Class::Image),
    row("build-arg", 0, Kind::Text, Repeats::Keyed, Class::Environment),
    row("build-context", 0, Kind::Text, Repeats::Append, Class::ClientFile),
    row("builder", 0, Kind::Text, Repeats::Last, Class::Engine),
    row("cache-from", 0, Kind::Text, Repeats::Append, Class::ClientFile),
    row("cache-to", 0, Kind::Text, Repeats::Append, Class::ClientFile),
    row("cgroup-parent", 0, Kind::Text, Repeats::Last, Class::Accounting),
    switch("compress", 0, Class::Output).hidden(),
    row("cpu-period", 0, Kind::Int, Repeats::Last, Class::Harmless).hidden(),
    row("cpu-quota", 0, Kind::Int, Repeats::Last, Class::Harmless).hidden(),
    row("cpu-shares", b'c', Kind::Int, Repeats::Last, Class::Harmless).hidden(),
    row("cpuset-cpus", 0, Kind::Text, Repeats::Last, Class::Harmless).hidden(),
    row("cpuset-mems", 0, Kind::Text, Repeats::Last, Class::Harmless).hidden(),
    row("file", b'f', Kind::Text, Repeats::Last, Class::ClientFile),
    switch("force-rm", 0, Class::Output).hidden(),
    row("iidfile", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    row("isolation", 0, Kind::Text, Repeats::Last, Class::Harmless).hidden(),
    row("label", 0, Kind::Text, Repeats::Keyed, Class::Label),
    switch("load", 0, Class::Image),
    row("memory", b'm', Kind::Text, Repeats::Last, Class::Harmless).hidden(),
    row("memory-swap", 0, Kind::Text, Repeats::Last, Class::Harmless).hidden(),
    row("metadata-file", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    row("network", 0, Kind::Text, Repeats::Last, Class::Network),
    switch("no-cache", 0, Class::Output),
    row("no-cache-filter", 0, Kind::Text, Repeats::Append, Class::Output),
    row("output", b'o', Kind::Text, Repeats::Append, Class::ClientFile),
    row("platform", 0, Kind::Text, Repeats::Append, Class::Image),
    row("progress", 0, Kind::Text, Repeats::Last, Class::Output),
    row("provenance", 0, Kind::Text, Repeats::Last, Class::Image),
    switch("pull", 0, Class::Image),
    switch("push", 0, Class::Image),
    switch("quiet", b'q', Class::Output),
    switch("rm", 0, Class::Output).hidden(),
    row("sbom", 0, Kind::Text, Repeats::Last, Class::Image),
    row("secret", 0, Kind::Text, Repeats::Append, Class::ClientFile),
    row("security-opt", 0, Kind::Csv, Repeats::Append, Class::Security).hidden(),
    row("shm-size", 0, Kind::Size, Repeats::Last, Class::Limit),
    switch("squash", 0, Class::Image).hidden(),
    row("ssh", 0, Kind::Text, Repeats::Append, Class::ClientFile),
    row("tag", b't', Kind::Text, Repeats::Append, Class::Image),
    row("target", 0, Kind::Text, Repeats::Last, Class::Output),
    row("ulimit", 0, Kind::Ulimit, Repeats::Keyed, Class::Limit),
];

/// Of buildx's `prune`, which `builder prune` is then.
pub(in crate::runtimes::docker) static BUILDX_PRUNE: [Row; 6] = [
    switch("all", b'a', Class::Objects),
    row("builder", 0, Kind::Text, Repeats::Last, Class::Engine),
    row("filter", 0, Kind::Filter, Repeats::Append, Class::Objects),
    switch("force", b'f', Class::Lifetime),
    row("keep-storage", 0, Kind::Size, Repeats::Last, Class::Objects),
    switch("verbose", 0, Class::Output),
];
