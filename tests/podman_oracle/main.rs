//! Our reading of podman command lines against that of a real podman.
//!
//! Generated lines, right ones and wrong ones, go to `podman` with storage of its own: it has to refuse each line that
//! `podman::read` refuses, and take each other one, up to where it looks for the image or the container that the line
//! names, of which there are none. Of every 20th line that both take a container is made (none is started), and what
//! `podman inspect` says of it compared with what our effects say.
//!
//! `LONGSHORE_ORACLE_LINES` (default 300) lines of the seed `LONGSHORE_ORACLE_SEED` (default: a fresh one, printed). Lines
//! with options that lead out of the test's folder are not given to it, nor commands that wait, or reach for the network.
//! Lines that once showed a difference are kept in `tests/fixtures/oracle`.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "test code touches the machine, and stops at what must not be"
)]

mod answer;
mod claims;
mod differences;
mod inspect;
mod judge;
mod lines;
mod minimise;
mod mounts;
mod networks;
mod options;
mod possible;
mod together;
mod world;

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use inspect::Maker;
use judge::{Reading, Verdict, judge, ours, shown};
use longshore::argv::Line;
use longshore::runtimes::podman::{Fault, Podman};
use longshore::values::Dialect;
use minimise::{kind_of, minimise};
use serde_json::Value;
use testkit::Rng;
use world::World;

/// How many lines are looked at side by side.
const THREADS: u64 = 2;

/// Of how many lines that both take, and that create something, one is really made; with it another one that can be.
const EVERY: u64 = 20;

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable}={text} is no number")))
}

fn seed() -> u64 {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_nanos();
    number("LONGSHORE_ORACLE_SEED").unwrap_or_else(|| u64::try_from(now() % 1_000_000_007).expect("a small number"))
}

/// The podman to be asked: only releases that were measured say something.
fn world() -> Option<World> {
    let world = World::find();
    match &world {
        None => testkit::skipped("no podman"),
        Some(found) if !(found.version.starts_with("4.3.") || found.version.starts_with("5.")) => {
            testkit::skipped("another podman than 4.3 and 5");
            return None;
        }
        Some(_) => {}
    }
    world
}

/// A line, what differs, and what podman says.
type Difference = (Vec<OsString>, String, String);

/// What came of many lines.
#[derive(Default)]
struct Count {
    by_verdict: BTreeMap<&'static str, u64>,
    /// Containers that were made and looked at.
    made: BTreeMap<&'static str, u64>,
    differences: Vec<Difference>,
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

    /// Makes a container of a line.
    fn compare(&mut self, maker: &Maker<'_>, words: Vec<OsString>) {
        let name = match maker.compare(&words) {
            Verdict::Different { what, said } => {
                self.differences.push((words, what, said));
                "different"
            }
            Verdict::Aside(reason) => reason,
            Verdict::Accepted | Verdict::Refused => "alike",
        };
        *self.made.entry(name).or_default() += 1;
    }

    fn join(mut self, other: Count) -> Count {
        for (name, count) in other.by_verdict {
            *self.by_verdict.entry(name).or_default() += count;
        }
        for (name, count) in other.made {
            *self.made.entry(name).or_default() += count;
        }
        self.differences.extend(other.differences);
        self
    }
}

