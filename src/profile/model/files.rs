//! The files of a profile: its own, and those that it extends.
//!
//! The place of a rule -> `site.yaml:6:9`, for messages and for `explain`.

use std::ops::{Deref, DerefMut};

use crate::argv::Place;

/// A profile's text and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The name that messages give it: a path, or `shipped:NAME`.
    pub path: String,
    /// The YAML.
    pub text: String,
}

/// The loaded files, in the order of [`Place::file`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(pub Vec<Text>);

impl Files {
    /// `FILE:LINE:COLUMN` of a place.
    #[must_use]
    pub fn locate(&self, at: Place) -> String {
        let path = self.0.get(usize::from(at.file)).map_or("?", |file| file.path.as_str());
        format!("{path}:{}:{}", at.line, at.column)
    }

    /// The key at a place, or the one whose value stands there.
    #[must_use]
    pub fn key_at(&self, at: Place) -> Option<&str> {
        let file = self.0.get(usize::from(at.file))?;
        let line = file.text.lines().nth(usize::try_from(at.line).ok()?.checked_sub(1)?)?;
        let column = line.char_indices().nth(usize::try_from(at.column).ok()?.checked_sub(1)?)?.0;
        let (before, from) = line.split_at(column);
        let is_of_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let key = from.split(|c| !is_of_key(c)).next().filter(|key| from[key.len()..].starts_with(':'));
        key.or_else(|| before.rsplit_once(':')?.0.rsplit(|c| !is_of_key(c)).next()).filter(|key| !key.is_empty())
    }
}

impl Deref for Files {
    type Target = [Text];

    fn deref(&self) -> &[Text] {
        &self.0
    }
}

impl DerefMut for Files {
    fn deref_mut(&mut self) -> &mut [Text] {
        &mut self.0
    }
}
