//! Reading limits, environment and lifetime.
//!
//! `limits: {memory: {max: 64g, over: clamp, required: true}}` -> at most 68719476736 bytes; more is written as that.

use serde_json::json;

use crate::profile::load::key::{Key, into, key, read_new, switch, texts};
use crate::profile::load::read::Reader;
use crate::profile::load::shape::{each_of, map_of, refer};
use crate::profile::model::allow::{Bound, EnvironmentEntry, LifetimeEntry, Limits, Over};
use crate::profile::model::pattern::Subject;
use crate::values::Cpus;
use crate::yaml::{Fault, Fields, Node};

use super::lists::list;
use super::mounts::size;

/// `limits`.
pub(crate) static LIMITS: [Key<Limits>; 8] = [
    key("memory", "Memory.", || refer("bound_of_bytes"), into!(memory, node => bound(node, size))),
    key(
        "memory_swap",
        "Memory and swap together.",
        || refer("bound_of_bytes"),
        into!(memory_swap, node => bound(node, size)),
    ),
    key("cpus", "CPUs.", || refer("bound_of_cpus"), into!(cpus, node => bound(node, cpus))),
    key(
        "cpu_shares",
        "The weight of CPU time.",
        || refer("bound_of_choice"),
        into!(cpu_shares, node => choice_of(node, Node::number)),
    ),
    key("pids", "Processes and threads.", || refer("bound"), into!(pids, node => bound(node, Node::number))),
    key("shm", "/dev/shm.", || refer("bound_of_chosen_bytes"), into!(shm, node => choice_of(node, size))),
    key(
        "blkio_weight",
        "The weight of input and output.",
        || refer("bound_of_choice"),
        into!(blkio_weight, node => choice_of(node, Node::number)),
    ),
    key(
        "ulimits",
        "Limits of processes by name, with the largest.",
        || map_of(each_of("anyOf", &[refer("number"), json!({ "const": "unlimited" })])),
        into!(ulimits, node => ulimits_of(node)),
    ),
];

fn bound(node: &Node, value: fn(&Node) -> Result<u64, Fault>) -> Result<Option<Bound<u64>>, Fault> {
    let mut fields = Fields::of(node)?;
    let required = fields.take("required").map_or(Ok(false), Node::boolean)?;
    Ok(Some(Bound { required, ..rest_of_bound(node, fields, value)? }))
}

/// A bound of what the engine always has a value for: nothing can be required.
fn choice_of(node: &Node, value: fn(&Node) -> Result<u64, Fault>) -> Result<Option<Bound<u64>>, Fault> {
    rest_of_bound(node, Fields::of(node)?, value).map(Some)
}

/// What happens to more than a bound.
pub(crate) const OVER: [(&str, Over); 2] = [("refuse", Over::Refuse), ("clamp", Over::Clamp)];

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
    let over = over.map_or(Ok(Over::Refuse), |node| node.choice(&OVER))?;
    Ok(Bound { at: node.at, max, over, required: false })
}

/// CPUs in billionths.
fn cpus(node: &Node) -> Result<u64, Fault> {
    let text = node.scalar()?;
    let bad = || Fault::meaning(node.at, format!("`{text}` is no number of CPUs"), "write a number such as `1.5`");
    let nanos = Cpus::parse(text.as_bytes(), crate::values::Dialect::Docker).map_err(|_| bad())?.nanos();
    u64::try_from(nanos).ok().filter(|nanos| *nanos > 0).ok_or_else(bad)
}

fn ulimits_of(node: &Node) -> Result<Vec<(String, Option<u64>)>, Fault> {
    let entry = |(name, value): &(Node, Node)| {
        let name = name.text()?.to_owned();
        let max = if value.text() == Ok("unlimited") { None } else { Some(value.number()?) };
        Ok((name, max))
    };
    node.mapping()?.iter().map(entry).collect()
}

/// `environment`.
pub(super) static ENVIRONMENT: [Key<EnvironmentEntry>; 2] = [
    key(
        "refuse",
        "Names that are refused; without it those that hooks on the host read.",
        || refer("list"),
        into!(refuse, node => list(node, Subject::Text).map(Some)),
    ),
    texts("allow", "Names that are not, though `refuse` has them.", |environment| &mut environment.allow),
];

/// `lifetime`.
pub(crate) static LIFETIME: [Key<LifetimeEntry>; 6] = [
    switch("detach", "Whether the call may return before the container ends.", |lifetime| &mut lifetime.detach),
    texts("restart", "When it may be started again.", |lifetime| &mut lifetime.restart),
    texts("stop_signal", "Signals that may stop it.", |lifetime| &mut lifetime.stop_signal),
    key(
        "stop_timeout",
        "The most seconds between that signal and the kill, also of `stop` and `restart`.",
        || refer("number"),
        into!(stop_timeout, node => node.number().map(Some)),
    ),
    switch("no_signal_proxy", "Whether the client may keep signals to itself.", |lifetime| {
        &mut lifetime.no_signal_proxy
    }),
    switch("health", "Whether a command may be run again and again to see whether it is well.", |lifetime| {
        &mut lifetime.health
    }),
];

pub(super) fn lifetime(node: &Node, reader: &Reader) -> Result<LifetimeEntry, Fault> {
    Ok(LifetimeEntry { at: Some(node.at), ..read_new(&LIFETIME, node, reader)? })
}
