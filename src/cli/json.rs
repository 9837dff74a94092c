//! JSON forms of plans and refusals, schema 1.
//!
//! A step of `/usr/bin/docker create img` -> `{"schema": 1, "profile": "cernvm", "engine": "/usr/bin/docker", "steps":
//! [{"argv": ["/usr/bin/docker", "create", "img"], ...}]}`. Words that are not UTF-8 are `{"b64": "..."}`.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;

use base64::Engine as _;
use serde_json::{Value, json};

use crate::argv::{Origin, Word};
use crate::plan::{Environment, Plan, Refusal, RefusalParts, Step};
use crate::profile::Profile;

/// A word: text, or `{"b64": ...}`.
pub(super) fn word(word: &OsStr) -> Value {
    match word.to_str() {
        Some(text) => json!(text),
        None => json!({ "b64": base64::engine::general_purpose::STANDARD.encode(word.as_bytes()) }),
    }
}

/// The plan, for `rewrite`; with the reasons, for `explain`.
pub(super) fn plan(plan: &Plan, profile: &Profile, with_reasons: bool) -> Value {
    let engine = plan.steps.first().map(|step| word(step.program()));
    let steps: Vec<Value> = plan.steps.iter().map(|step| self::step(step, profile, with_reasons)).collect();
    json!({ "schema": 1, "profile": profile.name, "engine": engine, "steps": steps })
}

fn step(step: &Step, profile: &Profile, with_reasons: bool) -> Value {
    let argv: Vec<Value> = step.argv().map(word).collect();
    // People show explanations to each other, so what the profile keeps secret is not in them.
    let is_masked = |name: &OsStr| with_reasons && profile.handling.is_redacted(name.as_bytes());
    let shown = |(name, value): &(OsString, OsString)| {
        let value = if is_masked(name) { json!("***") } else { word(value) };
        json!([word(name), value])
    };
    // `null`: the step inherits the caller's.
    let env: Value = match &step.environment {
        Environment::Inherited | Environment::With(_) => Value::Null,
        Environment::Built(entries) => entries.iter().map(shown).collect(),
    };
    let mut value = json!({ "argv": argv, "env": env, "cwd": null });
    if let (Environment::With(entries), Some(object)) = (&step.environment, value.as_object_mut()) {
        object.insert("set".to_owned(), entries.iter().map(shown).collect());
    }
    if with_reasons && let Some(object) = value.as_object_mut() {
        let words: Vec<Value> = step.words.iter().map(|word| reason(word, profile)).collect();
        let removed = step.removed.iter().map(|removed| {
            json!({
                "index": removed.index,
                "word": self::word(&removed.text),
                "origin": origin(removed.origin, profile),
            })
        });
        object.insert("words".to_owned(), json!(words));
        object.insert("removed".to_owned(), removed.collect());
        let notes = step.notes.iter().map(|(note, at)| json!({ "note": note, "origin": origin(*at, profile) }));
        object.insert("notes".to_owned(), notes.collect());
    }
    value
}

fn reason(word: &Word, profile: &Profile) -> Value {
    let mut origin = origin(word.origin, profile);
    if let (Origin::PassEnv { .. }, Some(object)) = (word.origin, origin.as_object_mut()) {
        let name = word.text.to_str().and_then(|text| text.strip_prefix("--env="));
        object.insert("name".to_owned(), json!(name));
    }
    json!({
        "index": word.index,
        "word": self::word(&word.text),
        "was": word.was.as_deref().map(self::word),
        "translated": word.translated,
        "origin": origin,
    })
}

