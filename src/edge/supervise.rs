//! A container from its making to its removal, with somebody beside it.
//!
//! `docker create img` -> `create` (its answer is the id), `start --attach`, signals as `kill --signal`, the end of the time
//! as `stop`, `inspect` for the truth, `rm`; then a [`Report`].
//!
//! The client that is attached is in a process group of its own and gets no signals: some clients end on one whatever
//! the container does. How the container ended only `inspect` knows.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::IsTerminal as _;
use std::process::Child;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::job::{Cause, Report, State};
use crate::plan::{Step, Supervised, Watch};
use crate::runtimes::RuntimeName;
use crate::runtimes::docker::answers::{Complaint, Inspected, complaint, message};
use crate::runtimes::podman::answers::as_docker_all;

use super::answered::start_of;
use super::child::{Attention, Call, Ran};
use super::ending::{cause_of_create, ending};
use super::process::ExecError;
use super::signals::Signals;

/// How long the engine may take to answer a question.
const ANSWER: Duration = Duration::from_mins(1);
/// How often an engine is asked that does not answer, and the time between.
const TRIES: u32 = 5;
const BETWEEN: Duration = Duration::from_secs(1);
/// How long the client may go on making a container that nobody wants any more. One that is ended does not stop the
/// engine, which then makes it somewhat later.
const MAKING: Duration = Duration::from_secs(2);
/// How often a container is looked for that may be in the making, [`SOON`] apart.
const LOOKS: u32 = 25;
/// How long until a container that runs unattended is looked at again, or a signal is tried again.
const SOON: Duration = Duration::from_millis(200);

/// What a supervised run needs.
#[derive(Debug)]
pub struct Supervision<'s> {
    /// The container.
    pub job: &'s Supervised,
    /// What is kept for it.
    pub watch: Watch,
    /// Standard input, output and error, where they are files.
    pub streams: [Option<File>; 3],
    /// The signals to longshore.
    pub signals: &'s Signals,
    /// The words of `create` for the report.
    pub argv: Vec<Value>,
}

/// How it ended.
#[derive(Debug)]
pub struct Ended {
    /// The report.
    pub report: Report,
    /// What the client printed on standard error while the container was made.
    pub said: Vec<u8>,
    /// Why the container is still there although it should not.
    pub left: Option<String>,
}

/// A container that is watched.
struct Watched<'s> {
    job: &'s Supervised,
    signals: &'s Signals,
    id: OsString,
    /// Signals that could not be delivered yet.
    kept: Vec<i32>,
    is_paused: bool,
    /// When its time is over, and how long that was.
    limit: Option<(Instant, Duration)>,
    timed_out: bool,
}

impl Supervision<'_> {
    /// Makes, starts, watches and removes the container.
    ///
    /// # Errors
    /// When the client cannot be started at all.
    pub fn run(self) -> Result<Ended, ExecError> {
        let job = self.job;
        let mut report = Report {
            image: Some(job.image.to_string_lossy().into_owned()),
            argv: Some(self.argv),
            ..Report::not_started(Cause::Exit { code: 0 })
        };
        let is_over = self.signals.end().is_some();
        let attention = Attention::Kept(self.signals, Some(MAKING));
        let made = if is_over { Ran::default() } else { Call::step(&job.create)?.capture_beside(attention)? };
        let said = made.stderr.clone();
        if let Some(signal) = self.signals.end() {
            let left = match id_of(&made) {
                Some(id) => remove(job, &id, self.signals),
                None if is_over || is_refusal(&made) => None,
                None => remove_marked(job, self.signals),
            };
            report = Report { exit_code: None, signal: Some(signal), ..report };
            report.cause = Cause::Cancelled { signal };
            return Ok(Ended { report, said, left });
        }
        let Some(id) = id_of(&made) else {
            report.cause = cause_of_create(&made.stderr, report.image.clone().unwrap_or_default());
            // What killed the client, or kept it from saying the id, may have left a container.
            let left = if is_refusal(&made) { None } else { remove_marked(job, self.signals) };
            return Ok(Ended { report, said, left });
        };
        report.id = Some(id.to_string_lossy().into_owned());
        report.name = Some(job.name.to_string_lossy().into_owned());
        let mut watched = Watched {
            job,
            signals: self.signals,
            id,
            kept: Vec::new(),
            is_paused: false,
            limit: None,
            timed_out: false,
        };
        let mut attached = match watched.attach(self.streams) {
            Ok(attached) => attached,
            Err(error) => {
                let _ = watched.remove();
                return Err(error);
            }
        };
        watched.limit = self.watch.time_limit.and_then(|limit| Some((now().checked_add(limit)?, limit)));
        let found = watched.watch(&mut attached);
        let left = match found {
            Ok(mut found) => {
                found.is_oom |= watched.ran_out_of_memory(&found);
                ending(&found, watched.timed_out.then_some(self.watch.time_limit).flatten(), &mut report);
                if self.watch.keep && found.started.is_some() { None } else { watched.remove() }
            }
            Err(why) => {
                let client = job.create.program().to_string_lossy();
                let find = format!("{client} ps --all --filter {}", job.filter);
                report.state = State::Lost;
                report.timed_out = watched.timed_out;
                report.cause = Cause::Lost { why, find };
                None
            }
        };
        Ok(Ended { report, said, left })
    }
}

