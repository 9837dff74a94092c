//! Golden cases in the file system.
//!
//! `tests/golden/cernvm/user-on-run.yaml` -> the case `cernvm/user-on-run`, its profile from the nearest `profiles/` folder
//! above it, its expected side from `user-on-run.argv` or `user-on-run.refusal`. A file that is none of these is found as well:
//! what nobody reads tests nothing.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::golden::{Change, ENDINGS, Sides, is_profile};
use crate::profile::{SHIPPED, Source, SourceError, Text, shipped};
use crate::yaml::nearest;

use super::files::{PROFILE, lies_there_or_why, names_in, read_document};
use super::process::io_text;
use super::replace::Replacements;
use super::write::lies_there;

/// The files of a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseFiles {
    /// The path without ending.
    pub stem: PathBuf,
}

/// A file among cases that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Which.
    pub path: PathBuf,
    /// What is wrong with it.
    pub what: &'static str,
    /// What to do about it.
    pub remedy: String,
}

/// What lies at or below a path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The cases, sorted. Expected sides without a case are cases too, so that they are reported.
    pub cases: BTreeSet<CaseFiles>,
    /// What is none and may not be there.
    pub strays: Vec<Stray>,
    /// Profiles among them, sorted: whether a case uses them or not, they have to load.
    pub profiles: BTreeSet<PathBuf>,
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
        if lies_there_or_why(&path)? { read_document(&path).map(Some) } else { Ok(None) }
    }

    /// The files beside it.
    ///
    /// # Errors
    /// Why one cannot be read.
    pub fn expected(&self) -> Result<Sides, String> {
        let side = |ending| Ok(self.read(ending)?.map(|text| (ending, text)));
        ENDINGS.into_iter().filter_map(|ending| side(ending).transpose()).collect()
    }

    /// Makes the files beside it what came out, together with those of other cases.
    ///
    /// # Errors
    /// Which file cannot be written, and why.
    pub fn write(&self, changes: &[Change], replacements: &mut Replacements) -> Result<(), String> {
        for change in changes {
            match &change.got {
                Some(text) => replacements.write(&self.with(change.ending), text.as_bytes())?,
                None => replacements.remove(self.with(change.ending)),
            }
        }
        Ok(())
    }

    /// Whether its file is a profile, of which nothing is expected.
    fn is_profile(&self) -> bool {
        let is_expected = lies_there(&self.with("argv")) || lies_there(&self.with("refusal"));
        !is_expected && read_document(&self.with("yaml")).is_ok_and(|text| is_profile(&text))
    }

    /// The name of the folder the case lies in: its profile, unless it names another.
    #[must_use]
    pub fn folder(&self) -> String {
        let folder = self.stem.parent().and_then(Path::file_name).unwrap_or_default();
        folder.to_string_lossy().into_owned()
    }
}

/// What lies in and below the working directory, which may hold other things than cases, but nothing that somebody could take
/// for one.
///
/// # Errors
/// When it cannot be read.
pub fn find_cases_here() -> Result<Found, String> {
    let mut found = Found::default();
    found.folder(Path::new("."), false, 0).map_err(|error| format!(".: {}", io_text(&error)))?;
    Ok(found)
}

/// What lies at or below `path`: a folder that holds nothing but cases, a file of a case, or a case without its ending.
///
/// # Errors
/// When `path` cannot be read.
pub fn find_cases(path: &Path) -> Result<Found, String> {
    let mut found = Found::default();
    let fail = |error: &io::Error| format!("{}: {}", path.display(), io_text(error));
    match rustix::fs::stat(path) {
        Ok(stat) if rustix::fs::FileType::from_raw_mode(stat.st_mode).is_dir() => {
            found.folder(path, true, 0).map_err(|error| fail(&error))?;
        }
        Ok(_) => {
            if matches!(found.file(path), Sort::Near | Sort::Other) {
                found.strays.push(other(path));
            }
        }
        Err(error) => {
            let case = CaseFiles { stem: clean(path) };
            rustix::fs::stat(case.with("yaml")).map_err(|_| fail(&error.into()))?;
            found.cases.insert(case);
        }
    }
    Ok(found)
}

/// Deep enough for every real tree, and an end to loops.
const DEEPEST: usize = 16;

/// What a file is among cases.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// A case, or its expected side.
    Case,
    /// Accounted for.
    Known,
    /// Nearly a case: somebody takes it for one.
    Near,
    /// Something that may lie anywhere but among cases.
    Other,
}

