//! Changes to a line, computed before any of them is made.
//!
//! The rule `drop: [user]` on `docker create -u 1 img` -> one [`Edit::Drop`]. All edits of a rule are computed from the
//! line as it stood before the rule, then made in order.

use std::borrow::Cow;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use crate::argv::{Author, Cause, Draft, Level, Row};

use crate::profile::model::action::key_of;

/// One change.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    /// Remove an option.
    Drop(usize),
    /// Give an option another value.
    Value(usize, Vec<u8>),
    /// Write one more option.
    Insert(&'static Row, Option<Vec<u8>>),
    /// Write an option instead of those of its place; equal ones stay as they are.
    Put(&'static Row, Vec<Option<Vec<u8>>>),
    /// Write a keyed option instead of those of its key.
    PutKeyed(&'static Row, Vec<u8>),
    /// Write an option before the command instead of those of its place.
    PutGlobal(&'static Row, Vec<Option<Vec<u8>>>),
    /// Say that there was nothing to act on.
    Note(&'static str),
    /// Replace an operand.
    Operand(usize, Vec<u8>),
    /// Put words before the command in the container.
    Prepend(Vec<Vec<u8>>),
}

impl Edit {
    /// Makes the change.
    pub(super) fn make(self, draft: &mut Draft<'_>, cause: Cause) {
        let origin = cause.origin;
        match self {
            Edit::Drop(index) => draft.drop(index, origin),
            Edit::Value(index, value) => draft.set_value(index, value, cause),
            Edit::Insert(row, value) => draft.insert(row, value, cause),
            Edit::Put(row, values) => put(draft, row, values, cause),
            Edit::PutKeyed(row, value) => put_keyed(draft, row, value, cause),
            Edit::PutGlobal(row, values) => {
                let same = draft
                    .items()
                    .filter(|(_, item)| item.level == Level::Global && item.row.destination == row.destination);
                let same: Vec<usize> = same.map(|(index, _)| index).collect();
                for index in same {
                    draft.drop(index, origin);
                }
                for value in values {
                    draft.insert_global(row, value, cause);
                }
            }
            Edit::Note(note) => draft.note(note, origin),
            Edit::Operand(position, text) => draft.set_operand(position, OsString::from_vec(text), cause),
            Edit::Prepend(words) => {
                draft.prepend_command(words.into_iter().map(OsString::from_vec).collect(), cause);
            }
        }
    }
}

fn put(draft: &mut Draft<'_>, row: &'static Row, values: Vec<Option<Vec<u8>>>, cause: Cause) {
    let standing: Vec<(usize, Option<Vec<u8>>)> = draft
        .options(row.destination.as_bytes())
        .map(|(index, item)| (index, item.value.as_ref().map(|value| value.to_vec())))
        .collect();
    if standing.iter().map(|(_, value)| value).eq(values.iter()) {
        for (index, _) in &standing {
            own(draft, *index, cause.author);
        }
        return;
    }
    for (index, _) in standing {
        draft.drop(index, cause.origin);
    }
    for value in values {
        draft.insert(row, value, cause);
    }
}

fn put_keyed(draft: &mut Draft<'_>, row: &'static Row, value: Vec<u8>, cause: Cause) {
    let destination = row.destination.as_bytes();
    let key = key_of(destination, &value).unwrap_or(Cow::Borrowed(&value));
    let same_key: Vec<(usize, bool)> = draft
        .options(destination)
        .filter(|(_, item)| key_of(destination, item.value_bytes()) == Some(key.clone()))
        .map(|(index, item)| (index, item.value_bytes() == value))
        .collect();
    if let [(index, true)] = same_key[..] {
        own(draft, index, cause.author);
        return;
    }
    for (index, _) in same_key {
        draft.drop(index, cause.origin);
    }
    draft.insert(row, Some(value), cause);
}

/// An option that already reads as the site writes it is the site's.
fn own(draft: &mut Draft<'_>, index: usize, author: Author) {
    if author == Author::Site {
        draft.set_author(index, author);
    }
}
