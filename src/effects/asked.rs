//! An effect with the word that asked for it.
//!
//! `docker run -u 1000 img` -> the user `1000`, asked for by words 2 (`-u`) and 3 (its value); the memory limit
//! `Unlimited`, asked for by no word.

use crate::argv::Name;

/// Where on a line something was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Index of the word with the option's name or letter, or of the operand.
    pub word: usize,
    /// Index of the word with the value; the same word when the value is glued to the name, or when there is none.
    pub value: usize,
    /// The option as its table has it; `None` for an operand, a command's name, and an option that the tables lack.
    pub option: Option<Name<32>>,
}

/// A value and who asked for it.
///
/// Equality ignores where it was asked: two lines have equal effects if they ask the machine for the same things, in
/// whichever spelling and place. That is what emitting and reading again has to keep; who asked is read from
/// [`Asked::at`].
#[derive(Clone, Debug, Default)]
pub struct Asked<T> {
    /// What is asked for.
    pub value: T,
    /// By which word; `None` where nothing was written and the default of engine or image holds.
    pub at: Option<At>,
}

impl<T> Asked<T> {
    /// Asked for at a place.
    pub fn by(value: T, at: At) -> Asked<T> {
        Asked { value, at: Some(at) }
    }
}

impl<T: PartialEq> PartialEq for Asked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Asked<T> {}

/// What an option sets, or what engine and image have without it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Setting<T> {
    /// Nothing was said, or the empty value, which says nothing.
    #[default]
    Default,
    /// Set on the line.
    To(T),
}

/// An upper bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Limit<T> {
    /// None: not written, zero or negative.
    #[default]
    Unlimited,
    /// At most this.
    To(T),
}

impl<T> Limit<T> {
    /// The bound, if there is one.
    pub fn bound(self) -> Option<T> {
        match self {
            Limit::Unlimited => None,
            Limit::To(bound) => Some(bound),
        }
    }
}

/// An option by name with its value, for what has no type of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionText {
    /// The option's long name, without dashes.
    pub name: Vec<u8>,
    /// Its value; empty when it stands bare.
    pub value: Vec<u8>,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyValue {
    /// What stands before the first `=`.
    pub key: Vec<u8>,
    /// What follows it; `None` without `=`.
    pub value: Option<Vec<u8>>,
}

impl KeyValue {
    /// Cuts a text at its first `=`.
    #[must_use]
    pub fn of(text: &[u8]) -> KeyValue {
        let (key, value) = cut(text, b'=');
        KeyValue { key: key.to_vec(), value: value.map(<[u8]>::to_vec) }
    }
}

/// The bytes before the first `at`, and those after it, if it occurs.
pub(super) fn cut(text: &[u8], at: u8) -> (&[u8], Option<&[u8]>) {
    let mut parts = text.splitn(2, |&byte| byte == at);
    (parts.next().unwrap_or(text), parts.next())
}

/// Puts `item` in the place of those with the same key: of a key the last one counts.
pub(super) fn replace_keyed<T>(list: &mut Vec<Asked<T>>, item: Asked<T>, same: impl Fn(&T, &T) -> bool) {
    list.retain(|other| !same(&other.value, &item.value));
    list.push(item);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_ignores_the_place_and_nothing_else() {
        let at = |word| At { word, value: word, option: None };
        assert_eq!(Asked::by(1, at(1)), Asked::by(1, at(2)));
        assert_eq!(Asked::by(1, at(1)), Asked { value: 1, at: None });
        assert_ne!(Asked::by(1, at(1)), Asked::by(2, at(1)));
    }

    #[test]
    fn of_a_key_the_last_one_counts() {
        let mut list = vec![Asked { value: (1, 'a'), at: None }, Asked { value: (2, 'b'), at: None }];
        replace_keyed(&mut list, Asked { value: (1, 'c'), at: None }, |a, b| a.0 == b.0);
        let values: Vec<_> = list.iter().map(|asked| asked.value).collect();
        assert_eq!(values, [(2, 'b'), (1, 'c')]);
    }
}
