//! A client whose answer its caller gets in another form: it is heard to its end, and longshore stays.
//!
//! `podman --version` for a caller of `docker -v` -> `Docker version 28.5.2, build podman-4.3.1`.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::time::Duration;

use crate::plan::Step;
use crate::runtimes::podman::answers::{START_NOTE, Said, Start, StartFiles};

use super::child::{Attention, Call, Ran, capture};
use super::files::read_document;
use super::process::{ExecError, open_streams};
use super::signals::Signals;
use super::started::{is_noted_process_gone, note_process};

/// How long podman may take to say where a container's folder is.
const ANSWER: Duration = Duration::from_mins(1);

/// What came of a client that was heard to its end.
#[derive(Debug)]
pub enum Answered {
    /// What its caller gets.
    Said(Said),
    /// The signal that ended it, or that longshore got.
    Signal(i32),
}

/// Starts the client of a step, hears it to its end and puts what it says into the step's form.
///
/// # Errors
/// When it cannot be started.
pub fn answered(step: &Step) -> Result<Answered, ExecError> {
    let start = |error| ExecError::Start { program: PathBuf::from(step.program()), error };
    open_streams(&step.streams)?;
    let signals = Signals::keep().map_err(start)?;
    let ran = Call::step(step)?.capture_beside(Attention::Kept(&signals, Some(Duration::ZERO)))?;
    if let Some(signal) = signals.end() {
        return Ok(Answered::Signal(signal));
    }
    let Ran { status, stdout, stderr, .. } = ran;
    let status = status.unwrap_or_default();
    match (status.code(), status.signal()) {
        (None, Some(signal)) => Ok(Answered::Signal(signal)),
        (code, _) => {
            let said = Said { code: code.unwrap_or_default(), stdout, stderr };
            Ok(Answered::Said(step.answer.told(said, &start_of)))
        }
    }
}

/// What a container's folders say about a start that failed.
pub(super) fn start_of(files: &StartFiles) -> Start {
    Start { log: read_document(&files.log).ok().map(String::into_bytes), was_tried: is_noted_process_gone(&files.note) }
}

/// The folder in which a container has to be started, with a note of this process; `None` where it cannot be had.
pub(super) fn folder(question: &Step) -> Option<PathBuf> {
    let ran = capture(question, Some(ANSWER)).ok().filter(Ran::is_good)?;
    let path = PathBuf::from(OsString::from_vec(ran.stdout.trim_ascii().to_owned()));
    let is_there = path.is_absolute() && rustix::fs::access(&path, rustix::fs::Access::EXEC_OK).is_ok();
    is_there.then(|| {
        // In a folder of somebody else's nothing is written.
        if rustix::fs::stat(&path).is_ok_and(|stat| stat.st_uid == rustix::process::geteuid().as_raw()) {
            note_process(&path.join(START_NOTE));
        }
        path
    })
}
