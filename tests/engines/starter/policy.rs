//! Starters, controls and prune under a policy: root speaks for a user, as a queue does that calls longshore by sudo.
//!
//! The profiles are `examples/batch-policy.yaml` and `ris`, without what the machine of a test lacks.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::starter::cases::assert_quiet;
use crate::starter::cases::batch::{IMAGE, Job, Site, docker, number, real};
use crate::starter::user::User;

const BATCH: &str = include_str!("../../../examples/batch-policy.yaml");

/// A site of the example's profile.
fn batch() -> Option<Site> {
    docker()?;
    Some(Site::for_user(BATCH, "job-UID-", &User::of_tests()?))
}

/// A site of the profile `ris` that pulls as `pull` says, without what this machine lacks: a registry, sssd's pipes, a
/// full name, LSF's own /tmp.
fn ris(pull: &str) -> Option<Site> {
    docker()?;
    let user = User::of_tests()?;
    let text = include_str!("../../../profiles/ris.yaml").replace("${fqdn}", "${hostname}");
    let absent =
        ["/var/lib/sss/pipes", "/etc/nsswitch.conf", "/dev/log", ".tmpdir\", target: /tmp", "the user database"];
    let lines = text.lines().filter(|line| !absent.iter().any(|absent| line.contains(absent)));
    let text = lines.collect::<Vec<_>>().join("\n");
    let text = text.replace("    add:\n      bind:\n  - name: SELinux", "  - name: SELinux");
    let text = match pull {
        "always" => text,
        _ => text
            .replace("\npull: always", &format!("\npull: {pull}"))
            .replace("pull: always }", "pull: never }")
            .replace("trust: pull-always", "trust: local")
            .replace("rm, inspect,", "rm, inspect, image inspect,"),
    };
    let site = Site::for_user(&format!("{text}\nsubmitter: sudo\ncallers: [0]\nfacts: FACTS\n"), "lsf_", &user);
    let facts = site.path().join("facts.yaml");
    fs::write(&facts, "{}\n").expect("written");
    Some(site.with("FACTS", &facts.display().to_string()))
}

/// Removes a container at the end, however that comes.
struct OnEnd<'c>(&'c str);

impl Drop for OnEnd<'_> {
    fn drop(&mut self) {
        real(&["rm", "--force", self.0]);
    }
}

/// The lines of `longshore prune` about this job.
fn prune(site: &Site, id: u32, words: &[&str]) -> Vec<String> {
    let output = site.longshore(&[], &[&["prune", "--yes"], words].concat()).output().expect("longshore runs");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().filter(|line| line.contains(&format!("job {id},"))).map(str::to_owned).collect()
}

#[test]
fn under_a_policy_a_job_runs_as_its_user_and_its_exit_code_arrives() {
    let Some(site) = batch() else { return };
    let user = User::of_tests().expect("the user");
    let mut job = Job::start(&site, "id -u; pwd; exit 7");
    assert_eq!(job.finish(), (Some(7), format!("{}\n{}\n", user.uid, user.home.display())));
    assert_eq!(job.states(), ["exited"]);
    // Another site's job of the same batch system is out of reach, and no obstacle.
    let theirs = ["--label=org.longshore.job=9", "--label=org.longshore.batch=openlava"];
    let theirs = real(&["create", theirs[0], theirs[1], "--name", &format!("theirs-{}", job.id), IMAGE, "true"]);
    let _removed = OnEnd(&theirs);
    let id = job.id;
    let name = job.container();
    assert_eq!(prune(&site, id, &["--older-than", "0"]), [format!("removed {name} (job {id}, finished)")]);
    assert_eq!(job.states(), Vec::<String>::new());
}

#[test]
fn under_a_policy_a_job_is_suspended_resumed_and_ended() {
    let Some(site) = batch() else { return };
    let mut job = Job::start(&site, "sleep 300");
    job.wait_for("Up");
    for (action, status) in [("suspend", "(Paused)"), ("resume", "Up"), ("suspend", "(Paused)")] {
        assert_quiet(&job.control(action));
        job.wait_for(status);
    }
    assert_quiet(&job.control("terminate"));
    assert_eq!(job.finish(), (Some(137), String::new()));
    assert_eq!(job.states(), ["exited"]);
}

#[test]
fn under_a_policy_what_a_killed_starter_leaves_is_removed() {
    let Some(site) = batch() else { return };
    let job = Job::start(&site, "sleep 300");
    job.wait_for("Up");
    for pid in job.processes() {
        testkit::send_signal(pid, 9);
    }
    let (id, name) = (job.id, job.container());
    // The jobs of other tests run.
    let gone = format!("[ \"$2\" = {id} ] && {{ echo 'Job <{id}> is not found' >&2; exit 255; }}");
    site.bjobs(&format!("{gone}; echo \"${{2%%[*}} user RUN\""));
    assert_eq!(prune(&site, id, &["--orphans"]), [format!("removed {name} (job {id}, without a job)")]);
    assert_eq!(job.states(), Vec::<String>::new());
}

