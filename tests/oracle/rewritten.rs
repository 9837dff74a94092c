//! A value as our value types write it, after they have read it: it has to mean the same to the client.

use longshore::argv::Kind;
use longshore::values::{
    AddHost, Cpus, Device, DeviceCgroupRule, Dialect, Duration, Env, Expose, Gpus, Label, Link, Mount, Network,
    Publish, Size, Sysctl, Throttle, Tmpfs, Ulimit, ValueError, Volume, WeightDevice,
};

const DOCKER: Dialect = Dialect::Docker;

/// The value of an option of that kind, which is known to be accepted, written anew.
pub(crate) fn rewritten(kind: Kind, value: &[u8]) -> Vec<u8> {
    written(kind, value).expect("the value was read before")
}

fn written(kind: Kind, value: &[u8]) -> Result<Vec<u8>, ValueError> {
    Ok(match kind {
        Kind::AddHost => AddHost::parse(value, DOCKER)?.to_bytes(),
        Kind::Cpus => Cpus::parse(value, DOCKER)?.to_string().into(),
        Kind::Device => Device::parse(value, DOCKER)?.to_bytes(),
        Kind::DeviceCgroupRule => DeviceCgroupRule::parse(value, DOCKER)?.to_string().into(),
        Kind::Duration => Duration::parse(value)?.to_string().into(),
        Kind::Env => Env::parse(value, DOCKER)?.to_bytes(),
        Kind::Expose => Expose::parse(value, DOCKER)?.to_bytes(),
        Kind::Gpus => Gpus::parse(value)?.to_bytes(),
        Kind::Label => Label::parse(value, DOCKER)?.to_bytes(),
        Kind::Link => Link::parse(value)?.to_bytes(),
        Kind::Mount => Mount::parse(value, DOCKER)?.to_bytes(),
        Kind::Network => Network::parse(value, DOCKER)?.to_bytes(DOCKER),
        Kind::Publish => Publish::parse(value, DOCKER)?.to_string().into(),
        Kind::Size => Size::parse(value)?.to_string().into(),
        Kind::SwapSize => Size::parse_swap(value)?.to_string().into(),
        Kind::Sysctl => Sysctl::parse(value, DOCKER)?.to_bytes(),
        Kind::ThrottleBps => Throttle::parse_bps(value)?.to_bytes(),
        Kind::ThrottleIops => Throttle::parse_iops(value)?.to_bytes(),
        Kind::Tmpfs => Tmpfs::parse(value, DOCKER)?.to_bytes(),
        Kind::Ulimit => Ulimit::parse(value, DOCKER)?.to_string().into(),
        Kind::Volume => Volume::parse(value, DOCKER)?.to_bytes(),
        Kind::WeightDevice => WeightDevice::parse(value)?.to_bytes(),
        _ => value.to_vec(),
    })
}
