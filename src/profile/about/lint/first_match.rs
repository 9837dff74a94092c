//! Entries of `first_match` that no item reaches.
//!
//! `/cvmfs/cernvm*` before `/cvmfs/cernvm-sl7*` -> the second entry is never tried with an item that it matches.

use crate::profile::model::action::Entry;
use crate::profile::model::item::ItemKind;
use crate::profile::model::pattern::{Pattern, Subject};
use crate::profile::model::profile::Profile;
use crate::values::path;

use super::Warning;
use super::cover::{all_cover, is_universal};

pub(super) fn entries(profile: &Profile, warnings: &mut Vec<Warning>) {
    for for_each in profile.rules.iter().filter_map(|rule| rule.actions.for_each.as_ref()) {
        for (index, entry) in for_each.entries.iter().enumerate() {
            let of_paths = entry.matchers.iter().filter(|(field, _)| for_each.kind.is_path(field));
            warnings.extend(of_paths.flat_map(|(_, patterns)| patterns).filter_map(|pattern| no_path(entry, pattern)));
            let before = for_each.entries.iter().take(index);
            let Some(other) = before.into_iter().find(|other| takes_all(other, entry, for_each.kind)) else { continue };
            let line = other.at.line;
            let what = if matchers(other, for_each.kind).is_empty() && other.when.is_empty() {
                format!("no item reaches this entry: the one of line {line} takes them all")
            } else {
                format!("no item reaches this entry: the one of line {line} takes what it matches")
            };
            warnings.push(Warning::new(entry.at, what, "put it first, or remove it"));
        }
    }
}

/// Paths of items are absolute and in their shortest form.
fn no_path(entry: &Entry, pattern: &Pattern) -> Option<Warning> {
    let text = pattern.text();
    let clean = String::from_utf8(path::clean(text.as_bytes())).ok()?;
    if pattern.is_regex() || (clean == text && text.starts_with(['/', '*', '?', '[', '\\', '~'])) {
        return None;
    }
    let remedy = if clean == text { "begin it with `/`".to_owned() } else { format!("write `{clean}`") };
    let what = format!("`{text}` matches no path: they are absolute, without `//`, `/./` and a `/` at the end");
    Some(Warning::new(entry.at, what, remedy))
}

/// Whether `first` takes every item that `entry` matches.
fn takes_all(first: &Entry, entry: &Entry, kind: ItemKind) -> bool {
    let guarded = first.when.iter().all(|guard| entry.when.contains(guard))
        && (first.unless.is_empty() || first.unless == entry.unless);
    let covered = |(field, patterns): &(&'static str, &[Pattern])| {
        let own = entry.matchers.iter().find(|(name, _)| name == field);
        own.is_some_and(|(_, own)| all_cover(patterns, own, subject(kind, field)))
    };
    guarded && matchers(first, kind).iter().all(covered)
}

/// The matchers of an entry that exclude anything.
fn matchers(entry: &Entry, kind: ItemKind) -> Vec<(&'static str, &[Pattern])> {
    // An item without the field is not matched by any pattern for it.
    let is_always_there = |field: &str| !matches!((kind, field), (_, "propagation") | (ItemKind::Env, "value"));
    let excludes = |(field, patterns): &&(&'static str, Vec<Pattern>)| {
        let universal = patterns.iter().any(|pattern| is_universal(pattern, subject(kind, field)));
        !(universal && is_always_there(field))
    };
    entry.matchers.iter().filter(excludes).map(|(field, patterns)| (*field, patterns.as_slice())).collect()
}

fn subject(kind: ItemKind, field: &str) -> Subject {
    if kind.is_path(field) { Subject::Path } else { Subject::Text }
}
