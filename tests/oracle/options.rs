//! Every option of the tables, asked for by name: the client knows it exactly if its release is in the row's range. And
//! every option that the client's help lists: the tables have it.

use std::collections::BTreeSet;
use std::ffi::OsString;

use longshore::argv::{Operands, Tables as _};
use longshore::runtimes::docker::{Building, Docker};
use testkit::{Client, RecordingSocket, help_differs, missing_commands};

use crate::client::{api_version, ask, release};
use crate::differences;

/// The rows whose range of releases is not what the client says.
pub(crate) fn wrongly_dated(client: &Client) -> Vec<String> {
    let release = release(client);
    let socket = RecordingSocket::start(api_version(release));
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for command in Building::LEGACY.commands() {
        let is_unread = command.is_parent || command.operands == Operands::Unread;
        if is_unread
            || differences::lacks(command.path.as_str(), release)
            || !seen.insert(command.groups.map(|group| group.0))
        {
            continue;
        }
        for row in command.groups.iter().flat_map(|&group| Building::LEGACY.rows(group)) {
            let path = format!("docker {}", command.path);
            let mut words: Vec<OsString> = path.split(' ').map(OsString::from).collect();
            words.extend([format!("--{}=", row.name).into(), "--help".into()]);
            let is_known = !ask(client, &socket, &words).said.starts_with("unknown flag");
            let should_be = row.since <= release && (row.until == 0 || release < row.until);
            if is_known != should_be {
                wrong.push(format!("{path} --{}: known to {}: {is_known}", row.name, client.version));
            }
        }
    }
    wrong
}

/// How the help of a client differs from the tables, of each command that has one, and of the client itself.
pub(crate) fn otherwise_in_help(client: &Client) -> Vec<String> {
    let release = release(client);
    let socket = RecordingSocket::start(api_version(release));
    let help = |path: &str| {
        let words: Vec<OsString> = path.split(' ').chain(["--help"]).map(OsString::from).collect();
        ask(client, &socket, &words).printed
    };
    let own = help("docker");
    let mut wrong = missing_commands(&own, &Docker, "");
    wrong.extend(help_differs(&own, &Docker, &[Docker.globals()], release));
    let mut seen = BTreeSet::new();
    for command in Building::LEGACY.commands() {
        let path = command.path.as_str();
        if differences::lacks(path, release) {
            continue;
        }
        let help = || help(&format!("docker {path}"));
        if command.is_parent {
            wrong.extend(missing_commands(&help(), &Docker, path));
        } else if command.operands != Operands::Unread && seen.insert(command.groups.map(|group| group.0)) {
            let found = help_differs(&help(), &Building::LEGACY, &command.groups, release);
            wrong.extend(found.into_iter().map(|what| format!("docker {path}: {what}")));
        }
    }
    wrong
}
