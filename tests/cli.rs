//! longshore's own commands: what they print, in which form, with which exit code.

#![expect(clippy::disallowed_methods, reason = "a test makes the world it looks at")]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use testkit::{RecordingEngine, Test};

const PROFILE: &str = "version: 1\nengine: /e/docker\nallow: any\nrules:\n  - { name: no user, drop: [user] }\n";

fn longshore() -> Test {
    Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").file("p.yaml", PROFILE)
}

#[test]
fn rewrite_prints_a_line_for_a_shell() {
    let _dir = longshore()
        .args([
            "rewrite", "-p", "./p.yaml", "--", "docker", "create", "-u", "1", "-e", "A=b c", "img", "", "it's",
            "--x=y", "=z",
        ])
        .arg(OsStr::from_bytes(b"\xff\x1b[31m"))
        .stdout("/e/docker create -e 'A=b c' img '' 'it'\\''s' --x=y '=z' $'\\xff\\x1b[31m'\n")
        .run();
}

#[test]
fn what_rewrite_prints_a_shell_reads_back() {
    let words =
        ["a", "", "b c", "it's", "$HOME", "`x`", "\\", "\"", "*", "~", "#", "!x", "a=b", "\n", "\t", "é", "\x1b"];
    let test = longshore();
    let engine = RecordingEngine::install(test.dir(), "docker");
    let (outcome, _dir) = Test::new(env!("CARGO_BIN_EXE_longshore"))
        .argv0("longshore")
        .file("p.yaml", format!("version: 1\nengine: {}\nallow: any\n", engine.path().display()))
        .args(["rewrite", "-p", "./p.yaml", "--", "docker", "run", "img"])
        .args(words)
        .outcome();
    let line = String::from_utf8(outcome.stdout).expect("UTF-8");
    let ran = std::process::Command::new("bash").args(["-c", &line]).status().expect("bash runs");
    assert!(ran.success());
    let argv = engine.call().argv;
    assert_eq!(argv[3..].iter().map(|word| word.to_str().expect("UTF-8")).collect::<Vec<_>>(), words);
}

#[test]
fn rewrite_prints_words_for_a_program() {
    let _dir = longshore()
        .args(["rewrite", "-p", "./p.yaml", "--format", "nul", "--", "docker", "create", "-u", "1", "img", ""])
        .stdout("/e/docker\0create\0img\0\0")
        .run();
    let json = "{\n  \"engine\": \"/e/docker\",\n  \"profile\": \"./p.yaml\",\n  \"schema\": 1,\n  \"steps\": [\n    {\n      \
                \"argv\": [\n        \"/e/docker\",\n        \"create\",\n        {\n          \"b64\": \"Y2Fm6Q==\"\n        }\n      \
                ],\n      \"cwd\": null,\n      \"env\": null\n    }\n  ]\n}\n";
    let _dir = longshore()
        .args(["rewrite", "-p", "./p.yaml", "--format", "json", "--", "docker", "create", "-u", "1"])
        .arg(OsStr::from_bytes(b"caf\xe9"))
        .stdout(json)
        .run();
}

#[test]
fn explain_gives_every_word_its_reason() {
    let _dir = longshore()
        .args(["explain", "-p", "./p.yaml", "--", "docker", "create", "-itu", "1000", "img", "sh"])
        .stdout(
            "profile ./p.yaml, chosen by the argument --profile\n       /e/docker  the engine, named by ./p.yaml:2:9\n    \
             1  create\n~   2  -it        was -itu, changed by rule `no user` (./p.yaml:5:29)\n-   3  1000       removed by \
             rule `no user` (./p.yaml:5:29)\n    4  img\n    5  sh\n",
        )
        .run();
}

#[test]
fn explain_says_what_a_rule_could_not_do() {
    let nice = "version: 1\nengine: /e/docker\nallow: any\nrules:\n  - { name: nice, command: { prepend: [nice] } }\n";
    let _dir = longshore()
        .file("nice.yaml", nice)
        .args(["explain", "-p", "./nice.yaml", "--", "docker", "create", "img"])
        .stdout(
            "profile ./nice.yaml, chosen by the argument --profile\n       /e/docker  the engine, named by ./nice.yaml:2:9\n    \
             1  create\n    2  img\nnote: rule `nice` (./nice.yaml:5:5): no command stands behind the image, so nothing was \
             put before it\n",
        )
        .run();
}

