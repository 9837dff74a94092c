//! Files that take their places together.
//!
//! New texts of `profile.yaml.good` and `profile.yaml` -> both are written beside them first, and only when the last one is
//! written the first one is renamed: a full disk, or a folder in the way, leaves everything as it was.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{FileType, lstat};

use super::process::io_text;

/// Files that were written, and are not in their places yet. Those that never get there are removed.
#[derive(Debug, Default)]
pub struct Replacements {
    /// Where each was written, and its place, in the order in which they take them.
    written: Vec<(PathBuf, PathBuf)>,
    /// What goes away after that.
    removed: Vec<PathBuf>,
}

impl Replacements {
    /// Writes a file beside `target`, which it will replace. Everybody will be able to read it, whatever the umask is.
    ///
    /// # Errors
    /// Why it cannot be written, or cannot take its place.
    #[expect(clippy::disallowed_methods, reason = "the edge writes what is put in place")]
    pub fn write(&mut self, target: &Path, content: &[u8]) -> Result<(), String> {
        if lstat(target).is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode).is_dir()) {
            return Err(format!("{} is a directory, and a file has to stand there; move it away", target.display()));
        }
        let mut name = OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        name.push(format!(".{}", std::process::id()));
        let new = target.with_file_name(name);
        let fail = |error: std::io::Error| format!("{}: {}", new.display(), io_text(&error));
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new).map_err(fail)?;
        self.written.push((new.clone(), target.to_owned()));
        let written = file
            .write_all(content)
            .and_then(|()| file.set_permissions(std::fs::Permissions::from_mode(0o644)))
            .and_then(|()| file.sync_all());
        written.map_err(fail)
    }

    /// Removes a file when the others are in their places.
    pub fn remove(&mut self, target: PathBuf) {
        self.removed.push(target);
    }

    /// Puts each file in its place in one step, then removes what goes away.
    ///
    /// # Errors
    /// Which file is at fault and why, and what was replaced before it.
    #[expect(clippy::disallowed_methods, reason = "the edge puts files in place and removes what they replace")]
    pub fn put(mut self) -> Result<(), String> {
        let mut done = Vec::new();
        for (new, target) in self.written.drain(..) {
            if let Err(error) = std::fs::rename(&new, &target).and_then(|()| sync(&target)) {
                let _ = std::fs::remove_file(&new);
                return Err(told(&target, &error, &done));
            }
            done.push(target);
        }
        for target in self.removed.drain(..) {
            std::fs::remove_file(&target).map_err(|error| told(&target, &error, &done))?;
            done.push(target);
        }
        Ok(())
    }
}

impl Drop for Replacements {
    #[expect(clippy::disallowed_methods, reason = "the edge tidies up after itself")]
    fn drop(&mut self) {
        for (new, _) in &self.written {
            let _ = std::fs::remove_file(new);
        }
    }
}

/// What went wrong, and what was changed all the same.
fn told(target: &Path, error: &std::io::Error, done: &[PathBuf]) -> String {
    let mut text = format!("{}: {}", target.display(), io_text(error));
    for (index, path) in done.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{}{}", if index == 0 { "; changed before that: " } else { ", " }, path.display());
    }
    text
}

/// Makes a rename last.
#[expect(clippy::disallowed_methods, reason = "the edge opens the directory to sync it")]
fn sync(target: &Path) -> std::io::Result<()> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Replacements;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test looks at the files it made")]
    fn a_file_that_cannot_be_written_leaves_all_others_as_they_were() {
        let dir = tempfile::tempdir().expect("a folder");
        let (first, second) = (dir.path().join("first"), dir.path().join("second"));
        fs::write(&first, "old").expect("written");
        fs::create_dir(&second).expect("made");
        let mut replacements = Replacements::default();
        assert_eq!(replacements.write(&first, b"new"), Ok(()));
        let why = format!("{} is a directory, and a file has to stand there; move it away", second.display());
        assert_eq!(replacements.write(&second, b"new"), Err(why));
        drop(replacements);
        assert_eq!(fs::read_to_string(&first).expect("read"), "old");
        assert_eq!(fs::read_dir(dir.path()).expect("read").count(), 2, "nothing is left beside");
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test looks at the files it made")]
    fn what_was_changed_before_a_failure_is_told() {
        let dir = tempfile::tempdir().expect("a folder");
        let (first, second) = (dir.path().join("first"), dir.path().join("second"));
        let mut replacements = Replacements::default();
        replacements.write(&first, b"new").expect("written");
        replacements.write(&second, b"new").expect("written");
        fs::create_dir(&second).expect("made");
        let (shown, before) = (second.display(), first.display());
        assert_eq!(replacements.put(), Err(format!("{shown}: is a directory; changed before that: {before}")));
        assert_eq!(fs::read_dir(dir.path()).expect("read").count(), 2, "nothing is left beside");
    }
}
