//! `longshore verify`: golden cases against profiles.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use regex::bytes::RegexBuilder;

use crate::edge::{CaseFiles, CaseSource, find_cases};
use crate::golden::{Case, Outcome, Touched, parse_argv, read_case, run_case};
use crate::plan::refusal_line;
use crate::profile::{Profile, load};
use crate::runtimes::All;

use super::print::{self, Colour, Coloured, Stream, wants_colour};
use super::report;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folders of cases, or single cases
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Write what the profiles do into the expected files, instead of comparing
    #[arg(long)]
    bless: bool,
    /// Only cases whose path matches this regular expression
    #[arg(long, value_name = "REGEX")]
    run: Option<String>,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
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

/// What became of a case.
pub(super) struct Checked {
    /// Its path without ending.
    pub(super) name: String,
    /// What is wrong with it.
    pub(super) fault: Option<String>,
    /// Whether its expected side was written.
    pub(super) blessed: bool,
}

/// The rules of each profile, and those that some case touched.
#[derive(Default)]
pub(super) struct Coverage(BTreeMap<String, (Vec<String>, BTreeSet<u16>)>);

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    // Names are bytes, and classes are ASCII, as in a profile's patterns.
    let filter = |run: &str| RegexBuilder::new(run).unicode(false).build();
    let filter = args.run.as_deref().map(filter).transpose()?;
    let mut cases = Vec::new();
    for path in &args.paths {
        cases.extend(find_cases(path).map_err(anyhow::Error::msg)?);
    }
    cases.retain(|case| filter.as_ref().is_none_or(|filter| filter.is_match(case.stem.as_os_str().as_bytes())));
    if cases.is_empty() {
        print::error_line(&"no case found; a case is NAME.yaml with `argv:` or `job:`, see `longshore verify --help`");
        return Ok(ExitCode::from(2));
    }
    let mut coverage = Coverage::default();
    let checked: Vec<Checked> = cases.iter().map(|case| check(case, args.bless, &mut coverage)).collect();
    let uncovered = if filter.is_none() { coverage.missing() } else { Vec::new() };
    print::out(match args.format {
        Format::Text => text(&checked, &uncovered, wants_colour(Stream::Out)),
        Format::Junit => report::junit(&checked),
        Format::Github => report::github(&checked),
        Format::Json => report::json(&checked, &uncovered),
    })?;
    let failed = checked.iter().any(|case| case.fault.is_some());
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

impl Coverage {
    fn add(&mut self, profile: &Profile, touched: Touched) {
        let rules = || (profile.rules.iter().map(|rule| rule.name.clone()).collect(), BTreeSet::new());
        let path = profile.files.first().map_or(profile.name.clone(), |file| file.path.clone());
        self.0.entry(path).or_insert_with(rules).1.extend(touched);
    }

    /// Rules that no case touched: profile and name.
    pub(super) fn missing(&self) -> Vec<(String, String)> {
        let mut missing = Vec::new();
        for (profile, (rules, touched)) in &self.0 {
            let untouched = rules.iter().zip(0..).filter(|(_, number)| !touched.contains(number));
            missing.extend(untouched.map(|(rule, _)| (profile.clone(), rule.clone())));
        }
        missing
    }
}

fn check(case: &CaseFiles, bless: bool, coverage: &mut Coverage) -> Checked {
    let name = case.stem.display().to_string();
    match compare(case, bless, coverage) {
        Ok(blessed) => Checked { name, fault: None, blessed },
        Err(fault) => Checked { name, fault: Some(fault), blessed: false },
    }
}

/// Whether the case's expected side was written; what is wrong otherwise.
fn compare(case: &CaseFiles, bless: bool, coverage: &mut Coverage) -> Result<bool, String> {
    let read = read(case)?;
    let folder = case.stem.parent().map(PathBuf::from).unwrap_or_default();
    let name = read.profile.clone().unwrap_or_else(|| case.folder());
    match load(&name, &CaseSource { folder }, &All) {
        Ok(profile) => against(case, &read, &profile, bless, coverage),
        Err(error) => settle(case, &Outcome::Refusal(refusal_line(&error)), bless),
    }
}

/// The case's own file.
pub(super) fn read(case: &CaseFiles) -> Result<Case, String> {
    let text = case.read("yaml")?.ok_or("an expected side without a case; write the .yaml, or remove the file")?;
    read_case(&text).map_err(|fault| format!("{}:{fault}", case.with("yaml").display()))
}

