//! Files that the client opens for its caller.
//!
//! `--env-file vars` in `/home/alice` under `client_files: ["${home}/**"]` -> the client gets a copy of what the submitter can
//! read there; the file's name is judged here, and the names that stand in it. Other files are left to a client that has the
//! submitter's own rights.

use super::binds::{Look, Settled};
use super::near::near;
use super::{Denied, Entry, Judge, environment};
use crate::argv::quote;
use crate::effects::{Asked, At, ClientFile, FilePath, Files};
use crate::facts::Reader;
use crate::profile::Brings;
use crate::values::{Dialect, Env, LabelLine, env_file, label_file};

/// Options whose value holds a path among other things.
const IN_LONGER_VALUES: [&str; 7] = ["build-context", "cache-from", "cache-to", "log-opt", "output", "secret", "ssh"];

/// What to do about what cannot be.
const OWN_MISTAKE: &str = "this is a mistake in longshore, please report it";

/// longshore's copy of files of variables or labels that the line names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileCopy {
    /// Where it is: what the line names.
    pub path: Vec<u8>,
    /// What it brings.
    pub brings: Brings,
    /// The caller's files, as they were named; none where longshore made the whole.
    pub given: Vec<Vec<u8>>,
    /// What stands in it.
    pub content: Vec<u8>,
    /// For each of its lines the number that it had in the caller's file.
    pub numbers: Vec<usize>,
}

impl FileCopy {
    /// Where line `number` of it stands for the caller: `job.env, line 3`; `None` where longshore made it.
    fn place(&self, number: usize) -> Option<String> {
        let files: Vec<String> = self.given.iter().map(|path| quote::short_bytes(path)).collect();
        let line = self.numbers.get(number.checked_sub(1)?);
        match (files.as_slice(), line) {
            ([], _) => None,
            ([file], Some(line)) => Some(format!("{file}, line {line},")),
            _ => Some(files.join(", ")),
        }
    }

    /// What stands in it as values of options, with the numbers of their lines.
    #[must_use]
    pub fn lines(&self, dialect: Dialect) -> Vec<(usize, Vec<u8>)> {
        match self.brings {
            Brings::Variables => {
                let read = env_file::parse(&self.content, dialect).unwrap_or_default();
                read.into_iter().map(|(line, variable)| (line, variable.to_bytes())).collect()
            }
            Brings::Labels => {
                let read = label_file::parse(&self.content, dialect).unwrap_or_default();
                read.into_iter().map(|(line, label)| (line, label.to_bytes())).collect()
            }
        }
    }
}

impl Look<'_> {
    /// A file of the client's. Environment and label files are read now.
    pub(super) fn file(&self, asked: &Asked<ClientFile>) -> Result<Option<Settled>, Box<Denied>> {
        let effect = "client file";
        let at = asked.at;
        let option = at.and_then(|at| at.option);
        let is_of = |name: &str| option.is_some_and(|option| option.as_str() == name);
        let given = match &asked.value.path {
            FilePath::Stream => return Ok(None),
            FilePath::Unread => return Err(self.denied(effect, b"any", at, "is not known", "use another command")),
            FilePath::Path(path) => path,
        };
        if is_of("security-opt") {
            let remedy = "let the site name the file in a rule";
            return Err(self.denied("seccomp filter", given, at, "is a file of the caller's choice", remedy));
        }
        if let Some(copy) = self.copies.iter().find(|copy| copy.path == *given) {
            for path in &copy.given {
                self.leads_to_listed(path, at)?;
            }
            let (given, real, copy) = (given.clone(), given.clone(), Some(copy.clone()));
            return Ok(at.map(|at| Settled { at, given, real, copy }));
        }
        let is_read_here = is_of("env-file") || is_of("label-file");
        let full = if is_read_here { self.leads_to_listed(given, at)? } else { self.listed(given, at)? };
        // The client looks for an operand from its own directory, which is this one.
        if option.is_none() {
            self.opened(&full, at)?;
            let (given, real) = (given.clone(), given.clone());
            return Ok(at.map(|at| Settled { at, given, real, copy: None }));
        }
        // A path in a longer value stays as it is written.
        if IN_LONGER_VALUES.iter().any(|name| is_of(name)) && full != *given {
            return Err(self.denied(effect, given, at, "is not absolute and clean", "write the whole path"));
        }
        let at_word = at.unwrap_or(At { word: 0, value: 0, option: None });
        if is_read_here {
            // Of a file that could be had there would be a copy.
            let fault = self.faults.iter().find(|fault| fault.path == *given);
            let (why, remedy) = fault.map_or(("was not read", "name another file"), |fault| (&fault.why, fault.remedy));
            return Err(self.denied(effect, &full, at, why, remedy));
        }
        self.opened(&full, at)?;
        Ok(Some(Settled { at: at_word, given: given.clone(), real: full, copy: None }))
    }

    /// The absolute path of a file, if it is listed.
    fn listed(&self, given: &[u8], at: Option<At>) -> Result<Vec<u8>, Box<Denied>> {
        let effect = "client file";
        let full = self.absolute(effect, given, at)?;
        let list = &self.policy.allow.client_files;
        let found = list.find(&full, self.around).map_err(|undefined| {
            self.denied(effect, given, at, format!("cannot be judged: {}", undefined.why), "give the fact")
        })?;
        if found.is_none() {
            return Err(self.unlisted(&full, at, "is not listed in `client_files`".to_owned(), &full));
        }
        Ok(full)
    }

    /// The same of a file that longshore reads, for which no link may lead elsewhere.
    fn leads_to_listed(&self, given: &[u8], at: Option<At>) -> Result<Vec<u8>, Box<Denied>> {
        let full = self.listed(given, at)?;
        let reader = Reader { uid: self.submitter.uid, gids: self.submitter.gids.clone() };
        let real = self.around.real_path(&full, &reader).map_err(|missing| {
            self.denied("client file", given, at, format!("cannot be judged: {}", missing.why), "give the fact")
        })?;
        let is_listed =
            |path: &[u8]| self.policy.allow.client_files.find(path, self.around).is_ok_and(|found| found.is_some());
        if real != full && !is_listed(&real) {
            let why = format!("leads to {}, which is not listed in `client_files`", quote::long_bytes(&real));
            return Err(self.unlisted(&full, at, why, &real));
        }
        Ok(full)
    }

    fn unlisted(&self, full: &[u8], at: Option<At>, why: String, missing: &[u8]) -> Box<Denied> {
        let list = &self.policy.allow.client_files;
        let mut denied = self.denied("client file", full, at, why, "use a listed path");
        denied.place = list.at.unwrap_or(self.policy.allow.at);
        denied.allowed_by(Entry::listed("client_files", missing));
        Box::new(denied.pointing(near(&quote::long_bytes(full), &list.entries, self.around)))
    }

    /// Whether the client opens a file with the submitter's own rights: it has those of its process.
    fn opened(&self, full: &[u8], at: Option<At>) -> Result<(), Box<Denied>> {
        if self.process_uid == self.submitter.uid && self.process_uid != 0 {
            return Ok(());
        }
        let why = "would be opened by the client with other rights than the submitter's";
        Err(self.denied("client file", full, at, why, "do without it"))
    }
}

