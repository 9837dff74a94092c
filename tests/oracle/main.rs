//! Our reading of docker command lines against that of the real clients.
//!
//! Generated lines, right ones and wrong ones, go to every docker client of this machine in front of a recording socket:
//! the client has to take or refuse each as `docker_client::read_by` says, its request has to hold what we read, and the canonical
//! form that we write of the line has to lead to the same request.
//!
//! `LONGSHORE_ORACLE_LINES` (default 3000) lines for each client, of the seed `LONGSHORE_ORACLE_SEED` (default: a fresh
//! one, printed). Lines that once showed a difference are kept in `tests/fixtures/oracle` and run first.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "test code touches the machine, and stops at what must not be"
)]

mod body;
mod builds;
mod claims;
mod client;
mod compare;
mod differences;
mod emit;
mod host_config;
mod judge;
mod lines;
mod minimise;
mod options;
mod rewritten;
mod said;
mod world;

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStringExt as _;
use std::sync::OnceLock;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use longshore::argv::{Command, Group, Kind, Line, Repeats, Row, Tables};
use longshore::runtimes::docker::{Building, Docker};
use longshore::values::ValueError;
use serde_json::Value;
use testkit::docker_client::{Fault, read_by};
use testkit::{Client, RecordingSocket, clients};

use client::{api_version, release};
use judge::{Reading, Verdict, judge, shown};

/// How many lines are looked at side by side.
const THREADS: u64 = 2;

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable}={text} is no number")))
}

fn seed() -> u64 {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_nanos();
    number("LONGSHORE_ORACLE_SEED").unwrap_or_else(|| u64::try_from(now() % 1_000_000_007).expect("a small number"))
}

/// What came of many lines.
#[derive(Default)]
struct Count {
    by_verdict: BTreeMap<&'static str, u64>,
    differences: Vec<(Vec<OsString>, String, String)>,
}

impl Count {
    fn add(&mut self, words: Vec<OsString>, verdict: Verdict) {
        let name = match verdict {
            Verdict::Accepted => "accepted",
            Verdict::Refused => "refused",
            Verdict::Aside(reason) => reason,
            Verdict::Different { what, said } => {
                self.differences.push((words, what, said));
                "different"
            }
        };
        *self.by_verdict.entry(name).or_default() += 1;
    }

    fn join(mut self, other: Count) -> Count {
        for (name, count) in other.by_verdict {
            *self.by_verdict.entry(name).or_default() += count;
        }
        self.differences.extend(other.differences);
        self
    }
}

/// Our reading, `build` as the engine's own builder takes it.
fn ours(words: &[OsString]) -> Result<Line<'_>, Fault> {
    read_by(words, &Building::LEGACY)
}

/// Makes the lines of a seed that a release knows.
type Lines = fn(u64, u16) -> Box<dyn Iterator<Item = Vec<OsString>>>;

/// Runs `count` lines of that seed past one client.
fn run(client: &Client, seed: u64, count: u64, read: Reading) -> Count {
    run_lines(client, seed, count, read, |seed, release| Box::new(lines::lines(seed, release)))
}

fn run_lines(client: &Client, seed: u64, count: u64, read: Reading, lines: Lines) -> Count {
    let run_part = |part: u64| {
        let socket = RecordingSocket::start(api_version(release(client)));
        let mut counted = Count::default();
        let count = usize::try_from(count / THREADS).expect("a count");
        for words in lines(seed * THREADS + part, release(client)).take(count) {
            let verdict = judge(client, &socket, &words, read);
            counted.add(words, verdict);
        }
        counted
    };
    thread::scope(|scope| {
        let parts: Vec<_> = (0..THREADS).map(|part| scope.spawn(move || run_part(part))).collect();
        let counts = parts.into_iter().map(|part| part.join().expect("a part of the lines was run"));
        counts.fold(Count::default(), Count::join)
    })
}

/// The differences with their shortest lines, each kind once.
fn report(client: &Client, counted: &Count, read: Reading) -> String {
    let mut text = String::new();
    let socket = RecordingSocket::start(api_version(release(client)));
    for (words, what, said) in counted.differences.iter().take(12) {
        let short = minimise::minimise(client, &socket, words, read);
        let _ = write!(
            text,
            "\n{} differs on\n  {}\n  {what}\n  the client says: {said}\n  shortest: {}\n",
            client.version,
            shown(words),
            shown(&short)
        );
    }
    text
}

