//! `longshore profile schema`: the JSON Schema of profiles, for editors.

use std::process::ExitCode;

use crate::cli::{json, print};
use crate::golden;
use crate::profile::schema::schema;
use crate::runtimes::All;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The schema of golden cases instead
    #[arg(long)]
    case: bool,
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let schema = if args.case { golden::schema() } else { schema(&All) };
    print::out(json::wrapped(&schema))?;
    Ok(ExitCode::SUCCESS)
}
