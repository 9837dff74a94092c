//! Lists of what a policy allows: patterns, which may name the submitter.
//!
//! `client_files: ["${home}/**"]` for alice -> `/home/alice/env` is listed, `/etc/passwd` is not.

use crate::argv::Place;

use super::super::pattern::{Pattern, Subject};
use super::super::template::Template;

/// One entry of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Where it stands.
    pub at: Place,
    /// As it was written.
    pub text: String,
    pub(crate) matcher: Matcher,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Matcher {
    Fixed(Pattern),
    /// With facts in it, such as `${home}`, which are matched as they are.
    Made(Template, Subject),
}

impl Listed {
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
    /// Whether `value` is listed in so many letters, without a pattern.
    #[must_use]
    pub fn has(&self, value: &str) -> bool {
        self.entries.iter().any(|entry| entry.text == value)
    }
}
