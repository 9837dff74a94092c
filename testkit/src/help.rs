//! What a client's `--help` lists, against the tables.
//!
//! `  -u, --user string   Username or UID` -> the option `user` with the letter `u`, and it takes a value.

use longshore::argv::{Group, Row, Since, Tables};

/// An option as help lists it.
struct Listed<'h> {
    name: &'h str,
    letter: u8,
    takes_value: bool,
}

/// The options of a client's help for a command that no row of those groups is, or that a row reads otherwise, for a
/// release. Help leaves out some that the client knows, so nothing is said of rows that it does not list; nor of letters that
/// it does not list, since some are newer than their options.
#[must_use]
pub fn help_differs(help: &str, tables: &dyn Tables, groups: &[Group], release: Since) -> Vec<String> {
    let is_known = |row: &&&Row| row.since <= release && (row.until == 0 || release < row.until);
    let rows: Vec<&Row> = groups.iter().flat_map(|&group| tables.rows(group)).collect();
    let listed = help.lines().filter_map(option).filter(|found| found.name != "help");
    let differs = |found: Listed<'_>| {
        let name = found.name;
        let Some(row) = rows.iter().filter(is_known).find(|row| row.name.as_str() == name) else {
            return Some(format!("--{name} has no row"));
        };
        if found.takes_value == row.is_switch() {
            return Some(format!("--{name} takes a value: {}", found.takes_value));
        }
        let has_letter = |other: &&Row| other.short == found.letter && other.destination == row.destination;
        (found.letter != 0 && !rows.iter().any(has_letter)).then(|| format!("--{name} has no such letter"))
    };
    listed.filter_map(differs).collect()
}

/// The commands that help lists and the tables lack, below `parent`, which is empty for the client itself.
#[must_use]
pub fn missing_commands(help: &str, tables: &dyn Tables, parent: &str) -> Vec<String> {
    let path = |name: &str| format!("{parent} {name}").trim_start().to_owned();
    let listed = help.split("\n\n").filter(|part| part.lines().next().is_some_and(|line| line.ends_with("Commands:")));
    let names = listed.flat_map(|part| part.lines().skip(1)).filter_map(|line| line.split_whitespace().next());
    // docker marks plugins with a star.
    let paths = names.map(|name| path(name.trim_end_matches('*')));
    paths.filter(|path| tables.commands().iter().all(|command| command.path.as_str() != path)).collect()
}

/// `  -u, --user string   Username`: two blanks and more stand before what is said of it.
fn option(line: &str) -> Option<Listed<'_>> {
    let line = line.strip_prefix("  ")?.trim_start();
    let (letter, rest) = match line.strip_prefix('-')?.split_once(", --") {
        Some((letter, rest)) if letter.len() == 1 => (letter.as_bytes()[0], rest),
        _ => (0, line.strip_prefix("--")?),
    };
    let name = rest.split([' ', '[']).next()?;
    let value = rest[name.len()..].strip_prefix(' ').unwrap_or_default();
    Some(Listed { name, letter, takes_value: !value.is_empty() && !value.starts_with(' ') })
}

#[cfg(test)]
mod tests {
    use longshore::argv::Tables;
    use longshore::runtimes::docker::Docker;

    use super::{help_differs, missing_commands};

    #[test]
    fn an_option_more_or_otherwise_is_told() {
        let stop = Docker.commands().iter().find(|command| command.path.as_str() == "stop").expect("the command");
        let help = "Options:\n  -s, --signal string   Signal\n  -t, --timeout int     Seconds\n";
        assert_eq!(help_differs(help, &Docker, &stop.groups, 2802), Vec::<String>::new());
        let help = "Options:\n  -t, --timeout   Seconds -x, --y\n      --new int   A new one\n  -x, --signal string   Signal\n";
        assert_eq!(
            help_differs(help, &Docker, &stop.groups, 2802),
            ["--timeout takes a value: false", "--new has no row", "--signal has no such letter"]
        );
    }

    #[test]
    fn a_command_more_is_told() {
        let help = "Common Commands:\n  run   Run\n  fly*  Fly\n\nGlobal Options:\n      --x   y\n";
        assert_eq!(missing_commands(help, &Docker, ""), ["fly"]);
        assert_eq!(missing_commands(help, &Docker, "container"), ["container fly"]);
    }
}
