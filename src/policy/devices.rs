//! Devices and GPUs.
//!
//! `--device /dev/sda` is denied unless `devices` lists it; `--gpus 4` under `gpus: 0-2` as well.

use super::{Entry, Judge};
use crate::argv::quote;
use crate::effects::{Asked, Devices, Gpu, GpuSet};
use crate::values::{Device, path};

/// What a GPU may be asked to do, without more privilege.
const CAPABILITIES: [&[u8]; 10] =
    [b"gpu", b"nvidia", b"compute", b"compat32", b"graphics", b"utility", b"video", b"display", b"ngx", b"all"];

pub(super) fn judge(judge: &mut Judge<'_, '_>, devices: &Devices) {
    let Devices { devices, rules, gpus } = devices;
    let allow = judge.allow();
    for device in devices {
        let name = match &device.value {
            Device::Cdi(_) => device.value.to_bytes(),
            Device::Path(device) => path::clean(&device.source),
        };
        judge.listed("device", "devices", &allow.devices, &name, device.at);
    }
    for rule in rules {
        let why = "opens devices by number, which no list can name";
        judge.refuse("device rule", &rule.value.to_string(), rule.at, why, "ask the site to list the device instead");
    }
    // Each way to ask adds to the others.
    let mut before = 0;
    for gpu in gpus {
        if !judge.granted(gpu.at) {
            before += one(judge, gpu, before);
        }
    }
}

/// Judges GPUs, `before` of which were asked for in other words; gives how many these are.
fn one(judge: &mut Judge<'_, '_>, asked: &Asked<Gpu>, before: u64) -> u64 {
    let gpu = &asked.value;
    let (shown, count) = match &gpu.set {
        GpuSet::All => ("all".to_owned(), None),
        GpuSet::Count(count) => (count.to_string(), Some(*count)),
        GpuSet::Named(names) => {
            (quote::long_bytes(&names.join(&b","[..])), Some(u64::try_from(names.len()).unwrap_or(u64::MAX)))
        }
        GpuSet::NamedAndCount(names, count) => {
            (format!("{} and {count} more", quote::long_bytes(&names.join(&b","[..]))), None)
        }
        GpuSet::Unknown => ("of the image or the environment".to_owned(), None),
    };
    // All of them where nobody can count them.
    let total = count.map_or("all".to_owned(), |count| before.saturating_add(count).to_string());
    let entry_of_it = Entry::set("gpus", total);
    let Some(entry) = judge.allow().gpus else {
        let why = "is not listed: the policy has no `gpus`";
        judge.deny("GPU", &shown, asked.at, why, "do without GPUs, or ask the site").allowed_by(entry_of_it);
        return 0;
    };
    let is_within = match (entry.max, count) {
        (None, _) => true,
        (Some(max), Some(count)) => before.saturating_add(count) <= max,
        (Some(_), None) => false,
    };
    if !is_within {
        let most = entry.max.map_or("all".to_owned(), |max| max.to_string());
        let others = if before > 0 { format!(", with the {before} asked for elsewhere,") } else { String::new() };
        let why = format!("is{others} more than `gpus` allows: {most}");
        judge.deny("GPU", &shown, asked.at, why, "ask for fewer, by number").allowed_by(entry_of_it);
    }
    let driver = gpu.driver.as_slice();
    if !matches!(driver, b"" | b"nvidia") {
        judge.deny("GPU driver", &quote::long_bytes(driver), asked.at, "is not nvidia's", "leave the driver out");
    }
    for capability in gpu.capabilities.iter().filter(|name| !CAPABILITIES.contains(&name.as_slice())) {
        judge.deny("GPU capability", &quote::long_bytes(capability), asked.at, "is not known", "leave it out");
    }
    for option in &gpu.options {
        judge.deny("GPU option", &quote::long_bytes(option), asked.at, "goes to the driver unread", "leave it out");
    }
    count.unwrap_or(0)
}
