//! Limits: what holds without a word on the line, and the most that may be asked for.
//!
//! `memory: {max: 256g}` and a rule `default: {memory: 4g}` -> a row: memory, `--memory`, 4g, 256 GiB.

use crate::profile::model::action::SettingValue;
use crate::profile::model::allow::{Bound, Limits, List, Over, Required, Requirement};
use crate::profile::model::profile::Profile;

use super::guards;
use super::page::{Listed, Page, code, join, size};

/// A limit: its name, its option, its bound, how its values are said.
struct Limit {
    name: &'static str,
    option: &'static str,
    bound: Option<Bound<u64>>,
    /// The entry of `require` for a limit that a line may lack.
    required: Option<Required>,
    say: fn(u64) -> String,
}

/// What a container gets whose line does not say.
const NO_LIMIT: [&str; 2] = ["memory", "cpus"];

pub(super) fn write(page: &mut Page, profile: &Profile, limits: &Limits, require: &[Requirement]) {
    let plain: fn(u64) -> String = |value| value.to_string();
    let all = [
        limit("memory", "memory", limits.memory, Some(Required::Memory), size),
        limit("memory and swap together", "memory-swap", limits.memory_swap, Some(Required::MemorySwap), size),
        limit("CPUs", "cpus", limits.cpus, Some(Required::Cpus), cpus),
        limit("weight of CPU time", "cpu-shares", limits.cpu_shares, None, plain),
        limit("processes and threads", "pids-limit", limits.pids, Some(Required::PidsLimit), plain),
        limit("shared memory (/dev/shm)", "shm-size", limits.shm, None, size),
        limit("weight of input and output", "blkio-weight", limits.blkio_weight, None, plain),
    ];
    page.section("Limits");
    let rows: Vec<[String; 4]> = all.iter().filter_map(|limit| row(profile, limit, require)).collect();
    page.table(["of", "option", "without it", "at most"], &rows);
    let rows: Vec<[String; 2]> = limits
        .ulimits
        .iter()
        .map(|(name, max)| [code(name), max.map_or_else(|| "any".to_owned(), |max| max.to_string())])
        .collect();
    if rows.is_empty() {
        page.say("`--ulimit` is refused.");
    } else {
        page.say("`--ulimit` may name these; others are refused:");
        page.table(["ulimit", "at most"], &rows);
    }
    let unlisted =
        [(limits.cpu_shares, "--cpu-shares"), (limits.shm, "--shm-size"), (limits.blkio_weight, "--blkio-weight")];
    let unlisted: Vec<String> =
        unlisted.iter().filter(|(bound, _)| bound.is_none()).map(|(_, option)| code(option)).collect();
    if !unlisted.is_empty() {
        let verb = if unlisted.len() == 1 { "is" } else { "are" };
        page.say(format!("{} {verb} refused.", join(&unlisted, "and")));
    }
}

fn limit(
    name: &'static str,
    option: &'static str,
    bound: Option<Bound<u64>>,
    required: Option<Required>,
    say: fn(u64) -> String,
) -> Limit {
    Limit { name, option, bound, required, say }
}

fn row(profile: &Profile, limit: &Limit, require: &[Requirement]) -> Option<[String; 4]> {
    let written = written(profile, limit.option);
    let required = limit.bound.is_some_and(|bound| bound.required)
        || require.iter().any(|requirement| Some(&requirement.what) == limit.required.as_ref());
    if limit.bound.is_none() && written.is_empty() && !required {
        return None;
    }
    let mut absent: Vec<String> = written.iter().map(|(value, _)| value.clone()).collect();
    if written.iter().all(|(_, is_conditional)| *is_conditional) {
        let otherwise = if written.is_empty() { "" } else { "otherwise " };
        absent.push(format!("{otherwise}{}", unwritten(limit, required)));
    }
    let absent = join(&absent, "or");
    let most = match limit.bound {
        // What gives more the larger it is may not be chosen where it is not listed.
        None if limit.required.is_none() => "it may not be chosen".to_owned(),
        None | Some(Bound { max: None, .. }) => "any".to_owned(),
        Some(Bound { max: Some(max), over: Over::Refuse, .. }) => (limit.say)(max),
        Some(Bound { max: Some(max), over: Over::Clamp, .. }) => {
            format!("{}; more is lowered to that", (limit.say)(max))
        }
    };
    Some([limit.name.to_owned(), code(&format!("--{}", limit.option)), absent, most])
}

/// What becomes of a line without the limit where no rule writes it.
fn unwritten(limit: &Limit, is_required: bool) -> String {
    // Cut to the bound, as what is over it, only where the limit itself is what requires it.
    let cut = limit.bound.filter(|bound| bound.required && bound.over == Over::Clamp).and_then(|bound| bound.max);
    let where_required = cut.map_or("refused".to_owned(), limit.say);
    match (limit.option, is_required) {
        // Engines take it only beside the other, so that nothing is written without that.
        ("memory-swap", true) => "twice `--memory`; refused where that has no limit".to_owned(),
        // Another option says the same.
        ("cpus", true) => format!("{where_required}, unless `--cpu-quota` is there"),
        ("memory-swap", false) => "twice `--memory`".to_owned(),
        (_, true) => where_required,
        (option, false) if NO_LIMIT.contains(&option) => "no limit".to_owned(),
        (_, false) => "the engine's default".to_owned(),
    }
}

/// The values that rules write for an option where the line has none, and whether only under a condition.
fn written(profile: &Profile, option: &str) -> Vec<(String, bool)> {
    let mut values = Vec::new();
    for rule in &profile.rules {
        for setting in rule.actions.set.iter().chain(&rule.actions.default) {
            if let SettingValue::Texts(texts) = &setting.value
                && setting.row.destination.as_str() == option
            {
                let value: Vec<String> = texts.iter().map(|text| code(&text.shown())).collect();
                let when = guards::sentence(&rule.when, &rule.unless);
                let when = if when.is_empty() { when } else { format!(" ({when})") };
                values.push((format!("{}{when}", value.join(", ")), !when.is_empty()));
            }
        }
    }
    values
}

fn cpus(nanos: u64) -> String {
    let (whole, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{}", format!("{rest:09}").trim_end_matches('0')) }
}

/// Where consumption is accounted, and what the engine writes.
pub(super) fn accounting(page: &mut Page, parents: &List, storage: &List, drivers: &List, options: &List) {
    for (list, option) in
        [(parents, "--cgroup-parent"), (storage, "--storage-opt"), (drivers, "--log-driver"), (options, "--log-opt")]
    {
        match Listed::of(list) {
            Listed::Nothing => {}
            Listed::Anything => page.say(format!("{} may be anything.", code(option))),
            Listed::These(names) => page.say(format!("{} may be {names}.", code(option))),
        }
    }
    let refused =
        [(parents, "--cgroup-parent"), (storage, "--storage-opt"), (drivers, "--log-driver"), (options, "--log-opt")];
    let refused: Vec<String> =
        refused.iter().filter(|(list, _)| list.entries.is_empty()).map(|(_, option)| code(option)).collect();
    if !refused.is_empty() {
        let verb = if refused.len() == 1 { "is" } else { "are" };
        page.say(format!("{} {verb} refused.", join(&refused, "and")));
    }
}