#[test]
fn a_job_that_breaks_the_policy_is_refused_where_the_policy_says_so() {
    let Some(site) = batch() else { return };
    let profile = site.path().join("p.yaml").display().to_string();
    let line = |key: &str| 1 + BATCH.lines().position(|line| line.trim_start().starts_with(key)).expect("a line");
    let refused = |site: &Site, why: &str| {
        let mut job = Job::start(site, "true");
        let (code, said) = job.finish();
        assert_eq!((code, said.trim_end()), (Some(125), why));
        assert_eq!(job.states(), Vec::<String>::new());
    };
    let site = site.with("docker.io/library/*", "docker.io/library/busybox:*");
    refused(
        &site,
        &format!(
            "longshore: {profile}:{}:21: image docker.io/library/{IMAGE} is not listed in `images: names` (nearest: \
             docker.io/library/busybox:*); do without it, or ask the site to list it",
            line("images:")
        ),
    );
}

#[test]
fn the_container_of_another_user_s_job_is_out_of_reach() {
    let Some(site) = batch() else { return };
    let mut job = Job::start(&site, "sleep 300");
    job.wait_for("Up");
    let other = site.longshore(&[], &["control", "terminate", "--job", &job.id.to_string()]);
    let mut other = other;
    // Any other user of the machine.
    let output = other.env("SUDO_UID", "65534").output().expect("longshore runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(125), "{said}");
    assert!(said.contains("is not listed"), "{said}");
    assert_eq!(job.states(), ["running"]);
    assert_quiet(&job.control("terminate"));
    assert_eq!(job.finish().0, Some(137));
}

#[test]
fn a_control_for_a_user_signals_no_process_that_is_not_his() {
    let Some(site) = batch() else { return };
    let mut own =
        Command::new("/bin/sleep").arg("60").process_group(0).stdin(Stdio::null()).spawn().expect("sleep runs");
    let pid = own.id().to_string();
    let env = [("LSB_JOBID", number().to_string()), ("LSB_JOBPIDS", pid.clone()), ("LSB_JOBPGIDS", pid)];
    let env = env.map(|(name, value)| (name.to_owned(), value));
    let mut control = site.longshore(&env, &["control", "terminate"]);
    let control = control.stderr(Stdio::piped()).spawn().expect("longshore runs");
    // Its own he would have asked to end after two seconds, and killed after four.
    std::thread::sleep(Duration::from_secs(6));
    let is_alive = own.try_wait().expect("a child").is_none();
    own.kill().expect("killed");
    let _ = own.wait();
    let output = control.wait_with_output().expect("it ends");
    assert!(is_alive, "it is killed");
    assert_quiet(&output);
}

#[test]
fn under_ris_a_job_is_a_script_and_runs_as_its_user_in_its_working_directory() {
    let Some(site) = ris("missing") else { return };
    let user = User::of_tests().expect("the user");
    let mut job = Job::start(&site, "id -u; pwd; echo 'a  b'; exit 7");
    assert_eq!(job.finish(), (Some(7), format!("{}\n{}\na  b\n", user.uid, user.home.display())));
    assert_eq!(job.states(), Vec::<String>::new(), "`keep: 0` removes it at once");
    let mut job = Job::start(&site, "sleep 300");
    job.wait_for("Up");
    assert_quiet(&job.control("suspend"));
    job.wait_for("(Paused)");
    assert_quiet(&job.control("terminate"));
    assert_eq!(job.finish().0, Some(137));
    assert_eq!(job.states(), Vec::<String>::new());
}

#[test]
fn under_ris_raw_arguments_run_the_image_s_own_command_without_a_shell() {
    let Some(site) = ris("never") else { return };
    let image = format!("longshore-raw-{}:1", std::process::id());
    let base = real(&["create", IMAGE, "true"]);
    real(&["commit", "--change", "ENTRYPOINT [\"echo\", \"own\"]", "--change", "CMD [\"end\"]", &base, &image]);
    real(&["rm", &base]);
    let site = site.env("LSB_CONTAINER_IMAGE", &image).env("LSF_DOCKER_RUN_RAW_ARGS", "1");
    let ends = ["LSB_DOCKER_PLACE_HOLDER", "a  b\" \"c"].map(|command| Job::start(&site, command).finish());
    real(&["rmi", &image]);
    assert_eq!(ends, [(Some(0), "own end\n".to_owned()), (Some(0), "own a  b c\n".to_owned())]);
}

#[test]
fn under_ris_a_registry_that_does_not_answer_ends_the_job_although_the_image_is_here() {
    let Some(site) = ris("always") else { return };
    let image = "localhost:1/longshore-test:1";
    real(&["tag", IMAGE, image]);
    let site = site.env("LSB_CONTAINER_IMAGE", image);
    let mut job = Job::start(&site, "exit 3");
    let (code, said) = job.finish();
    real(&["rmi", image]);
    assert_eq!((code, said.lines().count()), (Some(125), 1), "{said}");
    assert!(said.starts_with("longshore: the image `localhost:1/longshore-test:1` cannot be pulled: "), "{said}");
    assert_eq!(job.states(), Vec::<String>::new());
}
