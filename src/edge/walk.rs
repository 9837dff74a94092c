//! A path as the kernel takes it, one name after the other, links included.
//!
//! `/home/alice/data` where `data` is a link to `/scratch/a` -> looked up are `home` in `/`, `alice` in `/home`, `data` in
//! `/home/alice`, `scratch` in `/` and `a` in `/scratch`; what is found is `/scratch/a`. Each look-up is shown to whoever
//! asked: who may write the directory decides who may put something else there.
//!
//! Nothing is opened for reading or writing (`O_PATH`), but mounts on demand are made, as an engine would make them.

use std::fmt;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};

use rustix::fs::{FileType, Mode, OFlags, Stat, fstat, fstatfs, openat, readlinkat};
use rustix::io::Errno;

use super::process::io_text;

/// As many links as the kernel follows.
const MOST_LINKS: usize = 40;

/// One name that is looked up on the way.
#[derive(Debug)]
pub(super) struct Lookup<'w> {
    /// The directory's path, without links.
    pub(super) directory: &'w [u8],
    /// The directory.
    pub(super) handle: BorrowedFd<'w>,
    /// Its owner and mode.
    pub(super) stat: &'w Stat,
    /// Owner and mode of what the name stands for; a link's own if it is one.
    pub(super) entry: &'w Stat,
}

/// Where a path leads.
#[derive(Debug)]
pub(super) struct Arrived {
    /// The path without links.
    pub(super) real: Vec<u8>,
    /// Its owner and mode.
    pub(super) stat: Stat,
}

/// Why a path leads nowhere that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum WalkError {
    /// The kernel refused.
    Kernel {
        /// The directory in which a name was looked up.
        directory: Vec<u8>,
        /// Why.
        errno: Errno,
    },
    /// It leads where the caller would not have it followed.
    Elsewhere,
    /// A link of `/proc`, which leads every process elsewhere.
    ProcessLink {
        /// The directory of `/proc` in which it lies.
        directory: Vec<u8>,
    },
    /// The path does not begin at the root.
    Relative,
}

impl fmt::Display for WalkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = crate::argv::quote::short_bytes;
        match self {
            WalkError::Kernel { directory, errno } => {
                write!(f, "looking into {}: {}", shown(directory), io_text(&(*errno).into()))
            }
            WalkError::ProcessLink { directory } => {
                write!(f, "the link in {} leads every process elsewhere", shown(directory))
            }
            WalkError::Elsewhere => f.write_str("it leads elsewhere"),
            WalkError::Relative => f.write_str("the path is not absolute"),
        }
    }
}

/// A directory on the way, with the length of its path.
struct Place {
    handle: OwnedFd,
    stat: Stat,
    length: usize,
}

