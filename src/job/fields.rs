//! The fields of a job that are options of `run`.
//!
//! `memory: 2g` -> `--memory=2g`; `gpus: [0, 1]` -> `--gpus="device=0,1"` with the quotes that the client needs.

use std::ffi::OsString;

use crate::argv::Place;
use crate::values::csv;
use crate::yaml::{Fault, Fields, Node, Value};

use super::mounts::{bind, mount};
use super::table::{self, Grammar, Kind, ROWS, Row};

/// Options in the order in which they are written.
#[derive(Debug, Default)]
pub(super) struct Options {
    list: Vec<(&'static str, Option<String>, Place)>,
}

impl Options {
    pub(super) fn value(&mut self, name: &'static str, value: impl Into<String>, at: Place) {
        self.list.push((name, Some(value.into()), at));
    }

    /// The value of an option, which must read as one, and as one alone.
    fn checked(&mut self, name: &'static str, value: &str, grammar: Grammar, at: Place) -> Result<(), Fault> {
        let remedy = || match ROWS.iter().find(|row| row.option == name) {
            Some(row) => format!("write it as in `{}: {}`", row.name, row.example),
            None => format!("see --{name} in the reference of its client"),
        };
        grammar(value.as_bytes()).map_err(|why| Fault::meaning(at, format!("--{name}: {why}"), remedy()))?;
        self.value(name, value, at);
        Ok(())
    }

    pub(super) fn switch(&mut self, name: &'static str, at: Place) {
        self.list.push((name, None, at));
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.list.iter().any(|(given, ..)| *given == name)
    }

    /// Takes an option away again.
    pub(super) fn remove(&mut self, name: &str) {
        self.list.retain(|(given, ..)| *given != name);
    }

