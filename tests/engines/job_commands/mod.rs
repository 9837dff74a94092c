//! `longshore job` on a real docker engine and a real podman: jobs in every state, arrays, files, callers that are killed.
//!
//! Needs a docker engine with the small image of `scripts/setup`; podman takes the image from there. Where one is missing each
//! of its tests says that it is skipped.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the world it looks at, and fails by panicking"
)]

mod engine;
mod site;
mod verbs;

use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use engine::Engine;
use site::{Caller, Site, until};

/// A test for each engine.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod docker {
            $(#[test]
            fn $name() {
                if let Some(engine) = crate::job_commands::engine::docker() { crate::job_commands::$name(engine); }
            })*
        }
        mod podman {
            $(#[test]
            fn $name() {
                if let Some(engine) = crate::job_commands::engine::podman() { crate::job_commands::$name(engine); }
            })*
        }
    };
}

on_both! {
    a_job_is_seen_in_every_state,
    a_job_that_needs_more_memory_than_it_may_has_failed,
    a_suspended_job_is_seen_suspended_and_goes_on,
    an_array_of_20_has_one_id_for_every_verb,
    a_hundred_jobs_of_eight_callers_are_all_there_once,
    files_hold_all_that_a_job_prints,
    a_caller_that_is_killed_takes_nothing_with_it,
    what_cannot_be_started_is_said_and_leaves_nothing,
    waiting_for_any_and_all_and_not_for_ever,
}

fn a_job_is_seen_in_every_state(engine: &'static Engine) {
    let site = Site::new(engine);
    let id = site.run("while [ ! -e /tmp/end ]; do sleep 0.1; done; sleep 1", &json!({}));
    assert_eq!(id.len(), 64);
    assert_eq!(site.state(&id), "Running");
    assert_eq!(site.info(&id)["exitStatus"], -1);
    let (code, out, error) = site.job("delete", &[&id]);
    let why = format!("longshore: the job {id} is Running; terminate it first, or wait for its end\n");
    assert_eq!((code, out.as_str(), error), (1, "", why));
    site.good("suspend", &[&id]);
    assert_eq!(site.state(&id), "Suspended");
    let (code, _, error) = site.job("delete", &[&id]);
    assert_eq!((code, error.contains(" is Suspended; terminate it first")), (1, true), "{error}");
    site.good("resume", &[&id]);
    assert_eq!(site.state(&id), "Running");
    // The job goes on for a second: its end would kill what runs beside it.
    site.good("exec", &[&id, "--", "sh", "-c", "echo > /tmp/end"]);
    assert_eq!(site.ended(&id), "Done");
    let failed = site.run("exit 3", &json!({}));
    assert_eq!(site.ended(&failed), "Failed");
    let info = site.info(&failed);
    assert_eq!((&info["exitStatus"], &info["subState"], &info["slots"]), (&json!(3), &json!("exit_code"), &json!(1)));
    assert_eq!(info["extension"]["extensionList"]["category"], engine.image);
    // Made by another tracker, and not started yet.
    let label = format!("--label=drmaa2_jobsession={}", site.session);
    let created = engine.real(&["create", "--network=none", &label, engine.image, "true"]);
    assert_eq!(site.state(&created), "Undetermined");
    site.good("terminate", &[&created]);
    assert_eq!(site.list(), [id.clone(), failed.clone()]);
    if engine.name == "docker" {
        let again = site.run("sleep 0.2; exit 1", &json!({ "extensions": { "restart": "always" } }));
        until("it is never seen between two starts", || site.state(&again) == "Queued");
        site.good("terminate", &[&again]);
        assert_eq!(site.state(&again), "Failed");
        site.good("delete", &[&again]);
    }
    site.good("delete", &[&id, &failed]);
    let (code, out, error) = site.job("state", &[&id]);
    let why = format!("longshore: there is no job {id} of yours; look with `longshore job list`\n");
    assert_eq!((code, out.as_str(), error), (1, "", why));
}

