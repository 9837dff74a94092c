//! What our effects claim of a line against the request that the client sends for it.
//!
//! `docker create -u 5 --privileged img` -> the effects say user 5 and privileged; so has the request to.
//!
//! A value that the effects call unreadable is left out: a policy refuses such a line.

use std::collections::BTreeSet;

use longshore::argv::{Line, Verb};
use longshore::effects::{CommandWords, Effects, Entrypoint, ImageAsked, Limit, Setting, Source, Who, effects};
use longshore::values::{Dialect, Namespace, path};
use serde_json::{Value, json};

use crate::body::{Fields, network_name, words};
use crate::said::{Said, text};

/// The fields of the request that the effects say something about.
pub(crate) fn claimed(line: &Line<'_>, release: u16) -> Fields {
    let effects = effects(line, Dialect::Docker);
    if !matches!(line.verb(), Verb::Create | Verb::Run) {
        return Fields::new();
    }
    let mut fields = vec![
        ("user", "/User", json!(user(&effects))),
        ("privileged", "/HostConfig/Privileged", json!(effects.security.privileged.value)),
        ("read-only", "/HostConfig/ReadonlyRootfs", json!(effects.mounts.read_only_root.value)),
        ("publish-all", "/HostConfig/PublishAllPorts", json!(effects.network.publish_all.value)),
        ("pid", "/HostConfig/PidMode", namespace(&effects.namespaces.pid.value)),
        ("ipc", "/HostConfig/IpcMode", namespace(&effects.namespaces.ipc.value)),
        ("uts", "/HostConfig/UTSMode", namespace(&effects.namespaces.uts.value)),
        ("userns", "/HostConfig/UsernsMode", namespace(&effects.namespaces.user.value)),
        ("cgroupns", "/HostConfig/CgroupnsMode", namespace(&effects.namespaces.cgroup.value)),
        ("hostname", "/Hostname", setting(&effects.network.hostname.value)),
        ("domainname", "/Domainname", setting(&effects.network.domainname.value)),
        ("workdir", "/WorkingDir", setting(&effects.process.workdir.value)),
        ("", "/Cmd", command(&effects)),
        ("entrypoint", "/Entrypoint", entrypoint(&effects)),
        ("network", "/HostConfig/NetworkMode", network(&effects)),
        ("", "/Image", image(&effects)),
        ("cpuset-cpus", "/HostConfig/CpusetCpus", setting(&effects.limits.cpuset_cpus.value)),
    ];
    let limits = [
        ("memory", "/HostConfig/Memory", effects.limits.memory.value),
        ("memory-reservation", "/HostConfig/MemoryReservation", effects.limits.memory_reservation.value),
        ("pids-limit", "/HostConfig/PidsLimit", effects.limits.pids.value),
    ];
    // A limit that is none is sent in several ways.
    let bounds =
        limits.into_iter().filter_map(|(option, pointer, limit)| Some((option, pointer, json!(limit.bound()?))));
    fields.extend(bounds);
    if let Limit::To(cpus) = effects.limits.cpus.value {
        fields.push(("cpus", "/HostConfig/NanoCpus", json!(cpus.nanos())));
    }
    if release >= 2800 {
        let names = |list: &[longshore::effects::Asked<longshore::values::Capability>]| {
            list.iter().map(|one| one.value.to_string()).collect::<BTreeSet<String>>().into_iter().collect::<Value>()
        };
        fields.push(("cap-add", "/HostConfig/CapAdd", names(&effects.security.added)));
        fields.push(("cap-drop", "/HostConfig/CapDrop", names(&effects.security.dropped)));
    }
    // `5:` is as good as `5`: the engine takes an empty group for none.
    if Said(line).last("user").is_some_and(|user| user.ends_with(b":")) {
        fields.retain(|(option, ..)| *option != "user");
    }
    let is_readable = |option: &str| effects.unreadable.iter().all(|one| one.value.option.name != option.as_bytes());
    fields.into_iter().filter(|(option, ..)| is_readable(option)).map(|(_, pointer, value)| (pointer, value)).collect()
}

