//! `longshore profile ...`: check, show and find profiles.

mod as_user;
mod check;
mod describe;
mod schema;
mod show;

use std::fmt::Write as _;
use std::process::ExitCode;

use crate::edge::{Choice, FileSource, Machine, Site, profile_names, select};
use crate::plan::let_through;
use crate::profile::{LoadError, Profile, SHIPPED, Source as _, load};

use super::args::select_dry;
use super::{install, print, snippet};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Load profiles and report what is wrong or odd about them
    Check(check::Args),
    /// Say in Markdown what users may ask for under a profile
    Describe(describe::Args),
    /// Put a profile in its place on this machine, when it loads and its cases hold
    Install(install::Args),
    /// List the profiles that names can choose
    List,
    /// Bring back the profile that the last installation replaced
    Rollback(install::RollbackArgs),
    /// Print the JSON Schema of profiles, for editors
    Schema(schema::Args),
    /// Print what a profile says once `extends` is followed, and where each part was written
    Show(show::Args),
    /// Say which profile the drop-in would use here, and why
    Which,
}

pub(super) fn main(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check(args) => check::main(&args),
        Command::Describe(args) => describe::main(&args),
        Command::Install(args) => install::main(&args),
        Command::List => list(),
        Command::Rollback(args) => install::rollback(&args),
        Command::Schema(args) => schema::main(&args),
        Command::Show(args) => show::main(&args),
        Command::Which => which(),
    }
}

fn source() -> FileSource {
    FileSource::lenient(&Site::of_machine())
}

pub(super) fn load_or_report(name: &str) -> Result<Profile, LoadError> {
    load(name, &source()).inspect_err(|error| {
        print::error_line(error);
        print::error(&snippet::load(error));
    })
}

/// The profile of this name, or the one that counts here when nobody chooses, and how to call it; `None` once it is printed why
/// there is none.
fn given_or_own(name: Option<&str>) -> Option<(String, Profile)> {
    if let Some(name) = name {
        return load_or_report(name).ok().map(|profile| (name.to_owned(), profile));
    }
    match select_dry(Choice::default(), &Machine::default()) {
        Ok((profile, _)) => Some((profile.files.first().map_or(String::new(), |file| file.path.clone()), profile)),
        Err(error) => {
            snippet::selection(&error);
            None
        }
    }
}

fn list() -> anyhow::Result<ExitCode> {
    let mut names = profile_names(&Site::of_machine()).map_err(anyhow::Error::msg)?;
    names.extend(SHIPPED.iter().map(|(name, _)| (*name).to_owned()));
    let row = |name: String| {
        let path = source().text(&name, None).map_or_else(|error| error.why, |text| text.path);
        let about = load(&name, &source())
            .map_or_else(|error| format!("does not load: {error}"), |profile| profile.description.unwrap_or_default());
        (name, path, about)
    };
    let rows: Vec<_> = names.into_iter().map(row).collect();
    let width = |of: fn(&(String, String, String)) -> &str| rows.iter().map(|row| of(row).chars().count()).max();
    let (names, paths) = (width(|row| &row.0).unwrap_or_default(), width(|row| &row.1).unwrap_or_default());
    let mut text = String::new();
    for (name, path, about) in &rows {
        let _ = writeln!(text, "{name:names$}  {path:paths$}  {about}");
    }
    print::out(text)?;
    Ok(ExitCode::SUCCESS)
}

fn which() -> anyhow::Result<ExitCode> {
    match select(&Choice::default(), &Site::of_machine(), &Machine::default()) {
        Ok(selected) => {
            let path = selected.profile.files.first().map_or("", |file| file.path.as_str());
            print::out(format!("{path}, chosen by {}\n", selected.chosen))?;
            let Some(error) = &selected.broken else { return Ok(ExitCode::SUCCESS) };
            print::error_line(&format_args!("{}: {error}", let_through(&selected.profile)));
            Ok(ExitCode::FAILURE)
        }
        Err(error) => {
            snippet::selection(&error);
            Ok(ExitCode::FAILURE)
        }
    }
}
