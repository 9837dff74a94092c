//! Why a starter starts nothing.
//!
//! A job without an image under `image: {from_env: LSB_DOCKER_IMAGE}` -> `the job names no image; set LSB_DOCKER_IMAGE`.

use std::ffi::OsString;
use std::fmt;

use crate::argv::quote;
use crate::batch::JobError;
use crate::plan::Refusal;
use crate::profile::CommandForm;

/// Why a job cannot be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StarterError {
    /// What the profile made of the container's line cannot be followed up.
    Line {
        why: String,
    },
    /// No job is known.
    Job(JobError),
    /// The profile does not say what the words are.
    NoCommand,
    /// No image is named.
    NoImage {
        /// The variables that could.
        variables: Vec<String>,
    },
    /// An image that would be read as an option.
    NotAnImage {
        /// The variable that names it.
        variable: String,
        /// What it says.
        text: OsString,
    },
    /// Words where the image's own command is to run.
    Words {
        /// The first of them.
        first: OsString,
        /// The word that stands for none.
        place_holder: &'static str,
    },
    /// Not exactly one word for the shell, or none at all.
    WordCount {
        /// What the words are.
        form: CommandForm,
        /// How many there are.
        count: usize,
    },
}

impl fmt::Display for StarterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StarterError::Line { why } => write!(f, "the profile's line cannot be started: {why}; fix its rules"),
            StarterError::Job(error) => write!(f, "{error}"),
            StarterError::NoCommand => write!(
                f,
                "the profile does not say what the job's words are; write `command: argv`, `shell`, `script` or `image`"
            ),
            StarterError::NoImage { variables } if variables.is_empty() => {
                write!(f, "the profile names no image for jobs; write `image: {{from_env: [NAME]}}` or `default`")
            }
            StarterError::NoImage { variables } => {
                write!(f, "the job names no image; set {}", variables.join(" or "))
            }
            StarterError::NotAnImage { variable, text } => {
                let text = quote::short(text);
                write!(f, "{variable} is {text}, no image; set it to a name such as centos:7")
            }
            StarterError::Words { first, place_holder } => {
                let first = quote::short(first);
                write!(
                    f,
                    "the image's own command runs here, and the job has one: {first}; submit {place_holder} as command"
                )
            }
            StarterError::WordCount { form: CommandForm::Shell, count: 0 } => write!(
                f,
                "the job has no command; write one after `bsub`, or a queue whose profile says `command: image`"
            ),
            StarterError::WordCount { form: CommandForm::Shell, count } => write!(
                f,
                "`command: shell` takes one word, the job's text, and there are {count}; write \"%USRCMD\" in double \
                 quotes, and none in the job's command"
            ),
            StarterError::WordCount { .. } => {
                write!(f, "the job has no command; write it after `--`, or `command: image` in the profile")
            }
        }
    }
}

impl std::error::Error for StarterError {}

impl From<JobError> for StarterError {
    fn from(error: JobError) -> StarterError {
        StarterError::Job(error)
    }
}

/// Why there is nothing to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotStarted {
    /// The profile refuses a line.
    Refused(Refusal),
    /// The job cannot be started.
    Starter(StarterError),
}

impl From<Refusal> for NotStarted {
    fn from(refusal: Refusal) -> NotStarted {
        NotStarted::Refused(refusal)
    }
}

impl From<StarterError> for NotStarted {
    fn from(error: StarterError) -> NotStarted {
        NotStarted::Starter(error)
    }
}
