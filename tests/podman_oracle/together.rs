//! Calls with options that podman looks at together, and with values of every form that it knows.
//!
//! `podman create --network=a,b --ip=1.1.1.1 img`: an address, and two networks for it.

use std::ffi::OsString;

use testkit::Rng;

use crate::lines::changed;

/// A call with many such options; now and then one of the values is not quite right.
pub(crate) fn line(rng: &mut Rng) -> Vec<OsString> {
    let mut words: Vec<OsString> = vec!["podman".into(), rng.pick(&["create", "run"]).into()];
    let odd = rng.one_in(3);
    for _ in 0..=rng.below(5) {
        let (name, values) = rng.pick(TABLE);
        let value = rng.pick(values);
        let value = if odd && rng.one_in(2) { changed(value, rng) } else { value.into() };
        let mut word = OsString::from(format!("--{name}="));
        word.push(value);
        words.push(word);
    }
    words.extend(["img".into(), "sh".into()]);
    words
}

const TABLE: &[(&str, &[&str])] = &[
    ("add-host", &["", "h:1.1.1.1", "h:::1", "h:1.1.1.1,g:1.1.1.2"]),
    ("annotation", &["", "a=b", "a=b,c=d", "a="]),
    ("attach", &["", "stdin", "STDOUT,stderr"]),
    ("blkio-weight", &["", "0", "500", "1001"]),
    ("cap-add", &["", "all", "chown", "chown,KILL", "CAP_SETUID"]),
    ("cap-drop", &["", "ALL", "kill", "net_raw"]),
    ("cgroupns", &["", "host", "private", "pod", "ns:/x", "container:c1"]),
    ("cgroups", &["", "enabled", "disabled", "no-conmon", "split"]),
    ("cpu-period", &["0", "1000", "5000"]),
    ("cpu-quota", &["0", "-1", "5000"]),
    ("cpus", &["0", "1", "0.5"]),
    ("cpu-shares", &["0", "2", "1024"]),
    ("cpuset-cpus", &["", "0"]),
    ("device-cgroup-rule", &["", "c 1:3 rw", "a *:* m", "b 8 r"]),
    ("dns", &["", "1.1.1.1", "none", "::1,1.1.1.1"]),
    ("dns-option", &["", "debug"]),
    ("dns-search", &["", ".", "example.org", "a.b,c"]),
    ("entrypoint", &["", "sh", "[\"sh\"]", "[]"]),
    ("env", &["", "A=1", "A", "*", "A*", "=x", "A=*"]),
    ("expose", &["", "80", "80-90", "80/tcp", "80/udp,81", "80/sctp"]),
    ("gidmap", &["", "0:0:1", "0:0:1:1:1:1", "0:1000:5,5:1:1"]),
    ("group-add", &["", "keep-groups", "users", "27,5"]),
    ("health-cmd", &["", "true", "[\"CMD\", \"true\"]", "none", "[]"]),
    ("health-interval", &["", "30s", "disable", "-1s"]),
    ("health-on-failure", &["", "none", "kill", "KILL", "restart", "stop"]),
    ("health-retries", &["0", "1", "3"]),
    ("health-start-period", &["", "0s", "-1s", "1h"]),
    ("health-timeout", &["", "0s", "1ns", "1m"]),
    ("hostname", &["", "h"]),
    ("http-proxy", &["false", "true"]),
    ("image-volume", &["", "bind", "tmpfs", "ignore", "anonymous"]),
    ("init", &["true", "false"]),
    ("ip", &["", "10.88.0.5", "::1"]),
    ("ip6", &["", "fd00::5"]),
    ("ipc", &["", "host", "none", "private", "shareable", "ns:/x"]),
    ("label", &["", "a", "a=b", "=b", "a=b,c"]),
    ("log-driver", &["", "none", "k8s-file", "journald", "passthrough", "json-file"]),
    ("log-opt", &["", "a=b", "path=/x", "max-size=10mb", "MAX-SIZE=1", "tag=x,driver=none"]),
    ("mac-address", &["", "92:d0:c6:0a:29:33", "92-d0-c6-0a-29-33"]),
    ("memory", &["", "0", "64m", "1g", "1gib", "1.5G", "1 g"]),
    ("memory-swap", &["", "-1", "2g"]),
    ("mount", &["type=bind,src=/,dst=/b", "type=bind,dst=/etc", "type=bind,source=/,target=/b,ro"]),
    (
        "mount",
        &["type=bind,src=/,dst=/b,ro=true", "type=bind,src=/,dst=/b,rw=false,Z", "type=bind,src=/,dst=/b,U=true"],
    ),
    (
        "mount",
        &[
            "type=bind,src=/,dst=/b,relabel=shared,bind-propagation=rslave",
            "type=bind,src=/,dst=/b,nosuid,nodev,noexec",
        ],
    ),
    (
        "mount",
        &["type=bind,src=/,dst=/b,bind-nonrecursive,rshared,chown=false", "type=bind,src=/,dst=/b,idmap,consistency=x"],
    ),
    (
        "mount",
        &["type=tmpfs,dst=/t", "type=tmpfs,dst=/t,ro,tmpfs-size=1m,tmpfs-mode=700,notmpcopyup", "type=tmpfs,dst=/t,U"],
    ),
    (
        "mount",
        &["type=volume,dst=/v", "type=volume,src=v,dst=/v,ro,nosuid", "type=volume,src=v,dst=/v,volume-opt=a=b,exec"],
    ),
    ("mount", &["type=devpts,dst=/dev/pts", "type=devpts,destination=/p,uid=0,gid=5,mode=620,max=5"]),
    (
        "mount",
        &[
            "type=image,src=i,dst=/i",
            "type=image,source=i,target=/i,rw=true",
            "src=/,dst=/b",
            "type=glob,src=/*,dst=/b",
        ],
    ),
    (
        "mount",
        &[
            "type=ramfs,dst=/r",
            "type=bind,src=/,dst=/b,dst=/c,src=/x",
            "type=volume,src=,dst=/v",
            "type=tmpfs,dst=/t,readonly",
        ],
    ),
    ("name", &["", "c1"]),
    ("network", &["", "bridge", "host", "none", "private", "default", "pod", "net1", "net1,net2", "slirp4netns"]),
    ("network", &["slirp4netns:port_handler=slirp4netns", "bridge:ip=10.88.0.5", "net1:alias=a,mac=92:d0:c6:0a:29:33"]),
    (
        "network",
        &[
            "net1:interface_name=e,ip6=fd00::1",
            "ns:/x",
            "container:c1",
            "net1:",
            "bridge:",
            "pasta",
            "ns:",
            "ns",
            "pod:",
        ],
    ),
    ("network-alias", &["", "a", "a,b"]),
    ("no-healthcheck", &["true", "false"]),
    ("no-hosts", &["true", "false"]),
    ("oom-score-adj", &["0", "-1000", "1001"]),
    ("pid", &["", "host", "private", "pod", "ns:/x", "container:c1", "container:"]),
    ("pids-limit", &["-1", "0", "100", "2147483647", "2147483648"]),
    ("pod", &["", "p1"]),
    ("pod-id-file", &["", "/x"]),
    ("privileged", &["true", "false"]),
    ("publish", &["", "80", "80:80", "8080:80/udp", "127.0.0.1:80:80", "[::1]:80:80", "80-81:80-81", ":80", "80/TCP"]),
    (
        "publish",
        &["80:81", "81:82", "80-82:90-92", "\"80/tcp,udp\"", "0.0.0.0:80:80", "65535:1", "1000-1001:65534-65535"],
    ),
    ("publish-all", &["true", "false"]),
    ("pull", &["", "always", "Always", "ifnewer", "IfNotPresent", "missing", "never", "Newer", "NEVER"]),
    ("read-only", &["true", "false"]),
    ("read-only-tmpfs", &["true", "false"]),
    ("replace", &["true", "false"]),
    (
        "restart",
        &["", "no", "always", "on-failure", "on-failure:3", "On-Failure:2", "on-failure:+3", "unless-stopped", "no:3"],
    ),
    ("rm", &["true", "false"]),
    ("sdnotify", &["", "container", "conmon", "ignore", "Container"]),
    ("seccomp-policy", &["", "default", "image"]),
    (
        "secret",
        &["s", "s,type=env", "s,type=mount,mode=0400,uid=1,gid=1,target=/x", "source=s,target=t", "s,type=env,uid=1"],
    ),
    (
        "security-opt",
        &["no-new-privileges", "no-new-privileges=true", "label=disable", "label:disable", "seccomp=unconfined"],
    ),
    (
        "security-opt",
        &["mask=/a:/b", "unmask=ALL", "proc-opts=hidepid=2", "systempaths=unconfined", "apparmor=unconfined", "x"],
    ),
    ("shm-size", &["", "0", "64m", "1kib"]),
    ("stop-signal", &["", "9", "KILL", "sigterm", "-9", "RTMIN+3", "65"]),
    ("subuidname", &["", "x"]),
    ("sysctl", &["", "net.x=1", "kernel.msgmax=1", "fs.mqueue.x=1,net.y=2", "kernel.shm_rmid_forced=1"]),
    ("systemd", &["", "true", "FALSE", "always"]),
    (
        "tmpfs",
        &["/t", "/t:ro", "/t:size=1m,mode=700", "/t:rw,noexec,nosuid,nodev", "/dev:x", "/t/:ro", "/t:", "/t:exec:x"],
    ),
    (
        "tmpfs",
        &[
            "/t:tmpcopyup",
            "/t:notmpcopyup,rshared",
            "/t:rw,ro",
            "/u",
            "/t:U",
            "/t:idmap",
            "/t:consistency=x,volume-opt",
        ],
    ),
    ("tz", &["", "local", "Europe/Berlin"]),
    ("uidmap", &["", "0:0:1", "0:0:1,1:1:1", "0:0"]),
    ("ulimit", &["", "host", "nofile=1024", "nofile=1:2,core=-1", "NOFILE=1", "rlimit_nofile=1", "host,x"]),
    ("umask", &["", "0022", "022", "22", "x"]),
    ("unsetenv", &["", "A", "A,B"]),
    ("user", &["", "0", "1000:1000", "root"]),
    (
        "userns",
        &[
            "",
            "host",
            "private",
            "auto",
            "auto:size=5",
            "auto:uidmapping=0:0:1",
            "keep-id",
            "keep-id:uid=1",
            "nomap",
            "pod",
        ],
    ),
    ("uts", &["", "host", "private", "pod", "ns:/x"]),
    (
        "volume",
        &[
            "/:/b",
            "/:/b:ro",
            "/:/b:rw,z",
            "/:/b:ro,Z,rslave",
            "/:/b:O",
            "/:/b:O,U",
            "/b",
            "v:/b",
            "v:/b:copy",
            "v:/b:U",
        ],
    ),
    (
        "volume",
        &[
            "/:/b:O,upperdir=/u,workdir=/w",
            "/:/b:upperdir=/u",
            "/:/b:cached",
            "/:/b/",
            "/:/c",
            "/:/b:nocopy",
            "./x:/b",
            ".:/b",
        ],
    ),
    (
        "volume",
        &["/:/b:idmap", "/:/b:exec,dev,suid", "/:/b:rbind,shared", "/:b", "v:/b:ro,ro", "/:/b:", "/::ro", "v:/t"],
    ),
    ("volumes-from", &["c1", "c1:ro", "c1:ro,z", "c1:rw,ro", "c1:"]),
    ("workdir", &["", "/x", "x"]),
];
