//! Paths on file systems of this machine, looked at without a child.
//!
//! `/data/in` on ext4 -> followed in this process; `/gpfs/x`, or a link that leads there -> left to the child, which may be
//! given up when the file server does not answer.

use crate::edge::read::whole;
use crate::edge::walk::{Arrived, Lookup, WalkError, walk_where};

/// File systems that answer without another machine.
const LOCAL: [&[u8]; 20] = [
    b"bcachefs",
    b"btrfs",
    b"cgroup",
    b"cgroup2",
    b"devpts",
    b"devtmpfs",
    b"erofs",
    b"ext2",
    b"ext3",
    b"ext4",
    b"f2fs",
    b"iso9660",
    b"overlay",
    b"proc",
    b"ramfs",
    b"squashfs",
    b"sysfs",
    b"tmpfs",
    b"vfat",
    b"xfs",
];

/// A list of mounts of more bytes is not looked through; everything is then left to the child.
const LARGEST: u64 = 16 << 20;

/// The mounts of this machine that may have to wait for another one.
#[derive(Debug)]
pub(super) struct Remote(Vec<Vec<u8>>);

impl Remote {
    /// As the kernel lists them; `None` when it does not.
    pub(super) fn of_machine() -> Option<Remote> {
        whole("/proc/self/mounts", LARGEST).ok().flatten().and_then(|text| Remote::read(&text))
    }

    fn read(text: &[u8]) -> Option<Remote> {
        let mut remote = Vec::new();
        for line in text.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
            let mut words = line.split(|&byte| byte == b' ');
            let point = words.nth(1)?;
            let kind = words.next()?;
            if !LOCAL.contains(&kind) {
                remote.push(unescaped(point));
            }
        }
        Some(Remote(remote))
    }

    /// Follows a path as long as it stays on this machine; `None` where it does not.
    pub(super) fn walk(
        &self,
        path: &[u8],
        see: &mut dyn FnMut(&Lookup<'_>),
    ) -> Option<Result<Option<Arrived>, WalkError>> {
        let is_rooted_here = !self.0.iter().any(|point| point == b"/");
        match walk_where(path, see, &|path| is_rooted_here && !self.0.iter().any(|point| point == path)) {
            Err(WalkError::Elsewhere) => None,
            found => Some(found),
        }
    }
}

/// The kernel writes blanks and the like as `\040`.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..3).and_then(|digits| str::from_utf8(digits).ok());
        match code.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(code) if byte == b'\\' => {
                bytes.push(code);
                rest = after.get(3..).unwrap_or_default();
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::Remote;

    const MOUNTS: &[u8] = b"/dev/sda1 / ext4 rw,relatime 0 0\n\
        fs\\0401 /gpfs/a\\040b gpfs rw 0 0\n\
        tmpfs /tmp tmpfs rw 0 0\n\
        /etc/auto.misc /misc autofs rw 0 0\n";

    #[test]
    fn mounts_of_other_machines_are_known_by_their_kind() {
        let remote = Remote::read(MOUNTS).expect("a list");
        assert_eq!(remote.0, [b"/gpfs/a b".to_vec(), b"/misc".to_vec()]);
    }

    #[test]
    fn a_path_is_followed_up_to_such_a_mount_and_not_into_it() {
        let remote = Remote(vec![b"/usr/lib".to_vec()]);
        let mut seen = 0;
        assert!(remote.walk(b"/usr/lib/x", &mut |_| seen += 1).is_none());
        assert_eq!(seen, 1);
        let found = remote.walk(b"/usr/bin", &mut |_| ()).expect("here").expect("a way").expect("something");
        assert_eq!(found.real, b"/usr/bin");
        assert!(Remote(vec![b"/".to_vec()]).walk(b"/usr", &mut |_| ()).is_none());
    }

    #[test]
    fn a_list_that_cannot_be_read_is_none() {
        assert!(Remote::read(b"/dev/sda1 /\n").is_none());
    }
}
