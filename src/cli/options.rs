//! `longshore options [COMMAND]`: the option tables, as longshore reads lines by them.

use std::fmt::Write as _;
use std::process::ExitCode;

use crate::argv::{Command, Operands, Row, Tables};
use crate::profile::{RuntimeName, Runtimes as _};
use crate::runtimes::All;

use super::print;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A command of the client, such as `run` or `container prune` [default: a list of all commands]
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// The client
    #[arg(long, default_value = "docker", value_parser = ["docker", "podman"])]
    client: String,
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let name = if args.client == "podman" { RuntimeName::Podman } else { RuntimeName::Docker };
    let tables = All.tables(name);
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
    print::out(rows(command, tables))?;
    Ok(ExitCode::SUCCESS)
}

fn commands(tables: &dyn Tables) -> String {
    let mut text = String::new();
    for command in tables.commands().iter().filter(|command| !command.is_parent) {
        let count: usize = command.groups.iter().map(|&group| tables.rows(group).len()).sum();
        let about = match command.operands {
            Operands::Unread => "by name only".to_owned(),
            _ => format!("{count} options"),
        };
        let _ = writeln!(text, "{:24} {about}", command.path);
    }
    text
}

fn rows(command: &Command, tables: &dyn Tables) -> String {
    let mut rows: Vec<&Row> = command.groups.iter().flat_map(|&group| tables.rows(group)).collect();
    rows.sort_by_key(|row| row.name);
    let mut text = String::new();
    for row in rows {
        let letter = if row.short == 0 { String::new() } else { format!("-{},", char::from(row.short)) };
        let kind = format!("{:?}", row.kind).to_lowercase();
        let repeats = format!("{:?}", row.repeats).to_lowercase();
        let class = format!("{:?}", row.class).to_lowercase();
        let mut line = format!("{letter:4}--{:24} {kind:18} {repeats:8} {class:12}", row.name);
        if row.destination != row.name {
            let _ = write!(line, " same as --{}", row.destination);
        }
        if row.since > 0 {
            let _ = write!(line, " since {}.{}", row.since / 100, row.since % 100);
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
