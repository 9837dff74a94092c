//! Carrying out the rules of a profile on a line.
//!
//! `docker create --user 1000 --volume /cvmfs/cernvm-sl7.cern.ch:/cvmfs img` under the cernvm profile ->
//! `docker create --volume ... --env=CERNVM_ROOT=/cvmfs/cernvm-sl7.cern.ch/cvm4 img`.
//!
//! Rules act in order, each once, each on the line that the rules before it left. Within a rule everything is computed
//! from the line as it stood before the rule.

use std::fmt;

use crate::argv::{Command, Draft, Level, Operands, Origin, Place, Row, Tables};
use crate::facts::{Host, Missing};
use crate::values::{self, Dialect};

use super::action::{Actions, Entry, ForEach, Setting, SettingValue, key_separators};
use super::edit::Edit;
use super::guard::{Guard, image_positions, normalised, value_matches};
use super::item::{Field, ItemKind};
use super::load::Profile;
use super::pattern::Captures;
use super::rule::Rule;
use super::template::{Template, Undefined, Values};

/// A rule that cannot be carried out on this line, on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The rule's name; empty for the profile's own `globals`.
    pub rule: String,
    /// Where in the profile.
    pub at: Place,
    /// Why.
    pub why: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.rule.is_empty() {
            write!(f, "rule `{}`: ", self.rule)?;
        }
        write!(f, "{}; {}", self.why, self.remedy)
    }
}

impl std::error::Error for RuleError {}

/// What the rules act with.
struct Context<'c> {
    tables: &'c dyn Tables,
    dialect: Dialect,
    host: &'c dyn Host,
}

/// Carries out all rules of `profile`, and its `globals`, on `draft`. A line whose command the tables do not read is left
/// alone.
///
/// # Errors
/// [`RuleError`] for a fact or variable without a value, a value that the client would refuse, an item that cannot be
/// written.
pub fn apply(
    profile: &Profile,
    draft: &mut Draft<'_>,
    tables: &dyn Tables,
    dialect: Dialect,
    host: &dyn Host,
) -> Result<(), RuleError> {
    let context = Context { tables, dialect, host };
    for rule in &profile.rules {
        if rule.verbs.contains(&draft.line().verb()) && !draft.line().is_unread() {
            apply_rule(rule, draft, &context)?;
        }
    }
    for setting in &profile.globals {
        let at = setting.at;
        let values = Values { host, draft, locals: Captures::new() };
        let edits = context.global(setting, &values).map_err(|why| fault("", at, why))?;
        for edit in edits {
            edit.make(draft, Origin::Profile { at });
        }
    }
    Ok(())
}

fn fault(rule: &str, at: Place, why: Why) -> RuleError {
    let (at, why, remedy) = match why {
        Why::Missing(missing) => (at, missing.to_string(), "give the fact, or guard the rule".to_owned()),
        Why::Undefined(undefined) => {
            (undefined.at, undefined.why, "guard the rule with `when`, or write a default `:-`".to_owned())
        }
        Why::Value(at, why) => (at, why, "mend the rule or the line".to_owned()),
    };
    RuleError { rule: rule.to_owned(), at, why, remedy }
}

/// Why an action cannot be carried out.
enum Why {
    Missing(Missing),
    Undefined(Undefined),
    Value(Place, String),
}

impl From<Missing> for Why {
    fn from(missing: Missing) -> Why {
        Why::Missing(missing)
    }
}

impl From<Undefined> for Why {
    fn from(undefined: Undefined) -> Why {
        Why::Undefined(undefined)
    }
}

fn apply_rule(rule: &Rule, draft: &mut Draft<'_>, context: &Context<'_>) -> Result<(), RuleError> {
    let edits = {
        let edits = context.rule(rule, draft);
        edits.map_err(|why| fault(&rule.name, rule.at, why))?
    };
    for (at, edit) in edits {
        edit.make(draft, Origin::Rule { rule: rule.number, at });
    }
    Ok(())
}

