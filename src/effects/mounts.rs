//! What a container sees mounted, and where it comes from.
//!
//! `docker run -v /data:/mnt:ro img` -> a mount of the host's `/data` at `/mnt`, read-only.
//!
//! Paths are as the line has them: neither made absolute nor resolved, only cleaned where the client itself does
//! ([`host`]). Whether a missing source is made (docker's `-v`)
//! or refused (`--mount`) is no part of the effect, so that the one may be rewritten to the other. Sources: docker and
//! podman references of `--volume`, `--mount`, `--tmpfs`, `--volumes-from`, the local volume driver's options.

use super::asked::{Asked, At, KeyValue, Limit, OptionText, Setting, cut, replace_keyed};
use super::given::{Given, positive};
use super::objects::{How, ObjectKind, Touched, Which};
use super::programs::ProgramKind;
use super::{Effects, mount_fields};
use crate::argv::Verb;
use crate::values::{Dialect, Mount, Propagation, Size, SourceKind, Tmpfs, ValueError, Volume, path};

/// All that is mounted, and the container's own file system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mounts {
    /// Mounts, in the order of the line. A volume that the line itself makes out of a host path is there twice: by name
    /// and as the host path.
    pub mounted: Vec<Asked<Mounted>>,
    /// Whether the container's own file system is read-only.
    pub read_only_root: Asked<bool>,
    /// The driver of named and anonymous volumes of `-v`.
    pub volume_driver: Asked<Setting<Vec<u8>>>,
    /// Options of the container's storage (docker `--storage-opt`), of a key the last.
    pub storage: Vec<Asked<KeyValue>>,
    /// What else the container sees of the host or finds mounted (podman's `--preserve-fds`, `--image-volume`,
    /// `--read-only-tmpfs`, `--chrootdirs`).
    pub others: Vec<Asked<OptionText>>,
}

/// One mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mounted {
    /// What is mounted.
    pub source: Source,
    /// Path in the container as written; empty where the line has none (`volume create`, podman's `glob`).
    pub target: Vec<u8>,
    /// What the container may do with it.
    pub access: MountAccess,
    /// Where later mounts below it show up; `None` for the engine's default.
    pub propagation: Option<Propagation>,
    /// Whether the SELinux labels of the source are changed.
    pub relabel: Relabel,
    /// Whether the source is given to the container's user (podman's `U`).
    pub chown: bool,
    /// Whether mounts below the source are mounted too.
    pub submounts: bool,
    /// All other options as written, in order.
    pub options: Vec<Vec<u8>>,
}

/// What is mounted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A fresh volume without a name.
    Anonymous,
    /// An artifact of a registry (podman).
    Artifact(Vec<u8>),
    /// All mounts of another container.
    Container(Vec<u8>),
    /// A fresh devpts (podman).
    Devpts,
    /// The engine's socket with the caller's registry credentials (`--use-api-socket`).
    EngineSocket,
    /// A file system that the local volume driver mounts: NFS, CIFS, a block device of the host, an overlay.
    FileSystem {
        /// Its type, such as `nfs`.
        kind: Vec<u8>,
        /// What it is on.
        device: Vec<u8>,
        /// The options of the mount.
        options: Vec<u8>,
    },
    /// A path of the host.
    Host(Vec<u8>),
    /// All paths of the host that match (podman's `glob`).
    HostPattern(Vec<u8>),
    /// The file system of an image.
    Image(Vec<u8>),
    /// Memory without a limit (podman).
    Ramfs,
    /// A secret of the engine (podman), the whole value as written.
    Secret(Vec<u8>),
    /// Memory: at most that many bytes; without a limit half of the machine's.
    Tmpfs(Limit<u64>),
    /// A type that is sent to the engine as it is (`cluster`, `npipe`, unknown ones).
    Unknown {
        /// The type.
        kind: Vec<u8>,
        /// The source as written.
        source: Vec<u8>,
    },
    /// A volume by name.
    Volume(Vec<u8>),
}

/// What a container may do with a mount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MountAccess {
    /// Read and write.
    #[default]
    ReadWrite,
    /// Read; mounts below it may be writable (old engines, old kernels).
    ReadOnly,
    /// Read, the mounts below included, or the engine refuses.
    ReadOnlyRecursive,
}

/// What happens to a source's SELinux labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Relabel {
    /// They stay.
    #[default]
    Keep,
    /// All containers may use it (`z`).
    Shared,
    /// Only this container may (`Z`).
    Private,
}

impl Mounted {
    /// A mount of `source` without options.
    #[must_use]
    pub fn plain(source: Source, target: &[u8], access: MountAccess) -> Mounted {
        let relabel = Relabel::Keep;
        let target = target.to_vec();
        Mounted {
            source,
            target,
            access,
            propagation: None,
            relabel,
            chown: false,
            submounts: true,
            options: Vec::new(),
        }
    }
}

