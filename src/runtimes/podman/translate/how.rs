//! The ways in which an option of docker becomes one of podman, or why it does not.
//!
//! `--gpus all` -> [`How::Gpus`]: `--device=nvidia.com/gpu=all`, because podman asks for GPUs by CDI names.

use crate::values::NamespaceKind;

/// How an option is said to podman.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// A name and an address.
    AddHost,
    /// An address of a name server.
    Address,
    /// A number of CPUs.
    Cpus,
    Device,
    /// One occurrence for each text of docker's list.
    Each,
    /// The program of the container, which is always one word.
    Entrypoint,
    /// A variable.
    Env,
    /// A variable of a command in a container that runs.
    ExecEnv,
    /// A port, or ports.
    Expose,
    /// A template of what `info` and `version` say.
    Facts,
    /// GPUs, which become devices.
    Gpus,
    GroupAdd,
    /// The command of a health check, which is always for a shell.
    HealthCmd,
    /// A number of a health check, where 0 is as if it were not given.
    HealthNumber,
    /// A time of a health check, where 0 is as if it were not given.
    HealthTime,
    /// Neither engine does anything with it.
    Ignored,
    /// The type of an object.
    InspectType,
    /// Who gives out addresses.
    IpamDriver,
    /// podman has nothing that does the same.
    Lack(Lack),
    /// A driver of logs.
    LogDriver,
    /// An option of a driver of logs.
    LogOpt,
    /// A mount in the form with names.
    Mount,
    /// A container's name.
    Name,
    Namespace(NamespaceKind),
    /// What a container is connected to.
    Network,
    /// A driver of networks.
    NetworkDriver,
    /// An option of a driver of networks.
    NetworkOpt,
    /// A switch that says the opposite of podman's.
    Not,
    /// A number, where 0 is the same to both.
    Number,
    /// A number, where 0 is docker's word for the default.
    NumberOrDefault,
    /// A limit of processes.
    Pids,
    /// A system and its parts.
    PlatformParts,
    /// What `volume prune` takes: docker's `--all` is what podman always does.
    PruneAll,
    /// A published port.
    Publish,
    /// A root file system that is not written, with nothing writable put over it.
    ReadOnly,
    /// An OCI runtime.
    Runtime,
    /// The same option with the same value.
    Same,
    /// A security option.
    SecurityOpt,
    /// A size, where 0 is docker's word for the default.
    Size,
    /// How long a container has to end.
    StopTimeout,
    /// A number of lines, or all.
    Tail,
    Tmpfs,
    /// The version of the client, if there is no command.
    Version,
    /// A bind or a volume in the form with colons.
    Volume,
    /// A driver of volumes.
    VolumeDriver,
}

/// What podman has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    Addresses,
    AllTags,
    ApiSocket,
    Certificates,
    Checkpoint,
    Cluster,
    ConfigOnly,
    ContentOf,
    ContextOf,
    Details,
    DomainName,
    DriverOptions,
    EngineElsewhere,
    FollowLink,
    ForceImages,
    ForceUsers,
    GatewayPriority,
    HealthStart,
    Kubernetes,
    LinkLocal,
    Links,
    PlatformOf,
    SignalOf,
    SizeOfRoot,
    Tree,
    VolumeName,
    VolumesOfAll,
    Windows,
}

impl How {
    /// What is done, for people; it stands behind "for podman".
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            How::AddHost => "a name and an address are parted by a colon, and the value is a list",
            How::Address => "the value is a list of addresses",
            How::Device => "the device is written out",
            How::Each => "podman takes one text in each occurrence",
            How::Entrypoint => "podman reads a JSON list as several words",
            How::Env => {
                "podman keeps the image's value of a variable that the caller has not, and takes `*` for a pattern"
            }
            How::ExecEnv => "podman takes `*` for a pattern",
            How::Expose => "the value is a list of ports",
            How::Facts => "podman's fields have other names, so docker's are filled in from podman's JSON",
            How::Gpus => "podman asks for GPUs by the names of the Container Device Interface",
            How::GroupAdd => "the value is a list of groups",
            How::HealthCmd => "podman reads a JSON list, `CMD` and `NONE` in another way",
            How::HealthNumber | How::HealthTime => "0 is docker's word for the default",
            How::Ignored => "it changes nothing, with docker as with podman",
            How::InspectType => "podman has other types of objects",
            How::IpamDriver => "docker's `default` is what podman does",
            How::Lack(lack) => lack.why(),
            How::LogDriver => "podman has other log drivers",
            How::LogOpt => "podman has other log options",
            How::Mount => "podman's fields have other names and values",
            How::Name => "podman's names have no slash",
            How::Namespace(_) => "podman has other namespaces",
            How::Network => "podman writes options of a network behind its name",
            How::NetworkDriver => "podman has other drivers of networks",
            How::NetworkOpt => "podman's options of a network have other names",
            How::Not => "podman says the opposite",
            How::Cpus | How::Number => "podman reads a decimal number",
            How::NumberOrDefault | How::Size => "podman reads a plain number, and 0 is docker's word for the default",
            How::Pids => "podman's word for no limit is -1",
            How::PlatformParts => "podman takes a platform in parts",
            How::PruneAll => "podman removes all unused volumes anyway",
            How::Publish => "podman has only the form with colons, and the value is a list",
            How::ReadOnly => "podman would put writable directories over the root",
            How::Runtime => "podman takes the name of a runtime of its own configuration",
            How::Same => "podman reads the value as a list",
            How::SecurityOpt => "podman has other security options",
            How::StopTimeout => "podman takes no negative number",
            How::Tail => "podman takes a number, -1 for all",
            How::Tmpfs => "podman would copy what the image has there, and let programs be started from it",
            How::Version => "docker ignores it before a command, podman does nothing else",
            How::Volume => "podman reads sources and options of volumes in another way",
            How::VolumeDriver => "docker's `local` is what podman does",
        }
    }
}

