//! A line under change: tombstones and insertions over one reading.
//!
//! `docker create -itu 1000 img` with `user` dropped and `env` inserted -> `docker create -it --env=A=1 img`. Every word
//! that no change touches is rendered as it was written (see `render.rs`).

use std::borrow::Cow;
use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;

use super::command::Command;
use super::line::{Level, Line};
use super::origin::{Author, Cause, Origin};
use super::row::{Class, Repeats, Row};
use super::scan::{boolean, is_on};

/// An option of the line as it stands after the changes so far.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    pub row: &'static Row,
    /// Where on the line it stands.
    pub level: Level,
    /// Its value as bytes, `None` when bare.
    pub value: Option<Cow<'a, [u8]>>,
    /// Index into [`Line::occurrences`] when it was given.
    pub given: Option<usize>,
    /// Who wrote it, or its value.
    pub origin: Origin,
    /// Whose it is.
    pub author: Author,
    /// Who dropped it.
    pub dropped: Option<Origin>,
    /// Whether its value is another than the given one.
    pub changed: bool,
    /// Why it was written for another client than the line's, if it was.
    pub translated: Option<&'static str>,
    /// Where it stands, when that is a file which an option of the line names: then it counts like an option, and is no word.
    pub in_file: Option<InFile>,
}

/// A line of a file that an option names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InFile {
    /// The index of the option that names the file.
    pub option: usize,
    /// The line, from 1.
    pub line: usize,
}

impl<'a> Item<'a> {
    /// An option that somebody writes.
    fn new(row: &'static Row, level: Level, value: Option<Cow<'a, [u8]>>, cause: Cause) -> Item<'a> {
        Item {
            row,
            level,
            value,
            given: None,
            origin: cause.origin,
            author: cause.author,
            dropped: None,
            changed: false,
            translated: None,
            in_file: None,
        }
    }

    /// Who wrote it, and whose it is.
    #[must_use]
    pub fn cause(&self) -> Cause {
        Cause { origin: self.origin, author: self.author }
    }

    /// Whether it is a switch that is on.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.row.is_switch() && is_on(self.value.as_deref())
    }

    /// The value as rules see it: that of a switch is `true` or `false`, however it was written.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        let Some(value) = self.value.as_deref() else { return b"true" };
        match boolean(value).filter(|_| self.row.is_switch()) {
            Some(true) => b"true",
            Some(false) => b"false",
            None => value,
        }
    }

    /// The value's bytes, empty when bare.
    #[must_use]
    pub fn value_bytes(&self) -> &[u8] {
        self.value.as_deref().unwrap_or_default()
    }
}

/// A line with the changes made to it.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    pub(super) line: Line<'a>,
    /// All options there are or were; an option's index never changes.
    pub(super) items: Vec<Item<'a>>,
    /// Their indices in the order of the line.
    order: Vec<usize>,
    /// Replaced operands: position among the operands, new text.
    pub(super) operands: Vec<(usize, OsString, Cause)>,
    /// Words put before the command that runs in the container.
    pub(super) prepended: Vec<(OsString, Cause)>,
    /// Who dropped the words behind the image.
    pub(super) command_dropped: Option<Origin>,
    /// The command in the tables of another client, and the last word of its path there.
    pub(super) command: Option<&'static Command>,
    /// What changes could not do, for people.
    pub(super) notes: Vec<(String, Origin)>,
}

impl<'a> Draft<'a> {
    /// A draft without changes.
    #[must_use]
    pub fn new(line: Line<'a>) -> Draft<'a> {
        let mut items = Vec::with_capacity(line.occurrences().len() + 8);
        items.extend(line.occurrences().iter().enumerate().map(|(index, occurrence)| {
            let value = line.value(occurrence).map(Cow::Borrowed);
            let cause = Origin::Given { index: occurrence.word }.into();
            Item { given: Some(index), ..Item::new(occurrence.row, occurrence.level, value, cause) }
        }));
        let order = (0..items.len()).collect();
        Draft {
            line,
            items,
            order,
            operands: Vec::new(),
            prepended: Vec::new(),
            command_dropped: None,
            command: None,
            notes: Vec::new(),
        }
    }

    /// The line as it was given.
    #[must_use]
    pub fn line(&self) -> &Line<'a> {
        &self.line
    }

