//! The drop-in: called as an engine's client, longshore decides and execs.
//!
//! `docker create --user 1000 img` -> the profile's rules -> `exec /usr/bin/docker create img`. Silent on success; a
//! refusal is one line on standard error and exit code 125, and the engine is not started.

use std::ffi::OsString;
use std::fmt::Display;
use std::process::ExitCode;

use crate::argv::quote;
use crate::edge::{Choice, Machine, Owner, Selected, Site, check_engine, enter_policy, exec, select};
use crate::plan::{Plan, Refusal, Request, decide, is_control, pass_through};
use crate::profile::{LogLevel, Profile};
use crate::runtimes::All;

use super::print;

pub(super) fn main(client: &'static str, profile: Option<String>, mut words: Vec<OsString>) -> ExitCode {
    if let Some(first) = words.first_mut() {
        *first = client.into();
    }
    let choice = Choice { called: profile, ..Choice::default() };
    let machine = Machine::default();
    let selected = match select(&choice, &Site::of_machine(), &All, &machine) {
        Ok(selected) => selected,
        Err(error) => return print::refusal(&error),
    };
    let request = Request::of_words(words);
    match judge(&selected, &request, &machine) {
        Ok(Ok(plan)) => {
            // What looked at paths is over before the engine takes this process's place.
            drop(machine);
            run(&plan, &selected.profile)
        }
        Ok(Err(refusal)) => print::refusal(&refusal),
        Err(why) => print::refusal(&why),
    }
}

/// Decides a request under what was selected; an error is the profile's own, not the request's.
pub(super) fn judge(
    selected: &Selected,
    request: &Request,
    machine: &Machine,
) -> Result<Result<Plan, Refusal>, String> {
    let profile = &selected.profile;
    if profile.policy.is_some() {
        enter_policy();
    }
    if let Some(error) = &selected.broken
        && !is_control(&request.words, &profile.tables(&All))
    {
        return Err(error.to_string());
    }
    if selected.is_disabled {
        return Ok(pass_through(request, profile, &All, machine));
    }
    Ok(decide(request, profile, &All, machine))
}

/// Carries out a plan of one step: the engine takes longshore's place.
pub(super) fn run(plan: &Plan, profile: &Profile) -> ExitCode {
    if profile.policy.is_some()
        && let Err(error) = check_engine(profile, Owner::ROOT)
    {
        return print::refusal(&error);
    }
    if plan.log_level == LogLevel::Debug {
        for step in &plan.steps {
            print::error(&format!("longshore: {}\n", quote::shell_line(step.argv())));
        }
    }
    if profile.policy.is_some()
        && let Err(error) = check_engine(profile, Owner::ROOT)
    {
        return print::refusal(&error);
    }
    let error: &dyn Display = match plan.steps.as_slice() {
        [step] => &exec(step),
        _ => &"the plan has not exactly one step; this is a mistake in longshore, please report the line",
    };
    print::refusal(error)
}
