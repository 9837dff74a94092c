//! Reading limits, environment and lifetime.
//!
//! `limits: {memory: {max: 64g, over: clamp, required: true}}` -> at most 68719476736 bytes; more is written as that.

use crate::values::Cpus;
use crate::yaml::{Fault, Fields, Node};

use super::super::pattern::Subject;
use super::read::{choice, switch};
use super::read_mounts::size;
use super::{Bound, EnvironmentEntry, LifetimeEntry, Limits, List, Over};

pub(super) fn limits(node: &Node) -> Result<Limits, Fault> {
    let mut fields = Fields::of(node)?;
    let limits = Limits {
        memory: fields.take("memory").map(|node| bound(node, size)).transpose()?,
        memory_swap: fields.take("memory_swap").map(|node| bound(node, size)).transpose()?,
        cpus: fields.take("cpus").map(|node| bound(node, cpus)).transpose()?,
        cpu_shares: fields.take("cpu_shares").map(|node| choice_of(node, Node::number)).transpose()?,
        pids: fields.take("pids").map(|node| bound(node, Node::number)).transpose()?,
        shm: fields.take("shm").map(|node| choice_of(node, size)).transpose()?,
        blkio_weight: fields.take("blkio_weight").map(|node| choice_of(node, Node::number)).transpose()?,
        ulimits: fields.take("ulimits").map(ulimits).transpose()?.unwrap_or_default(),
    };
    fields.finish()?;
    Ok(limits)
}

fn bound(node: &Node, value: fn(&Node) -> Result<u64, Fault>) -> Result<Bound<u64>, Fault> {
    let mut fields = Fields::of(node)?;
    let required = switch(&mut fields, "required")?;
    Ok(Bound { required, ..rest_of_bound(node, fields, value)? })
}

/// A bound of what the engine always has a value for: nothing can be required.
fn choice_of(node: &Node, value: fn(&Node) -> Result<u64, Fault>) -> Result<Bound<u64>, Fault> {
    rest_of_bound(node, Fields::of(node)?, value)
}

fn rest_of_bound(
    node: &Node,
    mut fields: Fields<'_>,
    value: fn(&Node) -> Result<u64, Fault>,
) -> Result<Bound<u64>, Fault> {
    let max = fields.take("max").map(value).transpose()?;
    let over = fields.take("over");
    fields.finish()?;
    if let (Some(over), None) = (over, max) {
        return Err(Fault::meaning(over.at, "`over` without `max`", "write the largest value as `max`"));
    }
    let over =
        over.map_or(Ok(Over::Refuse), |node| choice(node, &[("refuse", Over::Refuse), ("clamp", Over::Clamp)]))?;
    Ok(Bound { at: node.at, max, over, required: false })
}

/// CPUs in billionths.
fn cpus(node: &Node) -> Result<u64, Fault> {
    let text = node.scalar()?;
    let bad = || Fault::meaning(node.at, format!("`{text}` is no number of CPUs"), "write a number such as `1.5`");
    let nanos = Cpus::parse(text.as_bytes(), crate::values::Dialect::Docker).map_err(|_| bad())?.nanos();
    u64::try_from(nanos).ok().filter(|nanos| *nanos > 0).ok_or_else(bad)
}

fn ulimits(node: &Node) -> Result<Vec<(String, Option<u64>)>, Fault> {
    let entry = |(name, value): &(Node, Node)| {
        let name = name.text()?.to_owned();
        let max = if value.text() == Ok("unlimited") { None } else { Some(value.number()?) };
        Ok((name, max))
    };
    node.mapping()?.iter().map(entry).collect()
}

pub(super) fn environment(node: &Node) -> Result<EnvironmentEntry, Fault> {
    let mut fields = Fields::of(node)?;
    let refuse = fields.take("refuse").map(|node| List::read(Some(node), Subject::Text)).transpose()?;
    let allow = List::read(fields.take("allow"), Subject::Text)?;
    fields.finish()?;
    Ok(EnvironmentEntry { refuse, allow })
}

pub(super) fn lifetime(node: &Node) -> Result<LifetimeEntry, Fault> {
    let mut fields = Fields::of(node)?;
    let entry = LifetimeEntry {
        at: Some(node.at),
        detach: switch(&mut fields, "detach")?,
        restart: List::read(fields.take("restart"), Subject::Text)?,
        stop_signal: List::read(fields.take("stop_signal"), Subject::Text)?,
        stop_timeout: fields.take("stop_timeout").map(Node::number).transpose()?,
        no_signal_proxy: switch(&mut fields, "no_signal_proxy")?,
        health: switch(&mut fields, "health")?,
    };
    fields.finish()?;
    Ok(entry)
}
