//! Our reading of podman command lines against that of a real podman.
//!
//! Generated lines, right ones and wrong ones, go to `podman` with storage of its own: it has to refuse each line that
//! `podman::read` refuses, and take each other one, up to where it looks for the image or the container that the line
//! names, of which there are none. `create` and `run` get `--rootfs` and `--pull never`, since podman reads most values
//! only when it has the image; the folder does not exist, so that nothing is created.
//!
//! `LONGSHORE_ORACLE_LINES` (default 300) lines of the seed `LONGSHORE_ORACLE_SEED` (default: a fresh one, printed). Lines
//! with options that lead out of the test's folder are left out, and so are commands that wait, or reach for the network.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "test code touches the machine, and stops at what must not be"
)]

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use longshore::argv::{Class, Level, Line, ReadError, Reading, Verb};
use longshore::runtimes::podman::{self, Fault, Podman};
use longshore::values::Dialect;
use tempfile::TempDir;
use testkit::{Generator, Manner, Outcome, Rng, Status, Test};

/// The release that was measured, as the tables count.
const RELEASE: u16 = 403;

/// What is compared. Not: what waits (`events`, `stats`), asks servers (`pull`, `push`, `login`, `search`), reads standard
/// input (`load`, `import`), makes something (`network create`, `volume create`) or looks at the machine (`system ...`).
const VERBS: &[Verb] = &[
    Verb::Attach,
    Verb::Commit,
    Verb::ContainerInspect,
    Verb::Cp,
    Verb::Diff,
    Verb::Export,
    Verb::History,
    Verb::ImageInspect,
    Verb::Images,
    Verb::Inspect,
    Verb::Kill,
    Verb::Logs,
    Verb::NetworkInspect,
    Verb::NetworkLs,
    Verb::Pause,
    Verb::Port,
    Verb::Ps,
    Verb::Rename,
    Verb::Restart,
    Verb::Rm,
    Verb::Rmi,
    Verb::Save,
    Verb::Start,
    Verb::Stop,
    Verb::Tag,
    Verb::Top,
    Verb::Unpause,
    Verb::Update,
    Verb::Version,
    Verb::VolumeInspect,
    Verb::VolumeLs,
    Verb::VolumeRm,
    Verb::Wait,
];

/// A podman, and a folder for all that it keeps. Programs it cannot start: its runtime is `/bin/false`.
struct World {
    path: PathBuf,
    version: String,
    dir: TempDir,
}

/// What podman makes of a line.
enum Answer {
    /// It looked for what the line names, or ended well.
    Taken,
    /// It stopped at something of the machine, for this reason.
    Stopped(&'static str),
    Refused,
}

enum Verdict {
    Accepted,
    Refused,
    Aside(&'static str),
    Different(String),
}

impl World {
    /// The podman on the path, if there is one that runs here.
    fn find() -> Option<World> {
        let folders = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
        let path = folders.iter().map(|folder| folder.join("podman")).find(|path| path.is_file())?;
        let output = Command::new(&path).arg("--version").stdin(Stdio::null()).output().ok()?;
        let version = String::from_utf8(output.stdout).ok()?.trim().strip_prefix("podman version ")?.to_owned();
        let dir = tempfile::tempdir().expect("a folder");
        let place = dir.path().display();
        let storage =
            format!("[storage]\ndriver = \"vfs\"\nrunroot = \"{place}/runroot\"\ngraphroot = \"{place}/root\"\n");
        let containers = format!(
            "[engine]\nruntime = \"none\"\nlock_type = \"file\"\nevents_logger = \"none\"\ncgroup_manager = \"cgroupfs\"\n\
             tmp_dir = \"{place}/tmp\"\nstatic_dir = \"{place}/static\"\nvolume_path = \"{place}/volumes\"\n\
             [engine.runtimes]\nnone = [\"/bin/false\"]\n[network]\nnetwork_config_dir = \"{place}/net\"\n"
        );
        fs::write(dir.path().join("storage.conf"), storage).expect("a file");
        fs::write(dir.path().join("containers.conf"), containers).expect("a file");
        fs::write(dir.path().join("registries.conf"), "").expect("a file");
        let world = World { path, version, dir };
        let (said, code) = world.run(&["podman", "ps", "-q"].map(OsString::from));
        (code == 0 && said.is_empty()).then_some(world)
    }

    /// What podman says of a line on standard error, without warnings, and its code.
    fn run(&self, words: &[OsString]) -> (String, i32) {
        let (outcome, code) = self.outcome(words);
        let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
        let lines = said.lines().filter(|line| !line.starts_with("time=\""));
        (lines.collect::<Vec<_>>().join("\n"), code)
    }

