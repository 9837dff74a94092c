//! A program in a test's folder that stands for an engine and writes down how it was called.
//!
//! `RecordingEngine::install(dir, "docker")` -> an executable `dir/docker`; after a test called it, `calls()` gives argv,
//! environment, working directory, ids, descriptors and signal masks of every call.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::built;
use crate::call::Call;
use crate::status::Status;

/// What a recording engine does after it wrote down the call. The default prints nothing and ends with 0.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Answer {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    status: Status,
    sleep: Duration,
}

impl Default for Answer {
    fn default() -> Self {
        Answer { stdout: Vec::new(), stderr: Vec::new(), status: Status::Code(0), sleep: Duration::ZERO }
    }
}

impl Answer {
    /// Prints nothing, ends with 0.
    pub fn new() -> Self {
        Answer::default()
    }

    /// Prints this on standard output.
    pub fn stdout(mut self, text: impl AsRef<[u8]>) -> Self {
        self.stdout = text.as_ref().to_vec();
        self
    }

    /// Prints this on standard error.
    pub fn stderr(mut self, text: impl AsRef<[u8]>) -> Self {
        self.stderr = text.as_ref().to_vec();
        self
    }

    /// Ends so: a code, or a signal that it sends itself.
    pub fn status(mut self, status: impl Into<Status>) -> Self {
        self.status = status.into();
        self
    }

    /// Waits so long after printing.
    pub fn sleep(mut self, time: Duration) -> Self {
        self.sleep = time;
        self
    }
}

/// An installed recording engine.
#[derive(Debug)]
pub struct RecordingEngine {
    path: PathBuf,
}

impl RecordingEngine {
    /// Puts the program into the folder `dir` under the given name, in place of what stands there.
    #[must_use]
    pub fn install(dir: impl AsRef<Path>, name: &str) -> Self {
        let path = dir.as_ref().join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                panic!("cannot replace {}: {error}", path.display())
            }
            _ => {}
        }
        place(built::recording_engine(), &path);
        RecordingEngine { path }
    }

    /// Its executable.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Sets what every call does that has no answer of its own.
    pub fn answer(&self, answer: &Answer) {
        self.write(answer, "");
    }

    /// Sets what a call does whose first word is `verb`.
    pub fn answer_to(&self, verb: &str, answer: &Answer) {
        self.write(answer, &format!(".{verb}"));
    }

    /// All calls so far, in their order.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        let record = match fs::read(self.beside("record")) {
            Ok(record) => record,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
            Err(error) => panic!("the record cannot be read: {error}"),
        };
        let complete = record.split_inclusive(|&byte| byte == b'\n').filter(|line| line.ends_with(b"\n"));
        complete.map(|line| Call::from_json(&serde_json::from_slice(line).expect("a line of JSON"))).collect()
    }

    /// The only call.
    #[must_use]
    pub fn call(&self) -> Call {
        let mut calls = self.calls();
        assert!(calls.len() == 1, "{} was called {} times, not once: {calls:#?}", self.path.display(), calls.len());
        calls.remove(0)
    }

    /// Waits until there were `count` calls.
    #[must_use]
    pub fn wait_for_calls(&self, count: usize) -> Vec<Call> {
        let begin = Instant::now();
        loop {
            let calls = self.calls();
            if calls.len() >= count {
                return calls;
            }
            assert!(begin.elapsed() < Duration::from_secs(30), "{count} calls expected within 30 s, got {calls:#?}");
            thread::sleep(Duration::from_millis(2));
        }
    }

    fn write(&self, answer: &Answer, suffix: &str) {
        let end = match answer.status {
            Status::Code(code) => code.to_string(),
            Status::Signal(signal) => format!("signal {signal}"),
        };
        let sleep = answer.sleep.as_millis().to_string();
        let files = [
            ("stdout", &answer.stdout[..]),
            ("stderr", &answer.stderr),
            ("exit", end.as_bytes()),
            ("sleep", sleep.as_bytes()),
        ];
        for (what, contents) in files {
            fs::write(self.beside(&format!("{what}{suffix}")), contents).expect("the test's folder can be written");
        }
    }

    fn beside(&self, what: &str) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push(".");
        path.push(what);
        PathBuf::from(path)
    }
}

/// A hard link, or where that cannot be a copy. Another process copies: were the file open for writing here, a child that
/// another thread starts at that moment would hold it open too, and executing it would fail with "text file busy".
fn place(from: &Path, to: &Path) {
    if fs::hard_link(from, to).is_err() {
        let status = Command::new("cp").arg("--").args([from, to]).status().expect("cp can be started");
        assert!(status.success(), "cannot copy {} to {}", from.display(), to.display());
    }
}
