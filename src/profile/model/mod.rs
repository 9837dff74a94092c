//! What a profile says, as data.
//!
//! `drop: [user]` -> an [`action::Drop`] with its place. How it is read from YAML is `load`, what it does to a line is `rules`.

pub(super) mod action;
pub mod allow;
pub(super) mod audit;
pub(super) mod client_env;
pub(super) mod expression;
pub(super) mod files;
pub(super) mod from_env;
pub(super) mod guard;
pub(super) mod handling;
pub(super) mod inputs;
pub(super) mod item;
pub(super) mod options;
pub(super) mod pass_env;
pub mod pattern;
pub(super) mod profile;
pub(super) mod rule;
pub(super) mod settings;
pub(super) mod starter;
pub(super) mod submitter;
pub mod template;
