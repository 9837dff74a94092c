//! A profile on a line: what its rules, its variables and the options that it makes do to a draft.
//!
//! `drop: [user]` on `docker create --user 1000 img` -> a draft without the two words, with the rule as their reason.

pub(super) mod apply;
pub(super) mod certain;
pub(super) mod edit;
pub(super) mod expand;
pub(super) mod guard;
mod listed;
pub(super) mod mentions;
pub(super) mod named_files;
pub(super) mod options;
pub(super) mod standing;
pub(super) mod surroundings;
pub(super) mod variables;
pub(super) mod visit;
pub(super) mod write;
