//! The decision: from a request and a profile to a plan.
//!
//! `docker create --user 1000 img` under the cernvm profile -> one step: `/usr/bin/docker create img`.
//!
//! [`decide`] is the whole road; everything on it is a pure function of its arguments. A [`Plan`] is a value: it can be
//! printed, compared with a golden file, or carried out by `src/edge`.

mod additions;
mod clamp;
mod clash;
mod client_name;
mod clients;
mod control;
mod decide;
mod engine;
mod files;
mod job_user;
mod pass;
mod permit;
mod record;
mod refusal;
mod supervised;
mod trial;
mod user_facts;
mod written;

use std::ffi::{OsStr, OsString};
use std::time::Duration;

use crate::effects::Effects;

pub use additions::{SCRIPT_TARGET, Script};
pub use client_name::{ClientName, NoClient, client_of};
pub use control::{is_control, let_through};
pub use decide::decide;
pub use job_user::reader;
pub use pass::pass_through;
pub use permit::ClientEnvError;
pub use record::{Decision, fitting, record, record_without_profile};
pub use refusal::{Refusal, RefusalParts, Told, refusal_line};
pub use supervised::{LABEL, Supervised};
pub use trial::{Trial, Tried, Verdict, trial};

use crate::argv::{Origin, Removed, Word};
use crate::policy::FileCopy;
use crate::profile::LogLevel;
use crate::runtimes::podman::answers::Answer;

/// What is asked for: a command line, and what a command line cannot say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The words; word 0 is the client's name, `docker` or `podman`.
    pub words: Vec<OsString>,
    /// Where each word comes from, when it was not given as a word; empty for a given line.
    pub origins: Vec<Origin>,
    /// Files for the standard streams.
    pub streams: Streams,
    /// The job's text, which its container gets as a file.
    pub script: Option<Script>,
    /// What only somebody who watches the container can do.
    pub watch: Watch,
}

/// What no command line can say, but whoever watches the container can keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// How long it may run.
    pub time_limit: Option<Duration>,
    /// Whether it stays when it has ended.
    pub keep: bool,
}

impl Request {
    /// A given command line.
    #[must_use]
    pub fn of_words(words: Vec<OsString>) -> Request {
        Request { words, ..Request::default() }
    }
}

/// Files for the standard streams; `None` leaves a stream as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Streams {
    /// Read from.
    pub stdin: Option<OsString>,
    /// Written to, made anew.
    pub stdout: Option<OsString>,
    /// Written to, made anew.
    pub stderr: Option<OsString>,
}

/// What to do, in order.
#[must_use]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files to write before the first step.
    pub files: Vec<PlannedFile>,
    /// Programs to run; the last one takes the place of longshore.
    pub steps: Vec<Step>,
    /// The copies of files of variables and labels that the line names.
    pub copies: Vec<FileCopy>,
    /// Who changed or removed a line of such a file.
    pub in_files: Vec<Origin>,
    /// How much longshore says about it.
    pub log_level: LogLevel,
    /// What the policy has judged, and allows; `None` where no policy did.
    pub effects: Option<Box<Effects>>,
    /// Why the policy would have refused the line, where it is only observed.
    pub observed: Option<Refusal>,
}

/// A file to write. Its name says its content, so that a file of that name never has to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedFile {
    /// Its absolute path.
    pub path: OsString,
    /// Its content.
    pub content: Vec<u8>,
    /// Its mode.
    pub mode: u32,
    /// Whose it is, where that is not who makes it: the engine's client reads it as another user.
    pub owner: Option<u32>,
}

/// A program to run. It inherits the working directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The words; the first is the absolute path of the program. Its own argument 0 is the base name.
    pub words: Vec<Word>,
    /// What the given line had and this one lacks.
    pub removed: Vec<Removed>,
    /// What rules could not do, for people.
    pub notes: Vec<(String, Origin)>,
    /// Files for the standard streams.
    pub streams: Streams,
    /// The program's environment.
    pub environment: Environment,
    /// As whom it runs; `None` for whoever calls.
    pub user: Option<StepUser>,
    /// What is done with what it prints.
    pub answer: Answer,
    /// The words that ask for the folder in which it is started.
    pub folder: Option<Vec<OsString>>,
}

/// The environment of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Environment {
    /// longshore's own.
    #[default]
    Inherited,
    /// longshore's own, with these in it.
    With(Vec<(OsString, OsString)>),
    /// Built under a policy, sorted by name, each name once. Descriptors above 2 are then closed, too.
    Built(Vec<(OsString, OsString)>),
}

/// As whom a program runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepUser {
    /// The user id.
    pub uid: u32,
    /// The first group; others it has none.
    pub gid: u32,
    /// The home directory, which is `HOME`.
    pub home: OsString,
}

impl Step {
    /// The program's absolute path.
    #[must_use]
    pub fn program(&self) -> &OsStr {
        self.words.first().map_or(OsStr::new(""), |word| word.text.as_os_str())
    }

    /// The step that asks for the folder in which this one is started.
    #[must_use]
    pub fn question(&self) -> Option<Step> {
        let own = |text: &OsString| Word::of_site(text.clone(), Origin::Canonical);
        let words = self.folder.as_ref()?.iter().map(own).collect();
        Some(Step { words, environment: self.environment.clone(), user: self.user.clone(), ..Step::default() })
    }

    /// All words as they are printed, the program's path first.
    pub fn argv(&self) -> impl Iterator<Item = &OsStr> {
        self.words.iter().map(|word| word.text.as_os_str())
    }
}
