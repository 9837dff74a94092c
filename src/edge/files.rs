//! Profiles and job files from the file system.
//!
//! `cernvm` -> `/etc/longshore/profiles/cernvm.yaml` if there is one, else the shipped profile; `./site.yaml` -> that file.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use rustix::fs::FileType;
use rustix::io::Errno;

use crate::profile::{LoadError, SHIPPED, Source, SourceError, Text, shipped};
use crate::yaml::nearest;

use super::process::io_text;
use super::site::{Site, good, previous};
use super::trusted::{Opened, Seen};
use super::write::lies_there;

/// Finds profiles in a site directory and among the shipped ones.
#[derive(Debug)]
pub struct FileSource {
    site: Site,
    is_strict: bool,
    /// Files in whose place copies are read, each with its copy.
    replaced: Vec<(PathBuf, PathBuf)>,
    /// Whether a file could not be read for a reason that a caller can bring about, such as too few descriptors.
    is_out_of_reach: Cell<bool>,
    /// The files that were read.
    seen: RefCell<Vec<Seen>>,
}

impl FileSource {
    /// A source for looking at profiles: whoever wrote them.
    #[must_use]
    pub fn lenient(site: &Site) -> FileSource {
        FileSource {
            site: site.clone(),
            is_strict: false,
            replaced: Vec::new(),
            is_out_of_reach: Cell::new(false),
            seen: RefCell::default(),
        }
    }

    /// A source for working under profiles: a file that others than root can write is no profile.
    #[must_use]
    pub fn strict(site: &Site) -> FileSource {
        FileSource { is_strict: true, ..FileSource::lenient(site) }
    }

    /// Whether nobody but root can have written what was read so far.
    ///
    /// # Errors
    /// Which file is not to be trusted, and why.
    pub fn check(&self) -> Result<(), String> {
        self.seen.borrow().iter().try_for_each(|seen| seen.check(self.site.owner()))
    }

    /// From now on reads a copy in the place of the file that `error` is about: of what was last installed, else of what was
    /// installed before; whether there is one.
    pub(super) fn step_back(&mut self, error: &LoadError) -> bool {
        if !self.is_broken() {
            return false;
        }
        let path = match error {
            LoadError::Fault { file, .. } => Some(PathBuf::from(&file.path)),
            LoadError::Source { from, error } => {
                let from = from.as_ref().map(|from| from.0.path.as_str());
                self.place(&error.wanted, from)
            }
        };
        let Some(path) = path.filter(|path| self.site.holds(path)) else { return false };
        let known = self.replaced.iter().position(|(own, copy)| *own == path || *copy == path);
        let (own, used) = known.map_or((path, None), |known| {
            let (own, copy) = self.replaced.remove(known);
            (own, Some(copy))
        });
        let copies = [good(&own), previous(&own)];
        let left = copies.iter().skip_while(|copy| used.is_some() && used.as_ref() != Some(*copy));
        let mut left = left.skip(usize::from(used.is_some()));
        let Some(copy) = left.find(|copy| rustix::fs::lstat(copy.as_path()).is_ok()) else { return false };
        self.replaced.push((own, copy.clone()));
        true
    }

    /// Whether what did not load is what the files say. A caller can bring it about that a file cannot be opened, by limits
    /// that the process inherits, so that says nothing about the site.
    pub(super) fn is_broken(&self) -> bool {
        !self.is_out_of_reach.get()
    }

    /// Where the file of a reference lies; `None` for what is no reference.
    pub(super) fn place(&self, reference: &str, from: Option<&str>) -> Option<PathBuf> {
        if reference.contains('/') {
            let beside = from.filter(|from| !from.starts_with("shipped:")).and_then(|from| Path::new(from).parent());
            let own = PathBuf::from(reference);
            return Some(beside.map_or(own, |folder| folder.join(reference.trim_start_matches("./"))));
        }
        let is_name = !reference.is_empty() && !reference.starts_with('.');
        is_name.then(|| self.site.profile_named(reference))
    }

    /// What may have been meant by a name that no profile has.
    fn meant(&self, reference: &str, from: Option<&str>) -> String {
        // Only where a caller of longshore's own commands says a name: other files say where they look.
        let is_file = |name: &&String| {
            let stat = || rustix::fs::stat(name.as_str());
            let is_regular = || stat().is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode).is_file());
            from.is_none() && !self.is_strict && is_regular()
        };
        if let Some(file) = [reference.to_owned(), format!("{reference}.yaml")].iter().find(is_file) {
            return format!("did you mean the file ./{file}?");
        }
        let mut names = profile_names(&self.site).unwrap_or_default();
        names.extend(SHIPPED.iter().map(|(name, _)| (*name).to_owned()));
        let begun = names.iter().find(|name| reference.len() > 2 && name.starts_with(reference));
        let near = begun.cloned().or_else(|| nearest(reference, names.iter().map(String::as_str)));
        let list = "see `longshore profile list`";
        near.map_or_else(
            || match Path::new(reference).extension() {
                Some(_) if from.is_none() => format!("{list}, or name a file with a `/`: ./{reference}"),
                _ => list.to_owned(),
            },
            |name| format!("did you mean `{name}`?"),
        )
    }

    /// Whether a copy is read in the place of this file.
    fn is_replaced(&self, path: &Path) -> bool {
        self.replaced.iter().any(|(own, _)| own == path)
    }

    fn read(&self, path: &Path) -> Result<Text, String> {
        let copy = self.replaced.iter().find(|(own, _)| own == path).map(|(_, copy)| copy);
        let path = copy.map_or(path, PathBuf::as_path);
        let opened = Opened::open(path).inspect_err(|_| {
            // No caller brings these about.
            if !matches!(rustix::fs::stat(path), Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP)) {
                self.is_out_of_reach.set(true);
            }
        })?;
        if self.is_strict {
            opened.seen().check(self.site.owner()).inspect_err(|_| self.is_out_of_reach.set(true))?;
        }
        self.seen.borrow_mut().push(opened.seen().clone());
        Ok(Text { path: path.display().to_string(), text: opened.text()? })
    }
}

