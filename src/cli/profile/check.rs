//! `longshore profile check`: what is wrong or odd about profiles.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::as_user;
use crate::argv::quote::counted;
use crate::cli::install::callers;
use crate::cli::{print, snippet};
use crate::profile::lint::lint;
use crate::profile::{Profile, load};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Profiles: names, or files if they have a `/` [default: as the drop-in would choose]
    #[arg(value_name = "PROFILE")]
    profiles: Vec<String>,
    /// Fail also for what is only odd
    #[arg(long)]
    strict: bool,
    /// Try lines that go for the machine, and the engine's socket, as this user: a name, or a uid
    #[arg(long = "as", value_name = "USER")]
    user: Option<String>,
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let mut is_good = true;
    let given = args.profiles.iter().map(|name| Some(name.as_str()));
    for name in given.chain(args.profiles.is_empty().then_some(None)) {
        let Some((name, profile)) = super::given_or_own(name) else {
            is_good = false;
            continue;
        };
        let warnings = one(&name, &profile)?;
        is_good &= warnings == 0 || !args.strict;
        if let Some(user) = &args.user {
            is_good &= as_user::main(&name, &profile, user)?;
        }
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reports on a profile that loads; how many warnings there are.
fn one(name: &str, profile: &Profile) -> anyhow::Result<usize> {
    let warnings = lint(profile, &profile.tables());
    for warning in &warnings {
        print::error(&snippet::warning(profile, warning));
    }
    let unknown = selectable(profile);
    for why in &unknown {
        print::error(&format!("warning: {name}: {why}\n"));
    }
    if let Err(why) = callers(profile) {
        print::error(&format!("note: {name} cannot be installed here: {why}\n"));
    }
    let warnings = warnings.len() + unknown.len();
    let mut line = format!("{name}: good, {}", counted(profile.rules.len(), "rule"));
    if warnings > 0 {
        let _ = write!(line, ", {}", counted(warnings, "warning"));
    }
    print::out(line + "\n")?;
    Ok(warnings)
}

/// What is wrong with the names that callers may choose, as they would be found on this machine.
fn selectable(profile: &Profile) -> Vec<String> {
    let fault = |name: &String| {
        let error = load(name, &super::source()).err()?;
        Some(format!("`{name}` under `selectable` does not load here: {error}"))
    };
    profile.selectable.iter().filter_map(fault).collect()
}
