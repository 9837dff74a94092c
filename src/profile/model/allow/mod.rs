//! What a policy allows, as data.
//!
//! `allow: {commands: [run], binds: [{source: "/data/**", access: ro}]}` -> an [`Allow`] with one verb and one entry for
//! binds; everything else that a line may ask for is not listed, and so refused. How a line's effects are held against it
//! is `src/policy`.

mod listed;

pub(crate) use listed::Matcher;
pub use listed::{List, Listed};

use crate::argv::{Place, Verb};
use crate::facts::PathKind;
use crate::values::Capability;

use super::guard::Guard;

/// A profile's policy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    /// What may be asked for.
    pub allow: Allow,
    /// What must be on every line that makes a container.
    pub require: Vec<Requirement>,
    /// What may not be, whatever `allow` lists.
    pub deny: Vec<Deny>,
    /// Whether a refusal is only recorded.
    pub is_observed: bool,
    /// Whether the profile's own file lists all of `allow`, and so could list more: what it extends lists none of it.
    pub is_own: bool,
}

/// A kind of line that is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Deny {
    /// Where it begins.
    pub at: Place,
    /// The verbs it is about.
    pub verbs: Vec<Verb>,
    /// Whether it names them.
    pub names_verbs: bool,
    /// All of these hold.
    pub when: Vec<Guard>,
    /// Not all of these hold.
    pub unless: Vec<Guard>,
    /// What the caller is told.
    pub message: String,
}

/// One thing that must be there.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// Where it stands.
    pub at: Place,
    /// What.
    pub what: Required,
}

/// What may be required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Required {
    /// These capabilities are dropped; `ALL` for all.
    CapDrop(Vec<Capability>),
    /// A bound on CPU time.
    Cpus,
    /// An init process of the engine's.
    Init,
    /// A memory limit.
    Memory,
    /// A limit on memory and swap together.
    MemorySwap,
    /// A container's name.
    Name,
    /// Processes cannot gain privileges.
    NoNewPrivileges,
    /// A limit on processes.
    PidsLimit,
    /// A read-only root.
    ReadOnly,
    /// The container is removed when it ends.
    Remove,
    /// A user.
    User,
}

/// Everything that may be asked for, theme by theme. An empty list lists nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Allow {
    /// Where the mapping begins.
    pub at: Place,
    /// The commands.
    pub commands: Vec<Verb>,
    /// Host paths.
    pub binds: Vec<BindEntry>,
    /// Where the key `binds` stands.
    pub binds_at: Option<Place>,
    /// Volumes by name.
    pub volumes: List,
    /// Whether volumes without a name may be made.
    pub anonymous_volumes: bool,
    /// Containers whose mounts may be taken over.
    pub volumes_from: List,
    /// Mounts of memory.
    pub tmpfs: Option<TmpfsEntry>,
    /// Images.
    pub images: Option<ImagesEntry>,
    /// What images may be built from, and with what.
    pub build: BuildEntry,
    /// Registries that may be logged in to and searched.
    pub registries: List,
    /// Users.
    pub users: People,
    /// Groups.
    pub groups: People,
    /// Capabilities, each in its folded form.
    pub capabilities: List,
    /// Devices by path or CDI name.
    pub devices: List,
    /// GPUs.
    pub gpus: Option<GpusEntry>,
    /// Networks by name, `default`, `none`, `bridge`, `host`, `container:NAME`.
    pub networks: List,
    /// Names of the container in its networks.
    pub network_aliases: List,
    /// Published ports.
    pub ports: Option<PortsEntry>,
    /// Host names of the container.
    pub hostnames: List,
    /// Names that get an address (`--add-host`).
    pub hosts: List,
    /// Name servers, resolver options and domains.
    pub dns: List,
    /// Namespaces: kind and value.
    pub namespaces: Vec<(&'static str, List)>,
    /// Security options, as `name=value`.
    pub security_opts: List,
    /// Kernel parameters by key.
    pub sysctls: List,
    /// Runtimes.
    pub runtimes: List,
    /// Entrypoints of the line.
    pub entrypoint: List,
    /// Limits.
    pub limits: Limits,
    /// The container's environment.
    pub environment: EnvironmentEntry,
    /// Keys of labels.
    pub labels: List,
    /// Keys of annotations.
    pub annotations: List,
    /// Names that containers may get.
    pub names: List,
    /// Containers that may be controlled, read and entered.
    pub containers: List,
    /// What may be meant in bulk: a command's verb, and the filters that must be there.
    pub bulk: Vec<(Verb, Vec<String>)>,
    /// Files that the client reads and writes.
    pub client_files: List,
    /// Log drivers.
    pub log_drivers: List,
    /// Keys of log options.
    pub log_opts: List,
    /// Cgroups that containers may be made in.
    pub cgroup_parents: List,
    /// Options of the container's storage, by key.
    pub storage_opts: List,
    /// How long something lives.
    pub lifetime: LifetimeEntry,
    /// Options without a theme, by name.
    pub options: List,
}

impl Allow {
    /// Whether some command that it lists ends a container that it lists.
    #[must_use]
    pub fn can_end(&self) -> bool {
        let ends = |verb: &Verb| matches!(verb, Verb::Kill | Verb::Rm | Verb::Stop);
        self.commands.iter().any(ends) && !self.containers.entries.is_empty()
    }
}

/// A host path, or many.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own that a profile sets or not")]
pub struct BindEntry {
    /// Where it begins.
    pub at: Place,
    /// Which paths.
    pub source: Listed,
    /// Whether it may be written.
    pub writable: bool,
    /// Whether a read-only mount must be so for the mounts below it too.
    pub recursive: bool,
    /// Where in the container it may be; none listed: anywhere that is not the system's.
    pub targets: List,
    /// What the path must be.
    pub kind: Option<PathKind>,
    /// Propagation other than private.
    pub propagation: List,
    /// Whether SELinux labels may be changed.
    pub relabel: bool,
    /// Whether it is accepted that the submitter can put something else in its place before the engine looks again.
    pub race_accepted: bool,
}

