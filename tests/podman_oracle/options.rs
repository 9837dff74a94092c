//! Every option of the tables, asked for by name: podman knows it exactly if its release is in the row's range. And every
//! option and command that its help lists: the tables have it.

use std::collections::BTreeSet;
use std::ffi::OsString;

use longshore::argv::{Command, Group, Operands, Row, Since, Tables as _};
use longshore::runtimes::podman::Podman;
use testkit::{help_differs, missing_commands};

use crate::lines::is_new;
use crate::world::World;

/// The commands whose options are read, one of those that share them.
fn read(release: Since) -> impl Iterator<Item = &'static Command> {
    let mut seen = BTreeSet::new();
    let is_read = move |command: &&Command| {
        !command.is_parent && command.operands != Operands::Unread && !is_new(command.path.as_str(), release)
    };
    let read = Podman.commands().iter().filter(is_read);
    read.filter(move |command| seen.insert(command.groups.map(|group| group.0)))
}

/// The rows whose range of releases is not what podman says.
pub(crate) fn wrongly_dated(world: &World) -> Vec<String> {
    let release = world.release();
    let is_known = |path: &str, row: &Row| {
        let words = path.split(' ').filter(|word| !word.is_empty()).map(OsString::from);
        let words: Vec<OsString> = ["podman".into()].into_iter().chain(words).collect();
        // This one is known before the commands that know it themselves.
        let lender: &[OsString] = if path.is_empty() && row.name.as_str() == "ns" { &["create".into()] } else { &[] };
        let asked = [words.as_slice(), &[format!("--{}=", row.name).into()], lender, &["--help".into()]].concat();
        !world.ask(&asked).0.contains(&format!("unknown flag: --{}", row.name))
    };
    let should_be = |row: &Row| row.since <= release && (row.until == 0 || release < row.until);
    let differs = |path: &str, rows: &[Row]| -> Vec<String> {
        let wrong = rows.iter().filter(|row| is_known(path, row) != should_be(row));
        wrong.map(|row| format!("podman {path} --{}", row.name)).collect()
    };
    let mut wrong = differs("", Podman.rows(Podman.globals()));
    // Persistent options are looked at in one command.
    let mut seen = BTreeSet::from([Group::SITE.0, Group::NONE.0]);
    for command in read(release) {
        for group in command.groups {
            if seen.insert(group.0) {
                wrong.extend(differs(command.path.as_str(), Podman.rows(group)));
            }
        }
    }
    wrong
}

/// How the help of podman differs from the tables, of each command that has one, and of podman itself.
pub(crate) fn otherwise_in_help(world: &World) -> Vec<String> {
    let release: Since = world.release();
    let help = |path: &str| {
        let words: Vec<OsString> = path.split(' ').chain(["--help"]).map(OsString::from).collect();
        String::from_utf8_lossy(&world.outcome(&words).0.stdout).into_owned()
    };
    let own = help("podman");
    let mut wrong = missing_commands(&own, &Podman, "");
    wrong.extend(help_differs(&own, &Podman, &[Podman.globals(), Podman.late_globals()], release));
    for parent in Podman.commands().iter().filter(|command| command.is_parent) {
        let path = parent.path.as_str();
        wrong.extend(missing_commands(&help(&format!("podman {path}")), &Podman, path));
    }
    for command in read(release) {
        let path = command.path.as_str();
        let found = help_differs(&help(&format!("podman {path}")), &Podman, &command.groups, release);
        wrong.extend(found.into_iter().map(|what| format!("podman {path}: {what}")));
    }
    wrong
}
