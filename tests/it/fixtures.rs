//! Command lines of real clients: a HTCondor pool, HTCondor's source, workflow engines.
//!
//! Under `passthrough` every one comes out byte for byte; under `cernvm` only `create` and `run` lines with a user or a
//! CernVM bind change, and exactly so.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::ffi::{OsStr, OsString};

use longshore::golden::StaticHost;
use longshore::plan::{Plan, Request, decide};
use longshore::profile::{Profile, Source, SourceError, Text, load, shipped};
use testkit::docker_lines;

struct Shipped;

impl Source for Shipped {
    fn text(&self, reference: &str, _: Option<&str>) -> Result<Text, SourceError> {
        Ok(shipped(reference).expect("a shipped profile"))
    }
}

fn profile(name: &str) -> Profile {
    load(name, &Shipped).expect("a shipped profile loads")
}

fn plan(profile: &Profile, words: &[OsString]) -> Plan {
    let host = StaticHost { cwd: Some("/".into()), ..StaticHost::default() };
    decide(&Request::of_words(words.to_vec()), profile, &host).expect("the line is decided")
}

fn rewritten(profile: &Profile, words: &[OsString]) -> Vec<OsString> {
    plan(profile, words).steps[0].argv().skip(1).map(OsStr::to_owned).collect()
}

#[test]
fn every_fixture_comes_out_byte_for_byte_under_passthrough() {
    let profile = profile("passthrough");
    let lines = docker_lines();
    // Of 55 modelled calls one is apptainer's; of 64 from other clients 51 are docker's.
    assert_eq!(lines.len(), 59 + 74 + 54 + 51);
    for (name, words) in lines {
        assert_eq!(rewritten(&profile, &words), words[1..], "{name}");
    }
}

/// What a reader of the CernVM page would do by hand to the fixtures, whose options are all in words of their own or
/// `--name=value`.
fn by_hand(words: &[OsString]) -> Vec<OsString> {
    let is_creation = words.iter().skip(1).find(|word| !word.to_string_lossy().starts_with('-'));
    let is_creation = is_creation.is_some_and(|word| word == "create" || word == "run");
    if !is_creation {
        return words[1..].to_vec();
    }
    let takes_no_value = |word: &str| {
        let switches =
            ["--init", "--rm", "--privileged", "-i", "-t", "-it", "-d", "--interactive", "--tty", "--detach", "-ti"];
        word.contains('=') || switches.contains(&word)
    };
    let mut out = Vec::new();
    let mut index = 1;
    let mut command_seen = false;
    while index < words.len() {
        let word = words[index].to_string_lossy().into_owned();
        if !word.starts_with('-') {
            if command_seen {
                break;
            }
            command_seen = true;
        }
        let is_user = word == "--user" || word == "-u" || word.starts_with("--user=") || word.starts_with("-u=");
        let takes_next = word.starts_with('-') && !takes_no_value(&word);
        let length = 1 + usize::from(takes_next);
        if !is_user {
            out.extend_from_slice(&words[index..index + length]);
        }
        index += length;
    }
    let binds: Vec<String> = words[..index].iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let root = binds.iter().filter_map(|word| word.strip_prefix("--volume=").or(Some(word))).rev().find_map(|word| {
        let source = word.split(':').next().unwrap_or_default();
        let below = source.strip_prefix("/cvmfs/cernvm").filter(|rest| !rest.contains('/'))?;
        let release = if below.starts_with("-sl7") { "cvm4" } else { "cvm3" };
        word.contains(':').then(|| format!("--env=CERNVM_ROOT={source}/{release}"))
    });
    out.extend(root.map(OsString::from));
    out.extend_from_slice(&words[index..]);
    out
}

#[test]
fn under_cernvm_only_the_lines_that_should_change_do_and_exactly_so() {
    let profile = profile("cernvm");
    let (mut changed, mut creations) = (0, 0);
    for (name, words) in docker_lines().into_iter().filter(|(name, _)| name.starts_with("HTCondor")) {
        let rewritten = rewritten(&profile, &words);
        assert_eq!(rewritten, by_hand(&words), "{name}");
        changed += usize::from(rewritten != words[1..]);
        creations += usize::from(words.iter().any(|word| word == "create"));
    }
    assert_eq!((changed, creations), (37, 36));
}

#[test]
fn under_cernvm_no_user_is_left_on_any_creation_of_any_client() {
    use longshore::argv::{Line, Verb};
    use longshore::runtimes::docker::Docker;

    let profile = profile("cernvm");
    for (name, words) in docker_lines() {
        let mut rewritten = rewritten(&profile, &words);
        rewritten.insert(0, "docker".into());
        let line = Line::read(&rewritten, &Docker).expect("what longshore writes reads back");
        if matches!(line.verb(), Verb::Run | Verb::Create) {
            assert!(line.occurrences().iter().all(|option| option.row.name.as_str() != "user"), "{name}");
            let given = Line::read(&words, &Docker).expect("the fixture reads");
            let operands =
                |line: &Line<'_>| line.operands().iter().map(|&at| line.word(at).to_vec()).collect::<Vec<_>>();
            assert_eq!(operands(&line), operands(&given), "{name}");
        }
    }
}
