//! `longshore job submit` and `array`: a template becomes containers that go on by themselves.
//!
//! `longshore job submit t.json` -> a longshore in a session of its own makes and starts the container; this one prints the id
//! and ends. `longshore job array 1-3 t.json` -> three containers, one after another, with `TASK_ID` 1, 2 and 3.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use serde_json::json;

use crate::edge::{JobStreams, Keeper, NotStarted, Said, Session, in_a_session_of_its_own, run_name};
use crate::facts::Host as _;
use crate::job::drmaa2::{ArrayId, ArrayRange, Mapped, Submission, Template, marks};
use crate::plan::{Plan, Request, Supervised, decide};

use super::super::dropin::NotRun;
use super::super::rewrite::{Format, words};
use super::super::steps::{Steps, said};
use super::super::{REFUSED, json, print, run, snippet};
use super::Wrong;
use super::jobs::{mark, owner};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  longshore job submit sleep.json
  longshore job submit --session nightly - < sleep.json
  id=$(longshore job submit sleep.json) && longshore job wait \"$id\"

The job goes on when this command, its terminal or its session ends. Standard
output and error go to the files of the template (outputPath, errorPath), written
until the job has ended; without them the engine keeps both (`docker logs ID`).")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    how: How,
    /// The job template of DRMAA2, JSON; `-` is standard input
    #[arg(value_name = "TEMPLATE")]
    template: PathBuf,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  longshore job array 1-20 task.json
  longshore job array 0001-100:10 --session scan task.json
  longshore job wait --all \"$(longshore job array 1-20 task.json)\"

Each task has its index in the variable TASK_ID. If one cannot be started, those
before it go on; the id of what runs is printed all the same, and the exit code
is 125.")]
pub(in crate::cli) struct ArrayArgs {
    #[command(flatten)]
    how: How,
    /// The indices of the tasks: BEGIN-END[:STEP]
    #[arg(value_name = "RANGE", value_parser = ArrayRange::parse)]
    range: ArrayRange,
    /// The job template of DRMAA2, JSON; `-` is standard input
    #[arg(value_name = "TEMPLATE")]
    template: PathBuf,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, clap::Args)]
struct How {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// The session that the job belongs to
    #[arg(long, value_name = "NAME", default_value = "longshore", value_parser = session)]
    session: String,
    /// Fetch the image if the engine does not have it
    #[arg(long)]
    pull: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print the commands that would make the containers, and run nothing
    #[arg(long, conflicts_with = "json")]
    dry_run: bool,
    /// What the process in the job's own session is called with
    #[arg(long, hide = true)]
    detached: bool,
}

/// The name of a session: a label's value, and a word on the engine's command line.
pub(super) fn session(name: &str) -> Result<String, String> {
    let is_good = !name.is_empty() && name.len() <= 255 && !name.chars().any(|c| c.is_control() || c == '=');
    if is_good { Ok(name.to_owned()) } else { Err("write 1 to 255 characters without `=` and line ends".to_owned()) }
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let submitting = Submitting { how: &args.how, template: &args.template, range: None };
    if args.how.dry_run {
        return submitting.look();
    }
    if !args.how.detached {
        let mut words = args.how.words("submit");
        words.extend(["--".into(), args.template.clone().into()]);
        return relay(&words);
    }
    Ok(submitting.run())
}

pub(super) fn array(args: &ArrayArgs) -> anyhow::Result<ExitCode> {
    let submitting = Submitting { how: &args.how, template: &args.template, range: Some(args.range) };
    if args.how.dry_run {
        return submitting.look();
    }
    if !args.how.detached {
        let mut words = args.how.words("array");
        words.extend(["--".into(), args.range.to_string().into(), args.template.clone().into()]);
        return relay(&words);
    }
    Ok(submitting.run())
}

impl How {
    /// The words that say the same to the process in the job's own session.
    fn words(&self, verb: &str) -> Vec<OsString> {
        let mut words: Vec<OsString> = vec!["job".into(), verb.into(), "--detached".into()];
        words.push(format!("--session={}", self.session).into());
        words.extend(self.profile.iter().map(|profile| format!("--profile={profile}").into()));
        words.extend(self.pull.then(|| "--pull".into()));
        words.extend(self.json.then(|| "--json".into()));
        words
    }
}

/// Prints what the process in the job's own session tells.
fn relay(words: &[OsString]) -> anyhow::Result<ExitCode> {
    match in_a_session_of_its_own(words) {
        Ok(Said { code, text }) => print::out(text).map(|()| ExitCode::from(code)),
        Err(why) => Ok(print::refusal(&why)),
    }
}

/// The work of the process in the job's own session.
struct Submitting<'a> {
    how: &'a How,
    template: &'a PathBuf,
    range: Option<ArrayRange>,
}

/// A job that is decided and not yet made.
struct Decided {
    task: Option<u32>,
    request: Request,
    plan: Plan,
}

