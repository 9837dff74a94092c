//! Laws of all parsers, tried on arbitrary and on nearly well-formed bytes.

use super::*;
use crate::argv::Kind;
use proptest::prelude::*;

const DIALECTS: [Dialect; 3] = [Dialect::Docker, Dialect::Podman4, Dialect::Podman5];

const KINDS: [Kind; 41] = [
    Kind::Bool,
    Kind::Text,
    Kind::OptionalText,
    Kind::QuotedText,
    Kind::Int,
    Kind::Int32,
    Kind::Uint,
    Kind::Uint32,
    Kind::Uint16,
    Kind::Float,
    Kind::Duration,
    Kind::Size,
    Kind::SwapSize,
    Kind::Cpus,
    Kind::Csv,
    Kind::UintCsv,
    Kind::PairCsv,
    Kind::Pair,
    Kind::Env,
    Kind::EnvFile,
    Kind::Label,
    Kind::Volume,
    Kind::Mount,
    Kind::Tmpfs,
    Kind::Publish,
    Kind::Expose,
    Kind::Device,
    Kind::DeviceCgroupRule,
    Kind::ThrottleBps,
    Kind::ThrottleIops,
    Kind::WeightDevice,
    Kind::Gpus,
    Kind::Network,
    Kind::AddHost,
    Kind::IpAddress,
    Kind::DnsSearch,
    Kind::Link,
    Kind::Attach,
    Kind::Ulimit,
    Kind::Sysctl,
    Kind::Filter,
];

/// Pieces of which well-formed values are made.
const PIECES: &[&str] = &[
    "a",
    "b",
    "x",
    "0",
    "1",
    "8",
    "10",
    "1000",
    "65535",
    "-",
    "+",
    "_",
    ".",
    ":",
    "::",
    "/",
    "//",
    "..",
    "=",
    ",",
    ";",
    " ",
    "\t",
    "\n",
    "\r",
    "\"",
    "\"\"",
    "[",
    "]",
    "(",
    ")",
    "*",
    "@",
    "~",
    "\\\\",
    "%",
    "é",
    "İ",
    "ſ",
    "\u{212a}",
    "\u{feff}",
    "0x",
    "0b",
    "e",
    "p",
    "k",
    "g",
    "ib",
    "inf",
    "nan",
    "ns",
    "µs",
    "h",
    "m",
    "s",
    "all",
    "type=",
    "bind",
    "volume",
    "tmpfs",
    "image",
    "src=",
    "dst=/x",
    "target=80",
    "published=",
    "ro",
    "rw",
    "readonly",
    "rshared",
    "bind-propagation=",
    "volume-opt=",
    "tmpfs-size=",
    "O",
    "U",
    "upperdir=/u",
    "workdir=/w",
    "name=",
    "alias=",
    "ip=",
    "driver-opt=",
    "host",
    "none",
    "container:",
    "ns:",
    "pod",
    "private",
    "device=",
    "count=",
    "capabilities=",
    "options=",
    "driver=",
    "127.0.0.1",
    "::1",
    "[::1]",
    "tcp",
    "udp",
    "host-gateway",
    "/dev/",
    "rwm",
    "c 1:3 r",
    "nofile=",
    "net.x=",
    "seccomp=",
    "unconfined",
    "no-new-privileges",
    "SIG",
    "TERM",
    "RTMIN+",
    "on-failure:",
    "linux",
    "arm64",
    "v8",
    "sha256:",
    "docker.io",
    "latest",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "92:d0:c6:0a:29:33",
    "keep-id",
];

fn value() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..8);
    prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..40),
        1 => (pieces.clone(), prop::collection::vec(any::<u8>(), 0..3), pieces.clone())
            .prop_map(|(before, odd, after)| [before.concat().into_bytes(), odd, after.concat().into_bytes()].concat()),
        4 => pieces.prop_map(|pieces| pieces.concat().into_bytes()),
    ]
}

/// Requires that what was read is read again from what is written.
macro_rules! round_trip {
    ($value:expr, $parse:expr, $write:expr) => {
        if let Ok(read) = $parse($value) {
            let written: Vec<u8> = $write(&read);
            prop_assert_eq!($parse(written.as_slice()), Ok(read), "{:?}", String::from_utf8_lossy(&written));
        }
    };
}

