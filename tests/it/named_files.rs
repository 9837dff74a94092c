//! What stands in files that a line names counts like what stands on the line.
//!
//! The readings are those that docker 28.2.2 and 20.10.24 and podman 4.3.1 gave for the same bytes (`docs/engine-notes.md`).

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test makes the world it looks at, and fails by panicking"
)]

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::symlink;
use std::process::Command;

use longshore::facts::{Account, Group};
use longshore::golden::StaticHost;
use longshore::plan::{Plan, Refusal, Request, decide};
use longshore::profile::{Profile, Source, SourceError, Text, load};
use testkit::{RecordingEngine, Test};

/// A profile by its text.
struct Only(String);

impl Source for Only {
    fn text(&self, _: &str, _: Option<&str>) -> Result<Text, SourceError> {
        Ok(Text { path: "p.yaml".to_owned(), text: self.0.clone() })
    }
}

/// A rule that asks for variables and one that asks for labels.
const ASKING: &str = "rules:\n  - { name: v, when: { container_env: { Q: given } }, add: { label: { q: q } } }\n  \
                      - { name: l, when: { label: { q: given } }, set: { init: true } }\n";

fn profile(runtime: &str, rest: &str) -> Profile {
    let text = format!("version: 1\nruntime: {runtime}\nengine: /usr/bin/{runtime}\n{rest}");
    load("p", &Only(text)).expect("the profile loads")
}

fn account() -> Account {
    let (home, shell) = ("/home/alice".into(), "/bin/sh".into());
    Account { name: "alice".to_owned(), uid: 1000, gid: 1000, gecos: String::new(), home, shell }
}

/// What is made of `line` where `/w/f` has that content.
fn decided(profile: &Profile, line: &[&str], content: &[u8]) -> Result<Plan, Refusal> {
    let words = line.iter().map(OsString::from).collect();
    let gids = vec![Group { gid: 1000, name: Some("alice".to_owned()) }];
    let host = StaticHost {
        uid: Some(1000),
        groups: Some(gids.clone()),
        cwd: Some("/w".into()),
        accounts: vec![(account(), gids)],
        env: [("HAS", "h"), ("PRE_A", "a"), ("PRE_B", "b"), ("A*", "star")].map(|(a, b)| (a.into(), b.into())).to_vec(),
        files: vec![(b"/w/f".to_vec(), content.to_vec())],
        ..StaticHost::default()
    };
    decide(&Request::of_words(words), profile, &host)
}

/// The content of the copy that the client gets, or why there is none.
fn copied(profile: &Profile, line: &[&str], content: &[u8]) -> Result<Vec<u8>, String> {
    match decided(profile, line, content) {
        Ok(plan) => Ok(plan.files.first().expect("a copy").content.clone()),
        Err(refusal @ Refusal::File { .. }) => Err(refusal.to_string()),
        Err(other) => panic!("{other}"),
    }
}

