//! `longshore options [COMMAND]`: the option tables, as longshore reads lines by them.

use std::fmt::Write as _;
use std::process::ExitCode;

use crate::argv::quote::counted;
use crate::argv::{Command, Operands, Row, Tables};
use crate::profile::Profile;
use crate::runtimes::{self, RuntimeName};

use super::print;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A command of the client, such as `run` or `container prune` [default: a list of all commands]
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// The client
    #[arg(long, default_value = "docker", value_parser = ["docker", "podman"])]
    client: String,
    /// A profile, whose own options are listed too, for its client: a name, or a file if it has a `/`
    #[arg(long, short, value_name = "PROFILE", conflicts_with = "client")]
    profile: Option<String>,
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let name = if args.client == "podman" { RuntimeName::Podman } else { RuntimeName::Docker };
    let profile = match args.profile.as_deref().map(super::profile::load_or_report) {
        Some(Err(_)) => return Ok(ExitCode::FAILURE),
        Some(Ok(profile)) => Some(profile),
        None => None,
    };
    let site = profile.as_ref().map(|profile| profile.tables_of_given(profile.runtime));
    let tables: &dyn Tables = site.as_ref().map_or(runtimes::tables(name, None), |site| site);
    if args.command.is_empty() {
        print::out(commands(tables))?;
        return Ok(ExitCode::SUCCESS);
    }
    let path = args.command.join(" ");
    let Some(command) = tables.commands().iter().find(|command| command.path.as_str() == path) else {
        let near = crate::yaml::nearest(&path, tables.commands().iter().map(|command| command.path.as_str()));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        anyhow::bail!("{} has no command `{path}` in longshore's tables{near}", tables.name());
    };
    print::out(rows(command, tables, profile.as_ref()))?;
    Ok(ExitCode::SUCCESS)
}

fn commands(tables: &dyn Tables) -> String {
    let mut text = String::new();
    for command in tables.commands().iter().filter(|command| !command.is_parent) {
        let count: usize = command.groups.iter().map(|&group| tables.rows(group).len()).sum();
        let about = match command.operands {
            Operands::Unread => "by name only".to_owned(),
            _ => counted(count, "option"),
        };
        let _ = writeln!(text, "{:24} {about}", command.path);
    }
    text
}

fn rows(command: &Command, tables: &dyn Tables, profile: Option<&Profile>) -> String {
    let made = |name: &str| profile?.options.made.iter().find(|option| option.name == name);
    let mut rows: Vec<&Row> = command.groups.iter().flat_map(|&group| tables.rows(group)).collect();
    rows.sort_by_key(|row| row.name);
    let mut text = String::new();
    for row in rows {
        let letter = if row.short == 0 { String::new() } else { format!("-{},", char::from(row.short)) };
        let mut line = format!("{letter:4}--{:24} {:18} {:8} {:17}", row.name, row.kind, row.repeats, row.class);
        if row.destination != row.name {
            let _ = write!(line, " same as --{}", row.destination);
        }
        if let Some(option) = made(row.name.as_str()) {
            let _ = write!(line, " of the site: {}", option.help.as_deref().unwrap_or_default());
        }
        if row.since > 0 {
            let _ = write!(line, " since {}.{}", row.since / 100, row.since % 100);
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
