//! What the site writes never makes a line that the engine's client refuses.
//!
//! The rule `set: {restart: always}` on `docker run --rm img` -> refused here: docker takes `--restart` and `--rm` not
//! together, and the caller could not tell from docker's message that a rule wrote one of them.
//!
//! A line that the caller wrote so himself is left to the client.

use std::ffi::OsString;

use crate::argv::{Line, Origin, Place, Removed, Rendered, Word, quote};
use crate::profile::{Profile, RuleError};
use crate::runtimes;
use crate::runtimes::clash::Clash;

use super::clients::Clients;
use super::refusal::Refusal;
use super::written::ReadAgain;

/// What a final line is checked with.
pub(super) struct Check<'c> {
    pub(super) profile: &'c Profile,
    pub(super) clients: &'c Clients,
    /// The line as it was given.
    pub(super) given: &'c Line<'c>,
}

impl Check<'_> {
    /// Refuses a line in which an option of the site's cannot stand beside another one.
    pub(super) fn check(&self, again: &ReadAgain<'_>) -> Result<(), Refusal> {
        let (rendered, words) = (again.rendered, again.line.words());
        if !rendered.is_changed() {
            return Ok(());
        }
        let all: Vec<usize> = (0..words.len()).collect();
        let Some(clash) = self.clash(&again.line, &all, rendered) else { return Ok(()) };
        let is_given =
            || runtimes::clash(self.given, self.clients.dialect_of_given(), &|_| false).as_ref() == Some(&clash);
        if !self.clients.is_translated() && is_given() {
            return Ok(());
        }
        // The options without which there is no clash, or another one.
        let concerned: Vec<usize> = options(&again.line)
            .into_iter()
            .filter_map(|(start, end)| {
                let rest: Vec<usize> = all.iter().copied().filter(|at| !(start..end).contains(at)).collect();
                let texts: Vec<OsString> = rest.iter().filter_map(|&at| words.get(at).cloned()).collect();
                let line = Line::read(&texts, self.clients.tables()).ok();
                (line.and_then(|line| self.clash(&line, &rest, rendered)).as_ref() != Some(&clash)).then_some(start)
            })
            .collect();
        let written = concerned.iter().copied().find_map(|at| {
            let word = rendered.words.get(at)?;
            Some((at, word.origin, place(word.origin)?))
        });
        if let Some((at, origin, place)) = written {
            let text = words.get(at).map(|word| quote::short(word)).unwrap_or_default();
            let mut others = concerned.iter().filter(|other| **other != at);
            let other = others.find_map(|&other| rendered.words.get(other));
            let why = format!("its {text} makes a line that {} refuses: {}", self.clients.tables().name(), clash.why);
            return Err(self.refusal(origin, place, &why, self.remedy(other)));
        }
        let gone = rendered.removed.iter().find(|gone| is_one_of(gone, &clash));
        if let Some((origin, place)) = gone.and_then(|gone| Some((gone.origin, place(gone.origin)?))) {
            let text = gone.map(|gone| quote::short(&gone.text)).unwrap_or_default();
            let why =
                format!("it removes {text}, and {} refuses what is left: {}", self.clients.tables().name(), clash.why);
            return Err(self.refusal(origin, place, &why, "let the profile remove both, or none".to_owned()));
        }
        Ok(())
    }

    /// What is refused of the line that the words `kept` make.
    fn clash(&self, line: &Line<'_>, kept: &[usize], rendered: &Rendered<'_>) -> Option<Clash> {
        runtimes::clash(line, self.clients.dialect(), &|found| {
            let word = kept.get(found.word).and_then(|&at| rendered.words.get(at));
            word.is_some_and(|word| place(word.origin).is_some())
        })
    }

    fn remedy(&self, other: Option<&Word<std::borrow::Cow<'_, std::ffi::OsStr>>>) -> String {
        match other {
            Some(Word { origin: Origin::Given { .. }, index: Some(index), text, .. }) => {
                format!("leave out word {index} ({}), or let the profile remove it", quote::short(text))
            }
            Some(word) => match place(word.origin) {
                Some(at) => {
                    format!("the other is {} of {}: keep one", quote::short(&word.text), self.profile.files.locate(at))
                }
                None => "let the profile write another value".to_owned(),
            },
            None => "let the profile write another value".to_owned(),
        }
    }

    fn refusal(&self, origin: Origin, at: Place, why: &str, remedy: String) -> Refusal {
        let (mut rule, mut whose) = (String::new(), String::new());
        match origin {
            Origin::Rule { rule: number, .. } => {
                rule = self.profile.rules.get(usize::from(number)).map_or(String::new(), |rule| rule.name.clone());
            }
            Origin::Variable { variable, .. } => {
                let variable = self.profile.inputs.from_env.get(usize::from(variable));
                whose = variable.map_or(String::new(), |variable| format!("variable {}: ", variable.name));
            }
            Origin::Option { option, .. } => {
                let option = self.profile.options.made.get(usize::from(option));
                whose = option.map_or(String::new(), |option| format!("site option --{}: ", option.name));
            }
            _ => whose = self.profile.files.key_at(at).map_or(String::new(), |key| format!("`{key}`: ")),
        }
        let error = RuleError { rule, at, word: None, why: format!("{whose}{why}"), remedy };
        Refusal::of_rule(error, &self.profile.files)
    }
}

/// The first word of each option of the line, and the word behind its last.
fn options(line: &Line<'_>) -> Vec<(usize, usize)> {
    let mut options: Vec<(usize, usize)> = Vec::new();
    for found in line.occurrences() {
        let end = found.word + 1 + usize::from(found.takes_next_word());
        match options.last_mut() {
            // Letters that share a word.
            Some(last) if last.0 == found.word => last.1 = last.1.max(end),
            _ => options.push((found.word, end)),
        }
    }
    options
}

/// Where the profile says that a word is written or gone; none if it does not.
fn place(origin: Origin) -> Option<Place> {
    match origin {
        Origin::Rule { at, .. }
        | Origin::Profile { at }
        | Origin::Variable { at, .. }
        | Origin::Option { at, .. }
        | Origin::PassEnv { at } => Some(at),
        Origin::Given { .. }
        | Origin::Job { .. }
        | Origin::Starter
        | Origin::Canonical
        | Origin::Copied
        | Origin::Translation { .. } => None,
    }
}

/// Whether the word that is gone was one of the clash's options.
fn is_one_of(gone: &Removed, clash: &Clash) -> bool {
    let text = gone.text.to_string_lossy();
    let name = text.strip_prefix("--").map_or("", |rest| rest.split('=').next().unwrap_or_default());
    clash.options.iter().any(|option| option == name)
}
