//! Rules that act again on a line that they have been through.
//!
//! `add: {cap-add: [CHOWN]}` -> a line that passes twice gets it twice: where the engine is a script that calls docker, and
//! that docker is longshore.
//!
//! `drop`, `set`, `default` and what is added to options with keys may pass as often as they like. A rule whose own result
//! keeps it from acting again is fine.

use crate::argv::quote;
use crate::profile::model::action::{Actions, Entry, Setting, SettingValue, key_separators};
use crate::profile::model::guard::{Guard, Presence};
use crate::profile::model::pattern::Pattern;
use crate::profile::model::profile::Profile;
use crate::profile::model::rule::Rule;
use crate::profile::model::template::Template;

use super::example::example;
use super::images::normal_example;
use super::{Gone, Warning, destinations};

const REMEDY: &str = "let its own result keep it from acting: a label under `add`, and `unless: {label: {KEY: given}}`";

pub(super) fn rules(profile: &Profile, warnings: &mut Vec<Warning>) {
    let mut gone = Gone::default();
    for rule in &profile.rules {
        if !ends_itself(&rule.when, &rule.unless, &rule.actions) {
            actions(rule, &rule.actions, &gone, warnings);
            for entry in rule.actions.for_each.iter().flat_map(|for_each| &for_each.entries) {
                if !entry.drop_item && !ends_itself(&entry.when, &entry.unless, &entry.actions) {
                    actions(rule, &entry.actions, &gone, warnings);
                }
            }
            if let Some(for_each) = &rule.actions.for_each {
                items(rule, &for_each.entries, warnings);
            }
        }
        gone.pass(rule);
    }
}

fn again(rule: &Rule, what: &str) -> String {
    format!("rule `{}` acts again on a line that passes twice: {what}", rule.name)
}

fn actions(rule: &Rule, actions: &Actions, gone: &Gone<'_>, warnings: &mut Vec<Warning>) {
    for setting in &actions.add {
        let keyed = key_separators(setting.row).is_some();
        let is_new = |option: &&str| {
            let dropped = actions.drop.iter().any(|drop| drop.option == *option && drop.values.is_none());
            !dropped && gone.by(option, &rule.verbs).is_none()
        };
        // Fields are written as the last of their options.
        let written = destinations(setting).pop().filter(is_new);
        if let Some(option) = written.filter(|_| !keyed) {
            warnings.push(Warning::new(setting.at, again(rule, &format!("--{option} is added each time")), REMEDY));
        }
    }
    for setting in actions.set.iter().chain(&actions.add) {
        itself(rule, setting, warnings);
    }
    if let Some(first) = actions.prepend.first() {
        let words: Vec<String> = actions.prepend.iter().map(Template::shown).collect();
        let what = again(rule, &format!("`{}` is put before the command each time", words.join(" ")));
        warnings.push(Warning::new(first.at, what, REMEDY));
    }
    let images = |value: &[u8]| crate::profile::rules::guard::normalised(value);
    for (pattern, text) in &actions.image {
        pair(rule, pattern, text, &actions.image, normal_example(pattern), &images, warnings);
    }
    for (_, pairs) in &actions.replace {
        for (pattern, text) in pairs {
            pair(rule, pattern, text, pairs, example(pattern), &<[u8]>::to_vec, warnings);
        }
    }
}

/// A value that is made of itself.
fn itself(rule: &Rule, setting: &Setting, warnings: &mut Vec<Warning>) {
    let option = setting.row.destination.as_str();
    let mut warn = |text: &Template, own: &str| {
        if text.names().iter().any(|name| name == own) && !text.is_just(own) {
            let what = again(rule, &format!("`{}` is made of what it writes", text.shown()));
            warnings.push(Warning::new(text.at, what, REMEDY));
        }
    };
    match &setting.value {
        SettingValue::Switch(_) | SettingValue::Fields(..) => {}
        SettingValue::Texts(texts) => texts.iter().for_each(|text| warn(text, &format!("option.{option}"))),
        SettingValue::Keyed(entries) => {
            for (key, text) in entries.iter().filter(|_| option == "env") {
                warn(text, &format!("container_env.{}", key.shown()));
            }
        }
    }
}

/// A pattern and its text, whose result one of the patterns takes once more.
fn pair(
    rule: &Rule,
    pattern: &Pattern,
    text: &Template,
    all: &[(Pattern, Template)],
    example: Option<Vec<u8>>,
    as_seen: &dyn Fn(&[u8]) -> Vec<u8>,
    warnings: &mut Vec<Warning>,
) {
    let write = |value: &[u8]| {
        let found = all.iter().find_map(|(pattern, text)| Some((pattern.captures(value)?, text)))?;
        Some(found.1.example(&found.0))
    };
    let Some(captures) = example.as_ref().and_then(|value| pattern.captures(value)) else { return };
    let once = text.example(&captures);
    let Some(twice) = write(&as_seen(&once)) else { return };
    if as_seen(&twice) != as_seen(&once) {
        warnings.push(result_again(rule, text, [example.unwrap_or_default(), once, twice]));
    }
}

