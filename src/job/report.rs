//! The report of a supervised run: how it ended, why, and what to do.
//!
//! A container killed for want of memory at 64 MiB -> `{"schema": 1, "state": "ended", "cause": "out_of_memory",
//! "exit_code": 137, "reason": "the program needed more memory than its limit of 64 MiB", ...}`.

use std::time::Duration;

use serde_json::{Value, json};

/// Why a run ended as it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A signal came before the program was started.
    Cancelled {
        /// The signal's number.
        signal: i32,
    },
    /// The engine refused to make or start the container.
    Engine {
        /// Why, in its words.
        why: String,
    },
    /// The program ended by itself.
    Exit {
        /// Its exit code.
        code: i64,
    },
    /// A file of the caller's cannot be had: the job file, one for a standard stream.
    File {
        /// Which, and why.
        why: String,
    },
    /// The engine no longer answered while the container ran.
    Lost {
        /// Why, in the client's words.
        why: String,
        /// How to find the container.
        find: String,
    },
    /// The program in the container cannot be run.
    NotExecutable {
        program: String,
    },
    /// The caller may not use the engine.
    NotPermitted {
        /// Why, in the client's words.
        why: String,
    },
    /// The container's image lacks the program.
    NoProgram {
        program: String,
    },
    /// A process in the container was killed for want of memory.
    OutOfMemory {
        /// The limit in bytes; `None` when the node itself had no more.
        limit: Option<u64>,
    },
    /// The image could not be fetched.
    Pull {
        image: String,
        /// Why, in the engine's words.
        why: String,
    },
    /// longshore refused: the job file, the profile, the policy.
    Refused {
        why: String,
        remedy: String,
    },
    /// A signal ended the program.
    Signal {
        /// The signal's number.
        number: i32,
        /// What the container may use of memory in bytes, where that may be why: an engine under load misses such an end
        /// now and then.
        memory: Option<u64>,
    },
    /// It ran longer than it may.
    TimedOut {
        /// How long it may run.
        limit: Duration,
    },
    /// Nobody knows the image.
    UnknownImage {
        image: String,
    },
    /// No engine answers.
    Unreachable {
        /// Why, in the client's words.
        why: String,
    },
}

impl Cause {
    /// Its name, for programs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Cause::Cancelled { .. } => "cancelled",
            Cause::Engine { .. } => "engine_refused",
            Cause::Exit { .. } => "exit",
            Cause::File { .. } => "file",
            Cause::Lost { .. } => "engine_lost",
            Cause::NotExecutable { .. } => "not_executable",
            Cause::NotPermitted { .. } => "engine_not_permitted",
            Cause::NoProgram { .. } => "program_not_found",
            Cause::OutOfMemory { .. } => "out_of_memory",
            Cause::Pull { .. } => "pull_failed",
            Cause::Refused { .. } => "refused",
            Cause::Signal { .. } => "signal",
            Cause::TimedOut { .. } => "timed_out",
            Cause::UnknownImage { .. } => "unknown_image",
            Cause::Unreachable { .. } => "engine_unreachable",
        }
    }

    /// What happened, for people.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Cause::Cancelled { signal } => format!("{} came before the program was started", signal_name(*signal)),
            Cause::Engine { why } => format!("the engine refused: {why}"),
            Cause::Exit { code: 0 } => "the program ended well".to_owned(),
            Cause::Exit { code } => format!("the program ended with exit code {code}"),
            Cause::File { why } | Cause::Refused { why, .. } => why.clone(),
            Cause::Lost { why, .. } => format!("the engine stopped answering while the container ran: {why}"),
            Cause::NotExecutable { program } => format!("{program} in the container cannot be run"),
            Cause::NotPermitted { why } => format!("this user may not use the engine: {why}"),
            Cause::NoProgram { program } => format!("the container has no program {program}"),
            Cause::OutOfMemory { limit: Some(limit) } => {
                format!("the program needed more memory than its limit of {}", size(*limit))
            }
            Cause::OutOfMemory { limit: None } => "the program was killed because memory was short".to_owned(),
            Cause::Pull { image, why } => format!("the image {image} could not be fetched: {why}"),
            Cause::Signal { number, .. } => format!("the program was killed by {}", signal_name(*number)),
            Cause::TimedOut { limit } => format!("the job ran longer than its limit of {}", time(*limit)),
            Cause::UnknownImage { image } => format!("nobody knows the image {image}"),
            Cause::Unreachable { why } => format!("no engine answers: {why}"),
        }
    }

    /// What to do about it; empty where nothing has to be done.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Cause::Exit { code: 0 } => String::new(),
            Cause::Exit { .. } => "read what the program wrote".to_owned(),
            Cause::Cancelled { .. } => "start the job again".to_owned(),
            Cause::Engine { .. } => "fix what the engine names".to_owned(),
            Cause::File { .. } => "check the path and its permissions".to_owned(),
            Cause::Lost { find, .. } => format!("when the engine answers again, look for it with `{find}`"),
            Cause::NotExecutable { .. } => "name a program with the right to be executed: `command`".to_owned(),
            Cause::NotPermitted { .. } => "ask the site for the right to use the engine".to_owned(),
            Cause::NoProgram { .. } => "name a program that the image has, by its whole path: `command`".to_owned(),
            Cause::OutOfMemory { limit: Some(_) } => "ask for more: `memory`".to_owned(),
            Cause::OutOfMemory { limit: None } => "run it where there is more memory".to_owned(),
            Cause::Pull { .. } => "check the registry, the credentials and the network".to_owned(),
            Cause::Refused { remedy, .. } => remedy.clone(),
            Cause::Signal { memory: Some(limit), .. } => format!(
                "ask who sent it: the batch system, the program itself, or the kernel at its limit of {} of memory",
                size(*limit)
            ),
            Cause::Signal { memory: None, .. } => "ask who sent it: the batch system, or the program itself".to_owned(),
            Cause::TimedOut { .. } => "allow more: `timeout`".to_owned(),
            Cause::UnknownImage { .. } => "check the image's name and tag".to_owned(),
            Cause::Unreachable { .. } => "check that the engine runs, and how it is reached".to_owned(),
        }
    }
}

