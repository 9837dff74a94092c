//! The copies that the engine's client gets of files of variables and labels.
//!
//! `--env-file job.env` with `A=1` and `LD_PRELOAD=x` under `drop: [{env: ["LD_*"]}]` -> `--env-file=/var/lib/longshore/file-...`,
//! a file with `A=1`. What rules and policy have seen is what the client reads, whatever becomes of the caller's own file.

use std::os::unix::ffi::OsStrExt as _;

use crate::argv::{Author, Cause, Draft, Item, Origin, Verb, quote};
use crate::policy::FileCopy;
use crate::profile::{Brings, FileFault, NamedFile, NamedFiles};
use crate::values::{Dialect, Env, Label, LabelLine, csv, elements_of_row, env_file, label_file};

use super::{Added, Adding};
use crate::plan::PlannedFile;
use crate::plan::files::for_the_client;
use crate::plan::refusal::Refusal;

impl Adding<'_> {
    /// Writes the copies' paths on the line in the place of the files' own.
    pub(super) fn copies(&self, named: &NamedFiles, draft: &mut Draft<'_>, added: &mut Added) -> Result<(), Refusal> {
        let dialect = self.clients.dialect();
        let mut files: Vec<PlannedFile> = Vec::new();
        for file in &named.files {
            let Some(item) = draft.item(file.option).filter(|item| item.dropped.is_none()) else { continue };
            let (row, author, given) = (item.row, item.author, item.given);
            let word = given.and_then(|given| draft.line().occurrences().get(given)).map(|occurrence| occurrence.word);
            let option = row.destination.to_string();
            let refusal = |fault: FileFault| Refusal::File { option: option.clone(), index: word, fault };
            if let Some(fault) = &file.fault {
                if author == Author::Caller && self.is_judged(file, draft.line().verb()) {
                    added.faults.push(fault.clone());
                    continue;
                }
                return Err(refusal(fault.clone()));
            }
            let content = content(file, draft, dialect).map_err(refusal)?;
            let (persons, handling) = (&self.profile.persons, &self.profile.handling);
            let copy = for_the_client("file", content, persons, handling, self.host)?;
            added.in_files.extend(tell(file, draft));
            let path = copy.path.as_bytes().to_vec();
            let reads = |value: &[u8]| elements_of_row(row, value, dialect).is_ok_and(|all| all == [path.clone()]);
            let value = if reads(&path) { path.clone() } else { csv::write_record(&[&path]) };
            draft.set_file(file.option, value, Cause { origin: Origin::Copied, author });
            added.copies.push(FileCopy {
                path,
                brings: file.brings,
                given: file.paths.clone(),
                content: copy.content.clone(),
                numbers: draft.brought(file.option).filter(|item| item.dropped.is_none()).map(line_of).collect(),
            });
            if !files.contains(&copy) {
                files.push(copy);
            }
        }
        added.files.extend(files);
        Ok(())
    }

    /// Whether the policy says what is wrong with a file, because nothing else has to know what stands in it.
    fn is_judged(&self, file: &NamedFile, verb: Verb) -> bool {
        let is_needed = self.clients.is_translated() || self.profile.rewriting_asks_for(file.brings, verb);
        self.profile.policy.as_ref().is_some_and(|policy| !(policy.is_observed && is_needed))
    }
}

/// The number of the line in the caller's file.
fn line_of(item: &Item<'_>) -> usize {
    item.in_file.map_or(0, |at| at.line)
}

/// A file of variables that longshore itself made, as a policy judges it.
pub(super) fn of_longshore(file: &PlannedFile) -> FileCopy {
    let path = file.path.as_bytes().to_vec();
    FileCopy { path, brings: Brings::Variables, given: Vec::new(), content: file.content.clone(), numbers: Vec::new() }
}

/// What the rules left of a file, as the engine's client reads it.
fn content(file: &NamedFile, draft: &Draft<'_>, dialect: Dialect) -> Result<Vec<u8>, FileFault> {
    let standing = || draft.brought(file.option).filter(|item| item.dropped.is_none());
    let unsayable = |index: usize, name: &[u8]| {
        let line = standing().nth(index).map_or(0, line_of);
        let name = quote::short_bytes(name);
        FileFault {
            path: file.paths.first().cloned().unwrap_or_default(),
            why: format!("cannot be handed on: {name} of line {line} would not be read as it was meant"),
            remedy: "write that one as an option of the line",
        }
    };
    let place = |index: Option<usize>| index.unwrap_or_default();
    match file.brings {
        Brings::Variables => {
            // Values of `--env`: a name in front of the first `=`, whatever the dialect.
            let all: Vec<Env> =
                standing().filter_map(|item| Env::parse(item.value_bytes(), Dialect::Docker).ok()).collect();
            env_file::write(&all, dialect)
                .map_err(|wrong| unsayable(place(all.iter().position(|one| one == wrong)), &wrong.name))
        }
        Brings::Labels => {
            let all: Vec<LabelLine> = standing().map(label).collect();
            label_file::write(&all, dialect)
                .map_err(|wrong| unsayable(place(all.iter().position(|one| one == wrong)), key(&wrong.to_bytes())))
        }
    }
}

/// A value of `--label`; one without `=` came from `PREFIX*`, for the policy to judge.
fn label(item: &Item<'_>) -> LabelLine {
    let value = item.value_bytes();
    let (key, text) = (key(value), value.get(key(value).len() + 1..));
    match (text, key.strip_suffix(b"*")) {
        (None, Some(prefix)) => LabelLine::Imports(prefix.to_vec()),
        _ => LabelLine::Label(Label { key: key.to_vec(), value: Some(text.unwrap_or_default().to_vec()) }),
    }
}

/// What stands in front of the first `=`.
fn key(value: &[u8]) -> &[u8] {
    value.split(|&byte| byte == b'=').next().unwrap_or_default()
}

/// Says what a file brings, and what was done to it, by whom. Values are not told: they may be secrets.
fn tell(file: &NamedFile, draft: &mut Draft<'_>) -> Vec<Origin> {
    const SHOWN: usize = 8;
    let path = file.paths.iter().map(|path| quote::short_bytes(path)).collect::<Vec<_>>().join(", ");
    let mut notes: Vec<(String, Origin)> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for item in draft.brought(file.option) {
        let line = line_of(item);
        let name = quote::short_bytes(key(item.value_bytes()));
        match item.dropped {
            Some(origin) => notes.push((format!("it takes {name} out of {path}, line {line}"), origin)),
            None if item.changed => notes.push((format!("it changes {name} of {path}, line {line}"), item.origin)),
            None => names.push(name),
        }
    }
    let more = names.len().saturating_sub(SHOWN);
    names.truncate(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let what = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") + &more };
    draft.note(format!("{path} sets {what}"), Origin::Copied);
    let changes = notes.iter().map(|(_, origin)| *origin).collect();
    for (note, origin) in notes {
        draft.note(note, origin);
    }
    changes
}
