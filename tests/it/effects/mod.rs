//! Every option by which a container reaches beyond itself is an effect with its exact value: a test for each row of the
//! list of privilege-relevant options, docker's and podman's, and for the surprises in their spelling.

#![expect(clippy::expect_used, reason = "test code stops by a panic that says why")]

mod commands;
mod mounts;
mod podman;
mod process;

use std::ffi::OsString;

use longshore::argv::{Line, Tables};
use longshore::effects::{Effects, effects};
use longshore::runtimes::docker::Docker;
use longshore::runtimes::podman::Podman;
use longshore::values::Dialect;

fn read(line: &[&str]) -> Effects {
    let words: Vec<OsString> = line.iter().map(OsString::from).collect();
    let (tables, dialect): (&dyn Tables, _) =
        if line[0] == "podman" { (&Podman, Dialect::Podman5) } else { (&Docker, Dialect::Docker) };
    let line = Line::read(&words, tables).expect("the client accepts the line");
    effects(&line, dialect)
}

/// The effects that are not defaults, `theme: name: value` each, without their words.
fn said(line: &[&str]) -> Vec<String> {
    let text = read(line).text(false);
    let mut theme = "";
    let mut all = Vec::new();
    for line in text.lines() {
        let Some(effect) = line.strip_prefix("  ") else {
            theme = line;
            continue;
        };
        let (name, value) = effect.split_at(20);
        let value = value.trim_start();
        let value = value.rsplit_once("  (word").map_or(value, |(value, _)| value);
        all.push(format!("{theme}: {}: {value}", name.trim_end()));
    }
    all
}

/// The line has all these effects.
#[track_caller]
fn asks(line: &[&str], wanted: &[&str]) {
    let said = said(line);
    for wanted in wanted {
        assert!(said.iter().any(|found| found == wanted), "{line:?} lacks `{wanted}`:\n{}", said.join("\n"));
    }
}

/// docker's `run` with these options, and `img`.
#[track_caller]
fn run(options: &[&str], wanted: &[&str]) {
    asks(&[&["docker", "run"], options, &["img"]].concat(), wanted);
}

/// podman's.
#[track_caller]
fn podman(options: &[&str], wanted: &[&str]) {
    asks(&[&["podman", "run"], options, &["img"]].concat(), wanted);
}

/// What the line does not ask for.
#[track_caller]
fn lacks(line: &[&str], start: &str) {
    let said = said(line);
    assert!(!said.iter().any(|found| found.starts_with(start)), "{line:?} has `{start}`:\n{}", said.join("\n"));
}

#[test]
fn every_effect_knows_its_words() {
    let effects = read(&["docker", "run", "-u", "1", "--memory=1g", "-dit", "img", "sh"]);
    let at = effects.identity.user.at.expect("it was asked for");
    assert_eq!((at.word, at.value, at.option.expect("an option").as_str()), (2, 3, "user"));
    let at = effects.limits.memory.at.expect("it was asked for");
    assert_eq!((at.word, at.value), (4, 4));
    assert_eq!(effects.lifetime.detach.at.map(|at| at.word), Some(5));
    assert_eq!(effects.images.runs.at.map(|at| (at.word, at.option)), Some((6, None)));
    assert_eq!(effects.network.publish_all.at, None);
    assert!(effects.text(true).contains("memory               1073741824 bytes  (word 4 --memory)"));
}

#[test]
fn equal_lines_in_other_spellings_have_equal_effects() {
    assert_eq!(
        read(&["docker", "run", "-itu", "1000", "-v", "/a:/b:ro", "img"]),
        read(&[
            "docker",
            "container",
            "run",
            "--mount=type=bind,source=/a,target=/b,readonly",
            "--user=1000",
            "--",
            "img"
        ]),
    );
    assert_ne!(read(&["docker", "run", "img"]), read(&["docker", "run", "-u", "0", "img"]));
}
