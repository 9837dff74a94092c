//! A case held against its profile: the same, different, or broken, with the place.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::argv::Place;
use crate::edge::{CaseFiles, Clock, Stray};
use crate::golden::{
    Case, Change, Sides, Touched, changes, is_settled, name_files, parse_argv, read_case, refuses_anew, run_case,
};
use crate::profile::{LoadError, Profile, Rule};
use crate::yaml::Fault;

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Trouble {
    /// The file.
    pub(super) file: String,
    /// Its line, and the column where it is known.
    pub(super) place: Option<(usize, Option<usize>)>,
    /// What is wrong, and what to do.
    pub(super) what: String,
}

/// What became of a case, or of a file among cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Verdict {
    /// It cannot be compared.
    Broken(Trouble),
    /// What came out is not what is expected.
    Different {
        /// Where, and what to do.
        trouble: Trouble,
        /// What differs.
        changes: Vec<Change>,
        /// Whether it breaks the case's own `expect`, which no blessing changes.
        is_against_expect: bool,
        /// Whether it is a refusal that was none before, and that the case does not expect.
        turns: bool,
    },
    /// It holds.
    Same,
    /// Its expected side was written anew.
    Blessed(Vec<Change>),
}

/// A case that was checked.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Checked {
    /// Its path without ending; of a file that is no case the whole path.
    pub(super) name: String,
    /// Its files; `None` for a file that is no case.
    pub(super) case: Option<CaseFiles>,
    /// What became of it.
    pub(in crate::cli) verdict: Verdict,
    /// How long it took.
    pub(super) time: Duration,
}

/// A rule that no case touched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::cli) struct Untouched {
    /// The profile's file.
    pub(super) profile: String,
    /// The rule's name.
    pub(in crate::cli) rule: String,
    /// The file that has the rule, which may be one that the profile extends.
    pub(super) file: String,
    /// The rule's line.
    pub(super) line: u32,
}

/// The rules of each profile, and those that some case touched.
#[derive(Default)]
pub(in crate::cli) struct Coverage(BTreeMap<String, (Vec<Untouched>, Touched)>);

impl Coverage {
    /// The rules of a profile, and those that are touched so far.
    fn of(&mut self, profile: &Profile) -> &mut Touched {
        let path = profile.files.first().map_or(&profile.name, |file| &file.path);
        let rule = |rule: &Rule| Untouched {
            profile: path.clone(),
            rule: rule.name.clone(),
            file: profile.files.get(usize::from(rule.at.file)).map_or(path, |file| &file.path).clone(),
            line: rule.at.line,
        };
        let rules = || (profile.rules.iter().map(rule).collect(), Touched::new());
        &mut self.0.entry(path.clone()).or_insert_with(rules).1
    }

    /// Rules that no case touched, by profile and in their order.
    pub(in crate::cli) fn missing(self) -> Vec<Untouched> {
        let untouched = |(rules, touched): (Vec<Untouched>, Touched)| {
            rules.into_iter().zip(0..).filter_map(move |(rule, number)| (!touched.contains(&number)).then_some(rule))
        };
        self.0.into_values().flat_map(untouched).collect()
    }
}

impl Trouble {
    fn at(file: String, at: Place, what: String) -> Trouble {
        let number = |number| usize::try_from(number).unwrap_or_default();
        Trouble { file, place: Some((number(at.line), Some(number(at.column)))), what }
    }

    fn fault(file: String, fault: &Fault) -> Trouble {
        Trouble::at(file, fault.at, format!("{}; {}", fault.what, fault.what.remedy()))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}")?;
            if let Some(column) = column {
                write!(f, ":{column}")?;
            }
        }
        write!(f, ": {}", self.what)
    }
}

/// Checks a case; `load` gives the profile of a name.
pub(in crate::cli) fn check(
    case: &CaseFiles,
    load: &dyn Fn(&str) -> Result<Profile, LoadError>,
    coverage: &mut Coverage,
) -> Checked {
    let clock = Clock::start();
    let verdict = read(case).and_then(|read| compare(case, &read, load, coverage)).unwrap_or_else(Verdict::Broken);
    Checked { name: case.stem.display().to_string(), case: Some(case.clone()), verdict, time: clock.elapsed() }
}

/// A file that is no case and may not lie among cases.
pub(in crate::cli) fn stray(stray: &Stray) -> Checked {
    let file = stray.path.display().to_string();
    let trouble = Trouble { file: file.clone(), place: None, what: format!("{}; {}", stray.what, stray.remedy) };
    Checked { name: file, case: None, verdict: Verdict::Broken(trouble), time: Duration::ZERO }
}

/// Adds the profiles among cases that do not load, where no case says so already: what is taken for a profile is no case,
/// and would be read by nobody. `load` gives the profile of a file.
pub(in crate::cli) fn add_profiles(
    checked: &mut Vec<Checked>,
    profiles: &BTreeSet<PathBuf>,
    load: &dyn Fn(&Path) -> Result<Profile, LoadError>,
) {
    for path in profiles {
        let clock = Clock::start();
        let name = path.display().to_string();
        let Err(error) = load(path) else { continue };
        let verdict = Verdict::Broken(not_loaded(&error, name.clone(), None));
        if checked.iter().all(|one| one.verdict != verdict) {
            checked.push(Checked { name, case: None, verdict, time: clock.elapsed() });
        }
    }
}

