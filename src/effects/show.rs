//! Effects as a list: theme, name, value, and the word that asked for it.
//!
//! `docker run -m 2g img` -> `limits`, `memory`, `2147483648 bytes`, by word 2; and with the defaults `limits`, `pids`,
//! `unlimited`, by none.

use std::fmt::Write as _;

use super::asked::{Asked, At};
use super::{Effects, say};

/// One effect, for people and for JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The theme, such as `limits`.
    pub theme: &'static str,
    /// The effect, such as `memory`.
    pub name: &'static str,
    pub value: Said,
    /// The word that asked for it.
    pub at: Option<At>,
    /// Whether it is what engine or image do without being asked.
    pub is_default: bool,
}

/// A value in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// One text.
    Text(Vec<u8>),
    /// Several, by name.
    Fields(Vec<(&'static str, Vec<u8>)>),
}

impl Said {
    pub(super) fn text(text: impl AsRef<[u8]>) -> Said {
        Said::Text(text.as_ref().to_vec())
    }
}

/// A list under way.
pub(super) struct Entries {
    list: Vec<Entry>,
    theme: &'static str,
}

impl Entries {
    pub(super) fn theme(&mut self, theme: &'static str) {
        self.theme = theme;
    }

    /// An effect that has one value.
    pub(super) fn one<T: PartialEq>(
        &mut self,
        name: &'static str,
        asked: &Asked<T>,
        default: &T,
        say: impl Fn(&T) -> Said,
    ) {
        let is_default = asked.value == *default;
        let value = say(&asked.value);
        self.list.push(Entry { theme: self.theme, name, value, at: asked.at, is_default });
    }

    /// An effect that has several; `absent` is said where there is none.
    pub(super) fn many<T>(
        &mut self,
        name: &'static str,
        all: &[Asked<T>],
        absent: &'static str,
        say: impl Fn(&T) -> Said,
    ) {
        let theme = self.theme;
        if all.is_empty() {
            self.list.push(Entry { theme, name, value: Said::text(absent), at: None, is_default: true });
        }
        self.list.extend(all.iter().map(|asked| Entry {
            theme,
            name,
            value: say(&asked.value),
            at: asked.at,
            is_default: false,
        }));
    }
}

impl Effects {
    /// All effects in a fixed order of themes, those that nothing asked for among them.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = Entries { list: Vec::new(), theme: "" };
        say::all(self, &mut entries);
        entries.list
    }

    /// One line an effect, grouped by theme, with the word that asked for it; those that nothing asked for only with
    /// `defaults`. Bytes that are not printable are escaped, so that no value can look like another line.
    #[must_use]
    pub fn text(&self, defaults: bool) -> String {
        let mut text = String::new();
        let mut theme = "";
        for entry in self.entries().iter().filter(|entry| defaults || !entry.is_default) {
            if entry.theme != theme {
                theme = entry.theme;
                let _ = writeln!(text, "{theme}");
            }
            let value = value_text(&entry.value);
            let _ = writeln!(text, "  {:<20} {value}{}", entry.name, by(entry.at));
        }
        text
    }
}

/// A value with blanks stands in quotes where it could otherwise look like more than one, or like the word behind it.
fn value_text(value: &Said) -> String {
    match value {
        Said::Text(text) if text.is_empty() => "(empty)".to_owned(),
        Said::Text(text) => {
            let text = printable(text);
            if text.contains("  ") || text.starts_with('"') { quoted(&text) } else { text }
        }
        Said::Fields(fields) => {
            let field = |(key, text): &(&str, Vec<u8>)| {
                let text = printable(text);
                if text.contains([' ', '"']) { format!("{key}={}", quoted(&text)) } else { format!("{key}={text}") }
            };
            fields.iter().map(field).collect::<Vec<_>>().join(" ")
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}

/// The bytes as text: control and odd bytes escaped, a backslash doubled.
fn printable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\\' => text.push_str("\\\\"),
                c if c.is_control() => text.extend(c.escape_default()),
                c => text.push(c),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

fn by(at: Option<At>) -> String {
    let Some(at) = at else { return String::new() };
    let option = at.option.map(|name| format!(" --{name}")).unwrap_or_default();
    if at.word == at.value {
        format!("  (word {}{option})", at.word)
    } else {
        format!("  (words {} and {}{option})", at.word, at.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_look_like_another_effect() {
        let fields = Said::Fields(vec![("source", b"/a access=ro".to_vec()), ("access", b"rw".to_vec())]);
        assert_eq!(value_text(&fields), "source=\"/a access=ro\" access=rw");
        assert_eq!(value_text(&Said::text("1000\n  user  0")), "\"1000\\n  user  0\"");
        assert_eq!(value_text(&Said::text(b"\xff")), "\\xff");
        assert_eq!(value_text(&Said::Fields(vec![("a", b"\"x".to_vec())])), "a=\"\\\"x\"");
    }
}