impl Watched<'_> {
    /// Starts the container with a client attached to its streams.
    fn attach(&self, streams: [Option<File>; 3]) -> Result<Child, ExecError> {
        let mut words: Vec<&OsStr> = vec!["start".as_ref(), "--attach".as_ref()];
        if self.job.is_interactive {
            words.push("--interactive".as_ref());
        }
        words.push(&self.id);
        let step = self.job.start(&words, &self.id);
        let mut call = Call::step(&step)?;
        let [stdin, stdout, stderr] = streams;
        // Only the terminal's own group may read from it.
        let reads_terminal = self.job.is_interactive && stdin.is_none() && is_terminal();
        if !reads_terminal {
            call = call.in_a_group_of_its_own();
        }
        call.streams([stdin, stdout, stderr]).start()
    }

    /// Stays until the container has ended; what it then was, or why nobody knows.
    fn watch(&mut self, attached: &mut Child) -> Result<Inspected, String> {
        while matches!(attached.try_wait(), Ok(None)) {
            let has_passed_on = self.deliver();
            let has_stopped = self.keep_time();
            // Who waits for an answer is woken by all that happens, and what that was has to be looked at once more.
            let time = if has_passed_on || has_stopped { SOON } else { self.pause() };
            self.signals.wait(time);
        }
        let mut misses = 0;
        loop {
            match self.inspect() {
                Ok(found) if !found.is_alive => return Ok(found),
                // The client has gone, the container has not.
                Ok(_) => {
                    misses = 0;
                    self.deliver();
                    self.keep_time();
                    self.signals.wait(SOON);
                }
                Err(why) => {
                    misses += 1;
                    if misses == TRIES {
                        return Err(why);
                    }
                    sleep(BETWEEN, self.signals);
                }
            }
        }
    }

    /// How long nothing has to be done unless a signal comes.
    fn pause(&self) -> Duration {
        self.limit.map_or(ANSWER, |(end, _)| end.saturating_duration_since(now()))
    }

    /// Passes on the signals that came, in order. One that finds no running program is kept: it may be about to start.
    /// Whether the engine was asked anything.
    fn deliver(&mut self) -> bool {
        self.kept.extend(self.signals.take());
        let has_any = !self.kept.is_empty();
        while let Some(&signal) = self.kept.first() {
            let answer = match signal {
                signal_hook::consts::SIGTSTP => self.ask("pause", &[]),
                signal_hook::consts::SIGCONT if self.is_paused => self.ask("unpause", &[]),
                signal_hook::consts::SIGCONT => Ok(()),
                _ => {
                    self.wake();
                    self.ask("kill", &[format!("--signal={signal}").as_ref()])
                }
            };
            match answer {
                Ok(()) if signal == signal_hook::consts::SIGTSTP => self.is_paused = true,
                Ok(()) if signal == signal_hook::consts::SIGCONT => self.is_paused = false,
                Err(Complaint::NotRunning | Complaint::Unreachable) => return true,
                _ => {}
            }
            self.kept.remove(0);
        }
        has_any
    }

    /// A paused container takes no signals.
    fn wake(&mut self) {
        if self.is_paused && self.ask("unpause", &[]).is_ok() {
            self.is_paused = false;
        }
    }

    /// Stops the container when its time is over: first its own signal, then, after its grace, the end.
    /// Whether the engine was asked anything.
    fn keep_time(&mut self) -> bool {
        if self.limit.is_none_or(|(end, _)| now() < end) {
            return false;
        }
        // Once more later, should the engine be deaf just now.
        self.limit = self.limit.map(|(_, limit)| (now() + 10 * BETWEEN, limit));
        if !self.inspect().is_ok_and(|found| found.is_alive) {
            return true;
        }
        self.timed_out = true;
        self.wake();
        let words: [&OsStr; 2] = ["stop".as_ref(), &self.id];
        let stopped = call(&self.job.step(&words), self.job.grace + ANSWER, self.signals);
        if !stopped.is_ok_and(|stopped| stopped.is_good()) {
            let _ = self.ask("kill", &["--signal=9".as_ref()]);
        }
        true
    }

    /// Another command about the container.
    fn ask(&self, verb: &str, options: &[&OsStr]) -> Result<(), Complaint> {
        let words: Vec<&OsStr> =
            std::iter::once(OsStr::new(verb)).chain(options.iter().copied()).chain([self.id.as_os_str()]).collect();
        let called = call(&self.job.step(&words), ANSWER, self.signals);
        match called {
            Ok(called) if called.is_good() => Ok(()),
            Ok(called) => Err(complaint(&String::from_utf8_lossy(&called.stderr))),
            Err(_) => Err(Complaint::Other),
        }
    }

    fn inspect(&self) -> Result<Inspected, String> {
        let words: [&OsStr; 3] = ["inspect".as_ref(), "--type=container".as_ref(), &self.id];
        let called = call(&self.job.step(&words), ANSWER, self.signals).map_err(|error| error.to_string())?;
        let found = if self.job.runtime == RuntimeName::Podman {
            let found = as_docker_all(&called.stdout, &start_of).unwrap_or_default();
            found.first().and_then(|found| Inspected::read(found.to_string().as_bytes()))
        } else {
            Inspected::read(&called.stdout)
        };
        found.ok_or_else(|| reason(&called))
    }

    /// What the engine's events say about the memory of a container that was killed. Now and then an engine under load
    /// tells of the end first, and then never sets the mark that `inspect` shows.
    fn ran_out_of_memory(&self, found: &Inspected) -> bool {
        let (137, Some(_), Some(started), false) = (found.exit_code, found.memory, &found.started, found.is_oom) else {
            return false;
        };
        // podman has no such events.
        if self.job.runtime == RuntimeName::Podman {
            return false;
        }
        let since = format!("--since={started}");
        let container = format!("--filter=container={}", found.id);
        // A second from now on: the event may be on its way.
        let words: [&OsStr; 5] = [
            "events".as_ref(),
            since.as_ref(),
            "--until=-1s".as_ref(),
            container.as_ref(),
            "--filter=event=oom".as_ref(),
        ];
        let called = call(&self.job.step(&words), ANSWER, self.signals);
        called.is_ok_and(|called| called.is_good() && !called.stdout.is_empty())
    }

    /// Removes the container; why it is still there.
    fn remove(&self) -> Option<String> {
        remove(self.job, &self.id, self.signals)
    }
}

