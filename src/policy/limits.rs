//! Limits.
//!
//! `--memory 100g` under `memory: {max: 64g}` is denied; a line without `--memory` under `required: true` as well: absent,
//! 0 and negative are "unlimited".

use super::entry::quoted;
use super::{Denied, Entry, Judge};
use crate::argv::Place;
use crate::effects::{Asked, At, Limit, Limits, OptionText, Setting, Shm, Swap};
use crate::profile::allow::{Bound, Over, Required};
use crate::values::Ulimit;

pub(super) fn judge(judge: &mut Judge<'_, '_>, limits: &Limits) {
    let Limits {
        memory,
        // Pressure at most, never more than the limit.
        memory_reservation: _,
        memory_swap,
        memory_swappiness: _,
        // Read and ignored by engines of today.
        kernel_memory: _,
        cpus,
        cpu_quota,
        cpu_period,
        cpu_rt_runtime,
        cpu_rt_period,
        cpu_shares,
        cpuset_cpus,
        cpuset_mems,
        pids,
        shm_size,
        ulimits,
        blkio_weight,
        blkio_weight_devices,
        rates,
        others,
    } = limits;
    let allow = &judge.allow().limits;
    let of_memory = Lacking { option: "--memory=SIZE", required: &Required::Memory };
    bounded(judge, ("memory", "memory"), allow.memory, memory.value.bound(), memory.at, (bytes, of_memory));
    // Without a word on swap it is twice the memory: bounded by the memory's own bound.
    let of_swap = Lacking { option: "--memory=SIZE and --memory-swap=SIZE", required: &Required::MemorySwap };
    if memory_swap.value != Swap::TwiceTheMemory || allow.memory_swap.is_some() || of_swap.place(judge).is_some() {
        // A site that writes the memory itself means swap to be bounded by it too.
        let written = memory.value.bound().filter(|_| judge.granted(memory.at));
        let written =
            written.map(|max| Bound { at: judge.allow().at, max: Some(max), over: Over::Refuse, required: false });
        let own = allow.memory_swap.or(allow.memory.or(written).map(twice));
        bounded(
            judge,
            ("memory and swap", "memory_swap"),
            own,
            limits.memory_and_swap().bound(),
            memory_swap.at,
            (bytes, of_swap),
        );
    }
    let at = first_of_caller(judge, &[cpus.at, cpu_quota.at, cpu_period.at]);
    if let (false, None, None, Limit::To(quota)) = (judge.is_create(), cpus.at, cpu_period.at, cpu_quota.value) {
        if allow.cpus.is_some() {
            let why = "counts against the period that the container has, which the line does not say";
            judge.refuse("CPUs", &format!("{quota} us"), at, why, "write --cpus, or --cpu-period beside it");
        }
    } else {
        let billionths = limits.cpus().bound().and_then(|nanos| u64::try_from(nanos).ok());
        let of_cpus = Lacking { option: "--cpus=N", required: &Required::Cpus };
        bounded(judge, ("CPUs", "cpus"), allow.cpus, billionths, at, (cpus_of, of_cpus));
    }
    let of_pids = Lacking { option: "--pids-limit=N", required: &Required::PidsLimit };
    bounded(
        judge,
        ("processes", "pids"),
        allow.pids,
        pids.value.bound(),
        pids.at,
        (|count| count.to_string(), of_pids),
    );
    raised(judge, "CPU weight", "cpu_shares", allow.cpu_shares, setting(cpu_shares.value), cpu_shares.at);
    raised(judge, "I/O weight", "blkio_weight", allow.blkio_weight, setting(blkio_weight.value), blkio_weight.at);
    for device in blkio_weight_devices {
        let weight = Some(u64::from(device.value.weight));
        raised(judge, "I/O weight", "blkio_weight", allow.blkio_weight, weight, device.at);
    }
    match shm_size.value {
        Shm::Default => {}
        Shm::To(bytes) => raised(judge, "shared memory", "shm", allow.shm, Some(bytes), shm_size.at),
        Shm::Unlimited => raised(judge, "shared memory", "shm", allow.shm, Some(u64::MAX), shm_size.at),
    }
    for (shown, at) in [
        (cpu_rt_runtime.value.bound().map(|runtime| runtime.to_string()), cpu_rt_runtime.at),
        (setting(cpu_rt_period.value).map(|period| period.to_string()), cpu_rt_period.at),
    ] {
        if let Some(shown) = shown {
            judge.refuse("real-time CPU", &shown, at, "goes before all others", "do without it");
        }
    }
    for asked in ulimits {
        ulimit(judge, asked.value, asked.at);
    }
    judge.options(others);
    // Of a new container they only take away; of one that is there they may give back.
    if !judge.is_create() {
        let rates = rates.iter().map(|rate| (rate.at, rate.value.throttle.to_bytes()));
        let sets = [cpuset_cpus, cpuset_mems].into_iter().filter_map(|set| match &set.value {
            Setting::To(text) => Some((set.at, text.clone())),
            Setting::Default => None,
        });
        let given: Vec<_> = rates.chain(sets).filter_map(|(at, value)| Some(named(at?, value))).collect();
        judge.options(&given);
    }
}

/// An option by its name, as one without a theme.
fn named(at: At, value: Vec<u8>) -> Asked<OptionText> {
    let name = at.option.map(|option| option.as_bytes().to_vec()).unwrap_or_default();
    Asked::by(OptionText { name, value }, at)
}

/// Of several options that make one value, the first that the caller wrote, else the first.
fn first_of_caller(judge: &Judge<'_, '_>, all: &[Option<At>]) -> Option<At> {
    let given = || all.iter().copied().flatten();
    given().find(|at| !judge.granted(Some(*at))).or_else(|| given().next())
}

