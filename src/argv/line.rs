//! A command line as its client reads it.
//!
//! `docker create -itu 1000 img sh` -> command `create`; occurrences `interactive` and `tty` (letters 1 and 2 of word 2)
//! and `user` with the value in word 3; operands: words 4 and 5. The words themselves stay as they were written.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;

use super::command::{Command, Group, Operands, Tables, Verb};
use super::error::{ReadError, Where};
use super::first_look;
use super::row::Row;
use super::scan::{self, Stop};

/// Where on the line an option stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Before the command.
    Global,
    /// Between a parent command and its sub-command (`docker container --help run`).
    Parent,
    /// After the command.
    Verb,
}

/// How an option was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `--tty`
    LongBare,
    /// `--user=1000`
    LongGlued,
    /// `--user 1000`
    LongNext,
    /// `-t`, alone or in a cluster
    ShortBare,
    /// `-u=1000`
    ShortEquals,
    /// `-u1000`
    ShortGlued,
    /// `-u 1000`
    ShortNext,
}

/// One option on the line.
#[derive(Clone, Copy, Debug)]
pub struct Occurrence {
    /// Its row; [`super::UNKNOWN`] for an option that the tables lack, which then was written `--name=value`.
    pub row: &'static Row,
    /// Where it stands.
    pub level: Level,
    /// How it was written.
    pub form: Form,
    /// Index of the word with its name or letter.
    pub word: usize,
    /// Byte offset of its letter in that word; 0 for a long name.
    pub letter: usize,
    /// Word and byte offset at which its value begins; `None` when bare.
    value: Option<(usize, usize)>,
}

impl Occurrence {
    pub(super) fn new(row: &'static Row, level: Level, form: Form, word: usize, letter: usize) -> Self {
        let value = match form {
            Form::LongBare | Form::ShortBare | Form::LongGlued => None,
            Form::LongNext | Form::ShortNext => Some((word + 1, 0)),
            Form::ShortGlued => Some((word, letter + 1)),
            Form::ShortEquals => Some((word, letter + 2)),
        };
        Occurrence { row, level, form, word, letter, value }
    }

    pub(super) fn with_value_at(mut self, offset: usize) -> Self {
        self.value = Some((self.word, offset));
        self
    }

    /// Whether the value is a word of its own, the one after [`Occurrence::word`].
    #[must_use]
    pub fn takes_next_word(&self) -> bool {
        matches!(self.form, Form::LongNext | Form::ShortNext)
    }
}

/// A command line, read. Borrowed from its words; see [`Line::read`].
#[derive(Clone, Debug)]
pub struct Line<'a> {
    words: &'a [OsString],
    command: Option<&'static Command>,
    command_word: usize,
    globals_end: usize,
    occurrences: Vec<Occurrence>,
    operands: Vec<usize>,
    terminator: Option<usize>,
    unread: bool,
}

