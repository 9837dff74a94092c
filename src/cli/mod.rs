//! The face: one file per command, the only place that prints.
//!
//! Called as `docker create img` -> the drop-in; called as `longshore explain -- docker create img` -> that command. The
//! called name is looked at before anything of the command line parser for longshore's own commands is built, and a program of
//! its own leaves that out: the drop-in's start-up is paid by every container of a site.

mod args;
mod audit;
mod build;
mod completions;
mod control;
mod doctor;
mod dropin;
mod effects;
mod explain;
mod init;
mod install;
mod job;
mod json;
mod options;
mod print;
mod profile;
mod prune;
mod rewrite;
mod run;
mod snippet;
mod starter;
mod steps;
mod supervise;
mod verify;

use std::ffi::{OsStr, OsString};
use std::process::ExitCode;

use crate::argv::quote;
use crate::edge;
use crate::plan::ClientName;

/// longshore's own refusal or error where it stands in for the engine.
const REFUSED: u8 = 125;

/// Runs the program `longshore`: `words` are its arguments, its own name first.
#[must_use]
pub fn main(words: Vec<OsString>) -> ExitCode {
    let names = "call it longshore, docker, podman, docker_wrapper, docker-PROFILE or podman-PROFILE";
    in_place_of_a_client(words, names).unwrap_or_else(args::main)
}

/// Runs the program `longshore-dropin`: the drop-in, without longshore's own commands and all that only they need.
#[must_use]
pub fn dropin_main(words: Vec<OsString>) -> ExitCode {
    let names = "this is the drop-in alone: call it docker, podman, docker_wrapper, docker-PROFILE or podman-PROFILE; \
                 longshore's own commands are in the program longshore";
    in_place_of_a_client(words, names)
        .unwrap_or_else(|_| print::refusal(&format_args!("called as `longshore`; {names}")))
}

/// What both programs do; `names` says how to call this one. Gives the words back that call longshore's own commands.
fn in_place_of_a_client(words: Vec<OsString>, names: &str) -> Result<ExitCode, Vec<OsString>> {
    if let Err(error) = edge::check_secure() {
        return Ok(print::refusal(&error));
    }
    match Called::of(&words) {
        Called::Engine { client, profile } => Ok(dropin::main(client, profile, words)),
        Called::Longshore if edge::is_look(&words) => Ok(edge::look_main()),
        Called::Longshore => Err(words),
        Called::Nothing => Ok(print::refusal(&"called without even a name; call it by a path")),
        Called::Other(name) => Ok(print::refusal(&format_args!("called as {}; {names}", quote::short(&name)))),
    }
}

/// What the called name asks for.
#[derive(Debug, PartialEq, Eq)]
enum Called {
    /// To stand in for a client, under a profile if one is named.
    Engine { client: &'static str, profile: Option<String> },
    /// longshore's own commands.
    Longshore,
    /// There is no name.
    Nothing,
    /// A name that means nothing.
    Other(OsString),
}

impl Called {
    fn of(words: &[OsString]) -> Called {
        use std::os::unix::ffi::OsStrExt as _;
        let Some(word) = words.first() else { return Called::Nothing };
        let base = word.as_bytes().rsplit(|&byte| byte == b'/').next().unwrap_or_default();
        if base == b"longshore" {
            return Called::Longshore;
        }
        if let Some(name) = ClientName::of(word) {
            return Called::Engine { client: name.client.as_str(), profile: name.profile.map(str::to_owned) };
        }
        Called::Other(OsStr::from_bytes(base).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Called;

    #[test]
    fn the_called_name_says_what_longshore_stands_for() {
        let called = |name: &str| Called::of(&[name.into()]);
        let engine = |client, profile: Option<&str>| Called::Engine { client, profile: profile.map(str::to_owned) };
        assert_eq!(called("/usr/bin/docker"), engine("docker", None));
        assert_eq!(called("docker_wrapper"), engine("docker", None));
        assert_eq!(called("podman"), engine("podman", None));
        assert_eq!(called("/opt/docker-cernvm"), engine("docker", Some("cernvm")));
        assert_eq!(called("podman-hpc"), engine("podman", Some("hpc")));
        assert_eq!(called("./longshore"), Called::Longshore);
        assert_eq!(called("docker-"), Called::Other("docker-".into()));
        assert_eq!(called("nerdctl"), Called::Other("nerdctl".into()));
        assert_eq!(Called::of(&[]), Called::Nothing);
    }
}
