//! Effects of real clients' command lines, as text.

#![expect(clippy::expect_used, reason = "test code stops by a panic that says why")]

use std::ffi::OsString;

use longshore::argv::{Line, Tables, quote};
use longshore::effects::{Effects, effects};
use longshore::runtimes::docker::Docker;
use longshore::runtimes::podman::Podman;
use longshore::values::Dialect;

const HTCONDOR_CALLS: &str = include_str!("../fixtures/htcondor-23.9.6-calls.jsonl");
const HTCONDOR: &str = include_str!("../fixtures/htcondor-argv.json");
const PEERS: &str = include_str!("../fixtures/peer-argv.json");

fn words(call: &serde_json::Value) -> Vec<OsString> {
    let words = call["argv"].as_array().expect("a list of words");
    words.iter().map(|word| OsString::from(word.as_str().expect("a word"))).collect()
}

fn calls(text: &str) -> Vec<Vec<OsString>> {
    match serde_json::from_str::<Vec<serde_json::Value>>(text) {
        Ok(calls) => calls.iter().map(words).collect(),
        Err(_) => text.lines().map(|line| words(&serde_json::from_str(line).expect("JSON"))).collect(),
    }
}

fn of(words: &[OsString]) -> Effects {
    let program = words[0].to_string_lossy();
    let (tables, dialect): (&dyn Tables, _) =
        if program.ends_with("podman") { (&Podman, Dialect::Podman5) } else { (&Docker, Dialect::Docker) };
    let line = Line::read(words, tables).expect("the client accepts the line");
    effects(&line, dialect)
}

#[test]
fn lines_of_real_clients() {
    for (file, text, numbers) in [
        ("htcondor-calls", HTCONDOR_CALLS, &[6, 7][..]),
        ("htcondor", HTCONDOR, &[3, 22, 29, 38, 52]),
        ("peers", PEERS, &[27, 33, 34, 49, 60]),
    ] {
        let calls = calls(text);
        for &number in numbers {
            let words = &calls[number];
            let line = words.iter().map(|word| quote::shell(word).into_owned()).collect::<Vec<_>>().join(" ");
            insta::assert_snapshot!(format!("{file}_{number}"), format!("{line}\n{}", of(words).text(false)));
        }
    }
}

#[test]
fn real_lines_ask_for_nothing_that_has_no_name() {
    for text in [HTCONDOR_CALLS, HTCONDOR, PEERS] {
        for words in calls(text) {
            let program = words[0].to_string_lossy().into_owned();
            if !["docker", "podman"].contains(&program.rsplit('/').next().unwrap_or_default()) {
                continue;
            }
            let effects = of(&words);
            assert_eq!(effects.everything, None, "{words:?}");
            assert_eq!(effects.unknown, [], "{words:?}");
            assert_eq!(effects.other, [], "{words:?}");
            assert_eq!(effects.unreadable, [], "{words:?}");
            let places = effects.entries().into_iter().filter_map(|entry| entry.at);
            assert!(places.into_iter().all(|at| at.word < words.len() && at.value < words.len()), "{words:?}");
        }
    }
}
