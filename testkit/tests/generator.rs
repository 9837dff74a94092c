//! Generated lines are reproducible, varied, and right where they claim to be: the real clients agree on what they mean.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;

use longshore::argv::{Class, Command, Group, Kind, Name, Operands, Repeats, Row, Tables, Verb, row, switch};
use serde_json::{Value, json};
use testkit::{Generator, Line, Manner, Meaning, RecordingSocket, clients};

/// A small part of docker's own tables.
struct Small;

const CONTAINER: Group = Group(1);
const GLOBALS: Group = Group(2);
const REMOVE: Group = Group(3);

const CONTAINER_ROWS: &[Row] = &[
    row("add-host", 0, Kind::AddHost, Repeats::Append, Class::Hosts),
    row("cidfile", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    row("cpus", 0, Kind::Cpus, Repeats::Last, Class::Limit),
    row("device", 0, Kind::Device, Repeats::Append, Class::Device),
    row("device-cgroup-rule", 0, Kind::DeviceCgroupRule, Repeats::Append, Class::Device),
    row("device-read-bps", 0, Kind::ThrottleBps, Repeats::Append, Class::Limit),
    row("entrypoint", 0, Kind::Text, Repeats::Last, Class::Entrypoint),
    row("env", b'e', Kind::Env, Repeats::Keyed, Class::Environment),
    row("env-file", 0, Kind::EnvFile, Repeats::Append, Class::ClientFile),
    row("expose", 0, Kind::Expose, Repeats::Append, Class::Port),
    row("gpus", 0, Kind::Gpus, Repeats::Append, Class::Gpu),
    row("health-interval", 0, Kind::Duration, Repeats::Last, Class::Lifetime),
    row("hostname", b'h', Kind::Text, Repeats::Last, Class::Hosts),
    switch("interactive", b'i', Class::Harmless),
    row("label", b'l', Kind::Label, Repeats::Keyed, Class::Label),
    row("memory", b'm', Kind::Size, Repeats::Last, Class::Limit),
    row("memory-swap", 0, Kind::SwapSize, Repeats::Last, Class::Limit),
    row("mount", 0, Kind::Mount, Repeats::Append, Class::Mounts),
    row("network", 0, Kind::Network, Repeats::First, Class::Network),
    switch("no-healthcheck", 0, Class::Lifetime),
    row("oom-score-adj", 0, Kind::Int, Repeats::Last, Class::Accounting),
    switch("privileged", 0, Class::Privilege),
    row("publish", b'p', Kind::Publish, Repeats::Append, Class::Port),
    row("restart", 0, Kind::Text, Repeats::Last, Class::Lifetime),
    switch("rm", 0, Class::Lifetime),
    row("security-opt", 0, Kind::Text, Repeats::Append, Class::Security),
    row("sysctl", 0, Kind::Sysctl, Repeats::Keyed, Class::Sysctl),
    row("tmpfs", 0, Kind::Tmpfs, Repeats::Append, Class::Mounts),
    switch("tty", b't', Class::Harmless),
    row("ulimit", 0, Kind::Ulimit, Repeats::Keyed, Class::Limit),
    row("user", b'u', Kind::Text, Repeats::Last, Class::Identity),
    row("volume", b'v', Kind::Volume, Repeats::Append, Class::Mounts),
    row("workdir", b'w', Kind::Text, Repeats::Last, Class::Workdir),
];

const GLOBAL_ROWS: &[Row] = &[
    switch("debug", b'D', Class::Output),
    row("host", b'H', Kind::Text, Repeats::Append, Class::Engine),
    row("log-level", b'l', Kind::Text, Repeats::Last, Class::Output),
];

const REMOVE_ROWS: &[Row] = &[switch("force", b'f', Class::Lifetime), switch("volumes", b'v', Class::Objects)];

const fn command(path: &str, verb: Verb, group: Group, interspersed: bool, operands: Operands) -> Command {
    let groups = [group, Group::NONE, Group::NONE, Group::NONE];
    Command { path: Name::new(path), verb, groups, interspersed, operands, is_parent: false }
}

const COMMANDS: &[Command] = &[
    command("container create", Verb::Create, CONTAINER, false, Operands::ImageCommand),
    command("create", Verb::Create, CONTAINER, false, Operands::ImageCommand),
    command("rm", Verb::Rm, REMOVE, true, Operands::Containers),
];

impl Tables for Small {
    fn name(&self) -> &'static str {
        "docker"
    }

    fn rows(&self, group: Group) -> &'static [Row] {
        match group {
            CONTAINER => CONTAINER_ROWS,
            GLOBALS => GLOBAL_ROWS,
            REMOVE => REMOVE_ROWS,
            _ => &[],
        }
    }

    fn globals(&self) -> Group {
        GLOBALS
    }

    fn parent_options(&self) -> Group {
        Group::NONE
    }

    fn commands(&self) -> &'static [Command] {
        COMMANDS
    }

    fn reads_globals_first(&self) -> bool {
        true
    }
}

fn generator(seed: u64) -> Generator {
    Generator::new(seed, &Small)
}

#[test]
fn the_same_seed_gives_the_same_lines() {
    for manner in [Manner::Valid, Manner::NearlyValid, Manner::OddValues, Manner::Nasty] {
        let lines = |seed| generator(seed).manner(manner).take(50).collect::<Vec<Line>>();
        assert_eq!(lines(1), lines(1));
        assert_ne!(lines(1), lines(2));
    }
}

