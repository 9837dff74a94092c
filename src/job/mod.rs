//! Job files: what a user writes by hand, as a command line.
//!
//! `{image: centos:app, command: hello, memory: 2g}` -> `docker run --memory=2g centos:app hello`. A job becomes words and
//! goes through the same reading as a given line: one way to apply a profile. This module knows no profiles and no engines.

mod build;
mod cause_of;
pub mod drmaa2;
mod fields;
mod mounts;
mod not_started;
mod options_line;
mod report;
mod spec;
mod starter;
mod table;
mod template;

pub use build::{AskedBuild, BuildError, NotBuilt, Push, Work, build_steps, check_push, pushes};
pub use cause_of::cause_of;
pub use not_started::{NotStarted, StarterError};
pub use options_line::options_line;
pub use report::{Cause, Report, State, signal_of};
pub use spec::{read, read_supervised, request};
pub use starter::{Around, Asked, around, check_image, steps};
#[cfg(feature = "internals")]
pub use table::field_names;
pub use template::template;
