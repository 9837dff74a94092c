//! What a profile makes of a case.
//!
//! The case `argv: [docker, create, --user, "1", img]` under the cernvm profile -> the text of its `.argv` file.

use std::collections::BTreeSet;

use crate::argv::Origin;
use crate::job;
use crate::plan::{Plan, decide, refusal_line};
use crate::profile::{Profile, Runtimes};

use super::case::{Asked, Case};
use super::expected::render_argv;

/// The expected side of a case, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The words, as the `.argv` file has them.
    Argv(String),
    /// The line on standard error, as the `.refusal` file has it.
    Refusal(String),
}

impl Outcome {
    /// The ending of the file that holds it.
    #[must_use]
    pub fn ending(&self) -> &'static str {
        match self {
            Outcome::Argv(_) => "argv",
            Outcome::Refusal(_) => "refusal",
        }
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> &str {
        let (Outcome::Argv(text) | Outcome::Refusal(text)) = self;
        text
    }
}

/// The rules that did something, by number.
pub type Touched = BTreeSet<u16>;

/// Decides a case, and says which rules had a part in it.
#[must_use]
pub fn run_case(case: &Case, profile: &Profile, runtimes: &dyn Runtimes) -> (Outcome, Touched) {
    let request = match &case.asked {
        Asked::Line(request) => Ok(request.clone()),
        Asked::Job(node) => job::request(node, profile.runtime),
    };
    let request = match request {
        Ok(request) => request,
        Err(fault) => return (Outcome::Refusal(refusal_line(&format_args!("job:{fault}"))), Touched::new()),
    };
    match decide(&request, profile, runtimes, &case.host) {
        Ok(plan) => {
            let text = render_argv(plan.steps.iter().map(crate::plan::Step::argv));
            (Outcome::Argv(text), touched(&plan))
        }
        Err(refusal) => {
            let rule = match &refusal {
                crate::plan::Refusal::Rule { error, .. } => {
                    profile.rules.iter().find(|rule| rule.name == error.rule).map(|rule| rule.number)
                }
                _ => None,
            };
            (Outcome::Refusal(refusal_line(&refusal)), rule.into_iter().collect())
        }
    }
}

fn touched(plan: &Plan) -> Touched {
    let origins = plan.steps.iter().flat_map(|step| {
        let words = step.words.iter().map(|word| word.origin);
        words.chain(step.removed.iter().map(|removed| removed.origin))
    });
    let rules = origins.filter_map(|origin| match origin {
        Origin::Rule { rule, .. } => Some(rule),
        _ => None,
    });
    rules.collect()
}
