//! `longshore verify`: golden cases against profiles.
//!
//! `verify cases` -> each file below `cases` is a case that holds, one that differs, or broken; nothing is passed over.

mod check;
mod report;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use regex::bytes::{Regex, RegexBuilder};

use crate::argv::quote::{counted, long_bytes};
use crate::edge::{CaseSource, Found, Machine, Replacements, Stray, find_cases, find_cases_here};
use crate::facts::Host as _;
use crate::profile::load;
use crate::yaml::nearest;

pub(super) use check::{Checked, Coverage, Verdict, add_profiles, check, read, stray};
pub(super) use report::of_case;

use super::print::{self, Stream, wants_colour};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folders of cases, or single cases; by default what is found here
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write what the profiles do into the expected files, instead of comparing
    #[arg(long, value_name = "WHAT", num_args = 0..=1, require_equals = true, default_missing_value = "changes")]
    bless: Option<Bless>,
    /// Only cases whose path matches this regular expression
    #[arg(long, value_name = "REGEX", value_parser = expression)]
    run: Option<Regex>,
    /// List what would be checked
    #[arg(long, conflicts_with_all = ["bless", "format"])]
    list: bool,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Bless {
    /// All but refusals that are new and that the case does not expect
    Changes,
    /// All
    Refusals,
}

/// Forms of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// JUnit's XML
    Junit,
    /// GitHub's annotations
    Github,
    /// For programs
    Json,
}

