//! Why a command line cannot be read.
//!
//! `docker create --usr 1000 img` -> word 2 `--usr`: docker create has no option `--usr`.

use std::ffi::OsString;
use std::fmt;

use super::name::Name;
use super::quote;
use crate::statement::Statement;

/// A word of a command line, by index (0 is the program's name).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Where {
    /// The word's index.
    pub index: usize,
    /// The word as it was written.
    pub word: OsString,
    /// The client and the command that the word belongs to: `docker create`.
    pub command: String,
}

impl Where {
    /// The word `index` of a line whose client and command are `command`.
    #[must_use]
    pub fn new(words: &[OsString], index: usize, command: &str) -> Where {
        Where { index, word: words.get(index).cloned().unwrap_or_default(), command: command.to_owned() }
    }
}

impl fmt::Display for Where {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "word {} ({})", self.index, quote::short(&self.word))
    }
}

/// A line that the client refuses or that cannot be read with certainty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// A switch was given something that is not a boolean.
    BadBoolean {
        at: Where,
        name: Name<32>,
        /// What was given.
        value: Vec<u8>,
    },
    /// `---x`, `--=x`.
    BadSyntax {
        at: Where,
    },
    /// The last word is an option that needs a value.
    MissingValue {
        at: Where,
        /// The option's name or letter.
        name: Vec<u8>,
    },
    /// Not even a program's name.
    NoWords,
    /// The option leads podman into remote mode: another engine, and other options.
    Remote {
        at: Where,
    },
    /// The client hands the line to a plugin, and may take this word for the command, or miss it there.
    Rewritten {
        at: Where,
    },
    /// A word before the command that is no option, nor an option's value, yet not the command either.
    StrayWord {
        at: Where,
    },
    /// The client finds the option in a first pass over the words, where its reading in earnest does not.
    TwoReadings {
        at: Where,
        name: Name<32>,
    },
    /// The clients ignore the rest of a word of letters from `test.` on.
    TestWord {
        at: Where,
    },
    /// A letter that is no option of the command.
    UnknownLetter {
        at: Where,
        letter: u8,
        /// The letters not yet read.
        rest: Vec<u8>,
    },
    /// A name that is no option of the command, without `=value`: whether it takes the next word is not known.
    UnknownOption {
        at: Where,
        name: Vec<u8>,
        /// The nearest option that the command has.
        nearest: Option<Box<str>>,
        /// Another client that has the option, and by whose name longshore can be called here.
        other: Option<&'static str>,
    },
}

impl ReadError {
    /// The same error with the command's words after the client's name.
    pub(super) fn under(mut self, path: &str) -> ReadError {
        if let Some(at) = self.at_mut()
            && !path.is_empty()
        {
            at.command = format!("{} {path}", at.command);
        }
        self
    }

    fn at_mut(&mut self) -> Option<&mut Where> {
        match self {
            ReadError::BadBoolean { at, .. }
            | ReadError::BadSyntax { at }
            | ReadError::MissingValue { at, .. }
            | ReadError::Remote { at }
            | ReadError::Rewritten { at }
            | ReadError::StrayWord { at }
            | ReadError::TestWord { at }
            | ReadError::TwoReadings { at, .. }
            | ReadError::UnknownLetter { at, .. }
            | ReadError::UnknownOption { at, .. } => Some(at),
            ReadError::NoWords => None,
        }
    }

    /// The word, when there is one.
    #[must_use]
    pub fn at(&self) -> Option<&Where> {
        match self {
            ReadError::BadBoolean { at, .. }
            | ReadError::BadSyntax { at }
            | ReadError::MissingValue { at, .. }
            | ReadError::Remote { at }
            | ReadError::Rewritten { at }
            | ReadError::StrayWord { at }
            | ReadError::TestWord { at }
            | ReadError::TwoReadings { at, .. }
            | ReadError::UnknownLetter { at, .. }
            | ReadError::UnknownOption { at, .. } => Some(at),
            ReadError::NoWords => None,
        }
    }
}

impl ReadError {
    /// What is wrong with the word, and what to do.
    #[must_use]
    pub fn statement(&self) -> Statement {
        let text = |bytes: &[u8]| quote::short_bytes(bytes);
        let (why, remedy) = match self {
            ReadError::BadBoolean { name, value, .. } => {
                (format!("--{name} is a switch and cannot be {}", text(value)), "write true or false".to_owned())
            }
            ReadError::BadSyntax { at } => {
                (format!("not an option of {}", at.command), "put -- before it if it is an operand".to_owned())
            }
            ReadError::MissingValue { .. } => ("the option needs a value".to_owned(), "add one".to_owned()),
            ReadError::NoWords => {
                ("no words at all, not even a program name".to_owned(), "call longshore with a name".to_owned())
            }
            ReadError::Remote { at } => {
                let why = format!("{} would ask another engine, which longshore cannot judge", at.command);
                (why, "remove it".to_owned())
            }
            ReadError::TwoReadings { at, name } => {
                let why = format!("{} also obeys --{name} here, where it is no option", at.command);
                (why, "write it otherwise".to_owned())
            }
            ReadError::Rewritten { at } => {
                let command = &at.command;
                let why = format!(
                    "{command} hands the line to buildx, and may take another word than `build` for the command"
                );
                (why, "write nothing but the command's own words there".to_owned())
            }
            ReadError::StrayWord { at } => {
                (format!("{} skips it in search of a command", at.command), "remove it".to_owned())
            }
            ReadError::TestWord { .. } => {
                let why = "the engine's client ignores what follows `test.` in silence";
                (why.to_owned(), "write the options apart".to_owned())
            }
            ReadError::UnknownLetter { at, letter, .. } => {
                let why = format!("{} has no option -{}", at.command, text(&[*letter]));
                (why, "see `longshore options`".to_owned())
            }
            ReadError::UnknownOption { at, name, nearest, other } => {
                let (name, command) = (text(name), &at.command);
                let why = format!("{command} has no option --{name}");
                match (other, nearest) {
                    (Some(other), _) => (
                        format!("{why}, but {other} has"),
                        format!("call `{other}`, or let a rule of the profile write it"),
                    ),
                    (None, Some(nearest)) => (why, format!("did you mean --{nearest}?")),
                    (None, None) => (
                        format!("{why} that longshore knows"),
                        format!("see `longshore options`, or write --{name}=VALUE if a newer client has it"),
                    ),
                }
            }
        };
        Statement { why, remedy }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = self.at() {
            write!(f, "{at}: ")?;
        }
        self.statement().fmt(f)
    }
}

impl std::error::Error for ReadError {}
