//! The listed entry that is nearest to what is not listed.
//!
//! `/home/bob/x` under `/scratch/**` and `${home}/data/**`, where home is `/home/bob` -> the second, and where it stands. With
//! nothing in common the first is told, as an example of what is listed.

use std::cmp::Reverse;

use crate::argv::Place;
use crate::profile::Surroundings;
use crate::profile::allow::Listed;
use crate::yaml::nearest;

/// An entry to point at.
pub(super) struct Near {
    /// The entry, as it was written.
    pub(super) text: String,
    /// Its place; `None` when it is no nearer than the others.
    pub(super) at: Option<Place>,
}

impl Near {
    /// The entry, which is near.
    pub(super) fn to(entry: &Listed) -> Near {
        Near { text: entry.text.clone(), at: Some(entry.at) }
    }
}

/// The nearest entry: by most components of a path or a name from the front, else by its letters, else the first.
pub(super) fn near<'l>(
    value: &str,
    entries: impl IntoIterator<Item = &'l Listed>,
    around: &Surroundings<'_>,
) -> Option<Near> {
    let entries: Vec<(&Listed, String)> =
        entries.into_iter().map(|entry| (entry, entry.here(around).unwrap_or_else(|| entry.text.clone()))).collect();
    let by_components = || {
        let scored = entries.iter().map(|(entry, text)| (common(value, text), *entry));
        let best = scored.filter(|(common, _)| *common > 0).min_by_key(|(common, _)| Reverse(*common));
        best.map(|(_, entry)| entry)
    };
    let by_letters = || {
        let near = nearest(value, entries.iter().map(|(_, text)| text.as_str()))?;
        entries.iter().find(|(_, text)| *text == near).map(|(entry, _)| *entry)
    };
    let found = by_components().or_else(by_letters);
    let (first, _) = entries.first()?;
    Some(Near { text: found.unwrap_or(first).text.clone(), at: found.map(|entry| entry.at) })
}

/// How many components, separated by `/`, both begin with.
fn common(value: &str, pattern: &str) -> usize {
    let value = value.split('/').filter(|component| !component.is_empty());
    let pattern = pattern.split('/').filter(|component| !component.is_empty());
    value.zip(pattern).take_while(|(one, other)| one == other).count()
}
