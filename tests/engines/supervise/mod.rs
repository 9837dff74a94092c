//! `longshore run --report` on a real docker engine: every way in which a run can end, with its exact report.
//!
//! Needs an engine that answers and a small local image (`scripts/setup` makes both); where they are missing each test
//! says that it is skipped.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the world it looks at, and fails by panicking"
)]

mod connection;
mod ends;
mod policy;
mod signals;

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::{Engine, Running, Schema, Status, Test};

const IMAGE: &str = "longshore-test:1";
const SCHEMA: &str = include_str!("../../../docs/schema/report.schema.json");

/// The engine of these tests, which other engines run, too (`tests/engines/podman_jobs`).
static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::of(module_path!()));

/// The real client, if an engine answers it and has the image.
fn docker() -> Option<&'static Path> {
    ENGINE.client()
}

/// The real client, if its containers can be paused and limited.
fn limited() -> Option<&'static Path> {
    docker().filter(|_| ENGINE.has_cgroups())
}

/// The client of an engine that is reached by a socket; podman needs none.
fn daemon() -> Option<&'static Path> {
    if ENGINE.is_podman() { None } else { docker() }
}

/// What the real client prints.
fn real(args: &[&str]) -> String {
    let output = Command::new(docker().expect("an engine")).args(args).output().expect("the client runs");
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

/// The containers that the test with this tag left behind.
fn left(tag: &str) -> String {
    real(&["ps", "--all", "--quiet", "--filter", &format!("label=test={tag}")])
}

/// A supervised run of a job with these fields; the job's containers bear the label `test=TAG`.
fn run(client: &Path, tag: &str, fields: &str) -> Test {
    let profile = format!("version: 1\nallow: any\n{}", ENGINE.profile(client));
    Test::new(env!("CARGO_BIN_EXE_longshore"))
        .argv0("longshore")
        .file("p.yaml", profile)
        .file("job.yaml", format!("labels: {{ test: {tag} }}\n{fields}\n"))
        .env("HOME", "$DIR")
        .env("PATH", "/usr/bin:/bin")
        .args(["run", "--profile", "./p.yaml", "--report", "report.json", "job.yaml"])
        .limit(Duration::from_mins(3))
}

fn tag(test: &str) -> String {
    format!("{test}-{}", std::process::id())
}

/// The report in a test's folder, with times, ids and names that differ between runs masked.
fn report(dir: &Path, tag: &str) -> Value {
    let text = std::fs::read_to_string(dir.join("report.json")).expect("a report");
    let mut report: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(Schema::new(SCHEMA).faults(&report), Vec::<String>::new(), "{report:#}");
    let is_alone = |entry: &std::fs::DirEntry| !entry.file_name().to_string_lossy().starts_with(".report");
    assert!(std::fs::read_dir(dir).expect("a folder").flatten().all(|entry| is_alone(&entry)), "nothing beside");
    let run = report["argv"].as_array().and_then(|words| {
        let mark = words.iter().filter_map(Value::as_str).find_map(|word| word.strip_prefix("--label=longshore.run="));
        mark.map(str::to_owned)
    });
    for time in ["created", "started", "finished"] {
        if report[time].is_string() {
            report[time] = "TIME".into();
        }
    }
    if report["container"]["id"].is_string() {
        report["container"]["id"] = "ID".into();
    }
    let mut masked =
        report.to_string().replace(tag, "TAG").replace(&docker().expect("a client").display().to_string(), "DOCKER");
    masked = masked.replace(&*dir.canonicalize().expect("a path").to_string_lossy(), "DIR");
    if let Some(run) = run {
        masked = masked.replace(&run, "RUN");
    }
    serde_json::from_str(&masked).expect("JSON")
}

/// The report of a program that ran, but for what `change` says.
fn ended(argv: &[&str], change: &Value) -> Value {
    let mut words = vec!["DOCKER", "create", "--name=RUN", "--label=longshore.run=RUN"];
    words.extend(argv);
    let mut report = json!({
        "schema": 1,
        "state": "ended",
        "oom": false,
        "timed_out": false,
        "signal": null,
        "created": "TIME",
        "started": "TIME",
        "finished": "TIME",
        "container": { "id": "ID", "name": "RUN" },
        "image": IMAGE,
        "argv": words,
    });
    for (key, value) in change.as_object().expect("changes") {
        report[key] = value.clone();
    }
    report
}

/// Runs a job and compares its report; gives what it printed on standard error.
fn check(test: &str, fields: &str, status: i32, expected: &Value) -> String {
    let client = docker().expect("an engine");
    let tag = tag(test);
    let (outcome, dir) = run(client, &tag, fields).outcome();
    let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
    assert_eq!(outcome.status, Status::Code(status), "{said}");
    let report = report(dir.path(), &tag);
    assert_eq!(report, *expected, "{report:#}");
    assert_eq!(left(&tag), "", "nothing is left");
    said
}

/// Waits until `is_so`.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// Whether the engine says that the container of the test with this tag runs.
fn is_running(tag: &str) -> bool {
    !real(&["ps", "--quiet", "--filter", &format!("label=test={tag}"), "--filter", "status=running"]).is_empty()
}

/// What differs when no container was made.
fn unmade(change: &Value) -> Value {
    let mut all = json!({
        "state": "not_started",
        "exit_code": 125,
        "created": null,
        "started": null,
        "finished": null,
        "container": { "id": null, "name": null },
    });
    for (key, value) in change.as_object().expect("changes") {
        all[key] = value.clone();
    }
    all
}

/// A running container that counts its signals, once it is ready.
fn counting(client: &Path, tag: &str, fields: &str) -> Running {
    let script = "trap 'echo usr1' USR1; trap 'echo hup' HUP; trap 'echo term; exit 9' TERM; echo ready; \
                  while :; do sleep 0.1; done";
    let running = run(client, tag, &format!("image: {IMAGE}\ncommand: sh\nargs: [-c, \"{script}\"]\n{fields}")).spawn();
    until("the container does not start", || real(&["logs", &left(tag)]).contains("ready"));
    running
}

/// A run that goes on until it is killed.
fn endless(client: &Path, tag: &str) -> Test {
    run(client, tag, &format!("image: {IMAGE}\ncommand: sleep\nargs: [1000]\ninit: true\ntimeout: 60"))
}
