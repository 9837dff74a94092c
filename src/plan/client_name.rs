//! The names of the clients: what the first word of a line may be.
//!
//! `/usr/bin/docker` -> docker; `docker-cernvm` -> docker, under the profile `cernvm`; `nerdctl`, `run` -> no client.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::os::unix::ffi::OsStrExt as _;

use crate::argv::quote;
use crate::runtimes::RuntimeName;

/// The names that a client goes by; each may be followed by `-PROFILE`, but for HTCondor's own.
const NAMES: [(&str, RuntimeName); 3] =
    [("docker", RuntimeName::Docker), ("docker_wrapper", RuntimeName::Docker), ("podman", RuntimeName::Podman)];

/// What the name of a client says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientName<'w> {
    pub client: RuntimeName,
    /// The profile that the name chooses: `cernvm` of `docker-cernvm`.
    pub profile: Option<&'w str>,
}

impl<'w> ClientName<'w> {
    /// The client that a word names, by itself or at the end of a path; `None` when it names none.
    #[must_use]
    pub fn of(word: &'w OsStr) -> Option<ClientName<'w>> {
        let base = word.as_bytes().rsplit(|&byte| byte == b'/').next().and_then(|base| str::from_utf8(base).ok())?;
        if let Some((_, client)) = NAMES.iter().find(|(name, _)| *name == base) {
            return Some(ClientName { client: *client, profile: None });
        }
        [RuntimeName::Docker, RuntimeName::Podman].into_iter().find_map(|client| {
            let profile = base.strip_prefix(client.as_str())?.strip_prefix('-')?;
            (!profile.is_empty()).then_some(ClientName { client, profile: Some(profile) })
        })
    }
}

/// The client for which a line is written. Lines that are read here begin with a client's name; any other word would stand
/// for docker.
#[must_use]
pub fn client_of(words: &[OsString]) -> RuntimeName {
    words.first().and_then(|word| ClientName::of(word)).map_or(RuntimeName::Docker, |name| name.client)
}

/// A line does not begin with a client's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoClient {
    /// Its first word; `None` when it has none.
    pub word: Option<OsString>,
}

impl NoClient {
    /// What to do about it.
    pub const REMEDY: &'static str = "begin the line with docker or podman, a path to one, or docker-PROFILE";

    /// The client's name that a line begins with.
    ///
    /// # Errors
    /// When it begins with another word, or has none.
    pub fn check(words: &[OsString]) -> Result<ClientName<'_>, NoClient> {
        let found = words.first().and_then(|word| ClientName::of(word));
        found.ok_or_else(|| NoClient { word: words.first().cloned() })
    }

    /// What is wrong.
    #[must_use]
    pub fn statement(&self) -> String {
        match &self.word {
            None => "the line has no words".to_owned(),
            Some(word) => format!("{} is not the name of a client", quote::short(word)),
        }
    }
}

impl fmt::Display for NoClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.statement(), NoClient::REMEDY)
    }
}

impl std::error::Error for NoClient {}

#[cfg(test)]
mod tests {
    use super::{ClientName, NoClient};
    use crate::runtimes::RuntimeName::{Docker, Podman};

    #[test]
    fn a_client_has_few_names_and_may_carry_a_profile_in_them() {
        let named = |word: &'static str| ClientName::of(word.as_ref()).map(|name| (name.client, name.profile));
        assert_eq!(named("/usr/bin/docker"), Some((Docker, None)));
        assert_eq!(named("docker_wrapper"), Some((Docker, None)));
        assert_eq!(named("podman"), Some((Podman, None)));
        assert_eq!(named("/opt/docker-cernvm"), Some((Docker, Some("cernvm"))));
        assert_eq!(named("podman-hpc"), Some((Podman, Some("hpc"))));
        for other in ["", "run", "sudo", "nerdctl", "docker-", "docker run img", "dockerd", "podmans", "docker/", "-v"]
        {
            assert_eq!(named(other), None, "{other}");
        }
    }

    #[test]
    fn a_line_that_begins_with_another_word_says_which() {
        let said = |words: &[&str]| {
            let words: Vec<_> = words.iter().map(Into::into).collect();
            NoClient::check(&words).map(|name| name.client).map_err(|error| error.to_string())
        };
        assert_eq!(said(&["docker", "run"]), Ok(Docker));
        let remedy = NoClient::REMEDY;
        assert_eq!(said(&["run", "img"]), Err(format!("`run` is not the name of a client; {remedy}")));
        assert_eq!(said(&[]), Err(format!("the line has no words; {remedy}")));
    }
}