fn tell(text: &str) {
    // Past the capture of the test, for a run that succeeds; nobody has to listen.
    let _ = writeln!(io::stderr(), "{text}");
}

#[test]
fn the_real_clients_read_generated_lines_as_we_do() {
    let (seed, count) = (seed(), number("LONGSHORE_ORACLE_LINES").unwrap_or(3000));
    let mut text = String::new();
    for client in clients() {
        let counted = run(client, seed, count, ours);
        let verdicts: Vec<String> =
            counted.by_verdict.iter().map(|(verdict, count)| format!("{count} {verdict}")).collect();
        tell(&format!("oracle: docker {}, seed {seed}, {count} lines: {}", client.version, verdicts.join(", ")));
        let found = report(client, &counted, ours);
        if !found.is_empty() {
            // At once: the next client may take long.
            tell(&found);
        }
        text += &found;
    }
    assert!(text.is_empty(), "seed {seed}\n{text}");
}

#[test]
fn the_real_clients_read_generated_builds_as_we_do() {
    let (seed, count) = (seed(), number("LONGSHORE_ORACLE_LINES").unwrap_or(3000) / 25);
    for client in clients() {
        let counted = run_lines(client, seed, count, ours, |seed, release| {
            Box::new(builds::lines(seed, &Building::LEGACY, release))
        });
        let version = &client.version;
        tell(&format!("oracle: docker {version}, seed {seed}, {count} builds: {:?}", counted.by_verdict));
        assert_eq!(report(client, &counted, ours), "", "seed {seed}");
    }
}

#[test]
fn buildx_reads_generated_builds_as_we_do() {
    let (seed, count) = (seed(), number("LONGSHORE_ORACLE_LINES").unwrap_or(3000) / 75);
    // Clients before 23.0 hand nothing to the plugin.
    let new = clients().iter().find(|client| release(client) >= 2300);
    let (Some(client), Some(plugin)) = (new, builds::buildx()) else { return };
    assert_eq!(builds::wrongly_read(client, &plugin), Vec::<String>::new());
    let count = usize::try_from(count).expect("a count");
    assert_eq!(builds::buildx_differs(client, &plugin, seed, count), None, "seed {seed}");
}

#[test]
fn lines_that_once_showed_a_difference_are_read_alike_now() {
    let fixtures = include_str!("../fixtures/oracle/found.jsonl");
    for client in clients() {
        let socket = RecordingSocket::start(api_version(release(client)));
        for fixture in fixtures.lines() {
            let fixture: Value = serde_json::from_str(fixture).expect("a line of JSON");
            let versions = fixture["clients"].as_array().expect("a list of versions");
            if !versions.iter().any(|version| client.version.starts_with(version.as_str().expect("a version"))) {
                continue;
            }
            let words: Vec<OsString> = fixture["argv"]
                .as_array()
                .expect("words")
                .iter()
                .map(|word| word.as_str().expect("a word").into())
                .collect();
            let verdict = judge(client, &socket, &words, ours);
            let accepted = matches!(verdict, Verdict::Accepted);
            let refused = matches!(verdict, Verdict::Refused);
            let expected = fixture["accept"] == true;
            assert!(
                if expected { accepted } else { refused },
                "docker {}: {}: {verdict:?}; {}",
                client.version,
                shown(&words),
                fixture["note"]
            );
        }
    }
}

/// A character that is cut short, and a byte that begins none.
const NOT_UTF_8: &[u8] = b"a\xe2\x82b\xff";

#[test]
fn values_that_are_not_utf_8_are_sent_as_we_say() {
    let commands = [("create", "img"), ("exec", "c1"), ("build", ".")];
    for client in clients() {
        let socket = RecordingSocket::start(api_version(release(client)));
        for (name, operand) in commands {
            let command = Building::LEGACY.commands().iter().find(|command| command.path.as_str() == name);
            let rows = command.expect("the command").groups.map(|group| Building::LEGACY.rows(group));
            for row in rows.into_iter().flatten().filter(|row| !row.is_switch()) {
                let before = match row.kind {
                    Kind::Network => "name=",
                    _ if row.repeats == Repeats::Keyed => "a=",
                    _ => "",
                };
                let option = [format!("--{}={before}", row.name).as_bytes(), NOT_UTF_8].concat();
                let words = ["docker".into(), name.into(), OsString::from_vec(option), operand.into()];
                let verdict = judge(client, &socket, &words, ours);
                assert!(!matches!(verdict, Verdict::Different { .. }), "{}: {verdict:?}", shown(&words));
            }
        }
    }
}

