//! Host paths of a policy that give the machine away, or that no path matches.
//!
//! `binds: [{source: "/**", access: rw}]` -> a warning: it holds `/etc`, the engine's socket and everything else.

use crate::profile::model::allow::{Allow, BindEntry, List, Listed};
use crate::profile::model::pattern::{Pattern, Subject};
use crate::profile::model::profile::Profile;
use crate::profile::model::submitter::Identity;
use crate::values::path;

use super::Warning;

/// Directories in which whoever may write decides what runs as root; with what they hold.
const ROOTS: [(&str, &str); 9] = [
    ("/etc", "what the machine runs, and as whom"),
    ("/var/run", "sockets of services, the engine's among them"),
    ("/run", "sockets of services, the engine's among them"),
    ("/var/lib/docker", "every container and image"),
    ("/var/lib/containers", "every container and image"),
    ("/var/lib/longshore", "the files that longshore hands to containers"),
    ("/usr", "the machine's programs"),
    ("/root", "root's own files"),
    ("/boot", "the machine's kernel"),
];

/// Who may use one of these may start anything as root; read-only mounts do not hinder him.
const SOCKETS: [&str; 4] =
    ["/var/run/docker.sock", "/run/docker.sock", "/run/podman/podman.sock", "/run/containerd/containerd.sock"];

/// Devices past which there is no confinement.
const DEVICES: [(&str, &str); 5] = [
    ("/dev/sda", "the host's disks"),
    ("/dev/nvme0n1", "the host's disks"),
    ("/dev/dm-0", "the host's disks"),
    ("/dev/mem", "the machine's memory"),
    ("/dev/kmsg", "the kernel's messages"),
];

const MEANT: &str = "list the directories that jobs need, one by one";

pub(super) fn entries(profile: &Profile, allow: &Allow, warnings: &mut Vec<Warning>) {
    for entry in &allow.binds {
        bind(profile, entry, warnings);
    }
    for (index, entry) in allow.binds.iter().enumerate() {
        if let Some(other) = allow.binds.iter().take(index).find(|other| gives_all(other, entry)) {
            let what =
                format!("`{}` allows nothing that the entry of line {} does not", entry.source.text, other.at.line);
            warnings.push(Warning::new(entry.at, what, "remove one of them"));
        }
    }
    let targets = allow.binds.iter().map(|entry| &entry.targets).chain(allow.tmpfs.iter().map(|entry| &entry.targets));
    for list in targets.chain([&allow.client_files]) {
        unclean(list, warnings);
    }
    for entry in &allow.devices.entries {
        let Some(pattern) = entry.pattern() else { continue };
        if let Some((path, is)) = DEVICES.iter().find(|(path, _)| pattern.matches(path.as_bytes())) {
            let what = format!("`devices: {}` lists {path}: {is}", entry.text);
            warnings.push(Warning::new(entry.at, what, "list the devices that jobs need, one by one"));
        }
        let is_cdi = entry.text.contains('=');
        if !is_cdi && !pattern.is_regex() && !entry.text.starts_with(['/', '*']) {
            let what = format!("`{}` matches no device: paths begin with /dev/, names of CDI hold `=`", entry.text);
            warnings.push(Warning::new(entry.at, what, "write /dev/NAME or VENDOR/CLASS=NAME"));
        }
    }
}

fn bind(profile: &Profile, entry: &BindEntry, warnings: &mut Vec<Warning>) {
    let source = &entry.source;
    warnings.extend(unclean_one(source));
    let is_identity = matches!(profile.persons.identity, Identity::Submitter { .. });
    if entry.race_accepted && !is_identity && !super::is_confined(profile) {
        let what = "`race: accepted` counts only where the container runs as the submitter";
        warnings.push(Warning::new(entry.at, what, "write `identity: submitter`, or remove it"));
    }
    let Some(pattern) = pattern(source) else { return };
    let access = if entry.writable { "writable" } else { "readable" };
    if pattern.matches(b"/") || (pattern.matches(b"/etc") && pattern.matches(b"/any-other")) {
        let what = format!("`{}` is the whole machine, {access}", source.text);
        warnings.push(Warning::new(source.at, what, MEANT));
        return;
    }
    if let Some(socket) = SOCKETS.iter().find(|socket| holds(&pattern, socket)) {
        let what =
            format!("`{}` holds {socket}: who may use it is root, and a read-only mount does not hinder", source.text);
        warnings.push(Warning::new(source.at, what, MEANT));
        return;
    }
    if !entry.writable {
        return;
    }
    let below = |root: &str| source.text.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
    let found = ROOTS.iter().find(|(root, _)| {
        // Below /run lie directories of single services, too.
        holds(&pattern, root) || (below(root) && !matches!(*root, "/run" | "/var/run" | "/usr"))
    });
    if let Some((root, is)) = found {
        let word = if holds(&pattern, root) { "holds" } else { "lies in" };
        let what = format!("`{}` is writable and {word} {root}: {is}", source.text);
        warnings.push(Warning::new(source.at, what, "make it read-only, or list other directories"));
    }
}

/// The pattern of an entry, with a user's facts in the place of names.
fn pattern(entry: &Listed) -> Option<Pattern> {
    let text = entry.text.replace("${home}", "/home/user").replace("${user}", "user");
    let text = text.replace("${uid}", "1000").replace("${gid}", "1000");
    if text.contains("${") { None } else { Pattern::new(&text, Subject::Path).ok() }
}

/// Whether a directory that the pattern matches is `path`, or one above it.
fn holds(pattern: &Pattern, path: &str) -> bool {
    let ends = path.match_indices('/').map(|(index, _)| index).filter(|index| *index > 0).chain([path.len()]);
    ends.into_iter().any(|end| path.get(..end).is_some_and(|above| pattern.matches(above.as_bytes())))
}

/// Whether `first` allows all that `entry` does.
fn gives_all(first: &BindEntry, entry: &BindEntry) -> bool {
    let same = |a: &List, b: &List| {
        let texts = |list: &List| list.entries.iter().map(|entry| entry.text.clone()).collect::<Vec<_>>();
        texts(a) == texts(b)
    };
    first.source.text == entry.source.text
        && (first.writable || !entry.writable)
        && (!first.recursive || entry.recursive)
        && same(&first.targets, &entry.targets)
        && same(&first.propagation, &entry.propagation)
        && (first.kind.is_none() || first.kind == entry.kind)
        && (first.relabel || !entry.relabel)
        && (first.race_accepted || !entry.race_accepted)
}

fn unclean(list: &List, warnings: &mut Vec<Warning>) {
    warnings.extend(list.entries.iter().filter_map(unclean_one));
}

/// Paths are compared in their shortest form.
fn unclean_one(entry: &Listed) -> Option<Warning> {
    let text = &entry.text;
    if text.starts_with("re:") {
        return None;
    }
    let clean = String::from_utf8(path::clean(text.as_bytes())).ok()?;
    if clean == *text {
        return None;
    }
    let what = format!("`{text}` matches no path: they are compared without `//`, `/./` and a `/` at the end");
    Some(Warning::new(entry.at, what, format!("write `{clean}`")))
}
