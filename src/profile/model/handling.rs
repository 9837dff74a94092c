//! How a decision is carried out.
//!
//! `engine_is_script: true` -> the engine may be a script; it then leads to a program of the profile's `runtime`.
//! `redact: [*_TOKEN]` -> the value of `GIT_TOKEN` is not shown, recorded, or written on a line.

use super::audit::Audit;
use super::client_env::ClientEnv;
use super::pattern::Pattern;
use super::submitter::Caller;

/// How a decision is carried out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Handling {
    /// Where decisions are recorded; `None` for a profile that only rewrites and does not ask for it.
    pub audit: Option<Audit>,
    /// The environment of the engine's client, under a policy.
    pub client_env: ClientEnv,
    /// Whether the engine is a script, which leads to a program of the profile's runtime.
    pub engine_is_script: bool,
    /// As whom the engine's client runs, where containers are a user's: all calls then reach the same ones.
    pub engine_user: Option<Caller>,
    /// Names of variables whose values are not shown.
    pub redact: Vec<Pattern>,
}

impl Handling {
    /// Whether the value of this variable is not shown.
    #[must_use]
    pub fn is_redacted(&self, name: &[u8]) -> bool {
        self.redact.iter().any(|pattern| pattern.matches(name))
    }
}