    pub(super) fn into_words(self) -> impl Iterator<Item = (OsString, Place)> {
        self.list.into_iter().map(|(name, value, at)| {
            let word = match value {
                Some(value) => format!("--{name}={value}"),
                None => format!("--{name}"),
            };
            (OsString::from(word), at)
        })
    }
}

/// Reads all fields that are options.
pub(super) fn options(job: &mut Fields<'_>, options: &mut Options) -> Result<(), Fault> {
    for row in &ROWS {
        if let Some(node) = job.take(row.name) {
            field(row, node, options)?;
        }
    }
    Ok(())
}

fn field(row: &Row, node: &Node, options: &mut Options) -> Result<(), Fault> {
    match row.kind {
        Kind::Job => Ok(()),
        Kind::Switch => {
            if node.boolean()? {
                options.switch(row.option, node.at);
            }
            Ok(())
        }
        Kind::Text(grammar) => options.checked(row.option, node.text()?, grammar, node.at),
        Kind::List(grammar) => list(node, row.option, grammar, options),
        Kind::Map(separator, grammar) => map(node, row.option, separator, grammar, options),
        Kind::Own(read) => read(node, options),
    }
}

fn list(node: &Node, option: &'static str, grammar: Grammar, options: &mut Options) -> Result<(), Fault> {
    for item in node.list()? {
        options.checked(option, item.text()?, grammar, item.at)?;
    }
    Ok(())
}

fn map(
    node: &Node,
    option: &'static str,
    separator: char,
    grammar: Grammar,
    options: &mut Options,
) -> Result<(), Fault> {
    for (key, value) in node.mapping()? {
        let name = key.text()?;
        if name.is_empty() || name.contains(['=', separator]) {
            let what = format!("`{name}` is no name");
            return Err(Fault::meaning(key.at, what, format!("write a name without `{separator}`")));
        }
        options.checked(option, &format!("{name}{separator}{}", value.scalar()?), grammar, key.at)?;
    }
    Ok(())
}

/// `cpus: 1.5` and `cpus: {quota: 1.5}` are a hard limit, `cpus: {shares: 1024}` a weight among busy containers.
pub(super) fn cpus(node: &Node, options: &mut Options) -> Result<(), Fault> {
    if !matches!(node.value, Value::Mapping(_)) {
        return options.checked("cpus", node.text()?, table::cpu_number, node.at);
    }
    let mut fields = Fields::of(node)?;
    let (quota, shares) = (fields.take("quota"), fields.take("shares"));
    fields.finish()?;
    if quota.is_none() && shares.is_none() {
        return Err(Fault::meaning(node.at, "`cpus` says nothing", "write `quota: N` or `shares: N`"));
    }
    if let Some(quota) = quota {
        options.checked("cpus", quota.text()?, table::cpu_number, quota.at)?;
    }
    if let Some(shares) = shares {
        options.value("cpu-shares", shares.number()?.to_string(), shares.at);
    }
    Ok(())
}

/// `gpus: all`, a number of them, or a list of indices or ids.
pub(super) fn gpus(node: &Node, options: &mut Options) -> Result<(), Fault> {
    let value = match &node.value {
        Value::List(items) => {
            let ids = items.iter().map(|item| item.scalar().map(str::to_owned)).collect::<Result<Vec<_>, _>>()?;
            if ids.is_empty() || ids.iter().any(|id| id.is_empty() || id.contains([',', '"'])) {
                return Err(Fault::meaning(node.at, "a GPU has an index or an id", "write [0, 1] or [GPU-...]"));
            }
            // Without the quotes the client reads `device=0,1` as device 0 and a count of 1.
            String::from_utf8_lossy(&csv::write_record(&[format!("device={}", ids.join(","))])).into_owned()
        }
        _ if node.scalar()? == "all" => "all".to_owned(),
        _ => node.number()?.to_string(),
    };
    options.value("gpus", value, node.at);
    Ok(())
}

/// A list of mounts.
pub(super) fn mounts(node: &Node, options: &mut Options) -> Result<(), Fault> {
    for one in node.list()? {
        options.value("mount", mount(one)?, one.at);
    }
    Ok(())
}

/// `{source, target}`: a file of the host that the container can read.
pub(super) fn stage_in(node: &Node, options: &mut Options) -> Result<(), Fault> {
    for one in node.list()? {
        let mut fields = Fields::of(one)?;
        let source = fields.require("source", "write the path on the host")?;
        let target = fields.require("target", "write where the container sees it")?;
        fields.finish()?;
        options.value("mount", bind(source, target)?, one.at);
    }
    Ok(())
}

/// A list of servers, or `{servers, search, options}`.
pub(super) fn dns(node: &Node, options: &mut Options) -> Result<(), Fault> {
    if !matches!(node.value, Value::Mapping(_)) {
        return list(node, "dns", table::address, options);
    }
    let mut fields = Fields::of(node)?;
    let parts = [
        (fields.take("servers"), "dns", table::address as Grammar),
        (fields.take("search"), "dns-search", table::search),
        (fields.take("options"), "dns-option", table::dns_option),
    ];
    fields.finish()?;
    if parts.iter().all(|(node, ..)| node.is_none()) {
        return Err(Fault::meaning(node.at, "`dns` says nothing", "write `servers`, `search` or `options`"));
    }
    for (node, option, grammar) in parts {
        if let Some(node) = node {
            list(node, option, grammar, options)?;
        }
    }
    Ok(())
}

/// `{add: [...], drop: [...]}`.
pub(super) fn capabilities(node: &Node, options: &mut Options) -> Result<(), Fault> {
    let mut fields = Fields::of(node)?;
    let (add, drop) = (fields.take("add"), fields.take("drop"));
    fields.finish()?;
    if add.is_none() && drop.is_none() {
        return Err(Fault::meaning(node.at, "`capabilities` says nothing", "write `add: [...]` or `drop: [...]`"));
    }
    for (node, option) in [(drop, "cap-drop"), (add, "cap-add")] {
        if let Some(node) = node {
            list(node, option, table::capability, options)?;
        }
    }
    Ok(())
}

/// A limit of the container's own files: an option of docker's storage.
pub(super) fn disk(node: &Node, options: &mut Options) -> Result<(), Fault> {
    let text = node.text()?;
    table::size(text.as_bytes())
        .map_err(|why| Fault::meaning(node.at, format!("{why}"), "write a size: `disk: 10g`"))?;
    options.value("storage-opt", format!("size={text}"), node.at);
    Ok(())
}

/// `{signal: TERM, timeout: 10}`.
pub(super) fn stop(node: &Node, options: &mut Options) -> Result<(), Fault> {
    let mut fields = Fields::of(node)?;
    let (signal, timeout) = (fields.take("signal"), fields.take("timeout"));
    fields.finish()?;
    if signal.is_none() && timeout.is_none() {
        return Err(Fault::meaning(node.at, "`stop` says nothing", "write `signal: NAME` or `timeout: SECONDS`"));
    }
    if let Some(signal) = signal {
        options.checked("stop-signal", signal.text()?, table::stop_signal, signal.at)?;
    }
    if let Some(timeout) = timeout {
        let seconds = timeout.number()?;
        if i32::try_from(seconds).is_err() {
            return Err(Fault::meaning(timeout.at, format!("{seconds} seconds are too many"), "write fewer"));
        }
        options.value("stop-timeout", seconds.to_string(), timeout.at);
    }
    Ok(())
}

/// `{driver: json-file, options: {max-size: 10m}}`.
pub(super) fn log(node: &Node, options: &mut Options) -> Result<(), Fault> {
    let mut fields = Fields::of(node)?;
    let driver = fields.require("driver", "write where to: `driver: none`, `driver: json-file`")?;
    let its_options = fields.take("options");
    fields.finish()?;
    options.value("log-driver", driver.text()?, driver.at);
    let Some(its_options) = its_options else { return Ok(()) };
    if driver.text()? == "none" {
        return Err(Fault::meaning(its_options.at, "the driver `none` has no options", "remove `options`"));
    }
    map(its_options, "log-opt", '=', table::log_option, options)
}
