//! What a line that `hpc-safe` accepted may have at the end: a list by hand, which knows nothing of policies.
//!
//! `docker run -v /scratch/alice/in:/data IMG` -> options of the list only, each with a value of the list, and those that
//! must be there. The words are read as plain text: what longshore writes is `--NAME=VALUE`, and `--` before operands.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use longshore::argv::Verb;
use longshore::runtimes::docker::Docker;
use testkit::{Generator, Line, Manner, Rng};

use super::policies::Policy;
use super::{IMAGE, decided_under, world};

/// What an option may be set to.
enum May {
    Be(&'static [&'static str]),
    BeAnything,
    BeginWith(&'static [&'static str]),
    Fulfil(fn(&str) -> bool),
    /// Be a number, by this reading, from the first to the second.
    Lie(fn(&str) -> Option<i64>, i64, i64),
}

use May::{Be, BeAnything, BeginWith, Fulfil, Lie};
const G: i64 = 1 << 30;

/// The options before the command, and of `run` and `create`.
const OPTIONS: &[(&str, May)] = &[
    (
        "attach cpuset-cpus cpuset-mems detach-keys domainname entrypoint expose hostname memory-swappiness platform",
        BeAnything,
    ),
    ("device-read-bps device-read-iops device-write-bps device-write-iops log-level workdir", BeAnything),
    ("debug detach help init interactive no-healthcheck quiet read-only rm tty", Be(&["", "false"])),
    ("oom-kill-disable privileged publish-all use-api-socket", Be(&["false"])),
    ("cgroup-parent health-cmd ip ip6 link-local-ip mac-address pid sig-proxy userns uts", Be(&[""])),
    ("cap-drop", Be(&["ALL"])),
    ("cgroupns ipc", Be(&["", "none", "private"])),
    ("cidfile", BeginWith(&["/home/alice/", "/scratch/"])),
    ("cpu-period", Lie(count, 0, i64::MAX)),
    ("cpu-quota", Lie(count, 1, i64::MAX)),
    ("blkio-weight cpu-rt-period cpu-rt-runtime", Lie(count, 0, 0)),
    ("cpu-shares", Lie(count, 0, 65_536)),
    ("cpus", Fulfil(|value| value.parse::<f64>().is_ok_and(|cpus| cpus > 0.0 && cpus <= 64.0))),
    ("env", Fulfil(|value| !["LD_", "NVIDIA_", "CUDA_"].iter().any(|hook| value.starts_with(hook)))),
    ("group-add", Be(&["61234", "61235", "100"])),
    ("label", BeginWith(&["org.example.", "nextflow.", "batchtools"])),
    ("log-driver", Be(&["", "none", "json-file", "local"])),
    ("memory", Lie(bytes, 1, 256 * G)),
    ("kernel-memory memory-reservation", Lie(bytes, 0, 256 * G)),
    ("memory-swap", Lie(bytes, 0, 512 * G)),
    ("mount", Fulfil(is_promised_mount)),
    ("name", Fulfil(|name| name.is_empty() || name.starts_with("job-61234-") || name.starts_with("nxf-"))),
    ("network", Be(&["", "default", "bridge", "none"])),
    // Only ever more likely to be killed than others.
    ("oom-score-adj", Lie(count, 0, i64::MAX)),
    ("pids-limit", Lie(count, 1, 16_384)),
    ("publish", Fulfil(|value| all_within(value.rsplit(':').nth(1).unwrap_or_default(), '-', 8000, 8999))),
    ("pull", Be(&["always", "missing", "never"])),
    ("restart", Be(&["", "no"])),
    ("security-opt", Be(&["no-new-privileges=true"])),
    ("shm-size", Lie(bytes, 0, 64 * G)),
    ("stop-timeout", Lie(count, 0, 120)),
    ("tmpfs", Fulfil(|value| field(value, &["size"]).and_then(bytes).is_some_and(|size| size <= G))),
    ("ulimit", Fulfil(is_promised_ulimit)),
    ("user", Be(&["61234:61234"])),
];

