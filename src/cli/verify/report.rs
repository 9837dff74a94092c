//! Reports of `verify`, for people and for other programs.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::argv::quote::visible;
use crate::cli::print::{Colour, Coloured};
use crate::golden::Change;

use super::check::{Checked, Trouble, Untouched, Verdict};

impl Untouched {
    fn note(&self) -> String {
        format!("no case touches rule `{}` of {}", self.rule, self.profile)
    }
}

/// How many cases there are, and how many of each kind that is worth a word.
struct Counts {
    cases: usize,
    broken: usize,
    different: usize,
    blessed: usize,
}

impl Counts {
    fn of<'c>(checked: impl IntoIterator<Item = &'c Checked>) -> Counts {
        let mut counts = Counts { cases: 0, broken: 0, different: 0, blessed: 0 };
        for one in checked {
            counts.cases += usize::from(one.case.is_some());
            match one.verdict {
                Verdict::Broken(_) => counts.broken += 1,
                Verdict::Different { .. } => counts.different += 1,
                Verdict::Blessed(_) => counts.blessed += 1,
                Verdict::Same => {}
            }
        }
        counts
    }
}

/// For people.
pub(super) fn text(checked: &[Checked], untouched: &[Untouched], colours: bool) -> String {
    let mut text: String = checked.iter().map(|one| of_case(one, colours)).collect();
    for rule in untouched {
        let _ = writeln!(text, "{}", Coloured(&visible(&rule.note()), colours.then_some(Colour::Yellow)));
    }
    let Counts { cases, broken, different, blessed } = Counts::of(checked);
    let _ = write!(text, "{cases} case{}, {different} different", if cases == 1 { "" } else { "s" });
    for (number, word) in [(broken, "broken"), (blessed, "blessed")] {
        if number > 0 {
            let _ = write!(text, ", {number} {word}");
        }
    }
    text.push('\n');
    text
}

/// What there is to say of a case; nothing when it holds.
pub(in crate::cli) fn of_case(checked: &Checked, colours: bool) -> String {
    let red = Some(Colour::Red);
    let (word, colour, trouble, changes) = match &checked.verdict {
        Verdict::Same => return String::new(),
        Verdict::Broken(trouble) => ("broken", red, Some(trouble), &[][..]),
        Verdict::Different { trouble, changes, .. } => ("different", red, Some(trouble), changes.as_slice()),
        Verdict::Blessed(changes) if is_refused(changes) => ("blessed, refused", None, None, changes.as_slice()),
        Verdict::Blessed(changes) => ("blessed", None, None, changes.as_slice()),
    };
    let mut text = String::new();
    let head = format!("{word}: {}", visible(&checked.name));
    let _ = writeln!(text, "{}", Coloured(&head, colour.filter(|_| colours)));
    if let Some(trouble) = trouble {
        let _ = writeln!(text, "  {}", visible(&trouble.to_string()));
    }
    for line in differences(changes).lines() {
        let colour = match line.as_bytes().first() {
            Some(b'-') => Some(Colour::Red),
            Some(b'+') => Some(Colour::Green),
            _ => None,
        };
        let _ = writeln!(text, "  {}", Coloured(line, colour.filter(|_| colours)));
    }
    text
}

fn is_refused(changes: &[Change]) -> bool {
    changes.iter().any(|change| change.ending == "refusal" && change.got.is_some())
}

/// All that differs; what goes with a line under the name of its file.
fn differences(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes {
        if matches!(change.ending, "env" | "files") {
            let _ = writeln!(text, "in .{}:", change.ending);
        }
        text.push_str(&change.difference());
    }
    text
}

/// JUnit's XML: a suite per folder, a test case per golden case.
pub(super) fn junit(checked: &[Checked], untouched: &[Untouched]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(text, "<testsuites name=\"longshore verify\" {}>", attributes(checked));
    for suite in checked.chunk_by(|one, other| folder(one) == folder(other)) {
        let name = suite.first().map(folder).unwrap_or_default();
        let _ = writeln!(text, "  <testsuite name=\"{}\" {}>", xml(&name), attributes(suite));
        for one in suite {
            test_case(one, &name, &mut text);
        }
        text.push_str("  </testsuite>\n");
    }
    if !untouched.is_empty() {
        let notes: Vec<String> = untouched.iter().map(|rule| xml(&rule.note())).collect();
        let _ = writeln!(
            text,
            "  <testsuite name=\"rules\" tests=\"0\" failures=\"0\" errors=\"0\" time=\"0.000\">\n    <system-out>{}\n</system-out>\n  \
             </testsuite>",
            notes.join("\n")
        );
    }
    text.push_str("</testsuites>\n");
    text
}

