//! Container engines: what each client's command line may say, as data.
//!
//! `docker create -itu 1000 img` -> read by the tables of [`docker::Docker`]: `-i` and `-t` are switches, `-u` takes a value.

pub mod clash;
pub mod containers;
pub mod docker;
pub mod podman;

use podman::translate::{Speech, Untranslatable};

use crate::argv::{Draft, Line, Occurrence, Tables};
use crate::profile::{Builder, RuntimeName, Runtimes};
use crate::values::Dialect;

use clash::Clash;

/// All supported runtimes.
#[derive(Clone, Copy, Debug, Default)]
pub struct All;

impl Runtimes for All {
    fn tables(&self, name: RuntimeName, builder: Option<Builder>) -> &'static dyn Tables {
        match (name, builder) {
            (RuntimeName::Docker, None) => &docker::Docker,
            (RuntimeName::Docker, Some(Builder::Legacy)) => &docker::Building::LEGACY,
            (RuntimeName::Docker, Some(Builder::Buildx)) => &docker::Building::BUILDX,
            (RuntimeName::Podman, _) => &podman::Podman,
        }
    }

    fn clash(&self, line: &Line<'_>, dialect: Dialect, is_written: &dyn Fn(&Occurrence) -> bool) -> Option<Clash> {
        if dialect.is_podman() { podman::clash(line, dialect, is_written) } else { docker::clash(line, is_written) }
    }

    fn translate(&self, draft: &mut Draft<'_>, speech: &Speech<'_>) -> Result<(), Untranslatable> {
        podman::translate::translate(draft, speech)
    }
}
