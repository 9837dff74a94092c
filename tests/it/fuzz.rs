//! The fuzz targets on the stable compiler: the checked-in inputs, then mutations of them.
//!
//! `LONGSHORE_FUZZ_RUNS` mutations for each target (default 500), or as many as `LONGSHORE_FUZZ_SECONDS` allow, of the seed
//! `LONGSHORE_FUZZ_SEED` (default: a fresh one, in every message); `LONGSHORE_FUZZ_TARGET` names the only target. An
//! input that breaks a law is written to `fuzz/artifacts/TARGET/`.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, reads its inputs, and is told by variables how much to try"
)]

use std::collections::BTreeSet;
use std::collections::hash_map::RandomState;
use std::fmt::Write as _;
use std::hash::BuildHasher as _;
use std::io::Write as _;
use std::num::NonZero;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use testkit::fuzz::{Mutations, TARGETS, Target};

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable}={text} is no number")))
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(name)
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let name = |entry: io::Result<fs::DirEntry>| entry.expect("an entry").file_name().into_string();
    entries.map(|entry| name(entry).expect("a plain name")).collect()
}

/// The checked-in inputs of a target, by name.
fn corpus(target: Target) -> Vec<(String, Vec<u8>)> {
    let folder = folder("corpus").join(target.name);
    let read = |name: String| {
        let input = fs::read(folder.join(&name)).expect("an input");
        (name, input)
    };
    names(&folder).into_iter().map(read).collect()
}

/// Hands one input to the body. An input that breaks a law is kept, and named.
fn run(target: Target, origin: &str, input: &[u8]) {
    if catch_unwind(|| (target.body)(input)).is_ok() {
        return;
    }
    let artifacts = folder("artifacts").join(target.name);
    let mut name = String::from("stable-");
    for byte in RandomState::new().hash_one(input).to_be_bytes() {
        let _ = write!(name, "{byte:02x}");
    }
    fs::create_dir_all(&artifacts).expect("a folder");
    fs::write(artifacts.join(&name), input).expect("a file");
    panic!("{}, {origin}: fuzz/artifacts/{}/{name}: {}", target.name, target.name, input.escape_ascii());
}

#[test]
fn the_checked_in_inputs_break_no_law() {
    for target in TARGETS {
        let inputs = corpus(target);
        assert!(!inputs.is_empty(), "fuzz/corpus/{} is empty", target.name);
        for (name, input) in inputs {
            run(target, &name, &input);
        }
    }
}

#[test]
fn mutations_of_them_break_no_law() {
    let seed = number("LONGSHORE_FUZZ_SEED").unwrap_or_else(|| RandomState::new().hash_one(0) >> 32);
    let seconds = number("LONGSHORE_FUZZ_SECONDS").map(Duration::from_secs);
    let runs = number("LONGSHORE_FUZZ_RUNS").unwrap_or(500);
    let only = env::var("LONGSHORE_FUZZ_TARGET").ok().filter(|name| !name.is_empty());
    let is_wanted = |target: &Target| only.as_ref().is_none_or(|only| only == target.name);
    let targets: Vec<Target> = TARGETS.into_iter().filter(is_wanted).collect();
    assert!(!targets.is_empty(), "LONGSHORE_FUZZ_TARGET is none of {:?}", TARGETS.map(|target| target.name));
    let mutate = |target: Target| {
        let known = corpus(target).into_iter().map(|(_, input)| input).collect();
        let begin = Instant::now();
        let mut count = 0;
        for input in Mutations::new(seed, known) {
            if seconds.map_or(count >= runs, |seconds| begin.elapsed() >= seconds) {
                break;
            }
            run(target, &format!("LONGSHORE_FUZZ_SEED={seed}, mutation {count}"), &input);
            count += 1;
        }
        // Past the capture of the test; nobody has to listen.
        let _ = writeln!(io::stderr(), "fuzz: {}, seed {seed}: {count} mutations", target.name);
    };
    // A processor each.
    let (rest, mutate) = (Mutex::new(targets), &mutate);
    let next = || rest.lock().expect("a target broke a law").pop();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                while let Some(target) = next() {
                    mutate(target);
                }
            });
        }
    });
}

#[test]
fn every_target_has_a_file_for_the_fuzzer_and_inputs() {
    let manifest = fs::read_to_string(folder("Cargo.toml")).expect("the fuzz targets' manifest");
    let wanted: BTreeSet<String> = TARGETS.map(|target| target.name.to_owned()).into();
    assert_eq!(names(&folder("corpus")), wanted);
    let files: BTreeSet<String> = wanted.iter().map(|name| format!("{name}.rs")).collect();
    assert_eq!(names(&folder("fuzz_targets")), files);
    for name in wanted {
        let file = fs::read_to_string(folder("fuzz_targets").join(format!("{name}.rs"))).expect("a target's file");
        assert!(file.contains(&format!("testkit::fuzz::{name}(data)")), "{name}.rs runs another target");
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "fuzz/Cargo.toml lacks {name}");
    }
}
