//! Slips of the pen: what loads, and does not do what it says.
//!
//! `drop: [memory]` and `default: {memory: 2g}` in one rule -> a line with a limit loses it and gets none; `user: "$USER"` ->
//! the five letters with a dollar.

use crate::profile::model::action::{Actions, Setting, SettingValue};
use crate::profile::model::profile::Profile;
use crate::profile::model::rule::Rule;
use crate::profile::model::template::Template;

use super::{Warning, destinations};

pub(super) fn rules(profile: &Profile, warnings: &mut Vec<Warning>) {
    for rule in &profile.rules {
        one(rule, &rule.actions, warnings);
        for entry in rule.actions.for_each.iter().flat_map(|for_each| &for_each.entries) {
            one(rule, &entry.actions, warnings);
            entry.set_item.iter().for_each(|(_, text)| dollar(text, warnings));
        }
    }
}

fn one(rule: &Rule, actions: &Actions, warnings: &mut Vec<Warning>) {
    for setting in &actions.default {
        let dropped = actions
            .drop
            .iter()
            .any(|drop| drop.values.is_none() && destinations(setting).contains(&drop.option.as_str()));
        if dropped {
            let option = setting.row.name.as_str();
            let what = format!(
                "rule `{}` drops --{option} and writes it only where it was not given: a line that has it ends without",
                rule.name
            );
            warnings.push(Warning::new(setting.at, what, "write `set` in place of both, or two rules"));
        }
    }
    let settings = actions.set.iter().chain(&actions.default).chain(&actions.add).chain(&actions.globals);
    for text in settings.flat_map(texts) {
        dollar(text, warnings);
    }
    let replaced = actions.replace.iter().flat_map(|(_, pairs)| pairs).chain(&actions.image).map(|(_, text)| text);
    replaced.chain(&actions.prepend).for_each(|text| dollar(text, warnings));
}

fn texts(setting: &Setting) -> Vec<&Template> {
    match &setting.value {
        SettingValue::Switch(_) => Vec::new(),
        SettingValue::Texts(texts) => texts.iter().collect(),
        SettingValue::Keyed(entries) => entries.iter().flat_map(|(key, value)| [key, value]).collect(),
        SettingValue::Fields(_, items) => items.iter().flatten().map(|(_, text)| text).collect(),
    }
}

/// `$NAME` as a shell would read it. No shell reads a profile.
fn dollar(text: &Template, warnings: &mut Vec<Warning>) {
    let Some(name) = text.bare_variable() else { return };
    let remedy = match name.as_str() {
        "USER" | "LOGNAME" => "write ${user}".to_owned(),
        "HOME" => "write ${home}".to_owned(),
        "PWD" => "write ${cwd}".to_owned(),
        "UID" => "write ${uid}".to_owned(),
        "HOSTNAME" => "write ${hostname}".to_owned(),
        _ => format!("write ${{env:{name}}}, or ${{container_env.{name}}} for a variable of the line"),
    };
    let what = format!("`${name}` is written as it stands: no shell reads it");
    warnings.push(Warning::new(text.at, what, remedy));
}
