//! Reading who the job's user is, who may speak for others, and as whom the container runs.
//!
//! `callers: [condor, 0]` -> the user `condor`, and uid 0.

use crate::profile::model::submitter::{Caller, Identity, Submitter, SubmitterFrom};
use crate::yaml::{Fault, Node, What};

use super::key::{Key, into, key, read};
use super::read::Reader;
use super::shape::{list_of, refer};

/// `submitter: caller`, `sudo`, `option` or `env:NAME`.
pub(super) fn submitter(node: &Node) -> Result<Submitter, Fault> {
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

/// A user by name or uid.
pub(super) fn caller(node: &Node) -> Result<Caller, Fault> {
    let text = node.text()?;
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Caller::Uid(id(node)?));
    }
    Ok(Caller::Name(text.to_owned()))
}

/// `identity: submitter`, `keep`, or `{user: N, group: N, groups: [N]}`.
pub(super) fn identity(node: &Node, reader: &Reader) -> Result<Identity, Fault> {
    match node.text() {
        Ok("keep") => return Ok(Identity::Keep),
        Ok("submitter") => return Ok(Identity::Submitter { at: node.at }),
        Ok(text) => {
            let possible = "submitter, keep, {user: N, group: N}".to_owned();
            return Err(Fault { at: node.at, what: What::Choice { text: text.to_owned(), possible, nearest: None } });
        }
        Err(_) => {}
    }
    let mut fixed = Fixed::default();
    read(&FIXED, node, reader, &mut fixed)?;
    let Fixed { user, group, groups } = fixed;
    Ok(Identity::Fixed { at: node.at, user, group, groups })
}

/// A user who is written in numbers.
#[derive(Default)]
pub(crate) struct Fixed {
    user: u32,
    group: u32,
    groups: Vec<u32>,
}

/// `identity` as a mapping.
pub(crate) static FIXED: [Key<Fixed>; 3] = [
    key::<Fixed>("user", "The uid.", || refer("id"), into!(user, node => id(node))).required(BOTH),
    key::<Fixed>("group", "The gid.", || refer("id"), into!(group, node => id(node))).required(BOTH),
    key(
        "groups",
        "Groups besides.",
        || list_of(refer("id")),
        into!(groups, node => node.list()?.iter().map(id).collect()),
    ),
];

const BOTH: &str = "write `{user: UID, group: GID}`";

/// An id of 32 bits.
pub(super) fn id(node: &Node) -> Result<u32, Fault> {
    let number = node.number()?;
    u32::try_from(number).map_err(|_| Fault::meaning(node.at, "an id has 32 bits", "write a smaller number"))
}
