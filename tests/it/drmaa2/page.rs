//! The page that compares longshore with the tracker, `docs/drmaa2.md`. Its tables are written by this test, with
//! `LONGSHORE_BLESS=1`.

use std::fmt::Write as _;

use crate::drmaa2::extensions::EXTENSIONS;
use crate::drmaa2::jobs;
use crate::drmaa2::members::MEMBERS;
use crate::drmaa2::states::STATES;
use crate::drmaa2::template::{Row, said};
use testkit::check_page;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/drmaa2.md");

/// Behind this line stand the tables.
const TABLES: &str = "<!-- Written by tests/it/drmaa2; change the tables there. -->\n";

/// A text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// A row for each member or extension, with its first case.
fn rows(rows: &[Row], is_extension: bool, text: &mut String) {
    for row in rows {
        let Some(case) = row.cases.first() else { continue };
        let (json, said) = (cell(case.json), cell(&said(case, is_extension)));
        let Row { name, tracker, difference, .. } = row;
        let _ = writeln!(text, "| `{name}` | {tracker} | {difference} | `{json}` | {said} |");
    }
}

/// A row for each other case.
fn values(rows: &[Row], is_extension: bool, text: &mut String) {
    for case in rows.iter().flat_map(|row| row.cases.iter().skip(1)) {
        let (json, said) = (cell(case.json), cell(&said(case, is_extension)));
        let _ = writeln!(text, "| `{json}`{} | {said} |", case.setup.shown);
    }
}

fn tables() -> String {
    let mut text = String::new();
    text.push_str("\n### Members of a template\n\n");
    text.push_str("| member | the tracker | what longshore does differently, and why | for example | becomes |\n|---|---|---|---|---|\n");
    rows(MEMBERS, false, &mut text);
    text.push_str("\n### Extensions\n\n");
    text.push_str(
        "| extension | the tracker | what longshore does differently, and why | for example | becomes |\n|---|---|---|---|---|\n",
    );
    rows(EXTENSIONS, true, &mut text);
    text.push_str("\n### States\n\n");
    text.push_str("| container | the tracker | longshore | sub-state | why |\n|---|---|---|---|---|\n");
    for shown in STATES {
        let ((state, sub_state), tracker) = (shown.expected, shown.tracker);
        let sub_state = sub_state.map_or(String::new(), |word| format!("`{word}`"));
        let _ = writeln!(text, "| {} | {tracker} | {state} | {sub_state} | {} |", shown.name, shown.why);
    }
    text.push_str("\n### Information on a job\n\n");
    text.push_str(
        "| member | the tracker | for example | what longshore does differently, and why |\n|---|---|---|---|\n",
    );
    for member in jobs::MEMBERS {
        let name = member.pointer.trim_start_matches('/').replace('/', ".");
        let said = cell(&jobs::said(member));
        let _ = writeln!(text, "| `{name}` | {} | {said} | {} |", member.tracker, member.difference);
    }
    for (title, of, is_extension) in [("members", MEMBERS, false), ("extensions", EXTENSIONS, true)] {
        let _ = write!(text, "\n### Other values of {title}\n\n| in the template | becomes |\n|---|---|\n");
        values(of, is_extension, &mut text);
    }
    text
}

#[test]
fn the_page_compares_what_the_tests_compare() {
    check_page(PAGE, TABLES, &tables());
}
