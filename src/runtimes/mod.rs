//! Container engines: what each client's command line may say, as data.
//!
//! `docker create -itu 1000 img` -> read by the tables of [`docker::Docker`]: `-i` and `-t` are switches, `-u` takes a value.

pub mod clash;
pub mod containers;
pub mod docker;
mod name;
pub mod podman;

use crate::argv::{Line, Occurrence, Tables};
use crate::values::Dialect;

use clash::Clash;

pub use name::{Builder, RuntimeName};

/// The tables of a client; those of docker read `build` where the builder is known.
#[must_use]
pub fn tables(name: RuntimeName, builder: Option<Builder>) -> &'static dyn Tables {
    match (name, builder) {
        (RuntimeName::Docker, None) => &docker::Docker,
        (RuntimeName::Docker, Some(Builder::Legacy)) => &docker::Building::LEGACY,
        (RuntimeName::Docker, Some(Builder::Buildx)) => &docker::Building::BUILDX,
        (RuntimeName::Podman, _) => &podman::Podman,
    }
}

/// The options of a line that the client of that dialect refuses together, or an option that `is_written` and whose text
/// it refuses.
#[must_use]
pub fn clash(line: &Line<'_>, dialect: Dialect, is_written: &dyn Fn(&Occurrence) -> bool) -> Option<Clash> {
    if dialect.is_podman() { podman::clash(line, dialect, is_written) } else { docker::clash(line, is_written) }
}
