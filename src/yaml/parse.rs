//! From text to nodes, within limits.
//!
//! `a: 010` -> the mapping of `a` to the text `010`, unquoted.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::Spanned;
use serde_yaml::options::{MergeKeyPolicy, NonFiniteFloatPolicy};

use crate::argv::Place;

use super::fault::{Fault, What};
use super::node::{Node, Value};

/// The largest file that is read, in bytes.
const LARGEST: usize = 1 << 20;

/// Reads one YAML (or JSON) document; `file` goes into the places.
///
/// # Errors
/// [`What::Document`] for broken YAML, duplicate keys, anchors, merge keys, several documents, a depth over 24, more than
/// 50,000 values or 1 MiB of text; [`What::Tag`] for tags.
pub fn parse(text: &str, file: u16) -> Result<Node, Fault> {
    if text.len() > LARGEST {
        let message = format!("the file has {} bytes, more than the limit of {LARGEST}", text.len());
        return Err(Fault { at: Place { file, line: 1, column: 1 }, what: What::Document { message } });
    }
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_anchors: 0,
            max_aliases: 0,
            max_depth: 24,
            max_documents: 1,
            max_nodes: 50_000,
        },
        merge_keys: MergeKeyPolicy::Error,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        strict_booleans: true,
        with_snippet: false,
    };
    let raw: Raw = serde_yaml::from_str_with_options(text, options).map_err(|error| document_fault(&error, file))?;
    raw.into_node(text, file)
}

fn document_fault(error: &serde_yaml::Error, file: u16) -> Fault {
    let location = error.location();
    let at = location.map_or(Place { file, line: 1, column: 1 }, |location| place(location, file));
    let mut message = error.to_string();
    if let Some(end) = message.rfind(" at line ") {
        message.truncate(end);
    }
    for (theirs, ours) in [
        ("budget breached: Anchors", "anchors are not used here"),
        ("budget breached: Aliases", "aliases are not used here"),
        ("budget breached: Documents", "a file holds one document, here begins a second one"),
        ("budget breached: Depth", "nested too deeply"),
        ("budget breached", "too much in one file"),
        ("YAML merge keys", "merge keys (`<<`) are not used here"),
    ] {
        if message.starts_with(theirs) {
            ours.clone_into(&mut message);
        }
    }
    if let Some(key) = message.strip_prefix("duplicate mapping key: ") {
        let key = key.split(',').next().unwrap_or(key);
        message = format!("key `{key}` stands here a second time");
    }
    Fault { at, what: What::Document { message: message.replace('\n', " ") } }
}

fn place(location: serde_yaml::Location, file: u16) -> Place {
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX).max(1);
    Place { file, line: small(location.line()), column: small(location.column()) }
}

/// A value as serde delivers it; scalars that are not text are taken from the source by their span.
enum Raw {
    Scalar { location: serde_yaml::Location, text: Option<String> },
    List { location: serde_yaml::Location, items: Vec<Raw> },
    Mapping { location: serde_yaml::Location, entries: Vec<(Raw, Raw)> },
}

enum RawValue {
    Scalar(Option<String>),
    List(Vec<Raw>),
    Mapping(Vec<(Raw, Raw)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<RawValue>::deserialize(deserializer)?;
        let location = spanned.referenced;
        Ok(match spanned.value {
            RawValue::Scalar(text) => Raw::Scalar { location, text },
            RawValue::List(items) => Raw::List { location, items },
            RawValue::Mapping(entries) => Raw::Mapping { location, entries },
        })
    }
}

impl<'de> Deserialize<'de> for RawValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = RawValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list or a mapping")
    }

    fn visit_bool<E>(self, _: bool) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(None))
    }

    fn visit_unit<E>(self) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(None))
    }

    fn visit_str<E>(self, text: &str) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(Some(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(Some(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<RawValue, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(RawValue::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<RawValue, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(RawValue::Mapping(entries))
    }
}

impl Raw {
    fn into_node(self, source: &str, file: u16) -> Result<Node, Fault> {
        match self {
            Raw::Scalar { location, text } => scalar(location, text, source, file),
            Raw::List { location, items } => {
                no_tag(location, source, file)?;
                let items = items.into_iter().map(|item| item.into_node(source, file)).collect::<Result<_, _>>()?;
                Ok(Node { at: place(location, file), value: Value::List(items) })
            }
            Raw::Mapping { location, entries } => {
                no_tag(location, source, file)?;
                let entries = entries
                    .into_iter()
                    .map(|(key, value)| Ok((key.into_node(source, file)?, value.into_node(source, file)?)))
                    .collect::<Result<_, Fault>>()?;
                Ok(Node { at: place(location, file), value: Value::Mapping(entries) })
            }
        }
    }
}

fn scalar(location: serde_yaml::Location, text: Option<String>, source: &str, file: u16) -> Result<Node, Fault> {
    let at = place(location, file);
    let written = slice(location, source);
    let quoted = written.starts_with(['"', '\'']);
    // A plain scalar on one line stands in the source exactly as it is meant, also where the parser sees a number.
    let text = match text {
        Some(text) if quoted || written.contains('\n') => text,
        _ => written.to_owned(),
    };
    let tag = tag_before(location, source);
    let escaped = match tag {
        None => false,
        Some("!escaped") => true,
        Some(tag) => return Err(Fault { at, what: What::Tag { tag: tag.to_owned() } }),
    };
    Ok(Node { at, value: Value::Text { text, quoted, escaped } })
}

fn no_tag(location: serde_yaml::Location, source: &str, file: u16) -> Result<(), Fault> {
    match tag_before(location, source) {
        None => Ok(()),
        Some(tag) => Err(Fault { at: place(location, file), what: What::Tag { tag: tag.to_owned() } }),
    }
}

fn range(location: serde_yaml::Location) -> Option<(usize, usize)> {
    let span = location.span();
    let start = usize::try_from(span.byte_offset()?).ok()?;
    let length = usize::try_from(span.byte_len()?).ok()?;
    Some((start, start.checked_add(length)?))
}

fn slice(location: serde_yaml::Location, source: &str) -> &str {
    range(location).and_then(|(start, end)| source.get(start..end)).unwrap_or_default()
}

/// The tag directly before a value: the word that ends there, if it begins with `!`.
fn tag_before(location: serde_yaml::Location, source: &str) -> Option<&str> {
    let (start, _) = range(location)?;
    let before = source.get(..start)?.trim_end_matches([' ', '\t', '\n']);
    if before.len() == start {
        return None;
    }
    let word_start = before.rfind([' ', '\t', '\n', '[', '{', ',']).map_or(0, |index| index + 1);
    before.get(word_start..).filter(|word| word.starts_with('!'))
}
