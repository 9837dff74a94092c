//! `longshore control suspend|resume|terminate`: the job controls of OpenLava, LSF and Grid Engine.
//!
//! `JOB_CONTROLS = SUSPEND[/usr/bin/longshore control suspend]` and `bstop 929` -> the container with the label
//! `org.longshore.job=929` is paused. What is done already is done well: a container that is gone is no error.
//!
//! A batch system calls without `--job`, or with the number that its own variables say, and hears nothing of a container
//! that is gone. Whoever names a job by hand is told when nothing of it is here.
//!
//! A container is found by its labels, never by the job's number alone: engines take `929` also for the beginning of
//! another container's id. What is then done to it is done by its id.

use std::process::ExitCode;
use std::time::Duration;

use clap::ValueEnum;

use crate::argv::quote::counted;
use crate::batch::{BatchJob, JOB, JobError};
use crate::edge::{Clock, Processes, Running, forget_started, started, tell_the_log};
use crate::facts::Host as _;
use crate::plan::refusal_line;
use crate::runtimes::containers::{Container, State};

use super::print;
use super::steps::{Hidden, LIMIT, Steps};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to do with the job's container
    #[arg(value_enum)]
    action: Action,
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// The job's number [default: what the environment says]
    #[arg(long, value_name = "ID")]
    job: Option<String>,
    /// The number of the array's element
    #[arg(long, value_name = "INDEX", requires = "job")]
    index: Option<String>,
    /// A process of the job, beside those that the environment names
    #[arg(long, value_name = "PID")]
    pid: Vec<i32>,
}

/// What a batch system wants of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Action {
    /// Pause the container (also: pause, stop)
    #[value(alias = "pause", alias = "stop")]
    Suspend,
    /// Let it go on (also: unpause)
    #[value(alias = "unpause")]
    Resume,
    /// End it: ask it to, and kill it after a while (also: kill)
    #[value(alias = "kill")]
    Terminate,
}

/// How long a container that is about to be made is waited for, before it is paused.
const PATIENCE: Duration = Duration::from_secs(5);

/// The time between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// How long a job's processes may outlive its container before they are asked to end; and after that, before they are
/// killed.
const REST: Duration = Duration::from_secs(2);

/// How long a job without known process groups is watched for a container that comes late.
const WATCH: Duration = Duration::from_millis(500);

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let mut steps = match Steps::select(args.profile.clone(), false) {
        Ok(steps) => steps,
        Err(code) => return Ok(code),
    };
    // Batch systems throw away what a control prints.
    let (job, is_by_hand) = meant(args, &steps).map_err(|why| {
        tell_the_log(&refusal_line(&why));
        anyhow::anyhow!(why)
    })?;
    Ok(match control(args, &mut steps, job, is_by_hand) {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(nothing)) => {
            print::error_line(&nothing);
            ExitCode::FAILURE
        }
        Err(why) => {
            tell_the_log(&refusal_line(&why));
            print::refusal(&why)
        }
    })
}

/// The job that is meant, and whether somebody named it by hand.
fn meant(args: &Args, steps: &Steps) -> Result<(BatchJob, bool), String> {
    let batch = steps.profile().inputs.batch;
    let of_environment = BatchJob::of_environment(batch, &steps.case.machine);
    let Some(id) = &args.job else {
        let job = of_environment.map_err(|error| match error {
            JobError::NoJob { variable } => {
                format!("no job is meant: {variable} is not set, which batch systems set; write --job ID")
            }
            other => other.to_string(),
        })?;
        return Ok((job, false));
    };
    let job = BatchJob::numbered(batch, id, args.index.as_deref()).map_err(|error| match error {
        JobError::Wrong { why } => {
            format!("{why}; write --job 929, or --job 929 --index 4 for an element of an array")
        }
        other => other.to_string(),
    })?;
    let is_by_hand = of_environment.map_or(true, |own| (own.id, own.index) != (job.id.clone(), job.index.clone()));
    Ok((job, is_by_hand))
}

