//! A second process for the same command, which goes on when its caller leaves or is killed.
//!
//! `longshore job submit t.json` -> `longshore job submit --detached t.json` in a session of its own: what it tells on its
//! standard output, its exit code before it, is the first one's.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::os::fd::AsFd as _;
use std::path::Path;
use std::process::Stdio;

use crate::edge::child::Call;
use crate::edge::process::io_text;

/// What the process in the session tells its caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The exit code of the command.
    pub code: u8,
    /// What it prints.
    pub text: String,
}

/// Runs longshore with these words, its own name left out, in a process that starts a session of its own; comes back with
/// what that tells, and does not wait for its end. Standard input and error are handed on.
///
/// # Errors
/// When it cannot be started, or ends without a word.
pub fn in_a_session_of_its_own(words: &[OsString]) -> Result<Said, String> {
    // Whoever holds a lock by an open file expects it to be free when this command has ended.
    close_fds::set_fds_cloexec(3, &[]);
    let call = Call::program(Path::new("/proc/self/exe"), words).called("longshore").stdout(Stdio::piped());
    let fault = |why: &str| format!("the job's own process cannot be started: {why}");
    let mut child = call.start().map_err(|error| fault(&error.why()))?;
    let mut told = String::new();
    if let Some(mut pipe) = child.stdout.take() {
        pipe.read_to_string(&mut told).map_err(|error| fault(&io_text(&error)))?;
    }
    if let Some((code, text)) = told.split_once('\n')
        && let Ok(code) = code.parse()
    {
        return Ok(Said { code, text: text.to_owned() });
    }
    // It said on standard error why there is nothing to tell.
    match child.wait().map_err(|error| fault(&io_text(&error)))?.code() {
        Some(code) if code != 0 => Ok(Said { code: u8::try_from(code).unwrap_or(1), text: String::new() }),
        _ => Err("the job's own process ended without a word; look with `longshore job list`".to_owned()),
    }
}

/// The process in the session.
#[derive(Debug)]
pub struct Session {
    nothing: File,
}

impl Session {
    /// From here on no terminal and no group of processes reaches this one.
    ///
    /// # Errors
    /// When this machine has no `/dev/null`.
    #[expect(clippy::disallowed_methods, reason = "the edge opens the file of nothing")]
    pub fn begin() -> Result<Session, String> {
        // It leads a group already where a shell gave it one; then it stays as it is.
        let _ = rustix::process::setsid();
        let nothing = OpenOptions::new().read(true).write(true).open("/dev/null");
        Ok(Session { nothing: nothing.map_err(|error| format!("/dev/null: {}", io_text(&error)))? })
    }

    /// Tells the caller what there is to tell, and leaves him: the standard streams lead nowhere, and the working directory is
    /// nobody's.
    pub fn tell(self, said: &Said) {
        let told = format!("{}\n{}", said.code, said.text);
        let mut rest = told.as_bytes();
        // Without standard output nobody hears.
        while let Ok(count @ 1..) = rustix::io::write(rustix::stdio::stdout(), rest) {
            rest = rest.get(count..).unwrap_or_default();
        }
        let nothing = self.nothing.as_fd();
        let _ = rustix::stdio::dup2_stdin(nothing);
        let _ = rustix::stdio::dup2_stdout(nothing);
        let _ = rustix::stdio::dup2_stderr(nothing);
        let _ = rustix::process::chdir("/");
    }
}
