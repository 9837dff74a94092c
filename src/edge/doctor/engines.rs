//! The engines of this machine: where they are, which version, whether they answer.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::argv::quote::shorten;
use crate::edge::child::Call;
use crate::edge::host::Machine;
use crate::edge::process::Program;
use crate::edge::trusted::Opened;
use crate::facts::Host as _;
use crate::profile::Profile;
use crate::runtimes::RuntimeName;

use super::Report;

const TOPIC: &str = "engine";

/// How long a client may take: its engine may hang.
const LIMIT: Duration = Duration::from_secs(10);

pub(super) fn examine(report: &mut Report, profile: Option<&Profile>, machine: &Machine) {
    let env = environment(machine);
    for path in found() {
        let shown = path.display();
        if Program::at(&path).is_longshore() {
            report.good(TOPIC, format!("{shown} is longshore in the engine's place"));
            continue;
        }
        let is_script = Opened::open(&path).is_ok_and(|opened| opened.is_program() == Ok(false));
        match answer(&path, &["--version"], &env) {
            Ok(version) if is_script => {
                let text = format!("{shown} is a script: {version}");
                report.note(TOPIC, text, "under a policy name the program that it leads to");
            }
            Ok(version) => report.good(TOPIC, format!("{shown}: {version}")),
            Err(why) => report.note(TOPIC, format!("{shown} does not say its version: {why}"), ""),
        }
    }
    counting(report, profile, machine, &env);
    remote(report, machine);
}

/// What a client prints on standard output when it ends with 0; why it does not.
fn answer(program: &Path, words: &[&str], env: &[(OsString, OsString)]) -> Result<String, String> {
    let call = Call::program(program, words).environment(env).within(Some(LIMIT));
    let ran = call.capture().map_err(|error| error.why())?;
    if ran.is_good() {
        return Ok(String::from_utf8_lossy(&ran.stdout).trim().to_owned());
    }
    Err(shorten(&ran.last_words(), 200).into_owned())
}

/// The engine of the profile that counts.
fn counting(report: &mut Report, profile: Option<&Profile>, machine: &Machine, env: &[(OsString, OsString)]) {
    let runtime = profile.map_or(RuntimeName::Docker, |profile| profile.runtime);
    let named = profile.and_then(|profile| profile.engine.as_ref()).and_then(|engine| engine.words.last());
    let path = match named {
        Some(path) => PathBuf::from(path),
        None => match machine.engine(runtime.as_str()) {
            Ok(path) => PathBuf::from(path),
            Err(missing) if profile.is_some() => {
                return report.bad(TOPIC, missing.to_string(), "install one, or name it by `engine:`");
            }
            Err(missing) => return report.note(TOPIC, missing.to_string(), "install one, or name it by `engine:`"),
        },
    };
    let shown = path.display().to_string();
    report.engine = Some(shown.clone());
    if Program::at(&path).is_longshore() {
        return report.bad(TOPIC, format!("{shown} is longshore itself"), "name the real engine by `engine:`");
    }
    let question: &[&str] = match runtime {
        RuntimeName::Docker => &["version", "--format", "{{.Server.Version}}"],
        RuntimeName::Podman => &["info", "--format", "{{.Version.Version}}"],
    };
    match answer(&path, question, env) {
        Ok(version) => {
            report.good(TOPIC, format!("{shown} answers: {} {version}", runtime.as_str()));
            report.engine_version = Some(version);
        }
        Err(why) if profile.is_some() => {
            report.bad(
                TOPIC,
                format!("{shown} does not answer: {why}"),
                "start the engine, and see that you may use it",
            );
        }
        Err(why) => report.note(TOPIC, format!("{shown} does not answer: {why}"), ""),
    }
}

/// podman's other self, which goes to another machine and reads lines in another way.
fn remote(report: &mut Report, machine: &Machine) {
    for name in ["CONTAINER_HOST", "CONTAINER_CONNECTION"] {
        if machine.env(OsStr::new(name)).is_some() {
            let text = format!("{name} is set: podman then goes to another machine");
            report.note(TOPIC, text, "unset it; longshore refuses podman's lines with it");
        }
    }
    for path in ["/etc/containers/containers.conf", "/usr/share/containers/containers.conf"] {
        let mut is_remote = false;
        let _ = crate::edge::read_lines(Path::new(path), &mut |line| {
            let line = line.split('#').next().unwrap_or_default();
            is_remote |=
                line.split_once('=').is_some_and(|(key, value)| (key.trim(), value.trim()) == ("remote", "true"));
        });
        if is_remote {
            report.bad(
                TOPIC,
                format!("{path} has `remote = true`: podman then reads lines in another way"),
                "remove it",
            );
        }
    }
}

/// The clients on the PATH and in the usual places, each once.
#[expect(clippy::disallowed_methods, reason = "the edge looks for engines")]
fn found() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = ["/usr/bin", "/usr/local/bin"].map(PathBuf::from);
    let folders = std::env::split_paths(&path).filter(|path| path.is_absolute()).chain(usual);
    let clients = folders.flat_map(|folder| ["docker", "podman"].map(|name| folder.join(name)));
    let mut known = BTreeSet::new();
    let is_new = |path: &PathBuf| {
        // `/bin` is `/usr/bin` on most machines.
        rustix::fs::stat(path).is_ok_and(|stat| {
            let is_executable = rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_ok();
            is_executable && known.insert((stat.st_dev, stat.st_ino, path.file_name().map(ToOwned::to_owned)))
        })
    };
    clients.filter(is_new).collect()
}

/// What the clients are asked with: what leads them to their engine, and nothing else.
fn environment(machine: &Machine) -> Vec<(OsString, OsString)> {
    let names =
        ["DOCKER_CONFIG", "DOCKER_CONTEXT", "DOCKER_HOST", "HOME", "PATH", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"];
    names.into_iter().filter_map(|name| Some((name.into(), machine.env(OsStr::new(name))?))).collect()
}
