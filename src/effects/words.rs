//! Single effects in words.
//!
//! `Limit::Unlimited` -> `unlimited`; a removed container `c` -> `kind=container how=remove name=c`.

use super::show::{Entries, Said};
use super::{
    Accounting, Bulk, ClientFile, FileAccess, FilePath, How, ImageAsked, KeyValue, Limit, Limits, MountAccess, Mounted,
    ObjectKind, OptionText, ProgramKind, RateKind, Relabel, Setting, Shm, Source, Swap, Touched, Which,
};
use crate::values::Namespace;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "given to lists that hand out references")]
pub(super) fn yes(value: &bool) -> Said {
    Said::text(if *value { "yes" } else { "no" })
}

pub(super) fn setting(value: &Setting<Vec<u8>>) -> Said {
    match value {
        Setting::Default => Said::text("default"),
        Setting::To(text) => Said::text(text),
    }
}

pub(super) fn checked<T>(value: &Setting<T>, say: impl Fn(&T) -> String) -> Said {
    match value {
        Setting::Default => Said::text("default"),
        Setting::To(value) => Said::text(say(value)),
    }
}

pub(super) fn option(option: &OptionText) -> Said {
    let mut fields = vec![("option", option.name.clone())];
    // A switch that is on has none.
    if !option.value.is_empty() {
        fields.push(("value", option.value.clone()));
    }
    Said::Fields(fields)
}

pub(super) fn key_value(pair: &KeyValue) -> Said {
    let mut fields = vec![("key", pair.key.clone())];
    fields.extend(pair.value.clone().map(|value| ("value", value)));
    Said::Fields(fields)
}

pub(super) fn namespace(namespace: &Namespace) -> Said {
    let text = namespace.to_bytes();
    if text.is_empty() { Said::text("default") } else { Said::Text(text) }
}

pub(super) fn files(file: &ClientFile) -> Said {
    let access = match file.access {
        FileAccess::Read => "read",
        FileAccess::Write => "write",
        FileAccess::Create => "create",
    };
    let path = match &file.path {
        FilePath::Path(path) => ("path", path.clone()),
        FilePath::Stream => ("stream", b"standard".to_vec()),
        FilePath::Unread => ("unread", b"any".to_vec()),
    };
    Said::Fields(vec![path, ("access", access.into())])
}

pub(super) fn mounted(mounted: &Mounted) -> Said {
    let (key, source) = source(&mounted.source);
    let access = match mounted.access {
        MountAccess::ReadWrite => "rw",
        MountAccess::ReadOnly => "ro",
        MountAccess::ReadOnlyRecursive => "ro-recursive",
    };
    let mut fields = vec![(key, source), ("target", mounted.target.clone()), ("access", access.into())];
    if let Some(propagation) = mounted.propagation {
        fields.push(("propagation", propagation.to_string().into_bytes()));
    }
    match mounted.relabel {
        Relabel::Keep => {}
        Relabel::Shared => fields.push(("relabel", b"shared".to_vec())),
        Relabel::Private => fields.push(("relabel", b"private".to_vec())),
    }
    if mounted.chown {
        fields.push(("chown", b"yes".to_vec()));
    }
    if !mounted.submounts {
        fields.push(("submounts", b"no".to_vec()));
    }
    if !mounted.options.is_empty() {
        fields.push(("options", mounted.options.join(&b","[..])));
    }
    Said::Fields(fields)
}

