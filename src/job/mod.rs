//! Job files: what a user writes by hand, as a command line.
//!
//! `{image: centos:app, command: hello, memory: 2g}` -> `docker run --memory=2g centos:app hello`. A job becomes words and
//! goes through the same reading as a given line: one way to apply a profile. This module knows no profiles and no engines.

mod fields;
mod mounts;
mod report;
mod spec;
mod table;
mod template;

pub use report::{Cause, Report, State, signal_of};
pub use spec::{read, read_supervised, request};
pub use table::field_names;
pub use template::template;
