//! podman: its client's commands and options, in local mode.
//!
//! `podman run --root /x -itu 1000 img sh` is read by the command `run` with the groups `CREATE`,
//! `RUN` and `PERSISTENT`: podman takes most of its global options there, too.

pub mod answers;
mod commands;
mod mounts;
mod networks;
mod options;
mod ports;
mod read;
mod secrets;
mod stand_in;
mod together;
pub mod translate;
mod words;

use crate::argv::{Command, Group, Line, Occurrence, Row, Tables};
use crate::values::Dialect;

use super::clash::Clash;

use commands::{COMMANDS, group};

pub use read::{Fault, asks_for_help, read};
pub use stand_in::{Output, stand_in};

/// The options of a line that podman's client refuses together, or an option that `is_written` and whose text it refuses
/// when it puts the options together.
#[must_use]
pub fn clash(line: &Line<'_>, dialect: Dialect, is_written: &dyn Fn(&Occurrence) -> bool) -> Option<Clash> {
    let mut written = line.occurrences().iter().filter(|found| is_written(found));
    let fault = written.find_map(|found| read::value(line, found, dialect).err());
    match fault.or_else(|| together::check(line, dialect).err())? {
        Fault::Conflict { option, with } => Some(Clash::of(option, with)),
        Fault::Value { option, error, .. } => {
            Some(Clash { options: vec![option.to_owned()], why: format!("--{option}: {error}") })
        }
        Fault::NoName | Fault::Operands { .. } | Fault::Scan { .. } | Fault::Unknown { .. } => None,
    }
}

/// podman's tables: releases 4.3 to 5.8.
#[derive(Clone, Copy, Debug, Default)]
pub struct Podman;

impl Tables for Podman {
    fn name(&self) -> &'static str {
        "podman"
    }

    fn rows(&self, group: Group) -> &'static [Row] {
        match group {
            group::GLOBAL => &options::global::GLOBAL,
            group::LATE => &options::global::LATE,
            group::PERSISTENT => &options::global::PERSISTENT,
            group::REMOTE => &options::global::REMOTE,
            group::MODULE => &options::global::MODULE,
            group::CREATE => &options::create::CREATE,
            group::CREATE_ONLY => &options::create::CREATE_ONLY,
            group::RUN => &options::create::RUN,
            group::ATTACH => &options::container::ATTACH,
            group::COMMIT => &options::container::COMMIT,
            group::CP => &options::container::CP,
            group::DIFF => &options::container::DIFF,
            group::EXEC => &options::container::EXEC,
            group::EXPORT => &options::container::EXPORT,
            group::CONTAINER_INSPECT => &options::container::CONTAINER_INSPECT,
            group::KILL => &options::container::KILL,
            group::PS => &options::container::PS,
            group::LOGS => &options::container::LOGS,
            group::PAUSE => &options::container::PAUSE,
            group::PORT => &options::container::PORT,
            group::CONTAINER_PRUNE => &options::container::CONTAINER_PRUNE,
            group::RESTART => &options::container::RESTART,
            group::RM => &options::container::RM,
            group::START => &options::container::START,
            group::STATS => &options::container::STATS,
            group::STOP => &options::container::STOP,
            group::TOP => &options::container::TOP,
            group::UNPAUSE => &options::container::UNPAUSE,
            group::UPDATE => &options::container::UPDATE,
            group::WAIT => &options::container::WAIT,
            group::IMAGE_PRUNE => &options::image::IMAGE_PRUNE,
            group::HISTORY => &options::image::HISTORY,
            group::IMAGE_DIFF => &options::image::IMAGE_DIFF,
            group::IMPORT => &options::image::IMPORT,
            group::IMAGE_INSPECT => &options::image::IMAGE_INSPECT,
            group::IMAGES => &options::image::IMAGES,
            group::LOAD => &options::image::LOAD,
            group::PULL => &options::image::PULL,
            group::PUSH => &options::image::PUSH,
            group::RMI => &options::image::RMI,
            group::SAVE => &options::image::SAVE,
            group::EVENTS => &options::system::EVENTS,
            group::SEARCH => &options::system::SEARCH,
            group::INFO => &options::system::INFO,
            group::INSPECT => &options::system::INSPECT,
            group::LOGIN => &options::system::LOGIN,
            group::LOGOUT => &options::system::LOGOUT,
            group::SYSTEM_DF => &options::system::SYSTEM_DF,
            group::SYSTEM_PRUNE => &options::system::SYSTEM_PRUNE,
            group::VERSION => &options::system::VERSION,
            group::NETWORK_CONNECT => &options::network::NETWORK_CONNECT,
            group::NETWORK_CREATE => &options::network::NETWORK_CREATE,
            group::NETWORK_DISCONNECT => &options::network::NETWORK_DISCONNECT,
            group::NETWORK_INSPECT => &options::network::NETWORK_INSPECT,
            group::NETWORK_LS => &options::network::NETWORK_LS,
            group::NETWORK_PRUNE => &options::network::NETWORK_PRUNE,
            group::NETWORK_RM => &options::network::NETWORK_RM,
            group::VOLUME_CREATE => &options::volume::VOLUME_CREATE,
            group::VOLUME_INSPECT => &options::volume::VOLUME_INSPECT,
            group::VOLUME_LS => &options::volume::VOLUME_LS,
            group::VOLUME_PRUNE => &options::volume::VOLUME_PRUNE,
            group::VOLUME_RM => &options::volume::VOLUME_RM,
            _ => &[],
        }
    }

    fn globals(&self) -> Group {
        group::GLOBAL
    }

    fn late_globals(&self) -> Group {
        group::LATE
    }

    fn parent_options(&self) -> Group {
        group::PERSISTENT
    }

    fn first_looks(&self) -> &'static [Group] {
        &[group::REMOTE, group::MODULE]
    }

    fn commands(&self) -> &'static [Command] {
        &COMMANDS
    }

    fn reads_globals_first(&self) -> bool {
        false
    }
}
