//! Reading `for_each` with its entries, and items that are written field by field.
//!
//! `{source: /cvmfs/*, add: {env: {A: "${source}"}}}` under `for_each: bind` -> an entry with one pattern and one action.

use crate::yaml::{Fault, Fields, Node, What};

use super::guard::patterns;
use super::read::{Around, Reader, template};
use crate::profile::model::action::{Entry, ForEach};
use crate::profile::model::item::ItemKind;
use crate::profile::model::pattern::{Pattern, Subject};
use crate::profile::model::template::Template;

impl Reader {
    pub(crate) fn for_each(&self, fields: &mut Fields<'_>, around: &Around<'_>) -> Result<Option<ForEach>, Fault> {
        let kind = fields.take("for_each");
        let entries = fields.take_entry("first_match");
        let (kind, (key, entries)) = match (kind, entries) {
            (None, None) => return Ok(None),
            (Some(kind), Some(entries)) => (kind, entries),
            (Some(kind), None) => {
                let what = What::Missing { key: "first_match", remedy: "write the entries that `for_each` tries" };
                return Err(Fault { at: kind.at, what });
            }
            (None, Some((key, _))) => {
                let what =
                    What::Missing { key: "for_each", remedy: "write `for_each: bind` (or publish, device, env)" };
                return Err(Fault { at: key.at, what });
            }
        };
        let item_kind = kind.choice(&ItemKind::NAMES)?;
        let entries = entries.list()?;
        if entries.is_empty() {
            return Err(Fault::meaning(key.at, "`first_match` has no entries", "write at least one"));
        }
        let entries = entries.iter().map(|entry| self.entry(entry, item_kind, around)).collect::<Result<_, _>>()?;
        Ok(Some(ForEach { kind: item_kind, entries }))
    }

    fn entry(&self, node: &Node, kind: ItemKind, around: &Around<'_>) -> Result<Entry, Fault> {
        let mut fields = Fields::of(node)?;
        let mut around = Around { verbs: around.verbs, locals: Vec::new(), batch: self.batch };
        let mut matchers: Vec<(&'static str, Vec<Pattern>)> = Vec::new();
        for &field in kind.fields() {
            around.locals.push(field.to_owned());
            if let Some(node) = fields.take(field) {
                let subject = if kind.is_path(field) { Subject::Path } else { Subject::Text };
                matchers.push((field, patterns(node, subject)?));
            }
        }
        let found = matchers.iter().flat_map(|(_, patterns)| patterns).flat_map(Pattern::group_names);
        around.locals.extend(found);
        let when = fields.take("when").map(|node| self.guards(node, around.verbs)).transpose()?.unwrap_or_default();
        let unless = fields.take("unless").map(|node| self.guards(node, around.verbs)).transpose()?.unwrap_or_default();
        let drop_item = fields.take("drop").is_some_and(|node| node.scalar() == Ok("item"));
        let set_item = match fields.take("set_item") {
            None => Vec::new(),
            Some(node) => fields_of_any(node, kind, &around)?,
        };
        if drop_item && !set_item.is_empty() {
            return Err(Fault::meaning(node.at, "`drop: item` and `set_item` exclude each other", "keep one of them"));
        }
        let actions = self.actions(&mut fields, &mut around)?;
        fields.finish()?;
        Ok(Entry { at: node.at, matchers, when, unless, drop_item, set_item, actions })
    }
}

/// The fields of an item to write, the required ones among them.
pub(super) fn fields_of(
    node: &Node,
    kind: ItemKind,
    around: &Around<'_>,
) -> Result<Vec<(&'static str, Template)>, Fault> {
    let fields = fields_of_any(node, kind, around)?;
    for required in kind.required() {
        if !fields.iter().any(|(field, _)| field == required) {
            let what = What::Missing { key: required, remedy: "write it: an item needs it" };
            return Err(Fault { at: node.at, what });
        }
    }
    Ok(fields)
}

fn fields_of_any(node: &Node, kind: ItemKind, around: &Around<'_>) -> Result<Vec<(&'static str, Template)>, Fault> {
    let mut fields = Fields::of(node)?;
    let mut written = Vec::new();
    for &field in kind.fields() {
        if let Some(node) = fields.take(field) {
            written.push((field, template(node, around)?));
        }
    }
    fields.finish()?;
    Ok(written)
}
