//! Forms of jobs beside OpenLava's: interactive ones, Grid Engine's, and options for LSF's own containers.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

use testkit::{Test, skipped};

use crate::starter::cases::assert_quiet;
use crate::starter::cases::batch::{IMAGE, Site, docker, number, real};
use crate::starter::user::until;

/// The environment of a job, with these variables beside it.
fn job(more: &[(&str, &str)]) -> Vec<(String, String)> {
    let id = number().to_string();
    let mut all = vec![("LSB_JOBID", id.as_str()), ("JOB_ID", &id), ("LSB_DOCKER_IMAGE", IMAGE)];
    all.extend(more);
    all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn an_interactive_job_has_a_terminal_if_the_batch_system_gives_one() {
    if docker().is_none() {
        return;
    }
    if !std::path::Path::new("/usr/bin/script").exists() {
        return skipped("there is no /usr/bin/script to make a terminal");
    }
    let site = Site::new("shell", "").with("keep: 7d", "keep: 0");
    let text = "read word; test -t 0 && test -t 1 && echo terminal; echo got $word; exit 7";
    let said = |mut command: Command| {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        child.stdin.take().expect("a pipe").write_all(b"hello\n").expect("written");
        let output = child.wait_with_output().expect("it ends");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n"))
    };
    let env = job(&[("LSB_INTERACTIVE", "Y")]);
    assert_eq!(said(site.longshore(&env, &["starter", "--", text])), (Some(7), "got hello\n".to_owned()));
    let mut script = Command::new("/usr/bin/script");
    let line = format!("{} starter -- '{text}'", env!("CARGO_BIN_EXE_longshore"));
    script.args(["-qec", &line, "/dev/null"]).env_clear().envs(job(&[("LSB_INTERACTIVE", "Y")]));
    script.env("PATH", "/usr/bin:/bin").env("LONGSHORE_PROFILE", site.path().join("p.yaml"));
    let (code, printed) = said(script);
    // What is typed is echoed.
    assert_eq!((code, printed.ends_with("terminal\ngot hello\n")), (Some(7), true), "{printed}");
    // Any other job has no standard input.
    assert_eq!(said(site.longshore(&job(&[]), &["starter", "--", text])), (Some(7), "got\n".to_owned()));
}

#[test]
fn grid_engine_s_methods_start_suspend_resume_and_end_a_task() {
    if docker().is_none() {
        return;
    }
    let profile = include_str!("../../../profiles/gridengine.yaml");
    let client = docker().expect("an engine").display().to_string();
    let site = Site::new("argv", "");
    let profile = profile.replace("/usr/bin/docker", &client).replace("stop: 10", "stop: 1");
    std::fs::write(site.path().join("p.yaml"), format!("{profile}pull: never\n")).expect("written");
    // The script that the queue names.
    let method = site.path().join("longshore-starter");
    let text = include_str!("../../../contrib/gridengine/longshore-starter");
    std::fs::write(&method, text.replace("/usr/bin/longshore", env!("CARGO_BIN_EXE_longshore"))).expect("written");
    std::fs::set_permissions(&method, std::fs::Permissions::from_mode(0o755)).expect("changed");
    let env = job(&[("SGE_TASK_ID", "3"), ("QUEUE", "container.q"), ("LOGNAME", "bob"), ("CONTAINER_IMAGE", IMAGE)]);
    let id = env.iter().find(|(name, _)| name == "JOB_ID").expect("set").1.clone();
    let start = |words: &[&str]| {
        let mut command = Command::new(&method);
        command.args(words).env_clear().envs(env.clone()).env("PATH", "/usr/bin:/bin");
        command.env("LONGSHORE_PROFILE", site.path().join("p.yaml")).process_group(0).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs")
    };
    let output = start(&["sh", "-c", "printf '<%s>' \"$@\"; exit 7", "sh", "a  b", "*", "$HOME"]).wait_with_output();
    let output = output.expect("it ends");
    let printed = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!((output.status.code(), printed.as_str()), (Some(7), "<a  b><*><$HOME>"));
    let label = format!("label=org.longshore.job={id}");
    let labels = ["index", "queue", "user", "batch"].map(|key| format!("{{{{.Label \"org.longshore.{key}\"}}}}"));
    let shown = || real(&["ps", "-a", "--filter", &label, "--format", &format!("{{{{.Names}}}} {}", labels.join(" "))]);
    assert_eq!(shown(), format!("{id}_3 3 container.q bob gridengine"));
    // The task runs again, and its finished container makes room.
    let child = start(&["sleep", "300"]);
    let status = || real(&["ps", "-a", "--filter", &label, "--format", "{{.Status}}"]);
    until("it does not run", || status().starts_with("Up"));
    let pid = child.id().to_string();
    let control = |words: &[&str]| assert_quiet(&site.longshore(&env, words).output().expect("longshore runs"));
    control(&["control", "suspend", "--pid", &pid]);
    assert!(status().ends_with("(Paused)"), "{}", status());
    control(&["control", "resume"]);
    assert!(!status().ends_with("(Paused)"), "{}", status());
    control(&["control", "terminate", "--pid", &pid]);
    let code = child.wait_with_output().expect("it ends").status.code();
    let end = status();
    real(&["rm", "--force", &format!("{id}_3")]);
    assert_eq!((code, end.starts_with("Exited (137)")), (Some(137), true), "{end}");
}

/// What `--print-options` says under a profile with these rules.
fn options(rules: &str) -> Test {
    let profile = format!(
        "version: 1\nengine: /usr/bin/docker\nallow: any\nbatch: lsf\nimage: {{ default: \"centos:7\" }}\nrules:\n{rules}"
    );
    Test::new(env!("CARGO_BIN_EXE_longshore"))
        .argv0("longshore")
        .file("p.yaml", profile)
        .env("LSB_JOBID", "929")
        .env("LSB_QUEUE", "docker")
        .args(["starter", "--profile", "./p.yaml", "--print-options"])
}

#[test]
fn options_for_lsf_are_one_line_without_those_that_lsf_reserves() {
    let rules = "  - name: all\n    set: { user: \"1:1\", cgroup-parent: x, name: y, cap-drop: [ALL], memory: 4g }\n    add: { bind: \
                 [{ source: /data, target: /data, access: ro }], env: { A: b } }\n";
    let (outcome, _dir) = options(rules).outcome();
    assert_eq!(
        (String::from_utf8_lossy(&outcome.stdout).as_ref(), String::from_utf8_lossy(&outcome.stderr).as_ref()),
        (
            "--label=org.longshore.job=929 --label=org.longshore.queue=docker --label=org.longshore.batch=lsf --cap-drop=ALL \
             --memory=4g --mount=type=bind,source=/data,target=/data,readonly --env=A=b\n",
            ""
        )
    );
    let (outcome, _dir) = options("  - name: all\n    add: { env: { A: \"b c\" } }\n").outcome();
    assert_eq!(
        (String::from_utf8_lossy(&outcome.stdout).as_ref(), String::from_utf8_lossy(&outcome.stderr).as_ref()),
        (
            "",
            "longshore: the profile's line cannot be started: LSF would cut --env=A=b c at a blank or another special \
             character; fix its rules\n"
        )
    );
}
