//! `longshore run SPEC`: a job file, by the profile, on the engine.

use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::edge::{Choice, Machine, Site, read_document, select};
use crate::facts::Host as _;
use crate::job;
use crate::plan::{decide, reader};
use crate::profile::{Profile, Text};
use crate::runtimes::All;

use super::dropin::{self, NotRun};
use super::rewrite::{Format, words};
use super::{print, snippet};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// Print the final command instead of running it
    #[arg(long)]
    dry_run: bool,
    /// The job file, YAML or JSON; `-` is standard input
    #[arg(value_name = "SPEC")]
    spec: PathBuf,
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let machine = Machine::default();
    // The profile first: nothing a user wrote is read before it is known under which rules.
    let choice = Choice { argument: args.profile.clone(), called: None, is_dry: args.dry_run };
    let site = Site::of_machine();
    let selected = match select(&choice, &site, &All, &machine) {
        Ok(selected) => selected,
        Err(error) => {
            if !args.dry_run {
                dropin::unselected(&error, &site, &machine);
            }
            return Ok(snippet::selection(&error));
        }
    };
    let profile = &selected.profile;
    let (path, text) = match text(&args.spec, profile, &machine) {
        Ok(text) => text,
        Err(why) => return Ok(print::refusal(&format_args!("job file {why}"))),
    };
    let request = match job::read(&text, profile.runtime) {
        Ok(request) => request,
        Err(fault) => {
            let code = print::refusal(&format_args!("{path}:{fault}"));
            if profile.policy.is_some() {
                // What stands in the file is not shown to everybody who can read the messages.
                return Ok(code);
            }
            print::error(&snippet::underlined(
                &Text { path, text },
                fault.at,
                &fault.what.to_string(),
                &fault.what.remedy(),
            ));
            return Ok(code);
        }
    };
    if args.dry_run {
        return match decide(&request, profile, &All, &machine) {
            Ok(plan) => print::out(words(&plan, Format::Shell)).map(|()| ExitCode::SUCCESS),
            Err(refusal) => Ok(snippet::refusal(&refusal, &request, profile)),
        };
    }
    let case = dropin::Case { selected, request, machine };
    match case.judge() {
        Ok(plan) => Ok(case.run(&plan)),
        Err(NotRun::Refused(refusal)) => Ok(snippet::refusal(&refusal, &case.request, &case.selected.profile)),
        Err(NotRun::Stopped(why)) => Ok(print::refusal(&why)),
    }
}

/// The name of the job file for messages, and its text.
#[expect(clippy::disallowed_methods, reason = "`-` is standard input")]
fn text(spec: &Path, profile: &Profile, machine: &Machine) -> Result<(String, String), String> {
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
