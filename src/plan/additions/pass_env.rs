//! The job's environment into the container.
//!
//! `pass_env: {names: ["*"]}` with `A=1` and `B=x y` around `docker run -e B=2 img` -> `docker run -e B=2 --env=A img`: what
//! the line sets is not set again, and the client takes the value of `A` from its own environment.
//!
//! By name is exact: a value may hold any byte, a line end too, and no other user sees it among the words of a process. A
//! file can hold neither a line end nor, for docker, what is not UTF-8.

use std::collections::BTreeSet;
use std::os::unix::ffi::OsStrExt as _;

use crate::argv::{Author, Cause, Draft, Origin, Verb, option_row, quote};
use crate::facts::Missing;
use crate::profile::{By, Multiline, PassEnv, RuleError, is_variable_name};
use crate::values::{Dialect, Env, env_file};

use super::Adding;
use crate::plan::PlannedFile;
use crate::plan::files::for_the_client;
use crate::plan::refusal::Refusal;

impl Adding<'_> {
    /// Writes the options that pass the caller's variables on, and gives the file that belongs to them.
    pub(super) fn pass_env(&self, is_on: bool, draft: &mut Draft<'_>) -> Result<Option<PlannedFile>, Refusal> {
        let is_start = matches!(draft.line().verb(), Verb::Create | Verb::Run) && !draft.line().is_unread();
        let asked = self.profile.inputs.pass_env.as_ref();
        let Some(pass) = asked.filter(|_| is_on && is_start) else { return Ok(None) };
        let (host, dialect) = (self.around.host, self.clients.dialect());
        let refuse = |why: String, remedy: &str| {
            let remedy = remedy.to_owned();
            Refusal::of_rule(
                RuleError { rule: String::new(), at: pass.at, word: None, why, remedy },
                &self.profile.files,
            )
        };
        let missing = |missing: Missing| refuse(missing.to_string(), "see `longshore doctor`");
        let unsayable = |variable: &Env| format!("no file can say variable {}", quote::short_bytes(&variable.name));
        let origin = Origin::PassEnv { at: pass.at };
        let environment = host.environment().map_err(missing)?;
        let given = draft.options(b"env").map(|(_, item)| Env::parse(item.value_bytes(), dialect));
        let mut known: BTreeSet<Vec<u8>> = given.flatten().map(|variable| variable.name).collect();
        let mut passed: Vec<Env> = Vec::new();
        for (name, value) in environment {
            let (name, value) = (name.as_bytes(), value.as_bytes());
            // Of a name that stands twice the client takes the first.
            if !pass.means(name) || !known.insert(name.to_vec()) {
                continue;
            }
            let variable = Env { name: name.to_vec(), value: Some(value.to_vec()) };
            match fitness(pass, &variable, dialect) {
                Ok(()) => passed.push(variable),
                Err(why) if pass.multiline == Multiline::Refuse && why.is_value => {
                    let shown = quote::short_bytes(name);
                    return Err(refuse(
                        format!("variable {shown} {}", why.what),
                        "unset it, or write `multiline: skip`",
                    ));
                }
                Err(why) => draft.note(format!("variable {} {}", quote::short_bytes(name), why.what), origin),
            }
        }
        passed.sort_by(|one, other| one.name.cmp(&other.name));
        let cause = Cause { origin, author: Author::Caller };
        let Some(command) = draft.command() else { return Ok(None) };
        let row = |name: &[u8]| option_row(self.clients.tables(), command, name);
        match pass.by {
            By::Argv => {
                let Some(row) = row(b"env") else { return Ok(None) };
                for variable in passed {
                    draft.insert(row, Some(variable.name), cause);
                }
                Ok(None)
            }
            By::File => {
                let Some(row) = row(b"env-file").filter(|_| !passed.is_empty()) else { return Ok(None) };
                let content = env_file::write(&passed, dialect)
                    .map_err(|wrong| refuse(unsayable(wrong), "unset the variable, or write `by: argv`"))?;
                let (persons, handling) = (&self.profile.persons, &self.profile.handling);
                let file = for_the_client("env", content, persons, handling, self.host)?;
                draft.insert(row, Some(file.path.as_bytes().to_vec()), cause);
                Ok(Some(file))
            }
        }
    }
}

/// Why a variable is not passed on.
struct Unfit {
    what: &'static str,
    /// Whether its value is the reason, and not its name.
    is_value: bool,
}

fn fitness(pass: &PassEnv, variable: &Env, dialect: Dialect) -> Result<(), Unfit> {
    let value = variable.value.as_deref().unwrap_or_default();
    if !is_variable_name(&variable.name) {
        return Err(Unfit { what: "is not passed on: no name of a variable", is_value: false });
    }
    if value.starts_with(b"() {") {
        return Err(Unfit { what: "is not passed on: a function of the shell", is_value: false });
    }
    if pass.multiline != Multiline::Pass && value.contains(&b'\n') {
        return Err(Unfit { what: "is not passed on: its value has several lines", is_value: true });
    }
    if pass.by == By::File && env_file::write(std::slice::from_ref(variable), dialect).is_err() {
        return Err(Unfit { what: "is not passed on: no file of variables can say its value", is_value: true });
    }
    Ok(())
}
