//! Who the job's user is, and as whom the container runs.
//!
//! `submitter: option` with `callers: [condor]` on HTCondor's `docker create --user 1000:1000 ...` -> the job's user is uid
//! 1000, because condor says so; `identity: submitter` then writes uid, gid and all groups from the user database.

use std::fmt;

use crate::argv::Place;

/// Who the job's user is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submitter {
    /// Where the profile says so; `None` for the default.
    pub at: Option<Place>,
    /// How it is known.
    pub from: SubmitterFrom,
}

/// How the job's user is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SubmitterFrom {
    /// It is the caller.
    #[default]
    Caller,
    /// A variable of a trusted caller says so, by name or uid.
    Env(String),
    /// The `--user` of a trusted caller's line says so.
    Option,
    /// sudo says so (`SUDO_UID`), when root calls.
    Sudo,
}

/// A caller who may speak for others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// By name, looked up in the user database.
    Name(String),
    /// By uid.
    Uid(u32),
}

impl Caller {
    /// Whether it is root.
    #[must_use]
    pub fn is_root(&self) -> bool {
        match self {
            Caller::Name(name) => name == "root",
            Caller::Uid(uid) => *uid == 0,
        }
    }
}

impl fmt::Display for Caller {
    /// As the profile names it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Caller::Name(name) => f.write_str(name),
            Caller::Uid(uid) => write!(f, "uid {uid}"),
        }
    }
}

/// As whom the container runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Identity {
    /// As the line says.
    #[default]
    Keep,
    /// As the submitter, with all groups, and with user and group files that know them.
    Submitter {
        /// Where the profile says so.
        at: Place,
    },
    /// As this user.
    Fixed {
        /// Where the profile says so.
        at: Place,
        /// The uid.
        user: u32,
        /// The gid.
        group: u32,
        /// Groups besides.
        groups: Vec<u32>,
    },
}

/// Who the job's user is, and as whom the container runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Persons {
    /// Who the job's user is.
    pub submitter: Submitter,
    /// Callers who may speak for others.
    pub callers: Vec<Caller>,
    /// Ids below it need explicit listing.
    pub min_id: u32,
    /// As whom the container runs.
    pub identity: Identity,
}

impl Default for Persons {
    /// What holds where the profile says nothing.
    fn default() -> Persons {
        Persons { submitter: Submitter::default(), callers: Vec::new(), min_id: 1000, identity: Identity::default() }
    }
}
