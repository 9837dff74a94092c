//! "Did you mean": the known word that is nearest to a written one.
//!
//! `usr` among the options of `docker run` -> `user`.

/// The nearest of `known` to what was written, if any is near.
#[must_use]
pub fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    let distance = |candidate: &str| strsim::damerau_levenshtein(written, candidate);
    let limit = (written.chars().count() / 3).max(1);
    let scored = known.into_iter().map(|candidate| (distance(candidate), candidate));
    let best = scored.filter(|(distance, _)| *distance <= limit).min_by_key(|(distance, _)| *distance);
    best.map(|(_, candidate)| candidate.to_owned())
}
