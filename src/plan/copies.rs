//! The copies that the engine's client gets of files of variables and labels.
//!
//! `--env-file job.env` with `A=1` and `LD_PRELOAD=x` under `drop: [{env: ["LD_*"]}]` -> `--env-file=/var/lib/longshore/file-...`,
//! a file with `A=1`. What rules and policy have seen is what the client reads, whatever becomes of the caller's own file.

use std::os::unix::ffi::OsStrExt as _;

use crate::argv::{Author, Cause, Draft, Item, Origin, quote};
use crate::facts::Host;
use crate::policy::FileCopy;
use crate::profile::{Brings, FileFault, NamedFile, NamedFiles, Profile};
use crate::values::{Dialect, Env, Label, LabelLine, csv, elements_of_row, env_file, label_file};

use super::PlannedFile;
use super::files::by_content;
use super::refusal::Refusal;

/// What becomes of the files that a line names.
#[derive(Debug, Default)]
pub(super) struct Copies {
    /// The copies.
    pub(super) named: Vec<FileCopy>,
    /// The same, to be written.
    pub(super) files: Vec<PlannedFile>,
    /// Who changed or removed a line.
    pub(super) changes: Vec<Origin>,
    /// What is wrong with files that the caller names under a policy, which has the first word about them.
    pub(super) faults: Vec<FileFault>,
}

/// Writes the copies' paths on the line in the place of the files' own.
pub(super) fn write(
    named: &NamedFiles,
    profile: &Profile,
    is_translated: bool,
    draft: &mut Draft<'_>,
    host: &dyn Host,
) -> Result<Copies, Refusal> {
    let mut all = Copies::default();
    for file in &named.files {
        let Some(item) = draft.item(file.option).filter(|item| item.dropped.is_none()) else { continue };
        let (row, author, given) = (item.row, item.author, item.given);
        let word = given.and_then(|given| draft.line().occurrences().get(given)).map(|occurrence| occurrence.word);
        let option = row.destination.to_string();
        let refusal = |fault: FileFault| Refusal::File { option: option.clone(), index: word, fault };
        if let Some(fault) = &file.fault {
            let is_needed = is_translated || profile.rewriting_asks_for(file.brings, draft.line().verb());
            let is_judged = profile.policy.as_ref().is_some_and(|policy| !(policy.is_observed && is_needed));
            if is_judged && author == Author::Caller {
                all.faults.push(fault.clone());
                continue;
            }
            return Err(refusal(fault.clone()));
        }
        let content = content(file, draft, profile.dialect).map_err(refusal)?;
        let copy = by_content("file", content, 0o600, host).map_err(|missing| {
            let path = file.paths.first().cloned().unwrap_or_default();
            let why = format!("is handed on as a copy, for which there is no place: {}", missing.why);
            refusal(FileFault { path, why, remedy: "see `longshore doctor`" })
        })?;
        all.changes.extend(tell(file, draft));
        let path = copy.path.as_bytes().to_vec();
        let reads = |value: &[u8]| elements_of_row(row, value, profile.dialect).is_ok_and(|all| all == [path.clone()]);
        let value = if reads(&path) { path.clone() } else { csv::write_record(&[&path]) };
        draft.set_file(file.option, value, Cause { origin: Origin::Copied, author });
        all.named.push(FileCopy {
            path,
            brings: file.brings,
            given: file.paths.clone(),
            content: copy.content.clone(),
        });
        if !all.files.contains(&copy) {
            all.files.push(copy);
        }
    }
    Ok(all)
}

/// A file of variables that longshore itself made, as a policy judges it.
pub(super) fn of_longshore(file: &PlannedFile) -> FileCopy {
    let path = file.path.as_bytes().to_vec();
    FileCopy { path, brings: Brings::Variables, given: Vec::new(), content: file.content.clone() }
}

/// What the rules left of a file, as the engine's client reads it.
fn content(file: &NamedFile, draft: &Draft<'_>, dialect: Dialect) -> Result<Vec<u8>, FileFault> {
    let standing = || draft.brought(file.option).filter(|item| item.dropped.is_none());
    let unsayable = |index: usize, name: &[u8]| {
        let line = standing().nth(index).and_then(|item| item.in_file).map_or(0, |at| at.line);
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
        let line = item.in_file.map_or(0, |at| at.line);
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
