//! Texts with `${...}` in them.
//!
//! `${source}/cvm4` with the bind `/cvmfs/x` at hand -> `/cvmfs/x/cvm4`; `${option.memory * 2}` on `-m 1g` ->
//! `2147483648`. What is not defined is an error, not an empty text. `$${` is a literal `${`.

mod example;

use std::ffi::OsStr;
use std::fmt;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use crate::argv::{Draft, Place};
use crate::facts::{Host, Missing};
use crate::values::Size;
use crate::yaml::{Fault, What, nearest};

use super::batch::{Batch, JobFact};
use super::pattern::Captures;
use super::surroundings::Surroundings;

/// A text with variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Where it stands.
    pub at: Place,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Variable { variable: Variable, default: Option<String>, factor: Option<u64> },
}

/// A name between `${` and `}`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Variable {
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

    /// The text, when it is plain.
    #[must_use]
    pub fn plain(&self) -> Option<String> {
        self.is_plain().then(|| self.parts.iter().map(ToString::to_string).collect())
    }

    /// The bytes it stands for.
    ///
    /// # Errors
    /// [`Undefined`] for a variable without a value, or a number that cannot be multiplied.
    pub fn expand(&self, values: &Values<'_, '_>) -> Result<Vec<u8>, Undefined> {
        let mut bytes = Vec::new();
        let undefined = |why, remedy| Undefined { at: self.at, why, remedy };
        for part in &self.parts {
            match part {
                Part::Text(text) => bytes.extend(text.as_bytes()),
                Part::Variable { variable, default, factor } => {
                    let fallback = default.as_ref().map(|default| default.clone().into_bytes());
                    let value = match values.get(variable) {
                        Ok(value) => value.or(fallback),
                        // A file that cannot be trusted or read is no reason for a default.
                        Err(why) if variable.is_of_a_file() => return Err(undefined(why, MEND)),
                        Err(why) => Some(fallback.ok_or_else(|| undefined(why, GUARD_OR_DEFAULT))?),
                    };
                    let value = value.ok_or_else(|| undefined(values.absence(variable), GUARD_OR_DEFAULT))?;
                    match factor {
                        None => bytes.extend(value),
                        Some(factor) => {
                            let product = multiply(&value, *factor).map_err(|why| undefined(why, GUARD_OR_DEFAULT))?;
                            bytes.extend(product.to_string().into_bytes());
                        }
                    }
                }
            }
        }
        Ok(bytes)
    }
}

impl Template {
    /// The bytes it stands for, with the facts' values passed through `quote`; for texts that name facts of the machine
    /// and the node only ([`Template::is_sites`]).
    ///
    /// # Errors
    /// [`Undefined`] for a fact that is not known.
    pub fn expand_facts(
        &self,
        around: &Surroundings<'_>,
        quote: &dyn Fn(&[u8]) -> Vec<u8>,
    ) -> Result<Vec<u8>, Undefined> {
        let mut bytes = Vec::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => bytes.extend(text.as_bytes()),
                Part::Variable { variable, default, .. } => {
                    let why = |why: String| Undefined { at: self.at, why, remedy: GUARD_OR_DEFAULT };
                    let value = match (fact(variable, around), default) {
                        (Ok(Some(value)), _) => value,
                        (Err(missing), Some(_)) if variable.is_of_a_file() => return Err(why(missing)),
                        (_, Some(default)) => default.clone().into_bytes(),
                        (Ok(None), None) => return Err(why(format!("${{{variable}}} has no value here"))),
                        (Err(missing), None) => return Err(why(missing)),
                    };
                    bytes.extend(quote(&value));
                }
            }
        }
        Ok(bytes)
    }
}

