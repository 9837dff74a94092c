//! `longshore prune` and `longshore control` by hand say what they do, and what they cannot know.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the world it looks at, and fails by panicking"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const LONGSHORE: &str = env!("CARGO_BIN_EXE_longshore");

/// An engine with three containers of batch jobs: one has finished, two run. It notes what it is told to change.
const ENGINE: &str = r#"#!/bin/sh
here=${0%/*}
case $1 in
ps) case "$*" in *org.longshore.batch=slurm*|*label=org.longshore.job=9*) cat "$here/rows";; esac ;;
container) cat "$here/containers" ;;
*) echo "$*" >> "$here/told" ;;
esac
"#;

/// The id of a container.
fn id(digit: &str) -> String {
    digit.repeat(64)
}

struct Site(tempfile::TempDir);

impl Site {
    fn new() -> Site {
        let site = Site(tempfile::tempdir().expect("a folder"));
        let container = |id: &str, job: &str, index: &str, status: &str| {
            format!(
                r#"{{"Id": "{}", "Name": "/{job}_{index}", "State": {{"Status": "{status}", "FinishedAt": "2020-01-01T00:00:00Z",
                "ExitCode": 0}}, "HostConfig": {{"Memory": 0}}, "Config": {{"Labels": {{"org.longshore.job": "{job}",
                "org.longshore.index": "{index}", "org.longshore.batch": "slurm"}}}}}}"#,
                self::id(id)
            )
        };
        let all = [
            container("a", "7", "1", "exited"),
            container("b", "8", "2", "running"),
            container("c", "9", "4", "running"),
        ];
        site.write("containers", &format!("[{}]", all.join(",")));
        site.write("rows", "a 7_1\nb 8_2\nc 9_4\n");
        site.write("docker", ENGINE);
        site.squeue("echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1");
        let here = site.path().display();
        site.write(
            "p.yaml",
            &format!(
                "version: 1\nruntime: docker\nengine: {here}/docker\nallow: any\nbatch: slurm\nkeep: 7d\nprune: {{ ask: {here}/squeue }}\n"
            ),
        );
        site
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::write(&path, text).expect("written");
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("changed");
    }

    fn squeue(&self, text: &str) {
        self.write("squeue", &format!("#!/bin/sh\n{text}\n"));
    }

    /// What was changed on the engine.
    fn told(&self) -> String {
        fs::read_to_string(self.path().join("told")).unwrap_or_default()
    }

    fn command(&self, program: &str, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(words).env_clear().env("PATH", "/usr/bin:/bin").current_dir(self.path()).stdin(Stdio::null());
        // Files of other runs lie elsewhere.
        command.env("XDG_RUNTIME_DIR", self.path());
        command
    }

    /// The exit code and what is printed, with the folder as `DIR`.
    fn said(&self, output: &Output) -> (Option<i32>, String, String) {
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&self.path().display().to_string(), "DIR");
        (output.status.code(), shown(&output.stdout), shown(&output.stderr))
    }

    fn longshore(&self, words: &[&str]) -> (Option<i32>, String, String) {
        let output = self.command(LONGSHORE, words).args(["--profile", "./p.yaml"]).output().expect("longshore runs");
        self.said(&output)
    }

    /// The same at a terminal, where `answer` is typed.
    fn at_a_terminal(&self, words: &str, answer: &str) -> (Option<i32>, String) {
        let line = format!("{LONGSHORE} {words} --profile ./p.yaml");
        let mut child = self.command("script", &["-qec", &line, "/dev/null"]);
        let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("script runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        std::io::Write::write_all(&mut stdin, answer.as_bytes()).expect("written");
        let output = child.wait_with_output().expect("it ends");
        drop(stdin);
        let (code, out, _) = self.said(&output);
        // The terminal shows what is typed, when it likes to.
        (code, out.replace('\r', "").replacen(answer, "", 1))
    }
}

const FINISHED: &str = "containers of slurm that are due: finished 7d ago or earlier (`keep` at ./p.yaml:6:7)";

#[test]
fn a_batch_system_that_does_not_answer_is_told_and_its_containers_stay() {
    let site = Site::new();
    let (code, out, error) = site.longshore(&["prune", "--orphans", "--yes"]);
    assert_eq!(
        (code, out.as_str(), error.as_str()),
        (
            Some(1),
            format!("{FINISHED}, without a job (DIR/squeue is asked)\nremoved 7_1 (job 7_1, finished)\n").as_str(),
            "longshore: DIR/squeue does not say what became of job 8_2: it ends with 1, and says: slurm_load_jobs error: \
             Unable to contact slurm controller; 2 containers stay; see why: DIR/squeue --noheader --states=all --format=%T \
             --jobs=8_2\n"
        )
    );
    assert_eq!(site.told(), format!("rm {}\n", id("a")));
    fs::remove_file(site.path().join("squeue")).expect("removed");
    let (code, _, error) = site.longshore(&["prune", "--orphans", "--dry-run"]);
    let why = "longshore: the batch system cannot be asked about job 8_2: DIR/squeue: no such file or directory; 2 containers \
               stay; see that the program runs here, or name another as `prune: {ask: PATH}`\n";
    assert_eq!((code, error.as_str()), (Some(1), why));
    site.squeue("case $4 in --jobs=8_2) echo RUNNING;; *) echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1;; esac");
    let (code, out, error) = site.longshore(&["prune", "--orphans", "--older-than", "99999d", "--yes"]);
    let expected = "containers of slurm that are due: finished 99999d ago or earlier (--older-than), without a job (DIR/squeue \
                    is asked)\nremoved 9_4 (job 9_4, without a job)\n";
    assert_eq!((code, out.as_str(), error.as_str()), (Some(0), expected, ""));
    let (a, c) = (id("a"), id("c"));
    assert_eq!(site.told(), format!("rm {a}\nstop -t 10 {c}\nrm {c}\n"));
}

#[test]
fn at_a_terminal_what_is_due_is_shown_and_asked_for() {
    let site = Site::new();
    let question = format!("{FINISHED}\nwould remove 7_1 (job 7_1, finished)\nRemove 1 container? [y/N] ");
    for no in ["\n", "n\n", "yess\n"] {
        let (code, out) = site.at_a_terminal("prune", no);
        assert_eq!((code, out.contains("nothing is removed")), (Some(0), true), "{no:?}: {out}");
        assert_eq!(site.told(), "", "{no:?}");
    }
    let (code, out) = site.at_a_terminal("prune", "y\n");
    assert_eq!(code, Some(0));
    assert_eq!(out.replace("y\n", ""), format!("{question}removed 7_1 (job 7_1, finished)\n"));
    assert_eq!(site.told(), format!("rm {}\n", id("a")));
    let (_, out) = site.at_a_terminal("prune --yes", "");
    assert_eq!(out, format!("{FINISHED}\nremoved 7_1 (job 7_1, finished)\n"), "a timer's way");
    site.write("rows", "");
    site.write("containers", "[]");
    let (code, out) = site.at_a_terminal("prune", "");
    assert_eq!((code, out), (Some(0), format!("{FINISHED}\nnothing is due\n")));
    assert_eq!(site.longshore(&["prune", "--yes"]), (Some(0), String::new(), String::new()), "a timer is quiet");
    let nothing = format!("{FINISHED}\nnothing is due\n");
    assert_eq!(site.longshore(&["prune", "--dry-run"]), (Some(0), nothing, String::new()));
}

#[test]
fn without_a_terminal_nothing_is_removed_unless_that_is_said() {
    let site = Site::new();
    let expected = "longshore: nothing is removed, for nobody is at a terminal to be asked; add --yes, or see by --dry-run what \
                    is due\n";
    for words in [&["prune"][..], &["prune", "--orphans"], &["prune", "--older-than", "0"]] {
        assert_eq!(site.longshore(words), (Some(2), String::new(), expected.to_owned()), "{words:?}");
    }
    assert_eq!(site.told(), "");
    let (code, out, _) = site.longshore(&["prune", "--yes"]);
    assert_eq!((code, out), (Some(0), format!("{FINISHED}\nremoved 7_1 (job 7_1, finished)\n")));
}

#[test]
fn what_is_not_said_in_full_is_wrong_use() {
    let site = Site::new();
    let profile = fs::read_to_string(site.path().join("p.yaml")).expect("read");
    site.write("p.yaml", &profile.replace("keep: 7d\n", "").replace("prune:", "# prune:"));
    for (words, why) in [
        (
            &["prune", "--yes"][..],
            "how long finished containers stay is not said; write `keep:` in the profile, or --older-than",
        ),
        (
            &["prune", "--orphans", "--yes"],
            "no batch system can be asked; write its bjobs, qstat or squeue as `prune: {ask: PATH}`",
        ),
        (&["control", "suspend"], "no job is meant: SLURM_JOB_ID is not set, which batch systems set; write --job ID"),
        (
            &["control", "suspend", "--job", "abc"],
            "`abc` is no number of a job; write --job 929, or --job 929 --index 4 for an element of an array",
        ),
    ] {
        assert_eq!(site.longshore(words), (Some(2), String::new(), format!("longshore: {why}\n")), "{words:?}");
    }
}

#[test]
fn a_container_that_took_a_name_that_was_shown_is_not_meant() {
    let site = Site::new();
    // While it is asked for, 7_1 goes to a container that is due as well, and then to one of somebody else's.
    let line = format!("{LONGSHORE} prune --profile ./p.yaml");
    let mut child = site.command("script", &["-qec", &line, "/dev/null"]);
    let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("script runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut shown = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
    let mut seen = Vec::new();
    std::io::BufRead::read_until(&mut shown, b'?', &mut seen).expect("a question");
    let containers = fs::read_to_string(site.path().join("containers")).expect("read");
    site.write("containers", &containers.replace(&id("a"), &id("d")));
    std::io::Write::write_all(&mut stdin, b"y\n").expect("written");
    std::io::Read::read_to_end(&mut shown, &mut seen).expect("read");
    assert!(child.wait().expect("it ends").success());
    assert!(String::from_utf8_lossy(&seen).contains("would remove 7_1"));
    assert_eq!(site.told(), "");
}

#[test]
fn under_a_policy_a_container_is_judged_by_its_name_and_removed_by_its_id() {
    let site = Site::new();
    let here = site.path().display();
    let policy = |name: &str| {
        format!(
            "version: 1\nruntime: docker\nengine: {here}/docker\nengine_is_script: true\nsubmitter: caller\nbatch: slurm\n\
             keep: 7d\nallow:\n  commands: [ps, container inspect, rm]\n  containers: [\"{name}\"]\n  bulk: {{ ps: any }}\n"
        )
    };
    site.write("p.yaml", &policy("7_*"));
    let (code, out, error) = site.longshore(&["prune", "--yes"]);
    assert_eq!((code, error.as_str()), (Some(0), ""), "{out}");
    assert!(out.ends_with("removed 7_1 (job 7_1, finished)\n"), "{out}");
    assert_eq!(site.told(), format!("rm {}\n", id("a")));
    site.write("p.yaml", &policy("8_*"));
    let (code, _, error) = site.longshore(&["prune", "--yes"]);
    assert!(code == Some(125) && error.contains("container 7_1 is not listed in `containers`"), "{error}");
    assert_eq!(site.told(), format!("rm {}\n", id("a")), "nothing else");
}

#[test]
fn what_another_batch_system_left_is_not_touched() {
    let site = Site::new();
    let profile = fs::read_to_string(site.path().join("p.yaml")).expect("read");
    site.write("p.yaml", &profile.replace("batch: slurm", "batch: lsf"));
    assert_eq!(site.longshore(&["prune", "--yes"]), (Some(0), String::new(), String::new()));
    site.write("p.yaml", &profile.replace("batch: slurm\n", ""));
    let (code, _, error) = site.longshore(&["prune", "--yes"]);
    let why = "longshore: the profile does not say whose jobs it starts; write `batch: openlava`, or another one\n";
    assert_eq!((code, error.as_str()), (Some(125), why));
    assert_eq!(site.told(), "");
}

#[test]
fn a_control_by_hand_says_when_nothing_of_the_job_is_here() {
    let site = Site::new();
    for (words, code, said) in [
        (&["suspend", "--job", "9"][..], 1, "no container of the slurm job 9 is here, but of 9_4; write --index 4"),
        (
            &["terminate", "--job", "9", "--index", "1"],
            1,
            "no container of the slurm job 9_1 is here, but of 9_4; write --index 4",
        ),
        (&["pause", "--job", "9", "--index", "4"], 0, ""),
        (
            &["terminate", "--job", "777"],
            1,
            "no container of the slurm job 777 is here; see `docker ps --all --filter label=org.longshore.job`",
        ),
        (&["resume"], 2, "no job is meant: SLURM_JOB_ID is not set, which batch systems set; write --job ID"),
        (
            &["resume", "--job", "9[4]"],
            2,
            "`9[4]` is no number of a job; write --job 929, or --job 929 --index 4 for an element of an array",
        ),
    ] {
        if words.contains(&"777") {
            site.write("containers", "[]");
        }
        let (found, out, error) = site.longshore(&[&["control"], words].concat());
        let expected = if said.is_empty() { String::new() } else { format!("longshore: {said}\n") };
        assert_eq!((found, out.as_str(), error), (Some(code), "", expected), "{words:?}");
    }
    assert_eq!(site.told(), format!("pause {}\n", id("c")));
}

#[test]
fn a_control_by_hand_is_told_that_a_job_has_finished() {
    let site = Site::new();
    let of_7 = |action| site.longshore(&["control", action, "--job", "7", "--index", "1"]);
    site.write("docker", &ENGINE.replace("job=9", "job=7"));
    let why = "longshore: the job 7_1 has finished, and so has its container 7_1; nothing is left to do\n".to_owned();
    assert_eq!(of_7("suspend"), (Some(1), String::new(), why));
    assert_eq!(of_7("terminate"), (Some(0), String::new(), String::new()), "done already is done well");
}

#[test]
fn a_batch_system_that_calls_a_control_hears_nothing_of_a_container_that_is_gone() {
    let site = Site::new();
    site.write("containers", "[]");
    let own = [("SLURM_ARRAY_JOB_ID", "7"), ("SLURM_JOB_ID", "8"), ("SLURM_ARRAY_TASK_ID", "1")];
    for words in [&["suspend"][..], &["terminate"], &["suspend", "--job", "7", "--index", "1"]] {
        let mut command = site.command(LONGSHORE, &[&["control"], words].concat());
        let output = command.args(["--profile", "./p.yaml"]).envs(own).output().expect("longshore runs");
        assert_eq!(site.said(&output), (Some(0), String::new(), String::new()), "{words:?}");
    }
}
