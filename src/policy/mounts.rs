//! What is mounted.
//!
//! `--tmpfs /scratch:size=1g` is denied unless `tmpfs` allows it; `-v /data:/etc` always: it hides the container's own
//! `/etc`. Host paths are settled before the line is written, see [`super::settle`].

use super::process::is_below;
use super::{Entry, Judge};
use crate::argv::quote;
use crate::effects::{Asked, Limit, Mounted, Mounts, Setting, Source};
use crate::profile::allow::List;
use crate::values::path;

/// Where nothing of the caller's is mounted, unless an entry lists the target.
const SYSTEM: [&[u8]; 4] = [b"/etc", b"/proc", b"/sys", b"/dev"];

/// Hints of caching, whether the image's files are copied into a fresh volume, and what takes away.
const HARMLESS: [&[u8]; 14] = [
    b"cached",
    b"consistency=cached",
    b"consistency=consistent",
    b"consistency=default",
    b"consistency=delegated",
    b"consistent",
    b"default",
    b"delegated",
    b"nocopy",
    b"nodev",
    b"noexec",
    b"nosuid",
    b"volume-nocopy",
    b"volume-nocopy=true",
];

/// Options of a directory in memory that change nothing outside of it.
const TMPFS: [&[u8]; 28] = [
    b"async",
    b"atime",
    b"defaults",
    b"diratime",
    b"dirsync",
    b"exec",
    b"gid",
    b"mode",
    b"noatime",
    b"nodiratime",
    b"norelatime",
    b"nostrictatime",
    b"noswap",
    b"notmpcopyup",
    b"nr_blocks",
    b"nr_inodes",
    b"private",
    b"relatime",
    b"ro",
    b"rprivate",
    b"rw",
    b"size",
    b"strictatime",
    b"sync",
    b"tmpcopyup",
    b"tmpfs-mode",
    b"tmpfs-size",
    b"uid",
];

pub(super) fn judge(judge: &mut Judge<'_, '_>, mounts: &Mounts) {
    let Mounts { mounted, read_only_root: _, volume_driver, storage, others } = mounts;
    for asked in mounted {
        if !judge.granted(asked.at) {
            one(judge, asked);
        }
    }
    if let Setting::To(driver) = &volume_driver.value
        && !matches!(driver.as_slice(), b"" | b"local")
    {
        let why = "is a program on the host";
        judge.refuse("volume driver", &quote::long_bytes(driver), volume_driver.at, why, "remove it");
    }
    for option in storage {
        judge.listed("storage option", "storage_opts", &judge.allow().storage_opts, &option.value.key, option.at);
    }
    judge.options(others);
}

fn one(judge: &mut Judge<'_, '_>, asked: &Asked<Mounted>) {
    let mounted = &asked.value;
    let allow = judge.allow();
    let nothing = List::default();
    match &mounted.source {
        Source::Host(path) => {
            let is_settled = judge.bench.settled.iter().any(|settled| settled.path() == path.as_slice());
            if !is_settled {
                let shown = quote::long_bytes(path);
                let remedy = "this is a mistake in longshore, please report it";
                judge.deny("bind", &shown, asked.at, "was not looked at", remedy);
            }
            return;
        }
        Source::Volume(name) => judge.listed("volume", "volumes", &allow.volumes, name, asked.at),
        Source::Anonymous if allow.anonymous_volumes => {}
        Source::Anonymous => {
            let shown = quote::long_bytes(&mounted.target);
            let why = "is a volume without a name, and `anonymous_volumes` is not set";
            judge.deny("volume", &shown, asked.at, why, "use a directory that the site lists");
        }
        Source::Container(name) => {
            judge.listed("volumes of", "volumes_from", &allow.volumes_from, name, asked.at);
            return;
        }
        Source::Tmpfs(limit) => {
            tmpfs(judge, *limit, asked);
            return;
        }
        Source::Artifact(text) | Source::Image(text) | Source::Secret(text) | Source::HostPattern(text) => {
            let shown = quote::long_bytes(text);
            judge.deny("mount", &shown, asked.at, "is of a kind that a policy cannot allow", "mount a listed path");
            return;
        }
        Source::FileSystem { kind, device, .. } => {
            let shown = quote::long_bytes(&[kind.as_slice(), b" ", device].concat());
            judge.deny("mount", &shown, asked.at, "is a file system that root would mount", "mount a listed path");
            return;
        }
        Source::Unknown { kind, .. } => {
            judge.deny("mount", &quote::long_bytes(kind), asked.at, "is of an unknown kind", "mount a listed path");
            return;
        }
        Source::EngineSocket => {
            judge.deny("mount", "engine socket", asked.at, "is the engine itself", "remove it");
            return;
        }
        Source::Devpts | Source::Ramfs => {
            judge.deny("mount", "ramfs or devpts", asked.at, "has no limit", "use --tmpfs with a size");
            return;
        }
    }
    extras(judge, asked);
    if let Some(why) = target_fault(judge, &mounted.target, &nothing) {
        deny_target(judge, asked, &why);
    }
}

