//! A question to the engine: a client that is started, heard to its end, and not waited for for ever.
//!
//! `docker inspect X` -> its exit status and what it printed; a client that hangs is ended.

use std::ffi::OsString;
use std::io::Read;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::plan::Step;

use super::process::{ExecError, command};
use super::signals::Signals;
use super::supervise::now;

/// How long a client may take to end when it is told to.
const LAST: Duration = Duration::from_secs(10);
/// The most that is kept of what a client prints, in bytes.
const MOST: u64 = 64 << 20;

/// What a client did.
#[derive(Debug, Default)]
pub(super) struct Called {
    pub(super) started: bool,
    /// `None` when it had to be ended.
    pub(super) status: Option<ExitStatus>,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

impl Called {
    pub(super) fn is_good(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }

    /// Whether it ended by itself and said no.
    pub(super) fn is_refusal(&self) -> bool {
        self.status.is_some_and(|status| status.code().is_some_and(|code| code != 0))
    }

    /// The id that `create` prints, on its last line: before it may stand notices.
    pub(super) fn id(&self) -> Option<OsString> {
        let text = str::from_utf8(&self.stdout).ok().filter(|_| self.is_good())?;
        let id = text.lines().next_back()?.trim();
        (!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| id.into())
    }
}

/// Starts the client and hears it to its end. It is ended when its time is over, or `is_over` says so.
pub(super) fn call(
    step: &Step,
    limit: Option<Duration>,
    signals: &Signals,
    is_over: &dyn Fn() -> bool,
) -> Result<Called, ExecError> {
    let mut command = command(step)?;
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let mut child = command.spawn().map_err(|error| ExecError::Start { program: step.program().into(), error })?;
    let readers = [hear(child.stdout.take()), hear(child.stderr.take())];
    let end = limit.and_then(|limit| now().checked_add(limit));
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) => {}
            Err(_) => break None,
        }
        let left = end.map_or(LAST, |end| end.saturating_duration_since(now()));
        if left.is_zero() || is_over() {
            stop(&mut child, signals);
            break None;
        }
        signals.wait(left);
    };
    let [stdout, stderr] = readers.map(|reader| reader.and_then(|reader| reader.join().ok()).unwrap_or_default());
    Ok(Called { started: true, status, stdout, stderr })
}

fn hear(pipe: Option<impl Read + Send + 'static>) -> Option<thread::JoinHandle<Vec<u8>>> {
    let pipe = pipe?;
    let read = move || {
        let mut pipe = pipe;
        let mut bytes = Vec::new();
        let _ = pipe.by_ref().take(MOST).read_to_end(&mut bytes);
        // The client must not stop at a full pipe.
        let _ = std::io::copy(&mut pipe, &mut std::io::sink());
        bytes
    };
    thread::Builder::new().spawn(read).ok()
}

/// Tells the client to end, then ends it.
fn stop(child: &mut Child, signals: &Signals) {
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, Signal::TERM);
    }
    let end = now() + LAST;
    while now() < end {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        signals.wait(end.saturating_duration_since(now()));
    }
    let _ = child.kill();
    let _ = child.wait();
}
