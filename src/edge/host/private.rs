//! Directories of the caller's own, as HTCondor makes them to hand over credentials.
//!
//! `/tmp/docker_config.4711`, the caller's and mode 0700, and `config.json` -> that file's content; a link, a directory of
//! somebody else's, or one that others can look into -> refused.

use std::fs::File;
use std::path::Path;

use rustix::fs::{FileType, Mode, OFlags, Stat, fstat, open, openat};
use rustix::io::Errno;

use crate::edge::process::io_text;
use crate::edge::read::bounded;

use super::caller;

/// The largest file, in bytes.
const LARGEST: u64 = 1 << 20;

/// The content of the file `name` in `directory`.
pub(super) fn file(directory: &Path, name: &str) -> Result<Option<Vec<u8>>, String> {
    const OTHERS: u32 = 0o077;
    if !directory.is_absolute() {
        return Err("the path is not absolute".to_owned());
    }
    let (uid, _) = caller();
    let text = |errno: Errno| io_text(&errno.into());
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    let folder = open(directory, flags | OFlags::DIRECTORY, Mode::empty()).map_err(|errno| match errno {
        Errno::NOTDIR => "it is a link, or no directory".to_owned(),
        errno => text(errno),
    })?;
    let is_own = |stat: &Stat| stat.st_uid == uid;
    let stat = fstat(&folder).map_err(text)?;
    if !is_own(&stat) || stat.st_mode & OTHERS != 0 {
        return Err(format!("it must belong to the caller, uid {uid}, with mode 0700"));
    }
    let handle = match openat(&folder, name, flags, Mode::empty()) {
        Err(Errno::NOENT) => return Ok(None),
        Err(Errno::LOOP) => return Err(format!("{name} in it is a link")),
        handle => handle.map_err(|errno| format!("{name}: {}", text(errno)))?,
    };
    let stat = fstat(&handle).map_err(text)?;
    if !FileType::from_raw_mode(stat.st_mode).is_file() || !is_own(&stat) {
        return Err(format!("{name} in it is not a regular file of the caller's"));
    }
    let read = bounded(File::from(handle), 0, LARGEST).map_err(|error| format!("{name}: {}", io_text(&error)))?;
    read.map(Some).ok_or_else(|| format!("{name} in it is larger than 1 MiB"))
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::path::Path;

    use super::file;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test makes the files it looks at")]
    fn only_a_directory_of_the_caller_s_own_counts() {
        let dir = tempfile::tempdir().expect("a folder");
        let own = dir.path().join("own");
        fs::create_dir(&own).expect("made");
        let mode = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).expect("changed");
        mode(&own, 0o700);
        assert_eq!(file(&own, "config.json"), Ok(None));
        fs::write(own.join("config.json"), "{}").expect("written");
        assert_eq!(file(&own, "config.json"), Ok(Some(b"{}".to_vec())));
        let refused = |path: &Path, why: &str| assert_eq!(file(path, "config.json"), Err(why.to_owned()));
        symlink(&own, dir.path().join("link")).expect("linked");
        refused(&dir.path().join("link"), "it is a link, or no directory");
        refused(&own.join("config.json"), "it is a link, or no directory");
        refused(Path::new("own"), "the path is not absolute");
        refused(&dir.path().join("nothing"), "no such file or directory");
        let uid = rustix::process::getuid().as_raw();
        for bad in [0o750, 0o701] {
            mode(&own, bad);
            refused(&own, &format!("it must belong to the caller, uid {uid}, with mode 0700"));
        }
        mode(&own, 0o700);
        fs::remove_file(own.join("config.json")).expect("removed");
        symlink("/etc/passwd", own.join("config.json")).expect("linked");
        refused(&own, "config.json in it is a link");
        fs::remove_file(own.join("config.json")).expect("removed");
        fs::create_dir(own.join("config.json")).expect("made");
        refused(&own, "config.json in it is not a regular file of the caller's");
    }
}
