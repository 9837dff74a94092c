//! Conditions in words.
//!
//! `when: {option: {gpus: given}, group: [a, b]}` -> ``with `--gpus`, for members of `a` or `b` ``.

use crate::profile::model::guard::{Guard, Presence};
use crate::profile::model::pattern::Pattern;

use super::page::{code, join, matching_any};

/// When something is done; empty for always.
pub(super) fn sentence(when: &[Guard], unless: &[Guard]) -> String {
    let all = |guards: &[Guard]| guards.iter().map(one).collect::<Vec<_>>().join(" and ");
    match (when.is_empty(), unless.is_empty()) {
        (true, true) => String::new(),
        (false, true) => all(when),
        (true, false) => format!("not {}", all(unless)),
        (false, false) => format!("{}, but not {}", all(when), all(unless)),
    }
}

fn one(guard: &Guard) -> String {
    match guard {
        Guard::ContainerEnv(name, tests) => presence(&format!("the container's variable {}", code(name)), tests),
        Guard::Env(name, tests) => presence(&format!("the caller's variable {}", code(name)), tests),
        Guard::Fact(key, tests) => presence(&format!("the machine's {}", code(key)), tests),
        Guard::Group(patterns) => format!("for members of {}", any(patterns)),
        Guard::Host(patterns) => format!("on {}", any(patterns)),
        Guard::Image(patterns) => format!("for the image {}", any(patterns)),
        Guard::JobAd(name, tests) => presence(&format!("the job's {}", code(name)), tests),
        Guard::Label(key, tests) => presence(&format!("the label {}", code(key)), tests),
        Guard::Option(name, tests) => presence(&code(&format!("--{name}")), tests),
        Guard::User(patterns) => format!("for {}", any(patterns)),
        // Verbs are said with the rule.
        Guard::Verb(_) => "for some commands".to_owned(),
    }
}

fn any(patterns: &[Pattern]) -> String {
    matching_any(patterns.iter().map(Pattern::text), "or")
}

fn presence(what: &str, tests: &[Presence]) -> String {
    let mut ways = Vec::new();
    if tests.contains(&Presence::Given) {
        ways.push(format!("with {what}"));
    }
    let values = tests.iter().filter_map(|test| match test {
        Presence::Matches(pattern) => Some(pattern.text()),
        Presence::Absent | Presence::Given => None,
    });
    let values = matching_any(values, "or");
    if !values.is_empty() {
        ways.push(format!("with {what} {values}"));
    }
    if tests.contains(&Presence::Absent) {
        ways.push(format!("without {what}"));
    }
    join(&ways, "or")
}
