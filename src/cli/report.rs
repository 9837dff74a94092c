//! Reports of `verify` for other programs.

use std::fmt::Write as _;

use serde_json::json;

use super::verify::Checked;

/// JUnit's XML: a test case per golden case.
pub(super) fn junit(checked: &[Checked]) -> String {
    let failed = checked.iter().filter(|case| case.fault.is_some()).count();
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(text, "<testsuite name=\"longshore verify\" tests=\"{}\" failures=\"{failed}\">", checked.len());
    for case in checked {
        let name = xml(&case.name);
        let _ = match &case.fault {
            None => writeln!(text, "  <testcase name=\"{name}\"/>"),
            Some(fault) => writeln!(
                text,
                "  <testcase name=\"{name}\"><failure message=\"different\">{}</failure></testcase>",
                xml(fault)
            ),
        };
    }
    text.push_str("</testsuite>\n");
    text
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

/// GitHub's workflow commands: an annotation per difference.
pub(super) fn github(checked: &[Checked]) -> String {
    let mut text = String::new();
    for case in checked {
        if let Some(fault) = &case.fault {
            let message = fault.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
            let file = case.name.replace('%', "%25").replace(',', "%2C").replace(':', "%3A");
            let _ = writeln!(text, "::error file={file}.yaml,title=golden case::{message}");
        }
    }
    text
}

/// `{schema: 1, cases: [{name, result, fault}], untouched: [{profile, rule}]}`.
pub(super) fn json(checked: &[Checked], uncovered: &[(String, String)]) -> String {
    let cases = checked.iter().map(|case| {
        let result = match (&case.fault, case.blessed) {
            (Some(_), _) => "different",
            (None, true) => "blessed",
            (None, false) => "same",
        };
        json!({ "name": case.name, "result": result, "fault": case.fault })
    });
    let untouched = uncovered.iter().map(|(profile, rule)| json!({ "profile": profile, "rule": rule }));
    let report = json!({
        "schema": 1,
        "cases": cases.collect::<Vec<_>>(),
        "untouched": untouched.collect::<Vec<_>>(),
    });
    super::json::text(&report)
}