fn origin(origin: Origin, profile: &Profile) -> Value {
    let file = |place: crate::argv::Place| profile.files.get(usize::from(place.file)).map(|file| file.path.clone());
    match origin {
        Origin::Given { index } => json!({ "kind": "given", "index": index }),
        Origin::Rule { rule, at } => json!({
            "kind": "rule",
            "rule": profile.rules.get(usize::from(rule)).map(|rule| rule.name.clone()),
            "file": file(at),
            "line": at.line,
            "column": at.column,
        }),
        Origin::Profile { at } => json!({ "kind": "profile", "file": file(at), "line": at.line, "column": at.column }),
        Origin::Variable { variable, at } => json!({
            "kind": "env",
            "name": profile.inputs.from_env.get(usize::from(variable)).map(|variable| variable.name.clone()),
            "file": file(at),
            "line": at.line,
            "column": at.column,
        }),
        Origin::Option { option, at } => json!({
            "kind": "option",
            "name": profile.options.made.get(usize::from(option)).map(|option| option.name.clone()),
            "file": file(at),
            "line": at.line,
            "column": at.column,
        }),
        Origin::PassEnv { at } => {
            json!({ "kind": "env", "file": file(at), "line": at.line, "column": at.column })
        }
        Origin::Job { at } => json!({ "kind": "job", "line": at.line, "column": at.column }),
        Origin::Starter => json!({ "kind": "starter" }),
        Origin::Canonical => json!({ "kind": "canonical" }),
        Origin::Copied => json!({ "kind": "copied" }),
        Origin::Translation { why } => json!({ "kind": "translation", "why": why }),
    }
}

/// A refusal, with all that a policy does not allow.
pub(super) fn refusal(refusal: &Refusal, profile: &Profile) -> Value {
    let more: Vec<Value> = refusal.more(profile).iter().map(part).collect();
    json!({ "schema": 1, "refused": part(&refusal.parts()), "more": more })
}

fn part(parts: &RefusalParts) -> Value {
    json!({
        "what": parts.what,
        "where": parts.place,
        "why": parts.why,
        "remedy": parts.remedy,
        "effect": parts.effect,
    })
}

/// The text of a JSON value for reading: what fits on a line stands on one.
pub(super) fn wrapped(value: &Value) -> String {
    let mut text = String::new();
    wrap(value, 0, 0, &mut text);
    text.push('\n');
    text
}

/// The longest line of wrapped JSON.
const WIDTH: usize = 120;

/// Writes a value that begins behind `used` characters of a line, its own lines indented by `depth` steps.
fn wrap(value: &Value, depth: usize, used: usize, text: &mut String) {
    let line = one_line(value);
    let indent = |depth: usize| "  ".repeat(depth);
    let members: Vec<(String, &Value)> = match value {
        _ if used + line.len() < WIDTH => Vec::new(),
        Value::Object(members) => members.iter().map(|(key, value)| (format!("{}: ", json!(key)), value)).collect(),
        Value::Array(items) => items.iter().map(|item| (String::new(), item)).collect(),
        _ => Vec::new(),
    };
    if members.is_empty() {
        text.push_str(&line);
        return;
    }
    text.push_str(if value.is_object() { "{\n" } else { "[\n" });
    let all_short = members.iter().all(|(_, value)| value.is_string() || value.is_number());
    if value.is_array() && all_short {
        fill(&members, &indent(depth + 1), text);
    } else {
        for (number, (key, value)) in members.iter().enumerate() {
            let comma = if number + 1 < members.len() { ",\n" } else { "\n" };
            text.push_str(&indent(depth + 1));
            text.push_str(key);
            wrap(value, depth + 1, 2 * (depth + 1) + key.len() + comma.len(), text);
            text.push_str(comma);
        }
    }
    text.push_str(&indent(depth));
    text.push(if value.is_object() { '}' } else { ']' });
}

/// Short items, as many as fit on each line.
fn fill(items: &[(String, &Value)], indent: &str, text: &mut String) {
    let mut line = indent.to_owned();
    for (number, (_, item)) in items.iter().enumerate() {
        let word = format!("{item}{}", if number + 1 < items.len() { "," } else { "" });
        if line.len() + 1 + word.len() > WIDTH {
            text.push_str(line.trim_end());
            text.push('\n');
            indent.clone_into(&mut line);
        }
        line.push_str(&word);
        line.push(' ');
    }
    text.push_str(line.trim_end());
    text.push('\n');
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(key, value)| format!("{}: {}", json!(key), one_line(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(one_line).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// The text of a JSON value, on lines of its own.
pub(super) fn text(value: &Value) -> String {
    format!("{value:#}\n")
}
