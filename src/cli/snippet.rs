//! Refusals with the line they are about and a caret.
//!
//! A fault at 12:5 of a profile -> the one line of the refusal, then line 12 with the place underlined and what to do.

use std::fmt::{self, Write as _};
use std::process::ExitCode;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::argv::{Place, quote};
use crate::edge::SelectError;
use crate::plan::{Refusal, Request, Told, refusal_line};
use crate::policy::Denied;
use crate::profile::lint::Warning;
use crate::profile::{LoadError, Profile, Text};

use super::{json, print};

/// Prints why no profile could be selected.
pub(super) fn selection(error: &SelectError) -> ExitCode {
    let code = print::refusal(error);
    if let Some(fault) = error.fault() {
        print::error(&self::fault(fault, is_told_whole(error)));
    }
    code
}

/// The place that an error of loading is about, underlined; empty when there is none.
pub(super) fn load(error: &LoadError) -> String {
    fault(error, false)
}

fn fault(error: &LoadError, is_told: bool) -> String {
    let (file, at, what, remedy) = match error {
        LoadError::Fault { file, fault } => (file.as_ref(), fault.at, fault.what.to_string(), fault.what.remedy()),
        LoadError::Source { from: Some(from), error } => (&from.0, from.1, error.why.clone(), error.remedy.clone()),
        LoadError::Source { from: None, .. } => return String::new(),
    };
    marked(&Level::ERROR, file, at, (!is_told).then_some(&what), &remedy)
}

/// Prints a refusal, with the place of the profile or the word of the line underlined.
pub(super) fn refusal(refusal: &Refusal, request: &Request, profile: &Profile) -> ExitCode {
    let code = print::refusal(&Told(refusal));
    let is_told = is_told_whole(&Told(refusal));
    if let Refusal::Read { error } = refusal
        && let Some(at) = error.at()
    {
        print::error(&word(request, at.index));
    }
    if let Refusal::File { index: Some(index), .. } = refusal {
        print::error(&word(request, *index));
    }
    if let Refusal::Policy { denied, .. } = refusal {
        for (number, one) in denied.iter().enumerate() {
            print::error(&effect(one, is_told && number == 0, request, profile));
        }
        return code;
    }
    if let Refusal::Rule { error, .. } = refusal
        && let Some(index) = error.word
    {
        print::error(&word(request, index));
    }
    if let Some(place) = refusal.place()
        && let Some(file) = profile.files.get(usize::from(place.file))
    {
        let parts = refusal.parts();
        print::error(&marked(&Level::ERROR, file, place, (!is_told).then_some(&parts.why), &parts.remedy));
    }
    code
}

/// Prints the refusal of a line that is looked at: for people, or as JSON beside the one line.
pub(super) fn looked_at(
    refused: &Refusal,
    request: &Request,
    profile: &Profile,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    if as_json {
        print::out(json::text(&json::refusal(refused, profile)))?;
        return Ok(print::refusal(&Told(refused)));
    }
    Ok(refusal(refused, request, profile))
}

/// Whether the one line has room for the whole reason, which then needs no title.
fn is_told_whole(why: &dyn fmt::Display) -> bool {
    !refusal_line(why).ends_with("...\n")
}

/// A denied effect: where the policy lists such things, or the word that asks for it where no list has such; and the entry
/// that would allow it.
fn effect(denied: &Denied, is_told: bool, request: &Request, profile: &Profile) -> String {
    let what = denied.sentence();
    let is_listed = profile.policy.as_ref().is_none_or(|policy| policy.allow.at != denied.place);
    let mut text = match (denied.at.filter(|_| !is_listed), profile.files.get(usize::from(denied.place.file))) {
        (Some(at), _) => {
            let title = if is_told { String::new() } else { format!("error: {what}\n") };
            format!("{title}{}  = {}\n", word(request, at.value), denied.remedy)
        }
        (None, Some(file)) => marked(&Level::ERROR, file, denied.place, (!is_told).then_some(&what), &denied.remedy),
        (None, None) => format!("{what}; {}\n", denied.remedy),
    };
    // A shipped profile is extended, never changed.
    let shipped = profile.files.first().and_then(|file| file.path.strip_prefix("shipped:"));
    let is_added = shipped.is_some() || profile.policy.as_ref().is_some_and(|policy| !policy.is_own);
    if let Some(entry) = denied.entry(is_added) {
        let place = shipped.map_or_else(String::new, |name| format!(", in a profile with `extends: {name}`"));
        let _ = writeln!(text, "  = to allow it, an administrator would write{place}: {entry}");
    }
    text
}

/// The given line with word `index` underlined.
fn word(request: &Request, index: usize) -> String {
    let mut line = String::new();
    let mut span = (0, 0);
    for (at, word) in request.words.iter().enumerate() {
        if at > 0 {
            line.push(' ');
        }
        let start = line.chars().count();
        line.push_str(&quote::shell(word));
        if at == index {
            span = (start, line.chars().count());
        }
    }
    // A long line is cut around the word: terminals wrap, and carets would point nowhere.
    let (cut, width) = (span.0.saturating_sub(40), 100);
    let shown: String = line.chars().skip(cut).take(width).collect();
    let caret = (span.1 - span.0).clamp(1, width.saturating_sub(span.0 - cut).max(1));
    let mut text = String::new();
    let _ = writeln!(text, "  {}{shown}", if cut > 0 { "..." } else { "" });
    let indent = span.0 - cut + if cut > 0 { 3 } else { 0 };
    let _ = writeln!(text, "  {}{}", " ".repeat(indent), "^".repeat(caret));
    text
}

/// `place` of `file`, underlined, for a line that said already what is wrong there.
pub(super) fn underlined(file: &Text, place: Place, remedy: &str) -> String {
    marked(&Level::ERROR, file, place, None, remedy)
}

/// Something odd about a profile, underlined.
pub(super) fn warning(profile: &Profile, warning: &Warning) -> String {
    let file = profile.files.get(usize::from(warning.at.file));
    let text = |file| marked(&Level::WARNING, file, warning.at, Some(&warning.what), &warning.remedy);
    file.map_or_else(String::new, text)
}

fn marked(level: &Level<'static>, file: &Text, place: Place, title: Option<&String>, remedy: &str) -> String {
    let start = offset(&file.text, place);
    let rest = file.text.get(start..).unwrap_or_default();
    let length = rest.find(['\n', ' ', ',', ']', '}', ':']).unwrap_or(rest.len()).max(1);
    let end = (start + length).min(file.text.len());
    let snippet = Snippet::source(file.text.as_str())
        .path(file.path.as_str())
        .annotation(AnnotationKind::Primary.span(start..end).label(remedy));
    let group = match title {
        Some(title) => level.clone().primary_title(title).element(snippet),
        None => Group::with_level(level.clone()).element(snippet),
    };
    let renderer = if print::wants_colour(print::Stream::Error) { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.render(&[group]);
    text.push('\n');
    text
}

/// The byte offset of a place.
fn offset(text: &str, place: Place) -> usize {
    let wanted = usize::try_from(place.line).unwrap_or(1).max(1) - 1;
    let lines: usize = text.split_inclusive('\n').take(wanted).map(str::len).sum();
    let line = text.get(lines..).unwrap_or_default();
    let column = usize::try_from(place.column).unwrap_or(1).max(1) - 1;
    lines + line.char_indices().nth(column).map_or(line.find('\n').unwrap_or(line.len()), |(index, _)| index)
}
