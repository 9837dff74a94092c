//! Rules that never act, and denials that do not act where they seem to.
//!
//! `when: {option: {gpus: given}}` behind a rule `drop: [gpus]` without conditions -> no line with `--gpus` is left.

use crate::argv::{Command, Tables, Verb};
use crate::profile::model::allow::Policy;
use crate::profile::model::guard::{Guard, Presence};
use crate::profile::model::profile::Profile;
use crate::profile::model::rule::Rule;

use super::cover::implied;
use super::{Gone, Warning};

pub(super) fn rules(profile: &Profile, warnings: &mut Vec<Warning>) {
    let mut gone = Gone::default();
    for rule in &profile.rules {
        one(rule, &gone, warnings);
        gone.pass(rule);
    }
    for deny in profile.policy.iter().flat_map(|policy| &policy.deny) {
        let own = format!("the denial `{}`", deny.message);
        excluded(deny.at, &own, &deny.when, &deny.unless, &deny.verbs, warnings);
    }
}

/// Denials without `verb` that name an option which another command of the policy has, too.
pub(super) fn denials(policy: &Policy, tables: &dyn Tables, warnings: &mut Vec<Warning>) {
    for deny in policy.deny.iter().filter(|deny| !deny.names_verbs) {
        for (option, shown) in deny.when.iter().filter_map(needed) {
            let has = |command: &&Command| {
                let mut rows = command.groups.iter().flat_map(|&group| tables.rows(group));
                rows.any(|row| row.destination.as_str() == option)
            };
            let is_other = |command: &&Command| {
                policy.allow.commands.contains(&command.verb) && !deny.verbs.contains(&command.verb)
            };
            let mut others: Vec<String> =
                tables.commands().iter().filter(is_other).filter(has).map(|command| command.verb.to_string()).collect();
            others.sort();
            others.dedup();
            if !others.is_empty() {
                let listed = others.join(", ");
                let what = format!(
                    "the denial `{}` judges create and run only; {shown} can stand on lines of {listed}, too",
                    deny.message
                );
                let remedy =
                    format!("write `verb: [create, run, {listed}]`, or `verb: [create, run]` where that is meant");
                warnings.push(Warning::new(deny.at, what, remedy));
            }
        }
    }
}

fn one(rule: &Rule, gone: &Gone<'_>, warnings: &mut Vec<Warning>) {
    let own = format!("rule `{}`", rule.name);
    needs(rule.at, &own, &rule.when, gone, &rule.verbs, warnings);
    excluded(rule.at, &own, &rule.when, &rule.unless, &rule.verbs, warnings);
    let Some(for_each) = &rule.actions.for_each else { return };
    let options = for_each.kind.options();
    if let Some(by) = options.iter().filter_map(|option| gone.by(option, &rule.verbs)).next_back()
        && options.iter().all(|option| gone.by(option, &rule.verbs).is_some())
    {
        let what = format!("{own} visits items that no line has: rule `{by}` drops --{}", options.join(" and --"));
        warnings.push(Warning::new(rule.at, what, "put it before that rule, or remove it"));
    }
    for entry in &for_each.entries {
        let when: Vec<Guard> = rule.when.iter().chain(&entry.when).cloned().collect();
        needs(entry.at, "this entry", &entry.when, gone, &rule.verbs, warnings);
        excluded(entry.at, "this entry", &when, &entry.unless, &rule.verbs, warnings);
    }
}

/// What has conditions on options that are gone.
fn needs(
    at: crate::argv::Place,
    own: &str,
    when: &[Guard],
    gone: &Gone<'_>,
    verbs: &[Verb],
    warnings: &mut Vec<Warning>,
) {
    for guard in when {
        let Some((option, shown)) = needed(guard) else { continue };
        if let Some(by) = gone.by(option, verbs) {
            let what = format!("{own} never acts: it needs {shown}, and rule `{by}` drops --{option} from every line");
            warnings.push(Warning::new(at, what, "put it before that rule, or remove it"));
        }
    }
}

/// The option without which a condition cannot hold.
fn needed(guard: &Guard) -> Option<(&str, String)> {
    let is_needed = |tests: &[Presence]| !tests.contains(&Presence::Absent);
    match guard {
        Guard::Option(name, tests) if is_needed(tests) => Some((name, format!("--{name}"))),
        Guard::ContainerEnv(name, tests) if is_needed(tests) => Some(("env", format!("the variable {name}"))),
        Guard::Label(key, tests) if is_needed(tests) => Some(("label", format!("the label {key}"))),
        _ => None,
    }
}

/// What is excluded by `unless` wherever `when` holds.
fn excluded(
    at: crate::argv::Place,
    own: &str,
    when: &[Guard],
    unless: &[Guard],
    verbs: &[Verb],
    warnings: &mut Vec<Warning>,
) {
    let of_verbs = Guard::Verb(verbs.to_vec());
    let all: Vec<Guard> = when.iter().cloned().chain([of_verbs]).collect();
    if !unless.is_empty() && unless.iter().all(|guard| implied(guard, &all)) {
        let what = format!("{own} never acts: `unless` holds wherever `when` does");
        warnings.push(Warning::new(at, what, "fix one of them"));
    }
}
