//! The same line on both engines: what `docker inspect` says of docker's container, and `podman inspect` of podman's.
//!
//! Of each line a container is made by the real docker, and another one of the translated line by the real podman; none is
//! started. Fields that a line changes, against a container of a line without options, have to say the same.

#![expect(clippy::disallowed_methods, reason = "a test that asks both engines")]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::{Value, json};

use super::{profile, translated_in, words};

const IMAGE: &str = "longshore-test:1";

/// Options of `create`, one line each.
const LINES: &[&str] = &[
    "-e A=1,B=2 -e C= -e GIVEN",
    "-e A=1 -e A=2 -e ABSENT",
    "-l a=b -l c --label d=e=f",
    "-u 1000:1000 -w /tmp --group-add 27 --group-add 1000",
    "-it",
    "-h host.example --domainname=",
    "--entrypoint /bin/true",
    "--entrypoint '[\"a\"]'",
    "--entrypoint=",
    "-m 64m --memory-reservation 7.5m --memory-swap 128m",
    "-m 0 --shm-size 0 --memory-swap 0",
    "--shm-size 1g --oom-score-adj 0x10",
    "--cpus 1/2 --cpuset-cpus 0 --cpuset-mems 0",
    "--cpu-shares 0100 --cpu-period 50000 --cpu-quota 25000",
    "--pids-limit 100",
    "--cap-drop ALL --cap-add sys_ptrace --cap-add CAP_CHOWN",
    "--privileged",
    "--read-only",
    "--security-opt no-new-privileges:true",
    "--security-opt seccomp=unconfined --security-opt label:disable",
    "--network none",
    "--network host",
    "--network name=host",
    "--net default --dns 10.0.0.1 --dns 10.0.0.2 --dns-search a.example --dns-opt ndots:2",
    "--add-host a:10.0.0.1 --add-host b=10.0.0.2 --add-host c:::1",
    "-p 8080:80 -p 127.0.0.1:8081:81/udp -p 9000-9001:90-91",
    "-p target=80,published=8080 --expose 90-91/tcp",
    "--ipc host --pid host --uts host --cgroupns host",
    "--ipc private --cgroupns private",
    "--ipc none",
    "--restart on-failure:3",
    "--restart unless-stopped --log-driver none",
    "--rm --stop-signal SIGINT --stop-timeout 5",
    "--health-cmd 'CMD x' --health-interval 7s --health-retries 2 --health-timeout 3s --health-start-period 1s",
    "--health-cmd 'test -e /x' --health-timeout 0s --health-retries 0",
    "--no-healthcheck",
    "-v /tmp:/a -v /usr:/b:ro -v /var/tmp:/c:rw,rslave",
    "-v ./:/a:ro,consistent -v /tmp/:/b/",
    "-v longshore-translation:/v:ro -v /anonymous",
    "--mount type=bind,src=/tmp,dst=/a,ro=1 --mount type=bind,source=/usr,target=/b,readonly=false",
    "--mount TYPE=bind,src=./,dst=/a,bind-propagation=rslave",
    "--mount src=longshore-translation,dst=/v,readonly",
    "--tmpfs /t --tmpfs /u:size=1m,exec,mode=700",
    "--mount type=tmpfs,dst=/t,tmpfs-size=1m,tmpfs-mode=1770",
    "--device /dev/null --device /dev/zero:/dev/nought:r",
    "--ulimit nofile=1024:2048 --ulimit core=0 --ulimit nofile=512",
    "--sysctl net.ipv4.ip_forward=1 --sysctl kernel.msgmax=65536",
    "--name /longshore-translation-1",
    "--log-driver json-file --log-opt max-size=1m",
    "--blkio-weight 0 --kernel-memory 0 --userns host",
    "--isolation= --runtime runc",
];

/// A folder both engines see, where relative paths begin.
const FOLDER: &str = "/tmp";