/// Does it; what to tell whoever named a job of which nothing is here.
fn control(args: &Args, steps: &mut Steps, job: BatchJob, is_by_hand: bool) -> Result<Option<String>, String> {
    let numbers = |name: Option<&str>| -> Vec<i32> {
        let text = name.and_then(|name| steps.case.machine.env(name.as_ref())?.into_string().ok()).unwrap_or_default();
        text.split_whitespace().filter_map(|word| word.parse().ok()).filter(|number| *number > 1).collect()
    };
    let told = job.batch.starter.ok();
    let pids = numbers(told.and_then(|told| told.pids));
    let mut known = Processes { pids, groups: numbers(told.and_then(|told| told.groups)) };
    for pid in args.pid.iter().copied().filter(|pid| *pid > 1) {
        known.pids.push(pid);
        if Processes::leads(pid) {
            known.groups.push(pid);
        }
    }
    let grace = steps.profile().grace();
    let owner = steps.other()?;
    let mut control = Control { steps, job, known, owner, grace };
    let nothing = if is_by_hand { control.nothing(args.action)? } else { None };
    if nothing.is_none() {
        match args.action {
            Action::Suspend => control.suspend(),
            Action::Resume => control.resume(),
            Action::Terminate => control.terminate(),
        }?;
    }
    Ok(nothing)
}

struct Control<'s> {
    steps: &'s mut Steps,
    job: BatchJob,
    known: Processes,
    /// Whose job it is, where that is somebody else: the processes are the caller's word.
    owner: Option<u32>,
    /// Seconds between the request to end and the end.
    grace: u64,
}

