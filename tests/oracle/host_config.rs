//! The `HostConfig` of a request, out of our reading of a line.

use std::collections::{BTreeMap, BTreeSet};

use longshore::argv::Line;
use longshore::values::{
    AddHost, Cpus, Device, Dialect, Expose, Gpus, Mount, MountType, Network, Publish, SecurityOpt, Size, SourceKind,
    Sysctl, Throttle, Tmpfs, Ulimit, Volume, WeightDevice,
};
use serde_json::{Value, json};

use crate::body::{Fields, integer, network_name};
use crate::said::{Said, text};

const DOCKER: Dialect = Dialect::Docker;

pub(crate) fn expected(line: &Line<'_>, release: u16) -> Fields {
    let said = Said(line);
    let last = |name: &str| json!(text(&said.last(name).unwrap_or_default()));
    let on = |name: &str| json!(said.is_on(name));
    let number = |name: &str| json!(said.last(name).map_or(0, |value| integer(&value)));
    let texts = |name: &str| said.all(name).iter().map(|value| json!(text(value))).collect::<Value>();
    let size = |name: &str| {
        let parse = if name == "memory-swap" { Size::parse_swap } else { Size::parse };
        json!(said.last(name).map_or(0, |value| parse(&value).expect("a size was read").bytes()))
    };
    let cpus = said.last("cpus").map_or(0, |value| Cpus::parse(&value, DOCKER).expect("cpus were read").nanos());
    let mut fields = vec![
        ("/HostConfig/AutoRemove", on("rm")),
        ("/HostConfig/Privileged", on("privileged")),
        ("/HostConfig/PublishAllPorts", on("publish-all")),
        ("/HostConfig/ReadonlyRootfs", on("read-only")),
        ("/HostConfig/Init", said.switch("init").map_or(Value::Null, |on| json!(on))),
        ("/HostConfig/OomKillDisable", on("oom-kill-disable")),
        ("/HostConfig/CgroupParent", last("cgroup-parent")),
        ("/HostConfig/CgroupnsMode", last("cgroupns")),
        ("/HostConfig/ContainerIDFile", last("cidfile")),
        ("/HostConfig/CpusetCpus", last("cpuset-cpus")),
        ("/HostConfig/CpusetMems", last("cpuset-mems")),
        ("/HostConfig/IpcMode", last("ipc")),
        ("/HostConfig/Isolation", last("isolation")),
        ("/HostConfig/PidMode", last("pid")),
        ("/HostConfig/UTSMode", last("uts")),
        ("/HostConfig/UsernsMode", last("userns")),
        ("/HostConfig/VolumeDriver", last("volume-driver")),
        (
            "/HostConfig/Runtime",
            said.last("runtime").filter(|name| !name.is_empty()).map_or(Value::Null, |name| json!(text(&name))),
        ),
        ("/HostConfig/CpuPeriod", number("cpu-period")),
        ("/HostConfig/CpuQuota", number("cpu-quota")),
        ("/HostConfig/CpuRealtimePeriod", number("cpu-rt-period")),
        ("/HostConfig/CpuRealtimeRuntime", number("cpu-rt-runtime")),
        ("/HostConfig/CpuShares", number("cpu-shares")),
        ("/HostConfig/BlkioWeight", number("blkio-weight")),
        ("/HostConfig/OomScoreAdj", number("oom-score-adj")),
        ("/HostConfig/PidsLimit", number("pids-limit")),
        ("/HostConfig/MemorySwappiness", json!(said.last("memory-swappiness").map_or(-1, |value| integer(&value)))),
        ("/HostConfig/Memory", size("memory")),
        ("/HostConfig/MemoryReservation", size("memory-reservation")),
        ("/HostConfig/MemorySwap", size("memory-swap")),
        ("/HostConfig/ShmSize", size("shm-size")),
        ("/HostConfig/NanoCpus", json!(cpus)),
        ("/HostConfig/DeviceCgroupRules", texts("device-cgroup-rule")),
        ("/HostConfig/DnsOptions", texts("dns-option")),
        ("/HostConfig/GroupAdd", texts("group-add")),
        ("/HostConfig/VolumesFrom", texts("volumes-from")),
        ("/HostConfig/ExtraHosts", hosts(&said)),
        ("/HostConfig/Links", links(&said)),
        ("/HostConfig/Binds", binds(&said, release)),
        ("/HostConfig/Devices", devices(&said)),
        ("/HostConfig/Tmpfs", tmpfs(&said)),
        ("/HostConfig/Ulimits", ulimits(&said)),
        ("/HostConfig/Sysctls", sysctls(&said)),
        ("/HostConfig/LogConfig/Type", last("log-driver")),
        ("/HostConfig/LogConfig/Config", pairs(&said, "log-opt")),
        ("/HostConfig/StorageOpt", pairs(&said, "storage-opt")),
        ("/HostConfig/BlkioDeviceReadBps", throttles(&said, "device-read-bps", release)),
        ("/HostConfig/BlkioDeviceWriteBps", throttles(&said, "device-write-bps", release)),
        ("/HostConfig/BlkioDeviceReadIOps", throttles(&said, "device-read-iops", release)),
        ("/HostConfig/BlkioDeviceWriteIOps", throttles(&said, "device-write-iops", release)),
        ("/HostConfig/BlkioWeightDevice", weights(&said)),
        ("/HostConfig/RestartPolicy", restart(&said)),
        ("/HostConfig/NetworkMode", network(&said)),
        ("/ExposedPorts", exposed(&said)),
        ("/HostConfig/PortBindings", bindings(&said)),
        ("/HostConfig/Mounts", mounts(&said, release)),
        ("/HostConfig/SecurityOpt", security(&said)),
        ("/HostConfig/DeviceRequests", gpus(&said)),
        ("/HostConfig/CapAdd", capabilities(&said, "cap-add", release)),
        ("/HostConfig/CapDrop", capabilities(&said, "cap-drop", release)),
    ];
    if release >= 2400 {
        fields.push(("/HostConfig/Annotations", pairs(&said, "annotation")));
    }
    fields
}

