//! States of containers as states of jobs: what the tracker says, what longshore says, and why that differs.

use longshore::job::drmaa2::{Condition, State, state_of};
use longshore::runtimes::docker::answers::Inspected;
use serde_json::{Value, json};

/// A container as an engine shows it.
pub(crate) struct Shown {
    /// How the page names it.
    pub(crate) name: &'static str,
    /// Members of `State`.
    state: &'static str,
    /// The state that the tracker finds.
    pub(crate) tracker: State,
    pub(crate) expected: (State, Option<&'static str>),
    /// Why longshore says something else; empty where it does not.
    pub(crate) why: &'static str,
}

const fn shown(
    name: &'static str,
    state: &'static str,
    tracker: State,
    expected: (State, Option<&'static str>),
    why: &'static str,
) -> Shown {
    Shown { name, state, tracker, expected, why }
}

#[rustfmt::skip]
pub(crate) const STATES: &[Shown] = &[
    shown("exited with 0", r#"{"Status": "exited", "ExitCode": 0}"#, State::Done, (State::Done, Some("exited")), ""),
    shown("exited with another code", r#"{"Status": "exited", "ExitCode": 3}"#, State::Failed, (State::Failed, Some("exit_code")), ""),
    shown("exited with 128 and a signal's number", r#"{"Status": "exited", "ExitCode": 143}"#, State::Failed, (State::Failed, Some("signal")), ""),
    shown("exited, out of memory", r#"{"Status": "exited", "ExitCode": 137, "OOMKilled": true}"#, State::Failed, (State::Failed, Some("oom")), ""),
    shown("exited with 0, out of memory", r#"{"Status": "exited", "ExitCode": 0, "OOMKilled": true}"#, State::Done, (State::Failed, Some("oom")), "as the tracker's table has it; its code looks at the exit code first"),
    shown("dead with 0", r#"{"Status": "dead", "Dead": true, "ExitCode": 0}"#, State::Done, (State::Done, Some("dead")), ""),
    shown("dead with another code", r#"{"Status": "dead", "Dead": true, "ExitCode": 1}"#, State::Failed, (State::Failed, Some("exit_code")), ""),
    shown("paused", r#"{"Status": "paused", "Running": true, "Paused": true, "ExitCode": 0}"#, State::Suspended, (State::Suspended, Some("paused")), ""),
    shown("running", r#"{"Status": "running", "Running": true, "ExitCode": 0}"#, State::Running, (State::Running, None), ""),
    shown("running, a process was killed for want of memory", r#"{"Status": "running", "Running": true, "OOMKilled": true, "ExitCode": 0}"#, State::Failed, (State::Running, Some("oom")), "its other processes run; with the tracker it could be deleted, which kills them"),
    shown("restarting", r#"{"Status": "restarting", "Running": true, "Restarting": true, "ExitCode": 1}"#, State::Queued, (State::Queued, Some("restarting")), ""),
    shown("restarting, out of memory", r#"{"Status": "restarting", "Running": true, "Restarting": true, "OOMKilled": true, "ExitCode": 137}"#, State::Failed, (State::Queued, Some("restarting")), "it will be started again"),
    shown("created", r#"{"Status": "created", "ExitCode": 0}"#, State::Undetermined, (State::Undetermined, Some("created")), ""),
    shown("created, could not be started", r#"{"Status": "created", "ExitCode": 127, "Error": "no such file"}"#, State::Undetermined, (State::Failed, Some("not_started")), "nobody tries again, and whoever waits for an end would wait for ever; podman 4.3 does not say that it failed, and such a job stays `Undetermined`"),
    shown("removing", r#"{"Status": "removing", "ExitCode": 0}"#, State::Undetermined, (State::Undetermined, Some("removing")), ""),
    shown("anything else", r#"{"Status": "frozen", "ExitCode": 0}"#, State::Undetermined, (State::Undetermined, Some("unknown")), ""),
    shown("podman: initialized", r#"{"Status": "initialized", "ExitCode": 0}"#, State::Undetermined, (State::Undetermined, Some("created")), ""),
    shown("podman: stopping", r#"{"Status": "stopping", "Running": false, "ExitCode": 0}"#, State::Undetermined, (State::Running, Some("stopping")), "its program runs until it obeys"),
    shown("podman: stopped with 0", r#"{"Status": "stopped", "ExitCode": 0}"#, State::Undetermined, (State::Done, Some("exited")), "its program has ended, podman has not tidied up"),
];

fn container(shown: &Shown) -> Inspected {
    let mut state: Value = serde_json::from_str(shown.state).expect("JSON");
    state["StartedAt"] = if shown.name.starts_with("created") { json!("") } else { json!("2026-11-21T09:00:00Z") };
    let answer = json!([{ "Id": "0a", "State": state }]);
    Inspected::read(answer.to_string().as_bytes()).expect("a container")
}

#[test]
fn states_are_those_of_the_table() {
    for shown in STATES {
        let (state, sub_state) = shown.expected;
        assert_eq!(state_of(&container(shown)), Condition { state, sub_state }, "{}", shown.name);
        assert_eq!(shown.why.is_empty(), state == shown.tracker, "{}: a difference has a reason", shown.name);
    }
}

#[test]
fn states_have_the_names_and_numbers_of_the_go_interface() {
    let names: Vec<_> = State::ALL.iter().map(|state| format!("{} {state}", state.number())).collect();
    let expected = [
        "1 Undetermined",
        "2 Queued",
        "3 QueuedHeld",
        "4 Running",
        "5 Suspended",
        "6 Requeued",
        "7 RequeuedHeld",
        "8 Done",
        "9 Failed",
    ];
    assert_eq!(names, expected);
    assert_eq!(State::of_name("SUSPENDED"), Some(State::Suspended));
    assert_eq!(State::of_name("suspend"), None);
    let ends: Vec<_> = State::ALL.into_iter().filter(|state| state.is_end()).collect();
    assert_eq!(ends, [State::Done, State::Failed]);
    let started: Vec<_> = State::ALL.into_iter().filter(|state| state.has_started()).collect();
    assert_eq!(started, [State::Running, State::Suspended, State::Done, State::Failed]);
}