impl Submitting<'_> {
    /// Prints the lines, without the marks by which the jobs are found.
    fn look(&self) -> anyhow::Result<ExitCode> {
        let decided = Steps::select(self.how.profile.clone(), true).map_err(Wrong::Told).and_then(|mut steps| {
            self.decide(&mut steps, |steps, request| {
                decide(request, steps.profile(), &steps.case.machine).map_err(NotRun::Refused)
            })
        });
        match decided {
            Ok(decided) => {
                let lines: Vec<u8> = decided.iter().flat_map(|job| words(&job.plan, Format::Shell)).collect();
                print::out(lines).map(|()| ExitCode::SUCCESS)
            }
            Err(wrong) => Ok(wrong.tell()),
        }
    }

    fn run(&self) -> ExitCode {
        let session = match Session::begin() {
            Ok(session) => session,
            Err(why) => return print::refusal(&why),
        };
        let (keepers, code) = match self.submit() {
            Ok(submitted) => submitted,
            Err(wrong) => return wrong.tell(),
        };
        if keepers.is_empty() {
            return ExitCode::from(code);
        }
        session.tell(&Said { code, text: self.shown(&keepers) });
        let needed = keepers.into_iter().filter(Keeper::is_needed);
        let threads: Vec<_> = needed.map(|keeper| thread::spawn(move || keeper.keep())).collect();
        for thread in threads {
            let _ = thread.join();
        }
        ExitCode::from(code)
    }

    /// The id as it is printed.
    fn shown(&self, keepers: &[Keeper]) -> String {
        let ids: Vec<String> = keepers.iter().map(|keeper| keeper.id().to_owned()).collect();
        let id = ids.join(",");
        let id = ArrayId::of(ids.clone()).map_or(id, |array| array.to_string());
        match (self.how.json, self.range) {
            (false, _) => format!("{id}\n"),
            (true, None) => json::text(&json!({ "id": id })),
            (true, Some(_)) => json::text(&json!({ "id": id, "jobs": ids })),
        }
    }

    /// Makes and starts all jobs, one after another; those that run, and the exit code. All are decided before the first is made.
    fn submit(&self) -> Result<(Vec<Keeper>, u8), Wrong> {
        let mut steps = Steps::select(self.how.profile.clone(), false).map_err(Wrong::Told)?;
        let user = owner(&steps)?;
        let decided = self.decide(&mut steps, Steps::judge)?;
        let array = run_name();
        let mut keepers = Vec::new();
        for job in decided {
            let task = job.task;
            let mut labels = marks(&self.how.session, task.map(|task| (array.as_str(), task)));
            labels.push(mark(user));
            match start(&mut steps, job, &labels) {
                Ok((keeper, warnings)) => {
                    print::error(&String::from_utf8_lossy(&warnings));
                    keepers.push(keeper);
                }
                Err(why) => {
                    let task = task.map(|task| format!("task {task}: ")).unwrap_or_default();
                    print::error_line(&format_args!("{task}{why}"));
                    return Ok((keepers, REFUSED));
                }
            }
        }
        Ok((keepers, 0))
    }

    /// What the template asks for, decided job by job.
    fn decide(
        &self,
        steps: &mut Steps,
        judge: impl Fn(&mut Steps, &Request) -> Result<Plan, NotRun>,
    ) -> Result<Vec<Decided>, Wrong> {
        let (path, text) = run::text(self.template, steps.profile(), &steps.case.machine)
            .map_err(|why| Wrong::Stopped(format!("job template {why}")))?;
        let faulty = |steps: &Steps, fault| Wrong::Told(run::told(&path, &text, &fault, steps.profile()));
        let template = Template::read(text.as_bytes()).map_err(|fault| faulty(steps, fault))?;
        let directory = steps.case.machine.cwd().ok().and_then(|cwd| cwd.into_string().ok());
        let tasks: Vec<Option<u32>> = match self.range {
            None => vec![None],
            Some(range) => range.indices().map(Some).collect(),
        };
        let mut decided = Vec::new();
        for task in tasks {
            let submission =
                Submission { is_supervised: true, pulls: self.how.pull, directory: directory.as_deref(), task };
            let Mapped { request, unused } = template.request(&submission).map_err(|fault| faulty(steps, fault))?;
            if decided.is_empty() {
                for unused in &unused {
                    print::error_line(&format_args!("{path}:{unused}"));
                }
            }
            match judge(steps, &request) {
                Ok(plan) => decided.push(Decided { task, request, plan }),
                Err(NotRun::Refused(refusal)) => {
                    return Err(Wrong::Told(snippet::refusal(&refusal, &request, steps.profile())));
                }
                Err(NotRun::Stopped(why)) => return Err(Wrong::Stopped(why)),
            }
        }
        Ok(decided)
    }
}

/// Makes and starts a job; what its client said besides.
fn start(steps: &mut Steps, job: Decided, labels: &[String]) -> Result<(Keeper, Vec<u8>), String> {
    let Decided { request, plan, .. } = job;
    steps.case.request = request;
    steps.case.prepare(&plan).map_err(|why| said(&why))?;
    let (profile, request) = (steps.profile(), &steps.case.request);
    let container = Supervised::tracked(&plan, &run_name(), labels, !request.watch.keep, profile);
    let container = container.map_err(|refusal| refusal.to_string())?;
    let streams = JobStreams::open(&request.streams).map_err(|error| error.to_string())?;
    let started = Keeper::start(container, profile.runtime, streams, request.watch.time_limit);
    started.map_err(|NotStarted { cause, said }| {
        print::error(&String::from_utf8_lossy(&said));
        format!("{}; {}", cause.reason(), cause.remedy())
    })
}
