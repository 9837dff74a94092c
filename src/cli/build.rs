//! `longshore build -- WORDS`: the `docker_build` of an LSF site.
//!
//! `longshore build --image site/app:1 -- app/` -> `docker build --tag=site/app:1 app/` and `docker push site/app:1`, both on the
//! job's own streams; the exit code of the first that fails.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::argv::quote;
use crate::edge::{Ran, Signals, die_of, is_interactive, show};
use crate::job::{AskedBuild, NotBuilt, Push, Work, build_steps, check_push, pushes};
use crate::plan::{Plan, Request, decide};
use crate::profile::LogLevel;

use super::rewrite::{Format, words};
use super::steps::{Steps, said};
use super::{print, snippet};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// Print all steps instead of running them
    #[arg(long)]
    dry_run: bool,
    /// The image's first name, beside those of `--tag`
    #[arg(long, value_name = "IMAGE")]
    image: Option<OsString>,
    /// What `docker build` takes, behind `--`: its options, and at the end a directory or an address
    #[arg(last = true, value_name = "WORD")]
    words: Vec<OsString>,
}

pub(super) fn main(args: Args) -> anyhow::Result<ExitCode> {
    let steps = match Steps::select(args.profile, args.dry_run) {
        Ok(steps) => steps,
        Err(code) => return Ok(code),
    };
    let asked = AskedBuild { image: args.image, words: args.words, is_terminal: is_interactive() };
    if args.dry_run {
        return look(&steps, &asked);
    }
    Ok(match work(steps, &asked) {
        Ok(code) | Err(code) => code,
    })
}

/// Prints the steps.
fn look(steps: &Steps, asked: &AskedBuild) -> anyhow::Result<ExitCode> {
    let (profile, machine) = (steps.profile(), &steps.case.machine);
    // Nobody is asked for a password by a look.
    let asked = AskedBuild { is_terminal: true, ..asked.clone() };
    let decide = |request: &Request| decide(request, profile, machine);
    match build_steps(&asked, profile, machine, &decide) {
        Ok(plan) => print::out(words(&plan, Format::Shell)).map(|()| ExitCode::SUCCESS),
        Err(NotBuilt::Build(error)) => Ok(print::refusal(&error)),
        Err(NotBuilt::Refused(refusal)) => {
            let request = match asked.work(profile, machine) {
                Ok(Work::Build(request) | Work::Login(request)) => request,
                Err(_) => Request::default(),
            };
            Ok(snippet::refusal(&refusal, &request, profile))
        }
    }
}

/// Builds and pushes, or logs in. Every line is decided before the first is run.
fn work(mut steps: Steps, asked: &AskedBuild) -> Result<ExitCode, ExitCode> {
    let work = asked.work(steps.profile(), &steps.case.machine);
    match work.map_err(|error| print::refusal(&error))? {
        Work::Login(request) => {
            let plan = judged(&mut steps, &request)?;
            Ok(login(steps, request, &plan))
        }
        Work::Build(request) => {
            let plan = judged(&mut steps, &request)?;
            let mut sent = Vec::new();
            for push in pushes(&plan, steps.profile()).map_err(|error| print::refusal(&error))? {
                let plan = judged(&mut steps, &push.request)?;
                check_push(&plan, &push, steps.profile()).map_err(|error| print::refusal(&error))?;
                sent.push((push, plan));
            }
            let signals = Signals::keep().map_err(|error| print::refusal(&error))?;
            let built = run(&mut steps, &request, &plan, &signals, false)?;
            if !built.is_good() {
                return Ok(ExitCode::from(built.shell_code()));
            }
            push(&mut steps, &sent, &signals)
        }
    }
}

fn judged(steps: &mut Steps, request: &Request) -> Result<Plan, ExitCode> {
    steps.judge(request).map_err(|why| print::refusal(&said(&why)))
}

/// Gives this process's place to the client, which asks for the password.
fn login(mut steps: Steps, request: Request, plan: &Plan) -> ExitCode {
    steps.case.request = request;
    steps.case.run(plan)
}

/// Sends the image under each of its names, also when one cannot be sent; the exit code of the first that could not.
fn push(steps: &mut Steps, sent: &[(Push, Plan)], signals: &Signals) -> Result<ExitCode, ExitCode> {
    let mut code = 0;
    for (push, plan) in sent {
        let pushed = run(steps, &push.request, plan, signals, true)?;
        print::error(&String::from_utf8_lossy(&pushed.stderr));
        let image = quote::long_bytes(push.image.as_encoded_bytes());
        if pushed.is_good() {
            print::error_line(&format_args!("pushed {image}"));
            continue;
        }
        let (why, its_code) = (pushed.last_words(), pushed.shell_code());
        print::error_line(&format_args!("not pushed {image}: {why} (exit code {its_code})"));
        if code == 0 {
            code = its_code;
        }
    }
    Ok(ExitCode::from(code))
}

/// Runs one line on the job's own streams. A signal that ends longshore's work ends longshore, too.
fn run(
    steps: &mut Steps,
    request: &Request,
    plan: &Plan,
    signals: &Signals,
    keeps_stderr: bool,
) -> Result<Ran, ExitCode> {
    steps.case.request = request.clone();
    steps.case.prepare(plan).map_err(|why| print::refusal(&said(&why)))?;
    let [step] = plan.steps.as_slice() else {
        let why = "the plan has not exactly one step; this is a mistake in longshore, please report it";
        return Err(print::refusal(&why));
    };
    if plan.log_level == LogLevel::Debug {
        print::error(&format!("longshore: {}\n", quote::shell_line(step.argv())));
    }
    let shown = show(step, signals, keeps_stderr).map_err(|error| print::refusal(&error))?;
    if let Some(signal) = shown.signal {
        die_of(signal);
    }
    Ok(shown)
}
