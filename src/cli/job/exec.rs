//! `longshore job exec`: a program in the container of a job.
//!
//! `longshore job exec ID -- ls /out` -> `docker exec ID ls /out`, in longshore's place.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::job::drmaa2::{State, state_of};
use crate::plan::Request;

use super::super::dropin::NotRun;
use super::super::snippet;
use super::Wrong;
use super::jobs::Jobs;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  longshore job exec 5d0f8b9e3c2a -- ls -l /out
  longshore job exec --interactive --tty 5d0f8b9e3c2a -- sh

The job must run. The profile and its policy count as for any `exec`; the exit
code is the program's.")]
pub(in crate::cli) struct Args {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// Give the program standard input
    #[arg(long, short)]
    interactive: bool,
    /// Give the program a terminal
    #[arg(long, short)]
    tty: bool,
    /// The job
    #[arg(value_name = "ID")]
    id: String,
    /// The program and its arguments, behind `--`
    #[arg(last = true, required = true, value_name = "WORD")]
    words: Vec<OsString>,
}

pub(super) fn main(args: Args) -> ExitCode {
    exec(args).unwrap_or_else(Wrong::tell)
}

fn exec(args: Args) -> Result<ExitCode, Wrong> {
    let mut jobs = Jobs::select(args.profile)?;
    let found = jobs.all_of(&[args.id])?;
    let [job] = found.as_slice() else {
        return Err(Wrong::NotSo("an array has no container of its own; name one of its jobs".to_owned()));
    };
    let state = state_of(job).state;
    if state != State::Running {
        return Err(Wrong::NotSo(format!("the job {} is {state}; a program runs in a job that runs", job.id)));
    }
    let mut words: Vec<OsString> = vec![jobs.steps.profile().runtime.as_str().into(), "exec".into()];
    words.extend(args.interactive.then(|| "--interactive".into()));
    words.extend(args.tty.then(|| "--tty".into()));
    words.push(jobs.word(&job.id, &job.name).into());
    words.extend(args.words);
    let request = Request::of_words(words);
    let plan = match jobs.steps.judge(&request) {
        Ok(plan) => plan,
        Err(NotRun::Refused(refusal)) => {
            return Err(Wrong::Told(snippet::refusal(&refusal, &request, jobs.steps.profile())));
        }
        Err(NotRun::Stopped(why)) => return Err(Wrong::Stopped(why)),
    };
    Ok(jobs.steps.case.run(&plan))
}
