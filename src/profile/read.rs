//! Reading rules from nodes, checked against the option tables of the profile's runtime.
//!
//! `drop: [usr]` -> a fault at `usr`: no option `usr`; did you mean `user`?

use crate::argv::{Command, Kind, Operands, Repeats, Row, Tables, Verb};
use crate::values::{self, Dialect};
use crate::yaml::{Fault, Fields, Node, Value, What, nearest};

use super::action::{Actions, Drop, Entry, ForEach, Setting, SettingValue, key_separators};
use super::apply::find_row;
use super::guard::{Guard, Presence};
use super::item::ItemKind;
use super::load::RuntimeName;
use super::pattern::{Pattern, Subject};
use super::rule::Rule;
use super::template::{Scope, Template};

/// Reads rules for one runtime.
pub(super) struct Reader {
    tables: &'static dyn Tables,
    dialect: Dialect,
}

/// What is known around an action: the verbs of its rule, the names that templates may use.
struct Around<'a> {
    verbs: &'a [Verb],
    locals: Vec<String>,
}

impl Around<'_> {
    fn scope(&self) -> Scope<'_> {
        Scope { locals: &self.locals }
    }
}

impl Reader {
    pub(super) fn new(tables: &'static dyn Tables, runtime: RuntimeName) -> Reader {
        let dialect = match runtime {
            RuntimeName::Docker => Dialect::Docker,
            RuntimeName::Podman => Dialect::Podman5,
        };
        Reader { tables, dialect }
    }

    /// One rule.
    pub(super) fn rule(&self, node: &Node, number: u16) -> Result<Rule, Fault> {
        let mut fields = Fields::of(node)?;
        let name =
            fields.require("name", "write `name:` with a few words, for explain and messages")?.text()?.to_owned();
        let when_node = fields.take("when");
        let (verbs, when) = self.when(when_node)?;
        let unless = fields.take("unless").map(|node| self.guards(node, &verbs)).transpose()?.unwrap_or_default();
        let mut around = Around { verbs: &verbs, locals: Vec::new() };
        let mut actions = self.actions(&mut fields, &mut around)?;
        actions.for_each = self.for_each(&mut fields, &around)?;
        fields.finish()?;
        if actions.is_empty() {
            let remedy = "write what it does: drop, replace, set, default, add, image, command, globals or for_each";
            return Err(Fault::meaning(node.at, format!("rule `{name}` does nothing"), remedy));
        }
        Ok(Rule { name, at: node.at, number, verbs, when, unless, actions })
    }

    /// The verbs of a rule and its other conditions.
    fn when(&self, node: Option<&Node>) -> Result<(Vec<Verb>, Vec<Guard>), Fault> {
        let default = vec![Verb::Run, Verb::Create];
        let Some(node) = node else { return Ok((default, Vec::new())) };
        let verbs = match Fields::of(node)?.take("verb") {
            None => default,
            Some(node) => self.verbs(node)?,
        };
        let guards = self.guards(node, &verbs)?;
        Ok((verbs, guards.into_iter().filter(|guard| !matches!(guard, Guard::Verb(_))).collect()))
    }

    fn verbs(&self, node: &Node) -> Result<Vec<Verb>, Fault> {
        node.one_or_many().iter().map(|item| self.verb(item)).collect()
    }

    fn verb(&self, node: &Node) -> Result<Verb, Fault> {
        let text = node.text()?;
        let commands = self.tables.commands();
        let found = commands.iter().find(|command| command.path.as_str() == text);
        let Some(command) = found.filter(|command| !command.is_parent) else {
            let readable = commands.iter().filter(|command| !command.is_parent && is_read(command));
            let nearest = nearest(text, readable.map(|command| command.path.as_str()));
            let possible = "the commands of `longshore options`".to_owned();
            return Err(Fault { at: node.at, what: What::Choice { text: text.to_owned(), possible, nearest } });
        };
        if !is_read(command) {
            let key = format!("a rule on `{text}`");
            let remedy = "its words are passed on unread; remove it from `verb`".to_owned();
            return Err(Fault { at: node.at, what: What::Unsupported { key, remedy } });
        }
        if command.verb == Verb::Start {
            return Err(Fault::meaning(node.at, "rules never act on `start`", "write the rule for `create`"));
        }
        Ok(command.verb)
    }