#[test]
fn a_refused_line_is_shown_with_the_word_underlined() {
    let _dir = longshore()
        .args(["rewrite", "-p", "./p.yaml", "--", "docker", "create", "--usr", "1", "img"])
        .stderr(
            "longshore: word 2 (`--usr`): docker create has no option --usr that longshore knows; write --usr=VALUE to pass \
             it\n  docker create --usr 1 img\n                ^^^^^\n",
        )
        .status(125)
        .run();
}

#[test]
fn a_rule_that_cannot_be_carried_out_is_shown_in_its_profile() {
    let profile =
        "version: 1\nengine: /e/docker\nallow: any\nrules:\n  - name: own\n    set: { user: \"${env:NOBODY}\" }\n";
    let _dir = longshore()
        .file("own.yaml", profile)
        .args(["rewrite", "-p", "./own.yaml", "--", "docker", "create", "img"])
        .stderr(
            "longshore: ./own.yaml:6:18: rule `own`: ${env:NOBODY} has no value here; guard the rule with `when`, or write a \
             default `:-`\nerror: rule `own`: ${env:NOBODY} has no value here\n --> ./own.yaml:6:18\n  |\n6 |     set: { user: \
             \"${env:NOBODY}\" }\n  |                  ^^^^^^ guard the rule with `when`, or write a default `:-`\n",
        )
        .status(125)
        .run();
}

#[test]
fn a_job_that_cannot_be_read_is_refused_before_anything_runs() {
    let _dir = longshore()
        .file("job.yaml", "image: bb\nmemroy: 1g\n")
        .args(["run", "-p", "./p.yaml", "job.yaml"])
        .stderr(
            "longshore: job.yaml:2:1: unknown key `memroy`; did you mean `memory`?\nerror: unknown key `memroy`\n --> \
             job.yaml:2:1\n  |\n2 | memroy: 1g\n  | ^^^^^^ did you mean `memory`?\n",
        )
        .status(125)
        .run();
}

#[test]
fn a_job_may_come_from_standard_input_as_json() {
    let _dir = longshore()
        .stdin("{\"image\": \"bb:1\", \"command\": \"sh\", \"args\": [\"-c\", \"exit 3\"], \"gpus\": [0, 1], \"user\": \"5\"}")
        .args(["run", "-p", "./p.yaml", "--dry-run", "-"])
        .stdout("/e/docker run '--gpus=\"device=0,1\"' bb:1 sh -c 'exit 3'\n")
        .run();
}

#[test]
fn usage_mistakes_end_with_2() {
    let (outcome, _dir) = longshore().args(["rewrite", "docker", "create"]).outcome();
    assert_eq!(outcome.status, testkit::Status::Code(2));
    let _dir = longshore()
        .args(["options", "creat"])
        .stderr("longshore: docker has no command `creat` in longshore's tables; did you mean `create`?\n")
        .status(2)
        .run();
}

#[test]
fn completions_are_scripts_of_their_shells() {
    let (outcome, _dir) = longshore().args(["completions", "bash"]).outcome();
    assert_eq!(outcome.status, testkit::Status::Code(0));
    let script = String::from_utf8(outcome.stdout).expect("UTF-8");
    for name in ["rewrite", "explain", "verify", "--profile"] {
        assert!(script.contains(name), "{name}");
    }
}

#[test]
fn a_mistyped_command_is_never_answered_with_one_that_ends_or_removes_something() {
    let said = |words: &[&str]| {
        let (outcome, _dir) = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").args(words).outcome();
        assert_eq!(outcome.status, testkit::Status::Code(2));
        let said = String::from_utf8(outcome.stderr).expect("UTF-8");
        said.lines().find(|line| line.contains("tip:")).map(|line| line.trim().to_owned())
    };
    for words in [&["job", "rm"][..], &["job", "deletes"], &["job", "terminat"], &["prunne"]] {
        assert_eq!(said(words), None, "{words:?}");
    }
    assert_eq!(said(&["profile", "chek"]).as_deref(), Some("tip: a similar subcommand exists: 'check'"));
    assert_eq!(said(&["explan"]).as_deref(), Some("tip: a similar subcommand exists: 'explain'"));
}

#[test]
fn help_is_also_a_command() {
    for words in [&["help", "profile", "check"][..], &["profile", "help", "check"]] {
        let help = |words: &[&str]| {
            let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").args(words);
            let (outcome, _dir) = test.outcome();
            (outcome.status, String::from_utf8(outcome.stdout).expect("UTF-8"))
        };
        assert_eq!(help(words), help(&["profile", "check", "--help"]));
    }
}
