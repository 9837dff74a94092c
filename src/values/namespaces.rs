//! `--pid`, `--ipc`, `--uts`, `--userns`, `--cgroupns`: namespaces shared with the host or with others.
//!
//! `container:db` of `--pid` -> the processes of the container `db`.
//!
//! Case matters. docker's client checks `--pid`, `--uts`, `--userns` and `--cgroupns`, and sends any `--ipc` on to an
//! engine with a closed list; what is not in it is refused here. podman knows more modes. An empty value is the default.
//! Sources: docker run reference, podman-run(1), checked against docker 28.2.2.

use super::{Dialect, ValueError};

/// Which namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NamespaceKind {
    /// Of cgroups: `--cgroupns`.
    Cgroup,
    /// Of System V IPC and `/dev/shm`: `--ipc`.
    Ipc,
    /// Of processes: `--pid`.
    Pid,
    /// Of users: `--userns`.
    User,
    /// Of host and domain name: `--uts`.
    Uts,
}

/// What a container has for a namespace.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Namespace {
    /// Its own, with ids of the host chosen by the engine (podman `--userns auto`); the options behind the colon as written.
    Auto(Option<Vec<u8>>),
    /// That of another container, by name or id.
    Container(Vec<u8>),
    /// What the engine is configured for: nothing was said.
    Default,
    /// That of the host.
    Host,
    /// Its own, in which the caller keeps his id (podman); the options behind the colon as written.
    KeepId(Option<Vec<u8>>),
    /// Its own, in which the caller's id does not exist (podman).
    NoMap,
    /// Its own, without `/dev/shm` (`--ipc`).
    None,
    /// That of the file of this path (podman's `ns:PATH`).
    Path(Vec<u8>),
    /// That of its pod (podman).
    Pod,
    /// Its own.
    Private,
    /// Its own, which others may join (`--ipc`).
    Shareable,
}

impl Namespace {
    /// Reads a value of the option for `kind`.
    ///
    /// # Errors
    /// If the mode is not one of this namespace.
    pub fn parse(value: &[u8], kind: NamespaceKind, dialect: Dialect) -> Result<Namespace, ValueError> {
        let read = if dialect.is_podman() { podman(value, kind) } else { docker(value, kind) };
        read.ok_or_else(|| ValueError::unknown("namespace mode", value))
    }

    /// The value.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let with = |mode: &str, value: &[u8]| [mode.as_bytes(), b":", value].concat();
        match self {
            Namespace::Auto(Some(options)) => with("auto", options),
            Namespace::Auto(None) => b"auto".to_vec(),
            Namespace::Container(name) => with("container", name),
            Namespace::Default => Vec::new(),
            Namespace::Host => b"host".to_vec(),
            Namespace::KeepId(Some(options)) => with("keep-id", options),
            Namespace::KeepId(None) => b"keep-id".to_vec(),
            Namespace::NoMap => b"nomap".to_vec(),
            Namespace::None => b"none".to_vec(),
            Namespace::Path(path) => with("ns", path),
            Namespace::Pod => b"pod".to_vec(),
            Namespace::Private => b"private".to_vec(),
            Namespace::Shareable => b"shareable".to_vec(),
        }
    }
}

fn docker(value: &[u8], kind: NamespaceKind) -> Option<Namespace> {
    use NamespaceKind::{Cgroup, Ipc, Pid};
    match (value, kind) {
        (b"", _) => Some(Namespace::Default),
        (b"host", _) => Some(Namespace::Host),
        (b"private", Cgroup | Ipc) => Some(Namespace::Private),
        (b"shareable", Ipc) => Some(Namespace::Shareable),
        (b"none", Ipc) => Some(Namespace::None),
        (value, Pid | Ipc) => with_value(value, b"container:").map(Namespace::Container),
        _ => None,
    }
}

