//! Who may put something else in the place of a directory's entry.
//!
//! `/tmp` (1777, root's) with an entry of alice's, asked for alice -> yes; with an entry of root's -> no, `/tmp` is sticky.

use std::ffi::OsStr;
use std::os::fd::{AsRawFd as _, BorrowedFd};
use std::os::unix::ffi::OsStrExt as _;

use rustix::fs::{Access, AtFlags, Stat, accessat, getxattr};
use rustix::io::Errno;

use crate::facts::Reader;

const STICKY: u32 = 0o1000;
const GROUP_WRITES: u32 = 0o020;
const OTHERS_WRITE: u32 = 0o002;

/// Whether `reader` could replace `entry` in `directory`. Doubt is a yes: a directory counts as writable if its bits, its
/// access list or, when this process looks as the reader, the kernel says so.
pub(super) fn may_replace(
    handle: BorrowedFd<'_>,
    directory: &Stat,
    entry: &Stat,
    reader: &Reader,
    is_reader: bool,
) -> bool {
    if reader.uid == 0 {
        return false;
    }
    // The owner of a directory can make it writable, and its sticky bit does not bind him.
    if directory.st_uid == reader.uid {
        return true;
    }
    let writes = bits_let_write(directory, reader)
        || (directory.st_mode & GROUP_WRITES != 0 && list_lets_write(handle, reader))
        || (is_reader && kernel_lets_write(handle));
    writes && (directory.st_mode & STICKY == 0 || entry.st_uid == reader.uid)
}

/// Whether somebody besides root and `owner` could replace `entry` in `directory`.
pub(super) fn others_may_replace(directory: &Stat, entry: &Stat, owner: u32) -> bool {
    let is_trusted = |uid| uid == 0 || uid == owner;
    let writable = directory.st_mode & (GROUP_WRITES | OTHERS_WRITE) != 0;
    let sticky = directory.st_mode & STICKY != 0 && is_trusted(entry.st_uid);
    !is_trusted(directory.st_uid) || (writable && !sticky)
}

/// Whether somebody besides root and `owner` could write the file itself.
pub(super) fn others_may_write(file: &Stat, owner: u32) -> bool {
    (file.st_uid != 0 && file.st_uid != owner) || file.st_mode & (GROUP_WRITES | OTHERS_WRITE) != 0
}

/// The command that takes the right to write `path`, or to put something else there, from all but root.
pub(super) fn correction(path: &[u8], stat: &Stat, owner: u32) -> String {
    let path = crate::argv::quote::shell(OsStr::from_bytes(path));
    let chown = (stat.st_uid != 0 && stat.st_uid != owner).then(|| format!("chown root {path}"));
    let chmod = (stat.st_mode & (GROUP_WRITES | OTHERS_WRITE) != 0).then(|| format!("chmod go-w {path}"));
    let commands: Vec<String> = chown.into_iter().chain(chmod).collect();
    format!("(`{}` ends that)", commands.join(" && "))
}

fn bits_let_write(directory: &Stat, reader: &Reader) -> bool {
    let mode = directory.st_mode;
    mode & OTHERS_WRITE != 0 || (mode & GROUP_WRITES != 0 && reader.gids.contains(&directory.st_gid))
}

/// The group bits are the mask of an access list: without them no list lets anybody write.
fn list_lets_write(handle: BorrowedFd<'_>, reader: &Reader) -> bool {
    let path = format!("/proc/self/fd/{}", handle.as_raw_fd());
    let mut list = [0_u8; 4096];
    match getxattr(path, "system.posix_acl_access", list.as_mut_slice()) {
        Ok(length) => list.get(..length).is_none_or(|list| names_writer(list, reader)),
        Err(Errno::NODATA | Errno::OPNOTSUPP) => false,
        Err(_) => true,
    }
}

/// Whether a POSIX access list, as the kernel stores it, gives the reader by name, or a group of his, the right to write.
pub(super) fn names_writer(list: &[u8], reader: &Reader) -> bool {
    const USER: u16 = 2;
    const GROUP: u16 = 8;
    const WRITE: u16 = 2;
    let Some((&[2, 0, 0, 0], entries)) = list.split_first_chunk() else { return true };
    let (entries, rest) = entries.as_chunks::<8>();
    let names = |&[tag0, tag1, perm0, perm1, id @ ..]: &[u8; 8]| {
        let id = u32::from_le_bytes(id);
        let is_named = match u16::from_le_bytes([tag0, tag1]) {
            USER => id == reader.uid,
            GROUP => reader.gids.contains(&id),
            _ => false,
        };
        is_named && u16::from_le_bytes([perm0, perm1]) & WRITE != 0
    };
    !rest.is_empty() || entries.iter().any(names)
}

