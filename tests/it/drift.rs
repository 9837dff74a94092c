//! The option tables against what the clients of this machine say of themselves: `CLIENT COMMAND --help`.
//!
//! docker's clients are those of [`testkit::clients`], podman is the one on the `PATH`; where there is none, a test says so
//! and passes.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "the test asks the machine's own clients, and stops by a panic that says why"
)]

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

use longshore::argv::{Command, Operands, Row, Since, Tables};
use longshore::runtimes::docker::Docker;
use longshore::runtimes::podman::Podman;

/// Where a client and our table differ, and rightly so: client, its first release without the difference, command, option.
const KNOWN: [(&str, Since, &str, &str); 6] = [
    // podman 4 takes it on `run`, and ignores it.
    ("podman", 500, "container run", "gpus"),
    ("podman", 500, "run", "gpus"),
    // Their letters came with podman 5.
    ("podman", 500, "network list", "noheading"),
    ("podman", 500, "network ls", "noheading"),
    ("podman", 500, "volume create", "driver"),
    ("podman", 500, "volume ls", "noheading"),
];

/// An option as a help text lists it.
#[derive(Debug, PartialEq, Eq)]
struct Listed {
    name: String,
    letter: Option<char>,
    takes_value: bool,
}

/// `  -s, --signal string   Signal to send` -> `signal`, `s`, takes a value; `None` for other lines.
fn listed(line: &str) -> Option<Listed> {
    let text = line.strip_prefix("  ")?.trim_start();
    let (letter, text) = match text.strip_prefix('-')?.split_once(", --") {
        Some((letter, text)) if letter.len() == 1 => (letter.chars().next(), text),
        _ => (None, text.strip_prefix("--")?),
    };
    let end = text.find([' ', '[']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    // One blank before the value's name, three or more before the description.
    let takes_value = rest.starts_with(' ') && !rest.starts_with("  ") && !rest.trim().is_empty();
    Some(Listed { name: name.to_owned(), letter, takes_value })
}

/// What the client lists for a command; `None` if it does not know the command.
fn help(client: &Path, path: &str) -> Option<Vec<Listed>> {
    let output = process(client).args(path.split(' ')).arg("--help").output().expect("the client starts");
    let text = String::from_utf8(output.stdout).expect("help is text");
    let last = path.rsplit(' ').next().unwrap_or_default();
    // The help of a command that is not there is its parent's; an alias gives the help under the command's other name.
    let mut lines = text.lines().skip_while(|line| !line.starts_with("Usage:"));
    let usage = format!("{}{}", lines.next()?, lines.next().unwrap_or_default());
    let is_known = usage.split_whitespace().any(|word| word == last);
    is_known.then(|| lines.filter_map(listed).collect())
}

/// Whether the client knows an option that it does not list (for an older engine, or another system): given wrongly, it is
/// told apart from one that is not there, before any engine is asked.
fn is_known(client: &Path, path: &str, row: &Row) -> bool {
    let option = if row.may_stand_bare() { format!("--{}=?", row.name) } else { format!("--{}", row.name) };
    let mut process = process(client);
    process.args(path.split(' ')).arg(option);
    let output = process.output().expect("the client starts");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let complaint = if row.may_stand_bare() { "invalid argument" } else { "flag needs an argument" };
    assert!(text.contains(complaint) || text.contains("unknown flag"), "{path} {}: {text}", row.name);
    text.contains(complaint)
}

fn process(client: &Path) -> Process {
    let mut process = Process::new(client);
    process.env_clear().env("HOME", "/nonexistent").env("PATH", "/usr/bin:/bin").stdin(Stdio::null());
    process
}

fn is_read(command: &Command) -> bool {
    !command.is_parent && command.operands != Operands::Unread
}

/// `28.2.2` -> 2802.
fn release(version: &str) -> Since {
    let mut parts = version.split('.').map(|part| part.parse::<Since>().expect("a number"));
    parts.next().unwrap_or_default() * 100 + parts.next().unwrap_or_default()
}

fn rows(tables: &dyn Tables, command: &Command) -> BTreeMap<String, &'static Row> {
    let mut rows = BTreeMap::new();
    for row in command.groups.iter().flat_map(|&group| tables.rows(group)) {
        rows.entry(row.name.to_string()).or_insert(row);
    }
    rows
}

