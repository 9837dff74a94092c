//! Options of the commands on networks.
//!
//! `podman network create -d bridge n` -> `driver`. Source: podman option reference (5.8.2; what 4.3 lacks has a `since`).

use crate::argv::{Class, Kind, Repeats, Row, row, switch};

/// Of `network connect`.
pub(in crate::runtimes::podman) static NETWORK_CONNECT: [Row; 4] = [
    row("alias", 0, Kind::Csv, Repeats::Append, Class::Network),
    row("ip", 0, Kind::IpAddress, Repeats::Last, Class::Network),
    row("ip6", 0, Kind::IpAddress, Repeats::Last, Class::Network),
    row("mac-address", 0, Kind::Text, Repeats::Last, Class::Network),
];

/// Of `network create`.
pub(in crate::runtimes::podman) static NETWORK_CREATE: [Row; 15] = [
    switch("disable-dns", 0, Class::Hosts),
    row("dns", 0, Kind::IpAddress, Repeats::Append, Class::Hosts).since(404),
    row("driver", b'd', Kind::Text, Repeats::Last, Class::Program),
    row("gateway", 0, Kind::IpAddress, Repeats::Append, Class::Network),
    switch("ignore", 0, Class::Objects).since(404),
    row("interface-name", 0, Kind::Text, Repeats::Last, Class::Network).since(405),
    switch("internal", 0, Class::Network),
    row("ip-range", 0, Kind::Text, Repeats::Append, Class::Network),
    row("ipam-driver", 0, Kind::Text, Repeats::Last, Class::Program),
    switch("ipv6", 0, Class::Network),
    row("label", 0, Kind::Label, Repeats::Keyed, Class::Label),
    row("macvlan", 0, Kind::Text, Repeats::Last, Class::Network).hidden(),
    row("opt", b'o', Kind::Text, Repeats::Append, Class::Network),
    row("route", 0, Kind::Text, Repeats::Append, Class::Network).since(406),
    row("subnet", 0, Kind::Text, Repeats::Append, Class::Network),
];

/// Of `network disconnect`.
pub(in crate::runtimes::podman) static NETWORK_DISCONNECT: [Row; 1] = [switch("force", b'f', Class::Lifetime)];

/// Of `network inspect`.
pub(in crate::runtimes::podman) static NETWORK_INSPECT: [Row; 1] =
    [row("format", b'f', Kind::Text, Repeats::Last, Class::Output)];

/// Of `network ls`.
pub(in crate::runtimes::podman) static NETWORK_LS: [Row; 5] = [
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects),
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    switch("no-trunc", 0, Class::Output),
    switch("noheading", b'n', Class::Output),
    switch("quiet", b'q', Class::Output),
];

/// Of `network prune`.
pub(in crate::runtimes::podman) static NETWORK_PRUNE: [Row; 2] =
    [row("filter", 0, Kind::Filter, Repeats::Append, Class::Objects), switch("force", b'f', Class::Lifetime)];

/// Of `network rm`.
pub(in crate::runtimes::podman) static NETWORK_RM: [Row; 2] =
    [switch("force", b'f', Class::Lifetime), row("time", b't', Kind::Int, Repeats::Last, Class::Lifetime)];
