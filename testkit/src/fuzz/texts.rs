//! Laws of messages, and of places in texts.

use std::fmt::Display;

use longshore::argv::Place;

/// A message fits on one line, and no byte of the input is a control character in it. Gives its length in bytes.
pub(super) fn one_line(message: &dyn Display) -> usize {
    let text = message.to_string();
    assert!(!text.is_empty(), "a message says something");
    assert!(!text.contains(char::is_control), "a message is one line without control characters: {text:?}");
    text.len()
}

/// A place is one of the text: a line that it has, and a column on it or directly behind it.
pub(super) fn inside(text: &str, at: Place) {
    // YAML ends a line at a line feed, a carriage return, or both.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let line = usize::try_from(at.line).expect("a line number");
    let length = text.split('\n').nth(line.wrapping_sub(1)).map(|line| line.chars().count());
    let column = usize::try_from(at.column).expect("a column number");
    let is_inside = length.is_some_and(|length| (1..=length + 1).contains(&column));
    assert!(is_inside, "{}:{} is no place of the text", at.line, at.column);
}
