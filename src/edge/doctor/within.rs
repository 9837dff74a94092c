//! Programs that may not answer.
//!
//! `docker version` in front of a daemon that hangs -> no answer after ten seconds, and the program is ended.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use crate::edge::process::io_text;

/// How long a program may take.
const LIMIT: Duration = Duration::from_secs(10);

/// What `program` prints on standard output when it ends with 0; why it does not.
#[expect(clippy::disallowed_methods, reason = "the edge asks programs")]
pub(super) fn answer(program: &Path, args: &[&str], env: &[(OsString, OsString)]) -> Result<String, String> {
    let mut command = Command::new(program);
    command.args(args).env_clear().envs(env.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| io_text(&error))?;
    let (done, waited) = channel();
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    thread::spawn(move || {
        let mut texts = (Vec::new(), Vec::new());
        // What it says is short; whoever says more is not what was asked.
        let _ = stdout.map(|stdout| stdout.take(1 << 16).read_to_end(&mut texts.0));
        let _ = stderr.map(|stderr| stderr.take(1 << 16).read_to_end(&mut texts.1));
        let _ = done.send(texts);
    });
    let Ok((out, error)) = waited.recv_timeout(LIMIT) else {
        let _ = child.kill();
        // One that cannot be ended is left behind.
        let _ = child.try_wait();
        return Err(format!("no answer in {} s", LIMIT.as_secs()));
    };
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).trim().to_owned();
    match child.wait() {
        Ok(status) if status.success() => Ok(text(out)),
        Ok(_) => {
            let error = text(error);
            let line = error.lines().last().unwrap_or("it fails and says nothing").to_owned();
            Err(crate::argv::quote::shorten(&line, 200).into_owned())
        }
        Err(error) => Err(io_text(&error)),
    }
}
