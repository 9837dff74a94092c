//! Which form the answer to a line has, and what podman is asked so that it can have it.
//!
//! `inspect --format '{{.Name}}' job` -> podman is asked `inspect job`, and the template is filled in by longshore.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStringExt as _;

use crate::argv::{Draft, Level, Origin, Tables, Verb};

use super::rows::Rows;
use super::{About, Answer, Template};

/// Why words that ask for the answer differ from the given ones.
const WHY: Origin = Origin::Translation { why: "longshore gives the answer docker's form" };

const QUIET: Origin = Origin::Translation { why: "docker's client prints no notices" };

/// The form of the answer to a line of docker's that is podman's already. What longshore fills in itself is taken from
/// the line.
pub fn prepare(draft: &mut Draft<'_>, podman: &dyn Tables) -> Answer {
    let line = draft.line();
    if line.command().is_none() {
        let asks = draft.items().any(|(_, item)| item.row.destination_bytes() == b"version");
        return if asks { Answer::Version } else { Answer::Given };
    }
    let is_on = |name: &[u8]| draft.options(name).next_back().is_some_and(|(_, item)| item.is_on());
    let names = || draft.final_operands().map(|name| String::from_utf8_lossy(name).into_owned()).collect::<Vec<_>>();
    match line.verb() {
        Verb::Inspect | Verb::ContainerInspect | Verb::ImageInspect => match template(draft) {
            Asked::Ours(template) => {
                ask(draft, podman, None);
                Answer::Inspect { template: Some(template) }
            }
            Asked::Nothing => Answer::Inspect { template: None },
            Asked::Theirs => Answer::Quiet,
        },
        verb @ (Verb::Images | Verb::Ps) => {
            let rows = if verb == Verb::Images { Rows::Images } else { Rows::Containers };
            let changes_columns = is_on(b"quiet") || is_on(b"digests") || is_on(b"size");
            let template = match template(draft) {
                _ if changes_columns => return Answer::Quiet,
                Asked::Ours(template) => Some(template),
                Asked::Nothing if rows == Rows::Images => None,
                Asked::Nothing | Asked::Theirs => return Answer::Quiet,
            };
            ask(draft, podman, Some(rows.format()));
            Answer::Rows { rows, template }
        }
        Verb::Rm => Answer::Names { names: names(), is_forced: is_on(b"force") },
        Verb::Kill | Verb::Pause | Verb::Unpause | Verb::Stop | Verb::Restart => {
            Answer::Names { names: names(), is_forced: false }
        }
        Verb::Start if is_on(b"attach") || is_on(b"interactive") => Answer::Given,
        Verb::Start => Answer::Names { names: names(), is_forced: false },
        Verb::Pull if is_on(b"quiet") => Answer::Quiet,
        Verb::Load if draft.options(b"input").next().is_some() => Answer::ImageNames,
        Verb::Rmi => Answer::ImageNames,
        Verb::ContainerPrune if is_on(b"force") => Answer::Pruned,
        verb @ (Verb::Info | Verb::Version) => match (About::of(verb), template(draft)) {
            (Some(about), Asked::Ours(template)) => {
                ask(draft, podman, Some("json".to_owned()));
                Answer::Facts { about, template }
            }
            _ => Answer::Quiet,
        },
        Verb::Create | Verb::Tag | Verb::Wait | Verb::Rename | Verb::Update => Answer::Quiet,
        _ => Answer::Given,
    }
}

/// The container that a `start` starts, if it is one.
#[must_use]
pub fn started(draft: &Draft<'_>) -> Option<OsString> {
    let mut operands = draft.final_operands();
    let first = operands.next().filter(|_| draft.line().verb() == Verb::Start)?;
    operands.next().is_none().then(|| OsString::from_vec(first.to_owned()))
}

/// The words that ask for the folder of a container, behind the engine's and the global options.
#[must_use]
pub fn folder_question(container: &OsStr) -> [&OsStr; 4] {
    ["container".as_ref(), "inspect".as_ref(), "--format={{.StaticDir}}".as_ref(), container]
}

/// What `--format` asks for.
enum Asked {
    /// Nothing: it is not there.
    Nothing,
    /// What longshore can fill in.
    Ours(Template),
    /// What only podman can.
    Theirs,
}

fn template(draft: &Draft<'_>) -> Asked {
    let Some((_, item)) = draft.options(b"format").next_back() else { return Asked::Nothing };
    let text = str::from_utf8(item.value.as_deref().unwrap_or_default()).ok();
    match text {
        Some("") => Asked::Nothing,
        Some(text) if text != "table" && !text.starts_with("table ") => {
            Template::read(text).map_or(Asked::Theirs, Asked::Ours)
        }
        _ => Asked::Theirs,
    }
}

/// Writes another `--format`, or none.
fn ask(draft: &mut Draft<'_>, podman: &dyn Tables, format: Option<String>) {
    draft.drop_options(b"format", WHY);
    let Some(format) = format else { return };
    let groups = draft.command().map_or(&[][..], |command| &command.groups[..]);
    let row = groups.iter().find_map(|&group| podman.rows(group).iter().find(|row| row.name.as_bytes() == b"format"));
    if let Some(row) = row {
        draft.insert(row, Some(format.into_bytes()), WHY);
    }
}

/// podman's notices do not stand among what a program that somebody waits for prints: docker's client prints none. Where
/// longshore hears the client, it leaves them out itself.
pub fn keep_quiet(draft: &mut Draft<'_>, podman: &dyn Tables) {
    if !matches!(draft.line().verb(), Verb::Start | Verb::Exec | Verb::Attach) {
        return;
    }
    let is_said =
        draft.items().any(|(_, item)| item.level == Level::Global && item.row.destination_bytes() == b"log-level");
    let groups = [podman.globals(), podman.late_globals(), podman.parent_options()];
    let row =
        groups.iter().find_map(|&group| podman.rows(group).iter().find(|row| row.name.as_bytes() == b"log-level"));
    if let Some(row) = row.filter(|_| !is_said) {
        draft.insert_global(row, Some(b"error".to_vec()), QUIET);
    }
}
