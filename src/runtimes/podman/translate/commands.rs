//! The commands: which of podman's does what one of docker's does.
//!
//! `docker remove x` -> podman's `rm`; `docker system dial-stdio` -> none.

use crate::argv::{Command, Operands, Tables};

use super::error::Untranslatable;

/// Commands that podman has by another name.
const RENAMED: [(&str, &str); 4] =
    [("container remove", "container rm"), ("image remove", "image rm"), ("image rmi", "image rm"), ("remove", "rm")];

/// Commands that podman has not, or that do something else there; with what to do.
const LACKING: [(&str, &str, &str); 4] = [
    ("builder prune", "podman's removes images", "call `image prune`"),
    ("system dial-stdio", "podman's speaks to no daemon", "call podman's own commands"),
    ("volume update", "podman has no volumes of a cluster", "remove the call"),
    ("help", "podman's help is about other commands", "write --help behind the command"),
];

/// Every name of a docker command, and podman's; the reason and the way out where there is none.
///
/// # Errors
/// Why podman has none, and what to do.
pub fn podmans(command: &Command, podman: &dyn Tables) -> Result<&'static Command, (&'static str, &'static str)> {
    let path = command.path.as_str();
    if let Some((_, why, remedy)) = LACKING.iter().find(|(lacking, ..)| *lacking == path) {
        return Err((why, remedy));
    }
    let name = RENAMED.iter().find(|(docker, _)| *docker == path).map_or(path, |(_, podman)| podman);
    let found = podman.commands().iter().find(|command| command.path.as_str() == name);
    match found {
        Some(found) if found.is_parent && command.is_parent => Ok(found),
        Some(found) if found.verb == command.verb && found.operands != Operands::Unread => Ok(found),
        Some(_) => Err(("longshore does not read this command's words", "call podman with podman's own words")),
        None => Err(("podman has no such command", "remove the call")),
    }
}

/// As [`podmans`], as a refusal.
pub(super) fn find(command: &Command, podman: &dyn Tables) -> Result<&'static Command, Untranslatable> {
    podmans(command, podman).map_err(|(why, remedy)| Untranslatable::Command {
        command: command.path.to_string(),
        why,
        remedy,
    })
}
