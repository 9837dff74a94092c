//! The keys of a profile that say how a decision is carried out, read and composed.
//!
//! `engine_is_script: true` -> the engine may be a script; it then leads to a program of the profile's `runtime`.
//! `redact: [*_TOKEN]` -> the value of `GIT_TOKEN` is not shown, recorded, or written on a line.

use crate::argv::Place;
use crate::yaml::{Fault, Fields, Node};

use super::audit::{self, Audit};
use super::client_env::{self, ClientEnv};
use super::pattern::{Pattern, Subject};
use super::submitter::{self, Caller};

/// What one document says of these keys; `None` where it is silent.
#[derive(Default)]
pub(super) struct HandlingLayer {
    audit: Option<(Place, Audit)>,
    client_env: Option<(Place, ClientEnv)>,
    engine_is_script: Option<(Place, bool)>,
    engine_user: Option<Caller>,
    redact: Option<Vec<Pattern>>,
}

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

impl HandlingLayer {
    pub(super) fn read(fields: &mut Fields<'_>) -> Result<HandlingLayer, Fault> {
        let engine_is_script = fields.take("engine_is_script");
        let engine_user = fields.take("engine_user");
        Ok(HandlingLayer {
            audit: fields.take("audit").map(audit::read).transpose()?,
            client_env: fields.take("client_env").map(client_env::read).transpose()?,
            engine_is_script: engine_is_script.map(|node| Ok((node.at, node.boolean()?))).transpose()?,
            engine_user: engine_user.map(submitter::read_caller).transpose()?,
            redact: fields.take("redact").map(names).transpose()?,
        })
    }

    /// This layer, with what it does not say from its parent.
    pub(super) fn over(self, parent: HandlingLayer) -> HandlingLayer {
        HandlingLayer {
            audit: self.audit.or(parent.audit),
            client_env: self.client_env.or(parent.client_env),
            engine_is_script: self.engine_is_script.or(parent.engine_is_script),
            engine_user: self.engine_user.or(parent.engine_user),
            redact: self.redact.or(parent.redact),
        }
    }

    pub(super) fn finish(self, has_runtime: bool, has_policy: bool) -> Result<Handling, Fault> {
        if let Some((at, true)) = self.engine_is_script
            && !has_runtime
        {
            let what = "`engine_is_script` without `runtime`: a script of docker's name may lead to podman";
            return Err(Fault::meaning(at, what, "write the dialect of the program that it leads to as `runtime`"));
        }
        if let Some((at, _)) = self.client_env
            && !has_policy
        {
            let what = "`client_env` beside `allow: any`: the client then has the caller's environment";
            return Err(Fault::meaning(at, what, "list what is allowed, or remove the key"));
        }
        let audit = self.audit.map(|(_, audit)| audit);
        Ok(Handling {
            audit: if has_policy { Some(audit.unwrap_or_default()) } else { audit },
            client_env: self.client_env.map(|(_, client_env)| client_env).unwrap_or_default(),
            engine_is_script: self.engine_is_script.is_some_and(|(_, is_script)| is_script),
            engine_user: self.engine_user,
            redact: self.redact.unwrap_or_default(),
        })
    }
}

/// Patterns of names.
pub(super) fn names(node: &Node) -> Result<Vec<Pattern>, Fault> {
    let pattern = |node: &Node| {
        Pattern::new(node.text()?, Subject::Text).map_err(|why| Fault::meaning(node.at, why, "fix the pattern"))
    };
    node.one_or_many().iter().map(pattern).collect()
}
