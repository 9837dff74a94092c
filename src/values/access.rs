//! What a container may do with something mounted, and where mounts below it show up.
//!
//! `/a:/b:ro,rshared` -> [`Access::ReadOnly`], [`Propagation::RShared`].

use std::fmt;

/// Whether the container may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Access {
    /// Only reading.
    ReadOnly,
    /// Reading and writing.
    ReadWrite,
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Access::ReadOnly => "ro",
            Access::ReadWrite => "rw",
        })
    }
}

/// Where mounts that are made later below this one show up (mount propagation of Linux); `R` is recursive.
///
/// The shared ones let the container make mounts on the host. The unbindable ones are podman's only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Propagation {
    /// Nowhere else.
    Private,
    /// Nowhere else, the mounts below included.
    RPrivate,
    /// In both directions.
    Shared,
    /// In both directions, the mounts below included.
    RShared,
    /// From the host into the container.
    Slave,
    /// From the host into the container, the mounts below included.
    RSlave,
    /// Nowhere, and it cannot be bound again.
    Unbindable,
    /// Nowhere, and neither it nor what is below can be bound again.
    RUnbindable,
}

impl Propagation {
    const NAMES: [(Propagation, &'static str); 8] = [
        (Propagation::Private, "private"),
        (Propagation::RPrivate, "rprivate"),
        (Propagation::Shared, "shared"),
        (Propagation::RShared, "rshared"),
        (Propagation::Slave, "slave"),
        (Propagation::RSlave, "rslave"),
        (Propagation::Unbindable, "unbindable"),
        (Propagation::RUnbindable, "runbindable"),
    ];

    /// The propagation of exactly that name.
    #[must_use]
    pub fn named(name: &[u8]) -> Option<Propagation> {
        Self::NAMES.iter().find(|(_, known)| known.as_bytes() == name).map(|(propagation, _)| *propagation)
    }

    /// Whether mounts made in the container show up on the host.
    #[must_use]
    pub fn reaches_the_host(self) -> bool {
        matches!(self, Propagation::Shared | Propagation::RShared)
    }
}

impl fmt::Display for Propagation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES.iter().find(|(propagation, _)| propagation == self).map(|(_, name)| *name);
        f.pad(name.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_propagation_has_its_name() {
        for (propagation, name) in Propagation::NAMES {
            assert_eq!(Propagation::named(name.as_bytes()), Some(propagation));
            assert_eq!(propagation.to_string(), name);
        }
        assert_eq!(Propagation::named(b"Shared"), None);
    }
}
