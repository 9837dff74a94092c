//! What HTCondor sees of podman behind longshore, called `docker`: the calls that a live pool made, made again to docker and
//! to podman. Wherever HTCondor looks, both have to answer alike.
//!
//! Needs docker and podman (`scripts/setup`); where one is missing the test says that it is skipped.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the world it looks at, and fails by panicking"
)]

use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use testkit::{Engine, image_archive};

/// The calls of HTCondor 23.9.6 to its `DOCKER`, in order.
const CALLS: &str = include_str!("fixtures/htcondor-23.9.6-calls.jsonl");

/// What HTCondor runs as `DOCKER`, and the scratch directories of its slots.
struct Caller {
    client: PathBuf,
    profile: Option<PathBuf>,
    dir: tempfile::TempDir,
    image: String,
}

impl Caller {
    fn new(engine: Engine) -> Option<Caller> {
        let client = engine.client()?.to_owned();
        let dir = tempfile::tempdir().expect("a folder");
        let archive = image_archive(dir.path()).expect("an image");
        let image = format!("longshore-lifecycle-{}:1", std::process::id());
        let imported = Command::new(&client).arg("import").arg(archive).arg(&image).output().expect("the client runs");
        assert!(imported.status.success(), "{imported:?}");
        let profile = engine.is_podman().then(|| {
            let path = dir.path().join("p.yaml");
            std::fs::write(&path, format!("version: 1\nallow: any\n{}", engine.profile(&client))).expect("written");
            path
        });
        Some(Caller { client, profile, dir, image })
    }

    /// The words of HTCondor for this caller's containers: with names, paths and labels of this test.
    fn words(&self, argv: &[String]) -> Vec<String> {
        let own = |word: &String| {
            let word = word.replace("/var/lib/condor/execute", &self.dir.path().join("execute").display().to_string());
            let word = word.replace("/cvmfs/", &format!("{}/", self.dir.path().join("cvmfs").display()));
            let word = word.replace("HTCJob", &format!("HTCJob{}x", std::process::id()));
            // Nobody else's containers are pruned; and no network of that pool is here.
            let word = word.replace("org.htcondorproject=True", &format!("org.htcondorproject={}", std::process::id()));
            word.replace("--network=cluster0", "--network=none").replace("bb:1", &self.image)
        };
        argv.iter().skip(1).map(own).collect()
    }

    fn command(&self, words: &[String]) -> Command {
        let mut command = match &self.profile {
            None => Command::new(&self.client),
            Some(profile) => {
                let docker = self.dir.path().join("docker");
                let _ = std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_longshore"), &docker);
                let mut command = Command::new(docker);
                command.env("LONGSHORE_PROFILE", profile);
                command
            }
        };
        // As HTCondor's daemons: elsewhere, and nothing on standard input.
        command.args(words).current_dir("/").stdin(Stdio::null());
        command
    }

    fn call(&self, words: &[String]) -> Output {
        self.command(words).output().expect("the client runs")
    }

    fn start(&self, words: &[String]) -> Child {
        self.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the client runs")
    }

    /// The directories that the binds of a `create` name, as the starter makes them.
    fn make_scratch(&self, words: &[String]) {
        let binds = words.iter().zip(words.iter().skip(1)).filter(|(option, _)| *option == "--volume");
        for (_, bind) in binds {
            let source = Path::new(bind.split(':').next().expect("a source"));
            std::fs::create_dir_all(source).expect("made");
            chown(source, Some(1000), Some(1000)).expect("given away");
            if words.iter().any(|word| word == "./job.sh") && source.parent().is_some_and(|up| up.ends_with("execute"))
            {
                let script = source.join("job.sh");
                std::fs::write(&script, "#!/bin/sh\nfor word; do echo \"<$word>\"; done; id -u; exit 4\n")
                    .expect("written");
                let status = Command::new("chmod").arg("755").arg(&script).status().expect("chmod runs");
                assert!(status.success());
            }
        }
        for up in self.dir.path().join("execute").ancestors().take(2) {
            let status = Command::new("chmod").arg("755").arg(up).status().expect("chmod runs");
            assert!(status.success());
        }
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        let label = format!("label=org.htcondorproject={}", std::process::id());
        let left =
            Command::new(&self.client).args(["ps", "-aq", "--filter", &label]).output().expect("the client runs");
        for id in String::from_utf8_lossy(&left.stdout).lines() {
            let _ = Command::new(&self.client).args(["rm", "-f", id]).output();
        }
        let _ = Command::new(&self.client).args(["rmi", "-f", &self.image]).output();
    }
}