/// `KEY[=VALUE]`, the last of a key.
fn pairs(said: &Said<'_, '_>, name: &str) -> Value {
    let pair = |value: Vec<u8>| {
        let at = value.iter().position(|&byte| byte == b'=').unwrap_or(value.len());
        (text(&value[..at]), json!(text(value.get(at + 1..).unwrap_or_default())))
    };
    Value::Object(said.all(name).into_iter().map(pair).collect())
}

/// As written, an address's brackets taken off.
fn hosts(said: &Said<'_, '_>) -> Value {
    let read = said.all("add-host").into_iter().map(|value| AddHost::parse(&value, DOCKER).expect("a host was read"));
    read.map(|host| json!(text(&host.to_bytes()))).collect()
}

fn links(said: &Said<'_, '_>) -> Value {
    let links = said.all("link").into_iter();
    links.map(|link| json!(text(&link))).collect()
}

/// New clients make sources that begin with a dot absolute, and clean them.
fn placed(source: &[u8], release: u16) -> String {
    if release < 2300 || source.first() != Some(&b'.') {
        return text(source);
    }
    // The folder is made where temporary files are.
    let above = std::env::temp_dir();
    let mut path: Vec<&[u8]> = vec![b"$DIR"];
    for part in source.split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." if path.len() > 1 => drop(path.pop()),
            b".." if path == [b"$DIR"] => path = vec![above.as_os_str().as_encoded_bytes()],
            b".." => path = vec![b""],
            part => path.push(part),
        }
    }
    text(&path.join(&b'/'))
}

fn binds(said: &Said<'_, '_>, release: u16) -> Value {
    let read = said.all("volume").into_iter().map(|value| Volume::parse(&value, DOCKER).expect("a volume was read"));
    let sent = read.filter(|volume| volume.kind != SourceKind::Anonymous).map(|mut volume| {
        if volume.kind == SourceKind::Bind {
            let source = placed(&volume.source, release);
            volume.source.clear();
            return format!("{source}{}", text(&volume.to_bytes()));
        }
        text(&volume.to_bytes())
    });
    sent.collect::<BTreeSet<String>>().into_iter().map(Value::from).collect()
}

