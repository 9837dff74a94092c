//! JSON forms of plans and refusals, schema 1.
//!
//! A step of `/usr/bin/docker create img` -> `{"schema": 1, "profile": "cernvm", "engine": "/usr/bin/docker", "steps":
//! [{"argv": ["/usr/bin/docker", "create", "img"], ...}]}`. Words that are not UTF-8 are `{"b64": "..."}`.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;

use base64::Engine as _;
use serde_json::{Value, json};

use crate::argv::{Origin, Word};
use crate::plan::{Environment, Plan, Refusal, Step};
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
    // `null` is inherited.
    // Explanations are shown around.
    let is_masked = |name: &OsStr| with_reasons && profile.handling.is_redacted(name.as_bytes());
    let shown = |(name, value): &(OsString, OsString)| {
        let value = if is_masked(name) { json!("***") } else { word(value) };
        json!([word(name), value])
    };
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
    }
}

/// A refusal.
pub(super) fn refusal(refusal: &Refusal) -> Value {
    let parts = refusal.parts();
    json!({
        "schema": 1,
        "refused": {
            "what": parts.what,
            "where": parts.place,
            "why": parts.why,
            "remedy": parts.remedy,
            "effect": parts.effect,
        },
    })
}

/// The text of a JSON value, on lines of its own.
pub(super) fn text(value: &Value) -> String {
    format!("{value:#}\n")
}
