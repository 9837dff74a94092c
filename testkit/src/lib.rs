//! Test material for longshore, shared by its tests, oracle, fuzz targets and benches.
//!
//! - [`Test`] runs a program in a known world and compares all that can be seen of it: exit status, standard output,
//!   standard error.
//! - [`RecordingEngine`] is a program that stands for an engine and writes down how it was called.
//! - [`RecordingSocket`] is a daemon that writes down what a real client ([`clients`]) makes of a command line.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "test code touches the machine, and stops a test by a panic that says why"
)]

mod answers;
mod built;
mod call;
mod client;
mod engine;
mod exact;
mod http;
mod outcome;
mod recorded;
mod running;
mod socket;
mod status;
mod test;
mod words;

pub use call::Call;
pub use client::{Client, clients, skipped};
pub use engine::{Answer, RecordingEngine};
pub use outcome::Outcome;
pub use recorded::Recorded;
pub use running::Running;
pub use socket::RecordingSocket;
pub use status::Status;
pub use test::Test;
