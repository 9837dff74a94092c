//! The edge: the only place that touches the machine.
//!
//! A [`crate::plan::Plan`] -> the engine, running in longshore's place: same process, same descriptors, its exit code.

mod cases;
mod files;
mod host;
mod process;
mod select;

pub use cases::{CaseFiles, CaseSource, find_cases};
pub use files::{FileSource, profile_names, read_document};
pub use host::Machine;
pub use process::{ExecError, Program, exec};
pub use select::{Choice, Chosen, SITE, SelectError, select};
