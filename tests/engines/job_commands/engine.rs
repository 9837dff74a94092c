//! The real engines, each with what a job needs.
//!
//! docker -> the engine of this machine; podman -> one that keeps all it knows in a folder of the tests, with `runc`.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use testkit::{clients, skipped};

/// The image of the tests, as each engine names it.
const IMAGE: &str = "longshore-test:1";

/// An engine.
pub(crate) struct Engine {
    pub(crate) name: &'static str,
    pub(crate) client: PathBuf,
    pub(crate) image: &'static str,
    /// The environment that its client needs.
    pub(crate) env: Vec<(&'static str, OsString)>,
}

/// The docker engine, if one answers and has the image.
pub(crate) fn docker() -> Option<&'static Engine> {
    static FOUND: OnceLock<Result<Engine, String>> = OnceLock::new();
    found(FOUND.get_or_init(|| {
        let client = clients().first().ok_or("no docker client")?.path.clone();
        let host = env::var_os("DOCKER_HOST").map(|host| ("DOCKER_HOST", host));
        let engine = Engine { name: "docker", client, image: IMAGE, env: host.into_iter().collect() };
        let asked = engine.output(&["image", "inspect", "-f", "{{.Id}}", IMAGE]);
        if asked.status.success() {
            Ok(engine)
        } else {
            Err(format!("no docker engine with {IMAGE}: {}", error(&asked)))
        }
    }))
}

/// podman, if it can run a container here.
pub(crate) fn podman() -> Option<&'static Engine> {
    static FOUND: OnceLock<Result<Engine, String>> = OnceLock::new();
    found(FOUND.get_or_init(|| {
        let folders = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
        let client = folders.iter().map(|folder| folder.join("podman")).find(|path| path.is_file());
        let client = client.ok_or("podman is not installed")?;
        let docker = docker().ok_or("no image for podman")?;
        // One place for all runs of the tests: what is there need not be made again. Of more than 50 characters the process that
        // tidies up after a container takes no `--runroot`.
        let dir = env::temp_dir().join("longshore-podman");
        fs::create_dir_all(&dir).expect("a folder");
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o700)).expect("an own folder");
        let env = configuration(&dir);
        let engine = Engine { name: "podman", client, image: "localhost/longshore-test:1", env };
        if !engine.output(&["image", "exists", engine.image]).status.success() {
            let archive = dir.join("image.tar").display().to_string();
            let saved = docker.output(&["save", "--output", &archive, IMAGE]);
            let loaded = engine.output(&["load", "--input", &archive]);
            if !saved.status.success() || !loaded.status.success() {
                return Err(format!("podman loads no image: {} {}", error(&saved), error(&loaded)));
            }
        }
        let ran = engine.output(&["run", "--rm", "--network=none", engine.image, "true"]);
        if ran.status.success() { Ok(engine) } else { Err(format!("podman runs no container: {}", error(&ran))) }
    }))
}

fn found(engine: &'static Result<Engine, String>) -> Option<&'static Engine> {
    engine.as_ref().inspect_err(|why| skipped(why)).ok()
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}

/// Files that make a podman of its own.
fn configuration(dir: &Path) -> Vec<(&'static str, OsString)> {
    let place = dir.display();
    let storage = format!("[storage]\ndriver = \"vfs\"\nrunroot = \"{place}/runroot\"\ngraphroot = \"{place}/root\"\n");
    // Nobody may have higher limits than the tests have.
    let containers = format!(
        "[containers]\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\n[engine]\nruntime = \"runc\"\n\
         lock_type = \"file\"\nevents_logger = \"file\"\ncgroup_manager = \"cgroupfs\"\ntmp_dir = \"{place}/tmp\"\n\
         [network]\nnetwork_config_dir = \"{place}/net\"\n"
    );
    let files = [
        ("CONTAINERS_STORAGE_CONF", "storage.conf", storage),
        ("CONTAINERS_CONF", "containers.conf", containers),
        ("CONTAINERS_REGISTRIES_CONF", "registries.conf", String::new()),
    ];
    let write = |(variable, name, text): (&'static str, &str, String)| {
        fs::write(dir.join(name), text).expect("a file");
        (variable, dir.join(name).into_os_string())
    };
    files.into_iter().map(write).collect()
}

impl Engine {
    /// A program in a known environment.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("HOME", "/nonexistent");
        command.envs(self.env.iter().map(|(name, value)| (name, value))).stdin(Stdio::null());
        command
    }

    fn output(&self, args: &[&str]) -> Output {
        self.command(&self.client).args(args).output().expect("the client runs")
    }

    /// What the real client prints.
    pub(crate) fn real(&self, args: &[&str]) -> String {
        String::from_utf8(self.output(args).stdout).expect("UTF-8").trim().to_owned()
    }
}
