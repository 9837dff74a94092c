//! What HTCondor sees of podman behind longshore, called `docker`: the calls that a live pool made, made again to docker and
//! to podman. Wherever HTCondor looks, both have to answer alike.
//!
//! Needs docker and podman (`scripts/setup`); where one is missing the test says that it is skipped.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test makes the world it looks at, and fails by panicking"
)]

use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::Value;
use testkit::{Engine, image_archive};

/// How many callers there were.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// The calls of HTCondor 23.9.6 to its `DOCKER`, in order.
const CALLS: &str = include_str!("../fixtures/htcondor-23.9.6-calls.jsonl");

/// What HTCondor runs as `DOCKER`, and the scratch directories of its slots.
struct Caller {
    client: PathBuf,
    profile: Option<PathBuf>,
    dir: tempfile::TempDir,
    image: String,
    /// What its containers bear, and nobody else's.
    mark: String,
}

impl Caller {
    fn new(engine: Engine) -> Option<Caller> {
        let client = engine.client()?.to_owned();
        let dir = tempfile::tempdir().expect("a folder");
        let archive = image_archive(dir.path()).expect("an image");
        let mark = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let image = format!("longshore-lifecycle-{mark}:1");
        let imported = Command::new(&client).arg("import").arg(archive).arg(&image).output().expect("the client runs");
        assert!(imported.status.success(), "{imported:?}");
        let profile = engine.is_podman().then(|| {
            let path = dir.path().join("p.yaml");
            std::fs::write(&path, format!("version: 1\nallow: any\n{}", engine.profile(&client))).expect("written");
            path
        });
        Some(Caller { client, profile, dir, image, mark })
    }

    /// The words of HTCondor for this caller's containers: with names, paths and labels of this test.
    fn words(&self, argv: &[String]) -> Vec<String> {
        let own = |word: &String| {
            let word = word.replace("/var/lib/condor/execute", &self.dir.path().join("execute").display().to_string());
            let word = word.replace("/cvmfs/", &format!("{}/", self.dir.path().join("cvmfs").display()));
            let word = word.replace("HTCJob", &format!("HTCJob{}x", std::process::id()));
            // Nobody else's containers are pruned; and no network of that pool is here.
            let word = word.replace("org.htcondorproject=True", &format!("org.htcondorproject={}", self.mark));
            word.replace("--network=cluster0", "--network=none").replace("bb:1", &self.image)
        };
        argv.iter().skip(1).map(own).collect()
    }

    fn command(&self, words: &[String]) -> Command {
        let mut command = match &self.profile {
            None => Command::new(&self.client),
            Some(profile) => {
                let docker = self.dir.path().join("docker");
                let _ = std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_longshore"), &docker);
                let mut command = Command::new(docker);
                command.env("LONGSHORE_PROFILE", profile);
                command
            }
        };
        // As HTCondor's daemons: elsewhere, and nothing on standard input.
        command.args(words).current_dir("/").stdin(Stdio::null());
        command
    }

    fn call(&self, words: &[String]) -> Output {
        self.command(words).output().expect("the client runs")
    }

    fn start(&self, words: &[String]) -> Child {
        self.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the client runs")
    }

    /// The directories that the binds of a `create` name, as the starter makes them.
    fn make_scratch(&self, words: &[String]) {
        let binds = words.iter().zip(words.iter().skip(1)).filter(|(option, _)| *option == "--volume");
        for (_, bind) in binds {
            let source = Path::new(bind.split(':').next().expect("a source"));
            std::fs::create_dir_all(source).expect("made");
            chown(source, Some(1000), Some(1000)).expect("given away");
            if words.iter().any(|word| word == "./job.sh") && source.parent().is_some_and(|up| up.ends_with("execute"))
            {
                let script = source.join("job.sh");
                std::fs::write(&script, "#!/bin/sh\nfor word; do echo \"<$word>\"; done; id -u; exit 4\n")
                    .expect("written");
                let status = Command::new("chmod").arg("755").arg(&script).status().expect("chmod runs");
                assert!(status.success());
            }
        }
        for up in self.dir.path().join("execute").ancestors().take(2) {
            let status = Command::new("chmod").arg("755").arg(up).status().expect("chmod runs");
            assert!(status.success());
        }
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        let label = format!("label=org.htcondorproject={}", self.mark);
        let left =
            Command::new(&self.client).args(["ps", "-aq", "--filter", &label]).output().expect("the client runs");
        for id in String::from_utf8_lossy(&left.stdout).lines() {
            let _ = Command::new(&self.client).args(["rm", "-f", id]).output();
        }
        let _ = Command::new(&self.client).args(["rmi", "-f", &self.image]).output();
    }
}