fn source(source: &Source) -> (&'static str, Vec<u8>) {
    match source {
        Source::Anonymous => ("volume", b"(anonymous)".to_vec()),
        Source::Artifact(name) => ("artifact", name.clone()),
        Source::Container(name) => ("volumes-of", name.clone()),
        Source::Devpts => ("devpts", b"(new)".to_vec()),
        Source::EngineSocket => ("engine", b"(socket and credentials)".to_vec()),
        Source::FileSystem { kind, device, options } => {
            ("file-system", [kind.as_slice(), b" ", device, b" ", options].concat())
        }
        Source::Host(path) => ("host", path.clone()),
        Source::HostPattern(pattern) => ("host-pattern", pattern.clone()),
        Source::Image(name) => ("image", name.clone()),
        Source::Ramfs => ("ramfs", b"unlimited".to_vec()),
        Source::Secret(text) => ("secret", text.clone()),
        Source::Tmpfs(size) => ("tmpfs", bytes_text(*size).into_bytes()),
        Source::Unknown { kind, source } => ("unknown", [kind.as_slice(), b" ", source].concat()),
        Source::Volume(name) => ("volume", name.clone()),
    }
}

pub(super) fn image(image: &ImageAsked) -> Said {
    match image {
        ImageAsked::None => Said::text("none"),
        ImageAsked::OfArchive => Said::text("whatever is named inside"),
        ImageAsked::AllTags(image) => Said::Fields(vec![("all-tags", image.normalised().into_bytes())]),
        ImageAsked::Reference(image) => Said::text(image.normalised()),
        ImageAsked::RootFs { path, options } => {
            let mut fields = vec![("root-fs", path.clone())];
            fields.extend(options.clone().map(|options| ("options", options)));
            Said::Fields(fields)
        }
        ImageAsked::Transport { name, rest } => {
            Said::Fields(vec![("transport", (*name).into()), ("rest", rest.clone())])
        }
        ImageAsked::Unreadable(text) => Said::Fields(vec![("unreadable", text.clone())]),
    }
}

pub(super) fn touched(touched: &Touched, bulk: &Bulk) -> Said {
    let kind = match touched.kind {
        ObjectKind::Any => "any",
        ObjectKind::BuildCache => "build-cache",
        ObjectKind::Container => "container",
        ObjectKind::Engine => "engine",
        ObjectKind::Image => "image",
        ObjectKind::Link => "link",
        ObjectKind::Network => "network",
        ObjectKind::Pod => "pod",
        ObjectKind::Registry => "registry",
        ObjectKind::Volume => "volume",
    };
    let how = match touched.how {
        How::Read => "read",
        How::Control => "control",
        How::Enter => "enter",
        How::Change => "change",
        How::Remove => "remove",
        How::Create => "create",
    };
    let mut fields = vec![("kind", kind.into()), ("how", how.into())];
    match &touched.which {
        Which::Named(name) => fields.push(("name", name.clone())),
        Which::New => fields.push(("which", b"new".to_vec())),
        Which::Bulk => {
            let mut words = Vec::new();
            if bulk.all.value {
                words.push(b"all".to_vec());
            }
            if bulk.latest.value {
                words.push(b"latest".to_vec());
            }
            words.extend(bulk.last.value.map(|last| format!("last {last}").into_bytes()));
            words.extend(bulk.filters.iter().map(|filter| [b"filter ", filter.value.as_slice()].concat()));
            let which = if words.is_empty() { b"bulk".to_vec() } else { words.join(&b", "[..]) };
            fields.push(("which", which));
        }
    }
    Said::Fields(fields)
}

pub(super) fn program(kind: ProgramKind) -> &'static str {
    match kind {
        ProgramKind::Conmon => "conmon",
        ProgramKind::Configuration => "configuration",
        ProgramKind::Hooks => "hooks",
        ProgramKind::Init => "init",
        ProgramKind::NetworkDriver => "network-driver",
        ProgramKind::Plugin => "plugin",
        ProgramKind::ProcessList => "process-list",
        ProgramKind::Runtime => "runtime",
        ProgramKind::RuntimeFlag => "runtime-flag",
        ProgramKind::Ssh => "ssh",
        ProgramKind::Storage => "storage",
        ProgramKind::VolumeDriver => "volume-driver",
    }
}

