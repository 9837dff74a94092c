//! Programs that longshore waits for, and whose output it reads.
//!
//! A step `/usr/bin/docker create img` -> exit code 0 and the id of the container. Their standard input is empty: a job's own
//! is for the job.

use std::io::{self, IsTerminal as _, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::plan::Step;

use super::process::{ExecError, io_text, prepared};

/// Whether somebody sits at a terminal: standard input and output are one.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the edge looks at the standard streams")]
pub fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// What became of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: Vec<u8>,
    /// What it printed on standard error.
    pub stderr: Vec<u8>,
}

impl Ran {
    /// Whether it ended with 0.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.code == Some(0)
    }

    /// The last line on standard error that says something.
    #[must_use]
    pub fn last_words(&self) -> String {
        let text = String::from_utf8_lossy(&self.stderr);
        let last = text.lines().map(str::trim).rfind(|line| !line.is_empty());
        last.map_or_else(|| "it said nothing".to_owned(), str::to_owned)
    }
}

/// Runs the program of a step to its end; with a limit it is killed then.
///
/// # Errors
/// When it cannot be started, or not in time.
pub fn run(step: &Step, limit: Option<Duration>) -> Result<Ran, ExecError> {
    let start = |error| ExecError::Start { program: PathBuf::from(step.program()), error };
    finish(&mut prepared(step)?, limit).map_err(start)
}

/// Asks a program that is no engine.
///
/// # Errors
/// When it cannot be started, or does not answer in time.
#[expect(clippy::disallowed_methods, reason = "the edge starts programs")]
pub fn ask(program: &Path, args: &[String], limit: Duration) -> Result<Ran, String> {
    let asked = finish(Command::new(program).args(args), Some(limit));
    asked.map_err(|error| format!("{}: {}", program.display(), io_text(&error)))
}

fn finish(command: &mut Command, limit: Option<Duration>) -> io::Result<Ran> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let stdout = child.stdout.take().map(read);
    let stderr = child.stderr.take().map(read);
    let code = wait(&mut child, limit)?;
    // A grandchild that keeps the pipe open is not waited for.
    let text = |end: Option<mpsc::Receiver<Vec<u8>>>| {
        end.and_then(|end| end.recv_timeout(Duration::from_secs(5)).ok()).unwrap_or_default()
    };
    Ok(Ran { code, stdout: text(stdout), stderr: text(stderr) })
}

#[expect(clippy::disallowed_methods, reason = "the edge keeps the limit")]
fn wait(child: &mut Child, limit: Option<Duration>) -> io::Result<Option<i32>> {
    let Some(limit) = limit else { return Ok(child.wait()?.code()) };
    let begin = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.code());
        }
        if begin.elapsed() >= limit {
            let _ = child.kill();
            let _ = child.wait();
            return Err(io::Error::new(io::ErrorKind::TimedOut, format!("no answer within {} s", limit.as_secs())));
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn read(mut from: impl Read + Send + 'static) -> mpsc::Receiver<Vec<u8>> {
    let (send, end) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        let _ = send.send(bytes);
    });
    end
}