/// Follows `path` and shows every look-up to `see`; `None` when nothing is there.
///
/// # Errors
/// When the way cannot be followed to its end.
pub(super) fn walk(path: &[u8], see: &mut dyn FnMut(&Lookup<'_>)) -> Result<Option<Arrived>, WalkError> {
    walk_where(path, see, &|_| true)
}

/// The same, as long as `may` says that the path of the next name may be touched.
///
/// # Errors
/// [`WalkError::Elsewhere`] where it may not, and as for [`walk`].
pub(super) fn walk_where(
    path: &[u8],
    see: &mut dyn FnMut(&Lookup<'_>),
    may: &dyn Fn(&[u8]) -> bool,
) -> Result<Option<Arrived>, WalkError> {
    if !path.starts_with(b"/") {
        return Err(WalkError::Relative);
    }
    let mut places = vec![root()?];
    let mut real: Vec<u8> = Vec::new();
    let mut pending: Vec<Vec<u8>> = names(path);
    let mut links = 0;
    while let Some(name) = pending.pop() {
        let Some(here) = places.last() else { break };
        let shown = if real.is_empty() { b"/".to_vec() } else { real.clone() };
        let fail = |errno| WalkError::Kernel { directory: shown.clone(), errno };
        if !is_directory(&here.stat) {
            return Err(fail(Errno::NOTDIR));
        }
        match name.as_slice() {
            b"" | b"." => continue,
            b".." => {
                if places.len() > 1 {
                    places.pop();
                }
                real.truncate(places.last().map_or(0, |place| place.length));
                continue;
            }
            _ => {}
        }
        if !may(&[real.as_slice(), b"/", &name].concat()) {
            return Err(WalkError::Elsewhere);
        }
        let handle = match open(&here.handle, &name) {
            Err(Errno::NOENT) => return Ok(None),
            found => found.map_err(fail)?,
        };
        let entry = fstat(&handle).map_err(fail)?;
        see(&Lookup { directory: &shown, handle: here.handle.as_fd(), stat: &here.stat, entry: &entry });
        if FileType::from_raw_mode(entry.st_mode).is_symlink() {
            links += 1;
            if links > MOST_LINKS {
                return Err(fail(Errno::LOOP));
            }
            if fstatfs(&handle).map_err(fail)?.f_type == rustix::fs::PROC_SUPER_MAGIC {
                return Err(WalkError::ProcessLink { directory: shown });
            }
            let target = readlinkat(&handle, "", Vec::new()).map_err(fail)?.into_bytes();
            if target.is_empty() {
                return Ok(None);
            }
            if target.starts_with(b"/") {
                places.truncate(1);
                real.clear();
            }
            pending.extend(names(&target));
        } else {
            real.push(b'/');
            real.extend(name);
            places.push(Place { handle, stat: entry, length: real.len() });
        }
    }
    let Some(place) = places.pop() else { return Ok(None) };
    if real.is_empty() {
        real.push(b'/');
    }
    Ok(Some(Arrived { real, stat: place.stat }))
}

/// The names of a path, the last one first. A slash at the end is an empty name: only a directory has one.
fn names(path: &[u8]) -> Vec<Vec<u8>> {
    path.split(|&byte| byte == b'/').map(<[u8]>::to_vec).rev().collect()
}

fn root() -> Result<Place, WalkError> {
    let fail = |errno| WalkError::Kernel { directory: b"/".to_vec(), errno };
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let handle = openat(rustix::fs::CWD, "/", flags, Mode::empty()).map_err(fail)?;
    let stat = fstat(&handle).map_err(fail)?;
    Ok(Place { handle, stat, length: 0 })
}

/// As a directory first: only so does the kernel make a mount on demand.
fn open(directory: &OwnedFd, name: &[u8]) -> Result<OwnedFd, Errno> {
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    match openat(directory, name, flags | OFlags::DIRECTORY, Mode::empty()) {
        Err(Errno::NOTDIR) => openat(directory, name, flags, Mode::empty()),
        found => found,
    }
}

fn is_directory(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode).is_dir()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;
    use std::path::Path;

    use rustix::io::Errno;

    use super::{WalkError, walk};

    fn real(path: &Path) -> Result<Option<String>, WalkError> {
        let found = walk(path.as_os_str().as_bytes(), &mut |_| ())?;
        Ok(found.map(|arrived| String::from_utf8(arrived.real).expect("UTF-8")))
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test makes the files it looks at")]
    fn a_path_leads_where_the_kernel_says() {
        let dir = tempfile::tempdir().expect("a folder");
        let dir = fs::canonicalize(dir.path()).expect("a path");
        fs::create_dir_all(dir.join("a/b")).expect("made");
        fs::write(dir.join("a/file"), "").expect("written");
        for (link, target) in
            [("up", "a/../a/b"), ("rooted", "/"), ("loop", "loop"), ("gone", "nothing"), ("a/b/out", "../../..")]
        {
            symlink(target, dir.join(link)).expect("linked");
        }
        let absolute = dir.join("absolute");
        symlink(dir.join("a/file"), &absolute).expect("linked");
        for path in [
            "a/b",
            "up",
            "up/..",
            "up/../file",
            "./a//b/.",
            "rooted",
            "rooted/..",
            "a/b/out",
            "absolute",
            "rooted/usr/lib",
        ] {
            let path = dir.join(path);
            let kernel = fs::canonicalize(&path).expect("a path").display().to_string();
            assert_eq!(real(&path), Ok(Some(kernel)), "{}", path.display());
        }
        assert_eq!(real(&dir.join("nothing/b")), Ok(None));
        assert_eq!(real(&dir.join("gone")), Ok(None));
        let shown = dir.as_os_str().as_bytes().to_vec();
        let kernel = |directory: &[u8], errno| Err(WalkError::Kernel { directory: directory.to_vec(), errno });
        assert_eq!(real(&dir.join("loop")), kernel(&shown, Errno::LOOP));
        let file = dir.join("a/file");
        assert_eq!(real(&file.join("x")), kernel(file.as_os_str().as_bytes(), Errno::NOTDIR));
        assert_eq!(real(&file.join("..")), kernel(file.as_os_str().as_bytes(), Errno::NOTDIR));
        assert_eq!(real(&dir.join("a/file/")), kernel(file.as_os_str().as_bytes(), Errno::NOTDIR));
        assert_eq!(real(Path::new("a")), Err(WalkError::Relative));
    }

    #[test]
    fn every_look_up_is_shown_links_included() {
        let dir = tempfile::tempdir().expect("a folder");
        symlink("/usr", dir.path().join("link")).expect("linked");
        let mut seen = Vec::new();
        let path = dir.path().join("link/lib/");
        walk(path.as_os_str().as_bytes(), &mut |lookup| {
            seen.push(String::from_utf8(lookup.directory.to_vec()).expect("UTF-8"));
        })
        .expect("a way");
        let at = seen.iter().position(|path| Path::new(path) == dir.path()).expect("the link's own directory");
        assert_eq!(seen[at + 1..at + 3], ["/", "/usr"]);
    }

    #[test]
    fn links_of_proc_lead_every_process_elsewhere_and_are_refused() {
        let refused = |directory: &str| Err(WalkError::ProcessLink { directory: directory.as_bytes().to_vec() });
        assert_eq!(real(Path::new("/proc/self/root/etc")), refused("/proc"));
        assert_eq!(real(Path::new("/proc/1/cwd")), refused("/proc/1"));
        assert_eq!(real(Path::new("/dev/fd/0")), refused("/proc"));
    }
}