#[test]
fn lines_are_those_of_the_wanted_verbs() {
    let verbs = generator(1).verbs(&[Verb::Rm]).take(100).filter_map(|line| line.meaning);
    assert!(verbs.into_iter().all(|meaning| meaning.command.verb == Verb::Rm));
}

#[test]
fn every_option_and_every_spelling_occurs() {
    let mut names = BTreeSet::new();
    let mut words = BTreeSet::new();
    for line in generator(1).take(3000) {
        names.extend(line.meaning.expect("a right line").options.iter().map(|said| said.row.name.as_str()));
        words.extend(line.words);
    }
    let table = CONTAINER_ROWS.iter().chain(REMOVE_ROWS).map(|row| row.name.as_str());
    assert_eq!(names, table.collect());
    for word in ["--user", "--user=", "-u", "-it", "--", ""] {
        assert!(words.contains(&OsString::from(word)), "never: {word}");
    }
    for beginning in ["--user=", "-u=", "-u1", "-iu", "-itu", "-t=", "--tty="] {
        let begins = |word: &OsString| word.as_bytes().starts_with(beginning.as_bytes()) && word != beginning;
        assert!(words.iter().any(begins), "never: {beginning}...");
    }
    assert!(words.iter().any(|word| word.to_str().is_none()), "never a word that is not UTF-8");
}

#[test]
fn right_lines_hold_no_word_that_clients_ignore() {
    let options = |line: Line| {
        let operands = line.meaning.expect("a right line").operands.len();
        line.words[..line.words.len() - operands].to_vec()
    };
    let mut words = generator(3).verbs(&[Verb::Create]).take(3000).flat_map(options);
    assert!(!words.any(|word| word.as_bytes().starts_with(b"-") && word.as_bytes().windows(5).any(|w| w == b"test.")));
}

#[test]
fn lines_of_the_other_manners_differ_from_right_ones_and_claim_no_meaning() {
    for manner in [Manner::NearlyValid, Manner::OddValues, Manner::Nasty] {
        let lines: Vec<Line> = generator(1).manner(manner).take(500).collect();
        assert!(lines.iter().all(|line| line.meaning.is_none() && line.words[0] == "docker"));
        let has_unknown = lines.iter().any(|line| line.words.contains(&"--no-such-option".into()));
        assert_eq!(has_unknown, manner != Manner::OddValues, "{manner:?}");
    }
}

/// JSON has no bytes but UTF-8; the client replaces others, each byte by itself.
fn as_client_says(word: &OsString) -> String {
    let chunks = word.as_bytes().utf8_chunks();
    chunks.flat_map(|chunk| [chunk.valid().to_owned(), "\u{fffd}".repeat(chunk.invalid().len())]).collect()
}

fn last(meaning: &Meaning, name: &str) -> String {
    meaning.values(name).last().map(as_client_says).unwrap_or_default()
}

fn is_true(meaning: &Meaning, name: &str) -> bool {
    matches!(&*last(meaning, name), "1" | "t" | "T" | "TRUE" | "true" | "True")
}

fn compare(meaning: &Meaning, body: &Value, line: &Line) {
    let words: Vec<String> = meaning.operands.iter().map(as_client_says).collect();
    let command = match &words[1..] {
        [] => Value::Null,
        words => json!(words),
    };
    assert_eq!(body["Image"], *words[0], "{line:?}");
    assert_eq!(body["Cmd"], command, "{line:?}");
    assert_eq!(body["User"], last(meaning, "user"), "{line:?}");
    assert_eq!(body["Hostname"], last(meaning, "hostname"), "{line:?}");
    assert_eq!(body["WorkingDir"], last(meaning, "workdir"), "{line:?}");
    assert_eq!(body["Tty"], is_true(meaning, "tty"), "{line:?}");
    assert_eq!(body["OpenStdin"], is_true(meaning, "interactive"), "{line:?}");
    assert_eq!(body["HostConfig"]["Privileged"], is_true(meaning, "privileged"), "{line:?}");
    let keys = |list: &Value| list.as_array().map_or(0, Vec::len);
    let names: BTreeSet<Vec<u8>> = meaning.values("env").map(name_of).collect();
    assert_eq!(keys(&body["Env"]), names.len(), "{line:?}");
}

fn name_of(value: &OsString) -> Vec<u8> {
    value.as_bytes().split(|&byte| byte == b'=').next().unwrap_or_default().to_vec()
}

#[test]
fn the_real_clients_accept_right_lines_and_read_them_as_they_were_meant() {
    for client in clients() {
        let socket = RecordingSocket::start("1.41");
        for line in generator(11).verbs(&[Verb::Create]).take(80) {
            let (outcome, _dir) = client.test(&socket).args(&line.words[1..]).outcome();
            let creates = socket.take_creates();
            let said = String::from_utf8_lossy(&outcome.stderr);
            let [body] = &creates[..] else { panic!("{} refuses {:?}\n{said}", client.version, line.words) };
            compare(line.meaning.as_ref().expect("a right line"), body, &line);
        }
    }
}

#[test]
fn the_real_clients_refuse_most_nearly_right_lines() {
    for client in clients() {
        let socket = RecordingSocket::start("1.41");
        let lines = generator(12).verbs(&[Verb::Create]).manner(Manner::NearlyValid).take(60);
        let refused = lines.filter(|line| {
            let _ = client.test(&socket).args(&line.words[1..]).outcome();
            socket.take_creates().is_empty()
        });
        let count = refused.count();
        assert!((30..60).contains(&count), "{} refuses {count} of 60", client.version);
    }
}
