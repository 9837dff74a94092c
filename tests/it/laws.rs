//! Laws that hold for every line: generated ones, right and wrong, over docker's and podman's tables.
//!
//! The seed is new with every run and stands in every message; `LONGSHORE_LAWS_SEED` repeats one,
//! `LONGSHORE_LAWS_LINES` sets how many lines are tried per law.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, shows what it tried, and is told by variables how much to try"
)]

use std::collections::hash_map::RandomState;
use std::ffi::{OsStr, OsString};
use std::hash::BuildHasher as _;
use std::os::unix::ffi::OsStrExt as _;

use longshore::argv::quote::shell_line;
use longshore::argv::{Draft, Emit, Level, Line, Origin, Place, ReadError, Rendered, Row, Tables};
use longshore::golden::StaticHost;
use longshore::plan::{Request, decide};
use longshore::profile::{Profile, Source, SourceError, Text, load};
use longshore::runtimes::docker::{Building, Docker};
use longshore::runtimes::podman::Podman;
use testkit::{Generator, Manner};

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable}={text} is no number")))
}

/// Calls `law` with lines that our reader accepts, of every manner and both clients.
fn for_lines(law: impl Fn(&[OsString], &'static dyn Tables)) {
    let seed = number("LONGSHORE_LAWS_SEED").unwrap_or_else(|| RandomState::new().hash_one(0) >> 32);
    let count = usize::try_from(number("LONGSHORE_LAWS_LINES").unwrap_or(2000)).expect("a number of lines");
    let clients: [&'static dyn Tables; 4] = [&Docker, &Building::LEGACY, &Building::BUILDX, &Podman];
    let mut accepted = 0;
    for tables in clients {
        for manner in [Manner::Valid, Manner::NearlyValid, Manner::OddValues, Manner::Nasty] {
            let lines = Generator::new(seed, tables).manner(manner);
            for line in lines.take(count / 4) {
                if Line::read(&line.words, tables).is_ok() {
                    accepted += 1;
                    // Shown only when the law fails.
                    println!("seed {seed}: {}", shell_line(line.words.iter().map(OsString::as_os_str)));
                    law(&line.words, tables);
                }
            }
        }
    }
    assert!(accepted > count / 2, "seed {seed}: only {accepted} lines were accepted");
}

fn texts(rendered: &Rendered<'_>) -> Vec<OsString> {
    rendered.words.iter().map(|word| word.text.clone().into_owned()).collect()
}

/// Reads what was rendered; it must read back, but for one case: podman first looks for remote mode by guessing which
/// options take a value, and in another company a value can look like `-r`. `decide` then refuses its own output.
fn read_again<'w>(words: &'w [OsString], tables: &dyn Tables) -> Option<Line<'w>> {
    match Line::read(words, tables) {
        Ok(line) => Some(line),
        Err(ReadError::Remote { .. } | ReadError::TwoReadings { .. }) if tables.name() == "podman" => None,
        Err(error) => panic!("what is rendered reads back: {error}"),
    }
}

const RULE: Origin = Origin::Rule { rule: 0, at: Place { file: 0, line: 1, column: 1 } };

type Said = (Level, Vec<u8>, Option<Vec<u8>>);

fn options(line: &Line<'_>) -> Vec<Said> {
    let said = line
        .occurrences()
        .iter()
        .map(|option| (option.level, line.option_name(option).to_vec(), line.value(option).map(<[u8]>::to_vec)));
    said.collect()
}

fn operands(line: &Line<'_>) -> Vec<Vec<u8>> {
    line.operands().iter().map(|&index| line.word(index).to_vec()).collect()
}

#[test]
fn what_is_read_is_rendered_word_for_word() {
    for_lines(|words, tables| {
        let line = Line::read(words, tables).expect("read");
        let rendered = Draft::new(line).render();
        assert_eq!(texts(&rendered), words);
        assert_eq!(rendered.removed, []);
        assert!(rendered.words.iter().zip(0..).all(|(word, index)| word.index == Some(index) && word.was.is_none()));
    });
}

#[test]
fn a_dropped_option_is_gone_in_every_spelling_and_nothing_else_is() {
    for_lines(|words, tables| {
        let line = Line::read(words, tables).expect("read");
        let said = options(&line);
        for (_, dropped, _) in said.iter().filter(|(level, name, _)| *level == Level::Verb && !name.is_empty()) {
            let is_dropped = |option: &Said| option.0 == Level::Verb && option.1 == *dropped;
            let mut draft = Draft::new(line.clone());
            let all: Vec<usize> = draft.options(dropped).map(|(index, _)| index).collect();
            for index in all {
                draft.drop(index, RULE);
            }
            let rendered = draft.render();
            let words = texts(&rendered);
            let Some(read) = read_again(&words, tables) else { continue };
            let rest: Vec<Said> = said.iter().filter(|option| !is_dropped(option)).cloned().collect();
            // Options that the tables lack have no place of their own, so they are not dropped by name.
            if line.unknown().next().is_none() {
                assert_eq!(options(&read), rest, "without {}", String::from_utf8_lossy(dropped));
            }
            assert_eq!(operands(&read), operands(&line));
        }
    });
}

