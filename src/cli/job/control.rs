//! `longshore job suspend`, `resume`, `terminate` and `delete`.
//!
//! `longshore job suspend ID` -> `docker pause ID`: all processes are frozen, and the job is seen as `Suspended`. What is done
//! already is done well.

use std::process::ExitCode;
use std::time::Duration;

use crate::edge::Clock;
use crate::job::drmaa2::{Control, State, state_of};
use crate::runtimes::docker::answers::{Inspected, Status};

use super::super::steps::LIMIT;
use super::jobs::{Asked, Jobs, no_such};
use super::{Printed, Wrong};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  longshore job suspend 5d0f8b9e3c2a
  longshore job resume 5d0f8b9e3c2a
  longshore job terminate \"$array\"
  longshore job delete $(longshore job list --quiet --state done --state failed)

suspend   pauses running jobs          resume   lets paused ones go on
terminate kills jobs; ended ones stay  delete   removes jobs that have ended, no others
hold, release: no engine can do that; they are always refused

Every job is tried. The exit code is 1 if one was not in a state for it, or is not there.")]
pub(in crate::cli) struct Args {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// Jobs or arrays
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
}

/// How long a job may take to end that was killed.
const PATIENCE: Duration = Duration::from_secs(30);

/// The time between two looks at it.
const PAUSE: Duration = Duration::from_millis(50);

pub(super) fn main(args: Args, control: Control) -> Printed {
    let words = control.words().map_err(|error| Wrong::NotSo(error.to_string()))?;
    each(args, |jobs, job| match control {
        Control::Suspend => change(jobs, job, words, State::Suspended, State::Running),
        Control::Resume => change(jobs, job, words, State::Running, State::Suspended),
        _ => terminate(jobs, job, words),
    })
}

pub(super) fn delete(args: Args) -> Printed {
    each(args, |jobs, job| {
        let state = state_of(job).state;
        if !state.is_end() {
            return Err(not_in_state(job, state, "terminate it first, or wait for its end"));
        }
        line(jobs, &["rm", "--volumes"], job).or_else(|wrong| match look(jobs, job)? {
            None => Ok(()),
            Some(_) => Err(wrong),
        })
    })
}

/// Does it to every job; says what went wrong with which.
fn each(args: Args, what: impl Fn(&mut Jobs, &Inspected) -> Result<(), Wrong>) -> Printed {
    let mut jobs = Jobs::select(args.profile)?;
    let Asked { found, missing } = jobs.of(&args.ids)?;
    let mut code: Option<ExitCode> = None;
    for job in &found {
        if let Err(wrong) = what(&mut jobs, job) {
            let is_worse = matches!(wrong, Wrong::Stopped(_) | Wrong::Told(_));
            let told = wrong.tell();
            code = if is_worse { Some(told) } else { code.or(Some(told)) };
        }
    }
    for id in &missing {
        let told = no_such(id).tell();
        code = code.or(Some(told));
    }
    code.map_or_else(|| Ok(String::new()), |code| Err(Wrong::Told(code)))
}

/// Brings a job from one state into another.
fn change(jobs: &mut Jobs, job: &Inspected, words: &[&str], to: State, from: State) -> Result<(), Wrong> {
    let state = state_of(job).state;
    if state == to {
        return Ok(());
    }
    if state != from {
        return Err(not_in_state(job, state, "look with `longshore job state`"));
    }
    let done = line(jobs, words, job);
    match look(jobs, job)? {
        Some(now) if state_of(&now).state == to => Ok(()),
        // It went on meanwhile.
        Some(now) if state_of(&now).state != from => {
            Err(not_in_state(job, state_of(&now).state, "look with `longshore job state`"))
        }
        None => Err(no_such(&job.id)),
        Some(_) => done.and_then(|()| Err(Wrong::Stopped(format!("the job {} stays {from}", job.id)))),
    }
}

/// Ends a job. One that was never started is removed, so that nothing can start it.
fn terminate(jobs: &mut Jobs, job: &Inspected, words: &[&str]) -> Result<(), Wrong> {
    if job.status == Status::Created {
        return line(jobs, &["rm"], job);
    }
    let clock = Clock::start();
    let mut now = Some(job.clone());
    let mut words = words.to_vec();
    while let Some(one) = now.filter(|one| !state_of(one).state.is_end()) {
        let done = if one.status == Status::Paused && clock.elapsed() > PAUSE {
            // Some engines kill what is frozen when it goes on.
            line(jobs, &["unpause"], job)
        } else {
            line(jobs, &words, job)
        };
        // What starts again and again is told so by `stop` alone.
        words = vec!["stop", "-t", "0"];
        if clock.elapsed() > PATIENCE {
            return done.and_then(|()| Err(Wrong::Stopped(format!("the job {} does not end; see the engine's log", job.id))));
        }
        now = look(jobs, job)?;
        if now.as_ref().is_some_and(|one| one.is_alive) {
            clock.sleep(PAUSE);
        }
    }
    Ok(())
}

/// Runs a line about a job's container.
fn line(jobs: &mut Jobs, words: &[&str], job: &Inspected) -> Result<(), Wrong> {
    let mut words = words.to_vec();
    words.push(jobs.word(&job.id, &job.name));
    let ran = jobs.steps.line(&words, Some(LIMIT)).map_err(Wrong::Stopped)?;
    if ran.is_good() {
        return Ok(());
    }
    Err(Wrong::Stopped(format!("the job {}: {}; see the engine's log", job.id, ran.last_words())))
}

/// The job as it is now.
fn look(jobs: &mut Jobs, job: &Inspected) -> Result<Option<Inspected>, Wrong> {
    Ok(jobs.again(std::slice::from_ref(job))?.pop().flatten())
}

fn not_in_state(job: &Inspected, state: State, remedy: &str) -> Wrong {
    Wrong::NotSo(format!("the job {} is {state}; {remedy}", job.id))
}

