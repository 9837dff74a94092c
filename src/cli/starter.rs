//! `longshore starter -- WORDS`: the job starter of OpenLava, LSF and Grid Engine.
//!
//! `JOB_STARTER = /usr/bin/longshore starter -- "%USRCMD"` -> the job's container is made, and this process becomes the
//! client that waits for it: same process id, the container's exit code.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::argv::quote;
use crate::batch::BatchJob;
use crate::edge::{exec, is_interactive, note_started};
use crate::facts::Host as _;
use crate::job::{self, Around, Asked, NotStarted, StarterError};
use crate::plan::{Plan, Request, decide};
use crate::profile::LogLevel;
use crate::runtimes::containers::{Container, State, containers, could_be_an_id};

use super::dropin::NotRun;
use super::rewrite::{Format, words};
use super::steps::{LIMIT, Steps, said};
use super::{print, snippet};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// Print all steps instead of running them
    #[arg(long)]
    dry_run: bool,
    /// Print the options of the job's container on one line, for `docker[options(@SCRIPT)]` of LSF
    #[arg(long, conflicts_with = "dry_run")]
    print_options: bool,
    /// What the batch system gives: the job's words, behind `--`
    #[arg(last = true, value_name = "WORD")]
    words: Vec<OsString>,
}

pub(super) fn main(args: Args) -> anyhow::Result<ExitCode> {
    let mut steps = match Steps::select(args.profile, args.dry_run) {
        Ok(steps) => steps,
        Err(code) => return Ok(code),
    };
    if args.print_options {
        return options(&mut steps);
    }
    let asked = Asked { words: args.words, is_terminal: is_interactive() };
    if args.dry_run {
        return look(&steps, &asked);
    }
    Ok(match prepare(&mut steps, &asked) {
        Ok(start) => start.run(steps),
        Err(code) => code,
    })
}

/// Prints the steps.
fn look(steps: &Steps, asked: &Asked) -> anyhow::Result<ExitCode> {
    let (profile, machine) = (steps.profile(), &steps.case.machine);
    let decide = |request: &Request| decide(request, profile, machine);
    match job::steps(asked, profile, machine, &decide) {
        Ok(plan) => print::out(words(&plan, Format::Shell)).map(|()| ExitCode::SUCCESS),
        Err(NotStarted::Starter(error)) => Ok(print::refusal(&error)),
        Err(NotStarted::Refused(refusal)) => {
            let request = asked.create(profile, machine).unwrap_or_default();
            Ok(snippet::refusal(&refusal, &request, profile))
        }
    }
}

/// Prints the options of the job's container.
fn options(steps: &mut Steps) -> anyhow::Result<ExitCode> {
    let request = match Asked::options_only(steps.profile(), &steps.case.machine) {
        Ok(request) => request,
        Err(error) => return Ok(print::refusal(&error)),
    };
    let plan = match steps.judge(&request) {
        Ok(plan) => plan,
        Err(why) => return Ok(print::refusal(&said(&why))),
    };
    let line = match job::options_line(&plan, steps.profile()) {
        Ok(line) => line,
        Err(error) => return Ok(print::refusal(&error)),
    };
    if let Err(why) = steps.case.prepare(&plan) {
        return Ok(print::refusal(&said(&why)));
    }
    print::out(line + "\n").map(|()| ExitCode::SUCCESS)
}

/// The last step: this process becomes the client that waits for the container.
struct Start {
    request: Request,
    plan: Plan,
    id: String,
}

