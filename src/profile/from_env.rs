//! Variables of the caller that set options: `from_env`, as data, and its reading.
//!
//! `LSF_DOCKER_VOLUMES: {option: volume, split: words}` with `LSF_DOCKER_VOLUMES=/data:/data /x:/y` -> `--volume=/data:/data
//! --volume=/x:/y`; see `variables.rs` for how they are carried out.

use crate::argv::{Place, Row, Tables as _, Verb};
use crate::values;
use crate::yaml::{Fault, Fields, Node, What, nearest};

use super::action::key_separators;
use super::pattern::Pattern;
use super::read::{Around, Reader, is_list, replacement, template};
use super::settings::SettingName;
use super::template::Template;

/// A variable of the caller that sets an option or a setting.
#[derive(Clone, Debug, PartialEq)]
pub struct FromEnv {
    /// The variable's name.
    pub name: String,
    /// Where the profile names it.
    pub at: Place,
    /// Its number among all variables of the profile.
    pub number: u16,
    /// What it sets.
    pub into: Into,
    /// Whether blanks separate several values.
    pub words: bool,
    /// Whether each word is a file whose lines are the values.
    pub read_lines: bool,
    /// Values to rewrite; what no pattern matches stays.
    pub replace: Vec<(Pattern, Template)>,
    /// The values that are possible, and what they stand for; empty if all are.
    pub values: Vec<(Pattern, Template)>,
    /// What counts when the variable is not set.
    pub default: Option<Template>,
}

/// What a variable sets.
#[derive(Clone, Debug, PartialEq)]
pub enum Into {
    /// An option of `run` and `create`.
    Option(&'static Row),
    /// A setting of the profile.
    Setting(SettingName),
}

/// The verbs on whose lines variables count.
pub(super) const STARTING: [Verb; 2] = [Verb::Run, Verb::Create];

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
            Some(node) => choice(node, &[("words", true), ("none", false)])?,
        };
        let read_lines = fields.take("read").map(|node| choice(node, &[("lines", true)])).transpose()?.unwrap_or(false);
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
            (None, Some(setting)) => SettingName::read(setting).map(Into::Setting),
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

impl FromEnv {
    /// Whether a value of the variable is the value of the option.
    fn is_simple(&self) -> bool {
        !self.words && !self.read_lines && self.replace.is_empty() && self.values.is_empty()
    }
}

/// Whether a shell could set a variable of that name.
#[must_use]
pub fn is_variable_name(name: &[u8]) -> bool {
    let is_word = name.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_word && name.first().is_some_and(|byte| !byte.is_ascii_digit())
}

/// One of a few words.
pub(super) fn choice<T: Copy>(node: &Node, possible: &[(&'static str, T)]) -> Result<T, Fault> {
    let text = node.text()?;
    if let Some((_, value)) = possible.iter().find(|(name, _)| *name == text) {
        return Ok(*value);
    }
    let names = possible.iter().map(|(name, _)| *name);
    let nearest = nearest(text, names.clone());
    let possible = names.collect::<Vec<_>>().join(", ");
    Err(Fault { at: node.at, what: What::Choice { text: text.to_owned(), possible, nearest } })
}
