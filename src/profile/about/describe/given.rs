//! What users can say beside the engine's own options: variables, and options of the site.
//!
//! `from_env: {LSF_DOCKER_PORTS: {option: publish, split: words}}` -> a row: the variable sets `--publish`, several values
//! with blanks between them.

use crate::profile::model::from_env::{FromEnv, Into};
use crate::profile::model::pass_env::Multiline;
use crate::profile::model::pattern::Pattern;
use crate::profile::model::profile::Profile;

use super::page::{Page, code, codes, join, matching_any};

pub(super) fn write(page: &mut Page, profile: &Profile) {
    page.section("Options of this site");
    let rows: Vec<[String; 3]> = profile
        .options
        .made
        .iter()
        .map(|option| {
            let conflicts: Vec<String> = option.conflicts.iter().map(|name| code(&format!("--{name}"))).collect();
            let does = super::rules::does(&option.expand);
            let help = option.help.clone().map_or(does.clone(), |help| format!("{help}: {does}"));
            [code(&format!("--{}", option.name)), help, join(&conflicts, "and")]
        })
        .collect();
    page.table(["option", "does", "not beside"], &rows);
    page.section("Variables");
    if !profile.inputs.from_env.is_empty() {
        page.say("These variables, set before the call, count as options of a line that makes a container. What stands on the line itself counts more.");
        let rows: Vec<[String; 3]> = profile.inputs.from_env.iter().map(variable).collect();
        page.table(["variable", "sets", "its value"], &rows);
    }
    if let Some(pass) = &profile.inputs.pass_env {
        let names = |patterns: &[Pattern]| codes(patterns.iter().map(Pattern::text), "and");
        let which = if pass.names.iter().any(|pattern| pattern.text() == "*") {
            "All variables".to_owned()
        } else {
            format!("The variables {}", names(&pass.names))
        };
        let but = if pass.except.is_empty() { String::new() } else { format!(", but for {}", names(&pass.except)) };
        page.say(format!("{which} of the call are set in the container as well{but}."));
        match pass.multiline {
            Multiline::Pass => {}
            Multiline::Refuse => page.say("A line is refused if one of them holds a line end."),
            Multiline::Skip => page.say("Those that hold a line end are left out."),
        }
    }
}

fn variable(variable: &FromEnv) -> [String; 3] {
    let sets = match &variable.into {
        Into::Option(row) => code(&format!("--{}", row.destination)),
        Into::Setting(setting) => match setting.as_str() {
            "pass_env" => "whether variables of the call are set in the container".to_owned(),
            "log_level" => "how much longshore says".to_owned(),
            _ => "the word that stands for no command".to_owned(),
        },
    };
    let mut value = match (variable.words, variable.read_lines) {
        (true, true) => "files with a value in each line, blanks between them".to_owned(),
        (true, false) => "values with blanks between them; a blank in one is written `\\ `".to_owned(),
        (false, true) => "a file with a value in each line".to_owned(),
        (false, false) => String::new(),
    };
    if !variable.values.is_empty() {
        value = matching_any(variable.values.iter().map(|(pattern, _)| pattern.text()), "or");
    }
    if let Some(default) = &variable.default {
        let blank = if value.is_empty() { "" } else { "; " };
        value = format!("{value}{blank}without it {}", code(&default.shown()));
    }
    [code(&variable.name), sets, value]
}
