//! `longshore job wait`: until jobs are started, or have ended.
//!
//! `longshore job wait --timeout 10m --all ID ID` -> the states of both when both have ended; exit code 1 if that takes longer.

use std::time::Duration;

use crate::edge::Clock;
use crate::job::drmaa2::State;
use crate::profile::seconds_of;
use crate::runtimes::docker::answers::Inspected;

use super::super::print::{self, Stream};
use super::jobs::Jobs;
use super::look::{has, states, states_json};
use super::{Printed, Wrong};

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  longshore job wait 5d0f8b9e3c2a
  longshore job wait --any --timeout 10m 5d0f8b9e3c2a 77aa01d2c9f3
  longshore job wait --started \"$(longshore job array 1-20 task.json)\"

Prints the states of the jobs that have come so far, and ends with 0 whatever
those are; with 1 when the time is over. A job that is removed meanwhile counts
as ended. How far it is, is shown on a terminal's standard error.")]
pub(in crate::cli) struct Args {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// Until the first of the jobs has come so far
    #[arg(long, conflicts_with = "all")]
    any: bool,
    /// Until all jobs have come so far [default]
    #[arg(long)]
    all: bool,
    /// Until they are started
    #[arg(long, conflicts_with = "terminated")]
    started: bool,
    /// Until they have ended [default]
    #[arg(long)]
    terminated: bool,
    /// How long to wait: seconds, or 90m, 12h, 7d [default: as long as it takes]
    #[arg(long, value_name = "TIME", value_parser = time)]
    timeout: Option<u64>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Jobs or arrays
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
}

fn time(text: &str) -> Result<u64, String> {
    seconds_of(text).ok_or_else(|| "write seconds, or a duration such as 90m, 12h or 7d".to_owned())
}

/// The time between two looks: short at the beginning, then longer.
const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(1);

pub(super) fn main(args: Args) -> Printed {
    let mut jobs = Jobs::select(args.profile)?;
    let asked = jobs.all_of(&args.ids)?;
    let is_enough: fn(State) -> bool = if args.started { State::has_started } else { State::is_end };
    let enough = if args.any { 1 } else { asked.len() };
    let waiting = Waiting { asked, is_enough, enough, limit: args.timeout.map(Duration::from_secs) };
    let come = waiting.wait(&mut jobs, if args.started { "started" } else { "ended" })?;
    Ok(if args.json { states_json(&come, false) } else { states(&come, false) })
}

struct Waiting {
    asked: Vec<Inspected>,
    is_enough: fn(State) -> bool,
    /// How many jobs it takes.
    enough: usize,
    limit: Option<Duration>,
}

impl Waiting {
    /// The jobs that have come so far and are still there, when there are enough.
    fn wait(&self, jobs: &mut Jobs, word: &str) -> Result<Vec<Inspected>, Wrong> {
        let clock = Clock::start();
        let progress = Progress { is_shown: print::is_capable_terminal(Stream::Error) };
        let mut pause = FIRST;
        let mut now: Vec<Option<Inspected>> = self.asked.iter().cloned().map(Some).collect();
        loop {
            let (come, rest): (Vec<_>, Vec<_>) = now.into_iter().partition(|one| has(one.as_ref(), self.is_enough));
            let count = come.len();
            if count >= self.enough {
                progress.clear();
                return Ok(come.into_iter().flatten().collect());
            }
            let total = count + rest.len();
            let elapsed = clock.elapsed();
            let left = self.limit.map_or(LONGEST, |limit| limit.saturating_sub(elapsed));
            if left.is_zero() {
                progress.clear();
                return Err(Wrong::NotSo(format!("the time is over: {count} of {total} jobs have {word}")));
            }
            progress.show(&format!("{count} of {total} jobs have {word}, {} s", elapsed.as_secs()));
            clock.sleep(pause.min(left));
            pause = (pause * 2).min(LONGEST);
            now = jobs.again(&self.asked).inspect_err(|_| progress.clear())?;
        }
    }
}

/// A line on the terminal that is written over and over.
struct Progress {
    is_shown: bool,
}

impl Progress {
    fn show(&self, text: &str) {
        if self.is_shown {
            print::error(&format!("\r\x1b[K{text}"));
        }
    }

    fn clear(&self) {
        if self.is_shown {
            print::error("\r\x1b[K");
        }
    }
}
