//! What a child adds to its parent's `allow`.
//!
//! `allow: {add: {labels: ["org.example.*"]}}` over `{commands: [run], labels: [site]}` -> `{commands: [run], labels: [site,
//! "org.example.*"]}`, read as if one file said so; every entry keeps its place.
//!
//! Only lists can be added to. What two files make of a bound or a switch would be a guess, so those are refused, and so is a
//! key beside `add`: it would replace the parent's whole `allow`.

use crate::argv::Place;
use crate::yaml::{Fault, Fields, Node, Value};

use super::ALLOW;
use crate::profile::load::key::Adds;

const REMEDY: &str =
    "write the whole `allow` without `add`; `longshore profile show --files PARENT` prints the parent's";

/// What `node`, the value of `allow`, adds to the parent's; `None` where it is `any` or a whole one.
///
/// # Errors
/// When another key stands beside `add`.
pub(crate) fn addition(node: &Node) -> Result<Option<&Node>, Fault> {
    let Ok(entries) = node.mapping() else { return Ok(None) };
    let Some((_, add)) = entries.iter().find(|(key, _)| key.is("add")) else { return Ok(None) };
    match entries.iter().find(|(key, _)| !key.is("add")) {
        None => Ok(Some(add)),
        Some((key, _)) => {
            let what = format!("`{}` beside `add` would replace what the parent lists", key.scalar()?);
            Err(Fault::meaning(key.at, what, "write it under `add`, or the whole `allow` without `add`"))
        }
    }
}

/// The parent's `allow` with what `add` adds; `at` is where the child's begins.
///
/// # Errors
/// For a key that holds no list, and what is no list.
pub(crate) fn added_to(parent: &Node, add: &Node, at: Place) -> Result<Node, Fault> {
    for (key, _) in add.mapping()? {
        let name = key.scalar()?;
        if ALLOW.iter().any(|key| key.name == name && matches!(key.adds, Adds::Never)) {
            let what = format!("`{name}` cannot be added to: it is more than a list");
            return Err(Fault::meaning(key.at, what, REMEDY));
        }
    }
    let mut whole = parent.mapping()?.to_vec();
    let mut fields = Fields::of(add)?;
    for (name, adds) in ALLOW.iter().map(|key| (key.name, key.adds)).filter(|(_, adds)| !matches!(adds, Adds::Never)) {
        let Some((key, value)) = fields.take_entry(name) else { continue };
        let standing = whole.iter_mut().find(|(known, _)| known.is(name)).map(|(_, standing)| standing);
        let none = Node { at: value.at, value: Value::Mapping(Vec::new()) };
        let added = match adds {
            Adds::Never => continue,
            Adds::List => list(standing.as_deref(), value.list()?, value.at),
            Adds::OneOrMany => list(standing.as_deref(), value.one_or_many(), value.at),
            Adds::Commands => commands(standing.as_deref().unwrap_or(&none), value)?,
            Adds::Within(_) if name == "images" && standing.is_none() => {
                let what = "the parent lists no `images`, so nothing says what makes a name worth trusting";
                return Err(Fault::meaning(key.at, what, REMEDY));
            }
            Adds::Within(keys) => within(standing.as_deref().unwrap_or(&none), value, keys)?,
        };
        match standing {
            Some(standing) => *standing = added,
            None => whole.push((key.clone(), added)),
        }
    }
    fields.finish()?;
    Ok(Node { at, value: Value::Mapping(whole) })
}

/// The entries of the parent, then those that are added.
fn list(standing: Option<&Node>, added: &[Node], at: Place) -> Node {
    let entries = standing.map_or(&[][..], Node::one_or_many).iter().chain(added).cloned();
    Node { at, value: Value::List(entries.collect()) }
}

fn commands(standing: &Node, added: &Node) -> Result<Node, Fault> {
    let mut entries = standing.mapping()?.to_vec();
    for (command, filters) in added.mapping()? {
        let name = command.scalar()?;
        if entries.iter().any(|(known, _)| known.is(name)) {
            let what = format!("the parent says already with which filters `{name}` may be run");
            return Err(Fault::meaning(command.at, what, REMEDY));
        }
        entries.push((command.clone(), filters.clone()));
    }
    Ok(Node { at: added.at, value: Value::Mapping(entries) })
}

fn within(standing: &Node, added: &Node, keys: &'static [&'static str]) -> Result<Node, Fault> {
    let mut entries = standing.mapping()?.to_vec();
    let mut fields = Fields::of(added)?;
    for name in keys {
        let Some((key, value)) = fields.take_entry(name) else { continue };
        let found = entries.iter_mut().find(|(known, _)| known.is(name)).map(|(_, standing)| standing);
        let whole = list(found.as_deref(), value.list()?, value.at);
        match found {
            Some(standing) => *standing = whole,
            None => entries.push((key.clone(), whole)),
        }
    }
    fields.finish()?;
    Ok(Node { at: standing.at, value: Value::Mapping(entries) })
}
