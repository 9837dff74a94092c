//! Whether the keys of a profile go together.
//!
//! `client_env: {}` beside `allow: any` -> a fault at the value of `client_env`: the client then has the caller's environment.

use crate::profile::model::allow::Policy;
use crate::profile::model::from_env::Into;
use crate::profile::model::pass_env::By;
use crate::profile::model::profile::Profile;
use crate::profile::model::settings::SettingName;
use crate::profile::model::submitter::SubmitterFrom;
use crate::runtimes::RuntimeName;
use crate::yaml::{Fault, Node, What};

use super::keys::Parts;

/// The profile of these parts, which `whole` says.
pub(super) fn checked(parts: Parts, whole: &Node) -> Result<Profile, Fault> {
    let Parts { mut profile, policy } = parts;
    inputs(&profile)?;
    starter(&profile)?;
    submitter(&profile)?;
    profile.policy = checked_policy(policy, &profile, whole)?;
    if profile.policy.is_some() {
        profile.handling.audit.get_or_insert_default();
    }
    engine(&profile, whole)?;
    Ok(profile)
}

fn is_sudo(profile: &Profile) -> bool {
    profile.engine.as_ref().is_some_and(|engine| engine.words.len() > 1)
}

fn inputs(profile: &Profile) -> Result<(), Fault> {
    let inputs = &profile.inputs;
    let chosen = inputs.from_env.iter().find(|variable| variable.into == Into::Setting(SettingName::PassEnv));
    if let (Some(variable), None) = (chosen, &inputs.pass_env) {
        let what = format!("{} turns on or off what the profile does not have", variable.name);
        return Err(Fault::meaning(variable.at, what, "write `pass_env:` beside `from_env:`"));
    }
    if let Some(pass) = inputs.pass_env.as_ref().filter(|pass| pass.by == By::Argv && is_sudo(profile)) {
        let what = "sudo resets the environment, so the engine would not find the values";
        return Err(Fault::meaning(pass.at, what, "write `by: file` under `pass_env`"));
    }
    Ok(())
}

fn starter(profile: &Profile) -> Result<(), Fault> {
    let starter = &profile.starter;
    let of_job = starter.command.map(|(at, _)| at).or(starter.image.as_ref().map(|image| image.at));
    match (of_job, profile.inputs.batch) {
        (Some(at), None) => {
            let what = "a starter needs to know whose jobs it starts";
            Err(Fault::meaning(at, what, "write `batch: openlava`, or another one"))
        }
        (Some(at), Some(batch)) => {
            batch.starter.map(|_| ()).map_err(|none| Fault::meaning(at, none.why, none.remedy))
        }
        (None, _) => Ok(()),
    }
}

fn submitter(profile: &Profile) -> Result<(), Fault> {
    let persons = &profile.persons;
    match persons.submitter.at {
        Some(at) if persons.callers.is_empty() && persons.submitter.from != SubmitterFrom::Caller => {
            let what = "nobody is listed who may speak for a submitter";
            Err(Fault::meaning(at, what, "list the callers by uid or name: `callers: [condor]`"))
        }
        _ => Ok(()),
    }
}

/// The policy, `None` for `allow: any`.
fn checked_policy(policy: Policy, profile: &Profile, whole: &Node) -> Result<Option<Policy>, Fault> {
    let missing = |key, remedy| Fault { at: whole.at, what: What::Missing { key, remedy } };
    let Some(allow) = whole.get("allow") else {
        let remedy = "write `allow: any` if this profile only rewrites, or a mapping of what may be asked for";
        return Err(missing("allow", remedy));
    };
    let Ok(entries) = allow.mapping() else {
        for key in ["require", "deny", "mode"] {
            if let Some(node) = whole.get(key) {
                let what = format!("`{key}` beside `allow: any` checks nothing");
                return Err(Fault::meaning(node.at, what, "list what is allowed, or remove the key"));
            }
        }
        return Ok(None);
    };
    if profile.engine.is_none() {
        return Err(missing("engine", "a policy needs the engine's absolute path: `engine: /usr/bin/docker`"));
    }
    if profile.runtime == RuntimeName::Podman && whole.get("reads").is_none() {
        let remedy = "podman 4 and 5 read lines differently: write `reads: \"4.3\"` or `reads: \"5\"`";
        return Err(missing("reads", remedy));
    }
    let is_own = entries.iter().all(|(key, _)| key.at.file == 0);
    Ok(Some(Policy { is_own, ..policy }))
}

fn engine(profile: &Profile, whole: &Node) -> Result<(), Fault> {
    if let Some(engine) = profile.engine.as_ref().filter(|_| profile.policy.is_some() && is_sudo(profile)) {
        let what = "sudo as `engine` closes descriptors and resets the environment, so a policy cannot hold behind it";
        let remedy = "name the engine itself; let sudo start longshore instead";
        return Err(Fault::meaning(engine.at, what, remedy));
    }
    let fault = |key: &str, what: &str, remedy: &str| {
        whole.get(key).map_or(Ok(()), |node| Err(Fault::meaning(node.at, what, remedy)))
    };
    match profile.runtime {
        RuntimeName::Docker => {
            let what =
                "`untranslatable` with `runtime: docker`: only docker's lines are translated, and only for podman";
            fault("untranslatable", what, "write `runtime: podman`, or remove the key")?;
        }
        RuntimeName::Podman => {
            let what = "`builder` says which of docker's builders reads `build`, and podman has one of its own";
            fault("builder", what, "remove the key")?;
        }
    }
    if is_sudo(profile) {
        let what = "`builder` is told to the client by its environment, which sudo as `engine` resets";
        fault("builder", what, "name the engine itself; let sudo start longshore instead")?;
    }
    if profile.handling.engine_is_script && whole.get("runtime").is_none() {
        let what = "`engine_is_script` without `runtime`: a script of docker's name may lead to podman";
        fault("engine_is_script", what, "write the dialect of the program that it leads to as `runtime`")?;
    }
    if profile.policy.is_none() {
        let what = "`client_env` beside `allow: any`: the client then has the caller's environment";
        fault("client_env", what, "list what is allowed, or remove the key")?;
    }
    Ok(())
}
