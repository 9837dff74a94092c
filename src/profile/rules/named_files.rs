//! Files of variables and labels that a line names: what stands in them counts like what stands on the line.
//!
//! `docker run --env-file job.env img` with `A=1` in `job.env`, under a profile that asks for variables -> the draft has `A=1`
//! among its variables, as line 1 of that file, before all that the line itself says.
//!
//! A file is read once, as the job's user. The client then gets a copy of what the rules left of it (`src/plan/additions/copies.rs`),
//! so that nobody can change what was judged. Where nothing depends on a file, it is not opened.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use crate::argv::{Author, Draft, Level};
use crate::facts::Missing;
use crate::values::{Env, Imports, Label, LabelLine, elements_of_row, env_file, label_file, path};

use super::apply::Context;
use crate::profile::model::profile::Profile;
use crate::profile::model::template::Brings;

/// How much all files of a line may hold together.
const LARGEST: usize = 4 << 20;

/// A file that an option names, or several: podman 4 takes a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// The index of the option in the draft.
    pub option: usize,
    /// What it brings.
    pub brings: Brings,
    /// The option's value when it was read.
    value: Vec<u8>,
    /// The files, as they were written.
    pub paths: Vec<Vec<u8>>,
    /// What is wrong with one of them: nothing of the option is then known.
    pub fault: Option<FileFault>,
}

/// A file that cannot be taken for what it brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    /// The file, as it was written.
    pub path: Vec<u8>,
    /// Why, to be read after its name.
    pub why: String,
    /// What to do.
    pub remedy: &'static str,
}

/// The files of a line that were looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedFiles {
    /// Those whose option still names them.
    pub files: Vec<NamedFile>,
    /// How many bytes they hold.
    size: usize,
}

