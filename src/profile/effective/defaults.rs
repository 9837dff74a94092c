//! What holds where nobody wrote a key.
//!
//! `min_id` -> `1000`; `engine` -> no text that could stand there, but the first docker on the `PATH`.

use serde_json::{Value as Json, json};

use crate::yaml::parse;

/// What holds without a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// Nothing that could be written there; what that means.
    Nothing(&'static str),
    /// The same as this text.
    Value(&'static str),
    /// The same as this text, under a policy; elsewhere the key may not be there.
    Policy(&'static str),
}

impl Default {
    /// Whether it counts for a profile.
    pub(super) fn counts(self, has_policy: bool) -> bool {
        has_policy || !matches!(self, Default::Policy(_))
    }

    pub(super) fn to_json(self) -> Json {
        match self {
            Default::Nothing(_) => Json::Null,
            Default::Value(text) | Default::Policy(text) => parse(text, 0).map_or(json!(text), |node| node.to_json()),
        }
    }
}

/// The keys of a profile in the order in which they are shown, and what holds without them. `extends` is not among them:
/// it is what an effective profile no longer has.
pub const DEFAULTS: &[(&str, Default)] = &[
    ("version", Default::Nothing("none; every profile has one")),
    ("description", Default::Nothing("none")),
    ("runtime", Default::Value("docker")),
    ("builder", Default::Nothing("none; `build` is passed on unread")),
    ("engine", Default::Nothing("the first program of the runtime's name on the PATH that is not longshore")),
    ("engine_is_script", Default::Value("false")),
    ("engine_user", Default::Nothing("whoever calls")),
    ("reads", Default::Nothing("the newest reading")),
    ("untranslatable", Default::Nothing("on podman, what it lacks of docker's options is refused")),
    ("batch", Default::Nothing("none; nothing is known about a batch job")),
    ("facts", Default::Value("/etc/longshore/facts.yaml")),
    ("submitter", Default::Value("caller")),
    ("callers", Default::Value("[]")),
    ("min_id", Default::Value("1000")),
    ("identity", Default::Value("keep")),
    ("options", Default::Value("{}")),
    ("from_env", Default::Value("{}")),
    ("pass_env", Default::Nothing("none of the caller's variables")),
    ("client_env", Default::Policy("{}")),
    ("audit", Default::Policy("{}")),
    ("redact", Default::Value("[]")),
    ("image", Default::Nothing("none; starters refuse the job")),
    ("command", Default::Nothing("none; starters refuse the job")),
    ("pull", Default::Nothing("the engine pulls what it lacks")),
    ("stop", Default::Value("10")),
    ("prune", Default::Nothing("no batch system is asked")),
    ("keep", Default::Nothing("containers stay until somebody removes them")),
    ("globals", Default::Value("{}")),
    ("selectable", Default::Value("[]")),
    ("mode", Default::Policy("enforce")),
    ("require", Default::Policy("[]")),
    ("deny", Default::Policy("[]")),
    ("allow", Default::Nothing("none; every profile has one")),
    ("rules", Default::Value("[]")),
];
