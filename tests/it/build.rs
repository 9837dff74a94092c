//! `longshore build` on a real engine, with a real registry on loopback: Debian's `docker-registry`, which `scripts/setup`
//! unpacks. Where engine or registry are missing, each test that needs them says that it is skipped.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the world it looks at, and fails by panicking"
)]

use std::env;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use testkit::{Client, clients, skipped};

const IMAGE: &str = "longshore-test:1";

/// A client that an engine with the test's image answers.
fn docker() -> Option<&'static Client> {
    static FOUND: OnceLock<Result<&Client, String>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let client = clients().first().ok_or("no docker client")?;
        let asked = Command::new(&client.path).args(["image", "inspect", "-f", "{{.Id}}", IMAGE]).output();
        match asked {
            Ok(output) if output.status.success() => Ok(client),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    });
    if let Err(why) = found {
        skipped(&format!("no docker engine with {IMAGE}: {why}"));
    }
    found.as_ref().ok().copied()
}

/// A registry of this test's own. It ends when dropped.
struct Registry {
    child: Child,
    port: u16,
    _dir: tempfile::TempDir,
}

impl Registry {
    fn program() -> Option<PathBuf> {
        let unpacked = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/docker-cli/usr/bin/docker-registry");
        let named = env::var_os("LONGSHORE_TEST_REGISTRY").map(PathBuf::from);
        let candidates = [named, Some(unpacked), Some("/usr/bin/docker-registry".into())];
        let found = candidates.into_iter().flatten().find(|path| path.is_file());
        if found.is_none() {
            skipped("no docker-registry");
        }
        found
    }

