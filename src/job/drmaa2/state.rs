//! A container's state as that of a job.
//!
//! `exited` with code 0 -> `Done`; with `OOMKilled` -> `Failed`, `oom`; `paused` -> `Suspended`.

use std::fmt;

use crate::job::signal_of;
use crate::runtimes::docker::answers::{Inspected, Status};

/// The states of DRMAA2, with the numbers that the Go interface gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Nobody knows.
    Undetermined = 1,
    /// It waits to be started.
    Queued = 2,
    /// It waits, and is held. No engine does that.
    QueuedHeld = 3,
    /// It runs.
    Running = 4,
    /// It is frozen.
    Suspended = 5,
    /// It ran, and waits to be started again. No engine says so: see `Queued`.
    Requeued = 6,
    /// It ran, waits, and is held. No engine does that.
    RequeuedHeld = 7,
    /// It ended well.
    Done = 8,
    /// It ended badly, or never began.
    Failed = 9,
}

impl State {
    /// All states.
    pub const ALL: [State; 9] = [
        State::Undetermined,
        State::Queued,
        State::QueuedHeld,
        State::Running,
        State::Suspended,
        State::Requeued,
        State::RequeuedHeld,
        State::Done,
        State::Failed,
    ];

    /// Its name in DRMAA2.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            State::Undetermined => "Undetermined",
            State::Queued => "Queued",
            State::QueuedHeld => "QueuedHeld",
            State::Running => "Running",
            State::Suspended => "Suspended",
            State::Requeued => "Requeued",
            State::RequeuedHeld => "RequeuedHeld",
            State::Done => "Done",
            State::Failed => "Failed",
        }
    }

    /// The state of that name, in any case.
    #[must_use]
    pub fn of_name(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name().eq_ignore_ascii_case(name))
    }

    /// The Go interface's number for it.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }

    /// Whether a job leaves it no more.
    #[must_use]
    pub fn is_end(self) -> bool {
        matches!(self, State::Done | State::Failed)
    }

    /// Whether the job was started: it runs, is frozen, or has ended.
    #[must_use]
    pub fn has_started(self) -> bool {
        matches!(self, State::Running | State::Suspended) || self.is_end()
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A state, and what the engine knows beyond it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    pub state: State,
    /// One word more; `None` where there is nothing to add.
    pub sub_state: Option<&'static str>,
}

/// The state of a job whose container `inspect` describes.
#[must_use]
pub fn state_of(found: &Inspected) -> Condition {
    let is = |state, sub_state| Condition { state, sub_state: Some(sub_state) };
    match found.status {
        Status::Exited => ended(found, "exited"),
        Status::Dead => ended(found, "dead"),
        Status::Paused => is(State::Suspended, "paused"),
        Status::Restarting => is(State::Queued, "restarting"),
        // One process of several: the job goes on.
        Status::Running if found.is_oom => is(State::Running, "oom"),
        Status::Running => Condition { state: State::Running, sub_state: None },
        Status::Stopping => is(State::Running, "stopping"),
        // It could not be started, and nobody will try again.
        Status::Created if !found.error.is_empty() || found.exit_code != 0 => is(State::Failed, "not_started"),
        Status::Created => is(State::Undetermined, "created"),
        Status::Removing => is(State::Undetermined, "removing"),
        Status::Unknown => is(State::Undetermined, "unknown"),
    }
}

/// `well` is the word for one that ended with 0.
fn ended(found: &Inspected, well: &'static str) -> Condition {
    let (state, word) = match found.exit_code {
        _ if found.is_oom => (State::Failed, "oom"),
        0 => (State::Done, well),
        code if signal_of(code).is_some() && found.started.is_some() => (State::Failed, "signal"),
        _ => (State::Failed, "exit_code"),
    };
    Condition { state, sub_state: Some(word) }
}
