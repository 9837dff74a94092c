//! What every line that makes a container must have.
//!
//! `require: [user, memory, {cap-drop: [ALL]}]` -> a line without `--user`, without a memory limit, or that keeps
//! capabilities, is refused: absence is an effect too.

use crate::argv::Place;
use crate::values::Capability;
use crate::yaml::{Fault, Node};

use super::read::choice;

/// One thing that must be there.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// Where it stands.
    pub at: Place,
    /// What.
    pub what: Required,
}

/// What may be required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Required {
    /// These capabilities are dropped; `ALL` for all.
    CapDrop(Vec<Capability>),
    /// A bound on CPU time.
    Cpus,
    /// An init process of the engine's.
    Init,
    /// A memory limit.
    Memory,
    /// A limit on memory and swap together.
    MemorySwap,
    /// A container's name.
    Name,
    /// Processes cannot gain privileges.
    NoNewPrivileges,
    /// A limit on processes.
    PidsLimit,
    /// A read-only root.
    ReadOnly,
    /// The container is removed when it ends.
    Remove,
    /// A user.
    User,
}

/// `require:`.
pub(in super::super) fn read_require(node: &Node) -> Result<Vec<Requirement>, Fault> {
    node.list()?.iter().map(requirement).collect()
}

fn requirement(node: &Node) -> Result<Requirement, Fault> {
    if let Ok(entries) = node.mapping() {
        let [(key, value)] = entries else {
            return Err(Fault::meaning(node.at, "an entry of `require` has one key", "write `{cap-drop: [ALL]}`"));
        };
        choice(key, &[("cap-drop", ())])?;
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
    let what = choice(node, &words)?.clone();
    Ok(Requirement { at: node.at, what })
}
