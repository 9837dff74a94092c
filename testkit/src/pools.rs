//! Values for options: such as the client's option parser takes, and such as it refuses.
//!
//! The row `--memory`, a size -> good: `512`, `1g`, `64m`; bad: `x`, `1q`, nothing. A few options whose kind is text take
//! only certain words; these have pools by name.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use longshore::argv::{Class, Kind, Row};

use crate::rng::Rng;

type Pool = &'static [&'static [u8]];

/// A value that the option takes.
pub(crate) fn good(row: &Row, rng: &mut Rng) -> OsString {
    let name = row.destination.as_str();
    if let "cidfile" | "conmon-pidfile" | "iidfile" | "pidfile" | "pod-id-file" = name {
        // The client creates it, and it must not exist.
        return format!("{name}-{:016x}", rng.number()).into();
    }
    let pool = by_name(name).or_else(|| by_class(row)).unwrap_or_else(|| by_kind(row.kind));
    word(rng.pick(pool))
}

/// A value that the option refuses; none if it takes everything.
pub(crate) fn bad(row: &Row, rng: &mut Rng) -> Option<OsString> {
    let pool = wrong(row.kind);
    (!pool.is_empty()).then(|| word(rng.pick(pool)))
}

/// Words that may stand where anything may: after an image, in a text.
pub(crate) const ANYTHING: Pool = &[
    b"",
    b"-",
    b"--",
    b"--privileged",
    b"--user",
    b"--user=root",
    b"--volume=/:/host",
    b"-c",
    b"-itu",
    b"-v",
    b"/:/x",
    b"1000:1000",
    b"\"quoted, with a comma\"",
    b"$HOME",
    b"${source}",
    b"a=b",
    b"back\\slash",
    b"it's",
    b"line\nfeed",
    b"sh",
    b"two words",
    b"~/x",
    "\u{fc}n\u{ef}c\u{f6}d\u{e9} \u{1f6a2}".as_bytes(),
    b"\xff\xfe",
];

/// Options of a closed set of words, whatever their kind says.
fn by_name(name: &str) -> Option<Pool> {
    let pool: Pool = match name {
        "blkio-weight" => &[b"0", b"10", b"500", b"1000"],
        "cap-add" | "cap-drop" => &[b"ALL", b"CAP_CHOWN", b"NET_ADMIN", b"sys_ptrace"],
        "cgroupns" => &[b"", b"host", b"private"],
        "cpuset-cpus" | "cpuset-mems" => &[b"", b"0", b"0,1", b"0-1"],
        "detach-keys" => &[b"", b"a", b"ctrl-p,ctrl-q", b"ctrl-@"],
        "driver-opt" => &[b"a=b"],
        // `false` makes old clients ask a server on the network.
        "disable-content-trust" => &[b"1", b"true"],
        "env-file" | "label-file" => &[b"/dev/null"],
        "file" => &[b"Dockerfile", b"/nonexistent/a"],
        "format" => &[b"", b"json", b"{{.ID}}", b"table {{.ID}}", b"{{json .}}\n"],
        "host" | "url" => &[b"unix:///nonexistent/engine.sock"],
        "ipc" => &[b"", b"container:c1", b"host", b"none", b"private", b"shareable"],
        "isolation" => &[b"", b"default"],
        "log-driver" => &[b"", b"json-file", b"syslog"],
        "log-level" => &[b"debug", b"error", b"info", b"warn"],
        "mac-address" => &[b"", b"92:d0:c6:0a:29:33"],
        "memory-swappiness" => &[b"-1", b"0", b"100", b"60"],
        "pid" => &[b"", b"container:c1", b"host"],
        "platform" => &[b"", b"linux/amd64", b"linux/arm64/v8"],
        "pull" => &[b"always", b"missing", b"never"],
        "restart" => &[b"", b"always", b"no", b"on-failure", b"on-failure:3", b"unless-stopped"],
        "security-opt" => &[
            b"apparmor=unconfined",
            b"apparmor:unconfined",
            b"label=disable",
            b"label=type:t",
            b"no-new-privileges",
            b"no-new-privileges:false",
            b"seccomp=unconfined",
            b"systempaths=unconfined",
        ],
        "signal" | "stop-signal" => &[b"9", b"KILL", b"SIGTERM", b"term"],
        "since" | "until" => &[b"10m", b"2024-01-01", b"2024-01-01T00:00:00Z"],
        "storage-opt" => &[b"size=120G"],
        "type" => &[b"container", b"image", b"network", b"volume"],
        "userns" | "uts" => &[b"", b"host"],
        _ => return None,
    };
    Some(pool)
}

