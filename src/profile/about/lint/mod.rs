//! What is odd about a profile that loads.
//!
//! `drop: [publish]` in a profile without a policy -> a warning at `publish`: `--publish-all` opens ports, too.
//!
//! A profile with warnings is good: each of them may be meant. They are what a second administrator would ask about.
//! Nothing here looks at a line or a machine. What cannot be said for sure is not said.

mod allow;
mod allow_paths;
mod companions;
mod cover;
mod example;
mod first_match;
mod images;
mod judged;
mod limits;
mod never;
mod slips;
mod twice;

pub use example::example;

use crate::argv::{Place, Tables, Verb};

use crate::profile::model::action::{Actions, Setting, SettingValue};
use crate::profile::model::allow::Required;
use crate::profile::model::profile::Profile;
use crate::profile::model::submitter::Identity;

/// Something odd.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// Where.
    pub at: Place,
    /// What is odd there.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl Warning {
    fn new(at: Place, what: impl Into<String>, remedy: impl Into<String>) -> Warning {
        Warning { at, what: what.into(), remedy: remedy.into() }
    }
}

/// What is odd about `profile`, in the order of its files and lines.
#[must_use]
pub fn lint(profile: &Profile, tables: &dyn Tables) -> Vec<Warning> {
    let mut warnings = Vec::new();
    never::rules(profile, &mut warnings);
    first_match::entries(profile, &mut warnings);
    images::rules(profile, &mut warnings);
    companions::drops(profile, tables, &mut warnings);
    slips::rules(profile, &mut warnings);
    // Under a policy the engine is started itself: no script that could call longshore again.
    if profile.policy.is_none() || profile.handling.engine_is_script {
        twice::rules(profile, &mut warnings);
    }
    if let Some(policy) = &profile.policy {
        never::denials(policy, tables, &mut warnings);
        judged::rules(profile, &policy.allow, &mut warnings);
        allow::entries(profile, &policy.allow, &mut warnings);
        allow_paths::entries(profile, &policy.allow, &mut warnings);
        images::policy(&policy.allow, &mut warnings);
        limits::bounds(profile, policy, &mut warnings);
    }
    warnings.sort();
    warnings.dedup();
    warnings
}

/// Whether every container under a policy runs as the submitter, and with nothing that he has not.
fn is_confined(profile: &Profile) -> bool {
    let Some(policy) = &profile.policy else { return false };
    let people = &policy.allow.users;
    let alone = people.submitter && !people.image && people.ids.is_empty() && people.ranges.is_empty();
    let runs_as_him =
        matches!(profile.persons.identity, Identity::Submitter { .. }) || (alone && people.names.is_empty());
    runs_as_him && policy.require.iter().any(|requirement| requirement.what == Required::NoNewPrivileges)
}

/// Options that are not on any line, at some point of the rules: no rule can find them there.
#[derive(Default)]
struct Gone<'p> {
    /// Option, verb, and the name of the rule that drops it.
    list: Vec<(&'p str, Verb, &'p str)>,
}

impl<'p> Gone<'p> {
    /// The rule that drops `option` from every line of these verbs.
    fn by(&self, option: &str, verbs: &[Verb]) -> Option<&'p str> {
        let mut by = None;
        for verb in verbs {
            let (_, _, rule) = self.list.iter().find(|(gone, of, _)| *gone == option && of == verb)?;
            by = by.or(Some(*rule));
        }
        by
    }

    /// Takes note of what a rule does.
    fn pass(&mut self, rule: &'p crate::profile::model::rule::Rule) {
        if rule.when.is_empty() && rule.unless.is_empty() {
            for drop in rule.actions.drop.iter().filter(|drop| drop.values.is_none()) {
                for verb in &rule.verbs {
                    self.list.push((&drop.option, *verb, &rule.name));
                }
            }
        }
        let written: Vec<&str> = writes(&rule.actions);
        self.list.retain(|(option, verb, _)| !(written.contains(option) && rule.verbs.contains(verb)));
    }
}

/// The options, by destination, that actions may write.
fn writes(actions: &Actions) -> Vec<&'static str> {
    let settings = actions.set.iter().chain(&actions.default).chain(&actions.add);
    let mut written: Vec<&str> = settings.flat_map(destinations).collect();
    for entry in actions.for_each.iter().flat_map(|for_each| &for_each.entries) {
        written.extend(writes(&entry.actions));
    }
    written
}

/// The options that one setting may write.
fn destinations(setting: &Setting) -> Vec<&'static str> {
    match &setting.value {
        SettingValue::Fields(kind, _) => kind.options().to_vec(),
        _ => vec![setting.row.destination.as_str()],
    }
}
