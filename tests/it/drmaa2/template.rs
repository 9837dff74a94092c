//! Templates as command lines: every member and extension, good and bad values, whole lines.

use longshore::argv::quote;
use longshore::job::drmaa2::{Mapped, Submission, Template, extension_names, member_names};
use longshore::yaml::Fault;

use crate::drmaa2::extensions::EXTENSIONS;
use crate::drmaa2::members::MEMBERS;

/// Under what a case is submitted.
#[derive(Clone, Copy)]
pub(crate) struct Setup {
    task: Option<u32>,
    is_supervised: bool,
    pulls: bool,
    directory: Option<&'static str>,
    /// How the page says it.
    pub(crate) shown: &'static str,
}

impl Setup {
    const PLAIN: Setup =
        Setup { task: None, is_supervised: false, pulls: false, directory: Some("/home/alice"), shown: "" };
    pub(crate) const PULLS: Setup = Setup { pulls: true, shown: ", where images are fetched", ..Setup::PLAIN };
    pub(crate) const NOWHERE: Setup = Setup { directory: None, shown: ", submitted from nowhere", ..Setup::PLAIN };
    const ARRAY: Setup = Setup { task: Some(3), shown: ", task 3 of an array", ..Setup::PLAIN };
    pub(crate) const SUPERVISED: Setup =
        Setup { is_supervised: true, shown: ", with somebody who stays", ..Setup::PLAIN };
}

/// What a template becomes.
#[derive(Clone, Copy)]
pub(crate) enum Outcome {
    /// This line.
    Line(&'static str),
    /// This fault.
    Refused(&'static str),
    /// This line, and what is not used.
    Unused(&'static str, &'static str),
}

/// A template, by what it has beside an image `img`.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    pub(crate) json: &'static str,
    pub(crate) setup: Setup,
    pub(crate) outcome: Outcome,
}

/// A member or an extension.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// What the tracker does with it.
    pub(crate) tracker: &'static str,
    /// What longshore does differently, and why; empty for nothing.
    pub(crate) difference: &'static str,
    pub(crate) cases: &'static [Case],
}

pub(crate) const fn row(
    name: &'static str,
    tracker: &'static str,
    difference: &'static str,
    cases: &'static [Case],
) -> Row {
    Row { name, tracker, difference, cases }
}

pub(crate) const fn case(json: &'static str, outcome: Outcome) -> Case {
    Case { json, setup: Setup::PLAIN, outcome }
}

pub(crate) const fn array(json: &'static str, outcome: Outcome) -> Case {
    Case { json, setup: Setup::ARRAY, outcome }
}

pub(crate) const fn supervised(json: &'static str, outcome: Outcome) -> Case {
    Case { json, setup: Setup::SUPERVISED, outcome }
}

/// The whole template of a case.
pub(crate) fn whole(json: &str, is_extension: bool) -> String {
    if is_extension {
        format!(r#"{{"jobCategory": "img", "extension": {{"extensionList": {{{json}}}}}}}"#)
    } else if json.contains("\"jobCategory\"") {
        format!("{{{json}}}")
    } else {
        format!(r#"{{"jobCategory": "img", {json}}}"#)
    }
}

pub(crate) fn submit(template: &str, setup: Setup) -> Result<Mapped, Fault> {
    let Setup { task, is_supervised, pulls, directory, .. } = setup;
    let submission = Submission { is_supervised, pulls, directory, task };
    Template::read(template.as_bytes())?.request(&submission)
}

/// The line with its streams, as a shell would have it.
fn shown(mapped: &Mapped) -> String {
    let request = &mapped.request;
    let mut text = quote::shell_line(request.words.iter().map(AsRef::as_ref));
    for (sign, file) in [("<", &request.streams.stdin), (">", &request.streams.stdout), ("2>", &request.streams.stderr)]
    {
        if let Some(file) = file {
            text = format!("{text} {sign}{}", quote::shell(file));
        }
    }
    let is_create = request.words.iter().any(|word| word == "create");
    if is_create && !request.watch.keep { text + " (removed)" } else { text }
}

fn unused(mapped: &Mapped) -> String {
    mapped.unused.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// What a case becomes, as the page says it.
pub(crate) fn said(case: &Case, is_extension: bool) -> String {
    match submit(&whole(case.json, is_extension), case.setup) {
        Ok(mapped) if mapped.unused.is_empty() => format!("`{}`", shown(&mapped)),
        Ok(mapped) => {
            let why: Vec<_> =
                mapped.unused.iter().map(|unused| format!("{} is not used: {}", unused.name, unused.why)).collect();
            format!("`{}`; {}", shown(&mapped), why.join("; "))
        }
        Err(fault) => format!("refused: {}; {}", fault.what, fault.what.remedy()),
    }
}

#[test]
fn templates_become_the_lines_that_the_tables_say() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (rows, is_extension) in [(MEMBERS, false), (EXTENSIONS, true)] {
        for case in rows.iter().flat_map(|row| row.cases) {
            let template = whole(case.json, is_extension);
            count += 1;
            let found = submit(&template, case.setup);
            let found = found.map(|mapped| (shown(&mapped), unused(&mapped))).map_err(|fault| fault.to_string());
            let expected = match case.outcome {
                Outcome::Line(expected) => Ok((expected.to_owned(), String::new())),
                Outcome::Refused(fault) => Err(fault.to_owned()),
                Outcome::Unused(expected, why) => Ok((expected.to_owned(), why.to_owned())),
            };
            if found != expected {
                wrong.push(format!("{template}\n  expected {expected:?}\n  found    {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 100, "only {count} cases");
}

#[test]
fn every_member_and_every_extension_has_cases() {
    let names = |rows: &[Row]| {
        assert!(rows.iter().all(|row| !row.cases.is_empty()));
        let mut names: Vec<_> = rows.iter().map(|row| row.name).collect();
        names.sort_unstable();
        names
    };
    let sorted = |names: &mut dyn Iterator<Item = &'static str>| {
        let mut names: Vec<_> = names.collect();
        names.sort_unstable();
        names
    };
    assert_eq!(names(MEMBERS), sorted(&mut member_names()));
    assert_eq!(names(EXTENSIONS), sorted(&mut extension_names()));
}
