//! Where a word comes from.
//!
//! `docker create --user 1000 img` under a rule that drops `user` -> `docker` and `img` are given at 0 and 4; what was at
//! 2 and 3 is removed, with the rule's place as the reason.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};

/// A place in one of the files that were loaded: `file` counts them in the order of loading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Which file.
    pub file: u16,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Why a word is on the line, or no longer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// It was given as word `index`.
    Given {
        /// The word's index; 0 is the program's name.
        index: usize,
    },
    /// A rule of the profile wrote, changed or removed it.
    Rule {
        /// The rule's number in the profile, from 0.
        rule: u16,
        /// Where the rule says so.
        at: Place,
    },
    /// The profile itself, outside its rules (`engine`, `globals`).
    Profile {
        /// Where it says so.
        at: Place,
    },
    /// A variable of the caller, to which the profile gave a meaning.
    Variable {
        /// The variable's number in the profile, from 0.
        variable: u16,
        /// Where the profile names it.
        at: Place,
    },
    /// An option that the site makes: what stands for it, or its own words, which are gone.
    Option {
        /// The option's number in the profile, from 0.
        option: u16,
        /// Where the profile says so.
        at: Place,
    },
    /// The caller's environment, which the profile passes on.
    PassEnv {
        /// Where it says so.
        at: Place,
    },
    /// A field of a job file.
    Job {
        /// The field, in the file's own words.
        at: Place,
    },
    /// A starter: the job's environment, or its words.
    Starter,
    /// longshore's own writing of the line.
    Canonical,
    /// longshore's copy of a file that the line names.
    Copied,
    /// The line is for another client than the engine's, and so reads otherwise in the engine's words.
    Translation {
        /// Why, for people.
        why: &'static str,
    },
}

/// Whose word a word is.
///
/// What a site wrote is granted; what the caller wrote, or what holds any byte of the caller's, is judged by the policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Author {
    /// The caller, wholly or in part.
    #[default]
    Caller,
    /// The site: plain text of its profile, or facts that no caller can set.
    Site,
}

impl Author {
    /// The site, if all of a text is its own; else the caller.
    #[must_use]
    pub fn of(is_sites: bool) -> Author {
        if is_sites { Author::Site } else { Author::Caller }
    }
}

/// Why a word is on the line, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cause {
    /// Where it comes from.
    pub origin: Origin,
    /// Whose it is.
    pub author: Author,
}

impl Cause {
    /// Written by the site.
    #[must_use]
    pub fn of_site(origin: Origin) -> Cause {
        Cause { origin, author: Author::Site }
    }
}

impl From<Origin> for Cause {
    /// The caller's, unless said otherwise.
    fn from(origin: Origin) -> Cause {
        Cause { origin, author: Author::Caller }
    }
}

/// A word of the final line. In a plan it owns its text; straight from [`super::Draft::render`] it borrows that of a given
/// word, because most words are never touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<T = OsString> {
    pub text: T,
    /// Its index on the given line, when it stood there in this or another form.
    pub index: Option<usize>,
    /// How it read there, when it was changed.
    pub was: Option<OsString>,
    /// Why it reads as it does.
    pub origin: Origin,
    /// Whose it is.
    pub author: Author,
    /// Why it was written for another client than the line's, if it was.
    pub translated: Option<&'static str>,
}

impl Word {
    /// A word that the site or longshore writes.
    #[must_use]
    pub fn of_site(text: OsString, origin: Origin) -> Word {
        Word { text, index: None, was: None, origin, author: Author::Site, translated: None }
    }
}

impl Word<Cow<'_, OsStr>> {
    /// The same word with a text of its own.
    #[must_use]
    pub fn into_owned(self) -> Word {
        let Word { text, index, was, origin, author, translated } = self;
        Word { text: text.into_owned(), index, was, origin, author, translated }
    }
}

/// A word of the given line that the final line lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Its index on the given line.
    pub index: usize,
    pub text: OsString,
    /// Why it is gone.
    pub origin: Origin,
}
