//! What it costs to start an engine through longshore instead of directly.
//!
//! `scripts/bench` measures the wall time from fork to the end of the process, seen by the parent, of
//!
//! - a static C program that does nothing, executed directly: what everything below ends in;
//! - a static C program that only executes it: the least that any wrapper costs;
//! - the drop-in with the CernVM profile, whose engine is that program: as `longshore-dropin`, as `longshore` called as
//!   `docker`, and as an older build where one is given;
//! - a bash loop that does the same job: as sites write it (a program cuts each mount, the engine is a child), and tight
//!   (nothing but bash, which gives its place to the engine);
//! - where there is one, a docker client that prints its version: what a user waits for anyway.
//!
//! and, in a table of its own, of the drop-in under the policies `hpc-safe` and `ris`, called by an ordinary user;
//!
//! on lines that a real HTCondor pool wrote: the shortest that creates a container, for which the profile only drops the
//! user, and one that mounts CernVM repositories. All run in turns within each round, and each round begins with another,
//! so a machine that becomes slower or faster meets all alike. Children are started with `posix_spawn` (vfork semantics),
//! so the size of this process does not count.
//!
//! Reading the table: `over direct` is the median over the rounds of the difference to the direct start of the same round,
//! that is the wrapper's own cost; `of C` is that cost in units of the C wrapper's. The goals: 1.4 for the CernVM profile, 2.7
//! for `hpc-safe`, 3.5 for `ris`; where there are repositories to mount, bash as sites write it costs at least eight times
//! what longshore costs.
//!
//! The unit depends on the machine, too. The C program has glibc, whose start asks the CPU about forty times what it is; a
//! virtual machine leaves itself for each answer, and where this was written half of the unit goes there. So the microseconds
//! count as much as the ratio, and what one such question costs here is printed.
//!
//! Before anything is measured each contender has to prove that it starts the engine with the right words; one that does
//! not is left out, and said to be. Nothing here ever fails: figures are for people, machines that share cores may not
//! judge them.
//!
//! Options: `--rounds N` (400), `--dropin PATH` and `--longshore PATH` (other programs than those just built; `scripts/bench`
//! gives those that are installed), `--before PATH` (an older build, to be compared with in the same rounds).

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench starts processes, watches the clock and prints"
)]

use std::env;
use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use testkit::RecordingEngine;

/// Calls of a real HTCondor 23.9.6, one JSON object a line.
const CALLS: &str = include_str!("../tests/fixtures/htcondor-23.9.6-calls.jsonl");

/// The rules of the CernVM profile, for any engine.
const PROFILE: &str = r#"version: 1
description: CernVM jobs in HTCondor's docker universe.
runtime: docker
engine: ENGINE
allow: any

rules:
  - name: CernVM's init must run as root
    drop: [user]
  - name: the mounted repository chooses the OS release
    for_each: bind
    first_match:
      - source: /cvmfs/cernvm-sl7*
        add: { env: { CERNVM_ROOT: "${source}/cvm4" } }
      - source: /cvmfs/cernvm*
        add: { env: { CERNVM_ROOT: "${source}/cvm3" } }
"#;

/// The environment of every contender, as bare as HTCondor's.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

const DIRECT: &str = "direct";
const C: &str = "C, exec only";
const DROPIN: &str = "longshore-dropin";
const BASH: &str = "bash";
const HPC_SAFE: &str = "hpc-safe";
const RIS: &str = "ris";
const BASH_TIGHT: &str = "bash, tight";

fn main() {
    let options = Options::from_words(env::args_os().skip(1).collect());
    let dir = tempfile::tempdir().expect("a folder for temporary files can be made");
    if let Err(reason) = bench(&options, dir.path()) {
        println!("startup: skipped: {reason}");
    }
}

