//! What a profile makes of a case.
//!
//! The case `argv: [docker, create, --user, "1", img]` under the cernvm profile -> the text of its `.argv` file.

use std::collections::BTreeSet;
use std::fmt;

use crate::argv::Origin;
use crate::job;
use crate::plan::{Environment, Plan, Refusal, Request, decide, refusal_line};
use crate::policy::Denied;
use crate::profile::Profile;

use super::case::{Asked, Case};
use super::compare::Sides;
use super::expected::{render_argv, render_env, render_files};
use super::host::NOT_GIVEN;

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

/// What came of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// The line, or the refusal.
    pub outcome: Outcome,
    /// The rules that had a part in it.
    pub touched: Touched,
    /// The client's environment, as the `.env` file has it; `None` when it is inherited.
    pub env: Option<String>,
    /// The files to write, as the `.files` file has them; `None` when there are none.
    pub files: Option<String>,
    /// Whether the line is refused only because the case does not give a fact.
    pub lacks_fact: bool,
}

impl Ran {
    /// The texts of the files beside the case, as they would be.
    #[must_use]
    pub fn sides(&self) -> Sides {
        let sides = [("env", &self.env), ("files", &self.files)];
        let sides = sides.into_iter().filter_map(|(ending, text)| Some((ending, text.clone()?)));
        sides.chain([(self.outcome.ending(), self.outcome.text().to_owned())]).collect()
    }

    fn refused(why: &dyn fmt::Display, touched: Touched) -> Ran {
        let lacks_fact = why.to_string().contains(NOT_GIVEN);
        Ran { outcome: Outcome::Refusal(refusal_line(why)), touched, env: None, files: None, lacks_fact }
    }
}

/// Calls the files of a profile by names that do not depend on where they lie: its own by what the case calls it, those it
/// extends by their own. So a refusal is the same text in a repository, in `/etc/longshore` and for a shipped profile:
/// `site.yaml:6:40`.
pub fn name_files(profile: &mut Profile, name: &str) {
    let file_name = |reference: &str| {
        let base = reference.rsplit('/').next().unwrap_or_default();
        let base = base.strip_prefix("shipped:").unwrap_or(base);
        if reference.contains('/') { base.to_owned() } else { format!("{base}.yaml") }
    };
    for (number, file) in profile.files.iter_mut().enumerate() {
        file.path = file_name(if number == 0 { name } else { &file.path });
    }
}

/// Decides a case.
#[must_use]
pub fn run_case(case: &Case, profile: &Profile) -> Ran {
    let request = match &case.asked {
        Asked::Starter(asked) => return start(asked, case, profile),
        Asked::Build(asked) => return build(asked, case, profile),
        Asked::Line(request) => Ok(request.clone()),
        Asked::Job(node) => job::request(node),
    };
    let request = match request {
        Ok(request) => request,
        Err(fault) => return Ran::refused(&format_args!("job:{fault}"), Touched::new()),
    };
    settle(decide(&request, profile, &case.host), profile)
}

/// What a build does, step by step.
fn build(asked: &job::AskedBuild, case: &Case, profile: &Profile) -> Ran {
    let decide = |request: &Request| decide(request, profile, &case.host);
    match job::build_steps(asked, profile, &case.host, &decide) {
        Ok(plan) => settle(Ok(plan), profile),
        Err(job::NotBuilt::Refused(refusal)) => settle(Err(refusal), profile),
        Err(job::NotBuilt::Build(error)) => Ran::refused(&error, Touched::new()),
    }
}

/// What a starter does, step by step.
fn start(asked: &job::Asked, case: &Case, profile: &Profile) -> Ran {
    let decide = |request: &Request| decide(request, profile, &case.host);
    match job::steps(asked, profile, &case.host, &decide) {
        Ok(plan) => settle(Ok(plan), profile),
        Err(job::NotStarted::Refused(refusal)) => settle(Err(refusal), profile),
        Err(job::NotStarted::Starter(error)) => Ran::refused(&error, Touched::new()),
    }
}

fn settle(decided: Result<Plan, Refusal>, profile: &Profile) -> Ran {
    match decided {
        Ok(plan) => {
            let text = render_argv(plan.steps.iter().map(crate::plan::Step::argv));
            let environments: Vec<&Environment> = plan.steps.iter().map(|step| &step.environment).collect();
            let is_built = environments.iter().any(|environment| !matches!(environment, Environment::Inherited));
            Ran {
                outcome: Outcome::Argv(text),
                touched: touched(&plan),
                env: is_built.then(|| render_env(&environments)),
                files: (!plan.files.is_empty()).then(|| render_files(&plan.files)),
                lacks_fact: false,
            }
        }
        Err(refusal) => {
            let rule = match &refusal {
                Refusal::Rule { error, .. } => {
                    profile.rules.iter().find(|rule| rule.name == error.rule).map(|rule| rule.number)
                }
                _ => None,
            };
            let ran = Ran::refused(&refusal, rule.into_iter().collect());
            // Whatever else a policy does not allow is refused with the fact as well.
            let is_policy_s = |denied: &Denied| !denied.why.contains(NOT_GIVEN);
            match &refusal {
                Refusal::Policy { denied, .. } if denied.iter().any(is_policy_s) => Ran { lacks_fact: false, ..ran },
                _ => ran,
            }
        }
    }
}

fn touched(plan: &Plan) -> Touched {
    let origins = plan.steps.iter().flat_map(|step| {
        let words = step.words.iter().map(|word| word.origin);
        words.chain(step.removed.iter().map(|removed| removed.origin))
    });
    let rules = origins.chain(plan.in_files.iter().copied()).filter_map(|origin| match origin {
        Origin::Rule { rule, .. } => Some(rule),
        _ => None,
    });
    rules.collect()
}
