//! Lines near the border of a policy: each option with a value that is allowed, almost allowed, or not at all.

use std::ffi::OsString;

use testkit::Rng;

/// Options with values; those before the `|` are mostly inside of the policy, those behind it are not, or barely.
const POOL: &[(&str, &[&str], &[&str])] = &[
    (
        "--volume",
        &[
            "/scratch/alice:/data",
            "/cvmfs/x:/cvmfs/x:ro",
            "./in:/in",
            "/project/link/a:/p",
            "/software:/sw:ro",
            "/home/alice/x:/x:rw",
        ],
        &[
            "/etc:/mnt",
            "/scratch/alice/etc:/mnt",
            "/scratch/alice/../../etc:/mnt",
            "/scratch:/etc",
            "/cvmfs/x:/cvmfs/x",
            "/scratch/alice/up:/host",
            "/scratchx:/x",
            "/scratch/alice:/data:rshared",
            "/scratch/alice:/x:z",
            "x:/b",
            "vol:/b",
            "/b",
            "/var/run/docker.sock:/s",
            "/home/alice/sock:/s",
            "/home/bob:/b",
            "//etc:/x",
            "/scratch//alice:/y",
            "/scratch/alice/:/data/",
            "/scratch/alice:/proc/x",
            "/scratch/alice:/a/../etc",
            "/cvmfs/x:/c:ro,rw",
            "~/x:/x",
            "/:/x:ro",
            "/scratch/alice/missing:/m",
            "/scratch/alice:/etc/passwd",
            "/scratch/alice:/x:nocopy",
            "/cvmfs:/cvmfs:ro,rslave",
        ],
    ),
    (
        "--mount",
        &[
            "type=bind,src=/scratch/alice,dst=/m",
            "type=bind,source=/cvmfs/a,target=/c,readonly",
            "type=bind,src=./in,dst=/in",
            "type=tmpfs,dst=/t,tmpfs-size=1000000",
            "\"type=bind\",src=/project/a,dst=/p",
        ],
        &[
            "type=bind,src=/etc,dst=/m",
            "type=BIND,SRC=/etc,DST=/m",
            "type=bind,src=/scratch,src=/etc,dst=/m",
            "type=tmpfs,dst=/t",
            "type=volume,src=v,dst=/v",
            "type=volume,dst=/v,volume-driver=local,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/etc",
            "dst=/v",
            "type=bind,src=/cvmfs/a,dst=/c",
            "type=bind,src=/cvmfs/a,dst=/c,ro=false",
            "type=image,src=alpine,dst=/i",
            "type=npipe,src=/a,dst=/b",
            "type=bind,src=/scratch/alice,dst=/m,bind-propagation=rshared",
            "type=bind,\"src=/scratch/a,b\",dst=/m",
            "type=bind,src=/scratch/alice,dst=/etc/x",
            "type=bind,src=/scratch/alice,dst=m",
            "type=bind,src=/scratch/alice,dst=/m\ntype=bind,src=/etc,dst=/n",
            "type=cluster,src=x,dst=/y",
            "type=bind,src=/cvmfs/a,dst=/c,readonly,bind-nonrecursive",
            "type=bind,src=/software,dst=/s,ro=1",
        ],
    ),
    (
        "--tmpfs",
        &["/t:size=100m", "/t:size=1g,mode=700"],
        &["/t", "/t:size=2g", "/t:size=50%", "/etc:size=1m", "/t:size=1m,dev", "t", "/dev/shm:size=1k"],
    ),
    ("--cap-add", &[], &["SYS_ADMIN", "cap_chown", "all", "net_raw", "a,b"]),
    ("--cap-drop", &["ALL", "chown"], &["all,chown"]),
    ("--privileged", &["=false", "=0"], &["", "=true", "=1"]),
    (
        "--user",
        &["1000", "1000:1000", "1000:2000"],
        &["0", "root", "", "0:0", "1001", "1000:0", "+0", "-0", "=", "00", "alice"],
    ),
    ("--group-add", &["2000", "1000"], &["0", "999", "docker", "100", "2001"]),
    ("--pid", &[], &["host", "container:x", ""]),
    ("--ipc", &[], &["host", "shareable", "private", "container:job-1", ""]),
    ("--uts", &[], &["host", ""]),
    ("--userns", &[], &["host", ""]),
    ("--cgroupns", &[], &["host", "private", ""]),
    (
        "--network",
        &["none", "bridge", "default"],
        &["host", "container:x", "name=host", "HOST", "\"name=host\"", "mynet", "name=none,alias=x", ""],
    ),
    ("--net", &["none"], &["host"]),
    ("--device", &[], &["/dev/sda", "/dev/null", "nvidia.com/gpu=all", "/dev/fuse"]),
    ("--device-cgroup-rule", &[], &["a *:* rwm"]),
    ("--gpus", &[], &["all", "1", "device=0", "device=0,1", "0"]),
    (
        "--publish",
        &["8080:80", "8000-8001:80-81", "127.0.0.1:8999:80"],
        &["80:80", "80", "22:22", "7999-8001:1-3", "published=80,target=80", "9000:1", "[::]:8080:80", "0:80"],
    ),
    ("-P", &["=false"], &[""]),
    ("--memory", &["1g", "256g", "512m", "0x10000000"], &["0", "-1", "257g", "1t", "9223372036854775808", "", "100"]),
    ("--memory-swap", &["2g", "1g"], &["-1", "1t", "0", ""]),
    ("--cpus", &["1", "0.5", "1/2", "64"], &["0", "65", "1e3", "-1", ""]),
    ("--cpu-quota", &["50000"], &["-1", "99999999"]),
    ("--cpu-period", &["100000"], &["1000"]),
    ("--cpu-shares", &["100", "1024"], &["100000", "0"]),
    ("--cpuset-cpus", &["0-1"], &["99"]),
    ("--pids-limit", &["100", "16384", "0x10"], &["0", "-1", "16385"]),
    ("--shm-size", &["64m", "1g"], &["65g", "0", "1t"]),
    (
        "--ulimit",
        &["nofile=1024", "core=0", "stack=-1"],
        &["nofile=100000", "nproc=-1", "rtprio=99", "nofile=-1", "memlock=-1:-1"],
    ),
    (
        "--security-opt",
        &["no-new-privileges", "no-new-privileges:true"],
        &[
            "seccomp=unconfined",
            "apparmor=unconfined",
            "label=disable",
            "no-new-privileges=false",
            "systempaths=unconfined",
            "no-new-privileges:false",
            "label:type:spc_t",
        ],
    ),
    ("--sysctl", &[], &["net.ipv4.ip_forward=1", "kernel.msgmax=1"]),
    (
        "--env",
        &["A", "A=2", "B=x=y", "C=", "PATH=/bin"],
        &[
            "LD_PRELOAD=/x",
            "NVIDIA_VISIBLE_DEVICES=all",
            "NVIDIA_VISIBLE_DEVICES=none",
            "TOKEN",
            "DOCKER_HOST=x",
            "=x",
            "HOME",
        ],
    ),
    (
        "--env-file",
        &["env", "/scratch/alice/env"],
        &["/scratch/alice/evil.env", "/etc/shadow", "/proc/self/environ", "/scratch/alice/no"],
    ),
    (
        "--label",
        &["org.example.a=b", "org.htcondorproject=True"],
        &["traefik.enable=true", "com.docker.compose.project=x", "org.examplex=1", ""],
    ),
    ("--label-file", &["/scratch/alice/labels"], &["/scratch/alice/evil.labels", "/etc/passwd"]),
    ("--annotation", &[], &["run.oci.keep_original_groups=1"]),
    ("--restart", &["no"], &["always", "on-failure:3", "unless-stopped"]),
    ("--name", &["job-1", "nxf-abc"], &["x", "deadbeef", "", "/job-1", "job-"]),
    ("--hostname", &["h", "node1"], &[""]),
    ("--add-host", &[], &["db:10.0.0.1", "x:host-gateway"]),
    ("--dns", &[], &["8.8.8.8"]),
    ("--link", &[], &["other:x"]),
    ("--volumes-from", &[], &["other", "job-1:ro"]),
    ("--runtime", &[], &["runc", "nvidia", "/tmp/evil"]),
    ("--cgroup-parent", &[], &["/", "system.slice"]),
    ("--log-driver", &["none", "json-file"], &["syslog", "fluentd"]),
    ("--log-opt", &[], &["max-size=1m", "syslog-address=tcp://x"]),
    ("--storage-opt", &[], &["size=100g"]),
    ("--oom-score-adj", &["100", "0"], &["-1000", "-1"]),
    ("--oom-kill-disable", &["=false"], &[""]),
    ("--workdir", &["/data", "/in"], &["data", "/proc/1", "/a/../b", ""]),
    ("--entrypoint", &["/bin/sh", ""], &[]),
    ("--stop-timeout", &["10", "120"], &["3600", "-1"]),
    ("--stop-signal", &[], &["KILL", "37"]),
    ("--health-cmd", &[], &["true"]),
    ("--cidfile", &[], &["/scratch/alice/cid", "/etc/x"]),
    ("--use-api-socket", &["=false"], &[""]),
    ("--read-only", &["", "=false"], &[]),
    ("--init", &["", "=false"], &[]),
    ("--rm", &["", "=true"], &[]),
    ("-i", &[""], &[]),
    ("-t", &[""], &[]),
    ("--pull", &["missing", "never", "always"], &["x", ""]),
    ("--platform", &["linux/amd64"], &[]),
    ("--volume-driver", &["local"], &["evil"]),
    ("--mac-address", &[], &["02:00:00:00:00:01"]),
    ("--ip", &[], &["10.0.0.5"]),
    ("--blkio-weight", &[], &["10", "1000"]),
    ("--device-read-bps", &["/dev/sda:1m"], &[]),
    ("--isolation", &["default"], &["hyperv"]),
];

