//! A value of a YAML file, with its place.
//!
//! `memory: 64g` -> a [`Node`] with the text `64g`, unquoted, at 1:9.

use smol_str::SmolStr;

use crate::argv::{Place, quote};

use super::fault::{Fault, What};
use super::nearest;

/// What a node holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A scalar, as written.
    Text {
        /// Its text, after quotes and escapes.
        text: SmolStr,
        /// Whether it stood in quotes.
        quoted: bool,
        /// Whether it was tagged `!escaped`.
        escaped: bool,
    },
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order written.
    Mapping(Vec<(Node, Node)>),
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it begins.
    pub at: Place,
    /// What it holds.
    pub value: Value,
}

impl Node {
    /// What stands here, for messages.
    #[must_use]
    pub fn shape(&self) -> &'static str {
        match &self.value {
            Value::Text { text, quoted: false, .. } if text.is_empty() => "nothing",
            Value::Text { .. } => "a text",
            Value::List(_) => "a list",
            Value::Mapping(_) => "a mapping",
        }
    }

    /// Where the entries of a list begin, or those of the lists of a mapping.
    #[must_use]
    pub fn entries_at(&self) -> Vec<Place> {
        match &self.value {
            Value::Text { .. } => vec![self.at],
            Value::List(items) => items.iter().map(|item| item.at).collect(),
            Value::Mapping(entries) => entries.iter().flat_map(|(_, value)| value.entries_at()).collect(),
        }
    }

    /// A fault of shape at this node.
    #[must_use]
    pub fn shape_fault(&self, wanted: &'static str) -> Fault {
        Fault { at: self.at, what: What::Shape { wanted, found: self.shape() } }
    }

    /// A scalar as written, whatever it looks like.
    ///
    /// # Errors
    /// When it is a list or a mapping, or nothing at all.
    pub fn scalar(&self) -> Result<&str, Fault> {
        match &self.value {
            Value::Text { text, quoted, .. } if *quoted || !text.is_empty() => Ok(text),
            _ => Err(self.shape_fault("a text")),
        }
    }

    /// The value of a key of a mapping; `None` also where it is no mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.mapping().ok()?.iter().find(|(name, _)| name.is(key)).map(|(_, value)| value)
    }

    /// Whether it is the scalar `text`.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        matches!(&self.value, Value::Text { text: own, .. } if own == text)
    }

    /// A text: a scalar that needs no second thought about its type.
    ///
    /// # Errors
    /// Also for an unquoted `yes no on off true false null ~` and for numbers with a leading 0.
    pub fn text(&self) -> Result<&str, Fault> {
        let text = self.scalar()?;
        if matches!(self.value, Value::Text { quoted: false, .. }) && is_ambiguous(text) {
            return Err(Fault { at: self.at, what: What::Ambiguous { text: text.to_owned() } });
        }
        Ok(text)
    }

    /// A text for people, as one line that can stand in messages and tables: line ends and tabs are blanks, other control
    /// characters are escapes.
    ///
    /// # Errors
    /// As [`Node::text`].
    pub fn line(&self) -> Result<String, Fault> {
        let parts = self.text()?.split(['\n', '\r', '\t']).map(str::trim).filter(|part| !part.is_empty());
        let parts: Vec<&str> = parts.collect();
        Ok(quote::visible(&parts.join(" ")).into_owned())
    }

    /// `true` or `false`, exactly.
    ///
    /// # Errors
    /// For anything else.
    pub fn boolean(&self) -> Result<bool, Fault> {
        self.choice(&[("true", true), ("false", false)])
    }

    /// What one of a few words stands for.
    ///
    /// # Errors
    /// For any other.
    pub fn choice<T: Copy>(&self, possible: &[(&'static str, T)]) -> Result<T, Fault> {
        let text = self.scalar()?;
        if let Some((_, value)) = possible.iter().find(|(name, _)| *name == text) {
            return Ok(*value);
        }
        let names = possible.iter().map(|(name, _)| *name);
        let nearest = nearest(text, names.clone());
        let possible = names.collect::<Vec<_>>().join(", ");
        Err(Fault { at: self.at, what: What::Choice { text: text.to_owned(), possible, nearest } })
    }

    /// A whole number.
    ///
    /// # Errors
    /// For anything but decimal digits that fit 64 bits.
    pub fn number(&self) -> Result<u64, Fault> {
        let text = self.scalar()?;
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = if digits { text.parse().ok() } else { None };
        number.ok_or_else(|| Fault::meaning(self.at, format!("`{text}` is not a whole number"), "write decimal digits"))
    }

    /// The items of a list.
    ///
    /// # Errors
    /// When it is no list.
    pub fn list(&self) -> Result<&[Node], Fault> {
        match &self.value {
            Value::List(items) => Ok(items),
            _ => Err(self.shape_fault("a list")),
        }
    }

    /// The items of a list, or this one node.
    #[must_use]
    pub fn one_or_many(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The entries of a mapping, in the order written.
    ///
    /// # Errors
    /// When it is no mapping.
    pub fn mapping(&self) -> Result<&[(Node, Node)], Fault> {
        match &self.value {
            Value::Mapping(entries) => Ok(entries),
            _ => Err(self.shape_fault("a mapping")),
        }
    }
}

/// Whether other YAML readers take an unquoted `text` for a boolean, a null or an octal number.
fn is_ambiguous(text: &str) -> bool {
    let word =
        matches!(text.to_ascii_lowercase().as_str(), "yes" | "no" | "on" | "off" | "true" | "false" | "null" | "~");
    let leading_zero = text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    word || leading_zero
}

#[cfg(test)]
mod tests {
    use crate::yaml::parse;

    #[test]
    fn a_text_for_people_is_one_line_without_control_characters() {
        for (text, expected) in [
            ("jobs\t are labelled", "jobs are labelled"),
            ("|\n  Ask the site:\n    help@example.org\n", "Ask the site: help@example.org"),
            (r#""a\r\nb\eR[2J""#, r"a b\x1bR[2J"),
            ("two  blanks", "two  blanks"),
        ] {
            let node = parse(text, 0).expect("YAML");
            assert_eq!(node.line().as_deref(), Ok(expected), "{text}");
        }
    }
}
