//! Programs that run on the host because of the line, other than the client and the container's own.
//!
//! `docker run --runtime kata img` -> the runtime `kata`. `docker compose up` -> the plugin `compose`.

use super::asked::{Asked, At, KeyValue};
use super::files::FileAccess;
use super::given::Given;
use super::{Effects, devices};
use crate::argv::Verb;
use crate::values::ValueError;

/// Programs on the host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Programs {
    /// In the order of the line.
    pub list: Vec<Asked<Program>>,
}

/// One program, or what chooses one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// What it is for.
    pub kind: ProgramKind,
    /// Its name or path, or that of the configuration that names it.
    pub name: Vec<u8>,
}

/// What a program on the host is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgramKind {
    /// Watches the container (podman's `--conmon`).
    Conmon,
    /// A file or directory that names programs, mounts or devices (`--config`, `--cdi-spec-dir`, `--module` ...).
    Configuration,
    /// Runs when a container starts (podman's `--hooks-dir`).
    Hooks,
    /// The container's init process.
    Init,
    /// A network driver or what its driver runs.
    NetworkDriver,
    /// A plugin of the client.
    Plugin,
    /// `ps` with the caller's arguments, on the host, by `top`.
    ProcessList,
    /// Starts containers.
    Runtime,
    /// Its option.
    RuntimeFlag,
    /// Connects to the engine (`ssh`).
    Ssh,
    /// Mounts the storage (podman's `--storage-opt mount_program=`).
    Storage,
    VolumeDriver,
}

impl Programs {
    pub(super) fn push(&mut self, kind: ProgramKind, name: &[u8], at: At) {
        if !name.is_empty() {
            self.list.push(Asked::by(Program { kind, name: name.to_vec() }, at));
        }
    }

    /// A volume driver; the built-in one is no program.
    pub(super) fn volume_driver(&mut self, name: &[u8], at: At) {
        if name != b"local" {
            self.push(ProgramKind::VolumeDriver, name, at);
        }
    }
}

/// Takes the options of class `Program`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let text = given.text();
    let at = given.at;
    let programs = &mut effects.programs;
    match given.name {
        b"runtime" => {
            programs.push(ProgramKind::Runtime, text, at);
            devices::runtime(effects, text, at);
        }
        b"runtime-flag" => programs.push(ProgramKind::RuntimeFlag, text, at),
        b"conmon" => programs.push(ProgramKind::Conmon, text, at),
        b"hooks-dir" | b"cdi-spec-dir" | b"cni-config-dir" | b"network-config-dir" => {
            let kind = if given.name == b"hooks-dir" { ProgramKind::Hooks } else { ProgramKind::Configuration };
            for path in given.elements()? {
                programs.push(kind, &path, at);
                effects.files.touch(&path, FileAccess::Read, at);
            }
        }
        b"init-path" => programs.push(ProgramKind::Init, text, at),
        b"storage-opt" => {
            let KeyValue { key, value } = KeyValue::of(text);
            let key = key.rsplit(|&byte| byte == b'.').next().unwrap_or_default();
            if key == b"mount_program" {
                programs.push(ProgramKind::Storage, value.as_deref().unwrap_or_default(), at);
            }
            effects.engine.options.push(given.option_text());
        }
        b"driver" if given.verb == Verb::VolumeCreate => programs.volume_driver(text, at),
        // The built-in drivers are effects too: macvlan and host networks reach the host's interfaces.
        b"driver" | b"network-cmd-path" => programs.push(ProgramKind::NetworkDriver, text, at),
        _ => return Ok(false),
    }
    Ok(true)
}
