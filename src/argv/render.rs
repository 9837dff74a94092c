//! From a draft back to words, each with its origin.
//!
//! `docker create -itu 1000 img` without changes -> the same words; with `user` dropped -> `-it`, and a note that words 2
//! (in part) and 3 are gone.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use super::draft::{Draft, Item};
use super::line::{Form, Level, Occurrence};
use super::origin::{Author, Cause, Origin, Removed, Word};
use super::row::{Emit, Repeats, Row};

/// The kernel's limit for one word; longer `--name=value` words keep the two-word form, whose parts fit.
const LONGEST_WORD: usize = 128 * 1024 - 1;

/// The rendered words. Those that no change touched are borrowed from the given line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered<'a> {
    /// The final line.
    pub words: Vec<Word<Cow<'a, OsStr>>>,
    /// What the given line had and the final one lacks.
    pub removed: Vec<Removed>,
    /// What changes could not do, for people.
    pub notes: Vec<(String, Origin)>,
}

impl Rendered<'_> {
    /// Whether any word is another than was given, or gone.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        !self.removed.is_empty() || self.words.iter().any(|word| word.was.is_some() || word.index.is_none())
    }
}

impl<'a> Draft<'a> {
    /// The final line.
    #[must_use]
    pub fn render(&self) -> Rendered<'a> {
        let words = self.line.words();
        let capacity = words.len() + self.items.len();
        let mut out = Rendered { words: Vec::with_capacity(capacity), removed: Vec::new(), notes: self.notes.clone() };
        let command_word = self.line.command_word();
        let options_end = self.line.options_end();
        let mut items = self.items.iter().filter(|item| item.given.is_some()).peekable();
        let mut index = 0;
        // The options of one word: two or more where letters share it.
        let mut group: Vec<&Item<'_>> = Vec::new();
        while index < words.len() {
            if index == self.line.globals_end() {
                self.inserted(Level::Global, &mut out);
            }
            if index == options_end {
                self.inserted(Level::Verb, &mut out);
            }
            if self.line.operands().get(1) == Some(&index) {
                let prepended = self.prepended.iter();
                out.words.extend(prepended.map(|(text, cause)| inserted_word(text.clone(), *cause, None)));
            }
            if let Some(origin) =
                self.command_dropped.filter(|_| self.line.operands().get(1).is_some_and(|&at| at <= index))
            {
                let text = words.get(index).cloned().unwrap_or_default();
                out.removed.push(Removed { index, text, origin });
                index += 1;
                continue;
            }
            let start = index;
            group.clear();
            while let Some(item) = items.next_if(|item| self.occurrence(item).is_some_and(|o| o.word == start)) {
                group.push(item);
            }
            index +=
                1 + usize::from(group.last().and_then(|i| self.occurrence(i)).is_some_and(Occurrence::takes_next_word));
            if group.iter().all(|item| item.dropped.is_none() && !item.changed) {
                let is_sites = !group.is_empty() && group.iter().all(|item| item.author == Author::Site);
                for at in start..index {
                    let mut word = self.given_word(at);
                    if is_sites {
                        word.author = Author::Site;
                    }
                    out.words.push(word);
                }
            } else {
                self.rebuild(start, index, &group, &mut out);
            }
            if start == command_word && command_word > 0 {
                self.inserted_first(&mut out);
            }
        }
        if self.line.globals_end() >= words.len() {
            self.inserted(Level::Global, &mut out);
        }
        if options_end >= words.len() {
            self.inserted(Level::Verb, &mut out);
        }
        out
    }

    fn occurrence(&self, item: &Item<'_>) -> Option<&Occurrence> {
        item.given.and_then(|index| self.line.occurrences().get(index))
    }

    /// A word that no option's change touches: as given, or the operand that replaces it.
    fn given_word(&self, index: usize) -> Word<Cow<'a, OsStr>> {
        let given = self.given_text(index);
        if let Some(name) = self.other_name(index) {
            let was = Some(given.to_owned());
            let origin = Origin::Given { index };
            let translated = Some("the command's name there");
            let text = Cow::Owned(OsString::from(name));
            return Word { text, index: Some(index), was, origin, author: Author::Caller, translated };
        }
        let replaced = self.operands.iter().find(|(position, ..)| self.line.operands().get(*position) == Some(&index));
        match replaced {
            Some((_, text, Cause { origin, author })) if text != given => Word {
                text: Cow::Owned(text.clone()),
                index: Some(index),
                was: Some(given.to_owned()),
                origin: *origin,
                author: *author,
                translated: None,
            },
            replaced => {
                let author = replaced.map_or(Author::Caller, |(.., cause)| cause.author);
                Word {
                    text: Cow::Borrowed(given),
                    index: Some(index),
                    was: None,
                    origin: Origin::Given { index },
                    author,
                    translated: None,
                }
            }
        }
    }

    /// The name of the command for another client, where word `index` is the command's and reads otherwise.
    fn other_name(&self, index: usize) -> Option<&'static str> {
        let command = self.command.filter(|_| index > 0 && index == self.line.command_word())?;
        let name = command.path.as_str().rsplit(' ').next()?;
        (name.as_bytes() != self.line.word(index)).then_some(name)
    }

    fn given_text(&self, index: usize) -> &'a OsStr {
        self.line.words().get(index).map_or(OsStr::new(""), OsString::as_os_str)
    }

    /// Options inserted at the end of a level.
    fn inserted(&self, level: Level, out: &mut Rendered<'a>) {
        let standing = self.words().map(|(_, item)| item);
        let added = standing.filter(|item| item.given.is_none() && item.level == level && !goes_first(item));
        for item in added {
            push_option(item.row, item.value.as_deref(), item.cause(), None, item.translated, &mut out.words);
        }
    }

    /// Options inserted directly after the command, because the first of their kind counts.
    fn inserted_first(&self, out: &mut Rendered<'a>) {
        for (_, item) in self.words().filter(|(_, item)| goes_first(item)) {
            push_option(item.row, item.value.as_deref(), item.cause(), None, item.translated, &mut out.words);
        }
    }

    /// Words `start..end`, which hold the options of `group`, some of them dropped or given another value.
    fn rebuild(&self, start: usize, end: usize, group: &[&Item<'_>], out: &mut Rendered<'a>) {
        let given = self.given_text(start);
        let reason = group.iter().find_map(|item| item.dropped.or_else(|| item.changed.then_some(item.origin)));
        let reason = reason.unwrap_or(Origin::Given { index: start });
        let translated = group.iter().find_map(|item| item.translated);
        let gone = match (reason, translated) {
            (Origin::Given { .. }, Some(why)) => Origin::Translation { why },
            _ => reason,
        };
        let (cluster, tail) = self.kept_letters(start, group);
        let mut kept = false;
        let mut value_kept = false;
        if let Some(text) = cluster {
            let was = (text != given).then(|| given.to_owned());
            let origin = if was.is_some() { reason } else { Origin::Given { index: start } };
            let translated = translated.filter(|_| was.is_some());
            let author = Author::Caller;
            out.words.push(Word { text: Cow::Owned(text), index: Some(start), was, origin, author, translated });
            kept = true;
        }
        if let Some(item) = tail {
            let takes_next = self.occurrence(item).is_some_and(Occurrence::takes_next_word);
            if takes_next && kept_in_cluster(item) {
                out.words.push(self.given_word(start + 1));
                value_kept = true;
            }
        }
        for item in
            group.iter().filter(|item| item.dropped.is_none() && (item.changed || self.must_part(start, item, group)))
        {
            let was = (!kept).then(|| (start, given.to_owned()));
            push_option(item.row, item.value.as_deref(), item.cause(), was, item.translated, &mut out.words);
            kept = true;
        }
        if !kept {
            out.removed.push(Removed { index: start, text: given.to_owned(), origin: gone });
        }
        if end - start == 2 && !value_kept {
            let text = self.given_text(start + 1).to_owned();
            out.removed.push(Removed { index: start + 1, text, origin: gone });
        }
    }

    /// The word of letters that stays of the word at `start`, and the option whose value ends it.
    fn kept_letters<'g, 'i>(&self, start: usize, group: &[&'g Item<'i>]) -> (Option<OsString>, Option<&'g Item<'i>>) {
        let word = self.line.word(start);
        let mut letters = vec![b'-'];
        let mut tail = None;
        for item in group.iter().filter(|item| kept_in_cluster(item) && !self.must_part(start, item, group)) {
            let Some(occurrence) = self.occurrence(item) else { continue };
            match occurrence.form {
                Form::ShortBare | Form::ShortNext => letters.extend(word.get(occurrence.letter)),
                Form::ShortGlued | Form::ShortEquals => {
                    letters.extend(word.get(occurrence.letter..).unwrap_or_default());
                }
                Form::LongBare | Form::LongGlued | Form::LongNext => letters = word.to_vec(),
            }
            tail = Some(*item);
        }
        let text = (letters.len() > 1).then(|| OsString::from_vec(letters));
        (text, tail)
    }

    /// Whether a kept option cannot stay among the kept letters, because dropping its neighbours would bring `test.`
    /// together (`-tiest.x` without `i`): the clients ignore such a word in silence.
    fn must_part(&self, start: usize, item: &Item<'_>, group: &[&Item<'_>]) -> bool {
        let word = self.line.word(start);
        let Some(occurrence) = self.occurrence(item) else { return false };
        if occurrence.form != Form::ShortGlued || !kept_in_cluster(item) {
            return false;
        }
        let mut letters: Vec<u8> = Vec::new();
        for other in group.iter().filter(|other| kept_in_cluster(other)) {
            if let Some(o) = self.occurrence(other).filter(|o| o.letter < occurrence.letter) {
                letters.extend(word.get(o.letter));
            }
        }
        let prefix = letters.len();
        letters.extend(word.get(occurrence.letter..).unwrap_or_default());
        (0..=prefix).any(|at| letters.get(at..).is_some_and(|rest| rest.starts_with(b"test.")))
    }
}