impl Found {
    #[expect(clippy::disallowed_methods, reason = "the edge walks the tree of cases")]
    fn folder(&mut self, folder: &Path, holds_only_cases: bool, depth: usize) -> io::Result<()> {
        if depth > DEEPEST {
            self.stray(folder, "is a folder too deep below the one that was given", "give this one by its path");
            return Ok(());
        }
        let is_of_profiles = folder.file_name().is_some_and(|name| name == "profiles");
        let (mut others, mut has_cases) = (Vec::new(), holds_only_cases);
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            let ending = path.extension().and_then(|ending| ending.to_str());
            if is_passed_over(entry.file_name().as_encoded_bytes()) {
                continue;
            }
            if kind.is_dir() && matches!(ending, Some("yaml" | "argv" | "refusal")) {
                self.stray(&path, "is a folder with the name of a case", "rename it");
            } else if kind.is_dir() {
                self.folder(&path, holds_only_cases, depth + 1)?;
            } else if kind.is_symlink() && path.is_dir() {
                self.stray(&path, "is a link to a folder, and links are not followed", "give the folder by its path");
            } else if is_of_profiles && ending == Some("yaml") {
                // What cases are about.
                self.profiles.insert(clean(&path));
            } else {
                match self.file(&path) {
                    Sort::Case => has_cases = true,
                    Sort::Known => {}
                    Sort::Near => self.strays.push(other(&path)),
                    Sort::Other => others.push(path),
                }
            }
        }
        if has_cases {
            self.strays.extend(others.iter().map(|path| other(path)));
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Sort {
        let case = CaseFiles { stem: clean(&path.with_extension("")) };
        let sort = match path.extension().and_then(|ending| ending.to_str()) {
            Some("yaml") if case.is_profile() => {
                self.profiles.insert(clean(path));
                Sort::Known
            }
            Some("argv" | "refusal" | "yaml") => Sort::Case,
            Some("env" | "files") if lies_there(&case.with("yaml")) && !case.is_profile() => Sort::Known,
            Some("md") => Sort::Known,
            Some(ending) if matches!(meant(ending).as_deref(), Some("argv" | "refusal" | "yaml")) => Sort::Near,
            _ => Sort::Other,
        };
        if sort == Sort::Case {
            self.cases.insert(case);
        }
        sort
    }

    fn stray(&mut self, path: &Path, what: &'static str, remedy: &str) {
        self.strays.push(Stray { path: clean(path), what, remedy: remedy.to_owned() });
    }
}

/// The ending of a case's files that is near to this one. YAML reads JSON, so that is near to a case as well.
fn meant(ending: &str) -> Option<String> {
    let ending = ending.to_ascii_lowercase();
    let json = (ending == "json").then(|| "yaml".to_owned());
    json.or_else(|| nearest(&ending, ENDINGS.into_iter().chain(["yaml"])))
}

/// A file among cases whose name says nothing, or nearly something.
fn other(path: &Path) -> Stray {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let (what, remedy) = match meant(ending).as_deref() {
        Some(known) if known == ending && lies_there(&path.with_extension("yaml")) => {
            ("is an expected side of a profile, which has none", "rename it like its case, or remove it".to_owned())
        }
        Some(known) if known == ending => {
            ("is an expected side without a case", "write the .yaml beside it, or remove the file".to_owned())
        }
        Some("yaml") => (
            "is no case: the name of a case ends in .yaml",
            "rename it, or give a folder that holds cases only".to_owned(),
        ),
        Some(near) => ("is neither a case nor an expected side", format!("did you mean .{near}?")),
        None => (
            "is neither a case nor an expected side",
            "move it elsewhere; only pages (.md), hidden files and an editor's copies may lie among cases".to_owned(),
        ),
    };
    Stray { path: clean(path), what, remedy }
}

/// Hidden files and folders, and what editors leave behind: `x~`, `#x#`.
fn is_passed_over(name: &[u8]) -> bool {
    name.starts_with(b".") || name.ends_with(b"~") || (name.starts_with(b"#") && name.ends_with(b"#"))
}

/// The path as people write it: without `./` before it.
fn clean(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}

/// Finds profiles for a case: in the nearest `profiles/` folder above it, then among the shipped ones.
#[derive(Clone, Debug)]
pub struct CaseSource {
    /// The folder of the case.
    pub folder: PathBuf,
}

impl CaseSource {
    /// The folders that may hold profiles, the nearest first: those above the case as it was given, then those above that.
    #[expect(clippy::disallowed_methods, reason = "the edge knows the working directory")]
    fn folders(&self) -> impl Iterator<Item = PathBuf> {
        let given = self.folder.ancestors().map(Path::to_owned);
        let above = std::env::current_dir().ok().filter(|_| self.folder.is_relative());
        let above: Vec<PathBuf> = above.iter().flat_map(|here| here.ancestors().skip(1)).map(Path::to_owned).collect();
        given.chain(above).map(|folder| folder.join("profiles"))
    }

    /// Names of profiles that the case could mean.
    fn names(&self) -> Vec<String> {
        let shipped = SHIPPED.iter().map(|(name, _)| (*name).to_owned());
        self.folders().flat_map(|folder| names_in(&folder, &[PROFILE]).unwrap_or_default()).chain(shipped).collect()
    }
}

impl Source for CaseSource {
    fn text(&self, reference: &str, from: Option<&str>) -> Result<Text, SourceError> {
        let refuse = |why: String, remedy: String| SourceError { wanted: reference.to_owned(), why, remedy };
        let check = || "check the name and `profile:` of the case".to_owned();
        if reference.contains('/') {
            // Relative to the extending file, or to the case itself.
            let from = from.filter(|from| from.contains('/')).and_then(|from| Path::new(from).parent());
            let path = from.unwrap_or(&self.folder).join(reference.trim_start_matches("./"));
            let text = read_document(&path).map_err(|why| refuse(why, check()))?;
            return Ok(Text { path: path.display().to_string(), text });
        }
        for folder in self.folders() {
            let path = folder.join(format!("{reference}{PROFILE}"));
            let broken =
                |why| refuse(why, "correct or remove it; the shipped one does not count in its place".to_owned());
            if lies_there_or_why(&path).map_err(broken)? {
                let text = read_document(&path).map_err(broken)?;
                return Ok(Text { path: path.display().to_string(), text });
            }
        }
        shipped(reference).ok_or_else(|| {
            let names = self.names();
            let near = nearest(reference, names.iter().map(String::as_str));
            let remedy = near.map_or_else(check, |near| format!("did you mean `{near}`?"));
            refuse("no `profiles/` folder above the case has it, nor is it shipped".to_owned(), remedy)
        })
    }
}
