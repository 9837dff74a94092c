//! Supervised runs under a policy, and the limit of their time.
//!
//! A job that the policy refuses -> a report with the reason, and no container.

use super::{ENGINE, IMAGE, check, docker, ended, left, report, run, tag, unmade};
use serde_json::{Value, json};
use std::path::Path;
use testkit::Status;

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
        &format!("./p.yaml:{line}:3: --privileged gives the container the whole machine"),
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
