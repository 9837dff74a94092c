//! Why a docker line cannot be said to podman.
//!
//! `docker run --link db img` -> `word 2: --link: podman has no links between containers; put both into one network`.

use std::fmt;

use crate::facts::Missing;
use crate::statement::Statement;

/// A part of a docker line that podman would read otherwise, or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Untranslatable {
    Command {
        /// Its words.
        command: String,
        why: &'static str,
        remedy: &'static str,
    },
    /// A fact that the translation needs is not known.
    Fact {
        /// Which, and why.
        missing: Missing,
    },
    /// A word that is no option's.
    Operand {
        /// The word's index on the given line.
        index: Option<usize>,
        text: String,
        why: &'static str,
        remedy: &'static str,
    },
    /// An option that podman lacks.
    Option {
        /// Its name.
        option: String,
        /// The index of its word, when it was given.
        index: Option<usize>,
        why: &'static str,
        remedy: &'static str,
    },
    /// A value that podman cannot be given, or would read as something else.
    Value {
        /// The option's name.
        option: String,
        /// The index of its word, when it was given.
        index: Option<usize>,
        why: String,
        remedy: String,
    },
}

impl Untranslatable {
    /// The index of the word that it is about, on the given line.
    #[must_use]
    pub fn index(&self) -> Option<usize> {
        match self {
            Untranslatable::Operand { index, .. }
            | Untranslatable::Option { index, .. }
            | Untranslatable::Value { index, .. } => *index,
            Untranslatable::Command { .. } | Untranslatable::Fact { .. } => None,
        }
    }
}

impl Untranslatable {
    /// What podman cannot be told and why, and what to do.
    #[must_use]
    pub fn statement(&self) -> Statement {
        match self {
            Untranslatable::Command { command, why, remedy } => {
                Statement::new(format!("docker {command} on podman: {why}"), *remedy)
            }
            Untranslatable::Fact { missing } => Statement::new(missing.to_string(), "give the fact"),
            Untranslatable::Operand { text, why, remedy, .. } => {
                Statement::new(format!("`{text}` on podman: {why}"), *remedy)
            }
            Untranslatable::Option { option, why, remedy, .. } => Statement::new(
                format!("--{option} on podman: {why}"),
                format!("{remedy}, or write `untranslatable: drop` in the profile"),
            ),
            Untranslatable::Value { option, why, remedy, .. } => {
                Statement::new(format!("--{option} on podman: {why}"), remedy.as_str())
            }
        }
    }
}

impl fmt::Display for Untranslatable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(index) = self.index() {
            write!(f, "word {index}: ")?;
        }
        self.statement().fmt(f)
    }
}

impl std::error::Error for Untranslatable {}