/// What HTCondor makes of an answer; where it does not look is left out. Source: docker-api.cpp.
fn seen(words: &[String], output: &Output) -> String {
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = output.status.code();
    let is_quiet = stderr.is_empty();
    let first = stdout.lines().next().unwrap_or_default();
    match words.first().map(String::as_str) {
        Some("-v") => {
            let mut lines = stdout.lines();
            let line = lines.next().unwrap_or_default();
            let numbers = line
                .strip_prefix("Docker version ")
                .map(|rest| rest.splitn(3, '.').take(2).all(|number| number.parse::<u32>().is_ok()));
            let is_fit = (16..=1024).contains(&line.len()) && !line.contains("Jansens") && !line.contains("20.10.4,");
            format!("-v {code:?} {numbers:?} one line: {} fit: {is_fit} quiet: {is_quiet}", lines.next().is_none())
        }
        Some("info") => format!("info {code:?} says something: {}", !stdout.is_empty()),
        Some("container") => format!("prune {code:?} quiet: {is_quiet}"),
        Some("create") => {
            let is_id = first.len() == 64 && first.bytes().all(|byte| byte.is_ascii_hexdigit());
            // The reason for the hold is what standard error begins with.
            format!("create {code:?} id: {is_id} says why: {}", !is_quiet)
        }
        // Its code counts for nothing; what it prints is the job's.
        Some("start") if stderr.is_empty() => format!("start {code:?} {stdout}"),
        Some("start") => format!("start fails, silent on standard output: {}", stdout.is_empty()),
        Some("inspect") => inspected(code, &stdout, is_quiet),
        Some(verb @ ("kill" | "pause" | "unpause" | "rm")) => {
            let is_name = Some(first.trim()) == words.last().map(String::as_str);
            format!("{verb} {code:?} its name: {is_name} quiet: {is_quiet}")
        }
        other => panic!("{other:?} is no call of HTCondor's"),
    }
}

/// The nine lines of the final inspection, as a `ClassAd` reads them, and what HTCondor then does with the job.
fn inspected(code: Option<i32>, stdout: &str, is_quiet: bool) -> String {
    let value = |key: &str| {
        let line = stdout.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        line.map_or("?", str::trim).to_owned()
    };
    let keys =
        ["ContainerId", "Pid", "Name", "Running", "ExitCode", "StartedAt", "FinishedAt", "DockerError", "OOMKilled"];
    let is_read =
        keys.iter().all(|key| value(key) != "?") && stdout.lines().filter(|line| line.contains('=')).count() == 9;
    let fate = match (value("Running").as_str(), value("OOMKilled").as_str(), value("DockerError").as_str()) {
        ("true", ..) => "wait".to_owned(),
        (_, "\"true\"", _) => "hold: memory".to_owned(),
        (_, _, error) if error != "\"\"" && error != "?" => "hold: not started".to_owned(),
        _ => format!("ended with {}", value("ExitCode")),
    };
    let times = ["StartedAt", "FinishedAt"].map(|key| {
        let time = value(key);
        let is_time = time.len() > 20 && time.contains('T') && time.ends_with("Z\"");
        if is_time && time.starts_with("\"0001-01-01T00:00:00Z") {
            "never"
        } else if is_time {
            "a time"
        } else {
            "?"
        }
    });
    let name = value("Name");
    format!(
        "inspect {code:?} read: {is_read} {name} pid: {} code: {} {times:?} {fate} quiet: {is_quiet}",
        value("Pid") != "0",
        value("ExitCode")
    )
}