fn a_job_that_needs_more_memory_than_it_may_has_failed(engine: &'static Engine) {
    let site = Site::new(engine);
    // Templates name no limit: it is the site's.
    site.profile("allow: any\nrules: [{ name: a limit, set: { memory: 6m, memory-swap: 6m } }]");
    let id = site.run("x=a; while :; do x=$x$x; done", &json!({}));
    assert_eq!(site.ended(&id), "Failed");
    let info = site.info(&id);
    assert_eq!((&info["exitStatus"], &info["terminationSignal"]), (&json!(137), &json!("SIGKILL")), "{info:#}");
    // Now and then an engine under load forgets that it was for want of memory.
    let said = [
        (json!("oom"), json!("the program needed more memory than its limit of 6 MiB")),
        (json!("signal"), json!("the program was killed by signal 9 (SIGKILL)")),
    ];
    assert!(said.contains(&(info["subState"].clone(), info["annotation"].clone())), "{info:#}");
}

fn a_suspended_job_is_seen_suspended_and_goes_on(engine: &'static Engine) {
    let site = Site::new(engine);
    let id = site.run("while :; do echo x; sleep 0.05; done", &json!({ "outputPath": "out" }));
    until("it prints nothing", || site.read("out").len() > 4);
    site.good("suspend", &[&id]);
    // Once more is as good.
    site.good("suspend", &[&id]);
    assert_eq!(site.state(&id), "Suspended");
    assert_eq!(engine.real(&["inspect", "-f", "{{.State.Status}}", &id]), "paused");
    thread::sleep(Duration::from_millis(200));
    let before = site.read("out").len();
    thread::sleep(Duration::from_millis(300));
    assert_eq!(site.read("out").len(), before, "frozen");
    let states = site.good("list", &["--session", &site.session, "--state", "suspended", "--quiet"]);
    assert_eq!(states, format!("{id}\n"));
    site.good("resume", &[&id]);
    until("it does not go on", || site.read("out").len() > before);
    site.good("suspend", &[&id]);
    site.good("terminate", &[&id]);
    assert_eq!(site.state(&id), "Failed");
    // What has ended cannot be suspended, but ended again.
    let (code, _, error) = site.job("suspend", &[&id]);
    assert_eq!((code, error.contains("is Failed; look with")), (1, true), "{error}");
    site.good("terminate", &[&id]);
}

fn an_array_of_20_has_one_id_for_every_verb(engine: &'static Engine) {
    let site = Site::new(engine);
    site.template("t.json", "echo $TASK_ID; sleep 1000", &json!({ "outputPath": "out", "jobName": site.session }));
    let printed = site.good("array", &["--session", &site.session, "--json", "2-40:2", "t.json"]);
    let printed: Value = serde_json::from_str(&printed).expect("JSON");
    let id = printed["id"].as_str().expect("an id");
    let jobs: Vec<&str> = printed["jobs"].as_array().expect("jobs").iter().filter_map(Value::as_str).collect();
    assert_eq!(jobs.len(), 20);
    for task in (2..=40).step_by(2) {
        until("a task does not say its index", || site.read(&format!("out.{task}")) == format!("{task}\n"));
    }
    let all = |state: &str| all_in(&jobs, state);
    assert_eq!(site.good("state", &[id]), all("Running"));
    assert_eq!(site.info(id)[19]["extension"]["extensionList"]["task"], "40");
    assert_eq!(site.info(id)[19]["extension"]["extensionList"]["jobname"], format!("{}.40", site.session));
    site.good("suspend", &[id]);
    assert_eq!(site.good("state", &[id]), all("Suspended"));
    site.good("resume", &[id]);
    site.good("terminate", &[id]);
    assert_eq!(site.good("wait", &[id]), all("Failed"));
    assert_eq!(site.list(), jobs);
    site.good("delete", &[id]);
    assert_eq!(site.list(), [""; 0]);
}

