//! The drop-in on a real docker engine.
//!
//! Needs an engine that answers and a small local image (`scripts/setup` makes both); where they are missing each test
//! says that it is skipped.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the world it looks at, and fails by panicking"
)]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use testkit::{Status, Test, clients, skipped};

const IMAGE: &str = "longshore-test:1";

/// The real client, if an engine answers it and has the image.
fn docker() -> Option<&'static Path> {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let client = clients().first().ok_or("no docker client")?;
        let asked = Command::new(&client.path).args(["image", "inspect", "-f", "{{.Id}}", IMAGE]).output();
        match asked {
            Ok(output) if output.status.success() => Ok(client.path.clone()),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    });
    match found {
        Ok(path) => Some(path),
        Err(why) => {
            skipped(&format!("no docker engine with {IMAGE}: {why}"));
            None
        }
    }
}

fn real(args: &[&str]) -> Output {
    Command::new(docker().expect("an engine")).args(args).output().expect("the client runs")
}

/// A container's name for one test, gone when the test ends.
struct Container(String);

impl Container {
    fn new(test: &str) -> Container {
        let name = format!("longshore-{test}-{}", std::process::id());
        let _ = real(&["rm", "-f", &name]);
        Container(name)
    }

    fn inspect(&self, template: &str) -> String {
        let output = real(&["inspect", "-f", template, &self.0]);
        String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let _ = real(&["rm", "-f", &self.0]);
    }
}

/// A test of the drop-in with the cernvm profile's rules in front of the real client.
fn dropin(client: &Path) -> Test {
    let profile = include_str!("../../profiles/cernvm.yaml").replace("/usr/bin/docker", &client.display().to_string());
    Test::new(env!("CARGO_BIN_EXE_longshore"))
        .argv0("docker")
        .file("p.yaml", profile)
        .env("LONGSHORE_PROFILE", "$DIR/p.yaml")
        .env("HOME", "$DIR")
        .env("PATH", "/usr/bin:/bin")
        .limit(Duration::from_mins(2))
}

#[test]
fn the_container_runs_as_root_with_the_variable_set() {
    let Some(client) = docker() else { return };
    let container = Container::new("root");
    let made = dropin(client)
        .args(["create", "--user", "1000:1000", "--name", &container.0])
        .args(["--volume", "/cvmfs/cernvm-sl7.cern.ch:/cvmfs/cernvm-sl7.cern.ch", IMAGE])
        .args(["sh", "-c", "id -u; echo \"$CERNVM_ROOT\"; echo '--user' \"$1\"", "sh", "--user x"])
        .outcome()
        .0;
    assert_eq!((made.status, made.stderr.as_slice()), (Status::Code(0), &b""[..]));
    let _dir = dropin(client)
        .args(["start", "-a", &container.0])
        .stdout("0\n/cvmfs/cernvm-sl7.cern.ch/cvm4\n--user --user x\n")
        .run();
    assert_eq!(container.inspect("{{.Config.User}}"), "");
    // The engine makes a missing bind source; what is not empty was there before and stays.
    drop(container);
    let _ = std::fs::remove_dir("/cvmfs/cernvm-sl7.cern.ch");
    let _ = std::fs::remove_dir("/cvmfs");
}

/// What a client says; whether it also logs that it stopped waiting for a container that never ran is a matter of luck.
fn said(stderr: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(stderr);
    let is_luck = |line: &&str| line.ends_with("msg=\"error waiting for container: context canceled\"");
    text.lines().filter(|line| !is_luck(line)).map(str::to_owned).collect()
}

#[test]
fn exit_codes_are_the_engine_s() {
    let Some(client) = docker() else { return };
    let container = Container::new("codes");
    let (made, _dir) = dropin(client).args(["create", "--name", &container.0, IMAGE, "sh", "-c", "exit 7"]).outcome();
    assert_eq!(made.status, Status::Code(0));
    let _dir = dropin(client).args(["start", "-a", &container.0]).status(7).run();
    let _dir = dropin(client).args(["run", "--rm", IMAGE, "sh", "-c", "exit 3"]).status(3).run();
    for (line, expected) in [
        (["run", "--rm", IMAGE, "/no/such/program"].as_slice(), 127),
        (&["run", "--rm", "--pull=never", "no.such/image:1"], 125),
        (&["create", "--pull=never", "no.such/image:1"], 1),
        (&["run"], 1),
        (&["create", "-p", "x:y:z:w", IMAGE], 125),
    ] {
        let ours = dropin(client).args(line).outcome().0;
        let theirs = real(line);
        assert_eq!(ours.status, Status::Code(expected), "{line:?}");
        assert_eq!(theirs.status.code(), Some(expected), "{line:?}");
        // Nothing of our own is printed: the messages are the client's.
        assert_eq!(said(&ours.stderr), said(&theirs.stderr), "{line:?}");
        assert_eq!(ours.stdout, theirs.stdout, "{line:?}");
    }
}

