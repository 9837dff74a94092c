//! Namespaces shared with the host or with others.
//!
//! `--pid=host` is denied unless `namespaces: {pid: [host]}` lists it.

use super::Judge;
use crate::argv::quote;
use crate::effects::{Asked, Namespaces, Setting};
use crate::profile::allow::List;
use crate::values::Namespace;

pub(super) fn judge(judge: &mut Judge<'_, '_>, namespaces: &Namespaces) {
    let Namespaces { pid, ipc, uts, user, cgroup, isolation } = namespaces;
    let all = [
        ("cgroup", "cgroup namespace", cgroup),
        ("ipc", "ipc namespace", ipc),
        ("pid", "pid namespace", pid),
        ("user", "user namespace", user),
        ("uts", "uts namespace", uts),
    ];
    for (kind, effect, asked) in all {
        one(judge, kind, effect, asked);
    }
    if let Setting::To(technology) = &isolation.value
        && !matches!(technology.as_slice(), b"" | b"default")
    {
        let shown = quote::long_bytes(technology);
        judge.refuse("isolation", &shown, isolation.at, "is for another system", "remove it");
    }
}

fn one(judge: &mut Judge<'_, '_>, kind: &str, effect: &'static str, asked: &Asked<Namespace>) {
    if asked.value == Namespace::Default {
        return;
    }
    let nothing = List::default();
    let list = judge.allow().namespaces.iter().find(|(name, _)| *name == kind).map_or(&nothing, |(_, list)| list);
    judge.listed(effect, &format!("namespaces: {kind}"), list, &asked.value.to_bytes(), asked.at);
}
