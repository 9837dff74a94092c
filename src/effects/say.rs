//! All effects in words, theme by theme.
//!
//! `Limit::To(2147483648)` of `memory` -> `2147483648 bytes`; a mount -> `source=/data target=/mnt access=ro`.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use super::show::{Entries, Said};
use super::words::{
    accounting, checked, files, image, key_value, limits, mounted, namespace, option, setting, touched, yes,
};
use super::{
    Asked, Builds, Context, Effects, Entrypoint, Everything, GpuRoad, GpuSet, Health, Identity, InFile, Pull, Setting,
    Tls, Trust, ValueFrom, Who,
};
use crate::argv::quote;
use crate::values::{Device, Link, NetworkMode, Restart};

/// Puts all effects into the list.
pub(super) fn all(effects: &Effects, list: &mut Entries) {
    command(effects, list);
    list.theme("mounts");
    list.many("mount", &effects.mounts.mounted, "none", mounted);
    list.one("read-only root", &effects.mounts.read_only_root, &false, yes);
    list.one("volume driver", &effects.mounts.volume_driver, &Setting::Default, setting);
    list.many("storage option", &effects.mounts.storage, "none", key_value);
    list.many("other", &effects.mounts.others, "none", option);
    list.theme("client files");
    list.many("file", &effects.files.list, "none", files);
    devices(effects, list);
    let namespaces = &effects.namespaces;
    list.theme("namespaces");
    let named = [
        ("pid", &namespaces.pid),
        ("ipc", &namespaces.ipc),
        ("uts", &namespaces.uts),
        ("user", &namespaces.user),
        ("cgroup", &namespaces.cgroup),
    ];
    for (name, asked) in named {
        list.one(name, asked, &crate::values::Namespace::Default, namespace);
    }
    list.one("isolation", &namespaces.isolation, &Setting::Default, setting);
    security(effects, list);
    identity(&effects.identity, list);
    network(effects, list);
    list.theme("limits");
    limits(&effects.limits, list);
    list.theme("accounting");
    accounting(&effects.accounting, list);
    lifetime(effects, list);
    images(effects, list);
    builds(&effects.builds, list);
    process(effects, list);
    objects(effects, list);
}

fn command(effects: &Effects, list: &mut Entries) {
    list.theme("command");
    list.one("verb", &effects.verb, &None, |verb| {
        Said::text(verb.map_or_else(|| "none".to_owned(), |verb| verb.to_string()))
    });
    let everything: Vec<_> = effects.everything.iter().cloned().collect();
    list.many("everything", &everything, "no", |why| match why {
        Everything::RawInterface => Said::text("the engine's own interface"),
        Everything::Unread(words) => Said::Fields(vec![("unread", words.clone())]),
    });
    list.many("unknown option", &effects.unknown, "none", option);
    list.many("unreadable option", &effects.unreadable, "none", |unreadable| {
        Said::Fields(vec![
            ("option", unreadable.option.name.clone()),
            ("value", unreadable.option.value.clone()),
            ("why", unreadable.why.to_string().into_bytes()),
        ])
    });
    list.many("other option", &effects.other, "none", option);
}

fn builds(builds: &Builds, list: &mut Entries) {
    list.theme("build");
    list.one("context", &builds.context, &Context::None, |context| match context {
        Context::None => Said::text("none"),
        Context::Address(address) => Said::Fields(vec![("address", address.clone())]),
        Context::Directory(path) => Said::Fields(vec![("directory", path.clone())]),
        Context::Stream => Said::Fields(vec![("stream", b"standard".to_vec())]),
    });
    list.one("dockerfile", &builds.dockerfile, &Setting::Default, setting);
    list.many("fetched", &builds.fetched, "nothing", |address| Said::text(address));
    list.many("builder privilege", &builds.entitlements, "none", |name| Said::text(name));
    list.many("pushed", &builds.pushed, "none", image);
    list.one("all names pushed", &builds.push_all, &false, yes);
}