    fn guards(&self, node: &Node, verbs: &[Verb]) -> Result<Vec<Guard>, Fault> {
        let mut fields = Fields::of(node)?;
        let mut guards = Vec::new();
        if let Some(node) = fields.take("verb") {
            guards.push(Guard::Verb(self.verbs(node)?));
        }
        if let Some(node) = fields.take("option") {
            for (key, value) in node.mapping()? {
                let row = self.option(key, verbs)?;
                guards.push(Guard::Option(row.destination.to_string(), presences(value)?));
            }
        }
        for (key, make) in [
            ("env", Guard::Env as fn(String, Vec<Presence>) -> Guard),
            ("container_env", Guard::ContainerEnv),
            ("label", Guard::Label),
        ] {
            if let Some(node) = fields.take(key) {
                for (name, value) in node.mapping()? {
                    guards.push(make(name.text()?.to_owned(), presences(value)?));
                }
            }
        }
        for (key, make) in [
            ("image", Guard::Image as fn(Vec<Pattern>) -> Guard),
            ("user", Guard::User),
            ("group", Guard::Group),
            ("host", Guard::Host),
        ] {
            if let Some(node) = fields.take(key) {
                guards.push(make(patterns(node, Subject::Text)?));
            }
        }
        fields.not_yet("job_ad", "guard by user, group, label or container_env")?;
        fields.not_yet("fact", "guard by host or env")?;
        fields.finish()?;
        Ok(guards)
    }

    /// The actions that a rule and an entry of `first_match` share.
    fn actions(&self, fields: &mut Fields<'_>, around: &mut Around<'_>) -> Result<Actions, Fault> {
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
                    into.push(self.setting(name, value, around)?);
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
    fn option(&self, node: &Node, verbs: &[Verb]) -> Result<&'static Row, Fault> {
        let text = node.text()?;
        let commands = || self.tables.commands().iter().filter(|command| verbs.contains(&command.verb));
        if let Some(row) = commands().find_map(|command| find_row(self.tables, command, text.as_bytes())) {
            return Ok(row);
        }
        let rows = commands().flat_map(|command| command.groups).flat_map(|group| self.tables.rows(group));
        let nearest = nearest(text, rows.map(|row| row.name.as_str()));
        let verbs: Vec<&str> = commands().filter(|c| !c.path.as_str().contains(' ')).map(|c| c.path.as_str()).collect();
        let what = format!("{} {} has no option `{text}`", self.tables.name(), verbs.join(" and "));
        let remedy = match nearest {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "see `longshore options`, and write names without dashes".to_owned(),
        };
        Err(Fault::meaning(node.at, what, remedy))
    }

