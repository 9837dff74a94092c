//! Which commands may be run.
//!
//! `commands: [run, kill]` -> ``These commands may be run: `kill` and `run`.``

use crate::argv::{Operands, Tables, Verb};
use crate::profile::model::allow::List;

use super::page::{Listed, Page, code, codes};

pub(super) fn write(
    page: &mut Page,
    commands: &[Verb],
    bulk: &[(Verb, Vec<String>)],
    options: &List,
    tables: &dyn Tables,
) {
    page.section("Commands");
    let mut names: Vec<&str> = commands.iter().filter_map(|verb| name(*verb, tables)).collect();
    names.sort_unstable();
    names.dedup();
    page.say(format!("These commands may be run: {}.", codes(names.iter().copied(), "and")));
    for (verb, filters) in bulk {
        let Some(command) = name(*verb, tables) else { continue };
        let command = code(command);
        if filters.is_empty() {
            page.point(format!("{command} may be about everything at once."));
        } else {
            let filters: Vec<String> = filters.iter().map(|filter| format!("--filter={filter}")).collect();
            let filters = codes(filters.iter().map(String::as_str), "and");
            page.point(format!("{command} may be about everything at once, with {filters}."));
        }
    }
    if let Listed::These(options) = Listed::of(options) {
        page.say(format!("These options may be given, too: {options}."));
    }
}

/// The shortest name of what a verb does.
pub(super) fn name(verb: Verb, tables: &dyn Tables) -> Option<&'static str> {
    let commands = tables.commands().iter().filter(|command| command.verb == verb);
    let read = commands.filter(|command| command.operands != Operands::Unread && !command.is_parent);
    read.map(|command| command.path.as_str()).min_by_key(|path| (path.contains(' '), path.len()))
}
