//! Texts with `${...}` in them.
//!
//! `${source}/cvm4` with the bind `/cvmfs/x` at hand -> `/cvmfs/x/cvm4`; `${option.memory * 2}` on `-m 1g` ->
//! `2147483648`. What is not defined is an error, not an empty text. `$${` is a literal `${`.

mod example;

use std::fmt;

use crate::argv::Place;
use crate::yaml::{Fault, What, nearest};

use crate::batch::{Batch, JobFact, System};

/// A text with variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Where it stands.
    pub at: Place,
    pub(crate) parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    Variable { variable: Variable, default: Option<String>, factor: Option<u64> },
}

/// A name between `${` and `}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Variable {
    ContainerEnv(String),
    Cwd,
    Env(String),
    Fact(String),
    Fqdn,
    Gid,
    Home,
    Hostname,
    Job(JobFact),
    JobAd(String),
    /// A field of the item at hand, or a group of the regular expression that matched it.
    Local(String),
    Option(String),
    Uid,
    User,
}

/// The names that stand by themselves.
const PLAIN: [&str; 7] = ["uid", "gid", "user", "home", "hostname", "fqdn", "cwd"];

/// The facts about a job, by their names.
const JOB: [(&str, JobFact); 5] = [
    ("id", JobFact::Id),
    ("index", JobFact::Index),
    ("key", JobFact::Key),
    ("queue", JobFact::Queue),
    ("user", JobFact::User),
];

/// What is brings for, by the name of the option that sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brings {
    /// The container's variables.
    Variables,
    /// The container's labels.
    Labels,
}

impl Brings {
    /// What the file of an option brings.
    #[must_use]
    pub fn of_file(option: &[u8]) -> Option<Brings> {
        match option {
            b"env-file" => Some(Brings::Variables),
            b"label-file" => Some(Brings::Labels),
            _ => None,
        }
    }

    /// The option that sets it.
    #[must_use]
    pub fn option(self) -> &'static str {
        match self {
            Brings::Variables => "env",
            Brings::Labels => "label",
        }
    }
}

/// What a template may refer to besides facts of the machine: fields of an item, groups of a pattern, the batch job.
#[derive(Clone, Debug, Default)]
pub struct Scope<'s> {
    /// Names that a `for_each` or a regular expression defines here.
    pub locals: &'s [String],
    /// The batch system that the profile names.
    pub batch: Option<Batch>,
}

impl Template {
    /// Reads the template `text` standing at `at`.
    ///
    /// # Errors
    /// For an open `${`, an unknown name, a name that is not defined here.
    pub fn new(text: &str, at: Place, scope: &Scope<'_>) -> Result<Template, Fault> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(dollar) = rest.find('$') {
            plain.push_str(&rest[..dollar]);
            let after = &rest[dollar..];
            if let Some(escaped) = after.strip_prefix("$${") {
                plain.push_str("${");
                rest = escaped;
            } else if let Some(inside) = after.strip_prefix("${") {
                let end = inside.find('}');
                let end =
                    end.ok_or_else(|| Fault::meaning(at, "`${` without `}`", "close it, or write $${ for the text"))?;
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                parts.push(variable(&inside[..end], at, scope)?);
                rest = &inside[end + 1..];
            } else {
                plain.push('$');
                rest = &after[1..];
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Template { at, parts })
    }

    /// Whether it is plain text, without variables.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Text(_)))
    }

    /// Whether all of it is the site's: plain text, and facts that the caller cannot set.
    ///
    /// User and groups come from the kernel and the user database, the machine's names from the kernel, the node's facts
    /// from the site's file. Everything else that a template can name is the caller's to choose: environment, job, working
    /// directory, the line itself.
    #[must_use]
    pub fn is_sites(&self) -> bool {
        self.parts.iter().all(|part| match part {
            Part::Text(_) => true,
            Part::Variable { variable, .. } => variable.is_sites(),
        })
    }

    /// Whether it asks what variables or labels the line sets.
    #[must_use]
    pub(crate) fn mentions(&self, brings: Brings) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Text(_) => false,
            Part::Variable { variable, .. } => match variable {
                // The job ad is the file that a variable of the container names, and facts of a job may come from it.
                Variable::ContainerEnv(_) | Variable::Job(_) | Variable::JobAd(_) => brings == Brings::Variables,
                Variable::Option(name) => name == brings.option(),
                _ => false,
            },
        })
    }

    /// The text, when it is plain.
    #[must_use]
    pub fn plain(&self) -> Option<String> {
        self.is_plain().then(|| self.parts.iter().map(ToString::to_string).collect())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Text(text) => f.write_str(text),
            Part::Variable { variable, .. } => write!(f, "${{{variable}}}"),
        }
    }
}

impl Variable {
    fn is_sites(&self) -> bool {
        match self {
            Variable::Fact(_)
            | Variable::Fqdn
            | Variable::Gid
            | Variable::Home
            | Variable::Hostname
            | Variable::Uid
            | Variable::User => true,
            Variable::ContainerEnv(_)
            | Variable::Cwd
            | Variable::Env(_)
            | Variable::Job(_)
            | Variable::JobAd(_)
            | Variable::Local(_)
            | Variable::Option(_) => false,
        }
    }

