//! The keys of a profile about what comes to a line from around it, read and composed: node, job, environment.
//!
//! A parent with `pass_env: {}` and a child with `from_env: {KEEP: {setting: pass_env}}` -> both; the child's own `pass_env` would
//! replace the parent's whole.

use crate::batch::Batch;
use crate::yaml::{Fault, Fields, Node};

use super::from_env::{FromEnv, Into};
use super::load::Engine;
use super::pass_env::{By, PassEnv};
use super::read::Reader;
use super::settings::SettingName;

/// What comes to a line from around it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inputs {
    /// The batch system whose jobs call.
    pub batch: Option<Batch>,
    /// The file of the node's facts; without one, [`super::FACTS_FILE`].
    pub facts: Option<String>,
    /// Variables of the caller that set options, in order.
    pub from_env: Vec<FromEnv>,
    /// Which of the caller's variables the container gets.
    pub pass_env: Option<PassEnv>,
}

/// What one document says of these keys; `None` where it is silent.
#[derive(Default)]
pub(super) struct InputsLayer {
    facts: Option<String>,
    from_env: Option<Vec<FromEnv>>,
    pass_env: Option<PassEnv>,
}

impl InputsLayer {
    /// Reads the keys; `of_given` knows also the options that the profile makes.
    pub(super) fn read(fields: &mut Fields<'_>, of_given: &Reader) -> Result<InputsLayer, Fault> {
        // Read before everything else: other keys depend on it.
        fields.take("batch");
        Ok(InputsLayer {
            facts: fields.take("facts").map(read_facts).transpose()?,
            from_env: fields.take("from_env").map(|node| of_given.variables(node)).transpose()?,
            pass_env: fields.take("pass_env").map(PassEnv::read).transpose()?,
        })
    }

    /// This layer, with what it does not say from its parent.
    pub(super) fn over(self, parent: InputsLayer) -> InputsLayer {
        InputsLayer {
            facts: self.facts.or(parent.facts),
            from_env: self.from_env.or(parent.from_env),
            pass_env: self.pass_env.or(parent.pass_env),
        }
    }

    /// All of it, if its parts go together.
    pub(super) fn finish(self, batch: Option<Batch>, engine: Option<&Engine>) -> Result<Inputs, Fault> {
        let from_env = self.from_env.unwrap_or_default();
        let chosen = from_env.iter().find(|variable| variable.into == Into::Setting(SettingName::PassEnv));
        if let (Some(variable), None) = (chosen, &self.pass_env) {
            let what = format!("{} turns on or off what the profile does not have", variable.name);
            return Err(Fault::meaning(variable.at, what, "write `pass_env:` beside `from_env:`"));
        }
        if let (Some(pass), Some(engine)) = (&self.pass_env, engine)
            && pass.by == By::Argv
            && engine.words.len() > 1
        {
            let what = "sudo resets the environment, so the engine would not find the values";
            return Err(Fault::meaning(pass.at, what, "write `by: file` under `pass_env`"));
        }
        Ok(Inputs { batch, facts: self.facts, from_env, pass_env: self.pass_env })
    }
}

fn read_facts(node: &Node) -> Result<String, Fault> {
    let path = node.text()?;
    if !path.starts_with('/') || path.ends_with('/') || path.contains('\0') {
        let what = format!("`facts` is not an absolute path: `{path}`");
        return Err(Fault::meaning(node.at, what, "write the whole path of the file"));
    }
    Ok(path.to_owned())
}