fn devices(effects: &Effects, list: &mut Entries) {
    list.theme("devices");
    list.many("device", &effects.devices.devices, "none", |device| match device {
        Device::Cdi(_) => Said::Fields(vec![("cdi", device.to_bytes())]),
        Device::Path(path) => {
            let rights = [(path.read, "r"), (path.write, "w"), (path.mknod, "m")];
            let access: String = rights.iter().filter(|(has, _)| *has).map(|(_, letter)| *letter).collect();
            Said::Fields(vec![
                ("source", path.source.clone()),
                ("target", path.target.clone()),
                ("access", access.into_bytes()),
            ])
        }
    });
    list.many("cgroup rule", &effects.devices.rules, "none", |rule| Said::text(rule.to_string()));
    list.many("gpus", &effects.devices.gpus, "none", |gpu| {
        let set = match &gpu.set {
            GpuSet::All => b"all".to_vec(),
            GpuSet::Count(count) => count.to_string().into_bytes(),
            GpuSet::Named(names) => [b"named ", names.join(&b","[..]).as_slice()].concat(),
            GpuSet::NamedAndCount(names, count) => {
                [b"named ", names.join(&b","[..]).as_slice(), b" and count ", count.to_string().as_bytes()].concat()
            }
            GpuSet::Unknown => b"unknown".to_vec(),
        };
        let road = match gpu.road {
            GpuRoad::Option => "option",
            GpuRoad::Device => "device",
            GpuRoad::Variable => "variable",
            GpuRoad::Runtime => "runtime",
        };
        let mut fields = vec![("set", set), ("through", road.into())];
        let more = [
            ("driver", gpu.driver.clone()),
            ("capabilities", gpu.capabilities.join(&b","[..])),
            ("options", gpu.options.join(&b","[..])),
        ];
        fields.extend(more.into_iter().filter(|(_, text)| !text.is_empty()));
        Said::Fields(fields)
    });
}

fn security(effects: &Effects, list: &mut Entries) {
    let security = &effects.security;
    list.theme("security");
    list.one("privileged", &security.privileged, &false, yes);
    list.many("capability added", &security.added, "default", |capability| Said::text(capability.to_string()));
    list.many("capability dropped", &security.dropped, "none", |capability| Said::text(capability.to_string()));
    list.one("no new privileges", &security.no_new_privileges, &false, yes);
    list.many("security option", &security.options, "default", |option| Said::text(option.to_bytes()));
    list.many("sysctl", &security.sysctls, "none", |sysctl| Said::text(sysctl.to_bytes()));
    list.one("engine socket", &security.api_socket, &false, yes);
    list.one("seccomp policy", &security.seccomp_policy, &Setting::Default, setting);
    list.one("personality", &security.personality, &Setting::Default, setting);
}

fn identity(identity: &Identity, list: &mut Entries) {
    let who = |who: &Who| match who {
        Who::Image => Said::text("image"),
        Who::As(principal) => Said::Text(principal.to_bytes()),
    };
    list.theme("identity");
    list.one("user", &identity.user, &Who::Image, who);
    list.one("group", &identity.group, &Who::Image, who);
    list.many("group added", &identity.groups, "none", |group| Said::Text(group.to_bytes()));
    list.many("mapping", &identity.mapping, "default", option);
    list.one("umask", &identity.umask, &Setting::Default, setting);
}