/// How far a run came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing was started.
    #[default]
    NotStarted,
    /// The program ran and ended.
    Ended,
    /// The container may still run, out of sight.
    Lost,
}

/// The report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How far it came.
    pub state: State,
    /// Why it ended so.
    pub cause: Cause,
    /// The exit code of `longshore run`; `None` when a signal ended it.
    pub exit_code: Option<i64>,
    /// The signal that ended the program, or longshore before there was one.
    pub signal: Option<i32>,
    /// Whether a process was killed for want of memory.
    pub oom: bool,
    /// Whether its time was over.
    pub timed_out: bool,
    /// When the container was made.
    pub created: Option<String>,
    /// When its program was started.
    pub started: Option<String>,
    /// When it ended.
    pub finished: Option<String>,
    /// The container's id.
    pub id: Option<String>,
    /// The container's name.
    pub name: Option<String>,
    pub image: Option<String>,
    /// The command that made the container, word by word.
    pub argv: Option<Vec<Value>>,
}

impl Report {
    /// A run that came to nothing.
    #[must_use]
    pub fn not_started(cause: Cause) -> Report {
        Report {
            state: State::NotStarted,
            cause,
            exit_code: Some(125),
            signal: None,
            oom: false,
            timed_out: false,
            created: None,
            started: None,
            finished: None,
            id: None,
            name: None,
            image: None,
            argv: None,
        }
    }

    /// The report as JSON, schema 1.
    #[must_use]
    pub fn json(&self) -> Value {
        let state = match self.state {
            State::NotStarted => "not_started",
            State::Ended => "ended",
            State::Lost => "lost",
        };
        json!({
            "schema": 1,
            "state": state,
            "cause": self.cause.name(),
            "reason": self.cause.reason(),
            "remedy": self.cause.remedy(),
            "exit_code": self.exit_code,
            "signal": self.signal,
            "oom": self.oom,
            "timed_out": self.timed_out,
            "created": self.created,
            "started": self.started,
            "finished": self.finished,
            "container": { "id": self.id, "name": self.name },
            "image": self.image,
            "argv": self.argv,
        })
    }
}

/// The signal that an exit code stands for, as shells and engines count: 128 and its number.
#[must_use]
pub fn signal_of(exit_code: i64) -> Option<i32> {
    let number = i32::try_from(exit_code.checked_sub(128)?).ok()?;
    (1..=64).contains(&number).then_some(number)
}

fn signal_name(number: i32) -> String {
    let name = match number {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        10 => "SIGUSR1",
        11 => "SIGSEGV",
        12 => "SIGUSR2",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        _ => return format!("signal {number}"),
    };
    format!("signal {number} ({name})")
}

/// A number of bytes in the largest unit that says it exactly.
fn size(bytes: u64) -> String {
    let units = [(1_u64 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let exact = units.iter().find(|(unit, _)| bytes.is_multiple_of(*unit));
    exact.map_or_else(|| format!("{bytes} bytes"), |(unit, name)| format!("{} {name}", bytes / unit))
}

fn time(limit: Duration) -> String {
    match (limit.as_secs(), limit.subsec_nanos()) {
        (1, 0) => "1 second".to_owned(),
        (seconds, 0) => format!("{seconds} seconds"),
        _ => format!("{} seconds", limit.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::{Cause, Report, signal_of};

    #[test]
    fn a_run_that_came_to_nothing_says_why() {
        let report = Report::not_started(Cause::UnknownImage { image: "a:1".to_owned() });
        assert_eq!(
            report.json(),
            json!({
                "schema": 1,
                "state": "not_started",
                "cause": "unknown_image",
                "reason": "nobody knows the image a:1",
                "remedy": "check the image's name and tag",
                "exit_code": 125,
                "signal": null,
                "oom": false,
                "timed_out": false,
                "created": null,
                "started": null,
                "finished": null,
                "container": { "id": null, "name": null },
                "image": null,
                "argv": null,
            })
        );
    }

    #[test]
    fn reasons_name_limits_and_signals() {
        let memory = |limit| Cause::OutOfMemory { limit: Some(limit) }.reason();
        assert_eq!(memory(64 << 20), "the program needed more memory than its limit of 64 MiB");
        assert_eq!(memory(3 << 30), "the program needed more memory than its limit of 3 GiB");
        assert_eq!(memory(1000), "the program needed more memory than its limit of 1000 bytes");
        let limit = Duration::from_millis(1500);
        assert_eq!(Cause::TimedOut { limit }.reason(), "the job ran longer than its limit of 1.5 seconds");
        assert_eq!(Cause::Signal { number: 9, memory: None }.reason(), "the program was killed by signal 9 (SIGKILL)");
        assert_eq!(Cause::Signal { number: 40, memory: None }.reason(), "the program was killed by signal 40");
    }

    #[test]
    fn exit_codes_over_128_are_signals() {
        assert_eq!(
            [0, 127, 128, 129, 137, 192, 193, 255].map(signal_of),
            [None, None, None, Some(1), Some(9), Some(64), None, None]
        );
    }
}
