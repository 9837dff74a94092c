//! One row per option, one row per command: what a client's command line may say, as data.
//!
//! `row("user", b'u', Kind::Text, Repeats::Last, Class::Identity)` is why `--user 1000`, `--user=1000`, `-u1000` and
//! `-itu=1000` all give the same option with the value `1000`.
//!
//! A row holds no pointers (see [`Name`]), so tables cost no relocations at start-up where the program is built to be loaded at any
//! address. Sources: the docker and podman option references, checked against the clients' own flag sets.

use super::name::Name;

/// What the client's own option parser accepts as a value, and how many words the option takes.
///
/// [`Kind::Bool`] never takes the next word; every other kind takes it, whatever it looks like, when no value is glued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `true` when bare; `=1 t T TRUE true True 0 f F FALSE false False` otherwise.
    Bool,
    /// Any text.
    Text,
    /// Any text, or nothing: bare means the named default, a value only after `=` (podman `build --pull`).
    OptionalText,
    /// Any text; one pair of surrounding quotes is removed (docker's TLS file names).
    QuotedText,
    /// Signed integer, Go base 0 (`0x10`, `010`, `1_000`), 64 bits.
    Int,
    /// Signed integer, Go base 0, 32 bits.
    Int32,
    /// Unsigned integer, Go base 0, 64 bits.
    Uint,
    /// Unsigned integer, Go base 0, 32 bits.
    Uint32,
    /// Unsigned integer, Go base 0, 16 bits.
    Uint16,
    /// Go float.
    Float,
    /// Go duration (`1h30m`, a unit is needed).
    Duration,
    /// Size in bytes (`512`, `1g`, `1GiB`), factor 1024.
    Size,
    /// Size in bytes, or -1 for no limit.
    SwapSize,
    /// Number of CPUs: a rational number (`1.5`, `1/2`, `1e3`).
    Cpus,
    /// Text that podman reads as one CSV record of texts.
    Csv,
    /// Unsigned integers, comma separated.
    UintCsv,
    /// `KEY=VALUE`, or several as CSV (Go `stringToString`).
    PairCsv,
    /// `KEY=VALUE`, kept as a map: the last of a key wins.
    Pair,
    /// `NAME=VALUE` or `NAME`.
    Env,
    /// A file of variables, read by the client.
    EnvFile,
    /// `KEY[=VALUE]`.
    Label,
    /// `SOURCE:TARGET[:OPTIONS]`, or a path.
    Volume,
    /// `type=bind,source=S,target=T,...`, CSV.
    Mount,
    /// `TARGET[:OPTIONS]`.
    Tmpfs,
    /// `[[IP:]HOST_PORT:]PORT[/PROTO]`.
    Publish,
    /// A port, or range, with protocol.
    Expose,
    /// `SOURCE[:TARGET[:rwm]]` or a CDI name.
    Device,
    /// `a 1:3 rwm`.
    DeviceCgroupRule,
    /// `DEVICE:RATE` with a size.
    ThrottleBps,
    /// `DEVICE:RATE` with a number.
    ThrottleIops,
    /// `DEVICE:WEIGHT`.
    WeightDevice,
    /// `all`, a count, or `device=0,capabilities=...`, CSV.
    Gpus,
    /// A network name, mode, or `name=N,alias=A`, CSV.
    Network,
    /// `HOST:IP`.
    AddHost,
    IpAddress,
    /// A domain for DNS search.
    DnsSearch,
    /// `CONTAINER[:ALIAS]`.
    Link,
    /// `stdin`, `stdout`, `stderr`.
    Attach,
    /// `NAME=SOFT[:HARD]`.
    Ulimit,
    /// `KEY=VALUE` of the short list of kernel parameters that clients let pass.
    Sysctl,
    /// `KEY=VALUE` of a list or prune filter.
    Filter,
    /// The name of an image: `[REGISTRY/]NAME[:TAG]`.
    ImageName,
}

/// What a second occurrence of an option on the same line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repeats {
    /// The last one counts, also when it is empty.
    Last,
    /// The first one counts, the others are added to it (`--network`).
    First,
    /// All count, in order.
    Append,
    /// All count, the last of a key wins (`--env`, `--label`, `--ulimit`, `--sysctl`, `--log-opt`).
    Keyed,
}

