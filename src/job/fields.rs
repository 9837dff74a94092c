//! The fields of a job that are options of `run`.
//!
//! `memory: 2g` -> `--memory=2g`; `gpus: [0, 1]` -> `--gpus="device=0,1"` with the quotes that the client needs.

use std::ffi::OsString;

use crate::argv::Place;
use crate::values::csv;
use crate::yaml::{Fault, Fields, Node, Value, What};

/// Options in the order in which they are written.
#[derive(Debug, Default)]
pub(super) struct Options(Vec<(&'static str, Option<String>, Place)>);

impl Options {
    fn value(&mut self, name: &'static str, value: impl Into<String>, at: Place) {
        self.0.push((name, Some(value.into()), at));
    }

    pub(super) fn switch(&mut self, name: &'static str, at: Place) {
        self.0.push((name, None, at));
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(given, ..)| *given == name)
    }

    pub(super) fn into_words(self) -> impl Iterator<Item = (OsString, Place)> {
        self.0.into_iter().map(|(name, value, at)| {
            let word = match value {
                Some(value) => format!("--{name}={value}"),
                None => format!("--{name}"),
            };
            (OsString::from(word), at)
        })
    }
}

/// Fields that are an option each, with a text as value.
const TEXTS: [(&str, &str); 8] = [
    ("name", "name"),
    ("hostname", "hostname"),
    ("user", "user"),
    ("workdir", "workdir"),
    ("network", "network"),
    ("entrypoint", "entrypoint"),
    ("memory", "memory"),
    ("shm", "shm-size"),
];

/// Fields that are a switch each.
const SWITCHES: [(&str, &str); 4] =
    [("init", "init"), ("remove", "rm"), ("interactive", "interactive"), ("tty", "tty")];

/// Reads all fields that are options.
pub(super) fn options(job: &mut Fields<'_>, options: &mut Options) -> Result<(), Fault> {
    for (field, option) in SWITCHES {
        if let Some(node) = job.take(field)
            && node.boolean()?
        {
            options.switch(option, node.at);
        }
    }
    for (field, option) in TEXTS {
        if let Some(node) = job.take(field) {
            options.value(option, node.text()?, node.at);
        }
    }
    cpus(job, options)?;
    gpus(job, options)?;
    for (field, option) in [("ulimits", "ulimit"), ("labels", "label"), ("env", "env")] {
        if let Some(node) = job.take(field) {
            for (key, value) in node.mapping()? {
                let name = key.text()?;
                if name.is_empty() || name.contains('=') {
                    return Err(Fault::meaning(key.at, format!("`{name}` is no name"), "write a name without `=`"));
                }
                options.value(option, format!("{name}={}", value.scalar()?), key.at);
            }
        }
    }
    if let Some(node) = job.take("mounts") {
        for mount in node.list()? {
            options.value("mount", self::mount(mount)?, mount.at);
        }
    }
    Ok(())
}

/// `cpus: 1.5` and `cpus: {quota: 1.5}` are a hard limit, `cpus: {shares: 1024}` a weight among busy containers.
fn cpus(job: &mut Fields<'_>, options: &mut Options) -> Result<(), Fault> {
    let Some(node) = job.take("cpus") else { return Ok(()) };
    if !matches!(node.value, Value::Mapping(_)) {
        options.value("cpus", node.text()?, node.at);
        return Ok(());
    }
    let mut fields = Fields::of(node)?;
    let (quota, shares) = (fields.take("quota"), fields.take("shares"));
    fields.finish()?;
    if quota.is_none() && shares.is_none() {
        return Err(Fault::meaning(node.at, "`cpus` says nothing", "write `quota: N` or `shares: N`"));
    }
    if let Some(quota) = quota {
        options.value("cpus", quota.text()?, quota.at);
    }
    if let Some(shares) = shares {
        options.value("cpu-shares", shares.number()?.to_string(), shares.at);
    }
    Ok(())
}

/// `gpus: all`, a number of them, or a list of indices or ids.
fn gpus(job: &mut Fields<'_>, options: &mut Options) -> Result<(), Fault> {
    let Some(node) = job.take("gpus") else { return Ok(()) };
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

/// One mount: `{source, target, access, propagation}` is a bind; `type: volume` and `type: tmpfs` are the others.
fn mount(node: &Node) -> Result<String, Fault> {
    let mut fields = Fields::of(node)?;
    let kind = fields.take("type").map(Node::text).transpose()?.unwrap_or("bind");
    let (source, target) = (fields.take("source"), fields.require("target", "write where the container sees it")?);
    let (access, propagation, size) = (fields.take("access"), fields.take("propagation"), fields.take("size"));
    fields.finish()?;
    let mut record = vec![format!("type={kind}")];
    match (kind, source) {
        ("bind", None) => {
            let what = What::Missing { key: "source", remedy: "write the path on the host" };
            return Err(Fault { at: node.at, what });
        }
        ("bind", Some(source)) if !source.text()?.starts_with('/') => {
            let what = format!("`{}` is not an absolute path", source.text()?);
            return Err(Fault::meaning(source.at, what, "write the whole path"));
        }
        ("bind" | "volume", source) => {
            if let Some(source) = source {
                record.push(format!("source={}", source.text()?));
            }
        }
        ("tmpfs", None) => {}
        ("tmpfs", Some(source)) => {
            return Err(Fault::meaning(source.at, "a tmpfs has no source", "remove `source`"));
        }
        _ => {
            let possible = "bind, volume, tmpfs".to_owned();
            let what = What::Choice {
                text: kind.to_owned(),
                nearest: crate::yaml::nearest(kind, ["bind", "volume", "tmpfs"]),
                possible,
            };
            return Err(Fault { at: node.at, what });
        }
    }
    record.push(format!("target={}", target.text()?));
    match access.map(Node::text).transpose()? {
        None | Some("rw") => {}
        Some("ro") => record.push("readonly".to_owned()),
        Some(other) => {
            let what = What::Choice { text: other.to_owned(), possible: "ro, rw".to_owned(), nearest: None };
            return Err(Fault { at: access.map_or(node.at, |node| node.at), what });
        }
    }
    if let Some(propagation) = propagation {
        record.push(format!("bind-propagation={}", propagation.text()?));
    }
    if let Some(size) = size {
        if kind != "tmpfs" {
            return Err(Fault::meaning(size.at, "only a tmpfs has a size", "remove `size`"));
        }
        record.push(format!("tmpfs-size={}", size.text()?));
    }
    Ok(String::from_utf8_lossy(&csv::write_record(&record)).into_owned())
}
