//! As whom the container's first process runs.
//!
//! `docker run -u 1000:100 --group-add 999 img` -> user 1000, group 100, and the group 999 besides.
//!
//! Without a user the image decides, mostly for root. A numeric user without a group gets the group that the image's
//! `/etc/passwd` gives it, and group 0 where it is not in there.

use super::Effects;
use super::asked::{Asked, OptionText};
use super::given::Given;
use crate::values::{GroupAdd, Principal, User, ValueError};

/// User and groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    pub user: Asked<Who>,
    pub group: Asked<Who>,
    /// Groups besides.
    pub groups: Vec<Asked<GroupAdd>>,
    /// How ids of the container become ids of the host, and lines added to its user database (podman's `--uidmap`,
    /// `--gidmap`, `--subuidname`, `--hostuser`, `--passwd-entry`, `volume create --uid` ...), in order.
    pub mapping: Vec<Asked<OptionText>>,
    /// The umask (podman).
    pub umask: Asked<super::Setting<Vec<u8>>>,
}

/// A user or group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Who {
    /// Whom the image says (`exec`: whom the container runs as).
    #[default]
    Image,
    /// By id or by a name of the image.
    As(Principal),
}

/// Takes the options of class `Identity`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let identity = &mut effects.identity;
    let who = |principal: Option<Principal>| given.asked(principal.map_or(Who::Image, Who::As));
    match given.name {
        b"user" => {
            let User { user, group } = User::parse(given.text())?;
            identity.user = who(user);
            identity.group = who(group);
        }
        b"group-add" => given.add(&mut identity.groups, |group| GroupAdd::parse(group, given.dialect))?,
        b"umask" => identity.umask = given.setting(),
        b"uidmap" | b"gidmap" | b"subuidname" | b"subgidname" | b"hostuser" | b"passwd-entry" | b"group-entry"
        | b"passwd" | b"uid" | b"gid" => {
            for value in given.elements()? {
                identity.mapping.push(given.asked(OptionText { name: given.name.to_vec(), value }));
            }
        }
        b"userns" => return super::namespaces::take(effects, given),
        _ => return Ok(false),
    }
    Ok(true)
}