/// Holds a case against a profile.
pub(super) fn against(
    case: &CaseFiles,
    read: &Case,
    profile: &Profile,
    bless: bool,
    coverage: &mut Coverage,
) -> Result<bool, String> {
    let ran = run_case(read, profile, &All);
    coverage.add(profile, ran.touched);
    let is_new = case.read("argv")?.is_none() && case.read("refusal")?.is_none();
    let mut is_blessed = settle(case, &ran.outcome, bless)?;
    for (ending, text) in [("env", ran.env), ("files", ran.files)] {
        is_blessed |= settle_side(case, ending, text, bless, is_new)?;
    }
    Ok(is_blessed)
}

/// Compares what goes with a line, where something is expected of it, or writes it there.
fn settle_side(case: &CaseFiles, ending: &str, got: Option<String>, bless: bool, is_new: bool) -> Result<bool, String> {
    let expected = case.read(ending)?;
    // Who removed the file of an old case does not want it back.
    if expected == got || (expected.is_none() && !(bless && is_new)) {
        return Ok(false);
    }
    if bless {
        case.bless_side(ending, got.as_deref()).map_err(|error| error.to_string())?;
        return Ok(true);
    }
    Err(format!("in .{ending}:\n{}", lines_of_difference(&expected.unwrap_or_default(), &got.unwrap_or_default())))
}

/// Compares what came out with what is expected, or writes it there.
fn settle(case: &CaseFiles, outcome: &Outcome, bless: bool) -> Result<bool, String> {
    let argv = case.read("argv")?;
    if let Some(argv) = &argv {
        let wrong = |why| format!("{}: {why}", case.with("argv").display());
        parse_argv(argv.as_bytes()).map_err(wrong).or_else(|why| if bless { Ok(Vec::new()) } else { Err(why) })?;
    }
    let expected = match (argv, case.read("refusal")?) {
        (Some(_), Some(_)) if !bless => return Err("both .argv and .refusal exist; remove one of them".to_owned()),
        (Some(argv), _) => Some(Outcome::Argv(argv)),
        (None, refusal) => refusal.map(Outcome::Refusal),
    };
    if expected.as_ref() == Some(outcome) {
        return Ok(false);
    }
    if bless {
        case.bless(outcome.ending(), outcome.text()).map_err(|error| error.to_string())?;
        return Ok(true);
    }
    match expected {
        None => {
            Err(format!("nothing is expected; `--bless` would write this .{}:\n{}", outcome.ending(), outcome.text()))
        }
        Some(expected) => Err(difference(&expected, outcome)),
    }
}

/// The difference, word by word.
fn difference(expected: &Outcome, got: &Outcome) -> String {
    let mut text = String::new();
    if expected.ending() != got.ending() {
        let _ = writeln!(text, "expected a .{}, got a .{}", expected.ending(), got.ending());
    }
    text.push_str(&lines_of_difference(expected.text(), got.text()));
    text
}

fn lines_of_difference(expected: &str, got: &str) -> String {
    let mut text = String::new();
    for change in similar::TextDiff::from_lines(expected, got).iter_all_changes() {
        let _ = write!(text, "{}{}", change.tag(), change.value());
    }
    text
}

fn text(checked: &[Checked], uncovered: &[(String, String)], colours: bool) -> String {
    let mut text = String::new();
    for case in checked {
        if let Some(fault) = &case.fault {
            let head = format!("different: {}", case.name);
            let _ = writeln!(text, "{}", Coloured(&head, colours.then_some(Colour::Red)));
            for line in fault.lines() {
                let colour = match line.as_bytes().first() {
                    Some(b'-') => Some(Colour::Red),
                    Some(b'+') => Some(Colour::Green),
                    _ => None,
                };
                let _ = writeln!(text, "  {}", Coloured(line, colour.filter(|_| colours)));
            }
        } else if case.blessed {
            let _ = writeln!(text, "blessed: {}", case.name);
        }
    }
    for (profile, rule) in uncovered {
        let line = format!("no case touches rule `{rule}` of {profile}");
        let _ = writeln!(text, "{}", Coloured(&line, colours.then_some(Colour::Yellow)));
    }
    let failed = checked.iter().filter(|case| case.fault.is_some()).count();
    let blessed = checked.iter().filter(|case| case.blessed).count();
    let cases = checked.len();
    let _ = write!(text, "{cases} case{}, {failed} different", if cases == 1 { "" } else { "s" });
    let _ = if blessed > 0 { writeln!(text, ", {blessed} blessed") } else { writeln!(text) };
    text
}