/// What HTCondor makes of an answer; where it does not look is left out. Source: docker-api.cpp.
fn seen(words: &[String], output: &Output) -> String {
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = output.status.code();
    let is_quiet = stderr.is_empty();
    let first = stdout.lines().next().unwrap_or_default();
    match words.first().map(String::as_str) {
        Some("-v") => {
            let mut lines = stdout.lines();
            let line = lines.next().unwrap_or_default();
            let numbers = line
                .strip_prefix("Docker version ")
                .map(|rest| rest.splitn(3, '.').take(2).all(|number| number.parse::<u32>().is_ok()));
            let is_fit = (16..=1024).contains(&line.len()) && !line.contains("Jansens") && !line.contains("20.10.4,");
            format!("-v {code:?} {numbers:?} one line: {} fit: {is_fit} quiet: {is_quiet}", lines.next().is_none())
        }
        Some("info") => format!("info {code:?} says something: {}", !stdout.is_empty()),
        Some("container") => format!("prune {code:?} quiet: {is_quiet}"),
        Some("create") => {
            let is_id = first.len() == 64 && first.bytes().all(|byte| byte.is_ascii_hexdigit());
            // The reason for the hold is what standard error begins with.
            format!("create {code:?} id: {is_id} says why: {}", !is_quiet)
        }
        // Its code counts for nothing; what it prints is the job's.
        Some("start") if stderr.is_empty() => format!("start {code:?} {stdout}"),
        Some("start") => format!("start fails, silent on standard output: {}", stdout.is_empty()),
        Some("inspect") => inspected(code, &stdout, is_quiet),
        Some(verb @ ("kill" | "pause" | "unpause" | "rm")) => {
            let is_name = Some(first.trim()) == words.last().map(String::as_str);
            format!("{verb} {code:?} its name: {is_name} quiet: {is_quiet}")
        }
        other => panic!("{other:?} is no call of HTCondor's"),
    }
}

/// The nine lines of the final inspection, as a `ClassAd` reads them, and what HTCondor then does with the job.
fn inspected(code: Option<i32>, stdout: &str, is_quiet: bool) -> String {
    let value = |key: &str| {
        let line = stdout.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        line.map(str::trim).unwrap_or("?").to_owned()
    };
    let keys =
        ["ContainerId", "Pid", "Name", "Running", "ExitCode", "StartedAt", "FinishedAt", "DockerError", "OOMKilled"];
    let is_read =
        keys.iter().all(|key| value(key) != "?") && stdout.lines().filter(|line| line.contains('=')).count() == 9;
    let fate = match (value("Running").as_str(), value("OOMKilled").as_str(), value("DockerError").as_str()) {
        ("true", ..) => "wait".to_owned(),
        (_, "\"true\"", _) => "hold: memory".to_owned(),
        (_, _, error) if error != "\"\"" && error != "?" => "hold: not started".to_owned(),
        _ => format!("ended with {}", value("ExitCode")),
    };
    let times = ["StartedAt", "FinishedAt"].map(|key| {
        let time = value(key);
        let is_time = time.len() > 20 && time.contains('T') && time.ends_with("Z\"");
        if is_time && time.starts_with("\"0001-01-01T00:00:00Z") {
            "never"
        } else if is_time {
            "a time"
        } else {
            "?"
        }
    });
    let name = value("Name");
    format!(
        "inspect {code:?} read: {is_read} {name} pid: {} code: {} {times:?} {fate} quiet: {is_quiet}",
        value("Pid") != "0",
        value("ExitCode")
    )
}

/// All calls of the pool, and what HTCondor saw.
fn replay(engine: Engine) -> Option<Vec<String>> {
    let caller = Caller::new(engine)?;
    let mut seen_all = Vec::new();
    let mut running: Vec<(Vec<String>, Child)> = Vec::new();
    for line in CALLS.lines() {
        let call: Value = serde_json::from_str(line).expect("JSON");
        let argv = call["argv"].as_array().expect("words").iter().map(|word| word.as_str().expect("text").to_owned());
        let words = caller.words(&argv.collect::<Vec<_>>());
        let is = |word: &str| words.first().map(String::as_str) == Some(word);
        if is("create") {
            caller.make_scratch(&words);
        }
        // The one job that waits to be removed.
        if is("start") && words.last().is_some_and(|name| name.contains("x3_0_")) {
            running.push((words.clone(), caller.start(&words)));
            std::thread::sleep(Duration::from_secs(2));
            continue;
        }
        if is("inspect")
            && let Some(at) = running.iter().position(|(start, _)| start.last() == words.last())
        {
            // HTCondor looks when `start` has ended.
            let (start, child) = running.remove(at);
            seen_all.push(seen(&start, &child.wait_with_output().expect("it ends")));
        }
        seen_all.push(seen(&words, &caller.call(&words)));
    }
    Some(seen_all)
}

#[test]
fn htcondor_sees_the_same_of_docker_and_of_podman_behind_longshore() {
    let Some(podman) = replay(Engine::Rootful) else { return };
    let text = podman.join("\n");
    // Whatever there is to compare with, these are the fates of the recorded jobs.
    for fate in [
        "x3_0_slot1_2_PID77493\" pid: false code: 143 [\"a time\", \"a time\"] ended with 143",
        "x4_0_slot1_1_PID77588\" pid: false code: 4 [\"a time\", \"a time\"] ended with 4",
        "x7_0_slot1_1_PID77939\" pid: false code: 137 [\"a time\", \"a time\"] hold: memory",
        // The init that HTCondor asks for was started, and says so of its program.
        "x9_0_slot1_2_PID80182\" pid: false code: 127 [\"a time\", \"a time\"] ended with 127",
    ] {
        assert!(text.contains(fate), "{fate} is not in\n{text}");
    }
    let Some(docker) = replay(Engine::Docker) else { return };
    for (docker, podman) in docker.iter().zip(&podman) {
        assert_eq!(docker, podman);
    }
    assert_eq!(docker.len(), podman.len());
}