impl Mounts {
    /// The mounts of host paths.
    pub fn host_paths(&self) -> impl Iterator<Item = (&[u8], &Asked<Mounted>)> {
        self.mounted.iter().filter_map(|asked| match &asked.value.source {
            Source::Host(path) => Some((path.as_slice(), asked)),
            Source::Anonymous
            | Source::Artifact(_)
            | Source::Container(_)
            | Source::Devpts
            | Source::EngineSocket
            | Source::FileSystem { .. }
            | Source::HostPattern(_)
            | Source::Image(_)
            | Source::Ramfs
            | Source::Secret(_)
            | Source::Tmpfs(_)
            | Source::Unknown { .. }
            | Source::Volume(_) => None,
        })
    }
}

/// Takes the options of class `Mounts`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    match given.name {
        b"volume" => {
            let volume = Volume::parse(given.text(), given.dialect)?;
            push_volume(effects, &volume, given.dialect, given.at);
        }
        b"mount" => {
            let mount = Mount::parse(given.text(), given.dialect)?;
            for mounted in mount_fields::mounted(&mount, given.dialect)? {
                effects.mounts.mounted.push(given.asked(mounted));
            }
            if let Some(driver) = mount.values("volume-driver").next_back() {
                effects.programs.volume_driver(driver, given.at);
            }
        }
        b"tmpfs" => {
            let tmpfs = Tmpfs::parse(given.text(), given.dialect)?;
            effects.mounts.mounted.push(given.asked(of_tmpfs(&tmpfs)?));
        }
        b"volumes-from" => {
            let (container, options) = cut(given.text(), b':');
            let options: Vec<&[u8]> =
                options.map(|text| text.split(|&byte| byte == b',').collect()).unwrap_or_default();
            let mut mounted = Mounted::plain(Source::Container(container.to_vec()), b"", MountAccess::ReadWrite);
            set_options(&mut mounted, &options);
            effects.mounts.mounted.push(given.asked(mounted));
            effects.objects.touch(ObjectKind::Container, Which::Named(container.to_vec()), How::Read, given.at);
        }
        b"read-only" => effects.mounts.read_only_root = given.asked(given.switch()?),
        b"volume-driver" => {
            effects.mounts.volume_driver = given.setting();
            effects.programs.volume_driver(given.text(), given.at);
        }
        b"storage-opt" => {
            let option = given.asked(KeyValue::of(given.text()));
            replace_keyed(&mut effects.mounts.storage, option, |a, b| a.key == b.key);
        }
        b"secret" if given.verb != Verb::VolumeCreate => {
            let source = Source::Secret(given.text().to_vec());
            effects.mounts.mounted.push(given.asked(Mounted::plain(source, b"", MountAccess::ReadOnly)));
        }
        b"default-mounts-file" => {
            effects.programs.push(ProgramKind::Configuration, given.text(), given.at);
        }
        b"chrootdirs" | b"image-volume" | b"preserve-fd" | b"preserve-fds" | b"read-only-tmpfs" => {
            effects.mounts.others.push(given.option_text());
        }
        // Makes the first operand a host directory: see `operands`.
        b"rootfs" => {}
        // Read together: see `created_volume`.
        b"opt" if given.verb == Verb::VolumeCreate => {}
        _ => return Ok(false),
    }
    Ok(true)
}

/// A path of the host. Of one that begins with a dot docker's client sends the clean form behind the working directory,
/// whatever links the path would lead over: `.///a/../x` is `./x`.
pub(super) fn host(source: &[u8], dialect: Dialect) -> Source {
    if dialect.is_podman() || !source.starts_with(b".") {
        return Source::Host(source.to_vec());
    }
    let clean = path::clean(source);
    Source::Host(if clean.starts_with(b".") { clean } else { [b"./", clean.as_slice()].concat() })
}

fn push_volume(effects: &mut Effects, volume: &Volume, dialect: Dialect, at: At) {
    let source = match volume.kind {
        SourceKind::Anonymous => Source::Anonymous,
        SourceKind::Bind => host(&volume.source, dialect),
        SourceKind::Named => Source::Volume(volume.source.clone()),
    };
    let mut mounted = Mounted::plain(source, &volume.target, MountAccess::ReadWrite);
    set_options(&mut mounted, &volume.options.iter().map(Vec::as_slice).collect::<Vec<_>>());
    // The directories of podman's overlay are the caller's choice, and written to.
    let over = volume.options.iter().filter_map(|option| {
        let (key, value) = cut(option, b'=');
        matches!(key, b"upperdir" | b"workdir").then_some(value?)
    });
    let over: Vec<_> =
        over.map(|path| Mounted::plain(Source::Host(path.to_vec()), &volume.target, MountAccess::ReadWrite)).collect();
    effects.mounts.mounted.push(Asked::by(mounted, at));
    effects.mounts.mounted.extend(over.into_iter().map(|mounted| Asked::by(mounted, at)));
}