/// The case's own file.
pub(in crate::cli) fn read(case: &CaseFiles) -> Result<Case, Trouble> {
    let file = case.with("yaml").display().to_string();
    let fail = |what| Trouble { file: file.clone(), place: None, what };
    match case.read("yaml") {
        Err(why) => Err(fail(format!("{why}; a case is a text of at most 1 MiB"))),
        Ok(None) => {
            Err(fail("is not there, but its expected side is; write the case, or remove the other files".to_owned()))
        }
        Ok(Some(text)) => read_case(&text).map_err(|fault| Trouble::fault(file, &fault)),
    }
}

fn compare(
    case: &CaseFiles,
    read: &Case,
    load: &dyn Fn(&str) -> Result<Profile, LoadError>,
    coverage: &mut Coverage,
) -> Result<Verdict, Trouble> {
    let own = || case.with("yaml").display().to_string();
    let folder = case.folder();
    let name = read.profile_in(&folder).map_err(|fault| Trouble::fault(own(), &fault))?;
    let asked = read.profile.as_ref().map_or(read.at, |(_, at)| *at);
    let mut profile = load(name).map_err(|error| not_loaded(&error, own(), Some(asked)))?;
    let touched = coverage.of(&profile);
    name_files(&mut profile, name);
    let ran = run_case(read, &profile);
    touched.extend(&ran.touched);
    let expected = case.expected().map_err(|what| Trouble { file: own(), place: None, what })?;
    if expected.contains_key("argv") && expected.contains_key("refusal") {
        let what = "a case expects a line or a refusal, and both are there; remove one of the two files".to_owned();
        return Err(Trouble { file: case.with("refusal").display().to_string(), place: None, what });
    }
    let changes = changes(&expected, &ran.sides());
    Ok(match read.hold(&ran) {
        Err(fault) => Verdict::Different {
            trouble: Trouble::fault(own(), &fault),
            changes,
            is_against_expect: true,
            turns: false,
        },
        Ok(()) if changes.is_empty() => Verdict::Same,
        Ok(()) => Verdict::Different {
            trouble: difference(case, read, &expected, &changes),
            turns: refuses_anew(read.expect, &changes),
            changes,
            is_against_expect: false,
        },
    })
}

/// A profile that cannot be had is no result: not of a case, which asks for it at `asked`, nor by itself.
fn not_loaded(error: &LoadError, own: String, asked: Option<Place>) -> Trouble {
    match error {
        LoadError::Fault { file, fault } => Trouble::fault(file.path.clone(), fault),
        LoadError::Source { from: Some(from), error } => Trouble::at(from.0.path.clone(), from.1, error.to_string()),
        LoadError::Source { from: None, error } => match asked {
            Some(at) => Trouble::at(own, at, error.to_string()),
            None => Trouble { file: own, place: None, what: format!("{}; {}", error.why, error.remedy) },
        },
    }
}

/// The first place that is not as expected.
fn difference(case: &CaseFiles, read: &Case, expected: &Sides, changes: &[Change]) -> Trouble {
    let file = |ending| case.with(ending).display().to_string();
    let turns = refuses_anew(read.expect, changes);
    if !is_settled(expected) {
        let what = if turns {
            "nothing is expected of this case, and it is refused; correct it, or write `expect: refused` in it, then \
             `verify --bless`"
        } else {
            "nothing is expected of this case; `verify --bless` writes what follows, to be read"
        };
        return Trouble::at(file("yaml"), read.at, what.to_owned());
    }
    let malformed = expected.get("argv").and_then(|text| parse_argv(text.as_bytes()).err());
    if let Some(fault) = malformed {
        let what = format!("{}; correct the line, or let `verify --bless` write the file", fault.what);
        return Trouble { file: file("argv"), place: Some((fault.line, None)), what };
    }
    let first = changes.iter().find(|change| change.expected.is_some()).or(changes.first());
    let (ending, line) = first.map_or(("argv", 1), |change| (change.ending, change.line()));
    let was_accepted = changes.iter().any(|change| change.ending == "argv" && change.got.is_none());
    let what = if turns && !was_accepted {
        "another refusal is expected; correct the profile or the case, or write `expect: refused` in it, then `verify --bless`"
    } else if turns {
        "the line was accepted and is refused; correct the profile or the case, or accept it by `verify --bless=refusals`"
    } else if changes.iter().any(|change| change.ending == "refusal" && change.got.is_none()) {
        "the line was refused and is accepted; correct the profile or the case, or accept it by `verify --bless`"
    } else {
        "something else is expected; correct the profile or the case, or accept it by `verify --bless`"
    };
    Trouble { file: file(ending), place: Some((line, None)), what: what.to_owned() }
}
