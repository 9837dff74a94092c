//! The JSON Schemas of profiles and golden cases: they know what the loaders know, level by level, and what is good by
//! the loader is good by them.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reads the repository's files, and fails by panicking"
)]

mod loader;

use std::fs;
use std::path::{Path, PathBuf};

use longshore::yaml::parse;
use serde_json::Value;
use testkit::{Rng, Schema, Test, fault_of_shape, load_text};

pub(crate) const PROFILE: &str = include_str!("../../../docs/schema/profile.schema.json");
pub(crate) const CASE: &str = include_str!("../../../docs/schema/case.schema.json");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder of the repository that end so.
fn files(folder: &str, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(root().join(folder)).expect("there is such a folder") {
        let path = entry.expect("a file").path();
        let below = path.strip_prefix(root()).expect("in the repository").to_string_lossy().into_owned();
        if path.is_dir() {
            files(&below, ending, found);
        } else if below.ends_with(ending) {
            found.push(path);
        }
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("a file can be read")
}

fn faults(schema: &Schema, text: &str) -> Vec<String> {
    schema.faults(&parse(text, 0).expect("YAML").to_json())
}

#[test]
fn the_files_of_the_schemas_are_what_the_command_prints() {
    for (file, args) in [("profile", &["profile", "schema"][..]), ("case", &["profile", "schema", "--case"])] {
        let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").args(args);
        let path = root().join(format!("docs/schema/{file}.schema.json"));
        let (outcome, _dir) = test.outcome();
        let printed = String::from_utf8(outcome.stdout).expect("UTF-8");
        if std::env::var_os("LONGSHORE_BLESS").is_some_and(|value| !value.is_empty()) {
            fs::write(&path, &printed).expect("written");
        }
        assert!(printed == text(&path), "{file}: write `longshore {}` into {}", args.join(" "), path.display());
    }
}

#[test]
fn all_profiles_of_the_repository_are_as_the_schema_says() {
    let schema = Schema::new(PROFILE);
    let mut paths = vec![root().join("tests/fixtures/site.yaml")];
    for folder in ["contrib", "profiles", "examples", "tests/golden/profiles"] {
        files(folder, ".yaml", &mut paths);
    }
    // Examples bring golden cases of their own.
    let profiles: Vec<PathBuf> = paths.into_iter().filter(|path| text(path).contains("version: 1")).collect();
    assert!(profiles.len() > 10, "{profiles:?}");
    for path in profiles {
        assert_eq!(faults(&schema, &text(&path)), Vec::<String>::new(), "{}", path.display());
    }
}

#[test]
fn all_profiles_of_the_documents_are_as_the_schema_says() {
    let schema = Schema::new(PROFILE);
    let mut pages = vec![root().join("README.md")];
    files("docs", ".md", &mut pages);
    let mut count = 0;
    for page in pages {
        let page_text = text(&page);
        for block in page_text.split("```yaml").skip(1).filter_map(|rest| rest.split_once('\n')?.1.split("```").next())
        {
            if block.contains("version: 1") {
                count += 1;
                assert_eq!(faults(&schema, block), Vec::<String>::new(), "{}\n{block}", page.display());
            }
        }
    }
    assert!(count > 10, "{count}");
}

#[test]
fn all_golden_cases_of_the_repository_are_as_the_schema_says() {
    let schema = Schema::new(CASE);
    let mut paths = Vec::new();
    files("tests/golden", ".yaml", &mut paths);
    paths.retain(|path| !path.starts_with(root().join("tests/golden/profiles")));
    assert!(paths.len() > 100, "{}", paths.len());
    for path in paths {
        assert_eq!(faults(&schema, &text(&path)), Vec::<String>::new(), "{}", path.display());
    }
}

#[test]
fn options_that_a_profile_declares_or_inherits_may_stand_in_its_rules() {
    let schema = Schema::new(PROFILE);
    let rule = "rules: [{name: a, drop: [new-one], set: {new-two: x}, when: {option: {new-one: given}}}]";
    let is_good = |text: &str| faults(&schema, text).is_empty();
    assert!(!is_good(&format!("{{version: 1, allow: any, {rule}}}")));
    assert!(is_good(&format!("{{version: 1, extends: base, {rule}}}")));
    assert!(is_good(&format!(
        "{{version: 1, allow: any, options: {{new-one: {{engine: true, effect: harmless}}}}, {rule}}}"
    )));
}

#[test]
fn mistakes_that_editors_should_mark_are_marked() {
    let schema = Schema::new(PROFILE);
    for text in [
        "{version: 1, allow: any, rules: [{name: a, set: {tty: maybe}}]}",
        "{version: 1, allow: any, rules: [{name: a, set: {bind: [{source: /a, target: /b}]}}]}",
        "{version: 1, allow: any, rules: [{name: a, add: {user: \"1\"}}]}",
        "{version: 1, allow: any, rules: [{name: a, set: {user: [a, b]}}]}",
        "{version: 1, allow: any, rules: [{name: a, for_each: bind, first_match: [{port: 80, drop: item}]}]}",
        "{version: 1, allow: any, rules: [{name: a, for_each: bind}]}",
        "{version: 1, allow: {commands: [run], limits: {memory: {over: clamp}}}}",
        "{version: 1, allow: {commands: [run], limits: {memory: {max: 64gigs}}}}",
        "{version: 1, allow: any, from_env: {A: {option: user, setting: log_level}}}",
        "{version: 1, allow: any, engine: docker}",
        "{version: 1, allow: any, globals: {help: true}}",
        "{version: 1}",
        "{version: 1, allow: {commands: [run]}}",
        "{version: 1, runtime: podman, engine: /usr/bin/podman, allow: {commands: [run]}}",
        "{version: 1, allow: any, rules: [{name: a, when: {verb: start}, drop: [attach]}]}",
        "{version: 1, allow: any, batch: lsf, image: {}}",
        "{version: 1, allow: any, keep: soon}",
    ] {
        assert_ne!(faults(&schema, text), Vec::<String>::new(), "{text}");
    }
}

/// What editors show beside a key.
#[test]
fn every_key_has_a_line_for_people() {
    fn silent(root: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        if let Some(keys) = value["properties"].as_object().filter(|_| value.get("additionalProperties").is_some()) {
            for (key, schema) in keys {
                let referred = schema["$ref"].as_str().and_then(|reference| root.pointer(&reference[1..]));
                let mut lines = [Some(schema), referred].into_iter().flatten().map(|one| &one["description"]);
                if !lines.any(|line| line.as_str().is_some_and(|line| line.ends_with(['.', ']']))) {
                    found.push(format!("{at}/{key}"));
                }
            }
        }
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(key, value)| silent(root, value, &format!("{at}/{key}"), found));
            }
            Value::Array(items) => items.iter().for_each(|item| silent(root, item, at, found)),
            _ => {}
        }
    }
    for text in [PROFILE, CASE] {
        let schema: Value = serde_json::from_str(text).expect("JSON");
        let mut found = Vec::new();
        silent(&schema, &schema, "", &mut found);
        assert_eq!(found, Vec::<String>::new());
    }
}