/// Items that `set_item` writes so that their entry takes them once more.
fn items(rule: &Rule, entries: &[Entry], warnings: &mut Vec<Warning>) {
    for (index, entry) in entries.iter().enumerate() {
        for (field, text) in &entry.set_item {
            let own = entry.matchers.iter().find(|(name, _)| name == field);
            for pattern in own.iter().flat_map(|(_, patterns)| patterns) {
                let write = |value: &[u8]| {
                    let mut locals = vec![((*field).to_owned(), value.to_vec())];
                    locals.extend(pattern.captures(value)?);
                    Some(text.example(&locals))
                };
                let Some(value) = example(pattern) else { continue };
                let Some(once) = write(&value) else { continue };
                // An entry before this one may take the result instead.
                let is_taken = entries.iter().take(index).any(|other| match other.matchers.as_slice() {
                    [(name, patterns)] => name == field && patterns.iter().any(|pattern| pattern.matches(&once)),
                    matchers => matchers.is_empty(),
                });
                if let Some(twice) = write(&once).filter(|twice| !is_taken && *twice != once) {
                    warnings.push(result_again(rule, text, [value, once, twice]));
                }
            }
        }
    }
}

/// What is written from an example, and from that.
fn result_again(rule: &Rule, text: &Template, steps: [Vec<u8>; 3]) -> Warning {
    let [first, once, twice] = steps.map(|value| quote::long_bytes(&value));
    let what = again(rule, &format!("`{first}` becomes `{once}` becomes `{twice}`"));
    Warning::new(text.at, what, "write a pattern that its own text does not match")
}

/// Whether what the actions write keeps them from acting again.
fn ends_itself(when: &[Guard], unless: &[Guard], actions: &Actions) -> bool {
    let was_absent = |guard: &Guard| match guard {
        Guard::Option(_, tests) | Guard::ContainerEnv(_, tests) | Guard::Label(_, tests) => {
            tests.iter().all(|test| *test == Presence::Absent) && writes(guard, &Presence::Given, actions)
        }
        _ => false,
    };
    let is_gone = |guard: &Guard| match guard {
        Guard::Option(name, tests) => {
            let dropped = actions.drop.iter().any(|drop| drop.option == *name && drop.values.is_none());
            dropped && !tests.contains(&Presence::Absent) && !writes(guard, &Presence::Given, actions)
        }
        _ => false,
    };
    let is_there = |guard: &Guard| match guard {
        Guard::Option(_, tests) | Guard::ContainerEnv(_, tests) | Guard::Label(_, tests) => {
            tests.iter().any(|test| writes(guard, test, actions))
        }
        _ => false,
    };
    when.iter().any(|guard| was_absent(guard) || is_gone(guard)) || (!unless.is_empty() && unless.iter().all(is_there))
}

/// Whether the actions always write what `guard` looks at, so that `test` holds of it.
fn writes(guard: &Guard, test: &Presence, actions: &Actions) -> bool {
    let settings = || actions.set.iter().chain(&actions.default).chain(&actions.add);
    let holds = |value: Option<String>| match test {
        Presence::Absent => false,
        Presence::Given => true,
        Presence::Matches(pattern) => value.is_some_and(|value| pattern.matches(value.as_bytes())),
    };
    let key = |option: &str, wanted: &str| {
        let entries = settings().filter(|setting| setting.row.destination.as_str() == option);
        let entries = entries.filter_map(|setting| match &setting.value {
            SettingValue::Keyed(entries) => Some(entries),
            _ => None,
        });
        entries.flatten().any(|(key, value)| key.plain().as_deref() == Some(wanted) && holds(value.plain()))
    };
    match guard {
        Guard::Option(name, _) => settings()
            .filter(|setting| destinations(setting).last() == Some(&name.as_str()))
            .any(|setting| match &setting.value {
                SettingValue::Switch(on) => holds(Some(on.to_string())),
                SettingValue::Texts(texts) => texts.iter().any(|text| holds(text.plain())),
                SettingValue::Keyed(entries) => *test == Presence::Given && !entries.is_empty(),
                SettingValue::Fields(_, items) => *test == Presence::Given && !items.is_empty(),
            }),
        Guard::ContainerEnv(name, _) => key("env", name),
        Guard::Label(name, _) => key("label", name),
        _ => false,
    }
}
