//! The job's environment into the container: `pass_env`.
//!
//! `{names: ["*"], except: [HOSTNAME]}` -> all of the caller's variables but one; see `plan/pass_env.rs`.

use crate::argv::Place;

use super::pattern::Pattern;

/// Which of the caller's variables the container gets, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct PassEnv {
    /// Where the profile says so.
    pub at: Place,
    /// Patterns of names.
    pub names: Vec<Pattern>,
    /// Patterns of names that are left out all the same.
    pub except: Vec<Pattern>,
    /// What is done with a value that holds a line end.
    pub multiline: Multiline,
    /// How they are handed over.
    pub by: By,
}

/// What is done with a value that holds a line end, or that a file cannot say for another reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Multiline {
    /// It is handed over like any other.
    Pass,
    /// The line is refused.
    Refuse,
    /// The variable is left out.
    Skip,
}

/// How variables are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// By name, `--env=NAME`: the client takes the value from its own environment, whatever bytes it has.
    Argv,
    /// In a file, `--env-file`, one line each.
    File,
}

impl PassEnv {
    /// Whether a variable of that name is meant.
    #[must_use]
    pub fn means(&self, name: &[u8]) -> bool {
        let any = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(name));
        any(&self.names) && !any(&self.except)
    }
}