struct Options {
    rounds: usize,
    /// The builds to be measured, by name; the first is the drop-in's own program.
    builds: Vec<(&'static str, PathBuf)>,
}

impl Options {
    /// Words that it does not know (cargo passes `--bench`) are none of its business.
    fn from_words(words: Vec<OsString>) -> Self {
        let mut dropin = PathBuf::from(env!("CARGO_BIN_EXE_longshore-dropin"));
        let mut longshore = PathBuf::from(env!("CARGO_BIN_EXE_longshore"));
        let (mut before, mut rounds) = (None, 400);
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let mut path = || PathBuf::from(words.next().expect("the option wants a path"));
            match word.to_str() {
                Some("--dropin") => dropin = path(),
                Some("--longshore") => longshore = path(),
                Some("--before") => before = Some(path()),
                Some("--rounds") => {
                    let number = words.next().and_then(|word| word.to_str()?.parse().ok());
                    rounds = number.expect("--rounds wants a number");
                }
                _ => {}
            }
        }
        let builds = [Some((DROPIN, dropin)), Some(("longshore", longshore)), before.map(|path| ("before", path))];
        Options { rounds, builds: builds.into_iter().flatten().collect() }
    }
}

fn bench(options: &Options, dir: &Path) -> Result<(), String> {
    let programs = Programs::make(options, dir)?;
    let prover = RecordingEngine::install(dir, "prover");
    let target = compile("target.c", dir)?;
    println!("startup: {} rounds, microseconds", options.rounds);
    for (name, path) in &options.builds {
        let size = fs::metadata(path).map_err(|error| format!("{}: {error}", path.display()))?.len();
        println!("{name}: {} KiB", size / 1024);
    }
    print_cpuid();
    for (title, line) in lines() {
        println!("\n{title}, {} words", line.len());
        let mut contenders = programs.contenders(&target, &line);
        for contender in programs.contenders(prover.path(), &line) {
            if let Err(reason) = prove(&contender, &prover, &line) {
                println!("{}: left out: {reason}", contender.name);
                contenders.retain(|other| other.name != contender.name);
            }
        }
        let times = measure(&contenders, options.rounds);
        print_table(&contenders, &times);
    }
    if let Err(reason) = policies(&programs, options, dir) {
        println!("\nunder a policy: skipped: {reason}");
    }
    print_clients(options.rounds);
    Ok(())
}

