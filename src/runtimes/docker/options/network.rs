//! Options of the commands on networks.
//!
//! `docker network create -d bridge n` -> `driver`. Source: docker option reference (29.8, older releases by `since`).

use crate::argv::{Class, Kind, Repeats, Row, row, switch};

/// Of `network connect`.
pub(in crate::runtimes::docker) static NETWORK_CONNECT: [Row; 7] = [
    row("alias", 0, Kind::Csv, Repeats::Append, Class::Network),
    row("driver-opt", 0, Kind::Csv, Repeats::Append, Class::Network),
    row("gw-priority", 0, Kind::Int, Repeats::Last, Class::Network).since(2800),
    row("ip", 0, Kind::Text, Repeats::Last, Class::Network),
    row("ip6", 0, Kind::Text, Repeats::Last, Class::Network),
    row("link", 0, Kind::Link, Repeats::Append, Class::Network),
    row("link-local-ip", 0, Kind::Csv, Repeats::Append, Class::Network),
];

/// Of `network create`.
pub(in crate::runtimes::docker) static NETWORK_CREATE: [Row; 17] = [
    switch("attachable", 0, Class::Network),
    row("aux-address", 0, Kind::Pair, Repeats::Append, Class::Network),
    row("config-from", 0, Kind::Text, Repeats::Last, Class::Network),
    switch("config-only", 0, Class::Network),
    row("driver", b'd', Kind::Text, Repeats::Last, Class::Program),
    row("gateway", 0, Kind::Csv, Repeats::Append, Class::Network),
    switch("ingress", 0, Class::Network),
    switch("internal", 0, Class::Network),
    row("ip-range", 0, Kind::Csv, Repeats::Append, Class::Network),
    row("ipam-driver", 0, Kind::Text, Repeats::Last, Class::Program),
    row("ipam-opt", 0, Kind::Pair, Repeats::Append, Class::Network),
    switch("ipv4", 0, Class::Network).since(2800),
    switch("ipv6", 0, Class::Network),
    row("label", 0, Kind::Label, Repeats::Keyed, Class::Label),
    row("opt", b'o', Kind::Pair, Repeats::Append, Class::Network),
    row("scope", 0, Kind::Text, Repeats::Last, Class::Network),
    row("subnet", 0, Kind::Csv, Repeats::Append, Class::Network),
];

/// Of `network disconnect`.
pub(in crate::runtimes::docker) static NETWORK_DISCONNECT: [Row; 1] = [switch("force", b'f', Class::Lifetime)];

/// Of `network inspect`.
pub(in crate::runtimes::docker) static NETWORK_INSPECT: [Row; 2] =
    [row("format", b'f', Kind::Text, Repeats::Last, Class::Output), switch("verbose", b'v', Class::Output)];

/// Of `network ls`.
pub(in crate::runtimes::docker) static NETWORK_LS: [Row; 4] = [
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects),
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    switch("no-trunc", 0, Class::Output),
    switch("quiet", b'q', Class::Output),
];

/// Of `network prune`.
pub(in crate::runtimes::docker) static NETWORK_PRUNE: [Row; 2] =
    [row("filter", 0, Kind::Filter, Repeats::Append, Class::Objects), switch("force", b'f', Class::Lifetime)];

/// Of `network rm`.
pub(in crate::runtimes::docker) static NETWORK_RM: [Row; 1] = [switch("force", b'f', Class::Lifetime).since(2300)];
