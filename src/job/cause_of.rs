//! Why a container ended, or never began, from what `inspect` says of it.
//!
//! Ended with 137 and the mark of memory, a limit of 64 MiB -> [`Cause::OutOfMemory`] at 64 MiB.

use crate::runtimes::docker::answers::{Complaint, Inspected, complaint};

use super::report::{Cause, signal_of};

/// Why the program of a container ended, or why there was none.
#[must_use]
pub fn cause_of(found: &Inspected) -> Cause {
    if found.started.is_none() {
        let program = found.program.clone();
        return match complaint(&found.error) {
            Complaint::NoProgram => Cause::NoProgram { program },
            Complaint::NotExecutable => Cause::NotExecutable { program },
            _ if found.error.is_empty() => Cause::Engine { why: "the container was not started".to_owned() },
            _ => Cause::Engine { why: found.error.clone() },
        };
    }
    match signal_of(found.exit_code) {
        Some(9) if found.is_oom => Cause::OutOfMemory { limit: found.memory },
        Some(number) => Cause::Signal { number, memory: found.memory.filter(|_| number == 9) },
        None => Cause::Exit { code: found.exit_code },
    }
}
