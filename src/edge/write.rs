//! The files of a plan, written before anything is started.
//!
//! `/var/lib/longshore/passwd-3f2a...` with its content and mode 0444 -> that file, whole or not at all; when it is there
//! already it is only looked at. Its name says its content, so it never changes, and any number of processes may write it
//! at once.

use std::fmt;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, chown, fchown};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::fs::{FileType, OFlags, fstat};

use crate::plan::PlannedFile;

use super::host::{caller, make, trusted_directory};
use super::process::io_text;
use super::trusted::Owner;

/// A file of a plan that is not there as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteError {
    path: PathBuf,
    why: String,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the file {}: {}; see `longshore doctor`", self.path.display(), self.why)
    }
}

impl std::error::Error for WriteError {}

/// Makes the files of a plan.
///
/// # Errors
/// Which one is not there as it should be; nothing may then be started.
pub fn write_files(files: &[PlannedFile]) -> Result<(), WriteError> {
    files.iter().try_for_each(|file| {
        let path = PathBuf::from(&file.path);
        write(&path, file).map_err(|why| WriteError { path, why })
    })
}

/// Whether anything is at `path`, be it a link that leads nowhere.
#[must_use]
pub fn lies_there(path: &Path) -> bool {
    rustix::fs::lstat(path).is_ok()
}

/// Writes a file for somebody who asked for it, in a folder that is made if need be.
///
/// # Errors
/// When something stands there already, or it cannot be written.
#[expect(clippy::disallowed_methods, reason = "the edge writes what was asked for")]
pub fn write_new(path: &Path, content: &str, mode: u32) -> Result<(), String> {
    let write = || {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
        file.write_all(content.as_bytes())
    };
    write().map_err(|error: std::io::Error| io_text(&error))
}

fn write(path: &Path, file: &PlannedFile) -> Result<(), String> {
    let folder = path.parent().filter(|_| path.is_absolute()).ok_or("the path is not absolute")?;
    let owner = Owner::or(file.owner.unwrap_or(caller().0));
    if trusted_directory(folder, owner).is_err() {
        // One directory, in that for files: what a client reads there is nobody else's business. What stands there stays.
        make(folder, 0o700)?;
        trusted_directory(folder, owner)?;
        chown(folder, file.owner, None).map_err(|error| io_text(&error))?;
    }
    if is_there(path, file, owner)? {
        return Ok(());
    }
    let beside = beside(path);
    let written = fill(&beside, file).and_then(|()| rename(&beside, path));
    if written.is_err() {
        remove(&beside);
    }
    written
}

/// Whether the file stands there as it should; an error when something else does.
#[expect(clippy::disallowed_methods, reason = "the edge looks at its own files")]
fn is_there(path: &Path, file: &PlannedFile, owner: Owner) -> Result<bool, String> {
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default();
    let mut standing = match OpenOptions::new().read(true).custom_flags(flags).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        standing => standing.map_err(|error| io_text(&error))?,
    };
    let stat = fstat(&standing).map_err(|error| io_text(&error.into()))?;
    let is_file = FileType::from_raw_mode(stat.st_mode).is_file();
    let is_whose = file.owner.map_or(owner.is_trusted(stat.st_uid), |owner| stat.st_uid == owner);
    if !is_file || !is_whose || stat.st_mode & 0o7777 != file.mode {
        return Err(format!("something else stands there; it should be a file with mode {:04o}", file.mode));
    }
    let mut content = Vec::with_capacity(file.content.len() + 1);
    let limit = file.content.len() as u64 + 1;
    (&mut standing).take(limit).read_to_end(&mut content).map_err(|error| io_text(&error))?;
    if content != file.content {
        return Err("it was changed; remove it, and it is made anew".to_owned());
    }
    Ok(true)
}

/// A name that no other process and no other call has.
fn beside(path: &Path) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    path.with_file_name(name)
}

#[expect(clippy::disallowed_methods, reason = "the edge writes the files of a plan")]
fn fill(path: &Path, file: &PlannedFile) -> Result<(), String> {
    let whole = || {
        let mut handle: File = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        handle.write_all(&file.content)?;
        fchown(&handle, file.owner, None)?;
        // Whatever the umask is.
        handle.set_permissions(Permissions::from_mode(file.mode))?;
        // A name says a content: it must not outlive a crash without it.
        handle.sync_all()
    };
    whole().map_err(|error| io_text(&error))
}

