//! `--log-opt`: options of the log driver.
//!
//! `max-size=10m` -> the option `max-size` with the value `10m`.
//!
//! docker takes a bare key as one with an empty value, podman refuses it and reads the keys `driver`, `path` and
//! `max-size` itself, in any case. Sources: docker run reference, podman-run(1), checked against docker 28.2.2.

use super::cut::cut;
use super::{Dialect, ValueError};

/// One value of `--log-opt`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LogOpt {
    /// The key as written.
    pub key: Vec<u8>,
    /// The value; empty for docker's bare key.
    pub value: Vec<u8>,
}

impl LogOpt {
    /// Reads a value of `--log-opt`.
    ///
    /// # Errors
    /// If there is no `=` (podman only).
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<LogOpt, ValueError> {
        let (key, text) = cut(value, b'=');
        if text.is_none() && dialect.is_podman() {
            return Err(ValueError::invalid("log option", value, "of the form KEY=VALUE"));
        }
        Ok(LogOpt { key: key.to_vec(), value: text.unwrap_or_default().to_vec() })
    }

    /// Whether podman takes the value for a file of the host (`path`).
    #[must_use]
    pub fn names_a_file(&self) -> bool {
        self.key.eq_ignore_ascii_case(b"path")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_split_at_the_first_equals_sign() {
        for (value, key, text) in [("a=b=c", "a", "b=c"), ("a", "a", ""), ("", "", ""), ("=x", "", "x")] {
            let option = LogOpt::parse(value.as_bytes(), Dialect::Docker).expect(value);
            assert_eq!(option, LogOpt { key: key.into(), value: text.into() });
        }
        assert!(LogOpt::parse(b"a", Dialect::Podman5).is_err());
        assert!(LogOpt::parse(b"Path=/x", Dialect::Podman5).unwrap().names_a_file());
    }
}
