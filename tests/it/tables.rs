//! The option and command tables against the recorded flag sets of the clients, and against the rules that tables keep.
//!
//! `tests/fixtures/grammar.json` holds what docker 28.2.2 and podman 5.8.2 say of themselves.

#![expect(clippy::expect_used, reason = "test code stops by a panic that says why")]

use std::collections::{BTreeMap, BTreeSet};

use longshore::argv::{Class, Command, Emit, Group, Operands, Row, Since, Tables};
use longshore::runtimes::docker::{Building, Docker};
use longshore::runtimes::podman::Podman;
use serde_json::Value;

const TABLES: [&dyn Tables; 4] = [&Docker, &Building::LEGACY, &Building::BUILDX, &Podman];

/// What is compared of an option, by its long name: letter, whether a bare one takes the next word, hidden.
type Options = BTreeMap<String, (Option<char>, bool, bool)>;

fn grammar(client: &str) -> Value {
    let text = include_str!("../fixtures/grammar.json");
    let mut all: Value = serde_json::from_str(text).expect("the fixture is JSON");
    all[client].take()
}

fn option(flag: &Value) -> (String, (Option<char>, bool, bool)) {
    let text = |key: &str| flag[key].as_str().unwrap_or_default().to_owned();
    let takes_next = flag["takes_value"] == "required";
    (text("long"), (text("short").chars().next(), takes_next, flag["hidden"] == true))
}

fn options<'a>(flags: impl IntoIterator<Item = &'a Value>) -> Options {
    flags.into_iter().map(option).collect()
}

/// The recorded flags of the command `path`, which may name another command that has the same.
fn recorded<'a>(grammar: &'a Value, client: &str, path: &str) -> &'a [Value] {
    let commands = &grammar["commands"];
    let flags = &commands[format!("{client} {path}")]["flags"];
    let flags = match flags["same_as"].as_str() {
        Some(other) => &commands[other]["flags"],
        None => flags,
    };
    flags.as_array().expect("a list of flags")
}

/// The releases that are recorded; what is newer is held to real clients, and to their help.
const RECORDED: [(&str, Since); 2] = [("docker", 2802), ("podman", 508)];

/// The options of all `groups` that the recorded client knows, the first of a name.
fn ours(tables: &dyn Tables, groups: &[Group]) -> Options {
    let (_, release) = RECORDED.into_iter().find(|(client, _)| *client == tables.name()).expect("a recorded client");
    let mut options = Options::new();
    let rows = groups.iter().flat_map(|&group| tables.rows(group));
    for row in rows.filter(|row| row.until == 0 && row.since <= release) {
        let letter = (row.short != 0).then_some(char::from(row.short));
        options.entry(row.name.to_string()).or_insert((letter, !row.may_stand_bare(), row.hidden));
    }
    options
}

fn is_read(command: &Command) -> bool {
    !command.is_parent && command.operands != Operands::Unread
}

/// The recorded commands and their aliases: path as written, path under which it is recorded.
fn names(grammar: &Value, client: &str) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for (key, command) in grammar["commands"].as_object().expect("a map of commands") {
        let Some(path) = key.strip_prefix(&format!("{client} ")) else { continue };
        names.insert(path.to_owned(), path.to_owned());
        let parent = path.rsplit_once(' ').map_or(String::new(), |(parent, _)| format!("{parent} "));
        for alias in command["aliases"].as_array().into_iter().flatten() {
            names.insert(format!("{parent}{}", alias.as_str().expect("a name")), path.to_owned());
        }
    }
    names
}

fn differences(at: &str, ours: &Options, theirs: &Options, out: &mut Vec<String>) {
    for name in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
        let (we, they) = (ours.get(name), theirs.get(name));
        if we != they {
            out.push(format!("{at} --{name}: ours {we:?}, theirs {they:?} (letter, takes the next word, hidden)"));
        }
    }
}

/// The other names that the client understands: recorded as one map per command, or by the name of the shared one.
fn add_other_names(grammar: &Value, path: &str, own: &mut Options, persistent: &Options) {
    let normalisation = &grammar["commands"][format!("podman {path}")]["name_normalisation"];
    let normalisation = if normalisation == "AliasFlags" { &grammar["AliasFlags"] } else { normalisation };
    for (other, name) in normalisation.as_object().into_iter().flatten() {
        let name = name.as_str().expect("a name");
        if let Some(&(_, takes_next, _)) = own.get(name) {
            own.insert(other.clone(), (None, takes_next, true));
        } else if let Some(&(_, takes_next, _)) = persistent.get(other) {
            own.insert(name.to_owned(), (None, takes_next, true));
        }
    }
}

