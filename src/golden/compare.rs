//! What is expected of a case beside what came out.
//!
//! `.argv` with the lines `/usr/bin/docker`, `create`, `-t`, `img`, and longshore no longer writes `-t` -> one change, at
//! line 3 of the file: `- -t`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use similar::TextDiff;

use crate::argv::Place;

use super::case::Expect;

/// The endings of the files beside a case: the line or the refusal, and what goes with a line.
pub const ENDINGS: [&str; 4] = ["argv", "refusal", "env", "files"];

/// The texts beside a case, by the endings of their files.
pub type Sides = BTreeMap<&'static str, String>;

/// A file beside a case that is not what came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file's ending.
    pub ending: &'static str,
    /// What it says; `None` when there is none.
    pub expected: Option<String>,
    /// What came out; `None` for no such file.
    pub got: Option<String>,
}

/// Whether a line or a refusal is expected.
#[must_use]
pub fn is_settled(expected: &Sides) -> bool {
    expected.contains_key("argv") || expected.contains_key("refusal")
}

/// What differs.
#[must_use]
pub fn changes(expected: &Sides, got: &Sides) -> Vec<Change> {
    let change = |ending: &'static str| {
        let (expected_text, got) = (expected.get(ending), got.get(ending));
        // Who removed the environment or the files of an old case does not want them back.
        let is_unwanted = matches!(ending, "env" | "files") && expected_text.is_none() && is_settled(expected);
        (expected_text != got && !is_unwanted).then(|| Change {
            ending,
            expected: expected_text.cloned(),
            got: got.cloned(),
        })
    };
    ENDINGS.into_iter().filter_map(change).collect()
}

/// Whether a line is refused, another way than is expected, and the case does not say so. Nothing tells a new case from one
/// whose accepted line was removed, nor a changed refusal from one that somebody wrote in the place of an accepted line.
#[must_use]
pub fn refuses_anew(expect: Option<(Expect, Place)>, changes: &[Change]) -> bool {
    let is_new = |change: &Change| change.ending == "refusal" && change.got.is_some();
    !matches!(expect, Some((Expect::Refused, _))) && changes.iter().any(is_new)
}

impl Change {
    /// The first line of the file that is not as expected, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        let expected = self.expected.as_deref().unwrap_or_default();
        // Not `lines`, which takes a carriage return for a part of the end.
        let same = expected.split_terminator('\n').zip(self.got.as_deref().unwrap_or_default().split_terminator('\n'));
        let same = same.take_while(|(expected, got)| expected == got).count();
        (same + 1).min(expected.lines().count().max(1))
    }

    /// The difference, line by line: a sign, a blank, and the line, if it is not empty. `-` is expected, `+` came out.
    #[must_use]
    pub fn difference(&self) -> String {
        let (expected, got) = (self.expected.as_deref().unwrap_or_default(), self.got.as_deref().unwrap_or_default());
        let mut text = String::new();
        for change in TextDiff::from_lines(expected, got).iter_all_changes() {
            let line = visible(change.value().strip_suffix('\n').unwrap_or(change.value()));
            let blank = if line.is_empty() { "" } else { " " };
            let _ = writeln!(text, "{}{blank}{line}", change.tag());
            if change.missing_newline() {
                text.push_str("\\ no newline at the end\n");
            }
        }
        text
    }
}

/// A line of a file with its control characters as `<U+001B>`: harmless to a terminal, and told from the escapes of an
/// `.argv` file, which are characters of their own.
fn visible(line: &str) -> Cow<'_, str> {
    if !line.contains(char::is_control) {
        return Cow::Borrowed(line);
    }
    let mut shown = String::with_capacity(line.len() + 8);
    for c in line.chars() {
        if c.is_control() {
            // Writing to a String cannot fail.
            let _ = write!(shown, "<U+{:04X}>", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::{Expect, Place, Sides, changes, refuses_anew};

    fn sides(texts: &[(&'static str, &str)]) -> Sides {
        texts.iter().map(|(ending, text)| (*ending, (*text).to_owned())).collect()
    }

    #[test]
    fn a_difference_keeps_sign_and_word_apart_and_knows_its_line() {
        let all = changes(&sides(&[("argv", "/d\nrun\n--env=A\nimg\n")]), &sides(&[("argv", "/d\nrun\n--env=B\nimg")]));
        let [change] = all.as_slice() else { unreachable!("{all:?}") };
        assert_eq!(change.line(), 3);
        assert_eq!(change.difference(), "  /d\n  run\n- --env=A\n- img\n+ --env=B\n+ img\n\\ no newline at the end\n");
    }

    #[test]
    fn what_a_terminal_would_not_show_is_shown() {
        let all = changes(&sides(&[("argv", "/d\r\n\x1b[2Jx\u{9b}\n")]), &sides(&[("argv", "/d\n\\x1b[2Jx\n")]));
        let [change] = all.as_slice() else { unreachable!("{all:?}") };
        assert_eq!(change.line(), 1);
        assert_eq!(change.difference(), "- /d<U+000D>\n- <U+001B>[2Jx<U+009B>\n+ /d\n+ \\x1b[2Jx\n");
    }

    #[test]
    fn what_goes_with_a_line_is_compared_where_it_stands_and_comes_with_a_new_case() {
        let got = sides(&[("argv", "a\n"), ("env", "A=1\n"), ("files", "x\n")]);
        let endings = |expected: &Sides| changes(expected, &got).iter().map(|change| change.ending).collect::<Vec<_>>();
        assert_eq!(endings(&Sides::new()), ["argv", "env", "files"]);
        assert_eq!(endings(&sides(&[("argv", "a\n")])), [""; 0]);
        assert_eq!(endings(&sides(&[("argv", "a\n"), ("env", "A=2\n")])), ["env"]);
        assert_eq!(endings(&sides(&[("refusal", "r\n")])), ["argv", "refusal"]);
    }

    #[test]
    fn a_line_that_is_refused_and_was_not_before_is_more_than_a_difference() {
        let turned = |expect, expected: &[(&'static str, &str)], got: &[(&'static str, &str)]| {
            refuses_anew(expect, &changes(&sides(expected), &sides(got)))
        };
        let refused = [("refusal", "r\n")];
        assert!(turned(None, &[("argv", "a\n")], &refused));
        assert!(turned(None, &[], &refused));
        assert!(!turned(Some((Expect::Refused, Place::default())), &[], &refused));
        assert!(turned(Some((Expect::Accepted, Place::default())), &[], &refused));
        assert!(turned(None, &[("refusal", "other\n")], &refused));
        assert!(!turned(Some((Expect::Refused, Place::default())), &[("refusal", "other\n")], &refused));
        assert!(!turned(None, &refused, &refused));
        assert!(!turned(None, &refused, &[("argv", "a\n")]));
        assert!(!turned(None, &[("argv", "a\n")], &[("argv", "b\n")]));
    }
}