/// Reads the options of `-v` and `--volumes-from`.
fn set_options(mounted: &mut Mounted, options: &[&[u8]]) {
    for option in options {
        match *option {
            b"ro" => mounted.access = MountAccess::ReadOnly,
            b"rro" => mounted.access = MountAccess::ReadOnlyRecursive,
            b"rw" => mounted.access = MountAccess::ReadWrite,
            b"z" => mounted.relabel = Relabel::Shared,
            b"Z" => mounted.relabel = Relabel::Private,
            b"U" => mounted.chown = true,
            b"bind" => mounted.submounts = false,
            b"rbind" => mounted.submounts = true,
            other => match Propagation::named(other) {
                Some(propagation) => mounted.propagation = Some(propagation),
                None => mounted.options.push(other.to_vec()),
            },
        }
    }
}

fn of_tmpfs(tmpfs: &Tmpfs) -> Result<Mounted, ValueError> {
    let access = if tmpfs.has("ro") { MountAccess::ReadOnly } else { MountAccess::ReadWrite };
    let mut mounted = Mounted::plain(Source::Tmpfs(tmpfs_limit(tmpfs)?), &tmpfs.target, access);
    let options = tmpfs.options.as_deref().unwrap_or_default().split(|&byte| byte == b',');
    let counted = |option: &&[u8]| !option.is_empty() && *option != b"ro" && !option.starts_with(b"size=");
    mounted.options = options.filter(counted).map(<[u8]>::to_vec).collect();
    Ok(mounted)
}

/// The kernel counts `size=50%` by the machine's memory, and takes the later of `size` and `nr_blocks`: no bound that
/// can be read from the line.
fn tmpfs_limit(tmpfs: &Tmpfs) -> Result<Limit<u64>, ValueError> {
    match tmpfs.option("size") {
        Some(size) if !size.ends_with(b"%") && tmpfs.option("nr_blocks").is_none() => {
            Ok(positive(Size::parse(size)?.bytes()))
        }
        Some(_) | None => Ok(Limit::Unlimited),
    }
}

/// What the local volume driver mounts for these options, if they name anything: of a key the last counts.
pub(super) fn local_volume(options: &[(&[u8], &[u8])]) -> Option<(Source, MountAccess)> {
    let last = |key: &[u8]| options.iter().rev().find(|(name, _)| *name == key).map_or(&b""[..], |(_, value)| *value);
    let (kind, device, flags) = (last(b"type"), last(b"device"), last(b"o"));
    let has = |flag: &[u8]| flags.split(|&byte| byte == b',').any(|found| found == flag);
    let access = if has(b"ro") { MountAccess::ReadOnly } else { MountAccess::ReadWrite };
    if has(b"bind") || has(b"rbind") || kind == b"bind" {
        return Some((Source::Host(device.to_vec()), access));
    }
    if kind == b"tmpfs" {
        let size = Tmpfs { target: Vec::new(), options: Some(flags.to_vec()) };
        return Some((Source::Tmpfs(tmpfs_limit(&size).unwrap_or_default()), access));
    }
    if kind.is_empty() && device.is_empty() {
        return None;
    }
    Some((Source::FileSystem { kind: kind.to_vec(), device: device.to_vec(), options: flags.to_vec() }, access))
}

/// `volume create -o type=none,o=bind,device=/etc` makes a host path a volume.
pub(super) fn created_volume(effects: &mut Effects, standing: &[Given<'_>], dialect: Dialect) {
    let given = |name: &'static [u8]| standing.iter().filter(move |given| given.name == name);
    let Some(at) = given(b"opt").next().map(|first| first.at) else { return };
    let options: Vec<(&[u8], &[u8])> = given(b"opt")
        .map(|option| {
            let (key, value) = cut(option.text(), b'=');
            (key, value.unwrap_or_default())
        })
        .collect();
    let driver = given(b"driver").next_back().map_or(&b""[..], Given::text);
    let is_local = matches!(driver, b"" | b"local");
    match local_volume(&options) {
        Some((source, access)) if is_local => {
            effects.mounts.mounted.push(Asked::by(Mounted::plain(source, b"", access), at));
        }
        // Options that mount nothing by themselves (`size`), or that another program reads.
        Some(_) | None => effects.other.extend(given(b"opt").map(Given::option_text)),
    }
    // podman's image driver makes a volume out of an image.
    if dialect.is_podman() && driver == b"image" {
        let image = options.iter().rev().find(|(key, _)| *key == b"image").map_or(&b""[..], |(_, value)| *value);
        let touched = Touched { kind: ObjectKind::Image, which: Which::Named(image.to_vec()), how: How::Read };
        effects.objects.touched.push(Asked::by(touched, at));
    }
}

/// `--use-api-socket`.
pub(super) fn engine_socket() -> Mounted {
    Mounted::plain(Source::EngineSocket, b"/var/run/docker.sock", MountAccess::ReadWrite)
}
