//! Devices of the host, and GPUs on whichever road they are asked for.
//!
//! `docker run --device /dev/fuse -e NVIDIA_VISIBLE_DEVICES=all img` -> the device `/dev/fuse` with `rwm`; all GPUs,
//! through a variable that the NVIDIA runtime reads.

use super::Effects;
use super::asked::{Asked, At};
use super::given::Given;
use crate::values::{Device, DeviceCgroupRule, Gpus, ValueError};

/// Devices and GPUs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Devices {
    /// Device files and CDI names.
    pub devices: Vec<Asked<Device>>,
    /// Rules of the device cgroup.
    pub rules: Vec<Asked<DeviceCgroupRule>>,
    pub gpus: Vec<Asked<Gpu>>,
}

/// GPUs asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gpu {
    pub set: GpuSet,
    /// How they are asked for.
    pub road: GpuRoad,
    /// The driver, empty for the default.
    pub driver: Vec<u8>,
    /// Capabilities beside `gpu`, as written.
    pub capabilities: Vec<Vec<u8>>,
    /// Options of the driver, as written.
    pub options: Vec<Vec<u8>>,
}

/// Which GPUs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GpuSet {
    /// All of the machine.
    All,
    /// So many, the engine chooses.
    Count(u64),
    /// By number or id.
    Named(Vec<Vec<u8>>),
    /// By number or id, and a count besides: docker's `device=0,1` without quotes. Today's engines refuse it.
    NamedAndCount(Vec<Vec<u8>>, i64),
    /// Not to be read from the line: the image or the caller's environment decides.
    Unknown,
}

/// How GPUs are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GpuRoad {
    /// `--gpus`.
    Option,
    /// `--device vendor/gpu=...`.
    Device,
    /// An `NVIDIA_*` variable.
    Variable,
    /// A runtime that reads the image's variables.
    Runtime,
}

impl Gpu {
    fn plain(set: GpuSet, road: GpuRoad) -> Gpu {
        Gpu { set, road, driver: Vec::new(), capabilities: Vec::new(), options: Vec::new() }
    }
}

/// Takes the options of the classes `Device` and `Gpu`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let devices = &mut effects.devices;
    match given.name {
        b"device" => {
            for element in given.elements()? {
                let device = Device::parse(&element, given.dialect)?;
                if let Device::Cdi(name) = &device
                    && name.class == "gpu"
                {
                    let gpu = Gpu::plain(named(&[name.name.clone().into_bytes()]), GpuRoad::Device);
                    devices.gpus.push(given.asked(gpu));
                }
                devices.devices.push(given.asked(device));
            }
        }
        b"device-cgroup-rule" => {
            given.add(&mut devices.rules, |rule| DeviceCgroupRule::parse(rule, given.dialect))?;
        }
        b"gpus" if given.dialect.is_podman() => {
            for element in given.elements()? {
                let device = [b"nvidia.com/gpu=", element.as_slice()].concat();
                devices.devices.push(given.asked(Device::parse(&device, given.dialect)?));
                devices.gpus.push(given.asked(Gpu::plain(named(&[element]), GpuRoad::Option)));
            }
        }
        b"gpus" => {
            let gpus = Gpus::parse(given.text())?;
            let effective = gpus.effective_count().unwrap_or(1);
            // Taken apart by name: a new field does not compile before it is judged.
            let Gpus { count, devices: names, driver, capabilities, options } = gpus;
            let set = match (names, count) {
                (Some(names), None) => named(&names),
                (Some(names), Some(count)) => GpuSet::NamedAndCount(names, count),
                (None, _) => u64::try_from(effective).map_or(GpuSet::All, GpuSet::Count),
            };
            let capabilities = capabilities.unwrap_or_default();
            devices.gpus.push(given.asked(Gpu { set, road: GpuRoad::Option, driver, capabilities, options }));
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn named(names: &[Vec<u8>]) -> GpuSet {
    if names.iter().any(|name| name == b"all") { GpuSet::All } else { GpuSet::Named(names.to_vec()) }
}

/// A variable of the container that the NVIDIA runtime reads; `None` for a value that is not on the line.
pub(super) fn variable(effects: &mut Effects, name: &[u8], value: Option<&[u8]>, at: At) {
    let set = match (name, value) {
        (b"NVIDIA_VISIBLE_DEVICES", Some(b"" | b"none" | b"void")) => return,
        (b"NVIDIA_VISIBLE_DEVICES", Some(list)) => {
            named(&list.split(|&byte| byte == b',').map(<[u8]>::to_vec).collect::<Vec<_>>())
        }
        _ if name.starts_with(b"NVIDIA_") => GpuSet::Unknown,
        _ => return,
    };
    effects.devices.gpus.push(Asked::by(Gpu::plain(set, GpuRoad::Variable), at));
}

/// A runtime whose name says that it reads the image's variables.
pub(super) fn runtime(effects: &mut Effects, name: &[u8], at: At) {
    if name.windows(6).any(|part| part.eq_ignore_ascii_case(b"nvidia")) {
        effects.devices.gpus.push(Asked::by(Gpu::plain(GpuSet::Unknown, GpuRoad::Runtime), at));
    }
}
