//! `longshore profile show`: the effective profile, which is a profile itself.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reads the repository's profiles, and stops at what must not be"
)]

use std::fs;
use std::path::{Path, PathBuf};

use longshore::profile::effective::{defaults, effective};
use longshore::profile::{LoadError, Profile, Source, SourceError, Text, load, shipped};
use longshore::yaml::What;
use testkit::Test;

/// One text, and the shipped profiles.
struct One(String);

impl Source for One {
    fn text(&self, reference: &str, _: Option<&str>) -> Result<Text, SourceError> {
        if reference == "./p.yaml" {
            return Ok(Text { path: reference.to_owned(), text: self.0.clone() });
        }
        let root = env!("CARGO_MANIFEST_DIR");
        let path = match reference.strip_prefix("./") {
            Some(beside) => format!("{root}/examples/{beside}"),
            None => format!("{root}/tests/golden/profiles/{reference}.yaml"),
        };
        let found = fs::read_to_string(&path).ok().map(|text| Text { path, text }).or_else(|| shipped(reference));
        let why = "no such profile".to_owned();
        found.ok_or(SourceError { wanted: reference.to_owned(), why, remedy: String::new() })
    }
}

fn loaded(text: &str) -> Profile {
    load("./p.yaml", &One(text.to_owned())).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// All profiles of the repository: shipped, examples, those of tests.
fn profiles() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = vec![root.join("tests/fixtures/site.yaml")];
    for folder in ["profiles", "examples", "tests/golden/profiles"] {
        let entries = fs::read_dir(root.join(folder)).expect("there is such a folder");
        paths.extend(entries.map(|entry| entry.expect("a file").path()));
    }
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    paths.sort();
    let read = |path: PathBuf| (path.clone(), fs::read_to_string(path).expect("a profile can be read"));
    paths.into_iter().map(read).collect()
}

#[test]
fn what_is_shown_is_a_profile_that_means_the_same() {
    for (path, text) in profiles() {
        let profile = loaded(&text);
        let shown = effective(&profile).expect("a loaded profile reads");
        let again = effective(&loaded(&shown.to_string())).expect("a loaded profile reads");
        let values = |effective: &longshore::profile::effective::Effective| {
            let json = effective.to_json();
            let all = |of: &str| json[of].clone();
            let keys = all("keys");
            let mut keys: Vec<(String, serde_json::Value)> = keys
                .as_object()
                .expect("a mapping")
                .iter()
                .map(|(key, entry)| (key.clone(), entry["value"].clone()))
                .collect();
            // What stood by default is written now.
            let defaults = all("defaults");
            let defaults = defaults.as_object().expect("a mapping").iter().filter(|(_, value)| !value.is_null());
            keys.extend(defaults.map(|(key, value)| (key.clone(), value.clone())));
            keys.sort_by(|a, b| a.0.cmp(&b.0));
            let rules = all("rules");
            let rules: Vec<_> = rules.as_array().expect("a list").iter().map(|rule| rule["value"].clone()).collect();
            (keys, rules)
        };
        let (shown, again) = (values(&shown), values(&again));
        // An empty list of rules is written as a key of its own.
        let without_rules = |keys: Vec<(String, serde_json::Value)>| {
            keys.into_iter().filter(|(key, _)| key != "rules").collect::<Vec<_>>()
        };
        assert_eq!((without_rules(shown.0), shown.1), (without_rules(again.0), again.1), "{}", path.display());
    }
}

#[test]
fn every_key_of_the_language_is_shown_in_its_place_and_with_its_default() {
    let error = load("./p.yaml", &One("version: 1\nallow: any\nzzzzzz: 1\n".to_owned())).expect_err("unknown");
    let LoadError::Fault { fault, .. } = error else { panic!("{error}") };
    let What::UnknownKey { known, .. } = fault.what else { panic!("{fault}") };
    let mut known: Vec<&str> = known.split(", ").filter(|key| *key != "extends").collect();
    let mut shown: Vec<&str> = defaults().map(|(key, _)| key).collect();
    known.sort_unstable();
    shown.sort_unstable();
    assert_eq!(known, shown);
}

const BASE: &str = "\
version: 1
description: the base
engine: /usr/bin/docker   # the real one
allow: any
selectable: [a, b]
rules:
  # why
  - name: no user
    drop: [user]
  - { name: no tty, drop: [tty] }
";

const CHILD: &str = "\
# The child.
version: 1
extends: ./base.yaml
selectable: []

rules:
    - name: limits
      default:
          memory: 2g
";

fn show() -> Test {
    let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore");
    test.file("base.yaml", BASE).file("child.yaml", CHILD).args(["profile", "show", "./child.yaml"])
}

#[test]
fn each_key_has_the_text_of_the_file_that_counts_and_rules_of_parents_come_first() {
    let (outcome, _dir) = show().outcome();
    let shown = String::from_utf8(outcome.stdout).expect("UTF-8");
    let (written, defaults) = shown.split_once("\n# default").expect("something stands by default");
    assert_eq!(
        written,
        "# ./child.yaml:2\n# The child.\nversion: 1\n\n# ./base.yaml:2\ndescription: the base\n\n# ./base.yaml:3\nengine: \
         /usr/bin/docker   # the real one\n\n# ./child.yaml:4\nselectable: []\n\n# ./base.yaml:4\nallow: any\n\nrules:\n  # \
         ./base.yaml:8\n  # why\n  - name: no user\n    drop: [user]\n\n  # ./base.yaml:10\n  - { name: no tty, drop: \
         [tty] }\n\n  # ./child.yaml:7\n  - name: limits\n    default:\n        memory: 2g\n"
    );
    for part in [
        "\nruntime: docker\n",
        "\n# default: none; nothing is known about a batch job\n# batch:\n",
        "\n# default\nmin_id: 1000\n",
    ] {
        assert!(defaults.contains(part), "{part}{defaults}");
    }
    // A profile that only rewrites may not have them.
    for key in ["require", "deny", "mode", "extends", "rules", "engine:"] {
        assert!(!defaults.contains(&format!("\n{key}")), "{key}{defaults}");
    }
}

#[test]
fn programs_get_values_with_their_places() {
    let (outcome, _dir) = show().arg("--json").outcome();
    let json: serde_json::Value = serde_json::from_slice(&outcome.stdout).expect("JSON");
    let engine = serde_json::json!({ "value": "/usr/bin/docker", "file": "./base.yaml", "line": 3, "column": 1 });
    assert_eq!(json["keys"]["engine"], engine);
    let limits = serde_json::json!({
        "value": { "name": "limits", "default": { "memory": "2g" } }, "file": "./child.yaml", "line": 7, "column": 7,
    });
    assert_eq!(json["rules"][2], limits);
    assert_eq!(json["files"], serde_json::json!(["./child.yaml", "./base.yaml"]));
    assert_eq!((&json["schema"], &json["defaults"]["min_id"]), (&1.into(), &1000.into()));
    assert_eq!(json["defaults"]["batch"], serde_json::Value::Null);
}

#[test]
fn the_texts_of_all_files_are_printed_as_they_are() {
    let _dir = show().arg("--files").stdout(format!("# --- ./child.yaml\n{CHILD}# --- ./base.yaml\n{BASE}")).run();
}
