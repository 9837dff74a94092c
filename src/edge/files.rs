//! Profiles and job files from the file system.
//!
//! `cernvm` -> `/etc/longshore/profiles/cernvm.yaml` if there is one, else the shipped profile; `./site.yaml` -> that file.

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use crate::profile::{LoadError, Source, SourceError, Text, shipped};

use super::process::io_text;
use super::site::{Site, previous};
use super::trusted::{Opened, Seen};

/// Finds profiles in a site directory and among the shipped ones.
#[derive(Debug)]
pub struct FileSource {
    site: Site,
    is_strict: bool,
    /// Files in whose place the previous ones are read.
    replaced: Vec<PathBuf>,
    /// The files that were read.
    seen: RefCell<Vec<Seen>>,
}

impl FileSource {
    /// A source for looking at profiles: whoever wrote them.
    #[must_use]
    pub fn lenient(site: &Site) -> FileSource {
        FileSource { site: site.clone(), is_strict: false, replaced: Vec::new(), seen: RefCell::default() }
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

    /// From now on reads the previous file in the place of the one that `error` is about; whether there is one.
    pub(super) fn step_back(&mut self, error: &LoadError) -> bool {
        let path = match error {
            LoadError::Fault { file, .. } => Some(PathBuf::from(&file.path)),
            LoadError::Source { from, error } => {
                let from = from.as_ref().map(|from| from.0.path.as_str());
                self.place(&error.wanted, from)
            }
        };
        let path = path.filter(|path| path.starts_with(self.site.path()) && !self.replaced.contains(path));
        let Some(path) = path.filter(|path| rustix::fs::lstat(previous(path)).is_ok()) else { return false };
        self.replaced.push(path);
        true
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

    fn read(&self, path: &Path) -> Result<Text, String> {
        let is_replaced = self.replaced.iter().any(|replaced| replaced == path);
        let path = if is_replaced { previous(path) } else { path.to_owned() };
        let opened = Opened::open(&path)?;
        if self.is_strict {
            opened.seen().check(self.site.owner())?;
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
            return self.read(&path).map_err(|why| refuse(why, "check the path and its permissions"));
        }
        match rustix::fs::stat(&path) {
            Ok(_) => self.read(&path).map_err(|why| refuse(why, "mend the file, or remove it to use the shipped one")),
            Err(Errno::NOENT | Errno::NOTDIR) => shipped(reference).ok_or_else(|| {
                let why = format!("neither {} nor a shipped profile exists", path.display());
                refuse(why, "see `longshore profile list`")
            }),
            Err(error) => {
                let why = format!("{}: {}", path.display(), io_text(&error.into()));
                Err(refuse(why, "check the permissions of the directories above it"))
            }
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

/// The names of the site's profiles, unsorted; none when the site directory is not there or not readable.
#[must_use]
pub fn profile_names(site: &Site) -> Vec<String> {
    names_in(&site.path().join("profiles"))
}

/// The names of the profiles in a folder.
#[expect(clippy::disallowed_methods, reason = "the edge lists a folder of profiles")]
pub(super) fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names.filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned)).collect()
}