/// Runs `count` lines of that seed past podman; each thread has one of its own.
fn run(seed: u64, count: u64, read: Reading) -> Option<Count> {
    let run_part = |part: u64| {
        let world = World::find()?;
        let maker = Maker::new(&world);
        let (mut counted, mut accepted) = (Count::default(), 0);
        let mut rng = Rng::new(seed * THREADS + part);
        for words in lines::lines(seed * THREADS + part, world.release())
            .take(usize::try_from(count / THREADS).expect("a count"))
        {
            let verdict = judge(&world, &words, read);
            let creates = matches!(verdict, Verdict::Accepted) && inspect::real(&words, world.dialect()).is_some();
            accepted += u64::from(creates);
            if creates && accepted.is_multiple_of(EVERY) {
                counted.compare(&maker, words.clone());
                counted.compare(&maker, possible::line(&mut rng));
            }
            counted.add(words, verdict);
        }
        let (left, _) = world.outcome(&["podman", "ps", "-aq"].map(OsString::from));
        assert_eq!(String::from_utf8_lossy(&left.stdout), "", "nothing was created");
        Some(counted)
    };
    thread::scope(|scope| {
        let parts: Vec<_> = (0..THREADS).map(|part| scope.spawn(move || run_part(part))).collect();
        let counts = parts.into_iter().map(|part| part.join().expect("a part of the lines was run"));
        counts.collect::<Option<Vec<Count>>>().map(|counts| counts.into_iter().fold(Count::default(), Count::join))
    })
}

