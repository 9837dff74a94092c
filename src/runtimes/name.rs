//! Which client reads a line, and which of docker's builders.
//!
//! `podman` -> [`RuntimeName::Podman`], whose newest reading is that of podman 5.

use crate::values::Dialect;

/// A client, and the engine behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RuntimeName {
    /// docker
    Docker,
    /// podman
    Podman,
}

impl RuntimeName {
    /// The client's name, as profiles have it, too.
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

/// One of docker's builders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Builder {
    /// The engine's own, of all releases so far.
    Legacy,
    /// The plugin that clients since 23.0 hand `build` to, where it is installed.
    Buildx,
}

impl Builder {
    /// What the client has to find in its environment, so that this builder and no other reads the line.
    #[must_use]
    pub fn variable(self) -> (&'static str, &'static str) {
        ("DOCKER_BUILDKIT", if self == Builder::Legacy { "0" } else { "1" })
    }
}
