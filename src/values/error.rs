//! Why a value is refused.
//!
//! `--publish 99999:80` -> `host port `99999` is outside 0 to 65535`.

use std::error::Error;
use std::fmt;

/// What is wrong with which part of an option's value.
///
/// Texts taken from the value are escaped and shortened (see [`shown`]), so an error is always one short printable line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueError {
    /// A quote that opens in the middle of a CSV field.
    BareQuote {
        /// Number of the field, from 1.
        field: usize,
    },
    /// Two parts that exclude each other.
    Conflict {
        /// The first part.
        part: &'static str,
        /// What it cannot stand beside.
        with: &'static str,
    },
    /// A key given more often than once.
    Duplicate {
        /// What is repeated.
        part: &'static str,
        text: String,
    },
    /// A part that must not be empty.
    Empty {
        part: &'static str,
    },
    /// A part that does not have the form it must have.
    Invalid {
        part: &'static str,
        text: String,
        /// The form it must have, to be read after "is not".
        expected: &'static str,
    },
    /// A part that must be there.
    Missing {
        part: &'static str,
    },
    /// A NUL byte, which no argument of a program can hold.
    Nul,
    /// A quoted CSV field that does not end, or does not end at a comma.
    OpenQuote {
        /// Number of the field, from 1.
        field: usize,
    },
    /// A number outside its range.
    OutOfRange {
        part: &'static str,
        text: String,
        /// The range, to be read after "is outside".
        range: &'static str,
    },
    /// More parts than the grammar knows.
    TooMany {
        /// The parts, in the plural.
        part: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// A key or word that is not in a closed list.
    Unknown {
        /// What kind of word it is.
        part: &'static str,
        text: String,
    },
    /// A part without which another part has no meaning.
    Without {
        /// The part that is there.
        part: &'static str,
        /// What it needs.
        needs: &'static str,
    },
}

impl ValueError {
    /// [`ValueError::Duplicate`] of the bytes `text`.
    pub(crate) fn duplicate(part: &'static str, text: &[u8]) -> Self {
        Self::Duplicate { part, text: shown(text) }
    }

    /// [`ValueError::Invalid`] of the bytes `text`.
    pub(crate) fn invalid(part: &'static str, text: &[u8], expected: &'static str) -> Self {
        Self::Invalid { part, text: shown(text), expected }
    }

    /// [`ValueError::OutOfRange`] of the bytes `text`.
    pub(crate) fn out_of_range(part: &'static str, text: &[u8], range: &'static str) -> Self {
        Self::OutOfRange { part, text: shown(text), range }
    }

    /// [`ValueError::Unknown`] of the bytes `text`.
    pub(crate) fn unknown(part: &'static str, text: &[u8]) -> Self {
        Self::Unknown { part, text: shown(text) }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BareQuote { field } => {
                write!(f, "field {field} has a quote inside; a quoted field begins with its quote")
            }
            Self::Conflict { part, with } => write!(f, "{part} cannot be combined with {with}"),
            Self::Duplicate { part, text } => write!(f, "{part} `{text}` is given more than once"),
            Self::Empty { part } => write!(f, "{part} is empty"),
            Self::Invalid { part, text, expected } => write!(f, "{part} `{text}` is not {expected}"),
            Self::Missing { part } => write!(f, "{part} is missing"),
            Self::Nul => write!(f, "value holds a NUL byte, which no argument can"),
            Self::OpenQuote { field } => write!(f, "field {field} is quoted and does not end with a quote"),
            Self::OutOfRange { part, text, range } => write!(f, "{part} `{text}` is outside {range}"),
            Self::TooMany { part, limit } => write!(f, "there are more than {limit} {part}"),
            Self::Unknown { part, text } => write!(f, "{part} `{text}` is not known"),
            Self::Without { part, needs } => write!(f, "{part} needs {needs}"),
        }
    }
}

impl Error for ValueError {}

/// How much of a value a message shows, in bytes of the value.
const SHOWN: usize = 60;

/// The bytes as one short printable text: control and non-UTF-8 bytes as `\xHH`, cut after 60 bytes.
#[must_use]
pub fn shown(bytes: &[u8]) -> String {
    let cut = bytes.len() > SHOWN;
    let head = if cut { bytes.get(..SHOWN).unwrap_or(bytes) } else { bytes };
    let mut text = String::with_capacity(head.len());
    for chunk in head.utf8_chunks() {
        for c in chunk.valid().chars() {
            if c.is_control() {
                push_escaped(&mut text, c.encode_utf8(&mut [0; 4]).as_bytes());
            } else {
                text.push(c);
            }
        }
        push_escaped(&mut text, chunk.invalid());
    }
    if cut {
        text.push_str("...");
    }
    text
}

fn push_escaped(text: &mut String, bytes: &[u8]) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    for byte in bytes {
        text.push_str("\\x");
        text.extend([byte >> 4, byte & 15].map(|nibble| HEX.get(usize::from(nibble)).copied().unwrap_or('?')));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_part_and_shows_its_text() {
        let error = ValueError::out_of_range("host port", b"99999", "0 to 65535");
        assert_eq!(error.to_string(), "host port `99999` is outside 0 to 65535");
        assert_eq!(ValueError::Empty { part: "source" }.to_string(), "source is empty");
    }

    #[test]
    fn odd_bytes_are_escaped_and_long_texts_cut() {
        assert_eq!(shown(b"a\n\xff\x7f"), "a\\x0a\\xff\\x7f");
        assert_eq!(shown("\u{85}é".as_bytes()), "\\xc2\\x85é");
        assert_eq!(shown(&[b'x'; 1000]), format!("{}...", "x".repeat(60)));
    }
}
