//! `longshore run --report` in front of an engine that dies while the container runs, and comes back.
//!
//! The engine is the test's own: root, `dockerd` and an engine with the test image are needed to make it; where one is
//! missing the test says that it is skipped.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the world it looks at, and fails by panicking"
)]

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use testkit::{Status, Test, clients, send_signal, skipped};

const IMAGE: &str = "longshore-test:1";

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < Duration::from_mins(1), "{what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// An engine with a folder, a socket and a network namespace that no other has: one without a bridge takes away that of
/// the machine's own engine.
struct Engine<'e> {
    client: &'e Path,
    dir: &'e Path,
    process: Child,
}

impl Engine<'_> {
    /// Starts it; `None` if it does not answer.
    fn start<'e>(client: &'e Path, dir: &'e Path) -> Option<Engine<'e>> {
        let own = |name: &str| dir.join(name).display().to_string();
        let mut dockerd = Command::new("unshare");
        dockerd.args([
            "--net",
            "dockerd",
            "--data-root",
            &own("data"),
            "--exec-root",
            &own("exec"),
            "--pidfile",
            &own("pid"),
        ]);
        dockerd.args(["--host", &format!("unix://{}", own("sock")), "--bridge=none", "--iptables=false"]);
        let log = std::fs::File::create(dir.join("log")).expect("a file");
        let process = dockerd.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().ok()?;
        let mut engine = Engine { client, dir, process };
        for _ in 0..200 {
            if engine.asked(&["version"]).status.success() {
                return Some(engine);
            }
            if engine.process.try_wait().expect("a child").is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        None
    }

    fn host(&self) -> String {
        format!("unix://{}", self.dir.join("sock").display())
    }

    fn asked(&self, args: &[&str]) -> Output {
        Command::new(self.client).env("DOCKER_HOST", self.host()).args(args).output().expect("the client runs")
    }

    fn says(&self, args: &[&str]) -> String {
        String::from_utf8_lossy(&self.asked(args).stdout).trim().to_owned()
    }

    fn end(&mut self, signal: i32) {
        if let Ok(None) = self.process.try_wait() {
            send_signal(self.process.id(), signal);
        }
        let _ = self.process.wait();
    }
}

impl Drop for Engine<'_> {
    fn drop(&mut self) {
        self.end(15);
    }
}

#[test]
fn an_engine_that_dies_while_the_container_runs_is_reported_and_the_container_found_again() {
    if !rustix::process::geteuid().is_root() {
        return skipped("only root can start an engine");
    }
    let found = clients();
    let Some(client) = found.first().map(|client| client.path.as_path()) else { return skipped("no docker client") };
    let Ok(image) = Command::new(client).args(["save", IMAGE]).output() else { return skipped("no docker client") };
    if !image.status.success() {
        return skipped(&format!("no docker engine with {IMAGE}"));
    }
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("image"), image.stdout).expect("written");
    let Some(mut engine) = Engine::start(client, dir.path()) else { return skipped("no second dockerd runs here") };
    assert!(engine.asked(&["load", "--input", &dir.path().join("image").display().to_string()]).status.success());
    let running = Test::new(env!("CARGO_BIN_EXE_longshore"))
        .argv0("longshore")
        .file("p.yaml", format!("version: 1\nallow: any\nengine: {}\n", client.display()))
        .file("job.yaml", format!("image: {IMAGE}\ncommand: sleep\nargs: [1000]\nname: survivor\n"))
        .env("HOME", "$DIR")
        .env("PATH", "/usr/bin:/bin")
        .env("DOCKER_HOST", engine.host())
        .args(["run", "--profile", "./p.yaml", "--report", "report.json", "job.yaml"])
        .limit(Duration::from_mins(2))
        .spawn();
    until("the container does not start", || engine.says(&["ps", "--format", "{{.Names}}"]) == "survivor");
    engine.end(9);
    let (outcome, folder) = running.finish_unjudged();
    let report = std::fs::read_to_string(folder.path().join("report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(outcome.status, Status::Code(125), "{report:#}");
    assert_eq!((&report["cause"], &report["state"]), (&"engine_lost".into(), &"lost".into()), "{report:#}");
    let reason = format!(
        "the engine stopped answering while the container ran: Cannot connect to the Docker daemon at {}",
        engine.host()
    );
    assert_eq!(report["reason"].as_str(), Some(reason.as_str()));
    // Its second life begins with what the first left: the containers' own keeper.
    let keeper = std::fs::read_to_string(dir.path().join("exec/containerd/containerd.pid")).unwrap_or_default();
    if let Ok(process) = keeper.trim().parse() {
        send_signal(process, 15);
    }
    drop(engine);
    let _ = std::fs::remove_file(dir.path().join("pid"));
    let engine = Engine::start(client, dir.path()).expect("the engine comes back");
    let remedy = report["remedy"].as_str().expect("a remedy");
    let find = remedy.split('`').nth(1).and_then(|line| line.split(' ').next_back()).expect("a filter");
    let left = engine.says(&["ps", "--all", "--format", "{{.Names}}", "--filter", find]);
    engine.asked(&["rm", "--force", "survivor"]);
    assert_eq!(left, "survivor", "{remedy}");
}
