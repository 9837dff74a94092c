//! Why nothing is started.
//!
//! `docker create --usr 1 img` -> `word 2 (`--usr`): docker create has no option --usr; did you mean --user?`.

use std::fmt;

use crate::argv::{Origin, Place, ReadError, quote};
use crate::facts::Missing;
use crate::policy::Denied;
use crate::profile::{FileFault, Files, Profile, RuleError};
use crate::runtimes::podman::translate::Untranslatable;
use crate::statement::Statement;
use crate::values::ValueError;

use super::files::NoDirectory;
use super::permit::ClientEnvError;

/// The longest line of a refusal, in bytes, its end of line included: HTCondor keeps 511 bytes as the reason of a hold.
const LONGEST: usize = 400;

/// The one line that says why nothing is started: `longshore: WHERE: WHAT; WHAT TO DO`, at most 400 bytes with its end.
#[must_use]
pub fn refusal_line(why: &dyn fmt::Display) -> String {
    let mut line = quote::visible(&format!("longshore: {why}").replace(['\n', '\r'], " ")).into_owned();
    if line.len() >= LONGEST {
        let end = (0..=LONGEST - 4).rev().find(|&end| line.is_char_boundary(end)).unwrap_or_default();
        line.truncate(end);
        line.push_str("...");
    }
    line.push('\n');
    line
}

/// A refusal: what, where, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The line speaks another client's dialect than the profile's engine.
    Dialect {
        /// The client that the line is written for.
        line: String,
        /// The profile's runtime.
        runtime: &'static str,
    },
    /// The engine's containers are another user's.
    EngineUser {
        /// The profile's `engine_user`.
        user: String,
        /// Who calls.
        caller: u32,
    },
    /// No engine to start.
    Engine {
        /// Why.
        missing: Missing,
    },
    /// The client's environment cannot be built.
    Environment {
        /// Why.
        error: ClientEnvError,
    },
    /// A fact of the machine is not known.
    Fact {
        /// What depends on it.
        what: &'static str,
        /// The fact, and why it is not known.
        missing: Missing,
        /// What to do.
        remedy: &'static str,
        /// Where the profile asks for it, and the same as `FILE:LINE:COLUMN`.
        at: Option<(Place, String)>,
    },
    /// A file that the line names cannot be taken for what it brings.
    File {
        /// The option that names it.
        option: String,
        /// The index of the option's word, when it was given.
        index: Option<usize>,
        /// Which file, and why.
        fault: FileFault,
    },
    /// The container cannot run as the job's user.
    Identity {
        /// Why.
        why: String,
    },
    /// What a field of a job file asks for.
    Job {
        /// Where the field stands.
        at: Place,
        /// Why its word is refused.
        refusal: Box<Refusal>,
    },
    /// longshore has no directory for the files that the line needs.
    NoDirectory {
        /// Why, and what to do.
        error: NoDirectory,
    },
    /// The policy does not allow what the line asks for.
    Policy {
        /// `FILE:LINE:COLUMN` of where the policy lists such things.
        located: String,
        /// What it does not allow; the first is told.
        denied: Vec<Denied>,
    },
    /// The line cannot be read.
    Read {
        /// Why.
        error: Box<ReadError>,
    },
    /// A variable makes podman another program, which reads lines in another way.
    Remote {
        /// The variable.
        variable: &'static str,
    },
    /// What longshore wrote does not read back as it was meant: a mistake of longshore's.
    ReRead {
        /// The difference.
        difference: String,
    },
    /// Files for the standard streams would be opened for the job's user by somebody else.
    Streams {
        /// The uid that would open them.
        caller: u32,
        /// The uid of the job's user.
        user: u32,
    },
    /// Who the job's user is cannot be known.
    Submitter {
        /// Why.
        why: String,
    },
    /// A docker line that podman cannot be told.
    Translation {
        /// Which part, and why.
        error: Untranslatable,
    },
    /// An option's value is none.
    Value {
        /// The option's name.
        option: String,
        /// The index of its word, when it was given.
        index: Option<usize>,
        /// Why.
        why: Box<ValueError>,
        /// The forms that it has.
        remedy: String,
    },
    /// A rule cannot be carried out.
    Rule {
        /// `FILE:LINE:COLUMN` in the profile.
        located: String,
        /// Which rule, and why.
        error: Box<RuleError>,
    },
}

