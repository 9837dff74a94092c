//! What our effects claim of a line against what podman says of the container that it makes of it.
//!
//! `podman create -u 5 --read-only img` -> the effects say user 5 and a read-only root; so has `podman inspect` to.
//!
//! Not shown by `inspect` of 4.3.1, and not compared: the namespace of System V IPC (always `shareable`), overlays of
//! `-v SOURCE:TARGET:O`, kernel parameters, the swap limit.

use std::collections::{BTreeMap, BTreeSet};

use longshore::argv::Line;
use longshore::effects::{CommandWords, Effects, Entrypoint, Limit, Setting, Shm, ValueFrom, Who, effects};
use longshore::values::{Dialect, GroupAdd, Namespace, Restart, Ulimit, replaced};
use serde_json::{Value, json};

use crate::world::ENV;
use crate::{mounts, networks};

/// The first thing that differs; `plain` is the container of a line without options.
pub(crate) fn difference(line: &Line<'_>, found: &Value, plain: &Value, dialect: Dialect) -> Option<String> {
    let effects = effects(line, dialect);
    let is_readable = |option: &str| effects.unreadable.iter().all(|one| one.value.option.name != option.as_bytes());
    for (option, pointer, value) in fields(&effects, plain) {
        let mut given = found.pointer(pointer).cloned().unwrap_or_default();
        // An empty group is none.
        if let Some(user) = given.as_str().filter(|_| option == "user").and_then(|user| user.strip_suffix(':')) {
            given = json!(user);
        }
        // The default, said or not.
        if option == "restart" && given == "no" {
            given = json!("");
        }
        // With systemd inside podman takes its signal, where none is said.
        if option == "stop-signal" && given == SYSTEMD && effects.lifetime.signal.at.is_none() {
            continue;
        }
        if is_readable(option) && given != value {
            return Some(format!("--{option}: {pointer} is {given}, the effects say {value}"));
        }
    }
    let parts: [(&str, Part); 6] = [
        ("cap-add", capabilities),
        ("env", environment),
        ("publish", networks::ports),
        ("ulimit", limits),
        ("network", networks::compare),
        ("volume", |effects, found, _| mounts::compare(effects, found)),
    ];
    parts.iter().find_map(|(option, part)| {
        let result = if is_readable(option) { part(&effects, found, plain) } else { Ok(()) };
        result.err()
    })
}

/// `SIGRTMIN+3`.
const SYSTEMD: u8 = 37;

/// Bytes as podman puts them into JSON: a replacement character for every byte that is not UTF-8.
pub(crate) fn text(bytes: &[u8]) -> String {
    replaced(bytes).into_owned()
}

/// A look at several fields at once: effects, the container, and one without options.
type Part = fn(&Effects, &Value, &Value) -> Result<(), String>;

type Field = (&'static str, &'static str, Value);

