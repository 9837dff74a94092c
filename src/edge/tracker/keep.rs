//! A job's container, and the files of the job beside it.
//!
//! `docker create img` with the file `out` -> `create`, `start --attach` with `out` for its standard output, and, should that
//! client see no more of it while the container goes on, `logs --follow` from where it stopped.
//!
//! Nobody passes signals on, and nobody ends the container: it belongs to the engine.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use crate::edge::child::{Call, Ran, capture};
use crate::edge::clock::Clock;
use crate::edge::ending::{cause_of_create, ending};
use crate::edge::process::{ExecError, open_streams};
use crate::job::{Cause, Report};
use crate::plan::{Streams, Supervised};
use crate::runtimes::RuntimeName;
use crate::runtimes::containers::could_be_an_id;
use crate::runtimes::docker::answers::{Complaint, Inspected, Status, complaint, message};

/// How long the engine may take to answer a question.
const ANSWER: Duration = Duration::from_mins(1);
/// The time between two looks at a container that is about to start.
const SOON: Duration = Duration::from_millis(30);
/// The time between two looks at one that starts again and again.
const AGAIN: Duration = Duration::from_millis(200);
/// The time between two questions to an engine that does not answer, and how many it gets: ten minutes' worth.
const BETWEEN: Duration = Duration::from_secs(5);
const TRIES: u32 = 120;

/// A container that was not started; none of it is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotStarted {
    /// Why.
    pub cause: Cause,
    /// What the client printed on standard error.
    pub said: Vec<u8>,
}

/// The files of a job's standard streams.
#[derive(Debug)]
pub struct JobStreams {
    /// Input, output, error.
    files: [Option<File>; 3],
    /// Whether error goes to the file of output.
    is_joined: bool,
}

impl JobStreams {
    /// Opens them, as whoever runs longshore.
    ///
    /// # Errors
    /// [`ExecError::Stream`] for the first one that cannot be had.
    pub fn open(streams: &Streams) -> Result<JobStreams, ExecError> {
        let is_joined = streams.stdout.is_some() && streams.stdout == streams.stderr;
        Ok(JobStreams { files: open_streams(streams)?, is_joined })
    }
}

/// A container that was started, and who writes down what it prints.
#[derive(Debug)]
pub struct Keeper {
    job: Supervised,
    id: String,
    /// The client that has the job's files, where there are any.
    attached: Option<Child>,
    /// Standard output and error.
    files: [Option<File>; 2],
    /// Whether both are one file.
    is_joined: bool,
    /// How long the job may run.
    limit: Option<(Clock, Duration)>,
}

impl Keeper {
    /// Makes and starts the container; comes back when its program was started.
    ///
    /// # Errors
    /// When it was not.
    pub fn start(
        job: Supervised,
        runtime: RuntimeName,
        streams: JobStreams,
        limit: Option<Duration>,
    ) -> Result<(Keeper, Vec<u8>), NotStarted> {
        let unreachable =
            |error: &ExecError| NotStarted { cause: Cause::Unreachable { why: error.to_string() }, said: Vec::new() };
        let made = capture(&job.create, None).map_err(|error| unreachable(&error))?;
        let image = || job.image.to_string_lossy().into_owned();
        if !made.is_good() {
            return Err(NotStarted { cause: cause_of_create(&made.stderr, image()), said: made.stderr });
        }
        let text = String::from_utf8_lossy(&made.stdout);
        // Before the id may stand notices.
        let id = text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default().to_owned();
        if id.len() != 64 || !could_be_an_id(&id) {
            let why = format!("it says `{}` for a container's id", id.chars().take(48).collect::<String>());
            return Err(NotStarted { cause: Cause::Engine { why }, said: made.stderr });
        }
        let mut keeper = Keeper { job, id, attached: None, files: [None, None], is_joined: false, limit: None };
        keeper.is_joined = streams.is_joined;
        match keeper.begin(runtime, streams.files) {
            Ok(()) => {
                keeper.limit = limit.map(|limit| (Clock::start(), limit));
                Ok((keeper, made.stderr))
            }
            Err(cause) => {
                keeper.remove();
                Err(NotStarted { cause, said: made.stderr })
            }
        }
    }