    fn outcome(&self, words: &[OsString]) -> (Outcome, i32) {
        let place = |name: &str| self.dir.path().join(name);
        let test = Test::new(&self.path).argv0("podman").args(&words[1..]).env("HOME", self.dir.path());
        let test = test.env("CONTAINERS_STORAGE_CONF", place("storage.conf"));
        let test = test.env("CONTAINERS_CONF", place("containers.conf"));
        let test = test.env("CONTAINERS_REGISTRIES_CONF", place("registries.conf"));
        let test = test.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").limit(Duration::from_mins(1));
        let (outcome, _dir) = test.outcome();
        let code = match outcome.status {
            Status::Code(code) => code,
            Status::Signal(signal) => 128 + signal,
        };
        (outcome, code)
    }
}

/// Messages with which podman says that it does not find what a line names: it has read all values then.
const TAKEN: &[&str] = &[
    "container create option: stat ",
    "no such container",
    "is not a valid container, cannot be used as a dependency",
    "no such object",
    "no such volume",
    "no such image",
    "no such network",
    "no such pod",
    "container not known",
    "image not known",
    "layer not known",
    "network not found",
];

/// Said of a line without a command, when most values are read.
const NO_COMMAND: &str = "no command or entrypoint provided, and no CMD or ENTRYPOINT from image";

/// Messages about the machine.
const STOPPED: &[(&str, &str)] = &[
    (NO_COMMAND, "no command"),
    ("no such file or directory", "files"),
    ("not a directory", "files"),
    ("permission denied", "files"),
    ("is a directory", "files"),
    ("is not available - the preserve-fds", "descriptors"),
    ("file descriptor", "descriptors"),
    ("no such secret", "secrets"),
    ("no subuid ranges", "ids"),
    ("no subgid ranges", "ids"),
    ("no init binary", "programs"),
];

/// What podman says to a line.
fn answer(said: &str, code: i32) -> Answer {
    let has = |text: &str| said.contains(text);
    if code == 0 || TAKEN.iter().any(|text| has(text)) {
        return Answer::Taken;
    }
    match STOPPED.iter().find(|(text, _)| has(text)) {
        Some((_, reason)) => Answer::Stopped(reason),
        None => Answer::Refused,
    }
}

/// Differences that stay, of podman 4.3.1, with the reason; `docs/engine-notes.md` tells them in words.
mod differences {
    use std::ffi::OsString;

    use longshore::argv::Line;
    use longshore::runtimes::podman::Fault;

    /// What podman refuses, or not, by the version of the host's cgroups.
    const V1: &str = "cgroups of version 1";

