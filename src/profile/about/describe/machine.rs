//! Devices, GPUs, capabilities and confinement.
//!
//! `gpus: 0-4`, `devices: [/dev/fuse]` -> up to 4 GPUs by number, and one device.

use crate::profile::model::allow::{GpusEntry, List};

use super::page::{Listed, Page, code};

pub(super) fn write(page: &mut Page, devices: &List, gpus: Option<&GpusEntry>, capabilities: &List, runtimes: &List) {
    page.section("Devices and privileges");
    page.say(match gpus {
        None => "GPUs are refused.".to_owned(),
        Some(GpusEntry { max: None, .. }) => "`--gpus` may ask for any number of GPUs.".to_owned(),
        Some(GpusEntry { max: Some(max), .. }) => {
            format!("`--gpus` may ask for up to {max} GPUs, by number or by name; `all` is refused.")
        }
    });
    match Listed::of(devices) {
        Listed::Nothing => page.say("Devices (`--device`) are refused."),
        Listed::Anything => page.say("Any device may be asked for (`--device`)."),
        Listed::These(names) => page.say(format!("`--device` may name {names}.")),
    }
    match Listed::of(capabilities) {
        Listed::Nothing => page.say("Capabilities (`--cap-add`) are refused."),
        Listed::Anything | Listed::These(_) => {
            let names: Vec<&str> =
                capabilities.entries.iter().map(|entry| entry.text.trim_start_matches("CAP_")).collect();
            page.say(format!("`--cap-add` may name {}.", super::page::codes(names, "or")));
        }
    }
    if let Listed::These(names) = Listed::of(runtimes) {
        page.say(format!("`--runtime` may be {names}."));
    }
}

/// Security options, kernel parameters and namespaces.
pub(super) fn confinement(page: &mut Page, options: &List, sysctls: &List, namespaces: &[(&'static str, List)]) {
    if let Listed::These(names) = Listed::of(options) {
        page.say(format!("`--security-opt` may be {names}, and whatever confines more."));
    }
    if let Listed::These(names) = Listed::of(sysctls) {
        page.say(format!("`--sysctl` may set {names}."));
    }
    for (kind, list) in namespaces {
        let option = code(&match *kind {
            "cgroup" => "--cgroupns".to_owned(),
            "user" => "--userns".to_owned(),
            kind => format!("--{kind}"),
        });
        match Listed::of(list) {
            Listed::Nothing => {}
            Listed::Anything => page.say(format!("{option} may be anything.")),
            Listed::These(values) => page.say(format!("{option} may be {values}.")),
        }
    }
}
