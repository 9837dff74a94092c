//! Namespaces that the container has for itself or shares.
//!
//! `docker run --pid host --ipc container:c img` -> the process namespace is the host's, the IPC one that of `c`.

use super::Effects;
use super::asked::{Asked, At, Setting};
use super::given::Given;
use super::objects::{How, ObjectKind, Which};
use crate::values::{Namespace, NamespaceKind, ValueError};

/// All namespaces but the network's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespaces {
    /// Of processes.
    pub pid: Asked<Namespace>,
    /// Of System V IPC and `/dev/shm`.
    pub ipc: Asked<Namespace>,
    /// Of host and domain name.
    pub uts: Asked<Namespace>,
    /// Of users.
    pub user: Asked<Namespace>,
    /// Of cgroups.
    pub cgroup: Asked<Namespace>,
    /// The isolation technology (docker; anything but `default` is for Windows).
    pub isolation: Asked<Setting<Vec<u8>>>,
}

impl Default for Namespaces {
    fn default() -> Self {
        let absent = || Asked { value: Namespace::Default, at: None };
        Namespaces {
            pid: absent(),
            ipc: absent(),
            uts: absent(),
            user: absent(),
            cgroup: absent(),
            isolation: Asked::default(),
        }
    }
}

/// Takes the options of class `Namespace`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let kind = match given.name {
        b"pid" => NamespaceKind::Pid,
        b"ipc" => NamespaceKind::Ipc,
        b"uts" => NamespaceKind::Uts,
        b"userns" => NamespaceKind::User,
        b"cgroupns" => NamespaceKind::Cgroup,
        b"isolation" => {
            effects.namespaces.isolation = given.setting();
            return Ok(true);
        }
        _ => return Ok(false),
    };
    let namespace = Namespace::parse(given.text(), kind, given.dialect)?;
    joined(effects, &namespace, given.at);
    let place = match kind {
        NamespaceKind::Pid => &mut effects.namespaces.pid,
        NamespaceKind::Ipc => &mut effects.namespaces.ipc,
        NamespaceKind::Uts => &mut effects.namespaces.uts,
        NamespaceKind::User => &mut effects.namespaces.user,
        NamespaceKind::Cgroup => &mut effects.namespaces.cgroup,
    };
    *place = given.asked(namespace);
    Ok(true)
}

/// Who joins a container's namespace, enters it.
fn joined(effects: &mut Effects, namespace: &Namespace, at: At) {
    match namespace {
        Namespace::Container(name) => {
            effects.objects.touch(ObjectKind::Container, Which::Named(name.clone()), How::Enter, at);
        }
        Namespace::Auto(_)
        | Namespace::Default
        | Namespace::Host
        | Namespace::KeepId(_)
        | Namespace::NoMap
        | Namespace::None
        | Namespace::Path(_)
        | Namespace::Pod
        | Namespace::Private
        | Namespace::Shareable => {}
    }
}