/// All steps before the last one. Every line is decided before the first is run.
fn prepare(steps: &mut Steps, asked: &Asked) -> Result<Start, ExitCode> {
    let (profile, machine) = (steps.profile(), &steps.case.machine);
    let starter = |error: StarterError| print::refusal(&error);
    let request = asked.create(profile, machine).map_err(starter)?;
    let job = BatchJob::of_environment(profile.inputs.batch, machine).map_err(|error| print::refusal(&error))?;
    let refused = |why: NotRun| print::refusal(&said(&why));
    let error = |why: String| print::refusal(&why);
    let create = steps.judge(&request).map_err(refused)?;
    let around = job::around(&create, steps.profile()).map_err(starter)?;
    let mut looks = Vec::new();
    for line in [&around.look, &around.pull] {
        looks.push(match line {
            None => None,
            Some(line) => {
                let plan = steps.judge(line).map_err(refused)?;
                job::check_image(&plan, &around.image, steps.profile()).map_err(starter)?;
                Some((line, plan))
            }
        });
    }
    let start = Plan { log_level: create.log_level, ..steps.judge(&around.start).map_err(refused)? };
    if let Ok(directory) = steps.case.machine.state_dir() {
        note_started(&directory, &job.note(steps.other().map_err(error)?));
    }
    let [look, pull] = looks.as_slice() else { return Err(print::refusal(&"no step to pull the image")) };
    let is_there = match look {
        None => false,
        Some((line, plan)) => steps.carry_out(line, plan, Some(LIMIT)).map_err(error)?.is_good(),
    };
    if let Some((line, plan)) = pull.as_ref().filter(|_| !is_there) {
        show(plan, create.log_level);
        let pulled = steps.carry_out(line, plan, None).map_err(error)?;
        if !pulled.is_good() {
            let image = quote::short(&around.image);
            let why = pulled.last_words();
            return Err(print::refusal(&format_args!("the image {image} cannot be pulled: {why}; check its name")));
        }
    }
    let id = create_container(steps, &request, &create, &around, &job)?;
    Ok(Start { request: around.start, plan: start, id })
}

/// Makes the container; where an earlier run of the same job left one of its name, that one is removed first.
fn create_container(
    steps: &mut Steps,
    request: &Request,
    plan: &Plan,
    around: &Around,
    job: &BatchJob,
) -> Result<String, ExitCode> {
    let error = |why: String| print::refusal(&why);
    show(plan, plan.log_level);
    let mut made = steps.carry_out(request, plan, None).map_err(error)?;
    if !made.is_good()
        && let Some(standing) = standing(steps, around, job).map_err(error)?
    {
        let name = &standing.name;
        if !matches!(standing.state, State::Created | State::Finished) {
            let why = format!("the container {name} of this job is running already; end it, or wait for its end");
            return Err(print::refusal(&why));
        }
        let removed = steps.about(&["rm"], &standing, LIMIT).map_err(error)?;
        if !removed.is_good() {
            let why = removed.last_words();
            return Err(error(format!("the finished container {name} of this job cannot be removed: {why}")));
        }
        made = steps.carry_out(request, plan, None).map_err(error)?;
    }
    // Warnings are the user's business, and so is what went wrong.
    print::error(&String::from_utf8_lossy(&made.stderr));
    if !made.is_good() {
        // As `run` of the same client ends then; `create` ends with 1, which could be the job's own.
        return Err(ExitCode::from(super::REFUSED));
    }
    let text = String::from_utf8_lossy(&made.stdout);
    let id = text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
    if id.len() == 64 && could_be_an_id(id) {
        return Ok(id.to_owned());
    }
    let shown = quote::short_bytes(id.as_bytes());
    Err(error(format!("the engine made a container and says {shown} for its id; see `longshore doctor`")))
}

/// Prints a line that is about to be run, where the job asks for that.
fn show(plan: &Plan, level: LogLevel) {
    for step in plan.steps.iter().filter(|_| level == LogLevel::Debug) {
        print::error(&format!("longshore: {}\n", quote::shell_line(step.argv())));
    }
}

/// The container of that name, if it is this job's.
fn standing(steps: &mut Steps, around: &Around, job: &BatchJob) -> Result<Option<Container>, String> {
    let Some(name) = around.name.to_str() else { return Ok(None) };
    let looked = steps.line(&["container", "inspect", name], Some(LIMIT))?;
    if !looked.is_good() {
        return Ok(None);
    }
    let found = containers(&looked.stdout)?.into_iter().find(|one| one.name == name);
    Ok(found.filter(|one| job.owns(one)))
}

impl Start {
    /// Gives this process's place to the client.
    fn run(mut self, mut steps: Steps) -> ExitCode {
        steps.case.request = self.request;
        if let Err(why) = steps.case.prepare(&self.plan) {
            return print::refusal(&said(&why));
        }
        let Some(step) = self.plan.steps.first_mut() else { return print::refusal(&"there is no step to start") };
        // A name that could begin another container's id is written as the id, in case that the container is gone.
        if let Some(word) = step.words.last_mut().filter(|word| word.text.to_str().is_some_and(could_be_an_id)) {
            word.text = self.id.into();
        }
        show(&self.plan, self.plan.log_level);
        drop(steps);
        let Some(step) = self.plan.steps.first() else { return print::refusal(&"there is no step to start") };
        print::refusal(&exec(step))
    }
}
