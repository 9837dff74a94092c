//! A podman that keeps all it knows in a folder of the test.
//!
//! `podman create img` -> what it prints, and its code; nothing of the machine's own containers is seen or changed.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use longshore::argv::Since;
use longshore::values::Dialect;
use tempfile::TempDir;
use testkit::{Outcome, Status, Test};

/// Variables of podman's environment beside its own.
pub(crate) const ENV: &[(&str, &str)] = &[("B", "of the client"), ("k", "")];

/// A podman, and a folder for all that it keeps. Programs it cannot start: its runtime is `/bin/false`.
pub(crate) struct World {
    path: PathBuf,
    pub(crate) version: String,
    dir: TempDir,
}

impl World {
    /// The podman on the path, if there is one that runs here.
    pub(crate) fn find() -> Option<World> {
        let folders = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
        let path = folders.iter().map(|folder| folder.join("podman")).find(|path| path.is_file())?;
        let output = Command::new(&path).arg("--version").stdin(Stdio::null()).output().ok()?;
        let version = String::from_utf8(output.stdout).ok()?.trim().strip_prefix("podman version ")?.to_owned();
        let dir = tempfile::tempdir().expect("a folder");
        let place = dir.path().display();
        let storage =
            format!("[storage]\ndriver = \"vfs\"\nrunroot = \"{place}/runroot\"\ngraphroot = \"{place}/root\"\n");
        let containers = format!(
            "[engine]\nruntime = \"none\"\nlock_type = \"file\"\nevents_logger = \"none\"\ncgroup_manager = \"cgroupfs\"\n\
             tmp_dir = \"{place}/tmp\"\nstatic_dir = \"{place}/static\"\nvolume_path = \"{place}/volumes\"\n\
             [engine.runtimes]\nnone = [\"/bin/false\"]\n[network]\nnetwork_config_dir = \"{place}/net\"\n"
        );
        fs::write(dir.path().join("storage.conf"), storage).expect("a file");
        fs::write(dir.path().join("containers.conf"), containers).expect("a file");
        fs::write(dir.path().join("registries.conf"), "").expect("a file");
        let world = World { path, version, dir };
        let (said, code) = world.ask(&["podman", "ps", "-q"].map(OsString::from));
        (code == 0 && said.is_empty()).then_some(world)
    }

    /// Its release as the tables count: 5.8.2 is 508.
    pub(crate) fn release(&self) -> Since {
        let mut parts = self.version.split('.').map_while(|part| part.parse::<Since>().ok());
        parts.next().expect("a major version") * 100 + parts.next().unwrap_or(0)
    }

    /// How it reads lines.
    pub(crate) fn dialect(&self) -> Dialect {
        if self.release() < 500 { Dialect::Podman4 } else { Dialect::Podman5 }
    }

    /// The folder.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// What podman says of a line on standard error, without warnings, and its code.
    pub(crate) fn ask(&self, words: &[OsString]) -> (String, i32) {
        let (outcome, code) = self.outcome(words);
        let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
        let lines = said.lines().filter(|line| !line.starts_with("time=\""));
        (lines.collect::<Vec<_>>().join("\n"), code)
    }

    /// All that it does with a line, and its code.
    pub(crate) fn outcome(&self, words: &[OsString]) -> (Outcome, i32) {
        let place = |name: &str| self.dir.path().join(name);
        let test = Test::new(&self.path).argv0("podman").args(&words[1..]).env("HOME", self.dir.path());
        let test = test.env("CONTAINERS_STORAGE_CONF", place("storage.conf"));
        let test = test.env("CONTAINERS_CONF", place("containers.conf"));
        let test = test.env("CONTAINERS_REGISTRIES_CONF", place("registries.conf"));
        let test = test.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").limit(Duration::from_mins(1));
        let test = ENV.iter().fold(test, |test, (name, value)| test.env(name, value));
        let (outcome, _dir) = test.outcome();
        let code = match outcome.status {
            Status::Code(code) => code,
            Status::Signal(signal) => 128 + signal,
        };
        (outcome, code)
    }
}