    /// The container's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether there is anything left to do while the container runs.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        self.attached.is_some() || self.limit.is_some()
    }

    /// Stays until the container has ended, or is gone.
    pub fn keep(mut self) {
        let seen = self.attached.take().map(|client| self.stay(client));
        let mut misses = 0;
        let mut is_complete = seen.is_none();
        while misses < TRIES {
            let time = match self.inspect() {
                Ok(found) if !found.is_alive => {
                    is_complete |= found.restarts == 0 && seen == Some(Some(found.exit_code));
                    if !is_complete {
                        let _ = self.write_rest(false);
                    }
                    return;
                }
                Ok(found) => {
                    misses = 0;
                    if found.status != Status::Restarting && !is_complete {
                        let _ = self.write_rest(true);
                    }
                    AGAIN
                }
                Err(Complaint::NoContainer) => return,
                Err(_) => {
                    misses += 1;
                    BETWEEN
                }
            };
            self.keep_time();
            thread::sleep(time);
        }
    }

    /// Starts the container; with a client that has its files, where it has any.
    fn begin(&mut self, runtime: RuntimeName, streams: [Option<File>; 3]) -> Result<(), Cause> {
        if streams.iter().all(Option::is_none) {
            let step = self.job.start(&["start".as_ref(), self.id.as_ref()], self.id.as_ref());
            let started =
                capture(&step, Some(ANSWER)).map_err(|error| Cause::Unreachable { why: error.to_string() })?;
            return if started.is_good() { Ok(()) } else { Err(self.why_not(runtime, &started.stderr)) };
        }
        let mut client = self.attach(streams).map_err(|error| Cause::Engine { why: error.to_string() })?;
        loop {
            let ended = client.try_wait().ok().flatten();
            match (self.inspect(), ended) {
                (Ok(found), _) if found.started.is_some() => break,
                // What removes itself may be gone already: its client knows how it ended.
                (Err(Complaint::NoContainer), Some(status)) if !matches!(status.code(), Some(1 | 125..=127)) => break,
                (_, Some(_)) => return Err(self.why_not(runtime, b"")),
                _ => thread::sleep(SOON),
            }
        }
        self.attached = Some(client);
        Ok(())
    }

    /// A client that starts the container and has the job's files; what goes to no file goes nowhere.
    fn attach(&mut self, streams: [Option<File>; 3]) -> Result<Child, ExecError> {
        let [stdin, stdout, stderr] = streams;
        let mut words: Vec<&OsStr> = vec!["start".as_ref(), "--attach".as_ref()];
        if self.job.is_interactive && stdin.is_some() {
            words.push("--interactive".as_ref());
        }
        words.push(self.id.as_ref());
        let step = self.job.start(&words, self.id.as_ref());
        let start = |error| ExecError::Start { program: step.program().into(), error };
        let own = |file: &Option<File>| file.as_ref().map(File::try_clone).transpose().map_err(start);
        self.files = [own(&stdout)?, own(&stderr)?];
        let [stdin, stdout, stderr] = [stdin, stdout, stderr].map(|file| file.map_or_else(Stdio::null, Stdio::from));
        Call::step(&step)?.stdin(stdin).stdout(stdout).stderr(stderr).start()
    }

    /// Why the program was not started.
    fn why_not(&self, runtime: RuntimeName, said: &[u8]) -> Cause {
        let Ok(mut found) = self.inspect() else {
            return cause_of_create(said, self.job.image.to_string_lossy().into_owned());
        };
        if found.error.is_empty() {
            found.error = message(said);
        }
        // podman keeps no reason. It says one when it prepares the container once more, which starts nothing.
        if found.error.is_empty() && runtime == RuntimeName::Podman {
            found.error = self.ask(&["init".as_ref()]).map(|asked| message(&asked.stderr)).unwrap_or_default();
        }
        let mut report = Report::not_started(Cause::Exit { code: 0 });
        ending(&found, None, &mut report);
        report.cause
    }

    /// Waits for the client that is attached; its exit code, `None` when a signal ended it.
    fn stay(&mut self, mut client: Child) -> Option<i64> {
        while self.limit.is_some() {
            match client.try_wait() {
                Ok(Some(status)) => return status.code().map(i64::from),
                Ok(None) => {}
                Err(_) => return None,
            }
            self.keep_time();
            thread::sleep(AGAIN);
        }
        client.wait().ok()?.code().map(i64::from)
    }

    /// Stops the container when its time is over.
    fn keep_time(&mut self) {
        let Some((clock, limit)) = self.limit else { return };
        if clock.elapsed() < limit {
            return;
        }
        self.limit = None;
        let _ = self.ask(&["unpause".as_ref()]);
        let words: [&OsStr; 2] = ["stop".as_ref(), self.id.as_ref()];
        if !capture(&self.job.step(&words), Some(self.job.grace + ANSWER)).is_ok_and(|stopped| stopped.is_good()) {
            let _ = self.ask(&["kill".as_ref(), "--signal=9".as_ref()]);
        }
    }

    /// Writes what the engine has kept of the container's output, from where the job's files end; with `follow` until the
    /// program ends.
    fn write_rest(&self, follow: bool) -> io::Result<()> {
        let mut words: Vec<&OsStr> = vec!["logs".as_ref()];
        if follow {
            words.push("--follow".as_ref());
        }
        words.push(self.id.as_ref());
        let call = Call::step(&self.job.step(&words)).map_err(io::Error::other)?;
        let (out, to_out) = io::pipe()?;
        let (error, to_error) = io::pipe()?;
        let to_error = if self.is_joined { to_out.try_clone()? } else { to_error };
        let call = call.stdin(Stdio::null()).stdout(to_out).stderr(to_error);
        let mut client = call.start().map_err(io::Error::other)?;
        let [stdout, stderr] = &self.files;
        let written = thread::scope(|scope| {
            let other = scope.spawn(|| append(error, stderr.as_ref()));
            let written = append(out, stdout.as_ref());
            written.and(other.join().unwrap_or(Ok(())))
        });
        client.wait()?;
        written
    }

    /// A question about the container, or an order.
    fn ask(&self, words: &[&OsStr]) -> Result<Ran, String> {
        let words: Vec<&OsStr> = words.iter().copied().chain([self.id.as_ref()]).collect();
        capture(&self.job.step(&words), Some(ANSWER)).map_err(|error| error.to_string())
    }

    fn inspect(&self) -> Result<Inspected, Complaint> {
        let asked = self.ask(&["inspect".as_ref(), "--type=container".as_ref()]).map_err(|_| Complaint::Other)?;
        Inspected::read(&asked.stdout).ok_or_else(|| complaint(&String::from_utf8_lossy(&asked.stderr)))
    }

    fn remove(&self) {
        let _ = self.ask(&["rm".as_ref(), "--force".as_ref(), "--volumes".as_ref()]);
    }
}

/// Appends what comes to the file, but for what it has already. What belongs to no file is read and forgotten.
fn append(mut from: impl Read, file: Option<&File>) -> io::Result<()> {
    if let Some(mut file) = file {
        let known = file.seek(SeekFrom::End(0))?;
        io::copy(&mut from.by_ref().take(known), &mut io::sink())?;
        io::copy(&mut from, &mut file)?;
    }
    io::copy(&mut from, &mut io::sink())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Seek as _, Write as _};

    use super::append;

    #[test]
    fn only_what_a_file_lacks_is_appended() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(b"one\n").expect("written");
        append(&b"one\ntwo\n"[..], Some(&file)).expect("appended");
        append(&b"one\ntwo\n"[..], Some(&file)).expect("appended");
        append(&b"one"[..], Some(&file)).expect("appended");
        append(&b"lost"[..], None).expect("read");
        let mut text = String::new();
        file.rewind().expect("rewound");
        file.read_to_string(&mut text).expect("text");
        assert_eq!(text, "one\ntwo\n");
    }
}
