//! A chain of `extends` as one document.
//!
//! `{extends: base, keep: 2h, rules: [b]}` over `{keep: 1h, rules: [a]}` -> `{keep: 2h, rules: [a, b]}`: a child's key replaces its
//! parent's, rules add up, and `allow: {add: ...}` lists more than the parent. Every node keeps the place where it was written.

use crate::argv::Place;
use crate::yaml::{Fault, Node, Value};

use super::allow::added::{added_to, addition};

/// The documents of a chain, the child's own first, as one mapping.
pub(crate) fn merged(documents: Vec<Node>) -> Result<Node, Fault> {
    let at = documents.first().map_or(Place { file: 0, line: 1, column: 1 }, |document| document.at);
    let mut whole: Vec<(Node, Node)> = Vec::new();
    for document in documents.into_iter().rev() {
        let Value::Mapping(entries) = document.value else { return Err(document.shape_fault("a mapping")) };
        for (key, own) in entries {
            let name = key.scalar()?;
            let parent = whole.iter().position(|(known, _)| known.is(name));
            let of_parent = parent.and_then(|index| whole.get(index)).map(|(_, value)| value);
            let value = match name {
                "allow" => allow(own, of_parent)?,
                "rules" => rules(own, of_parent)?,
                _ => own,
            };
            match parent.and_then(|index| whole.get_mut(index)) {
                Some(entry) => *entry = (key, value),
                None => whole.push((key, value)),
            }
        }
    }
    Ok(Node { at, value: Value::Mapping(whole) })
}

/// The parent's rules, then the child's.
fn rules(own: Node, parent: Option<&Node>) -> Result<Node, Fault> {
    let Some(parent) = parent else { return Ok(own) };
    let rules = parent.list()?.iter().chain(own.list()?).cloned().collect();
    Ok(Node { at: own.at, value: Value::List(rules) })
}

/// A child's `allow` over its parent's.
fn allow(own: Node, parent: Option<&Node>) -> Result<Node, Fault> {
    let lists = |parent: &Node| parent.text() != Ok("any");
    if own.text() == Ok("any") && parent.is_some_and(lists) {
        let what = "`allow: any` over a parent with a policy would take the policy away";
        let remedy = "extend a profile that only rewrites, or list what is allowed";
        return Err(Fault::meaning(own.at, what, remedy));
    }
    let Some(add) = addition(&own)? else { return Ok(own) };
    let what = match parent {
        Some(parent) if lists(parent) => return added_to(parent, add, own.at),
        Some(_) => "`add` over a parent with `allow: any`, which lists nothing",
        None => "`add` without a parent that lists anything",
    };
    let remedy = "extend a profile with a policy, or write the whole `allow` without `add`";
    Err(Fault::meaning(own.at, what, remedy))
}
