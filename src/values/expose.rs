//! `--expose`: ports that the container says it listens at.
//!
//! `8000-8010/udp` -> the ports from 8000 to 8010, protocol `udp`.
//!
//! docker checks the ports only: any protocol passes, and no colon does. Two protocols are refused. podman checks again with its own rules for
//! ports. Sources: the port grammar of go-connections 0.5, docker run reference, checked against docker 28.2.2.

use super::cut::cut;
use super::port::PortRange;
use super::{Dialect, ValueError};

/// One value of `--expose`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Expose {
    pub ports: PortRange,
    /// The protocol as written, `tcp` if none is.
    pub protocol: Vec<u8>,
}

impl Expose {
    /// Reads a value of `--expose` (podman: one of the comma-separated list, see [`super::csv::list`]).
    ///
    /// # Errors
    /// If the ports are no port or range.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<Expose, ValueError> {
        if value.contains(&b':') {
            return Err(ValueError::invalid("exposed port", value, "free of colons"));
        }
        let (text, protocol) = cut(value, b'/');
        let protocol = protocol.unwrap_or_default();
        let mut ports = PortRange::docker(text, "exposed port")?;
        // Of `80/x/y` docker 28 takes `x`, and 29 takes `x/y`.
        if protocol.contains(&b'/') {
            return Err(ValueError::TooMany { part: "protocols", limit: 1 });
        }
        if dialect.is_podman() {
            ports = PortRange::podman(text, "exposed port")?;
        }
        let protocol = if protocol.is_empty() { b"tcp" } else { protocol };
        Ok(Expose { ports, protocol: protocol.to_vec() })
    }

    /// `PORTS/PROTOCOL`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.ports.to_string().as_bytes(), b"/", &self.protocol].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docker_checks_the_ports_only() {
        for (value, written) in [
            ("80", "80/tcp"),
            ("80/", "80/tcp"),
            ("80-81/udp", "80-81/udp"),
            ("80/TCP", "80/TCP"),
            ("0", "0/tcp"),
            ("80-81-82", "80-81/tcp"),
        ] {
            let expose = Expose::parse(value.as_bytes(), Dialect::Docker).expect(value);
            assert_eq!(expose.to_bytes(), written.as_bytes(), "{value}");
            assert_eq!(Expose::parse(&expose.to_bytes(), Dialect::Docker), Ok(expose), "{value}");
        }
        for value in ["", "/tcp", "a", "80:81", "81-80", "65536", "80-", "+80", "80/x/y", "80/x/"] {
            assert!(Expose::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
        }
    }

    #[test]
    fn podman_also_refuses_port_zero() {
        for value in ["0", "80/x/y", "80-81-82", "80-80", "+80"] {
            assert!(Expose::parse(value.as_bytes(), Dialect::Podman5).is_err(), "{value}");
        }
        assert!(Expose::parse(b"80-81/udp", Dialect::Podman5).is_ok());
    }
}
