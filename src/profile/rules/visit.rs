//! Visiting items: `for_each` with its `first_match`.
//!
//! `for_each: bind` on `docker create -v /a:/b --mount type=bind,src=/c,dst=/d img` -> the items `/a` and `/c`, in this
//! order, each held against the entries until one matches.

use crate::argv::{Author, Draft, Level};
use crate::facts::Missing;
use crate::values;

use super::apply::{Context, Edits, Why};
use super::certain;
use super::edit::Edit;
use crate::profile::model::action::{Entry, ForEach};
use crate::profile::model::item::{Field, ItemKind};
use crate::profile::model::pattern::Captures;
use crate::profile::rules::expand::{Undefined, Values};

impl Context<'_> {
    /// Visits the items of a kind in the order written.
    pub(super) fn for_each(&self, for_each: &ForEach, draft: &Draft<'_>, edits: &mut Edits) -> Result<(), Why> {
        let kind = for_each.kind;
        for option in kind.options() {
            certain::option(option.as_bytes(), draft, self.dialect)?;
        }
        for (index, item) in draft.items().filter(|(_, item)| item.level == Level::Verb) {
            let destination = item.row.destination.as_bytes();
            if !kind.options().iter().any(|option| option.as_bytes() == destination) {
                continue;
            }
            let Ok(Some(mut fields)) = kind.read(destination, item.value_bytes(), self.dialect) else { continue };
            self.make_absolute(kind, &mut fields)?;
            for entry in &for_each.entries {
                let Some(captures) = self.entry_matches(entry, &fields, draft)? else { continue };
                self.entry(entry, kind, index, &fields, captures, draft, edits)?;
                break;
            }
        }
        Ok(())
    }

    /// The client reads a bind source that begins with a dot from the working directory.
    fn make_absolute(&self, kind: ItemKind, fields: &mut [Field]) -> Result<(), Missing> {
        if kind != ItemKind::Bind {
            return Ok(());
        }
        for (name, value) in fields {
            if *name == "source" && !value.starts_with(b"/") && !value.starts_with(b"~") {
                let cwd = self.around.host.cwd()?;
                *value = values::path::clean(&[cwd.as_encoded_bytes(), b"/", value].concat());
            }
        }
        Ok(())
    }

    fn entry_matches(&self, entry: &Entry, fields: &[Field], draft: &Draft<'_>) -> Result<Option<Captures>, Why> {
        let mut captures = Captures::new();
        for (field, patterns) in &entry.matchers {
            let Some((_, value)) = fields.iter().find(|(name, _)| name == field) else { return Ok(None) };
            let Some(found) = patterns.iter().find_map(|pattern| pattern.captures(value)) else { return Ok(None) };
            captures.extend(found);
        }
        Ok(self.guarded(&entry.when, &entry.unless, draft)?.then_some(captures))
    }

    #[expect(clippy::too_many_arguments, reason = "an entry acts on an item of a line; naming the pair helps nobody")]
    fn entry(
        &self,
        entry: &Entry,
        kind: ItemKind,
        index: usize,
        fields: &[Field],
        captures: Captures,
        draft: &Draft<'_>,
        edits: &mut Edits,
    ) -> Result<(), Why> {
        let mut locals: Captures = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        locals.extend(captures);
        if entry.drop_item {
            edits.push((entry.at, Author::Site, Edit::Drop(index)));
        } else if !entry.set_item.is_empty() {
            let values = Values { around: self.around, draft, locals: locals.clone() };
            let changes = entry.set_item.iter().map(|(field, text)| Ok((*field, text.expand(&values)?)));
            let changes: Vec<Field> = changes.collect::<Result<_, Undefined>>()?;
            let Some(item) = draft.item(index) else { return Ok(()) };
            let value = kind
                .rewrite(item.row.destination.as_bytes(), item.value_bytes(), &changes, self.dialect)
                .map_err(|why| Why::Value(entry.at, why))?;
            self.check(item.row, &value, entry.at)?;
            // The rest of the item stays the caller's.
            edits.push((entry.at, Author::Caller, Edit::Value(index, value)));
        }
        self.actions(&entry.actions, entry.at, draft, &locals, edits)
    }
}
