//! Words for people: shell quoting, and short forms for messages.
//!
//! `["docker", "run", "a b"]` -> `docker run 'a b'`, which a shell reads back as the same words.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt::{Display, Write as _};
use std::os::unix::ffi::OsStrExt as _;

/// The longest excerpt of a word in a message, in characters.
const SHORT: usize = 48;

/// `word` as a shell reads it back. Words with control or non-UTF-8 bytes need a shell that knows `$'...'` (bash, zsh,
/// ksh, busybox): raw control bytes could drive the reader's terminal.
#[must_use]
pub fn shell(word: &OsStr) -> Cow<'_, str> {
    match word.to_str() {
        Some(text) if is_plain(text) => Cow::Borrowed(text),
        Some(text) if !text.chars().any(char::is_control) => shell_words::quote(text),
        _ => Cow::Owned(dollar_quoted(word.as_bytes())),
    }
}

/// Whether no shell sees anything in `text` but a word. `=` is plain behind the first letter: `--env=A=1`.
fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-+=:,./@%".contains(&byte);
    !text.is_empty() && !text.starts_with('=') && text.bytes().all(plain)
}

/// All `words`, quoted, blanks between.
#[must_use]
pub fn shell_line<'a>(words: impl IntoIterator<Item = &'a OsStr>) -> String {
    let mut line = String::new();
    for word in words {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&shell(word));
    }
    line
}

fn dollar_quoted(bytes: &[u8]) -> String {
    let mut text = String::from("$'");
    escape(bytes, &mut text, |c| matches!(c, '\'' | '\\'));
    text.push('\'');
    text
}

/// Appends `bytes` with control and non-UTF-8 bytes as `\n`, `\t`, `\r`, `\xHH`, and a backslash before `special`.
fn escape(bytes: &[u8], text: &mut String, special: impl Fn(char) -> bool) {
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\n' => text.push_str("\\n"),
                '\t' => text.push_str("\\t"),
                '\r' => text.push_str("\\r"),
                c if special(c) => text.extend(['\\', c]),
                c if c.is_control() => {
                    let mut utf8 = [0; 4];
                    hex(c.encode_utf8(&mut utf8).as_bytes(), text);
                }
                c => text.push(c),
            }
        }
        hex(chunk.invalid(), text);
    }
}

/// `text` on one line and harmless to a terminal: control characters as escapes. For what others wrote, inside of messages.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut visible = String::with_capacity(text.len() + 8);
    escape(text.as_bytes(), &mut visible, |_| false);
    Cow::Owned(visible)
}

fn hex(bytes: &[u8], text: &mut String) {
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "\\x{byte:02x}");
    }
}

/// `word` for a message: on one line, at most 48 characters, in backticks.
#[must_use]
pub fn short(word: &OsStr) -> String {
    format!("`{}`", short_bytes(word.as_bytes()))
}

/// `bytes` for a message: on one line, at most 48 characters, control and non-UTF-8 bytes as `\xHH`.
#[must_use]
pub fn short_bytes(bytes: &[u8]) -> String {
    let mut text = String::new();
    escape(bytes.get(..SHORT * 4).unwrap_or(bytes), &mut text, |_| false);
    match text.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// `bytes` on one line, control and non-UTF-8 bytes as `\xHH`, however long; see [`shorten`].
#[must_use]
pub fn long_bytes(bytes: &[u8]) -> String {
    let mut text = String::new();
    escape(bytes, &mut text, |_| false);
    text
}

/// A number of things: `1 rule`, `2 rules`, `3 processes`.
#[must_use]
pub fn counted<N: Copy + Display + PartialEq + From<u8>>(number: N, noun: &str) -> String {
    let ending = match noun.ends_with('s') {
        _ if number == N::from(1) => "",
        true => "es",
        false => "s",
    };
    format!("{number} {noun}{ending}")
}

/// `text` in at most `most` characters.
#[must_use]
pub fn shorten(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}...", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// `word` as the golden files have it: one line, `\\`, `\n`, `\t`, `\r` and `\xHH` (lower case) for control and
/// non-UTF-8 bytes, all else as it is.
#[must_use]
pub fn escaped(word: &OsStr) -> String {
    let mut text = String::new();
    escape(word.as_bytes(), &mut text, |c| c == '\\');
    text
}
