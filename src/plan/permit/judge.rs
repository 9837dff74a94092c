//! The last part of the road under a policy: settle, emit, read again, judge.
//!
//! `docker run -v ./in:/in --user 1000 img` -> `docker run --mount=type=bind,source=/data/in,target=/in --user=1000 -- img`:
//! what is checked is what is run.

use std::ffi::OsString;

use crate::argv::{Draft, Line, Occurrence, Word, canonical, option_row};
use crate::effects::{At, Effects, effects};
use crate::policy::{Bench, Denied, Look, Settled, judge, settle};
use crate::profile::{Brings, Unsure};
use crate::values;

use super::Permit;
use super::paths::{instead, with_paths};
use crate::plan::refusal::Refusal;
use crate::plan::written::ReadAgain;

/// What the policy makes of a line.
pub(super) struct Judged {
    /// The canonical words.
    pub(super) words: Vec<Word>,
    /// The index of the one that names the command.
    pub(super) command_word: usize,
    /// The effects of those words.
    pub(super) effects: Effects,
}

impl Permit<'_> {
    /// Judges the line that the rules left, whose words `given` are.
    pub(super) fn judged(&self, again: &ReadAgain<'_>, given: &[Word], process_uid: u32) -> Result<Judged, Refusal> {
        let own_fault = |difference: String| Refusal::ReRead { difference };
        let dialect = self.clients.dialect();
        let (line, asked) = (&again.line, again.effects());
        let command = line.command().map(|command| command.path.as_str());
        if asked.everything.is_some() || !asked.unknown.is_empty() {
            return Err(self.refusal(self.denied(asked, command, given, &[]), given));
        }
        // Of a scalar only the last counts; those it overrides are read here, and then left out.
        for found in line.occurrences() {
            let Some(value) = line.value(found) else { continue };
            values::check_row(found.row, value, dialect).map_err(|why| Refusal::Value {
                option: String::from_utf8_lossy(line.option_name(found)).into_owned(),
                index: given.get(found.word).and_then(|word| word.index),
                why: Box::new(why),
                remedy: values::remedy(found.row, dialect),
            })?;
        }
        let look = Look {
            effects: asked,
            words: given,
            policy: self.site.policy,
            persons: self.site.persons,
            submitter: &self.person.submitter,
            process_uid,
            around: self.around,
            copies: &self.added.copies,
            faults: &self.added.faults,
        };
        let settled = match settle(&look) {
            Ok(settled) => settled,
            Err(mut denied) => {
                // All that is wrong with the line, not the paths alone.
                denied.extend(
                    self.denied(asked, command, given, &[])
                        .into_iter()
                        .filter(|other| !matches!(other.effect, "bind" | "client file")),
                );
                // A command that is not listed is what to say first.
                denied.sort_by_key(|one| one.effect != "command");
                return Err(self.refusal(denied, given));
            }
        };
        let instead = |found: &Occurrence| instead(line, found, &settled, self.clients);
        let words = canonical(line, given, &instead);
        let texts: Vec<OsString> = words.iter().map(|word| word.text.clone()).collect();
        let line = Line::read(&texts, self.clients.tables()).map_err(|error| own_fault(error.to_string()))?;
        let final_effects = effects(&line, dialect);
        let meant = with_paths(asked.clone(), &settled);
        if final_effects != meant {
            return Err(own_fault("the canonical line has other effects".to_owned()));
        }
        let mut denied = self.denied(&final_effects, command, &words, &settled);
        let command_word = line.command_word();
        denied.extend(self.denies(line)?);
        if denied.is_empty() {
            Ok(Judged { words, command_word, effects: final_effects })
        } else {
            Err(self.refusal(denied, &words))
        }
    }

    /// What the entries of `deny` say of the canonical line.
    fn denies(&self, line: Line<'_>) -> Result<Vec<Denied>, Refusal> {
        let (draft, dialect) = (self.with_files(line), self.clients.dialect());
        let mut denied = Vec::new();
        for deny in &self.site.policy.deny {
            if let Err(Unsure { option, value, why, remedy, .. }) = deny.certain(&draft, dialect) {
                let why = format!("cannot be judged by a `deny` of the policy: {why}");
                denied.push(Denied::new("option", format!("--{option}={value}"), None, why, deny.at, remedy));
                continue;
            }
            let holds = deny.holds(&draft, dialect, self.around).map_err(|missing| Refusal::Fact {
                what: "whether `deny` forbids the line cannot be known",
                missing,
                remedy: "give the fact, or change the entry of `deny`",
                at: Some((deny.at, self.site.files.locate(deny.at))),
            })?;
            if holds {
                let command = draft.line().command().map_or(String::new(), |command| command.path.to_string());
                let why = format!("is denied: {}", deny.message);
                denied.push(Denied::new("line", command, None, why, deny.at, "change the line, or ask the site"));
            }
        }
        Ok(denied)
    }

    /// What the lists of the policy say of effects.
    fn denied(
        &self,
        effects: &Effects,
        command: Option<&'static str>,
        words: &[Word],
        settled: &[Settled],
    ) -> Vec<Denied> {
        judge(&Bench {
            effects,
            command,
            words,
            policy: self.site.policy,
            persons: self.site.persons,
            submitter: &self.person.submitter,
            dialect: self.clients.dialect(),
            settled,
            around: self.around,
        })
    }

    /// The refusal; where each effect is asked for is told by the words of the given line.
    fn refusal(&self, mut denied: Vec<Denied>, words: &[Word]) -> Refusal {
        let given = |index: usize| words.get(index).and_then(|word| word.index);
        for one in &mut denied {
            one.at = one.at.and_then(|at| {
                let word = given(at.word)?;
                Some(At { word, value: given(at.value).unwrap_or(word), option: at.option })
            });
        }
        let located = denied.first().map(|first| self.site.files.locate(first.place)).unwrap_or_default();
        Refusal::Policy { located, denied }
    }

    /// The line with what stands in the files that it names.
    fn with_files<'l>(&self, line: Line<'l>) -> Draft<'l> {
        let mut draft = Draft::new(line);
        let Some(command) = draft.line().command() else { return draft };
        for copy in &self.added.copies {
            let named: Vec<usize> = draft
                .words()
                .filter(|(_, item)| {
                    let paths = values::elements_of_row(item.row, item.value_bytes(), self.clients.dialect());
                    Brings::of_file(item.row.destination_bytes()) == Some(copy.brings)
                        && paths.is_ok_and(|paths| paths == [copy.path.clone()])
                })
                .map(|(index, _)| index)
                .collect();
            let Some(row) = option_row(self.clients.tables(), command, copy.brings.option().as_bytes()) else {
                continue;
            };
            for index in named {
                draft.bring(index, row, copy.lines(self.clients.dialect()));
            }
        }
        draft
    }
}