/// A host path, volume, variable or image in the request that no effect accounts for.
pub(crate) fn unclaimed(line: &Line<'_>, body: &Value) -> Option<String> {
    let effects = effects(line, Dialect::Docker);
    let is_unreadable = |option: &str| effects.unreadable.iter().any(|one| one.value.option.name == option.as_bytes());
    let list = |pointer: &str| body.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default();
    let mounted = || effects.mounts.mounted.iter().map(|one| &one.value);
    let sources = |mount: &longshore::effects::Mounted| match &mount.source {
        Source::Host(path) | Source::Volume(path) => Some(text(path)),
        _ => None,
    };
    for bind in list("/HostConfig/Binds").iter().filter_map(Value::as_str) {
        let bind = as_sent_now(bind);
        let is_claimed = mounted().any(|mount| {
            let source = sources(mount).map(|source| placed(&source));
            let rest = source.as_ref().and_then(|source| bind.strip_prefix(source));
            rest.is_some_and(|rest| rest.starts_with(&format!(":{}", text(&mount.target))))
        });
        if !is_claimed && !is_unreadable("volume") {
            return Some(format!("no effect accounts for the bind {bind}"));
        }
    }
    for mount in list("/HostConfig/Mounts") {
        let target = mount["Target"].as_str().unwrap_or_default();
        let source = as_sent_now(mount["Source"].as_str().unwrap_or_default());
        let is_bind = mount["Type"] == "bind";
        let is_claimed = mounted().any(|one| {
            let is_source = !is_bind || sources(one).is_some_and(|claimed| placed(&claimed) == source);
            (is_source && text(&one.target) == target) || one.source == Source::EngineSocket
        });
        if !is_claimed && !is_unreadable("mount") {
            return Some(format!("no effect accounts for the mount {mount}"));
        }
    }
    let names: BTreeSet<String> = effects.environment.variables.iter().map(|one| text(&one.value.name)).collect();
    for variable in list("/Env").iter().filter_map(Value::as_str) {
        let name = variable.split('=').next().unwrap_or_default();
        if !names.contains(name) && effects.environment.files.is_empty() {
            return Some(format!("no effect accounts for the variable {variable}"));
        }
    }
    None
}

/// Old clients send a path that begins with a dot as it was written, and its engine refuses it.
fn as_sent_now(bind: &str) -> String {
    let (source, rest) = bind.split_at(bind.find(':').unwrap_or(bind.len()));
    if !source.starts_with('.') {
        return bind.to_owned();
    }
    let clean = text(&path::clean(source.as_bytes()));
    let dotted = if clean.starts_with('.') { clean } else { format!("./{clean}") };
    placed(&dotted) + rest
}

/// A clean path from the working directory on, as the client sends it.
fn placed(path: &str) -> String {
    match path.strip_prefix("./") {
        Some(rest) => format!("$DIR/{rest}"),
        None if path == "." => "$DIR".to_owned(),
        None if path.starts_with('.') => format!("$DIR/{path}"),
        None => path.to_owned(),
    }
}

fn user(effects: &Effects) -> String {
    let one = |who: &Who| match who {
        Who::Image => None,
        Who::As(principal) => Some(text(&principal.to_bytes())),
    };
    let group = one(&effects.identity.group.value).map(|group| format!(":{group}")).unwrap_or_default();
    format!("{}{group}", one(&effects.identity.user.value).unwrap_or_default())
}

fn namespace(namespace: &Namespace) -> Value {
    json!(text(&namespace.to_bytes()))
}

fn setting(setting: &Setting<Vec<u8>>) -> Value {
    match setting {
        Setting::Default => json!(""),
        Setting::To(value) => json!(text(value)),
    }
}

fn command(effects: &Effects) -> Value {
    match &effects.process.command.value {
        CommandWords::Image => Value::Null,
        CommandWords::Words(given) => words(given),
    }
}

fn entrypoint(effects: &Effects) -> Value {
    match &effects.process.entrypoint.value {
        Entrypoint::Image => Value::Null,
        Entrypoint::Nothing => json!([""]),
        Entrypoint::Words(given) => words(given),
    }
}

fn network(effects: &Effects) -> Value {
    json!(effects.network.networks.first().map_or_else(|| "default".to_owned(), |network| network_name(&network.value)))
}

fn image(effects: &Effects) -> Value {
    match &effects.images.runs.value {
        ImageAsked::Reference(image) => json!(image.to_string()),
        other => json!(format!("{other:?}")),
    }
}
