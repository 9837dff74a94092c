//! `--sysctl`: parameters of the kernel, of the namespaces that the container has for itself.
//!
//! `net.ipv4.ip_forward=1` -> the parameter `net.ipv4.ip_forward` with the value `1`.
//!
//! Clients let a closed list pass: all of `net.` and `fs.mqueue.`, and those of System V IPC. podman also refuses white
//! space around key and value, and a second `=`. Sources: docker run reference, podman-run(1), checked against docker
//! 28.2.2.

use super::cut::{cut, trim};
use super::{Dialect, ValueError};

/// One value of `--sysctl`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sysctl {
    /// The parameter.
    pub key: Vec<u8>,
    pub value: Vec<u8>,
}

const NAMES: [&str; 8] = [
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
    "kernel.shm_rmid_forced",
];

impl Sysctl {
    /// Reads a value of `--sysctl` (podman: one of the comma-separated list, see [`super::csv::list`]).
    ///
    /// # Errors
    /// If the parameter is not in the list, or there is no `=`.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<Sysctl, ValueError> {
        let (key, text) = cut(value, b'=');
        let text = text.ok_or_else(|| ValueError::invalid("sysctl", value, "of the form KEY=VALUE"))?;
        if dialect.is_podman() && (trim(key) != key || trim(text) != text || text.contains(&b'=')) {
            return Err(ValueError::invalid("sysctl", value, "of the form KEY=VALUE without spaces"));
        }
        let listed = NAMES.iter().any(|name| name.as_bytes() == key);
        if !(listed || key.starts_with(b"net.") || key.starts_with(b"fs.mqueue.")) {
            return Err(ValueError::unknown("sysctl", key));
        }
        Ok(Sysctl { key: key.to_vec(), value: text.to_vec() })
    }

    /// `KEY=VALUE`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.key.as_slice(), b"=", &self.value].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_parameters_pass() {
        for value in ["net.ipv4.ip_forward=1", "net.=", "kernel.shmmax=1 2", "fs.mqueue.x=a=b", "net.x= 1"] {
            let sysctl = Sysctl::parse(value.as_bytes(), Dialect::Docker).expect(value);
            assert_eq!(sysctl.to_bytes(), value.as_bytes());
        }
        assert!(Sysctl::parse(b"net.x=1 2", Dialect::Podman5).is_ok());
    }

    #[test]
    fn others_do_not() {
        for value in [
            "",
            "=",
            "net.x",
            "kernel.hostname=x",
            "kernel.shmmax",
            "Net.x=1",
            " net.x=1",
            "net/ipv4/ip_forward=1",
            "kernel.sem2=1",
        ] {
            assert!(Sysctl::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
        }
        for value in ["net.x= 1", "net.x =1", "net.x=1 ", "net.x=a=b"] {
            assert!(Sysctl::parse(value.as_bytes(), Dialect::Podman5).is_err(), "{value}");
        }
    }
}