/// Fields that have to be as the effects say; where they say nothing, as those of a container without options.
fn fields(effects: &Effects, plain: &Value) -> Vec<Field> {
    let switch = |is_on: bool| json!(if is_on { "TRUE" } else { "FALSE" });
    let set = |list: Vec<String>| json!(list);
    let asked = &effects.network;
    let mut fields = vec![
        ("privileged", "/HostConfig/Privileged", json!(effects.security.privileged.value)),
        ("read-only", "/HostConfig/ReadonlyRootfs", json!(effects.mounts.read_only_root.value)),
        ("publish-all", "/Config/Annotations/io.podman.annotations.publish-all", switch(asked.publish_all.value)),
        ("rm", "/HostConfig/AutoRemove", json!(effects.lifetime.remove.value)),
        (
            "add-host",
            "/HostConfig/ExtraHosts",
            set(asked.hosts.iter().map(|one| text(&one.value.to_bytes())).collect()),
        ),
        ("dns-option", "/HostConfig/DnsOptions", set(asked.dns_options.iter().map(|one| text(&one.value)).collect())),
        ("dns-search", "/HostConfig/DnsSearch", set(asked.dns_search.iter().map(|one| text(&one.value)).collect())),
        ("group-add", "/HostConfig/GroupAdd", groups(effects)),
        ("label", "/Config/Labels", labels(effects)),
        ("pids-limit", "/HostConfig/PidsLimit", pids(effects)),
        ("entrypoint", "/Config/Entrypoint", json!(entrypoint(effects).join(" "))),
    ];
    let mut add = |option, pointer, value: Option<Value>| {
        let value = value.unwrap_or_else(|| plain.pointer(pointer).cloned().unwrap_or_default());
        fields.push((option, pointer, value));
    };
    add("user", "/Config/User", user(effects));
    add("pid", "/HostConfig/PidMode", namespace(&effects.namespaces.pid.value, "private"));
    add("uts", "/HostConfig/UTSMode", namespace(&effects.namespaces.uts.value, "private"));
    if effects.identity.mapping.is_empty() {
        add("userns", "/HostConfig/UsernsMode", namespace(&effects.namespaces.user.value, ""));
    }
    add(
        "cgroupns",
        "/HostConfig/CgroupMode",
        match &effects.namespaces.cgroup.value {
            // What the default is, is up to the host.
            Namespace::Default => None,
            other => namespace(other, ""),
        },
    );
    // Without a name it is the container's id, or the host's.
    if let Setting::To(name) = &asked.hostname.value {
        add("hostname", "/Config/Hostname", Some(json!(text(name))));
    }
    add("workdir", "/Config/WorkingDir", setting(&effects.process.workdir.value));
    add("cpuset-cpus", "/HostConfig/CpusetCpus", setting(&effects.limits.cpuset_cpus.value));
    add("cgroup-parent", "/HostConfig/CgroupParent", setting(&effects.accounting.cgroup_parent.value));
    add("log-driver", "/HostConfig/LogConfig/Type", setting(&effects.accounting.log_driver.value));
    add("memory", "/HostConfig/Memory", bound(effects.limits.memory.value));
    add("memory-reservation", "/HostConfig/MemoryReservation", bound(effects.limits.memory_reservation.value));
    add("cpu-shares", "/HostConfig/CpuShares", number(&effects.limits.cpu_shares.value));
    add("oom-score-adj", "/HostConfig/OomScoreAdj", number(&effects.accounting.oom_score_adj.value));
    // Time and quota are shown as CPUs as well.
    if effects.limits.cpu_quota.at.is_none() && effects.limits.cpu_period.at.is_none() {
        let cpus = effects.limits.cpus.value.bound();
        add("cpus", "/HostConfig/NanoCpus", cpus.map(|cpus| json!(cpus.nanos())));
    }
    let shm = match effects.limits.shm_size.value {
        Shm::Default => None,
        Shm::Unlimited => Some(json!(0)),
        Shm::To(bytes) => Some(json!(bytes)),
    };
    add("shm-size", "/HostConfig/ShmSize", shm);
    let signal = match &effects.lifetime.signal.value {
        Setting::Default => None,
        Setting::To(signal) => Some(json!(signal.number())),
    };
    add("stop-signal", "/Config/StopSignal", signal);
    add("stop-timeout", "/Config/StopTimeout", number(&effects.lifetime.stop_timeout.value));
    if let CommandWords::Words(words) = &effects.process.command.value {
        add("", "/Config/Cmd", Some(words.iter().map(|word| text(word)).collect()));
    }
    let (name, count) = match &effects.lifetime.restart.value {
        Restart::No => (None, 0),
        Restart::Always => (Some("always"), 0),
        Restart::UnlessStopped => (Some("unless-stopped"), 0),
        Restart::OnFailure { retries } => (Some("on-failure"), *retries),
    };
    add("restart", "/HostConfig/RestartPolicy/Name", name.map(|name| json!(name)));
    add("restart", "/HostConfig/RestartPolicy/MaximumRetryCount", Some(json!(count)));
    fields
}

fn setting(setting: &Setting<Vec<u8>>) -> Option<Value> {
    match setting {
        Setting::Default => None,
        Setting::To(value) => Some(json!(text(value))),
    }
}

fn number(setting: &Setting<i64>) -> Option<Value> {
    match setting {
        Setting::Default => None,
        Setting::To(value) => Some(json!(value)),
    }
}

/// A limit that is none is said in several ways.
fn bound(limit: Limit<u64>) -> Option<Value> {
    limit.bound().map(|bound| json!(bound))
}

/// podman's own limit where nothing is said.
fn pids(effects: &Effects) -> Value {
    match (effects.limits.pids.value, &effects.limits.pids.at) {
        (Limit::To(count), _) => json!(count),
        (Limit::Unlimited, Some(_)) => json!(0),
        (Limit::Unlimited, None) => json!(2048),
    }
}

fn user(effects: &Effects) -> Option<Value> {
    let one = |who: &Who| match who {
        Who::Image => None,
        Who::As(principal) => Some(text(&principal.to_bytes())),
    };
    let (user, group) = (one(&effects.identity.user.value), one(&effects.identity.group.value));
    match (user, group) {
        (Some(user), Some(group)) => Some(json!(format!("{user}:{group}"))),
        (Some(user), None) => Some(json!(user)),
        (None, Some(group)) => Some(json!(format!(":{group}"))),
        (None, None) => None,
    }
}

fn groups(effects: &Effects) -> Value {
    let name = |group: &GroupAdd| match group {
        GroupAdd::Keep => None,
        GroupAdd::Group(principal) => Some(text(&principal.to_bytes())),
    };
    effects.identity.groups.iter().filter_map(|group| name(&group.value)).collect()
}

fn namespace(namespace: &Namespace, own: &str) -> Option<Value> {
    match namespace {
        Namespace::Default => Some(json!(own)),
        // Of users that is the default.
        Namespace::Host if own.is_empty() => None,
        other => Some(json!(text(&other.to_bytes()))),
    }
}

