//! What the real client sends for our output: the requests of docker clients on a recording socket.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::ffi::OsString;

use longshore::golden::StaticHost;
use longshore::plan::{Request, decide};
use longshore::profile::{Source, SourceError, Text, load, shipped};
use serde_json::{Value, json};
use testkit::{RecordingSocket, clients};

struct Shipped;

impl Source for Shipped {
    fn text(&self, reference: &str, _: Option<&str>) -> Result<Text, SourceError> {
        Ok(shipped(reference).expect("a shipped profile"))
    }
}

/// The words that longshore gives docker for this line under the cernvm profile.
fn rewritten(line: &[&str]) -> Vec<OsString> {
    let profile = load("cernvm", &Shipped).expect("the profile loads");
    let words = std::iter::once("docker").chain(line.iter().copied()).map(OsString::from).collect();
    let plan = decide(&Request::of_words(words), &profile, &StaticHost::default()).expect("the line is decided");
    plan.steps[0].argv().skip(1).map(OsString::from).collect()
}

/// The body of the one create request that each client of this machine sends for our output.
fn requested(line: &[&str]) -> Vec<Value> {
    let words = rewritten(line);
    let mut bodies = Vec::new();
    for client in clients() {
        for version in ["1.41", "1.50"] {
            let socket = RecordingSocket::start(version);
            let (outcome, _dir) = client.test(&socket).args(&words).outcome();
            assert_eq!(outcome.stderr, b"", "{} {words:?}", client.version);
            let mut creates = socket.take_creates();
            assert_eq!(creates.len(), 1, "{} {words:?}", client.version);
            bodies.push(creates.remove(0));
        }
    }
    bodies
}

#[test]
fn the_request_has_no_user_in_whatever_spelling_it_was_given() {
    for spelling in [
        ["create", "--user", "1000", "img"].as_slice(),
        &["create", "--user=1000", "img"],
        &["create", "-u", "1000", "img"],
        &["create", "-u1000", "img"],
        &["create", "-u=1000", "img"],
        &["create", "-itu", "1000", "img"],
    ] {
        for body in requested(spelling) {
            assert_eq!(body["User"], "", "{spelling:?}");
            assert_eq!(body["Image"], "img", "{spelling:?}");
            assert_eq!(body["Tty"], json!(spelling[1] == "-itu"), "{spelling:?}");
        }
    }
}

#[test]
fn the_request_has_the_variable_for_every_spelling_of_a_bind() {
    for spelling in [
        ["create", "--volume", "/cvmfs/cernvm-sl7.cern.ch:/cvmfs", "img"].as_slice(),
        &["create", "--volume=/cvmfs/cernvm-sl7.cern.ch/:/cvmfs:ro", "img"],
        &["create", "-v", "/cvmfs/cernvm-sl7.cern.ch:/cvmfs", "img"],
        &["create", "-v/cvmfs/cernvm-sl7.cern.ch:/cvmfs", "img"],
        &["create", "-v=/cvmfs/cernvm-sl7.cern.ch:/cvmfs", "img"],
        &["create", "-itv", "/cvmfs/cernvm-sl7.cern.ch:/cvmfs", "img"],
        &["create", "--mount", "type=bind,src=/cvmfs/cernvm-sl7.cern.ch,dst=/cvmfs", "img"],
    ] {
        for body in requested(spelling) {
            assert_eq!(body["Env"], json!(["CERNVM_ROOT=/cvmfs/cernvm-sl7.cern.ch/cvm4"]), "{spelling:?}");
        }
    }
}

#[test]
fn the_job_s_own_words_arrive_as_they_were_given() {
    let job = ["prog", "--user", "x", "-v", "/:/x", "", "a b", "$HOME"];
    let line: Vec<&str> = ["create", "--user", "1", "img"].into_iter().chain(job).collect();
    for body in requested(&line) {
        assert_eq!(body["Cmd"], json!(job));
        assert_eq!(body["HostConfig"]["Binds"], Value::Null);
    }
}
