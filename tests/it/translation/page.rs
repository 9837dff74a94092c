//! The page that lists how options are translated, `docs/runtimes.md`. Its tables are written by this test, with `LONGSHORE_BLESS=1`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use longshore::argv::{Operands, Tables as _, Verb};
use longshore::runtimes::docker::Docker;
use longshore::runtimes::podman::Podman;
use longshore::runtimes::podman::translate::{How, WAYS, podmans};
use testkit::check_page;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/runtimes.md");

/// Behind this line stand the tables.
const TABLES: &str = "<!-- Written by tests/it/translation/page.rs; change the tables of the translation there. -->\n";

fn tables() -> String {
    let mut text = "\n| docker's command | why podman has it not | what to do |\n|---|---|---|\n".to_owned();
    let is_read = |operands: Operands| operands != Operands::Unread;
    for command in Docker.commands().iter().filter(|command| is_read(command.operands)) {
        if let Err((why, remedy)) = podmans(command, &Podman) {
            let _ = writeln!(text, "| `{}` | {why} | {remedy} |", command.path);
        }
    }
    let mut alike: BTreeMap<String, Vec<String>> = BTreeMap::new();
    text += "\n## Options that are written in another way\n\n| command | docker | podman | why |\n|---|---|---|---|\n";
    for way in WAYS {
        let (command, option) = (name(way.verb), way.option);
        match way.how {
            How::Lack(_) => {}
            How::Same if way.to == way.option => alike.entry(command).or_default().push(format!("`{option}`")),
            how => {
                let _ = writeln!(text, "| {command} | `--{option}` | `--{}` | {} |", way.to, how.why());
            }
        }
    }
    text += "\n## Options that podman lacks\n\n| command | docker | why | what to do |\n|---|---|---|---|\n";
    for way in WAYS {
        if let How::Lack(lack) = way.how {
            let (command, option) = (name(way.verb), way.option);
            let _ = writeln!(text, "| {command} | `--{option}` | {} | {} |", lack.why(), lack.remedy());
        }
    }
    text += "\n## Options that both have\n\nTheir values stay, or are quoted where podman reads a list.\n\n| command | options |\n|---|---|\n";
    for (command, options) in alike {
        let _ = writeln!(text, "| {command} | {} |", options.join(" "));
    }
    text
}

/// The shortest name of a command.
fn name(verb: Verb) -> String {
    match verb {
        Verb::Other => "before the command".to_owned(),
        Verb::Create => "`create`, `run`".to_owned(),
        verb => {
            let names = Docker.commands().iter().filter(|command| command.verb == verb).map(|command| command.path);
            let shortest = names.min_by_key(|name| (name.as_str().len(), name.to_string()));
            format!("`{}`", shortest.map(|name| name.to_string()).unwrap_or_default())
        }
    }
}

#[test]
fn the_page_lists_every_option_that_is_translated_and_why() {
    check_page(PAGE, TABLES, &tables());
}