/// A refusal in parts, as its JSON form has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusalParts {
    /// What is refused.
    pub what: &'static str,
    /// Where: a word of the line, or a place of the profile.
    pub place: String,
    /// Why.
    pub why: String,
    /// What to do.
    pub remedy: String,
    /// The effect that is not allowed, when it is one.
    pub effect: Option<&'static str>,
}

impl Refusal {
    /// The place in the profile that the refusal is about.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match self {
            Refusal::Rule { error, .. } => Some(error.at),
            Refusal::Policy { denied, .. } => denied.first().map(|denied| denied.place),
            Refusal::Fact { at, .. } => at.as_ref().map(|(place, _)| *place),
            _ => None,
        }
    }

    /// What a rule cannot do, or another key that writes words.
    pub(super) fn of_rule(error: RuleError, files: &Files) -> Refusal {
        Refusal::Rule { located: files.locate(error.at), error: Box::new(error) }
    }

    /// Nobody can say who calls.
    pub(super) fn caller_unknown(missing: Missing) -> Refusal {
        Refusal::Fact { what: "who calls cannot be known", missing, remedy: "see `longshore doctor`", at: None }
    }

    /// The same refusal, said of the field of a job file where it is about a word that came from one.
    pub(super) fn of_field(self, origins: &[Origin]) -> Refusal {
        let word = match &self {
            Refusal::Value { index, .. } => *index,
            Refusal::Translation { error } => error.index(),
            _ => None,
        };
        match word.and_then(|index| origins.get(index)) {
            Some(Origin::Job { at }) => Refusal::Job { at: *at, refusal: Box::new(self) },
            _ => self,
        }
    }

    /// The refusal in parts.
    #[must_use]
    pub fn parts(&self) -> RefusalParts {
        match self {
            Refusal::Job { at, refusal } => {
                RefusalParts { place: format!("job:{}:{}", at.line, at.column), ..refusal.parts() }
            }
            Refusal::Policy { located, denied } if let Some(first) = denied.first() => {
                RefusalParts::denied(first, located.clone())
            }
            _ => {
                let Statement { why, remedy } = self.statement();
                let visible = |text: &str| quote::visible(text).into_owned();
                let (why, remedy) = (visible(&why), visible(&remedy));
                RefusalParts { what: self.what(), place: self.located(), why, remedy, effect: None }
            }
        }
    }

    /// What is refused, in a word.
    fn what(&self) -> &'static str {
        match self {
            Refusal::Dialect { .. } => "the line's dialect",
            Refusal::Translation { .. } => "the translation for podman",
            Refusal::Engine { .. } | Refusal::EngineUser { .. } => "the engine",
            Refusal::Read { .. } | Refusal::Job { .. } => "the command line",
            Refusal::Environment { .. } | Refusal::Remote { .. } => "the client's environment",
            Refusal::ReRead { .. } => "longshore's own output",
            Refusal::Rule { .. } => "a rule of the profile",
            Refusal::Policy { .. } => RefusalParts::EFFECT,
            Refusal::Fact { .. } => "a fact of the machine",
            Refusal::NoDirectory { .. } => "longshore's own files",
            Refusal::Identity { .. } => "the container's identity",
            Refusal::Streams { .. } => "files for the standard streams",
            Refusal::Submitter { .. } => "the submitter",
            Refusal::Value { .. } => "the value of an option",
            Refusal::File { .. } => "a file that the line names",
        }
    }

    /// Where: a word of the line, a place of the profile or of the job file; empty where it is neither.
    fn located(&self) -> String {
        let word = |index: Option<usize>| index.map(|index| format!("word {index}")).unwrap_or_default();
        match self {
            Refusal::Read { error } => error.at().map(ToString::to_string).unwrap_or_default(),
            Refusal::Rule { located, .. }
            | Refusal::Policy { located, .. }
            | Refusal::Fact { at: Some((_, located)), .. } => located.clone(),
            Refusal::Value { index, .. } | Refusal::File { index, .. } => word(*index),
            Refusal::Translation { error } => word(error.index()),
            Refusal::Job { at, .. } => format!("job:{}:{}", at.line, at.column),
            Refusal::Dialect { .. }
            | Refusal::Engine { .. }
            | Refusal::EngineUser { .. }
            | Refusal::Environment { .. }
            | Refusal::Fact { at: None, .. }
            | Refusal::Identity { .. }
            | Refusal::NoDirectory { .. }
            | Refusal::Remote { .. }
            | Refusal::ReRead { .. }
            | Refusal::Streams { .. }
            | Refusal::Submitter { .. } => String::new(),
        }
    }

    /// Why, and what to do, with the words of profile and line as they are.
    fn statement(&self) -> Statement {
        match self {
            Refusal::Dialect { line, runtime } => Statement::new(
                format!(
                    "a {line} command line cannot be run by the profile's runtime {runtime}: only docker's lines are \
                     translated, for podman"
                ),
                format!("call longshore as `{runtime}` or choose another profile"),
            ),
            Refusal::EngineUser { user, caller } => Statement::new(
                format!(
                    "the engine's containers are {user}'s, and uid {caller} calls: only {user} and root reach them"
                ),
                "let it call by sudo (HTCondor: `DOCKER = sudo /usr/libexec/longshore/docker`)",
            ),
            Refusal::Engine { missing } => {
                Statement::new(format!("no engine to start: {missing}"), "name it by `engine:` in the profile")
            }
            Refusal::Environment { error } => error.statement(),
            Refusal::File { option, fault: FileFault { path, why, remedy }, .. } => {
                let path = if path.is_empty() { "''".to_owned() } else { quote::short_bytes(path) };
                Statement::new(format!("--{option} {path} {why}"), *remedy)
            }
            Refusal::NoDirectory { error } => error.statement(),
            Refusal::Read { error } => error.statement(),
            Refusal::Remote { variable } => Statement::new(
                format!(
                    "the variable {variable}, whatever it holds, makes podman go to another machine and read lines in \
                     another way"
                ),
                "unset it",
            ),
            Refusal::ReRead { difference } => Statement::new(
                format!("the rewritten line does not read back as it was meant: {difference}"),
                "this is a mistake in longshore, please report the line",
            ),
            Refusal::Rule { error, .. } => error.statement(),
            Refusal::Policy { denied, .. } => denied.first().map_or_else(
                || Statement::new("the policy does not allow the line", ""),
                |first| Statement::new(first.sentence(), first.remedy.as_str()),
            ),
            Refusal::Fact { what, missing, remedy, .. } => Statement::new(format!("{what}: {missing}"), *remedy),
            Refusal::Job { refusal, .. } => refusal.statement(),
            Refusal::Identity { why } => Statement::new(
                format!("the container cannot run as the job's user: {why}"),
                "see `identity` in the profile",
            ),
            Refusal::Streams { caller, user } => Statement::new(
                format!(
                    "files for standard streams would be opened with the rights of uid {caller}, not of the job's user, \
                     uid {user}"
                ),
                "let the caller open them, or call longshore as the job's user",
            ),
            Refusal::Submitter { why } => Statement::new(
                format!("who the job's user is cannot be known: {why}"),
                "see `submitter` in the profile",
            ),
            Refusal::Translation { error } => error.statement(),
            Refusal::Value { option, why, remedy, .. } => Statement::new(format!("--{option}: {why}"), remedy.as_str()),
        }
    }

    /// What else a policy does not allow, behind the first.
    #[must_use]
    pub fn more(&self, profile: &Profile) -> Vec<RefusalParts> {
        let Refusal::Policy { denied, .. } = self else { return Vec::new() };
        denied.iter().skip(1).map(|denied| RefusalParts::denied(denied, profile.files.locate(denied.place))).collect()
    }
}