/// All calls of the pool, and what HTCondor saw.
fn replay(engine: Engine) -> Option<Vec<String>> {
    let caller = Caller::new(engine)?;
    let mut seen_all = Vec::new();
    let mut running: Vec<(Vec<String>, Child)> = Vec::new();
    for line in CALLS.lines() {
        let call: Value = serde_json::from_str(line).expect("JSON");
        let argv = call["argv"].as_array().expect("words").iter().map(|word| word.as_str().expect("text").to_owned());
        let words = caller.words(&argv.collect::<Vec<_>>());
        let is = |word: &str| words.first().map(String::as_str) == Some(word);
        if is("create") {
            caller.make_scratch(&words);
        }
        // The one job that waits to be removed.
        if is("start") && words.last().is_some_and(|name| name.contains("x3_0_")) {
            running.push((words.clone(), caller.start(&words)));
            std::thread::sleep(Duration::from_secs(2));
            continue;
        }
        if is("inspect")
            && let Some(at) = running.iter().position(|(start, _)| start.last() == words.last())
        {
            // HTCondor looks when `start` has ended.
            let (start, child) = running.remove(at);
            seen_all.push(seen(&start, &child.wait_with_output().expect("it ends")));
        }
        seen_all.push(seen(&words, &caller.call(&words)));
    }
    Some(seen_all)
}

#[test]
fn htcondor_sees_the_same_of_docker_and_of_podman_behind_longshore() {
    let Some(podman) = replay(Engine::Rootful) else { return };
    let text = podman.join("\n");
    // Whatever there is to compare with, these are the fates of the recorded jobs.
    for fate in [
        "x3_0_slot1_2_PID77493\" pid: false code: 143 [\"a time\", \"a time\"] ended with 143",
        "x4_0_slot1_1_PID77588\" pid: false code: 4 [\"a time\", \"a time\"] ended with 4",
        "x7_0_slot1_1_PID77939\" pid: false code: 137 [\"a time\", \"a time\"] hold: memory",
        // The init that HTCondor asks for was started, and says so of its program.
        "x9_0_slot1_2_PID80182\" pid: false code: 127 [\"a time\", \"a time\"] ended with 127",
    ] {
        assert!(text.contains(fate), "{fate} is not in\n{text}");
    }
    // Under load docker 20.10 misses that memory was short in one of twenty runs.
    let mut docker = replay(Engine::Docker);
    for _ in 0..5 {
        if docker.as_ref().is_none_or(|seen| seen.iter().any(|line| line.ends_with("hold: memory"))) {
            break;
        }
        docker = replay(Engine::Docker);
    }
    let Some(docker) = docker else { return };
    for (docker, podman) in docker.iter().zip(&podman) {
        assert_eq!(docker, podman);
    }
    assert_eq!(docker.len(), podman.len());
}

/// Makes calls of longshore in front of podman, as `docker`, for a container of this name.
struct Docker(Caller);

impl Docker {
    fn new() -> Option<Docker> {
        Caller::new(Engine::Rootful).map(Docker)
    }