/// The drop-in under policies, called by an ordinary user who mounts directories of his own. Their cost includes that his
/// account is looked up, that the paths are followed, and that the files for his identity are there. The paths are as deep as
/// on a site, two or three names: each name on the way is looked at.
fn policies(programs: &Programs, options: &Options, dir: &Path) -> Result<(), String> {
    const NOBODY: u32 = 65534;
    let data = dir.join("data");
    let state = dir.join("run");
    for folder in [&data, &state] {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    // He goes through it.
    fs::set_permissions(dir, Permissions::from_mode(0o755)).map_err(|error| error.to_string())?;
    chown(&data, Some(NOBODY), Some(NOBODY)).map_err(|error| format!("only root can become another user: {error}"))?;
    chown(&state, Some(NOBODY), Some(NOBODY)).map_err(|error| error.to_string())?;
    fs::set_permissions(&state, Permissions::from_mode(0o700)).map_err(|error| error.to_string())?;
    let target = compile("target.c", dir)?;
    let mount = format!("{}:/data", data.display());
    let line = ["run", "--rm", "-v", &mount, "-e", "A=1", "-w", "/data", "-m", "1g", "alpine", "sh", "-c", "id"];
    let line: Vec<OsString> = line.iter().map(OsString::from).collect();
    println!("\nunder a policy, {} words, by an ordinary user", line.len());
    let shipped = [
        (HPC_SAFE, include_str!("../profiles/hpc-safe.yaml"), "/scratch/**"),
        (RIS, include_str!("../profiles/ris.yaml"), "/scratch1/**"),
    ];
    let contender = |name: &str, program: &Path| Contender::new(name, program, &line).uid(NOBODY);
    let mut exec_only = contender(C, &programs.exec_only);
    exec_only.words.insert(0, target.clone().into());
    let mut contenders = vec![contender(DIRECT, &target), exec_only];
    for (name, text, listed) in shipped {
        let text = text.replace("engine: /usr/bin/docker", &format!("engine: {}", target.display()));
        let text = text.replace(listed, &format!("{}/**", data.display()));
        // What the policy of the service mounts besides is not on this machine.
        let text = text
            .replace("${fqdn}", "${hostname}")
            .replace("fact: { gpus: given }", "option: { gpus: given }")
            .replace("fact: { infiniband: \"true\" }", "option: { gpus: given }")
            .replace("${home}", &data.to_string_lossy())
            .replace("/tmp/${job.id}.tmpdir", &data.to_string_lossy());
        let profile = dir.join(format!("{name}.yaml"));
        fs::write(&profile, text).map_err(|error| error.to_string())?;
        for (build, program) in &programs.drop_ins {
            let name = if *build == DROPIN { name.to_owned() } else { format!("{name}, {build}") };
            let drop_in = contender(&name, program)
                .env("LONGSHORE_PROFILE", &profile)
                .env("XDG_RUNTIME_DIR", &state)
                .env("LSB_JOBID", "42")
                .env("LSB_JOBINDEX", "0");
            let output = drop_in.command().current_dir(&data).stderr(Stdio::piped()).output();
            let output = output.map_err(|error| error.to_string())?;
            if output.status.success() {
                contenders.push(drop_in);
            } else {
                println!("{name}: left out: {}", String::from_utf8_lossy(&output.stderr).trim());
            }
        }
    }
    env::set_current_dir(&data).map_err(|error| error.to_string())?;
    let times = measure(&contenders, options.rounds);
    print_table(&contenders, &times);
    Ok(())
}

/// The two lines to be rewritten, without the called name.
fn lines() -> [(&'static str, Vec<OsString>); 2] {
    let calls = CALLS.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
    let words = |call: Value| -> Vec<OsString> {
        let words = call["argv"].as_array().expect("a list of words").iter().skip(1);
        words.map(|word| word.as_str().expect("a text").into()).collect()
    };
    let creates: Vec<Vec<OsString>> = calls.map(words).filter(|words| words[0] == "create").collect();
    let shortest = creates.iter().min_by_key(|words| words.len()).expect("calls that create");
    let mounts = |words: &&Vec<OsString>| words.iter().any(|word| word.to_string_lossy().starts_with("/cvmfs/"));
    let cernvm = creates.iter().find(mounts).expect("a call that mounts repositories");
    [("HTCondor's shortest create", shortest.clone()), ("a create with CernVM repositories", cernvm.clone())]
}

/// What the contenders are made of.
struct Programs {
    exec_only: PathBuf,
    /// Links by an engine's name to the builds.
    drop_ins: Vec<(&'static str, PathBuf)>,
    bash: PathBuf,
    dir: PathBuf,
}

impl Programs {
    fn make(options: &Options, dir: &Path) -> Result<Self, String> {
        let exec_only = compile("exec_only.c", dir)?;
        let link = |(name, path): &(&'static str, PathBuf)| {
            let folder = dir.join(name);
            fs::create_dir(&folder).expect("a folder can be made");
            let link = folder.join("docker");
            symlink(path, &link).expect("a link can be made");
            (*name, link)
        };
        let drop_ins = options.builds.iter().map(link).collect();
        let bash = source("cernvm_wrapper.sh");
        Ok(Programs { exec_only, drop_ins, bash, dir: dir.to_path_buf() })
    }

    /// All that end in this engine, called with this line.
    fn contenders(&self, engine: &Path, line: &[OsString]) -> Vec<Contender> {
        let name = engine.file_name().expect("an engine is a file").to_string_lossy();
        let profile = self.dir.join(format!("{name}.yaml"));
        fs::write(&profile, PROFILE.replace("ENGINE", &engine.to_string_lossy())).expect("the folder can be written");
        let contender = |name: &str, program: &Path| Contender::new(name, program, line);
        let mut exec_only = contender(C, &self.exec_only);
        exec_only.words.insert(0, engine.into());
        let drop_ins = self.drop_ins.iter();
        let mut contenders = vec![contender(DIRECT, engine), exec_only];
        contenders.extend(drop_ins.map(|(name, path)| contender(name, path).env("LONGSHORE_PROFILE", &profile)));
        contenders.push(contender(BASH, &self.bash).env("ENGINE", engine));
        contenders.push(contender(BASH_TIGHT, &self.bash).env("ENGINE", engine).env("TIGHT", "1"));
        contenders
    }
}

/// One program to be measured.
struct Contender {
    name: String,
    program: PathBuf,
    words: Vec<OsString>,
    env: Vec<(&'static str, OsString)>,
    uid: Option<u32>,
}

impl Contender {
    fn new(name: &str, program: &Path, words: &[OsString]) -> Self {
        let env = vec![("PATH", PATH.into())];
        Contender { name: name.to_owned(), program: program.to_path_buf(), words: words.to_vec(), env, uid: None }
    }

    fn uid(mut self, uid: u32) -> Self {
        self.uid = Some(uid);
        self
    }

    fn env(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.env.push((name, value.into()));
        self
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg0("docker").args(&self.words).env_clear().envs(self.env.iter().cloned());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some(uid) = self.uid {
            command.uid(uid).gid(uid);
        }
        command
    }

    /// From fork to the end, as the parent sees it.
    fn time(&self) -> Duration {
        let mut command = self.command();
        let begin = Instant::now();
        let status = command.status();
        let time = begin.elapsed();
        status.expect("what was proven starts");
        time
    }
}

/// Whether the contender starts the engine once, with the words that it should.
fn prove(contender: &Contender, engine: &RecordingEngine, line: &[OsString]) -> Result<(), String> {
    let before = engine.calls().len();
    let output = contender.command().stderr(Stdio::piped()).output().map_err(|error| error.to_string())?;
    let calls = engine.calls();
    let [call] = &calls[before..] else {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "it started the engine {} times ({}) {}",
            calls.len() - before,
            output.status,
            said.trim()
        ));
    };
    let mut got = call.words().to_vec();
    let mut expected = line.to_vec();
    if contender.name != DIRECT && contender.name != C {
        let (left, root) = without_cernvm_root(got);
        if root != expected_root(line) {
            return Err(format!("CERNVM_ROOT is {root:?}"));
        }
        got = left;
        let user = expected.iter().position(|word| word == "--user").expect("HTCondor names the user");
        expected.drain(user..user + 2);
    }
    if got == expected { Ok(()) } else { Err(format!("the engine got {got:?}")) }
}

/// The words without any option that sets the variable, and its last value.
fn without_cernvm_root(words: Vec<OsString>) -> (Vec<OsString>, Option<String>) {
    let mut left = Vec::new();
    let mut root = None;
    for word in words {
        let text = word.to_string_lossy().into_owned();
        let glued = text.strip_prefix("--env=CERNVM_ROOT=");
        let apart = text.strip_prefix("CERNVM_ROOT=").filter(|_| left.last().is_some_and(|before| before == "-e"));
        if let Some(value) = glued {
            root = Some(value.to_owned());
        } else if let Some(value) = apart {
            root = Some(value.to_owned());
            left.pop();
        } else {
            left.push(word);
        }
    }
    (left, root)
}

/// What the repository mounted last asks for.
fn expected_root(line: &[OsString]) -> Option<String> {
    let mut after = line.windows(2).filter(|pair| pair[0] == "--volume").map(|pair| pair[1].to_string_lossy());
    let last = after.rfind(|volume| volume.starts_with("/cvmfs/cernvm"))?;
    let source = last.split(':').next()?;
    Some(format!("{source}/{}", if source.starts_with("/cvmfs/cernvm-sl7") { "cvm4" } else { "cvm3" }))
}

/// The times of each contender, round by round.
fn measure(contenders: &[Contender], rounds: usize) -> Vec<Vec<Duration>> {
    let mut times = vec![Vec::with_capacity(rounds); contenders.len()];
    for contender in contenders {
        // Not counted: fills the caches.
        contender.time();
    }
    for round in 0..rounds {
        for turn in 0..contenders.len() {
            let next = (round + turn) % contenders.len();
            times[next].push(contenders[next].time());
        }
    }
    times
}

fn print_table(contenders: &[Contender], times: &[Vec<Duration>]) {
    let of = |name: &str| contenders.iter().position(|contender| contender.name == name).map(|at| &times[at]);
    let Some(direct) = of(DIRECT) else { return };
    let over_direct = |times: &[Duration]| -> f64 {
        let differences = times.iter().zip(direct).map(|(time, direct)| micros(*time) - micros(*direct));
        percentile(differences.collect(), 50)
    };
    let over = |name: &str| of(name).map(|times| over_direct(times));
    println!("{:<20}{:>10}{:>20}{:>14}{:>8}", "", "median", "p10 - p90", "over direct", "of C");
    for (contender, times) in contenders.iter().zip(times) {
        let at = |percent| percentile(times.iter().copied().map(micros).collect(), percent);
        let range = format!("{:.0} - {:.0}", at(10), at(90));
        print!("{:<20}{:>10.0}{range:>20}", contender.name, at(50));
        let own = over_direct(times);
        match over(C) {
            _ if contender.name == DIRECT => println!(),
            Some(c) => println!("{own:>14.0}{:>8.2}", own / c),
            None => println!("{own:>14.0}"),
        }
    }
    for bash in [BASH, BASH_TIGHT] {
        if let (Some(bash_over), Some(longshore)) = (over(bash), over(DROPIN)) {
            println!("`{bash}` costs {:.1} times as much as {DROPIN}", bash_over / longshore);
        }
    }
}

/// What a question of glibc's start to the CPU costs.
#[cfg(target_arch = "x86_64")]
fn print_cpuid() {
    const QUESTIONS: u32 = 2000;
    let begin = Instant::now();
    for _ in 0..QUESTIONS {
        std::hint::black_box(std::arch::x86_64::__cpuid(0));
    }
    let one = micros(begin.elapsed()) / f64::from(QUESTIONS);
    println!(
        "one CPUID takes {one:.2}: the start of a glibc, and so of `{C}`, has about forty; longshore's musl has none"
    );
}

#[cfg(not(target_arch = "x86_64"))]
fn print_cpuid() {}

fn print_clients(rounds: usize) {
    println!("\nthe clients themselves, `docker -v`, {} rounds", rounds.div_ceil(4));
    for client in testkit::clients() {
        let contender = [Contender::new("docker -v", &client.path, &["-v".into()])];
        let times = measure(&contender, rounds.div_ceil(4)).remove(0);
        let median = percentile(times.into_iter().map(micros).collect(), 50);
        println!("{:<20}{median:>10.0}", client.version);
    }
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// The value that so many percent of all do not exceed.
fn percentile(mut values: Vec<f64>, percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) * percent / 100).copied().unwrap_or(f64::NAN)
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches").join(name)
}

/// Compiles a static C program into the folder.
fn compile(name: &str, dir: &Path) -> Result<PathBuf, String> {
    let source = source(name);
    let program = dir.join(source.file_stem().expect("a source has a name"));
    let mut gcc = Command::new("gcc");
    gcc.args(["-O2", "-static", "-o"]).args([&program, &source]);
    match gcc.status() {
        Ok(status) if status.success() => Ok(program),
        Ok(status) => Err(format!("gcc cannot compile {name} as a static program: {status}")),
        Err(error) => Err(format!("no gcc: {error}")),
    }
}