fn all_hold(guards: &[Guard], draft: &Draft<'_>, host: &dyn Host) -> Result<bool, Missing> {
    for guard in guards {
        if !guard.holds(draft, host)? {
            return Ok(false);
        }
    }
    Ok(true)
}

type Edits = Vec<(Place, Edit)>;

impl Context<'_> {
    fn rule(&self, rule: &Rule, draft: &Draft<'_>) -> Result<Edits, Why> {
        let mut edits = Edits::new();
        if self.guarded(&rule.when, &rule.unless, draft)? {
            self.actions(&rule.actions, rule.at, draft, &Captures::new(), &mut edits)?;
        }
        Ok(edits)
    }

    fn guarded(&self, when: &[Guard], unless: &[Guard], draft: &Draft<'_>) -> Result<bool, Missing> {
        Ok(all_hold(when, draft, self.host)? && (unless.is_empty() || !all_hold(unless, draft, self.host)?))
    }

    /// The edits of `actions`, in the order in which they are made.
    fn actions(
        &self,
        actions: &Actions,
        at: Place,
        draft: &Draft<'_>,
        locals: &Captures,
        edits: &mut Edits,
    ) -> Result<(), Why> {
        let values = Values { host: self.host, draft, locals: locals.clone() };
        for drop in &actions.drop {
            let destination = drop.option.as_bytes();
            let meant = draft.options(destination).filter(|(_, item)| match &drop.values {
                None => true,
                Some(patterns) => value_matches(destination, item.value_bytes(), patterns),
            });
            edits.extend(meant.map(|(index, _)| (drop.at, Edit::Drop(index))));
        }
        for (option, replacements) in &actions.replace {
            self.replace(option, replacements, &values, edits)?;
        }
        for setting in &actions.set {
            self.put(setting, &values, draft, edits)?;
        }
        for setting in &actions.default {
            self.default(setting, &values, draft, edits)?;
        }
        for setting in &actions.add {
            self.add(setting, &values, draft, edits)?;
        }
        self.image(&actions.image, &values, edits)?;
        if !actions.prepend.is_empty() && starts_program(draft.line().command()) && draft.has_command() {
            let words = actions.prepend.iter().map(|word| word.expand(&values)).collect::<Result<_, _>>()?;
            edits.push((at, Edit::Prepend(words)));
        }
        for setting in &actions.globals {
            let global = self.global(setting, &values)?;
            edits.extend(global.into_iter().map(|edit| (setting.at, edit)));
        }
        if let Some(for_each) = &actions.for_each {
            self.for_each(for_each, draft, edits)?;
        }
        Ok(())
    }

    fn replace(
        &self,
        option: &str,
        replacements: &[(super::pattern::Pattern, Template)],
        values: &Values<'_, '_>,
        edits: &mut Edits,
    ) -> Result<(), Why> {
        for (index, item) in values.draft.options(option.as_bytes()) {
            let value = item.value.as_deref().unwrap_or(b"true");
            let found = replacements.iter().find_map(|(pattern, text)| Some((pattern.captures(value)?, text)));
            let Some((captures, text)) = found else { continue };
            let values = Values { host: values.host, draft: values.draft, locals: captures };
            let value = text.expand(&values)?;
            self.check(item.row, &value, text.at)?;
            edits.push((text.at, Edit::Value(index, value)));
        }
        Ok(())
    }

    fn image(
        &self,
        images: &[(super::pattern::Pattern, Template)],
        values: &Values<'_, '_>,
        edits: &mut Edits,
    ) -> Result<(), Why> {
        if images.is_empty() {
            return Ok(());
        }
        for position in image_positions(values.draft) {
            let Some(given) = values.draft.operand(position) else { continue };
            let normal = normalised(given);
            let found = images.iter().find_map(|(pattern, text)| Some((pattern.captures(&normal)?, text)));
            let Some((captures, text)) = found else { continue };
            let scope = Values { host: values.host, draft: values.draft, locals: captures };
            let image = text.expand(&scope)?;
            // An empty or dashed word would change the reading of the words around it.
            if image.is_empty() || image.starts_with(b"-") {
                let shown = crate::argv::quote::short_bytes(&image);
                return Err(Why::Value(text.at, format!("the image would become `{shown}`")));
            }
            edits.push((text.at, Edit::Operand(position, image)));
        }
        Ok(())
    }

    /// Edits that write `setting` instead of what there is.
    fn put(&self, setting: &Setting, values: &Values<'_, '_>, draft: &Draft<'_>, edits: &mut Edits) -> Result<(), Why> {
        let Some(row) = self.row_here(setting.row, draft) else { return Ok(()) };
        if let SettingValue::Switch(on) = setting.value {
            edits.push((setting.at, Edit::Put(row, vec![switch(on)])));
            return Ok(());
        }
        let written = self.written(setting, values, draft)?;
        if key_separators(row).is_some() {
            edits.extend(written.into_iter().map(|(row, value)| (setting.at, Edit::PutKeyed(row, value))));
        } else {
            let all = written.into_iter().map(|(_, value)| Some(value)).collect();
            edits.push((setting.at, Edit::Put(row, all)));
        }
        Ok(())
    }

    /// Edits that write `setting` where nothing (of its key) is given.
    fn default(
        &self,
        setting: &Setting,
        values: &Values<'_, '_>,
        draft: &Draft<'_>,
        edits: &mut Edits,
    ) -> Result<(), Why> {
        let Some(row) = self.row_here(setting.row, draft) else { return Ok(()) };
        let destination = row.destination.as_bytes();
        let is_keyed = key_separators(row).is_some();
        if !is_keyed && draft.options(destination).next().is_some() {
            return Ok(());
        }
        if let SettingValue::Switch(on) = setting.value {
            edits.push((setting.at, Edit::Insert(row, switch(on))));
            return Ok(());
        }
        for (row, value) in self.written(setting, values, draft)? {
            let given = is_keyed && {
                let key = super::action::key_of(destination, &value);
                draft
                    .options(destination)
                    .any(|(_, item)| super::action::key_of(destination, item.value_bytes()) == key)
            };
            if !given {
                edits.push((setting.at, Edit::Insert(row, Some(value))));
            }
        }
        Ok(())
    }

    /// Edits that write `setting` besides what there is; of keyed options the key's old value goes.
    fn add(&self, setting: &Setting, values: &Values<'_, '_>, draft: &Draft<'_>, edits: &mut Edits) -> Result<(), Why> {
        for (row, value) in self.written(setting, values, draft)? {
            let edit = match key_separators(row) {
                Some(_) => Edit::PutKeyed(row, value),
                None => Edit::Insert(row, Some(value)),
            };
            edits.push((setting.at, edit));
        }
        Ok(())
    }

    fn global(&self, setting: &Setting, values: &Values<'_, '_>) -> Result<Vec<Edit>, Why> {
        let row = setting.row;
        Ok(match &setting.value {
            SettingValue::Switch(on) => vec![Edit::PutGlobal(row, switch(*on))],
            SettingValue::Texts(texts) => texts
                .iter()
                .map(|text| Ok(Edit::PutGlobal(row, Some(text.expand(values)?))))
                .collect::<Result<_, Why>>()?,
            SettingValue::Keyed(_) | SettingValue::Fields(..) => Vec::new(),
        })
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
                    written.push((row, text.expand(values)?));
                }
            }
            SettingValue::Keyed(entries) => {
                let separator = key_separators(row).and_then(|separators| separators.last()).copied().unwrap_or(b'=');
                let separator = if row.destination.as_bytes() == b"security-opt" { b'=' } else { separator };
                for (key, value) in entries {
                    let name = key.expand(values)?;
                    if name.is_empty() || name.contains(&separator) {
                        let shown = crate::argv::quote::short_bytes(&name);
                        return Err(Why::Value(key.at, format!("`{shown}` cannot be a key of --{}", row.destination)));
                    }
                    written.push((row, [&name, &[separator][..], &value.expand(values)?].concat()));
                }
            }
            SettingValue::Fields(kind, items) => {
                for item in items {
                    let fields = item.iter().map(|(field, text)| Ok((*field, text.expand(values)?)));
                    let fields: Vec<Field> = fields.collect::<Result<_, Undefined>>()?;
                    let (option, value) = kind.write(&fields).map_err(|why| Why::Value(setting.at, why))?;
                    if let Some(row) = self.row_named(option.as_bytes(), draft) {
                        written.push((row, value));
                    }
                }
            }
        }
        for (row, value) in &written {
            self.check(row, value, setting.at)?;
        }
        Ok(written)
    }

    /// Visits the items of a kind in the order written.
    fn for_each(&self, for_each: &ForEach, draft: &Draft<'_>, edits: &mut Edits) -> Result<(), Why> {
        let kind = for_each.kind;
        for (index, item) in draft.items().filter(|(_, item)| item.level == Level::Verb) {
            let destination = item.row.destination.as_bytes();
            if !kind.options().iter().any(|option| option.as_bytes() == destination) {
                continue;
            }
            // A value that the client refuses is no item; the client says so itself.
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
                let cwd = self.host.cwd()?;
                *value = values::path::clean(&[cwd.as_encoded_bytes(), b"/", value].concat());
            }
        }
        Ok(())
    }

    fn entry_matches(&self, entry: &Entry, fields: &[Field], draft: &Draft<'_>) -> Result<Option<Captures>, Missing> {
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
            edits.push((entry.at, Edit::Drop(index)));
        } else if !entry.set_item.is_empty() {
            let values = Values { host: self.host, draft, locals: locals.clone() };
            let changes = entry.set_item.iter().map(|(field, text)| Ok((*field, text.expand(&values)?)));
            let changes: Vec<Field> = changes.collect::<Result<_, Undefined>>()?;
            let Some(item) = draft.items().find(|(at, _)| *at == index).map(|(_, item)| item) else { return Ok(()) };
            let value = kind
                .rewrite(item.row.destination.as_bytes(), item.value_bytes(), &changes, self.dialect)
                .map_err(|why| Why::Value(entry.at, why))?;
            self.check(item.row, &value, entry.at)?;
            edits.push((entry.at, Edit::Value(index, value)));
        }
        self.actions(&entry.actions, entry.at, draft, &locals, edits)
    }

    fn check(&self, row: &Row, value: &[u8], at: Place) -> Result<(), Why> {
        if value.contains(&0) {
            return Err(Why::Value(at, format!("--{} would hold a NUL byte", row.destination)));
        }
        values::check(row.kind, value, self.dialect).map_err(|error| {
            let shown = crate::argv::quote::short_bytes(value);
            Why::Value(at, format!("--{} would be `{shown}`, which the engine refuses: {error}", row.destination))
        })
    }

    /// The row of the same place among the options of the line's own command.
    fn row_here(&self, row: &Row, draft: &Draft<'_>) -> Option<&'static Row> {
        self.row_named(row.destination.as_bytes(), draft)
    }

    fn row_named(&self, name: &[u8], draft: &Draft<'_>) -> Option<&'static Row> {
        let command = draft.line().command()?;
        find_row(self.tables, command, name)
    }
}

/// The row called `name` among the options of `command`.
pub(super) fn find_row(tables: &dyn Tables, command: &Command, name: &[u8]) -> Option<&'static Row> {
    command.groups.iter().find_map(|&group| tables.rows(group).iter().find(|row| row.name.as_bytes() == name))
}

fn starts_program(command: Option<&'static Command>) -> bool {
    command.is_some_and(|command| matches!(command.operands, Operands::ImageCommand | Operands::ContainerCommand))
}

fn switch(on: bool) -> Option<Vec<u8>> {
    (!on).then(|| b"false".to_vec())
}