fn kernel_lets_write(handle: BorrowedFd<'_>) -> bool {
    accessat(handle, ".", Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS).is_ok()
}

#[cfg(test)]
mod tests {
    use std::fs::{File, Permissions};
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::PermissionsExt as _;

    use rustix::fs::{Stat, fstat};

    use super::{may_replace, names_writer, others_may_replace};
    use crate::facts::Reader;

    fn stat(uid: u32, gid: u32, mode: u32) -> Stat {
        let file = tempfile::tempfile().expect("a file");
        let mut stat = fstat(&file).expect("its status");
        (stat.st_uid, stat.st_gid, stat.st_mode) = (uid, gid, mode);
        stat
    }

    fn alice() -> Reader {
        Reader { uid: 1000, gids: vec![1000, 50] }
    }

    #[test]
    fn owner_group_others_and_the_sticky_bit_decide_who_may_replace_an_entry() {
        let file = tempfile::tempfile().expect("a file");
        let may = |directory: (u32, u32, u32), entry: u32| {
            let directory = stat(directory.0, directory.1, directory.2);
            may_replace(file.as_fd(), &directory, &stat(entry, 0, 0o100_644), &alice(), false)
        };
        assert!(may((1000, 0, 0o40_500), 0), "the owner can make it writable");
        assert!(may((1000, 0, 0o41_777), 0), "the sticky bit does not bind the directory's owner");
        assert!(may((0, 50, 0o40_775), 0), "a group of the reader's");
        assert!(!may((0, 51, 0o40_775), 0), "another group");
        assert!(may((0, 0, 0o40_777), 0), "everybody");
        assert!(!may((0, 0, 0o41_777), 0), "sticky, with root's entry");
        assert!(!may((0, 0, 0o41_777), 1001), "sticky, with another user's entry");
        assert!(may((0, 0, 0o41_777), 1000), "sticky, with the reader's entry");
        assert!(!may((0, 0, 0o40_755), 1000), "only root's directory counts, not whose the entry is");
        let root = Reader { uid: 0, gids: vec![0] };
        assert!(!may_replace(file.as_fd(), &stat(0, 0, 0o40_777), &stat(0, 0, 0), &root, false));
    }

    #[test]
    fn an_access_list_counts_for_users_and_groups_that_it_names() {
        let list = |entries: &[(u16, u16, u32)]| {
            let mut list = vec![2, 0, 0, 0];
            for (tag, permissions, id) in entries {
                list.extend(tag.to_le_bytes());
                list.extend(permissions.to_le_bytes());
                list.extend(id.to_le_bytes());
            }
            list
        };
        let usual = [(1, 7, u32::MAX), (4, 7, u32::MAX), (0x10, 7, u32::MAX), (0x20, 5, u32::MAX)];
        assert!(!names_writer(&list(&usual), &alice()));
        assert!(names_writer(&list(&[usual[0], (2, 7, 1000)]), &alice()));
        assert!(!names_writer(&list(&[usual[0], (2, 5, 1000)]), &alice()));
        assert!(!names_writer(&list(&[usual[0], (2, 7, 1001)]), &alice()));
        assert!(names_writer(&list(&[usual[0], (8, 2, 50)]), &alice()));
        // What cannot be read lets write.
        assert!(names_writer(b"\x03\0\0\0", &alice()));
        assert!(names_writer(b"\x02\0\0\0\x01", &alice()));
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test makes the directory it looks at")]
    fn the_kernel_is_asked_when_this_process_looks_as_the_reader() {
        let dir = tempfile::tempdir().expect("a folder");
        let open = |mode| {
            std::fs::set_permissions(dir.path(), Permissions::from_mode(mode)).expect("changed");
            File::open(dir.path()).expect("opened")
        };
        let directory = open(0o700);
        // As if it were root's, so that only the kernel's word counts: this process may write it.
        let as_roots = stat(0, 0, 0o40_755);
        let entry = stat(0, 0, 0o100_644);
        assert!(may_replace(directory.as_fd(), &as_roots, &entry, &alice(), true));
        assert!(!may_replace(directory.as_fd(), &as_roots, &entry, &alice(), false));
    }

    #[test]
    fn trusted_is_what_only_root_and_the_owner_can_replace() {
        let others = |directory: (u32, u32), entry: u32| {
            others_may_replace(&stat(directory.0, 0, directory.1), &stat(entry, 0, 0), 7)
        };
        assert!(!others((0, 0o40_755), 0));
        assert!(!others((7, 0o40_755), 0));
        assert!(others((8, 0o40_755), 0));
        assert!(others((0, 0o40_775), 0));
        assert!(others((0, 0o40_757), 0));
        assert!(!others((0, 0o41_777), 7), "nobody else may remove it from a sticky directory");
        assert!(others((0, 0o41_777), 8));
    }
}
