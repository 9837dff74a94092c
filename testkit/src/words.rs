//! Words of any bytes, as JSON and as text in messages.
//!
//! The word `img` -> `"img"`; the bytes `ff 61` -> `{"b64": "/2E="}`, in a message `\xffa`.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

/// The word as JSON: a string, or `{"b64": ...}` if it is not UTF-8.
pub(crate) fn to_json(word: &OsStr) -> Value {
    match word.to_str() {
        Some(text) => Value::from(text),
        None => json!({ "b64": BASE64_STANDARD.encode(word.as_bytes()) }),
    }
}

/// The word that [`to_json`] wrote.
pub(crate) fn from_json(value: &Value) -> OsString {
    if let Some(text) = value.as_str() {
        return OsString::from(text);
    }
    let encoded = value["b64"].as_str().expect("a word is a string or {\"b64\": string}");
    OsString::from_vec(BASE64_STANDARD.decode(encoded).expect("b64 holds base64"))
}

/// All words of a list.
pub(crate) fn list_from_json(value: &Value) -> Vec<OsString> {
    value.as_array().expect("a list of words").iter().map(from_json).collect()
}

/// Bytes as readable text: UTF-8 as it is, control characters and other bytes escaped. Line feeds and tabs stay.
pub(crate) fn readable(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            if character.is_control() && !matches!(character, '\n' | '\t') {
                text.extend(character.escape_default());
            } else {
                text.push(character);
            }
        }
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_any_bytes_survives_json() {
        for bytes in [&b""[..], b"img", "\u{fc}".as_bytes(), b"\xff\xfe", b"a\nb"] {
            let word = OsStr::from_bytes(bytes);
            assert_eq!(from_json(&to_json(word)), word);
        }
    }

    #[test]
    fn readable_text_hides_no_byte() {
        assert_eq!(readable(b"a\r\x1b\xff\n"), "a\\r\\u{1b}\\xff\n");
    }
}