    /// Code, standard output, standard error.
    fn told(&self, words: &[&str]) -> (i32, String, String) {
        let output = self.0.call(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
    }

    /// A name that only this test uses, and the label by which what it made is removed.
    fn named(&self, test: &str) -> (String, String) {
        (format!("longshore-{test}-{}", self.0.mark), format!("org.htcondorproject={}", self.0.mark))
    }
}

fn good(stdout: &str) -> (i32, String, String) {
    (0, stdout.to_owned(), String::new())
}

#[test]
fn a_job_that_cannot_be_started_is_not_taken_for_one_that_ended_well() {
    let Some(docker) = Docker::new() else { return };
    let image = docker.0.image.as_str();
    for (test, program, code) in
        [("none", "/no/such", "127"), ("folder", "/etc", "126"), ("text", "/etc/passwd", "126")]
    {
        let (name, label) = docker.named(test);
        assert_eq!(docker.told(&["create", "--name", &name, "--label", &label, image, program]).0, 0);
        let look = || docker.told(&["inspect", "--format", "{{.State.ExitCode}} {{json .State.Error}}", &name]);
        assert_eq!(look(), good("0 \"\"\n"), "nobody has tried");
        let (started, stdout, stderr) = docker.told(&["start", "-a", &name]);
        assert!(started != 0 && stdout.is_empty() && stderr.contains(program), "{stderr}");
        let (_, said, _) = look();
        assert!(said.starts_with(&format!("{code} \"OCI runtime create failed: ")) && said.contains(program), "{said}");
        assert_eq!(docker.told(&["rm", "-f", "-v", &name]), good(&format!("{name}\n")));
    }
    // What fails before there is a runtime leaves no words of it.
    let (name, label) = docker.named("late");
    let source = docker.0.dir.path().join("source");
    std::fs::create_dir(&source).expect("made");
    let bind = format!("{}:/in", source.display());
    assert_eq!(docker.told(&["create", "--name", &name, "--label", &label, "-v", &bind, image, "true"]).0, 0);
    std::fs::remove_dir(&source).expect("removed");
    assert_ne!(docker.told(&["start", "-a", &name]).0, 0);
    let (_, said, _) = docker.told(&["inspect", "--format", "{{.State.ExitCode}} {{json .State.Error}}", &name]);
    assert!(!said.starts_with("0 ") && !said.contains("\"\""), "{said}");
}

#[test]
fn images_have_the_names_and_ids_that_docker_would_show() {
    let Some(docker) = Docker::new() else { return };
    let image = docker.0.image.as_str();
    let ours = format!("htcondor.org/alice_at_site/{image}");
    assert_eq!(docker.told(&["tag", image, &ours]), good(""));
    let (code, listed, said) = docker.told(&["images", "--format", "{{.Repository}}:{{.Tag}} {{.ID}} {{.Size}}"]);
    assert_eq!((code, said.as_str()), (0, ""));
    let row = |name: &str| {
        let line = listed.lines().find(|line| line.split(' ').next() == Some(name)).expect("a row");
        line.splitn(3, ' ').skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let (first, second) = (row(image), row(&ours));
    assert_eq!(first, second);
    let [id, size] = first.as_slice() else { panic!("{first:?}") };
    assert!(id.len() == 12 && size.ends_with("MB") && size.trim_end_matches("MB").parse::<f64>().is_ok(), "{first:?}");
    let (code, inspected, said) = docker.told(&["inspect", "--format", "{{.Id}} {{.Metadata.LastTagTime}}", id, id]);
    assert_eq!((code, said.as_str(), inspected.lines().count()), (0, "", 2));
    assert!(
        inspected.starts_with(&format!("sha256:{id}")) && inspected.ends_with(" 0001-01-01T00:00:00Z\n"),
        "{inspected}"
    );
    let arch = if cfg!(target_arch = "x86_64") { "amd64" } else { "arm64" };
    assert_eq!(docker.told(&["inspect", "--format", "{{.Architecture}}", image]), good(&format!("{arch}\n")));
    assert_eq!(docker.told(&["images", "-q", image]), good(&format!("{id}\n")));
    assert_eq!(docker.told(&["rmi", &ours]), good(&format!("Untagged: {ours}\n")));
    assert_eq!(docker.told(&["images", "-q", &ours]), good(""));
}

#[test]
fn the_self_test_and_the_pruning_of_the_start_up() {
    let Some(docker) = Docker::new() else { return };
    let archive = docker.0.dir.path().join("saved.tar").display().to_string();
    let image = docker.0.image.as_str();
    let saved = Command::new(&docker.0.client).args(["save", "-o", &archive, image]).output().expect("podman runs");
    assert!(saved.status.success());
    let name = docker.told(&["load", "-i", &archive]);
    assert_eq!(name, good(&format!("Loaded image: {image}\n")));
    assert_eq!(docker.told(&["run", "--rm=true", image, "sh", "-c", "exit 37"]), (37, String::new(), String::new()));
    let (name, label) = docker.named("prune");
    let (_, id, _) = docker.told(&["create", "--name", &name, "--label", &label, "--label", "x=prune", image, "true"]);
    assert_eq!(docker.told(&["start", "-a", &name]), good(""));
    let filter = format!("--filter=label={label}");
    let words = ["container", "prune", "-f", filter.as_str(), "--filter=label=x=prune"];
    assert_eq!(docker.told(&words), good(&format!("Deleted Containers:\n{}\n\n", id.trim())));
    assert_eq!(docker.told(&words), good("Total reclaimed space: 0B\n"));
}

#[test]
fn failures_have_docker_s_codes_and_words() {
    let Some(docker) = Docker::new() else { return };
    let (name, _) = docker.named("missing");
    let unknown = format!("Error response from daemon: No such container: {name}\n");
    for words in [["pause", &name].as_slice(), &["unpause", &name], &["kill", "--signal", "9", &name]] {
        assert_eq!(docker.told(words), (1, String::new(), unknown.clone()));
    }
    // Nobody takes silence for a hung engine.
    assert_eq!(docker.told(&["rm", "-f", "-v", &name]), (0, String::new(), unknown));
    let looked = docker.told(&["inspect", "--format", "{{.Id}}", &name]);
    assert_eq!(looked, (1, String::new(), format!("Error: No such object: {name}\n")));
    let made = docker.told(&["create", "--pull=never", "longshore-none:1"]);
    assert_eq!(made, (1, String::new(), "Error response from daemon: No such image: longshore-none:1\n".to_owned()));
}

#[test]
fn one_identity_reaches_one_store_or_the_line_is_refused() {
    let Some(docker) = Docker::new() else { return };
    let profile = |user: &str| {
        let engine = Engine::Rootful.profile(&docker.0.client);
        std::fs::write(
            docker.0.dir.path().join("p.yaml"),
            format!("version: 1\nallow: any\nengine_user: {user}\n{engine}"),
        )
        .expect("written");
    };
    profile("root");
    assert_eq!(docker.told(&["images", "-q", &docker.0.image]).0, 0);
    // As root calls for condor: the client is condor's, with the home of condor.
    let says_who = docker.0.dir.path().join("who");
    std::fs::write(&says_who, "#!/bin/sh\necho \"$(id -u):$(id -g) $HOME ${XDG_RUNTIME_DIR-none}\"\n")
        .expect("written");
    for path in [docker.0.dir.path(), says_who.as_path()] {
        let status = Command::new("chmod").arg("755").arg(path).status().expect("chmod runs");
        assert!(status.success());
    }
    let line =
        format!("version: 1\nallow: any\nruntime: podman\nengine: {}\nengine_user: nobody\n", says_who.display());
    std::fs::write(docker.0.dir.path().join("p.yaml"), line).expect("written");
    let passwd = std::fs::read_to_string("/etc/passwd").expect("read");
    let nobody = passwd.lines().find(|line| line.starts_with("nobody:")).expect("an account");
    let fields: Vec<&str> = nobody.split(':').collect();
    let who = format!("{}:{} {} none\n", fields[2], fields[3], fields[5]);
    assert_eq!(docker.told(&["run", "img"]), good(&who));
    assert_eq!(docker.told(&["info"]), good(&who));
    // Somebody else reaches neither.
    let copy = docker.0.dir.path().join("u/longshore");
    std::fs::create_dir(docker.0.dir.path().join("u")).expect("made");
    std::fs::copy(env!("CARGO_BIN_EXE_longshore"), &copy).expect("copied");
    let up = docker.0.dir.path().join("u");
    assert!(Command::new("chmod").arg("755").arg(up).status().expect("chmod runs").success());
    let output = Command::new("setpriv")
        .args(["--reuid=65533", "--regid=65533", "--clear-groups"])
        .arg(copy)
        .args([
            "rewrite",
            "--profile",
            &docker.0.dir.path().join("p.yaml").display().to_string(),
            "--",
            "docker",
            "info",
        ])
        .current_dir("/")
        .output()
        .expect("setpriv runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.starts_with("longshore: the engine's containers are nobody's, and uid 65533 calls: "), "{said}");
}