fn podman(value: &[u8], kind: NamespaceKind) -> Option<Namespace> {
    use NamespaceKind::{Ipc, User};
    let options = |mode: &[u8]| value.strip_prefix(mode).map(|options| Some(options.to_vec()));
    match (value, kind) {
        (b"", _) => Some(Namespace::Default),
        (b"host", _) => Some(Namespace::Host),
        (b"pod", _) => Some(Namespace::Pod),
        (b"private", _) => Some(Namespace::Private),
        (b"shareable", Ipc) => Some(Namespace::Shareable),
        (b"none", Ipc) => Some(Namespace::None),
        (b"auto", User) => Some(Namespace::Auto(None)),
        (b"keep-id", User) => Some(Namespace::KeepId(None)),
        (b"nomap", User) => Some(Namespace::NoMap),
        _ => {
            let of_user = || match kind {
                User => options(b"auto:").map(Namespace::Auto).or_else(|| options(b"keep-id:").map(Namespace::KeepId)),
                _ => None,
            };
            let container = with_value(value, b"container:").map(Namespace::Container);
            container.or_else(|| with_value(value, b"ns:").map(Namespace::Path)).or_else(of_user)
        }
    }
}

/// What follows the prefix, if it is there and something follows.
fn with_value(value: &[u8], prefix: &[u8]) -> Option<Vec<u8>> {
    value.strip_prefix(prefix).filter(|rest| !rest.is_empty()).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::NamespaceKind::{Cgroup, Ipc, Pid, User, Uts};
    use super::*;

    const KINDS: [NamespaceKind; 5] = [Cgroup, Ipc, Pid, User, Uts];

    fn accepted(dialect: Dialect, value: &str, namespace: &Namespace, kinds: &[NamespaceKind]) {
        for kind in KINDS {
            let read = Namespace::parse(value.as_bytes(), kind, dialect);
            if kinds.contains(&kind) {
                assert_eq!(read.as_ref(), Ok(namespace), "{value} of {kind:?}");
                assert_eq!(namespace.to_bytes(), value.as_bytes());
            } else {
                assert!(read.is_err(), "{value} of {kind:?}");
            }
        }
    }

    #[test]
    fn docker_has_few_modes() {
        let docker = |value, namespace, kinds| accepted(Dialect::Docker, value, &namespace, kinds);
        docker("", Namespace::Default, &KINDS);
        docker("host", Namespace::Host, &KINDS);
        docker("private", Namespace::Private, &[Cgroup, Ipc]);
        docker("none", Namespace::None, &[Ipc]);
        docker("shareable", Namespace::Shareable, &[Ipc]);
        docker("container:x:y", Namespace::Container(b"x:y".to_vec()), &[Pid, Ipc]);
        for value in ["HOST", "container", "container:", "ns:/proc/1/ns/pid", "pod", "auto", " host", "default"] {
            docker(value, Namespace::Default, &[]);
        }
    }

    #[test]
    fn podman_has_many() {
        let podman = |value, namespace, kinds| accepted(Dialect::Podman5, value, &namespace, kinds);
        podman("host", Namespace::Host, &KINDS);
        podman("pod", Namespace::Pod, &KINDS);
        podman("private", Namespace::Private, &KINDS);
        podman("container:x", Namespace::Container(b"x".to_vec()), &KINDS);
        podman("ns:/proc/1/ns/pid", Namespace::Path(b"/proc/1/ns/pid".to_vec()), &KINDS);
        podman("none", Namespace::None, &[Ipc]);
        podman("shareable", Namespace::Shareable, &[Ipc]);
        podman("auto:size=1", Namespace::Auto(Some(b"size=1".to_vec())), &[User]);
        podman("keep-id", Namespace::KeepId(None), &[User]);
        podman("keep-id:uid=0", Namespace::KeepId(Some(b"uid=0".to_vec())), &[User]);
        podman("nomap", Namespace::NoMap, &[User]);
        for value in ["ns:", "container:", "Host", "shared"] {
            podman(value, Namespace::Default, &[]);
        }
    }
}
