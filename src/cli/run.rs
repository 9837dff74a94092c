//! `longshore run SPEC`: a job file, by the profile, on the engine.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::edge::{Choice, Machine, Site, read_document, select};
use crate::job;
use crate::profile::Text;
use crate::runtimes::All;

use super::rewrite::{Format, words};
use super::{dropin, print, snippet};

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
    let selected = match select(&choice, &Site::of_machine(), &All, &machine) {
        Ok(selected) => selected,
        Err(error) => return Ok(snippet::selection(&error)),
    };
    let profile = &selected.profile;
    let (path, text) = match text(&args.spec) {
        Ok(text) => text,
        Err(why) => return Ok(print::refusal(&format_args!("job file {why}"))),
    };
    let request = match job::read(&text, profile.runtime) {
        Ok(request) => request,
        Err(fault) => {
            let code = print::refusal(&format_args!("{path}:{fault}"));
            print::error(&snippet::underlined(
                &Text { path, text },
                fault.at,
                &fault.what.to_string(),
                &fault.what.remedy(),
            ));
            return Ok(code);
        }
    };
    let judged = match dropin::judge(&selected, &request, &machine) {
        Ok(judged) => judged,
        Err(why) => return Ok(print::refusal(&why)),
    };
    match judged {
        Ok(plan) if args.dry_run => {
            print::out(words(&plan, Format::Shell))?;
            Ok(ExitCode::SUCCESS)
        }
        Ok(plan) => {
            drop(machine);
            Ok(dropin::run(&plan, profile))
        }
        Err(refusal) => Ok(snippet::refusal(&refusal, &request, profile)),
    }
}

/// The name of the job file for messages, and its text.
#[expect(clippy::disallowed_methods, reason = "`-` is standard input")]
fn text(spec: &Path) -> Result<(String, String), String> {
    const LARGEST: u64 = 1 << 20;
    if spec != Path::new("-") {
        return Ok((spec.display().to_string(), read_document(spec)?));
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
