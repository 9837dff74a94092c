//! Whether a profile asks what variables or labels a line sets.
//!
//! `default: {env: {OMP_NUM_THREADS: "1"}}` -> it asks for variables on `run` and `create` lines, so a file of `--env-file` is
//! read there; `set: {env: {A: "1"}}` does not ask: an option wins over a file, whatever stands in it.

use crate::argv::Verb;

use crate::profile::model::action::{Actions, Entry, ForEach, Setting, SettingValue};
use crate::profile::model::from_env::{FromEnv, Into, STARTING};
use crate::profile::model::guard::Guard;
use crate::profile::model::item::ItemKind;
use crate::profile::model::profile::Profile;
use crate::profile::model::template::{Brings, Template};

impl Profile {
    /// Whether what the profile does with a line of that verb depends on what the line sets.
    #[must_use]
    pub fn asks_for(&self, brings: Brings, verb: Verb) -> bool {
        self.policy.is_some() || self.rewriting_asks_for(brings, verb)
    }

    /// The same of what it does before the policy judges.
    #[must_use]
    pub fn rewriting_asks_for(&self, brings: Brings, verb: Verb) -> bool {
        let starts = STARTING.contains(&verb);
        let by_rules =
            self.rules.iter().filter(|rule| rule.verbs.contains(&verb)).any(|rule| {
                guards(&rule.when, brings) || guards(&rule.unless, brings) || actions(&rule.actions, brings)
            });
        let by_inputs = || {
            let variables = self.inputs.from_env.iter().any(|variable| from_env(variable, brings));
            let made = self.options.made.iter().any(|option| actions(&option.expand, brings));
            variables || made || (brings == Brings::Variables && self.inputs.pass_env.is_some())
        };
        by_rules || (starts && by_inputs()) || self.globals.iter().any(|one| texts(one, brings))
    }
}

fn guards(guards: &[Guard], brings: Brings) -> bool {
    guards.iter().any(|guard| match guard {
        // The job ad is the file that a variable of the container names.
        Guard::ContainerEnv(..) | Guard::JobAd(..) => brings == Brings::Variables,
        Guard::Label(..) => brings == Brings::Labels,
        Guard::Option(name, _) => name == brings.option(),
        Guard::Env(..)
        | Guard::Fact(..)
        | Guard::Group(_)
        | Guard::Host(_)
        | Guard::Image(_)
        | Guard::User(_)
        | Guard::Verb(_) => false,
    })
}

fn actions(actions: &Actions, brings: Brings) -> bool {
    let Actions { drop, replace, set, default, add, image, prepend, globals, for_each } = actions;
    let option = brings.option();
    let template = |template: &Template| template.mentions(brings);
    drop.iter().any(|drop| drop.option == option)
        || replace.iter().any(|(name, texts)| name == option || texts.iter().any(|(_, text)| template(text)))
        || default.iter().any(|setting| setting.row.destination.as_str() == option)
        || [set, default, add, globals].into_iter().flatten().any(|setting| texts(setting, brings))
        || image.iter().any(|(_, text)| template(text))
        || prepend.iter().any(template)
        || for_each.as_ref().is_some_and(|for_each| items(for_each, brings))
}

fn items(for_each: &ForEach, brings: Brings) -> bool {
    let entry = |entry: &Entry| {
        guards(&entry.when, brings)
            || guards(&entry.unless, brings)
            || entry.set_item.iter().any(|(_, text)| text.mentions(brings))
            || actions(&entry.actions, brings)
    };
    (for_each.kind == ItemKind::Env && brings == Brings::Variables) || for_each.entries.iter().any(entry)
}

/// Whether the texts of a setting ask.
fn texts(setting: &Setting, brings: Brings) -> bool {
    match &setting.value {
        SettingValue::Switch(_) => false,
        SettingValue::Texts(texts) => texts.iter().any(|text| text.mentions(brings)),
        SettingValue::Keyed(pairs) => pairs.iter().any(|(key, value)| key.mentions(brings) || value.mentions(brings)),
        SettingValue::Fields(_, items) => items.iter().flatten().any(|(_, text)| text.mentions(brings)),
    }
}

/// A variable that sets a variable or label asks whether the line does already.
fn from_env(variable: &FromEnv, brings: Brings) -> bool {
    let sets = matches!(variable.into, Into::Option(row) if row.destination.as_str() == brings.option());
    let pairs = variable.replace.iter().chain(&variable.values);
    sets || pairs.map(|(_, text)| text).chain(&variable.default).any(|text| text.mentions(brings))
}
