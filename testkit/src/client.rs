//! The real docker clients of this machine.
//!
//! `LONGSHORE_TEST_DOCKERS=/opt/docker20:/usr/bin/docker` -> these two; without it every `docker` on the `PATH` that says
//! `Docker version ...`, each file once. Where there is none, a test says so and passes.

use std::env;
use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread;

use crate::socket::RecordingSocket;
use crate::test::Test;

/// Names the clients, colon separated, absolute; empty: none.
const VARIABLE: &str = "LONGSHORE_TEST_DOCKERS";

/// A docker client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its executable.
    pub path: PathBuf,
    /// Its version as it says it: `28.2.2`.
    pub version: String,
}

impl Client {
    fn ask(path: &Path) -> Option<Self> {
        let output = Command::new(path).arg("-v").env_clear().stdin(Stdio::null()).output().ok()?;
        let said = String::from_utf8(output.stdout).ok()?;
        let version = said.strip_prefix("Docker version ")?.split(',').next()?;
        output.status.success().then(|| Client { path: path.to_path_buf(), version: version.to_owned() })
    }

    /// A test of this client in front of the given daemon, with a configuration folder of its own.
    pub fn test(&self, daemon: &RecordingSocket) -> Test {
        let test = Test::new(&self.path).argv0("docker").env("DOCKER_HOST", daemon.docker_host());
        test.env("HOME", "$DIR").env("DOCKER_CONFIG", "$DIR/.docker")
    }
}

/// The docker clients of this machine. If there are none, says so on standard error, past the test's capture.
#[must_use]
pub fn clients() -> &'static [Client] {
    static FOUND: OnceLock<Vec<Client>> = OnceLock::new();
    let clients = FOUND.get_or_init(find);
    if clients.is_empty() {
        skipped("no docker client");
    }
    clients
}

/// Says on standard error, past the test's capture, that the running test cannot test for the reason given.
pub fn skipped(reason: &str) {
    let thread = thread::current();
    let test = thread.name().unwrap_or("?");
    // A test does not fail because nobody listens.
    let _ = writeln!(io::stderr(), "{}", skip_line(reason, test));
}

/// One line, whatever an engine has to say: `scripts/test` counts lines.
fn skip_line(reason: &str, test: &str) -> String {
    format!("skipped: {} ({test})", reason.lines().collect::<Vec<_>>().join("; "))
}

fn find() -> Vec<Client> {
    match env::var_os(VARIABLE) {
        Some(named) => env::split_paths(&named)
            .filter(|path| !path.as_os_str().is_empty())
            .map(|path| named_client(&path))
            .collect(),
        None => on_path(&env::var_os("PATH").unwrap_or_default()),
    }
}

/// A client that somebody asked for: it has to be one.
fn named_client(path: &Path) -> Client {
    assert!(path.is_absolute(), "{VARIABLE}: {} is not absolute", path.display());
    Client::ask(path).unwrap_or_else(|| panic!("{VARIABLE}: {} is not a docker client", path.display()))
}

fn on_path(path: &OsStr) -> Vec<Client> {
    let mut seen = Vec::new();
    let mut clients = Vec::new();
    for folder in env::split_paths(path).filter(|folder| folder.is_absolute()) {
        let Ok(file) = folder.join("docker").canonicalize() else { continue };
        // The drop-in under test, installed on this machine, is no witness against itself.
        let is_longshore = file.file_name().is_some_and(|name| name.as_bytes().starts_with(b"longshore"));
        if is_longshore || seen.contains(&file) {
            continue;
        }
        clients.extend(Client::ask(&file));
        seen.push(file);
    }
    clients
}

#[cfg(test)]
mod tests {
    use super::skip_line;

    #[test]
    fn a_skipped_test_says_so_on_one_line() {
        let line = skip_line("no engine: a warning\nan error", "module::test");
        assert_eq!(line, "skipped: no engine: a warning; an error (module::test)");
    }
}
