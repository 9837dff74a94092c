//! `--add-host`: names of hosts that the container finds in its `/etc/hosts`.
//!
//! `db:10.0.0.1` -> the name `db` for 10.0.0.1; `db:host-gateway` -> the name `db` for the host itself.
//!
//! docker splits at the first `=`, or without one at the first colon, and takes the address in brackets too. podman splits
//! at the first colon, and takes several names separated by semicolons. Both read the address, but send it as it was
//! written: it is the same address in another spelling (`::1:10.0.0.1`, `::1:a00:1`) that stands in the container's
//! `/etc/hosts`, blanks included. Sources: docker run reference, podman-run(1),
//! checked against docker 28.2.2; docker 20.10 knows neither `=` nor brackets, podman 4.3 no
//! `host-gateway`.

use std::net::IpAddr;

use super::cut::cut;
use super::{Dialect, ValueError, ip};

/// One value of `--add-host`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AddHost {
    /// The names; docker has one.
    pub names: Vec<Vec<u8>>,
    /// The address, `None` for the host as seen from the container (`host-gateway`).
    pub address: Option<IpAddr>,
    /// The address as the client sends it: as written, without brackets.
    pub text: Vec<u8>,
}

impl AddHost {
    /// Reads a value of `--add-host` (podman: one of the comma-separated list, see [`super::csv::list`]).
    ///
    /// # Errors
    /// If there is no separator, a name is empty or (docker) has a colon, or the address is none.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<AddHost, ValueError> {
        let bad = || ValueError::invalid("host entry", value, "of the form NAME:ADDRESS");
        let podman = dialect.is_podman();
        let (name, address) = match cut(value, b'=') {
            (name, Some(address)) if !podman => (name, Some(address)),
            _ => cut(value, b':'),
        };
        let address = address.ok_or_else(bad)?;
        if !podman && name.contains(&b':') {
            return Err(bad());
        }
        let names: Vec<Vec<u8>> =
            if podman { name.split(|byte| *byte == b';').map(<[u8]>::to_vec).collect() } else { vec![name.to_vec()] };
        if names.iter().any(Vec::is_empty) {
            return Err(ValueError::Empty { part: "host name" });
        }
        if address == b"host-gateway" {
            return Ok(AddHost { names, address: None, text: address.to_vec() });
        }
        let bare =
            address.strip_prefix(b"[").and_then(|inner| inner.strip_suffix(b"]")).filter(|inner| !inner.is_empty());
        let address = if podman { address } else { bare.unwrap_or(address) };
        Ok(AddHost { names, address: Some(ip::parse_trimmed(address)?), text: address.to_vec() })
    }

    /// `NAME:ADDRESS`, the names separated by semicolons, the address as written.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.names.join(&b';').as_slice(), b":", &self.text].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docker_splits_at_an_equals_sign_or_a_colon() {
        for (value, written) in [
            ("db:10.0.0.1", "db:10.0.0.1"),
            ("db=10.0.0.1", "db:10.0.0.1"),
            ("db:::1", "db:::1"),
            ("db=[::1]", "db:::1"),
            ("db:[10.0.0.1]", "db:10.0.0.1"),
            ("db:host-gateway", "db:host-gateway"),
            ("db: 10.0.0.1 ", "db: 10.0.0.1 "),
            ("db:\r::1", "db:\r::1"),
            ("db:[ ::1]", "db: ::1"),
            ("db:::1:10.0.0.1", "db:::1:10.0.0.1"),
            ("db:0:0::1", "db:0:0::1"),
            ("a b;c:1.2.3.4", "a b;c:1.2.3.4"),
        ] {
            let host = AddHost::parse(value.as_bytes(), Dialect::Docker).expect(value);
            assert_eq!(host.to_bytes(), written.as_bytes(), "{value}");
            assert_eq!(AddHost::parse(&host.to_bytes(), Dialect::Docker), Ok(host), "{value}");
        }
    }

    #[test]
    fn an_address_is_known_in_every_spelling() {
        let address = |value: &str| AddHost::parse(value.as_bytes(), Dialect::Docker).expect(value).address;
        assert_eq!(address("h:::1:10.0.0.1"), address("h:::1:a00:1"));
        assert_eq!(address("h:\r::1"), address("h=[0:0::1]"));
        assert_eq!(address("h:host-gateway"), None);
    }

    #[test]
    fn docker_refuses_entries_without_name_or_address() {
        for value in [
            "",
            "db",
            "db:",
            ":1.2.3.4",
            "=1.2.3.4",
            "a:b=1.2.3.4",
            "db:x",
            "db:1.2.3",
            "db:[::1",
            "db:[]",
            "db=a=1.2.3.4",
            "db:HOST-GATEWAY",
        ] {
            assert!(AddHost::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
        }
    }

    #[test]
    fn podman_takes_several_names() {
        let host = AddHost::parse(b"a;b:1.2.3.4", Dialect::Podman5).unwrap();
        assert_eq!(host.names, [b"a".to_vec(), b"b".to_vec()]);
        assert_eq!(AddHost::parse(&host.to_bytes(), Dialect::Podman5), Ok(host));
        for value in ["a;:1.2.3.4", "a=1.2.3.4", "a:[::1]"] {
            assert!(AddHost::parse(value.as_bytes(), Dialect::Podman5).is_err(), "{value}");
        }
    }
}
