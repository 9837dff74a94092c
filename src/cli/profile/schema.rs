//! `longshore profile schema`: the JSON Schema of profiles, for editors.

use std::process::ExitCode;

use crate::cli::{json, print};
use crate::golden;
use crate::profile::schema::schema;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The schema of golden cases instead
    #[arg(long)]
    case: bool,
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let schema = if args.case { golden::schema() } else { schema() };
    print::out(json::wrapped(&schema))?;
    Ok(ExitCode::SUCCESS)
}
