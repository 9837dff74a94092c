//! `longshore job list` and `sessions`.
//!
//! `longshore job list --session nightly --state running` -> a line for each job: id, state, exit code, session, category, name.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::job::drmaa2::{Filter, JobInfo, SESSION, State};

use super::super::json;
use super::jobs::Jobs;
use super::submit::session;
use super::{Printed, Wrong};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  longshore job list
  longshore job list --session nightly --state running --state suspended
  longshore job delete $(longshore job list --quiet --state done)")]
pub(in crate::cli) struct Args {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// Only jobs of this session
    #[arg(long, value_name = "NAME", value_parser = session)]
    session: Option<String>,
    /// Only jobs in this state; may be given several times
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Vec<State>,
    /// Only jobs of this category: the image as it was named
    #[arg(long, value_name = "IMAGE")]
    category: Option<String>,
    /// Print nothing but ids, whole
    #[arg(long, short)]
    quiet: bool,
    /// Print JSON
    #[arg(long, conflicts_with = "quiet")]
    json: bool,
}

fn state(name: &str) -> Result<State, String> {
    let known = || State::ALL.map(State::name).join(", ");
    State::of_name(name).ok_or_else(|| format!("states are {}", known()))
}

pub(super) fn main(args: Args) -> Printed {
    let mut jobs = Jobs::select(args.profile)?;
    let filter = Filter { session: args.session, states: args.state, category: args.category, ..Filter::default() };
    let found = jobs.all(&filter)?;
    let now = jobs.now();
    let infos: Vec<JobInfo> = found.iter().map(|one| JobInfo::of(one, now)).collect();
    if args.json {
        return Ok(json::text(&infos.iter().map(JobInfo::json).collect()));
    }
    if args.quiet {
        return Ok(lines(infos.iter().map(|info| info.id.as_str())));
    }
    Ok(table(&infos))
}

/// The jobs in columns; nothing for none.
fn table(infos: &[JobInfo]) -> String {
    let mut rows = vec![["ID", "STATE", "EXIT", "SESSION", "CATEGORY", "NAME"].map(str::to_owned)];
    rows.extend(infos.iter().map(|info| {
        [
            info.id.chars().take(12).collect(),
            info.state.name().to_owned(),
            info.exit_status.map(|code| code.to_string()).unwrap_or_default(),
            info.session.clone().unwrap_or_default(),
            info.category.clone(),
            info.name.clone(),
        ]
    }));
    if infos.is_empty() {
        return String::new();
    }
    columns(&rows)
}

/// A line each.
pub(super) fn lines<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.flat_map(|text| [text, "\n"]).collect()
}

/// Rows as columns, two blanks between them.
pub(super) fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: [usize; N] =
        std::array::from_fn(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default());
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(line, "{cell:width$}  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  longshore job sessions

A session is a label of its jobs: it is there as long as one of them is.")]
pub(in crate::cli) struct SessionArgs {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn sessions(args: SessionArgs) -> Result<String, Wrong> {
    let mut jobs = Jobs::select(args.profile)?;
    let found = jobs.all(&Filter::default())?;
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for name in found.iter().filter_map(|one| one.label(SESSION)) {
        match counts.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => counts.push((name, 1)),
        }
    }
    counts.sort_unstable();
    if args.json {
        let all: Value = counts.iter().map(|(name, count)| json!({ "name": name, "jobs": count })).collect();
        return Ok(json::text(&all));
    }
    let rows: Vec<[String; 2]> = counts.iter().map(|(name, count)| [(*name).to_owned(), count.to_string()]).collect();
    Ok(columns(&rows))
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["a", "bé", ""], ["ccc", "d", "e"]].map(|row| row.map(str::to_owned));
        assert_eq!(columns(&rows), "a    bé\nccc  d   e\n");
    }
}