fn rename(from: &Path, to: &Path) -> Result<(), String> {
    rustix::fs::rename(from, to).map_err(|error| io_text(&error.into()))
}

#[expect(clippy::disallowed_methods, reason = "the edge tidies up after itself")]
fn remove(path: &Path) {
    let _ = std::fs::remove_file(path);
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    use std::path::Path;

    use super::write_files;
    use crate::plan::PlannedFile;

    fn planned(path: &Path, content: &str, mode: u32) -> PlannedFile {
        PlannedFile { path: path.into(), content: content.into(), mode, owner: None }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test looks at the files it made")]
    fn files_are_made_with_their_mode_and_left_alone_when_they_are_there() {
        let dir = tempfile::tempdir().expect("a folder");
        let (plain, deep) = (dir.path().join("passwd-1"), dir.path().join("client-2/config.json"));
        let files = [planned(&plain, "root\n", 0o444), planned(&deep, "{}", 0o600)];
        assert_eq!(write_files(&files), Ok(()));
        let mode = |path: &Path| fs::metadata(path).expect("made").permissions().mode() & 0o7777;
        assert_eq!((mode(&plain), mode(&deep), mode(&dir.path().join("client-2"))), (0o444, 0o600, 0o700));
        let time = fs::metadata(&plain).expect("made").modified().expect("a time");
        assert_eq!(write_files(&files), Ok(()));
        assert_eq!(fs::metadata(&plain).expect("made").modified().expect("a time"), time);
        assert_eq!(fs::read_dir(dir.path()).expect("read").count(), 2, "nothing is left beside");
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test looks at the files it made")]
    fn a_file_and_its_own_directory_are_handed_to_whom_they_are_for() {
        if !rustix::process::geteuid().is_root() {
            // tests/it/machine.rs says what is skipped.
            return;
        }
        let dir = tempfile::tempdir().expect("a folder");
        let (plain, deep) = (dir.path().join("file-7-1"), dir.path().join("client-7-2/config.json"));
        let planned = |path: &Path, uid| PlannedFile { owner: Some(uid), ..planned(path, "A=1\n", 0o600) };
        let files = [planned(&plain, 7), planned(&deep, 7)];
        // The second time they are there.
        for _ in 0..2 {
            assert_eq!(write_files(&files), Ok(()));
        }
        for path in [&plain, &deep, &dir.path().join("client-7-2")] {
            assert_eq!(fs::metadata(path).expect("made").uid(), 7, "{}", path.display());
        }
        let why = write_files(&[planned(&plain, 8)]).expect_err("refused").why;
        assert_eq!(why, "something else stands there; it should be a file with mode 0600");
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test makes what it looks at")]
    fn what_stands_in_the_way_is_refused_and_not_changed() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("passwd-1");
        let why = |mode| write_files(&[planned(&path, "root\n", mode)]).expect_err("refused").why;
        fs::write(&path, "evil\n").expect("written");
        fs::set_permissions(&path, Permissions::from_mode(0o444)).expect("changed");
        assert_eq!(why(0o444), "it was changed; remove it, and it is made anew");
        assert_eq!(why(0o600), "something else stands there; it should be a file with mode 0600");
        fs::remove_file(&path).expect("removed");
        symlink("/etc/passwd", &path).expect("linked");
        assert_eq!(why(0o444), crate::edge::process::io_text(&rustix::io::Errno::LOOP.into()));
        fs::remove_file(&path).expect("removed");
        fs::create_dir(&path).expect("made");
        assert_eq!(why(0o444), "something else stands there; it should be a file with mode 0444");
        fs::set_permissions(dir.path(), Permissions::from_mode(0o777)).expect("changed");
        assert!(why(0o444).contains("can be written by others than"), "{}", why(0o444));
        let relative = write_files(&[planned(Path::new("passwd-1"), "", 0o444)]).expect_err("refused");
        assert_eq!(relative.to_string(), "the file passwd-1: the path is not absolute; see `longshore doctor`");
    }
}
