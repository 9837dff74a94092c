//! Lines that create and change nothing but the state of containers that exist.
//!
//! `docker kill HTCJob1` -> yes; `docker run img` -> no; a line that cannot be read -> no.

use std::ffi::OsString;

use crate::argv::{Line, Tables, Verb};
use crate::profile::Profile;

/// The commands of such lines.
const CONTROL: [Verb; 12] = [
    Verb::ContainerInspect,
    Verb::Info,
    Verb::Inspect,
    Verb::Kill,
    Verb::Pause,
    Verb::Ps,
    Verb::Rm,
    Verb::Start,
    Verb::Stop,
    Verb::Unpause,
    Verb::Version,
    Verb::Wait,
];

/// Whether a line ends, pauses or looks at what exists, or asks for the engine's version. While a site's profile does not
/// load such lines are judged by a copy of it, or by the shipped profile `control`; nothing else is run.
#[must_use]
pub fn is_control(words: &[OsString], tables: &dyn Tables) -> bool {
    let Ok(line) = Line::read(words, tables) else { return false };
    if line.is_unread() {
        return false;
    }
    if line.command().is_none() {
        return line.occurrences().iter().any(|option| option.row.destination_bytes() == b"version");
    }
    CONTROL.contains(&line.verb())
}

/// What a copy of a site's profile still lets through, for people: `only for kill and stop`.
#[must_use]
pub fn let_through(copy: &Profile) -> String {
    let Some(policy) = &copy.policy else { return "only for lines that create nothing".to_owned() };
    let commands = &policy.allow.commands;
    let passing: Vec<String> = CONTROL.iter().filter(|verb| commands.contains(verb)).map(Verb::to_string).collect();
    let only = match passing.as_slice() {
        [] => "for no line".to_owned(),
        [one] => format!("only for {one}"),
        [others @ .., last] => format!("only for {} and {last}", others.join(", ")),
    };
    if policy.allow.can_end() { only } else { format!("{only}, so no container can be ended") }
}

#[cfg(test)]
mod tests {
    use super::is_control;
    use crate::runtimes::{self, RuntimeName};

    #[test]
    fn lines_that_create_nothing_are_told_from_others() {
        let is = |runtime, line: &str| {
            let words: Vec<_> = line.split(' ').map(Into::into).collect();
            is_control(&words, runtimes::tables(runtime, None))
        };
        for line in [
            "docker inspect --format {{json .}} c",
            "docker kill --signal=9 c",
            "docker container stop c",
            "docker rm -f -v c",
            "docker pause c",
            "docker unpause c",
            "docker wait c",
            "docker start -a c",
            "docker -v",
            "docker --version",
            "docker info",
            "docker version",
            "docker ps -a --filter label=org.longshore.job=7",
            "docker container ls",
        ] {
            assert!(is(RuntimeName::Docker, line), "{line}");
        }
        assert!(is(RuntimeName::Podman, "podman --version"));
        for line in [
            "docker",
            "docker run img",
            "docker create img",
            "docker exec c sh",
            "docker cp c:/a b",
            "docker update c",
            "docker rmi img",
            "docker image inspect img",
            "docker rename a b",
            "docker system prune",
            "docker volume rm v",
            "docker plugin",
            "docker kill --nonsense c",
            "docker compose kill",
        ] {
            assert!(!is(RuntimeName::Docker, line), "{line}");
        }
    }
}