    /// Why podman may refuse a line that we take.
    pub(crate) fn refuses_more(said: &str, _line: &Line<'_>) -> Option<&'static str> {
        const REASONS: &[(&str, &str)] = &[
            ("unable to process variables for --env-merge", "--env-merge is a template, whose form is not read"),
            ("you should always set a memory limit", V1),
            ("minimum memoryswap limit should be", V1),
            ("minimum memory limit", V1),
            ("valid memory swappiness range", V1),
            ("CPU cfs ", V1),
            ("for cpuset ", V1),
            ("requested CPUs are not available", V1),
            ("requested memory nodes are not available", V1),
            ("without cgroup v2", V1),
            ("range of blkio weight", V1),
            ("-t, --time\" flag: strconv.ParseUint", "--time has no sign"),
            ("--timeout\" flag: strconv.ParseUint", "--time has no sign"),
            ("\" for \"--time\" flag: strconv.ParseUint", "--time has no sign"),
            ("invalid IP address in add-host: \"host-gateway\"", "`host-gateway` is refused here"),
            ("dropped and added", "capabilities"),
            ("unknown capability", "capabilities"),
            ("unknown shorthand flag: 'n'", "`network ls` and `volume ls` have no letter for --noheading yet"),
        ];
        REASONS.iter().find(|(text, _)| said.contains(text)).map(|&(_, reason)| reason)
    }

    /// Whether options behind the first operand are operands to podman before 5.
    fn line_ends_options(words: &[OsString]) -> bool {
        words.iter().any(|word| word == "logs")
    }

    /// Why podman may take a line that we refuse.
    pub(crate) fn accepts_more(fault: &Fault, words: &[OsString]) -> Option<&'static str> {
        if line_ends_options(words) {
            return Some("`logs` takes no option behind the name");
        }
        // `-h` asks for help where no option has the letter; we refuse it.
        fault.to_string().contains(" no option -h").then_some("help by its letter")
    }
}

/// Words that must not get to podman, whatever the rest of the line says: they name other storage, or files to be written.
const OUTSIDE: &[&str] = &[
    "--cni-config-dir",
    "--config",
    "--connection",
    "--conmon",
    "--context",
    "--cpu-profile",
    "--hooks-dir",
    "--host",
    "--identity",
    "--imagestore",
    "--memory-profile",
    "--module",
    "--namespace",
    "--network-cmd-path",
    "--network-config-dir",
    "--out",
    "--remote",
    "--root",
    "--runroot",
    "--runtime",
    "--runtime-flag",
    "--ssh",
    "--storage-driver",
    "--storage-opt",
    "--syslog",
    "--tmpdir",
    "--url",
    "--volumepath",
    "--watch",
    "--interval",
    "--follow",
    "--max-workers",
    "--events-backend",
    "--network-backend",
    "--cgroup-manager",
    "--default-mounts-file",
];

/// Whether a line stays in the test's folder.
fn is_safe(words: &[OsString]) -> bool {
    let is_outside = |word: &OsString| {
        let name = word.as_bytes().split(|&byte| byte == b'=').next().unwrap_or_default();
        OUTSIDE.iter().any(|outside| outside.as_bytes() == name)
    };
    if words.iter().any(is_outside) {
        return false;
    }
    let Ok(line) = Line::read(words, &Podman) else { return true };
    let is_short = |name: &str| matches!(name, "watch" | "interval" | "connection" | "host" | "remote");
    let names_image = matches!(line.verb(), Verb::Create | Verb::Run);
    let first = line.operands().first().map(|&index| line.word(index));
    let is_there = names_image
        && first.is_some_and(|word| Path::new(std::ffi::OsStr::from_bytes(word)).exists() || word.is_empty());
    !is_there
        && line.occurrences().iter().all(|found| {
            !is_short(found.row.destination.as_str())
                && (found.level != Level::Global || found.row.class != Class::Engine)
                && found.row.reading != Reading::Remote
        })
}

/// The line with the options that keep podman from looking for an image.
fn kept(words: &[OsString]) -> Vec<OsString> {
    let Ok(line) = Line::read(words, &Podman) else { return with_rootfs(words) };
    if matches!(line.verb(), Verb::Create | Verb::Run) { with_rootfs(words) } else { words.to_vec() }
}

fn with_rootfs(words: &[OsString]) -> Vec<OsString> {
    let is_verb = |word: &OsString| word == "create" || word == "run";
    let mut words = words.to_vec();
    if let Some(at) = words.iter().position(is_verb) {
        let behind = at + 1;
        words.splice(behind..behind, ["--rootfs", "--pull=never"].map(OsString::from));
    }
    words
}

fn judge(world: &World, words: &[OsString]) -> Verdict {
    if Line::read(words, &Podman).is_ok_and(|line| line.is_unread()) {
        return Verdict::Aside("not read");
    }
    if !is_safe(words) {
        return Verdict::Aside("left out");
    }
    let ours = podman::read(words, Dialect::Podman4);
    if let Err(Fault::Scan { error }) = &ours
        && matches!(**error, ReadError::TestWord { .. } | ReadError::StrayWord { .. })
    {
        return Verdict::Aside("refused as uncertain");
    }
    if ours.as_ref().is_ok_and(|line| line.command().is_none_or(|command| command.is_parent)) {
        return Verdict::Aside("not read");
    }
    let is_new = |line: &Line<'_>| {
        line.command().is_some_and(|command| command.path.as_str() == "network list")
            || line.occurrences().iter().any(|found| found.row.since > RELEASE)
    };
    if Line::read(words, &Podman).is_ok_and(|line| is_new(&line)) {
        return Verdict::Aside("newer");
    }
    let (said, code) = world.run(words);
    let first = said.lines().next().unwrap_or_default();
    match (&ours, answer(&said, code)) {
        (Ok(_), Answer::Taken) => Verdict::Accepted,
        (Err(_), Answer::Refused) => Verdict::Refused,
        (Ok(_), Answer::Stopped(_)) if said.contains(NO_COMMAND) => Verdict::Accepted,
        (_, Answer::Stopped(reason)) => Verdict::Aside(reason),
        (Ok(line), Answer::Refused) => match differences::refuses_more(&said, line) {
            Some(reason) => Verdict::Aside(reason),
            None if !matches!(line.verb(), Verb::Create | Verb::Run | Verb::Exec) && !is_scan(&said) => {
                Verdict::Aside("the command's own rule")
            }
            None => Verdict::Different(format!("we take it, podman says ({code}): {first}")),
        },
        (Err(fault), Answer::Taken) => match differences::accepts_more(fault, words) {
            Some(reason) => Verdict::Aside(reason),
            None => Verdict::Different(format!("we refuse it: {fault}; podman says ({code}): {first}")),
        },
    }
}

/// Whether podman says that it could not read the words themselves.
fn is_scan(said: &str) -> bool {
    const TEXTS: &[&str] = &[
        "unknown flag",
        "unknown shorthand flag",
        "flag needs an argument",
        "bad flag syntax",
        "invalid argument \"",
        "arg(s)",
        "` takes no arguments",
    ];
    TEXTS.iter().any(|text| said.contains(text))
}

/// The line without the words that the difference does not need.
fn minimise(world: &World, words: &[OsString]) -> Vec<OsString> {
    let mut words = words.to_vec();
    let mut index = words.len() - 1;
    while index > 0 {
        let mut fewer = words.clone();
        fewer.remove(index);
        let creates = words.iter().any(|word| word == "--rootfs");
        let keeps = !creates || fewer.iter().any(|word| word == "--rootfs");
        if keeps && matches!(judge(world, &fewer), Verdict::Different(_)) {
            words = fewer;
        }
        index = (index - 1).min(words.len() - 1);
    }
    words
}

fn shown(words: &[OsString]) -> String {
    longshore::argv::quote::shell_line(words.iter().map(OsString::as_os_str))
}

/// The lines of a seed: two of three create or run something.
fn lines(seed: u64) -> impl Iterator<Item = Vec<OsString>> {
    let mut rng = Rng::new(seed);
    let mut generator = |manner: Manner, verbs: &[Verb]| {
        Generator::new(rng.number(), &Podman).manner(manner).release(RELEASE).verbs(verbs)
    };
    let creating = &[Verb::Create, Verb::Run, Verb::Exec];
    let mut generators = [
        generator(Manner::Valid, creating),
        generator(Manner::NearlyValid, creating),
        generator(Manner::Nasty, creating),
        generator(Manner::OddValues, creating),
        generator(Manner::OddValues, creating),
        generator(Manner::Valid, VERBS),
        generator(Manner::NearlyValid, VERBS),
        generator(Manner::Nasty, VERBS),
        generator(Manner::OddValues, VERBS),
    ];
    std::iter::from_fn(move || {
        let index = if rng.one_in(3) { 5 + rng.below(4) } else { rng.below(5) };
        Some(kept(&generators[index].line()))
    })
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable}={text} is no number")))
}