#[test]
fn every_option_is_known_exactly_to_the_releases_that_its_row_names() {
    for client in clients() {
        assert_eq!(options::wrongly_dated(client), Vec::<String>::new());
    }
}

#[test]
fn every_option_and_command_that_the_help_lists_is_in_the_tables() {
    for client in clients() {
        assert_eq!(options::otherwise_in_help(client), Vec::<String>::new(), "docker {}", client.version);
    }
}

/// A reading with one option too few, and without a look at what options do together.
fn wrong(words: &[OsString]) -> Result<Line<'_>, Fault> {
    match ours(words) {
        Ok(line) if line.occurrences().iter().any(|found| found.row.name.as_str() == "memory") => {
            Err(Fault::Image { error: ValueError::Nul })
        }
        Err(Fault::Conflict { .. }) => {
            Line::read(words, &Docker).map_err(|error| Fault::Scan { error: Box::new(error) })
        }
        other => other,
    }
}

/// docker's tables with one row changed: `--user` takes none.
struct Mutated;

impl Tables for Mutated {
    fn name(&self) -> &'static str {
        Docker.name()
    }

    fn rows(&self, group: Group) -> &'static [Row] {
        static CHANGED: OnceLock<Vec<Row>> = OnceLock::new();
        let rows = Docker.rows(group);
        if !rows.iter().any(|row| row.name.as_str() == "entrypoint") {
            return rows;
        }
        CHANGED.get_or_init(|| {
            let mut rows = rows.to_vec();
            let changed = rows.iter_mut().find(|row| row.name.as_str() == "user");
            changed.expect("create has the option").kind = Kind::Bool;
            rows
        })
    }

    fn globals(&self) -> Group {
        Docker.globals()
    }

    fn parent_options(&self) -> Group {
        Docker.parent_options()
    }

    fn commands(&self) -> &'static [Command] {
        Docker.commands()
    }

    fn reads_globals_first(&self) -> bool {
        Docker.reads_globals_first()
    }
}

fn with_a_changed_row(words: &[OsString]) -> Result<Line<'_>, Fault> {
    ours(words)?;
    Line::read(words, &Mutated).map_err(|error| Fault::Scan { error: Box::new(error) })
}

/// The wrong reading differs on the line as said, the right one does not.
fn catches(read: Reading, line: &[&str], text: &str) {
    let words: Vec<OsString> = line.iter().map(OsString::from).collect();
    for client in clients() {
        let socket = RecordingSocket::start(api_version(release(client)));
        let verdict = judge(client, &socket, &words, read);
        assert!(matches!(&verdict, Verdict::Different { what, .. } if what.contains(text)), "{line:?}: {verdict:?}");
        let right = judge(client, &socket, &words, ours);
        assert!(matches!(right, Verdict::Accepted | Verdict::Refused), "{line:?}: {right:?}");
    }
}

#[test]
fn one_changed_row_is_caught() {
    catches(with_a_changed_row, &["docker", "create", "--user", "5", "img"], "/Image");
    catches(with_a_changed_row, &["docker", "create", "--user=5", "img"], "we refuse it");
}

#[test]
fn a_wrong_reading_is_caught() {
    catches(wrong, &["docker", "create", "-m", "1g", "img"], "we refuse it");
    catches(wrong, &["docker", "create", "--rm", "--restart=always", "img"], "we accept it");
}

#[test]
fn generated_lines_catch_a_wrong_reading() {
    for client in clients() {
        let counted = run(client, 1, 300, wrong);
        assert!(!counted.differences.is_empty(), "{:?}", counted.by_verdict);
    }
}

#[test]
fn a_wrong_meaning_is_caught() {
    for client in clients() {
        let socket = RecordingSocket::start(api_version(release(client)));
        let words: Vec<OsString> = ["docker", "create", "--user=5", "-m", "1g", "img", "sh"].map(OsString::from).into();
        let line = ours(&words).expect("the line is read");
        let answer = client::ask(client, &socket, &words);
        let body =
            &answer.requests.iter().find(|request| request.path == "/containers/create").expect("a request").body;
        let mut fields = body::expected(&line, release(client)).expect("the line creates a container");
        assert_eq!(compare::fields(&fields, body), None);
        for index in 0..fields.len() {
            let right = std::mem::replace(&mut fields[index].1, Value::from("wrong"));
            assert!(compare::fields(&fields, body).is_some(), "{} is not compared", fields[index].0);
            fields[index].1 = right;
        }
    }
}
