//! longshore's own commands: what they print, in which form, with which exit code.

#![expect(clippy::disallowed_methods, reason = "a test makes the world it looks at")]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use testkit::{RecordingEngine, Test, in_own_etc};

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
fn root_looks_at_a_line_as_another_user() {
    if !in_own_etc("cli::root_looks_at_a_line_as_another_user") {
        return;
    }
    let users = std::fs::read_to_string("/etc/passwd").expect("read") + "alice:x:61234:61234::/home/alice:/bin/sh\n";
    std::fs::write("/etc/passwd", users).expect("written");
    let profile = "version: 1\nengine: /e/docker\nidentity: submitter\nallow: { commands: [run], users: submitter, groups: submitter, \
                   networks: [default], images: { names: [\"**\"], trust: local } }\n";
    let looked = |words: &[&str]| {
        let line = ["--", "docker", "run", "-e", "ASKED", "img"];
        let (outcome, _dir) =
            longshore().file("s.yaml", profile).args(words).args(["-p", "./s.yaml"]).args(line).outcome();
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (outcome.status, text(outcome.stdout), text(outcome.stderr))
    };
    let (status, _, said) = looked(&["explain"]);
    assert_eq!(status, 125.into());
    let first = "longshore: ./s.yaml:4:34: user 0 is root's, and not listed by itself in `users` (nearest: the submitter, 0); look as a job's \
                 user with `longshore explain --as USER`, let another user call, or ask the site to list it";
    assert!(said.starts_with(first), "{said}");
    for user in ["alice", "61234"] {
        for command in ["rewrite", "explain"] {
            let (status, out, said) = looked(&[command, "--as", user]);
            assert_eq!((status, said.as_str()), (0.into(), ""));
            assert!(out.contains("--user=61234:61234"), "{out}");
        }
        let (_, out, _) = looked(&["explain", "--effects", "--as", user]);
        assert!(out.contains("  user                 61234"), "{out}");
    }
    let said = "longshore: --as mallory: the user database has no user mallory\n";
    assert_eq!(looked(&["explain", "--as", "mallory"]), (2.into(), String::new(), said.to_owned()));
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
            "longshore: word 2 (`--usr`): docker create has no option --usr; did you mean --user?\n  docker create --usr 1 img\n                ^^^^^\n",
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
             default `:-`\n --> ./own.yaml:6:18\n  |\n6 |     set: { user: \
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
            "longshore: job.yaml:2:1: unknown key `memroy`; did you mean `memory`?\n --> \
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
    let _dir = longshore()
        .args(["options", "creat"])
        .stderr("longshore: docker has no command `creat` in longshore's tables; did you mean `create`?\n")
        .status(2)
        .run();
}

const BEGIN: &str = "begin the line with docker or podman, a path to one, or docker-PROFILE";

#[test]
fn a_line_that_does_not_begin_with_a_client_is_wrong_use() {
    let lines: [(&[&str], &str); 6] = [
        (&["run", "busybox", "id"], "`run`"),
        (&["sudo", "docker", "run", "busybox"], "`sudo`"),
        (&["docker run busybox"], "`docker run busybox`"),
        (&["dockerd"], "`dockerd`"),
        (&["-v"], "`-v`"),
        (&[""], "``"),
    ];
    for (line, shown) in lines {
        for command in [&["rewrite"][..], &["explain"], &["explain", "--effects"]] {
            let _dir = longshore()
                .args(command)
                .args(["-p", "./p.yaml", "--"])
                .args(line)
                .stderr(format!("longshore: {shown} is not the name of a client; {BEGIN}\n"))
                .status(2)
                .run();
        }
    }
}

#[test]
fn a_line_needs_no_dashes_before_it_and_keeps_its_own() {
    for line in [
        &["docker", "create", "-u", "1", "--name=x", "--", "img", "--help", "--", "-p"][..],
        &["--", "/usr/bin/docker", "create", "-u", "1", "--name=x", "--", "img", "--help", "--", "-p"],
    ] {
        let _dir = longshore()
            .args(["rewrite", "-p", "./p.yaml"])
            .args(line)
            .stdout("/e/docker create --name=x -- img --help -- -p\n")
            .run();
    }
}

#[test]
fn the_name_of_a_client_chooses_the_profile_as_the_drop_in_does() {
    let _dir = longshore()
        .args(["explain", "docker-nonesuch", "info"])
        .stderr(
            "longshore: profile `nonesuch`: neither /etc/longshore/profiles/nonesuch.yaml nor a shipped profile exists; see \
             `longshore profile list`\n",
        )
        .status(125)
        .run();
    let _dir = longshore()
        .args(["rewrite", "-p", "./p.yaml", "docker-compose", "up"])
        .stderr(
            "longshore: `docker-compose` names the profile `compose`, and --profile is `./p.yaml`; write `docker`, or leave \
             out --profile\n",
        )
        .status(2)
        .run();
}

#[test]
fn json_tells_all_that_a_policy_does_not_allow() {
    let policy = "version: 1\nengine: /e/docker\nallow:\n  commands: [create]\n  users: [image]\n  binds: [{ source: /data, access: ro }]\n";
    for command in [&["rewrite"][..], &["explain"], &["explain", "--effects"]] {
        let line =
            ["-p", "./policy.yaml", "--format", "json", "docker", "create", "--privileged", "-v", "/etc:/e", "img"];
        let (outcome, _dir) = longshore().file("policy.yaml", policy).args(command).args(line).outcome();
        let document: serde_json::Value = serde_json::from_slice(&outcome.stdout).expect("JSON");
        let all = std::iter::once(&document["refused"]).chain(document["more"].as_array().expect("a list"));
        let told: Vec<_> =
            all.map(|one| format!("{} {}; {}", one["where"], one["why"], one["remedy"]).replace('"', "")).collect();
        let ask = "or ask the site to list it";
        assert_eq!(
            told,
            [
                format!("./policy.yaml:6:10 bind /etc is not listed in `binds` (nearest: /data); use a listed path, {ask}"),
                "./policy.yaml:4:3 --privileged gives the container the whole machine; ask for the capability or \
                 device that is needed"
                    .to_owned(),
                format!("./policy.yaml:4:3 network default is not listed in `networks`; do without it, {ask}"),
                "./policy.yaml:4:3 image docker.io/library/img:latest is not listed: the policy has no `images`; ask the site \
                 to list it"
                    .to_owned(),
            ]
        );
        // The picture is for people.
        let line = String::from_utf8_lossy(&outcome.stderr).into_owned();
        assert!(line.starts_with("longshore: ./policy.yaml:6:10: bind /etc") && line.lines().count() == 1, "{line}");
    }
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
