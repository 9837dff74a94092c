//! What the commands print as JSON is what `docs/schema` says, for lines of every kind.

#![expect(clippy::panic, reason = "a test fails by panicking")]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use longshore::argv::{Line, Tables};
use longshore::effects::{Said, effects};
use longshore::runtimes::docker::{Building, Docker};
use longshore::runtimes::podman::Podman;
use longshore::values::Dialect;
use serde_json::Value;
use testkit::{Generator, Manner, Schema, Status, Test};

const EFFECTS: &str = include_str!("../../docs/schema/effects.schema.json");
const EXPLAIN: &str = include_str!("../../docs/schema/explain.schema.json");
const REFUSAL: &str = include_str!("../../docs/schema/refusal.schema.json");
const REWRITE: &str = include_str!("../../docs/schema/rewrite.schema.json");
const VERIFY: &str = include_str!("../../docs/schema/verify.schema.json");

/// Rules with every action, a global option, and an engine behind sudo.
const PROFILE: &str = "\
version: 1
engine: [/usr/bin/sudo, -n, /usr/bin/docker]
allow: any
globals: { log-level: error }
rules:
  - name: no user
    drop: [user, { env: [LD_*] }]
    set: { init: true, hostname: node, label: { site: \"1\" } }
    default: { memory: 1g }
    add: { env: { A: \"1\" }, volume: [\"/data:/data\"] }
  - { name: no space, when: { verb: run }, set: { memory: 2g } }
  - { name: needs a fact, when: { option: { gpus: given } }, set: { label: { x: \"${fact.gpu}\" } } }
";

/// A policy that allows next to nothing.
const POLICY: &str = "\
version: 1
engine: /usr/bin/docker
allow:
  commands: [create]
";

fn longshore() -> Test {
    let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore");
    test.file("p.yaml", PROFILE)
        .file("policy.yaml", POLICY)
        .file("any.yaml", "version: 1\nengine: /usr/bin/docker\nallow: any\n")
}

/// The one JSON document of a call, compared with a schema; and the exit code.
fn document(schema: &str, before: &[&str], line: &[&[u8]]) -> (Value, Status) {
    let words = line.iter().map(|word| OsStr::from_bytes(word));
    let (outcome, _dir) = longshore().args(before).args(["--format", "json", "--"]).args(words).outcome();
    let document: Value = serde_json::from_slice(&outcome.stdout).unwrap_or_else(|error| {
        panic!("{before:?} {line:?}: {error}: {}", String::from_utf8_lossy(&outcome.stderr));
    });
    assert_eq!(Schema::new(schema).faults(&document), Vec::<String>::new(), "{before:?} {line:?}: {document:#}");
    (document, outcome.status)
}

fn line(text: &'static str) -> Vec<&'static [u8]> {
    text.split(' ').map(str::as_bytes).collect()
}

/// Lines that become plans under the profile.
fn accepted() -> Vec<Vec<&'static [u8]>> {
    let mut lines = vec![
        line("docker create -itu 1000 -eLD_X=1 -e B=2 -m 64m img sh -c x"),
        line("docker run --user=1 --network host --mount type=bind,src=/a,dst=/b,readonly img"),
        line("docker exec c1 true"),
        line("docker -D container rm -f c1 c2"),
        line("docker build ."),
        line("docker version"),
    ];
    lines.push(vec![b"docker", b"run", b"-e", b"A=caf\xe9", b"-v", b"/\xff:/b", b"img", b"\xfe"]);
    lines
}

#[test]
fn rewritten_lines_are_as_the_schema_says() {
    for line in accepted() {
        let (_, status) = document(REWRITE, &["rewrite", "-p", "./p.yaml"], &line);
        assert_eq!(status, Status::Code(0));
    }
}

#[test]
fn explained_lines_are_as_the_schema_says() {
    let mut kinds = Vec::new();
    for line in accepted() {
        let (document, status) = document(EXPLAIN, &["explain", "-p", "./p.yaml"], &line);
        assert_eq!(status, Status::Code(0));
        let words = document["steps"][0]["words"].as_array().expect("words").iter();
        kinds.extend(words.map(|word| word["origin"]["kind"].as_str().expect("a kind").to_owned()));
    }
    kinds.sort();
    kinds.dedup();
    assert_eq!(kinds, ["given", "profile", "rule"]);
}

#[test]
fn effects_are_as_the_schema_says() {
    for line in accepted() {
        for before in [&["explain", "--effects"][..], &["explain", "--effects", "--defaults", "-p", "./any.yaml"]] {
            let (_, status) = document(EFFECTS, before, &line);
            assert_eq!(status, Status::Code(0));
        }
    }
}

#[test]
fn refusals_are_as_the_schema_says() {
    for (profile, text, what) in [
        ("./p.yaml", "docker create --usr 1 img", "the command line"),
        ("./p.yaml", "podman run img", "the line's dialect"),
        ("./p.yaml", "docker create -itest.x img", "the command line"),
        ("./p.yaml", "docker create --gpus all img", "a rule of the profile"),
        ("./policy.yaml", "docker create --privileged img", "an effect of the line"),
        ("./policy.yaml", "docker create --memory 1x img", "the value of an option"),
    ] {
        for command in [&["rewrite"][..], &["explain"], &["explain", "--effects"]] {
            let (document, status) = document(REFUSAL, &[command, &["-p", profile]].concat(), &line(text));
            assert_eq!(status, Status::Code(125));
            assert_eq!(document["refused"]["what"], what, "{text}: {document:#}");
        }
    }
}

#[test]
fn reports_of_verify_are_as_the_schema_says() {
    let test = longshore()
        .file("p/same.yaml", "profile: ../p.yaml\nargv: [docker, version]\n")
        .file("p/same.argv", "/usr/bin/sudo\n-n\n/usr/bin/docker\n--log-level=error\nversion\n")
        .file("p/other.yaml", "profile: ../p.yaml\nargv: [docker, info]\n")
        .file("p/other.argv", "/usr/bin/docker\ninfo\n")
        .file("p/new.yaml", "profile: ../p.yaml\nargv: [docker, ps]\n")
        .file("p/broken.yaml", "argv: docker\n");
    let (outcome, _dir) = test.args(["verify", "--format", "json", "p"]).outcome();
    let document: Value = serde_json::from_slice(&outcome.stdout).expect("JSON");
    assert_eq!(Schema::new(VERIFY).faults(&document), Vec::<String>::new(), "{document:#}");
    let results: Vec<_> = document["cases"].as_array().expect("cases").iter().map(|case| &case["result"]).collect();
    assert_eq!(results, ["broken", "different", "different", "same"]);
    assert_eq!(document["untouched"].as_array().expect("rules").len(), 3, "{document:#}");
}

#[test]
fn the_schema_of_effects_knows_every_theme_and_field() {
    let schema: Value = serde_json::from_str(EFFECTS).expect("JSON");
    let fields = schema["$defs"]["fields"]["properties"].as_object().expect("fields");
    let themes = schema["$defs"]["effect"]["properties"]["theme"]["enum"].as_array().expect("themes");
    let clients: [(&'static dyn Tables, Dialect); 4] = [
        (&Docker, Dialect::Docker),
        (&Building::LEGACY, Dialect::Docker),
        (&Building::BUILDX, Dialect::Docker),
        (&Podman, Dialect::Podman5),
    ];
    for (tables, dialect) in clients {
        for generated in Generator::new(7, tables).manner(Manner::OddValues).take(2000) {
            let Ok(line) = Line::read(&generated.words, tables) else { continue };
            for entry in effects(&line, dialect).entries() {
                assert!(themes.contains(&entry.theme.into()), "the theme {} is not in the schema", entry.theme);
                let Said::Fields(said) = entry.value else { continue };
                for (field, _) in said {
                    assert!(fields.contains_key(field), "the field {field} of {} is not in the schema", entry.name);
                }
            }
        }
    }
}