/// The differences with their shortest lines, each sort once, with the number of lines that show it.
fn report(world: &World, counted: &Count, read: Reading) -> String {
    let mut sorts: BTreeMap<(bool, String), (u64, &Difference)> = BTreeMap::new();
    for difference in &counted.differences {
        let (_, what, said) = difference;
        let sort = if what.starts_with("we take") { kind_of(said) } else { kind_of(what) };
        sorts.entry((what.starts_with("we take"), sort)).or_insert((0, difference)).0 += 1;
    }
    let mut text = String::new();
    for (count, (words, what, said)) in sorts.values() {
        let short = if said.is_empty() { words.clone() } else { minimise(world, words, &kind_of(said), read) };
        let _ = write!(
            text,
            "\n{count} lines such as {}\n  {what}\n  podman: {said}\n  shortest: {}\n",
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
fn podman_reads_generated_lines_as_we_do() {
    let Some(world) = world() else { return };
    let (seed, count) = (seed(), number("LONGSHORE_ORACLE_LINES").unwrap_or(300));
    let counted = run(seed, count, ours).expect("podman runs");
    let verdicts: Vec<String> =
        counted.by_verdict.iter().map(|(verdict, count)| format!("{count} {verdict}")).collect();
    let made: Vec<String> = counted.made.iter().map(|(verdict, count)| format!("{count} {verdict}")).collect();
    let (verdicts, made) = (verdicts.join(", "), made.join(", "));
    tell(&format!("oracle: podman {}, seed {seed}, {count} lines: {verdicts}; containers: {made}", world.version));
    let found = report(&world, &counted, ours);
    assert!(found.is_empty(), "podman {}, seed {seed}\n{found}", world.version);
}

#[test]
fn lines_that_once_showed_a_difference_are_read_alike_now() {
    let Some(world) = world() else { return };
    for fixture in include_str!("../fixtures/oracle/podman.jsonl").lines() {
        let fixture: Value = serde_json::from_str(fixture).expect("a line of JSON");
        let words = fixture["argv"].as_array().expect("words").iter();
        let words: Vec<OsString> = words.map(|word| word.as_str().expect("a word").into()).collect();
        let verdict = judge(&world, &words, ours);
        let (accepted, refused) = (matches!(verdict, Verdict::Accepted), matches!(verdict, Verdict::Refused));
        let versions = fixture["clients"].as_array().expect("a list of versions");
        if !versions.iter().any(|version| world.version.starts_with(version.as_str().expect("a version"))) {
            continue;
        }
        let is_right = if fixture["accept"] == true { accepted } else { refused };
        assert!(is_right, "{}: {verdict:?}; {}", shown(&words), fixture["note"]);
    }
}

#[test]
fn every_option_is_known_exactly_to_the_releases_that_its_row_names() {
    let Some(world) = world() else { return };
    assert_eq!(options::wrongly_dated(&world), Vec::<String>::new(), "podman {}", world.version);
}

#[test]
fn every_option_and_command_that_the_help_lists_is_in_the_tables() {
    let Some(world) = world() else { return };
    assert_eq!(options::otherwise_in_help(&world), Vec::<String>::new(), "podman {}", world.version);
}

/// A reading with one option too few, and without a look at what options do together.
fn wrong(words: &[OsString], dialect: Dialect) -> Result<Line<'_>, Fault> {
    match ours(words, dialect) {
        Ok(line) if line.occurrences().iter().any(|found| found.row.name.as_str() == "memory") => Err(Fault::NoName),
        Err(Fault::Conflict { .. }) => {
            Line::read(words, &Podman).map_err(|error| Fault::Scan { error: Box::new(error) })
        }
        other => other,
    }
}

/// The wrong reading differs on the line as said, the right one does not.
fn catches(world: &World, line: &[&str], text: &str) {
    let words: Vec<OsString> = line.iter().map(OsString::from).collect();
    let verdict = judge(world, &words, wrong);
    assert!(matches!(&verdict, Verdict::Different { what, .. } if what.contains(text)), "{line:?}: {verdict:?}");
    let right = judge(world, &words, ours);
    assert!(matches!(right, Verdict::Accepted | Verdict::Refused), "{line:?}: {right:?}");
}

#[test]
fn a_wrong_reading_is_caught() {
    let Some(world) = world() else { return };
    catches(&world, &["podman", "create", "--rootfs", "--pull=never", "-m", "1g", "img", "sh"], "we refuse it");
    catches(
        &world,
        &["podman", "create", "--rootfs", "--pull=never", "--rm", "--restart=always", "img", "sh"],
        "we take it",
    );
}

#[test]
fn generated_lines_catch_a_wrong_reading() {
    if world().is_none() {
        return;
    }
    let counted = run(1, 300, wrong).expect("podman runs");
    assert!(!counted.differences.is_empty(), "{:?}", counted.by_verdict);
}

/// Options that change what a container is, each with a value.
const MEANT: &[&str] = &[
    "--add-host=h:1.1.1.1",
    "--cap-add=net_admin",
    "--cap-drop=kill",
    "--cgroup-parent=/x",
    "--cpu-shares=5",
    "--cpus=0.5",
    "--dns-search=a",
    "--entrypoint=x",
    "--env=A=1",
    "--group-add=5",
    "--hostname=h",
    "--label=a=b",
    "--log-driver=none",
    "--log-opt=driver=none",
    "--memory=64m",
    "--memory-reservation=1m",
    "--mount=type=tmpfs,dst=/t",
    "--network=host",
    "--network=net1",
    "--pid=host",
    "--pids-limit=5",
    "--privileged",
    "--publish=8080:80",
    "--publish-all",
    "--read-only",
    "--restart=always",
    "--rm",
    "--shm-size=1m",
    "--stop-signal=9",
    "--stop-timeout=5",
    "--tmpfs=/t",
    "--ulimit=core=0",
    "--user=5",
    "--uts=host",
    "--volume=/:/b",
    "--volume=/b",
    "--volume=v:/b",
    "--workdir=/x",
];

#[test]
fn a_wrong_meaning_is_caught() {
    let Some(world) = world() else { return };
    let maker = Maker::new(&world);
    let words = |option: &str| ["podman", "create", option, inspect::IMAGE, "sh"].map(OsString::from);
    let plain = words("--tty=false");
    let plain = ours(&plain, world.dialect()).expect("the line is read");
    for option in MEANT {
        let words = words(option);
        let line = ours(&words, world.dialect()).expect("the line is read");
        let found = maker.made(&words).unwrap_or_else(|said| panic!("{option}: {said}"));
        assert_eq!(maker.difference(&line, &found), None, "{option}");
        assert_ne!(maker.difference(&line, maker.plain()), None, "{option} is not there, and nobody sees it");
        assert_ne!(maker.difference(&plain, &found), None, "{option} is there, and nobody claims it");
    }
}
