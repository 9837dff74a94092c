//! YAML with positions: the one loader of profiles, job files and golden cases.
//!
//! `drop: [user]` -> a mapping whose key `drop` stands at 1:1 and whose value is a list of one text, at 1:8.
//!
//! JSON is read by the same loader, as the subset of YAML that it is. What is not used here is refused rather than
//! interpreted: anchors, aliases, merge keys, tags (but `!escaped`), several documents. Whether a plain scalar is a number
//! or a text is decided by the place where it stands, not by its looks; words that other YAML readers take for booleans
//! or nulls must be quoted where text is meant.

mod fault;
mod fields;
mod json;
mod node;
mod parse;

pub use crate::nearest::nearest;
pub use fault::{Fault, What};
pub use fields::Fields;
pub use node::{Node, Value};
pub use parse::parse;
