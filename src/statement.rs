//! What is wrong, and what to do: the two halves of every message.
//!
//! `it needs a value`, `add one` -> `it needs a value; add one`.

use std::fmt;

/// What is wrong, and what to do about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// What is wrong, and why.
    pub why: String,
    /// What to do; empty where the first half says it.
    pub remedy: String,
}

impl Statement {
    /// Both halves.
    #[must_use]
    pub fn new(why: impl Into<String>, remedy: impl Into<String>) -> Statement {
        Statement { why: why.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)?;
        if self.remedy.is_empty() { Ok(()) } else { write!(f, "; {}", self.remedy) }
    }
}
