//! `longshore profile show`: what holds once `extends` is followed.

use std::fmt::Write as _;
use std::process::ExitCode;

use crate::cli::{json, print};
use crate::profile::Profile;
use crate::profile::effective::effective;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The profile: a name, or a file if it has a `/`
    profile: String,
    /// For programs: keys, rules and defaults, with file, line and column
    #[arg(long, conflicts_with = "files")]
    json: bool,
    /// The texts of all files instead, as they are
    #[arg(long)]
    files: bool,
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let Ok(profile) = super::load_or_report(&args.profile) else { return Ok(ExitCode::FAILURE) };
    if args.files {
        print::out(files(&profile))?;
        return Ok(ExitCode::SUCCESS);
    }
    let effective = effective(&profile)?;
    print::out(if args.json { json::text(&effective.to_json()) } else { effective.to_string() })?;
    Ok(ExitCode::SUCCESS)
}

fn files(profile: &Profile) -> String {
    let mut text = String::new();
    for file in profile.files.iter() {
        if profile.files.len() > 1 {
            let _ = writeln!(text, "# --- {}", file.path);
        }
        text.push_str(&file.text);
    }
    text
}