    fn start() -> Option<Registry> {
        let program = Registry::program()?;
        let dir = tempfile::tempdir().expect("a folder");
        // A port that was free a moment ago.
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let config = dir.path().join("config.yml");
        let root = dir.path().join("data");
        let text = format!(
            "version: 0.1\nlog: {{ level: error }}\nstorage:\n  filesystem: {{ rootdirectory: {} }}\n\
             http: {{ addr: '127.0.0.1:{port}' }}\n",
            root.display()
        );
        fs::write(&config, text).expect("written");
        let child = Command::new(program)
            .arg("serve")
            .arg(&config)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the registry starts");
        let registry = Registry { child, port, _dir: dir };
        let end = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < end, "the registry does not answer");
            thread::sleep(Duration::from_millis(20));
        }
        Some(registry)
    }

    /// A name in this registry.
    fn name(&self, image: &str) -> String {
        format!("127.0.0.1:{}/{image}", self.port)
    }

    /// The tags that it has of a name, as it says it.
    fn tags(&self, image: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connected");
        write!(stream, "GET /v2/{image}/tags/list HTTP/1.0\r\n\r\n").expect("asked");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("answered");
        text.rsplit("\r\n\r\n").next().unwrap_or_default().trim().to_owned()
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A user's directory, with a profile and a context; images of its names are removed at the end.
struct Site {
    dir: tempfile::TempDir,
    images: Vec<String>,
}

impl Site {
    /// With the real client.
    fn new(engine: &Path) -> Site {
        Site::within(tempfile::tempdir().expect("a folder"), engine)
    }

    /// With a client that writes the builder it is told and its words to a file, and ends with 0.
    fn recording() -> Site {
        let dir = tempfile::tempdir().expect("a folder");
        let engine = dir.path().join("docker");
        let text = format!("#!/bin/sh\necho \"$DOCKER_BUILDKIT $*\" >> {}/calls\n", dir.path().display());
        fs::write(&engine, text).expect("written");
        fs::set_permissions(&engine, fs::Permissions::from_mode(0o755)).expect("changed");
        Site::within(dir, &engine)
    }

    fn within(dir: tempfile::TempDir, engine: &Path) -> Site {
        let profile =
            format!("version: 1\nruntime: docker\nbuilder: legacy\nengine: {}\nallow: any\n", engine.display());
        fs::write(dir.path().join("p.yaml"), profile).expect("written");
        fs::create_dir(dir.path().join("context")).expect("made");
        let file = format!("FROM {IMAGE}\nLABEL org.longshore.test=build\nARG WORD=none\nRUN echo $WORD > /word\n");
        fs::write(dir.path().join("context/Dockerfile"), file).expect("written");
        Site { dir, images: Vec::new() }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_longshore"));
        command.args(["build", "--profile", "./p.yaml"]).args(words).env_clear().current_dir(self.dir.path());
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("HOME", self.dir.path()).stdin(Stdio::null());
        command
    }

    fn build(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("longshore runs")
    }

    /// The exit code, and what longshore itself says, each line without its name.
    fn said(output: &Output) -> (Option<i32>, Vec<String>) {
        let text = String::from_utf8_lossy(&output.stderr);
        let own = text.lines().filter_map(|line| line.strip_prefix("longshore: "));
        (output.status.code(), own.map(str::to_owned).collect())
    }

    /// What the recording client was called with.
    fn calls(&self) -> String {
        fs::read_to_string(self.dir.path().join("calls")).unwrap_or_default()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        for image in &self.images {
            if let Some(client) = docker() {
                let _ = Command::new(&client.path).args(["rmi", image]).output();
            }
        }
    }
}

/// Site, registry and two names in it, where there is an engine and a registry.
fn world() -> Option<(Site, Registry, [String; 2])> {
    let client = docker()?;
    let registry = Registry::start()?;
    let names = [registry.name("lab/tool:1.1.4"), registry.name("lab/tool:1.1")];
    let mut site = Site::new(&client.path);
    site.images.extend(names.clone());
    Some((site, registry, names))
}

#[test]
fn an_image_is_built_and_pushed_under_both_its_names() {
    let Some((site, registry, [first, second])) = world() else { return };
    let output =
        site.build(&["--image", &first, "--", "--network=none", "--build-arg", "WORD=hi", "--tag", &second, "context"]);
    let reports = vec![format!("pushed {first}"), format!("pushed {second}")];
    assert_eq!(Site::said(&output), (Some(0), reports), "{}", String::from_utf8_lossy(&output.stdout));
    let tags = registry.tags("lab/tool");
    assert!(tags == r#"{"name":"lab/tool","tags":["1.1","1.1.4"]}"# || tags.contains(r#""1.1.4","1.1""#), "{tags}");
    // What the registry has is what was built: fetched anew, it holds the word.
    let client = docker().expect("an engine");
    let run = |words: &[&str]| Command::new(&client.path).args(words).output().expect("the client runs");
    run(&["rmi", &first, &second]);
    let word = run(&["run", "--rm", "--network=none", &second, "cat", "/word"]);
    assert_eq!(String::from_utf8_lossy(&word.stdout), "hi\n", "{}", String::from_utf8_lossy(&word.stderr));
}

#[test]
fn one_push_that_fails_is_reported_and_the_others_are_made() {
    let Some((mut site, registry, [first, _])) = world() else { return };
    // Nobody listens on port 1 of loopback.
    let nowhere = "127.0.0.1:1/lab/tool:1".to_owned();
    site.images.push(nowhere.clone());
    let output = site.build(&["--", "--network=none", "-t", &nowhere, "-t", &first, "context"]);
    let (code, said) = Site::said(&output);
    assert_eq!(code, Some(1), "{said:?}");
    let [failed, pushed] = said.as_slice() else { unreachable!("two reports: {said:?}") };
    assert!(failed.starts_with(&format!("not pushed {nowhere}: ")), "{failed}");
    assert!(failed.contains("connection refused") && failed.ends_with("(exit code 1)"), "{failed}");
    assert_eq!(*pushed, format!("pushed {first}"));
    assert_eq!(registry.tags("lab/tool"), r#"{"name":"lab/tool","tags":["1.1.4"]}"#);
}

#[test]
fn the_exit_code_of_a_build_that_fails_is_the_engine_s_and_nothing_is_pushed() {
    let Some((site, registry, [first, _])) = world() else { return };
    fs::write(site.dir.path().join("context/Dockerfile"), format!("FROM {IMAGE}\nRUN exit 7\n")).expect("written");
    let client = docker().expect("an engine");
    let direct = Command::new(&client.path)
        .args(["build", "--force-rm", "--network=none", "context"])
        .env("DOCKER_BUILDKIT", "0")
        .current_dir(site.dir.path())
        .output()
        .expect("the client runs");
    let output = site.build(&["--", "--force-rm", "--network=none", "-t", &first, "context"]);
    assert_eq!(Site::said(&output), (direct.status.code(), Vec::new()));
    assert_eq!(output.status.code(), Some(7), "the client passes on what the instruction ended with");
    assert!(registry.tags("lab/tool").contains("NAME_UNKNOWN"));
}

#[test]
fn a_dry_run_prints_all_steps_and_runs_none() {
    let site = Site::recording();
    let output =
        site.build(&["--dry-run", "--image", "lab/tool:2", "--", "-t", "lab/tool:1", "-t", "lab/tool:2", "context"]);
    let engine = site.dir.path().join("docker");
    let engine = engine.display();
    let expected = format!(
        "{engine} build --tag=lab/tool:2 -t lab/tool:1 -t lab/tool:2 context\n{engine} push lab/tool:2\n\
         {engine} push lab/tool:1\n"
    );
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    assert_eq!((Site::said(&output), site.calls().as_str()), ((Some(0), Vec::new()), ""));
}

#[test]
fn each_step_is_run_once_with_the_builder_that_the_profile_names() {
    let site = Site::recording();
    let output = site.build(&["--", "-t", "lab/tool:1", "context"]);
    assert_eq!(Site::said(&output), (Some(0), vec!["pushed lab/tool:1".to_owned()]));
    assert_eq!(site.calls(), "0 build -t lab/tool:1 context\n push lab/tool:1\n");
}

#[test]
fn a_signal_to_longshore_ends_the_build_and_nothing_is_pushed() {
    let site = Site::recording();
    let engine = site.dir.path().join("docker");
    let calls = site.dir.path().join("calls");
    let text =
        format!("#!/bin/sh\ntrap 'echo ended >> {0}; exit 3' TERM\necho $1 >> {0}\nsleep 30 & wait\n", calls.display());
    fs::write(&engine, text).expect("written");
    let mut child = site.command(&["--", "-t", "lab/tool:1", "context"]).spawn().expect("longshore starts");
    let end = Instant::now() + Duration::from_secs(20);
    while site.calls().is_empty() {
        assert!(Instant::now() < end, "the engine is not called");
        thread::sleep(Duration::from_millis(10));
    }
    testkit::send_signal(child.id(), 15);
    let status = child.wait().expect("longshore ends");
    assert_eq!((status.signal(), site.calls().as_str()), (Some(15), "build\nended\n"));
}

/// Refused with these words, and the engine was not called.
fn refused(words: &[&str], why: &str) {
    let site = Site::recording();
    let output = site.build(words);
    assert_eq!(Site::said(&output), (Some(125), vec![why.to_owned()]));
    assert_eq!(site.calls(), "");
}

#[test]
fn a_name_that_is_none_is_refused_before_anything_is_built() {
    refused(
        &["--", "-t", "lab/tool:1", "-t", "lab/Tool:1", "context"],
        "`lab/Tool:1` is no name for an image: image name `lab/Tool` is not in lower case; write [REGISTRY/]NAME[:TAG]",
    );
    refused(&["--", "context"], "the image gets no name, so it cannot be pushed; write --tag=NAME before the context");
}

#[test]
fn a_context_that_is_missing_or_not_last_is_refused_with_a_hint() {
    refused(
        &["--", "-t", "lab/tool:1"],
        "there is no build context; end the line with a directory such as `.`, or the address of a git repository or of \
         an archive",
    );
    refused(
        &["--", "context", "-t", "lab/tool:1"],
        "the build context `context` is not the last word; write all options before it",
    );
    refused(
        &["--", "-t", "lab/tool:1", "context", "."],
        "there are two build contexts, `context` and `.`; write one, at the end",
    );
    refused(
        &["--", "-t", "lab/tool:1", "elsewhere"],
        "the build context `elsewhere` is neither a directory nor the address of a git repository or of an archive; end \
         the line with one",
    );
    refused(
        &["--", "-t", "lab/tool:1", "context/Dockerfile"],
        "the build context `context/Dockerfile` is a file; write its directory, and --file=`context/Dockerfile` before it",
    );
    refused(
        &["--", "-t", "lab/tool:1", "-"],
        "the build context is standard input, which is the job's; end the line with a directory or an address",
    );
}

#[test]
fn a_login_without_a_terminal_is_refused_with_advice() {
    let site = Site::recording();
    let output = site.command(&["--", "."]).env("LSB_DOCKER_LOGIN_ONLY", "1").output().expect("longshore runs");
    let why = "`login` asks for a password, and there is no terminal; submit the login with `bsub -Is`, or log in where you \
               have one: the credentials stay in ~/.docker/config.json";
    assert_eq!(Site::said(&output), (Some(125), vec![why.to_owned()]));
    assert_eq!(site.calls(), "");
}

#[test]
fn at_a_terminal_the_client_logs_in_to_the_registry_that_is_named_and_nothing_is_built() {
    let site = Site::recording();
    let longshore = env!("CARGO_BIN_EXE_longshore");
    // `script` gives its command a terminal.
    let output = Command::new("script")
        .args(["-qec", &format!("{longshore} build --profile ./p.yaml -- ."), "/dev/null"])
        .env_clear()
        .envs([
            ("PATH", "/usr/bin:/bin"),
            ("LSB_DOCKER_LOGIN_ONLY", "1"),
            ("LSB_DOCKER_LOGIN_SERVER", "registry.site:5000"),
        ])
        .current_dir(site.dir.path())
        .stdin(Stdio::null())
        .output();
    match output {
        Ok(output) => {
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
            assert_eq!(site.calls(), " login registry.site:5000\n");
        }
        Err(error) => skipped(&format!("no `script`: {error}")),
    }
}