fn bytes(count: u64) -> String {
    format!("{count} bytes")
}

/// Billionths of a CPU as CPUs: 1500000000 -> 1.5.
fn cpus_of(billionths: u64) -> String {
    let text = format!("{}.{:09}", billionths / 1_000_000_000, billionths % 1_000_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Twice a bound: what memory and swap together may be.
fn twice(bound: Bound<u64>) -> Bound<u64> {
    Bound { max: bound.max.map(|max| max.saturating_mul(2)), required: false, ..bound }
}

fn setting(value: Setting<i64>) -> Option<u64> {
    match value {
        Setting::Default => None,
        Setting::To(value) => Some(u64::try_from(value).unwrap_or_default()),
    }
}

/// What is said of a line without a limit where one is required.
#[derive(Clone, Copy)]
struct Lacking {
    /// How it is written.
    option: &'static str,
    /// The entry of `require` that asks for the same as `required: true`.
    required: &'static Required,
}

impl Lacking {
    /// Where `require` asks for it, of a line that makes a container.
    fn place(&self, judge: &Judge<'_, '_>) -> Option<Place> {
        let mut all = judge.bench.policy.require.iter().filter(|_| judge.is_create());
        all.find(|requirement| requirement.what == *self.required).map(|requirement| requirement.at)
    }

    fn denied(&self, effect: &'static str, at: Option<At>, place: Place) -> Denied {
        let why = if at.is_some() { "must have a limit, and the line asks for none" } else { "must have a limit" };
        let remedy = format!("write {}, or ask the site for a rule that does", self.option);
        Denied::new(effect, "", at, why, place, remedy)
    }
}

const LESS: &str = "ask for less, or ask the site";

/// A limit that takes away: less is always allowed, none only where none is required.
fn bounded(
    judge: &mut Judge<'_, '_>,
    (effect, key): (&'static str, &str),
    bound: Option<Bound<u64>>,
    value: Option<u64>,
    at: Option<At>,
    (show, lacking): (fn(u64) -> String, Lacking),
) {
    // What is required has to be there, whoever left it out.
    if let (None, Some(place)) = (value, lacking.place(judge)) {
        judge.push(lacking.denied(effect, at, place));
        return;
    }
    let Some(bound) = bound else { return };
    let is_named = at.is_some();
    if judge.granted(at) || (!is_named && !judge.is_create()) {
        return;
    }
    let (shown, max) = match (value, bound.max) {
        (None, _) if bound.required => {
            judge.push(lacking.denied(effect, at, bound.at));
            return;
        }
        // A caller who says "unlimited" asks for more than the bound.
        (None, Some(max)) if is_named => ("unlimited".to_owned(), max),
        (Some(value), Some(max)) if value > max => (show(value), max),
        _ => return,
    };
    let why = format!("is more than the limit of {}", show(max));
    // Parts of a CPU are written as a text, and bytes without their unit.
    let entry = value.map(show).map(|max| if key == "cpus" { quoted(&max) } else { max.replace(" bytes", "") });
    let denied = judge.deny(effect, &shown, at, why, LESS);
    denied.place = bound.at;
    denied.allowed_by(Entry::limit(key, entry.as_deref()));
}

/// A value that gives more the larger it is: not listed, it may not be chosen at all.
fn raised(
    judge: &mut Judge<'_, '_>,
    effect: &'static str,
    key: &str,
    bound: Option<Bound<u64>>,
    value: Option<u64>,
    at: Option<At>,
) {
    let Some(value) = value.filter(|_| !judge.granted(at)) else { return };
    let shown = value.to_string();
    let denied = match bound {
        None => {
            let why = format!("is not listed in `limits: {key}`");
            judge.deny(effect, &shown, at, why, "do without it, or ask the site")
        }
        Some(Bound { max: Some(max), at: place, .. }) if value > max => {
            let why = format!("is more than the limit of {max}");
            judge.push(Denied::new(effect, shown.as_str(), at, why, place, LESS))
        }
        Some(_) => return,
    };
    denied.allowed_by(Entry::limit(key, Some(&shown)));
}

fn ulimit(judge: &mut Judge<'_, '_>, asked: Ulimit, at: Option<At>) {
    if judge.granted(at) {
        return;
    }
    let Ulimit::Limit { name, soft, hard } = asked else {
        judge.deny("ulimit", "host", at, "takes over the calling process's limits", "name each limit");
        return;
    };
    let shown = format!("{name}={soft}:{hard}");
    // Negative is without a limit.
    let most = u64::try_from(soft).ok().zip(u64::try_from(hard).ok()).map(|(soft, hard)| soft.max(hard).to_string());
    let entry_of_it = Entry::set(format!("limits: ulimits: {name}"), most.unwrap_or("unlimited".to_owned()));
    let entry = judge.allow().limits.ulimits.iter().find(|(known, _)| known == name).map(|(_, max)| *max);
    let Some(max) = entry else {
        let listed: Vec<&str> = judge.allow().limits.ulimits.iter().map(|(name, _)| name.as_str()).collect();
        let nearest = (!listed.is_empty()).then(|| listed.join(", "));
        let remedy = "do without it, or ask the site to list it";
        let denied = judge.deny("ulimit", &shown, at, "is not listed in `limits: ulimits`", remedy);
        denied.nearest = nearest;
        denied.allowed_by(entry_of_it);
        return;
    };
    let is_over = |value: i64| max.is_some_and(|max| u64::try_from(value).map_or(true, |value| value > max));
    if is_over(soft) || is_over(hard) {
        let why = format!("is more than the limit of {}", max.unwrap_or_default());
        judge.deny("ulimit", &shown, at, why, "ask for less").allowed_by(entry_of_it);
    }
}
