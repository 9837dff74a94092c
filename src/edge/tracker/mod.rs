//! Jobs that outlive their caller.
//!
//! `longshore job submit t.json` -> a second longshore in a session of its own, which makes the container, writes its output
//! into the job's files until it ends, and tells the first one the id as soon as it runs.

mod detach;
mod keep;

pub use detach::{Said, Session, in_a_session_of_its_own};
pub use keep::{JobStreams, Keeper, NotStarted};