/// The value of a fact of the machine or the node.
fn fact(variable: &Variable, around: &Surroundings<'_>) -> Result<Option<Vec<u8>>, String> {
    let text = |answer: Result<String, Missing>| {
        answer.map(|text| Some(text.into_bytes())).map_err(|missing| missing.to_string())
    };
    let host = around.host;
    match variable {
        Variable::Fact(key) => {
            let fact = around.fact(key).map_err(|missing| missing.to_string())?;
            Ok(fact.map(|fact| fact.as_bytes().to_vec()))
        }
        Variable::Fqdn => text(host.fqdn()),
        Variable::Gid => text(host.gid().map(|gid| gid.to_string())),
        Variable::Home => bytes(host.home()),
        Variable::Hostname => text(host.hostname()),
        Variable::Uid => text(host.uid().map(|uid| uid.to_string())),
        Variable::User => text(host.user()),
        Variable::ContainerEnv(_)
        | Variable::Cwd
        | Variable::Env(_)
        | Variable::Job(_)
        | Variable::JobAd(_)
        | Variable::Local(_)
        | Variable::Option(_) => Ok(None),
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
    fn is_of_a_file(&self) -> bool {
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
        if scope.batch != Some(Batch::HtCondor) {
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
            let systems = Batch::NAMES.map(|(name, _)| name).join(", ");
            Err(Fault::meaning(at, what, format!("write `batch:` with one of {systems}")))
        }
        Some(batch) if !batch.has(*fact) => {
            let what = format!("${{job.{name}}}: HTCondor has no queues");
            Err(Fault::meaning(at, what, "use an attribute of the job: ${job_ad.NAME}"))
        }
        Some(_) => Ok(Variable::Job(*fact)),
    }
}

/// The fault of a job ad that no batch system gives.
pub(super) fn no_job_ad(what: &str, at: Place) -> Fault {
    Fault::meaning(at, format!("{what}: only HTCondor's jobs have a job ad"), "write `batch: htcondor`")
}

fn named(name: &str, at: Place) -> Result<String, Fault> {
    if name.is_empty() {
        return Err(Fault::meaning(at, "a name is missing between `${` and `}`", "write it behind the dot or colon"));
    }
    Ok(name.to_owned())
}

fn multiply(value: &[u8], factor: u64) -> Result<u64, String> {
    let shown = crate::argv::quote::short_bytes(value);
    let size = Size::parse(value).map_err(|error| format!("`{shown}` cannot be multiplied: {error}"))?;
    let number = u64::try_from(size.bytes()).ok().filter(|number| *number > 0);
    let number = number.ok_or_else(|| format!("`{shown}` cannot be multiplied: it means no limit"))?;
    let product = number.checked_mul(factor).filter(|product| i64::try_from(*product).is_ok());
    product.ok_or_else(|| format!("`{shown}` times {factor} is too large"))
}

/// A template that has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undefined {
    /// Where the template stands.
    pub at: Place,
    /// What has no value, and why.
    pub why: String,
    /// What to do about it.
    pub remedy: &'static str,
}

/// What to do about a variable that nobody set.
const GUARD_OR_DEFAULT: &str = "guard the rule with `when`, or write a default `:-`";

/// What to do about a file that cannot be had, or says what cannot be.
const MEND: &str = "mend what it says, or guard the rule";

/// Where values come from.
pub struct Values<'v, 'a> {
    /// Facts of machine, caller, node and job.
    pub around: &'v Surroundings<'v>,
    /// The line as it stood before the rule.
    pub draft: &'v Draft<'a>,
    /// Fields of the item at hand and groups of the pattern that matched it.
    pub locals: Captures,
}

impl Values<'_, '_> {
    fn get(&self, variable: &Variable) -> Result<Option<Vec<u8>>, String> {
        let host = self.around.host;
        match variable {
            Variable::ContainerEnv(name) => Ok(self.container_env(name)),
            Variable::Cwd => bytes(host.cwd()),
            Variable::Env(name) => Ok(host.env(OsStr::new(name)).map(std::ffi::OsString::into_vec)),
            Variable::Job(fact) => self.around.job(*fact, self.draft),
            Variable::JobAd(name) => self.around.job_ad(name, self.draft).map_err(|missing| missing.to_string()),
            Variable::Local(name) => {
                // The innermost definition comes last.
                Ok(self.locals.iter().rev().find(|(local, _)| local == name).map(|(_, value)| value.clone()))
            }
            Variable::Option(name) => {
                let last = self.draft.options(name.as_bytes()).next_back();
                Ok(last.map(|(_, item)| item.value.as_deref().unwrap_or(b"true").to_vec()))
            }
            Variable::Fact(_)
            | Variable::Fqdn
            | Variable::Gid
            | Variable::Home
            | Variable::Hostname
            | Variable::Uid
            | Variable::User => fact(variable, self.around),
        }
    }

    /// Why a variable has no value here.
    fn absence(&self, variable: &Variable) -> String {
        match variable {
            Variable::Fact(key) => format!("{} has no fact `{key}`", self.around.facts_file()),
            Variable::Job(fact) => {
                format!("${{{variable}}} has no value here: {} does not say it", self.around.says_by(*fact))
            }
            Variable::JobAd(name) => format!("the job ad has no plain value of {name}"),
            _ => format!("${{{variable}}} has no value here"),
        }
    }

    /// The value of `name` in the container's environment as the line sets it; the last one counts. A bare `-e NAME`
    /// takes the caller's.
    fn container_env(&self, name: &str) -> Option<Vec<u8>> {
        container_env(self.draft, self.around.host, name.as_bytes())
    }
}

/// The value of `name` in the container's environment as the line sets it, see [`Values`].
#[must_use]
pub fn container_env(draft: &Draft<'_>, host: &dyn Host, name: &[u8]) -> Option<Vec<u8>> {
    let mut value = None;
    for (_, item) in draft.options(b"env") {
        let mut parts = item.value_bytes().splitn(2, |&byte| byte == b'=');
        if parts.next() == Some(name) {
            value = match parts.next() {
                Some(given) => Some(given.to_vec()),
                None => host.env(OsStr::from_bytes(name)).map(std::ffi::OsString::into_vec),
            };
        }
    }
    value
}

fn bytes(answer: Result<std::ffi::OsString, Missing>) -> Result<Option<Vec<u8>>, String> {
    answer.map(|text| Some(text.into_vec())).map_err(|missing| missing.to_string())
}