fn labels(effects: &Effects) -> Value {
    let pairs = effects.labels.labels.iter().map(|label| &label.value);
    let map: BTreeMap<String, String> =
        pairs.map(|label| (text(&label.key), text(label.value.as_deref().unwrap_or_default()))).collect();
    if map.is_empty() { Value::Null } else { json!(map) }
}

fn entrypoint(effects: &Effects) -> Vec<String> {
    match &effects.process.entrypoint.value {
        Entrypoint::Image | Entrypoint::Nothing => Vec::new(),
        Entrypoint::Words(words) => words.iter().map(|word| text(word)).collect(),
    }
}

fn strings(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// What is bound in the container: podman's own, with what is added and without what is dropped.
fn capabilities(effects: &Effects, found: &Value, plain: &Value) -> Result<(), String> {
    if effects.security.privileged.value {
        return Ok(());
    }
    let bounding = |value: &Value| -> BTreeSet<String> {
        strings(value.pointer("/BoundingCaps")).into_iter().map(str::to_owned).collect()
    };
    let names = |list: &[longshore::effects::Asked<longshore::values::Capability>]| -> BTreeSet<String> {
        list.iter().map(|one| one.value.to_string()).collect()
    };
    let (added, dropped) = (names(&effects.security.added), names(&effects.security.dropped));
    let given = bounding(found);
    let own = bounding(plain);
    let is_good = |name: &String| {
        let is_dropped = dropped.contains(name) || (dropped.contains("ALL") && !added.contains(name));
        // All means all of the host, which is not known.
        let is_there = added.contains(name) || own.contains(name);
        is_there && !is_dropped
    };
    let is_of_all = |name: &String| added.contains("ALL") && !dropped.contains(name);
    let unclaimed = given.iter().find(|name| !is_good(name) && !is_of_all(name));
    if let Some(name) = unclaimed {
        return Err(format!("no effect accounts for {name}"));
    }
    let missing = own
        .iter()
        .chain(added.iter().filter(|name| *name != "ALL"))
        .find(|name| is_good(name) && !given.contains(*name));
    missing.map_or(Ok(()), |name| Err(format!("the effects say {name}, and the container has not")))
}

fn environment(effects: &Effects, found: &Value, plain: &Value) -> Result<(), String> {
    if !effects.environment.files.is_empty()
        || effects.environment.all_of_caller.value
        || !effects.environment.others.is_empty()
    {
        return Ok(());
    }
    let pairs = |value: &Value| -> BTreeMap<String, String> {
        let pairs = strings(value.pointer("/Config/Env")).into_iter();
        pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    };
    let mut expected = pairs(plain);
    if let Setting::To(name) = &effects.network.hostname.value {
        expected.insert("HOSTNAME".to_owned(), text(name));
    }
    let mut is_open = false;
    for variable in &effects.environment.variables {
        let name = text(&variable.value.name);
        match &variable.value.from {
            ValueFrom::Line(value) => drop(expected.insert(name, text(value))),
            ValueFrom::Caller => {
                let own = ENV.iter().find(|(own, _)| *own == name);
                is_open |= own.is_none();
                expected.extend(own.map(|(_, value)| (name, (*value).to_owned())));
            }
            ValueFrom::CallerPrefix => is_open = true,
        }
    }
    let given = pairs(found);
    if is_open || given == expected {
        Ok(())
    } else {
        Err(format!("the environment is {given:?}, the effects say {expected:?}"))
    }
}

/// Limits by name; the last of a name counts, and nothing behind the caller's own.
fn limits(effects: &Effects, found: &Value, plain: &Value) -> Result<(), String> {
    let by_name = |value: &Value| -> BTreeMap<String, (Option<i64>, Option<i64>)> {
        let list = value.pointer("/HostConfig/Ulimits").and_then(Value::as_array).into_iter().flatten();
        list.map(|one| {
            (one["Name"].as_str().unwrap_or_default().to_owned(), (one["Soft"].as_i64(), one["Hard"].as_i64()))
        })
        .collect()
    };
    let mut expected = by_name(plain);
    for limit in effects.limits.ulimits.iter().map(|limit| limit.value) {
        match limit {
            Ulimit::Host => return Ok(()),
            Ulimit::Limit { name, soft, hard } => {
                expected.insert(format!("RLIMIT_{}", name.to_uppercase()), (Some(soft), Some(hard)));
            }
        }
    }
    let mut given = by_name(found);
    // podman's own, which other limits change.
    for own in ["RLIMIT_NOFILE", "RLIMIT_NPROC"] {
        let is_asked = effects.limits.ulimits.iter().any(|limit| match limit.value {
            Ulimit::Host => false,
            Ulimit::Limit { name, .. } => own.ends_with(&name.to_uppercase()),
        });
        if !is_asked {
            expected.remove(own);
            given.remove(own);
        }
    }
    if given == expected { Ok(()) } else { Err(format!("the limits are {given:?}, the effects say {expected:?}")) }
}