    /// One entry of `set` or `default`.
    fn setting(&self, name: &Node, value: &Node, around: &Around<'_>) -> Result<Setting, Fault> {
        let row = self.option(name, around.verbs)?;
        for verb in around.verbs {
            let mut commands = self.tables.commands().iter().filter(|command| command.verb == *verb);
            if !commands.any(|command| find_row(self.tables, command, row.name.as_bytes()).is_some()) {
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
                        "mend the value",
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
            return Ok(Setting { row, at: name.at, value: SettingValue::Fields(kind, items) });
        }
        let setting = self.setting(name, value, around)?;
        if !is_list(setting.row) && key_separators(setting.row).is_none() {
            let what = format!("--{} is not repeatable, so nothing can be added to it", setting.row.destination);
            return Err(Fault::meaning(name.at, what, "use `set` or `default`"));
        }
        Ok(setting)
    }

    /// `globals`: options before the command.
    pub(super) fn globals(&self, node: &Node) -> Result<Vec<Setting>, Fault> {
        let rows = self.tables.rows(self.tables.globals());
        let around = Around { verbs: &[], locals: Vec::new() };
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

    fn for_each(&self, fields: &mut Fields<'_>, around: &Around<'_>) -> Result<Option<ForEach>, Fault> {
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
        let text = kind.text()?;
        let Some((_, item_kind)) = ItemKind::NAMES.into_iter().find(|(name, _)| *name == text) else {
            let names = ItemKind::NAMES.map(|(name, _)| name);
            let what =
                What::Choice { text: text.to_owned(), possible: names.join(", "), nearest: nearest(text, names) };
            return Err(Fault { at: kind.at, what });
        };
        let entries = entries.list()?;
        if entries.is_empty() {
            return Err(Fault::meaning(key.at, "`first_match` has no entries", "write at least one"));
        }
        let entries = entries.iter().map(|entry| self.entry(entry, item_kind, around)).collect::<Result<_, _>>()?;
        Ok(Some(ForEach { kind: item_kind, entries }))
    }

    fn entry(&self, node: &Node, kind: ItemKind, around: &Around<'_>) -> Result<Entry, Fault> {
        let mut fields = Fields::of(node)?;
        let mut around = Around { verbs: around.verbs, locals: Vec::new() };
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

/// Whether the tables read the command's words.
fn is_read(command: &Command) -> bool {
    command.operands != Operands::Unread
}

fn is_list(row: &Row) -> bool {
    !matches!(row.repeats, Repeats::Last)
}

fn text_value(text: &str) -> Value {
    Value::Text { text: text.to_owned(), quoted: true, escaped: false }
}

fn template(node: &Node, around: &Around<'_>) -> Result<Template, Fault> {
    Template::new(node.text()?, node.at, &around.scope())
}

/// The value of a key: `true` and `false` are plain texts there (`no-new-privileges: true`).
fn keyed_value(node: &Node, around: &Around<'_>) -> Result<Template, Fault> {
    match node.scalar()? {
        text @ ("true" | "false") => Template::new(text, node.at, &around.scope()),
        _ => template(node, around),
    }
}

fn pattern(node: &Node, subject: Subject) -> Result<Pattern, Fault> {
    let text = node.text()?;
    Pattern::new(text, subject)
        .map_err(|why| Fault::meaning(node.at, format!("pattern `{text}`: {why}"), "mend the pattern"))
}

fn patterns(node: &Node, subject: Subject) -> Result<Vec<Pattern>, Fault> {
    node.one_or_many().iter().map(|node| pattern(node, subject)).collect()
}

fn presences(node: &Node) -> Result<Vec<Presence>, Fault> {
    let presence = |node: &Node| {
        // `gpus: true` reads naturally for a switch.
        let text = node.scalar()?;
        Ok(match text {
            "given" => Presence::Given,
            "absent" => Presence::Absent,
            "true" | "false" => Presence::Matches(
                Pattern::new(text, Subject::Text).map_err(|why| Fault::meaning(node.at, why, "mend the pattern"))?,
            ),
            _ => Presence::Matches(pattern(node, Subject::Text)?),
        })
    };
    node.one_or_many().iter().map(presence).collect()
}

/// A pattern and the text that replaces what it matches.
fn replacement(key: &Node, text: &Node, around: &Around<'_>) -> Result<(Pattern, Template), Fault> {
    let pattern = pattern(key, Subject::Text)?;
    let mut locals = around.locals.clone();
    locals.extend(pattern.group_names());
    let template = Template::new(text.text()?, text.at, &Scope { locals: &locals })?;
    Ok((pattern, template))
}

/// The fields of an item to write, the required ones among them.
fn fields_of(node: &Node, kind: ItemKind, around: &Around<'_>) -> Result<Vec<(&'static str, Template)>, Fault> {
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
