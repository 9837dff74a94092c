//! Whether a batch system still knows a job: the question, and what its answer means.
//!
//! `bjobs 929` that says `Job <929> is not found` -> gone; a line with `RUN` -> it runs; anything else -> not known, and
//! whoever asked leaves the job's container alone.

use std::borrow::Cow;

use super::BatchJob;

/// What became of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It has ended, or the batch system has forgotten it.
    Gone,
    /// It waits, runs or is suspended.
    There,
    /// The answer does not say.
    Unclear,
}

/// How a batch system is asked whether a job lives.
#[derive(Clone, Copy, Debug)]
pub struct Query {
    /// The words after the program's name.
    pub words: fn(&BatchJob) -> Vec<String>,
    /// What the answer means.
    pub fate: fn(&BatchJob, &Reply<'_>) -> Fate,
}

/// What the batch system's program answered.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'r> {
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: &'r [u8],
    /// What it printed on standard error.
    pub stderr: &'r [u8],
}

impl Reply<'_> {
    /// Whether it ended with 0.
    pub(super) fn is_good(&self) -> bool {
        self.code == Some(0)
    }

    /// Whether it ended by itself and said no.
    pub(super) fn is_refusal(&self) -> bool {
        self.code.is_some_and(|code| code != 0)
    }

    /// Standard output and standard error as texts.
    pub(super) fn sides(&self) -> [Cow<'_, str>; 2] {
        [self.stdout, self.stderr].map(String::from_utf8_lossy)
    }

    /// Whether it said no with nothing but this text.
    pub(super) fn refuses_with(&self, text: &str) -> bool {
        self.is_refusal() && self.sides().iter().any(|side| side.trim() == text)
    }
}

/// The states that a batch system names.
pub(super) struct States {
    pub(super) ended: &'static [&'static str],
    pub(super) there: &'static [&'static str],
}

impl States {
    /// What the states of all rows of an answer mean together; one that is not known says nothing about the job.
    pub(super) fn fate(&self, states: &[&str], reply: &Reply<'_>) -> Fate {
        let is_known = |state: &&str| self.ended.contains(state) || self.there.contains(state);
        match states {
            [] => Fate::Unclear,
            states if !reply.is_good() || !states.iter().all(is_known) => Fate::Unclear,
            states if states.iter().all(|state| self.ended.contains(state)) => Fate::Gone,
            _ => Fate::There,
        }
    }
}
