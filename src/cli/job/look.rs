//! `longshore job state` and `info`.
//!
//! `longshore job state ID` -> `Running`; `longshore job info ID` -> a line for each member of DRMAA2's `JobInfo` that is known.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::job::drmaa2::{JobInfo, State, state_of};
use crate::runtimes::docker::answers::Inspected;

use super::super::{json, print};
use super::jobs::{Asked, Jobs, no_such};
use super::{NOT_SO, Printed, Wrong};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  longshore job state 5d0f8b9e3c2a
  longshore job info --json 5d0f8b9e3c2a

An id may be shortened to 12 characters, or be the job's name; an array's id
stands for all its jobs.")]
pub(in crate::cli) struct Args {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Jobs or arrays
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
}

pub(super) fn state(args: &Args) -> Printed {
    let is_one = is_one(&args.ids);
    told(&mut Jobs::select(args.profile.clone())?, args, |found, as_json| {
        if as_json { states_json(found, is_one) } else { states(found, is_one) }
    })
}

pub(super) fn info(args: &Args) -> Printed {
    let is_one = is_one(&args.ids);
    let mut jobs = Jobs::select(args.profile.clone())?;
    let now = jobs.now();
    told(&mut jobs, args, |found, as_json| {
        let infos: Vec<JobInfo> = found.iter().map(|one| JobInfo::of(one, now)).collect();
        match infos.as_slice() {
            [info] if is_one && as_json => json::text(&info.json()),
            infos if as_json => json::text(&infos.iter().map(JobInfo::json).collect()),
            infos => infos.iter().map(lines).collect::<Vec<_>>().join("\n"),
        }
    })
}

/// Whether one job was asked for, and no array.
fn is_one(ids: &[String]) -> bool {
    matches!(ids, [id] if !id.contains([',', '[']))
}

/// Shows what there is; then says what there is not.
fn told(jobs: &mut Jobs, args: &Args, show: impl Fn(&[Inspected], bool) -> String) -> Printed {
    let Asked { found, missing } = jobs.of(&args.ids)?;
    if missing.is_empty() {
        return Ok(show(&found, args.json));
    }
    if !found.is_empty() {
        print::out(show(&found, args.json)).map_err(|error| Wrong::Stopped(error.to_string()))?;
    }
    for id in &missing {
        let _ = no_such(id).tell();
    }
    Err(Wrong::Told(NOT_SO.into()))
}

/// The states of jobs: the word alone for one, a line each for several.
pub(super) fn states(found: &[Inspected], is_one: bool) -> String {
    let line = |one: &Inspected| {
        let state = state_of(one).state;
        if is_one { format!("{state}\n") } else { format!("{} {state}\n", one.id) }
    };
    found.iter().map(line).collect()
}

pub(super) fn states_json(found: &[Inspected], is_one: bool) -> String {
    let state = |one: &Inspected| {
        let condition = state_of(one);
        json!({
            "id": one.id,
            "state": condition.state.number(),
            "stateName": condition.state.name(),
            "subState": condition.sub_state,
        })
    };
    match found {
        [one] if is_one => json::text(&state(one)),
        _ => json::text(&found.iter().map(state).collect::<Value>()),
    }
}

/// All that is known, a member a line.
fn lines(info: &JobInfo) -> String {
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    let sub_state = info.sub_state.map(str::to_owned);
    let mut members = vec![
        ("id", info.id.clone()),
        ("state", info.state.name().to_owned()),
        ("subState", some(&sub_state)),
        ("exitStatus", info.exit_status.map(|code| code.to_string()).unwrap_or_default()),
        ("terminationSignal", some(&info.terminating_signal)),
        ("annotation", some(&info.annotation)),
        ("allocatedMachines", info.allocated_machines.join(" ")),
        ("jobOwner", some(&info.job_owner)),
        ("slots", info.slots.to_string()),
        ("submissionTime", some(&info.submission_time)),
        ("dispatchTime", some(&info.dispatch_time)),
        ("finishTime", some(&info.finish_time)),
        ("wallclockTime", info.wallclock.map(|time| format!("{} s", time.as_secs_f64())).unwrap_or_default()),
    ];
    members.extend(info.extensions().into_iter().map(|(name, text)| (name, text.to_owned())));
    let mut text = String::new();
    for (name, value) in members.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(text, "{name}: {value}");
    }
    text
}

/// Whether a job has come as far as it was waited for; one that is gone has.
pub(super) fn has(now: Option<&Inspected>, is_enough: fn(State) -> bool) -> bool {
    now.is_none_or(|one| is_enough(state_of(one).state))
}
