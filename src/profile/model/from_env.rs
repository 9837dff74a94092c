//! Variables of the caller that set options: `from_env`.
//!
//! `LSF_DOCKER_VOLUMES: {option: volume, split: words}` with `LSF_DOCKER_VOLUMES=/data:/data /x:/y` -> `--volume=/data:/data
//! --volume=/x:/y`; see `rules/variables.rs` for how they are carried out.

use crate::argv::{Place, Row, Verb};

use super::pattern::Pattern;
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
pub(crate) const STARTING: [Verb; 2] = [Verb::Run, Verb::Create];

impl FromEnv {
    /// Whether a value of the variable is the value of the option.
    pub(crate) fn is_simple(&self) -> bool {
        !self.words && !self.read_lines && self.replace.is_empty() && self.values.is_empty()
    }
}

/// Whether a shell could set a variable of that name.
#[must_use]
pub fn is_variable_name(name: &[u8]) -> bool {
    let is_word = name.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_word && name.first().is_some_and(|byte| !byte.is_ascii_digit())
}
