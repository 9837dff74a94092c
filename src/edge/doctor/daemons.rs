//! Daemons of batch systems, which call the engine's client with their own environment.
//!
//! `sudo condor_master` leaves `SUDO_UID=1000` in it -> a note: the calls would be taken for that user's.

use crate::batch::System;
use crate::edge::read;

use super::Report;

/// What programs that change the user leave behind, of whom they were called.
const LEFT: [&str; 3] = ["SUDO_UID", "DOAS_USER", "PKEXEC_UID"];

/// More than an environment has.
const LARGEST: u64 = 1 << 22;

pub(super) fn examine(report: &mut Report) {
    for (pid, name) in daemons() {
        let Ok(Some(environment)) = read::whole(&format!("/proc/{pid}/environ"), LARGEST) else { continue };
        let of_line =
            |line: &[u8]| LEFT.into_iter().find(|name| line.strip_prefix(name.as_bytes()).is_some_and(is_set));
        if let Some(left) = environment.split(|byte| *byte == 0).find_map(of_line) {
            report.note(
                "batch system",
                format!("{name}, process {pid}, was started with {left} in its environment, and hands it on"),
                format!(
                    "let the init system start it, or `env -u {left}`: its calls could be taken for those of that user"
                ),
            );
        }
    }
}

fn is_set(rest: &[u8]) -> bool {
    rest.first() == Some(&b'=')
}

/// Such daemons that run, by id and name.
#[expect(clippy::disallowed_methods, reason = "the edge looks at processes")]
fn daemons() -> Vec<(i32, String)> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let all = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
    let known: Vec<&str> = System::names().iter().flat_map(|(_, system)| system.daemons).copied().collect();
    let named = all.filter_map(|pid| {
        let name = read::whole(&format!("/proc/{pid}/comm"), 64).ok()??;
        let name = String::from_utf8(name).ok()?.trim_end().to_owned();
        known.contains(&name.as_str()).then_some((pid, name))
    });
    named.collect()
}