impl Context<'_> {
    /// Brings in what stands in files that the line names, and that were not looked at before.
    pub(super) fn bring(&self, profile: &Profile, draft: &mut Draft<'_>, known: &mut NamedFiles) {
        let named = |draft: &Draft<'_>| -> Vec<(usize, Brings, Vec<u8>)> {
            let options = draft.words().filter(|(_, item)| item.level == Level::Verb);
            let files = options.filter_map(|(index, item)| {
                let brings = Brings::of_file(item.row.destination.as_bytes())?;
                Some((index, brings, item.value_bytes().to_vec()))
            });
            files.collect()
        };
        for (option, brings, value) in named(draft) {
            if known.files.iter().any(|file| file.option == option && file.value == value)
                || !(self.is_translated() || profile.asks_for(brings, draft.line().verb()))
            {
                continue;
            }
            known.files.retain(|file| file.option != option);
            let row = self.row_named(brings.option().as_bytes(), draft);
            let (Some(row), Some(item)) = (row, draft.item(option)) else { continue };
            // A value that the client refuses names no file; the client says so itself.
            let Ok(paths) = elements_of_row(item.row, &value, self.dialect) else { continue };
            let lines = self.lines_of(brings, &paths, item.author, profile, &mut known.size);
            let fault = match lines {
                Ok(lines) => {
                    draft.bring(option, row, lines);
                    None
                }
                Err(fault) => Some(fault),
            };
            known.files.push(NamedFile { option, brings, value, paths, fault });
        }
    }

    /// Whether the engine's client reads lines otherwise than the client for which the line is written.
    fn is_translated(&self) -> bool {
        self.dialect != self.engines_dialect
    }

    /// The lines of all files of an option.
    fn lines_of(
        &self,
        brings: Brings,
        paths: &[Vec<u8>],
        author: Author,
        profile: &Profile,
        size: &mut usize,
    ) -> Result<Vec<(usize, Vec<u8>)>, FileFault> {
        let mut lines = Vec::new();
        for path in paths {
            let fault = |why: String, remedy| FileFault { path: path.clone(), why, remedy };
            let missing = |missing: Missing| {
                let remedy = "write its lines as options, or name a file that can be read";
                fault(format!("cannot be read: {}", missing.why), remedy)
            };
            if author == Author::Caller && !self.may_be_opened(path, profile).map_err(missing)? {
                return Err(fault("was not read: the policy does not list it".to_owned(), "name a listed file"));
            }
            let content = self.around.caller_file_at(path).map_err(missing)?;
            *size += content.len();
            if *size > LARGEST {
                let why = "is too much: the files of a line may hold 4 MiB together".to_owned();
                return Err(fault(why, "name fewer files"));
            }
            let read = match brings {
                Brings::Variables => env_file::parse(&content, self.dialect).map(|read| self.variables(read, profile)),
                Brings::Labels => label_file::parse(&content, self.dialect).map(|read| self.labels(read, profile)),
            };
            let read = read.map_err(|wrong| fault(format!("cannot be used: {wrong}"), "correct that line"))?;
            lines.extend(
                read.map_err(|Missing { why, .. }| fault(format!("cannot be read: {why}"), "name each variable"))?,
            );
        }
        Ok(lines)
    }

    /// Whether the policy, if one is in force, lists the file and where it leads: nobody makes longshore open others.
    fn may_be_opened(&self, path: &[u8], profile: &Profile) -> Result<bool, Missing> {
        let Some(policy) = profile.policy.as_ref().filter(|policy| !policy.is_observed) else { return Ok(true) };
        let full = path::clean(&self.around.path_of(path)?);
        // What cannot be judged is refused by the policy itself.
        let is_listed =
            |path: &[u8]| policy.allow.client_files.find(path, self.around).is_ok_and(|found| found.is_some());
        Ok(is_listed(&full) && is_listed(&self.around.real_path(&full, &self.around.reader()?)?))
    }

    /// Variables as values of `--env`. A bare name that the caller has not set sets nothing, and is left out.
    fn variables(&self, read: Vec<(usize, Env)>, profile: &Profile) -> Result<Vec<(usize, Vec<u8>)>, Missing> {
        let mut values = Vec::new();
        for (line, variable) in read {
            match variable.imports(self.dialect) {
                Imports::Nothing => values.push((line, variable.to_bytes())),
                Imports::Named => {
                    let Some(value) = self.around.host.env(OsStr::from_bytes(&variable.name)) else { continue };
                    // podman would take the name for the beginning of others.
                    let is_pattern = self.is_translated() && variable.name.ends_with(b"*");
                    let value = is_pattern.then(|| value.into_vec());
                    values.push((line, Env { value, ..variable }.to_bytes()));
                }
                // A policy wants each variable named.
                Imports::Prefix(_) if profile.policy.is_some() => values.push((line, variable.to_bytes())),
                Imports::Prefix(prefix) => {
                    values.extend(self.beginning_with(&prefix)?.map(|(name, _)| (line, name.into_vec())));
                }
            }
        }
        Ok(values)
    }

    /// Labels as values of `--label`.
    fn labels(&self, read: Vec<(usize, LabelLine)>, profile: &Profile) -> Result<Vec<(usize, Vec<u8>)>, Missing> {
        let mut values = Vec::new();
        for (line, label) in read {
            match label {
                LabelLine::Imports(prefix) if profile.policy.is_none() => {
                    let label = |(key, value): (OsString, OsString)| {
                        LabelLine::Label(Label { key: key.into_vec(), value: Some(value.into_vec()) })
                    };
                    values.extend(self.beginning_with(&prefix)?.map(|found| (line, label(found).to_bytes())));
                }
                label => values.push((line, label.to_bytes())),
            }
        }
        Ok(values)
    }

    /// The caller's variables whose names begin so.
    fn beginning_with<'p>(
        &self,
        prefix: &'p [u8],
    ) -> Result<impl Iterator<Item = (OsString, OsString)> + use<'p>, Missing> {
        let all = self.around.host.environment()?.into_iter();
        Ok(all.filter(move |(name, _)| !name.is_empty() && name.as_bytes().starts_with(prefix)))
    }
}