/// Ways to mount that change the host's files or their labels.
fn extras(judge: &mut Judge<'_, '_>, asked: &Asked<Mounted>) {
    if let Some(why) = extra_fault(&asked.value) {
        let shown = quote::long_bytes(&asked.value.target);
        judge.deny("mount", &shown, asked.at, &why, "leave the option out");
    }
}

/// An option of a mount that nothing can allow here.
pub(super) fn extra_fault(mounted: &Mounted) -> Option<String> {
    if mounted.chown {
        return Some("would change who owns the files".to_owned());
    }
    let strange = mounted.options.iter().find(|option| !HARMLESS.contains(&option.as_slice()))?;
    Some(format!("has the option `{}`, which is not known to be harmless", quote::long_bytes(strange)))
}

fn tmpfs(judge: &mut Judge<'_, '_>, limit: Limit<u64>, asked: &Asked<Mounted>) {
    let shown = quote::long_bytes(&asked.value.target);
    let entry_of_it = Entry::set("tmpfs", limit.bound().map_or("{}".to_owned(), |size| format!("{{ max: {size} }}")));
    let Some(entry) = &judge.allow().tmpfs else {
        let size = limit.bound().map_or("without a size".to_owned(), |size| format!("of {size} bytes"));
        let why = format!("{size} is not listed: the policy has no `tmpfs`");
        judge.deny("tmpfs", &shown, asked.at, why, "do without it, or ask the site").allowed_by(entry_of_it);
        return;
    };
    let is_over = match (entry.max, limit) {
        (None, _) => false,
        (Some(_), Limit::Unlimited) => true,
        (Some(max), Limit::To(size)) => size > max,
    };
    if is_over {
        let size = limit.bound().map_or("has no size".to_owned(), |size| format!("has {size} bytes"));
        let why = format!("{size}, more than the {} of `tmpfs: max`", entry.max.unwrap_or_default());
        let denied = judge.deny("tmpfs", &shown, asked.at, why, "write size=BYTES within it");
        denied.place = entry.at;
        denied.allowed_by(entry_of_it);
    }
    if let Some(why) = target_fault(judge, &asked.value.target, &entry.targets) {
        deny_target(judge, asked, &why);
    }
    for option in &asked.value.options {
        let key = option.split(|&byte| byte == b'=').next().unwrap_or_default();
        if TMPFS.contains(&key) || HARMLESS.contains(&option.as_slice()) {
            continue;
        }
        let why = match key {
            // Device files and set-user-id programs of the caller's own making.
            b"dev" | b"suid" => format!("has the option `{}`", quote::long_bytes(option)),
            _ => format!("has the option `{}`, which is not known to be harmless", quote::long_bytes(option)),
        };
        judge.deny("tmpfs", &quote::long_bytes(&asked.value.target), asked.at, &why, "leave the option out");
    }
}

fn deny_target(judge: &mut Judge<'_, '_>, asked: &Asked<Mounted>, why: &str) {
    let shown = quote::long_bytes(&asked.value.target);
    judge.deny("mount at", &shown, asked.at, why, "mount it elsewhere");
}

/// Why nothing of the caller's may be mounted at `target`; none when it may.
fn target_fault(judge: &Judge<'_, '_>, target: &[u8], listed: &List) -> Option<String> {
    let granted = judge.effects().mounts.mounted.iter().filter(|other| judge.granted(other.at));
    let granted: Vec<&[u8]> = granted.map(|other| other.value.target.as_slice()).collect();
    target_fault_among(target, listed, &granted, |list, target| {
        list.find(target, judge.bench.around).map(|found| found.is_some()).map_err(|undefined| undefined.why)
    })
}

/// The same, given the targets of the site's own mounts.
pub(super) fn target_fault_among(
    target: &[u8],
    listed: &List,
    granted: &[&[u8]],
    is_listed: impl Fn(&List, &[u8]) -> Result<bool, String>,
) -> Option<String> {
    if !target.starts_with(b"/") {
        return Some("is not absolute".to_owned());
    }
    if str::from_utf8(target).is_err() {
        return Some("is not UTF-8, so that the engine would take another path".to_owned());
    }
    if target.split(|&byte| byte == b'/').any(|component| component == b"..") {
        return Some("leads upwards".to_owned());
    }
    let clean = path::clean(target);
    if let Some(site) = granted.iter().find(|site| is_below(&clean, &path::clean(site))) {
        return Some(format!("hides what the site mounts at {}", quote::long_bytes(site)));
    }
    if !listed.entries.is_empty() {
        return match is_listed(listed, &clean) {
            Ok(true) => None,
            Ok(false) => Some("is not listed in `targets`".to_owned()),
            Err(why) => Some(format!("cannot be judged: {why}")),
        };
    }
    if clean == b"/" {
        return Some("is the whole container".to_owned());
    }
    let system = SYSTEM.iter().find(|system| is_below(&clean, system))?;
    Some(format!("hides a part of the container's {}", quote::long_bytes(system)))
}