struct Engine {
    path: &'static str,
    env: Vec<(&'static str, PathBuf)>,
    made: Vec<String>,
}

/// A podman that keeps all it knows in a folder, with an image of the name.
fn podman(dir: &Path) -> Engine {
    let place = dir.display();
    let storage = format!("[storage]\ndriver = \"vfs\"\nrunroot = \"{place}/runroot\"\ngraphroot = \"{place}/root\"\n");
    let containers = format!(
        "[engine]\nruntime = \"runc\"\nlock_type = \"file\"\nevents_logger = \"none\"\ncgroup_manager = \"cgroupfs\"\n\
         tmp_dir = \"{place}/tmp\"\nstatic_dir = \"{place}/static\"\nvolume_path = \"{place}/volumes\"\n\
         [network]\nnetwork_config_dir = \"{place}/net\"\n"
    );
    fs::write(dir.join("storage.conf"), storage).expect("a file");
    fs::write(dir.join("containers.conf"), containers).expect("a file");
    fs::create_dir_all(dir.join("image/bin")).expect("a folder");
    fs::write(dir.join("image/bin/sh"), "no program").expect("a file");
    let archive = dir.join("image.tar");
    let packed = Command::new("tar").arg("-C").arg(dir.join("image")).arg("-cf").arg(&archive).arg(".").status();
    assert!(packed.is_ok_and(|status| status.success()), "tar packs an image");
    let env = [("CONTAINERS_STORAGE_CONF", "storage.conf"), ("CONTAINERS_CONF", "containers.conf")];
    let env = env.map(|(name, file)| (name, dir.join(file))).to_vec();
    let engine = Engine { path: "/usr/bin/podman", env, made: Vec::new() };
    engine.call(&["import".into(), archive.into(), IMAGE.into()]).expect("an image");
    engine
}

impl Engine {
    fn call(&self, args: &[OsString]) -> Result<String, String> {
        let output = Command::new(self.path)
            .args(args)
            .current_dir(FOLDER)
            .envs(self.env.iter().cloned())
            .env("GIVEN", "of the caller")
            .env_remove("ABSENT")
            .stdin(Stdio::null())
            .output()
            .expect("the engine runs");
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }

    /// Makes a container of each line.
    fn make(&mut self, lines: &[Vec<OsString>]) -> Vec<Value> {
        for line in lines {
            let id = self.call(line).unwrap_or_else(|said| panic!("{} {line:?}: {said}", self.path));
            self.made.push(id.lines().last().unwrap_or_default().to_owned());
        }
        let mut inspect = vec![OsString::from("container"), "inspect".into()];
        inspect.extend(self.made.iter().map(OsString::from));
        let shown: Value = serde_json::from_str(&self.call(&inspect).expect("inspect")).expect("JSON");
        shown.as_array().expect("a list").clone()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if !self.made.is_empty() {
            let mut rm = ["rm", "-f", "-v"].map(OsString::from).to_vec();
            rm.extend(self.made.iter().map(OsString::from));
            drop(self.call(&rm));
        }
        drop(self.call(&["volume", "rm", "longshore-translation"].map(OsString::from)));
    }
}

/// The client of this machine that knows the most: an old one refuses some of the lines.
fn newest_docker() -> Option<&'static str> {
    let numbers = |version: &str| version.split('.').map_while(|number| number.parse().ok()).collect::<Vec<u32>>();
    testkit::clients().iter().max_by_key(|client| numbers(&client.version))?.path.to_str()
}

fn answers(path: &str, args: &[&str]) -> bool {
    let output = Command::new(path).args(args).output();
    output.is_ok_and(|output| output.status.success())
}

/// What the engine says of a container of each line; they are removed.
fn made_by(mut engine: Engine, lines: &[Vec<OsString>]) -> Vec<Value> {
    engine.make(lines)
}

