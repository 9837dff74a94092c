//! What the variables of a template stand for, on a line, on a machine.
//!
//! `${option.memory * 2}` on `docker run -m 1g img` -> `2147483648`; `${env:X}` where nobody set `X` -> [`Undefined`].

use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use crate::argv::{Draft, Place, Row, quote};
use crate::facts::{Host, Missing};
use crate::values::{Dialect, Leaves, Piece, Size, path, shape};

use super::surroundings::Surroundings;
use crate::profile::model::pattern::Captures;
use crate::profile::model::template::{Part, Template, Variable};

impl Template {
    /// The bytes it stands for.
    ///
    /// # Errors
    /// [`Undefined`] for a variable without a value, or a number that cannot be multiplied.
    pub fn expand(&self, values: &Values<'_, '_>) -> Result<Vec<u8>, Undefined> {
        let bytes = self.pieces(values)?.into_iter().flat_map(|piece| match piece {
            Piece::Text(bytes) | Piece::Variable { value: bytes, .. } => bytes,
        });
        Ok(bytes.collect())
    }

    /// The bytes it stands for as the value of an option: nothing that a variable stands for begins another field. `before`
    /// is the site's text that the value begins with.
    ///
    /// A value that is one variable and nothing else is handed over whole: there is no other field. With `of_itself` the
    /// groups of the pattern are pieces of a value of that very option, and may have its fields.
    ///
    /// # Errors
    /// As [`Template::expand`], and for a variable that would begin another field.
    pub(super) fn expand_for(
        &self,
        row: &Row,
        dialect: Dialect,
        before: &[u8],
        of_itself: bool,
        values: &Values<'_, '_>,
    ) -> Result<Vec<u8>, Undefined> {
        let shape = shape(row, dialect);
        let is_whole = before.is_empty() && matches!(self.parts.as_slice(), [Part::Variable { .. }]);
        if is_whole || (self.is_plain() && before.is_empty()) || !shape.has_fields() {
            return Ok([before, &self.expand(values)?].concat());
        }
        let mut pieces = vec![Piece::Text(before.to_vec())];
        pieces.extend(self.pieces(values)?.into_iter().zip(&self.parts).map(|(piece, part)| match (piece, part) {
            (Piece::Variable { value, .. }, Part::Variable { variable: Variable::Local(_), .. }) if of_itself => {
                Piece::Text(value)
            }
            (piece, _) => piece,
        }));
        shape.join(&pieces).map_err(|Leaves { name, byte }| Undefined {
            at: self.at,
            why: format!(
                "${{{name}}} holds `{}`, which would begin another field of --{}",
                quote::short_bytes(&[byte]),
                row.destination
            ),
            remedy: "give it a value without that, or write each field with a variable of its own",
        })
    }

    /// Its texts, and what its variables stand for.
    fn pieces(&self, values: &Values<'_, '_>) -> Result<Vec<Piece>, Undefined> {
        let undefined = |why, remedy| Undefined { at: self.at, why, remedy };
        let piece = |part: &Part| {
            let (variable, default, factor) = match part {
                Part::Text(text) => return Ok(Piece::Text(text.clone().into_bytes())),
                Part::Variable { variable, default, factor } => (variable, default, factor),
            };
            let fallback = default.as_ref().map(|default| default.clone().into_bytes());
            let value = match values.get(variable) {
                Ok(value) => value.or(fallback),
                // A file that cannot be trusted or read is no reason for a default.
                Err(why) if variable.is_of_a_file() => return Err(undefined(why, FIX)),
                Err(why) => Some(fallback.ok_or_else(|| undefined(why, GUARD_OR_DEFAULT))?),
            };
            let value = value.ok_or_else(|| undefined(values.absence(variable), GUARD_OR_DEFAULT))?;
            let value = match factor {
                None => value,
                Some(factor) => {
                    let product = multiply(&value, *factor).map_err(|why| undefined(why, GUARD_OR_DEFAULT))?;
                    product.to_string().into_bytes()
                }
            };
            Ok(Piece::Variable { name: variable.to_string(), value })
        };
        self.parts.iter().map(piece).collect()
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
        Variable::Home => home(host),
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

/// The home directory. An entry of the user database without one, or with `/`, names no directory of the user's own:
/// `${home}/**` would be the whole machine.
fn home(host: &dyn Host) -> Result<Option<Vec<u8>>, String> {
    let home = host.home().map_err(|missing| missing.to_string())?;
    let clean = path::clean(home.as_encoded_bytes());
    if !clean.starts_with(b"/") || clean == b"/" {
        return Err(format!("the user database gives the home directory `{}`", home.to_string_lossy()));
    }
    Ok(Some(clean))
}

fn multiply(value: &[u8], factor: u64) -> Result<u64, String> {
    let shown = quote::short_bytes(value);
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
const FIX: &str = "fix what it says, or guard the rule";

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
                Ok(last.map(|(_, item)| item.text().to_vec()))
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
                format!("${{{variable}}} has no value here: {} does not say it", self.around.source_of(*fact))
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
pub(super) fn container_env(draft: &Draft<'_>, host: &dyn Host, name: &[u8]) -> Option<Vec<u8>> {
    let (mut value, mut of_files) = (None, None);
    for (_, item) in draft.options(b"env") {
        let mut parts = item.value_bytes().splitn(2, |&byte| byte == b'=');
        if parts.next() == Some(name) {
            let said = match parts.next() {
                Some(given) => Some(given.to_vec()),
                None => host.env(OsStr::from_bytes(name)).map(std::ffi::OsString::into_vec),
            };
            if item.in_file.is_some() {
                of_files.clone_from(&said);
            }
            // A bare name that the caller has not set takes the image's variable away, not that of a file.
            value = said.or_else(|| of_files.clone());
        }
    }
    value
}

fn bytes(answer: Result<std::ffi::OsString, Missing>) -> Result<Option<Vec<u8>>, String> {
    answer.map(|text| Some(text.into_vec())).map_err(|missing| missing.to_string())
}