/// A field of a value, under any of its names: the last counts.
fn field<'v>(value: &'v str, names: &[&str]) -> Option<&'v str> {
    let mut fields = value.split([',', ':']).filter_map(|part| part.trim_matches('"').split_once('='));
    fields.rfind(|(name, _)| names.contains(name)).map(|(_, value)| value)
}

fn bytes(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at(text.find(|letter: char| !"0123456789.".contains(letter)).unwrap_or(text.len()));
    let unit = unit.trim().to_ascii_lowercase();
    let power = ["", "k", "m", "g"].iter().position(|one| *one == unit.trim_end_matches(['b', 'i']))?;
    format!("{:.0}", number.parse::<f64>().ok()? * [1.0, 1024.0, 1_048_576.0, 1_073_741_824.0][power]).parse().ok()
}

/// As Go reads it, base 0.
fn count(text: &str) -> Option<i64> {
    let text = text.trim_start_matches('+').replace('_', "").to_ascii_lowercase();
    let in_base = |(prefix, base)| i64::from_str_radix(text.strip_prefix(prefix)?, base).ok();
    [("0x", 16), ("0b", 2), ("0o", 8), ("0", 8)].into_iter().find_map(in_base).or_else(|| text.parse().ok())
}

fn all_within(text: &str, between: char, least: u32, most: u32) -> bool {
    text.split(between).all(|number| number.parse().is_ok_and(|number| (least..=most).contains(&number)))
}

fn is_promised_ulimit(value: &str) -> bool {
    let (name, limits) = value.split_once('=').unwrap_or_default();
    ["core", "memlock", "stack"].contains(&name) || name == "nofile" && all_within(limits, ':', 0, 65_536)
}

fn is_promised_mount(value: &str) -> bool {
    let get = |names| field(value, names).unwrap_or_default();
    let (source, target) = (get(&["source", "src"]), get(&["target", "dst", "destination"]));
    let starts = |path: &str, root: &&str| path == *root || path.starts_with(&format!("{root}/"));
    let is_below = |path: &str, roots: &[&str]| !path.contains("/..") && roots.iter().any(|root| starts(path, root));
    let is_read_only = value.split(',').any(|part| ["readonly", "ro=true", "readonly=true"].contains(&part));
    let own = [("/var/lib/longshore/passwd-", "/etc/passwd"), ("/var/lib/longshore/group-", "/etc/group")];
    if own.iter().any(|(file, at)| source.starts_with(file) && target == *at) {
        return is_read_only;
    }
    // Links out of the storage, and what is neither directory nor file.
    let is_elsewhere = ["/etc", "/shadow", "/fifo"].iter().any(|end| source.ends_with(end));
    let is_source = is_below(source, &["/scratch", "/project", "/home/alice"])
        || is_read_only && is_below(source, &["/cvmfs", "/software"]);
    let is_target = !is_below(target, &["/etc", "/proc", "/sys", "/dev", "/usr", "/lib", "/bin"]) && target != "/";
    let is_small = || bytes(get(&["tmpfs-size"])).is_some_and(|size| size <= G);
    get(&["type"]) == "bind" && is_source && !is_elsewhere && is_target || get(&["type"]) == "tmpfs" && is_small()
}

/// What an accepted line has against the promises.
fn broken(words: &[String]) -> Vec<String> {
    let end = words.iter().position(|word| word == "--").expect("`--` before operands");
    // docker takes a health check beside this one for a mistake.
    let no_health = |word: &str| word.starts_with("--health-cmd=") && words.iter().any(|one| one == "--no-healthcheck");
    let is_option = |word: &&String| !["container", "create", "run"].contains(&word.as_str()) && !no_health(word);
    let options = || words[..end].iter().filter(is_option);
    let is_broken = |word: &&String| {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let has_name = |names: &str| names.split(' ').any(|one| name.strip_prefix("--") == Some(one));
        !OPTIONS.iter().filter(|(names, _)| has_name(names)).any(|(_, may)| match may {
            BeAnything => true,
            Be(words) => words.contains(&value),
            BeginWith(starts) => starts.iter().any(|start| value.starts_with(start)),
            Lie(read, least, most) => read(value).is_some_and(|number| (least..=most).contains(&&number)),
            Fulfil(is_promised) => is_promised(value),
        })
    };
    let mut faults: Vec<String> = options().filter(is_broken).cloned().collect();
    let value = |name: &str| options().find_map(|word| word.strip_prefix("--")?.strip_prefix(name)?.strip_prefix('='));
    // Each of these is there; of two, one is.
    let must = ["user", "memory", "pids-limit", "cpus cpu-quota", "security-opt", "cap-drop"];
    let is_missing = |names: &&&str| names.split(' ').all(|name| value(name).is_none());
    faults.extend(must.iter().filter(is_missing).map(|names| format!("no {names}")));
    let period = value("cpu-period").and_then(count).filter(|period| *period > 0).unwrap_or(100_000);
    let is_greedy = |quota: &&str| count(quota).is_none_or(|quota| quota / 64 > period);
    faults.extend(value("cpu-quota").filter(is_greedy).map(str::to_owned));
    let is_listed = |image: &String| !image.contains('/') || image.starts_with("registry.example.org/");
    faults.extend(words.get(end + 1).filter(|image| !is_listed(image)).cloned());
    faults
}

