//! Values of options: one small grammar a file, read as the client reads it and written back.
//!
//! `/data:/mnt:ro` of `--volume` -> [`Volume`]: a bind of `/data` at `/mnt`, read-only. What an option's value is comes
//! from its row ([`Kind`](crate::argv::Kind)); what it asks of the machine is `src/effects`.
//!
//! Values are bytes. A parser accepts what the client's option parser and the step behind it accept (docker 28.2.2,
//! podman 5.8 and 4.9 unless a type says otherwise), gives the meaning, and never panics. Where a client accepts more
//! than can be read with certainty, the type says that it refuses.

mod access;
pub mod csv;
mod cut;
mod device;
mod env;
mod error;
mod float;
pub mod image;
mod image_grammar;
pub mod ip;
mod mount;
mod mount_docker;
mod mount_podman;
pub mod number;
pub mod path;
mod port;
mod publish;
mod size;
mod user;
mod volume;
mod volume_options;

pub use access::{Access, Propagation};
pub use device::{CdiName, Device, DevicePath};
pub use env::{Env, Imports};
pub use error::{ValueError, shown};
pub use image::Image;
pub use mount::{Mount, MountField, MountType};
pub use port::{PortRange, Protocol};
pub use publish::Publish;
pub use size::Size;
pub use user::{Principal, User};
pub use volume::{SourceKind, Volume};

/// Whose way of reading values counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// docker (measured: 28.2.2, 20.10.24).
    Docker,
    /// podman 4 (4.3 to 4.9).
    Podman4,
    /// podman 5 (to 5.8).
    Podman5,
}

impl Dialect {
    /// Whether it is a podman.
    #[must_use]
    pub fn is_podman(self) -> bool {
        matches!(self, Dialect::Podman4 | Dialect::Podman5)
    }
}
/// stopgap
/// # Errors
/// none
pub fn check(_: crate::argv::Kind, _: &[u8], _: Dialect) -> Result<(), ValueError> {
    Ok(())
}
