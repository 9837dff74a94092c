//! Ports of a line put together: what podman refuses when it makes its list of them.
//!
//! `podman create -p 80-82:90-92 -p 81:80 img` -> refused: port 81 of the host would lead to two ports.
//!
//! Only where the container has a network of its own that ports can be made in.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::argv::Line;
use crate::values::{Dialect, Expose, Network, NetworkMode, Protocol, Publish};

use super::read::{Fault, elements, is_option};

/// Ports of the host and of the container, and how many.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mapping {
    host: u32,
    container: u32,
    count: u32,
}

/// Checks the ports of a line.
pub(super) fn check(line: &Line<'_>, dialect: Dialect) -> Result<(), Fault> {
    let network =
        line.occurrences().iter().find(|found| is_option(found, "network")).and_then(|found| line.value(found));
    let mode = network.and_then(|value| Network::parse(value, dialect).ok()).map(|network| network.mode);
    if matches!(
        mode,
        Some(
            NetworkMode::Container(_) | NetworkMode::Host | NetworkMode::None | NetworkMode::Path(_) | NetworkMode::Pod
        )
    ) {
        return Ok(());
    }
    for element in elements(line, "expose", dialect) {
        let is_known = |protocol: &[u8]| matches!(protocol.to_ascii_lowercase().as_slice(), b"" | b"tcp" | b"udp");
        let expose = Expose::parse(&element, dialect).ok();
        if expose.is_some_and(|expose| !expose.protocol.split(|&byte| byte == b',').all(is_known)) {
            return Err(Fault::Conflict { option: "expose", with: "such a protocol" });
        }
    }
    let mut by_protocol: BTreeMap<(Option<IpAddr>, u8), Vec<Mapping>> = BTreeMap::new();
    for element in elements(line, "publish", dialect) {
        let Ok(publish) = Publish::parse(&element, dialect) else { continue };
        // Those without a port of the host take free ones.
        let Some(host) = publish.host else { continue };
        let protocol = match publish.protocol {
            Protocol::Sctp => 0,
            Protocol::Tcp => 1,
            Protocol::Udp => 2,
        };
        let mapping = Mapping {
            host: host.first().into(),
            container: publish.container.first().into(),
            count: publish.container.count(),
        };
        by_protocol.entry((publish.ip, protocol)).or_default().push(mapping);
    }
    let is_good = |mappings: Vec<Mapping>| fit(mappings);
    if by_protocol.into_values().all(is_good) {
        return Ok(());
    }
    Err(Fault::Conflict { option: "publish", with: "the same port of the host for another port" })
}

/// Whether no two lead from one port of the host to different ports; one after the other, as podman joins them.
fn fit(mut mappings: Vec<Mapping>) -> bool {
    mappings.sort();
    let mut mappings = mappings.into_iter();
    let Some(mut before) = mappings.next() else { return true };
    for next in mappings {
        if before.host + before.count >= next.host {
            let shift = next.host - before.host;
            if before.container + shift == next.container {
                before.count = before.count.max(next.count + shift);
                continue;
            }
            // The last port of the range before may be the next one's first: so podman counts.
            if before.host + before.count - 1 > next.host {
                return false;
            }
        }
        before = next;
    }
    true
}

#[cfg(test)]
mod tests {
    use crate::runtimes::podman::read::takes;

    #[test]
    fn a_port_of_the_host_leads_to_one_port() {
        for (options, is_good) in [
            ("-p 80:80 -p 80:80", true),
            ("-p 80-82:90-92 -p 81:91", true),
            ("-p 80-82:90-92 -p 81:80", false),
            ("-p 80-82:90-92 -p 81:80/udp", true),
            ("-p 80-82:90-92 -p 127.0.0.1:81:80", true),
            ("-p 80-82:90-92 -p 81:80 --network host", true),
            ("-p 65535:1 -p 65534:2", true),
            ("--expose 80/UDP", true),
            ("--expose 80/sctp", false),
            ("--expose 80/sctp --network none", true),
        ] {
            assert_eq!(takes(options), is_good, "{options}");
        }
    }
}