/// Words of the generator, and what stands there instead: what the site has, and what it keeps.
const SITE: [(&str, &[&str]); 6] = [
    ("/a b", &["/scratch/alice/two words", "/etc"]),
    ("./x", &["./in", "./etc", "..", "./fifo"]),
    ("/a", &["/scratch/alice/in", "/project/x", "/software/tool", "/", "/home/bob", "/scratch/alice/etc"]),
    ("/nonexistent", &["/home/alice", "/scratch/alice", "/etc"]),
    ("=k", &["=org.example.k", "=k"]),
    ("=A=", &["=A=", "=LD_PRELOAD=", "=NVIDIA_VISIBLE_DEVICES="]),
];

fn at_the_site(word: OsString, rng: &mut Rng) -> OsString {
    let mut bytes = word.into_vec();
    let place = |from: &str| bytes.windows(from.len()).position(|part| part == from.as_bytes());
    if let Some((at, from, to)) = SITE.iter().find_map(|(from, to)| Some((place(from)?, from, to))) {
        bytes.splice(at..at + from.len(), rng.pick(to).bytes());
    }
    OsString::from_vec(bytes)
}

/// Whole lines are mostly refused for one of many options: of right ones, one or two options stay.
fn short(line: Line, rng: &mut Rng) -> Vec<OsString> {
    let Some(meaning) = line.meaning.filter(|meaning| !meaning.options.is_empty()) else { return line.words };
    let path = meaning.command.path.as_str().split(' ');
    let mut words: Vec<OsString> = ["docker"].into_iter().chain(path).map(OsString::from).collect();
    for _ in 0..=usize::from(rng.one_in(4)) {
        let said = &meaning.options[rng.below(meaning.options.len())];
        words.push(OsString::from(format!("--{}=", said.row.name)));
        words.last_mut().expect("a word").push(&said.value);
    }
    words.extend(["--", if rng.one_in(9) { "example.com/x" } else { IMAGE }].map(OsString::from));
    words
}

#[test]
fn accepted_lines_have_only_what_the_list_says() {
    let (profile, host, mut rng) = (Policy::Safe.load(), world::host(), Rng::new(5));
    let (mut accepted, mut seen) = (0, std::collections::BTreeSet::new());
    for (seed, manner, count) in [(1, Manner::Valid, 1600), (2, Manner::OddValues, 400)] {
        for line in Generator::new(seed, &Docker).manner(manner).verbs(&[Verb::Run, Verb::Create]).take(count) {
            let given = short(line, &mut rng).into_iter().map(|word| at_the_site(word, &mut rng)).collect::<Vec<_>>();
            let Ok(plan) = decided_under(&profile, given.clone(), &host) else { continue };
            let end: Vec<String> = plan.steps[0].argv().skip(1).map(|word| word.display().to_string()).collect();
            assert_eq!(broken(&end), Vec::<String>::new(), "{given:?}");
            accepted += 1;
            seen.extend(end.iter().filter_map(|word| Some(word.strip_prefix("--")?.split('=').next()?.to_owned())));
        }
    }
    assert!(accepted > 300 && seen.len() > 50, "{accepted} accepted, with {seen:?}");
}
