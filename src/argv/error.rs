//! Why a command line cannot be read.
//!
//! `docker create --usr 1000 img` -> word 2 `--usr`: docker create has no option `--usr`.

use std::ffi::OsString;
use std::fmt;

use super::name::Name;
use super::quote;

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
    pub(crate) fn new(words: &[OsString], index: usize, client: &str) -> Where {
        Where { index, word: words.get(index).cloned().unwrap_or_default(), command: client.to_owned() }
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
        /// The word.
        at: Where,
        /// The option.
        name: Name<32>,
        /// What was given.
        value: Vec<u8>,
    },
    /// `---x`, `--=x`.
    BadSyntax {
        /// The word.
        at: Where,
    },
    /// The last word is an option that needs a value.
    MissingValue {
        /// The word.
        at: Where,
        /// The option's name or letter.
        name: Vec<u8>,
    },
    /// Not even a program's name.
    NoWords,
    /// The option leads podman into remote mode: another engine, and other options.
    Remote {
        /// The word.
        at: Where,
    },
    /// The client hands the line to a plugin, and may take this word for the command, or miss it there.
    Rewritten {
        /// The word.
        at: Where,
    },
    /// A word before the command that is no option, nor an option's value, yet not the command either.
    StrayWord {
        /// The word.
        at: Where,
    },
    /// The client finds the option in a first pass over the words, where its reading in earnest does not.
    TwoReadings {
        /// The word.
        at: Where,
        /// The option.
        name: Name<32>,
    },
    /// The clients ignore the rest of a word of letters from `test.` on.
    TestWord {
        /// The word.
        at: Where,
    },
    /// A letter that is no option of the command.
    UnknownLetter {
        /// The word.
        at: Where,
        /// The letter.
        letter: u8,
        /// The letters not yet read.
        rest: Vec<u8>,
    },
    /// A name that is no option of the command, without `=value`: whether it takes the next word is not known.
    UnknownOption {
        /// The word.
        at: Where,
        /// The name.
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

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |bytes: &[u8]| quote::short_bytes(bytes);
        match self {
            ReadError::BadBoolean { at, name, value } => {
                write!(f, "{at}: --{name} is a switch and cannot be {}; write true or false", text(value))
            }
            ReadError::BadSyntax { at } => {
                write!(f, "{at}: not an option of {}; put -- before it if it is an operand", at.command)
            }
            ReadError::MissingValue { at, .. } => write!(f, "{at}: the option needs a value; add one"),
            ReadError::NoWords => write!(f, "no words at all, not even a program name; call longshore with a name"),
            ReadError::Remote { at } => {
                write!(f, "{at}: {} would ask another engine, which longshore cannot judge; remove it", at.command)
            }
            ReadError::TwoReadings { at, name } => {
                write!(f, "{at}: {} also obeys --{name} here, where it is no option; write it otherwise", at.command)
            }
            ReadError::Rewritten { at } => write!(
                f,
                "{at}: {} hands the line to buildx, and may take another word than `build` for the command; write nothing \
                 but the command's own words there",
                at.command
            ),
            ReadError::StrayWord { at } => {
                write!(f, "{at}: {} skips it in search of a command; remove it", at.command)
            }
            ReadError::TestWord { at } => {
                write!(f, "{at}: the engine's client ignores what follows `test.` in silence; write the options apart")
            }
            ReadError::UnknownLetter { at, letter, .. } => {
                let letter = text(&[*letter]);
                write!(f, "{at}: {} has no option -{letter}; see `longshore options`", at.command)
            }
            ReadError::UnknownOption { at, name, nearest, other } => {
                let name = text(name);
                let command = &at.command;
                match (other, nearest) {
                    (Some(other), _) => write!(
                        f,
                        "{at}: {command} has no option --{name}, but {other} has; call `{other}`, or let a rule of the \
                         profile write it"
                    ),
                    (None, Some(nearest)) => {
                        write!(f, "{at}: {command} has no option --{name}; did you mean --{nearest}?")
                    }
                    (None, None) => write!(
                        f,
                        "{at}: {command} has no option --{name} that longshore knows; see `longshore options`, or write \
                         --{name}=VALUE if a newer client has it"
                    ),
                }
            }
        }
    }
}

impl std::error::Error for ReadError {}
