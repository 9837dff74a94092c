//! The program of a profile with a policy: root's, and what the profile says it is.
//!
//! `engine: /usr/bin/docker`, where that file is podman's wrapper script -> `/usr/bin/docker is a script; ...`.

use std::fmt;
use std::path::Path;

use crate::profile::Profile;

use super::trusted::{Opened, Owner};

/// Why an engine is not started under a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineError {
    /// It is a script, or a program of some other kind that leads to another one.
    Script {
        /// Its path.
        program: String,
    },
    /// Others than root can write or replace it, or it cannot be looked at.
    Untrusted {
        /// Which, and why.
        why: String,
    },
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EngineError::Script { program } => write!(
                f,
                "the engine {program} is a script; name the program that it leads to, or write `engine_is_script: true` \
                 with the dialect of that program as `runtime`"
            ),
            EngineError::Untrusted { why } => {
                write!(f, "the engine: {why}; under a policy it must be root's, and so must the directories above it")
            }
        }
    }
}

impl std::error::Error for EngineError {}

/// Whether the engine of a profile with a policy may be started.
///
/// # Errors
/// [`EngineError`]
pub fn check_engine(profile: &Profile, owner: Owner) -> Result<(), EngineError> {
    let words = profile.engine.as_ref().map_or(&[][..], |engine| engine.words.as_slice());
    for program in words.iter().filter(|word| word.starts_with('/')) {
        let untrusted = |why| EngineError::Untrusted { why };
        let opened = Opened::open(Path::new(program)).map_err(untrusted)?;
        opened.check(owner).map_err(untrusted)?;
        // What is neither a program nor a script is given to a shell.
        if !profile.handling.engine_is_script && !opened.is_program().map_err(untrusted)? {
            return Err(EngineError::Script { program: program.clone() });
        }
    }
    Ok(())
}