impl RefusalParts {
    const EFFECT: &'static str = "an effect of the line";

    fn denied(denied: &Denied, place: String) -> RefusalParts {
        RefusalParts {
            what: RefusalParts::EFFECT,
            place,
            why: denied.sentence(),
            remedy: denied.remedy.clone(),
            effect: Some(denied.effect),
        }
    }
}

impl Refusal {
    /// On one line: what a profile or a line has of control characters shows as escapes. `rest` says where the others are
    /// told of several effects that are denied.
    fn write(&self, f: &mut fmt::Formatter<'_>, rest: &str) -> fmt::Result {
        let place = self.located();
        let place = if place.is_empty() { place } else { format!("{place}: ") };
        let more = match self {
            Refusal::Policy { denied, .. } if denied.len() > 1 => format!(" (and {} more{rest})", denied.len() - 1),
            _ => String::new(),
        };
        f.write_str(&quote::visible(&format!("{place}{}{more}", self.statement())))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, ", see `longshore explain`")
    }
}

/// A refusal as it is said where all of it is told, or where nobody has the line for `longshore explain`.
#[derive(Clone, Copy, Debug)]
pub struct Told<'r>(pub &'r Refusal);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, "")
    }
}

impl std::error::Error for Refusal {}

impl From<NoDirectory> for Refusal {
    fn from(error: NoDirectory) -> Refusal {
        Refusal::NoDirectory { error }
    }
}
