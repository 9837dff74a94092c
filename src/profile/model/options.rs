//! Options that a site makes, or that it declares because the tables lack them: `options`.
//!
//! `gpu: {help: all GPUs of the node, expand: {set: {gpus: all}}}` -> `docker run --gpu img` becomes `docker run --gpus=all img`.
//! `foo: {engine: true, kind: text, effect: harmless}` -> `docker run --foo x img` reads as the option `foo` with the value `x`, and
//! passes.

use crate::argv::{Place, Row};

use super::action::Actions;

/// An option that the site makes.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteOption {
    /// Its name, without dashes.
    pub name: String,
    /// Where it is made.
    pub at: Place,
    /// Its number among all options that the profile makes.
    pub number: u16,
    /// A line for people.
    pub help: Option<String>,
    /// Options that may not be given beside it, by the names of their places.
    pub conflicts: Vec<String>,
    /// What stands for it.
    pub expand: Actions,
}

/// The options that a profile makes or declares.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteOptions {
    /// Those that it makes, in order.
    pub made: Vec<SiteOption>,
    /// The rows of those that the engine knows and the tables lack.
    pub declared: &'static [Row],
    /// All rows: by them a given line is read.
    pub given: &'static [Row],
}
