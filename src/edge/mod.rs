//! The edge: the only place that touches the machine.
//!
//! A [`crate::plan::Plan`] -> the engine, running in longshore's place: same process, same descriptors, its exit code.

mod audit;
mod call;
mod cases;
mod child;
mod clock;
mod doctor;
mod ending;
mod engine;
mod files;
mod host;
mod install;
mod message;
mod process;
mod processes;
mod report_file;
mod rights;
mod secure;
mod select;
mod shown;
mod signals;
mod site;
mod socket;
mod started;
mod supervise;
mod syslog;
mod tracker;
mod trusted;
mod walk;
mod write;

pub use audit::{AuditError, Recorder};
pub use cases::{CaseFiles, CaseSource, find_cases};
pub use child::{Ran, ask, is_interactive, run};
pub use clock::Clock;
pub use doctor::{Finding, Level, Report, examine};
pub use engine::{EngineError, check_engine};
pub use files::{FileSource, profile_names, read_document, read_lines};
pub use host::{CalledBy, Machine, is_look, look_main};
pub use install::{Kept, Staged, install, make_state, roll_back};
pub use process::{ExecError, Program, exec, open_streams};
pub use processes::{Processes, Running};
pub use report_file::ReportFile;
pub use secure::{SecureError, check_secure, enter_policy};
pub use select::{Choice, Chosen, SelectError, Selected, select};
pub use shown::{Shown, show};
pub use signals::{Signals, die_of};
pub use site::{SITE, Site};
pub use socket::{Reached, Socket, sockets};
pub use started::{forget_started, is_note, leftovers, note_started, remove_leftover, started};
pub use supervise::{Ended, Supervision, run_name};
pub use syslog::tell_the_log;
pub use tracker::{JobStreams, Keeper, NotStarted, Said, Session, in_a_session_of_its_own};
pub use trusted::Owner;
pub use write::{WriteError, write_files, write_new};
