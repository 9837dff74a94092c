//! `longshore explain --effects -- docker ...`: what the line asks of the machine.
//!
//! `docker run -m 2g img` -> `limits`, `memory`, `2147483648 bytes  (words 2 and 3 --memory)`. With a profile it is the
//! line after the profile's rules; where no profile is named or configured, the line as given.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStringExt as _;
use std::process::ExitCode;

use serde_json::{Map, Value, json};

use crate::argv::{Line, ReadError, quote};
use crate::edge::{Machine, SelectError};
use crate::effects::{Effects, Entry, Said, effects};
use crate::facts::Host;
use crate::plan::{Plan, Refusal, Request, client_of, decide};
use crate::profile::Profile;
use crate::runtimes;

use super::args::{Dry, Format};
use super::{json, print, snippet};

/// A line whose effects are shown.
struct Subject {
    words: Vec<OsString>,
    effects: Effects,
    /// The profile and what chose it.
    profile: Option<(String, String)>,
}

pub(super) fn main(args: Dry, with_defaults: bool) -> anyhow::Result<ExitCode> {
    let machine = Machine::default();
    let called = args.looked.called(&machine)?;
    let host = called.as_ref().map_or(&machine as &dyn Host, |called| called);
    let format = args.format;
    let subject = match args.looked.select(&machine)? {
        Ok((profile, chosen)) => {
            let request = Request::of_words(args.looked.words);
            match decide(&request, &profile, host) {
                Ok(plan) => {
                    let path = profile.files.first().map_or("", |file| file.path.as_str()).to_owned();
                    let chosen = Some((path, chosen.to_string()));
                    of_plan(plan, &profile).map(|(words, effects)| Subject { words, effects, profile: chosen })
                }
                Err(refusal) => return snippet::looked_at(&refusal, &request, &profile, format == Format::Json),
            }
        }
        Err(SelectError::Nothing) => {
            let client = client_of(&args.looked.words);
            let effects = Line::read(&args.looked.words, runtimes::tables(client, None))
                .map(|line| effects(&line, client.newest()));
            effects.map(|effects| Subject { words: args.looked.words, effects, profile: None })
        }
        Err(error) => return Ok(snippet::selection(&error)),
    };
    let subject = match subject {
        Ok(subject) => subject,
        Err(error) => return Ok(print::refusal(&Refusal::Read { error: Box::new(error) })),
    };
    print::out(match format {
        Format::Text => text(&subject, with_defaults),
        Format::Json => json::text(&value(&subject, with_defaults)),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The line as the client reads it, and what it asks for: what the policy has judged, where there is one.
fn of_plan(plan: Plan, profile: &Profile) -> Result<(Vec<OsString>, Effects), ReadError> {
    let words = plan.steps.last().map(|step| line_of(step.argv(), profile)).unwrap_or_default();
    let mut effects = match plan.effects {
        Some(judged) => *judged,
        None => effects(&Line::read(&words, &profile.tables())?, profile.dialect),
    };
    for copy in &plan.copies {
        let lines: Vec<Vec<u8>> = copy.lines(profile.dialect).into_iter().map(|(_, text)| text).collect();
        effects.bring(&copy.path, &copy.given.join(&b", "[..]), &lines);
    }
    Ok((words, effects))
}

/// The line as the client reads it: behind the words that lead to the client, which then is word 0.
fn line_of<'w>(argv: impl Iterator<Item = &'w OsStr>, profile: &Profile) -> Vec<OsString> {
    let leading = profile.engine.as_ref().map_or(1, |engine| engine.words.len());
    argv.skip(leading.saturating_sub(1)).map(OsStr::to_owned).collect()
}

fn text(subject: &Subject, with_defaults: bool) -> String {
    let head = match &subject.profile {
        Some((path, chosen)) => format!("after the rules of profile {path}, chosen by {chosen}"),
        None => "as given: no profile is named or configured".to_owned(),
    };
    let words: Vec<_> = subject.words.iter().map(|word| quote::shell(word)).collect();
    format!("{head}\n{}\n{}", words.join(" "), subject.effects.text(with_defaults))
}

fn value(subject: &Subject, with_defaults: bool) -> Value {
    let words: Vec<Value> = subject.words.iter().map(|word| json::word(word)).collect();
    let entries = subject.effects.entries();
    let shown = entries.iter().filter(|entry| with_defaults || !entry.is_default);
    json!({
        "schema": 1,
        "profile": subject.profile.as_ref().map(|(path, _)| path),
        "argv": words,
        "effects": shown.map(entry).collect::<Vec<_>>(),
    })
}

fn entry(entry: &Entry) -> Value {
    json!({
        "theme": entry.theme,
        "name": entry.name,
        "value": said(&entry.value),
        "default": entry.is_default,
        "word": entry.at.map(|at| at.word),
        "value_word": entry.at.map(|at| at.value),
        "option": entry.at.and_then(|at| at.option).map(|name| name.to_string()),
    })
}

fn said(value: &Said) -> Value {
    let text = |bytes: &Vec<u8>| json::word(&OsString::from_vec(bytes.clone()));
    match value {
        Said::Text(bytes) => text(bytes),
        Said::Fields(fields) => {
            Value::Object(fields.iter().map(|(key, bytes)| ((*key).to_owned(), text(bytes))).collect::<Map<_, _>>())
        }
    }
}
