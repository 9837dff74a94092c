//! Values of options: one small grammar a file, read as the client reads it and written back.
//!
//! `/data:/mnt:ro` of `--volume` -> [`Volume`]: a bind of `/data` at `/mnt`, read-only. What an option's value is comes
//! from its row ([`Kind`](crate::argv::Kind)); what it asks of the machine is `src/effects`.
//!
//! Values are bytes. A parser accepts what the client's option parser and the step behind it accept (docker 28.2.2,
//! podman 5.8 and 4.9 unless a type says otherwise), gives the meaning, and never panics. Where a client accepts more
//! than can be read with certainty, the type says that it refuses.

mod access;
mod add_host;
mod capability;
mod check;
mod cpus;
pub mod csv;
mod cut;
mod device;
mod device_cgroup_rule;
pub mod dns;
mod duration;
mod env;
pub mod env_file;
mod error;
mod expose;
mod float;
mod form;
mod gpus;
mod group_add;
pub mod image;
mod image_grammar;
pub mod ip;
mod label;
pub mod label_file;
mod lines;
mod link;
mod log_opt;
pub mod mac;
mod moment;
mod mount;
mod mount_docker;
mod mount_podman;
mod namespaces;
mod network;
mod network_podman;
pub mod number;
pub mod pairs;
pub mod path;
mod platform;
mod port;
mod publish;
mod restart;
mod security_opt;
mod shape;
mod size;
mod spelling;
mod stop_signal;
mod sysctl;
mod throttle;
mod tmpfs;
mod ulimit;
mod user;
mod volume;
mod volume_options;
mod weight_device;

pub use access::{Access, Propagation};
pub use add_host::AddHost;
pub use capability::Capability;
pub use check::{check, check_row, elements_of_row};
pub use cpus::Cpus;
pub use cut::replaced;
pub use device::{CdiName, Device, DevicePath};
pub use device_cgroup_rule::{DeviceCgroupRule, DeviceType};
pub use duration::Duration;
pub use env::{Env, Imports};
pub use error::{ValueError, shown};
pub use expose::Expose;
pub use form::remedy;
pub use gpus::Gpus;
pub use group_add::GroupAdd;
pub use image::Image;
pub use label::Label;
pub use label_file::LabelLine;
pub use lines::LineFault;
pub use link::Link;
pub use log_opt::LogOpt;
pub use moment::Moment;
pub use mount::{Mount, MountField, MountType};
pub use namespaces::{Namespace, NamespaceKind};
pub use network::{Network, NetworkMode, NetworkOption};
pub use platform::Platform;
pub use port::{PortRange, Protocol};
pub use publish::Publish;
pub use restart::Restart;
pub use security_opt::{Seccomp, SecurityOpt};
pub use shape::{Leaves, Piece, Shape, shape};
pub use size::Size;
pub use spelling::{is_every, spellings};
pub use stop_signal::StopSignal;
pub use sysctl::Sysctl;
pub use throttle::Throttle;
pub use tmpfs::Tmpfs;
pub use ulimit::Ulimit;
pub use user::{Principal, User};
pub use volume::{SourceKind, Volume};
pub use weight_device::WeightDevice;

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