#[test]
fn both_engines_make_the_same_container_of_a_line() {
    let is_root = rustix::process::geteuid().is_root();
    let docker = newest_docker().filter(|docker| answers(docker, &["image", "inspect", "-f", "{{.Id}}", IMAGE]));
    let Some(docker) = docker.filter(|_| is_root && answers("/usr/bin/podman", &["--version"])) else {
        testkit::skipped(&format!("not root, no docker with {IMAGE}, or no podman"));
        return;
    };
    let dir = tempfile::tempdir().expect("a folder");
    let profile = profile("reads: \"4.3\"\n");
    let lines: Vec<Vec<OsString>> = std::iter::once(&"")
        .chain(LINES)
        .map(|options| words(&format!("docker create {options} {IMAGE} sh -c 'x y'")))
        .collect();
    let podman_lines: Vec<Vec<OsString>> =
        lines.iter().map(|line| translated_in(FOLDER, &profile, line).expect("translated")).collect();
    let docker_lines: Vec<Vec<OsString>> = lines.iter().map(|line| line[1..].to_vec()).collect();
    let (docker, podman) = thread::scope(|scope| {
        let docker = Engine { path: docker, env: Vec::new(), made: Vec::new() };
        let docker = scope.spawn(|| made_by(docker, &docker_lines));
        let podman = made_by(podman(dir.path()), &podman_lines);
        (docker.join().expect("docker"), podman)
    });
    let mut found = String::new();
    let [plain_docker, plain_podman] = [fields(&docker[0], true), fields(&podman[0], false)];
    for ((line, docker), podman) in LINES.iter().zip(&docker[1..]).zip(&podman[1..]) {
        let (docker, podman) = (fields(docker, true), fields(podman, false));
        for (field, said) in &docker {
            let changed = plain_docker.get(field) != Some(said) || plain_podman.get(field) != podman.get(field);
            if changed && podman.get(field) != Some(said) {
                let other = &podman[field];
                let _ = writeln!(found, "{line}\n  {field}: docker {said}\n  {field}: podman {other}");
            }
        }
    }
    assert!(LINES.len() >= 40);
    assert!(found.is_empty(), "\n{found}");
}

/// A list without order.
fn set(value: &Value) -> Value {
    let texts = value.as_array().into_iter().flatten().map(|one| one.as_str().map_or(one.to_string(), str::to_owned));
    json!(texts.collect::<BTreeSet<String>>())
}

/// Fields of `Config` that both have in one form.
const CONFIG: [&str; 6] = ["Cmd", "Labels", "OpenStdin", "Tty", "User", "WorkingDir"];

/// Fields of `HostConfig` that both have in one form, but for `null`, 0 and nothing. podman 4.3 says of every namespace of IPC that
/// it is `shareable`, and chooses the ports of `-P` when it makes the container.
const HOST: [&str; 22] = [
    "AutoRemove",
    "BlkioWeight",
    "CgroupParent",
    "CpuPeriod",
    "CpuQuota",
    "CpuShares",
    "CpusetCpus",
    "CpusetMems",
    "Memory",
    "MemoryReservation",
    "MemorySwap",
    "NanoCpus",
    "NetworkMode",
    "OomScoreAdj",
    "PidMode",
    "PidsLimit",
    "Privileged",
    "ReadonlyRootfs",
    "ShmSize",
    "UTSMode",
    "UsernsMode",
    "VolumesFrom",
];

/// Lists of `HostConfig`.
const LISTS: [&str; 5] = ["Dns", "DnsOptions", "DnsSearch", "ExtraHosts", "GroupAdd"];

/// The environment that an engine gives to every container.
const OWN: [&str; 5] = ["HOME", "HOSTNAME", "PATH", "TERM", "container"];