impl Control<'_> {
    /// Why there is nothing to do it to, if there is not: no container of the job, nor a process that may make one; or only
    /// containers that have finished, where these are to be paused or to go on.
    fn nothing(&mut self, action: Action) -> Result<Option<String>, String> {
        let found = self.steps.containers(&self.job.filters(), Hidden::Fault)?;
        let (own, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| self.job.owns(one));
        let is_over = own.iter().all(|one| one.state == State::Finished);
        if !is_over || !self.processes().is_empty() {
            return Ok(None);
        }
        let (job, batch) = (self.job.shown(), self.job.batch.name);
        if let Some(one) = own.first() {
            let why =
                format!("the job {job} has finished, and so has its container {}; nothing is left to do", one.name);
            return Ok((action != Action::Terminate).then_some(why));
        }
        let mut elements: Vec<BatchJob> =
            others.iter().filter_map(BatchJob::of_container).filter(|one| one.id == self.job.id).collect();
        elements.sort_by(|one, other| one.index.cmp(&other.index));
        // A job may have several containers.
        elements.dedup_by(|one, other| one.index == other.index);
        let Some(element) = elements.first() else {
            let remedy = format!("see `{} ps --all --filter label={JOB}`", self.steps.profile().runtime.as_str());
            return Ok(Some(format!("no container of the {batch} job {job} is here; {remedy}")));
        };
        let remedy =
            element.index.as_ref().map_or("leave --index out".to_owned(), |index| format!("write --index {index}"));
        let shown: Vec<String> = elements.iter().take(5).map(BatchJob::shown).collect();
        let more = if elements.len() > 5 { ", ..." } else { "" };
        Ok(Some(format!("no container of the {batch} job {job} is here, but of {}{more}; {remedy}", shown.join(", "))))
    }

    /// The job's containers that have not finished.
    fn active(&mut self) -> Result<Vec<Container>, String> {
        let found = self.steps.containers(&self.job.filters(), Hidden::Fault)?;
        let is_active = |one: &Container| self.job.owns(one) && one.state != State::Finished;
        Ok(found.into_iter().filter(is_active).collect())
    }

    /// The starter, if it has left a note and runs.
    fn noted(&self) -> Option<Running> {
        let directory = self.steps.case.machine.state_dir().ok()?;
        started(&directory, &self.job.note(self.owner))
    }

    /// The job's processes that run.
    fn processes(&self) -> Vec<Running> {
        let mut running = self.known.running();
        running.extend(self.noted().filter(|noted| running.iter().all(|one| one.pid != noted.pid)));
        running
    }

    /// Those of the processes that may be signalled. For somebody else that is what runs with his rights, and the starter
    /// that longshore itself has noted as his.
    fn his<'p>(&self, processes: &'p [Running]) -> Vec<&'p Running> {
        let noted = self.noted().map(|noted| noted.pid);
        let is_his = |one: &&Running| self.owner.is_none_or(|owner| one.uid == owner || Some(one.pid) == noted);
        processes.iter().filter(is_his).collect()
    }

    /// Runs a line about a container. What it says counts only if the container is then still as it was.
    fn about(&mut self, words: &[&str], container: &Container) -> Result<(), String> {
        let limit = LIMIT + Duration::from_secs(self.grace);
        let ran = self.steps.about(words, container, limit)?;
        if ran.is_good() {
            return Ok(());
        }
        let now = self.active()?;
        if now.iter().any(|one| one.id == container.id && one.state == container.state) {
            return Err(format!("the container {}: {}; see the engine's log", container.name, ran.last_words()));
        }
        Ok(())
    }

    fn suspend(&mut self) -> Result<(), String> {
        let clock = Clock::start();
        loop {
            let active = self.active()?;
            for one in active.iter().filter(|one| one.state == State::Running) {
                self.about(&["pause"], one)?;
            }
            let is_coming = active.iter().any(|one| one.state == State::Created)
                || (active.is_empty() && self.processes().iter().any(|process| process.is_starter));
            if !is_coming {
                return Ok(());
            }
            if clock.elapsed() > PATIENCE {
                return Err("the job's container is not started yet; suspend the job again".to_owned());
            }
            clock.sleep(PAUSE);
        }
    }

    fn resume(&mut self) -> Result<(), String> {
        for one in self.active()?.iter().filter(|one| one.state == State::Paused) {
            self.about(&["unpause"], one)?;
        }
        Ok(())
    }

    /// Ends starters that have made no container yet, then containers, then what is left of the job; and looks again,
    /// until two looks find nothing.
    fn terminate(&mut self) -> Result<(), String> {
        let clock = Clock::start();
        let bound = Duration::from_secs(self.grace + 30);
        // Since when there is no container.
        let mut quiet: Option<Duration> = None;
        loop {
            let processes = self.processes();
            let his = self.his(&processes);
            let starters: Vec<&Running> = his.iter().copied().filter(|one| one.is_starter).collect();
            for starter in &starters {
                starter.terminate();
            }
            let active = self.active()?;
            for one in &active {
                self.end(one)?;
            }
            let now = clock.elapsed();
            if active.is_empty() && starters.is_empty() {
                let since = *quiet.get_or_insert(now);
                let rest = now.saturating_sub(since);
                // Where its groups are known nothing of the job can still be making a container.
                let enough = if self.known.groups.is_empty() { WATCH } else { PAUSE };
                if processes.is_empty() && rest >= enough {
                    if let Ok(directory) = self.steps.case.machine.state_dir() {
                        forget_started(&directory, &self.job.note(self.owner));
                    }
                    return Ok(());
                }
                // A client that makes a container has the time to do it: what it made is seen at the next look.
                for process in &his {
                    if rest >= REST * 2 {
                        process.kill();
                    } else if rest >= REST {
                        process.terminate();
                    }
                }
            } else {
                quiet = None;
            }
            if now > bound {
                return Err(format!(
                    "the job does not end: {} and {} are left; see `docker ps` and `ps`",
                    counted(active.len(), "container"),
                    counted(processes.len(), "process")
                ));
            }
            clock.sleep(PAUSE);
        }
    }

    /// Ends a container; one that never ran is removed, so that nothing can start it.
    fn end(&mut self, container: &Container) -> Result<(), String> {
        match container.state {
            State::Finished | State::Removing => Ok(()),
            State::Created => self.about(&["rm"], container),
            State::Paused => {
                // Paused processes hear nothing.
                self.about(&["unpause"], container)?;
                self.stop(container)
            }
            State::Running => self.stop(container),
        }
    }

    fn stop(&mut self, container: &Container) -> Result<(), String> {
        let grace = self.grace.to_string();
        self.about(&["stop", "-t", &grace], container)
    }
}
