//! The keys of a profile, a row each.
//!
//! `min_id: 500` -> the row `min_id`: a number, read into the profile's `persons`; `1000` where nobody writes it.

use serde_json::{Value as Json, json};

use crate::batch::System;
use crate::profile::model::allow::Policy;
use crate::profile::model::pattern::Subject;
use crate::profile::model::profile::Profile;
use crate::profile::model::starter::{CommandForm, Pull};

use super::engine::{self, BUILDERS, RUNTIMES, UNTRANSLATABLE};
use super::guard::patterns;
use super::key::{Key, before, into, key, switch, words};
use super::shape::{about, closed, each_of, list_of, one_of, one_or_many, refer};
use super::{allow, inputs, people, policy, read, selectable, starter};

/// What is read of a profile, before its parts are held against each other.
pub(crate) struct Parts {
    pub(super) profile: Profile,
    /// The policy, if `allow` is not `any`.
    pub(super) policy: Policy,
}

/// What holds where nobody wrote a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// Nothing that could be written there; what that means.
    Nothing(&'static str),
    /// The same as this text.
    Value(&'static str),
    /// The same as this text, under a policy; elsewhere the key may not be there.
    Policy(&'static str),
}

/// The keys in the order in which they are read and shown, each with what holds without it.
pub(crate) static KEYS: [(Key<Parts>, Default); 35] = [
    (
        before("version", "The version of the language: 1.", || one_of(&[json!(1), json!("1")]))
            .required("write `version: 1`"),
        Default::Nothing("none; every profile has one"),
    ),
    (
        key(
            "description",
            "One line for people, shown by `longshore profile list`.",
            || refer("text"),
            into!(profile.description, node => node.line().map(Some)),
        ),
        Default::Nothing("none"),
    ),
    (
        before(
            "extends",
            "Another profile: a name, or with a `/` a file, relative to this one. Its rules come first; every other key of this one replaces that of the other.",
            || refer("text"),
        ),
        Default::Nothing("none"),
    ),
    (
        before("runtime", "The dialect of the command lines; docker by default.", || words(&RUNTIMES)),
        Default::Value("docker"),
    ),
    (
        before(
            "builder",
            "Which of docker's builders reads `build`; without it `build` is passed on unread, and a policy refuses it.",
            || words(&BUILDERS),
        ),
        Default::Nothing("none; `build` is passed on unread"),
    ),
    (
        key(
            "engine",
            "The client to run: an absolute path. Without it the first program of the runtime's name on the PATH that is not longshore.",
            || {
                let sudo = json!({ "type": "array", "items": refer("text"), "minItems": 2 });
                each_of("anyOf", &[refer("path"), about(sudo, "[/usr/bin/sudo, -n, PATH]")])
            },
            into!(profile.engine, node => engine::read(node).map(Some)),
        ),
        Default::Nothing("the first program of the runtime's name on the PATH that is not longshore"),
    ),
    (
        switch(
            "engine_is_script",
            "Whether the engine may be a script; `runtime` then says the dialect of the program that it leads to.",
            |parts| &mut parts.profile.handling.engine_is_script,
        ),
        Default::Value("false"),
    ),
    (
        key(
            "engine_user",
            "As whom the engine's client runs, by name or uid, where containers are a user's; whoever calls by default.",
            || refer("text"),
            into!(profile.handling.engine_user, node => people::caller(node).map(Some)),
        ),
        Default::Nothing("whoever calls"),
    ),
    (
        before(
            "reads",
            "The version of the client whose reading counts, such as \"4.3\"; a policy over podman needs it.",
            || refer("text"),
        ),
        Default::Nothing("the newest reading"),
    ),
    (
        key(
            "untranslatable",
            "What becomes of options of docker's lines that podman lacks: refuse, by default, or drop.",
            || words(&UNTRANSLATABLE),
            into!(profile.drops_untranslatable, node => node.choice(&UNTRANSLATABLE)),
        ),
        Default::Nothing("on podman, what it lacks of docker's options is refused"),
    ),
    (
        before("batch", "The batch system whose jobs call: where ${job.*} comes from.", || words(&System::names())),
        Default::Nothing("none; nothing is known about a batch job"),
    ),
    (
        key(
            "facts",
            "The file of this node's facts; /etc/longshore/facts.yaml by default.",
            || refer("path"),
            into!(profile.inputs.facts, node => inputs::facts(node).map(Some)),
        ),
        Default::Value("/etc/longshore/facts.yaml"),
    ),
    (
        key(
            "submitter",
            "Who the job's user is: the caller by default.",
            || refer("submitter"),
            into!(profile.persons.submitter, node => people::submitter(node)),
        ),
        Default::Value("caller"),
    ),
    (
        key(
            "callers",
            "Users, by uid or name, who may speak for others.",
            || list_of(refer("text")),
            into!(profile.persons.callers, node => node.list()?.iter().map(people::caller).collect()),
        ),
        Default::Value("[]"),
    ),
    (
        key(
            "min_id",
            "Ids below it need explicit listing; 1000 by default.",
            || refer("id"),
            into!(profile.persons.min_id, node => people::id(node)),
        ),
        Default::Value("1000"),
    ),
    (
        key(
            "identity",
            "As whom the container runs: as the line says by default.",
            || refer("identity"),
            into!(profile.persons.identity, node, reader => people::identity(node, reader)),
        ),
        Default::Value("keep"),
    ),
    (
        before("options", "Options that the site makes, or declares because longshore does not know them yet.", || {
            refer("options")
        }),
        Default::Value("{}"),
    ),
    (
        key("from_env", "Variables of the caller that set options.", anything, |parts, node, reader| {
            let tables = parts.profile.tables_of_given(parts.profile.runtime);
            let of_given = read::Reader { tables, made: &[], ..*reader };
            parts.profile.inputs.from_env = of_given.variables(node)?;
            Ok(())
        }),
        Default::Value("{}"),
    ),
    (
        key(
            "pass_env",
            "Which of the caller's variables the container gets.",
            || refer("pass_env"),
            into!(profile.inputs.pass_env, node, reader => inputs::pass_env(node, reader).map(Some)),
        ),
        Default::Nothing("none of the caller's variables"),
    ),
    (
        key(
            "client_env",
            "The environment of the engine's client, under a policy.",
            || refer("client_env"),
            into!(profile.handling.client_env, node, reader => inputs::client_env(node, reader)),
        ),
        Default::Policy("{}"),
    ),
    (
        key(
            "audit",
            "Where decisions are recorded.",
            || refer("audit"),
            into!(profile.handling.audit, node, reader => inputs::audit(node, reader).map(Some)),
        ),
        Default::Policy("{}"),
    ),
    (
        key(
            "redact",
            "Names of variables whose values are never shown.",
            || one_or_many(refer("text")),
            into!(profile.handling.redact, node => patterns(node, Subject::Text)),
        ),
        Default::Value("[]"),
    ),
    (
        key(
            "image",
            "Where the image of a starter's job comes from.",
            || refer("starter_image"),
            into!(profile.starter.image, node, reader => starter::image(node, reader).map(Some)),
        ),
        Default::Nothing("none; starters refuse the job"),
    ),
    (
        key(
            "command",
            "What the words of a starter's job are; argv by default.",
            || words(&CommandForm::NAMES),
            into!(profile.starter.command, node => node.choice(&CommandForm::NAMES).map(|form| Some((node.at, form)))),
        ),
        Default::Nothing("none; starters refuse the job"),
    ),
    (
        key(
            "pull",
            "When the image of a starter's job is pulled.",
            || words(&Pull::NAMES),
            into!(profile.starter.pull, node => node.choice(&Pull::NAMES).map(|pull| Some((node.at, pull)))),
        ),
        Default::Nothing("the engine pulls what it lacks"),
    ),
    (
        key(
            "stop",
            "How long a job has between the request to end and its end; 10 by default.",
            || refer("time"),
            into!(profile.starter.stop, node => starter::time(node).map(Some)),
        ),
        Default::Value("10"),
    ),
    (
        key(
            "prune",
            "How `longshore prune` knows which jobs are over.",
            || refer("prune"),
            into!(profile.starter.ask, node, reader => starter::prune(node, reader)),
        ),
        Default::Nothing("no batch system is asked"),
    ),
    (
        key(
            "keep",
            "How long a finished container stays, for `longshore prune`; 0 removes it at once (--rm).",
            || refer("time"),
            into!(profile.starter.keep, node => starter::time(node).map(Some)),
        ),
        Default::Nothing("containers stay until somebody removes them"),
    ),
    (
        key(
            "globals",
            "Options before the command, for every command.",
            || refer("globals"),
            into!(profile.globals, node, reader => reader.globals(node)),
        ),
        Default::Value("{}"),
    ),
    (
        key(
            "selectable",
            "In the site's profile.yaml: names of the profiles that callers may choose.",
            || json!({ "type": "array", "items": { "type": "string", "pattern": "^[A-Za-z0-9._-]+$" } }),
            into!(profile.selectable, node => selectable(node)),
        ),
        Default::Value("[]"),
    ),
    (
        key(
            "mode",
            "observe: what would be refused is recorded, and runs.",
            || words(&policy::MODES),
            into!(policy.is_observed, node => node.choice(&policy::MODES)),
        ),
        Default::Policy("enforce"),
    ),
    (
        key(
            "require",
            "What every line that makes a container must have.",
            || refer("require"),
            into!(policy.require, node => allow::require::requirements(node)),
        ),
        Default::Policy("[]"),
    ),
    (
        key(
            "deny",
            "Lines that are refused, whatever `allow` lists.",
            anything,
            into!(policy.deny, node, reader => reader.denials(node)),
        ),
        Default::Policy("[]"),
    ),
    (
        key(
            "allow",
            "`any` for a profile that only rewrites, or what may be asked for: what is not listed is refused.",
            || {
                let more = about(refer("added"), "What is listed in addition to what the parent lists.");
                each_of("anyOf", &[json!({ "const": "any" }), refer("allow"), closed(&[("add", more)], &["add"])])
            },
            |parts, node, reader| {
                if node.text() != Ok("any") {
                    parts.policy.allow = allow::read_allow(node, reader)?;
                }
                Ok(())
            },
        ),
        Default::Nothing("none; every profile has one"),
    ),
    (
        key(
            "rules",
            "The rules, in order.",
            anything,
            into!(profile.rules, node, reader => {
                node.list()?.iter().zip(0..).map(|(node, number)| reader.rule(node, number)).collect()
            }),
        ),
        Default::Value("[]"),
    ),
];

/// The schema says by another key what stands there.
fn anything() -> Json {
    json!({})
}
