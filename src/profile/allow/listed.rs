//! Lists of what a policy allows: patterns, which may name the submitter.
//!
//! `client_files: ["${home}/**"]` for alice -> `/home/alice/env` is listed, `/etc/passwd` is not.

use super::super::surroundings::Surroundings;
use crate::argv::Place;
use crate::yaml::{Fault, Node};

use super::super::pattern::{Pattern, Subject};
use super::super::template::{Scope, Template, Undefined};

/// One entry of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Where it stands.
    pub at: Place,
    /// As it was written.
    pub text: String,
    matcher: Matcher,
}

#[derive(Clone, Debug, PartialEq)]
enum Matcher {
    Fixed(Pattern),
    /// With facts in it, such as `${home}`, which are matched as they are.
    Made(Template, Subject),
}

impl Listed {
    /// Reads an entry.
    ///
    /// # Errors
    /// A broken pattern, or a variable that the caller can set.
    pub fn read(node: &Node, subject: Subject) -> Result<Listed, Fault> {
        let text = node.text()?;
        let bad = |why: String| Fault::meaning(node.at, format!("pattern `{text}`: {why}"), "fix the pattern");
        let matcher = if text.contains("${") {
            let template = Template::new(text, node.at, &Scope::default())?;
            if !template.is_sites() {
                let what = format!("`{text}` names what the caller can set");
                return Err(Fault::meaning(node.at, what, "use uid, gid, user, home, hostname, fqdn or fact.KEY"));
            }
            if text.starts_with("re:") {
                let what = format!("`{text}`: a regular expression cannot have variables here");
                return Err(Fault::meaning(node.at, what, "write a glob"));
            }
            Matcher::Made(template, subject)
        } else {
            Matcher::Fixed(Pattern::new(text, subject).map_err(bad)?)
        };
        Ok(Listed { at: node.at, text: text.to_owned(), matcher })
    }

    /// Whether the whole `value` is meant.
    ///
    /// # Errors
    /// When a fact that it names is not known.
    pub fn matches(&self, value: &[u8], around: &Surroundings<'_>) -> Result<bool, Undefined> {
        match &self.matcher {
            Matcher::Fixed(pattern) => Ok(pattern.matches(value)),
            Matcher::Made(template, subject) => {
                let text = template.expand_facts(around, &escaped)?;
                let why = |why| Undefined { at: self.at, why, remedy: "write the entry without that fact" };
                let text = String::from_utf8(text).map_err(|_| why(format!("`{}` is not text here", self.text)))?;
                Ok(Pattern::new(&text, *subject).map_err(why)?.matches(value))
            }
        }
    }

    /// The pattern with the facts that it names; `None` when one is not known, or is no text.
    #[must_use]
    pub fn here(&self, around: &Surroundings<'_>) -> Option<String> {
        match &self.matcher {
            Matcher::Fixed(pattern) => Some(pattern.text().to_owned()),
            Matcher::Made(template, _) => String::from_utf8(template.expand_facts(around, &escaped).ok()?).ok(),
        }
    }

    /// The pattern, when it names no facts.
    #[must_use]
    pub fn pattern(&self) -> Option<&Pattern> {
        match &self.matcher {
            Matcher::Fixed(pattern) => Some(pattern),
            Matcher::Made(..) => None,
        }
    }

    /// Whether it is written without anything special: it means one value.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        !self.text.starts_with("re:") && !self.text.bytes().any(|byte| b"*?[\\$".contains(&byte))
    }

    /// The directory above which nothing of it varies, for a pattern of paths: `/cvmfs` of `/cvmfs/**`.
    ///
    /// # Errors
    /// When a fact that it names is not known.
    pub fn root(&self, around: &Surroundings<'_>) -> Result<Vec<u8>, Undefined> {
        let text = match &self.matcher {
            Matcher::Fixed(pattern) => pattern.text().as_bytes().to_vec(),
            Matcher::Made(template, _) => template.expand_facts(around, &escaped)?,
        };
        let mut root = Vec::new();
        for component in text.split(|&byte| byte == b'/').skip(1) {
            if component.iter().any(|byte| b"*?[".contains(byte)) {
                break;
            }
            root.push(b'/');
            root.extend(component.iter().filter(|&&byte| byte != b'\\'));
        }
        Ok(if root.is_empty() { b"/".to_vec() } else { root })
    }
}

/// A fact's value for use in a pattern: nothing in it is special.
fn escaped(value: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(value.len());
    for &byte in value {
        if b"*?[]\\".contains(&byte) {
            text.push(b'\\');
        }
        text.push(byte);
    }
    text
}

/// A list under one key of `allow`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    /// Where the key stands; `None` when it is not there, which lists nothing.
    pub at: Option<Place>,
    /// What is listed.
    pub entries: Vec<Listed>,
}

impl List {
    /// Reads a list of patterns.
    ///
    /// # Errors
    /// A broken pattern.
    pub fn read(node: Option<&Node>, subject: Subject) -> Result<List, Fault> {
        let Some(node) = node else { return Ok(List::default()) };
        let entries = node.list()?.iter().map(|node| Listed::read(node, subject)).collect::<Result<_, _>>()?;
        Ok(List { at: Some(node.at), entries })
    }

    /// The entry that means `value`.
    ///
    /// # Errors
    /// When a fact that an entry names is not known.
    pub fn find(&self, value: &[u8], around: &Surroundings<'_>) -> Result<Option<&Listed>, Undefined> {
        for entry in &self.entries {
            if entry.matches(value, around)? {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// Whether `value` is listed in so many letters, without a pattern.
    #[must_use]
    pub fn has(&self, value: &str) -> bool {
        self.entries.iter().any(|entry| entry.text == value)
    }
}