fn persistent(grammar: &Value) -> Options {
    let all = grammar["global_flags"].as_array().expect("a list of flags");
    options(all.iter().filter(|flag| flag["persistent"] == true))
}

#[test]
fn docker_options_are_those_that_the_client_has() {
    let grammar = grammar("docker");
    let mut found = Vec::new();
    let theirs = options(grammar["global_flags"].as_array().expect("a list of flags"));
    differences("docker", &ours(&Docker, &[Docker.globals()]), &theirs, &mut found);
    let names = names(&grammar, "docker");
    for command in Docker.commands().iter().filter(|command| is_read(command)) {
        let Some(path) = names.get(command.path.as_str()) else {
            found.push(format!("docker {}: no such command", command.path));
            continue;
        };
        let mut theirs = options(recorded(&grammar, "docker", path));
        theirs.entry("help".to_owned()).or_insert((Some('h'), false, false));
        differences(&format!("docker {}", command.path), &ours(&Docker, &command.groups), &theirs, &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn podman_options_are_those_that_the_client_has() {
    let grammar = grammar("podman");
    let mut found = Vec::new();
    let mut theirs = options(grammar["global_flags"].as_array().expect("a list of flags"));
    theirs.insert("cni-config-dir".to_owned(), (None, true, true));
    // Another name of `--namespace`, which the commands that know other names lend to the words before them.
    theirs.insert("ns".to_owned(), (None, true, true));
    differences("podman", &ours(&Podman, &[Podman.globals(), Podman.late_globals()]), &theirs, &mut found);
    let persistent = persistent(&grammar);
    differences("podman container", &ours(&Podman, &[Podman.parent_options()]), &persistent, &mut found);
    let names = names(&grammar, "podman");
    for command in Podman.commands().iter().filter(|command| is_read(command)) {
        // Recorded once, under its other name.
        let as_recorded = match command.path.as_str() {
            "builder prune" | "buildx prune" => "image prune",
            path => path,
        };
        let Some(path) = names.get(as_recorded) else {
            found.push(format!("podman {}: no such command", command.path));
            continue;
        };
        let mut theirs = options(recorded(&grammar, "podman", path));
        add_other_names(&grammar, path, &mut theirs, &persistent);
        for (name, option) in &persistent {
            theirs.entry(name.clone()).or_insert(*option);
        }
        differences(&format!("podman {}", command.path), &ours(&Podman, &command.groups), &theirs, &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn commands_end_their_options_where_the_client_does() {
    let mut found = Vec::new();
    for tables in TABLES {
        let client = tables.name();
        let grammar = grammar(client);
        for (path, recorded) in names(&grammar, client) {
            let Some(ours) = tables.commands().iter().find(|command| command.path.as_str() == path) else { continue };
            let theirs = grammar["commands"][format!("{client} {recorded}")]["interspersed"] == true;
            if is_read(ours) && ours.interspersed != theirs {
                found.push(format!("{client} {path}: ours {}, theirs {theirs}", ours.interspersed));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_name_of_a_command_is_in_the_table_or_belongs_to_one_known_by_name() {
    let mut missing = Vec::new();
    for tables in TABLES {
        let client = tables.name();
        for path in names(&grammar(client), client).into_keys() {
            let parent = path.split(' ').next().unwrap_or_default();
            let by = |wanted: &str| tables.commands().iter().find(|command| command.path.as_str() == wanted);
            let is_under_a_name = |words: usize| {
                let start: Vec<&str> = path.split(' ').take(words).collect();
                by(&start.join(" ")).is_some_and(|command| !command.is_parent && !is_read(command))
            };
            if by(&path).is_none() && !is_under_a_name(1) && !is_under_a_name(2) {
                missing.push(format!("{client} {path} (under {parent})"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

fn all_groups(tables: &dyn Tables) -> impl Iterator<Item = &'static [Row]> {
    (0..=u8::MAX).map(|index| tables.rows(Group(index))).filter(|rows| !rows.is_empty())
}

#[test]
fn rows_are_sorted_and_unique_in_each_group() {
    for tables in TABLES {
        for rows in all_groups(tables) {
            for pair in rows.windows(2) {
                assert!(pair[0].name < pair[1].name, "{}: {} before {}", tables.name(), pair[0].name, pair[1].name);
            }
        }
    }
}

#[test]
fn names_are_lower_case_ascii() {
    let is_plain =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    for tables in TABLES {
        for row in all_groups(tables).flatten() {
            assert!(!row.name.as_str().is_empty() && is_plain(row.name.as_str()), "{} {row:?}", tables.name());
            assert!(row.short == 0 || row.short.is_ascii_alphabetic(), "{} {row:?}", tables.name());
        }
        for command in tables.commands() {
            assert!(command.path.as_str().split(' ').all(|word| !word.is_empty() && is_plain(word)), "{command:?}");
        }
    }
}

#[test]
fn commands_are_sorted_and_unique_and_their_parents_stand_in_the_table() {
    for tables in TABLES {
        for pair in tables.commands().windows(2) {
            assert!(pair[0].path < pair[1].path, "{} before {}", pair[0].path, pair[1].path);
        }
        for command in tables.commands() {
            let Some((parent, _)) = command.path.as_str().rsplit_once(' ') else { continue };
            let parent = tables.commands().iter().find(|other| other.path.as_str() == parent);
            assert!(parent.is_some_and(|parent| parent.is_parent), "{command:?}");
        }
    }
}

#[test]
fn a_letter_means_one_option_of_a_command() {
    for tables in TABLES {
        for command in tables.commands() {
            let mut letters = BTreeMap::new();
            for row in command.groups.iter().flat_map(|&group| tables.rows(group)).filter(|row| row.short != 0) {
                let before = letters.insert(row.short, row.name);
                assert!(before.is_none(), "{} {}: {before:?} and {row:?}", tables.name(), command.path);
            }
        }
    }
}

#[test]
fn other_names_lead_to_an_option_of_the_same_command_that_takes_alike() {
    let mut found = Vec::new();
    for tables in TABLES {
        let globals = [tables.globals(), tables.late_globals()];
        let commands = tables.commands().iter().map(|command| (command.path.to_string(), &command.groups[..]));
        for (path, groups) in commands.chain([(String::new(), &globals[..])]) {
            let mut names = BTreeSet::new();
            let rows = groups.iter().flat_map(|&group| tables.rows(group));
            // A second row of a name is never met (`namespace` of podman's `ps`).
            let rows: Vec<&Row> = rows.filter(|row| names.insert(row.name)).collect();
            for row in &rows {
                let place = rows.iter().find(|other| other.name == row.destination);
                let fits = place.is_some_and(|place| {
                    let takes = |row: &Row| (row.kind, row.repeats, row.class, row.reading);
                    place.destination == place.name && takes(place) == takes(row)
                });
                if !fits {
                    found.push(format!("{} {path} --{}: {place:?}", tables.name(), row.name));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_is_written_short_has_the_letter_of_its_place() {
    for tables in TABLES {
        for rows in all_groups(tables) {
            for row in rows {
                let Emit::Short(letter) = row.emit else { continue };
                let place = rows.iter().find(|other| other.name == row.destination);
                assert!(place.is_some_and(|place| place.short == letter && letter != 0), "{} {row:?}", tables.name());
            }
        }
    }
}

#[test]
fn options_without_an_effect_outside_the_terminal_stand_in_the_reviewed_list() {
    let mut found = BTreeSet::new();
    for tables in TABLES {
        for command in tables.commands() {
            let rows = command.groups.iter().flat_map(|&group| tables.rows(group));
            let plain = rows.filter(|row| matches!(row.class, Class::Harmless | Class::Output));
            found.extend(plain.map(|row| format!("{:?} {}", command.verb, row.name)));
        }
        for &group in &[tables.globals(), tables.late_globals()] {
            let plain = tables.rows(group).iter().filter(|row| matches!(row.class, Class::Harmless | Class::Output));
            found.extend(plain.map(|row| format!("- {}", row.name)));
        }
    }
    let reviewed: BTreeSet<String> = include_str!("reviewed_output_options.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .flat_map(|line| {
            let (name, verbs) = line.split_once(": ").expect("NAME: VERB...");
            verbs.split(' ').map(|verb| format!("{verb} {name}")).collect::<Vec<_>>()
        })
        .collect();
    // `*`: of every command that has it.
    let found: BTreeSet<String> = found
        .into_iter()
        .map(|entry| {
            let (verb, name) = entry.split_once(' ').expect("VERB NAME");
            if reviewed.contains(&format!("* {name}")) { format!("* {name}") } else { format!("{verb} {name}") }
        })
        .collect();
    let new: Vec<_> = found.difference(&reviewed).collect();
    let gone: Vec<_> = reviewed.difference(&found).collect();
    assert!(new.is_empty() && gone.is_empty(), "not reviewed: {new:#?}\nreviewed, but not there: {gone:#?}");
}
