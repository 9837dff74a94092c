//! Golden cases in the file system.
//!
//! `tests/golden/cernvm/drops-user.yaml` -> the case `cernvm/drops-user`, its profile from the nearest `profiles/` folder
//! above it, its expected side from `drops-user.argv` or `drops-user.refusal`.

use std::io;
use std::path::{Path, PathBuf};

use crate::profile::{Source, SourceError, Text, shipped};

use super::files::read_document;
use super::process::io_text;

/// The files of a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseFiles {
    /// The path without ending.
    pub stem: PathBuf,
}

impl CaseFiles {
    /// The case's file with this ending.
    #[must_use]
    pub fn with(&self, ending: &str) -> PathBuf {
        let mut name = self.stem.file_name().unwrap_or_default().to_owned();
        name.push(".");
        name.push(ending);
        self.stem.with_file_name(name)
    }

    /// The text of the case's file with this ending; `None` when there is none.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read(&self, ending: &str) -> Result<Option<String>, String> {
        let path = self.with(ending);
        match rustix::fs::lstat(&path) {
            Err(rustix::io::Errno::NOENT) => Ok(None),
            _ => read_document(&path).map(Some),
        }
    }

    /// Writes the case's file with this ending, and removes that with the other one.
    ///
    /// # Errors
    /// When a file cannot be written or removed.
    #[expect(clippy::disallowed_methods, reason = "the edge writes the expected side when asked to")]
    pub fn bless(&self, ending: &str, text: &str) -> io::Result<()> {
        std::fs::write(self.with(ending), text)?;
        let other = self.with(if ending == "argv" { "refusal" } else { "argv" });
        match std::fs::remove_file(other) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Writes the case's file with this ending, or removes it.
    ///
    /// # Errors
    /// When the file cannot be written or removed.
    #[expect(clippy::disallowed_methods, reason = "the edge writes the expected side when asked to")]
    pub fn bless_side(&self, ending: &str, text: Option<&str>) -> io::Result<()> {
        match text {
            Some(text) => std::fs::write(self.with(ending), text),
            None => std::fs::remove_file(self.with(ending)),
        }
    }

    /// The name of the folder the case lies in: its profile, unless it names another.
    #[must_use]
    pub fn folder(&self) -> String {
        let folder = self.stem.parent().and_then(Path::file_name).unwrap_or_default();
        folder.to_string_lossy().into_owned()
    }
}

/// All cases at or below `path`, sorted: a folder, or the file of one case. Expected sides without a case are cases too,
/// so that they are reported.
///
/// # Errors
/// When `path` cannot be read.
pub fn find_cases(path: &Path) -> Result<Vec<CaseFiles>, String> {
    let mut found = Vec::new();
    let kind = rustix::fs::stat(path).map_err(|error| format!("{}: {}", path.display(), io_text(&error.into())))?;
    if rustix::fs::FileType::from_raw_mode(kind.st_mode).is_dir() {
        walk(path, &mut found, 0).map_err(|error| format!("{}: {}", path.display(), io_text(&error)))?;
    } else {
        found.push(CaseFiles { stem: path.with_extension("") });
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Deep enough for every real tree, and an end to loops.
const DEEPEST: usize = 16;

#[expect(clippy::disallowed_methods, reason = "the edge walks the tree of cases")]
fn walk(folder: &Path, found: &mut Vec<CaseFiles>, depth: usize) -> io::Result<()> {
    if depth > DEEPEST {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let kind = entry.file_type()?;
        let name = entry.file_name();
        if kind.is_dir() {
            // `profiles` holds what cases are about, not cases; hidden and build folders are not looked into.
            let hidden = name.as_encoded_bytes().starts_with(b".");
            if !hidden && name != "profiles" && name != "target" {
                walk(&path, found, depth + 1)?;
            }
        } else {
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            if matches!(ending, "argv" | "refusal") || (ending == "yaml" && is_case(&path)) {
                found.push(CaseFiles { stem: path.with_extension("") });
            }
        }
    }
    Ok(())
}

/// Whether a YAML file is a case: it has an expected side, or begins as one. Other YAML may lie in the same tree.
fn is_case(path: &Path) -> bool {
    let stem = CaseFiles { stem: path.with_extension("") };
    let has_expected = ["argv", "refusal"].iter().any(|ending| rustix::fs::lstat(stem.with(ending)).is_ok());
    let begins = |text: String| {
        text.lines().any(|line| ["argv:", "build:", "job:", "starter:"].iter().any(|key| line.starts_with(key)))
    };
    has_expected || read_document(path).is_ok_and(begins)
}

/// Finds profiles for a case: in the nearest `profiles/` folder above it, then among the shipped ones. Names in messages
/// do not depend on where the tree lies.
#[derive(Clone, Debug)]
pub struct CaseSource {
    /// The folder of the case.
    pub folder: PathBuf,
}

impl Source for CaseSource {
    fn text(&self, reference: &str, from: Option<&str>) -> Result<Text, SourceError> {
        let refuse = |why: String| SourceError {
            wanted: reference.to_owned(),
            why,
            remedy: "check the name and `profile:` of the case".to_owned(),
        };
        if reference.contains('/') {
            // Relative to the extending file, or to the case itself.
            let beside = from.filter(|from| from.contains('/')).and_then(|from| Path::new(from).parent());
            let shown = beside.map_or(PathBuf::from(reference), |folder| folder.join(reference));
            let text = read_document(&self.folder.join(&shown)).map_err(refuse)?;
            return Ok(Text { path: shown.display().to_string(), text });
        }
        let absolute = std::path::absolute(&self.folder).unwrap_or_else(|_| self.folder.clone());
        for folder in absolute.ancestors() {
            let path = folder.join("profiles").join(format!("{reference}.yaml"));
            if rustix::fs::stat(&path).is_ok() {
                let text = read_document(&path).map_err(refuse)?;
                return Ok(Text { path: format!("profiles/{reference}.yaml"), text });
            }
        }
        shipped(reference)
            .ok_or_else(|| refuse("no `profiles/` folder above the case has it, nor is it shipped".to_owned()))
    }
}
