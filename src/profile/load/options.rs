//! Reading the options that a profile makes or declares: `options`.
//!
//! `gpu: {expand: {set: {gpus: all}}}` -> a row `gpu`, by which lines are read, and what stands for it.

use crate::argv::{Class, Command, Kind, Repeats, Row, Tables, keep_rows, row};
use crate::profile::model::options::{SiteOption, SiteOptions};
use crate::yaml::{Fault, Fields, Node};

use super::read::{Around, Reader};
use crate::profile::model::from_env::STARTING;

/// Their rows, before their meaning is read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rows {
    /// Those that only the profile knows; no engine gets them.
    pub(crate) made: &'static [Row],
    /// Those that the engine knows and the tables lack.
    pub(crate) declared: &'static [Row],
    /// All of them.
    pub(crate) all: &'static [Row],
}

/// Reads the names and kinds of a profile's options, so that lines and rules can be read with them.
pub(crate) fn rows(node: Option<&Node>, tables: &dyn Tables) -> Result<Rows, Fault> {
    let Some(node) = node else { return Ok(Rows::default()) };
    let (mut made, mut declared) = (Vec::new(), Vec::new());
    for (key, node) in node.mapping()? {
        let name = new_name(key, tables)?;
        let mut fields = Fields::of(node)?;
        let kind = match fields.take("kind") {
            None => Kind::Bool,
            Some(node) => node.choice(&[("switch", Kind::Bool), ("text", Kind::Text)])?,
        };
        let repeats = if kind == Kind::Bool { Repeats::Last } else { Repeats::Append };
        if fields.take("engine").map(Node::boolean).transpose()?.unwrap_or(false) {
            let remedy =
                "write `effect: harmless`, or `effect: other` for an option that `allow: {options: [...]}` must list";
            let effect = fields.require("effect", remedy)?;
            let class = effect.choice(&[("harmless", Class::Harmless), ("other", Class::Privilege)])?;
            fields.finish()?;
            declared.push(row(name, 0, kind, repeats, class));
        } else {
            made.push(row(name, 0, kind, repeats, Class::Privilege));
        }
    }
    let all = made.iter().chain(&declared).copied().collect();
    let kept = (keep_rows(made), keep_rows(declared), keep_rows(all));
    let (Some(made), Some(declared), Some(all)) = kept else {
        return Err(Fault::meaning(node.at, "too many profiles with `options` in one run", "check fewer at once"));
    };
    Ok(Rows { made, declared, all })
}

/// The name of an option that the client does not have yet.
fn new_name<'n>(key: &'n Node, tables: &dyn Tables) -> Result<&'n str, Fault> {
    let name = key.text()?;
    let is_word = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let is_option =
        is_word && (2..32).contains(&name.len()) && name.starts_with(|first: char| first.is_ascii_alphanumeric());
    if !is_option {
        let remedy = "write 2 to 31 small letters, digits and dashes, without leading dashes";
        return Err(Fault::meaning(key.at, format!("`{name}` is no name of an option"), remedy));
    }
    let is_start = |command: &&Command| STARTING.contains(&command.verb);
    let groups = tables.commands().iter().filter(is_start).flat_map(|command| command.groups);
    let groups = groups.chain([tables.globals(), tables.late_globals(), tables.parent_options()]);
    let mut known = groups.flat_map(|group| tables.rows(group));
    if name == "help" || known.any(|row| row.name.as_str() == name) {
        let what = format!("{} has an option --{name} already", tables.name());
        let remedy = "remove the entry to use that option, or choose another name for one of the site's";
        return Err(Fault::meaning(key.at, what, remedy));
    }
    Ok(name)
}

impl Reader {
    /// What the options mean that the profile makes.
    pub(super) fn site_options(&self, node: Option<&Node>, rows: Rows) -> Result<SiteOptions, Fault> {
        let mut options = Vec::new();
        let entries = node.map(Node::mapping).transpose()?.unwrap_or_default();
        for (key, node) in entries {
            let name = key.text()?;
            let mut fields = Fields::of(node)?;
            if fields.take("engine").is_some_and(|node| node.boolean() == Ok(true)) {
                continue;
            }
            fields.take("kind");
            let help = fields.take("help").map(Node::line).transpose()?;
            let conflicts = match fields.take("conflicts") {
                None => Vec::new(),
                Some(node) => node.one_or_many().iter().map(|node| self.conflict(node)).collect::<Result<_, _>>()?,
            };
            let mut expand = Fields::of(fields.require("expand", "write what stands for it: `expand: {set: {...}}`")?)?;
            fields.finish()?;
            let at = expand.at();
            let mut around = Around { verbs: &STARTING, locals: Vec::new(), batch: self.batch };
            let mut actions = self.actions(&mut expand, &mut around)?;
            actions.for_each = self.for_each(&mut expand, &around)?;
            expand.finish()?;
            if actions.is_empty() {
                let what = format!("--{name} becomes nothing");
                return Err(Fault::meaning(at, what, "write what stands for it: `expand: {set: {...}}`"));
            }
            let number = u16::try_from(options.len()).unwrap_or(u16::MAX);
            options.push(SiteOption { name: name.to_owned(), at: key.at, number, help, conflicts, expand: actions });
        }
        Ok(SiteOptions { made: options, declared: rows.declared, given: rows.all })
    }

    /// An option of the engine, or one that the profile makes.
    fn conflict(&self, node: &Node) -> Result<String, Fault> {
        let text = node.text()?;
        if self.made.iter().any(|row| row.name.as_str() == text) {
            return Ok(text.to_owned());
        }
        Ok(self.option(node, &STARTING)?.destination.to_string())
    }
}