/// Files, programs and other engines: named so that a line which is really run finds nothing.
fn by_class(row: &Row) -> Option<Pool> {
    let is_text = matches!(row.kind, Kind::Text | Kind::QuotedText | Kind::Csv);
    let is_outside = matches!(row.class, Class::ClientFile | Class::Engine | Class::Program);
    (is_text && is_outside).then_some(&[b"/nonexistent/a", b"/nonexistent/b c"])
}

fn by_kind(kind: Kind) -> Pool {
    match kind {
        Kind::Bool => &[b"0", b"1", b"F", b"FALSE", b"False", b"T", b"TRUE", b"True", b"f", b"false", b"t", b"true"],
        Kind::Text | Kind::OptionalText => ANYTHING,
        Kind::QuotedText => &[b"\"/nonexistent/a\"", b"'/nonexistent/a'", b"/nonexistent/a"],
        Kind::Int | Kind::Int32 => &[b"+5", b"0", b"0x10", b"010", b"1", b"1_000", b"2147483647"],
        Kind::Uint | Kind::Uint32 | Kind::Uint16 => &[b"0", b"0x10", b"010", b"0b1", b"1", b"1_000", b"65535"],
        Kind::Float => &[b"0", b"0.5", b"1", b"1e3", b".5"],
        Kind::Duration => &[b"0", b"0s", b"10s", b"1h30m", b"500ms", b"1.5s"],
        Kind::Size => &[b"0", b"1 g", b"1.5k", b"1GiB", b"1g", b"512", b"64M", b"64mb", b"7b"],
        Kind::SwapSize => &[b"-1", b"0", b"1g", b"512"],
        Kind::Cpus => &[b"0.5", b"1", b"1.25", b"1e0", b"2"],
        Kind::Csv => &[b"", b"\"a,b\",c", b"a", b"a,,b", b"a,b"],
        Kind::UintCsv => &[b"0", b"1,2", b"3,4,5"],
        Kind::PairCsv => &[b"a=", b"a=b", b"a=b,c=d", b"a=x,y"],
        Kind::Pair => &[b"a", b"a=", b"a=b", b"a=b,c=d", b"a=b=c", b"b=two words"],
        Kind::Env => &[
            b"A",
            b"A=",
            b"A=1",
            b"A=1,B=2",
            b"A=x=y",
            b"B= two words ",
            b"B=line\nfeed",
            b"C=\xff",
            b"PATH",
            b"\xc3\x9c=\xc3\xbc",
        ],
        Kind::EnvFile => &[b"/dev/null"],
        Kind::Label => &[b"k", b"k=", b"k=a,b", b"k=a=b", b"k=v", b"org.example.key=two words"],
        Kind::Volume => &[
            b"./x:/b",
            b".//x/./y:/b",
            b".x:/b",
            b"/a b:/c d",
            b"/a,b:/c",
            b"/a:/b",
            b"/a:/b:ro",
            b"/a:/b:rw,z",
            b"/anonymous",
            b"/cvmfs/cernvm-prod.cern.ch:/cvmfs/cernvm-prod.cern.ch",
            b"/cvmfs/cernvm-sl7.cern.ch:/cvmfs/cernvm-sl7.cern.ch:ro",
            b"named:/b",
            b"/\xc3\xbc:/\xc3\xbc",
            b"/\xff:/b",
        ],
        Kind::Mount => &[
            b"\"src=/a,b\",dst=/c,type=bind",
            b"source=/cvmfs/cernvm-prod.cern.ch,target=/cvmfs,type=bind,readonly",
            b"type=bind,source=/a b,destination=/c",
            b"type=bind,src=./x/,dst=/b",
            b"type=bind,src=/a,dst=/b",
            b"type=bind,src=/a,dst=/b,readonly",
            b"type=bind,src=/a,target=/b,ro=true,bind-propagation=rslave",
            b"type=tmpfs,destination=/t",
            b"type=tmpfs,target=/t,tmpfs-size=1m,tmpfs-mode=1777",
            b"type=volume,src=named,dst=/b",
            b"type=volume,dst=/anonymous",
        ],
        Kind::Tmpfs => &[b"/t", b"/t:ro", b"/t:size=1m,mode=1777"],
        Kind::Publish => &[
            b"127.0.0.1:8080:80/tcp",
            b"127.0.0.1::80",
            b"80",
            b"80/udp",
            b"8000-8001:80-81",
            b"8080:80",
            b"[::1]:8080:80",
        ],
        Kind::Expose => &[b"7000-7010/udp", b"80", b"80/tcp"],
        Kind::Device => &[b"/dev/null", b"/dev/null:/dev/x", b"/dev/null:/dev/x:r", b"/dev/null:rwm"],
        Kind::DeviceCgroupRule => &[b"a *:* rwm", b"b 8:0 mrw", b"c 1:3 r", b"c 42:* rm"],
        Kind::ThrottleBps => &[b"/dev/sda:1024", b"/dev/sda:1mb"],
        Kind::ThrottleIops => &[b"/dev/sda:0", b"/dev/sda:1000"],
        Kind::WeightDevice => &[b"/dev/sda:0", b"/dev/sda:10", b"/dev/sda:1000"],
        Kind::Gpus => &[b"\"device=0,1\"", b"2", b"all", b"device=0", b"device=GPU-1f,capabilities=utility"],
        Kind::Network => &[b"bridge", b"container:c1", b"host", b"name=net1,alias=a", b"net1", b"none"],
        Kind::AddHost => &[b"h:0:0::1", b"h:10.0.0.1", b"h:::1", b"h:host-gateway"],
        Kind::IpAddress => &[b"10.0.0.1", b"::1", b"fe80::1"],
        Kind::DnsSearch => &[b".", b"a.b.example.org", b"example.org"],
        Kind::Link => &[b"c1", b"c1:alias"],
        Kind::Attach => &[b"STDOUT", b"stderr", b"stdin", b"stdout"],
        Kind::Ulimit => &[b"core=-1", b"nofile=1024", b"nofile=1024:2048", b"nproc=5:10"],
        Kind::Sysctl => &[b"kernel.msgmax=1", b"net.ipv4.ip_forward=1"],
        Kind::Filter => &[b"label=a=b", b"label=x", b"name=y"],
        Kind::ImageName => &[b"img", b"img:1", b"registry.example:5000/group/img:tag"],
    }
}

