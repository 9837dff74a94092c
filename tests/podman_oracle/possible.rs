//! Calls that create a container in the test's folder: what they name is there.
//!
//! `podman create --volume=/:/b:ro --user=5 img sh`.

use std::ffi::OsString;

use testkit::Rng;

/// One such call, with good values.
pub(crate) fn line(rng: &mut Rng) -> Vec<OsString> {
    let mut words: Vec<OsString> = vec!["podman".into(), "create".into()];
    for _ in 0..=rng.below(6) {
        let (name, values) = rng.pick(POSSIBLE);
        words.push(format!("--{name}={}", rng.pick(values)).into());
    }
    words.push("img".into());
    words.extend(["sh", "-c", "a b"].into_iter().take(rng.below(4)).map(OsString::from));
    words
}

const POSSIBLE: &[(&str, &[&str])] = &[
    ("add-host", &["h:1.1.1.1", "h:::1,g:1.1.1.2"]),
    ("cap-add", &["all", "ALL", "chown,KILL", "CAP_SETUID", "net_admin", "sys_admin,net_raw"]),
    ("cap-drop", &["ALL", "all", "mknod", "net_raw,cap_chown", "sys_time"]),
    ("cgroupns", &["", "host", "private"]),
    ("cpu-shares", &["2", "0x10"]),
    ("cpus", &["0.5", "1", "0x1p0", "0"]),
    ("cgroup-parent", &["", "/x"]),
    ("dns", &["1.1.1.1", "none"]),
    ("dns-option", &["debug", "a,b"]),
    ("dns-search", &["example.org", "a.b,c"]),
    ("entrypoint", &["", "sh", "[\"sh\"]", "[\"sh\", \"-c\"]", "[]", "a b", "[1]", "null"]),
    ("env", &["A=1", "A=2", "A", "B", "B*", "A=", "C=a=b", " D=1", "TERM=x", "PATH=/x", "*=1"]),
    ("group-add", &["5", "users,27", "keep-groups"]),
    ("hostname", &["h", ""]),
    ("image-volume", &["bind", "tmpfs", "ignore"]),
    ("label", &["a", "a=b", "a=b,c", "b=", "c=\"x\""]),
    ("log-driver", &["none", "k8s-file", "json-file", ""]),
    ("log-opt", &["max-size=10mb", "tag=x"]),
    ("memory", &["64m", "1g", "0", "", "1.5g", "10 M"]),
    ("memory-reservation", &["1m", "0", ""]),
    (
        "mount",
        &[
            "type=bind,src=/,dst=/b",
            "type=bind,dst=/etc",
            "type=bind,source=/usr,target=/b/,ro",
            "type=bind,src=/,dst=/b,ro=true",
        ],
    ),
    ("mount", &["type=bind,src=/,dst=/b,rw=false,Z", "type=bind,src=/,dst=/c,relabel=shared,bind-propagation=rslave"]),
    (
        "mount",
        &[
            "type=bind,src=/,dst=/d,bind-nonrecursive,rshared,chown=false",
            "type=bind,src=/etc/../usr,dst=/b",
            "type=bind,src=/,dst=/b,ro=false",
        ],
    ),
    (
        "mount",
        &[
            "type=tmpfs,dst=/t",
            "type=tmpfs,dst=/t,ro,tmpfs-size=1m,tmpfs-mode=700,notmpcopyup",
            "type=tmpfs,dst=/t/../u",
        ],
    ),
    (
        "mount",
        &[
            "type=volume,dst=/v",
            "type=volume,src=v,dst=/v,ro,nosuid",
            "type=volume,src=v,dst=/w,exec",
            "dst=/w,src=v,type=volume",
        ],
    ),
    ("mount", &["type=image,src=localhost/longshore-test:1,dst=/i", "type=devpts,dst=/p"]),
    ("name", &["c1", "", "c"]),
    (
        "network",
        &[
            "bridge",
            "host",
            "none",
            "private",
            "default",
            "net1",
            "net1,net2",
            "slirp4netns",
            "",
            "net2:alias=a",
            "bridge:",
        ],
    ),
    ("network-alias", &["", "a,b"]),
    ("oom-score-adj", &["0", "-1000", "10"]),
    ("pid", &["", "host", "private"]),
    ("pids-limit", &["-1", "0", "100", "0x10"]),
    ("privileged", &["true", "false"]),
    (
        "publish",
        &[
            "80:80",
            "8080:80/udp",
            "127.0.0.1:81:80",
            "[::1]:82:80",
            "83-84:80-81",
            "80",
            "0.0.0.0:85:80",
            "127.0.0.1::80",
        ],
    ),
    ("publish", &["86:80/TCP", "87:80/sctp", "88:80,89:81", ":90"]),
    ("publish-all", &["true", "false"]),
    ("read-only", &["true", "false"]),
    ("restart", &["", "no", "always", "on-failure", "on-failure:3", "unless-stopped"]),
    ("rm", &["true", "false"]),
    (
        "security-opt",
        &[
            "no-new-privileges",
            "no-new-privileges=false",
            "label=disable",
            "seccomp=unconfined",
            "unmask=ALL",
            "mask=/a:/b",
        ],
    ),
    ("shm-size", &["", "1m", "0"]),
    ("stop-signal", &["9", "KILL", "sigterm", "-9", "RTMIN+3"]),
    ("stop-timeout", &["0", "5", "0x10"]),
    ("sysctl", &["net.x=1", "kernel.msgmax=1"]),
    ("tmpfs", &["/t", "/t:ro", "/t:size=1m,mode=700", "/t/:rw,noexec", "/u:exec:x"]),
    ("uidmap", &["0:1000:10", "0:0:1,1:1:5"]),
    ("ulimit", &["nofile=1024", "nofile=1:2,core=-1", "host", "core=0", "nproc=5:-1"]),
    ("umask", &["0022", "022"]),
    ("user", &["0", "1000:1000", "root", ":5", "5:", "a:b", ""]),
    ("userns", &["", "host"]),
    ("uts", &["", "host", "private"]),
    (
        "volume",
        &[
            "/:/b",
            "/:/b:ro",
            "/:/b:rw,z",
            "/:/b:ro,Z,rslave",
            "/:/b:O",
            "/b",
            "v:/b",
            "v:/b:ro",
            "w:/c:nocopy",
            "/usr/:/b/",
        ],
    ),
    (
        "volume",
        &[
            "/:/b:cached",
            "/etc/..:/c",
            ".:/d",
            "/:/e:exec,dev,suid",
            "/:/f:bind,shared",
            "/g/",
            "v2:/b:rslave",
            "/:/b:ro",
        ],
    ),
    ("workdir", &["", "/x", "/x/../y"]),
];