/// Mounts of memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TmpfsEntry {
    /// Where it begins.
    pub at: Place,
    /// The largest, in bytes; `None` for no bound.
    pub max: Option<u64>,
    /// Where in the container; none listed: anywhere that is not the system's.
    pub targets: List,
}

/// Images.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImagesEntry {
    /// Where it begins.
    pub at: Place,
    /// Which, in normalised form.
    pub names: List,
    /// What makes a name worth trusting.
    pub trust: ImageTrust,
    /// Names that may be given to other images and to containers (`tag`, `commit`, `import`).
    pub writes: List,
    /// Names under which images may be sent to their registries (`push`, `build --push`).
    pub pushes: List,
    /// Whether an image may be named by its id, to be read.
    pub ids: bool,
}

/// What images may be built from, and with what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BuildEntry {
    /// Addresses of contexts and Dockerfiles that may be fetched.
    pub addresses: List,
    /// Privileges that instructions may have (`--allow`).
    pub entitlements: List,
}

/// What makes an image's name worth trusting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImageTrust {
    /// It ends with the digest of its content.
    #[default]
    Digest,
    /// It is fetched anew each time (`--pull=always`), so that the registry decides.
    PullAlways,
    /// Only the site writes names on this machine.
    Local,
}

/// Users or groups.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// Where the key stands.
    pub at: Option<Place>,
    /// The submitter: uid; for groups all groups.
    pub submitter: bool,
    /// Whom the image says.
    pub image: bool,
    /// Ids listed one by one, which may be below `min_id`.
    pub ids: Vec<u32>,
    /// Ranges of ids, first and last.
    pub ranges: Vec<(u32, u32)>,
    /// Names of the image's own database.
    pub names: Vec<String>,
}

/// GPUs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GpusEntry {
    /// Where it stands.
    pub at: Place,
    /// How many at most; `None` for all.
    pub max: Option<u64>,
}

/// Published ports.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PortsEntry {
    /// Where it begins.
    pub at: Place,
    /// Ports of the host, first and last.
    pub host: Option<(u16, u16)>,
    /// Addresses of the host; none listed: any.
    pub addresses: List,
    /// Whether the engine may choose ports.
    pub random: bool,
}

/// The container's environment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnvironmentEntry {
    /// Names that are refused; `None` for those that hooks on the host read.
    pub refuse: Option<List>,
    /// Names that are not, though `refuse` has them.
    pub allow: List,
}

/// How long something lives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LifetimeEntry {
    /// Where it begins.
    pub at: Option<Place>,
    /// Whether the call may return before the container ends.
    pub detach: bool,
    /// When it may be started again.
    pub restart: List,
    /// Whether it may have another signal to stop it.
    pub stop_signal: List,
    /// Seconds that it may have between that signal and the kill; `None` where containers that exist are stopped as they
    /// are, and a new one may choose nothing.
    pub stop_timeout: Option<u64>,
    /// Whether the client may keep signals to itself.
    pub no_signal_proxy: bool,
    /// Whether a command may be run again and again to see whether it is well.
    pub health: bool,
}

/// What happens to a value over its bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Over {
    /// The line is refused.
    #[default]
    Refuse,
    /// The bound is written instead.
    Clamp,
}

/// A bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound<T> {
    /// Where it stands.
    pub at: Place,
    /// The largest value; `None` for no bound.
    pub max: Option<T>,
    /// What happens over it.
    pub over: Over,
    /// Whether the line must have a limit.
    pub required: bool,
}

/// Limits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// Memory in bytes.
    pub memory: Option<Bound<u64>>,
    /// Memory and swap together in bytes.
    pub memory_swap: Option<Bound<u64>>,
    /// CPUs in billionths.
    pub cpus: Option<Bound<u64>>,
    /// The weight of CPU time.
    pub cpu_shares: Option<Bound<u64>>,
    /// Processes and threads.
    pub pids: Option<Bound<u64>>,
    /// `/dev/shm` in bytes.
    pub shm: Option<Bound<u64>>,
    /// The weight of I/O.
    pub blkio_weight: Option<Bound<u64>>,
    /// Limits of processes: name and largest hard limit; `None` for no bound.
    pub ulimits: Vec<(String, Option<u64>)>,
}

impl Limits {
    /// The limit that stands there, by its key.
    #[must_use]
    pub fn key_at(&self, at: Place) -> Option<&'static str> {
        let Limits { memory, memory_swap, cpus, cpu_shares, pids, shm, blkio_weight, ulimits: _ } = self;
        let keys = [
            ("memory", memory),
            ("memory_swap", memory_swap),
            ("cpus", cpus),
            ("cpu_shares", cpu_shares),
            ("pids", pids),
            ("shm", shm),
            ("blkio_weight", blkio_weight),
        ];
        keys.into_iter().find(|(_, bound)| bound.is_some_and(|bound| bound.at == at)).map(|(key, _)| key)
    }

    /// Whether anything is lowered to its bound rather than refused.
    #[must_use]
    pub fn clamp(&self) -> bool {
        let Limits { memory, memory_swap, cpus, cpu_shares, pids, shm, blkio_weight, ulimits: _ } = self;
        let bounds = [memory, memory_swap, cpus, cpu_shares, pids, shm, blkio_weight];
        bounds.into_iter().flatten().any(|bound| bound.over == Over::Clamp)
    }
}