/// A content, what docker reads there, and what podman; each as it is written for that client.
type Reading = (&'static [u8], Result<&'static [u8], &'static str>, Result<&'static [u8], &'static str>);

const BLANK: &str = "has a blank in the name of its variable (a file of variables is no shell script)";
const NUL: &str = "has a NUL byte, which no variable can hold";

const VARIABLES: &[Reading] = &[
    (b"", Ok(b""), Ok(b"")),
    (b"A=1\r\nB=2\r\n", Ok(b"A=1\nB=2\n"), Ok(b"A=1\nB=2\n")),
    (b"A=1\r\r\n", Ok(b"A=1\r\r\n"), Ok(b"A=1\r\r\n")),
    (b"A=1\rB=2\n", Ok(b"A=1\rB=2\n"), Ok(b"A=1\rB=2\n")),
    (b"\xef\xbb\xbfA=1", Ok(b"A=1\n"), Ok(b"\xef\xbb\xbfA=1\n")),
    (b"\xef\xbb\xbf#A=1\nB=2", Ok(b"B=2\n"), Ok(b"\xef\xbb\xbf#A=1\nB=2\n")),
    (b"B=2\n\xef\xbb\xbfA=1", Ok(b"B=2\n\xef\xbb\xbfA=1\n"), Ok(b"B=2\n\xef\xbb\xbfA=1\n")),
    (b"\xc2\xa0\xe3\x80\x80A=1", Ok(b"A=1\n"), Ok(b"\xc2\xa0\xe3\x80\x80A=1\n")),
    (b"\x0bA=1\n\x0cB=2", Ok(b"A=1\nB=2\n"), Ok(b"\x0bA=1\n\x0cB=2\n")),
    (b" \tA=1\n  \n\t\n", Ok(b"A=1\n"), Ok(b"A=1\n")),
    (b"#A=1\n  #B=2\nC=#3", Ok(b"C=#3\n"), Ok(b"C=#3\n")),
    (b"A=1  ", Ok(b"A=1  \n"), Ok(b"A=1  \n")),
    (b"A=\"x y\"\nB=$HAS\\", Ok(b"A=\"x y\"\nB=$HAS\\\n"), Ok(b"A=\"x y\"\nB=$HAS\\\n")),
    (b"HAS\nHASNT\nHAS\r\n", Ok(b"HAS\nHAS\n"), Ok(b"HAS\nHAS\n")),
    (b"A*", Ok(b"A*\n"), Ok(b"A*\n")),
    (b"PRE_*", Ok(b""), Ok(b"PRE_A\nPRE_B\n")),
    (b"A*=1\nA==b=\nC=", Ok(b"A*=1\nA==b=\nC=\n"), Ok(b"A*=1\nA==b=\nC=\n")),
    (b"A=1\nA=2", Ok(b"A=1\nA=2\n"), Ok(b"A=1\nA=2\n")),
    (b"export A=1", Err(BLANK), Ok(b"export A=1\n")),
    (b"A =1", Err(BLANK), Ok(b"A =1\n")),
    (b"A\tB=1", Err(BLANK), Ok(b"A\tB=1\n")),
    (b"HAS ", Err(BLANK), Ok(b"")),
    (b"A\x0bB=1\nC\xc2\xa0D=1", Ok(b"A\x0bB=1\nC\xc2\xa0D=1\n"), Ok(b"A\x0bB=1\nC\xc2\xa0D=1\n")),
    (b"=1", Err("has no name before `=`"), Err("has no name before `=`")),
    (b"A=\xff", Err("is not UTF-8"), Ok(b"A=\xff\n")),
    (b"#\xff", Err("is not UTF-8"), Ok(b"")),
    (b"A=1\x00", Err(NUL), Err(NUL)),
];

const LABELS: &[Reading] = &[
    (b"a=1\nb\n c= 2", Ok(b"a=1\nc= 2\n"), Ok(b"a=1\nc= 2\n")),
    (b"a=1\r\n#b=1\n", Ok(b"a=1\n"), Ok(b"a=1\n")),
    (b"\xef\xbb\xbfa=1", Ok(b"a=1\n"), Ok(b"\xef\xbb\xbfa=1\n")),
    (b"\xc2\xa0a=1", Ok(b"a=1\n"), Ok(b"\xc2\xa0a=1\n")),
    (b"PRE_*\nHAS", Ok(b""), Ok(b"PRE_A=a\nPRE_B=b\n")),
    (b"a*=1\na=\na=2", Ok(b"a*=1\na=\na=2\n"), Ok(b"a*=1\na=\na=2\n")),
    (b"a b=1", Err("has a blank in its key"), Err("has a blank in its key")),
    (b"b ", Err("has a blank in its key"), Err("has a blank in its key")),
    (b"=1", Err("has no key before `=`"), Err("has no key before `=`")),
    (b"a=\xff", Err("is not UTF-8"), Ok(b"a=\xff\n")),
];

/// Part of the label for every client; no argument can say it, so a rule that looks into labels cannot be sure of it.
const LABEL_WITH_NUL: &Reading = &(b"a=1\x002", Ok(b"a=1\x002\n"), Ok(b"a=1\x002\n"));

#[test]
fn every_client_reads_a_copy_as_it_reads_the_file_or_the_line_is_refused() {
    let (docker, podman) =
        (profile("docker", &format!("allow: any\n{ASKING}")), profile("podman", &format!("allow: any\n{ASKING}")));
    for (option, table) in [("--env-file", VARIABLES), ("--label-file", LABELS)] {
        for (content, of_docker, of_podman) in table {
            let refusal = |why: &str| format!("word 2: {option} f cannot be used: line 1 {why}; correct that line");
            let expected = |reading: &Result<&[u8], &str>| reading.map(<[u8]>::to_vec).map_err(refusal);
            let shown = content.escape_ascii();
            let got = |profile, client| copied(profile, &[client, "run", option, "f", "img"], content);
            assert_eq!(got(&docker, "docker"), expected(of_docker), "docker {option} {shown}");
            assert_eq!(got(&podman, "podman"), expected(of_podman), "podman {option} {shown}");
        }
    }
    for (profile, client) in [(&docker, "docker"), (&podman, "podman")] {
        let line = [client, "run", "--label-file", "f", "img"];
        let refusal = decided(profile, &line, LABEL_WITH_NUL.0).expect_err("a rule asks").to_string();
        let why = "--label `a=1\\x002` cannot be read, and the profile looks into it: value holds a NUL byte, which no \
                   argument can; write it as in `NAME=VALUE`";
        assert_eq!(refusal, format!("p.yaml:7:5: rule `l`: {why}"), "{client}");
    }
}

#[test]
fn podman_reads_in_the_copy_what_docker_would_have_read_in_the_file() {
    // Without a rule that asks: the translation asks.
    let podman = profile("podman", "allow: any\n");
    let with_nul = std::slice::from_ref(LABEL_WITH_NUL);
    for (option, table) in [("--env-file", VARIABLES), ("--label-file", LABELS), ("--label-file", with_nul)] {
        for (content, of_docker, _) in table {
            let got = copied(&podman, &["docker", "run", option, "f", "img"], content);
            let shown = content.escape_ascii();
            match of_docker {
                Err(why) => {
                    let refusal = format!("word 2: {option} f cannot be used: line 1 {why}; correct that line");
                    assert_eq!(got, Err(refusal), "{option} {shown}");
                }
                // The caller's `A*` would be a pattern to podman.
                Ok(b"A*\n") => assert_eq!(got, Ok(b"A*=star\n".to_vec())),
                Ok(expected) => assert_eq!(got.as_deref(), Ok(*expected), "{option} {shown}"),
            }
        }
    }
}

#[test]
fn a_line_longer_than_the_clients_take_is_refused_with_its_number() {
    let line = |length: usize| [b"B=1\nA=".to_vec(), vec![b'x'; length - 2], b"\nC=2".to_vec()].concat();
    for (runtime, client) in [("docker", "docker"), ("podman", "podman"), ("podman", "docker")] {
        let profile = profile(runtime, &format!("allow: any\n{ASKING}"));
        let got = |length| copied(&profile, &[client, "run", "--env-file", "f", "img"], &line(length));
        assert_eq!(got(65535).map(|content| content.len()), Ok(4 + 65535 + 1 + 4));
        let why = "word 2: --env-file f cannot be used: line 2 is longer than 65535 bytes; correct that line";
        assert_eq!(got(65536), Err(why.to_owned()));
    }
}

#[test]
fn of_podman_4_one_option_names_several_files() {
    let profile = profile("podman", &format!("reads: \"4.3\"\nallow: any\n{ASKING}"));
    let words: Vec<OsString> = ["podman", "run", "--env-file", "f,g", "img"].map(Into::into).to_vec();
    let host = StaticHost {
        uid: Some(0),
        groups: Some(Vec::new()),
        cwd: Some("/w".into()),
        files: vec![(b"/w/f".to_vec(), b"A=f\nB=f".to_vec()), (b"/w/g".to_vec(), b"A=g".to_vec())],
        ..StaticHost::default()
    };
    let plan = decide(&Request::of_words(words), &profile, &host).expect("accepted");
    assert_eq!(plan.files[0].content, b"A=f\nB=f\nA=g\n");
}

#[test]
fn files_larger_than_can_be_looked_through_are_refused() {
    let profile = profile("docker", &format!("allow: any\n{ASKING}"));
    let content = [&b"A="[..], &b"x".repeat((1 << 15) - 3), b"\n"].concat().repeat(32);
    let line =
        |count| ["docker", "run"].into_iter().chain(["--env-file=f"].repeat(count)).chain(["img"]).collect::<Vec<_>>();
    assert!(decided(&profile, &line(4), &content).is_ok());
    let refusal = decided(&profile, &line(5), &content).expect_err("refused").to_string();
    assert_eq!(
        refusal,
        "word 6: --env-file f is too much: the files of a line may hold 4 MiB together; name fewer files"
    );
}

/// A policy that lists the file.
const POLICY: &str = "allow:\n  commands: [run]\n  users: [image]\n  networks: [default]\n  \
                      images: { names: [\"**\"], trust: local }\n  client_files: [\"/w/**\"]\n  labels: [\"org.*\"]\n";

#[test]
fn a_policy_judges_what_a_file_brings_as_if_it_stood_on_the_line() {
    let deny = "deny:\n  - { when: { container_env: { PROXY_MODE: \"open*\" } }, message: no open proxies }\n  \
                - { when: { label: { org.public: given } }, message: nothing public }\n";
    let of_container = "longshore: p.yaml:";
    for (runtime, client) in [("docker", "docker"), ("podman", "podman"), ("podman", "docker")] {
        let image = if runtime == "podman" { "docker.io/library/img" } else { "img" };
        let reads = if runtime == "podman" { "reads: \"5\"\n" } else { "" };
        let profile = profile(runtime, &format!("{reads}{deny}{POLICY}"));
        for (option, content, why) in [
            ("--env-file", &b"PROXY_MODE=open-all"[..], "line run is denied: no open proxies"),
            ("--label-file", b"org.public=1", "line run is denied: nothing public"),
            ("--env-file", b"LD_PRELOAD=/x", "variable LD_PRELOAD of f, line 1, is refused by `LD_*`"),
            ("--label-file", b"com.x=1", "label com.x of f, line 1, is not listed in `labels`"),
        ] {
            let refusal = decided(&profile, &[client, "run", option, "f", image], content).expect_err("refused");
            let text = format!("longshore: {refusal}");
            assert!(text.starts_with(of_container) && text.contains(why), "{client} on {runtime}: {text}");
        }
        let plan = decided(&profile, &[client, "run", "--env-file", "f", image], b"PROXY_MODE=none\n");
        assert_eq!(plan.expect("accepted").files[0].content, b"PROXY_MODE=none\n");
    }
}

#[test]
fn what_is_refused_of_a_file_is_named_with_the_caller_s_file_and_its_line() {
    let rules = "rules:\n  - { name: no A, drop: [{ env: A }] }\n";
    let profile = profile("docker", &format!("{rules}{POLICY}"));
    let denied = |option: &str, content: &[u8]| {
        let Err(Refusal::Policy { denied, .. }) = decided(&profile, &["docker", "run", option, "f", "img"], content)
        else {
            panic!("not refused")
        };
        denied.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    // The copy has neither the comment nor A: the numbers are those of the caller's file.
    assert_eq!(
        denied("--env-file", b"# variables\nA=1\nB=2\nLD_PRELOAD=/x\nLD_AUDIT=/y\n"),
        [
            "variable LD_PRELOAD of f, line 4, is refused by `LD_*`; do without it, or ask the site",
            "variable LD_AUDIT of f, line 5, is refused by `LD_*`; do without it, or ask the site"
        ]
    );
    assert_eq!(
        denied("--label-file", b"org.a=1\n\ncom.x=1\n"),
        [
            "label com.x of f, line 3, is not listed in `labels` (nearest: org.*); do without it, or ask the site to list it"
        ]
    );
}

#[test]
fn a_file_that_the_policy_does_not_list_is_not_opened() {
    let profile = profile("docker", POLICY);
    // The case brings no such file: were it asked for, the refusal would say so.
    let refusal = decided(&profile, &["docker", "run", "--env-file", "/etc/shadow", "img"], b"").expect_err("refused");
    let expected =
        "p.yaml:9:17: client file /etc/shadow is not listed in `client_files` (nearest: /w/**); use a listed path";
    assert_eq!(refusal.to_string(), expected);
}

#[test]
fn under_a_policy_the_refusal_names_the_callers_own_file_and_line() {
    let profile = profile("docker", POLICY);
    let refusal =
        decided(&profile, &["docker", "run", "--env-file", "f", "img"], b"A=1\n\nB C=2\n").expect_err("refused");
    assert_eq!(
        refusal.to_string(),
        format!("p.yaml:5:3: client file /w/f cannot be used: line 3 {BLANK}; correct that line")
    );
}

#[test]
fn a_variable_that_sets_an_option_yields_to_a_file() {
    let rest = "allow: any\nfrom_env:\n  HAS: { option: env, replace: { h: \"MODE=fast\" } }\n";
    let profile = profile("docker", rest);
    for (content, expected) in [
        (
            &b"MODE=slow\n"[..],
            &["run", "--env-file=/var/lib/longshore/file-4abdb91d9c6f13be1a5e5b75d8dd6b63", "img"][..],
        ),
        (b"OTHER=1\n", &["run", "--env-file=/var/lib/longshore/file-0", "--env=MODE=fast", "img"]),
    ] {
        let plan = decided(&profile, &["docker", "run", "--env-file", "f", "img"], content).expect("accepted");
        assert_eq!(plan.files[0].content, content);
        let words: Vec<&OsStr> = plan.steps[0].argv().skip(1).collect();
        let shape = |words: &[&OsStr]| {
            words
                .iter()
                .map(|word| word.to_str().map(|word| word.split("file-").next().unwrap_or("").to_owned()))
                .collect::<Vec<_>>()
        };
        let expected: Vec<&OsStr> = expected.iter().map(OsStr::new).collect();
        assert_eq!(shape(&words), shape(&expected));
    }
}

#[test]
fn a_file_is_opened_only_where_something_depends_on_it() {
    // A pipe can be read once: were it opened, the client would wait for ever, or find nothing.
    let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("docker").file(
        "p.yaml",
        "version: 1\nengine: $DIR/engine\nallow: any\nrules:\n  - { name: s, set: { env: { A: \"1\" } }, drop: [user] }\n",
    );
    let engine = RecordingEngine::install(test.dir(), "engine");
    let made = Command::new("mkfifo").arg(test.dir().join("pipe")).status().expect("mkfifo runs");
    assert!(made.success());
    let dir = test.env("LONGSHORE_PROFILE", "$DIR/p.yaml").args(["run", "--env-file", "pipe", "img"]).run();
    assert_eq!(engine.call().argv[1..], ["run", "--env-file", "pipe", "--env=A=1", "img"]);
    drop(dir);
}

#[test]
fn a_pipe_a_link_and_a_file_that_is_not_there_are_refused_where_something_depends_on_them() {
    for (name, why) in [
        ("pipe", "it is not a regular file"),
        ("link", "it is a link; name the file itself"),
        ("/dev/stdin", "it is a link; name the file itself"),
        ("nothing", "no such file or directory"),
        ("folder", "it is not a regular file"),
        ("", "its name is empty"),
    ] {
        let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("docker").file(
            "p.yaml",
            "version: 1\nengine: $DIR/engine\nallow: any\nrules:\n  - { name: d, default: { env: { A: \"1\" } } }\n",
        );
        let path = |name: &str| test.dir().join(name);
        assert!(Command::new("mkfifo").arg(path("pipe")).status().expect("mkfifo runs").success());
        symlink("p.yaml", path("link")).expect("a link");
        std::fs::create_dir(path("folder")).expect("a folder");
        let shown = if name.is_empty() { "''" } else { name };
        let expected = format!(
            "longshore: word 2: --env-file {shown} cannot be read: {why}; write its lines as options, or name a file that can be read\n"
        );
        let _dir = test
            .env("LONGSHORE_PROFILE", "$DIR/p.yaml")
            .args(["run", "--env-file", name, "img"])
            .stderr(expected)
            .status(125)
            .run();
    }
}

#[test]
fn bytes_that_are_no_text_pass_in_values_for_podman() {
    let profile = profile("podman", &format!("allow: any\n{ASKING}"));
    let words = [&b"podman"[..], b"run", b"--env-file", b"f", b"img\xff"].map(|word| OsString::from_vec(word.to_vec()));
    let host = StaticHost {
        uid: Some(0),
        groups: Some(Vec::new()),
        cwd: Some("/w".into()),
        files: vec![(b"/w/f".to_vec(), b"Q=\xff".to_vec())],
        ..StaticHost::default()
    };
    let plan = decide(&Request::of_words(words.to_vec()), &profile, &host).expect("accepted");
    assert_eq!(plan.files[0].content, b"Q=\xff\n");
    assert!(plan.steps[0].argv().any(|word| word == "--label=q=q"));
}

#[test]
fn explain_shows_what_comes_from_a_file() {
    let profile =
        "version: 1\nengine: $DIR/engine\nallow: any\nrules:\n  - { name: no loader, drop: [{ env: [\"LD_*\"] }] }\n";
    let explain = |more: &[&str]| {
        let test = Test::new(env!("CARGO_BIN_EXE_longshore"))
            .argv0("longshore")
            .file("p.yaml", profile)
            .file("job.env", "A=1\nLD_PRELOAD=/x\nB=x y\n")
            .file("run/x", "")
            .env("XDG_RUNTIME_DIR", "$DIR/run");
        let line = ["--profile", "./p.yaml", "--", "docker", "run", "--env-file", "job.env", "img"];
        let (outcome, _dir) = test.arg("explain").args(more).args(line).outcome();
        String::from_utf8(outcome.stdout).expect("UTF-8")
    };
    let printed = explain(&[]);
    let notes: Vec<&str> = printed.lines().filter(|line| line.starts_with("note: ")).collect();
    assert_eq!(
        notes,
        [
            "note: longshore, which copies the file: job.env sets A, B",
            "note: rule `no loader` (./p.yaml:5:33): it takes LD_PRELOAD out of job.env, line 2",
        ]
    );
    let printed = explain(&["--effects"]);
    let shown: Vec<&str> = printed.lines().filter(|line| line.starts_with("  in a file")).collect();
    assert_eq!(
        shown,
        [
            "  in a file            file=job.env name=A value=1  (word 2 --env-file)",
            "  in a file            file=job.env name=B value=\"x y\"  (word 2 --env-file)",
        ]
    );
}
