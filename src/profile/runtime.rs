//! The engines whose lines a profile is about.
//!
//! `runtime: podman` -> lines are read by podman's tables; docker's are made podman's, and `untranslatable` says what becomes of
//! what podman lacks.

use crate::argv::{Draft, Line, Occurrence, Tables};
use crate::runtimes::clash::Clash;
use crate::runtimes::podman::translate::{Speech, Untranslatable};
use crate::values::Dialect;

use super::builder::Builder;

/// The dialect that a profile's engine reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RuntimeName {
    /// docker
    Docker,
    /// podman
    Podman,
}

impl RuntimeName {
    /// The name as profiles have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            RuntimeName::Docker => "docker",
            RuntimeName::Podman => "podman",
        }
    }

    /// The newest reading of its client.
    #[must_use]
    pub fn newest(self) -> Dialect {
        match self {
            RuntimeName::Docker => Dialect::Docker,
            RuntimeName::Podman => Dialect::Podman5,
        }
    }
}

/// The tables of each runtime; profiles are checked against them.
pub trait Runtimes {
    /// The tables of `name`; those of docker read `build` where the builder is known.
    fn tables(&self, name: RuntimeName, builder: Option<Builder>) -> &'static dyn Tables;

    /// The options of a line that the client of that dialect refuses together, or an option that `is_written` and whose
    /// text it refuses.
    fn clash(&self, line: &Line<'_>, dialect: Dialect, is_written: &dyn Fn(&Occurrence) -> bool) -> Option<Clash>;

    /// Makes a line of docker one of `name`, whose release the speech says.
    ///
    /// # Errors
    /// For what that engine lacks or cannot be told.
    fn translate(&self, draft: &mut Draft<'_>, speech: &Speech<'_>) -> Result<(), Untranslatable>;
}

/// The runtimes by their names.
pub(super) const RUNTIMES: [(&str, RuntimeName); 2] =
    [("docker", RuntimeName::Docker), ("podman", RuntimeName::Podman)];

/// What becomes of options that the engine lacks: whether they are left out.
pub(super) const UNTRANSLATABLE: [(&str, bool); 2] = [("refuse", false), ("drop", true)];
