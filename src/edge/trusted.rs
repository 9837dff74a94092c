//! Files that decide what is allowed: nobody but root may have written them.
//!
//! `/etc/longshore/profile.yaml`, root's and mode 0644, in directories that only root can write -> its text; the same file
//! with mode 0664 -> `/etc/longshore/profile.yaml can be written by others than root`.
//!
//! The file is opened once. What is looked at is the open file, and what is read is the same open file: nothing can be put
//! in its place between the two.

use std::fs::File;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{FileType, OFlags, Stat, fstat, lstat};

use super::process::io_text;
use super::read::bounded;
use super::rights::{correction, others_may_replace, others_may_write};
use super::walk::walk;

/// Who is trusted besides root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    uid: u32,
}

impl Owner {
    /// Nobody.
    pub const ROOT: Owner = Owner { uid: 0 };

    /// This user, too: in tests.
    #[must_use]
    pub fn or(uid: u32) -> Owner {
        Owner { uid }
    }

    /// Whether this user is trusted.
    pub(super) fn is_trusted(self, uid: u32) -> bool {
        uid == 0 || uid == self.uid
    }

    /// The user besides root.
    pub(super) fn uid(self) -> u32 {
        self.uid
    }

    /// For messages.
    pub(super) fn shown(self) -> String {
        if self.uid == 0 { "root".to_owned() } else { format!("root and uid {}", self.uid) }
    }
}

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// A file that was opened: where it was found, and what it was.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    path: PathBuf,
    stat: Stat,
}

/// An open regular file.
#[derive(Debug)]
pub(super) struct Opened {
    file: File,
    seen: Seen,
}

impl Opened {
    /// Opens a regular file once.
    #[expect(clippy::disallowed_methods, reason = "the edge opens files")]
    pub(super) fn open(path: &Path) -> Result<Opened, String> {
        let shown = path.display();
        // Without O_NONBLOCK the opening of a FIFO would wait for a writer for ever.
        let flags = i32::try_from((OFlags::NONBLOCK | OFlags::CLOEXEC).bits()).unwrap_or_default();
        let file = std::fs::OpenOptions::new().read(true).custom_flags(flags).open(path);
        let file = file.map_err(|error| format!("{shown}: {}", io_text(&error)))?;
        let stat = fstat(&file).map_err(|error| format!("{shown}: {}", io_text(&error.into())))?;
        if !FileType::from_raw_mode(stat.st_mode).is_file() {
            return Err(format!("{shown} is not a regular file"));
        }
        Ok(Opened { file, seen: Seen { path: path.to_owned(), stat } })
    }

    /// What was opened.
    pub(super) fn seen(&self) -> &Seen {
        &self.seen
    }

    /// Whether nobody but root and `owner` can have written it, or put it there.
    pub(super) fn check(&self, owner: Owner) -> Result<(), String> {
        self.seen.check(owner)
    }

    /// Whether it begins as a compiled program does.
    pub(super) fn is_program(&self) -> Result<bool, String> {
        let mut start = [0; 4];
        match self.file.read_at(&mut start, 0) {
            Ok(length) => Ok(start.get(..length) == Some(b"\x7fELF")),
            Err(error) => Err(format!("{}: {}", self.seen.path.display(), io_text(&error))),
        }
    }

    /// Its text: at most 1 MiB of UTF-8.
    pub(super) fn text(self) -> Result<String, String> {
        let shown = self.seen.path.display();
        let length = u64::try_from(self.seen.stat.st_size).unwrap_or_default().min(LARGEST);
        let room = usize::try_from(length).unwrap_or_default() + 1;
        let read = bounded(self.file, room, LARGEST).map_err(|error| format!("{shown}: {}", io_text(&error)))?;
        let bytes = read.ok_or_else(|| format!("{shown} is larger than 1 MiB"))?;
        String::from_utf8(bytes).map_err(|_| format!("{shown} is not UTF-8"))
    }
}

impl Seen {
    /// Whether nobody but root and `owner` can have written it, or put it there.
    pub(super) fn check(&self, owner: Owner) -> Result<(), String> {
        let shown = self.path.display();
        if others_may_write(&self.stat, owner.uid) {
            let end = correction(self.path.as_os_str().as_bytes(), &self.stat, owner.uid);
            return Err(format!("{shown} can be written by others than {} {end}", owner.shown()));
        }
        if is_plain_and_trusted(&self.path, &self.stat, owner) {
            return Ok(());
        }
        // The longer way: links, sticky directories, and the directory that is at fault.
        let absolute = std::path::absolute(&self.path).map_err(|error| format!("{shown}: {}", io_text(&error)))?;
        let mut fault = None;
        let found = walk(absolute.as_os_str().as_bytes(), &mut |lookup| {
            if fault.is_none() && others_may_replace(lookup.stat, lookup.entry, owner.uid) {
                let end = correction(lookup.directory, lookup.stat, owner.uid);
                fault = Some((lookup.directory.to_vec(), end));
            }
        });
        if let Some((directory, end)) = fault {
            let directory = crate::argv::quote::short_bytes(&directory);
            let whom = owner.shown();
            return Err(format!("{shown} can be replaced by others than {whom}: they can write {directory} {end}"));
        }
        let is_same = |stat: &Stat| (stat.st_dev, stat.st_ino) == (self.stat.st_dev, self.stat.st_ino);
        match found {
            Ok(Some(arrived)) if is_same(&arrived.stat) => Ok(()),
            Ok(_) => Err(format!("{shown} was replaced while it was read")),
            Err(error) => Err(format!("{shown}: {error}")),
        }
    }
}

