//! What runs in the container, and where.
//!
//! `--entrypoint /bin/sh` is denied unless `entrypoint` lists it; `--workdir ../x` always.

use super::Judge;
use crate::argv::quote;
use crate::effects::{Entrypoint, Process, Setting};

/// Where no process starts.
const SYSTEM: [&[u8]; 3] = [b"/proc", b"/sys", b"/dev"];

pub(super) fn judge(judge: &mut Judge<'_, '_>, process: &Process) {
    // What the image holds is not knowable, so neither is what a command does.
    let Process { entrypoint, command: _, workdir } = process;
    let allow = judge.allow();
    match &entrypoint.value {
        Entrypoint::Image => {}
        Entrypoint::Nothing => judge.listed("entrypoint", "entrypoint", &allow.entrypoint, b"", entrypoint.at),
        Entrypoint::Words(words) => {
            judge.listed("entrypoint", "entrypoint", &allow.entrypoint, &words.join(&b' '), entrypoint.at);
        }
    }
    if let Setting::To(path) = &workdir.value
        && let Some(why) = bad_directory(path)
    {
        judge.refuse("working directory", &quote::long_bytes(path), workdir.at, why, "name a directory of the job");
    }
}

fn bad_directory(path: &[u8]) -> Option<&'static str> {
    if !path.starts_with(b"/") {
        return Some("is not absolute");
    }
    if path.split(|&byte| byte == b'/').any(|component| component == b"..") {
        return Some("leads upwards");
    }
    let clean = crate::values::path::clean(path);
    SYSTEM.iter().any(|system| is_below(&clean, system)).then_some("is one of the system's")
}

/// Whether `path` is `directory` or lies below it.
pub(super) fn is_below(path: &[u8], directory: &[u8]) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/") || directory == b"/")
}
