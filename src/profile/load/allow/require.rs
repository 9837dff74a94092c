//! What every line that makes a container must have.
//!
//! `require: [user, memory, {cap-drop: [ALL]}]` -> a line without `--user`, without a memory limit, or that keeps
//! capabilities, is refused: absence is an effect too.

use crate::values::Capability;
use crate::yaml::{Fault, Node};

use crate::profile::model::allow::{Required, Requirement};

/// `require:`.
pub(crate) fn requirements(node: &Node) -> Result<Vec<Requirement>, Fault> {
    node.list()?.iter().map(requirement).collect()
}

fn requirement(node: &Node) -> Result<Requirement, Fault> {
    if let Ok(entries) = node.mapping() {
        let [(key, value)] = entries else {
            return Err(Fault::meaning(node.at, "an entry of `require` has one key", "write `{cap-drop: [ALL]}`"));
        };
        key.choice(&[("cap-drop", ())])?;
        let capability = |node: &Node| {
            let text = node.text()?;
            Capability::parse(text.as_bytes())
                .map_err(|error| Fault::meaning(node.at, error.to_string(), "write a capability's name, or ALL"))
        };
        let list = value.list()?.iter().map(capability).collect::<Result<_, _>>()?;
        return Ok(Requirement { at: node.at, what: Required::CapDrop(list) });
    }
    let words: [(&'static str, &Required); 10] = [
        ("cpus", &Required::Cpus),
        ("init", &Required::Init),
        ("memory", &Required::Memory),
        ("memory-swap", &Required::MemorySwap),
        ("name", &Required::Name),
        ("no-new-privileges", &Required::NoNewPrivileges),
        ("pids-limit", &Required::PidsLimit),
        ("read-only", &Required::ReadOnly),
        ("rm", &Required::Remove),
        ("user", &Required::User),
    ];
    let what = node.choice(&words)?.clone();
    Ok(Requirement { at: node.at, what })
}