/// The keys of a level of the schema of profiles.
fn keys_at(pointer: &str) -> Vec<String> {
    let schema: Value = serde_json::from_str(PROFILE).expect("JSON");
    let level = schema.pointer(pointer).and_then(|level| level["properties"].as_object()).expect("a level");
    level.keys().cloned().collect()
}

#[test]
fn the_pages_name_every_key_of_a_profile_and_of_a_policy() {
    let [profiles, policy] = ["docs/profiles.md", "docs/policy.md"].map(|page| text(&root().join(page)));
    let is_named = |page: &str, key: &str| page.contains(&format!("`{key}`")) || page.contains(&format!("`{key}:"));
    let missing = |pages: &[&str], pointer: &str| {
        let keys = keys_at(pointer).into_iter();
        keys.filter(|key| !pages.iter().any(|page| is_named(page, key))).collect::<Vec<_>>()
    };
    assert_eq!(missing(&[&profiles, &policy], ""), Vec::<String>::new(), "docs/profiles.md");
    assert_eq!(missing(&[&policy], "/$defs/allow"), Vec::<String>::new(), "docs/policy.md");
}

/// A key that nothing reads would allow nothing, in silence.
#[test]
fn the_policy_reads_every_key_of_allow() {
    let mut paths = Vec::new();
    files("src/policy", ".rs", &mut paths);
    let code: Vec<String> = paths.iter().map(|path| text(path)).collect();
    let is_read = |key: &String| {
        let ends = |rest: &str| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_');
        code.iter().any(|code| code.split(&format!(".{key}")).skip(1).any(ends))
    };
    let unread: Vec<String> = keys_at("/$defs/allow").into_iter().filter(|key| !is_read(key)).collect();
    assert_eq!(unread, Vec::<String>::new(), "src/policy");
}