/// Judges the files of the final line: each was looked at, and what stands in those handed on is judged too.
pub(super) fn judge(judge: &mut Judge<'_, '_>, files: &Files) {
    for asked in &files.list {
        if judge.granted(asked.at) || asked.value.path == FilePath::Stream {
            continue;
        }
        let FilePath::Path(path) = &asked.value.path else {
            judge.deny("client file", "any", asked.at, "is not known", "use another command");
            continue;
        };
        let Some(settled) = judge.bench.settled.iter().find(|settled| settled.path() == path.as_slice()) else {
            let shown = quote::long_bytes(path);
            judge.deny("client file", &shown, asked.at, "was not looked at", OWN_MISTAKE);
            continue;
        };
        if let Some(copy) = &settled.copy {
            content_of(judge, copy, asked.at);
        }
    }
}

/// Names of variables and keys of labels in a file.
fn content_of(judge: &mut Judge<'_, '_>, copy: &FileCopy, at: Option<At>) {
    let effects = judge.effects();
    let dialect = judge.bench.dialect;
    let FileCopy { path, content, .. } = copy;
    let shown = quote::long_bytes(path);
    if effects.environment.files.iter().any(|file| file.value == *path) {
        match env_file::parse(content, dialect) {
            Ok(variables) => {
                for (line, variable) in variables {
                    let known = judge.denied.len();
                    match variable.name.strip_suffix(b"*") {
                        Some(prefix) if dialect.is_podman() && variable.value.is_none() => imports(judge, prefix, at),
                        _ => {
                            environment::named(judge, &variable.name, at);
                            gpus_of(judge, &variable, at);
                        }
                    }
                    say_where(judge, known, copy, line);
                }
            }
            Err(_) => {
                judge.deny("client file", &shown, at, "does not read back", OWN_MISTAKE);
            }
        }
    }
    if effects.labels.files.iter().any(|file| file.value == *path) {
        let allow = judge.allow();
        match label_file::parse(content, dialect) {
            Ok(lines) => {
                for (line, label) in lines {
                    let known = judge.denied.len();
                    match label {
                        LabelLine::Label(label) => judge.listed("label", "labels", &allow.labels, &label.key, at),
                        LabelLine::Imports(prefix) => imports(judge, &prefix, at),
                    }
                    say_where(judge, known, copy, line);
                }
            }
            Err(_) => {
                judge.deny("client file", &shown, at, "does not read back", OWN_MISTAKE);
            }
        }
    }
}

/// Says of what was denied last, all but the first `known`, that it stands in the caller's file.
fn say_where(judge: &mut Judge<'_, '_>, known: usize, copy: &FileCopy, line: usize) {
    let Some(place) = copy.place(line) else { return };
    for denied in judge.denied.iter_mut().skip(known) {
        denied.why = format!("of {place} {}", denied.why);
    }
}

/// GPUs are counted on the line only.
fn gpus_of(judge: &mut Judge<'_, '_>, variable: &Env, at: Option<At>) {
    let is_counted = judge.allow().gpus.is_none_or(|gpus| gpus.max.is_some());
    let is_none = matches!(variable.value.as_deref(), Some(b"" | b"none" | b"void"));
    if is_counted && variable.name == b"NVIDIA_VISIBLE_DEVICES" && !is_none {
        let why = "is made in a file, where nobody counts it";
        judge.deny("GPU", "of NVIDIA_VISIBLE_DEVICES", at, why, "write the variable on the line");
    }
}

/// Variables of the caller that no line names.
fn imports(judge: &mut Judge<'_, '_>, prefix: &[u8], at: Option<At>) {
    let shown = format!("{}*", quote::long_bytes(prefix));
    judge.deny("environment", &shown, at, "takes variables of the caller that no line names", "name each variable");
}
