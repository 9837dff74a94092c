//! What can be wrong with a command line.
//!
//! `docker create --tty img` -> `--tyt`, `--tty false`, `-tx`, no image, an option of another command, a global option
//! after the command ... Whether a line with a flaw is refused, or read as something else than it seems, is for the
//! client to say.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use longshore::argv::{Class, Row, Tables};

use crate::pools::{self, ANYTHING, word};
use crate::rng::Rng;
use crate::sketch::Sketch;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    /// `--tt`: clients know no abbreviations.
    Abbreviation,
    /// `--memory=1q`
    BadValue,
    /// `--tty false`: the value is the first operand.
    DetachedBoolean,
    /// `-u=`: the value is `=`.
    EqualsOnly,
    /// `docker create -H x`
    GlobalAfterCommand,
    /// `--user` at the very end.
    MissingValue,
    /// `docker create`
    NoOperands,
    /// `---x`, `--=`, `-=`
    OddWord,
    /// `-user`: a run of letters.
    SingleDash,
    /// `--USER`
    UpperCase,
    /// `docker crate img`
    UnknownCommand,
    /// `-Z`
    UnknownLetter,
    /// `--no-such-option`
    UnknownOption,
    /// An option that names another engine, a program, or help.
    Wild,
}

const FLAWS: &[Flaw] = &[
    Flaw::Abbreviation,
    Flaw::BadValue,
    Flaw::BadValue,
    Flaw::BadValue,
    Flaw::DetachedBoolean,
    Flaw::EqualsOnly,
    Flaw::GlobalAfterCommand,
    Flaw::MissingValue,
    Flaw::NoOperands,
    Flaw::OddWord,
    Flaw::SingleDash,
    Flaw::UpperCase,
    Flaw::UnknownCommand,
    Flaw::UnknownLetter,
    Flaw::UnknownOption,
    Flaw::Wild,
];

/// Words that no option is written like.
const ODD: &[&[u8]] = &[b"", b"-", b"--=", b"--=x", b"---x", b"-=", b"-test.x", b"--test.x", b"-\xff", b"--\xff=1"];

/// Gives the line one flaw.
pub(crate) fn spoil(sketch: &mut Sketch, tables: &'static dyn Tables, rng: &mut Rng) {
    // Not every flaw suits every line.
    while !apply(rng.pick(FLAWS), sketch, tables, rng) {}
}

fn apply(flaw: Flaw, sketch: &mut Sketch, tables: &'static dyn Tables, rng: &mut Rng) -> bool {
    let words = match flaw {
        Flaw::Abbreviation => one(sketch, rng, |row| row.name.as_bytes().len() > 2)
            .map(|row| text(&["--", &row.name.as_str()[..row.name.as_bytes().len() - 1]])),
        Flaw::BadValue => return bad_value(sketch, rng),
        Flaw::DetachedBoolean => {
            let row = one(sketch, rng, Row::is_switch);
            return insert(sketch, rng, row.map(|row| vec![text(&["--", row.name.as_str()]), "false".into()]));
        }
        Flaw::EqualsOnly => one(sketch, rng, |row| row.short != 0).map(|row| word(&[b'-', row.short, b'='])),
        Flaw::GlobalAfterCommand => {
            let globals: Vec<&Row> = tables.rows(tables.globals()).iter().collect();
            let row = (!globals.is_empty()).then(|| rng.pick(&globals));
            let words = row.map(|row| with_value(row, rng));
            return insert(sketch, rng, words);
        }
        Flaw::MissingValue => {
            let Some(row) = one(sketch, rng, |row| !row.may_stand_bare()) else { return false };
            sketch.words.truncate(sketch.operands_at);
            sketch.words.push(text(&["--", row.name.as_str()]));
            return true;
        }
        Flaw::NoOperands => {
            let had = sketch.operands_at < sketch.words.len();
            sketch.words.truncate(sketch.operands_at);
            return had;
        }
        Flaw::OddWord => Some(word(rng.pick(ODD))),
        Flaw::SingleDash => one(sketch, rng, |_| true).map(|row| text(&["-", row.name.as_str()])),
        Flaw::UpperCase => one(sketch, rng, |_| true).map(|row| text(&["--", &row.name.as_str().to_uppercase()])),
        Flaw::UnknownCommand => {
            let at = sketch.options_at - 1;
            sketch.words[at] = word(rng.pick(&[b"crate" as &[u8], b"CREATE", b"run ", b"", b"help", b"__complete"]));
            return true;
        }
        Flaw::UnknownLetter => Some(rng.pick(&["-Z", "-Zx", "-Z=x", "-\u{fc}"]).into()),
        Flaw::UnknownOption => {
            let words =
                rng.pick(&[&["--no-such-option"] as &[&str], &["--no-such-option=x"], &["--no-such-option", "x"]]);
            let words = words.iter().map(OsString::from).collect();
            return insert(sketch, rng, Some(words));
        }
        Flaw::Wild => {
            let row = one(sketch, rng, |_| true);
            let words = row.map(|row| with_value(row, rng));
            return insert(sketch, rng, words);
        }
    };
    insert(sketch, rng, words.map(|word| vec![word]))
}

