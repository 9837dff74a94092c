//! Where the recording engine's executable is.
//!
//! Beside the test executable (`target/TRIPLE/debug/deps/cli-1f2e` -> `target/TRIPLE/debug/recording_engine`), and built
//! on demand: `cargo test -p longshore` builds the library of this crate, but not its programs.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::SystemTime;

use serde_json::Value;

const NAME: &str = "recording_engine";

/// The sources that decide what the engine does; an older executable is built anew.
const SOURCES: [&str; 2] = ["src/bin/recording_engine.rs", "src/call.rs"];

/// The executable, found or built once per process.
pub(crate) fn recording_engine() -> &'static Path {
    static FOUND: OnceLock<PathBuf> = OnceLock::new();
    FOUND.get_or_init(|| find().filter(|path| is_fresh(path)).unwrap_or_else(build))
}

fn find() -> Option<PathBuf> {
    let test = env::current_exe().expect("the test's own path is known");
    test.ancestors().skip(1).take(3).map(|folder| folder.join(NAME)).find(|path| path.is_file())
}

fn is_fresh(executable: &Path) -> bool {
    let built = changed(executable);
    SOURCES.iter().all(|source| changed(&package().join(source)) <= built)
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Asks cargo, which also says where the result lies: profile and target folder stay its business.
fn build() -> PathBuf {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--package", "testkit", "--bin", NAME, "--message-format=json"])
        .current_dir(package())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo can be started");
    assert!(output.status.success(), "cargo could not build {NAME}: {}", output.status);
    let messages = String::from_utf8_lossy(&output.stdout);
    let executable = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).find_map(|message| {
        let is_it = message["target"]["name"] == NAME;
        is_it.then(|| message["executable"].as_str().map(PathBuf::from)).flatten()
    });
    executable.expect("cargo says where it built the program")
}
