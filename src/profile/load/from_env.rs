//! Reading `from_env`.
//!
//! `LSF_DOCKER_VOLUMES: {option: volume, split: words}` -> the row of `--volume`, which may stand several times.

use crate::argv::{Place, Tables as _};
use crate::profile::model::action::key_separators;
use crate::profile::model::from_env::{FromEnv, Into, STARTING, is_variable_name};
use crate::profile::model::pattern::Pattern;
use crate::profile::model::settings::{NAMES, SettingName};
use crate::profile::model::template::Template;
use crate::values;
use crate::yaml::{Fault, Fields, Node, What};

use super::read::{Around, Reader, is_list, replacement, template};

impl Reader {
    /// `from_env`.
    pub(super) fn variables(&self, node: &Node) -> Result<Vec<FromEnv>, Fault> {
        let mut all = Vec::new();
        for (key, node) in node.mapping()? {
            let name = key.text()?;
            if !is_variable_name(name.as_bytes()) {
                let what = format!("`{name}` is no name of a variable");
                return Err(Fault::meaning(key.at, what, "write letters, digits and `_`, no digit first"));
            }
            let number = u16::try_from(all.len()).unwrap_or(u16::MAX);
            all.push(self.variable(name, key.at, number, node)?);
        }
        Ok(all)
    }

    fn variable(&self, name: &str, at: Place, number: u16, node: &Node) -> Result<FromEnv, Fault> {
        let around = Around { verbs: &STARTING, locals: Vec::new(), batch: self.batch };
        let mut fields = Fields::of(node)?;
        let into = self.into(&mut fields, node)?;
        let words = match fields.take("split") {
            None => false,
            Some(node) => node.choice(&[("words", true), ("none", false)])?,
        };
        let read_lines = fields.take("read").map(|node| node.choice(&[("lines", true)])).transpose()?.unwrap_or(false);
        if words || read_lines {
            self.check_several(&into, node.at)?;
        }
        let mut pairs = |key| -> Result<Vec<(Pattern, Template)>, Fault> {
            let Some(node) = fields.take(key) else { return Ok(Vec::new()) };
            node.mapping()?.iter().map(|(pattern, text)| replacement(pattern, text, &around)).collect()
        };
        let (replace, values) = (pairs("replace")?, pairs("values")?);
        let default = fields.take("default").map(|node| template(node, &around)).transpose()?;
        fields.finish()?;
        let variable = FromEnv { name: name.to_owned(), at, number, into, words, read_lines, replace, values, default };
        self.check_texts(&variable)?;
        Ok(variable)
    }

    fn into(&self, fields: &mut Fields<'_>, node: &Node) -> Result<Into, Fault> {
        match (fields.take("option"), fields.take("setting")) {
            (Some(option), None) => Ok(Into::Option(self.option(option, &STARTING)?)),
            (None, Some(setting)) => setting_name(setting).map(Into::Setting),
            (Some(_), Some(setting)) => {
                Err(Fault::meaning(setting.at, "a variable sets an option or a setting", "keep one of them"))
            }
            (None, None) => {
                let what = What::Missing { key: "option", remedy: "write the option that the variable sets" };
                Err(Fault { at: node.at, what })
            }
        }
    }

    /// Several values need an option that may stand several times.
    fn check_several(&self, into: &Into, at: Place) -> Result<(), Fault> {
        match into {
            Into::Option(row) if is_list(row) || key_separators(row).is_some() => Ok(()),
            Into::Option(row) => {
                let what = format!("{} takes one value of --{}", self.tables.name(), row.destination);
                Err(Fault::meaning(at, what, "remove `split` and `read`"))
            }
            Into::Setting(name) => Err(Fault::meaning(
                at,
                format!("setting `{}` has one value", name.as_str()),
                "remove `split` and `read`",
            )),
        }
    }

    /// Texts without variables are checked as the client, or the setting, will check them.
    fn check_texts(&self, variable: &FromEnv) -> Result<(), Fault> {
        let texts = variable.values.iter().map(|(_, text)| text);
        for text in texts.chain(variable.default.as_ref().filter(|_| variable.is_simple())) {
            let Some(plain) = text.plain() else { continue };
            let wrong = match &variable.into {
                Into::Option(row) => values::check(row.kind, plain.as_bytes(), self.dialect).err().map(|error| {
                    let what = format!("--{} cannot be `{plain}`: {error}", row.destination);
                    (what, values::remedy(row, self.dialect))
                }),
                Into::Setting(name) => {
                    name.check(plain.as_bytes()).err().map(|what| (what, "write one of those words".to_owned()))
                }
            };
            if let Some((what, remedy)) = wrong {
                return Err(Fault::meaning(text.at, what, remedy));
            }
        }
        Ok(())
    }
}

/// The setting that `node` names.
fn setting_name(node: &Node) -> Result<SettingName, Fault> {
    if node.is("entrypoint") {
        return Err(Fault::meaning(node.at, "the entrypoint is an option", "write `option: entrypoint`"));
    }
    node.choice(&NAMES)
}
