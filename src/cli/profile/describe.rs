//! `longshore profile describe`: a profile in plain words, for those who run containers under it.

use std::process::ExitCode;

use crate::cli::print;
use crate::profile::describe::describe;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    profile: Option<String>,
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let Some((_, profile)) = super::given_or_own(args.profile.as_deref()) else { return Ok(ExitCode::FAILURE) };
    print::out(describe(&profile, &profile.tables()))?;
    Ok(ExitCode::SUCCESS)
}
