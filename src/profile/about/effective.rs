//! The effective profile: what holds once `extends` is followed, and where each part was written.
//!
//! `extends: cernvm` with one rule of its own -> `engine: /usr/bin/docker` from `shipped:cernvm:5`, the rules of cernvm and
//! then the own one, each behind a comment with its file and line; keys that nobody wrote with their defaults. The result
//! is a profile itself: it loads, and means the same.

use std::fmt::{self, Write as _};

use serde_json::{Value as Json, json};

use crate::argv::Place;
use crate::yaml::{Fault, Node, parse};

use crate::profile::load::keys::KEYS;
use crate::profile::load::merge::merged;
use crate::profile::model::files::Text;
use crate::profile::model::profile::Profile;

mod slice;

pub use crate::profile::load::keys::Default;

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
    let whole = merged(documents.clone())?;
    let mut keys: Vec<Section> = Vec::new();
    let mut rules = Vec::new();
    for (key, value) in whole.mapping()? {
        let name = key.scalar()?;
        if name == "rules" {
            for rule in value.list()? {
                let text = layer(&layers, rule.at).map(|(file, document)| rule_text(&file.text, document, rule.at));
                let text = text.unwrap_or_default();
                rules.push(Section { key: name.to_owned(), at: rule.at, text, value: rule.to_json() });
            }
        } else if name != "extends" {
            let text = layer(&layers, key.at).and_then(|(file, document)| {
                let number = document.mapping().ok()?.iter().position(|(own, _)| own.at == key.at)?;
                // What several files add up to stands in none of them.
                (document.get(name) == Some(value)).then(|| slice::entry(&file.text, document, number))
            });
            let text = text.unwrap_or_else(|| allow_text(value, &layers));
            keys.push(Section { key: name.to_owned(), at: key.at, text, value: value.to_json() });
        }
    }
    let place = |key: &str| defaults().position(|(known, _)| known == key);
    keys.sort_by_key(|section| place(&section.key));
    let is_silent = |key: &str| {
        let in_keys = keys.iter().any(|section| section.key == key);
        !in_keys && (key != "rules" || rules.is_empty())
    };
    let has_policy = profile.policy.is_some();
    let counts = |default| has_policy || !matches!(default, Default::Policy(_));
    let defaults = defaults().filter(|(key, default)| is_silent(key) && counts(*default)).collect();
    Ok(Effective { files: profile.files.iter().map(|file| file.path.clone()).collect(), keys, rules, defaults })
}

/// The keys of a profile in the order in which they are shown, and what holds without them. `extends` is not among them:
/// it is what an effective profile no longer has.
pub fn defaults() -> impl Iterator<Item = (&'static str, Default)> {
    KEYS.iter().map(|(key, default)| (key.name, *default)).filter(|(key, _)| *key != "extends")
}

/// The file in which that place is.
fn layer<'l>(layers: &[(&'l Text, &'l Node)], at: Place) -> Option<(&'l Text, &'l Node)> {
    layers.get(usize::from(at.file)).copied()
}

/// The rule that stands there, as it was written.
fn rule_text(text: &str, document: &Node, at: Place) -> String {
    let Some(list) = document.get("rules") else { return String::new() };
    let number = list.list().unwrap_or_default().iter().position(|rule| rule.at == at);
    number.map(|number| slice::item(text, list, number)).unwrap_or_default()
}

/// That, a key on each line, behind the files that say it.
fn allow_text(whole: &Node, layers: &[(&Text, &Node)]) -> String {
    let mut text = "allow:\n".to_owned();
    for (key, value) in whole.mapping().unwrap_or_default() {
        let mut places = vec![key.at];
        places.extend(value.entries_at());
        let mut files: Vec<&str> =
            places.iter().filter_map(|at| layer(layers, *at)).map(|(file, _)| file.path.as_str()).collect();
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
        let defaults = self.defaults.iter().map(|(key, default)| ((*key).to_owned(), default_json(*default)));
        json!({
            "schema": 1,
            "files": self.files,
            "keys": keys.collect::<serde_json::Map<_, _>>(),
            "rules": rules,
            "defaults": defaults.collect::<serde_json::Map<_, _>>(),
        })
    }
}

/// A default as a value.
fn default_json(default: Default) -> Json {
    match default {
        Default::Nothing(_) => Json::Null,
        Default::Value(text) | Default::Policy(text) => parse(text, 0).map_or(json!(text), |node| node.to_json()),
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
