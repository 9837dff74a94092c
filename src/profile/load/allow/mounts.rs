//! Reading what may be mounted.
//!
//! `binds: [{source: "/cvmfs/**", access: ro}]` -> an entry that allows `/cvmfs` and everything below, read-only.

use serde_json::json;

use crate::facts::PathKind;
use crate::profile::load::key::{Key, before, into, key, paths, read, read_new, switch, texts, words};
use crate::profile::load::read::Reader;
use crate::profile::load::shape::refer;
use crate::profile::model::allow::{BindEntry, List, TmpfsEntry};
use crate::profile::model::pattern::Subject;
use crate::values::Size;
use crate::yaml::{Fault, Fields, Node};

use super::lists::listed;

/// An entry of `binds`.
pub(crate) static BIND: [Key<BindEntry>; 8] = [
    before::<BindEntry>(
        "source",
        "The path on the host, or a pattern: /data/** is /data and all below it.",
        || json!({ "type": "string", "pattern": "^(/|\\$\\{)" }),
    )
    .required("write the host path or a pattern: `source: \"/data/**\"`"),
    key("access", "ro by default.", || words(&ACCESS), into!(writable, node => node.choice(&ACCESS))),
    switch("recursive", "Whether a read-only mount must be so for mounts below it, too.", |bind| &mut bind.recursive),
    paths("targets", "Where in the container; anywhere by default, but not in its system directories.", |bind| {
        &mut bind.targets
    }),
    key("kind", "What the path must be.", || words(&KINDS), into!(kind, node => node.choice(&KINDS).map(Some))),
    texts("propagation", "Propagation other than private.", |bind| &mut bind.propagation),
    switch("relabel", "Whether SELinux labels may be changed.", |bind| &mut bind.relabel),
    key(
        "race",
        "It is accepted that the submitter can put something else in its place.",
        || words(&RACE),
        into!(race_accepted, node => node.choice(&RACE)),
    ),
];

const ACCESS: [(&str, bool); 2] = [("ro", false), ("rw", true)];
const KINDS: [(&str, PathKind); 3] =
    [("directory", PathKind::Directory), ("file", PathKind::File), ("special", PathKind::Special)];
const RACE: [(&str, bool); 1] = [("accepted", true)];

pub(super) fn binds(node: &Node, reader: &Reader) -> Result<Vec<BindEntry>, Fault> {
    node.list()?.iter().map(|node| bind(node, reader)).collect()
}

fn bind(node: &Node, reader: &Reader) -> Result<BindEntry, Fault> {
    let remedy = "write the host path or a pattern: `source: \"/data/**\"`";
    let source = Fields::of(node)?.require("source", remedy)?;
    let mut entry = BindEntry {
        at: node.at,
        source: listed(source, Subject::Path)?,
        writable: false,
        recursive: false,
        targets: List::default(),
        kind: None,
        propagation: List::default(),
        relabel: false,
        race_accepted: false,
    };
    read(&BIND, node, reader, &mut entry)?;
    if !entry.source.text.starts_with('/') && !entry.source.text.starts_with("${") {
        let what = format!("`{}` is not absolute", entry.source.text);
        let remedy = "begin it with `/`; a regular expression cannot say where its root is";
        return Err(Fault::meaning(source.at, what, remedy));
    }
    Ok(entry)
}

/// `tmpfs`.
pub(super) static TMPFS: [Key<TmpfsEntry>; 2] = [
    key("max", "The largest.", || refer("size"), into!(max, node => size(node).map(Some))),
    paths("targets", "Where in the container.", |tmpfs| &mut tmpfs.targets),
];

pub(super) fn tmpfs(node: &Node, reader: &Reader) -> Result<TmpfsEntry, Fault> {
    Ok(TmpfsEntry { at: node.at, ..read_new(&TMPFS, node, reader)? })
}

/// A size in bytes, over 0.
pub(super) fn size(node: &Node) -> Result<u64, Fault> {
    let text = node.scalar()?;
    let bad = |why: String| Fault::meaning(node.at, why, "write a size such as `64g`");
    let size = Size::parse(text.as_bytes()).map_err(|error| bad(error.to_string()))?;
    let bytes = u64::try_from(size.bytes()).ok().filter(|bytes| *bytes > 0);
    bytes.ok_or_else(|| bad(format!("`{text}` means no limit")))
}