fn network(effects: &Effects, list: &mut Entries) {
    let network = &effects.network;
    let raw = |text: &Vec<u8>| Said::text(text);
    list.theme("network");
    list.many("network", &network.networks, "default", |network| {
        let mode = match &network.mode {
            NetworkMode::Networks(names) => names.join(&b","[..]),
            NetworkMode::Container(name) => [b"container:", name.as_slice()].concat(),
            NetworkMode::Path(path) => [b"ns:", path.as_slice()].concat(),
            NetworkMode::Bridge => b"bridge".to_vec(),
            NetworkMode::Default => b"default".to_vec(),
            NetworkMode::Host => b"host".to_vec(),
            NetworkMode::None => b"none".to_vec(),
            NetworkMode::Pasta => b"pasta".to_vec(),
            NetworkMode::Pod => b"pod".to_vec(),
            NetworkMode::Slirp => b"slirp4netns".to_vec(),
        };
        let options = network.options.iter().map(|option| match &option.value {
            Some(value) => [option.key.as_slice(), b"=", value].concat(),
            None => option.key.clone(),
        });
        let options = options.collect::<Vec<_>>().join(&b","[..]);
        if options.is_empty() { Said::Text(mode) } else { Said::Fields(vec![("mode", mode), ("options", options)]) }
    });
    list.many("alias", &network.aliases, "none", raw);
    list.many("address", &network.addresses, "none", option);
    list.many("link", &network.links, "none", |link: &Link| Said::Text(link.to_bytes()));
    list.many("published", &network.published, "none", |port| {
        let ip = port.ip.map_or_else(|| "all".to_owned(), |ip| ip.to_string());
        let host = port.host.map_or_else(|| "random".to_owned(), |ports| ports.to_string());
        Said::Fields(vec![
            ("address", ip.into_bytes()),
            ("host", host.into_bytes()),
            ("container", port.container.to_string().into_bytes()),
            ("protocol", port.protocol.to_string().into_bytes()),
        ])
    });
    list.one("publish all", &network.publish_all, &false, yes);
    list.many("exposed", &network.exposed, "none", |port| Said::Text(port.to_bytes()));
    list.one("host name", &network.hostname, &Setting::Default, setting);
    list.one("domain name", &network.domainname, &Setting::Default, setting);
    list.many("host", &network.hosts, "none", |host| Said::Text(host.to_bytes()));
    list.many("name server", &network.dns, "default", raw);
    list.many("resolver option", &network.dns_options, "default", raw);
    list.many("search domain", &network.dns_search, "default", raw);
    list.many("network option", &network.options, "none", option);
}

fn lifetime(effects: &Effects, list: &mut Entries) {
    let lifetime = &effects.lifetime;
    list.theme("lifetime");
    list.one("detach", &lifetime.detach, &false, yes);
    list.one("remove", &lifetime.remove, &false, yes);
    list.one("restart", &lifetime.restart, &Restart::No, |restart| Said::text(restart.to_string()));
    list.one("signal", &lifetime.signal, &Setting::Default, |signal| checked(signal, ToString::to_string));
    list.one("stop timeout", &lifetime.stop_timeout, &Setting::Default, |time| {
        checked(time, |seconds| if *seconds < 0 { "none".to_owned() } else { format!("{seconds} s") })
    });
    list.one("health check", &lifetime.health, &Health::Image, |health| match health {
        Health::Image => Said::text("image"),
        Health::Nothing => Said::text("none"),
        Health::Command(text) => Said::Fields(vec![("command", text.clone())]),
    });
    list.many("health option", &lifetime.health_options, "image", option);
    list.one("init", &lifetime.init, &false, yes);
    let on_off = |value: &Setting<bool>| checked(value, |on| if *on { "yes" } else { "no" }.to_owned());
    list.one("signal proxy", &lifetime.signal_proxy, &Setting::Default, on_off);
    list.one("detach keys", &lifetime.detach_keys, &Setting::Default, setting);
    list.one("force", &lifetime.force, &false, yes);
    list.one("pause", &lifetime.pause, &Setting::Default, on_off);
    list.many("checkpoint", &lifetime.checkpoint, "none", option);
    list.many("other", &lifetime.others, "none", option);
}

fn images(effects: &Effects, list: &mut Entries) {
    let images = &effects.images;
    list.theme("images");
    list.one("runs", &images.runs, &super::ImageAsked::None, image);
    list.many("written", &images.written, "none", image);
    list.one("pull", &images.pull, &Pull::Default, |pull| match pull {
        Pull::Default => Said::text("default"),
        Pull::Always => Said::text("always"),
        Pull::Missing => Said::text("missing"),
        Pull::Never => Said::text("never"),
        Pull::Newer => Said::text("newer"),
        Pull::Other(text) => Said::Fields(vec![("unknown", text.clone())]),
    });
    list.many("platform", &images.platforms, "default", |platform| Said::text(platform.to_string()));
    list.one("content trust", &images.trust, &Trust::Default, |trust| {
        Said::text(match trust {
            Trust::Default => "default",
            Trust::Disabled => "disabled",
            Trust::Enabled => "enabled",
        })
    });
    list.many("change", &images.changes, "none", |text| Said::text(text));
    list.many("image option", &images.options, "none", option);
}

