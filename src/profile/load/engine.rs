//! Reading which program the engine's client is, and how it reads lines: `engine`, `runtime`, `builder`, `reads`.
//!
//! `engine: [/usr/bin/sudo, -n, /usr/bin/docker]` -> three words; `reads: "4.3"` -> the reading of podman 4.

use crate::profile::model::profile::Engine;
use crate::runtimes::{Builder, RuntimeName};
use crate::values::Dialect;
use crate::yaml::{Fault, Node};

/// The runtimes by their names.
pub(super) const RUNTIMES: [(&str, RuntimeName); 2] =
    [("docker", RuntimeName::Docker), ("podman", RuntimeName::Podman)];

/// The builders by their names.
pub(super) const BUILDERS: [(&str, Builder); 2] = [("legacy", Builder::Legacy), ("buildx", Builder::Buildx)];

/// What becomes of options that the engine lacks: whether they are left out.
pub(super) const UNTRANSLATABLE: [(&str, bool); 2] = [("refuse", false), ("drop", true)];

pub(super) fn read(node: &Node) -> Result<Engine, Fault> {
    let words = node.one_or_many().iter().map(|word| word.text().map(str::to_owned)).collect::<Result<Vec<_>, _>>()?;
    let absolute = |word: &String| word.starts_with('/') && !word.ends_with('/') && !word.contains('\0');
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return Err(Fault::meaning(node.at, "`engine` names no program", "write an absolute path"));
    };
    if !absolute(first) || !absolute(last) {
        let what = format!("`engine` is not an absolute path: `{}`", if absolute(first) { last } else { first });
        return Err(Fault::meaning(node.at, what, "write the whole path: PATH is not searched for it"));
    }
    let is_sudo = first.ends_with("/sudo");
    if words.len() > 1 && !is_sudo {
        let what = "`engine` with several words is only known for sudo";
        return Err(Fault::meaning(node.at, what, "write one absolute path, or [/usr/bin/sudo, -n, PATH]"));
    }
    if words.len() > 1 && words[1..words.len() - 1].iter().any(|word| word != "-n") || (words.len() == 1 && is_sudo) {
        return Err(Fault::meaning(node.at, "sudo takes only -n here", "write [/usr/bin/sudo, -n, PATH]"));
    }
    Ok(Engine { at: node.at, words })
}

/// `reads: "4.3"`: the version whose reading counts.
pub(super) fn reads(node: &Node, runtime: RuntimeName) -> Result<Dialect, Fault> {
    let text = node.scalar()?;
    let major = text.split('.').next().unwrap_or_default();
    match (runtime, major) {
        (RuntimeName::Docker, "20" | "23" | "24" | "25" | "26" | "27" | "28" | "29") => Ok(Dialect::Docker),
        (RuntimeName::Podman, "4") => Ok(Dialect::Podman4),
        (RuntimeName::Podman, "5") => Ok(Dialect::Podman5),
        (RuntimeName::Docker, _) => {
            let remedy = "write the client's release, 20.10 to 29";
            Err(Fault::meaning(node.at, format!("how docker {text} reads a line is not known"), remedy))
        }
        (RuntimeName::Podman, _) => {
            let remedy = "keep podman 4.3 to 5, and write `reads: \"4.3\"` or `reads: \"5\"`";
            Err(Fault::meaning(node.at, format!("how podman {text} reads a line is not known"), remedy))
        }
    }
}
