//! From text to nodes, within limits.
//!
//! `a: 010` -> the mapping of `a` to the text `010`, unquoted.
//!
//! The nodes are made from the events of the parser under `serde_yaml`, not through serde: every start of an engine reads
//! a profile, and serde asks of each scalar what number it may be, where here the place decides what a scalar is.

use std::collections::BTreeSet;

use serde_yaml::granit_parser::{ErrorKind, Event, Marker, Parser, ScalarStyle, Span, StrInput, options};
use smol_str::SmolStr;

use crate::argv::Place;

use super::fault::{Fault, What};
use super::node::{Node, Value};

/// The largest file that is read, in bytes.
const LARGEST: usize = 1 << 20;
/// How deep lists and mappings may stand in each other.
const DEEPEST: usize = 24;
/// How many values a file may hold, keys among them.
const MOST: usize = 50_000;
/// Up to so many keys are compared one by one; more are kept in a set.
const FEW: usize = 32;
/// Said by the parser's own limit, too: it looks ahead.
const TOO_DEEP: &str = "nested too deeply";

/// Reads one YAML (or JSON) document; `file` goes into the places.
///
/// # Errors
/// [`What::Document`] for broken YAML, duplicate keys, anchors, aliases, merge keys, several documents, a depth over 24,
/// more than 50,000 values or 1 MiB of text; [`What::Tag`] for tags.
pub fn parse(text: &str, file: u16) -> Result<Node, Fault> {
    let start = Place { file, line: 1, column: 1 };
    if text.len() > LARGEST {
        return Err(document(start, &format!("the file has {} bytes, more than the limit of {LARGEST}", text.len())));
    }
    // An alias without its anchor is refused as an alias, not as a slip of the pen.
    let mut options = options! { emit_unresolved_aliases: true };
    options.set_emit_comments(false);
    let mut reader = Reader { events: Parser::new_from_str_with_options(text, options), text, file, values: 0 };
    let mut node = None;
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::DocumentStart(..) if node.is_some() => {
                let message = "a file holds one document, here begins a second one";
                return Err(document(reader.place(span.start), message));
            }
            Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => (),
            Event::StreamEnd => break,
            event => node = Some(reader.node(event, span, 0)?),
        }
    }
    let nothing = Value::Text { text: SmolStr::default(), quoted: false, escaped: false };
    Ok(node.unwrap_or(Node { at: start, value: nothing }))
}

fn document(at: Place, message: &str) -> Fault {
    Fault { at, what: What::Document { message: message.replace('\n', " ") } }
}