/// `cases/first` of `cases/first/no-limit`.
fn folder(checked: &Checked) -> String {
    Path::new(&checked.name).parent().map(|folder| folder.display().to_string()).unwrap_or_default()
}

fn attributes(checked: &[Checked]) -> String {
    let Counts { broken, different, .. } = Counts::of(checked);
    let time: Duration = checked.iter().map(|one| one.time).sum();
    let tests = checked.len();
    format!("tests=\"{tests}\" failures=\"{different}\" errors=\"{broken}\" time=\"{:.3}\"", time.as_secs_f64())
}

fn test_case(checked: &Checked, folder: &str, text: &mut String) {
    let name = Path::new(&checked.name).file_name().unwrap_or_default().to_string_lossy();
    let (class, time) = (folder.replace('/', "."), checked.time.as_secs_f64());
    let _ = write!(text, "    <testcase name=\"{}\" classname=\"{}\" time=\"{time:.3}\"", xml(&name), xml(&class));
    let (element, trouble, changes) = match &checked.verdict {
        Verdict::Same | Verdict::Blessed(_) => {
            text.push_str("/>\n");
            return;
        }
        Verdict::Broken(trouble) => ("error", trouble, &[][..]),
        Verdict::Different { trouble, changes, .. } => ("failure", trouble, changes.as_slice()),
    };
    let message = xml(&trouble.to_string());
    let _ = writeln!(text, "><{element} message=\"{message}\">{}</{element}></testcase>", xml(&differences(changes)));
}

fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML 1.0 has no other control characters, not even escaped ones.
            c if c.is_control() && !matches!(c, '\n' | '\t') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// GitHub's workflow commands: an annotation per trouble, and per rule that no case touches.
pub(super) fn github(checked: &[Checked], untouched: &[Untouched]) -> String {
    let value = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| value(text).replace(',', "%2C").replace(':', "%3A");
    let mut text = String::new();
    for one in checked {
        let (title, trouble, changes) = match &one.verdict {
            Verdict::Same | Verdict::Blessed(_) => continue,
            Verdict::Broken(trouble) => ("broken", trouble, &[][..]),
            Verdict::Different { trouble, changes, .. } => ("different", trouble, changes.as_slice()),
        };
        let (line, column) = trouble.place.map_or((1, None), |place| place);
        let column = column.map(|column| format!(",col={column}")).unwrap_or_default();
        let (file, message) = (property(&trouble.file), format!("{}\n{}", trouble.what, differences(changes)));
        let title = property(&format!("{title}: {}", one.name));
        let _ = writeln!(text, "::error file={file},line={line}{column},title={title}::{}", value(message.trim_end()));
    }
    for rule in untouched {
        let (file, note) = (property(&rule.file), value(&rule.note()));
        let _ = writeln!(text, "::notice file={file},line={},title=no case::{note}", rule.line);
    }
    text
}

/// `{schema: 1, cases: [{name, result, fault, place}], untouched: [{profile, rule}]}`.
pub(super) fn json(checked: &[Checked], untouched: &[Untouched]) -> String {
    let place = |trouble: &Trouble| {
        let (line, column) = trouble.place.map_or((None, None), |(line, column)| (Some(line), column));
        json!({ "file": trouble.file, "line": line, "column": column })
    };
    let cases = checked.iter().map(|one| {
        let (result, trouble, changes) = match &one.verdict {
            Verdict::Same => ("same", None, &[][..]),
            Verdict::Blessed(changes) => ("blessed", None, changes.as_slice()),
            Verdict::Broken(trouble) => ("broken", Some(trouble), &[][..]),
            Verdict::Different { trouble, changes, .. } => ("different", Some(trouble), changes.as_slice()),
        };
        json!({
            "name": one.name,
            "result": result,
            "fault": trouble.map(|trouble| &trouble.what),
            "place": trouble.map(place),
            "difference": differences(changes),
        })
    });
    let untouched = untouched.iter().map(|rule| json!({ "profile": rule.profile, "rule": rule.rule }));
    let report =
        json!({ "schema": 1, "cases": cases.collect::<Vec<Value>>(), "untouched": untouched.collect::<Vec<Value>>() });
    crate::cli::json::text(&report)
}
