//! Signals: before, while and after the container is made.
//!
//! SIGTERM to longshore -> the program gets it, and no container is left behind.

use super::connection::Door;
use super::{
    ENGINE, IMAGE, counting, daemon, docker, endless, is_running, left, limited, real, report, run, tag, until,
};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use testkit::{Running, Status};

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

/// The cause that a run gives that SIGTERM has ended, whose report is the true one of those there can be.
fn cause_of_term(running: Running, tag: &str) -> String {
    let (outcome, dir) = running.finish_unjudged();
    let report = report(dir.path(), tag);
    let cause = report["cause"].as_str().expect("a cause").to_owned();
    let cancelled = (Status::Signal(15), Value::Null, "signal 15 (SIGTERM) came before the program was started");
    let killed = (Status::Code(143), json!(143), "the program was killed by signal 15 (SIGTERM)");
    // podman's init, when the signal comes before its program is started.
    let too_early = (Status::Code(2), json!(2), "the program ended with exit code 2");
    let (status, exit_code, reason) = match cause.as_str() {
        "cancelled" => cancelled,
        "signal" => killed,
        // The kernel gives an init that is not ready no signal, and podman says that it was sent: then the limit of time ends
        // the job. docs/engine-notes.md says so.
        "timed_out" if ENGINE.is_podman() => {
            (Status::Code(143), json!(143), "the job ran longer than its limit of 60 seconds")
        }
        cause => {
            assert!(cause == "exit" && ENGINE.is_podman(), "{report:#}");
            too_early
        }
    };
    assert_eq!((outcome.status, &report["exit_code"], &report["reason"]), (status, &exit_code, &json!(reason)));
    assert_eq!(report["signal"], if cause == "exit" { Value::Null } else { json!(15) });
    assert_eq!(left(tag), "", "{report:#}");
    cause
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
fn a_container_that_the_engine_makes_after_its_client_has_gone_is_removed() {
    let Some(client) = daemon() else { return };
    // The client is given up after two seconds; the engine still gets its request.
    for delay in [1000, 3500] {
        let tag = tag(&format!("slow{delay}"));
        let test = endless(client, &tag);
        let socket = test.dir().join("engine.sock");
        let door = Door::new(&socket);
        door.delay.store(delay, Ordering::SeqCst);
        let running = test.env("DOCKER_HOST", format!("unix://{}", socket.display())).spawn();
        until("nothing is made", || door.is_making.load(Ordering::SeqCst));
        running.signal(15);
        assert_eq!(cause_of_term(running, &tag), "cancelled");
        thread::sleep(Duration::from_secs(1));
        assert_eq!(left(&tag), "", "{delay}");
    }
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
