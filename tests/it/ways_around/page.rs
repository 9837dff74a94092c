//! The page that lists the attacks, `docs/ways-around.md`. It is written by this test, with `LONGSHORE_BLESS=1`.

use std::fmt::Write as _;

use super::attacks::ATTACKS;
use super::said_of;
use testkit::check_page;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ways-around.md");

/// Behind this line stand the tables.
const TABLES: &str = "<!-- Written by tests/it/ways_around/page.rs; change the attacks there. -->\n";

/// A text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn tables() -> String {
    let mut text = String::new();
    let mut last = None;
    for attack in ATTACKS {
        if last != Some((attack.policy, attack.theme)) {
            last = Some((attack.policy, attack.theme));
            let (theme, policy) = (attack.theme, attack.policy.name());
            let _ = write!(text, "\n### {theme}, under `{policy}`\n\n");
            text.push_str("| line | test | what longshore says |\n|---|---|---|\n");
        }
        let (line, said) = (cell(attack.line), cell(&said_of(attack)));
        let _ = writeln!(text, "| `{line}` | `{}` | {said} |", attack.name);
    }
    text
}

#[test]
fn the_page_lists_every_attack_with_what_longshore_says() {
    check_page(PAGE, TABLES, &tables());
}