/// Values of every type, and words that stand in profiles somewhere.
const VALUES: &[&str] = &[
    "true",
    "\"true\"",
    "5",
    "\"5\"",
    "-1",
    "1.5",
    "64g",
    "x",
    "/a",
    "/a/",
    "[]",
    "[a]",
    "[[a]]",
    "{}",
    "{a: b}",
    "{a: [b]}",
    "any",
    "submitter",
    "keep",
    "given",
    "absent",
    "item",
    "no",
    "7d",
    "0-4",
    "[{}]",
    "[5, 6]",
    "\"*\"",
    "\"${uid}\"",
    "~",
    "\"\"",
    "ro",
    "bind",
    "env",
    "[run]",
    "{max: 5}",
    "{prepend: [a]}",
    "{user: 5, group: 6}",
];

/// A profile with one value changed to another, or one line gone.
fn changed(text: &str, rng: &mut Rng) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = rng.below(lines.len());
    // The value behind one of the keys of the line.
    let colons: Vec<usize> = lines[at].match_indices(": ").map(|(colon, _)| colon + 2).collect();
    if colons.is_empty() || lines[at].trim_start().starts_with('#') || rng.one_in(5) {
        lines.remove(at);
    } else {
        let from = rng.pick(&colons);
        let rest = &lines[at][from..];
        let to = from + rest.find([',', '}', ']']).unwrap_or(rest.len());
        lines[at].replace_range(from..to, rng.pick(VALUES));
    }
    lines.join("\n")
}

/// Nothing that loads is marked, so that a mark is always a fault; and the other way round, for faults of shape.
#[test]
fn changed_profiles_are_as_good_for_the_schema_as_for_the_loader() {
    let schema = Schema::new(PROFILE);
    let mut paths = Vec::new();
    for folder in ["contrib", "profiles", "examples", "tests/fixtures", "fuzz/corpus/profile"] {
        files(folder, "", &mut paths);
    }
    let texts = paths.iter().filter_map(|path| fs::read_to_string(path).ok());
    let texts: Vec<String> = texts.filter(|text| text.contains("version: 1")).collect();
    let mut rng = Rng::new(20);
    let (mut good, mut bad) = (0, 0);
    for number in 0..2000 {
        let text = &texts[number % texts.len()];
        let text = if number < texts.len() { text.clone() } else { changed(text, &mut rng) };
        let Ok(document) = parse(&text, 0) else { continue };
        let faults = schema.faults(&document.to_json());
        if load_text(&text).is_ok() {
            good += 1;
            assert_eq!(faults, Vec::<String>::new(), "{text}");
        } else if let Some(fault) = fault_of_shape(&text).filter(|_| !text.contains("extends")) {
            bad += 1;
            // No schema looks into a template.
            assert!(
                !faults.is_empty() || fault.to_string().contains("`${"),
                "{fault}
{text}"
            );
        }
    }
    assert!(good > 200 && bad > 500, "{good} {bad}");
}
