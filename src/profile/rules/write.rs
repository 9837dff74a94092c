//! Writing options: what `set`, `default`, `add` and `globals` make of a line.
//!
//! `set: {memory: 2g}` on `docker create -m 1g -m 3g img` -> one edit that puts `--memory=2g` in place of both.

use crate::argv::{Draft, Place, Row, option_row, quote};
use crate::values::{self, Dialect};

use super::apply::{Context, Edits, Why};
use super::certain;
use super::edit::Edit;
use super::standing::place;
use crate::profile::model::action::{Setting, SettingValue, key_of, key_separators};
use crate::profile::model::item::{Field, ItemKind};
use crate::profile::model::template::Template;
use crate::profile::rules::expand::{Undefined, Values};

impl Context<'_> {
    /// Edits that write `setting` instead of what there is.
    pub(super) fn put(
        &self,
        setting: &Setting,
        values: &Values<'_, '_>,
        draft: &Draft<'_>,
        edits: &mut Edits,
    ) -> Result<(), Why> {
        let Some(row) = self.row_here(setting.row, draft) else { return Ok(()) };
        if let SettingValue::Switch(on) = setting.value {
            edits.push((setting.at, setting.author(), Edit::Put(row, vec![switch(on)])));
            return Ok(());
        }
        let written = self.written(setting, values, draft)?;
        if key_separators(row).is_some() {
            certain::option(row.destination.as_bytes(), draft, self.dialect)?;
            edits.extend(
                written.into_iter().map(|(row, value)| (setting.at, setting.author(), Edit::PutKeyed(row, value))),
            );
        } else {
            let all = written.into_iter().map(|(_, value)| Some(value)).collect();
            edits.push((setting.at, setting.author(), Edit::Put(row, all)));
        }
        Ok(())
    }

    /// Edits that write `setting` where nothing (of its key) is given.
    pub(super) fn default(
        &self,
        setting: &Setting,
        values: &Values<'_, '_>,
        draft: &Draft<'_>,
        edits: &mut Edits,
    ) -> Result<(), Why> {
        let Some(row) = self.row_here(setting.row, draft) else { return Ok(()) };
        if let SettingValue::Fields(kind, items) = &setting.value {
            for option in kind.options().iter().chain(&["tmpfs"][..usize::from(*kind == ItemKind::Bind)]) {
                certain::option(option.as_bytes(), draft, self.dialect)?;
            }
            let mut taken = self.places(*kind, draft);
            for item in items {
                let fields = expanded(item, values)?;
                let place = place(*kind, &fields);
                if !taken.contains(&place) {
                    let (row, value) = self.item(*kind, &fields, setting, draft)?;
                    edits.push((setting.at, setting.author(), Edit::Insert(row, Some(value))));
                    taken.push(place);
                }
            }
            return Ok(());
        }
        let destination = row.destination.as_bytes();
        let is_keyed = key_separators(row).is_some();
        if !is_keyed && draft.options(destination).next().is_some() {
            return Ok(());
        }
        if let SettingValue::Switch(on) = setting.value {
            edits.push((setting.at, setting.author(), Edit::Insert(row, switch(on))));
            return Ok(());
        }
        if is_keyed {
            certain::option(destination, draft, self.dialect)?;
        }
        for (row, value) in self.written(setting, values, draft)? {
            let given = is_keyed && {
                let key = key_of(destination, &value);
                draft.options(destination).any(|(_, item)| key_of(destination, item.value_bytes()) == key)
            };
            if !given {
                edits.push((setting.at, setting.author(), Edit::Insert(row, Some(value))));
            }
        }
        Ok(())
    }

    /// Edits that write `setting` besides what there is; of keyed options the key's old value goes.
    pub(super) fn add(
        &self,
        setting: &Setting,
        values: &Values<'_, '_>,
        draft: &Draft<'_>,
        edits: &mut Edits,
    ) -> Result<(), Why> {
        if key_separators(setting.row).is_some() {
            certain::option(setting.row.destination.as_bytes(), draft, self.dialect)?;
        }
        for (row, value) in self.written(setting, values, draft)? {
            let edit = match key_separators(row) {
                Some(_) => Edit::PutKeyed(row, value),
                None => Edit::Insert(row, Some(value)),
            };
            edits.push((setting.at, setting.author(), edit));
        }
        Ok(())
    }

    pub(super) fn global(setting: &Setting, dialect: Dialect, values: &Values<'_, '_>) -> Result<Edit, Why> {
        let written = match &setting.value {
            SettingValue::Switch(on) => vec![switch(*on)],
            SettingValue::Texts(texts) => {
                let text = |text: &Template| Ok(Some(text.expand_for(setting.row, dialect, b"", false, values)?));
                texts.iter().map(text).collect::<Result<_, Why>>()?
            }
            SettingValue::Keyed(entries) => {
                let pair = |(key, value): &(Template, Template)| {
                    let before = [key.expand(values)?, b"=".to_vec()].concat();
                    Ok(Some(value.expand_for(setting.row, dialect, &before, false, values)?))
                };
                entries.iter().map(pair).collect::<Result<_, Why>>()?
            }
            SettingValue::Fields(..) => Vec::new(),
        };
        Ok(Edit::PutGlobal(setting.row, written))
    }

    /// The options with their values that `setting` writes, every value checked as the client checks it.
    fn written(
        &self,
        setting: &Setting,
        values: &Values<'_, '_>,
        draft: &Draft<'_>,
    ) -> Result<Vec<(&'static Row, Vec<u8>)>, Why> {
        let mut written = Vec::new();
        let Some(row) = self.row_here(setting.row, draft) else { return Ok(written) };
        match &setting.value {
            SettingValue::Switch(_) => {}
            SettingValue::Texts(texts) => {
                for text in texts {
                    written.push((row, text.expand_for(row, self.dialect, b"", false, values)?));
                }
            }
            SettingValue::Keyed(entries) => {
                let separator = key_separators(row).and_then(|separators| separators.last()).copied().unwrap_or(b'=');
                let separator = if row.destination.as_bytes() == b"security-opt" { b'=' } else { separator };
                for (key, value) in entries {
                    let name = key.expand(values)?;
                    if name.is_empty() || name.contains(&separator) {
                        let shown = quote::short_bytes(&name);
                        return Err(Why::Value(key.at, format!("`{shown}` cannot be a key of --{}", row.destination)));
                    }
                    let before = [&name, &[separator][..]].concat();
                    written.push((row, value.expand_for(row, self.dialect, &before, false, values)?));
                }
            }
            SettingValue::Fields(kind, items) => {
                for item in items {
                    written.push(self.item(*kind, &expanded(item, values)?, setting, draft)?);
                }
            }
        }
        for (row, value) in &written {
            self.check(row, value, setting.at)?;
        }
        Ok(written)
    }

    /// The option and value of an item that `setting` writes.
    fn item(
        &self,
        kind: ItemKind,
        fields: &[Field],
        setting: &Setting,
        draft: &Draft<'_>,
    ) -> Result<(&'static Row, Vec<u8>), Why> {
        let (option, value) = kind.write(fields).map_err(|why| Why::Value(setting.at, why))?;
        let row = self.row_named(option.as_bytes(), draft).unwrap_or(setting.row);
        self.check(row, &value, setting.at)?;
        Ok((row, value))
    }

    pub(super) fn check(&self, row: &Row, value: &[u8], at: Place) -> Result<(), Why> {
        if value.contains(&0) {
            return Err(Why::Value(at, format!("--{} would hold a NUL byte", row.destination)));
        }
        values::check(row.kind, value, self.dialect).map_err(|error| {
            let shown = quote::short_bytes(value);
            Why::Value(at, format!("--{} would be `{shown}`, which the engine refuses: {error}", row.destination))
        })
    }

    /// The row of the same place among the options of the line's own command.
    fn row_here(&self, row: &Row, draft: &Draft<'_>) -> Option<&'static Row> {
        self.row_named(row.destination.as_bytes(), draft)
    }

    pub(super) fn row_named(&self, name: &[u8], draft: &Draft<'_>) -> Option<&'static Row> {
        let command = draft.line().command()?;
        option_row(self.tables, command, name).or_else(|| {
            // An option that only the engine's own client has: it passes the translation as it is.
            let same = self.engines.commands().iter().find(|other| other.path == command.path)?;
            option_row(self.engines, same, name)
        })
    }
}

/// The fields of an item with their variables filled in.
fn expanded(item: &[(&'static str, Template)], values: &Values<'_, '_>) -> Result<Vec<Field>, Undefined> {
    item.iter().map(|(field, text)| Ok((*field, text.expand(values)?))).collect()
}

fn switch(on: bool) -> Option<Vec<u8>> {
    (!on).then(|| b"false".to_vec())
}
