//! What a draft became: its words, and the same read again.
//!
//! `docker create -itu 1000 img` without its user -> the words `docker create -it img`; read again, they say what the draft
//! said. It catches our own mistakes.

use std::cell::OnceCell;
use std::ffi::OsString;

use crate::argv::{Draft, Level, Line, Rendered, UNKNOWN, Word, quote};
use crate::effects::{Effects, effects};
use crate::values::Dialect;

use super::clients::Clients;
use super::refusal::Refusal;

/// The words of a draft.
pub(super) struct Written<'a> {
    rendered: Rendered<'a>,
    texts: Vec<OsString>,
}

/// The words of a draft, read as the engine's client reads them.
pub(super) struct ReadAgain<'w> {
    pub(super) rendered: &'w Rendered<'w>,
    pub(super) line: Line<'w>,
    dialect: Dialect,
    effects: OnceCell<Effects>,
}

impl<'a> Written<'a> {
    /// The words of `draft`.
    pub(super) fn of(draft: &Draft<'a>) -> Written<'a> {
        let rendered = draft.render();
        let texts = rendered.words.iter().map(|word| word.text.clone().into_owned()).collect();
        Written { rendered, texts }
    }

    /// Reads them, and compares what they say with what was meant.
    pub(super) fn read_again<'w>(&'w self, draft: &Draft<'_>, clients: &Clients) -> Result<ReadAgain<'w>, Refusal> {
        let line = Line::read(&self.texts, clients.tables()).map_err(|error| match error {
            // What the engine's own client makes of the same words.
            error if clients.is_translated() => Refusal::Read { error: Box::new(error) },
            error => Refusal::ReRead { difference: error.to_string() },
        })?;
        if let Some(difference) = difference(draft, &line) {
            return Err(Refusal::ReRead { difference });
        }
        Ok(ReadAgain { rendered: &self.rendered, line, dialect: clients.dialect(), effects: OnceCell::new() })
    }
}

impl ReadAgain<'_> {
    /// What the line asks of the machine.
    pub(super) fn effects(&self) -> &Effects {
        self.effects.get_or_init(|| effects(&self.line, self.dialect))
    }

    /// The words, each with a text of its own.
    pub(super) fn words(&self) -> Vec<Word> {
        self.rendered.words.iter().cloned().map(Word::into_owned).collect()
    }
}

/// What of a line is not as the draft says.
fn difference(draft: &Draft<'_>, line: &Line<'_>) -> Option<String> {
    let mut meant = draft.words().map(|(_, item)| (item.level, item.row.destination, item.value.as_deref()));
    let mut read = line.occurrences().iter().map(|found| (found.level, found.row.destination, line.value(found)));
    loop {
        match (meant.next(), read.next()) {
            (None, None) => break,
            (meant, read) if meant == read => {}
            (meant, read) => {
                let (_, name, value) = meant.or(read).unwrap_or((Level::Verb, UNKNOWN.name, None));
                return Some(format!("option --{name} {}", quote::short_bytes(value.unwrap_or_default())));
            }
        }
    }
    let operands = line.operands().iter().map(|&word| line.word(word));
    let is_same = operands.eq(draft.final_operands()) && line.command() == draft.command();
    (!is_same).then(|| "other operands".to_owned())
}
