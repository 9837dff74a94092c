//! Options that are dropped while another one does the same.
//!
//! `drop: [publish]` -> `--publish-all` still opens ports. Under a policy that is no matter: it judges what a line does.

use crate::argv::{Tables, Verb, option_row};
use crate::profile::model::action::Drop;
use crate::profile::model::profile::Profile;
use crate::profile::model::rule::Rule;

use super::{Warning, destinations};

/// An option, the one that does the same, and what it does.
const COMPANIONS: [(&str, &str, &str); 7] = [
    ("cap-add", "privileged", "gives all capabilities"),
    ("device", "privileged", "gives all devices"),
    ("mount", "volume", "mounts host directories, too"),
    ("publish", "publish-all", "opens ports, too"),
    ("security-opt", "privileged", "turns confinement off"),
    ("volume", "mount", "mounts host directories, too"),
    ("volume", "volumes-from", "mounts what another container has"),
];

pub(super) fn drops(profile: &Profile, tables: &dyn Tables, warnings: &mut Vec<Warning>) {
    if profile.policy.is_some() {
        return;
    }
    for rule in &profile.rules {
        for drop in &rule.actions.drop {
            for (_, other, does) in COMPANIONS.iter().filter(|(option, _, _)| *option == drop.option) {
                if is_known(other, &rule.verbs, tables) && !profile.rules.iter().any(|by| handles(by, other, rule)) {
                    warnings.push(warning(drop, other, does));
                }
            }
        }
    }
}

fn warning(drop: &Drop, other: &str, does: &str) -> Warning {
    let what = format!("--{} is dropped, but --{other} {does}", drop.option);
    Warning::new(drop.at, what, format!("drop `{other}` as well, or write a policy"))
}

fn is_known(option: &str, verbs: &[Verb], tables: &dyn Tables) -> bool {
    let mut commands = tables.commands().iter().filter(|command| verbs.contains(&command.verb));
    commands.any(|command| option_row(tables, command, option.as_bytes()).is_some())
}

/// Whether rule `by` drops or sets `option` on all lines on which `rule` acts.
fn handles(by: &Rule, option: &str, rule: &Rule) -> bool {
    let drops = by.actions.drop.iter().any(|drop| drop.option == option);
    let sets = by.actions.set.iter().flat_map(destinations).any(|name| name == option);
    let binds = by.actions.for_each.as_ref().is_some_and(|for_each| for_each.kind.options().contains(&option));
    let is_always =
        by.when.iter().all(|guard| rule.when.contains(guard)) && (by.unless.is_empty() || by.unless == rule.unless);
    (drops || sets || binds) && is_always && rule.verbs.iter().all(|verb| by.verbs.contains(verb))
}
