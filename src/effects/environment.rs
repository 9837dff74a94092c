//! Environment variables of the container, and where their values come from.
//!
//! `docker run -e A=1 -e HOME --env-file f img` -> `A` from the line, `HOME` from the caller's environment, and names and
//! values that only the file `f` knows.

use super::asked::{Asked, OptionText, replace_keyed};
use super::files::FileAccess;
use super::given::Given;
use super::{Effects, devices};
use crate::argv::Repeats;
use crate::values::{Env, Imports, ValueError};

/// The container's environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// Variables in the order that counts: with `run` and `create` the last of a name, with `exec` all.
    pub variables: Vec<Asked<Variable>>,
    /// Variables of `files`, where it is known what stands there: the file, and `NAME=VALUE` or `NAME`.
    pub in_files: Vec<Asked<InFile>>,
    /// Files of variables; they yield to `variables`. Names without a value in them come from the caller.
    pub files: Vec<Asked<Vec<u8>>>,
    /// Whether all of the caller's variables are taken (podman's `--env-host`).
    pub all_of_caller: Asked<bool>,
    /// Whether the caller's proxy variables are taken: podman does without the option.
    pub proxies: Asked<super::Setting<bool>>,
    /// What else changes the environment (podman's `--unsetenv`, `--env-merge`, `--tz`).
    pub others: Vec<Asked<OptionText>>,
}

/// What a line of a file sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InFile {
    /// The caller's file.
    pub file: Vec<u8>,
    /// The line.
    pub text: Vec<u8>,
}

/// One or more variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The name; for [`ValueFrom::CallerPrefix`] what the names begin with.
    pub name: Vec<u8>,
    /// Where the value comes from.
    pub from: ValueFrom,
}

/// Where a variable's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueFrom {
    /// It is on the line.
    Line(Vec<u8>),
    /// The caller's variable of the name; where that is unset, docker takes the image's away.
    Caller,
    /// All of the caller's variables that begin so (podman's `PREFIX*`), all there are if the name is empty.
    CallerPrefix,
}

/// Takes the options of class `Environment`, and `--env-file`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let environment = &mut effects.environment;
    match given.name {
        b"env" | b"build-arg" => {
            let env = Env::parse(given.text(), given.dialect)?;
            let variable = match env.imports(given.dialect) {
                Imports::Nothing => Variable { name: env.name, from: ValueFrom::Line(env.value.unwrap_or_default()) },
                Imports::Named => Variable { name: env.name, from: ValueFrom::Caller },
                Imports::Prefix(prefix) => Variable { name: prefix, from: ValueFrom::CallerPrefix },
            };
            let variable = given.asked(variable);
            if given.row.repeats == Repeats::Keyed || given.dialect.is_podman() {
                replace_keyed(&mut environment.variables, variable, same_name);
            } else {
                environment.variables.push(variable);
            }
        }
        b"env-file" => {
            for path in given.elements()? {
                effects.files.touch(&path, FileAccess::Read, given.at);
                environment.files.push(given.asked(path));
            }
        }
        b"env-host" => environment.all_of_caller = given.asked(given.switch()?),
        b"http-proxy" => environment.proxies = given.setting_switch()?,
        b"env-merge" | b"tz" | b"unsetenv" | b"unsetenv-all" => {
            if !given.is_off() {
                environment.others.push(given.option_text());
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn same_name(a: &Variable, b: &Variable) -> bool {
    a.name == b.name && (a.from == ValueFrom::CallerPrefix) == (b.from == ValueFrom::CallerPrefix)
}

/// GPUs that the variables ask for.
pub(super) fn gpus(effects: &mut Effects) {
    let variables = std::mem::take(&mut effects.environment.variables);
    for asked in &variables {
        let Some(at) = asked.at else { continue };
        let value = match &asked.value.from {
            ValueFrom::Line(value) => Some(value.as_slice()),
            ValueFrom::Caller | ValueFrom::CallerPrefix => None,
        };
        devices::variable(effects, &asked.value.name, value, at);
    }
    effects.environment.variables = variables;
}
