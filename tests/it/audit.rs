//! Decisions are recorded: by a real datagram to the system log, and for root in a file.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the site that it looks at, and stops at what must not be"
)]

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use serde_json::Value;
use testkit::{RecordingEngine, Test, in_own_etc};

const LONGSHORE: &str = env!("CARGO_BIN_EXE_longshore");

const POLICY: &str = "\
version: 1
runtime: docker
engine: ENGINE
callers: [0]
rules:
  - { name: nobody, set: { user: \"65534:65534\" } }
allow:
  commands: [create, version, info]
  images: { names: [\"docker.io/library/img:*\"], trust: local }
  networks: [default]
  names: [job1]
  users: [65534]
  groups: [65534]
";

fn docker(words: &[&str], profile: &str) -> (Test, RecordingEngine) {
    let test = Test::new(LONGSHORE).argv0("docker").args(words);
    let engine = RecordingEngine::install(test.dir(), "engine");
    fs::create_dir_all("/etc/longshore").expect("made");
    let profile = profile.replace("ENGINE", &engine.path().display().to_string());
    fs::write("/etc/longshore/profile.yaml", profile).expect("written");
    (test, engine)
}

fn system_log() -> UnixDatagram {
    let _ = fs::remove_file("/dev/log");
    let socket = UnixDatagram::bind("/dev/log").expect("a socket");
    socket.set_read_timeout(Some(Duration::from_secs(5))).expect("set");
    socket
}

fn received(socket: &UnixDatagram) -> Value {
    let mut bytes = vec![0; 1 << 16];
    let length = socket.recv(&mut bytes).expect("a datagram");
    let line = String::from_utf8(bytes[..length].to_vec()).expect("UTF-8");
    assert!(line.starts_with("<85>longshore[") || line.starts_with("<86>longshore["), "{line}");
    serde_json::from_str(line.split_once(": ").expect("a head").1).expect("JSON")
}

#[test]
fn under_a_policy_every_decision_goes_to_the_system_log() {
    if !in_own_etc("audit::under_a_policy_every_decision_goes_to_the_system_log") {
        return;
    }
    let log = system_log();
    let (test, engine) = docker(&["create", "--name", "job1", "-e", "TOKEN=secret", "img"], POLICY);
    let _dir = test.run();
    let record = received(&log);
    assert_eq!(engine.calls().len(), 1);
    let expected = [
        ("decision", "accepted"),
        ("verb", "create"),
        ("container", "job1"),
        ("image", "img"),
        ("profile", "/etc/longshore/profile.yaml"),
    ];
    for (key, value) in expected {
        assert_eq!(record[key], value, "{record}");
    }
    assert_eq!(record["uid"], 0);
    assert!(record.to_string().contains("TOKEN=***") && !record.to_string().contains("secret"), "{record}");
    let (test, engine) = docker(&["create", "--privileged", "-e", "TOKEN=secret", "img"], POLICY);
    let _ = test.outcome();
    let record = received(&log);
    assert_eq!(engine.calls().len(), 0);
    assert_eq!(record["decision"], "refused");
    assert!(record["effect"].is_string() && record["why"].is_string(), "{record}");
    assert!(!record.to_string().contains("secret"), "{record}");
    // A site whose profile does not load says so, too.
    let (test, _engine) = docker(&["create", "img"], "version: 1\n");
    let _ = test.outcome();
    let record = received(&log);
    assert!(record["why"].as_str().is_some_and(|why| why.contains("key `allow` is missing")), "{record}");
}

#[test]
fn a_decision_that_cannot_be_recorded_is_carried_out_unless_the_profile_says_otherwise() {
    if !in_own_etc("audit::a_decision_that_cannot_be_recorded_is_carried_out_unless_the_profile_says_otherwise") {
        return;
    }
    let (test, engine) = docker(&["-v"], POLICY);
    let _dir = test.run();
    assert_eq!(engine.calls().len(), 1);
    let (test, engine) = docker(&["-v"], &format!("audit: {{ on_failure: refuse }}\n{POLICY}"));
    let _dir = test
        .stderr(
            "longshore: the decision cannot be recorded in /dev/log: no such file or directory; see `audit` in the \
             profile\n",
        )
        .status(125)
        .run();
    assert_eq!(engine.calls().len(), 0);
    // A file that cannot be written: the system log knows.
    let log = system_log();
    let (test, engine) = docker(&["-v"], &format!("audit: {{ file: /nonexistent/audit.jsonl }}\n{POLICY}"));
    let _dir = test.run();
    assert_eq!(engine.calls().len(), 1);
    assert_eq!(received(&log)["decision"], "accepted");
    let mut bytes = vec![0; 4096];
    let length = log.recv(&mut bytes).expect("a datagram");
    let record = String::from_utf8_lossy(&bytes[..length]);
    assert!(record.starts_with("<84>longshore[") && record.contains("/nonexistent: no such file"), "{record}");
}

#[test]
fn a_profile_that_only_rewrites_records_when_it_says_so() {
    if !in_own_etc("audit::a_profile_that_only_rewrites_records_when_it_says_so") {
        return;
    }
    let log = system_log();
    log.set_nonblocking(true).expect("set");
    let rewrites = "version: 1\nengine: ENGINE\nallow: any\n";
    let (test, _engine) = docker(&["info"], rewrites);
    let _dir = test.run();
    assert!(log.recv(&mut [0; 10]).is_err(), "nothing is done that the profile does not ask for");
    let (test, _engine) = docker(&["info"], &format!("{rewrites}audit: {{}}\n"));
    let _dir = test.run();
    assert_eq!(received(&log)["decision"], "accepted");
}

#[test]
fn records_are_shown_by_job_container_time_and_outcome() {
    if !in_own_etc("audit::records_are_shown_by_job_container_time_and_outcome") {
        return;
    }
    let profile = format!("audit: {{ file: /etc/longshore/audit.jsonl }}\n{POLICY}");
    let (test, _engine) = docker(&["create", "--name", "job1", "img"], &profile);
    let _dir = test.run();
    let (test, _engine) = docker(&["create", "--name", "job2\n\x1b[31m", "img"], &profile);
    let _ = test.outcome();
    let show = |words: &[&str]| {
        let test = Test::new(LONGSHORE).argv0("longshore").args(["audit", "show"]).args(words);
        let (outcome, _dir) = test.outcome();
        assert_eq!(outcome.status, 0.into(), "{outcome:?}");
        // Without the time, which is never the same.
        let printed = String::from_utf8(outcome.stdout).expect("UTF-8");
        printed.lines().map(|line| line.split_once(' ').map_or(line, |(_, rest)| rest).to_owned()).collect::<Vec<_>>()
    };
    let accepted = "0      accepted create  job1 img".to_owned();
    let all = show(&[]);
    assert_eq!(all.len(), 2);
    assert_eq!(all[0], accepted);
    assert!(all[1].starts_with("0      refused  create  job2\\n\\x1b[31m img: "), "{all:?}");
    assert_eq!(show(&["--container", "job1"]), std::slice::from_ref(&accepted));
    assert_eq!(show(&["--refused"]), [all[1].clone()]);
    assert_eq!(show(&["--since", "1h"]).len(), 2);
    assert_eq!(show(&["--since", "2999-01-01"]).len(), 0);
    assert_eq!(show(&["--job", "2_0"]).len(), 0);
    let (outcome, _dir) =
        Test::new(LONGSHORE).argv0("longshore").args(["audit", "show", "--json", "--refused"]).outcome();
    let record: Value = serde_json::from_slice(&outcome.stdout).expect("JSON");
    assert_eq!(record["decision"], "refused");
}

#[test]
fn without_a_file_of_records_the_system_log_is_named() {
    if !in_own_etc("audit::without_a_file_of_records_the_system_log_is_named") {
        return;
    }
    Test::new(LONGSHORE)
        .argv0("longshore")
        .args(["audit", "show"])
        .stderr(
            "longshore: no file of records is known; name one by --file, or ask the system log: journalctl -t longshore\n",
        )
        .status(2)
        .run();
}
