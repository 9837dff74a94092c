//! Lines that really create a container, and what podman says of it.
//!
//! `podman run --rootfs --pull=never -d -v /:/b img sh` -> `podman create -v /:/b localhost/longshore-test:1 sh`, `podman
//! inspect` of what it made, and the container removed. None is started.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::process::Command;

use longshore::argv::{Level, Line, Verb};
use longshore::effects::{Mounted, Source, effects};
use longshore::values::Dialect;
use serde_json::Value;

use crate::answer::error;
use crate::claims;
use crate::judge::{Verdict, ours};
use crate::world::World;

/// The image that there is.
pub(crate) const IMAGE: &str = "localhost/longshore-test:1";

/// A podman with a tiny image, two networks, and a container made without options.
pub(crate) struct Maker<'w> {
    world: &'w World,
    plain: Value,
}

impl<'w> Maker<'w> {
    /// Makes them.
    pub(crate) fn new(world: &'w World) -> Maker<'w> {
        let (folder, archive) = (world.dir().join("image"), world.dir().join("image.tar"));
        fs::create_dir_all(folder.join("bin")).expect("a folder");
        fs::write(folder.join("bin/sh"), "no program").expect("a file");
        let packed = Command::new("tar").arg("-C").arg(&folder).arg("-cf").arg(&archive).arg(".").status();
        assert!(packed.is_ok_and(|status| status.success()), "tar packs an image");
        let call = |words: &[&OsStr]| {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            let (outcome, code) = world.outcome(&words);
            assert_eq!(code, 0, "{words:?}: {}", String::from_utf8_lossy(&outcome.stderr));
        };
        call(&["podman".as_ref(), "import".as_ref(), archive.as_os_str(), IMAGE.as_ref()]);
        for name in ["net1", "net2"] {
            call(&["podman", "network", "create", name].map(OsStr::new));
        }
        let maker = Maker { world, plain: Value::Null };
        let plain = maker.made(&["podman", "create", IMAGE, "sh"].map(OsString::from)).expect("a container");
        Maker { plain, ..maker }
    }

    /// What podman says of the container of a line; what it says of the line if it makes none.
    pub(crate) fn made(&self, words: &[OsString]) -> Result<Value, String> {
        let (outcome, code) = self.world.outcome(words);
        if code != 0 {
            return Err(error(&String::from_utf8_lossy(&outcome.stderr)).to_owned());
        }
        let id = String::from_utf8_lossy(&outcome.stdout).trim().to_owned();
        if id.is_empty() {
            // With the log driver `passthrough` its name is not told.
            let (_, code) = self.world.outcome(&["podman", "rm", "-a", "-f", "-v"].map(OsString::from));
            assert_eq!(code, 0, "all is removed");
            return Err("no name".to_owned());
        }
        let (shown, _) = self.world.outcome(&["podman", "inspect", "--type", "container", &id].map(OsString::from));
        let (removed, code) = self.world.outcome(&["podman", "rm", "-f", "-v", &id].map(OsString::from));
        assert_eq!(code, 0, "{words:?}: {}", String::from_utf8_lossy(&removed.stderr));
        let shown: Value = serde_json::from_slice(&shown.stdout).expect("JSON");
        Ok(shown[0].clone())
    }

    /// The first thing in which the effects of a line differ from a container.
    pub(crate) fn difference(&self, line: &Line<'_>, found: &Value) -> Option<String> {
        claims::difference(line, found, &self.plain, self.world.dialect())
    }

    /// The container of a line without options.
    pub(crate) fn plain(&self) -> &Value {
        &self.plain
    }

    /// Compares what our effects say of a line with the container that podman makes of it.
    pub(crate) fn compare(&self, words: &[OsString]) -> Verdict {
        let Some(words) = real(words, self.world.dialect()) else { return Verdict::Aside("cannot be made") };
        let Ok(line) = ours(&words, self.world.dialect()) else { return Verdict::Aside("cannot be made") };
        let Ok(found) = self.made(&words) else { return Verdict::Aside("cannot be made here") };
        match self.difference(&line, &found) {
            None => Verdict::Accepted,
            Some(what) => Verdict::Different { what: format!("we take it otherwise: {what}"), said: String::new() },
        }
    }
}

/// Options that only `run` has, and those that would touch more than the test's folder.
const LEFT: &[&str] = &[
    "cidfile",
    "conmon-pidfile",
    "detach",
    "detach-keys",
    "health-cmd",
    "passwd",
    "pidfile",
    "pod",
    "preserve-fds",
    "pull",
    "replace",
    "rmi",
    "rootfs",
    "sig-proxy",
];

/// The line as one that creates a container of the image; none if it has an option that forbids it.
pub(crate) fn real(words: &[OsString], dialect: Dialect) -> Option<Vec<OsString>> {
    let mut words = words.to_vec();
    let verb = words.iter().position(|word| word == "create" || word == "run")?;
    if words.get(verb + 1).is_some_and(|word| word == "--rootfs") {
        words.drain(verb + 1..verb + 3);
    }
    words[verb] = "create".into();
    let image = {
        let line = ours(&words, dialect).ok()?;
        let is_left = |name: &str| LEFT.contains(&name);
        // podman would give the host's files away; and it cannot remove a container with an image that is not there.
        let is_bad = |mounted: &Mounted| match &mounted.source {
            Source::Host(_) => mounted.chown,
            Source::Image(name) => name != IMAGE.as_bytes(),
            _ => false,
        };
        let effects = effects(&line, dialect);
        let is_bad = effects.mounts.mounted.iter().any(|one| is_bad(&one.value));
        let has_left = line
            .occurrences()
            .iter()
            .any(|found| found.level == Level::Verb && is_left(found.row.destination.as_str()));
        if !matches!(line.verb(), Verb::Create)
            || has_left
            || is_bad
            || longshore::runtimes::podman::asks_for_help(&line)
        {
            return None;
        }
        *line.operands().first()?
    };
    words[image] = IMAGE.into();
    let line = Line::read(&words, &longshore::runtimes::podman::Podman).ok()?;
    let is_image = line.operands().first().is_some_and(|&at| OsStr::from_bytes(line.word(at)) == IMAGE);
    is_image.then_some(words)
}