impl<'a> Line<'a> {
    /// Reads `words` (word 0 is the program's name) as the client of `tables` does.
    ///
    /// A command that the tables do not know, or know by name only, is read up to its name: [`Line::is_unread`].
    ///
    /// # Errors
    /// [`ReadError`] for a line that the client refuses, or that cannot be read with certainty: an unknown option not
    /// written `--name=value`, a word that begins with `-test.` where options are read, podman's remote mode.
    pub fn read(words: &'a [OsString], tables: &dyn Tables) -> Result<Line<'a>, ReadError> {
        if words.is_empty() {
            return Err(ReadError::NoWords);
        }
        let mut line = Line {
            words,
            command: None,
            command_word: 0,
            globals_end: words.len(),
            occurrences: Vec::with_capacity(words.len()),
            operands: Vec::new(),
            terminator: None,
            unread: false,
        };
        let mut start = 1;
        if tables.reads_globals_first() {
            let set = [tables.globals()];
            start = scan::scan(words, 1, words.len(), Level::Global, &set, false, tables, &mut |found| match found {
                scan::Found::Option(occurrence) => line.occurrences.push(occurrence),
                scan::Found::Terminator(index) => line.globals_end = index,
                scan::Found::Operand(_) => {}
            })
            .map_err(|error| error.under(""))?
            .index();
        }
        line.find_command(start, tables)?;
        let is_known = line.command.is_some() || !line.unread;
        first_look::check(words, is_known.then_some(&line.occurrences), tables)?;
        tables.check(&line)?;
        Ok(line)
    }

    /// Descends to the command as cobra's traversal does: at each level flags with their values, then a name.
    fn find_command(&mut self, start: usize, tables: &dyn Tables) -> Result<(), ReadError> {
        let mut level_start = start;
        let mut group = tables.globals();
        let mut level = Level::Global;
        loop {
            let parent = self.command.map(|command| command.path);
            let prefix = parent.as_ref().map_or(&b""[..], |path| path.as_bytes());
            let Some(at) = scan::next_name(self.words, level_start, group, tables) else {
                // Only options follow, or nothing: the client prints its version or help, or complains.
                let late = if level == Level::Global { tables.late_globals() } else { Group::NONE };
                self.scan_level(level_start, self.words.len(), level, &[group, late], tables)?;
                return Ok(());
            };
            if level == Level::Global {
                self.globals_end = self.globals_end.min(at);
            }
            let Some(command) = find(tables, prefix, self.words[at].as_bytes()) else {
                // Not a command of the tables: a plugin, a newer command, or a mistake that the client will name.
                self.unread = true;
                self.command = None;
                self.command_word = 0;
                return Ok(());
            };
            if let Some(stray) = self.scan_level(level_start, at, level, &[group], tables)? {
                // The client's search for the command takes it for an option's value, its reading of the options does not:
                // with that option gone it would be the command.
                return Err(ReadError::StrayWord { at: Where::new(self.words, stray, tables.name()) });
            }
            self.command = Some(command);
            self.command_word = at;
            if command.operands == Operands::Unread && !command.is_parent {
                self.unread = true;
                return Ok(());
            }
            if !command.is_parent {
                return self.read_command(command, at + 1, tables);
            }
            level_start = at + 1;
            level = Level::Parent;
            group = tables.parent_options();
        }
    }

    /// Reads the options of one level; gives the first word among them that is none, nor an option's value.
    fn scan_level(
        &mut self,
        from: usize,
        to: usize,
        level: Level,
        groups: &[Group],
        tables: &dyn Tables,
    ) -> Result<Option<usize>, ReadError> {
        let path = self.command.map(|command| command.path);
        let (occurrences, globals_end) = (&mut self.occurrences, &mut self.globals_end);
        let mut stray = None;
        scan::scan(self.words, from, to, level, groups, true, tables, &mut |found| match found {
            scan::Found::Option(occurrence) => occurrences.push(occurrence),
            scan::Found::Terminator(index) if level == Level::Global => *globals_end = (*globals_end).min(index),
            scan::Found::Terminator(_) => {}
            scan::Found::Operand(index) => stray = stray.or(Some(index)),
        })
        .map_err(|error| error.under(path.as_ref().map_or("", |path| path.as_str())))?;
        Ok(stray)
    }

    fn read_command(&mut self, command: &Command, from: usize, tables: &dyn Tables) -> Result<(), ReadError> {
        let (words, occurrences, operands) = (self.words, &mut self.occurrences, &mut self.operands);
        let mut terminator = None;
        let stop = scan::scan(
            words,
            from,
            words.len(),
            Level::Verb,
            &command.groups,
            command.interspersed,
            tables,
            &mut |found| match found {
                scan::Found::Option(occurrence) => occurrences.push(occurrence),
                scan::Found::Operand(index) => operands.push(index),
                scan::Found::Terminator(index) => terminator = Some(index),
            },
        )
        .map_err(|error| error.under(command.path.as_str()))?;
        if let Stop::Operand(index) | Stop::Terminator(index) = stop {
            operands.extend(index..words.len());
        }
        self.terminator = terminator;
        Ok(())
    }

    /// The words as given; word 0 is the program's name.
    #[must_use]
    pub fn words(&self) -> &'a [OsString] {
        self.words
    }

