//! A program that a test has started and not yet judged.
//!
//! Most tests never meet it: `Test::run` starts and finishes. Tests of signals look at it in between.

use std::io::{ErrorKind, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::outcome::Outcome;

/// A started program.
#[derive(Debug)]
#[must_use = "a program that nobody waits for is not tested"]
pub struct Running {
    child: Child,
    stdout: Receiver<Vec<u8>>,
    stderr: Receiver<Vec<u8>>,
    expected: Outcome,
    title: String,
    until: Instant,
    dir: TempDir,
}

impl Running {
    pub(crate) fn start(
        mut command: Command,
        stdin: Vec<u8>,
        expected: Outcome,
        title: String,
        limit: Duration,
        dir: TempDir,
    ) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{title} cannot be started: {error}"));
        let mut pipe = child.stdin.take().expect("standard input is a pipe");
        thread::spawn(move || match pipe.write_all(&stdin) {
            // A program need not read what it is given.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => panic!("standard input: {error}"),
            _ => {}
        });
        let stdout = collect(child.stdout.take().expect("standard output is a pipe"));
        let stderr = collect(child.stderr.take().expect("standard error is a pipe"));
        Running { child, stdout, stderr, expected, title, until: Instant::now() + limit, dir }
    }

    /// The process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The test's folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Sends signal `number` to the process.
    pub fn signal(&self, number: i32) {
        send_signal(self.child.id(), number);
    }

    /// Waits for the end and compares exit status, standard output and standard error with what was expected. Returns
    /// the test's folder, for a look at files; it vanishes when dropped.
    #[expect(clippy::must_use_candidate, reason = "most tests look at no file")]
    pub fn finish(mut self) -> TempDir {
        let (expected, title) = (self.expected.clone(), self.title.clone());
        let got = self.outcome();
        if let Some(difference) = expected.difference(&got) {
            panic!("\n{title} in {}\n{difference}", self.dir.path().display());
        }
        self.dir
    }

    /// Waits for the end and gives what the program did, unjudged, with the test's folder.
    #[must_use]
    pub fn finish_unjudged(mut self) -> (Outcome, TempDir) {
        (self.outcome(), self.dir)
    }

    fn outcome(&mut self) -> Outcome {
        let stdout = self.collected(&self.stdout);
        let stderr = self.collected(&self.stderr);
        let (Some(stdout), Some(stderr)) = (stdout, stderr) else { self.too_slow("did not close its output") };
        // The streams end with the process, or a moment before.
        let status = loop {
            match self.child.try_wait().expect("the child can be waited for") {
                Some(status) => break status.into(),
                None if self.until <= Instant::now() => self.too_slow("did not end"),
                None => thread::sleep(Duration::from_micros(200)),
            }
        };
        Outcome { status, stdout, stderr }
    }

    fn collected(&self, stream: &Receiver<Vec<u8>>) -> Option<Vec<u8>> {
        match stream.recv_timeout(self.until.saturating_duration_since(Instant::now())) {
            Ok(bytes) => Some(bytes),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => panic!("an output of {} could not be read", self.title),
        }
    }

    fn too_slow(&mut self, what: &str) -> ! {
        // Both fail only if it ended in this very moment.
        let _ = self.child.kill();
        let _ = self.child.wait();
        panic!("{} {what} in time", self.title);
    }
}

fn collect(mut stream: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("a pipe can be read");
        // Nobody listens any more after a timeout.
        let _ = sender.send(bytes);
    });
    receiver
}

/// The folder's path as programs in it see it: without symbolic links.
pub(crate) fn real_path(dir: &TempDir) -> PathBuf {
    dir.path().canonicalize().expect("the test's folder exists")
}

/// Sends signal `number` to a process, unless it has ended. A bare machine has no program `kill`.
pub fn send_signal(process: u32, number: i32) {
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw).expect("a process id");
    let signal = Signal::from_named_raw(number).unwrap_or_else(|| panic!("there is no signal {number}"));
    match kill_process(pid, signal) {
        Ok(()) | Err(Errno::SRCH) => {}
        Err(error) => panic!("process {process} cannot be signalled: {error}"),
    }
}
