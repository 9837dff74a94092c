//! What a line says, asked by option: the last value, all values, whether a switch is on.

use longshore::argv::{Level, Line, boolean};
use longshore::values::replaced;

/// A read line.
pub(crate) struct Said<'l, 'w>(pub(crate) &'l Line<'w>);

impl Said<'_, '_> {
    /// All values of an option of the command, under any of its names.
    pub(crate) fn all(&self, name: &str) -> Vec<Vec<u8>> {
        let is_it =
            |found: &&longshore::argv::Occurrence| found.level == Level::Verb && found.row.destination.as_str() == name;
        let found = self.0.occurrences().iter().filter(is_it);
        found.filter_map(|found| self.0.value(found)).map(<[u8]>::to_vec).collect()
    }

    pub(crate) fn last(&self, name: &str) -> Option<Vec<u8>> {
        self.all(name).pop()
    }

    /// Whether a switch is on; none if it is not there.
    pub(crate) fn switch(&self, name: &str) -> Option<bool> {
        let mut found = self.0.occurrences().iter().filter(|found| found.row.destination.as_str() == name);
        let last = found.rfind(|found| found.level == Level::Verb)?;
        Some(self.0.value(last).is_none_or(|value| boolean(value).expect("a boolean was read")))
    }

    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.switch(name) == Some(true)
    }

    pub(crate) fn operands(&self) -> Vec<Vec<u8>> {
        self.0.operands().iter().map(|&word| self.0.word(word).to_vec()).collect()
    }
}

/// Bytes as the client puts them into JSON: a replacement character for every byte that is not UTF-8.
pub(crate) fn text(bytes: &[u8]) -> String {
    replaced(bytes).into_owned()
}
