//! `-p`, `--publish`: ports of the container at addresses and ports of the host.
//!
//! `127.0.0.1:8080:80/tcp` -> port 80/tcp of the container at port 8080 of 127.0.0.1.
//!
//! `[ip:][hostPort[-hostPort]:]containerPort[-containerPort][/proto]`. A container port alone is bound to a random host
//! port. Ranges on both sides have the same length, except that a single container port may take any port of a host
//! range. IPv6 addresses stand bare (with three colons or more, the last two fields are the ports) or in brackets.
//! docker also has a form with names, `published=8080,target=80,protocol=tcp`: other names are dropped in silence, and
//! `published` may be `IP:PORT`. podman has no such form, wants brackets, and refuses port 0 and ranges of different
//! length. Sources: the port grammar of go-connections 0.5, docker run reference, podman-run(1), checked against docker
//! 28.2.2; docker 20.10 knows bracketed IPv6 addresses only.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use super::cut::cut;
use super::port::{PortRange, Protocol};
use super::{Dialect, ValueError, ip};

/// One value of `--publish`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Publish {
    /// The host's address, `None` for all.
    pub ip: Option<IpAddr>,
    /// The host's ports, `None` for random ones.
    pub host: Option<PortRange>,
    /// The container's ports.
    pub container: PortRange,
    pub protocol: Protocol,
}

impl Publish {
    /// Reads a value of `--publish` (podman: one of the comma-separated list, see [`super::csv::list`]).
    ///
    /// # Errors
    /// If a part is not what it must be, or ranges do not fit each other. podman's several protocols for one port
    /// (`80/tcp,udp`) are refused too, and those it does not know, which its client passes on to its engine.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<Publish, ValueError> {
        match dialect {
            Dialect::Docker if value.contains(&b'=') => named(value),
            Dialect::Docker => docker(value),
            Dialect::Podman4 | Dialect::Podman5 => podman(value),
        }
    }
}

/// The short form; always with the protocol, an IPv6 address in brackets.
impl fmt::Display for Publish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ip {
            Some(IpAddr::V4(ip)) => write!(f, "{ip}:")?,
            Some(IpAddr::V6(ip)) => write!(f, "[{ip}]:")?,
            None => {}
        }
        match self.host {
            Some(host) => write!(f, "{host}:")?,
            None if self.ip.is_some() => write!(f, ":")?,
            None => {}
        }
        write!(f, "{}/{}", self.container, self.protocol)
    }
}

/// docker's form with names, made into the short form and read as that.
fn named(value: &[u8]) -> Result<Publish, ValueError> {
    let (mut published, mut target, mut protocol) = (&b""[..], &b""[..], &b"tcp"[..]);
    for field in value.split(|byte| *byte == b',') {
        match cut(field, b'=') {
            (b"", _) | (_, None) => return Err(ValueError::invalid("publish field", field, "of the form NAME=VALUE")),
            (b"published", Some(value)) => published = value,
            (b"target", Some(value)) => target = value,
            (b"protocol", Some(value)) => protocol = value,
            _ => {}
        }
    }
    docker(&[published, b":", target, b"/", protocol].concat())
}

fn docker(value: &[u8]) -> Result<Publish, ValueError> {
    let mut fields = value.rsplitn(3, |byte| *byte == b':');
    let container = fields.next().unwrap_or_default();
    let host = fields.next().unwrap_or_default();
    let ip = fields.next().unwrap_or_default();
    let mut container = container.split(|byte| *byte == b'/');
    let ports = container.next().unwrap_or_default();
    let protocol = container.next().filter(|protocol| !protocol.is_empty()).unwrap_or(b"tcp");
    let ip = host_ip(ip)?;
    if ports.is_empty() {
        return Err(ValueError::Missing { part: "container port" });
    }
    let publish = Publish {
        ip,
        host: if host.is_empty() { None } else { Some(PortRange::docker(host, "host port")?) },
        container: PortRange::docker(ports, "container port")?,
        protocol: Protocol::parse(protocol)?,
    };
    let fits = |host: PortRange| publish.container.count() == 1 || publish.container.count() == host.count();
    if publish.host.is_none_or(fits) {
        Ok(publish)
    } else {
        Err(ValueError::Conflict { part: RANGES, with: "each other" })
    }
}

const RANGES: &str = "host and container ranges of different length";

fn host_ip(text: &[u8]) -> Result<Option<IpAddr>, ValueError> {
    let inner = match text.strip_prefix(b"[") {
        None => text,
        Some(open) => match open.strip_suffix(b"]") {
            Some(inner) if !inner.contains(&b'[') && !inner.contains(&b']') => inner,
            _ => return Err(ValueError::invalid("host address", text, "an IP address")),
        },
    };
    if inner.is_empty() { Ok(None) } else { ip::parse(inner, "host address").map(Some) }
}