/// An expression over paths: names are bytes, and classes are ASCII, as in a profile's patterns.
fn expression(text: &str) -> Result<Regex, String> {
    RegexBuilder::new(text).unicode(false).build().map_err(|error| {
        let error = error.to_string();
        let last = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
        format!("{last}; a character is meant as itself behind a backslash")
    })
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    if args.bless.is_some() && is_ci() {
        anyhow::bail!(
            "the variable CI is set, and what a machine blesses nobody has read; bless where you can look at it"
        );
    }
    let all = find(args)?;
    let found = matching(all.clone(), args.run.as_ref());
    if args.list && !(found.cases.is_empty() && found.strays.is_empty()) {
        let cases = found.cases.iter().map(|case| case.with("yaml"));
        let others: BTreeSet<_> = found.strays.iter().map(|stray| &stray.path).chain(&found.profiles).collect();
        let paths = cases.chain(others.into_iter().cloned());
        print::out(paths.map(|path| long_bytes(path.as_os_str().as_bytes()) + "\n").collect::<String>())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut coverage = Coverage::default();
    let mut checked: Vec<Checked> = found.strays.iter().map(stray).collect();
    checked.extend(found.cases.iter().map(|case| {
        let folder = case.stem.parent().map(Path::to_owned).unwrap_or_default();
        check(case, &|name| load(name, &CaseSource { folder: folder.clone() }), &mut coverage)
    }));
    add_profiles(&mut checked, &found.profiles, &|path| {
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        load(&format!("./{}", path.file_name().unwrap_or_default().display()), &CaseSource { folder })
    });
    if checked.is_empty() {
        print::error_line(&nothing_found(&all, args.run.as_ref()));
        return Ok(ExitCode::from(2));
    }
    checked.sort_by(|one, other| one.name.cmp(&other.name));
    let obstacle = args.bless.and_then(|bless| {
        obstacle(&checked, bless, args.format)
            .or_else(|| write(&mut checked).err().map(|why| format!("blessing failed: {why}")))
    });
    let untouched = if args.run.is_none() { coverage.missing() } else { Vec::new() };
    print::out(match args.format {
        Format::Text => report::text(&checked, &untouched, wants_colour(Stream::Out)),
        Format::Junit => report::junit(&checked, &untouched),
        Format::Github => report::github(&checked, &untouched),
        Format::Json => report::json(&checked, &untouched),
    })?;
    if let Some(why) = obstacle {
        print::error_line(&why);
    }
    let is_good = |checked: &Checked| matches!(checked.verdict, Verdict::Same | Verdict::Blessed(_));
    Ok(if checked.iter().all(is_good) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether a machine runs this, for nobody who would read what is written.
fn is_ci() -> bool {
    let value = Machine::default().env(OsStr::new("CI"));
    value.is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}

/// What lies at the paths: in folders that are given nothing but cases, elsewhere also what a working directory has.
fn find(args: &Args) -> anyhow::Result<Found> {
    if args.paths.is_empty() {
        return find_cases_here().map_err(anyhow::Error::msg);
    }
    let mut all = Found::default();
    for path in &args.paths {
        let mut found = find_cases(path).map_err(anyhow::Error::msg)?;
        if args.paths.len() > 1 && found == Found::default() {
            found.strays.push(Stray { path: path.clone(), what: "holds no case", remedy: "leave it out".to_owned() });
        }
        all.cases.extend(found.cases);
        all.strays.extend(found.strays);
        all.profiles.extend(found.profiles);
    }
    Ok(all)
}

/// What of it matches.
fn matching(mut found: Found, filter: Option<&Regex>) -> Found {
    let is_meant = |path: &Path| filter.is_none_or(|filter| filter.is_match(path.as_os_str().as_bytes()));
    found.cases.retain(|case| is_meant(&case.stem));
    found.strays.retain(|stray| is_meant(&stray.path));
    found.profiles.retain(|path| is_meant(path));
    found
}

/// Why there is nothing to check.
fn nothing_found(all: &Found, filter: Option<&Regex>) -> String {
    let Some(filter) = filter.filter(|_| !all.cases.is_empty()) else {
        return "no case found; a case is NAME.yaml with `argv`, `job`, `starter` or `build`, see `longshore verify --help`"
            .to_owned();
    };
    let names: Vec<_> = all.cases.iter().filter_map(|case| case.stem.file_name()?.to_str()).collect();
    let written = filter.as_str();
    let near = nearest(written.rsplit('/').next().unwrap_or_default(), names.iter().copied());
    let list = || "`longshore verify --list` names all that are there".to_owned();
    let hint = near.map_or_else(list, |near| format!("did you mean {near}?"));
    format!("no case matches --run {written}; {hint}")
}

/// Why nothing may be written.
fn obstacle(checked: &[Checked], bless: Bless, format: Format) -> Option<String> {
    let is_wrong =
        |verdict: &Verdict| matches!(verdict, Verdict::Broken(_) | Verdict::Different { is_against_expect: true, .. });
    let wrong: Vec<_> = checked.iter().filter(|one| is_wrong(&one.verdict)).map(|one| one.name.as_str()).collect();
    let names = match wrong.as_slice() {
        [] => None,
        [first, second, rest @ ..] if rest.len() > 1 => Some(format!("{first}, {second} and {} more", rest.len())),
        few => Some(few.join(", ")),
    };
    if let Some(names) = names {
        return Some(format!("nothing is written because of {names}; correct what is shown first"));
    }
    let turned = checked.iter().filter(|one| matches!(one.verdict, Verdict::Different { turns: true, .. })).count();
    if turned == 0 || bless == Bless::Refusals || (format == Format::Text && is_wanted(checked, turned)) {
        return None;
    }
    let would = refused(turned);
    Some(format!(
        "nothing is written because {would}; read why, then write `expect: refused` in the case, or `--bless=refusals`"
    ))
}

fn refused(number: usize) -> String {
    let verb = if number == 1 { "is" } else { "are" };
    format!("{} {verb} refused anew", counted(number, "line"))
}

/// Whether somebody at a terminal says yes to what is shown.
fn is_wanted(checked: &[Checked], turned: usize) -> bool {
    print::confirm(|| {
        let shown: String = checked.iter().map(|one| of_case(one, wants_colour(Stream::Error))).collect();
        format!("{shown}{}. Write it?", refused(turned))
    })
}

/// Writes what came out beside the cases: all of it, or nothing.
fn write(checked: &mut [Checked]) -> Result<(), String> {
    let mut replacements = Replacements::default();
    for one in checked.iter() {
        if let (Some(case), Verdict::Different { changes, .. }) = (&one.case, &one.verdict) {
            case.write(changes, &mut replacements)?;
        }
    }
    replacements.put()?;
    for one in checked {
        if let Verdict::Different { changes, .. } = &mut one.verdict {
            one.verdict = Verdict::Blessed(std::mem::take(changes));
        }
    }
    Ok(())
}
