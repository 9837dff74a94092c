//! Putting a profile in its place on a site machine, and taking it back.
//!
//! A checked text for `/etc/longshore/profile.yaml` -> the file is replaced in one step, so that no caller ever meets half of
//! it or none. Beside it lie `profile.yaml.good`, the same text, which counts for jobs that run when somebody breaks the file
//! by hand; and `profile.yaml.previous`, what stood there before and loaded. What it extends gets a good copy, too, as it was
//! checked with it.

use std::fs::File;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use crate::profile::{Source, SourceError, Text};

use super::files::FileSource;
use super::host::{STATE, STATE_MODE, make, trusted_directory};
use super::process::io_text;
use super::replace::Replacements;
use super::site::{Site, edited, good, previous};
use super::trusted::{Owner, read_trusted};
use super::write::lies_there;

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
    let had_good = lies_there(&good(target));
    let standing = lies_there(target).then(|| super::read_document(target).unwrap_or_default());
    let mut replacements = Replacements::default();
    let kept = match &standing {
        None => Kept::Nothing,
        Some(standing) if standing == text && read_trusted(target, site.owner()).is_err() => Kept::Open,
        Some(standing) if standing == text => Kept::Same,
        Some(_) if !loads() => Kept::NotLoading,
        Some(standing) => {
            replacements.write(&previous(target), standing.as_bytes())?;
            Kept::Previous
        }
    };
    keep_extended(site, extended, &mut replacements)?;
    replacements.write(&good(target), text.as_bytes())?;
    if kept != Kept::Same {
        // The last one: what fails before leaves the old profile in force.
        replacements.write(target, text.as_bytes())?;
    }
    replacements.put()?;
    Ok(Installed { kept, had_good })
}

/// What `target` could go back to, the best first: what was last installed where something else stands there now, or where
/// others can write what stands there; then what was installed before that. Of a copy that cannot be had or trusted, why.
#[must_use]
pub fn ways_back(site: &Site, target: &Path) -> Vec<Result<Back, String>> {
    // What cannot be read is to be replaced all the same.
    let standing = super::read_document(target).ok();
    let is_open = read_trusted(target, site.owner()).is_err();
    let mut ways = Vec::new();
    let mut kept = previous(target);
    for from in [good(target), previous(target)].into_iter().filter(|from| lies_there(from)) {
        let is_good = from == good(target);
        match read_trusted(&from, site.owner()) {
            Ok(text) if Some(&text) == standing.as_ref() => {
                if is_good && is_open {
                    ways.push(Ok(Back { text, from, kept: None }));
                }
            }
            read => {
                if is_good {
                    kept = edited(target);
                }
                ways.push(read.map(|text| Back { text, from, kept: Some(kept.clone()) }));
            }
        }
    }
    ways
}

/// Keeps good copies of what a profile extends: without them its own would not load when somebody breaks one of these files.
/// A copy of something else becomes the previous one, as if the file had been installed.
fn keep_extended(site: &Site, extended: &[Text], replacements: &mut Replacements) -> Result<(), String> {
    for file in extended {
        let path = Path::new(&file.path);
        if !site.holds(path) {
            continue;
        }
        match super::read_document(&good(path)) {
            Ok(kept) if kept == file.text => continue,
            Ok(kept) => replacements.write(&previous(path), kept.as_bytes())?,
            Err(_) => {}
        }
        replacements.write(&good(path), file.text.as_bytes())?;
    }
    Ok(())
}

/// Puts a kept text in the place of `target`, checked with these files that it extends; what stands there is kept in its turn.
///
/// # Errors
/// When the files cannot be written.
pub fn roll_back(site: &Site, target: &Path, back: &Back, extended: &[Text]) -> Result<(), String> {
    let _lock = lock(site.path())?;
    let mut replacements = Replacements::default();
    if let (Some(kept), Ok(standing)) = (&back.kept, super::read_document(target)) {
        replacements.write(kept, standing.as_bytes())?;
    }
    keep_extended(site, extended, &mut replacements)?;
    replacements.write(&good(target), back.text.as_bytes())?;
    replacements.write(target, back.text.as_bytes())?;
    replacements.put()
}

/// Makes the directories for files that longshore makes: root's, and one for each of these callers. What stands there already
/// is looked at before anything is made.
///
/// # Errors
/// Which directory cannot be made, or belongs to somebody else.
pub fn make_state(callers: &[u32]) -> Result<(), String> {
    let state = Path::new(STATE);
    let own = callers.iter().filter(|&&uid| uid != 0).map(|&uid| (state.join(uid.to_string()), uid));
    let all: Vec<(PathBuf, u32)> = std::iter::once((state.to_owned(), 0)).chain(own).collect();
    let check = |(path, uid): &(PathBuf, u32)| {
        let remedy = "move it away, and it is made anew";
        trusted_directory(path, Owner::or(*uid)).map_err(|why| format!("{why}; {remedy}")).map(|_| ())
    };
    let (standing, new): (Vec<_>, Vec<_>) = all.into_iter().partition(|(path, _)| lies_there(path));
    standing.iter().try_for_each(check)?;
    for one in &new {
        let (path, uid) = one;
        make(path, STATE_MODE)?;
        chown(path, Some(*uid), None).map_err(|error| format!("{}: {}", path.display(), io_text(&error)))?;
        check(one)?;
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
