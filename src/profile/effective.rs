//! The effective profile: what holds once `extends` is followed, and where each part was written.
//!
//! `extends: cernvm` with one rule of its own -> `engine: /usr/bin/docker` from `shipped:cernvm:5`, the rules of cernvm and
//! then the own one, each behind a comment with its file and line; keys that nobody wrote with their defaults. The result
//! is a profile itself: it loads, and means the same.

use std::fmt::{self, Write as _};

use serde_json::{Value as Json, json};

use crate::argv::Place;
use crate::yaml::{Fault, Node, parse};

use super::allow::{added_to, addition};
use super::load::Profile;
use super::source::Text;

mod defaults;
mod slice;

pub use defaults::{DEFAULTS, Default};

/// A part of an effective profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The key.
    pub key: String,
    /// Where it was written.
    pub at: Place,
    /// Its text there, comments included; a rule's without the two blanks before it.
    pub text: String,
    /// Its value.
    pub value: Json,
}

/// An effective profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// The files, the profile's own first.
    pub files: Vec<String>,
    /// Keys that somebody wrote, in the order of the language; without `rules` and `extends`.
    pub keys: Vec<Section>,
    /// Rules, in the order in which they act.
    pub rules: Vec<Section>,
    /// Keys that nobody wrote.
    pub defaults: Vec<(&'static str, Default)>,
}

/// The effective form of a loaded profile.
///
/// # Errors
/// None for a profile that was loaded: its files are read again.
pub fn effective(profile: &Profile) -> Result<Effective, Fault> {
    let documents = profile.files.iter().zip(0..).map(|(file, number)| parse(&file.text, number));
    let documents = documents.collect::<Result<Vec<Node>, Fault>>()?;
    let layers: Vec<(&Text, &Node)> = profile.files.iter().zip(&documents).collect();
    let mut keys: Vec<Section> = Vec::new();
    for (file, document) in &layers {
        // The child comes first, and what it says counts.
        let entries = document.mapping()?.iter().zip(0..);
        for ((key, value), number) in entries {
            let name = key.scalar()?;
            if !matches!(name, "extends" | "rules") && keys.iter().all(|section| section.key != name) {
                let (text, value) = match whole_allow(name, value, &layers)? {
                    Some(whole) => (allow_text(&whole, &layers), whole.to_json()),
                    None => (slice::entry(&file.text, document, number), value.to_json()),
                };
                keys.push(Section { key: name.to_owned(), at: key.at, text, value });
            }
        }
    }
    keys.sort_by_key(|section| DEFAULTS.iter().position(|(key, _)| *key == section.key).unwrap_or(DEFAULTS.len()));
    let mut rules = Vec::new();
    for (file, document) in layers.iter().rev() {
        let found = document.mapping()?.iter().find(|(key, _)| key.scalar() == Ok("rules"));
        let Some((_, list)) = found else { continue };
        for (number, rule) in list.list()?.iter().enumerate() {
            let text = slice::item(&file.text, list, number);
            rules.push(Section { key: "rules".to_owned(), at: rule.at, text, value: rule.to_json() });
        }
    }
    let is_silent = |key: &str| {
        let in_keys = keys.iter().any(|section| section.key == key);
        !in_keys && (key != "rules" || rules.is_empty())
    };
    let has_policy = profile.policy.is_some();
    let defaults = DEFAULTS.iter().filter(|(key, default)| is_silent(key) && default.counts(has_policy));
    let defaults = defaults.map(|(key, default)| (*key, *default)).collect();
    Ok(Effective { files: profile.files.iter().map(|file| file.path.clone()).collect(), keys, rules, defaults })
}

/// `allow` with all that the files of a chain add to it; `None` where nothing is added.
fn whole_allow(name: &str, value: &Node, layers: &[(&Text, &Node)]) -> Result<Option<Node>, Fault> {
    if name != "allow" || addition(value)?.is_none() {
        return Ok(None);
    }
    let mut whole: Option<Node> = None;
    for (_, document) in layers.iter().rev() {
        let Some((_, own)) = document.mapping()?.iter().find(|(key, _)| key.is("allow")) else { continue };
        whole = Some(match (addition(own)?, whole) {
            (Some(add), Some(parent)) => added_to(&parent, add, own.at)?,
            _ => own.clone(),
        });
    }
    Ok(whole)
}

/// That, a key on each line, behind the files that say it.
fn allow_text(whole: &Node, layers: &[(&Text, &Node)]) -> String {
    let mut text = "allow:\n".to_owned();
    for (key, value) in whole.mapping().unwrap_or_default() {
        let mut places = vec![key.at];
        places.extend(value.entries_at());
        let mut files: Vec<&str> = places
            .iter()
            .filter_map(|at| layers.get(usize::from(at.file)))
            .map(|(file, _)| file.path.as_str())
            .collect();
        files.sort_unstable();
        files.dedup();
        let files = files.join(", ").replace(char::is_control, "?");
        let _ = writeln!(text, "  # {files}\n  {}: {}", slice::written(key), slice::written(value));
    }
    text
}

impl Effective {
    fn file(&self, at: Place) -> &str {
        self.files.get(usize::from(at.file)).map_or("?", String::as_str)
    }

    /// `FILE:LINE`, for a comment.
    fn place(&self, at: Place) -> String {
        format!("{}:{}", self.file(at).replace(char::is_control, "?"), at.line)
    }

    /// For programs: `{schema: 1, files, keys: {KEY: {value, file, line, column}}, rules: [...], defaults: {KEY: VALUE}}`.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let written = |section: &Section| {
            let Section { at, value, .. } = section;
            json!({ "value": value, "file": self.file(*at), "line": at.line, "column": at.column })
        };
        let keys = self.keys.iter().map(|section| (section.key.clone(), written(section)));
        let rules: Vec<Json> = self.rules.iter().map(written).collect();
        let defaults = self.defaults.iter().map(|(key, default)| ((*key).to_owned(), default.to_json()));
        json!({
            "schema": 1,
            "files": self.files,
            "keys": keys.collect::<serde_json::Map<_, _>>(),
            "rules": rules,
            "defaults": defaults.collect::<serde_json::Map<_, _>>(),
        })
    }
}

impl fmt::Display for Effective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, section) in self.keys.iter().enumerate() {
            let blank = if number > 0 { "\n" } else { "" };
            write!(f, "{blank}# {}\n{}", self.place(section.at), section.text)?;
        }
        for (number, rule) in self.rules.iter().enumerate() {
            f.write_str(if number == 0 { "\nrules:\n" } else { "\n" })?;
            writeln!(f, "  # {}", self.place(rule.at))?;
            for line in rule.text.lines() {
                if line.is_empty() { writeln!(f)? } else { writeln!(f, "  {line}")? }
            }
        }
        for (key, default) in &self.defaults {
            match default {
                Default::Value(value) | Default::Policy(value) => write!(f, "\n# default\n{key}: {value}\n")?,
                Default::Nothing(meaning) => write!(f, "\n# default: {meaning}\n# {key}:\n")?,
            }
        }
        Ok(())
    }
}
