//! Who the job's user is, and as whom the container runs.
//!
//! `submitter: option` with `callers: [condor]` on HTCondor's `docker create --user 1000:1000 ...` -> the job's user is uid
//! 1000, because condor says so; `identity: submitter` then writes uid, gid and all groups from the user database.

use std::fmt;

use crate::argv::Place;
use crate::yaml::{Fault, Fields, Node, What};

/// Ids below this need explicit listing, unless the profile says otherwise.
pub(super) const MIN_ID: u32 = 1000;

/// Who the job's user is.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// `submitter: caller`, `sudo`, `option` or `env:NAME`.
pub(super) fn read_submitter(node: &Node) -> Result<Submitter, Fault> {
    let text = node.text()?;
    let from = match (text, text.strip_prefix("env:")) {
        ("caller", _) => SubmitterFrom::Caller,
        ("sudo", _) => SubmitterFrom::Sudo,
        ("option", _) => SubmitterFrom::Option,
        (_, Some(name)) if !name.is_empty() => SubmitterFrom::Env(name.to_owned()),
        _ => {
            let possible = "caller, sudo, option, env:NAME".to_owned();
            return Err(Fault { at: node.at, what: What::Choice { text: text.to_owned(), possible, nearest: None } });
        }
    };
    Ok(Submitter { at: Some(node.at), from })
}

/// `callers: [0, condor]`.
pub(super) fn read_callers(node: &Node) -> Result<Vec<Caller>, Fault> {
    node.list()?.iter().map(read_caller).collect()
}

/// A user by name or uid.
pub(super) fn read_caller(node: &Node) -> Result<Caller, Fault> {
    let text = node.text()?;
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Caller::Uid(id(node)?));
    }
    Ok(Caller::Name(text.to_owned()))
}

/// `identity: submitter`, `keep`, or `{user: N, group: N, groups: [N]}`.
pub(super) fn read_identity(node: &Node) -> Result<Identity, Fault> {
    match node.text() {
        Ok("keep") => return Ok(Identity::Keep),
        Ok("submitter") => return Ok(Identity::Submitter { at: node.at }),
        Ok(text) => {
            let possible = "submitter, keep, {user: N, group: N}".to_owned();
            return Err(Fault { at: node.at, what: What::Choice { text: text.to_owned(), possible, nearest: None } });
        }
        Err(_) => {}
    }
    let mut fields = Fields::of(node)?;
    let remedy = "write `{user: UID, group: GID}`";
    let user = id(fields.require("user", remedy)?)?;
    let group = id(fields.require("group", remedy)?)?;
    let groups = match fields.take("groups") {
        None => Vec::new(),
        Some(node) => node.list()?.iter().map(id).collect::<Result<_, _>>()?,
    };
    fields.finish()?;
    Ok(Identity::Fixed { at: node.at, user, group, groups })
}

/// An id of 32 bits.
pub(super) fn id(node: &Node) -> Result<u32, Fault> {
    let number = node.number()?;
    u32::try_from(number).map_err(|_| Fault::meaning(node.at, "an id has 32 bits", "write a smaller number"))
}