fn devices(said: &Said<'_, '_>) -> Value {
    let read = said.all("device").into_iter().map(|value| Device::parse(&value, DOCKER).expect("a device was read"));
    let paths = read.filter_map(|device| match device {
        Device::Path(path) => Some(path),
        Device::Cdi(_) => None,
    });
    let access = |path: &longshore::values::DevicePath| [(path.read, "r"), (path.write, "w"), (path.mknod, "m")];
    let sent = paths.map(|path| {
        let mut letters: Vec<&str> = access(&path).into_iter().filter_map(|(is, letter)| is.then_some(letter)).collect();
        letters.sort_unstable();
        json!({ "PathOnHost": text(&path.source), "PathInContainer": text(&path.target), "CgroupPermissions": letters.concat() })
    });
    sent.collect()
}

fn tmpfs(said: &Said<'_, '_>) -> Value {
    let read = said.all("tmpfs").into_iter().map(|value| Tmpfs::parse(&value, DOCKER).expect("a tmpfs was read"));
    Value::Object(read.map(|tmpfs| (text(&tmpfs.target), json!(text(&tmpfs.options.unwrap_or_default())))).collect())
}

fn ulimits(said: &Said<'_, '_>) -> Value {
    let mut last = BTreeMap::new();
    for value in said.all("ulimit") {
        let limit = Ulimit::parse(&value, DOCKER).expect("a limit was read").to_string();
        let (name, values) = limit.split_once('=').expect("NAME=SOFT:HARD");
        let (soft, hard) = values.split_once(':').unwrap_or((values, values));
        let number = |text: &str| text.parse::<i64>().expect("a number");
        last.insert(name.to_owned(), json!({ "Name": name, "Soft": number(soft), "Hard": number(hard) }));
    }
    last.into_values().collect()
}

fn sysctls(said: &Said<'_, '_>) -> Value {
    let read = said.all("sysctl").into_iter().map(|value| Sysctl::parse(&value, DOCKER).expect("a parameter was read"));
    Value::Object(read.map(|sysctl| (text(&sysctl.key), json!(text(&sysctl.value)))).collect())
}

/// Rates of devices, which 26.0 to 27.0 forget.
fn throttles(said: &Said<'_, '_>, name: &str, release: u16) -> Value {
    if (2600..=2700).contains(&release) {
        return Value::Null;
    }
    let parse = if name.ends_with("iops") { Throttle::parse_iops } else { Throttle::parse_bps };
    let read = said.all(name).into_iter().map(|value| parse(&value).expect("a rate was read"));
    read.map(|throttle| json!({ "Path": text(&throttle.device), "Rate": throttle.rate })).collect()
}

fn weights(said: &Said<'_, '_>) -> Value {
    let read = said.all("blkio-weight-device");
    let read = read.into_iter().map(|value| WeightDevice::parse(&value).expect("a weight was read"));
    read.map(|weight| json!({ "Path": text(&weight.device), "Weight": weight.weight })).collect()
}

/// The client takes the name apart from the count and judges neither.
fn restart(said: &Said<'_, '_>) -> Value {
    let Some(value) = said.last("restart") else { return json!({ "Name": "no", "MaximumRetryCount": 0 }) };
    let value = text(&value);
    let (name, count) = value.split_once(':').unwrap_or((&value, "0"));
    let count: i64 = if count.is_empty() { 0 } else { count.parse().expect("a count was read") };
    json!({ "Name": name, "MaximumRetryCount": count })
}

fn network(said: &Said<'_, '_>) -> Value {
    let first = said.all("network").into_iter().next();
    json!(first.map_or_else(
        || "default".to_owned(),
        |value| network_name(&Network::parse(&value, DOCKER).expect("a network was read"))
    ))
}

fn published(said: &Said<'_, '_>) -> Vec<Publish> {
    said.all("publish").iter().map(|value| Publish::parse(value, DOCKER).expect("a port was read")).collect()
}

fn exposed(said: &Said<'_, '_>) -> Value {
    let mut ports = serde_json::Map::new();
    for publish in published(said) {
        for port in publish.container.first()..=publish.container.last() {
            ports.insert(format!("{port}/{}", publish.protocol), json!({}));
        }
    }
    for value in said.all("expose") {
        let expose = Expose::parse(&value, DOCKER).expect("a port was read");
        for port in expose.ports.first()..=expose.ports.last() {
            ports.insert(format!("{port}/{}", text(&expose.protocol)), json!({}));
        }
    }
    Value::Object(ports)
}