fn podman(value: &[u8]) -> Result<Publish, ValueError> {
    let (address, protocol) = cut(value, b'/');
    let protocol = protocol.map_or(Ok(Protocol::Tcp), Protocol::parse)?;
    let (ip, rest) = match address.strip_prefix(b"[") {
        None if address.contains(&b']') => {
            return Err(ValueError::invalid("host address", address, "an IPv6 address in brackets"));
        }
        None => (None, address),
        Some(open) => match cut(open, b']') {
            (inner, Some([b':', rest @ ..])) => (Some(inner), rest),
            _ => return Err(ValueError::invalid("host address", address, "an IPv6 address in brackets and a colon")),
        },
    };
    let fields: Vec<&[u8]> = rest.splitn(4, |byte| *byte == b':').collect();
    let (ip, host, container) = match (ip, fields.as_slice()) {
        (None, &[container]) => (None, None, container),
        (ip, &[host, container]) => (ip, Some(host), container),
        (None, &[ip, host, container]) => (Some(ip), Some(host), container),
        (Some(_), &[_]) => {
            return Err(ValueError::Without { part: "a host address", needs: "host and container port" });
        }
        _ => return Err(ValueError::TooMany { part: "fields between colons", limit: 3 }),
    };
    if container.is_empty() {
        return Err(ValueError::Missing { part: "container port" });
    }
    let publish = Publish {
        ip: ip.map(|ip| ip::parse(ip, "host address")).transpose()?.filter(|ip| *ip != Ipv4Addr::UNSPECIFIED),
        host: host.filter(|host| !host.is_empty()).map(|host| PortRange::podman(host, "host port")).transpose()?,
        container: PortRange::podman(container, "container port")?,
        protocol,
    };
    if publish.host.is_some_and(|host| host.count() != publish.container.count()) {
        return Err(ValueError::Conflict { part: RANGES, with: "each other" });
    }
    Ok(publish)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(dialect: Dialect, table: &[(&str, &str)]) {
        for (value, canonical) in table {
            let publish = Publish::parse(value.as_bytes(), dialect).expect(value);
            assert_eq!(publish.to_string(), *canonical, "{value}");
            assert_eq!(Publish::parse(canonical.as_bytes(), dialect), Ok(publish), "{value}");
        }
    }

    #[test]
    fn docker_reads_address_host_and_container_ports() {
        accepted(
            Dialect::Docker,
            &[
                ("80", "80/tcp"),
                ("80/UDP", "80/udp"),
                ("80/", "80/tcp"),
                ("80/sctp/x", "80/sctp"),
                ("8080:80", "8080:80/tcp"),
                (":80", "80/tcp"),
                ("127.0.0.1:8080:80/udp", "127.0.0.1:8080:80/udp"),
                ("127.0.0.1::80", "127.0.0.1::80/tcp"),
                ("0.0.0.0:8080:80", "0.0.0.0:8080:80/tcp"),
                ("::80", "80/tcp"),
                ("::1:8080:80", "[::1]:8080:80/tcp"),
                ("[::1]:8080:80", "[::1]:8080:80/tcp"),
                ("[::1]::80", "[::1]::80/tcp"),
                ("[127.0.0.1]:8080:80", "127.0.0.1:8080:80/tcp"),
                ("[]:8080:80", "8080:80/tcp"),
                ("2001:db8::1:8080:80", "[2001:db8::1]:8080:80/tcp"),
                ("8000-8010:80", "8000-8010:80/tcp"),
                ("8000-8001:80-81", "8000-8001:80-81/tcp"),
                ("80-80", "80/tcp"),
                ("80-90-100", "80-90/tcp"),
                ("0080:0", "80:0/tcp"),
                ("65535", "65535/tcp"),
            ],
        );
    }

    #[test]
    fn docker_reads_the_form_with_names_and_drops_what_it_does_not_know() {
        accepted(
            Dialect::Docker,
            &[
                ("published=8080,target=80", "8080:80/tcp"),
                ("published=8080,target=80,protocol=udp,mode=host,ip=1.2.3.4", "8080:80/udp"),
                ("published=127.0.0.1:8080,target=80", "127.0.0.1:8080:80/tcp"),
                ("target=80", "80/tcp"),
                ("target=1,target=80", "80/tcp"),
                ("published=8000-8010,target=80,protocol=", "8000-8010:80/tcp"),
            ],
        );
    }

    #[test]
    fn docker_refuses_bad_ports_addresses_and_ranges() {
        for value in [
            "",
            ":",
            "/tcp",
            "a",
            "65536",
            "-1",
            "+80",
            "80-",
            "90-80",
            "8080:",
            "1.2.3:1:2",
            "01.2.3.4:1:2",
            "host:1:2",
            ":::80",
            "[::1:1:2",
            "::1]:1:2",
            "[[::1]]:1:2",
            "[::1]x:1:2",
            "[fe80::1%eth0]:1:2",
            "80/icmp",
            "80/tcp,81/tcp",
            "1-2:80-82",
            "1-3:80-81",
            "1:80-81",
            "published=1",
            "target=80,x",
            "=80",
            "target=80,=1",
            "80=80",
            "1_0",
            "0x50",
            " 80",
        ] {
            assert!(Publish::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
        }
    }

    #[test]
    fn podman_wants_brackets_and_equal_ranges_and_no_port_zero() {
        accepted(
            Dialect::Podman5,
            &[
                ("80", "80/tcp"),
                ("8080:80/udp", "8080:80/udp"),
                (":80", "80/tcp"),
                ("127.0.0.1::80", "127.0.0.1::80/tcp"),
                ("0.0.0.0:8080:80", "8080:80/tcp"),
                ("[::1]:8080:80", "[::1]:8080:80/tcp"),
                ("8000-8001:80-81", "8000-8001:80-81/tcp"),
                ("+80", "80/tcp"),
            ],
        );
        for value in [
            "",
            ":",
            "0",
            "80/",
            "80/tcp/udp",
            "80/x",
            "::1:8080:80",
            "[::1]:80",
            "[::1]8080:80",
            ":8080:80",
            "8000-8010:80",
            "80-80",
            "90-80",
            "80-90-100",
            "published=8080,target=80",
            "[::1]:1:2:3",
            "::1]:1:2",
            "[]:1:2",
        ] {
            assert!(Publish::parse(value.as_bytes(), Dialect::Podman5).is_err(), "{value}");
        }
    }
}