/// Whether every directory above is no link and can be written by root only: then nobody else had a hand in the path, and
/// the usual way is checked with a question a directory.
fn is_plain_and_trusted(path: &Path, file: &Stat, owner: Owner) -> bool {
    let plain = |path: &Path| {
        lstat(path)
            .is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode).is_dir() && !others_may_write(&stat, owner.uid))
    };
    let is_clean = |path: &Path| path.components().all(|part| !matches!(part, std::path::Component::ParentDir));
    let is_same = |stat: Stat| (stat.st_dev, stat.st_ino) == (file.st_dev, file.st_ino);
    path.is_absolute() && is_clean(path) && path.ancestors().skip(1).all(plain) && lstat(path).is_ok_and(is_same)
}

/// The text of a file that nobody but root and `owner` can have written.
pub(super) fn read_trusted(path: &Path, owner: Owner) -> Result<String, String> {
    let opened = Opened::open(path)?;
    opened.check(owner)?;
    opened.text()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
    use std::path::Path;

    use super::{Opened, Owner, read_trusted};

    fn me() -> Owner {
        Owner::or(rustix::process::geteuid().as_raw())
    }

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("changed");
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test makes the files it looks at")]
    fn a_file_is_trusted_when_only_its_owner_can_write_it_and_every_directory_above() {
        let dir = tempfile::tempdir().expect("a folder");
        let dir = fs::canonicalize(dir.path()).expect("a path");
        let (site, file) = (dir.join("site"), dir.join("site/profile.yaml"));
        fs::create_dir(&site).expect("made");
        fs::write(&file, "text").expect("written");
        mode(&file, 0o644);
        mode(&site, 0o755);
        // The folder for temporary files is writable by everybody, but sticky.
        assert_eq!(read_trusted(&file, me()), Ok("text".to_owned()));
        let whom = me().shown();
        let ended = |path: &Path| format!("(`chmod go-w {}` ends that)", path.display());
        let written = format!("{} can be written by others than {whom} {}", file.display(), ended(&file));
        for bad in [0o664, 0o646] {
            mode(&file, bad);
            assert_eq!(read_trusted(&file, me()), Err(written.clone()));
        }
        mode(&file, 0o600);
        let replaced = |by: &Path| {
            let (file, by, end) = (file.display(), by.display(), ended(by));
            Err(format!("{file} can be replaced by others than {whom}: they can write {by} {end}"))
        };
        for bad in [0o775, 0o757] {
            mode(&site, bad);
            assert_eq!(read_trusted(&file, me()), replaced(&site));
        }
        mode(&site, 0o755);
        mode(&dir, 0o777);
        assert_eq!(read_trusted(&file, me()), replaced(&dir));
        mode(&dir, 0o1777);
        assert_eq!(read_trusted(&file, me()), Ok("text".to_owned()));
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test makes the files it looks at")]
    fn links_count_with_the_directories_on_their_way() {
        let dir = tempfile::tempdir().expect("a folder");
        let dir = fs::canonicalize(dir.path()).expect("a path");
        for (folder, bits) in [("good", 0o755), ("bad", 0o777)] {
            fs::create_dir(dir.join(folder)).expect("made");
            mode(&dir.join(folder), bits);
            fs::write(dir.join(folder).join("file"), folder).expect("written");
        }
        symlink("../good/file", dir.join("bad/link")).expect("linked");
        symlink("../bad/link", dir.join("good/twice")).expect("linked");
        symlink("file", dir.join("good/link")).expect("linked");
        symlink("good", dir.join("folder")).expect("linked");
        assert_eq!(read_trusted(&dir.join("good/link"), me()), Ok("good".to_owned()));
        assert_eq!(read_trusted(&dir.join("folder/file"), me()), Ok("good".to_owned()));
        assert_eq!(
            read_trusted(&dir.join("bad/../good/file"), me()),
            Ok("good".to_owned()),
            "`..` is the kernel's own"
        );
        for path in ["bad/link", "good/twice", "bad/file"] {
            let why = read_trusted(&dir.join(path), me()).expect_err(path);
            let bad = dir.join("bad").display().to_string();
            assert!(why.ends_with(&format!("they can write {bad} (`chmod go-w {bad}` ends that)")), "{why}");
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test makes the files it looks at")]
    fn a_file_of_another_user_is_not_trusted() {
        if !rustix::process::geteuid().is_root() {
            // tests/it/machine.rs says what is skipped.
            return;
        }
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("file");
        fs::write(&file, "").expect("written");
        chown(&file, Some(1), None).expect("given away");
        let shown = file.display();
        let why = format!("{shown} can be written by others than root (`chown root {shown}` ends that)");
        assert_eq!(read_trusted(&file, Owner::ROOT), Err(why));
        assert_eq!(read_trusted(&file, Owner::or(1)), Ok(String::new()));
    }

    #[test]
    fn only_regular_files_are_opened() {
        let why = Opened::open(Path::new("/dev/null")).map(|_| ()).expect_err("refused");
        assert_eq!(why, "/dev/null is not a regular file");
        let why = Opened::open(Path::new("/etc")).map(|_| ()).expect_err("refused");
        assert_eq!(why, "/etc is not a regular file");
    }
}