impl Lack {
    /// Why it cannot be said.
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Lack::Addresses => "podman cannot reserve single addresses, nor choose an address manager's options",
            Lack::AllTags => "podman pushes one tag at a time",
            Lack::ApiSocket => "podman has no daemon whose socket could be given away",
            Lack::Certificates => "podman has no daemon to reach over TLS",
            Lack::Checkpoint => "podman starts from a checkpoint by another command",
            Lack::Cluster => "podman has no swarm",
            Lack::ConfigOnly => "podman has no networks that are only a configuration, none of a swarm",
            Lack::ContentOf => "podman keeps its configuration elsewhere",
            Lack::ContextOf => "a context would lead podman to another machine",
            Lack::Details => "podman shows nothing more",
            Lack::DomainName => "podman sets no NIS domain name",
            Lack::DriverOptions => "podman has no options of a network driver here",
            Lack::EngineElsewhere => "podman does not speak to docker's daemon",
            Lack::FollowLink => "podman's cp has no such choice",
            Lack::ForceImages => "podman would also remove the containers of the image",
            Lack::ForceUsers => "podman would also remove the containers that use it",
            Lack::GatewayPriority => "podman has no priorities of gateways",
            Lack::HealthStart => "podman has no other interval at the start",
            Lack::Kubernetes => "no client knows it any more",
            Lack::LinkLocal => "podman has no link-local addresses of its own choice",
            Lack::Links => "podman has no links between containers",
            Lack::PlatformOf => "podman has no platform here",
            Lack::SignalOf => "podman takes the signal from the container",
            Lack::SizeOfRoot => "podman's option of that name replaces the options of the whole storage",
            Lack::Tree => "podman shows no such tree",
            Lack::VolumeName => "podman takes the name as an operand",
            Lack::VolumesOfAll => "podman would remove named volumes, too",
            Lack::Windows => "it is for Windows",
        }
    }

    /// What to do instead.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Lack::Addresses => "leave addresses to podman",
            Lack::AllTags => "push each tag",
            Lack::ApiSocket => "mount a socket of `podman system service`, if the site allows one",
            Lack::Certificates | Lack::EngineElsewhere | Lack::ContextOf => {
                "remove it; the profile's `engine` is what is called"
            }
            Lack::Checkpoint => "call `podman container restore`",
            Lack::ContentOf => "remove it, and give credentials by REGISTRY_AUTH_FILE",
            Lack::Cluster
            | Lack::ConfigOnly
            | Lack::Details
            | Lack::ForceUsers
            | Lack::Kubernetes
            | Lack::Tree
            | Lack::Windows => "remove it",
            Lack::DomainName => "write the whole name as --hostname",
            Lack::DriverOptions | Lack::GatewayPriority | Lack::LinkLocal => {
                "remove it, or configure the network itself"
            }
            Lack::FollowLink => "name the file that the link leads to",
            Lack::ForceImages => "remove the containers of the image first, and the image without it",
            Lack::HealthStart => "use --health-start-period",
            Lack::Links => "put both containers into one network, where names are found",
            Lack::PlatformOf => "choose the platform when the image is pulled",
            Lack::SignalOf => "write --stop-signal when the container is made, or call `kill`",
            Lack::SizeOfRoot => "set the size in containers-storage.conf",
            Lack::VolumeName => "write the name behind the options",
            Lack::VolumesOfAll => "remove volumes by name",
        }
    }
}