    /// Whether its value, or that it has none, comes from a file or is checked.
    pub(crate) fn is_of_a_file(&self) -> bool {
        matches!(self, Variable::Fact(_) | Variable::Job(_) | Variable::JobAd(_))
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Variable::ContainerEnv(name) => write!(f, "container_env.{name}"),
            Variable::Cwd => f.write_str("cwd"),
            Variable::Env(name) => write!(f, "env:{name}"),
            Variable::Fact(key) => write!(f, "fact.{key}"),
            Variable::Fqdn => f.write_str("fqdn"),
            Variable::Gid => f.write_str("gid"),
            Variable::Home => f.write_str("home"),
            Variable::Hostname => f.write_str("hostname"),
            Variable::Job(fact) => {
                let name = JOB.iter().find(|(_, known)| known == fact).map_or("", |(name, _)| name);
                write!(f, "job.{name}")
            }
            Variable::JobAd(name) => write!(f, "job_ad.{name}"),
            Variable::Local(name) => f.write_str(name),
            Variable::Option(name) => write!(f, "option.{name}"),
            Variable::Uid => f.write_str("uid"),
            Variable::User => f.write_str("user"),
        }
    }
}

fn variable(text: &str, at: Place, scope: &Scope<'_>) -> Result<Part, Fault> {
    let (text, factor) = match text.split_once('*') {
        None => (text, None),
        Some((name, factor)) => {
            let factor = factor.trim();
            let number = factor.parse().ok().filter(|number| *number > 0);
            let number = number.ok_or_else(|| {
                Fault::meaning(at, format!("`{factor}` is no factor"), "write a whole number over 0 behind `*`")
            })?;
            (name.trim(), Some(number))
        }
    };
    let (name, default) = match text.split_once(":-") {
        None => (text, None),
        Some((name, default)) => (name, Some(default.to_owned())),
    };
    let variable = match name {
        "uid" => Variable::Uid,
        "gid" => Variable::Gid,
        "user" => Variable::User,
        "home" => Variable::Home,
        "hostname" => Variable::Hostname,
        "fqdn" => Variable::Fqdn,
        "cwd" => Variable::Cwd,
        _ if scope.locals.iter().any(|local| local == name) => Variable::Local(name.to_owned()),
        _ => return prefixed(name, at, scope).map(|variable| Part::Variable { variable, default, factor }),
    };
    Ok(Part::Variable { variable, default, factor })
}

fn prefixed(name: &str, at: Place, scope: &Scope<'_>) -> Result<Variable, Fault> {
    if let Some(name) = name.strip_prefix("env:") {
        return named(name, at).map(Variable::Env);
    }
    if let Some(name) = name.strip_prefix("container_env.") {
        return named(name, at).map(Variable::ContainerEnv);
    }
    if let Some(name) = name.strip_prefix("option.") {
        return named(name, at).map(Variable::Option);
    }
    if let Some(key) = name.strip_prefix("fact.") {
        return named(key, at).map(Variable::Fact);
    }
    if let Some(attribute) = name.strip_prefix("job_ad.") {
        if !scope.batch.is_some_and(System::has_job_ad) {
            return Err(no_job_ad(&format!("${{{name}}}"), at));
        }
        return named(attribute, at).map(Variable::JobAd);
    }
    if let Some(fact) = name.strip_prefix("job.") {
        return job(fact, at, scope);
    }
    let known = PLAIN.iter().copied().chain(scope.locals.iter().map(String::as_str));
    let near = nearest(name, known.clone());
    let with_names = ["env:NAME", "container_env.NAME", "option.NAME", "fact.NAME", "job.NAME", "job_ad.NAME"];
    let possible: Vec<&str> = known.chain(with_names).collect();
    Err(Fault { at, what: What::Choice { text: format!("${{{name}}}"), possible: possible.join(", "), nearest: near } })
}

fn job(name: &str, at: Place, scope: &Scope<'_>) -> Result<Variable, Fault> {
    let names = || JOB.iter().map(|(name, _)| *name);
    let Some((_, fact)) = JOB.iter().find(|(known, _)| *known == name) else {
        let possible: Vec<String> = names().map(|name| format!("job.{name}")).collect();
        let near = nearest(name, names()).map(|near| format!("job.{near}"));
        let text = format!("${{job.{name}}}");
        return Err(Fault { at, what: What::Choice { text, possible: possible.join(", "), nearest: near } });
    };
    match scope.batch {
        None => {
            let what = format!("${{job.{name}}} is known only where the profile names its batch system");
            let systems = System::names().iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
            Err(Fault::meaning(at, what, format!("write `batch:` with one of {systems}")))
        }
        Some(batch) => match batch.lacks(*fact) {
            None => Ok(Variable::Job(*fact)),
            Some(why) => {
                let what = format!("${{job.{name}}}: {why}");
                Err(Fault::meaning(at, what, "use an attribute of the job: ${job_ad.NAME}"))
            }
        },
    }
}

/// The fault of a job ad that no batch system gives.
pub(crate) fn no_job_ad(what: &str, at: Place) -> Fault {
    Fault::meaning(at, format!("{what}: only HTCondor's jobs have a job ad"), "write `batch: htcondor`")
}

fn named(name: &str, at: Place) -> Result<String, Fault> {
    if name.is_empty() {
        return Err(Fault::meaning(at, "a name is missing between `${` and `}`", "write it behind the dot or colon"));
    }
    Ok(name.to_owned())
}