    /// The options that still stand, in the order in which they count, those in files among them; the index is theirs for
    /// [`Draft::drop`] and [`Draft::set_value`].
    #[must_use]
    pub fn items(&self) -> impl DoubleEndedIterator<Item = (usize, &Item<'a>)> {
        let all = self.order.iter().filter_map(|&index| Some((index, self.items.get(index)?)));
        all.filter(|(_, item)| item.dropped.is_none())
    }

    /// The standing options of the command itself that fill the place `destination`.
    #[must_use]
    pub fn options(&self, destination: &[u8]) -> impl DoubleEndedIterator<Item = (usize, &Item<'a>)> {
        self.items()
            .filter(move |(_, item)| item.level == Level::Verb && item.row.destination.as_bytes() == destination)
    }

    /// The options that still stand and are words of the line.
    #[must_use]
    pub fn words(&self) -> impl DoubleEndedIterator<Item = (usize, &Item<'a>)> {
        self.items().filter(|(_, item)| item.in_file.is_none())
    }

    /// Removes item `index`, with what stands in its file.
    pub fn drop(&mut self, index: usize, origin: Origin) {
        if let Some(item) = self.items.get_mut(index) {
            item.dropped.get_or_insert(origin);
        }
        self.drop_lines(index, origin);
    }

    /// Removes the standing options of the command that fill the place `destination`.
    pub fn drop_options(&mut self, destination: &[u8], origin: Origin) {
        let standing: Vec<usize> = self.options(destination).map(|(index, _)| index).collect();
        for index in standing {
            self.drop(index, origin);
        }
    }

