//! Lines of real clients, on podman.

use std::ffi::OsString;
use std::fmt::Write as _;

use longshore::runtimes::podman;
use longshore::values::Dialect;

use super::{profile, translated};

fn words(value: &serde_json::Value) -> Vec<OsString> {
    let words = value.as_array().expect("a list of words");
    words.iter().map(|word| OsString::from(word.as_str().expect("a word"))).collect()
}

/// All docker lines of the fixtures, with a name for messages.
fn docker_lines() -> Vec<(String, Vec<OsString>)> {
    let mut lines = Vec::new();
    for (number, text) in include_str!("../fixtures/htcondor-23.9.6-calls.jsonl").lines().enumerate() {
        let call: serde_json::Value = serde_json::from_str(text).expect("JSON");
        lines.push((format!("HTCondor 23.9.6, call {}", number + 1), words(&call["argv"])));
    }
    for (file, text) in [
        ("HTCondor modelled", include_str!("../fixtures/htcondor-argv.json")),
        ("peer", include_str!("../fixtures/peer-argv.json")),
    ] {
        let calls: serde_json::Value = serde_json::from_str(text).expect("JSON");
        for call in calls.as_array().expect("a list") {
            let mut argv = words(&call["argv"]);
            if argv[0] == "/usr/bin/sudo" {
                let client = argv.iter().position(|word| word.to_string_lossy().ends_with("docker"));
                argv.drain(..client.unwrap_or(0));
            }
            if ["docker", "/usr/bin/docker", "/usr/local/bin/docker.py"].iter().any(|name| argv[0] == *name) {
                let name = if call["id"].is_null() { &call["client"] } else { &call["id"] };
                lines.push((format!("{file}, {name}"), argv));
            }
        }
    }
    lines
}

#[test]
fn every_fixture_is_read_by_podman_or_refused_with_a_reason() {
    let mut report = String::new();
    for (release, dialect) in [("4.3", Dialect::Podman4), ("5", Dialect::Podman5)] {
        let profile = profile(&format!("reads: \"{release}\"\n"));
        for (name, line) in docker_lines() {
            match translated(&profile, &line) {
                Ok(mut translated) => {
                    let same = translated[..] == line[1..];
                    translated.insert(0, "podman".into());
                    if let Err(fault) = podman::read(&translated, dialect) {
                        let _ = writeln!(report, "{release} {name}: podman refuses {translated:?}: {fault}");
                    }
                    if !same {
                        let _ = writeln!(report, "{release} {name}: {translated:?}");
                    }
                }
                Err(refusal) => {
                    let _ = writeln!(report, "{release} {name}: {refusal}");
                }
            }
        }
    }
    insta::assert_snapshot!(report);
}