fn text<T: ToString>(value: &T) -> Vec<u8> {
    value.to_string().into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_makes_a_parser_panic(value in value()) {
        for dialect in DIALECTS {
            for kind in KINDS {
                if let Err(error) = check(kind, &value, dialect) {
                    let message = error.to_string();
                    prop_assert!(message.len() < 400 && !message.contains('\n'), "{}", message);
                }
            }
        }
    }

    #[test]
    fn what_is_written_is_read_back(value in value()) {
        let value = value.as_slice();
        for dialect in DIALECTS {
            round_trip!(value, |v| Volume::parse(v, dialect), Volume::to_bytes);
            round_trip!(value, |v| Mount::parse(v, dialect), Mount::to_bytes);
            round_trip!(value, |v| Tmpfs::parse(v, dialect), Tmpfs::to_bytes);
            round_trip!(value, |v| Env::parse(v, dialect), Env::to_bytes);
            round_trip!(value, |v| Label::parse(v, dialect), Label::to_bytes);
            round_trip!(value, |v| LogOpt::parse(v, dialect), LogOpt::to_bytes);
            round_trip!(value, |v| Publish::parse(v, dialect), text);
            round_trip!(value, |v| Expose::parse(v, dialect), Expose::to_bytes);
            round_trip!(value, |v| Device::parse(v, dialect), Device::to_bytes);
            round_trip!(value, |v| DeviceCgroupRule::parse(v, dialect), text);
            round_trip!(value, |v| GroupAdd::parse(v, dialect), GroupAdd::to_bytes);
            round_trip!(value, |v| Ulimit::parse(v, dialect), text);
            round_trip!(value, |v| Sysctl::parse(v, dialect), Sysctl::to_bytes);
            round_trip!(value, |v| AddHost::parse(v, dialect), AddHost::to_bytes);
            round_trip!(value, |v| Network::parse(v, dialect), |network: &Network| network.to_bytes(dialect));
            round_trip!(value, |v| SecurityOpt::parse(v, dialect), SecurityOpt::to_bytes);
            round_trip!(value, |v| Restart::parse(v, dialect), text);
            round_trip!(value, |v| StopSignal::parse(v, dialect), text);
            round_trip!(value, |v| Cpus::parse(v, dialect), text);
            round_trip!(value, |v| dns::parse_search(v, dialect), |domain: &Vec<u8>| domain.clone());
            for kind in [NamespaceKind::Cgroup, NamespaceKind::Ipc, NamespaceKind::Pid, NamespaceKind::User, NamespaceKind::Uts] {
                round_trip!(value, |v| Namespace::parse(v, kind, dialect), Namespace::to_bytes);
            }
            let variables = env_file::parse(value, dialect).unwrap_or_default();
            if let Ok(written) = env_file::write(&variables, dialect) {
                prop_assert_eq!(env_file::parse(&written, dialect), Ok(variables));
            }
            let _ = label_file::parse(value, dialect);
        }
        round_trip!(value, Size::parse_swap, text);
        round_trip!(value, Duration::parse, text);
        round_trip!(value, User::parse, User::to_bytes);
        round_trip!(value, Gpus::parse, Gpus::to_bytes);
        round_trip!(value, Capability::parse, text);
        round_trip!(value, Link::parse, Link::to_bytes);
        round_trip!(value, Image::parse, text);
        round_trip!(value, Platform::parse, text);
        round_trip!(value, Throttle::parse_bps, Throttle::to_bytes);
        round_trip!(value, Throttle::parse_iops, Throttle::to_bytes);
        round_trip!(value, WeightDevice::parse, WeightDevice::to_bytes);
        round_trip!(value, pairs::parse, |pairs: &Vec<_>| pairs::write(pairs));
        round_trip!(value, |v| number::parse_int(v, 64), text);
        round_trip!(value, |v| number::parse_uint(v, 64), text);
        round_trip!(value, ip::parse_trimmed, text);
    }
}

#[test]
fn huge_values_take_no_time_to_speak_of() {
    let start = |piece: &str| piece.as_bytes().repeat(1 << 14);
    for piece in [
        ",",
        ":",
        "a",
        "a:",
        "1,",
        "\"",
        "\"\"",
        "a=b,",
        "\n",
        "é",
        "0",
        "1.",
        "1h",
        "_",
        "..",
        "a/",
        "[",
        " ",
        "\u{a0}",
        "type=bind,",
    ] {
        let value = start(piece);
        for dialect in DIALECTS {
            for kind in KINDS {
                let _ = check(kind, &value, dialect);
            }
        }
        let _ = (Image::parse(&value), Platform::parse(&value), Capability::parse(&value), User::parse(&value));
    }
}