fn compare(client: &Path, version: &str, tables: &dyn Tables) {
    let release = release(version);
    let mut found = Vec::new();
    let mut checked = 0;
    for command in tables.commands().iter().filter(|command| is_read(command)) {
        let path = command.path.as_str();
        let Some(listed) = help(client, path) else { continue };
        checked += 1;
        let ours = rows(tables, command);
        let mut report = |name: &str, what: String| {
            let is_known = |(client, fixed, at, option): &(&str, Since, &str, &str)| {
                (*client, *at, *option) == (tables.name(), path, name) && release < *fixed
            };
            if !KNOWN.iter().any(is_known) {
                found.push(format!("{} {version} {path} --{name}: {what}", tables.name()));
            }
        };
        for option in &listed {
            let Some(row) = ours.get(&option.name) else {
                report(&option.name, "not in the table".to_owned());
                continue;
            };
            if row.since > release || (row.until != 0 && row.until <= release) {
                report(&option.name, format!("there, though known from {} to {}", row.since, row.until));
            }
            if row.may_stand_bare() == option.takes_value {
                report(&option.name, "takes the next word in one, not in the other".to_owned());
            }
            // `stop -t` was the letter of --time before it was that of --timeout: the same place.
            let letter = ours.values().find(|other| other.short != 0 && other.destination == row.destination);
            let letter = letter.map(|row| char::from(row.short));
            if letter != option.letter {
                report(&option.name, format!("letter {:?}, ours {letter:?}", option.letter));
            }
        }
        for row in ours.values().filter(|row| row.name.as_str() != "help") {
            let is_there = listed.iter().any(|option| option.name == row.name.as_str());
            let is_expected = row.since <= release && (row.until == 0 || row.until > release);
            // What every command takes is asked of one.
            let is_persistent = tables.rows(tables.parent_options()).iter().any(|other| other.name == row.name);
            if is_there || (is_persistent && path != "create") {
                continue;
            }
            if is_known(client, path, row) != is_expected {
                report(row.name.as_str(), format!("is there: {}, ours: since {}", !is_expected, row.since));
            }
        }
    }
    assert!(checked > 60, "{} {version}: only {checked} commands were found", client.display());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn help_lines_are_read() {
    let line = |text| listed(text).map(|option| (option.name, option.letter, option.takes_value));
    let option = |name: &str, letter, takes_value| Some((name.to_owned(), letter, takes_value));
    assert_eq!(line("  -s, --signal string   Signal"), option("signal", Some('s'), true));
    assert_eq!(line("      --privileged   Give"), option("privileged", None, false));
    assert_eq!(line("      --pull string[=\"always\"]   Pull"), option("pull", None, true));
    assert_eq!(line("  -a, --all"), option("all", Some('a'), false));
    assert_eq!(line("                   (default 10)"), None);
    assert_eq!(line("Usage:  docker stop [OPTIONS] CONTAINER"), None);
}

#[test]
fn docker_tables_are_what_the_clients_of_this_machine_list() {
    for client in testkit::clients() {
        let version = client.version.split(['+', '-']).next().unwrap_or_default();
        compare(&client.path, version, &Docker);
    }
}

#[test]
fn podman_tables_are_what_the_client_of_this_machine_lists() {
    let Some((podman, version)) = podman() else {
        testkit::skipped("no podman client");
        return;
    };
    compare(&podman, &version, &Podman);
}

/// podman on the `PATH` and its version.
fn podman() -> Option<(PathBuf, String)> {
    let path = env::var_os("PATH")?;
    let found = env::split_paths(&path).map(|folder| folder.join("podman")).find(|file| file.is_file())?;
    let output = Process::new(&found).arg("--version").stdin(Stdio::null()).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    let version = said.trim().strip_prefix("podman version ")?;
    Some((found, version.split(['+', '-']).next().unwrap_or_default().to_owned()))
}