fn process(effects: &Effects, list: &mut Entries) {
    let words = |words: &[Vec<u8>]| {
        let words: Vec<_> = words.iter().map(|word| quote::shell(OsStr::from_bytes(word))).collect();
        Said::text(words.join(" "))
    };
    list.theme("process");
    list.one("entrypoint", &effects.process.entrypoint, &Entrypoint::Image, |entrypoint| match entrypoint {
        Entrypoint::Image => Said::text("image"),
        Entrypoint::Nothing => Said::text("none"),
        Entrypoint::Words(all) => words(all),
    });
    list.one("command", &effects.process.command, &super::CommandWords::Image, |command| match command {
        super::CommandWords::Image => Said::text("image"),
        super::CommandWords::Words(all) => words(all),
    });
    list.one("working directory", &effects.process.workdir, &Setting::Default, setting);
    let environment = &effects.environment;
    list.theme("environment");
    list.many("variable", &environment.variables, "none", |variable| {
        let name = ("name", variable.name.clone());
        match &variable.from {
            ValueFrom::Line(value) => Said::Fields(vec![name, ("value", value.clone())]),
            ValueFrom::Caller => Said::Fields(vec![name, ("from", b"caller".to_vec())]),
            ValueFrom::CallerPrefix => {
                Said::Fields(vec![("prefix", variable.name.clone()), ("from", b"caller".to_vec())])
            }
        }
    });
    list.many("in a file", &environment.in_files, "none", in_file);
    list.many("file", &environment.files, "none", |path| Said::text(path));
    list.one("all of the caller", &environment.all_of_caller, &false, yes);
    list.one("proxies", &environment.proxies, &Setting::Default, |value| {
        checked(value, |on| if *on { "caller's" } else { "none" }.to_owned())
    });
    list.many("other", &environment.others, "none", option);
    let labels = &effects.labels;
    list.theme("labels");
    list.many("label", &labels.labels, "none", key_value);
    list.many("in a file", &labels.in_files, "none", in_file);
    list.many("file", &labels.files, "none", |path| Said::text(path));
    list.many("annotation", &labels.annotations, "none", key_value);
    list.many("note", &labels.notes, "none", option);
}

/// A line of a file: the file, name and value.
fn in_file(line: &InFile) -> Said {
    let mut fields = vec![("file", line.file.clone())];
    let mut parts = line.text.splitn(2, |&byte| byte == b'=').map(<[u8]>::to_vec);
    fields.extend(parts.next().map(|name| ("name", name)));
    fields.push(parts.next().map_or_else(|| ("from", b"caller".to_vec()), |value| ("value", value)));
    Said::Fields(fields)
}

fn objects(effects: &Effects, list: &mut Entries) {
    let objects = &effects.objects;
    list.theme("objects");
    list.many("object", &objects.touched, "none", |one| touched(one, &objects.bulk.value));
    list.one("name", &objects.name, &Setting::Default, setting);
    list.one("pod", &objects.pod, &Setting::Default, setting);
    list.many("modifier", &objects.modifiers, "none", option);
    let engine = &effects.engine;
    list.theme("engine");
    list.many("address", &engine.hosts, "default", |host| Said::text(host));
    list.many("context", &engine.contexts, "default", |context| Said::text(context));
    list.one("remote", &engine.remote, &Setting::Default, |value| {
        checked(value, |on| if *on { "yes" } else { "no" }.to_owned())
    });
    list.one("configuration", &engine.config, &Setting::Default, setting);
    list.one("tls", &engine.tls, &Tls::Default, |tls| {
        Said::text(match tls {
            Tls::Default => "default",
            Tls::Off => "off",
            Tls::On => "on",
            Tls::Verified => "verified",
        })
    });
    list.many("engine option", &engine.options, "none", option);
    // What a password is, nobody wants to read here.
    let names: Vec<Asked<Vec<u8>>> =
        engine.credentials.iter().map(|asked| Asked { value: asked.value.name.clone(), at: asked.at }).collect();
    list.many("credentials", &names, "none", |name| Said::text(name));
    list.theme("programs");
    list.many("program", &effects.programs.list, "none", |program| {
        Said::Fields(vec![("kind", super::words::program(program.kind).into()), ("name", program.name.clone())])
    });
}
