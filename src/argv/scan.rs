//! The scanner: one left-to-right pass over words, as Go's pflag makes it.
//!
//! `-itu 1000 img -x` with the options of `docker create` -> three options, then a stop at `img`: the first operand ends
//! the options of a command that starts a program.
//!
//! Every rule here was held against the real clients; the surprising ones are tests by name in `tests/it/surprises.rs`.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;

use crate::nearest::nearest;

use super::UNKNOWN;
use super::command::{Group, Tables};
use super::error::{ReadError, Where};
use super::line::{Form, Level, Occurrence};
use super::name::Name;
use super::row::Row;

/// What the scanner meets.
pub(super) enum Found {
    Option(Occurrence),
    Operand(usize),
    Terminator(usize),
}

/// Why the scanner stopped; everything from the index on is operands.
#[derive(Clone, Copy)]
pub(super) enum Stop {
    /// All words were read.
    End(usize),
    /// The first operand of a command that does not mix options and operands.
    Operand(usize),
    /// The word after `--`.
    Terminator(usize),
}

impl Stop {
    pub(super) fn index(self) -> usize {
        let (Stop::End(index) | Stop::Operand(index) | Stop::Terminator(index)) = self;
        index
    }
}

struct Scanner<'a, 'f> {
    words: &'a [OsString],
    to: usize,
    level: Level,
    groups: &'a [Group],
    tables: &'a dyn Tables,
    found: &'f mut dyn FnMut(Found),
    /// The options found last, by name and by letter: lines write one option many times in a row.
    named: &'static Row,
    lettered: &'static Row,
}

/// Scans words `from..to` for options of `groups`.
#[expect(clippy::too_many_arguments, reason = "one call per level; a struct would only rename the arguments")]
pub(super) fn scan(
    words: &[OsString],
    from: usize,
    to: usize,
    level: Level,
    groups: &[Group],
    interspersed: bool,
    tables: &dyn Tables,
    found: &mut dyn FnMut(Found),
) -> Result<Stop, ReadError> {
    let mut scanner = Scanner { words, to, level, groups, tables, found, named: &UNKNOWN, lettered: &UNKNOWN };
    let mut index = from;
    while index < to {
        let word = words[index].as_bytes();
        match word {
            [b'-', b'-'] => {
                (scanner.found)(Found::Terminator(index));
                return Ok(Stop::Terminator(index + 1));
            }
            [b'-', b'-', ..] => index = scanner.long(index, word)?,
            [b'-', _, ..] => index = scanner.cluster(index, word)?,
            _ if interspersed => {
                (scanner.found)(Found::Operand(index));
                index += 1;
            }
            _ => return Ok(Stop::Operand(index)),
        }
    }
    Ok(Stop::End(to))
}

impl Scanner<'_, '_> {
    /// `--name`, `--name=value`, `--name value`; gives the index of the next word to read.
    fn long(&mut self, index: usize, word: &[u8]) -> Result<usize, ReadError> {
        let text = &word[2..];
        if matches!(text.first(), None | Some(b'-' | b'=')) {
            return Err(ReadError::BadSyntax { at: self.at(index) });
        }
        let equals = text.iter().position(|&byte| byte == b'=');
        let name = &text[..equals.unwrap_or(text.len())];
        let Some(row) = self.row(name) else {
            // Whatever the client thinks of it, `--name=value` takes no other word: its reading is certain.
            let Some(equals) = equals else {
                let nearest = self.nearest(name).map(String::into_boxed_str);
                return Err(ReadError::UnknownOption { at: self.at(index), name: name.to_vec(), nearest, other: None });
            };
            let occurrence = Occurrence::new(&UNKNOWN, self.level, Form::LongGlued, index, 0);
            (self.found)(Found::Option(occurrence.with_value_at(2 + equals + 1)));
            return Ok(index + 1);
        };
        if let Some(equals) = equals {
            let offset = 2 + equals + 1;
            self.check_boolean(row, &word[offset..], index)?;
            let occurrence = Occurrence::new(row, self.level, Form::LongGlued, index, 0);
            (self.found)(Found::Option(occurrence.with_value_at(offset)));
            Ok(index + 1)
        } else if row.may_stand_bare() {
            (self.found)(Found::Option(Occurrence::new(row, self.level, Form::LongBare, index, 0)));
            Ok(index + 1)
        } else if index + 1 < self.to {
            (self.found)(Found::Option(Occurrence::new(row, self.level, Form::LongNext, index, 0)));
            Ok(index + 2)
        } else {
            Err(ReadError::MissingValue { at: self.at(index), name: name.to_vec() })
        }
    }

