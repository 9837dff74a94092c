//! Limits with `over: clamp`: what is over is written as the bound.
//!
//! `memory: {max: 64g, over: clamp}` and `docker run --memory 100g img` -> `docker run --memory=68719476736 img`.

use crate::argv::{Author, Cause, Draft, Origin, Tables, option_row};
use crate::effects::{self, Asked, At, Effects, Limit, Setting, Shm};
use crate::profile::allow::{Bound, Limits, Over};

use super::written::ReadAgain;

/// An option to write, and those it replaces.
struct Clamped {
    name: &'static str,
    value: String,
    replaces: &'static [&'static str],
    cause: Cause,
}

/// Writes the bounds of what is over them; whether something is.
pub(super) fn clamp(limits: &Limits, again: &ReadAgain<'_>, draft: &mut Draft<'_>, tables: &dyn Tables) -> bool {
    if !limits.clamp() || !again.effects().makes_a_container() {
        return false;
    }
    let is_sites = |at: Option<At>| {
        at.is_some_and(|at| again.rendered.words.get(at.word).is_some_and(|word| word.author == Author::Site))
    };
    let clamped = over(limits, again.effects(), &is_sites);
    let command = draft.command();
    for one in &clamped {
        for name in one.replaces.iter().chain([&one.name]) {
            draft.drop_options(name.as_bytes(), one.cause.origin);
        }
        let row = command.and_then(|command| option_row(tables, command, one.name.as_bytes()));
        if let Some(row) = row {
            draft.insert(row, Some(one.value.clone().into_bytes()), one.cause);
        }
    }
    !clamped.is_empty()
}

fn over(limits: &Limits, asked: &Effects, is_sites: &dyn Fn(Option<At>) -> bool) -> Vec<Clamped> {
    let mut all = Vec::new();
    let is = &asked.limits;
    let mut take =
        |name, replaces, bound: Option<Bound<u64>>, value: Option<u64>, at: Option<At>, text: fn(u64) -> String| {
            let Some((bound, max)) =
                bound.filter(|bound| bound.over == Over::Clamp).and_then(|bound| Some((bound, bound.max?)))
            else {
                return;
            };
            let is_over = value.map_or(bound.required || at.is_some(), |value| value > max);
            if is_over && !is_sites(at) {
                let cause = Cause::of_site(Origin::Profile { at: bound.at });
                all.push(Clamped { name, value: text(max), replaces, cause });
            }
        };
    let plain: fn(u64) -> String = |max| max.to_string();
    take("memory", &[], limits.memory, is.memory.value.bound(), is.memory.at, plain);
    let memory = match limits.memory.filter(|bound| bound.over == Over::Clamp).and_then(|bound| bound.max) {
        Some(max) if !is_sites(is.memory.at) => {
            let is_written = limits.memory.is_some_and(|bound| bound.required) || is.memory.at.is_some();
            is.memory.value.bound().map(|bytes| bytes.min(max)).or(is_written.then_some(max))
        }
        _ => is.memory.value.bound(),
    };
    // Engines take the one only beside the other: without it the line is the policy's to refuse.
    if let Some(memory) = memory {
        let both = effects::Limits { memory: Asked { value: Limit::To(memory), at: is.memory.at }, ..is.clone() }
            .memory_and_swap();
        take("memory-swap", &[], limits.memory_swap, both.bound(), is.memory_swap.at, plain);
    }
    let cpus = is.cpus().bound().and_then(|nanos| u64::try_from(nanos).ok());
    let at = is.cpus.at.or(is.cpu_quota.at).or(is.cpu_period.at);
    take("cpus", &["cpu-quota", "cpu-period"], limits.cpus, cpus, at, |nanos| {
        let text = format!("{}.{:09}", nanos / 1_000_000_000, nanos % 1_000_000_000);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    });
    take("pids-limit", &[], limits.pids, is.pids.value.bound(), is.pids.at, plain);
    let raised = |value: Setting<i64>| match value {
        Setting::Default => Some(0),
        Setting::To(value) => Some(u64::try_from(value).unwrap_or_default()),
    };
    take("cpu-shares", &[], limits.cpu_shares, raised(is.cpu_shares.value), is.cpu_shares.at, plain);
    take("blkio-weight", &[], limits.blkio_weight, raised(is.blkio_weight.value), is.blkio_weight.at, plain);
    let shm = match is.shm_size.value {
        Shm::Default => Some(0),
        Shm::To(bytes) => Some(bytes),
        Shm::Unlimited => None,
    };
    take("shm-size", &[], limits.shm, shm, is.shm_size.at, plain);
    all
}