const IMAGES: &[&str] = &["alpine", "alpine:3.19", "busybox", "registry.example.org/a/b:1"];
const OTHER_IMAGES: &[&str] =
    &["evil.org/x", "a/b", "deadbeef", "sha256:0123", "Alpine", "registry.example.orgx/a", ""];

/// Letters for long names.
const LETTERS: &[(&str, &str)] = &[
    ("--volume", "-v"),
    ("--user", "-u"),
    ("--env", "-e"),
    ("--memory", "-m"),
    ("--publish", "-p"),
    ("--workdir", "-w"),
    ("--label", "-l"),
    ("--hostname", "-h"),
    ("--cpu-shares", "-c"),
];

/// A `create` line.
pub(crate) fn line(rng: &mut Rng) -> Vec<OsString> {
    let mut words: Vec<String> = vec!["docker".to_owned()];
    if rng.one_in(10) {
        words.push("container".to_owned());
    }
    words.push("create".to_owned());
    for _ in 0..rng.below(7) {
        let (name, inside, outside) = rng.pick(POOL);
        // Most values are inside, or no line would be accepted.
        let values = if inside.is_empty() || (!outside.is_empty() && rng.one_in(4)) { outside } else { inside };
        if inside.is_empty() && !rng.one_in(6) {
            continue;
        }
        let value = rng.pick(values);
        option(rng, name, value, &mut words);
    }
    if rng.one_in(8) {
        words.push("--".to_owned());
    }
    let images = if rng.one_in(12) { OTHER_IMAGES } else { IMAGES };
    words.push(rng.pick(images).to_owned());
    for _ in 0..rng.below(3) {
        words.push(rng.pick(&["sh", "-v", "/etc:/x", "--privileged", "-u", "0", "echo"]).to_owned());
    }
    words.into_iter().map(OsString::from).collect()
}

fn option(rng: &mut Rng, name: &str, value: &str, words: &mut Vec<String>) {
    let is_switch = value.is_empty()
        && matches!(
            name,
            "--privileged"
                | "-P"
                | "--use-api-socket"
                | "--read-only"
                | "--init"
                | "--rm"
                | "-i"
                | "-t"
                | "--oom-kill-disable"
        );
    let is_set_switch = value.starts_with('=') && name != "--user" && name != "--env";
    if is_switch || is_set_switch {
        words.push(format!("{name}{value}"));
        return;
    }
    let letter = LETTERS.iter().find(|(long, _)| *long == name).map(|(_, letter)| *letter);
    match (letter, rng.below(5)) {
        (Some(letter), 0) => words.extend([letter.to_owned(), value.to_owned()]),
        (Some(letter), 1) if !value.is_empty() => words.push(format!("{letter}{value}")),
        (Some(letter), 2) if !value.is_empty() => words.push(format!("{letter}={value}")),
        (Some(letter), 3) if rng.one_in(3) => words.extend([format!("-it{}", &letter[1..]), value.to_owned()]),
        (_, 4) => words.extend([name.to_owned(), value.to_owned()]),
        _ => words.push(format!("{name}={value}")),
    }
}
