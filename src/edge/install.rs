//! Putting a profile in its place on a site machine, and taking it back.
//!
//! A checked text for `/etc/longshore/profile.yaml` -> the file is replaced in one step, so that no caller ever meets half of
//! it or none. Beside it lie `profile.yaml.good`, the same text, which counts for jobs that run when somebody breaks the file
//! by hand; and `profile.yaml.previous`, what stood there before and loaded. What it extends gets a good copy, too, as it was
//! checked with it.

use std::ffi::OsString;
use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock, lstat};
use rustix::io::Errno;

use crate::profile::{Source, SourceError, Text};

use super::files::FileSource;
use super::host::{STATE, STATE_MODE, make, trusted_directory};
use super::process::io_text;
use super::site::{Site, edited, good, previous};
use super::trusted::{Owner, read_trusted};

/// What became of the file that stood in a file's place before an installation.
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
    /// The same text stood there, in a file that others could write.
    Open,
}

/// An installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installed {
    /// What became of the file that stood there.
    pub kept: Kept,
    /// Whether there was a copy already of what was last installed.
    pub had_good: bool,
}

/// What can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    /// The text that comes back.
    pub text: String,
    /// Where it lies.
    pub from: PathBuf,
    /// Where what stands there now is kept, unless it is the same text in a file that others can write.
    pub kept: Option<PathBuf>,
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

/// Puts `text` at `target` in the site directory, checked with these files that it extends; `loads` says whether what stands
/// there now is good enough to be kept.
///
/// # Errors
/// Which file or directory is at fault, and why. The file in place is then the old one.
pub fn install(
    site: &Site,
    target: &Path,
    text: &str,
    extended: &[Text],
    loads: &dyn Fn() -> bool,
) -> Result<Installed, String> {
    let folder = target.parent().unwrap_or_else(|| site.path());
    make(site.path(), 0o755)?;
    if folder != site.path() {
        make(folder, 0o755)?;
        trusted_directory(folder, site.owner())?;
    }
    trusted_directory(site.path(), site.owner())?;
    let _lock = lock(site.path())?;
    let had_good = lstat(good(target)).is_ok();
    let standing = match lstat(target) {
        Err(Errno::NOENT) => None,
        _ => Some(super::read_document(target).unwrap_or_default()),
    };
    let kept = match &standing {
        None => Kept::Nothing,
        Some(standing) if standing == text && read_trusted(target, site.owner()).is_err() => Kept::Open,
        Some(standing) if standing == text => Kept::Same,
        Some(_) if !loads() => Kept::NotLoading,
        Some(standing) => {
            replace(&previous(target), standing.as_bytes())?;
            Kept::Previous
        }
    };
    if kept != Kept::Same {
        replace(target, text.as_bytes())?;
    }
    keep_extended(site, extended)?;
    replace(&good(target), text.as_bytes())?;
    Ok(Installed { kept, had_good })
}

/// What `target` would go back to: to what was last installed where something else stands there now, or where others can
/// write what stands there; else to what was installed before that.
///
/// # Errors
/// When there is nothing to go back to, or it cannot be trusted.
pub fn way_back(site: &Site, target: &Path) -> Result<Back, String> {
    let read = |path: PathBuf| match lstat(&path) {
        Err(Errno::NOENT) => Ok(None),
        _ => read_trusted(&path, site.owner()).map(|text| Some((path, text))),
    };
    // What cannot be read is to be replaced all the same.
    let standing = super::read_document(target).ok();
    let is_other = |found: &(PathBuf, String)| Some(&found.1) != standing.as_ref();
    let (good, previous) = (read(good(target))?, read(previous(target))?);
    if let Some((from, text)) = good.clone().filter(|found| !is_other(found))
        && read_trusted(target, site.owner()).is_err()
    {
        return Ok(Back { text, from, kept: None });
    }
    let is_as_installed = good.as_ref().is_none_or(|good| !is_other(good));
    let kept = if is_as_installed { self::previous(target) } else { edited(target) };
    let found = good.filter(is_other).or(previous.filter(is_other));
    let (from, text) = found.ok_or_else(|| {
        format!("{}: no other version is kept, so there is nothing to go back to; install one", target.display())
    })?;
    Ok(Back { text, from, kept: Some(kept) })
}

/// Keeps good copies of what a profile extends: without them its own would not load when somebody breaks one of these files.
/// A copy of something else becomes the previous one, as if the file had been installed.
fn keep_extended(site: &Site, extended: &[Text]) -> Result<(), String> {
    for file in extended {
        let path = Path::new(&file.path);
        if !site.holds(path) {
            continue;
        }
        match super::read_document(&good(path)) {
            Ok(kept) if kept == file.text => continue,
            Ok(kept) => replace(&previous(path), kept.as_bytes())?,
            Err(_) => {}
        }
        replace(&good(path), file.text.as_bytes())?;
    }
    Ok(())
}

/// Puts a kept text in the place of `target`, checked with these files that it extends; what stands there is kept in its turn.
///
/// # Errors
/// When the files cannot be written.
pub fn roll_back(site: &Site, target: &Path, back: &Back, extended: &[Text]) -> Result<(), String> {
    let _lock = lock(site.path())?;
    if let (Some(kept), Ok(standing)) = (&back.kept, super::read_document(target)) {
        replace(kept, standing.as_bytes())?;
    }
    replace(target, back.text.as_bytes())?;
    keep_extended(site, extended)?;
    replace(&good(target), back.text.as_bytes())
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
