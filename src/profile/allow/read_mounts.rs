//! Reading what may be mounted.
//!
//! `binds: [{source: "/cvmfs/**", access: ro}]` -> an entry that allows `/cvmfs` and everything below, read-only.

use crate::facts::PathKind;
use crate::values::Size;
use crate::yaml::{Fault, Fields, Node};

use super::super::pattern::Subject;
use super::read::{choice, switch};
use super::{BindEntry, List, Listed, TmpfsEntry};

pub(super) fn binds(node: &Node) -> Result<Vec<BindEntry>, Fault> {
    node.list()?.iter().map(bind).collect()
}

fn bind(node: &Node) -> Result<BindEntry, Fault> {
    let mut fields = Fields::of(node)?;
    let source = fields.require("source", "write the host path or a pattern: `source: \"/data/**\"`")?;
    let entry = BindEntry {
        at: node.at,
        source: Listed::read(source, Subject::Path)?,
        writable: fields.take("access").map_or(Ok(false), |node| choice(node, &[("ro", false), ("rw", true)]))?,
        recursive: switch(&mut fields, "recursive")?,
        targets: List::read(fields.take("targets"), Subject::Path)?,
        kind: fields
            .take("kind")
            .map(|node| {
                choice(
                    node,
                    &[("directory", PathKind::Directory), ("file", PathKind::File), ("special", PathKind::Special)],
                )
            })
            .transpose()?,
        propagation: List::read(fields.take("propagation"), Subject::Text)?,
        relabel: switch(&mut fields, "relabel")?,
        race_accepted: fields.take("race").map_or(Ok(false), |node| choice(node, &[("accepted", true)]))?,
    };
    fields.finish()?;
    if !entry.source.text.starts_with('/') && !entry.source.text.starts_with("${") {
        let what = format!("`{}` is not absolute", entry.source.text);
        return Err(Fault::meaning(
            source.at,
            what,
            "begin it with `/`; a regular expression cannot say where its root is",
        ));
    }
    Ok(entry)
}

pub(super) fn tmpfs(node: &Node) -> Result<TmpfsEntry, Fault> {
    let mut fields = Fields::of(node)?;
    let max = fields.take("max").map(size).transpose()?;
    let targets = List::read(fields.take("targets"), Subject::Path)?;
    fields.finish()?;
    Ok(TmpfsEntry { at: node.at, max, targets })
}

/// A size in bytes, over 0.
pub(super) fn size(node: &Node) -> Result<u64, Fault> {
    let text = node.scalar()?;
    let bad = |why: String| Fault::meaning(node.at, why, "write a size such as `64g`");
    let size = Size::parse(text.as_bytes()).map_err(|error| bad(error.to_string()))?;
    let bytes = u64::try_from(size.bytes()).ok().filter(|bytes| *bytes > 0);
    bytes.ok_or_else(|| bad(format!("`{text}` means no limit")))
}