fn goes_first(item: &Item<'_>) -> bool {
    item.given.is_none() && item.level == Level::Verb && item.row.repeats == Repeats::First
}

fn kept_in_cluster(item: &Item<'_>) -> bool {
    item.dropped.is_none() && !item.changed
}

fn inserted_word<T: From<OsString>>(
    text: OsString,
    Cause { origin, author }: Cause,
    translated: Option<&'static str>,
) -> Word<T> {
    Word { text: text.into(), index: None, was: None, origin, author, translated }
}

/// Writes an option the way longshore writes options: `--name=value`, a switch `--name` or `--name=false`.
pub(super) fn push_option<T: From<OsString>>(
    row: &Row,
    value: Option<&[u8]>,
    cause: Cause,
    was: Option<(usize, OsString)>,
    translated: Option<&'static str>,
    out: &mut Vec<Word<T>>,
) {
    let (index, was) = was.map_or((None, None), |(index, was)| (Some(index), Some(was)));
    let Cause { origin, author } = cause;
    let name = row.destination.as_bytes();
    let value_length = value.map_or(0, <[u8]>::len);
    let mut text = Vec::with_capacity(name.len() + value_length + 3);
    let apart = row.emit != Emit::Long || name.len() + value_length + 3 > LONGEST_WORD;
    match row.emit {
        Emit::Short(letter) => text.extend([b'-', letter]),
        Emit::Long => {
            text.extend(b"--");
            text.extend(name);
        }
    }
    match value {
        None => {}
        Some(value) if apart => {
            out.push(Word { text: OsString::from_vec(text).into(), index, was, origin, author, translated });
            out.push(inserted_word(OsStr::from_bytes(value).to_owned(), cause, translated));
            return;
        }
        Some(value) => {
            text.push(b'=');
            text.extend(value);
        }
    }
    out.push(Word { text: OsString::from_vec(text).into(), index, was, origin, author, translated });
}
