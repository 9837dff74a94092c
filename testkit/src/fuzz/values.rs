//! Any bytes as values of options: several, a NUL byte between two.
//!
//! `/a:/b:ro` -> read as a volume, written, and read again as the same; refused as a port in one line.

use std::fmt::Debug;

use longshore::argv::Kind;
use longshore::values::{
    AddHost, Capability, Cpus, Device, DeviceCgroupRule, Dialect, Duration, Env, Expose, GroupAdd, Image, Link, Mount,
    Namespace, NamespaceKind, Network, Platform, Publish, Restart, SecurityOpt, Size, StopSignal, Sysctl, Throttle,
    Ulimit, User, ValueError, Volume, WeightDevice, check, dns, env_file, ip, label_file, number,
};

use super::texts::one_line;

const DIALECTS: [Dialect; 3] = [Dialect::Docker, Dialect::Podman4, Dialect::Podman5];

/// All kinds of values.
pub const KINDS: [Kind; 42] = [
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
    Kind::ImageName,
];

/// The ways of writing of namespaces.
const NAMESPACES: [NamespaceKind; 5] =
    [NamespaceKind::Cgroup, NamespaceKind::Ipc, NamespaceKind::Pid, NamespaceKind::User, NamespaceKind::Uts];

/// Values: for every kind and dialect each is accepted, or refused in one line; what a type reads it reads again from
/// what it writes.
pub fn values(data: &[u8]) {
    for value in data.split(|&byte| byte == 0) {
        for dialect in DIALECTS {
            for kind in KINDS {
                if let Err(error) = check(kind, value, dialect) {
                    assert!(one_line(&error) < 400, "a value is shown in part: {error}");
                }
            }
            of_dialect(value, dialect);
        }
        of_all(value);
    }
    for dialect in DIALECTS {
        files(data, dialect);
    }
}

/// What is read from the value is read again from what is written.
fn again<T: PartialEq + Debug>(
    value: &[u8],
    read: impl Fn(&[u8]) -> Result<T, ValueError>,
    write: impl Fn(&T) -> Vec<u8>,
) {
    if let Ok(first) = read(value) {
        let written = write(&first);
        assert_eq!(read(&written).as_ref(), Ok(&first), "from {:?}", String::from_utf8_lossy(&written));
    }
}

fn text<T: ToString>(value: &T) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn of_dialect(value: &[u8], dialect: Dialect) {
    again(value, |v| AddHost::parse(v, dialect), AddHost::to_bytes);
    again(value, |v| Cpus::parse(v, dialect), text);
    again(value, |v| Device::parse(v, dialect), Device::to_bytes);
    again(value, |v| DeviceCgroupRule::parse(v, dialect), text);
    again(value, |v| Env::parse(v, dialect), Env::to_bytes);
    again(value, |v| Expose::parse(v, dialect), Expose::to_bytes);
    again(value, |v| GroupAdd::parse(v, dialect), GroupAdd::to_bytes);
    again(value, |v| Mount::parse(v, dialect), Mount::to_bytes);
    again(value, |v| Network::parse(v, dialect), |network| network.to_bytes(dialect));
    again(value, |v| Publish::parse(v, dialect), text);
    again(value, |v| Restart::parse(v, dialect), text);
    again(value, |v| SecurityOpt::parse(v, dialect), SecurityOpt::to_bytes);
    again(value, |v| StopSignal::parse(v, dialect), text);
    again(value, |v| Sysctl::parse(v, dialect), Sysctl::to_bytes);
    again(value, |v| Ulimit::parse(v, dialect), text);
    again(value, |v| Volume::parse(v, dialect), Volume::to_bytes);
    again(value, |v| dns::parse_search(v, dialect), Vec::clone);
    for kind in NAMESPACES {
        again(value, |v| Namespace::parse(v, kind, dialect), Namespace::to_bytes);
    }
}

/// What all clients read alike.
fn of_all(value: &[u8]) {
    again(value, Capability::parse, text);
    again(value, Duration::parse, text);
    again(value, Image::parse, text);
    again(value, Link::parse, Link::to_bytes);
    again(value, Platform::parse, text);
    again(value, Size::parse_swap, text);
    again(value, Throttle::parse_bps, Throttle::to_bytes);
    again(value, Throttle::parse_iops, Throttle::to_bytes);
    again(value, User::parse, User::to_bytes);
    again(value, WeightDevice::parse, WeightDevice::to_bytes);
    again(value, ip::parse_trimmed, text);
    again(value, |v| number::parse_int(v, 64), text);
    again(value, |v| number::parse_uint(v, 64), text);
}

/// Files of variables and labels.
fn files(content: &[u8], dialect: Dialect) {
    // Whatever was read can be written, and reads back.
    fn texts<T>(read: Vec<(usize, T)>) -> Vec<T> {
        read.into_iter().map(|(_, value)| value).collect()
    }
    if let Ok(variables) = env_file::parse(content, dialect).map(texts) {
        let written = env_file::write(&variables, dialect).expect("a line of a file");
        assert_eq!(env_file::parse(&written, dialect).map(texts), Ok(variables));
    }
    if let Ok(labels) = label_file::parse(content, dialect).map(texts) {
        let written = label_file::write(&labels, dialect).expect("a line of a file");
        assert_eq!(label_file::parse(&written, dialect).map(texts), Ok(labels));
    }
}