#[test]
fn no_word_disappears_without_a_cause() {
    for_lines(|words, tables| {
        let line = Line::read(words, tables).expect("read");
        let mut draft = Draft::new(line);
        let every_other: Vec<usize> = draft.items().map(|(index, _)| index).step_by(2).collect();
        for index in every_other {
            draft.drop(index, RULE);
        }
        let rendered = draft.render();
        for (index, given) in words.iter().enumerate() {
            let kept = rendered.words.iter().find(|word| word.index == Some(index));
            let removed = rendered.removed.iter().find(|word| word.index == index);
            match (kept, removed) {
                (Some(kept), None) => {
                    let as_given = kept.was.is_none() && kept.text == *given && kept.origin == Origin::Given { index };
                    assert!(as_given || (kept.was.as_ref() == Some(given) && kept.origin == RULE), "word {index}");
                }
                (None, Some(removed)) => assert_eq!((&removed.text, removed.origin), (given, RULE)),
                other => panic!("word {index}: {other:?}"),
            }
        }
    });
}

#[test]
fn an_inserted_option_reads_back_as_it_was_meant() {
    for_lines(|words, tables| {
        let line = Line::read(words, tables).expect("read");
        let Some(command) = line.command().filter(|_| !line.is_unread()) else { return };
        let rows = || command.groups.iter().flat_map(|&group| tables.rows(group));
        // A command's own option hides an inherited one of the same name.
        let is_own =
            |row: &Row| rows().find(|other| other.name == row.name).is_some_and(|first| std::ptr::eq(first, row));
        for row in rows().filter(|row| row.name == row.destination && row.emit == Emit::Long && is_own(row)) {
            let value = (!row.is_switch()).then(|| b"a =\"b,\xff\n".to_vec());
            let mut draft = Draft::new(line.clone());
            draft.insert(row, value.clone(), RULE);
            let words = texts(&draft.render());
            let Some(read) = read_again(&words, tables) else { continue };
            let added = (Level::Verb, row.name.as_bytes().to_vec(), value);
            let mut expected = options(&line);
            expected.push(added);
            let mut got = options(&read);
            expected.sort();
            got.sort();
            assert_eq!(got, expected, "--{}", row.name);
            assert_eq!(operands(&read), operands(&line));
        }
    });
}

struct OneText;

impl Source for OneText {
    fn text(&self, _: &str, _: Option<&str>) -> Result<Text, SourceError> {
        let text = "version: 1\nallow: any\nrules:\n  - name: all\n    drop: [user, { env: [LD_*] }]\n    \
                    set: { hostname: node, init: true, label: { site: \"1\" } }\n    default: { memory: 1g, env: { A: \"1\" } }\n    \
                    add: { env: { B: \"2\" } }\n";
        Ok(Text { path: "p".to_owned(), text: text.to_owned() })
    }
}

fn rewritten(profile: &Profile, words: &[OsString]) -> Option<Vec<OsString>> {
    let plan = decide(&Request::of_words(words.to_vec()), profile, &StaticHost::default()).ok()?;
    let mut out = vec![words[0].clone()];
    out.extend(plan.steps[0].argv().skip(1).map(OsStr::to_owned));
    Some(out)
}

#[test]
fn drop_set_default_and_keyed_add_do_nothing_to_what_they_made() {
    let profile = load("p", &OneText).expect("the profile loads");
    for_lines(|words, tables| {
        if tables.name() != "docker" {
            return;
        }
        let Some(once) = rewritten(&profile, words) else { return };
        let twice = rewritten(&profile, &once).expect("what was written is read");
        assert_eq!(twice, once);
        let line = Line::read(words, tables).expect("read");
        let read = Line::read(&once, tables).expect("what was written is read");
        assert_eq!(operands(&read), operands(&line));
    });
}

#[test]
fn the_effects_of_a_line_are_those_of_its_rendering() {
    use longshore::effects::effects;
    use longshore::values::Dialect;

    for_lines(|words, tables| {
        let dialect = if tables.name() == "docker" { Dialect::Docker } else { Dialect::Podman5 };
        let line = Line::read(words, tables).expect("read");
        // Every option with a value is written anew, the way longshore writes it.
        let mut draft = Draft::new(line.clone());
        let values: Vec<(usize, Vec<u8>)> = draft
            .items()
            .filter(|(_, item)| item.level == Level::Verb && !item.row.name.as_bytes().is_empty())
            .filter_map(|(index, item)| Some((index, item.value.as_deref()?.to_vec())))
            .collect();
        for (index, value) in values {
            draft.set_value(index, b"longshore".to_vec(), RULE);
            draft.set_value(index, value, RULE);
        }
        let words = texts(&draft.render());
        let Some(read) = read_again(&words, tables) else { return };
        assert_eq!(effects(&read, dialect), effects(&line, dialect));
        assert!(words.iter().all(|word| !word.as_bytes().contains(&0)));
    });
}