fn a_hundred_jobs_of_eight_callers_are_all_there_once(engine: &'static Engine) {
    let site = Site::new(engine);
    // One podman after another has the storage to itself.
    let total = if engine.name == "docker" { 100 } else { 24 };
    site.template("t.json", "echo done", &json!({}));
    let ids: Vec<String> = thread::scope(|scope| {
        let site = &site;
        let callers = (0..8).map(|caller| {
            scope.spawn(move || (caller..total).step_by(8).map(|_| site.submit("t.json")).collect::<Vec<_>>())
        });
        let callers: Vec<_> = callers.collect();
        callers.into_iter().flat_map(|caller| caller.join().expect("a caller")).collect()
    });
    let distinct: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(distinct.len(), total);
    let listed = site.list();
    assert_eq!((listed.len(), listed.iter().collect::<BTreeSet<_>>()), (total, distinct));
    let words: Vec<&str> = ids.iter().map(String::as_str).collect();
    let states = site.good("wait", &words);
    assert_eq!(states, all_in(&words, "Done"));
    site.good("delete", &words);
    assert_eq!(site.list(), [""; 0]);
}

/// What `state` prints when all jobs are in one.
fn all_in(jobs: &[&str], state: &str) -> String {
    jobs.iter().flat_map(|job| [job, " ", state, "\n"]).collect()
}

/// How much a job prints on each of its streams.
const SIZE: usize = 10 << 20;

fn files_hold_all_that_a_job_prints(engine: &'static Engine) {
    let site = Site::new(engine);
    let script = format!("head -c {SIZE} /dev/zero; head -c {SIZE} /dev/zero >&2; echo end; echo ende >&2");
    let id = site.run(&script, &json!({ "outputPath": "out", "errorPath": "err" }));
    assert_eq!(site.ended(&id), "Done");
    let zeros = "\0".repeat(SIZE);
    until("the output is not complete", || site.read("out").len() == SIZE + 4 && site.read("err").len() == SIZE + 5);
    assert!(site.read("out") == format!("{zeros}end\n") && site.read("err") == format!("{zeros}ende\n"));
    // Input, and both streams into one file.
    site.write("in", &"line\n".repeat(100_000));
    let members = json!({ "inputPath": "in", "outputPath": "both", "joinFiles": true });
    let id = site.run("echo first; wc -l; sleep 0.3; echo second >&2", &members);
    assert_eq!(site.ended(&id), "Done");
    until("the output is not complete", || site.read("both").len() > 18);
    assert_eq!(site.read("both"), "first\n100000\nsecond\n");
    // A job that starts again goes on in its files.
    let again = json!({ "outputPath": "again", "extensions": { "restart": "on-failure" } });
    let script = "echo started; [ -e /tmp/2 ] && exit 0; [ -e /tmp/1 ] && echo > /tmp/2; echo > /tmp/1; exit 1";
    let id = site.run(script, &again);
    assert_eq!(site.ended(&id), "Done");
    until("the output is not complete", || site.read("again").len() >= 24);
    assert_eq!(site.read("again"), "started\nstarted\nstarted\n");
    // What removes itself leaves its files.
    let id = site.run("echo gone", &json!({ "outputPath": "gone", "extensions": { "rm": "true" } }));
    until("it does not go", || !site.list().contains(&id));
    assert_eq!(site.read("gone"), "gone\n");
}