impl Source for FileSource {
    fn text(&self, reference: &str, from: Option<&str>) -> Result<Text, SourceError> {
        let refuse =
            |why: String, remedy: &str| SourceError { wanted: reference.to_owned(), why, remedy: remedy.to_owned() };
        let Some(path) = self.place(reference, from) else {
            return Err(refuse("not a profile's name".to_owned(), "write a name, or a path with a `/`"));
        };
        if reference.contains('/') {
            return self.read(&path).map_err(|why| {
                let is_of_its_content = why.ends_with("is not UTF-8") || why.ends_with("is larger than 1 MiB");
                let remedy = if is_of_its_content { "is it a profile?" } else { "check the path and its permissions" };
                refuse(why, remedy)
            });
        }
        match lies_there_or_why(&path) {
            Err(why) => {
                self.is_out_of_reach.set(true);
                Err(refuse(why, "check the directories above it, and their permissions"))
            }
            Ok(false) if !self.is_replaced(&path) => {
                match [good(&path), previous(&path)].iter().find(|path| lies_there(path)) {
                    // The shipped one of this name may allow more.
                    Some(copy) => {
                        let why = format!("{} is gone, and {} was not removed with it", path.display(), copy.display());
                        let back = format!("`longshore profile rollback --as {reference}` brings it back");
                        Err(refuse(why, &format!("{back}; where it is not wanted, remove its copies, too")))
                    }
                    None => shipped(reference).ok_or_else(|| {
                        let why = format!("neither {} nor a shipped profile exists", path.display());
                        refuse(why, &self.meant(reference, from))
                    }),
                }
            }
            Ok(_) => self.read(&path).map_err(|why| {
                refuse(why, "fix the file; to use the shipped one, remove it and its copies (.good, .previous)")
            }),
        }
    }
}

/// The text of a profile or job file: a regular file of at most 1 MiB in UTF-8, opened once.
///
/// # Errors
/// Why it cannot be had.
pub fn read_document(path: &Path) -> Result<String, String> {
    Opened::open(path)?.text()
}

/// Shows the lines of a file, which may be long, one after the other. Bytes that are no text are replaced.
///
/// # Errors
/// Why it cannot be read.
#[expect(clippy::disallowed_methods, reason = "the edge opens files")]
pub fn read_lines(path: &Path, see: &mut dyn FnMut(&str)) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("{}: {}", path.display(), io_text(&error));
    let mut lines = BufReader::new(File::open(path).map_err(fail)?);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).map_err(fail)? > 0 {
        see(String::from_utf8_lossy(&line).trim_end_matches('\n'));
        line.clear();
    }
    Ok(())
}

/// The names of the site's profiles, also of those of which only copies are left; none where there is no site.
///
/// # Errors
/// Why the folder cannot be listed.
pub fn profile_names(site: &Site) -> Result<BTreeSet<String>, String> {
    names_in(&site.path().join("profiles"), &[PROFILE, ".yaml.good", ".yaml.previous"])
}

/// The ending of a profile's file.
pub(super) const PROFILE: &str = ".yaml";

/// The names with these endings in a folder of profiles, without them; none where there is no such folder.
#[expect(clippy::disallowed_methods, reason = "the edge lists a folder of profiles")]
pub(super) fn names_in(folder: &Path, endings: &[&str]) -> Result<BTreeSet<String>, String> {
    let fail = |error: std::io::Error| format!("{}: {}", folder.display(), io_text(&error));
    if matches!(rustix::fs::lstat(folder), Err(Errno::NOENT)) {
        return Ok(BTreeSet::new());
    }
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        if let Ok(name) = entry.map_err(fail)?.file_name().into_string() {
            let known = endings.iter().find_map(|ending| name.strip_suffix(ending));
            names.extend(known.map(str::to_owned));
        }
    }
    Ok(names)
}

/// Whether anything is at `path`, be it a link that leads nowhere; why not, where its folder cannot be looked into. A folder
/// that is not there has nothing in it; a link to such a folder is broken.
pub(super) fn lies_there_or_why(path: &Path) -> Result<bool, String> {
    let fail = |path: &Path, error: Errno| Err(format!("{}: {}", path.display(), io_text(&error.into())));
    match (rustix::fs::lstat(path), path.parent()) {
        (Ok(_), _) => Ok(true),
        (Err(Errno::NOENT), Some(folder)) if lies_there(folder) => {
            rustix::fs::stat(folder).map_or_else(|error| fail(folder, error), |_| Ok(false))
        }
        (Err(Errno::NOENT), _) => Ok(false),
        (Err(error), _) => fail(path, error),
    }
}