/// One of the command's options of this sort.
fn one(sketch: &Sketch, rng: &mut Rng, is_wanted: impl Fn(&Row) -> bool) -> Option<&'static Row> {
    let rows: Vec<&'static Row> = sketch.rows.iter().copied().filter(|row| is_wanted(row)).collect();
    (!rows.is_empty()).then(|| rng.pick(&rows))
}

fn with_value(row: &Row, rng: &mut Rng) -> Vec<OsString> {
    let mut words = vec![text(&["--", row.name.as_str()])];
    if !row.may_stand_bare() {
        words.push(pools::good(row, rng));
    }
    words
}

fn bad_value(sketch: &mut Sketch, rng: &mut Rng) -> bool {
    let Some(row) = one(sketch, rng, |_| true) else { return false };
    let Some(value) = pools::bad(row, rng) else { return false };
    let mut option = text(&["--", row.name.as_str(), "="]);
    option.push(value);
    insert(sketch, rng, Some(vec![option]))
}

/// Adds an option with a value that differs a little from one that it takes.
pub(crate) fn change_value(sketch: &mut Sketch, rng: &mut Rng) {
    let Some(row) = one(sketch, rng, |row| !is_outside(row)) else { return };
    let mut value = pools::good(row, rng).into_vec();
    for _ in 0..=rng.below(2) {
        let at = rng.below(value.len() + 1);
        match rng.below(6) {
            0 if at < value.len() => drop(value.remove(at)),
            1 if at < value.len() => value.insert(at, value[at]),
            2 => drop(value.splice(at..at, pools::good(row, rng).into_vec())),
            3 => value.truncate(at),
            4 => value.iter_mut().skip(at).take(3).for_each(|byte| *byte ^= u8::from(byte.is_ascii_alphabetic()) << 5),
            _ => value.insert(at, rng.pick(PIECES)),
        }
    }
    let option = [b"--", row.name.as_bytes(), b"=", &value].concat();
    insert(sketch, rng, Some(vec![word(&option)]));
}

/// Options whose value leads out of the line: a changed name would be another file, program or engine.
fn is_outside(row: &Row) -> bool {
    matches!(row.class, Class::ClientFile | Class::Engine | Class::Program) || row.name.as_str() == "security-opt"
}

/// What values are made of.
const PIECES: &[u8] = b"  ,,,:::===//--..\"'[]{}()|%*+@#_\\\n\t\r\x01\xff\xc30123456789abefgkmotxzABKM";

/// Puts the words somewhere among the options. They may come between an option and its value, which is one more flaw.
fn insert(sketch: &mut Sketch, rng: &mut Rng, words: Option<Vec<OsString>>) -> bool {
    let Some(words) = words else { return false };
    let end = sketch.operands_at.min(sketch.words.len());
    let at = if rng.one_in(2) || end <= sketch.options_at {
        sketch.options_at.min(end)
    } else {
        sketch.options_at + rng.below(end - sketch.options_at + 1)
    };
    sketch.operands_at += words.len();
    sketch.words.splice(at..at, words);
    true
}

/// Damages the words without looking at what they say.
pub(crate) fn damage(words: &mut Vec<OsString>, rng: &mut Rng) {
    // The client's name stays.
    if words.len() < 2 {
        return;
    }
    let at = 1 + rng.below(words.len() - 1);
    match rng.below(7) {
        0 => drop(words.remove(at)),
        1 => words.insert(at, words[at].clone()),
        2 => {
            let other = 1 + rng.below(words.len() - 1);
            words.swap(at, other);
        }
        3 => words.insert(at, word(rng.pick(ANYTHING))),
        4 => words.insert(at, word(rng.pick(ODD))),
        5 => {
            let mut bytes = words[at].as_bytes().to_vec();
            let place = rng.below(bytes.len() + 1);
            bytes.insert(place, rng.pick(b"-=,:\"'\\ \n\x01\xff\xc3"));
            words[at] = OsString::from_vec(bytes);
        }
        _ => {
            let bytes = words[at].as_bytes();
            words[at] = word(&bytes[..rng.below(bytes.len() + 1)]);
        }
    }
}

fn text(parts: &[&str]) -> OsString {
    parts.concat().into()
}