/// The events of a text, and what was counted of them.
struct Reader<'t> {
    events: Parser<'t, StrInput<'t>>,
    text: &'t str,
    file: u16,
    values: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Span), Fault> {
        match self.events.next_event() {
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => {
                let at = self.place(*error.marker());
                match error.kind() {
                    ErrorKind::RecursionLimitExceeded => Err(document(at, TOO_DEEP)),
                    _ => Err(self.tab(*error.marker()).unwrap_or_else(|| document(at, &error.info()))),
                }
            }
            // Never after the end of the stream, where reading stops.
            None => Err(document(Place { file: self.file, line: 1, column: 1 }, "the file ends within a value")),
        }
    }

    /// A tab in the indentation of the line that cannot be read, or of the next: the parser often stops before it.
    fn tab(&self, marker: Marker) -> Option<Fault> {
        let first = marker.line().max(1);
        let lines = self.text.lines().zip(1..).skip(first - 1).take(2);
        let (line, column) = lines.into_iter().find_map(|(text, line)| {
            let blank = text.chars().take_while(|c| matches!(c, ' ' | '\t'));
            blank.zip(1..).find(|(c, _)| *c == '\t').map(|(_, column)| (line, column))
        })?;
        let at = Place { file: self.file, line, column };
        Some(Fault::meaning(at, "a tab stands in the indentation", "indent with spaces"))
    }

    fn place(&self, marker: Marker) -> Place {
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).max(1);
        Place { file: self.file, line: small(marker.line()), column: small(marker.col().saturating_add(1)) }
    }

    /// The value that begins with `event`, which stands in `depth` others.
    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node, Fault> {
        let at = self.place(span.start);
        self.values += 1;
        if self.values > MOST {
            return Err(document(at, "too much in one file"));
        }
        if event.is_alias() {
            return Err(document(at, "aliases are not used here"));
        }
        if event.anchor_id().is_some() {
            return Err(document(at, "anchors are not used here"));
        }
        let is_collection = !matches!(event, Event::Scalar(..));
        if is_collection && depth == DEEPEST {
            return Err(document(at, TOO_DEEP));
        }
        let written = || span.tag_span().and_then(|tag| tag.slice(self.text));
        let escaped = match event.tag() {
            None => false,
            Some(_) if !is_collection && written() == Some("!escaped") => true,
            Some(tag) => {
                let tag = written().map_or_else(|| tag.original(), str::to_owned);
                return Err(Fault { at, what: What::Tag { tag } });
            }
        };
        let value = match event {
            Event::Scalar(text, style, ..) => {
                let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
                // Where nothing is written the parser says `~`.
                let nothing = style == ScalarStyle::Plain && span.byte_range().is_some_and(|range| range.is_empty());
                Value::Text { text: if nothing { SmolStr::default() } else { text.into() }, quoted, escaped }
            }
            Event::SequenceStart(..) => Value::List(self.items(depth + 1)?),
            Event::MappingStart(..) => Value::Mapping(self.entries(depth + 1)?),
            _ => return Err(document(at, "no value stands here")),
        };
        Ok(Node { at, value })
    }

    /// The items of a list, to its end.
    fn items(&mut self, depth: usize) -> Result<Vec<Node>, Fault> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(items),
                (event, span) => items.push(self.node(event, span, depth)?),
            }
        }
    }

    /// The entries of a mapping, to its end.
    fn entries(&mut self, depth: usize) -> Result<Vec<(Node, Node)>, Fault> {
        let mut entries = Vec::new();
        let mut many = BTreeSet::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                return Ok(entries);
            }
            let key = self.node(event, span, depth)?;
            Self::check_key(&key, &entries, &mut many)?;
            let (event, span) = self.next()?;
            entries.push((key, self.node(event, span, depth)?));
        }
    }

    /// Refuses a key that is no text, a merge key, and a key that stands in the mapping already; `many` has the keys of a
    /// large mapping.
    fn check_key(key: &Node, entries: &[(Node, Node)], many: &mut BTreeSet<SmolStr>) -> Result<(), Fault> {
        let text = match &key.value {
            Value::Text { text, quoted, .. } if text != "<<" || *quoted => text,
            Value::Text { .. } => return Err(document(key.at, "merge keys (`<<`) are not used here")),
            _ => return Err(key.shape_fault("a text")),
        };
        let of_key =
            |node: &Node| if let Value::Text { text, .. } = &node.value { text.clone() } else { SmolStr::default() };
        let stands = if entries.len() < FEW {
            entries.iter().any(|(other, _)| other.is(text))
        } else {
            if many.is_empty() {
                many.extend(entries.iter().map(|(other, _)| of_key(other)));
            }
            !many.insert(text.clone())
        };
        if stands { Err(document(key.at, &format!("key `{text}` stands here a second time"))) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Fields, Value};
    use super::parse;

    fn text(yaml: &str) -> (String, bool, bool) {
        let node = parse(yaml, 0).unwrap();
        match Fields::of(&node).unwrap().take("a").unwrap().value.clone() {
            Value::Text { text, quoted, escaped } => (text.to_string(), quoted, escaped),
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
        for yaml in ["a: !!str b", "a: !x [b]", "a: !x\n  b: c", "!x a: b", "!x", "a: !x # b", "a: !escaped [b]"] {
            assert!(parse(yaml, 0).unwrap_err().to_string().contains("means nothing here; remove it"), "{yaml}");
        }
    }

    #[test]
    fn block_texts_keep_their_lines_and_are_not_quoted() {
        assert_eq!(text("a: |\n  \"b\"\n  c\n"), ("\"b\"\nc\n".to_owned(), false, false));
        assert_eq!(text("a: |\n\n  b\n"), ("\nb\n".to_owned(), false, false));
        assert_eq!(text("a: >-\n  b\n  c\n"), ("b c".to_owned(), false, false));
    }

    #[test]
    fn a_key_stands_once_in_its_mapping_however_large() {
        for before in [0, 31, 32, 33, 200] {
            let others: Vec<String> = (0..before).map(|number| format!("k{number}: 1\n")).collect();
            let yaml = format!("a: 1\n{}", others.concat());
            assert_eq!(parse(&yaml, 0).unwrap().mapping().unwrap().len(), before + 1);
            for key in ["a", "'a'"] {
                let fault = parse(&format!("{yaml}{key}: 2\n"), 0).unwrap_err();
                let wanted = format!("{}:1: key `a` stands here a second time; fix the YAML there", before + 2);
                assert_eq!(fault.to_string(), wanted);
            }
        }
        assert!(parse("a: {a: {a: 1}, b: {a: 1}}", 0).is_ok());
    }

    #[test]
    fn what_is_not_used_here_is_refused_where_it_stands() {
        for (yaml, fault) in [
            ("a: &b c", "1:7: anchors are not used here; fix the YAML there"),
            ("a: *b", "1:4: aliases are not used here; fix the YAML there"),
            ("a:\n  <<: {b: c}", "2:3: merge keys (`<<`) are not used here; fix the YAML there"),
            ("[a]: b", "1:1: expected a text, found a list; write a text"),
            ("? {a: b}\n: c", "1:3: expected a text, found a mapping; write a text"),
            ("a: b\n---\nc: d", "2:1: a file holds one document, here begins a second one; fix the YAML there"),
            ("a: b\n...\n]", "3:1: misplaced bracket; fix the YAML there"),
            ("a: [b", "1:4: unclosed bracket '['; fix the YAML there"),
        ] {
            assert_eq!(parse(yaml, 0).unwrap_err().to_string(), fault, "{yaml}");
        }
        assert_eq!(text("'<<': b\na: c"), ("c".to_owned(), false, false));
    }

    #[test]
    fn a_tab_that_indents_is_named_where_it_stands() {
        for (yaml, at) in [
            ("a: 1\n\tb: c\n", "2:1"),
            ("a:\n\tb: c\n", "2:1"),
            ("a:\n  - x\n\t- y\n", "3:1"),
            ("a: [\n\t\"x\"]\n", "2:1"),
            ("a: 1\n  \tb: c\n", "2:3"),
            ("a: |\n\tx\n", "2:1"),
        ] {
            let expected = format!("{at}: a tab stands in the indentation; indent with spaces");
            assert_eq!(parse(yaml, 0).unwrap_err().to_string(), expected, "{yaml}");
        }
        assert!(parse("a:\tb\n \t\nc: d\n", 0).is_ok());
    }

    #[test]
    fn a_file_without_a_value_is_nothing() {
        for yaml in ["", "\n", "# a\n", "---\n", "--- # a\n...\n"] {
            assert_eq!(parse(yaml, 0).unwrap().shape(), "nothing", "{yaml}");
        }
    }

    #[test]
    fn bombs_are_refused() {
        for depth in [25, 40, 3000, 300_000] {
            let deep = "[".repeat(depth) + &"]".repeat(depth);
            assert!(parse(&deep, 0).unwrap_err().to_string().contains("nested too deeply"));
        }
        assert!(parse(&("[".repeat(24) + &"]".repeat(24)), 0).is_ok());
        let wide = format!("a: [{}]", "1, ".repeat(60_000));
        assert!(parse(&wide, 0).unwrap_err().to_string().contains("too much in one file"));
        let long = "a".repeat(2 << 20);
        assert!(parse(&long, 0).unwrap_err().to_string().contains("more than the limit"));
    }
}
