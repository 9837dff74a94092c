//! Reading rules from nodes, checked against the option tables of the profile's runtime.
//!
//! `drop: [usr]` -> a fault at `usr`: no option `usr`; did you mean `user`?

use std::collections::BTreeSet;

use crate::argv::{Kind, Repeats, Row, SiteTables, Tables, Verb, option_row};
use crate::values::{self, Dialect};
use crate::yaml::{Fault, Fields, Node, Value, nearest};

use super::guard::{pattern, patterns};
use super::items::fields_of;
use crate::batch::Batch;
use crate::profile::model::action::{Actions, Drop, Setting, SettingValue, key_separators};
use crate::profile::model::item::ItemKind;
use crate::profile::model::pattern::{Pattern, Subject};
use crate::profile::model::rule::Rule;
use crate::profile::model::template::{Scope, Template};

/// Reads rules for one runtime.
pub(crate) struct Reader {
    pub(crate) tables: SiteTables,
    /// The options that the profile makes.
    pub(crate) made: &'static [Row],
    pub(crate) dialect: Dialect,
    pub(crate) batch: Option<Batch>,
    /// The tables of the other client whose lines are translated.
    pub(crate) other: Option<&'static dyn Tables>,
}

/// What is known around an action: the verbs of its rule, the names that templates may use.
pub(crate) struct Around<'a> {
    pub(crate) verbs: &'a [Verb],
    pub(crate) locals: Vec<String>,
    pub(crate) batch: Option<Batch>,
}

impl Around<'_> {
    fn scope(&self) -> Scope<'_> {
        Scope { locals: &self.locals, batch: self.batch }
    }
}

impl Reader {
    pub(super) fn new(
        tables: SiteTables,
        made: &'static [Row],
        dialect: Dialect,
        batch: Option<Batch>,
        other: Option<&'static dyn Tables>,
    ) -> Reader {
        Reader { tables, made, dialect, batch, other }
    }

    /// A reader of a profile that says nothing of how it is read.
    #[cfg(test)]
    pub(super) fn of_docker() -> Reader {
        let tables = SiteTables::new(&crate::runtimes::docker::Docker, &[]);
        Reader::new(tables, &[], Dialect::Docker, None, None)
    }

    /// One rule.
    pub(super) fn rule(&self, node: &Node, number: u16) -> Result<Rule, Fault> {
        let mut fields = Fields::of(node)?;
        let name = fields.require("name", "write `name:` with a few words, for explain and messages")?.line()?;
        let when_node = fields.take("when");
        let (verbs, when) = self.when(when_node)?;
        let unless = fields.take("unless").map(|node| self.guards(node, &verbs)).transpose()?.unwrap_or_default();
        let mut around = Around { verbs: &verbs, locals: Vec::new(), batch: self.batch };
        let mut actions = self.actions(&mut fields, &mut around)?;
        actions.for_each = self.for_each(&mut fields, &around)?;
        fields.finish()?;
        if actions.is_empty() {
            let remedy = "write what it does: drop, replace, set, default, add, image, command, globals or for_each";
            return Err(Fault::meaning(node.at, format!("rule `{name}` does nothing"), remedy));
        }
        Ok(Rule { name, at: node.at, number, verbs, when, unless, actions })
    }

    /// The actions that a rule and an entry of `first_match` share.
    pub(crate) fn actions(&self, fields: &mut Fields<'_>, around: &mut Around<'_>) -> Result<Actions, Fault> {
        let mut actions = Actions::default();
        if let Some(node) = fields.take("drop").filter(|node| node.scalar() != Ok("item")) {
            for item in node.list()? {
                self.drops(item, around.verbs, &mut actions.drop)?;
            }
        }
        if let Some(node) = fields.take("replace") {
            for (key, value) in node.mapping()? {
                let row = self.option(key, around.verbs)?;
                let pairs = value.mapping()?.iter().map(|(pattern, text)| replacement(pattern, text, around));
                actions.replace.push((row.destination.to_string(), pairs.collect::<Result<_, _>>()?));
            }
        }
        for (key, into) in [("set", &mut actions.set), ("default", &mut actions.default)] {
            if let Some(node) = fields.take(key) {
                for (name, value) in node.mapping()? {
                    let items = if key == "default" { self.items(name, value, around)? } else { None };
                    into.push(match items {
                        Some(items) => items,
                        None => self.setting(name, value, around)?,
                    });
                }
            }
        }
        if let Some(node) = fields.take("add") {
            for (name, value) in node.mapping()? {
                actions.add.push(self.addition(name, value, around)?);
            }
        }
        if let Some(node) = fields.take("image") {
            let pairs = node.mapping()?.iter().map(|(pattern, text)| replacement(pattern, text, around));
            actions.image = pairs.collect::<Result<_, _>>()?;
        }
        if let Some(node) = fields.take("command") {
            let mut command = Fields::of(node)?;
            let words = command.require("prepend", "write `command: {prepend: [WORD, ...]}`")?;
            actions.prepend = words.list()?.iter().map(|word| template(word, around)).collect::<Result<_, _>>()?;
            command.finish()?;
        }
        if let Some(node) = fields.take("globals") {
            actions.globals = self.globals(node)?;
        }
        Ok(actions)
    }