fn bindings(said: &Said<'_, '_>) -> Value {
    let mut ports: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for publish in published(said) {
        let ip = publish.ip.map_or_else(String::new, |ip| ip.to_string());
        for (index, port) in (publish.container.first()..=publish.container.last()).enumerate() {
            let host = match publish.host {
                None => String::new(),
                // One port of the container may take any of several of the host.
                Some(host) if publish.container.count() == 1 && host.count() > 1 => {
                    format!("{}-{}", host.first(), host.last())
                }
                Some(host) => (usize::from(host.first()) + index).to_string(),
            };
            let binding = json!({ "HostIp": ip, "HostPort": host });
            ports.entry(format!("{port}/{}", publish.protocol)).or_default().push(binding);
        }
    }
    json!(ports)
}

/// Type, source, target and access; the options of each type are compared in the canonical form only.
fn mounts(said: &Said<'_, '_>, release: u16) -> Value {
    let read = said.all("mount").into_iter().map(|value| Mount::parse(&value, DOCKER).expect("a mount was read"));
    let sent = read.map(|mount| {
        let kind = match mount.kind() {
            MountType::Bind => "bind".to_owned(),
            MountType::Image => "image".to_owned(),
            MountType::Tmpfs => "tmpfs".to_owned(),
            MountType::Volume => "volume".to_owned(),
            MountType::Other(kind) => text(&kind),
            other => panic!("docker has no mount {other:?}"),
        };
        // The client puts a folder before it whatever the type is: the engine then refuses it as a volume's name.
        let source = placed(mount.source().unwrap_or_default(), release);
        let mut sent = json!({ "Type": kind, "Source": source, "Target": text(mount.target()) });
        sent["ReadOnly"] = json!(mount.access() != longshore::values::Access::ReadWrite);
        sent
    });
    let source = if release < 2803 { "$ENGINE" } else { "/var/run/docker.sock" };
    let engine = json!({ "Type": "bind", "Source": source, "Target": "/var/run/docker.sock", "ReadOnly": false });
    sent.chain(said.is_on("use-api-socket").then_some(engine)).collect()
}

/// What is sent on; a file's content is not compared, and two options stay in the client.
fn security(said: &Said<'_, '_>) -> Value {
    let read = said.all("security-opt").into_iter();
    let sent = read.filter(|value| {
        SecurityOpt::parse(value, DOCKER).expect("an option was read") != SecurityOpt::SystemPathsUnconfined
    });
    sent.filter(|value| !value.starts_with(b"seccomp=") || value == b"seccomp=unconfined")
        .map(|value| json!(text(&value)))
        .collect()
}

/// Count, devices and driver of each request.
fn gpus(said: &Said<'_, '_>) -> Value {
    let read = said.all("gpus").into_iter().map(|value| Gpus::parse(&value).expect("gpus were read"));
    let sent = read.map(|gpus| {
        let devices =
            gpus.devices.as_ref().map(|devices| devices.iter().map(|device| text(device)).collect::<Vec<_>>());
        json!({ "Count": gpus.effective_count().unwrap_or(0), "DeviceIDs": devices, "Driver": text(&gpus.driver) })
    });
    let mut all: Vec<Value> = sent.collect();
    let cdi = said.all("device").into_iter().filter_map(|value| match Device::parse(&value, DOCKER) {
        Ok(Device::Cdi(_)) => Some(text(&value)),
        _ => None,
    });
    let cdi: Vec<String> = cdi.collect();
    if !cdi.is_empty() {
        all.push(json!({ "Count": 0, "DeviceIDs": cdi, "Driver": "cdi" }));
    }
    Value::Array(all)
}

/// New clients write the kernel's names, and each once; old ones send what was given.
fn capabilities(said: &Said<'_, '_>, name: &str, release: u16) -> Value {
    let given = said.all(name).into_iter().map(|value| text(&value));
    if release < 2800 {
        return given.map(Value::from).collect();
    }
    let known = |value: String| {
        let upper = value.to_uppercase();
        if upper == "ALL" || upper.starts_with("CAP_") { upper } else { format!("CAP_{upper}") }
    };
    given.map(known).collect::<BTreeSet<String>>().into_iter().map(Value::from).collect()
}
