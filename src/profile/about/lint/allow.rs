//! Entries of a policy that give the machine away, or that nothing matches.
//!
//! `capabilities: [SYS_ADMIN]` -> a warning: it mounts, and leaves every confinement. Host paths are looked at in
//! `allow_paths.rs`, images in `images.rs`.

use crate::argv::Verb;
use crate::profile::model::allow::{Allow, List, Listed, People};
use crate::profile::model::profile::Profile;
use crate::profile::model::submitter::Persons;

use super::Warning;
use super::cover::literal_start;

/// Capabilities with which a process leaves its container, and how.
const CAPABILITIES: [(&str, &str); 9] = [
    ("ALL", "is every capability of root"),
    ("CAP_BPF", "reads the kernel's memory"),
    ("CAP_DAC_READ_SEARCH", "opens any file of the host by its number"),
    ("CAP_NET_ADMIN", "changes the network, the host's too with `--network host`"),
    ("CAP_PERFMON", "watches the kernel and other processes"),
    ("CAP_SYS_ADMIN", "mounts, and so leaves most confinement"),
    ("CAP_SYS_MODULE", "loads code into the kernel"),
    ("CAP_SYS_PTRACE", "enters other processes, with `--pid host` all of the host's"),
    ("CAP_SYS_RAWIO", "reaches memory and disks past the kernel"),
];

const MEANT: &str = "remove it, unless those who may ask for it may be root on this machine";

pub(super) fn entries(profile: &Profile, allow: &Allow, warnings: &mut Vec<Warning>) {
    let persons = &profile.persons;
    // What is the host's gives a process no more then than its user has on the host.
    let is_confined = super::is_confined(profile);
    let starts = |verb: &&Verb| matches!(verb, Verb::Run | Verb::Start);
    if let Some(verb) = allow.commands.iter().find(starts).filter(|_| !allow.can_end()) {
        let what = format!("`commands` lists {verb}, and nothing by which a container can be ended");
        let remedy = "list `kill`, `stop` or `rm`, and under `containers` the names that may be ended";
        warnings.push(Warning::new(allow.at, what, remedy));
    }
    let has_host =
        |kind| allow.namespaces.iter().any(|(known, list)| *known == kind && holding(list, "host").is_some());
    for entry in &allow.capabilities.entries {
        if entry.text == "CAP_SYS_PTRACE" && !has_host("pid") {
            continue;
        }
        if let Some((_, does)) = CAPABILITIES.iter().find(|(name, _)| *name == entry.text) {
            let name = entry.text.trim_start_matches("CAP_");
            warnings.push(Warning::new(entry.at, format!("{name} {does}"), MEANT));
        }
    }
    people("users", &allow.users, persons, warnings);
    people("groups", &allow.groups, persons, warnings);
    if let Some(entry) = holding(&allow.networks, "host").filter(|_| !is_confined) {
        let what = format!("`networks: {}` lists the host's own network, with all that listens on it", entry.text);
        warnings.push(Warning::new(entry.at, what, MEANT));
    }
    for (kind, list) in &allow.namespaces {
        if let Some(entry) = holding(list, "host").filter(|_| !(is_confined && *kind == "ipc")) {
            let sees = match *kind {
                "cgroup" => "all cgroups",
                "ipc" => "the shared memory of all processes",
                "pid" => "all processes, and what they hold open",
                "user" => "the host's root as its own",
                _ => "the host's name",
            };
            let what = format!("`{kind}: {}` lists the host's namespace: the container has {sees}", entry.text);
            warnings.push(Warning::new(entry.at, what, MEANT));
        }
    }
    for value in ["seccomp=unconfined", "apparmor=unconfined", "label=disable", "systempaths=unconfined"] {
        if let Some(entry) = holding(&allow.security_opts, value) {
            let what = format!("`{}` allows {value}: confinement can be turned off", entry.text);
            warnings.push(Warning::new(entry.at, what, MEANT));
        }
    }
    for entry in &allow.runtimes.entries {
        let what =
            format!("runtime `{}`: it is a program that runs as root, and may read options of its own", entry.text);
        warnings.push(Warning::new(entry.at, what, "remove it, unless it confines as the default one does"));
    }
    for list in [&allow.containers, &allow.volumes_from] {
        for entry in list.entries.iter().filter(|entry| entry.text.starts_with("re:")) {
            let what = format!("`{}` may match names of other users' containers", entry.text);
            warnings.push(Warning::new(entry.at, what, "write a glob that begins with letters, such as `HTCJob*`"));
        }
    }
    if let Some(refuse) = &allow.environment.refuse
        && let Some(at) = refuse.at.filter(|_| refuse.entries.is_empty())
    {
        let what = "no variable is refused, not even those that hooks on the host read (LD_*, NVIDIA_*)";
        warnings.push(Warning::new(at, what, "remove the key for the usual list"));
    }
    bulk(allow, warnings);
}

fn people(key: &str, people: &People, persons: &Persons, warnings: &mut Vec<Warning>) {
    let Some(at) = people.at else { return };
    if people.ids.contains(&0) || people.names.iter().any(|name| name == "root") {
        let what = format!("`{key}` lists root: with a host directory in it the container writes it as root");
        warnings.push(Warning::new(at, what, MEANT));
    }
    for (first, last) in &people.ranges {
        if first > last || *last < persons.min_id {
            let what = if first > last {
                format!("`{key}: {first}-{last}` holds no id")
            } else {
                format!(
                    "`{key}: {first}-{last}` allows nobody: ids below `min_id` ({}) count only one by one",
                    persons.min_id
                )
            };
            warnings.push(Warning::new(at, what, "list the ids one by one, or fix the range"));
        }
    }
}

/// The first entry that lists `value`.
fn holding<'l>(list: &'l List, value: &str) -> Option<&'l Listed> {
    list.entries.iter().find(|entry| entry.pattern().is_some_and(|pattern| pattern.matches(value.as_bytes())))
}

/// Commands in bulk that may not be run at all, and patterns of names that no name has.
fn bulk(allow: &Allow, warnings: &mut Vec<Warning>) {
    if allow.bulk.iter().any(|(verb, _)| !allow.commands.contains(verb)) {
        let what = "`bulk` lists a command that `commands` does not: it is refused all the same";
        warnings.push(Warning::new(allow.at, what, "list it in `commands` as well, or remove it"));
    }
    for entry in allow.names.entries.iter().chain(&allow.containers.entries) {
        let start = literal_start(&entry.text);
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
        if entry.pattern().is_some_and(|pattern| !pattern.is_regex()) && !start.bytes().all(is_name) {
            let what = format!("`{}` matches no name: they have letters, digits, `_`, `.` and `-`", entry.text);
            warnings.push(Warning::new(entry.at, what, "fix the pattern"));
        }
    }
}
