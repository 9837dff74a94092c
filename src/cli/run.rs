//! `longshore run SPEC`: a job file, by the profile, on the engine.
//!
//! `longshore run job.yaml` -> the engine in longshore's place; `longshore run --report FILE job.yaml` -> longshore stays
//! with the container, see `supervise`.

use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::edge::{Choice, Machine, SelectError, Selected, Site, read_document, select};
use crate::facts::Host as _;
use crate::job::{self, Cause};
use crate::plan::{Plan, Request, decide, reader};
use crate::profile::{Profile, Text};
use crate::yaml::Fault;

use super::dropin::{self, Case, NotRun};
use super::rewrite::{Format, words};
use super::{print, snippet, supervise};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// Print the final command instead of running it
    #[arg(long)]
    dry_run: bool,
    /// Stay with the container, and write how it ended to FILE, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Print a job file with every field, to begin with
    #[arg(long, exclusive = true)]
    template: bool,
    /// The job file, YAML or JSON; `-` is standard input
    #[arg(value_name = "SPEC", required_unless_present = "template")]
    spec: Option<PathBuf>,
}

/// Why nothing is started; it is printed already.
pub(super) struct Stopped {
    pub(super) code: ExitCode,
    pub(super) cause: Cause,
    /// The line, if it came so far.
    pub(super) case: Option<Case>,
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let Some(spec) = &args.spec else {
        print::out(job::template())?;
        return Ok(ExitCode::SUCCESS);
    };
    if let Some(report) = args.report.as_deref().filter(|_| !args.dry_run) {
        return Ok(supervise::main(args, spec, report));
    }
    let machine = Machine::default();
    let selected = match args.select(&machine) {
        Ok(selected) => selected,
        Err(error) => return Ok(unselected(spec, &error)),
    };
    let request = match args.request(spec, &selected.profile, &machine) {
        Ok(request) => request,
        Err(stopped) => return Ok(stopped.code),
    };
    if args.dry_run {
        let profile = &selected.profile;
        return match decide(&request, profile, &machine) {
            Ok(plan) => print::out(words(&plan, Format::Shell)).map(|()| ExitCode::SUCCESS),
            Err(refusal) => Ok(snippet::refusal(&refusal, &request, profile)),
        };
    }
    match judge(Case { selected, request, machine }) {
        Ok((case, plan)) => Ok(case.run(&plan)),
        Err(stopped) => Ok(stopped.code),
    }
}

/// Prints why there is no profile; first of all, where nobody chose one, that there is no job either.
fn unselected(spec: &Path, error: &SelectError) -> ExitCode {
    if matches!(error, SelectError::Nothing)
        && spec != Path::new("-")
        && let Err(why) = read_document(spec)
    {
        return print::refusal(&format_args!("job file {why}; check the path"));
    }
    snippet::selection(error)
}

/// The case with its plan.
pub(super) fn judge(case: Case) -> Result<(Case, Plan), Box<Stopped>> {
    let (code, why) = match case.judge() {
        Ok(plan) => return Ok((case, plan)),
        Err(NotRun::Refused(refusal)) => {
            let parts = refusal.parts();
            let why = if parts.place.is_empty() { parts.why } else { format!("{}: {}", parts.place, parts.why) };
            let code = snippet::refusal(&refusal, &case.request, &case.selected.profile);
            (code, Cause::Refused { why, remedy: parts.remedy })
        }
        Err(NotRun::Stopped(why)) => {
            (print::refusal(&why), Cause::Refused { why, remedy: "ask the site to fix its profile".to_owned() })
        }
    };
    Err(Box::new(Stopped { code, cause: why, case: Some(case) }))
}

impl Args {
    /// The profile first: nothing a user wrote is read before it is known under which rules.
    pub(super) fn select(&self, machine: &Machine) -> Result<Selected, SelectError> {
        let choice = Choice { argument: self.profile.clone(), called: None, is_dry: self.dry_run };
        let site = Site::of_machine();
        select(&choice, &site, machine).inspect_err(|error| {
            if !self.dry_run {
                dropin::unselected(error, &site, machine);
            }
        })
    }

    /// What the job asks for.
    pub(super) fn request(&self, spec: &Path, profile: &Profile, machine: &Machine) -> Result<Request, Box<Stopped>> {
        let stopped = |code, cause| Box::new(Stopped { code, cause, case: None });
        let (path, text) = text(spec, profile, machine).map_err(|why| {
            let why = format!("job file {why}");
            stopped(print::refusal(&why), Cause::File { why })
        })?;
        let read = if self.report.is_some() { job::read_supervised } else { job::read };
        let request = read(&text).map_err(|fault| {
            let (what, remedy) = (fault.what.to_string(), fault.what.remedy());
            let why = format!("{path}:{}:{}: {what}", fault.at.line, fault.at.column);
            let code = told(&path, &text, &fault, profile);
            stopped(code, Cause::Refused { why, remedy })
        })?;
        if request.watch.time_limit.is_some() && self.report.is_none() {
            let (why, remedy) = ("`timeout` needs somebody who keeps the time", "add --report FILE");
            let code = print::refusal(&format_args!("{path}: {why}; {remedy}"));
            return Err(stopped(code, Cause::Refused { why: why.to_owned(), remedy: remedy.to_owned() }));
        }
        Ok(request)
    }
}

/// Prints what is wrong with a file of the caller's.
pub(super) fn told(path: &str, text: &str, fault: &Fault, profile: &Profile) -> ExitCode {
    let code = print::refusal(&format_args!("{path}:{fault}"));
    // Under a policy, what stands in the file is not shown to everybody who can read the messages.
    if profile.policy.is_none() {
        let file = Text { path: path.to_owned(), text: text.to_owned() };
        print::error(&snippet::underlined(&file, fault.at, &fault.what.remedy()));
    }
    code
}

/// The name of the job file for messages, and its text.
#[expect(clippy::disallowed_methods, reason = "`-` is standard input")]
pub(super) fn text(spec: &Path, profile: &Profile, machine: &Machine) -> Result<(String, String), String> {
    const LARGEST: u64 = 1 << 20;
    if spec != Path::new("-") {
        let shown = spec.display().to_string();
        // Under a policy whoever calls for somebody else reads with that one's rights.
        let Some(reader) = reader(profile, machine).map_err(|refusal| refusal.to_string())? else {
            return Ok((shown, read_document(spec)?));
        };
        let absolute = std::path::absolute(spec).map_err(|error| format!("{shown}: {error}"))?;
        let content = machine.caller_file(absolute.as_os_str().as_bytes(), &reader);
        let content = content.map_err(|missing| format!("{shown}: {}", missing.why))?;
        let text = String::from_utf8(content).map_err(|_| format!("{shown} is not UTF-8"))?;
        return Ok((shown, text));
    }
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("standard input: {error}"))?;
    if bytes.len() as u64 > LARGEST {
        return Err("standard input is larger than 1 MiB".to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|_| "standard input is not UTF-8".to_owned())?;
    Ok(("standard input".to_owned(), text))
}