/// Empty where a kind takes every text, or where that depends on the engine.
fn wrong(kind: Kind) -> Pool {
    match kind {
        Kind::Text | Kind::OptionalText | Kind::QuotedText | Kind::Tmpfs | Kind::Pair => &[],
        Kind::Csv => &[b"\"open", b"a\"b"],
        Kind::Bool => &[b"", b" true", b"2", b"no", b"tRue", b"yes"],
        Kind::Int | Kind::Int32 => &[b"", b" 1", b"0x", b"08", b"1.5", b"99999999999999999999", b"x"],
        Kind::Uint | Kind::Uint32 | Kind::Uint16 => &[b"", b"-1", b"1.5", b"99999999999999999999", b"x"],
        Kind::Float => &[b"", b"1,5", b"x"],
        Kind::Duration => &[b"", b"5", b"5 s", b"s", b"x"],
        Kind::Size | Kind::SwapSize => &[b"1q", b"g", b"x", b"1 gg"],
        Kind::Cpus => &[b"1,5", b"1/0", b"x"],
        Kind::UintCsv => &[b"-1", b"1,x", b"x"],
        Kind::PairCsv => &[b"a", b"a,b=c"],
        Kind::Env | Kind::Label => &[b"", b"=x"],
        Kind::EnvFile => &[b"/nonexistent/env"],
        Kind::Volume => &[b"", b"/a:", b"/a:/b:ro:x", b":", b":/b", b"::"],
        Kind::Mount => &[b"", b"bogus=1", b"type", b"type=bind,src=\"/a\",dst=/b", b"type=bind,src=/a", b"dst=/b,rw"],
        Kind::Publish => &[b"", b"1:2:3:4", b"80/x", b"99999", b"9-8:80", b"x"],
        Kind::Expose => &[b"", b"80/x", b"99999", b"x"],
        Kind::Device => &[b"", b"/dev/null:/dev/x:q", b"a:b:c:d"],
        Kind::DeviceCgroupRule => &[b"", b"a", b"d 1:3 r", b"c 1 r", b"c 1:3 x"],
        Kind::ThrottleBps | Kind::ThrottleIops | Kind::WeightDevice => &[b"", b"/dev/sda", b"/dev/sda:x", b"sda:1"],
        Kind::Gpus => &[b"bogus=1", b"x", b"device=0,device=1"],
        Kind::Network => &[b"name=net1,bogus=1", b"\"name=net1"],
        Kind::AddHost => &[b"", b"h", b"h:", b"h:x"],
        Kind::IpAddress => &[b"", b"1.2.3", b"1.2.3.4.5", b"x"],
        Kind::DnsSearch => &[b"-", b"a b"],
        Kind::Link => &[b"", b"a:b:c"],
        Kind::Attach => &[b"", b"all", b"x"],
        Kind::Ulimit => &[b"", b"bogus=1", b"nofile", b"nofile=2:1", b"nofile=x"],
        Kind::Sysctl => &[b"", b"kernel.hostname=x", b"x"],
        Kind::Filter => &[b"x"],
        Kind::ImageName => &[b"", b"IMG", b"img:", b"img:a b", b"-x"],
    }
}

pub(crate) fn word(bytes: &[u8]) -> OsString {
    OsString::from_vec(bytes.to_vec())
}
