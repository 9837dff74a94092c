//! What is wrong with a file, and where.
//!
//! `dorp: [user]` in a rule -> 7:5: unknown key `dorp`; did you mean `drop`?

use std::fmt;

use crate::argv::{Place, quote};

/// A fault at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The place of the offending key or value.
    pub at: Place,
    /// What is wrong there.
    pub what: What,
}

/// The kinds of fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A value that other YAML readers would not take for text stands where text is meant.
    Ambiguous {
        /// The value as written.
        text: String,
    },
    /// The value is not one of those that are possible here.
    Choice {
        /// The value as written.
        text: String,
        /// What is possible.
        possible: String,
        /// The nearest of them.
        nearest: Option<String>,
    },
    /// The YAML itself is broken, or over a limit.
    Document {
        /// What the parser says.
        message: String,
    },
    /// The value means something that cannot be.
    Meaning {
        /// What is wrong.
        what: String,
        /// What to do about it.
        remedy: String,
    },
    /// A key that must be there is not.
    Missing {
        /// The key.
        key: &'static str,
        /// What to write.
        remedy: &'static str,
    },
    /// A value of another shape is meant.
    Shape {
        /// What is meant: `a list`, `a mapping`, `a text`.
        wanted: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// A tag that means nothing here.
    Tag {
        /// The tag.
        tag: String,
    },
    /// A key that this version does not support yet.
    Unsupported {
        /// The key.
        key: String,
        /// What it needs, or what to use instead.
        remedy: String,
    },
    /// A key that does not exist here.
    UnknownKey {
        /// The key as written.
        key: String,
        /// The nearest key that does.
        nearest: Option<String>,
        /// All keys that exist here.
        known: String,
    },
}

impl Fault {
    /// A fault of meaning.
    #[must_use]
    pub fn meaning(at: Place, what: impl Into<String>, remedy: impl Into<String>) -> Fault {
        Fault { at, what: What::Meaning { what: what.into(), remedy: remedy.into() } }
    }
}

impl What {
    /// What to do about it, without the statement of what is wrong.
    #[must_use]
    pub fn remedy(&self) -> String {
        let remedy = match self {
            What::Ambiguous { text } => format!("put it in quotes: \"{text}\""),
            What::Choice { nearest: Some(nearest), .. } | What::UnknownKey { nearest: Some(nearest), .. } => {
                format!("did you mean `{nearest}`?")
            }
            What::Choice { possible, .. } => format!("write one of: {possible}"),
            What::Document { .. } => "fix the YAML there".to_owned(),
            What::Meaning { remedy, .. } | What::Unsupported { remedy, .. } => remedy.clone(),
            What::Missing { remedy, .. } => (*remedy).to_owned(),
            What::Shape { wanted: "a mapping", found: "nothing" } => "write `KEY: VALUE`, a line each".to_owned(),
            What::Shape { wanted, .. } => format!("write {wanted}"),
            What::Tag { .. } => "remove it".to_owned(),
            What::UnknownKey { known, .. } => format!("known here: {known}"),
        };
        quote::visible(&remedy).into_owned()
    }

    /// What is wrong, with what was written as it was written.
    fn statement(&self) -> String {
        match self {
            What::Ambiguous { text } => format!("unquoted `{text}` where text is expected"),
            What::Choice { text, .. } => format!("`{text}` is not possible here"),
            What::Document { message } => message.clone(),
            What::Meaning { what, .. } => what.clone(),
            What::Missing { key, .. } => format!("key `{key}` is missing"),
            What::Shape { wanted: "a mapping", found: "nothing" } => {
                "keys with values are expected here, and there are none".to_owned()
            }
            What::Shape { wanted, found } => format!("expected {wanted}, found {found}"),
            What::Tag { tag } => format!("tag `{tag}` means nothing here"),
            What::Unsupported { key, .. } if key.contains(' ') => format!("{key} is not yet supported"),
            What::Unsupported { key, .. } => format!("`{key}` is not yet supported"),
            What::UnknownKey { key, .. } => format!("unknown key `{key}`"),
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&quote::visible(&self.statement()))
    }
}

impl fmt::Display for Fault {
    /// `LINE:COLUMN: what; remedy`, on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}; {}", self.at.line, self.at.column, self.what, self.what.remedy())
    }
}

impl std::error::Error for Fault {}
