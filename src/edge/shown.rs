//! Programs that longshore waits for while the user sees what they print.
//!
//! A step `/usr/bin/docker build .` -> its output on the job's own streams, its exit code; SIGTERM to longshore goes on to it.

use std::io::Read as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::plan::Step;

use super::process::{ExecError, prepared};
use super::signals::{Signals, ends};

/// How long until a child is looked at again that nothing announced.
const SOON: Duration = Duration::from_millis(200);

/// What became of a program that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its exit code; 128 and the signal's number when one ended it.
    pub code: u8,
    /// A signal to longshore that ends what it does.
    pub signal: Option<i32>,
    /// What it printed on standard error, where that was kept.
    pub stderr: Vec<u8>,
}

/// Runs the program of a step to its end on longshore's own streams; its standard error is kept where that is asked for.
///
/// # Errors
/// When it cannot be started.
pub fn show(step: &Step, signals: &Signals, keeps_stderr: bool) -> Result<Shown, ExecError> {
    let failed = |error| ExecError::Start { program: PathBuf::from(step.program()), error };
    let mut command = prepared(step)?;
    if keeps_stderr {
        command.stdin(Stdio::null()).stderr(Stdio::piped());
    }
    let mut child = command.spawn().map_err(failed)?;
    let kept = child.stderr.take().map(|mut end| {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = end.read_to_end(&mut bytes);
            bytes
        })
    });
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let mut ending = None;
    let status = loop {
        for signal in signals.take() {
            ending = Some(signal).filter(|&signal| ends(signal)).or(ending);
            if let (Some(pid), Some(signal)) = (pid, Signal::from_named_raw(signal)) {
                // Only fails for a child that has ended.
                let _ = kill_process(pid, signal);
            }
        }
        if let Some(status) = child.try_wait().map_err(failed)? {
            break status;
        }
        signals.wait(SOON);
    };
    let stderr = kept.and_then(|kept| kept.join().ok()).unwrap_or_default();
    Ok(Shown { code: code(status), signal: ending, stderr })
}

/// The exit code as a shell gives it.
fn code(status: ExitStatus) -> u8 {
    let signal = || status.signal().map_or(1, |signal| 128 + signal);
    u8::try_from(status.code().unwrap_or_else(signal)).unwrap_or(u8::MAX)
}

impl Shown {
    /// The last line on its standard error that says something.
    #[must_use]
    pub fn last_words(&self) -> Option<String> {
        let text = String::from_utf8_lossy(&self.stderr);
        text.lines().map(str::trim).rfind(|line| !line.is_empty()).map(str::to_owned)
    }
}
