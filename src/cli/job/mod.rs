//! `longshore job`: jobs that outlive their caller, as DRMAA2 knows them.
//!
//! `longshore job submit t.json` -> the id of the container that runs it; `longshore job state ID` -> `Running`.
//!
//! The engine's labels are the only record: no verb keeps anything of its own, and any number of callers may use them at once.

mod control;
mod exec;
mod jobs;
mod list;
mod look;
mod place;
mod submit;
mod wait;

use std::fmt::Display;
use std::process::ExitCode;

use super::{REFUSED, print};

/// The exit code for what was asked and is not so.
const NOT_SO: u8 = 1;

#[derive(Debug, clap::Subcommand)]
#[command(after_help = "\
Exit codes:
  0    done
  1    no such job, a job in a state that does not allow it, or the time is over
  2    wrong usage
  125  refused by the profile, the policy or the engine
`exec` ends as the program that it runs.")]
pub(super) enum Command {
    /// Submit an array of jobs; prints the array's id, which every verb takes
    Array(submit::ArrayArgs),
    /// List the categories of jobs: the images that the engine has
    Categories(place::Args),
    /// Remove jobs that have ended, with their containers
    Delete(control::Args),
    /// Run a program in a job's container
    Exec(exec::Args),
    /// Not possible with containers: always refused
    Hold(control::Args),
    /// Print what is known of jobs
    Info(look::Args),
    /// List jobs
    List(list::Args),
    /// Describe the machine that jobs run on
    Machines(place::Args),
    /// List queues: engines have none
    Queues(place::Args),
    /// Not possible with containers: always refused
    Release(control::Args),
    /// Let suspended jobs go on
    Resume(control::Args),
    /// List the sessions of jobs
    Sessions(list::SessionArgs),
    /// Print the state of jobs
    State(look::Args),
    /// Submit a job; prints its id when it is started
    Submit(submit::Args),
    /// Freeze jobs
    Suspend(control::Args),
    /// End jobs at once
    Terminate(control::Args),
    /// Wait until jobs are started, or have ended
    Wait(wait::Args),
}

/// Why a verb did not do what it was asked for.
#[derive(Debug)]
enum Wrong {
    /// It is not so: no such job, another state, the time is over.
    NotSo(String),
    /// The profile, the policy or the engine refuses.
    Stopped(String),
    /// It is said already; the code to end with.
    Told(ExitCode),
}

impl Wrong {
    /// Prints it, unless it is; the exit code.
    fn tell(self) -> ExitCode {
        let tell = |why: &dyn Display, code| {
            print::error_line(why);
            ExitCode::from(code)
        };
        match self {
            Wrong::NotSo(why) => tell(&why, NOT_SO),
            Wrong::Stopped(why) => tell(&why, REFUSED),
            Wrong::Told(code) => code,
        }
    }
}

/// What a verb prints at its end.
type Printed = Result<String, Wrong>;

pub(super) fn main(command: Command) -> anyhow::Result<ExitCode> {
    use crate::job::drmaa2::Control;
    let printed = match command {
        Command::Array(args) => return submit::array(&args),
        Command::Submit(args) => return submit::main(&args),
        Command::Exec(args) => return Ok(exec::main(args)),
        Command::Delete(args) => control::delete(args),
        Command::Hold(args) => control::main(args, Control::Hold),
        Command::Release(args) => control::main(args, Control::Release),
        Command::Resume(args) => control::main(args, Control::Resume),
        Command::Suspend(args) => control::main(args, Control::Suspend),
        Command::Terminate(args) => control::main(args, Control::Terminate),
        Command::Categories(args) => place::categories(args),
        Command::Machines(args) => place::machines(args),
        Command::Queues(args) => Ok(place::queues(&args)),
        Command::Info(args) => look::info(&args),
        Command::State(args) => look::state(&args),
        Command::List(args) => list::main(args),
        Command::Sessions(args) => list::sessions(args),
        Command::Wait(args) => wait::main(args),
    };
    match printed {
        Ok(text) => print::out(text).map(|()| ExitCode::SUCCESS),
        Err(wrong) => Ok(wrong.tell()),
    }
}