fn a_caller_that_is_killed_takes_nothing_with_it(engine: &'static Engine) {
    let site = Site::new(engine);
    let script = "sleep 1; echo one; sleep 1; echo two";
    let mut ids = BTreeSet::new();
    // The last one is killed when its job runs.
    for (number, delay) in [Some(5), Some(30), Some(80), Some(200), Some(400), None].into_iter().enumerate() {
        let template = format!("t{number}.json");
        let members = json!({ "outputPath": format!("out{number}"), "jobName": format!("{}.{number}", site.session) });
        site.template(&template, script, &members);
        let mut caller = Caller::start(&site.longshore("submit", &["--session", &site.session, &template]));
        match delay {
            Some(delay) => thread::sleep(Duration::from_millis(delay)),
            None => {
                ids.insert(caller.line());
            }
        }
        ids.extend(Some(caller.kill()).filter(|id| !id.is_empty()));
    }
    assert!(!ids.is_empty());
    until("a job is not started", || {
        let listed = site.good("list", &["--session", &site.session, "--state", "undetermined", "--quiet"]);
        listed.is_empty() && site.list().len() >= ids.len()
    });
    thread::sleep(Duration::from_millis(500));
    let listed = site.list();
    assert!(ids.iter().all(|id| listed.contains(id)));
    for id in &listed {
        assert_eq!(site.ended(id), "Done");
        let name = site.info(id)["extension"]["extensionList"]["jobname"].as_str().expect("a name").to_owned();
        let number = name.rsplit('.').next().expect("a number");
        until("the output is not complete", || site.read(&format!("out{number}")) == "one\ntwo\n");
    }
}

fn what_cannot_be_started_is_said_and_leaves_nothing(engine: &'static Engine) {
    let site = Site::new(engine);
    let failed = |members: &Value| {
        site.template("t.json", "true", members);
        let (code, out, error) = site.job("submit", &["--session", &site.session, "t.json"]);
        assert_eq!((code, out.as_str()), (125, ""), "{error}");
        error
    };
    for members in [
        json!({ "remoteCommand": "/no/such" }),
        json!({ "remoteCommand": "/no/such", "outputPath": "out", "errorPath": "err" }),
    ] {
        let error = failed(&members);
        assert!(
            error.ends_with(
                "longshore: the container has no program /no/such; name a program that the image has, by its whole path: \
                 `command`\n"
            ),
            "{error}"
        );
    }
    let error = failed(&json!({ "jobCategory": "longshore-none:1" }));
    assert!(error.contains("nobody knows the image longshore-none:1"), "{error}");
    let error = failed(&json!({ "outputPath": "/no/such/place" }));
    assert!(error.contains("cannot open /no/such/place for a standard stream"), "{error}");
    let error = failed(&json!({ "extensions": { "rm": "true", "restart": "always" } }));
    assert!(error.contains("the extensions `restart` and `rm` exclude each other; remove one of them"), "{error}");
    // Of an array, what was started before goes on.
    let members = json!({ "extensions": { "net": "none" }, "outputPath": "$DRMAA2_INDEX$/out" });
    std::fs::create_dir(site.path().join("1")).expect("a folder");
    site.template("t.json", "sleep 100", &members);
    let (code, out, error) = site.job("array", &["--session", &site.session, "1-2", "t.json"]);
    assert_eq!((code, error.contains("longshore: task 2: cannot open ")), (125, true), "{error}");
    assert_eq!(site.list(), [out.trim_end()]);
    assert_eq!(site.state(out.trim_end()), "Running");
}

fn waiting_for_any_and_all_and_not_for_ever(engine: &'static Engine) {
    let site = Site::new(engine);
    let (long, short) = (site.run("sleep 1000", &json!({})), site.run("sleep 1", &json!({})));
    let both = [long.as_str(), short.as_str()];
    assert_eq!(site.good("wait", &["--started", long.as_str(), &short]), format!("{long} Running\n{short} Running\n"));
    assert_eq!(site.good("wait", &["--any", long.as_str(), &short]), format!("{short} Done\n"));
    let (code, out, error) = site.job("wait", &["--all", "--timeout", "1", both[0], both[1]]);
    assert_eq!((code, out.as_str(), error.as_str()), (1, "", "longshore: the time is over: 1 of 2 jobs have ended\n"));
    let (code, _, error) = site.job("wait", &["--timeout", "0", &long]);
    assert_eq!((code, error.as_str()), (1, "longshore: the time is over: 0 of 1 jobs have ended\n"));
    let (code, _, error) = site.job("wait", &["nonsense"]);
    assert_eq!(
        (code, error.as_str()),
        (1, "longshore: there is no job nonsense of yours; look with `longshore job list`\n")
    );
}
