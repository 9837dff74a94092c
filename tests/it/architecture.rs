//! What docs/architecture.md says of the program is so: the picture of the road, and which part may know which.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test fails by panicking, and reads the repository"
)]

use std::fs;
use std::path::Path;

/// A file of the repository.
fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file")
}

/// The parts of the program in the order of the table of layers: an import points to an earlier one.
fn parts() -> Vec<String> {
    let text = text("docs/architecture.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `src/")?.split_once('`'));
    rows.map(|(part, _)| part.trim_end_matches('/').trim_end_matches(".rs").to_owned()).collect()
}

/// Every file below `src`, by its path there, without its tests and comments.
fn sources(folder: &Path, below: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{below}{}", entry.file_name().display());
        if entry.path().is_dir() {
            sources(&entry.path(), &format!("{name}/"), found);
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(entry.path()).expect("a text");
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            let code: Vec<_> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            found.push((name, code.join("\n")));
        }
    }
}

/// The part that a file belongs to.
fn part_of(file: &str) -> &str {
    file.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

/// What is wrong with the imports of a file: those of parts that stand after its own, or nowhere.
fn faults(file: &str, code: &str, parts: &[String]) -> Vec<String> {
    let own = part_of(file);
    let place = |name: &str| parts.iter().position(|part| part == name);
    let known = code.split("crate::").skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    });
    let is_wrong = |other: &&str| match (place(own), place(other)) {
        (Some(own), Some(other)) => other > own,
        _ => true,
    };
    let mut wrong: Vec<_> = known.filter(is_wrong).map(|other| format!("src/{file} knows {other}")).collect();
    wrong.dedup();
    wrong
}

#[test]
fn imports_point_up_the_table_of_layers() {
    let parts = parts();
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut files);
    files.sort();
    let without_root = || files.iter().filter(|(file, _)| !matches!(file.as_str(), "lib.rs" | "main.rs"));
    let faults: Vec<_> = without_root().flat_map(|(file, code)| faults(file, code, &parts)).collect();
    assert_eq!(faults, Vec::<String>::new());
    let mut there: Vec<_> = without_root().map(|(file, _)| part_of(file)).collect();
    there.dedup();
    let missing: Vec<_> = parts.iter().filter(|part| !there.contains(&part.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new(), "the table has parts that are not there");
}

/// The floors of the room of profiles: each may know those before it.
const FLOORS: [&str; 4] = ["model", "load", "rules", "about"];

/// What is wrong with the imports of a file of that room: a floor above its own, or beside it.
fn faults_of_floors(file: &str, code: &str) -> Vec<String> {
    let place = |name: &str| FLOORS.iter().position(|floor| *floor == name);
    let Some(own) = file.strip_prefix("profile/").and_then(|rest| place(rest.split('/').next()?)) else {
        return Vec::new();
    };
    // `load` and `rules` both stand on `model`, and not on each other.
    let may = |other: usize| other <= own && (FLOORS[own], FLOORS[other]) != ("rules", "load");
    let known = code.split("profile::").skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    });
    let wrong = known.filter(|other| place(other).is_some_and(|other| !may(other)));
    let mut wrong: Vec<_> = wrong.map(|other| format!("src/{file} knows {other}")).collect();
    wrong.dedup();
    wrong
}

#[test]
fn the_floors_of_the_room_of_profiles_know_those_below_them() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut files);
    let faults: Vec<_> = files.iter().flat_map(|(file, code)| faults_of_floors(file, code)).collect();
    assert_eq!(faults, Vec::<String>::new());
    for floor in FLOORS {
        let folder = format!("profile/{floor}/");
        assert!(files.iter().any(|(file, _)| file.starts_with(&folder)), "src/{folder} is not there");
    }
    let of =
        |file: &str| faults_of_floors(file, "use crate::profile::load::load;\nuse crate::profile::model::rule::Rule;");
    assert_eq!(of("profile/model/rule.rs"), ["src/profile/model/rule.rs knows load"]);
    assert_eq!(of("profile/rules/apply.rs"), ["src/profile/rules/apply.rs knows load"]);
    assert_eq!(of("profile/about/describe/mod.rs"), Vec::<String>::new());
    assert_eq!(of("plan/decide.rs"), Vec::<String>::new());
}

