//! `longshore run --report` on a real docker engine: every way in which a run can end, with its exact report.
//!
//! Needs an engine that answers and a small local image (`scripts/setup` makes both); where they are missing each test
//! says that it is skipped.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test makes the world it looks at, and fails by panicking"
)]

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::{Engine, Running, Schema, Status, Test};

const IMAGE: &str = "longshore-test:1";
const SCHEMA: &str = include_str!("../docs/schema/report.schema.json");

/// The engine of these tests, which other engines run, too (`tests/podman_jobs`).
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

#[test]
fn a_program_that_ends_with_3() {
    let Some(_) = docker() else { return };
    let expected = ended(
        &["--label=test=TAG", "longshore-test:1", "sh", "-c", "exit 3"],
        &json!({
            "cause": "exit",
            "exit_code": 3,
            "reason": "the program ended with exit code 3",
            "remedy": "read what the program wrote",
        }),
    );
    let job = format!("image: {IMAGE}\ncommand: sh\nargs: [-c, exit 3]\nremove: true");
    assert_eq!(check("three", &job, 3, &expected), "");
}

#[test]
fn the_image_s_own_command_runs_without_one_and_streams_are_files() {
    let Some(client) = docker() else { return };
    let image = format!("longshore-own-{}:1", std::process::id());
    let base = real(&["create", IMAGE, "sh", "-c", "cat; echo own >&2"]);
    real(&["commit", "--change", "CMD [\"sh\", \"-c\", \"cat; echo own >&2\"]", &base, &image]);
    real(&["rm", &base]);
    let tag = tag("own");
    let job = format!("image: {image}\nstdin: in\nstdout: out\nstderr: err\nname: own-{tag}");
    let (outcome, dir) = run(client, &tag, &job).file("in", "text\n").outcome();
    real(&["rmi", &image]);
    assert_eq!(
        (outcome.status, outcome.stderr.as_slice(), outcome.stdout.as_slice()),
        (Status::Code(0), &b""[..], &b""[..])
    );
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).expect("a file");
    assert_eq!((read("out").as_str(), read("err").as_str()), ("text\n", "own\n"));
    let report = report(dir.path(), &tag);
    assert_eq!((&report["reason"], &report["remedy"]), (&json!("the program ended well"), &json!("")));
    assert_eq!(report["container"]["name"], "own-TAG");
}

#[test]
fn a_program_that_is_killed_by_a_signal() {
    let Some(_) = docker() else { return };
    let expected = ended(
        &["--init", "--label=test=TAG", "longshore-test:1", "sh", "-c", "kill -9 $$"],
        &json!({
            "cause": "signal",
            "exit_code": 137,
            "signal": 9,
            "reason": "the program was killed by signal 9 (SIGKILL)",
            "remedy": "ask who sent it: the batch system, or the program itself",
        }),
    );
    let job = format!("image: {IMAGE}\ncommand: sh\nargs: [-c, kill -9 $$]\ninit: true");
    assert_eq!(check("killed", &job, 137, &expected), "");
}

#[test]
fn a_program_that_needs_more_memory_than_it_may() {
    let Some(_) = limited() else { return };
    let script = "x=a; while :; do x=$x$x; done";
    let expected = ended(
        &["--memory=6m", "--label=test=TAG", "--memory-swap=6m", "longshore-test:1", "sh", "-c", script],
        &json!({
            "cause": "out_of_memory",
            "exit_code": 137,
            "signal": 9,
            "oom": true,
            "reason": "the program needed more memory than its limit of 6 MiB",
            "remedy": "ask for more: `memory`",
        }),
    );
    let job = format!("image: {IMAGE}\nmemory: 6m\nmemory_swap: 6m\ncommand: sh\nargs: [-c, '{script}']");
    let _ = check("memory", &job, 137, &expected);
}

