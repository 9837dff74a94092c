//! `--ulimit`: limits of the container's processes.
//!
//! `nofile=1024:4096` -> at most 1024 open files, up to 4096 if a process asks.
//!
//! Without a second number both are the first; -1 is no limit; the soft limit is not above the hard one. podman folds
//! case, drops a prefix `RLIMIT_`, and knows `host`: the caller's own limits. Source: go-units 0.5, podman-run(1),
//! checked against docker 28.2.2; podman 4.3 does not fold yet.

use std::fmt;

use super::cut::{cut, lower};
use super::number::parse_decimal;
use super::{Dialect, ValueError};

/// One value of `--ulimit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ulimit {
    /// The limits of the calling process (podman); other limits on the line are dropped.
    Host,
    /// One limit.
    Limit {
        /// What is limited, such as `nofile`.
        name: &'static str,
        /// The limit that counts, -1 for none; in the unit of the name (files, bytes, seconds, ...).
        soft: i64,
        /// Up to where a process may raise it, -1 for no limit.
        hard: i64,
    },
}

/// What can be limited.
const NAMES: [&str; 15] = [
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

impl Ulimit {
    /// Reads a value of `--ulimit` (podman: one of the comma-separated list, see [`super::csv::list`]).
    ///
    /// # Errors
    /// If the name is not known, a limit is no number, there are more than two, or the soft one is above the hard one.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<Ulimit, ValueError> {
        let folded;
        let text = if dialect.is_podman() {
            if value == b"host" {
                return Ok(Ulimit::Host);
            }
            folded = lower(value);
            folded.strip_prefix(b"rlimit_").unwrap_or(&folded)
        } else {
            value
        };
        let (name, limits) = cut(text, b'=');
        let limits = limits.ok_or_else(|| ValueError::invalid("ulimit", value, "of the form NAME=SOFT[:HARD]"))?;
        let known = NAMES.iter().find(|known| known.as_bytes() == name);
        let name = known.ok_or_else(|| ValueError::unknown("ulimit name", name))?;
        let (soft, hard) = cut(limits, b':');
        if hard.is_some_and(|hard| hard.contains(&b':')) {
            return Err(ValueError::TooMany { part: "limits", limit: 2 });
        }
        let soft = parse_decimal(soft, "soft limit")?;
        let hard = hard.map_or(Ok(soft), |hard| parse_decimal(hard, "hard limit"))?;
        if hard != -1 && (soft == -1 || soft > hard) {
            return Err(ValueError::Conflict { part: "a soft limit", with: "a lower hard limit" });
        }
        Ok(Ulimit::Limit { name, soft, hard })
    }
}

/// `NAME=SOFT:HARD`, or `host`.
impl fmt::Display for Ulimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ulimit::Host => write!(f, "host"),
            Ulimit::Limit { name, soft, hard } => write!(f, "{name}={soft}:{hard}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_soft_and_hard() {
        for (value, written) in [
            ("nofile=1024", "nofile=1024:1024"),
            ("nofile=1024:4096", "nofile=1024:4096"),
            ("core=-1", "core=-1:-1"),
            ("core=0:-1", "core=0:-1"),
            ("cpu=+5:5", "cpu=5:5"),
            ("nice=-5:0", "nice=-5:0"),
            ("nice=-5:-2", "nice=-5:-2"),
        ] {
            let ulimit = Ulimit::parse(value.as_bytes(), Dialect::Docker).expect(value);
            assert_eq!(ulimit.to_string(), written, "{value}");
            assert_eq!(Ulimit::parse(written.as_bytes(), Dialect::Docker), Ok(ulimit), "{value}");
        }
    }

    #[test]
    fn unknown_names_and_soft_limits_above_hard_ones_are_refused() {
        for value in [
            "",
            "nofile",
            "nofile=",
            "nofile=1:",
            "nofile=:1",
            "nofile=1:2:3",
            "as=1",
            "NOFILE=1",
            "rlimit_core=1",
            "nofile=2:1",
            "nofile=-1:5",
            "nofile=1k",
            "nofile=0x1",
            "nofile=1 ",
            "host",
            "=1",
            "nofile=99999999999999999999",
        ] {
            assert!(Ulimit::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
        }
    }

    #[test]
    fn podman_folds_names_and_knows_host() {
        assert_eq!(Ulimit::parse(b"host", Dialect::Podman5), Ok(Ulimit::Host));
        let core = Ulimit::Limit { name: "core", soft: 1, hard: 1 };
        for value in ["core=1", "CORE=1", "RLIMIT_CORE=1", "rlimit_core=1:1"] {
            assert_eq!(Ulimit::parse(value.as_bytes(), Dialect::Podman5), Ok(core), "{value}");
        }
        assert!(Ulimit::parse(b"HOST", Dialect::Podman5).is_err());
    }
}
