//! A rule: on which lines, and what it does to them.
//!
//! `{name: no GPUs, when: {option: {gpus: given}}, drop: [gpus]}` -> acts on `run` and `create` lines with `--gpus`.

use crate::argv::{Place, Verb};

use super::action::Actions;
use super::guard::Guard;

/// One rule of a profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name, for people.
    pub name: String,
    /// Where it begins.
    pub at: Place,
    /// Its number among all rules of the profile.
    pub number: u16,
    /// The verbs on whose lines it acts.
    pub verbs: Vec<Verb>,
    /// All of these must hold.
    pub when: Vec<Guard>,
    /// Not all of these may hold (none: nothing is excluded).
    pub unless: Vec<Guard>,
    /// What it does.
    pub actions: Actions,
}