    fn drops(&self, node: &Node, verbs: &[Verb], drops: &mut Vec<Drop>) -> Result<(), Fault> {
        if let Value::Mapping(entries) = &node.value {
            for (key, values) in entries {
                let row = self.option(key, verbs)?;
                let values = Some(patterns(values, Subject::Text)?);
                drops.push(Drop { option: row.destination.to_string(), at: key.at, values });
            }
            return Ok(());
        }
        let row = self.option(node, verbs)?;
        drops.push(Drop { option: row.destination.to_string(), at: node.at, values: None });
        Ok(())
    }

    /// The row of the option called `node`, which some verb of the rule must have.
    pub(crate) fn option(&self, node: &Node, verbs: &[Verb]) -> Result<&'static Row, Fault> {
        let text = node.text()?;
        let commands = || self.tables.commands().iter().filter(|command| verbs.contains(&command.verb));
        if let Some(row) = commands().find_map(|command| option_row(&self.tables, command, text.as_bytes())) {
            return Ok(row);
        }
        if let Some(row) = self.other.and_then(|tables| {
            let mut commands = tables.commands().iter().filter(|command| verbs.contains(&command.verb));
            commands.find_map(|command| option_row(tables, command, text.as_bytes()))
        }) {
            return Ok(row);
        }
        if self.made.iter().any(|row| row.name.as_str() == text) {
            let what =
                format!("--{text} is an option of the site: what stands for it is on the line before the rules act");
            return Err(Fault::meaning(node.at, what, "name an option that it becomes"));
        }
        let rows = || commands().flat_map(|command| command.groups).flat_map(|group| self.tables.rows(group));
        let bare = text.trim_start_matches('-');
        let of_letter = rows().find(|row| row.short != 0 && bare.as_bytes() == [row.short]);
        let nearest = match of_letter {
            Some(row) => Some(row.destination.to_string()),
            None => nearest(bare, rows().map(|row| row.name.as_str())),
        };
        let mut verbs: Vec<String> = verbs.iter().map(ToString::to_string).collect();
        verbs.sort();
        let has = if verbs.len() == 1 { "has" } else { "have" };
        let what = format!("{} {} {has} no option `{text}`", self.tables.name(), verbs.join(" and "));
        let others = self.tables.commands().iter().filter(|command| !command.is_parent);
        let others = others.filter(|command| option_row(&self.tables, command, text.as_bytes()).is_some());
        let others: BTreeSet<String> = others.map(|command| command.verb.to_string()).collect();
        let remedy = match (nearest, others.first()) {
            (Some(nearest), _) => format!("did you mean `{nearest}`?"),
            (None, Some(first)) => {
                let more = match others.len() {
                    1 => " has it".to_owned(),
                    number => format!(" and {} more have it", number - 1),
                };
                format!("{first}{more}; a rule or denial for those says `when: {{ verb: [{first}] }}`")
            }
            (None, None) => "see `longshore options`, and write names without dashes".to_owned(),
        };
        Err(Fault::meaning(node.at, what, remedy))
    }

    /// One entry of `set` or `default`.
    fn setting(&self, name: &Node, value: &Node, around: &Around<'_>) -> Result<Setting, Fault> {
        let row = self.option(name, around.verbs)?;
        for verb in around.verbs {
            let mut commands = self.tables.commands().iter().filter(|command| command.verb == *verb);
            let option = row.name.as_bytes();
            let mut others = self.other.iter().flat_map(|tables| {
                let commands = tables.commands().iter().filter(|command| command.verb == *verb);
                commands.filter_map(|command| option_row(*tables, command, option))
            });
            if !commands.any(|command| option_row(&self.tables, command, option).is_some()) && others.next().is_none() {
                let what = format!("not every command of the rule has an option `{}`", row.name);
                return Err(Fault::meaning(name.at, what, "write one rule per command"));
            }
        }
        let value = self.setting_value(row, value, around)?;
        Ok(Setting { row, at: name.at, value })
    }

    fn setting_value(&self, row: &'static Row, node: &Node, around: &Around<'_>) -> Result<SettingValue, Fault> {
        if row.is_switch() {
            return node.boolean().map(SettingValue::Switch);
        }
        if let Value::Mapping(entries) = &node.value {
            if key_separators(row).is_none() {
                return Err(node.shape_fault(if is_list(row) { "a text or a list of texts" } else { "a text" }));
            }
            let entries = entries.iter().map(|(key, value)| Ok((template(key, around)?, keyed_value(value, around)?)));
            let entries: Vec<(Template, Template)> = entries.collect::<Result<_, Fault>>()?;
            return Ok(SettingValue::Keyed(entries));
        }
        if matches!(node.value, Value::List(_)) && !is_list(row) {
            return Err(Fault::meaning(
                node.at,
                format!("--{} takes one value, here stands a list", row.destination),
                "write one text",
            ));
        }
        let texts = node.one_or_many().iter().map(|text| self.text(row, text, around));
        Ok(SettingValue::Texts(texts.collect::<Result<_, _>>()?))
    }

    /// A whole value of an option; a plain one is checked as the client will check it.
    fn text(&self, row: &'static Row, node: &Node, around: &Around<'_>) -> Result<Template, Fault> {
        let text = template(node, around)?;
        let is_structured = matches!(row.kind, Kind::Volume | Kind::Mount | Kind::Publish | Kind::Device);
        match text.plain() {
            Some(plain) => {
                values::check(row.kind, plain.as_bytes(), self.dialect).map_err(|error| {
                    Fault::meaning(
                        node.at,
                        format!("--{} cannot be `{plain}`: {error}", row.destination),
                        values::remedy(row, self.dialect),
                    )
                })?;
            }
            None if is_structured => {
                let kind = match row.kind {
                    Kind::Publish => "publish: [{port: ...}]",
                    Kind::Device => "device: [{source: ...}]",
                    _ => "bind: [{source: ..., target: ...}]",
                };
                let what = format!("a value of --{} glued from text could become another field", row.destination);
                return Err(Fault::meaning(node.at, what, format!("write it field by field under `add`: {kind}")));
            }
            None => {}
        }
        Ok(text)
    }

    /// One entry of `add`.
    fn addition(&self, name: &Node, value: &Node, around: &Around<'_>) -> Result<Setting, Fault> {
        if let Some(items) = self.items(name, value, around)? {
            return Ok(items);
        }
        let setting = self.setting(name, value, around)?;
        if !is_list(setting.row) && key_separators(setting.row).is_none() {
            let what = format!("--{} is not repeatable, so nothing can be added to it", setting.row.destination);
            return Err(Fault::meaning(name.at, what, "use `set` or `default`"));
        }
        Ok(setting)
    }

    /// Items written field by field, under `add` or `default`.
    fn items(&self, name: &Node, value: &Node, around: &Around<'_>) -> Result<Option<Setting>, Fault> {
        let text = name.text()?;
        let structured = ItemKind::NAMES.into_iter().find(|(kind, _)| *kind == text).map(|(_, kind)| kind);
        if let Some(kind) = structured
            && kind != ItemKind::Env
            && (kind == ItemKind::Bind || value.one_or_many().iter().any(|item| item.mapping().is_ok()))
        {
            let option = Node { at: name.at, value: text_value(kind.options().last().copied().unwrap_or_default()) };
            let row = self.option(&option, around.verbs)?;
            let items = value.one_or_many().iter().map(|item| fields_of(item, kind, around));
            let items = items.collect::<Result<_, _>>()?;
            return Ok(Some(Setting { row, at: name.at, value: SettingValue::Fields(kind, items) }));
        }
        Ok(None)
    }

    /// `globals`: options before the command.
    pub(super) fn globals(&self, node: &Node) -> Result<Vec<Setting>, Fault> {
        let rows = self.tables.rows(self.tables.globals());
        let around = Around { verbs: &[], locals: Vec::new(), batch: self.batch };
        let mut settings = Vec::new();
        for (name, value) in node.mapping()? {
            let text = name.text()?;
            let Some(row) = rows.iter().find(|row| row.name.as_str() == text) else {
                let what = format!("{} has no option `{text}` before the command", self.tables.name());
                let remedy = nearest(text, rows.iter().map(|row| row.name.as_str()));
                let remedy =
                    remedy.map_or("see `longshore options`".to_owned(), |near| format!("did you mean `{near}`?"));
                return Err(Fault::meaning(name.at, what, remedy));
            };
            if matches!(row.name.as_str(), "help" | "version") {
                return Err(Fault::meaning(name.at, format!("--{text} would replace the command"), "remove it"));
            }
            settings.push(Setting { row, at: name.at, value: self.setting_value(row, value, &around)? });
        }
        Ok(settings)
    }
}

pub(crate) fn is_list(row: &Row) -> bool {
    !matches!(row.repeats, Repeats::Last)
}

fn text_value(text: &str) -> Value {
    Value::Text { text: text.into(), quoted: true, escaped: false }
}

pub(crate) fn template(node: &Node, around: &Around<'_>) -> Result<Template, Fault> {
    Template::new(node.text()?, node.at, &around.scope())
}

/// The value of a key: `true` and `false` are plain texts there (`no-new-privileges: true`).
fn keyed_value(node: &Node, around: &Around<'_>) -> Result<Template, Fault> {
    match node.scalar()? {
        text @ ("true" | "false") => Template::new(text, node.at, &around.scope()),
        _ => template(node, around),
    }
}

/// A pattern and the text that replaces what it matches.
pub(crate) fn replacement(key: &Node, text: &Node, around: &Around<'_>) -> Result<(Pattern, Template), Fault> {
    let pattern = pattern(key, Subject::Text)?;
    let mut locals = around.locals.clone();
    locals.extend(pattern.group_names());
    let template = Template::new(text.text()?, text.at, &Scope { locals: &locals, batch: around.batch })?;
    Ok((pattern, template))
}
