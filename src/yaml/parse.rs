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
    let source = Source { text, file, has_tags: text.contains('!') };
    source.node(raw)
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

/// The text that the values were read from.
struct Source<'t> {
    text: &'t str,
    file: u16,
    /// Whether a tag can stand anywhere: most files have none, and need not be looked at for them.
    has_tags: bool,
}

impl Source<'_> {
    fn node(&self, raw: Raw) -> Result<Node, Fault> {
        match raw {
            Raw::Scalar { location, text } => self.scalar(location, text),
            Raw::List { location, items } => {
                self.no_tag(location)?;
                let items = items.into_iter().map(|item| self.node(item)).collect::<Result<_, _>>()?;
                Ok(Node { at: place(location, self.file), value: Value::List(items) })
            }
            Raw::Mapping { location, entries } => {
                self.no_tag(location)?;
                let entries = entries
                    .into_iter()
                    .map(|(key, value)| Ok((self.node(key)?, self.node(value)?)))
                    .collect::<Result<_, Fault>>()?;
                Ok(Node { at: place(location, self.file), value: Value::Mapping(entries) })
            }
        }
    }

    fn scalar(&self, location: serde_yaml::Location, text: Option<String>) -> Result<Node, Fault> {
        let at = place(location, self.file);
        let written = self.slice(location);
        let quoted = written.starts_with(['"', '\'']);
        // A plain scalar on one line stands in the source exactly as it is meant, also where the parser sees a number.
        let text = match text {
            Some(text) if quoted || written.contains('\n') => text,
            _ => written.to_owned(),
        };
        let escaped = match self.tag_before(location) {
            None => false,
            Some("!escaped") => true,
            Some(tag) => return Err(Fault { at, what: What::Tag { tag: tag.to_owned() } }),
        };
        Ok(Node { at, value: Value::Text { text, quoted, escaped } })
    }

    fn no_tag(&self, location: serde_yaml::Location) -> Result<(), Fault> {
        match self.tag_before(location) {
            None => Ok(()),
            Some(tag) => Err(Fault { at: place(location, self.file), what: What::Tag { tag: tag.to_owned() } }),
        }
    }

    fn slice(&self, location: serde_yaml::Location) -> &str {
        range(location).and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
    }

    /// The tag directly before a value: the word that ends there, if it begins with `!`.
    fn tag_before(&self, location: serde_yaml::Location) -> Option<&str> {
        if !self.has_tags {
            return None;
        }
        let (start, _) = range(location)?;
        let before = self.text.get(..start)?.trim_end_matches([' ', '\t', '\n']);
        if before.len() == start {
            return None;
        }
        let word_start = before.rfind([' ', '\t', '\n', '[', '{', ',']).map_or(0, |index| index + 1);
        let word = before.get(word_start..).filter(|word| word.starts_with('!'))?;
        // A tag may stand on the line above its value; so may a comment that ends in an exclamation.
        let is_above = self.text.get(before.len()..start)?.contains('\n');
        let line = before.get(..word_start)?.rsplit('\n').next().unwrap_or_default();
        let is_comment = line.starts_with('#') || line.contains(" #");
        (!(is_above && is_comment)).then_some(word)
    }
}

fn range(location: serde_yaml::Location) -> Option<(usize, usize)> {
    let span = location.span();
    let start = usize::try_from(span.byte_offset()?).ok()?;
    let length = usize::try_from(span.byte_len()?).ok()?;
    Some((start, start.checked_add(length)?))
}

#[cfg(test)]
mod tests {
    use super::super::{Fields, Value};
    use super::parse;

    fn text(yaml: &str) -> (String, bool, bool) {
        let node = parse(yaml, 0).unwrap();
        match Fields::of(&node).unwrap().take("a").unwrap().value.clone() {
            Value::Text { text, quoted, escaped } => (text, quoted, escaped),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn scalars_are_taken_as_they_are_written() {
        for (yaml, expected) in [
            ("a: 010", "010"),
            ("a: 1.50", "1.50"),
            ("a: 1e999", "1e999"),
            ("a: 0x1F", "0x1F"),
            ("a: ~", "~"),
            ("a: yes", "yes"),
            ("a: b c  # comment", "b c"),
            ("a: b\n  c", "b c"),
            ("a: |\n  b\n", "b\n"),
            ("{\"a\": 12345678901234567890123}", "12345678901234567890123"),
        ] {
            assert_eq!(text(yaml), (expected.to_owned(), false, false), "{yaml}");
        }
        assert_eq!(text("a: \"0\\n\""), ("0\n".to_owned(), true, false));
        assert_eq!(text("a: 'it''s'"), ("it's".to_owned(), true, false));
    }

    #[test]
    fn places_count_characters_from_one() {
        let node = parse("# \u{e9}\n\u{e9}\u{e9}: {b: [x, y]}\n", 3).unwrap();
        let mapping = node.mapping().unwrap();
        let list = &mapping[0].1.mapping().unwrap()[0].1;
        let second = &list.list().unwrap()[1];
        assert_eq!((second.at.file, second.at.line, second.at.column), (3, 2, 13));
    }

    #[test]
    fn only_the_tag_for_escaped_words_means_something() {
        assert_eq!(text("a: !escaped \"\\\\xff\""), ("\\xff".to_owned(), true, true));
        assert_eq!(text("x: [\"b #c\", !escaped \"d\"]\na: b"), ("b".to_owned(), false, false));
        assert_eq!(text("# look here !now\na: b"), ("b".to_owned(), false, false));
        for yaml in ["a: !!str b", "a: !x [b]", "a: !x\n  b: c", "!x a: b"] {
            assert!(parse(yaml, 0).unwrap_err().to_string().contains("means nothing here; remove it"), "{yaml}");
        }
    }

    #[test]
    fn bombs_are_refused() {
        for (depth, why) in [(40, "nested too deeply"), (3000, "recursion limit exceeded")] {
            let deep = "[".repeat(depth) + &"]".repeat(depth);
            assert!(parse(&deep, 0).unwrap_err().to_string().contains(why));
        }
        let wide = format!("a: [{}]", "1, ".repeat(60_000));
        assert!(parse(&wide, 0).unwrap_err().to_string().contains("too much in one file"));
        let long = "a".repeat(2 << 20);
        assert!(parse(&long, 0).unwrap_err().to_string().contains("more than the limit"));
    }
}
