//! What a request may hold, read from its JSON.

use serde_json::{Value, json};

/// Roots under which binds may lie, and whether they may be written.
const ROOTS: &[(&str, bool)] =
    &[("/scratch", true), ("/project", true), ("/home/alice", true), ("/cvmfs", false), ("/software", false)];

/// What the request asks for beyond the policy.
pub(crate) fn violations(request: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let host = &request["HostConfig"];
    for bind in list(&host["Binds"]) {
        let text = bind.as_str().unwrap_or_default();
        let mut parts = text.split(':');
        let (source, target) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let options: Vec<&str> = parts.next().unwrap_or_default().split(',').collect();
        mount(source, target, options.contains(&"ro"), &mut found);
        if options.iter().any(|option| matches!(*option, "z" | "Z" | "shared" | "rshared")) {
            found.push(format!("bind {text} with {options:?}"));
        }
    }
    for one in list(&host["Mounts"]) {
        let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
        match text("Type").as_str() {
            "bind" => {
                mount(&text("Source"), &text("Target"), one["ReadOnly"] == json!(true), &mut found);
                let propagation = one["BindOptions"]["Propagation"].as_str().unwrap_or_default().to_owned();
                let is_cvmfs =
                    text("Source").starts_with("/cvmfs") && matches!(propagation.as_str(), "rslave" | "slave");
                if !matches!(propagation.as_str(), "" | "private" | "rprivate") && !is_cvmfs {
                    found.push(format!("propagation {propagation}"));
                }
            }
            "tmpfs" => {
                let size = one["TmpfsOptions"]["SizeBytes"].as_u64().unwrap_or_default();
                if size == 0 || size > 1 << 30 {
                    found.push(format!("tmpfs of {size} bytes"));
                }
                target(&text("Target"), &mut found);
            }
            other => found.push(format!("mount of type {other}")),
        }
    }
    for (path, options) in host["Tmpfs"].as_object().into_iter().flatten() {
        let options = options.as_str().unwrap_or_default();
        let size = options.split(',').filter_map(|option| option.strip_prefix("size=")).next_back();
        let bytes = size.map(bytes).unwrap_or_default();
        if bytes == 0 || bytes > 1 << 30 || options.split(',').any(|option| matches!(option, "dev" | "suid")) {
            found.push(format!("tmpfs {path} with {options}"));
        }
        target(path, &mut found);
    }
    forbidden(request, host, &mut found);
    limits(host, &mut found);
    identity(request, host, &mut found);
    found
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn mount(source: &str, path: &str, read_only: bool, found: &mut Vec<String>) {
    if let Some(name) = source.strip_prefix("/var/lib/longshore/") {
        let is_ours =
            matches!((name.split('-').next(), path), (Some("passwd"), "/etc/passwd") | (Some("group"), "/etc/group"));
        if !is_ours || !read_only {
            found.push(format!("state {source} at {path}"));
        }
        return;
    }
    let root = ROOTS
        .iter()
        .find(|(root, _)| source.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    let is_clean = source.starts_with('/') && !source.split('/').any(|part| part == "..") && !source.contains("//");
    // Links of the user's that lead out of the storage.
    let leads_out =
        ["/scratch/alice/etc", "/scratch/alice/up", "/home/alice/sock"].iter().any(|link| source.starts_with(link));
    match root {
        Some((_, writable)) if (*writable || read_only) && is_clean && !leads_out => {}
        _ => found.push(format!("bind {source}{}", if read_only { " (ro)" } else { "" })),
    }
    target(path, found);
}

fn target(path: &str, found: &mut Vec<String>) {
    let is_clean = path.starts_with('/') && !path.split('/').any(|part| part == "..");
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let is_system = parts.first().is_none_or(|first| matches!(*first, "etc" | "proc" | "sys" | "dev"));
    if !is_clean || is_system {
        found.push(format!("target {path}"));
    }
}

/// `100m` in bytes, for the few sizes that are generated.
fn bytes(text: &str) -> u64 {
    let (digits, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let factor = match unit {
        "" => 1,
        "k" => 1 << 10,
        "m" => 1 << 20,
        "g" => 1 << 30,
        _ => return 0,
    };
    digits.parse::<u64>().map_or(0, |number| number * factor)
}

/// What may not be there at all, or only with these values.
fn forbidden(request: &Value, host: &Value, found: &mut Vec<String>) {
    let empty = |value: &Value| match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Number(number) => number.as_i64() == Some(0),
        Value::Bool(true) => false,
    };
    for key in [
        "CapAdd",
        "Privileged",
        "Devices",
        "DeviceCgroupRules",
        "DeviceRequests",
        "PidMode",
        "IpcMode",
        "UTSMode",
        "UsernsMode",
        "CgroupnsMode",
        "Links",
        "VolumesFrom",
        "Runtime",
        "CgroupParent",
        "Cgroup",
        "ExtraHosts",
        "Dns",
        "DnsOptions",
        "DnsSearch",
        "StorageOpt",
        "OomKillDisable",
        "Sysctls",
        "Isolation",
        "PublishAllPorts",
        "BlkioWeight",
        "CpuRealtimeRuntime",
        "CpuRealtimePeriod",
        "Annotations",
        "VolumeDriver",
    ] {
        let value = &host[key];
        let is_default = key == "Isolation" && value == "default" || key == "VolumeDriver" && value == "local";
        if !empty(value) && !is_default {
            found.push(format!("{key} = {value}"));
        }
    }
    if request["Volumes"].as_object().is_some_and(|volumes| !volumes.is_empty()) {
        found.push(format!("Volumes = {}", request["Volumes"]));
    }
    if !list(&host["CapDrop"]).iter().any(|one| one.as_str().is_some_and(|one| one.eq_ignore_ascii_case("ALL"))) {
        found.push(format!("CapDrop = {}", host["CapDrop"]));
    }
    let options: Vec<&str> = list(&host["SecurityOpt"]).iter().filter_map(Value::as_str).collect();
    let is_no_new =
        |option: &&str| matches!(*option, "no-new-privileges" | "no-new-privileges=true" | "no-new-privileges:true");
    if !options.iter().any(&is_no_new) || !options.iter().all(is_no_new) {
        found.push(format!("SecurityOpt = {options:?}"));
    }
    // `systempaths=unconfined` empties them.
    for key in ["MaskedPaths", "ReadonlyPaths"] {
        if host[key].as_array().is_some_and(Vec::is_empty) {
            found.push(format!("{key} is empty"));
        }
    }
    connections(request, host, found);
    labels_and_variables(request, found);
    for key in ["StopSignal", "Healthcheck", "Domainname"] {
        if !empty(&request[key]) {
            found.push(format!("{key} = {}", request[key]));
        }
    }
    let driver = host["LogConfig"]["Type"].as_str().unwrap_or_default();
    if !matches!(driver, "" | "none" | "json-file" | "local") || !empty(&host["LogConfig"]["Config"]) {
        found.push(format!("LogConfig = {}", host["LogConfig"]));
    }
}

/// Networks, ports, and how long the container lives.
fn connections(request: &Value, host: &Value, found: &mut Vec<String>) {
    let mode = host["NetworkMode"].as_str().unwrap_or_default();
    if !matches!(mode, "" | "default" | "bridge" | "none") {
        found.push(format!("NetworkMode = {mode}"));
    }
    for name in request["NetworkingConfig"]["EndpointsConfig"].as_object().into_iter().flatten().map(|(name, _)| name) {
        if !matches!(name.as_str(), "default" | "bridge" | "none") {
            found.push(format!("network {name}"));
        }
    }
    for (port, bindings) in host["PortBindings"].as_object().into_iter().flatten() {
        for binding in list(bindings) {
            let number = binding["HostPort"].as_str().and_then(|text| text.parse::<u16>().ok()).unwrap_or_default();
            if !(8000..=8999).contains(&number) {
                found.push(format!("port {port} at {binding}"));
            }
        }
    }
    let restart = host["RestartPolicy"]["Name"].as_str().unwrap_or_default();
    if !matches!(restart, "" | "no") {
        found.push(format!("RestartPolicy = {restart}"));
    }
    if request["StopTimeout"].as_i64().is_some_and(|seconds| !(0..=120).contains(&seconds)) {
        found.push(format!("StopTimeout = {}", request["StopTimeout"]));
    }
    if host["OomScoreAdj"].as_i64().unwrap_or_default() < 0 {
        found.push(format!("OomScoreAdj = {}", host["OomScoreAdj"]));
    }
}

/// Names that steer other programs, and where the job starts.
fn labels_and_variables(request: &Value, found: &mut Vec<String>) {
    for variable in list(&request["Env"]).iter().filter_map(Value::as_str) {
        let name = variable.split('=').next().unwrap_or_default();
        let is_hook = name.starts_with("LD_") || name.starts_with("NVIDIA_");
        if is_hook || variable == "TOKEN" {
            found.push(format!("Env {variable}"));
        }
    }
    for key in request["Labels"].as_object().into_iter().flatten().map(|(key, _)| key) {
        if !key.starts_with("org.example.") && key != "org.htcondorproject" && !key.starts_with("nextflow.") {
            found.push(format!("label {key}"));
        }
    }
    let directory = request["WorkingDir"].as_str().unwrap_or_default();
    if !directory.is_empty()
        && (!directory.starts_with('/') || directory.starts_with("/proc") || directory.contains(".."))
    {
        found.push(format!("WorkingDir = {directory}"));
    }
}

fn limits(host: &Value, found: &mut Vec<String>) {
    let within = |key: &str, most: i64, found: &mut Vec<String>| {
        let value = host[key].as_i64().unwrap_or_default();
        if value <= 0 || value > most {
            found.push(format!("{key} = {}", host[key]));
        }
    };
    within("Memory", 256 << 30, found);
    within("PidsLimit", 16384, found);
    let swap = host["MemorySwap"].as_i64().unwrap_or_default();
    if !(0..=512 << 30).contains(&swap) {
        found.push(format!("MemorySwap = {swap}"));
    }
    let (quota, period) =
        (host["CpuQuota"].as_i64().unwrap_or_default(), host["CpuPeriod"].as_i64().unwrap_or_default());
    let nanos = host["NanoCpus"].as_i64().unwrap_or_default();
    let period = if period > 0 { period } else { 100_000 };
    let cpus = if nanos > 0 {
        nanos
    } else if quota > 0 {
        quota.saturating_mul(1_000_000_000) / period
    } else {
        0
    };
    if cpus <= 0 || cpus > 64_000_000_000 {
        found.push(format!("CPUs: NanoCpus {nanos}, quota {quota}"));
    }
    if host["ShmSize"].as_i64().unwrap_or_default() > 64 << 30 {
        found.push(format!("ShmSize = {}", host["ShmSize"]));
    }
    if host["CpuShares"].as_i64().unwrap_or_default() > 65536 {
        found.push(format!("CpuShares = {}", host["CpuShares"]));
    }
    for one in list(&host["Ulimits"]) {
        let hard = one["Hard"].as_i64().unwrap_or_default();
        let is_listed = match one["Name"].as_str().unwrap_or_default() {
            "nofile" => (0..=65536).contains(&hard),
            "core" | "stack" | "memlock" => true,
            _ => false,
        };
        if !is_listed {
            found.push(format!("ulimit {one}"));
        }
    }
}

fn identity(request: &Value, host: &Value, found: &mut Vec<String>) {
    if request["User"] != "1000:1000" {
        found.push(format!("User = {}", request["User"]));
    }
    for group in list(&host["GroupAdd"]) {
        if !matches!(group.as_str(), Some("1000" | "2000")) {
            found.push(format!("group {group}"));
        }
    }
    let name = |bind: &Value| bind["Target"].as_str().unwrap_or_default().to_owned();
    let targets: Vec<String> = list(&host["Mounts"]).iter().map(name).collect();
    for file in ["/etc/passwd", "/etc/group"] {
        if targets.iter().filter(|target| *target == file).count() != 1 {
            found.push(format!("{file} is not mounted once"));
        }
    }
}

/// A request without faults.
pub(crate) fn good() -> Value {
    let file = |name: &str| json!({ "Type": "bind", "Source": format!("/var/lib/longshore/{name}-1"), "Target": format!("/etc/{name}"), "ReadOnly": true });
    json!({
        "User": "1000:1000",
        "Env": ["A=1"],
        "HostConfig": {
            "Memory": 4_294_967_296_i64, "PidsLimit": 1024, "NanoCpus": 2_000_000_000_i64, "CapDrop": ["ALL"],
            "SecurityOpt": ["no-new-privileges=true"], "GroupAdd": ["1000"], "Binds": null,
            "Mounts": [file("passwd"), file("group")],
        },
    })
}

/// Faults: where, and what stands there then.
pub(crate) fn bad() -> Vec<(&'static str, Value)> {
    vec![
        ("/HostConfig/Binds", json!(["/etc:/x"])),
        ("/HostConfig/Binds", json!(["/cvmfs/a:/x"])),
        ("/HostConfig/Binds", json!(["/scratch/../etc:/x"])),
        ("/HostConfig/Binds", json!(["/scratch/a:/etc"])),
        ("/HostConfig/CapAdd", json!(["CAP_CHOWN"])),
        ("/HostConfig/CapDrop", json!([])),
        ("/HostConfig/Privileged", json!(true)),
        ("/HostConfig/PidMode", json!("host")),
        ("/HostConfig/NetworkMode", json!("host")),
        ("/HostConfig/Devices", json!([{}])),
        ("/HostConfig/Memory", json!(0)),
        ("/HostConfig/PidsLimit", json!(-1)),
        ("/HostConfig/NanoCpus", json!(0)),
        ("/HostConfig/SecurityOpt", json!(["no-new-privileges=false"])),
        ("/HostConfig/GroupAdd", json!(["0"])),
        ("/User", json!("")),
        ("/User", json!("0")),
        ("/Volumes", json!({ "/x": {} })),
        ("/Env", json!(["LD_PRELOAD=x"])),
        ("/Labels", json!({ "traefik": "1" })),
    ]
}

/// Puts a value where the pointer says.
pub(crate) fn set(request: &mut Value, pointer: &str, value: Value) {
    let mut at = request;
    for part in pointer.split('/').skip(1) {
        at = &mut at[part];
    }
    *at = value;
}
