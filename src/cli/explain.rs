//! `longshore explain -- docker ...`: every word with what kept, changed, added or removed it.

use std::fmt::Write as _;
use std::process::ExitCode;

use crate::argv::{Origin, Word, quote};
use crate::edge::Machine;
use crate::facts::Host;
use crate::plan::{Plan, Request, Step, decide};
use crate::profile::Profile;

use super::args::{Dry, Format};
use super::print::{Colour, Coloured, Stream, wants_colour};
use super::{effects, json, print, snippet};

/// Arguments of `longshore explain`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Show what the rewritten line asks of the machine; without any profile, what the given line does
    #[arg(long)]
    effects: bool,
    /// With --effects: also what nothing on the line asks for, with its default
    #[arg(long, requires = "effects")]
    defaults: bool,
    #[command(flatten)]
    dry: Dry,
}

pub(super) fn main(args: Args) -> anyhow::Result<ExitCode> {
    if args.effects {
        return effects::main(args.dry, args.defaults);
    }
    let args = args.dry;
    let machine = Machine::default();
    let called = args.looked.called(&machine)?;
    let host = called.as_ref().map_or(&machine as &dyn Host, |called| called);
    let (profile, chosen) = match args.looked.select(&machine)? {
        Ok(selected) => selected,
        Err(error) => return Ok(snippet::selection(&error)),
    };
    let request = Request::of_words(args.looked.words);
    match (decide(&request, &profile, host), args.format) {
        (Ok(plan), Format::Json) => print::out(json::text(&json::plan(&plan, &profile, true)))?,
        (Ok(plan), Format::Text) => {
            let path = profile.files.first().map_or("", |file| file.path.as_str());
            let head = format!("profile {path}, chosen by {chosen}\n");
            print::out(head + &text(&plan, &profile, wants_colour(Stream::Out)))?;
        }
        (Err(refusal), format) => return snippet::looked_at(&refusal, &request, &profile, format == Format::Json),
    }
    Ok(ExitCode::SUCCESS)
}

/// A line of the explanation.
struct Row<'r> {
    mark: &'static str,
    colour: Option<Colour>,
    index: Option<usize>,
    word: &'r std::ffi::OsStr,
    reason: String,
}

/// The plan for people: a row per word.
pub(super) fn text(plan: &Plan, profile: &Profile, colours: bool) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        let rows = rows(step, profile);
        let width = rows.iter().map(|row| quote::shell(row.word).chars().count()).max().unwrap_or(0).min(60);
        for row in rows {
            let index = row.index.map(|index| index.to_string()).unwrap_or_default();
            let word = quote::shell(row.word);
            let line = if row.reason.is_empty() {
                format!("{} {index:>3}  {word}", row.mark)
            } else {
                format!("{} {index:>3}  {word:width$}  {}", row.mark, row.reason)
            };
            let _ = writeln!(text, "{}", Coloured(&line, row.colour.filter(|_| colours)));
        }
        for (note, origin) in &step.notes {
            let _ = writeln!(text, "note: {}: {note}", reason(*origin, profile));
        }
    }
    text
}

fn rows<'s>(step: &'s Step, profile: &Profile) -> Vec<Row<'s>> {
    let mut rows = Vec::new();
    let mut removed = step.removed.iter().peekable();
    let mut push_removed = |rows: &mut Vec<Row<'s>>, before: usize| {
        while let Some(gone) = removed.next_if(|gone| gone.index < before) {
            let reason = format!("removed by {}", reason(gone.origin, profile));
            rows.push(Row { mark: "-", colour: Some(Colour::Red), index: Some(gone.index), word: &gone.text, reason });
        }
    };
    for (position, word) in step.words.iter().enumerate() {
        // What was taken away stands where it was: before the words that came in its place.
        let next = step.words.iter().skip(position).find_map(|word| word.index);
        if position > 0 {
            push_removed(&mut rows, next.unwrap_or(usize::MAX));
        }
        rows.push(kept(word, position == 0, profile));
    }
    push_removed(&mut rows, usize::MAX);
    rows
}

fn kept<'s>(word: &'s Word, is_program: bool, profile: &Profile) -> Row<'s> {
    let (mark, colour, reason) = match (word.origin, &word.was) {
        (Origin::Given { .. }, _) if is_program => (" ", None, "the engine, found on PATH".to_owned()),
        (Origin::Given { .. }, was) if let Some(why) = word.translated => {
            let was = was.as_deref().map_or_else(String::new, |was| format!("was {}, ", quote::shell(was)));
            ("~", Some(Colour::Yellow), format!("{was}for podman: {why}"))
        }
        (Origin::Given { .. }, _) => (" ", None, String::new()),
        (origin, None) if is_program => (" ", None, format!("the engine, named by {}", reason(origin, profile))),
        (Origin::Canonical, Some(was)) => {
            ("~", Some(Colour::Yellow), format!("was {}, the same written out", quote::shell(was)))
        }
        (origin, Some(was)) => {
            let was = quote::shell(was);
            ("~", Some(Colour::Yellow), format!("was {was}, changed by {}", reason(origin, profile)))
        }
        (Origin::Job { .. }, None) => (" ", None, reason(word.origin, profile)),
        (origin, None) => ("+", Some(Colour::Green), format!("added by {}", reason(origin, profile))),
    };
    Row { mark, colour, index: word.index, word: &word.text, reason }
}

fn reason(origin: Origin, profile: &Profile) -> String {
    match origin {
        Origin::Given { index } => format!("word {index}"),
        Origin::Rule { rule, at } => {
            let name = profile.rules.get(usize::from(rule)).map_or("?", |rule| rule.name.as_str());
            format!("rule `{name}` ({})", profile.files.locate(at))
        }
        Origin::Profile { at } => {
            let limit = profile.policy.as_ref().and_then(|policy| policy.allow.limits.key_at(at));
            limit.map_or_else(
                || profile.files.locate(at),
                |key| format!("the limit `{key}` ({})", profile.files.locate(at)),
            )
        }
        Origin::Variable { variable, at } => {
            let name =
                profile.inputs.from_env.get(usize::from(variable)).map_or("?", |variable| variable.name.as_str());
            format!("variable {name} ({})", profile.files.locate(at))
        }
        Origin::Option { option, at } => {
            let name = profile.options.made.get(usize::from(option)).map_or("?", |option| option.name.as_str());
            format!("site option --{name} ({})", profile.files.locate(at))
        }
        Origin::PassEnv { at } => format!("the caller's environment ({})", profile.files.locate(at)),
        Origin::Job { at } => format!("line {} of the job file", at.line),
        Origin::Starter => "the starter, by the job's environment".to_owned(),
        Origin::Canonical => "longshore, which writes the line out".to_owned(),
        Origin::Copied => "longshore, which copies the file".to_owned(),
        Origin::Translation { why } => format!("the translation for podman: {why}"),
    }
}