#[test]
fn an_import_that_points_down_the_table_or_out_of_it_is_found() {
    let parts = ["argv", "facts", "plan"].map(str::to_owned);
    let code = "use crate::argv::Line;\nuse crate::plan::{Plan, Step};\nlet it = crate::other::it();";
    assert_eq!(faults("facts.rs", code, &parts), ["src/facts.rs knows plan", "src/facts.rs knows other"]);
    assert_eq!(faults("plan/mod.rs", "use crate::plan::Plan;\nuse crate::{argv};", &parts), ["src/plan/mod.rs knows "]);
    assert_eq!(faults("new/mod.rs", "use crate::argv::Line;", &parts), ["src/new/mod.rs knows argv"]);
}

#[test]
fn one_file_starts_programs() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut files);
    let ways = ["std::process::Command;", "Command::new(", "CommandExt", ".spawn()", "execve"];
    let starts = |code: &str| ways.iter().any(|way| code.contains(way)) || braced_command(code);
    let found: Vec<_> = files.iter().filter(|(_, code)| starts(code)).map(|(file, _)| file.as_str()).collect();
    assert_eq!(found, ["edge/child/mod.rs"], "start programs by `Call` in src/edge/child");
}

/// Whether it imports `std::process::{Child, Command, ...}`.
fn braced_command(code: &str) -> bool {
    let lists = code.split("std::process::{").skip(1).filter_map(|rest| rest.split_once('}'));
    lists.into_iter().any(|(names, _)| names.split(',').any(|name| name.trim() == "Command"))
}

#[test]
fn a_batch_system_is_known_by_its_name_in_its_own_file_only() {
    let room = text("src/batch/mod.rs");
    let names = room.lines().find_map(|line| line.strip_prefix("systems!(")?.strip_suffix(");")).expect("the list");
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut files);
    files.sort();
    let mut found = Vec::new();
    for name in names.split(", ") {
        let word = format!("\"{name}\"");
        let elsewhere =
            |file: &str| ![format!("batch/{name}.rs"), format!("batch/{name}/mod.rs")].contains(&file.to_owned());
        let knowing = files.iter().filter(|(file, code)| elsewhere(file) && code.contains(&word));
        found.extend(knowing.map(|(file, _)| file.as_str()));
    }
    found.dedup();
    // A shipped profile may have the name of its batch system.
    assert_eq!(found, ["profile/load/source.rs"]);
}

#[test]
fn the_decision_reads_like_the_picture() {
    const LONGEST: usize = 70;
    let code = text("src/plan/decide.rs");
    let road = code.lines().find_map(|line| line.strip_prefix("//! ").filter(|line| line.contains("─▶")));
    let road = road.expect("a picture of the road");
    assert!(text("docs/architecture.md").contains(road), "docs/architecture.md does not have the road `{road}`");
    let (mut rest, mut stations) = (code.split_once("fn the_road").expect("the road").1, road.split(" ─▶ "));
    assert_eq!(stations.next(), Some("Request"));
    for station in stations {
        let name = station.to_lowercase().replace(' ', "_");
        let found = rest.split_once(&name);
        rest = found.unwrap_or_else(|| panic!("src/plan/decide.rs has no station `{name}` where the road has it")).1;
    }
    assert!(code.lines().count() <= LONGEST, "src/plan/decide.rs has more than {LONGEST} lines");
    for engine in ["docker", "podman"] {
        assert!(!code.to_lowercase().contains(engine), "src/plan/decide.rs knows {engine}");
    }
}

#[test]
fn what_an_embedder_gets_is_this_and_no_more() {
    let face = text("src/lib.rs");
    let exports = face.lines().filter_map(|line| line.strip_prefix("pub use ")?.strip_suffix(';'));
    let exports: Vec<_> = exports.collect();
    let expected = [
        "cli::{dropin_main, main}",
        "effects::{Effects, effects}",
        "facts::{Account, AccountKey, Group, Host, Missing, PathFacts, PathKind, Reader}",
        "golden::{Case, Expect, Outcome, StaticHost, read_case, run_case}",
        "plan::{Plan, PlannedFile, Refusal, RefusalParts, Request, Step, Streams, decide, refusal_line}",
        "profile::{LoadError, Profile, Source, SourceError, Text, load}",
    ];
    assert_eq!(exports, expected);
    let is_public = |line: &&str| line.trim_start().starts_with("pub ") && !line.starts_with("pub use ");
    let others: Vec<_> = face.lines().filter(is_public).map(str::trim).collect();
    assert_eq!(others, ["pub mod $part;"], "behind the feature `internals`");
}
