//! A batch system of shell scripts: jobs with the environment that OpenLava 3.3 gives them, and job controls.
//!
//! What the recorded calls show is done here as there: the command stands in double quotes in the job's script, the
//! elements of an array share their number, controls know the processes and groups of the job and have no streams.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use testkit::Engine;

pub(crate) const IMAGE: &str = "longshore-test:1";

/// The engine of these tests, which other engines run, too (`tests/engines/podman_jobs`).
pub(crate) static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::of(module_path!()));

/// The real client, if an engine answers it and has the image.
pub(crate) fn docker() -> Option<&'static Path> {
    ENGINE.client()
}

pub(crate) fn real(args: &[&str]) -> String {
    let output = ENGINE.as_docker(env!("CARGO_BIN_EXE_longshore")).args(args).output().expect("the client runs");
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

/// A number that no other job of any test has.
pub(crate) fn number() -> u32 {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    1_000_000 + std::process::id() % 100_000 * 1000 + COUNT.fetch_add(1, Ordering::Relaxed)
}

/// The folder with the profile of a site.
pub(crate) struct Site {
    pub(crate) dir: tempfile::TempDir,
    /// What stands before the job's number in its container's name.
    pub(crate) prefix: String,
    /// The directory in which jobs are submitted; the folder without one.
    pub(crate) cwd: Option<PathBuf>,
    /// Variables beside those that were recorded.
    pub(crate) env: Vec<(String, String)>,
}

/// The environment of the `role` that OpenLava gave the job 105, or of the element of the array 104.
fn recorded(role: &str, is_array: bool) -> Vec<(String, String)> {
    let fixture: serde_json::Value =
        serde_json::from_str(include_str!("../../fixtures/openlava-3.3-env.json")).expect("JSON");
    let calls = fixture["calls"].as_array().expect("calls");
    let id = if is_array { "104" } else { "105" };
    let call = calls.iter().find(|call| call["role"] == role && call["env"]["LSB_JOBID"] == id).expect("recorded");
    let entries = call["env"].as_object().expect("an environment");
    entries.iter().map(|(name, value)| (name.clone(), value.as_str().expect("text").to_owned())).collect()
}

impl Site {
    /// A site that runs its jobs by this form of command, with more lines of its profile.
    pub(crate) fn new(form: &str, more: &str) -> Site {
        let dir = tempfile::tempdir().expect("a folder");
        let shipped = include_str!("../../../profiles/openlava.yaml");
        let engine = ENGINE.profile(docker().expect("an engine"));
        let profile = shipped.replace("runtime: docker\nengine: /usr/bin/docker\n", &engine);
        let profile = profile.replace("command: shell", &format!("command: {form}"));
        let profile = profile.replace("stop: 10", "stop: 1").replace("keep: 7d\n", "keep: 7d\npull: never\n");
        let profile = profile.replace("/usr/local/openlava/bin/bjobs", &format!("{}/bjobs", dir.path().display()));
        std::fs::write(dir.path().join("p.yaml"), format!("{profile}{more}")).expect("written");
        Site { dir, prefix: String::new(), cwd: None, env: Vec::new() }
    }

    fn cwd(&self) -> &Path {
        self.cwd.as_deref().unwrap_or(self.dir.path())
    }

    /// A program that answers for `bjobs`.
    pub(crate) fn bjobs(&self, text: &str) {
        let path = self.path().join("bjobs");
        std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("changed");
    }

    /// The same site with another text in its profile.
    pub(crate) fn with(self, old: &str, new: &str) -> Site {
        let path = self.dir.path().join("p.yaml");
        let profile = std::fs::read_to_string(&path).expect("read");
        assert!(profile.contains(old), "{old}");
        std::fs::write(path, profile.replace(old, new)).expect("written");
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// longshore with the site's profile and an environment of its own.
    pub(crate) fn longshore(&self, env: &[(String, String)], words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_longshore"));
        command.args(words).env_clear().envs(env.iter().map(|(name, value)| (name, value)));
        command.env("PATH", "/usr/bin:/bin").env("LONGSHORE_PROFILE", self.dir.path().join("p.yaml"));
        command.envs(self.env.iter().map(|(name, value)| (name, value))).current_dir(self.cwd());
        command
    }
}

/// A job that a batch system has started.
pub(crate) struct Job<'s> {
    site: &'s Site,
    pub(crate) id: u32,
    index: u32,
    child: Child,
    output: PathBuf,
}

impl<'s> Job<'s> {
    /// Submits a command and starts it at once.
    pub(crate) fn start(site: &'s Site, command: &str) -> Job<'s> {
        Job::element(site, number(), 0, command)
    }

    /// The same for an element of an array; 0 is none.
    pub(crate) fn element(site: &'s Site, id: u32, index: u32, command: &str) -> Job<'s> {
        let name = format!("{id}.{index}");
        let script = site.path().join(&name);
        let longshore = env!("CARGO_BIN_EXE_longshore");
        // As mbatchd writes it: the starter's text, the command in the place of %USRCMD.
        let text = format!(
            "#! /bin/sh\n# LSBATCH: User input\n{longshore} starter -- \"{command}\"\nExitStat=$?\nwait\n\
             # LSBATCH: End user input\nexit `expr $? \"|\" $ExitStat`\n"
        );
        std::fs::write(&script, text).expect("written");
        let output = site.path().join(format!("{name}.out"));
        let file = std::fs::File::create(&output).expect("made");
        let mut sh = Command::new("/bin/sh");
        sh.arg(&script).env_clear().envs(Job::env(site, "starter", id, index));
        sh.process_group(0).current_dir(site.cwd()).stdin(Stdio::null());
        sh.stdout(file.try_clone().expect("a file")).stderr(file);
        let child = sh.spawn().expect("a shell runs");
        Job { site, id, index, child, output }
    }

    fn env(site: &Site, role: &str, id: u32, index: u32) -> Vec<(String, String)> {
        let mut env = recorded(role, index > 0 && role == "starter");
        let mut set = |name: &str, value: String| {
            env.retain(|(known, _)| known != name);
            env.push((name.to_owned(), value));
        };
        set("LSB_JOBID", id.to_string());
        set("LSB_JOBINDEX", index.to_string());
        set("LSB_DOCKER_IMAGE", IMAGE.to_owned());
        set("PATH", "/usr/bin:/bin".to_owned());
        site.env.iter().for_each(|(name, value)| set(name, value.clone()));
        set("LONGSHORE_PROFILE", site.path().join("p.yaml").display().to_string());
        env
    }

    /// The name of the job's container.
    pub(crate) fn container(&self) -> String {
        let prefix = &self.site.prefix;
        if self.index == 0 { format!("{prefix}{}", self.id) } else { format!("{prefix}{}_{}", self.id, self.index) }
    }

    /// Calls a job control as sbatchd does.
    pub(crate) fn control(&self, action: &str) -> Output {
        let group = self.child.id();
        let pids: Vec<String> = self.processes().iter().map(u32::to_string).collect();
        let mut env = Job::env(self.site, "control", self.id, self.index);
        env.retain(|(name, _)| name != "LSB_JOBPIDS" && name != "LSB_JOBPGIDS");
        env.push(("LSB_JOBPIDS".to_owned(), pids.join(" ") + " "));
        env.push(("LSB_JOBPGIDS".to_owned(), format!("{group} ")));
        let mut command = self.site.longshore(&env, &["control", action]);
        command.process_group(0).stdin(Stdio::null()).output().expect("longshore runs")
    }

    /// The processes of the job's group.
    pub(crate) fn processes(&self) -> Vec<u32> {
        let all = std::fs::read_dir("/proc").expect("/proc").flatten();
        let pids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        let of_group = |pid: &u32| {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
            fields.first() != Some(&"Z") && fields.get(2) == Some(&self.child.id().to_string().as_str())
        };
        pids.filter(of_group).collect()
    }

    /// Waits for a status of the container, as `docker ps` words it.
    pub(crate) fn wait_for(&self, status: &str) {
        let seen =
            || real(&["ps", "-a", "--filter", &format!("name=^{}$", self.container()), "--format", "{{.Status}}"]);
        let begin = Instant::now();
        while !seen().contains(status) {
            assert!(begin.elapsed() < Duration::from_mins(1), "{} is {}, not {status}", self.container(), seen());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The job's exit code and output.
    pub(crate) fn finish(&mut self) -> (Option<i32>, String) {
        let begin = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                break status;
            }
            assert!(begin.elapsed() < Duration::from_mins(1), "the job {} does not end", self.id);
            std::thread::sleep(Duration::from_millis(10));
        };
        (status.code(), std::fs::read_to_string(&self.output).expect("read"))
    }

    /// The states of the job's containers, those of other elements too.
    pub(crate) fn states(&self) -> Vec<String> {
        let label = format!("label=org.longshore.job={}", self.id);
        let all = real(&["ps", "-a", "--filter", &label, "--format", "{{.State}}"]);
        all.lines().map(str::to_owned).collect()
    }
}

impl Drop for Job<'_> {
    fn drop(&mut self) {
        for pid in self.processes() {
            testkit::send_signal(pid, 9);
        }
        let _ = self.child.wait();
        let label = format!("label=org.longshore.job={}", self.id);
        for id in real(&["ps", "-a", "-q", "--filter", &label]).lines() {
            real(&["rm", "-f", id]);
        }
    }
}