    /// A word of letters after one dash; gives the index of the next word to read.
    fn cluster(&mut self, index: usize, word: &[u8]) -> Result<usize, ReadError> {
        let mut offset = 1;
        while offset < word.len() {
            let rest = &word[offset..];
            if rest.starts_with(b"test.") {
                // The clients drop the rest of such a word in silence (a leftover of Go's test runner).
                return Err(ReadError::TestWord { at: self.at(index) });
            }
            let letter = rest[0];
            let Some(row) = self.letter(letter) else {
                return Err(ReadError::UnknownLetter { at: self.at(index), letter, rest: rest.to_vec() });
            };
            let occurrence = |form| Occurrence::new(row, self.level, form, index, offset);
            if rest.len() > 2 && rest[1] == b'=' {
                self.check_boolean(row, &rest[2..], index)?;
                (self.found)(Found::Option(occurrence(Form::ShortEquals)));
                return Ok(index + 1);
            }
            if row.may_stand_bare() {
                (self.found)(Found::Option(occurrence(Form::ShortBare)));
                offset += 1;
            } else if rest.len() > 1 {
                (self.found)(Found::Option(occurrence(Form::ShortGlued)));
                return Ok(index + 1);
            } else if index + 1 < self.to {
                (self.found)(Found::Option(occurrence(Form::ShortNext)));
                return Ok(index + 2);
            } else {
                return Err(ReadError::MissingValue { at: self.at(index), name: vec![letter] });
            }
        }
        Ok(index + 1)
    }

    fn row(&mut self, name: &[u8]) -> Option<&'static Row> {
        let name = Name::of(name)?;
        if self.named.name != name {
            self.named = self.groups.iter().find_map(|&group| {
                let rows = self.tables.rows(group);
                rows.binary_search_by(|row| row.name.cmp(&name)).ok().and_then(|index| rows.get(index))
            })?;
        }
        Some(self.named)
    }

    /// The name that was perhaps meant.
    fn nearest(&self, name: &[u8]) -> Option<String> {
        let rows = self.groups.iter().flat_map(|&group| self.tables.rows(group)).filter(|row| !row.hidden);
        nearest(str::from_utf8(name).ok()?, rows.map(|row| row.name.as_str()))
    }

    fn letter(&mut self, letter: u8) -> Option<&'static Row> {
        if self.lettered.short != letter || letter == 0 {
            self.lettered = letter_of(self.tables, self.groups, letter)?;
        }
        Some(self.lettered)
    }

    fn check_boolean(&self, row: &Row, value: &[u8], index: usize) -> Result<(), ReadError> {
        if row.is_switch() && boolean(value).is_none() {
            return Err(ReadError::BadBoolean { at: self.at(index), name: row.name, value: value.to_vec() });
        }
        Ok(())
    }

    fn at(&self, index: usize) -> Where {
        Where::new(self.words, index, self.tables.name())
    }
}

fn letter_of(tables: &dyn Tables, groups: &[Group], letter: u8) -> Option<&'static Row> {
    let by_letter = |group: &Group| tables.rows(*group).iter().find(|row| row.short == letter && letter != 0);
    groups.iter().find_map(by_letter)
}

/// Reads a boolean as Go's `ParseBool` does.
#[must_use]
pub fn boolean(value: &[u8]) -> Option<bool> {
    match value {
        b"1" | b"t" | b"T" | b"TRUE" | b"true" | b"True" => Some(true),
        b"0" | b"f" | b"F" | b"FALSE" | b"false" | b"False" => Some(false),
        _ => None,
    }
}

/// Whether a switch with that value is on; a bare one is.
pub(super) fn is_on(value: Option<&[u8]>) -> bool {
    value.is_none_or(|value| boolean(value) == Some(true))
}

/// The index of the word that cobra's traversal takes for the name of a (sub-)command, from `start` on.
///
/// Other rules than the scanner's: `--x` without `=` takes the next word unless `x` is a known switch (so `--` does, too),
/// and of short words only those of two bytes take one.
pub(super) fn next_name(words: &[OsString], start: usize, group: Group, tables: &dyn Tables) -> Option<usize> {
    let rows = tables.rows(group);
    let mut takes_next = false;
    for (index, word) in words.iter().enumerate().skip(start) {
        let word = word.as_bytes();
        let has_equals = word.contains(&b'=');
        if word.starts_with(b"--") && !has_equals {
            let bare = rows.iter().any(|row| row.name.as_bytes() == &word[2..] && row.may_stand_bare());
            takes_next = !bare;
        } else if let [b'-', letter] = *word
            && letter != b'='
            && !letter_of(tables, &[group], letter).is_some_and(Row::may_stand_bare)
        {
            takes_next = true;
        } else if takes_next {
            takes_next = false;
        } else if !(word.len() >= 2 && word.starts_with(b"-")) {
            return Some(index);
        }
    }
    None
}
