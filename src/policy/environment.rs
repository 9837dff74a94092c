//! The container's environment.
//!
//! `--env LD_PRELOAD=x` is denied: hooks on the host read it. podman's `--unsetenv NAME` is judged by its name, too. `--env-host` (podman) is denied: all of the caller's variables.

use super::{Entry, Judge};
use crate::argv::quote;
use crate::effects::{Environment, ValueFrom};
use crate::profile::pattern::{Pattern, Subject};

/// What hooks and loaders on the host read, where the policy lists nothing itself.
const READ_ON_THE_HOST: [&str; 10] = [
    "LD_*",
    "NVIDIA_*",
    "AMD_VISIBLE_DEVICES",
    "ASCEND_*",
    "CUDA_MPS_*",
    "GCONV_PATH",
    "GLIBC_TUNABLES",
    "HABANA_*",
    "INTEL_VISIBLE_DEVICES",
    "MELLANOX_*",
];

pub(super) fn judge(judge: &mut Judge<'_, '_>, environment: &Environment) {
    // What stands in `files` is judged with the files' content, see `binds`.
    let Environment { variables, in_files: _, files: _, all_of_caller, proxies: _, others } = environment;
    for variable in variables {
        let name = &variable.value.name;
        if let ValueFrom::CallerPrefix = variable.value.from {
            let shown = format!("{}*", quote::long_bytes(name));
            let why = "takes variables of the caller that the line does not name";
            judge.refuse("environment", &shown, variable.at, why, "name each variable");
            continue;
        }
        if !judge.granted(variable.at) {
            named(judge, name, variable.at);
        }
    }
    if all_of_caller.value {
        let why = "takes all of the caller's variables";
        judge.refuse("environment", "--env-host", all_of_caller.at, why, "name each variable");
    }
    for other in others {
        // A variable that is taken away, as docker does with one that the caller has not.
        let text = &other.value.value;
        match other.value.name.as_slice() {
            b"unsetenv" if !judge.granted(other.at) => named(judge, text, other.at),
            b"env-merge" if !judge.granted(other.at) => {
                named(judge, text.split(|&byte| byte == b'=').next().unwrap_or_default(), other.at);
                judge.options(std::slice::from_ref(other));
            }
            _ => judge.options(std::slice::from_ref(other)),
        }
    }
}

/// A variable's name.
pub(super) fn named(judge: &mut Judge<'_, '_>, name: &[u8], at: Option<crate::effects::At>) {
    let entry = &judge.allow().environment;
    let around = judge.bench.around;
    let found = match &entry.refuse {
        Some(list) => list.find(name, around).map(|entry| entry.map(|entry| entry.text.clone())),
        None => Ok(read_on_the_host(name).map(str::to_owned)),
    };
    let excepted = entry.allow.find(name, around);
    let shown = quote::long_bytes(name);
    match (found, excepted) {
        (Ok(None), _) | (Ok(Some(_)), Ok(Some(_))) => {}
        (Ok(Some(pattern)), Ok(None)) => {
            let why = format!("is refused by `{pattern}`");
            judge
                .deny("variable", &shown, at, why, "do without it, or ask the site")
                .allowed_by(Entry::listed("environment: allow", name));
        }
        (Err(undefined), _) | (_, Err(undefined)) => {
            judge.deny("variable", &shown, at, format!("cannot be judged: {}", undefined.why), "give the fact");
        }
    }
}

fn read_on_the_host(name: &[u8]) -> Option<&'static str> {
    let matches = |pattern: &&str| Pattern::new(pattern, Subject::Text).is_ok_and(|pattern| pattern.matches(name));
    READ_ON_THE_HOST.into_iter().find(matches)
}
