//! `--restart`: whether the engine starts the container again.
//!
//! `on-failure:3` -> again after a failure, three times at most.
//!
//! docker's client sends any name on, and a count with any; the engine then refuses what it does not know, so it is
//! refused here. podman also says `never`. Sources: docker run reference, podman-run(1), checked against docker 28.2.2.

use std::fmt;

use super::cut::cut;
use super::number::parse_decimal;
use super::{Dialect, ValueError};

/// One value of `--restart`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Restart {
    /// Always, also when the engine starts.
    Always,
    /// Never: the default.
    No,
    /// After a failure.
    OnFailure {
        /// How often at most, 0 for no limit.
        retries: u64,
    },
    /// Always, unless it was stopped.
    UnlessStopped,
}

impl Restart {
    /// Reads a value of `--restart`; an empty one is the default.
    ///
    /// # Errors
    /// If the name is not known, or the count no number, negative, or beside a name that takes none.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<Restart, ValueError> {
        let (name, count) = cut(value, b':');
        let retries = match count {
            None => 0,
            Some(b"") if !dialect.is_podman() => 0,
            Some(count) => parse_decimal(count, "retry count")?,
        };
        let retries =
            u64::try_from(retries).map_err(|_| ValueError::out_of_range("retry count", value, "0 and more"))?;
        let restart = match name {
            b"" if count.is_some() => return Err(ValueError::Missing { part: "restart policy" }),
            b"always" => Restart::Always,
            b"" | b"no" => Restart::No,
            b"never" if dialect.is_podman() => Restart::No,
            b"on-failure" => Restart::OnFailure { retries },
            b"unless-stopped" => Restart::UnlessStopped,
            _ => return Err(ValueError::unknown("restart policy", name)),
        };
        match (restart, retries) {
            (Restart::OnFailure { .. }, _) | (_, 0) => Ok(restart),
            _ => Err(ValueError::Conflict { part: "a retry count", with: "a policy other than on-failure" }),
        }
    }
}

/// The policy, with its count if there is one.
impl fmt::Display for Restart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Restart::Always => write!(f, "always"),
            Restart::No => write!(f, "no"),
            Restart::OnFailure { retries: 0 } => write!(f, "on-failure"),
            Restart::OnFailure { retries } => write!(f, "on-failure:{retries}"),
            Restart::UnlessStopped => write!(f, "unless-stopped"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_read() {
        for (value, restart) in [
            ("", Restart::No),
            ("no", Restart::No),
            ("no:0", Restart::No),
            ("always", Restart::Always),
            ("always:", Restart::Always),
            ("unless-stopped", Restart::UnlessStopped),
            ("on-failure", Restart::OnFailure { retries: 0 }),
            ("on-failure:3", Restart::OnFailure { retries: 3 }),
            ("on-failure:+3", Restart::OnFailure { retries: 3 }),
        ] {
            assert_eq!(Restart::parse(value.as_bytes(), Dialect::Docker), Ok(restart), "{value}");
            assert_eq!(Restart::parse(restart.to_string().as_bytes(), Dialect::Docker), Ok(restart), "{value}");
        }
        assert_eq!(Restart::parse(b"never", Dialect::Podman5), Ok(Restart::No));
    }

    #[test]
    fn what_no_engine_knows_is_refused() {
        for value in [":", ":3", "Always", "on-failure:x", "on-failure:-1", "on-failure:1:2", "always:1", "never", "x"]
        {
            assert!(Restart::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
        }
        assert!(Restart::parse(b"on-failure:", Dialect::Podman5).is_err());
    }
}
