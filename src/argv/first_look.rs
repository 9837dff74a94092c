//! The passes that a client makes over the words before it reads them in earnest, and what they would find.
//!
//! `podman --trace run --label --module=/x img` -> podman loads the module `/x`: this pass does not know `--trace`, takes
//! `run` for its value and goes on, while the reading in earnest sees a label. Such a line is refused.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;

use super::command::Tables;
use super::error::{ReadError, Where};
use super::line::{Level, Occurrence};
use super::row::{Reading, Row};
use super::scan::boolean;

/// Refuses a line that the client reads in another mode, or in two ways at once. Without `occurrences` the line's options
/// were not read, and only its mode is looked at.
pub(super) fn check(
    words: &[OsString],
    occurrences: Option<&[Occurrence]>,
    tables: &dyn Tables,
) -> Result<(), ReadError> {
    let at = |index| Where::new(words, index, tables.name());
    for &group in tables.first_looks() {
        let found = look(words, tables.rows(group));
        for (index, row) in found {
            if row.reading == Reading::Remote {
                return Err(ReadError::Remote { at: at(index) });
            }
            let is_same =
                |other: &Occurrence| other.level == Level::Global && other.word == index && other.row.name == row.name;
            if occurrences.is_some_and(|all| !all.iter().any(is_same)) {
                return Err(ReadError::TwoReadings { at: at(index), name: row.name });
            }
        }
    }
    let leads_away = |option: &&Occurrence| option.row.reading == Reading::Remote && !is_off(words, option);
    match occurrences.unwrap_or_default().iter().find(leads_away) {
        Some(option) => Err(ReadError::Remote { at: at(option.word) }),
        None => Ok(()),
    }
}

/// Whether the option is a switch turned off: `--remote=false`.
fn is_off(words: &[OsString], option: &Occurrence) -> bool {
    let word = words.get(option.word).map_or(&b""[..], |word| word.as_bytes());
    option.row.is_switch() && value_of(word).and_then(boolean) == Some(false)
}

/// What follows the first `=`.
fn value_of(word: &[u8]) -> Option<&[u8]> {
    let equals = word.iter().position(|&byte| byte == b'=')?;
    word.get(equals + 1..)
}

/// The options of `rows` that the pass finds, with the words where they stand; switches that are turned off do not count,
/// `--help` never does.
fn look(words: &[OsString], rows: &'static [Row]) -> Vec<(usize, &'static Row)> {
    let word = |index: usize| words.get(index).map(|word| word.as_bytes());
    let mut found = Vec::new();
    let mut note = |index, row: &'static Row, is_on: bool| {
        if is_on && row.name.as_bytes() != b"help" {
            found.push((index, row));
        }
    };
    let mut index = 1;
    while let Some(text) = word(index) {
        let next = match text {
            [b'-', b'-', name @ ..] => long(name, rows, &mut |row, is_on| note(index, row, is_on)),
            [b'-', letters @ ..] if !letters.is_empty() => {
                cluster(letters, rows, &mut |row, is_on| note(index, row, is_on))
            }
            _ => Next::Stop,
        };
        index += match next {
            Next::Stop => break,
            Next::Word => 1,
            Next::Value => 2,
            // A word that does not look like an option is taken for the value of an option that the pass does not know.
            Next::Guess => 1 + usize::from(word(index + 1).is_some_and(|next| next.first() != Some(&b'-'))),
        };
    }
    found
}

/// Which word comes next.
enum Next {
    /// None: the pass ends.
    Stop,
    /// The next one.
    Word,
    /// The one after the value.
    Value,
    /// That depends on what the next one looks like.
    Guess,
}

fn long(text: &[u8], rows: &'static [Row], note: &mut dyn FnMut(&'static Row, bool)) -> Next {
    if matches!(text.first(), None | Some(b'-' | b'=')) {
        return Next::Stop;
    }
    let value = value_of(text);
    let name = text.split(|&byte| byte == b'=').next().unwrap_or_default();
    match rows.iter().find(|row| row.name.as_bytes() == name) {
        None if name == b"help" => Next::Stop,
        None if value.is_some() => Next::Word,
        None => Next::Guess,
        Some(row) => met(row, value, note),
    }
}

/// An option that the pass knows, with the value glued to it.
fn met(row: &'static Row, value: Option<&[u8]>, note: &mut dyn FnMut(&'static Row, bool)) -> Next {
    let is_on = !row.is_switch() || value.is_none_or(|value| boolean(value) != Some(false));
    note(row, is_on);
    match value {
        Some(value) if row.is_switch() && boolean(value).is_none() => Next::Stop,
        None if !row.may_stand_bare() => Next::Value,
        _ => Next::Word,
    }
}

fn cluster(letters: &[u8], rows: &'static [Row], note: &mut dyn FnMut(&'static Row, bool)) -> Next {
    // Only the last letter decides about the next word.
    let mut next = Next::Word;
    let mut rest = letters;
    while let [letter, after @ ..] = rest {
        if rest.starts_with(b"test.") {
            return Next::Word;
        }
        let glued = if let [b'=', value @ ..] = after { Some(value).filter(|value| !value.is_empty()) } else { None };
        match rows.iter().find(|row| row.short == *letter) {
            None if *letter == b'h' => return Next::Stop,
            None if glued.is_some() => return Next::Word,
            None => next = Next::Guess,
            Some(row) if glued.is_some() => return met(row, glued, note),
            Some(row) if row.may_stand_bare() => next = met(row, None, note),
            Some(row) if after.is_empty() => return met(row, None, note),
            Some(row) => return met(row, Some(after), note),
        }
        rest = after;
    }
    next
}
