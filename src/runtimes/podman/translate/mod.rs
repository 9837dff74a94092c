//! docker's command lines in podman's words.
//!
//! `docker run --gpus all --net name=Grid,alias=db -v ./in:/in img` -> `podman run --device=nvidia.com/gpu=all
//! --network=grid:alias=db -v=/data/in:/in img`.
//!
//! What docker would have read is what podman reads: a value is kept where both read it alike, else written so that podman
//! does, else refused. Each option has a row in [`WAYS`], each command its own in `commands.rs`. Rules have acted before, in
//! docker's terms; what they wrote in words that only podman has stays.

mod commands;
mod error;
mod extras;
mod how;
mod mounts;
mod networks;
mod operands;
mod table;
mod texts;
mod write;

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use crate::argv::{Author, Cause, Command, Draft, Group, Level, Origin, Row, Tables, Verb};
use crate::facts::Host;
use crate::values::{Dialect, check_row, remedy};

pub use commands::podmans;
pub use error::Untranslatable;
pub use how::{How, Lack};
pub use table::{WAYS, Way, find};

use write::{Given, Why, Written};

/// What a line is translated with.
#[derive(Clone, Copy)]
pub struct Speech<'s> {
    /// The tables by which it was read.
    pub docker: &'s dyn Tables,
    pub podman: &'s dyn Tables,
    /// podman's release.
    pub dialect: Dialect,
    /// Whether options that podman lacks are left out.
    pub drops: bool,
    /// The machine: working directory and variables of the caller.
    pub host: &'s dyn Host,
}

/// Makes a docker line podman's.
///
/// # Errors
/// [`Untranslatable`] for what podman lacks or cannot be told.
pub fn translate(draft: &mut Draft<'_>, speech: &Speech<'_>) -> Result<(), Untranslatable> {
    let line = draft.line();
    let command = line.command();
    if line.is_unread() {
        let name =
            line.words().get(line.command_word().max(1)).map_or(String::new(), |word| word.display().to_string());
        let command = command.map_or(name, |command| command.path.to_string());
        let why = "longshore does not read this command's words";
        return Err(Untranslatable::Command { command, why, remedy: "call podman with podman's own words" });
    }
    let target = command.map(|command| commands::find(command, speech.podman)).transpose()?;
    if let Some(target) = target {
        draft.set_command(target);
    }
    operands::translate(draft, speech)?;
    // What stands in files is the same for both: it was read as docker reads it, and is written as podman does.
    let indices: Vec<usize> = draft.words().map(|(index, _)| index).collect();
    for index in indices {
        option(draft, index, target, speech)?;
    }
    extras::add(draft, speech)
}

/// The row called `name` in the groups of a command, or of a level.
fn row_of(tables: &dyn Tables, level: Level, command: Option<&Command>, name: &[u8]) -> Option<&'static Row> {
    let groups: Vec<Group> = match (level, command) {
        (Level::Verb, Some(command)) => command.groups.to_vec(),
        (Level::Parent, _) => vec![tables.parent_options()],
        // What is known only without a command is looked for last.
        _ => vec![tables.globals(), tables.late_globals()],
    };
    groups.iter().find_map(|&group| tables.rows(group).iter().find(|row| row.name.as_bytes() == name))
}

fn is_row_of(tables: &dyn Tables, level: Level, command: Option<&Command>, row: &'static Row) -> bool {
    row_of(tables, level, command, row.name.as_bytes()).is_some_and(|known| std::ptr::eq(known, row))
}

