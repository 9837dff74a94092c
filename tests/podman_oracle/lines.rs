//! The lines of a seed that are given to podman: right, nearly right and nasty ones; most of them create or run something.
//!
//! `create` and `run` get `--rootfs` and `--pull never`, since podman reads most values only when it has the image; the
//! folder does not exist, so that nothing is created.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::Path;

use longshore::argv::{Class, Level, Line, Reading, Since, Verb};
use longshore::runtimes::podman::Podman;
use testkit::{Generator, Manner, Rng};

use crate::together;

/// What is compared. Not: what waits (`events`, `stats`), asks servers (`pull`, `push`, `login`, `search`), reads standard
/// input (`load`, `import`), makes something (`network create`, `volume create`) or looks at the machine (`system ...`).
const VERBS: &[Verb] = &[
    Verb::Attach,
    Verb::Commit,
    Verb::ContainerInspect,
    Verb::Cp,
    Verb::Diff,
    Verb::Export,
    Verb::History,
    Verb::ImageInspect,
    Verb::Images,
    Verb::Inspect,
    Verb::Kill,
    Verb::Logs,
    Verb::NetworkInspect,
    Verb::NetworkLs,
    Verb::Pause,
    Verb::Port,
    Verb::Ps,
    Verb::Rename,
    Verb::Restart,
    Verb::Rm,
    Verb::Rmi,
    Verb::Save,
    Verb::Start,
    Verb::Stop,
    Verb::Tag,
    Verb::Top,
    Verb::Unpause,
    Verb::Update,
    Verb::Version,
    Verb::VolumeInspect,
    Verb::VolumeLs,
    Verb::VolumeRm,
    Verb::Wait,
];

/// Endless lines, of which each is given to a podman of that release.
pub(crate) fn lines(seed: u64, release: Since) -> impl Iterator<Item = Vec<OsString>> {
    let mut rng = Rng::new(seed);
    let mut generator = |manner: Manner, verbs: &[Verb]| {
        Generator::new(rng.number(), &Podman).manner(manner).release(release).verbs(verbs)
    };
    let creating = &[Verb::Create, Verb::Run, Verb::Exec];
    let mut generators = [
        generator(Manner::Valid, creating),
        generator(Manner::NearlyValid, creating),
        generator(Manner::Nasty, creating),
        generator(Manner::OddValues, creating),
        generator(Manner::OddValues, creating),
        generator(Manner::Valid, VERBS),
        generator(Manner::NearlyValid, VERBS),
        generator(Manner::Nasty, VERBS),
        generator(Manner::OddValues, VERBS),
    ];
    let endless = std::iter::from_fn(move || {
        if rng.one_in(4) {
            return Some(with_rootfs(&together::line(&mut rng)));
        }
        // The first five are taken two of three times.
        let index = if rng.one_in(3) { 5 + rng.below(4) } else { rng.below(5) };
        Some(kept(&generators[index].line()))
    });
    endless.filter(move |words| is_read(words, release) && is_safe(words))
}

/// Whether the command is newer than that release.
pub(crate) fn is_new(path: &str, release: Since) -> bool {
    path == "network list" && release < 500
}

/// Whether the command is one that we read, and of that release.
fn is_read(words: &[OsString], release: Since) -> bool {
    let Ok(line) = Line::read(words, &Podman) else { return true };
    let Some(command) = line.command() else { return false };
    let is_new =
        is_new(command.path.as_str(), release) || line.occurrences().iter().any(|found| found.row.since > release);
    !line.is_unread() && !command.is_parent && !is_new
}

/// Words that must not get to podman, whatever the rest of the line says: they name other storage, or files to be written.
const OUTSIDE: &[&str] = &[
    "--cni-config-dir",
    "--config",
    "--connection",
    "--conmon",
    "--context",
    "--cpu-profile",
    "--hooks-dir",
    "--host",
    "--identity",
    "--imagestore",
    "--memory-profile",
    "--module",
    "--namespace",
    "--network-cmd-path",
    "--network-config-dir",
    "--out",
    "--remote",
    "--root",
    "--runroot",
    "--runtime",
    "--runtime-flag",
    "--ssh",
    "--storage-driver",
    "--storage-opt",
    "--syslog",
    "--tmpdir",
    "--url",
    "--volumepath",
    "--wait",
    "--watch",
    "--interval",
    "--follow",
    "--max-workers",
    "--events-backend",
    "--network-backend",
    "--cgroup-manager",
    "--default-mounts-file",
];

/// Whether a line stays in the test's folder.
fn is_safe(words: &[OsString]) -> bool {
    let is_outside = |word: &OsString| {
        let name = word.as_bytes().split(|&byte| byte == b'=').next().unwrap_or_default();
        OUTSIDE.iter().any(|outside| outside.as_bytes() == name)
    };
    if words.iter().any(is_outside) {
        return false;
    }
    let Ok(line) = Line::read(words, &Podman) else { return true };
    let is_short = |name: &str| matches!(name, "watch" | "interval" | "connection" | "host" | "remote");
    let names_image = matches!(line.verb(), Verb::Create | Verb::Run);
    let first = line.operands().first().map(|&index| line.word(index));
    let is_there =
        names_image && first.is_some_and(|word| Path::new(OsStr::from_bytes(word)).exists() || word.is_empty());
    // A pod would be made.
    let makes_pod = |value: Option<&[u8]>| value.is_some_and(|value| value.starts_with(b"new:"));
    // The folder in place of the image is asked for once, by us.
    let roots = line.occurrences().iter().filter(|found| found.row.name.as_str() == "rootfs").count();
    !is_there
        && roots <= 1
        && line.occurrences().iter().all(|found| {
            !is_short(found.row.destination.as_str())
                && (found.level != Level::Global || found.row.class != Class::Engine)
                && found.row.reading != Reading::Remote
                && !(found.row.name.as_str() == "pod" && makes_pod(line.value(found)))
        })
}

/// The line with the options that keep podman from looking for an image.
fn kept(words: &[OsString]) -> Vec<OsString> {
    let Ok(line) = Line::read(words, &Podman) else { return with_rootfs(words) };
    if matches!(line.verb(), Verb::Create | Verb::Run) { with_rootfs(words) } else { words.to_vec() }
}

fn with_rootfs(words: &[OsString]) -> Vec<OsString> {
    let is_verb = |word: &OsString| word == "create" || word == "run";
    let mut words = words.to_vec();
    if let Some(at) = words.iter().position(is_verb) {
        let behind = at + 1;
        words.splice(behind..behind, ["--rootfs", "--pull=never"].map(OsString::from));
    }
    words
}

/// A text with a byte more, less or other, taken from what values are made of.
pub(crate) fn changed(value: &str, rng: &mut Rng) -> OsString {
    const BYTES: &[u8] = b",:=/.-+ \"'0159abinrwzUOZx_*@[]\n\xff";
    let mut bytes = value.as_bytes().to_vec();
    let at = rng.below(bytes.len() + 1);
    let byte = rng.pick(BYTES);
    match rng.below(3) {
        0 => bytes.insert(at, byte),
        1 if at < bytes.len() => drop(bytes.remove(at)),
        _ if at < bytes.len() => bytes[at] = byte,
        _ => bytes.push(byte),
    }
    OsString::from_vec(bytes)
}
