//! Putting a profile in its place on a site machine, and taking it back.
//!
//! A checked text for `/etc/longshore/profile.yaml` -> the file is replaced in one step, so that no caller ever meets half of
//! it or none; what stood there and loaded is kept as `profile.yaml.previous`.

use std::ffi::OsString;
use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, RenameFlags, flock, renameat_with};
use rustix::io::Errno;

use crate::profile::{Source, SourceError, Text};

use super::files::FileSource;
use super::host::{STATE, STATE_MODE, make, trusted_directory};
use super::process::io_text;
use super::site::{Site, previous};
use super::trusted::Owner;

/// What stands in a file's place after an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Nothing stood there.
    Nothing,
    /// What stood there is the previous file now.
    Previous,
    /// What stood there did not load, so the previous file stays what it was.
    NotLoading,
    /// The same text stood there.
    Same,
}

/// Finds profiles as they would be found with `text` at `target`.
#[derive(Debug)]
pub struct Staged {
    /// Where the text will stand.
    pub target: PathBuf,
    /// The text, by the name of the file that was given.
    pub given: Text,
    /// All other files.
    pub others: FileSource,
}

impl Source for Staged {
    fn text(&self, reference: &str, from: Option<&str>) -> Result<Text, SourceError> {
        // What it extends is looked for beside where it will stand.
        let target = self.target.display().to_string();
        let from = from.map(|from| if from == self.given.path { target.as_str() } else { from });
        if self.others.place(reference, from).as_ref() == Some(&self.target) {
            return Ok(self.given.clone());
        }
        self.others.text(reference, from)
    }
}

/// Puts `text` at `target` in the site directory; `loads` says whether what stands there now is good enough to be kept.
///
/// # Errors
/// Which file or directory is at fault, and why. The file in place is then the old one.
pub fn install(site: &Site, target: &Path, text: &str, loads: &dyn Fn() -> bool) -> Result<Kept, String> {
    let folder = target.parent().unwrap_or_else(|| site.path());
    make(site.path(), 0o755)?;
    if folder != site.path() {
        make(folder, 0o755)?;
        trusted_directory(folder, site.owner())?;
    }
    trusted_directory(site.path(), site.owner())?;
    let _lock = lock(site.path())?;
    let standing = match rustix::fs::lstat(target) {
        Err(Errno::NOENT) => None,
        _ => Some(super::read_document(target).unwrap_or_default()),
    };
    let kept = match standing {
        None => Kept::Nothing,
        Some(standing) if standing == text => return Ok(Kept::Same),
        Some(_) if !loads() => Kept::NotLoading,
        Some(standing) => {
            replace(&previous(target), standing.as_bytes())?;
            Kept::Previous
        }
    };
    replace(target, text.as_bytes())?;
    Ok(kept)
}

/// Puts the previous file in the place of `target`, and what stood there in the place of the previous one.
///
/// # Errors
/// When there is none, or the files cannot be exchanged.
pub fn roll_back(site: &Site, target: &Path) -> Result<(), String> {
    let kept = previous(target);
    let _lock = lock(site.path())?;
    let fail = |error: Errno| format!("{}: {}", kept.display(), io_text(&error.into()));
    let here = rustix::fs::CWD;
    match renameat_with(here, &kept, here, target, RenameFlags::EXCHANGE) {
        // Nothing stands at the target, or the file system cannot exchange.
        Err(Errno::NOENT | Errno::INVAL | Errno::NOSYS) => rustix::fs::rename(&kept, target).map_err(fail)?,
        result => result.map_err(fail)?,
    }
    sync(target)
}

/// Makes the directories for files that longshore makes: root's, and one for each of these callers.
///
/// # Errors
/// Which directory cannot be made, or belongs to somebody else.
pub fn make_state(callers: &[u32]) -> Result<(), String> {
    let state = Path::new(STATE);
    make(state, STATE_MODE)?;
    trusted_directory(state, Owner::ROOT)?;
    for &uid in callers.iter().filter(|&&uid| uid != 0) {
        let own = state.join(uid.to_string());
        if rustix::fs::lstat(&own).is_err() {
            make(&own, STATE_MODE)?;
            chown(&own, Some(uid), None).map_err(|error| format!("{}: {}", own.display(), io_text(&error)))?;
        }
        trusted_directory(&own, Owner::or(uid))?;
    }
    Ok(())
}

/// Only one installation at a time.
#[expect(clippy::disallowed_methods, reason = "the edge locks the site directory")]
fn lock(folder: &Path) -> Result<File, String> {
    let fail = |error: &std::io::Error| format!("{}: {}", folder.display(), io_text(error));
    let handle = File::open(folder).map_err(|error| fail(&error))?;
    match flock(&handle, FlockOperation::NonBlockingLockExclusive) {
        Err(Errno::WOULDBLOCK) => Err(format!("{}: another installation is under way", folder.display())),
        result => result.map(|()| handle).map_err(|error| fail(&error.into())),
    }
}

/// Writes a file beside `target` and puts it in its place in one step.
#[expect(clippy::disallowed_methods, reason = "the edge writes what is installed")]
pub(super) fn replace(target: &Path, content: &[u8]) -> Result<(), String> {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}", std::process::id()));
    let new = target.with_file_name(name);
    let fail = |error: std::io::Error| format!("{}: {}", new.display(), io_text(&error));
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new).map_err(fail)?;
    let written = file
        .write_all(content)
        // Whatever the umask is, everybody has to be able to read it.
        .and_then(|()| file.set_permissions(std::fs::Permissions::from_mode(0o644)))
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::rename(&new, target));
    if let Err(error) = written {
        let _ = std::fs::remove_file(&new);
        return Err(fail(error));
    }
    sync(target)
}

/// Makes a rename last.
#[expect(clippy::disallowed_methods, reason = "the edge opens the directory to sync it")]
fn sync(target: &Path) -> Result<(), String> {
    let folder = target.parent().unwrap_or(Path::new("/"));
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| format!("{}: {}", folder.display(), io_text(&error)))
}