/// What both say of a container, in one form.
fn fields(of: &Value, is_docker: bool) -> BTreeMap<&'static str, Value> {
    let (config, host) = (&of["Config"], &of["HostConfig"]);
    let mut fields = BTreeMap::new();
    for field in CONFIG {
        fields.insert(field, config[field].clone());
    }
    for field in HOST {
        let value = &host[field];
        // podman says nothing of the namespace of users that is the default, and writes CPUs out as a quota.
        let is_quota =
            matches!(field, "CpuPeriod" | "CpuQuota") && host["NanoCpus"].as_u64().is_some_and(|cpus| cpus > 0);
        let is_default = field == "UsernsMode" && value == "host";
        let is_nothing = value.is_null() || value == 0 || value == "" || value == -1 || is_quota || is_default;
        fields.insert(field, if is_nothing { Value::Null } else { value.clone() });
    }
    for field in LISTS {
        fields.insert(field, set(&host[field]));
    }
    // docker writes what another option implies for SELinux.
    let security = host["SecurityOpt"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let security = security.map(|option| option.replace(":true", "").replace(':', "="));
    fields.insert("SecurityOpt", json!(security.filter(|option| option != "label=disable").collect::<BTreeSet<_>>()));
    let environment = config["Env"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let is_asked = |entry: &&str| !OWN.contains(&entry.split('=').next().unwrap_or_default()) && entry.contains('=');
    fields.insert("Env", json!(environment.filter(is_asked).collect::<BTreeSet<&str>>()));
    // podman joins the words.
    let entrypoint = match &config["Entrypoint"] {
        Value::Array(words) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    fields.insert("Entrypoint", json!(entrypoint));
    fields.insert("Healthcheck", health(&config["Healthcheck"]));
    fields.insert("RestartPolicy", restart(&host["RestartPolicy"]));
    fields.insert("LogConfig", host["LogConfig"]["Type"].clone());
    fields.insert("Ports", ports(&host["PortBindings"]));
    fields.insert("Mounts", mounts(of, is_docker));
    fields.insert("Ulimits", ulimits(&host["Ulimits"]));
    fields
        .insert("Name", json!(of["Name"].as_str().unwrap_or_default().trim_start_matches('/').contains("translation")));
    fields
}

fn health(check: &Value) -> Value {
    if check["Test"].as_array().is_none_or(|test| test.is_empty() || test[0] == "NONE") {
        return json!(check["Test"][0] == "NONE");
    }
    // What docker leaves to its engine podman writes out.
    let or = |field: &str, default: u64| check[field].as_u64().filter(|&number| number > 0).unwrap_or(default);
    let second = 1_000_000_000;
    json!([
        check["Test"],
        or("Interval", 30 * second),
        or("Timeout", 30 * second),
        or("Retries", 3),
        or("StartPeriod", 0)
    ])
}

fn restart(policy: &Value) -> Value {
    let name = policy["Name"].as_str().filter(|name| *name != "no").unwrap_or_default();
    json!([name, policy["MaximumRetryCount"].as_u64().unwrap_or_default()])
}

fn ports(bindings: &Value) -> Value {
    let mut all = BTreeSet::new();
    for (port, hosts) in bindings.as_object().into_iter().flatten() {
        for host in hosts.as_array().into_iter().flatten() {
            let of = |field: &str| host[field].as_str().unwrap_or_default().to_owned();
            all.insert(format!("{}:{}:{port}", of("HostIp"), of("HostPort")));
        }
    }
    json!(all)
}

/// Binds and volumes, and tmpfs by their places.
fn mounts(of: &Value, is_docker: bool) -> Value {
    let mut all = BTreeSet::new();
    for mount in of["Mounts"].as_array().into_iter().flatten() {
        let kind = mount["Type"].as_str().unwrap_or_default();
        let name = mount["Name"].as_str().filter(|name| name.len() < 64).unwrap_or_default();
        let source = if kind == "bind" { mount["Source"].as_str().unwrap_or_default() } else { name };
        let propagation = mount["Propagation"].as_str().filter(|_| kind == "bind").unwrap_or_default();
        let target = mount["Destination"].as_str().unwrap_or_default().trim_end_matches('/');
        if kind != "tmpfs" {
            all.insert(format!("{kind} {source} {target} rw={} {propagation}", mount["RW"]));
        }
    }
    let mut places: BTreeSet<String> = BTreeSet::new();
    places.extend(of["HostConfig"]["Tmpfs"].as_object().into_iter().flatten().map(|(place, _)| place.clone()));
    if is_docker {
        let mounts = of["HostConfig"]["Mounts"].as_array().into_iter().flatten();
        let tmpfs = mounts.filter(|mount| mount["Type"] == "tmpfs");
        places.extend(tmpfs.filter_map(|mount| mount["Target"].as_str().map(str::to_owned)));
    }
    json!([all, places])
}

fn ulimits(limits: &Value) -> Value {
    let name = |limit: &Value| limit["Name"].as_str().unwrap_or_default().to_lowercase().replace("rlimit_", "");
    // podman adds a limit of processes to any other.
    let all = limits.as_array().into_iter().flatten().filter(|limit| name(limit) != "nproc");
    json!(all.map(|limit| format!("{} {} {}", name(limit), limit["Soft"], limit["Hard"])).collect::<BTreeSet<_>>())
}
