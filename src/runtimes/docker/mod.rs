//! docker: its client's commands and options.
//!
//! `docker create -itu 1000 img sh` is read by the command `create` and the group `CREATE`.

pub mod answers;
mod building;
mod commands;
mod engine;
mod inspected;
mod options;
mod together;

use crate::argv::{Command, Group, Line, Occurrence, Row, Tables};

use super::clash::Clash;

use commands::{COMMANDS, group};

pub use building::Building;
pub use together::{Conflict, check, check_text};

/// The options of a line that docker's client or engine refuses together, or an option that `is_written` and whose text
/// the client refuses when it puts the options together.
#[must_use]
pub fn clash(line: &Line<'_>, is_written: &dyn Fn(&Occurrence) -> bool) -> Option<Clash> {
    for found in line.occurrences().iter().filter(|found| is_written(found)) {
        if let Some(value) = line.value(found)
            && let Err(error) = together::check_text(line, found, value)
        {
            let option = found.row.destination.to_string();
            return Some(Clash { why: format!("--{option}: {error}"), options: vec![option] });
        }
    }
    match together::check(line) {
        Err(Conflict { option, with }) => Some(Clash::of(option, with)),
        Ok(()) => engine::clash(line),
    }
}

/// docker's tables: releases 20.10 to 29.8.
#[derive(Clone, Copy, Debug, Default)]
pub struct Docker;

impl Tables for Docker {
    fn name(&self) -> &'static str {
        "docker"
    }

    fn rows(&self, group: Group) -> &'static [Row] {
        match group {
            group::GLOBAL => &options::global::GLOBAL,
            group::HELP => &options::global::HELP,
            group::CREATE => &options::create::CREATE,
            group::RUN => &options::create::RUN,
            group::ATTACH => &options::container::ATTACH,
            group::COMMIT => &options::container::COMMIT,
            group::CP => &options::container::CP,
            group::EXEC => &options::container::EXEC,
            group::EXPORT => &options::container::EXPORT,
            group::KILL => &options::container::KILL,
            group::LOGS => &options::container::LOGS,
            group::PS => &options::container::PS,
            group::RESTART => &options::container::RESTART,
            group::RM => &options::container::RM,
            group::START => &options::container::START,
            group::STATS => &options::container::STATS,
            group::STOP => &options::container::STOP,
            group::UPDATE => &options::container::UPDATE,
            group::CONTAINER_INSPECT => &options::container::CONTAINER_INSPECT,
            group::CONTAINER_PRUNE => &options::container::CONTAINER_PRUNE,
            group::EVENTS => &options::system::EVENTS,
            group::INFO => &options::system::INFO,
            group::INSPECT => &options::system::INSPECT,
            group::LOGIN => &options::system::LOGIN,
            group::SEARCH => &options::system::SEARCH,
            group::VERSION => &options::system::VERSION,
            group::BUILDER_PRUNE => &options::system::BUILDER_PRUNE,
            group::SYSTEM_DF => &options::system::SYSTEM_DF,
            group::SYSTEM_PRUNE => &options::system::SYSTEM_PRUNE,
            group::HISTORY => &options::image::HISTORY,
            group::IMAGES => &options::image::IMAGES,
            group::IMPORT => &options::image::IMPORT,
            group::LOAD => &options::image::LOAD,
            group::PULL => &options::image::PULL,
            group::PUSH => &options::image::PUSH,
            group::RMI => &options::image::RMI,
            group::SAVE => &options::image::SAVE,
            group::IMAGE_INSPECT => &options::image::IMAGE_INSPECT,
            group::IMAGE_PRUNE => &options::image::IMAGE_PRUNE,
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
            group::VOLUME_UPDATE => &options::volume::VOLUME_UPDATE,
            group::LEGACY_BUILD => &options::build::LEGACY,
            group::BUILDX_BUILD => &options::build::BUILDX,
            group::BUILDX_PRUNE => &options::build::BUILDX_PRUNE,
            _ => &[],
        }
    }

    fn globals(&self) -> Group {
        group::GLOBAL
    }

    fn parent_options(&self) -> Group {
        group::HELP
    }

    fn commands(&self) -> &'static [Command] {
        &COMMANDS
    }

    fn reads_globals_first(&self) -> bool {
        true
    }
}
