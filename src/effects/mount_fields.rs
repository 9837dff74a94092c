//! What one `--mount` asks for.
//!
//! `type=volume,source=v,target=/x,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/etc` -> the volume `v` and
//! the host path `/etc`, both at `/x`.

use super::asked::{Limit, cut};
use super::given::positive;
use super::mounts::{MountAccess, Mounted, Relabel, Source, host, local_volume};
use crate::values::{Access, Dialect, Mount, MountType, Size, ValueError, number};

/// Keys whose meaning stands in the fields of [`Mounted`]. Whether a missing source is made is no part of the effect, as with `-v`.
const READ: [&[u8]; 22] = [
    b"type",
    b"source",
    b"src",
    b"target",
    b"dst",
    b"dest",
    b"destination",
    b"readonly",
    b"ro",
    b"rw",
    b"bind-propagation",
    b"bind-create-src",
    b"bind-nonrecursive",
    b"bind-recursive",
    b"relabel",
    b"z",
    b"Z",
    b"U",
    b"chown",
    b"volume-opt",
    b"volume-driver",
    b"tmpfs-size",
];

/// The mounts of one value.
pub(super) fn mounted(mount: &Mount, dialect: Dialect) -> Result<Vec<Mounted>, ValueError> {
    let mut all = Vec::new();
    let source = mount.source().unwrap_or_default().to_vec();
    if mount.kind() == MountType::Volume {
        let driver = mount.values("volume-driver").next_back().unwrap_or_default();
        let options: Vec<_> = mount.volume_options().collect();
        if matches!(driver, b"" | b"local")
            && let Some((source, access)) = local_volume(&options)
        {
            let mut host = with_options(mount, source)?;
            if host.access == MountAccess::ReadWrite {
                host.access = access;
            }
            all.push(host);
        }
    }
    let source = match mount.kind() {
        MountType::Artifact => Source::Artifact(source),
        MountType::Bind => host(&source, dialect),
        MountType::Devpts => Source::Devpts,
        MountType::Glob => Source::HostPattern(source),
        MountType::Image => Source::Image(source),
        MountType::Ramfs => Source::Ramfs,
        MountType::Tmpfs => Source::Tmpfs(tmpfs_size(mount)?),
        MountType::Volume if source.is_empty() => Source::Anonymous,
        MountType::Volume => Source::Volume(source),
        MountType::Other(kind) => Source::Unknown { kind, source },
    };
    all.push(with_options(mount, source)?);
    Ok(all)
}

fn with_options(mount: &Mount, source: Source) -> Result<Mounted, ValueError> {
    let has_driver_options = !matches!(source, Source::Host(_) | Source::FileSystem { .. });
    let mut mounted = Mounted::plain(source, mount.target(), access(mount));
    mounted.propagation = mount.propagation();
    mounted.relabel = relabel(mount);
    mounted.chown = ["U", "chown"].iter().any(|key| mount.has(key) && is_on(mount, key));
    mounted.submounts = submounts(mount)?;
    mounted.options = mount
        .fields()
        .iter()
        .filter(|field| {
            let key = field.key.to_ascii_lowercase();
            let is_read = READ.iter().any(|read| *read == field.key || *read == key);
            !is_read || (has_driver_options && key == b"volume-opt")
        })
        .map(|field| match &field.value {
            Some(value) => [field.key.as_slice(), b"=", value].concat(),
            None => field.key.clone(),
        })
        .collect();
    Ok(mounted)
}

fn access(mount: &Mount) -> MountAccess {
    let recursive = mount.values("bind-recursive").next_back();
    match mount.access() {
        Access::ReadWrite => MountAccess::ReadWrite,
        Access::ReadOnly if recursive == Some(b"readonly") => MountAccess::ReadOnlyRecursive,
        Access::ReadOnly => MountAccess::ReadOnly,
    }
}

/// Whether the mounts below the source come along; both of docker's options can say no.
fn submounts(mount: &Mount) -> Result<bool, ValueError> {
    let recursive = mount.values("bind-recursive").next_back();
    if recursive.is_some_and(|value| value.eq_ignore_ascii_case(b"disabled")) {
        return Ok(false);
    }
    if !mount.has("bind-nonrecursive") {
        return Ok(true);
    }
    let not = mount.values("bind-nonrecursive").next_back().map_or(Ok(true), number::parse_bool)?;
    Ok(!not)
}

fn relabel(mount: &Mount) -> Relabel {
    match mount.values("relabel").next_back() {
        Some(b"shared") => Relabel::Shared,
        Some(b"private") => Relabel::Private,
        Some(_) | None if mount.has("Z") && is_on(mount, "Z") => Relabel::Private,
        Some(_) | None if mount.has("z") && is_on(mount, "z") => Relabel::Shared,
        Some(_) | None => Relabel::Keep,
    }
}

/// A switch among the fields: only `false` turns it off.
fn is_on(mount: &Mount, key: &str) -> bool {
    mount.values(key).next_back() != Some(b"false")
}

fn tmpfs_size(mount: &Mount) -> Result<Limit<u64>, ValueError> {
    let Some(size) = mount.values("tmpfs-size").next_back() else { return Ok(Limit::Unlimited) };
    // podman passes the text to the kernel, which knows percentages.
    let (number, _) = cut(size, b'%');
    if number.len() < size.len() {
        return Ok(Limit::Unlimited);
    }
    Ok(positive(Size::parse(size)?.bytes()))
}
