//! Bounds that a line passes by asking for nothing.
//!
//! `cpus: {max: "8"}` -> a warning: a line without `--cpus` has no limit at all.

use crate::argv::Verb;
use crate::profile::model::allow::{Policy, Required};
use crate::profile::model::profile::Profile;
use crate::profile::model::rule::Rule;
use crate::runtimes::RuntimeName;

use super::Warning;
use super::destinations;

pub(super) fn bounds(profile: &Profile, policy: &Policy, warnings: &mut Vec<Warning>) {
    let makers = [Verb::Create, Verb::Run].into_iter().filter(|verb| policy.allow.commands.contains(verb));
    let makers: Vec<Verb> = makers.collect();
    let limits = &policy.allow.limits;
    let mut all = vec![
        ("memory", "memory", limits.memory, Required::Memory),
        ("cpus", "cpus", limits.cpus, Required::Cpus),
        ("pids", "pids-limit", limits.pids, Required::PidsLimit),
    ];
    // podman has a limit of its own.
    all.retain(|(key, ..)| *key != "pids" || profile.runtime == RuntimeName::Docker);
    for (key, option, bound, required) in all {
        let Some(bound) = bound.filter(|bound| bound.max.is_some() && !bound.required) else { continue };
        let writes = |rule: &Rule| {
            let settings = rule.actions.set.iter().chain(&rule.actions.default);
            rule.when.is_empty()
                && rule.unless.is_empty()
                && makers.iter().all(|verb| rule.verbs.contains(verb))
                && settings.into_iter().any(|setting| destinations(setting).contains(&option))
        };
        let is_required = policy.require.iter().any(|requirement| requirement.what == required);
        if makers.is_empty() || is_required || profile.rules.iter().any(writes) {
            continue;
        }
        let what = format!("`{key}` bounds what a line asks for, and a line without --{option} has no limit");
        warnings.push(Warning::new(bound.at, what, "write `required: true` beside `max`, or a rule with a `default`"));
    }
}