#[test]
fn a_signal_reaches_the_client_and_through_it_the_container() {
    let Some(client) = docker() else { return };
    let container = Container::new("signal");
    let script = "trap 'echo caught; exit 9' TERM; echo ready; while true; do sleep 0.1; done";
    let running = dropin(client)
        .args(["run", "--name", &container.0, IMAGE, "sh", "-c", script])
        .stdout("ready\ncaught\n")
        .status(9)
        .spawn();
    let deadline = Instant::now() + Duration::from_mins(1);
    while !String::from_utf8_lossy(&real(&["logs", &container.0]).stdout).contains("ready") {
        assert!(Instant::now() < deadline, "the container does not start");
        std::thread::sleep(Duration::from_millis(100));
    }
    running.signal(15);
    let _dir = running.finish();
}

#[test]
fn odd_bytes_and_long_lines_arrive_in_the_container() {
    let Some(client) = docker() else { return };
    let long = "x".repeat(100_000);
    let mut test =
        dropin(client).args(["run", "--rm", "--user=1000", IMAGE, "sh", "-c", "for w; do echo \"${#w}\"; done", "sh"]);
    for _ in 0..10 {
        test = test.arg(&long);
    }
    let _dir = test.stdout("100000\n".repeat(10)).run();
    // The API speaks JSON: the client itself replaces bytes that are no text. They pass through us all the same.
    let line = [
        OsStr::new("run"),
        OsStr::new("--rm"),
        OsStr::new(IMAGE),
        OsStr::new("echo"),
        OsStr::from_bytes(b"caf\xe9 \xc3\xa9"),
    ];
    let ours = dropin(client).args(line).outcome().0;
    let theirs = Command::new(client).args(line).output().expect("the client runs");
    assert_eq!((ours.stdout, ours.stderr), (theirs.stdout, theirs.stderr));
}

#[test]
fn standard_output_and_standard_error_share_a_file() {
    let Some(client) = docker() else { return };
    let profile = format!("version: 1\nallow: any\nengine: {}\n", client.display());
    let script = "for i in 1 2 3; do echo out; echo err >&2; done";
    let job = format!(
        "image: {IMAGE}\ncommand: sh\nargs: [-c, '{script}']\nremove: true\nnetwork: none\nstdout: both\nstderr: both\n"
    );
    let dir = Test::new(env!("CARGO_BIN_EXE_longshore"))
        .argv0("longshore")
        .file("p.yaml", profile)
        .file("job.yaml", job)
        .env("HOME", "$DIR")
        .args(["run", "--profile", "./p.yaml", "job.yaml"])
        .limit(Duration::from_mins(2))
        .run();
    let both = std::fs::read_to_string(dir.path().join("both")).expect("a file");
    let mut lines: Vec<_> = both.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["err", "err", "err", "out", "out", "out"]);
}

#[test]
fn a_job_file_runs_with_its_streams_and_exit_code() {
    let Some(client) = docker() else { return };
    let profile = format!("version: 1\nallow: any\nengine: {}\n", client.display());
    let job = format!(
        "image: {IMAGE}\ncommand: sh\nargs: [-c, 'cat; echo \"$GREETING\"; echo problem >&2; exit 5']\n\
         env: {{ GREETING: \"hello  there\" }}\nuser: \"1000:1000\"\nmemory: 64m\ncpus: {{ shares: 512 }}\nremove: true\n\
         network: none\nstdin: in\nstdout: out\nstderr: err\n"
    );
    let dir = Test::new(env!("CARGO_BIN_EXE_longshore"))
        .argv0("longshore")
        .file("p.yaml", profile)
        .file("job.yaml", job)
        .file("in", "from stdin\n")
        .env("HOME", "$DIR")
        .args(["run", "--profile", "./p.yaml", "job.yaml"])
        .status(5)
        .limit(Duration::from_mins(2))
        .run();
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).expect("a file");
    assert_eq!(read("out"), "from stdin\nhello  there\n");
    assert_eq!(read("err"), "problem\n");
}
