//! Reading which lines a policy denies, and its mode.
//!
//! `deny: [{when: {option: {gpus: given}}, message: ask first}]` -> the guard of an option, and what the caller is told.

use crate::argv::Place;
use crate::profile::model::allow::Deny;
use crate::profile::model::guard::{Guard, Presence};
use crate::yaml::{Fault, Fields, Node};

use super::read::Reader;

/// Whether a refusal is only recorded.
pub(super) const MODES: [(&str, bool); 2] = [("observe", true), ("enforce", false)];

impl Reader {
    /// `deny: [{when: {...}, message: M}]`.
    pub(super) fn denials(&self, node: &Node) -> Result<Vec<Deny>, Fault> {
        let entry = |node: &Node| {
            let mut fields = Fields::of(node)?;
            let lines = fields.require("when", "say which lines: `when: {option: {gpus: given}}`")?;
            let names_verbs = Fields::of(lines)?.take("verb").is_some();
            let (verbs, when) = self.lines(lines)?;
            let unless = fields.take("unless").map(|node| self.guards(node, &verbs)).transpose()?.unwrap_or_default();
            let message = fields.require("message", "say why, for whoever reads the refusal")?.line()?;
            fields.finish()?;
            mounts_are_listed(lines.at, when.iter().chain(&unless))?;
            Ok(Deny { at: node.at, verbs, names_verbs, when, unless, message })
        };
        node.list()?.iter().map(entry).collect()
    }
}

/// A mount has many spellings, `--volume` becomes `--mount` before a policy judges, and paths are resolved: a denial of its text
/// would not hold.
fn mounts_are_listed<'g>(at: Place, mut guards: impl Iterator<Item = &'g Guard>) -> Result<(), Fault> {
    let is_text = |guard: &&Guard| match guard {
        Guard::Option(name, tests) if name == "mount" => tests.iter().any(|test| matches!(test, Presence::Matches(_))),
        Guard::Option(name, _) => name == "volume",
        _ => false,
    };
    let Some(Guard::Option(name, _)) = guards.find(is_text) else { return Ok(()) };
    let what = format!("a denial cannot judge `{name}`: one mount has many spellings");
    let remedy = "list what may be mounted under `allow: {binds, volumes}`, or deny `mount: given`";
    Err(Fault::meaning(at, what, remedy))
}
