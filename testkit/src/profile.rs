//! A profile that is one text, and whatever shipped profile it extends.
//!
//! `load_text("version: 1\nallow: any\nengin: /bin/x\n")` -> the loader's fault at `engin`, which is one of shape.

use longshore::profile::{LoadError, Profile, Source, SourceError, Text, load, shipped};
use longshore::yaml::{Fault, What};

struct One<'t>(&'t str);

impl Source for One<'_> {
    fn text(&self, reference: &str, _: Option<&str>) -> Result<Text, SourceError> {
        if reference == "./p.yaml" {
            return Ok(Text { path: reference.to_owned(), text: self.0.to_owned() });
        }
        shipped(reference).ok_or_else(|| SourceError {
            wanted: reference.to_owned(),
            why: "it is not shipped".to_owned(),
            remedy: String::new(),
        })
    }
}

/// Loads a text as the profile `./p.yaml`.
///
/// # Errors
/// As the loader's.
pub fn load_text(text: &str) -> Result<Profile, LoadError> {
    load("./p.yaml", &One(text))
}

/// The loader's fault, if it is one of shape: the YAML itself, an unknown or missing key, a value of another type, a word
/// that is none of those possible. Words in quotes or not, and what is meant, is another matter.
#[must_use]
pub fn fault_of_shape(text: &str) -> Option<Fault> {
    let Err(LoadError::Fault { fault, .. }) = load_text(text) else { return None };
    let is_of_shape = match &fault.what {
        What::Choice { .. }
        | What::Document { .. }
        | What::Missing { .. }
        | What::Shape { .. }
        | What::Tag { .. }
        | What::UnknownKey { .. }
        | What::Unsupported { .. } => true,
        What::Ambiguous { .. } | What::Meaning { .. } => false,
    };
    is_of_shape.then_some(*fault)
}
