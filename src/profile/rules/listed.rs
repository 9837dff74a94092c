//! Whether a value is listed, on this machine and for this user.
//!
//! `client_files: ["${home}/**"]` for alice -> `/home/alice/env` is listed, `/etc/passwd` is not.

use crate::profile::model::allow::{List, Listed, Matcher};
use crate::profile::model::pattern::Pattern;

use super::expand::Undefined;
use super::surroundings::Surroundings;

impl Listed {
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

impl List {
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
