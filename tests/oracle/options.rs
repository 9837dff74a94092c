//! Every option of the tables, asked for by name: the client knows it exactly if its release is in the row's range.

use std::collections::BTreeSet;
use std::ffi::OsString;

use longshore::argv::{Operands, Tables as _};
use longshore::runtimes::docker::Building;
use testkit::{Client, RecordingSocket};

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
        let is_new = differences::NEW_COMMANDS.contains(&command.path.as_str()) && release < 2300;
        if is_unread || is_new || !seen.insert(command.groups.map(|group| group.0)) {
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