fn bytes_text(limit: Limit<u64>) -> String {
    limit.bound().map_or_else(|| "unlimited".to_owned(), |bytes| format!("{bytes} bytes"))
}

fn number(value: &Setting<i64>) -> Said {
    checked(value, ToString::to_string)
}

pub(super) fn limits(limits: &Limits, list: &mut Entries) {
    let bytes = |limit: &Limit<u64>| Said::text(bytes_text(*limit));
    let with = |unit: &'static str| {
        move |limit: &Limit<u64>| {
            Said::text(limit.bound().map_or_else(|| "unlimited".to_owned(), |bound| format!("{bound}{unit}")))
        }
    };
    list.one("memory", &limits.memory, &Limit::Unlimited, bytes);
    list.one("memory reservation", &limits.memory_reservation, &Limit::Unlimited, bytes);
    list.one("memory and swap", &limits.memory_swap, &Swap::TwiceTheMemory, |swap| match swap {
        Swap::TwiceTheMemory => Said::text("twice the memory"),
        Swap::Unlimited => Said::text("unlimited"),
        Swap::To(bytes) => Said::text(format!("{bytes} bytes")),
    });
    list.one("swappiness", &limits.memory_swappiness, &Setting::Default, number);
    list.one("kernel memory", &limits.kernel_memory, &Limit::Unlimited, bytes);
    list.one("cpus", &limits.cpus, &Limit::Unlimited, |cpus| match cpus {
        Limit::Unlimited => Said::text("unlimited"),
        Limit::To(cpus) => Said::text(cpus.to_string()),
    });
    list.one("cpu quota", &limits.cpu_quota, &Limit::Unlimited, with(" us"));
    list.one("cpu period", &limits.cpu_period, &Setting::Default, number);
    list.one("real-time runtime", &limits.cpu_rt_runtime, &Limit::Unlimited, with(" us"));
    list.one("real-time period", &limits.cpu_rt_period, &Setting::Default, number);
    list.one("cpu shares", &limits.cpu_shares, &Setting::Default, number);
    list.one("cpuset cpus", &limits.cpuset_cpus, &Setting::Default, setting);
    list.one("cpuset mems", &limits.cpuset_mems, &Setting::Default, setting);
    list.one("processes", &limits.pids, &Limit::Unlimited, with(""));
    list.one("shm size", &limits.shm_size, &Shm::Default, |shm| match shm {
        Shm::Default => Said::text("default"),
        Shm::Unlimited => Said::text("unlimited"),
        Shm::To(bytes) => Said::text(format!("{bytes} bytes")),
    });
    list.many("ulimit", &limits.ulimits, "default", |ulimit| Said::text(ulimit.to_string()));
    list.one("blkio weight", &limits.blkio_weight, &Setting::Default, number);
    list.many("blkio device weight", &limits.blkio_weight_devices, "none", |weight| Said::Text(weight.to_bytes()));
    list.many("rate", &limits.rates, "unlimited", |rate| {
        let kind = match rate.kind {
            RateKind::ReadBytes => "read bytes/s",
            RateKind::ReadOperations => "reads/s",
            RateKind::WriteBytes => "written bytes/s",
            RateKind::WriteOperations => "writes/s",
        };
        Said::Fields(vec![("kind", kind.into()), ("bound", rate.throttle.to_bytes())])
    });
    list.many("other limit", &limits.others, "none", option);
}

pub(super) fn accounting(accounting: &Accounting, list: &mut Entries) {
    list.one("cgroup parent", &accounting.cgroup_parent, &Setting::Default, setting);
    list.one("log driver", &accounting.log_driver, &Setting::Default, setting);
    list.many("log option", &accounting.log_options, "none", key_value);
    list.one("oom score", &accounting.oom_score_adj, &Setting::Default, number);
    list.one("oom kill disabled", &accounting.oom_kill_disable, &false, yes);
    list.many("other", &accounting.others, "none", option);
}
