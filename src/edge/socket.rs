//! Who may use an engine's socket without longshore.
//!
//! `/var/run/docker.sock`, root's, group docker, mode 0660, asked for alice in the group docker -> reached by her group.
//! Whoever reaches it may start anything as root, whatever a profile says.

use std::fmt;
use std::path::{Path, PathBuf};

use rustix::fs::{FileType, Stat, getxattr, stat};
use rustix::io::Errno;

use crate::facts::Reader;

use super::process::io_text;
use super::rights::names_writer;

/// A socket, and how a user reaches it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Socket {
    /// Its path.
    pub path: PathBuf,
    /// The group that owns it, if that may write.
    pub group: Option<u32>,
    /// How the user reaches it; `None` if not at all.
    pub reached: Option<Reached>,
}

/// By what a user may write to a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// By a group.
    Group(u32),
    /// By an access list.
    List,
    /// Everybody may.
    Others,
    /// It is his own.
    Owner,
    /// Root may do everything.
    Root,
}

impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reached::Group(gid) => write!(f, "by the group {gid}"),
            Reached::List => f.write_str("by its access list"),
            Reached::Others => f.write_str("as to everybody"),
            Reached::Owner => f.write_str("as its owner"),
            Reached::Root => f.write_str("as root"),
        }
    }
}

const WRITE: u32 = 0o2;
const SEARCH: u32 = 0o1;

/// Those of `paths` that exist, as `reader` sees them; each socket once, by whatever links it is found.
///
/// # Errors
/// Which one cannot be looked at, and why.
pub fn sockets(paths: &[&Path], reader: &Reader) -> Result<Vec<Socket>, String> {
    let mut found: Vec<(u64, u64)> = Vec::new();
    let mut sockets = Vec::new();
    for path in paths {
        let own = match stat(*path) {
            Ok(own) => own,
            Err(Errno::NOENT | Errno::NOTDIR) => continue,
            Err(error) => return Err(format!("{}: {}", path.display(), io_text(&error.into()))),
        };
        let is_new = !found.contains(&(own.st_dev, own.st_ino));
        if FileType::from_raw_mode(own.st_mode).is_socket() && is_new {
            found.push((own.st_dev, own.st_ino));
            sockets.push(socket(path, &own, reader)?);
        }
    }
    Ok(sockets)
}

#[expect(clippy::disallowed_methods, reason = "the edge follows links")]
fn socket(path: &Path, own: &Stat, reader: &Reader) -> Result<Socket, String> {
    let fault = |why: String| format!("{}: {why}", path.display());
    let real = std::fs::canonicalize(path).map_err(|error| fault(io_text(&error)))?;
    let mut can_enter = true;
    for directory in real.ancestors().skip(1) {
        let directory = stat(directory).map_err(|error| fault(io_text(&error.into())))?;
        can_enter &= reaches(&directory, SEARCH, reader).is_some();
    }
    let by_list = || {
        let mut list = [0_u8; 4096];
        let length = getxattr(&real, "system.posix_acl_access", list.as_mut_slice()).ok()?;
        names_writer(list.get(..length)?, reader).then_some(Reached::List)
    };
    let reached = reaches(own, WRITE, reader).or_else(by_list).filter(|_| can_enter);
    let group = (own.st_mode & (WRITE << 3) != 0 && own.st_gid != 0).then_some(own.st_gid);
    Ok(Socket { path: path.to_owned(), group, reached })
}

/// By what the bits of a file give `reader` a right. The kernel asks the first of owner, group and others that he is.
fn reaches(stat: &Stat, right: u32, reader: &Reader) -> Option<Reached> {
    let has = |shift: u32| stat.st_mode & (right << shift) != 0;
    if reader.uid == 0 {
        return Some(Reached::Root);
    }
    if stat.st_uid == reader.uid {
        return has(6).then_some(Reached::Owner);
    }
    if reader.gids.contains(&stat.st_gid) {
        return has(3).then_some(Reached::Group(stat.st_gid));
    }
    has(0).then_some(Reached::Others)
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::net::UnixListener;
    use std::path::Path;

    use super::{Reached, sockets};
    use crate::facts::Reader;

    #[test]
    fn a_socket_is_reached_by_the_first_bits_that_mean_the_user_and_only_past_its_directories() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::set_permissions(dir.path(), Permissions::from_mode(0o755)).expect("changed");
        let (folder, path) = (dir.path().join("run"), dir.path().join("run/engine.sock"));
        fs::create_dir(&folder).expect("made");
        let _listener = UnixListener::bind(&path).expect("a socket can be made");
        let (uid, gid) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
        let reached = |mode: u32, uid: u32, gids: &[u32]| {
            fs::set_permissions(&path, Permissions::from_mode(mode)).expect("changed");
            let found = sockets(&[path.as_path(), Path::new("/nothing")], &Reader { uid, gids: gids.to_vec() });
            let found = found.expect("looked at");
            assert_eq!(found.len(), 1);
            found[0].reached
        };
        let (other, others) = (uid + 61_234, [gid + 61_234]);
        fs::set_permissions(&folder, Permissions::from_mode(0o711)).expect("changed");
        assert_eq!(reached(0o660, other, &[others[0], gid]), Some(Reached::Group(gid)));
        assert_eq!(reached(0o660, other, &others), None);
        assert_eq!(reached(0o666, other, &others), Some(Reached::Others));
        assert_eq!(reached(0o606, other, &[gid]), None, "the kernel asks the group's bits only");
        assert_eq!(reached(0o660, 0, &[0]), Some(Reached::Root));
        if uid != 0 {
            assert_eq!(reached(0o660, uid, &others), Some(Reached::Owner));
        }
        fs::set_permissions(&folder, Permissions::from_mode(0o700)).expect("changed");
        assert_eq!(reached(0o666, other, &others), None);
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).expect("changed");
    }

    #[test]
    fn what_is_no_socket_is_not_looked_at() {
        let found = sockets(&[Path::new("/etc/passwd"), Path::new("/etc")], &Reader::default());
        assert_eq!(found, Ok(Vec::new()));
    }
}