/// The part of the world that an option touches: where a policy looks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Nothing outside the container and the caller's terminal; each such row stands in a reviewed list.
    Harmless,
    /// Host paths, volumes and what the container sees mounted.
    Mounts,
    /// Files that the client itself reads or writes, as its caller.
    ClientFile,
    /// Host devices and their cgroup rules.
    Device,
    Gpu,
    /// Namespaces shared with the host or another container.
    Namespace,
    /// Linux capabilities.
    Capability,
    /// Everything at once (`--privileged`).
    Privilege,
    /// seccomp, AppArmor, SELinux, no-new-privileges, system paths.
    Security,
    /// User and groups, and their mapping.
    Identity,
    /// Networks, addresses, links.
    Network,
    /// Published ports.
    Port,
    /// Host names, name resolution.
    Hosts,
    /// Limits on memory, CPU, processes, files, I/O.
    Limit,
    /// Where consumption is accounted and logged (cgroup parent, log driver, OOM score).
    Accounting,
    /// How long something lives (detach, restart, remove, stop signal, health checks).
    Lifetime,
    /// Which image, from where, trusted how.
    Image,
    /// What runs in the container.
    Entrypoint,
    /// The working directory in the container.
    Workdir,
    /// Environment variables.
    Environment,
    /// Labels and annotations.
    Label,
    /// Kernel parameters.
    Sysctl,
    /// The name of a container, volume, network or image.
    Name,
    /// Other containers, volumes, networks, images than the one created.
    Objects,
    /// Which engine answers, with which configuration.
    Engine,
    /// Programs run on the host (plugins, runtimes, hooks, drivers).
    Program,
    /// The form of what is printed, or whether the call waits.
    Output,
}

/// The spelling that every supported client accepts without a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Emit {
    /// `--name=value`.
    Long,
    /// `-x value` with this letter: the long name prints a notice on some client (`stop -t 10`).
    Short(u8),
}

/// Whether all supported versions of the client read the option alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// All alike.
    Same,
    /// podman before 5 splits the value at commas, podman 5 does not.
    SplitBefore5,
    /// Not in podman's remote mode, where the line is refused.
    LocalOnly,
    /// Leads podman into remote mode, where its options are others: a line with it is refused.
    Remote,
}

/// A release of a client, as `major * 100 + minor`; 0 is "always was there".
pub type Since = u16;

/// One option of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The long name, without dashes.
    pub name: Name<32>,
    /// The letter, 0 for none.
    pub short: u8,
    /// What its value is.
    pub kind: Kind,
    /// What repetition does.
    pub repeats: Repeats,
    /// What it touches.
    pub class: Class,
    /// The option it is another name of (`net` -> `network`), else its own name: both fill the same place.
    pub destination: Name<32>,
    /// How it is written when longshore writes it.
    pub emit: Emit,
    /// How versions differ.
    pub reading: Reading,
    /// The first release that knows it.
    pub since: Since,
    /// The first release that no longer knows it, 0 for none.
    pub until: Since,
    /// Not listed by `--help`.
    pub hidden: bool,
}

/// An option's row: `name` without dashes, `short` 0 for none.
#[must_use]
pub const fn row(name: &str, short: u8, kind: Kind, repeats: Repeats, class: Class) -> Row {
    Row {
        name: Name::new(name),
        short,
        kind,
        repeats,
        class,
        destination: Name::new(name),
        emit: Emit::Long,
        reading: Reading::Same,
        since: 0,
        until: 0,
        hidden: false,
    }
}

/// A switch: a boolean option, the last one counts.
#[must_use]
pub const fn switch(name: &str, short: u8, class: Class) -> Row {
    row(name, short, Kind::Bool, Repeats::Last, class)
}

/// The row of an option that no table has, written `--name=value`. Its class is the strictest, so that nothing that judges
/// classes can take it for harmless.
pub static UNKNOWN: Row = row("", 0, Kind::Text, Repeats::Append, Class::Privilege);

impl Row {
    /// Whether no table has the option. Its name is then on the line only; see [`super::Line::option_name`].
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        std::ptr::eq(self, &raw const UNKNOWN)
    }

    /// The name of the place that the option fills, as bytes.
    #[must_use]
    pub fn destination_bytes(&self) -> &[u8] {
        self.destination.as_bytes()
    }

    /// The same row as another name of the option `destination`.
    #[must_use]
    pub const fn same_as(mut self, destination: &str) -> Row {
        self.destination = Name::new(destination);
        self
    }

    /// The same row, written by longshore with the letter of the option whose place it fills.
    #[must_use]
    pub const fn emit_short(mut self, letter: u8) -> Row {
        self.emit = Emit::Short(letter);
        self
    }

    /// The same row, read differently by different versions.
    #[must_use]
    pub const fn reading(mut self, reading: Reading) -> Row {
        self.reading = reading;
        self
    }

    /// The same row, known since release `since` (28.2 is 2802).
    #[must_use]
    pub const fn since(mut self, since: Since) -> Row {
        self.since = since;
        self
    }

    /// The same row, no longer known from release `until` on.
    #[must_use]
    pub const fn until(mut self, until: Since) -> Row {
        self.until = until;
        self
    }

    /// The same row, not listed by `--help`.
    #[must_use]
    pub const fn hidden(mut self) -> Row {
        self.hidden = true;
        self
    }

    /// Whether the option is a boolean, so never takes the next word.
    #[must_use]
    pub fn is_switch(&self) -> bool {
        self.kind == Kind::Bool
    }

    /// Whether a bare long form stands alone (`--tty`, podman's `build --pull`).
    #[must_use]
    pub fn may_stand_bare(&self) -> bool {
        matches!(self.kind, Kind::Bool | Kind::OptionalText)
    }
}