/// Writes one option for podman.
fn option(
    draft: &mut Draft<'_>,
    index: usize,
    target: Option<&'static Command>,
    speech: &Speech<'_>,
) -> Result<(), Untranslatable> {
    let command = draft.line().command();
    let Some(item) = draft.item(index) else { return Ok(()) };
    let occurrence = item.given.and_then(|given| draft.line().occurrences().get(given)).copied();
    let (row, level, author, origin) = (item.row, item.level, item.author, item.origin);
    let value = item.value.as_ref().map(|value| value.to_vec());
    let word = occurrence.map(|occurrence| occurrence.word);
    if row.is_unknown() {
        let option = occurrence.map_or(&b""[..], |occurrence| draft.line().option_name(&occurrence));
        let (why, remedy) = match row_of(speech.podman, level, target, option) {
            Some(_) => ("docker has no such option, but podman has", PODMANS_OWN),
            None => ("longshore does not know this option of docker", "declare it under `options` in the profile"),
        };
        let option = String::from_utf8_lossy(option).into_owned();
        return Err(Untranslatable::Value { option, index: word, why: why.to_owned(), remedy: remedy.to_owned() });
    }
    // What a rule wrote as an option that only podman has, or that the profile declares.
    let is_declared = speech.docker.rows(Group::SITE).iter().any(|site| std::ptr::eq(site, row));
    if is_declared || !is_row_of(speech.docker, level, command, row) {
        return Ok(());
    }
    let verb = if level == Level::Verb { draft.line().verb() } else { Verb::Other };
    let option = row.destination.to_string();
    let Some(way) = find(verb, row.destination_bytes()) else {
        let why = "longshore does not know how podman is told".to_owned();
        return Err(Untranslatable::Value { option, index: word, why, remedy: "remove it".to_owned() });
    };
    let given =
        Given { value: value.as_deref(), author, level, verb: draft.line().verb(), has_command: command.is_some() };
    if let Some(value) = &value
        && author == Author::Caller
    {
        // docker's client would say no more than this.
        check_row(row, value, Dialect::Docker).map_err(|error| Untranslatable::Value {
            option: option.clone(),
            index: word,
            why: error.to_string(),
            remedy: another_value(row, value, verb, speech),
        })?;
    }
    let podmans = |name: &[u8]| row_of(speech.podman, level, target, name);
    let lacking = |why: &'static str, remedy: &'static str| Untranslatable::Option {
        option: option.clone(),
        index: word,
        why,
        remedy,
    };
    let written = match write::written(way, &given, podmans(way.to.as_bytes()), speech) {
        Ok(written) => written,
        Err(Why::Lacks { why, .. }) if speech.drops => {
            draft.drop(index, Origin::Translation { why });
            return Ok(());
        }
        Err(Why::Lacks { why, remedy }) => return Err(lacking(why, remedy)),
        Err(Why::Missing(missing)) => return Err(Untranslatable::Fact { missing }),
        Err(Why::Value { why, remedy }) => {
            let remedy = remedy
                .map_or_else(|| another_value(row, value.as_deref().unwrap_or_default(), verb, speech), str::to_owned);
            return Err(Untranslatable::Value { option, index: word, why, remedy });
        }
    };
    let why = way.how.why();
    let options = match written {
        Written::Kept => {
            let Some(podman) = podmans(way.to.as_bytes()) else {
                return Err(lacking("podman has no such option", "remove it"));
            };
            fits(podman, value.as_deref(), &option, word, speech)?;
            let reads_alike = occurrence.is_none_or(|found| {
                use crate::argv::Form as F;
                match found.form {
                    F::LongBare | F::LongGlued | F::LongNext => {
                        podmans(row.name.as_bytes()).is_some_and(|same| same.destination == podman.destination)
                    }
                    F::ShortBare | F::ShortEquals | F::ShortGlued | F::ShortNext => podman.short == row.short,
                }
            });
            let renamed = (value, "podman calls it otherwise");
            draft.translate(index, podman, (!reads_alike).then_some(renamed));
            return Ok(());
        }
        Written::As(options) => options,
    };
    let mut options = options.into_iter();
    let Some((name, first)) = options.next() else {
        draft.drop(index, Origin::Translation { why });
        return Ok(());
    };
    let find_row =
        |name: &str| podmans(name.as_bytes()).ok_or_else(|| lacking("podman has no such option", "remove it"));
    let podman = find_row(name)?;
    fits(podman, first.as_deref(), &option, word, speech)?;
    draft.translate(index, podman, Some((first, why)));
    for (name, value) in options {
        let podman = find_row(name)?;
        fits(podman, value.as_deref(), &option, word, speech)?;
        let origin = if occurrence.is_some() { Origin::Translation { why } } else { origin };
        draft.insert(podman, value, Cause { origin, author });
    }
    Ok(())
}

/// Whether podman's release has the option and takes the value.
fn fits(
    row: &Row,
    value: Option<&[u8]>,
    option: &str,
    index: Option<usize>,
    speech: &Speech<'_>,
) -> Result<(), Untranslatable> {
    let refused = |why: String, remedy| Untranslatable::Value { option: option.to_owned(), index, why, remedy };
    if row.since >= 500 && speech.dialect == Dialect::Podman4 {
        let why = format!("podman has --{} since {}.{}", row.name, row.since / 100, row.since % 100);
        return Err(refused(why, "remove it".to_owned()));
    }
    let Some(value) = value else { return Ok(()) };
    check_row(row, value, speech.dialect).map_err(|error| refused(error.to_string(), remedy(row, speech.dialect)))
}

/// What to do with words that only podman has.
const PODMANS_OWN: &str = "call `podman`, or let a rule of the profile write it";

/// What to do about a value that docker does not have: docker's form, and where podman takes it, podman's own road.
fn another_value(row: &Row, value: &[u8], verb: Verb, speech: &Speech<'_>) -> String {
    let form = remedy(row, Dialect::Docker);
    if !matches!(verb, Verb::Create | Verb::Run) {
        return form;
    }
    let option = OsString::from_vec([b"--", row.name.as_bytes(), b"=", value].concat());
    let line = ["podman".into(), "create".into(), option, "image".into()];
    match super::read(&line, speech.dialect) {
        Ok(_) => format!("{form}; or, for podman's own meaning, {PODMANS_OWN}"),
        Err(_) => form,
    }
}
