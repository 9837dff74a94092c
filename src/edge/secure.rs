//! The state of the process: what a caller may have left behind, and what the engine gets.
//!
//! A setuid copy of longshore, called by alice -> refused; under a policy, an open descriptor 7 -> not the engine's.

use std::ffi::OsStr;
use std::fmt;
use std::os::unix::ffi::OsStrExt as _;

use rustix::fs::Mode;
use rustix::process::{getegid, geteuid, getgid, getuid, umask};

use super::read::whole;

/// The kernel's note to a program has some 400 bytes.
const LARGEST: u64 = 1 << 16;

/// Why longshore does not run at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecureError {
    /// It has more rights than who calls it: setuid, setgid or capabilities of the file.
    MoreRights,
    /// The kernel does not let it look at itself.
    Unknown,
}

impl fmt::Display for SecureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SecureError::MoreRights => {
                "it runs with more rights than who calls it has (setuid, setgid or capabilities of the file); install it \
                 with mode 0755 and let sudo give rights"
            }
            SecureError::Unknown => {
                "it cannot tell whether it runs with more rights than who calls it has; install it with mode 0755"
            }
        })
    }
}

impl std::error::Error for SecureError {}

/// Whether the program runs with the rights of whoever calls it, and no more.
///
/// Root is asked nothing: HTCondor calls as root turned another user, which looks the same to the kernel.
///
/// # Errors
/// [`SecureError`]; nothing may then be done.
pub fn check_secure() -> Result<(), SecureError> {
    if getuid().is_root() {
        return Ok(());
    }
    if getuid() != geteuid() || getgid() != getegid() {
        return Err(SecureError::MoreRights);
    }
    match whole("/proc/self/auxv", LARGEST) {
        Ok(Some(bytes)) if is_marked(&bytes) => Err(SecureError::MoreRights),
        Ok(Some(_)) => Ok(()),
        // Without /proc the ids have to do.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        // A program with capabilities of its own, or one that its user may not read.
        Ok(None) | Err(_) => Err(SecureError::Unknown),
    }
}

/// Whether the kernel's note to the program says that it has more rights.
fn is_marked(auxv: &[u8]) -> bool {
    const AT_SECURE: usize = 23;
    let (words, _) = auxv.as_chunks::<{ size_of::<usize>() }>();
    let (pairs, _) = words.as_chunks::<2>();
    pairs.iter().any(|&[key, value]| usize::from_ne_bytes(key) == AT_SECURE && usize::from_ne_bytes(value) != 0)
}

/// From here on a policy counts: no program that is started gets a descriptor above 2 that the caller left open, and files
/// that are made can be written by their owner only.
pub fn enter_policy() {
    close_fds::set_fds_cloexec(3, &[]);
    umask(Mode::from_raw_mode(0o022));
}

/// Whether the loader or the C library itself obeys a variable of this name.
pub(super) fn is_of_the_loader(name: &OsStr) -> bool {
    name.as_bytes().starts_with(b"LD_")
        || ["GCONV_PATH", "LOCPATH", "GLIBC_TUNABLES"].iter().any(|known| name == *known)
}

#[cfg(test)]
mod tests {
    use super::{is_marked, is_of_the_loader};

    #[test]
    fn the_kernel_s_note_is_read() {
        let auxv = |pairs: &[(usize, usize)]| -> Vec<u8> {
            pairs.iter().flat_map(|(key, value)| [key.to_ne_bytes(), value.to_ne_bytes()].concat()).collect()
        };
        assert!(is_marked(&auxv(&[(6, 4096), (23, 1), (0, 0)])));
        assert!(!is_marked(&auxv(&[(6, 23), (23, 0), (0, 0)])));
        assert!(!is_marked(b"\x17"));
    }

    #[test]
    fn names_of_the_loader_are_known() {
        for name in ["LD_PRELOAD", "LD_LIBRARY_PATH", "GCONV_PATH", "LOCPATH", "GLIBC_TUNABLES"] {
            assert!(is_of_the_loader(name.as_ref()), "{name}");
        }
        for name in ["LD", "PATH", "LOCPATH2"] {
            assert!(!is_of_the_loader(name.as_ref()), "{name}");
        }
    }
}
