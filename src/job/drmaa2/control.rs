//! Job controls as commands of the engine.
//!
//! `Control::Suspend` -> `pause ID`; `Control::Hold` -> refused: no engine holds a container back.
//!
//! The Go tracker suspends with `SIGSTOP`, which reaches the first process only, and leaves the state `Running`. `pause` freezes
//! all processes, and the state says so.

use std::fmt;

/// What can be asked of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Freeze it.
    Suspend,
    /// Let it go on.
    Resume,
    /// End it at once.
    Terminate,
    /// Keep it from being started.
    Hold,
    /// Let it be started.
    Release,
}

/// A control that no engine has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSupported {
    pub control: Control,
}

impl fmt::Display for NotSupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.control == Control::Hold { "hold" } else { "release" };
        write!(
            f,
            "no engine can {name} a job: a container runs as soon as it is started; submit the job when it may run"
        )
    }
}

impl std::error::Error for NotSupported {}

impl Control {
    /// The words of the engine's command, to be followed by containers.
    ///
    /// # Errors
    /// [`NotSupported`] for `Hold` and `Release`.
    pub fn words(self) -> Result<&'static [&'static str], NotSupported> {
        match self {
            Control::Suspend => Ok(&["pause"]),
            Control::Resume => Ok(&["unpause"]),
            Control::Terminate => Ok(&["kill", "--signal=KILL"]),
            Control::Hold | Control::Release => Err(NotSupported { control: self }),
        }
    }
}