    /// Item `index`, whether it still stands or not.
    #[must_use]
    pub fn item(&self, index: usize) -> Option<&Item<'a>> {
        self.items.get(index)
    }

    /// Gives item `index` another value; an equal value changes nothing but whose it is. The lines of its file go with the
    /// old one.
    pub fn set_value(&mut self, index: usize, value: Vec<u8>, cause: impl Into<Cause>) {
        let cause = cause.into();
        let Some(item) = self.items.get_mut(index) else { return };
        item.author = cause.author;
        if item.value.as_deref() != Some(&value) {
            item.value = Some(Cow::Owned(value));
            item.origin = cause.origin;
            item.changed = true;
            self.drop_lines(index, cause.origin);
        }
    }

    /// Puts the lines of a file that item `option` names among the options: before those of the line, to which they yield,
    /// and after those of earlier files.
    pub fn bring(&mut self, option: usize, row: &'static Row, lines: impl IntoIterator<Item = (usize, Vec<u8>)>) {
        let Some(cause) = self.items.get(option).map(Item::cause) else { return };
        let first = self.items.len();
        self.items.extend(lines.into_iter().map(|(line, value)| Item {
            in_file: Some(InFile { option, line }),
            ..Item::new(row, Level::Verb, Some(Cow::Owned(value)), cause)
        }));
        let place = self.position(|item| item.level == Level::Verb && item.in_file.is_none());
        let place = place.unwrap_or(self.order.len());
        self.order.splice(place..place, first..self.items.len());
    }

    /// The lines that item `option` has brought, those that were removed among them.
    pub fn brought(&self, option: usize) -> impl Iterator<Item = &Item<'a>> {
        let all = self.order.iter().filter_map(|&index| self.items.get(index));
        all.filter(move |item| item.in_file.is_some_and(|at| at.option == option))
    }

    fn drop_lines(&mut self, option: usize, origin: Origin) {
        if self.items.get(option).is_none_or(|item| item.row.class != Class::ClientFile) {
            return;
        }
        for item in self.items.iter_mut().filter(|item| item.in_file.is_some_and(|at| at.option == option)) {
            item.dropped.get_or_insert(origin);
        }
    }

    /// Gives item `index` another file that holds the same lines.
    pub fn set_file(&mut self, index: usize, path: Vec<u8>, cause: Cause) {
        let Some(item) = self.items.get_mut(index) else { return };
        item.value = Some(Cow::Owned(path));
        item.origin = cause.origin;
        item.author = cause.author;
        item.changed = true;
    }

    /// Writes item `index` as another client's option: without `written` its text stays, which that client
    /// reads alike; else `written` is its value, and why.
    pub fn translate(&mut self, index: usize, row: &'static Row, written: Option<(Option<Vec<u8>>, &'static str)>) {
        let Some(item) = self.items.get_mut(index) else { return };
        item.row = row;
        if let Some((value, why)) = written {
            item.value = value.map(Cow::Owned);
            item.changed = true;
            item.translated = Some(why);
        }
    }

    /// The line becomes one of another client, whose command this is.
    pub fn set_command(&mut self, command: &'static Command) {
        self.command = Some(command);
    }

    /// The command: of the client for which the line is now.
    #[must_use]
    pub fn command(&self) -> Option<&'static Command> {
        self.command.or(self.line.command())
    }

    /// Says whose item `index` is, when it already reads as its author would write it.
    pub fn set_author(&mut self, index: usize, author: Author) {
        if let Some(item) = self.items.get_mut(index) {
            item.author = author;
        }
    }

    /// Inserts an option `--name=value` of the command: last of its options, or first where the first of its kind counts.
    pub fn insert(&mut self, row: &'static Row, value: Option<Vec<u8>>, cause: impl Into<Cause>) {
        let item = Item::new(row, Level::Verb, value.map(Cow::Owned), cause.into());
        let options_end = self.line.options_end();
        let given = |item: &Item<'_>| item.given.and_then(|index| self.line.occurrences().get(index));
        let behind = if row.repeats == Repeats::First {
            // Before all others of the command, but behind those that were put first already.
            let goes_first = |item: &Item<'_>| item.given.is_none() && item.row.repeats == Repeats::First;
            self.position(|item| item.level == Level::Verb && !goes_first(item))
        } else {
            // Some commands take options behind operands: the new one stands before those.
            self.position(|item| given(item).is_some_and(|occurrence| occurrence.word > options_end))
        };
        self.put(behind, item);
    }

    /// Inserts an option before the command, after those given there.
    pub fn insert_global(&mut self, row: &'static Row, value: Option<Vec<u8>>, cause: impl Into<Cause>) {
        let item = Item::new(row, Level::Global, value.map(Cow::Owned), cause.into());
        let after = self.position(|item| item.level != Level::Global);
        self.put(after, item);
    }

    /// The place on the line of the first option that `is_it`, dropped ones among them.
    fn position(&self, is_it: impl Fn(&Item<'a>) -> bool) -> Option<usize> {
        self.order.iter().position(|&index| self.items.get(index).is_some_and(&is_it))
    }

    /// Puts an option at a place on the line, or at the end.
    fn put(&mut self, place: Option<usize>, item: Item<'a>) {
        self.order.insert(place.unwrap_or(self.order.len()), self.items.len());
        self.items.push(item);
    }

    /// Operand `position` (0 is the image or container) as it now reads.
    #[must_use]
    pub fn operand(&self, position: usize) -> Option<&[u8]> {
        let replaced = self.operands.iter().find(|(at, ..)| *at == position);
        match replaced {
            Some((_, text, _)) => Some(text.as_bytes()),
            None => self.line.operands().get(position).map(|&word| self.line.word(word)),
        }
    }

    /// Replaces operand `position`.
    pub fn set_operand(&mut self, position: usize, text: OsString, cause: impl Into<Cause>) {
        self.operands.retain(|(at, ..)| *at != position);
        self.operands.push((position, text, cause.into()));
    }

    /// All operands as they now read, words put before the command among them.
    pub fn final_operands(&self) -> impl Iterator<Item = &[u8]> {
        let count = self.line.operands().len();
        let prepended = self.prepended.iter().map(|(word, _)| word.as_bytes());
        let first = (0..count.min(1)).filter_map(|position| self.operand(position));
        let end = if self.command_dropped.is_some() { count.min(1) } else { count };
        let rest = (1..end).filter_map(|position| self.operand(position));
        first.chain(prepended).chain(rest)
    }

    /// Whether a command stands behind the image or container.
    #[must_use]
    pub fn has_command(&self) -> bool {
        self.line.operands().len() > 1 && self.command_dropped.is_none()
    }

    /// Whether `word` is all that stands behind the image or container.
    #[must_use]
    pub fn has_only_command(&self, word: &[u8]) -> bool {
        self.has_command() && self.line.operands().len() == 2 && self.operand(1) == Some(word)
    }

    /// Removes the words behind the image or container.
    pub fn drop_command(&mut self, origin: Origin) {
        self.command_dropped.get_or_insert(origin);
    }

    /// Notes that a change had nothing to act on.
    pub fn note(&mut self, note: impl Into<String>, origin: Origin) {
        self.notes.push((note.into(), origin));
    }

    /// Puts `words` before the command behind the image, before those put there earlier.
    pub fn prepend_command(&mut self, words: Vec<OsString>, cause: impl Into<Cause>) {
        let cause = cause.into();
        let words = words.into_iter().map(|word| (word, cause));
        self.prepended.splice(0..0, words);
    }
}
