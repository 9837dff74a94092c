//! Test material for longshore, shared by its tests, oracle, fuzz targets and benches.
//!
//! - [`Test`] runs a program in a known world and compares all that can be seen of it: exit status, standard output,
//!   standard error.
//! - [`RecordingEngine`] is a program that stands for an engine and writes down how it was called.
//! - [`Engine`] is a real engine with a small image: docker, or podman as root or as a user.
//! - [`RecordingSocket`] is a daemon that writes down what a real client ([`clients`]) makes of a command line.
//! - [`Schema`] compares JSON with a schema that leaves nothing open.
//! - [`fuzz`] holds the laws for any bytes, and makes inputs from known ones.
//! - [`in_own_etc`] runs a test where `/etc` and `/var/lib` are its own.
//! - [`help_differs`] compares what a client's help lists with the tables.
//! - [`Generator`] invents command lines over a client's option tables, right ones and wrong ones.

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
pub mod docker_client;
mod engine;
mod exact;
mod flaws;
pub mod fuzz;
mod generator;
mod help;
mod http;
mod mounts;
mod operands;
mod outcome;
mod page;
mod podman;
mod pools;
mod profile;
mod real_lines;
mod recorded;
mod rng;
mod running;
mod schema;
mod sketch;
mod socket;
mod spelling;
mod status;
mod test;
mod words;

pub use call::Call;
pub use client::{Client, clients, skipped};
pub use engine::{Answer, RecordingEngine};
pub use generator::{Generator, Line, Manner, Meaning, Said};
pub use help::{help_differs, missing_commands};
pub use mounts::in_own_etc;
pub use outcome::Outcome;
pub use page::check_page;
pub use podman::{Engine, IMAGE, image_archive};
pub use profile::{fault_of_shape, load_text};
pub use real_lines::docker_lines;
pub use recorded::Recorded;
pub use rng::Rng;
pub use running::{Running, send_signal};
pub use schema::Schema;
pub use socket::RecordingSocket;
pub use status::Status;
pub use test::Test;
