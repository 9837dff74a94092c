//! What runs in the container, and in which directory.
//!
//! `docker run --entrypoint sh -w /tmp img -c ls` -> the entrypoint `sh`, the command `-c ls`, the directory `/tmp`.

use serde_json::Value;

use super::Effects;
use super::asked::{Asked, Setting};
use super::given::Given;
use crate::values::ValueError;

/// Entrypoint, command, working directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Process {
    /// What stands before the command.
    pub entrypoint: Asked<Entrypoint>,
    pub command: Asked<CommandWords>,
    /// The directory it starts in; without the option the image's.
    pub workdir: Asked<Setting<Vec<u8>>>,
}

/// What stands before the command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Entrypoint {
    /// The image's.
    #[default]
    Image,
    /// Nothing: the image's is taken away.
    Nothing,
    /// These words; docker has one, podman also reads a JSON list.
    Words(Vec<Vec<u8>>),
}

/// The command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CommandWords {
    /// The image's; an entrypoint on the line takes it away.
    #[default]
    Image,
    /// These words.
    Words(Vec<Vec<u8>>),
}

/// Takes the options of the classes `Entrypoint` and `Workdir`.
#[expect(clippy::unnecessary_wraps, reason = "all themes are called alike")]
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    match given.name {
        b"entrypoint" => effects.process.entrypoint = given.asked(entrypoint(given)),
        b"workdir" => effects.process.workdir = given.setting(),
        _ => return Ok(false),
    }
    Ok(true)
}

fn entrypoint(given: &Given<'_>) -> Entrypoint {
    let text = given.text();
    if text.is_empty() {
        return Entrypoint::Nothing;
    }
    if !given.dialect.is_podman() {
        return Entrypoint::Words(vec![text.to_vec()]);
    }
    // As Go reads a list of strings: `null` is no list at all, and as an element the empty string. So is an element of
    // another kind, but then the whole text comes behind the list.
    match serde_json::from_slice::<Value>(text) {
        Ok(Value::Null) => Entrypoint::Image,
        Ok(Value::Array(items)) => {
            let is_list = items.iter().all(|item| item.is_string() || item.is_null());
            let words = items.into_iter().map(|item| match item {
                Value::String(word) => word.into_bytes(),
                _ => Vec::new(),
            });
            Entrypoint::Words(words.chain((!is_list).then(|| text.to_vec())).collect())
        }
        _ => Entrypoint::Words(vec![text.to_vec()]),
    }
}
