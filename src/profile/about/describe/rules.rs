//! What rules change.
//!
//! `{name: no user, drop: [user]}` -> a row: "no user", always, removes `--user`.

use crate::argv::Verb;
use crate::profile::model::action::{Actions, Drop, Entry, Setting, SettingValue};
use crate::profile::model::item::ItemKind;
use crate::profile::model::pattern::Pattern;
use crate::profile::model::profile::Profile;
use crate::profile::model::rule::Rule;
use crate::profile::model::template::Template;

use super::guards;
use super::page::{Page, code, codes, join, matching};

pub(super) fn write(page: &mut Page, profile: &Profile) {
    page.section("What is changed");
    if profile.rules.is_empty() && profile.globals.is_empty() {
        page.say("No rule changes a line.");
        return;
    }
    let rows: Vec<[String; 3]> = profile.rules.iter().map(row).collect();
    if !rows.is_empty() {
        page.say("Rules change a line in this order. `longshore explain -- LINE` shows what they do to yours.");
        page.table(["rule", "when", "does"], &rows);
    }
    for setting in &profile.globals {
        page.say(format!("Before the command of every line {} is written.", written(setting)));
    }
}

fn row(rule: &Rule) -> [String; 3] {
    let mut when = guards::sentence(&rule.when, &rule.unless);
    if rule.verbs != [Verb::Run, Verb::Create] {
        let verbs: Vec<String> = rule.verbs.iter().map(ToString::to_string).collect();
        let verbs = codes(verbs.iter().map(String::as_str), "or");
        when = if when.is_empty() { format!("{verbs} lines") } else { format!("{verbs} lines {when}") };
    }
    if when.is_empty() {
        "always".clone_into(&mut when);
    }
    [rule.name.clone(), when, actions(&rule.actions).join("; ")]
}

/// What actions do, as one sentence.
pub(super) fn does(all: &Actions) -> String {
    actions(all).join("; ")
}

/// What actions do, in the order in which they are done.
fn actions(actions: &Actions) -> Vec<String> {
    let mut all: Vec<String> = actions.drop.iter().map(drop).collect();
    for (option, pairs) in &actions.replace {
        all.extend(pairs.iter().map(|(pattern, text)| {
            format!(
                "writes {} for {} in {}",
                code(&text.shown()),
                matching(pattern.text()),
                code(&format!("--{option}"))
            )
        }));
    }
    all.extend(actions.set.iter().map(|setting| format!("sets {}", written(setting))));
    all.extend(actions.default.iter().map(|setting| format!("sets {} where it is not given", written(setting))));
    all.extend(actions.add.iter().map(|setting| format!("adds {}", written(setting))));
    all.extend(
        actions.image.iter().map(|(pattern, text)| {
            format!("writes the image {} for {}", code(&text.shown()), matching(pattern.text()))
        }),
    );
    if !actions.prepend.is_empty() {
        let words: Vec<String> = actions.prepend.iter().map(Template::shown).collect();
        all.push(format!("puts {} before the command in the container", code(&words.join(" "))));
    }
    all.extend(actions.globals.iter().map(|setting| format!("writes {} before the command", written(setting))));
    if let Some(for_each) = &actions.for_each {
        let does: Vec<String> = for_each.entries.iter().map(|one| entry(one, for_each.kind)).collect();
        all.push(format!("for each {}, the first that matches: {}", noun(for_each.kind), does.join("; ")));
    }
    all
}

fn noun(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Bind => "mounted directory of the machine",
        ItemKind::Device => "device",
        ItemKind::Env => "variable",
        ItemKind::Publish => "published port",
    }
}

fn drop(drop: &Drop) -> String {
    let option = code(&format!("--{}", drop.option));
    match &drop.values {
        None => format!("removes {option}"),
        Some(values) => format!("removes {option} of {}", codes(values.iter().map(Pattern::text), "and")),
    }
}

/// An option with its value, as it could be written.
fn written(setting: &Setting) -> String {
    let option = format!("--{}", setting.row.destination);
    match &setting.value {
        SettingValue::Switch(true) => code(&option),
        SettingValue::Switch(false) => code(&format!("{option}=false")),
        SettingValue::Texts(texts) => {
            let values: Vec<String> = texts.iter().map(|text| code(&format!("{option}={}", text.shown()))).collect();
            join(&values, "and")
        }
        SettingValue::Keyed(entries) => {
            let value =
                |(key, value): &(Template, Template)| code(&format!("{option}={}={}", key.shown(), value.shown()));
            join(&entries.iter().map(value).collect::<Vec<_>>(), "and")
        }
        SettingValue::Fields(kind, items) => {
            let item = |fields: &Vec<(&str, Template)>| {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(field, text)| format!("{} {}", field.replace('_', " "), code(&text.shown())))
                    .collect();
                format!("a {} with {}", noun(*kind), fields.join(", "))
            };
            join(&items.iter().map(item).collect::<Vec<_>>(), "and")
        }
    }
}

fn entry(entry: &Entry, kind: ItemKind) -> String {
    let mut which: Vec<String> = entry
        .matchers
        .iter()
        .map(|(field, patterns)| {
            format!("{} {}", field.replace('_', " "), codes(patterns.iter().map(Pattern::text), "or"))
        })
        .collect();
    let when = guards::sentence(&entry.when, &entry.unless);
    if !when.is_empty() {
        which.push(when);
    }
    let which = if which.is_empty() { "every other".to_owned() } else { which.join(", ") };
    let mut does = Vec::new();
    if entry.drop_item {
        does.push(format!("removes the {}", short(kind)));
    }
    does.extend(
        entry
            .set_item
            .iter()
            .map(|(field, text)| format!("sets its {} to {}", field.replace('_', " "), code(&text.shown()))),
    );
    does.extend(actions(&entry.actions));
    let does = if does.is_empty() { "stays as it is".to_owned() } else { join(&does, "and") };
    format!("{which}: {does}")
}

fn short(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Bind => "mount",
        ItemKind::Device => "device",
        ItemKind::Env => "variable",
        ItemKind::Publish => "port",
    }
}
