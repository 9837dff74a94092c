//! What is refused, whatever else a line asks for.
//!
//! `deny: [{when: {option: {gpus: given}}, message: M}]` -> a point with the condition and the message.

use crate::argv::{Tables, Verb, option_row};
use crate::profile::model::allow::Policy;

use super::guards;
use super::page::{Page, codes};

/// What no entry can allow: the options, if it is about some, and the sentence.
const ALWAYS: [(&[&str], &str); 9] = [
    (&[], "options and commands that longshore does not know; `build`"),
    (&["privileged"], "`--privileged`"),
    (&["use-api-socket"], "`--use-api-socket`"),
    (&["device-cgroup-rule"], "`--device-cgroup-rule`"),
    (&["link"], "`--link`"),
    (&["pod"], "`--pod`"),
    (&["oom-kill-disable"], "`--oom-kill-disable`, and a negative `--oom-score-adj`"),
    (&[], "options that lead to another engine, or to programs and configuration of your own (`--host`, `--config`)"),
    (&[], "mounts over the container's /etc, /proc, /sys and /dev; paths with `..`; images and containers by id"),
];

pub(super) fn write(page: &mut Page, policy: &Policy, tables: &dyn Tables) {
    page.section("What is always refused");
    for deny in &policy.deny {
        let when = guards::sentence(&deny.when, &deny.unless);
        let mut lines = "lines".to_owned();
        if deny.verbs != [Verb::Run, Verb::Create] {
            let verbs: Vec<&str> = deny.verbs.iter().filter_map(|verb| super::commands::name(*verb, tables)).collect();
            lines = format!("{} lines", codes(verbs, "and"));
        }
        let when = if when.is_empty() { String::new() } else { format!(" {when}") };
        page.point(format!("{lines}{when}: {}", deny.message));
    }
    let is_known = |options: &[&str]| {
        let mut commands = tables.commands().iter().filter(|command| command.verb == Verb::Run);
        options.is_empty()
            || commands.any(|command| options.iter().all(|name| option_row(tables, command, name.as_bytes()).is_some()))
    };
    for (_, sentence) in ALWAYS.iter().filter(|(options, _)| is_known(options)) {
        page.point(*sentence);
    }
}