#[test]
fn programs_that_cannot_be_started() {
    let Some(_) = docker() else { return };
    for (program, cause, code, reason, remedy) in [
        (
            "/no/such",
            "program_not_found",
            127,
            "the container has no program /no/such",
            "name a program that the image has, by its whole path: `command`",
        ),
        (
            "/etc",
            "not_executable",
            126,
            "/etc in the container cannot be run",
            "name a program with the right to be executed: `command`",
        ),
        (
            "/etc/passwd",
            "not_executable",
            126,
            "/etc/passwd in the container cannot be run",
            "name a program with the right to be executed: `command`",
        ),
    ] {
        let expected = ended(
            &["--label=test=TAG", "longshore-test:1", program],
            &json!({
                "state": "not_started",
                "started": null,
                "finished": null,
                "cause": cause,
                "exit_code": code,
                "reason": reason,
                "remedy": remedy,
            }),
        );
        let said = check("start", &format!("image: {IMAGE}\ncommand: {program}"), code, &expected);
        assert!(said.ends_with(&format!("\nlongshore: {reason}; {remedy}\n")), "{said}");
    }
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

#[test]
fn an_image_that_nobody_knows() {
    let Some(_) = docker() else { return };
    let expected = ended(
        &["--label=test=TAG", "--pull=never", "longshore-none:1"],
        &unmade(&json!({
            "cause": "unknown_image",
            "image": "longshore-none:1",
            "reason": "nobody knows the image longshore-none:1",
            "remedy": "check the image's name and tag",
        })),
    );
    let said = check("image", "image: longshore-none:1\npull: never", 125, &expected);
    let ours = "longshore: nobody knows the image longshore-none:1; check the image's name and tag\n";
    let theirs =
        if ENGINE.is_podman() { "longshore-none:1: image not known\n" } else { "No such image: longshore-none:1\n" };
    assert!(said.contains(theirs) && said.ends_with(ours), "{said}");
}

#[test]
fn a_registry_that_does_not_answer() {
    let Some(_) = docker() else { return };
    let tag = tag("pull");
    let (outcome, dir) = run(docker().expect("an engine"), &tag, "image: 127.0.0.1:9/none:1").outcome();
    let report = report(dir.path(), &tag);
    assert_eq!((outcome.status, &report["cause"]), (Status::Code(125), &json!("pull_failed")), "{report:#}");
    let reason = report["reason"].as_str().expect("a reason");
    let why = if ENGINE.is_podman() { "initializing source docker://127.0.0.1:9/none:1: " } else { "Get \"http" };
    let beginning = format!("the image 127.0.0.1:9/none:1 could not be fetched: {why}");
    assert!(reason.starts_with(&beginning), "{reason}");
    assert_eq!(report["remedy"], "check the registry, the credentials and the network");
}

#[test]
fn what_the_engine_itself_refuses() {
    let Some(_) = docker() else { return };
    let source = "/no/such/place";
    let why = if ENGINE.is_podman() {
        format!("statfs {source}: no such file or directory")
    } else {
        format!("invalid mount config for type \"bind\": bind source path does not exist: {source}")
    };
    let expected = ended(
        &[
            "--label=test=TAG",
            "--mount=type=bind,source=/no/such/place,target=/in,readonly",
            "longshore-test:1",
            "true",
        ],
        &unmade(&json!({
            "cause": "engine_refused",
            "reason": format!("the engine refused: {why}"),
            "remedy": "mend what the engine names",
        })),
    );
    let job = format!("image: {IMAGE}\ncommand: \"true\"\nstage_in: [{{ source: {source}, target: /in }}]");
    let _ = check("refused", &job, 125, &expected);
}

#[test]
fn no_engine_answers() {
    let Some(client) = daemon() else { return };
    let tag = tag("dead");
    let (outcome, dir) =
        run(client, &tag, &format!("image: {IMAGE}")).env("DOCKER_HOST", "unix:///no/such/socket").outcome();
    assert_eq!(outcome.status, Status::Code(125));
    let expected = ended(
        &["--label=test=TAG", "longshore-test:1"],
        &unmade(&json!({
            "cause": "engine_unreachable",
            "reason": "no engine answers: Cannot connect to the Docker daemon at unix:///no/such/socket",
            "remedy": "check that the engine runs, and how it is reached",
        })),
    );
    assert_eq!(report(dir.path(), &tag), expected);
}

/// A policy under which a job may run as an ordinary user without a network.
fn policy(client: &Path) -> String {
    format!(
        "version: 1\n{}allow:\n  commands: [create]\n  images: {{ names: [docker.io/library/longshore-test:1, localhost/longshore-test:1], \
         trust: local }}\n  networks: [none]\n  labels: [test]\n  users: [\"1000\"]\n  groups: [\"1000\"]\n",
        ENGINE.profile(client)
    )
}

#[test]
fn what_the_policy_does_not_allow_and_jobs_that_are_none() {
    let Some(client) = docker() else { return };
    let tag = tag("policy");
    let refused = |fields: &str, reason: &str, remedy: &str, image: Value| {
        let (outcome, dir) = run(client, &tag, fields).file("p.yaml", policy(client)).outcome();
        assert_eq!(outcome.status, Status::Code(125));
        let mut expected = ended(&[], &unmade(&json!({ "cause": "refused", "reason": reason, "remedy": remedy })));
        (expected["argv"], expected["image"]) = (Value::Null, image);
        assert_eq!(report(dir.path(), &tag), expected, "{}", String::from_utf8_lossy(&outcome.stderr));
    };
    let line = 1 + policy(client).lines().take_while(|line| !line.contains("commands:")).count();
    refused(
        &format!("image: {}\nuser: \"1000:1000\"\nnetwork: none\nprivileged: true", ENGINE.judged_image()),
        &format!("./p.yaml:{line}:3: privileged --privileged gives the container the whole machine"),
        "ask for the capability or device that is needed",
        json!(ENGINE.judged_image()),
    );
    refused("imgae: x", "job.yaml:2:1: unknown key `imgae`", "did you mean `image`?", Value::Null);
}

#[test]
fn under_a_policy_the_mark_and_the_commands_of_the_supervisor_need_no_entry() {
    let Some(client) = docker() else { return };
    let tag = tag("allowed");
    let job = format!("image: {}\nuser: \"1000:1000\"\nnetwork: none\ncommand: id\nargs: [-u]", ENGINE.judged_image());
    let (outcome, dir) = run(client, &tag, &job).file("p.yaml", policy(client)).outcome();
    let said = String::from_utf8_lossy(&outcome.stderr);
    assert_eq!((outcome.status, outcome.stdout.as_slice(), said.as_ref()), (Status::Code(0), &b"1000\n"[..], ""));
    assert_eq!(report(dir.path(), &tag)["container"], json!({ "id": "ID", "name": "RUN" }));
    assert_eq!(left(&tag), "");
}

#[test]
fn who_speaks_for_others_writes_no_report_for_them() {
    let Some(client) = docker() else { return };
    let tag = tag("others");
    let profile = format!("{}submitter: env:JOB_USER\ncallers: [0]\n", policy(client));
    let test = run(client, &tag, &format!("image: {}", ENGINE.judged_image()))
        .file("p.yaml", profile)
        .env("JOB_USER", "nobody");
    let (outcome, dir) = test.outcome();
    assert_eq!(outcome.status, Status::Code(125));
    assert_eq!(
        String::from_utf8_lossy(&outcome.stderr),
        "longshore: the report would be written with the caller's rights, not the submitter's; let the caller do without \
         --report\n"
    );
    assert!(!dir.path().join("report.json").exists());
}

#[test]
fn a_job_whose_time_is_over_is_stopped_and_then_killed() {
    let Some(_) = docker() else { return };
    let over = |change: Value| {
        let mut all = json!({
            "cause": "timed_out",
            "timed_out": true,
            "reason": "the job ran longer than its limit of 1 second",
            "remedy": "allow more: `timeout`",
        });
        for (key, value) in change.as_object().expect("changes") {
            all[key] = value.clone();
        }
        all
    };
    let script = "trap 'exit 7' USR1; while :; do sleep 0.1; done";
    let expected = ended(
        &["--label=test=TAG", "--stop-signal=USR1", "longshore-test:1", "sh", "-c", script],
        &over(json!({ "exit_code": 7 })),
    );
    let job = format!("image: {IMAGE}\ncommand: sh\nargs: [-c, \"{script}\"]\ntimeout: 1\nstop: {{ signal: USR1 }}");
    let said = check("time", &job, 7, &expected);
    assert_eq!(said, "longshore: the job ran longer than its limit of 1 second; allow more: `timeout`\n");
    let expected = ended(
        &["--label=test=TAG", "--stop-timeout=1", "longshore-test:1", "sleep", "1000"],
        &over(json!({ "exit_code": 137, "signal": 9 })),
    );
    let job = format!("image: {IMAGE}\ncommand: sleep\nargs: [1000]\ntimeout: 1s\nstop: {{ timeout: 1 }}");
    let _ = check("deaf", &job, 137, &expected);
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

/// A running container that counts its signals, once it is ready.
fn counting(client: &Path, tag: &str, fields: &str) -> Running {
    let script = "trap 'echo usr1' USR1; trap 'echo hup' HUP; trap 'echo term; exit 9' TERM; echo ready; \
                  while :; do sleep 0.1; done";
    let running = run(client, tag, &format!("image: {IMAGE}\ncommand: sh\nargs: [-c, \"{script}\"]\n{fields}")).spawn();
    until("the container does not start", || real(&["logs", &left(tag)]).contains("ready"));
    running
}

#[test]
fn signals_reach_the_program_and_its_end_is_the_report_s() {
    let Some(client) = limited() else { return };
    let tag = tag("signals");
    let running = counting(client, &tag, "");
    let id = left(&tag);
    for (signal, word) in [(10, "usr1"), (1, "hup")] {
        running.signal(signal);
        until("the signal does not arrive", || real(&["logs", &id]).contains(word));
    }
    let state = || real(&["inspect", "-f", "{{.State.Status}}", &id]);
    running.signal(20);
    until("the container is not paused", || state() == "paused");
    running.signal(18);
    until("the container is not resumed", || state() == "running");
    running.signal(20);
    until("the container is not paused", || state() == "paused");
    running.signal(15);
    let (outcome, dir) = running.finish_unjudged();
    assert_eq!((outcome.status, outcome.stderr.as_slice()), (Status::Code(9), &b""[..]));
    assert_eq!(outcome.stdout, b"ready\nusr1\nhup\nterm\n");
    let report = report(dir.path(), &tag);
    assert_eq!((&report["reason"], &report["exit_code"]), (&json!("the program ended with exit code 9"), &json!(9)));
    assert_eq!(left(&tag), "");
}

/// The cause that a run gives that SIGTERM has ended, whose report is the true one of two.
fn cause_of_term(running: Running, tag: &str) -> String {
    let (outcome, dir) = running.finish_unjudged();
    let report = report(dir.path(), tag);
    let cause = report["cause"].as_str().expect("a cause").to_owned();
    let (status, exit_code, reason) = match cause.as_str() {
        "cancelled" => (Status::Signal(15), Value::Null, "signal 15 (SIGTERM) came before the program was started"),
        "signal" => (Status::Code(143), json!(143), "the program was killed by signal 15 (SIGTERM)"),
        other => panic!("{other}: {report:#}"),
    };
    assert_eq!((outcome.status, &report["exit_code"], &report["reason"]), (status, &exit_code, &json!(reason)));
    assert_eq!(report["signal"], 15);
    assert_eq!(left(tag), "", "{report:#}");
    cause
}

/// A run that goes on until it is killed.
fn endless(client: &Path, tag: &str) -> Test {
    run(client, tag, &format!("image: {IMAGE}\ncommand: sleep\nargs: [1000]\ninit: true\ntimeout: 60"))
}

#[test]
fn a_signal_is_lost_at_no_moment() {
    let Some(client) = docker() else { return };
    // How far a run has come after a time is the machine's affair: each of the two causes may be the right one.
    for delay in (0..10).map(|step| Duration::from_millis(step * 80)) {
        let tag = tag("moment");
        let running = endless(client, &tag).spawn();
        // From where it keeps signals on: before, it is a process like any other.
        let status = format!("/proc/{}/status", running.pid());
        until("signals are not kept", || {
            let text = std::fs::read_to_string(&status).expect("a process");
            let caught = text.lines().find_map(|line| line.strip_prefix("SigCgt:")).expect("a mask");
            u64::from_str_radix(caught.trim(), 16).expect("a mask") & (1 << 16) != 0
        });
        thread::sleep(delay);
        running.signal(15);
        let _ = cause_of_term(running, &tag);
    }
}

#[test]
fn a_signal_while_the_engine_makes_the_container_cancels_it() {
    let Some(client) = daemon() else { return };
    let tag = tag("early");
    let test = endless(client, &tag);
    let socket = test.dir().join("engine.sock");
    let door = Door::new(&socket);
    door.is_held.store(true, Ordering::SeqCst);
    let running = test.env("DOCKER_HOST", format!("unix://{}", socket.display())).spawn();
    until("the client does not come", || door.is_knocked.load(Ordering::SeqCst));
    running.signal(15);
    door.is_held.store(false, Ordering::SeqCst);
    assert_eq!(cause_of_term(running, &tag), "cancelled");
}

#[test]
fn a_signal_to_a_program_that_runs_kills_it() {
    let Some(client) = docker() else { return };
    let tag = tag("late");
    let running = endless(client, &tag).spawn();
    until("the container does not start", || is_running(&tag));
    running.signal(15);
    assert_eq!(cause_of_term(running, &tag), "signal");
}

#[test]
fn a_container_whose_supervisor_is_killed_is_found_by_its_label() {
    let Some(client) = docker() else { return };
    let tag = tag("orphan");
    // The client stays, with the streams that it has.
    let running = counting(client, &tag, "stdout: out\nstderr: err");
    running.signal(9);
    let (outcome, dir) = running.finish_unjudged();
    assert_eq!(outcome.status, Status::Signal(9));
    assert!(!dir.path().join("report.json").exists());
    let found = real(&["ps", "--quiet", "--filter", "label=longshore.run"]);
    let id = left(&tag);
    assert!(found.lines().any(|line| line == id), "{found}");
    real(&["rm", "--force", &id]);
}

#[test]
fn a_container_that_shall_stay_stays() {
    let Some(client) = docker() else { return };
    let tag = tag("stay");
    let (outcome, _dir) = run(client, &tag, &format!("image: {IMAGE}\ncommand: \"false\"\nremove: false")).outcome();
    assert_eq!(outcome.status, Status::Code(1));
    let id = left(&tag);
    assert_eq!(real(&["inspect", "-f", "{{.State.Status}}", &id]), "exited");
    real(&["rm", &id]);
}

/// A socket in front of the engine's that can be closed for ever, or held for a time.
struct Door {
    is_open: Arc<AtomicBool>,
    /// Clients wait.
    is_held: Arc<AtomicBool>,
    /// A client came.
    is_knocked: Arc<AtomicBool>,
    through: Arc<Mutex<Vec<UnixStream>>>,
}

impl Door {
    fn new(path: &Path) -> Door {
        let listener = UnixListener::bind(path).expect("a socket");
        let door = Door {
            is_open: Arc::new(AtomicBool::new(true)),
            is_held: Arc::default(),
            is_knocked: Arc::default(),
            through: Arc::default(),
        };
        let (is_open, through) = (Arc::clone(&door.is_open), Arc::clone(&door.through));
        let (is_held, is_knocked) = (Arc::clone(&door.is_held), Arc::clone(&door.is_knocked));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                is_knocked.store(true, Ordering::SeqCst);
                while is_held.load(Ordering::SeqCst) {
                    thread::sleep(Duration::from_millis(10));
                }
                if !is_open.load(Ordering::SeqCst) {
                    continue;
                }
                let engine = UnixStream::connect("/var/run/docker.sock").expect("the engine");
                let ends = [&client, &engine].map(|end| end.try_clone().expect("a socket"));
                through
                    .lock()
                    .expect("a lock")
                    .extend([&client, &engine].map(|end| end.try_clone().expect("a socket")));
                let [mut from_client, mut from_engine] = ends;
                let (mut to_client, mut to_engine) = (client, engine);
                thread::spawn(move || copy(&mut from_client, &mut to_engine));
                thread::spawn(move || copy(&mut from_engine, &mut to_client));
            }
        });
        door
    }

    fn close(&self) {
        self.is_open.store(false, Ordering::SeqCst);
        for stream in self.through.lock().expect("a lock").iter() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn copy(from: &mut UnixStream, to: &mut UnixStream) {
    let mut bytes = [0; 8192];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

#[test]
fn an_engine_that_stops_answering_while_the_container_runs() {
    let Some(client) = daemon() else { return };
    let tag = tag("lost");
    let test = run(client, &tag, &format!("image: {IMAGE}\ncommand: sleep\nargs: [1000]"));
    let socket = test.dir().join("engine.sock");
    let door = Door::new(&socket);
    let running = test.env("DOCKER_HOST", format!("unix://{}", socket.display())).spawn();
    until("the container does not start", || is_running(&tag));
    door.close();
    std::fs::remove_file(&socket).expect("the socket's name");
    let (outcome, dir) = running.finish_unjudged();
    real(&["rm", "--force", &left(&tag)]);
    assert_eq!(outcome.status, Status::Code(125));
    let expected = ended(
        &["--label=test=TAG", "longshore-test:1", "sleep", "1000"],
        &json!({
            "state": "lost",
            "created": null,
            "started": null,
            "finished": null,
            "cause": "engine_lost",
            "exit_code": 125,
            "reason": "the engine stopped answering while the container ran: Cannot connect to the Docker daemon at \
                       unix://DIR/engine.sock",
            "remedy": "when the engine answers again, look for it with `DOCKER ps --all --filter label=longshore.run=RUN`",
        }),
    );
    let report = report(dir.path(), &tag);
    assert_eq!(report, expected, "{report:#}");
}

#[test]
fn a_connection_that_breaks_is_no_end_of_the_container() {
    let Some(client) = daemon() else { return };
    let tag = tag("broken");
    let test = run(client, &tag, &format!("image: {IMAGE}\ncommand: sh\nargs: [-c, \"sleep 4; exit 5\"]"));
    let socket = test.dir().join("engine.sock");
    let door = Door::new(&socket);
    let running = test.env("DOCKER_HOST", format!("unix://{}", socket.display())).spawn();
    until("the container does not start", || is_running(&tag));
    door.close();
    door.is_open.store(true, Ordering::SeqCst);
    let (outcome, dir) = running.finish_unjudged();
    let report = report(dir.path(), &tag);
    assert_eq!((outcome.status, &report["cause"]), (Status::Code(5), &json!("exit")), "{report:#}");
    assert_eq!(left(&tag), "");
}
