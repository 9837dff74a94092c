//! What a rule looks into has to be read with certainty.
//!
//! `for_each: bind` on `docker run --mount type=bind,src=/a,dst=/b,new-field img` -> refused: a newer client may know the
//! field, and what the mount then is nobody here can say. Without a rule that looks into mounts the line passes, and
//! `explain` notes it.

use crate::argv::{Draft, Item, Level, Name, Origin, quote};
use crate::values::{self, Dialect, Env, Imports, Volume, csv};

use crate::profile::model::guard::{Guard, Presence};

/// An option of the line that cannot be read with certainty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsure {
    /// The option.
    pub option: Name<32>,
    /// The index of its word on the given line, if it was given.
    pub word: Option<usize>,
    /// Its value, for people.
    pub value: String,
    /// Why it cannot be read.
    pub why: String,
    /// What to do about it.
    pub remedy: String,
}

/// Whether the line's values of the option `destination` can be read, each as one value.
///
/// # Errors
/// The first that cannot.
pub(super) fn option(destination: &[u8], draft: &Draft<'_>, dialect: Dialect) -> Result<(), Unsure> {
    if destination == b"env" && dialect.is_podman() {
        variables_are_named(draft, dialect)?;
    }
    draft.options(destination).try_for_each(|(_, item)| {
        let count = values::elements_of_row(item.row, item.value_bytes(), dialect).map_or(1, |all| all.len());
        let option = item.row.destination;
        let (why, remedy) = match readable(item, dialect) {
            Err(why) => (why, values::remedy(item.row, dialect)),
            Ok(()) if count > 1 => (format!("it holds {count} values"), format!("write one --{option} for each")),
            Ok(()) => return Ok(()),
        };
        let word = item.given.and_then(|given| draft.line().occurrences().get(given)).map(|found| found.word);
        Err(Unsure { option, word, value: quote::short_bytes(item.value_bytes()), why, remedy })
    })
}

/// Whether the line names each variable that podman gives the container, with the whole of its value.
fn variables_are_named(draft: &Draft<'_>, dialect: Dialect) -> Result<(), Unsure> {
    let unsure = |item: &Item<'_>, why: &str, remedy: &str| {
        let word = item.given.and_then(|given| draft.line().occurrences().get(given)).map(|found| found.word);
        let value = quote::short_bytes(item.value_bytes());
        Err(Unsure { option: item.row.destination, word, value, why: why.to_owned(), remedy: remedy.to_owned() })
    };
    for (_, item) in draft.items() {
        let value = item.value_bytes();
        match item.row.destination.as_str() {
            // What a file brings is named already: podman's copy of it is expanded.
            "env" if item.given.is_some() => {
                let read = Env::parse(value, dialect);
                if read.is_ok_and(|variable| matches!(variable.imports(dialect), Imports::Prefix(_))) {
                    let why = "it takes each of the caller's variables that begins so";
                    return unsure(item, why, "name each variable");
                }
            }
            "env-host" if item.is_on() => {
                return unsure(item, "it takes all of the caller's variables", "name each variable");
            }
            "env-merge" => {
                return unsure(item, "a part of its value is the image's", "write the whole value as `--env`");
            }
            "secret" if is_variable(value) => {
                return unsure(item, "its value is known to the engine only", "mount the secret as a file");
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a secret becomes a variable; one that cannot be read may.
fn is_variable(secret: &[u8]) -> bool {
    csv::first_record(secret).map_or(true, |fields| fields.iter().any(|field| field == b"type=env"))
}

/// Whether the conditions can be judged on this line.
///
/// # Errors
/// The first option that one of them looks into and that cannot be read.
pub(crate) fn guards(guards: &[Guard], draft: &Draft<'_>, dialect: Dialect) -> Result<(), Unsure> {
    guards.iter().try_for_each(|guard| match guard {
        Guard::ContainerEnv(..) => option(b"env", draft, dialect),
        Guard::Label(..) => option(b"label", draft, dialect),
        Guard::Option(name, tests) if tests.iter().any(|test| matches!(test, Presence::Matches(_))) => {
            option(name.as_bytes(), draft, dialect)
        }
        Guard::Env(..)
        | Guard::Fact(..)
        | Guard::Group(_)
        | Guard::Host(_)
        | Guard::Image(_)
        | Guard::JobAd(..)
        | Guard::Option(..)
        | Guard::User(_)
        | Guard::Verb(_) => Ok(()),
    })
}

/// Whether a value is one that longshore knows.
fn readable(item: &Item<'_>, dialect: Dialect) -> Result<(), String> {
    let Some(value) = item.value.as_deref() else { return Ok(()) };
    values::check_row(item.row, value, dialect).map_err(|error| error.to_string())?;
    if item.row.destination.as_str() == "volume"
        && let Ok(volume) = Volume::parse(value, dialect)
        && let Some(option) = volume.unknown_option(dialect)
    {
        return Err(format!("volume option `{}` is not known", values::shown(option)));
    }
    Ok(())
}

/// Notes every option of the caller's that longshore does not know, or whose value it cannot read: they pass where nothing
/// depends on them.
pub fn note_unknown(draft: &mut Draft<'_>, dialect: Dialect) {
    let mut notes = Vec::new();
    for (_, item) in draft.items().filter(|(_, item)| item.level != Level::Parent && !item.changed) {
        let Some(found) = item.given.and_then(|given| draft.line().occurrences().get(given)) else { continue };
        let note = if item.row.is_unknown() {
            let name = quote::short_bytes(draft.line().option_name(found));
            format!("longshore does not know the option --{name}; it is passed as it is")
        } else if let Err(why) = readable(item, dialect) {
            format!("longshore cannot read this --{}: {why}; it is passed as it is", item.row.name)
        } else {
            continue;
        };
        notes.push((note, Origin::Given { index: found.word }));
    }
    for (note, origin) in notes {
        draft.note(note, origin);
    }
}
