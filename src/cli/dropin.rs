//! The drop-in: called as an engine's client, longshore decides and execs.
//!
//! `docker create --user 1000 img` -> the profile's rules -> `exec /usr/bin/docker create img`. Silent on success; a
//! refusal is one line on standard error and exit code 125, and the engine is not started.

use std::ffi::OsString;
use std::fmt::Display;
use std::path::Path;
use std::process::ExitCode;

use crate::edge::{Choice, Machine, SITE, exec, select};
use crate::plan::{Plan, Request, decide};
use crate::runtimes::All;

use super::print;

pub(super) fn main(client: &'static str, profile: Option<String>, mut words: Vec<OsString>) -> ExitCode {
    if let Some(first) = words.first_mut() {
        *first = client.into();
    }
    let choice = Choice { called: profile, ..Choice::default() };
    let machine = Machine::default();
    let profile = match select(&choice, Path::new(SITE), &All, &machine) {
        Ok((profile, _)) => profile,
        Err(error) => return print::refusal(&error),
    };
    match decide(&Request::of_words(words), &profile, &All, &machine) {
        Ok(plan) => run(&plan),
        Err(refusal) => print::refusal(&refusal),
    }
}

/// Carries out a plan of one step: the engine takes longshore's place.
pub(super) fn run(plan: &Plan) -> ExitCode {
    let error: &dyn Display = match plan.steps.as_slice() {
        [step] => &exec(step),
        _ => &"the plan has not exactly one step; this is a mistake in longshore, please report the line",
    };
    print::refusal(error)
}
