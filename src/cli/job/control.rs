//! `longshore job suspend`, `resume`, `terminate` and `delete`.
//!
//! `longshore job suspend ID` -> `docker pause ID`: all processes are frozen, and the job is seen as `Suspended`. What is done
//! already is done well.

use std::time::Duration;

use crate::edge::Clock;
use crate::job::drmaa2::{Control, State, state_of};
use crate::runtimes::docker::answers::{Inspected, Status};

use super::super::steps::LIMIT;
use super::jobs::{Asked, Jobs, no_such};
use super::{NOT_SO, Printed, REFUSED, Wrong};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  longshore job suspend 5d0f8b9e3c2a
  longshore job resume 5d0f8b9e3c2a
  longshore job terminate \"$array\"
  longshore job delete $(longshore job list --quiet --state done --state failed)

suspend    pauses running jobs       resume  lets paused ones go on
terminate  kills jobs; ended ones stay
delete     removes jobs that have ended, no others
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

/// How many jobs one line of the engine's client names.
const AT_ONCE: usize = 100;

pub(super) fn main(args: Args, control: Control) -> Printed {
    let words = control.words().map_err(|error| Wrong::NotSo(error.to_string()))?;
    with(args, |batch, found| match control {
        Control::Suspend => batch.change(found, words, State::Running, State::Suspended),
        Control::Resume => batch.change(found, words, State::Suspended, State::Running),
        _ => batch.terminate(found, words),
    })
}

pub(super) fn delete(args: Args) -> Printed {
    with(args, Batch::delete)
}

/// Does it to the jobs; then says what went wrong with which.
fn with(args: Args, what: impl Fn(&mut Batch, Vec<Inspected>) -> Result<(), Wrong>) -> Printed {
    let mut jobs = Jobs::select(args.profile)?;
    let Asked { found, missing } = jobs.of(&args.ids)?;
    let mut batch = Batch { jobs, troubles: missing.iter().map(|id| no_such(id)).collect() };
    what(&mut batch, found)?;
    let is_stopped = batch.troubles.iter().any(|wrong| !matches!(wrong, Wrong::NotSo(_)));
    if batch.troubles.is_empty() {
        return Ok(String::new());
    }
    for trouble in batch.troubles {
        let _ = trouble.tell();
    }
    Err(Wrong::Told(if is_stopped { REFUSED } else { NOT_SO }.into()))
}

/// Jobs that something is done to, all at once.
struct Batch {
    jobs: Jobs,
    /// What went wrong with single ones.
    troubles: Vec<Wrong>,
}

impl Batch {
    /// Brings jobs from one state into another.
    fn change(&mut self, found: Vec<Inspected>, words: &[&str], from: State, to: State) -> Result<(), Wrong> {
        let due = self.due(found, |state| state == from, |state| state == to, "look with `longshore job state`");
        let said = self.line(words, &due)?;
        for (job, now) in self.looked(due)? {
            let trouble = match now.map(|now| state_of(&now).state) {
                Some(state) if state == to => continue,
                Some(state) if state == from => failed(&job, &said, &format!("it stays {from}")),
                // It went on meanwhile.
                Some(state) => not_in_state(&job, state, "look with `longshore job state`"),
                None => no_such(&job.id),
            };
            self.troubles.push(trouble);
        }
        Ok(())
    }

    /// Ends jobs. Those that were never started are removed, so that nothing can start them.
    fn terminate(&mut self, found: Vec<Inspected>, words: &[&str]) -> Result<(), Wrong> {
        let (created, found): (Vec<_>, Vec<_>) = found.into_iter().partition(|job| job.status == Status::Created);
        self.remove(created, &["rm"])?;
        let clock = Clock::start();
        let is_alive = |job: &Inspected| !state_of(job).state.is_end();
        let mut alive: Vec<Inspected> = found.into_iter().filter(is_alive).collect();
        let mut said = self.line(words, &alive)?;
        while !alive.is_empty() {
            alive = self.looked(alive)?.into_iter().filter_map(|(_, now)| now).filter(is_alive).collect();
            if clock.elapsed() > PATIENCE {
                self.troubles.extend(alive.iter().map(|job| failed(job, &said, "it does not end")));
                return Ok(());
            }
            if !alive.is_empty() {
                clock.sleep(PAUSE);
                // Some engines kill what is frozen when it goes on; what starts again and again ends by `stop` alone.
                let (paused, rest): (Vec<_>, Vec<_>) =
                    alive.iter().cloned().partition(|job| job.status == Status::Paused);
                self.line(&["unpause"], &paused)?;
                said = self.line(&["stop", "-t", "0"], &rest)?;
            }
        }
        Ok(())
    }

    fn delete(&mut self, found: Vec<Inspected>) -> Result<(), Wrong> {
        let due = self.due(found, State::is_end, |_| false, "terminate it first, or wait for its end");
        self.remove(due, &["rm", "--volumes"])
    }

    fn remove(&mut self, due: Vec<Inspected>, words: &[&str]) -> Result<(), Wrong> {
        let said = self.line(words, &due)?;
        let left = self.looked(due)?.into_iter().filter(|(_, now)| now.is_some());
        self.troubles.extend(left.map(|(job, _)| failed(&job, &said, "it is still there")));
        Ok(())
    }

    /// The jobs that something is to be done to; those in another state are troubles, unless all is well with it.
    fn due(
        &mut self,
        found: Vec<Inspected>,
        is_due: impl Fn(State) -> bool,
        is_done: impl Fn(State) -> bool,
        remedy: &str,
    ) -> Vec<Inspected> {
        let (due, rest): (Vec<_>, Vec<_>) = found.into_iter().partition(|job| is_due(state_of(job).state));
        let others = rest.iter().map(|job| (job, state_of(job).state)).filter(|(_, state)| !is_done(*state));
        self.troubles.extend(others.map(|(job, state)| not_in_state(job, state, remedy)));
        due
    }

    /// Runs a line about jobs; what its client said at last.
    fn line(&mut self, words: &[&str], jobs: &[Inspected]) -> Result<String, Wrong> {
        let mut said = String::new();
        for some in jobs.chunks(AT_ONCE) {
            let mut words = words.to_vec();
            words.extend(some.iter().map(|job| self.jobs.word(&job.id, &job.name)));
            let ran = self.jobs.steps.line(&words, Some(LIMIT)).map_err(Wrong::Stopped)?;
            if !ran.is_good() {
                said = ran.last_words();
            }
        }
        Ok(said)
    }

    /// The jobs as they were, and as they are now.
    fn looked(&mut self, jobs: Vec<Inspected>) -> Result<Vec<(Inspected, Option<Inspected>)>, Wrong> {
        let now = self.jobs.again(&jobs)?;
        Ok(jobs.into_iter().zip(now).collect())
    }
}

fn failed(job: &Inspected, said: &str, otherwise: &str) -> Wrong {
    let why = if said.is_empty() { otherwise } else { said };
    Wrong::Stopped(format!("the job {}: {why}; see the engine's log", job.id))
}

fn not_in_state(job: &Inspected, state: State, remedy: &str) -> Wrong {
    Wrong::NotSo(format!("the job {} is {state}; {remedy}", job.id))
}
