//! docker's command lines as programs really write them.
//!
//! `tests/fixtures/htcondor-23.9.6-calls.jsonl`, line 3 -> `HTCondor 23.9.6, call 3`, `docker create ...`.

use std::ffi::OsString;

use serde_json::Value;

fn words(value: &Value) -> Vec<OsString> {
    let words = value.as_array().expect("a list of words");
    words.iter().map(|word| OsString::from(word.as_str().expect("a word"))).collect()
}

/// All docker lines of the fixtures, with a name for messages.
#[must_use]
pub fn docker_lines() -> Vec<(String, Vec<OsString>)> {
    let mut lines = Vec::new();
    for (version, calls) in [
        ("23.9.6", include_str!("../../tests/fixtures/htcondor-23.9.6-calls.jsonl")),
        ("25.14.1", include_str!("../../tests/fixtures/htcondor-25.14.1-calls.jsonl")),
    ] {
        for (number, text) in calls.lines().enumerate() {
            let call: Value = serde_json::from_str(text).expect("JSON");
            lines.push((format!("HTCondor {version}, call {}", number + 1), words(&call["argv"])));
        }
    }
    for (file, text) in [
        ("HTCondor modelled", include_str!("../../tests/fixtures/htcondor-argv.json")),
        ("peer", include_str!("../../tests/fixtures/peer-argv.json")),
    ] {
        let calls: Value = serde_json::from_str(text).expect("JSON");
        for call in calls.as_array().expect("a list") {
            let mut argv = words(&call["argv"]);
            if argv[0] == "/usr/bin/sudo" {
                // The drop-in stands behind sudo, where the engine's client would.
                let client = argv.iter().position(|word| word.to_string_lossy().ends_with("docker"));
                argv.drain(..client.unwrap_or(0));
            }
            // One site calls its own wrapper docker.py.
            if ["docker", "/usr/bin/docker", "/usr/local/bin/docker.py"].iter().any(|name| argv[0] == *name) {
                let name = if call["id"].is_null() { &call["client"] } else { &call["id"] };
                lines.push((format!("{file}, {name}"), argv));
            }
        }
    }
    lines
}