fn seed() -> u64 {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_nanos();
    number("LONGSHORE_ORACLE_SEED").unwrap_or_else(|| u64::try_from(now() % 1_000_000_007).expect("a small number"))
}

/// The podman to be asked: only the release that was measured says something.
fn world() -> Option<World> {
    let world = World::find();
    match &world {
        None => testkit::skipped("no podman"),
        Some(found) if !found.version.starts_with("4.3.") => {
            testkit::skipped("another podman than 4.3");
            return None;
        }
        Some(_) => {}
    }
    world
}

#[test]
fn podman_reads_generated_lines_as_we_do() {
    let Some(world) = world() else { return };
    let (seed, count) = (seed(), number("LONGSHORE_ORACLE_LINES").unwrap_or(300));
    let mut verdicts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut different = Vec::new();
    for words in lines(seed).take(usize::try_from(count).expect("a count")) {
        let name = match judge(&world, &words) {
            Verdict::Accepted => "accepted",
            Verdict::Refused => "refused",
            Verdict::Aside(reason) => reason,
            Verdict::Different(what) => {
                different.push((words, what));
                "different"
            }
        };
        *verdicts.entry(name).or_default() += 1;
    }
    let counts: Vec<String> = verdicts.iter().map(|(verdict, count)| format!("{count} {verdict}")).collect();
    // Past the capture of the test; nobody has to listen.
    let _ =
        writeln!(io::stderr(), "oracle: podman {}, seed {seed}, {count} lines: {}", world.version, counts.join(", "));
    let (left, _) = world.outcome(&["podman", "ps", "-aq"].map(OsString::from));
    assert_eq!(String::from_utf8_lossy(&left.stdout), "", "nothing was created");
    let mut text = String::new();
    for (words, what) in different.iter().take(40) {
        let short = minimise(&world, words);
        let _ = write!(text, "\n{}\n  {what}\n  shortest: {}\n", shown(words), shown(&short));
    }
    assert!(text.is_empty(), "podman {}, seed {seed}\n{text}", world.version);
}
