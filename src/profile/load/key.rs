//! The keys of a mapping, a row each: its name, what may stand there, a line for people, and how it is read.
//!
//! `key::texts("volumes", "Names of volumes.", |allow| &mut allow.volumes)` -> `volumes: [a]` is read into `allow.volumes`, and
//! the schema knows it, with that line.

use serde_json::{Value as Json, json};

use crate::profile::model::allow::List;
use crate::profile::model::pattern::Subject;
use crate::yaml::{Fault, Fields, Node};

use super::allow::lists::list;
use super::read::Reader;
use super::shape::{about, closed, refer};

/// A key of a mapping that is read into a `T`.
pub(crate) struct Key<T: 'static> {
    pub(crate) name: &'static str,
    /// A line for people.
    about: &'static str,
    /// What may stand there, as JSON Schema.
    shape: fn() -> Json,
    /// What to write where a key is missing that has to be there.
    required: Option<&'static str>,
    /// How a child adds to what its parent lists there.
    pub(crate) adds: Adds,
    into: Into<T>,
}

/// How a key is added to by a child.
#[derive(Clone, Copy)]
pub(crate) enum Adds {
    /// Not at all: it holds a bound, a switch, or a list of which none means any.
    Never,
    /// A list of entries.
    List,
    /// A list of entries, or one.
    OneOrMany,
    /// Commands, each with filters of its own.
    Commands,
    /// Lists under these keys.
    Within(&'static [&'static str]),
}

/// How a value is read, and where it goes.
enum Into<T> {
    /// It is read before the other keys, which depend on it.
    Before,
    Patterns(Subject, fn(&mut T) -> &mut List),
    Switch(fn(&mut T) -> &mut bool),
    Own(Read<T>),
}

type Read<T> = fn(&mut T, &Node, &Reader) -> Result<(), Fault>;

/// A list of patterns of texts.
pub(super) const fn texts<T>(name: &'static str, about: &'static str, into: fn(&mut T) -> &mut List) -> Key<T> {
    patterns(name, about, Subject::Text, into)
}

/// A list of patterns of paths.
pub(super) const fn paths<T>(name: &'static str, about: &'static str, into: fn(&mut T) -> &mut List) -> Key<T> {
    patterns(name, about, Subject::Path, into)
}

const fn patterns<T>(
    name: &'static str,
    about: &'static str,
    subject: Subject,
    into: fn(&mut T) -> &mut List,
) -> Key<T> {
    let into = Into::Patterns(subject, into);
    Key { name, about, shape: || refer("list"), required: None, adds: Adds::List, into }
}

/// `true` or `false`.
pub(super) const fn switch<T>(name: &'static str, about: &'static str, into: fn(&mut T) -> &mut bool) -> Key<T> {
    let shape = || json!({ "type": "boolean" });
    Key { name, about, shape, required: None, adds: Adds::Never, into: Into::Switch(into) }
}

/// A value that `read` reads.
pub(super) const fn key<T>(name: &'static str, about: &'static str, shape: fn() -> Json, read: Read<T>) -> Key<T> {
    Key { name, about, shape, required: None, adds: Adds::Never, into: Into::Own(read) }
}

/// A value that is read before the other keys.
pub(super) const fn before<T>(name: &'static str, about: &'static str, shape: fn() -> Json) -> Key<T> {
    Key { name, about, shape, required: None, adds: Adds::Never, into: Into::Before }
}

/// The reader of a row that puts its value into a field: `into!(host, node => ports(node))`.
macro_rules! into {
    ($($field:ident).+, $node:ident => $value:expr) => {
        |into, $node, _| {
            let value: Result<_, $crate::yaml::Fault> = $value;
            into.$($field).+ = value?;
            Ok(())
        }
    };
    ($($field:ident).+, $node:ident, $reader:ident => $value:expr) => {
        |into, $node, $reader| {
            let value: Result<_, $crate::yaml::Fault> = $value;
            into.$($field).+ = value?;
            Ok(())
        }
    };
}
pub(super) use into;

impl<T> Key<T> {
    /// The key has to be there; `remedy` says what to write.
    pub(super) const fn required(mut self, remedy: &'static str) -> Key<T> {
        self.required = Some(remedy);
        self
    }

    pub(super) const fn adds(mut self, adds: Adds) -> Key<T> {
        self.adds = adds;
        self
    }

    /// What may stand there, with the line for people.
    pub(crate) fn schema(&self) -> Json {
        about((self.shape)(), self.about)
    }
}

/// Reads the mapping `node` key by key, in the order of the table.
pub(super) fn read<'k, T: 'static>(
    keys: impl IntoIterator<Item = &'k Key<T>>,
    node: &Node,
    reader: &Reader,
    into: &mut T,
) -> Result<(), Fault> {
    let mut fields = Fields::of(node)?;
    for key in keys {
        let found = match key.required {
            Some(remedy) => Some(fields.require(key.name, remedy)?),
            None => fields.take(key.name),
        };
        let Some(node) = found else { continue };
        match &key.into {
            Into::Before => {}
            Into::Patterns(subject, list_of) => *list_of(into) = list(node, *subject)?,
            Into::Switch(switch) => *switch(into) = node.boolean()?,
            Into::Own(read) => read(into, node, reader)?,
        }
    }
    fields.finish()
}

/// As [`read`], into a value that is empty so far.
pub(super) fn read_new<T: std::default::Default>(keys: &[Key<T>], node: &Node, reader: &Reader) -> Result<T, Fault> {
    let mut new = T::default();
    read(keys, node, reader, &mut new)?;
    Ok(new)
}

/// A mapping with these keys and no others.
pub(crate) fn schema_of<'k, T: 'static>(keys: impl IntoIterator<Item = &'k Key<T>> + Clone) -> Json {
    let required = keys.clone().into_iter().filter(|key| key.required.is_some()).map(|key| key.name);
    let required: Vec<&str> = required.collect();
    let properties: Vec<(&str, Json)> = keys.into_iter().map(|key| (key.name, key.schema())).collect();
    closed(&properties, &required)
}

/// One of the words that [`Node::choice`] chooses by.
pub(crate) fn words<T>(possible: &[(&str, T)]) -> Json {
    json!({ "enum": possible.iter().map(|(name, _)| *name).collect::<Vec<_>>() })
}

/// An absolute path of a file; `what` says where it stands, `remedy` what to write.
pub(super) fn path(node: &Node, what: impl FnOnce(&str) -> String, remedy: &str) -> Result<String, Fault> {
    let text = node.text()?;
    if !text.starts_with('/') || text.ends_with('/') || text.contains('\0') {
        return Err(Fault::meaning(node.at, what(text), remedy));
    }
    Ok(text.to_owned())
}
