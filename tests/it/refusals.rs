//! What a policy's refusals say: sentences that name what was asked for, and remedies that work.

#![expect(clippy::panic, reason = "test code stops at what must not be")]

use std::ffi::OsString;

use longshore::argv::{Operands, Verb};
use longshore::facts::{Account, Group};
use longshore::golden::StaticHost;
use longshore::plan::{Refusal, Request, decide};
use longshore::policy::Denied;
use longshore::runtimes::{self, RuntimeName};
use testkit::load_text;

/// What a policy with these entries in `allow` denies of a line, judged for uid 1000.
fn denied(runtime: &str, allow: &str, line: &str) -> Vec<Denied> {
    let reads = if runtime == "podman" { "reads: \"5\"\n" } else { "" };
    let text = format!("version: 1\nruntime: {runtime}\nengine: /usr/bin/{runtime}\n{reads}allow: {{ {allow} }}\n");
    let profile = load_text(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let words: Vec<OsString> = line.split_whitespace().map(Into::into).collect();
    let group = Group { gid: 1000, name: Some("alice".to_owned()) };
    let alice = Account {
        name: "alice".to_owned(),
        uid: 1000,
        gid: 1000,
        gecos: String::new(),
        home: "/home/alice".into(),
        shell: "/bin/sh".into(),
    };
    let host = StaticHost {
        uid: Some(1000),
        gid: Some(1000),
        user: Some(alice.name.clone()),
        home: Some(alice.home.clone()),
        groups: Some(vec![group.clone()]),
        cwd: Some("/".into()),
        accounts: vec![(alice, vec![group])],
        ..StaticHost::default()
    };
    match decide(&Request::of_words(words), &profile, &host) {
        Ok(_) => Vec::new(),
        Err(Refusal::Policy { denied, .. }) => denied,
        Err(other) => panic!("{line}: {other}"),
    }
}

/// The first thing that is denied of a docker line.
fn first(allow: &str, line: &str) -> String {
    denied("docker", allow, line).first().map(ToString::to_string).unwrap_or_default()
}

#[test]
fn every_command_is_named_whole_and_the_entry_that_is_offered_allows_it() {
    for (runtime, name) in [("docker", RuntimeName::Docker), ("podman", RuntimeName::Podman)] {
        let mut count = 0;
        for command in runtimes::tables(name, None).commands() {
            let is_read = !command.is_parent && command.operands != Operands::Unread;
            if !is_read || matches!(command.verb, Verb::Other | Verb::SystemDialStdio | Verb::Version) {
                continue;
            }
            let (path, line) = (command.path, format!("{runtime} {}", command.path));
            let refused = denied(runtime, "commands: [version]", &line);
            let first = refused.first().unwrap_or_else(|| panic!("{line} is allowed"));
            assert_eq!(first.sentence(), format!("command {path} is not listed in `commands`"), "{line}");
            let entry = first.entry(false).unwrap_or_else(|| panic!("{line} has no remedy"));
            assert_eq!(entry, format!("allow: {{ commands: [\"{path}\"] }}"));
            let allowed = denied(runtime, &format!("commands: [\"{path}\"]"), &line);
            assert!(allowed.iter().all(|one| one.effect != "command"), "{line}: {entry} does not help");
            count += 1;
        }
        assert!(count > 60, "{runtime}: {count}");
    }
}

#[test]
fn a_word_that_is_an_id_is_said_to_be_one_and_the_name_is_asked_for() {
    let id = "d791fa106f3078cdbae4bc93c58f91510eb5be243c65e67539f28813e6c2add4";
    let allow = "commands: [stop, inspect], containers: [\"job-*\"], images: { names: [\"docker.io/library/*\"], trust: local }";
    for (verb, effect) in [("stop", "container"), ("inspect", "object")] {
        assert_eq!(
            first(allow, &format!("docker {verb} {id}")),
            format!(
                "{effect} {id} is an id, and a policy knows containers by their names alone; write the container's name; \
                 --name gives it one when it is made"
            )
        );
        assert_eq!(
            first(allow, &format!("docker {verb} d791fa106f30")),
            format!(
                "{effect} d791fa106f30 could be the beginning of another container's id; write its complete name, and give \
                 it one by --name with a letter beyond f, as in `job-7`"
            )
        );
        assert_eq!(first(allow, &format!("docker {verb} job-7")), "", "the remedy works");
    }
}

#[test]
fn a_refusal_is_a_sentence() {
    let run = "commands: [run, ps], users: [image], limits: { memory: { max: 1g } }";
    for (options, sentence) in [
        ("--privileged", "--privileged gives the container the whole machine"),
        ("-d", "--detach lets the call return while the container runs on"),
        ("-P", "--publish-all opens ports of the host that the engine chooses"),
        ("-p 80", "port 80/tcp is not listed: the policy has no `ports`"),
        ("--oom-kill-disable", "--oom-kill-disable would let others die when memory runs short"),
        ("--gpus all", "GPU request all is not listed: the policy has no `gpus`"),
        ("-m 2g", "memory 2147483648 bytes is more than the limit of 1073741824 bytes"),
    ] {
        let found = denied("docker", run, &format!("docker run --memory=1m {options} img"));
        let found: Vec<String> = found.iter().map(Denied::sentence).collect();
        assert!(found.iter().any(|one| one == sentence), "{options}: {found:#?}");
    }
    assert_eq!(
        first(run, "docker ps"),
        "containers in bulk are not listed in `bulk: ps`; name each one, or ask the site to list the command in `bulk`"
    );
    assert_eq!(
        first("commands: [version]", "docker --tls version"),
        "TLS options say how the engine is reached; remove it: the profile says which engine answers"
    );
}
