//! Which of docker's builders reads `build`.
//!
//! `builder: buildx` -> `docker build --secret id=k,src=f .` is read, and the client gets `DOCKER_BUILDKIT=1`, with which no
//! other builder reads it. Without the key `build` is not read.

use crate::argv::Place;
use crate::runtimes::{Builder, RuntimeName};
use crate::yaml::{Fault, Node};

use super::from_env::choice;
use super::load::Engine;

/// The builders by their names.
pub(super) const BUILDERS: [(&str, Builder); 2] = [("legacy", Builder::Legacy), ("buildx", Builder::Buildx)];

/// `builder: NAME`.
pub(super) fn read(node: &Node) -> Result<(Place, Builder), Fault> {
    Ok((node.at, choice(node, &BUILDERS)?))
}

/// Whether the profile's engine can be told which builder it is.
pub(super) fn check(at: Place, runtime: RuntimeName, engine: Option<&Engine>) -> Result<(), Fault> {
    if runtime == RuntimeName::Podman {
        let what = "`builder` says which of docker's builders reads `build`, and podman has one of its own";
        return Err(Fault::meaning(at, what, "remove the key"));
    }
    if engine.is_some_and(|engine| engine.words.len() > 1) {
        let what = "`builder` is told to the client by its environment, which sudo as `engine` resets";
        return Err(Fault::meaning(at, what, "name the engine itself; let sudo start longshore instead"));
    }
    Ok(())
}