    /// The command, when the tables know it and the line names one.
    #[must_use]
    pub fn command(&self) -> Option<&'static Command> {
        self.command
    }

    /// What the command does; [`Verb::Other`] when unknown or absent.
    #[must_use]
    pub fn verb(&self) -> Verb {
        self.command.map_or(Verb::Other, |command| command.verb)
    }

    /// Index of the word that names the command, 0 when there is none.
    #[must_use]
    pub fn command_word(&self) -> usize {
        self.command_word
    }

    /// Whether words were left unread: the tables lack the command, or know only its name.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.unread
    }

    /// The options, in the order written.
    #[must_use]
    pub fn occurrences(&self) -> &[Occurrence] {
        &self.occurrences
    }

    /// Indices of the operand words, in order. For a command that starts a program the first is the image or container,
    /// the rest is the program's and never looked at.
    #[must_use]
    pub fn operands(&self) -> &[usize] {
        &self.operands
    }

    /// Index of the word before which an option of the command can be inserted: the first operand, or `--`, or the end.
    #[must_use]
    pub fn options_end(&self) -> usize {
        let first_operand = self.operands.first().copied().unwrap_or(self.words.len());
        self.terminator.map_or(first_operand, |index| index.min(first_operand))
    }

    /// Index of the word before which an option can be inserted before the command: the command's first name, or `--`, or
    /// the end.
    #[must_use]
    pub fn globals_end(&self) -> usize {
        self.globals_end
    }

    /// The bytes of word `index`, empty when there is none.
    #[must_use]
    pub fn word(&self, index: usize) -> &'a [u8] {
        self.words.get(index).map_or(&[], |word| word.as_bytes())
    }

    /// The value of an occurrence; `None` when it stands bare.
    #[must_use]
    pub fn value(&self, occurrence: &Occurrence) -> Option<&'a [u8]> {
        let (word, offset) = occurrence.value?;
        self.word(word).get(offset..)
    }

    /// Whether an occurrence is a switch that is on.
    #[must_use]
    pub fn is_on(&self, occurrence: &Occurrence) -> bool {
        occurrence.row.is_switch() && scan::is_on(self.value(occurrence))
    }

    /// The option's name as its table has it, or as it was written when the tables lack it.
    #[must_use]
    pub fn option_name(&self, occurrence: &Occurrence) -> &'a [u8] {
        if !occurrence.row.is_unknown() {
            return occurrence.row.destination_bytes();
        }
        let word = self.word(occurrence.word);
        let name = word.get(2..).unwrap_or_default();
        name.split(|&byte| byte == b'=').next().unwrap_or_default()
    }

    /// Options that the tables lack.
    pub fn unknown(&self) -> impl Iterator<Item = &Occurrence> {
        self.occurrences.iter().filter(|occurrence| occurrence.row.is_unknown())
    }
}

/// The command called `prefix` blank `word` in the sorted table. A word with a blank names none, whatever it looks like.
fn find(tables: &dyn Tables, prefix: &[u8], word: &[u8]) -> Option<&'static Command> {
    if word.contains(&b' ') {
        return None;
    }
    let commands = tables.commands();
    let found = commands.binary_search_by(|command| compare_path(command.path.as_bytes(), prefix, word));
    found.ok().and_then(|index| commands.get(index))
}

/// Compares `path` with `prefix` blank `word` without building the latter.
fn compare_path(path: &[u8], prefix: &[u8], word: &[u8]) -> std::cmp::Ordering {
    let gap: &[u8] = if prefix.is_empty() { b"" } else { b" " };
    path.iter().cmp(prefix.iter().chain(gap).chain(word))
}
