//! A mapping, read key by key: what nobody asked for is an unknown key.
//!
//! `{drop: [user], dorp: x}` asked for `drop`, `set`, ... -> the list, then a fault at `dorp`: did you mean `drop`?

use crate::argv::Place;

use super::fault::{Fault, What};
use super::nearest;
use super::node::Node;

/// The keys of a mapping that are still to be read.
#[derive(Debug)]
pub struct Fields<'n> {
    at: Place,
    entries: &'n [(Node, Node)],
    known: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// The fields of `node`.
    ///
    /// # Errors
    /// When it is no mapping, or a key is no text.
    pub fn of(node: &'n Node) -> Result<Fields<'n>, Fault> {
        let entries = node.mapping()?;
        for (key, _) in entries {
            key.scalar()?;
        }
        Ok(Fields { at: node.at, entries, known: Vec::new() })
    }

    /// Where the mapping begins.
    #[must_use]
    pub fn at(&self) -> Place {
        self.at
    }

    /// The value of `key`, if it is there.
    pub fn take(&mut self, key: &'static str) -> Option<&'n Node> {
        self.take_entry(key).map(|(_, value)| value)
    }

    /// The key `key` itself and its value, if they are there.
    pub fn take_entry(&mut self, key: &'static str) -> Option<&'n (Node, Node)> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.entries.iter().find(|(name, _)| name.is(key))
    }

    /// The value of `key`.
    ///
    /// # Errors
    /// When it is not there; `remedy` says what to write.
    pub fn require(&mut self, key: &'static str, remedy: &'static str) -> Result<&'n Node, Fault> {
        let at = self.at;
        if let Some(value) = self.take(key) {
            return Ok(value);
        }
        // A key that is almost this one says more than its absence does.
        let strange = |name: &&str| !self.known.contains(name) && nearest(name, [key]).is_some();
        let almost = self.entries.iter().find(|(name, _)| name.scalar().is_ok_and(|name| strange(&name)));
        let (at, what) = match almost {
            None => (at, What::Missing { key, remedy }),
            Some((name, _)) => {
                let nearest = Some(key.to_owned());
                (name.at, What::UnknownKey { key: name.scalar()?.to_owned(), nearest, known: self.known.join(", ") })
            }
        };
        Err(Fault { at, what })
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// At the first key that nobody asked for.
    pub fn finish(self) -> Result<(), Fault> {
        for (name, _) in self.entries {
            let key = name.scalar()?;
            if !self.known.contains(&key) {
                let what = What::UnknownKey {
                    key: key.to_owned(),
                    nearest: nearest(key, self.known.iter().copied()),
                    known: self.known.join(", "),
                };
                return Err(Fault { at: name.at, what });
            }
        }
        Ok(())
    }
}
