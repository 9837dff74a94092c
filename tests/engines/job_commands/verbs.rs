//! The verbs around jobs: sessions, categories, machines, queues, what no engine can do; and whose jobs are whose.

use serde_json::{Value, json};

use crate::job_commands::engine::{Engine, docker};
use crate::job_commands::site::{Site, until};

#[test]
fn places_and_sessions_are_described() {
    let Some(engine) = docker() else { return };
    let site = Site::new(engine);
    let id = site.run("sleep 1000", &json!({}));
    let sessions = site.good("sessions", &[]);
    assert!(sessions.contains(&format!("{}  1\n", site.session)), "{sessions}");
    assert!(site.good("categories", &[]).lines().any(|line| line == "longshore-test:1"));
    let machines: Value = serde_json::from_str(&site.good("machines", &["--json"])).expect("JSON");
    assert_eq!((machines.as_array().map(Vec::len), &machines[0]["available"]), (Some(1), &json!(true)));
    let queues = site.job("queues", &[]);
    let why = "longshore: engines have no queues: a job is started when it is submitted\n";
    assert_eq!(queues, (0, String::new(), why.to_owned()));
    assert_eq!(site.good("queues", &["--json"]), "[]\n");
    let held = site.job("hold", &[&id]);
    let why = "longshore: no engine can hold a job: a container runs as soon as it is started; submit the job when it may \
               run\n";
    assert_eq!(held, (1, String::new(), why.to_owned()));
    assert_eq!(site.good("exec", &[&id, "--", "echo", "a  b"]), "a  b\n");
    assert_eq!(site.job("exec", &[&id, "--", "sh", "-c", "exit 9"]).0, 9);
    assert_eq!(site.good("exec", &[&id[..12], "--", "true"]), "");
    let table = site.good("list", &["--session", &site.session, "--category", engine.image]);
    assert!(table.starts_with("ID            STATE    EXIT  SESSION") && table.contains(&id[..12]), "{table}");
    assert_eq!(site.good("list", &["--session", &site.session, "--category", "other"]), "");
}

#[test]
fn jobs_of_others_are_neither_seen_nor_touched() {
    let Some(engine) = docker() else { return };
    let site = Site::new(engine);
    let label = format!("--label=drmaa2_jobsession={}", site.session);
    let other = engine.real(&[
        "run",
        "--detach",
        "--network=none",
        &label,
        "--label=longshore.user=4711",
        engine.image,
        "sleep",
        "1000",
    ]);
    assert_eq!(site.list(), [""; 0]);
    for verb in ["state", "info", "suspend", "terminate", "delete"] {
        let (code, out, error) = site.job(verb, &[&other]);
        let why = format!("longshore: there is no job {other} of yours; look with `longshore job list`\n");
        assert_eq!((code, out.as_str(), error), (1, "", why), "{verb}");
    }
    assert_eq!(engine.real(&["inspect", "-f", "{{.State.Status}}", &other]), "running");
}

/// A policy for jobs as user 1000 without a network.
const POLICY: &str = "\
allow:
  commands: [create, ps, container inspect, pause, unpause, kill, stop, rm, exec]
  images: { names: [docker.io/library/longshore-test:1], trust: local }
  networks: [none]
  users: [\"1000\"]
  groups: [\"1000\"]
  containers: [\"longshore-*\"]
  bulk: { ps: any }
  labels: [\"longshore.user\"]
";

#[test]
fn under_a_policy_jobs_are_judged_like_any_line_and_belong_to_their_user() {
    let Some(engine) = docker() else { return };
    let site = Site::new(engine);
    site.profile(POLICY);
    let id = site.run("id -u; sleep 1000", &json!({ "outputPath": "out", "extensions": { "user": "1000:1000" } }));
    until("it prints nothing", || site.read("out") == "1000\n");
    site.good("suspend", &[&id]);
    assert_eq!(site.state(&id), "Suspended");
    site.good("resume", &[&id]);
    site.good("terminate", &[&id]);
    site.good("delete", &[&id]);
    assert_eq!(site.list(), [""; 0]);
    // Another tracker's jobs bear nobody's name.
    let label = format!("--label=drmaa2_jobsession={}", site.session);
    let other = engine.real(&["run", "--detach", "--network=none", &label, engine.image, "sleep", "1000"]);
    assert_eq!((site.list().len(), site.job("terminate", &[&other]).0), (0, 1));
    site.template("t.json", "true", &json!({ "extensions": { "user": "1000:1000", "privileged": "true" } }));
    let (code, out, error) = site.job("submit", &["--session", &site.session, "t.json"]);
    assert_eq!((code, out.as_str()), (125, ""));
    assert!(error.contains("--privileged gives the container the whole machine"), "{error}");
    site.template("t.json", "true", &json!({ "extensions": { "user": "0" } }));
    let (code, _, error) = site.job("array", &["--session", &site.session, "1-3", "t.json"]);
    assert_eq!((code, site.list().len()), (125, 0), "{error}");
}

#[test]
fn a_session_s_name_is_a_word() {
    let Some(engine) = docker() else { return };
    let engine: &'static Engine = engine;
    let site = Site::new(engine);
    site.template("t.json", "true", &json!({}));
    for name in ["", "a=b", "a\nb"] {
        let (code, _, error) = site.job("submit", &["--session", name, "t.json"]);
        assert_eq!((code, error.contains("write 1 to 255 characters without `=` and line ends")), (2, true), "{error}");
    }
}
