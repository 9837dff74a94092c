//! The ways to write one option.
//!
//! `user` = `5` -> `--user 5`, `--user=5`, `-u 5`, `-u5`, `-u=5`, and behind switches `-itu5`. All read the same; a form
//! that would be read otherwise for this value (`-u=` is `=`, not empty) is not among them.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use longshore::argv::{Kind, Row};

use crate::rng::Rng;

/// Writes an option in one of its ways. Where that begins with its letter, the letters of `switches` come before it. Gives
/// the words, and whether the switches are among them.
pub(crate) fn spell(row: &Row, value: &OsStr, switches: &[&Row], rng: &mut Rng) -> (Vec<OsString>, bool) {
    let ways = ways(row, value);
    let way = rng.pick(&ways);
    let words = write(row, value, way, &[]);
    if switches.is_empty() || !way.is_short() {
        return (words, false);
    }
    let clustered = write(row, value, way, switches);
    if is_go_test_word(&clustered[0]) { (words, false) } else { (clustered, true) }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// `--tty`
    LongBare,
    /// `--user=5`
    LongEquals,
    /// `--user 5`
    LongNext,
    /// `-t`
    ShortBare,
    /// `-u5`
    ShortGlued,
    /// `-u=5`
    ShortEquals,
    /// `-u 5`
    ShortNext,
}

impl Way {
    fn is_short(self) -> bool {
        matches!(self, Way::ShortBare | Way::ShortGlued | Way::ShortEquals | Way::ShortNext)
    }
}

/// The ways in which this value is read as itself.
fn ways(row: &Row, value: &OsStr) -> Vec<Way> {
    let mut ways = vec![Way::LongEquals];
    let has_letter = row.short != 0;
    match row.kind {
        Kind::Bool => {
            if value == "true" {
                ways.push(Way::LongBare);
                ways.extend(has_letter.then_some(Way::ShortBare));
            }
            ways.extend(has_letter.then_some(Way::ShortEquals));
        }
        Kind::OptionalText => {}
        _ => {
            ways.push(Way::LongNext);
            if has_letter {
                ways.push(Way::ShortNext);
                // `-u=` is the value `=`, and `-u` alone takes the next word.
                ways.extend((!value.is_empty()).then_some(Way::ShortEquals));
                let may_be_glued = !value.is_empty() && !value.as_bytes().starts_with(b"=");
                ways.extend(may_be_glued.then_some(Way::ShortGlued));
            }
        }
    }
    ways.retain(|&way| !is_go_test_word(&write(row, value, way, &[])[0]));
    ways
}

fn write(row: &Row, value: &OsStr, way: Way, switches: &[&Row]) -> Vec<OsString> {
    let mut word = b"-".to_vec();
    if way.is_short() {
        word.extend(switches.iter().map(|switch| switch.short));
        word.push(row.short);
    } else {
        word.push(b'-');
        word.extend(row.name.as_bytes());
    }
    if matches!(way, Way::LongEquals | Way::ShortEquals) {
        word.push(b'=');
    }
    if matches!(way, Way::LongEquals | Way::ShortEquals | Way::ShortGlued) {
        word.extend(value.as_bytes());
    }
    let mut words = vec![OsString::from_vec(word)];
    if matches!(way, Way::LongNext | Way::ShortNext) {
        words.push(value.to_os_string());
    }
    words
}

/// Whether a client would silently ignore a part of this word: `-test.x`, `-itest.x` (a leftover of Go's test flags).
/// Words in which that text merely stands in a value are taken for such too.
fn is_go_test_word(word: &OsStr) -> bool {
    let bytes = word.as_bytes();
    !bytes.starts_with(b"--") && bytes.windows(5).any(|window| window == b"test.")
}

#[cfg(test)]
mod tests {
    use longshore::argv::{Class, Repeats, row, switch};

    use super::*;

    const USER: Row = row("user", b'u', Kind::Text, Repeats::Last, Class::Identity);
    const TTY: Row = switch("tty", b't', Class::Harmless);
    const INTERACTIVE: Row = switch("interactive", b'i', Class::Harmless);

    fn all(row: &Row, value: &str, switches: &[&Row]) -> Vec<String> {
        let mut rng = Rng::new(1);
        let mut lines: Vec<String> =
            (0..200).map(|_| spell(row, value.as_ref(), switches, &mut rng).0.join(" ".as_ref())).map(text).collect();
        lines.sort();
        lines.dedup();
        lines
    }

    fn text(word: OsString) -> String {
        word.into_string().unwrap_or_default()
    }

    #[test]
    fn an_option_with_a_value_has_five_spellings() {
        assert_eq!(all(&USER, "5", &[]), ["--user 5", "--user=5", "-u 5", "-u5", "-u=5"]);
    }

    #[test]
    fn an_empty_value_is_never_glued_to_a_letter() {
        assert_eq!(all(&USER, "", &[]), ["--user ", "--user=", "-u "]);
    }

    #[test]
    fn a_value_that_begins_with_an_equals_sign_needs_one_before_it() {
        assert_eq!(all(&USER, "=x", &[]), ["--user =x", "--user==x", "-u =x", "-u==x"]);
    }

    #[test]
    fn a_switch_is_written_alone_or_with_its_value_but_never_with_the_next_word() {
        assert_eq!(all(&TTY, "true", &[]), ["--tty", "--tty=true", "-t", "-t=true"]);
        assert_eq!(all(&TTY, "F", &[]), ["--tty=F", "-t=F"]);
    }

    #[test]
    fn switches_stand_before_a_letter_only() {
        let spellings = all(&USER, "5", &[&INTERACTIVE, &TTY]);
        assert_eq!(spellings, ["--user 5", "--user=5", "-itu 5", "-itu5", "-itu=5"]);
    }

    #[test]
    fn no_spelling_makes_a_word_that_clients_ignore() {
        assert_eq!(all(&USER, "test.x", &[]), ["--user test.x", "--user=test.x", "-u test.x"]);
    }
}