fn remove(job: &Supervised, id: &OsStr, signals: &Signals) -> Option<String> {
    let words: [&OsStr; 4] = ["rm".as_ref(), "--force".as_ref(), "--volumes".as_ref(), id];
    let mut why = String::new();
    for _ in 0..TRIES {
        match call(&job.step(&words), ANSWER, signals) {
            Ok(called) if called.is_good() => return None,
            Ok(called) if complaint(&String::from_utf8_lossy(&called.stderr)) == Complaint::NoContainer => return None,
            Ok(called) => why = reason(&called),
            Err(error) => why = error.to_string(),
        }
        sleep(BETWEEN, signals);
    }
    let id = id.to_string_lossy();
    Some(format!("the container {id} is still there: {why}; remove it with `rm --force {id}`"))
}

/// Removes what bears the run's label: the engine may go on making a container when its client has gone.
fn remove_marked(job: &Supervised, signals: &Signals) -> Option<String> {
    let filter = format!("--filter={}", job.filter);
    let words: [&OsStr; 5] =
        ["ps".as_ref(), "--all".as_ref(), "--quiet".as_ref(), "--no-trunc".as_ref(), filter.as_ref()];
    for _ in 0..LOOKS {
        let found = call(&job.step(&words), ANSWER, signals).map(|found| found.stdout);
        let found = String::from_utf8(found.unwrap_or_default()).unwrap_or_default();
        if let Some(id) = found.lines().map(str::trim).find(|id| !id.is_empty()) {
            return remove(job, id.as_ref(), signals);
        }
        sleep(SOON, signals);
    }
    None
}

/// Asks the client beside signals, which are kept.
fn call(step: &Step, limit: Duration, signals: &Signals) -> Result<Ran, ExecError> {
    Call::step(step)?.within(Some(limit)).capture_beside(Attention::Kept(signals, None))
}

/// Whether the client ended by itself and said no.
fn is_refusal(ran: &Ran) -> bool {
    ran.code().is_some_and(|code| code != 0)
}

/// The id that `create` prints, on its last line: before it may stand notices.
fn id_of(made: &Ran) -> Option<OsString> {
    let text = str::from_utf8(&made.stdout).ok().filter(|_| made.is_good())?;
    let id = text.lines().next_back()?.trim();
    (!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| id.into())
}

/// A line of the client that says what went wrong.
fn reason(ran: &Ran) -> String {
    match message(&ran.stderr) {
        said if said.is_empty() => "the client said nothing within its time".to_owned(),
        said => said,
    }
}

/// A name that no other run has: the container's, unless it has one, and the value of its label.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the edge keeps the time")]
pub fn run_name() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    format!("longshore-{}-{:x}", std::process::id(), since.as_nanos())
}

#[expect(clippy::disallowed_methods, reason = "the edge keeps the time")]
fn now() -> Instant {
    Instant::now()
}

/// Lets some time pass, whatever signals come.
fn sleep(time: Duration, signals: &Signals) {
    let end = now() + time;
    while now() < end {
        signals.wait(end.saturating_duration_since(now()));
    }
}

#[expect(clippy::disallowed_methods, reason = "the edge looks at its own standard input")]
fn is_terminal() -> bool {
    std::io::stdin().is_terminal()
}
