//! A value as our value types write it, after they have read it: it has to mean the same to the client.

use longshore::argv::Kind;
use longshore::values::{
    AddHost, Cpus, Device, DeviceCgroupRule, Dialect, Duration, Env, Expose, Gpus, Label, Link, Mount, Network,
    Publish, Size, Sysctl, Throttle, Tmpfs, Ulimit, ValueError, Volume, WeightDevice, csv,
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
        Kind::Gpus => gpus(&Gpus::parse(value)?),
        Kind::Label => label(Label::parse(value, DOCKER)?),
        Kind::Link => Link::parse(value)?.to_bytes(),
        Kind::Mount => Mount::parse(value, DOCKER)?.to_bytes(),
        Kind::Network => Network::parse(value, DOCKER)?.to_bytes(DOCKER),
        Kind::Publish => Publish::parse(value, DOCKER)?.to_string().into(),
        Kind::Size => Size::parse(value)?.to_string().into(),
        Kind::SwapSize => Size::parse_swap(value)?.to_string().into(),
        Kind::Sysctl => Sysctl::parse(value, DOCKER)?.to_bytes(),
        Kind::ThrottleBps => Throttle::parse_bps(value)?.to_bytes(),
        Kind::ThrottleIops => Throttle::parse_iops(value)?.to_bytes(),
        Kind::Tmpfs => tmpfs(Tmpfs::parse(value, DOCKER)?),
        Kind::Ulimit => Ulimit::parse(value, DOCKER)?.to_string().into(),
        Kind::Volume => Volume::parse(value, DOCKER)?.to_bytes(),
        Kind::WeightDevice => WeightDevice::parse(value)?.to_bytes(),
        _ => value.to_vec(),
    })
}

/// With every count as `count=N`.
fn gpus(gpus: &Gpus) -> Vec<u8> {
    let mut fields = Vec::new();
    let mut field = |key: &[u8], value: &[u8]| fields.push([key, b"=", value].concat());
    // Without a driver the field is written only where nothing else is.
    if !gpus.driver.is_empty() || *gpus == Gpus::default() {
        field(b"driver", &gpus.driver);
    }
    if let Some(count) = gpus.count {
        field(b"count", count.to_string().as_bytes());
    }
    if let Some(devices) = &gpus.devices {
        field(b"device", &devices.join(&b','));
    }
    if let Some(capabilities) = &gpus.capabilities {
        let names: Vec<&[u8]> = capabilities.iter().map(Vec::as_slice).collect();
        field(b"capabilities", &names.join(&b','));
    }
    if !gpus.options.is_empty() {
        field(b"options", &csv::write_record(&gpus.options));
    }
    csv::write_record(&fields)
}

fn label(Label { key, value }: Label) -> Vec<u8> {
    value.map_or_else(|| key.clone(), |value| [key.as_slice(), b"=", &value].concat())
}

fn tmpfs(Tmpfs { target, options }: Tmpfs) -> Vec<u8> {
    options.map_or_else(|| target.clone(), |options| [target.as_slice(), b":", &options].concat())
}
