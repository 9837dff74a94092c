//! `longshore profile describe`: a profile in plain words, for those who run containers under it.

use std::process::ExitCode;

use crate::cli::print;
use crate::profile::describe::describe;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The profile: a name, or a file if it has a `/`
    profile: String,
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let Ok(profile) = super::load_or_report(&args.profile) else { return Ok(ExitCode::FAILURE) };
    print::out(describe(&profile, &profile.tables()))?;
    Ok(ExitCode::SUCCESS)
}
