//! podman's commands, one line each.
//!
//! `podman container ls -q` -> the command `container ls`, which is the same verb as `ps` and takes the same options, and
//! the persistent ones as all do.

use crate::argv::{Command, Group, Name, Operands, Verb};

/// The groups of options.
pub(super) mod group {
    use crate::argv::Group;

    pub(in crate::runtimes::podman) const GLOBAL: Group = Group(1);
    pub(in crate::runtimes::podman) const LATE: Group = Group(2);
    pub(in crate::runtimes::podman) const PERSISTENT: Group = Group(3);
    pub(in crate::runtimes::podman) const REMOTE: Group = Group(4);
    pub(in crate::runtimes::podman) const MODULE: Group = Group(5);
    pub(in crate::runtimes::podman) const CREATE: Group = Group(6);
    pub(in crate::runtimes::podman) const CREATE_ONLY: Group = Group(7);
    pub(in crate::runtimes::podman) const RUN: Group = Group(8);
    pub(in crate::runtimes::podman) const ATTACH: Group = Group(9);
    pub(in crate::runtimes::podman) const COMMIT: Group = Group(10);
    pub(in crate::runtimes::podman) const CP: Group = Group(11);
    pub(in crate::runtimes::podman) const DIFF: Group = Group(12);
    pub(in crate::runtimes::podman) const EXEC: Group = Group(13);
    pub(in crate::runtimes::podman) const EXPORT: Group = Group(14);
    pub(in crate::runtimes::podman) const CONTAINER_INSPECT: Group = Group(15);
    pub(in crate::runtimes::podman) const KILL: Group = Group(16);
    pub(in crate::runtimes::podman) const PS: Group = Group(17);
    pub(in crate::runtimes::podman) const LOGS: Group = Group(18);
    pub(in crate::runtimes::podman) const PAUSE: Group = Group(19);
    pub(in crate::runtimes::podman) const PORT: Group = Group(20);
    pub(in crate::runtimes::podman) const CONTAINER_PRUNE: Group = Group(21);
    pub(in crate::runtimes::podman) const RESTART: Group = Group(22);
    pub(in crate::runtimes::podman) const RM: Group = Group(23);
    pub(in crate::runtimes::podman) const START: Group = Group(24);
    pub(in crate::runtimes::podman) const STATS: Group = Group(25);
    pub(in crate::runtimes::podman) const STOP: Group = Group(26);
    pub(in crate::runtimes::podman) const TOP: Group = Group(27);
    pub(in crate::runtimes::podman) const UNPAUSE: Group = Group(28);
    pub(in crate::runtimes::podman) const UPDATE: Group = Group(29);
    pub(in crate::runtimes::podman) const WAIT: Group = Group(30);
    pub(in crate::runtimes::podman) const IMAGE_PRUNE: Group = Group(31);
    pub(in crate::runtimes::podman) const HISTORY: Group = Group(32);
    pub(in crate::runtimes::podman) const IMAGE_DIFF: Group = Group(33);
    pub(in crate::runtimes::podman) const IMPORT: Group = Group(34);
    pub(in crate::runtimes::podman) const IMAGE_INSPECT: Group = Group(35);
    pub(in crate::runtimes::podman) const IMAGES: Group = Group(36);
    pub(in crate::runtimes::podman) const LOAD: Group = Group(37);
    pub(in crate::runtimes::podman) const PULL: Group = Group(38);
    pub(in crate::runtimes::podman) const PUSH: Group = Group(39);
    pub(in crate::runtimes::podman) const RMI: Group = Group(40);
    pub(in crate::runtimes::podman) const SAVE: Group = Group(41);
    pub(in crate::runtimes::podman) const EVENTS: Group = Group(42);
    pub(in crate::runtimes::podman) const SEARCH: Group = Group(43);
    pub(in crate::runtimes::podman) const INFO: Group = Group(44);
    pub(in crate::runtimes::podman) const INSPECT: Group = Group(45);
    pub(in crate::runtimes::podman) const LOGIN: Group = Group(46);
    pub(in crate::runtimes::podman) const LOGOUT: Group = Group(47);
    pub(in crate::runtimes::podman) const SYSTEM_DF: Group = Group(48);
    pub(in crate::runtimes::podman) const SYSTEM_PRUNE: Group = Group(49);
    pub(in crate::runtimes::podman) const VERSION: Group = Group(50);
    pub(in crate::runtimes::podman) const NETWORK_CONNECT: Group = Group(51);
    pub(in crate::runtimes::podman) const NETWORK_CREATE: Group = Group(52);
    pub(in crate::runtimes::podman) const NETWORK_DISCONNECT: Group = Group(53);
    pub(in crate::runtimes::podman) const NETWORK_INSPECT: Group = Group(54);
    pub(in crate::runtimes::podman) const NETWORK_LS: Group = Group(55);
    pub(in crate::runtimes::podman) const NETWORK_PRUNE: Group = Group(56);
    pub(in crate::runtimes::podman) const NETWORK_RM: Group = Group(57);
    pub(in crate::runtimes::podman) const VOLUME_CREATE: Group = Group(58);
    pub(in crate::runtimes::podman) const VOLUME_INSPECT: Group = Group(59);
    pub(in crate::runtimes::podman) const VOLUME_LS: Group = Group(60);
    pub(in crate::runtimes::podman) const VOLUME_PRUNE: Group = Group(61);
    pub(in crate::runtimes::podman) const VOLUME_RM: Group = Group(62);
}

const fn command<const N: usize>(
    path: &str,
    verb: Verb,
    operands: Operands,
    interspersed: bool,
    taken: [Group; N],
) -> Command {
    let mut groups = [Group::NONE; 4];
    let mut i = 0;
    while i < N {
        groups[i] = taken[i];
        i += 1;
    }
    Command { path: Name::new(path), verb, groups, interspersed, operands, is_parent: false }
}

/// A command whose words are not read.
const fn by_name(path: &str) -> Command {
    command(path, Verb::Other, Operands::Unread, true, [])
}

/// A command that only leads to others.
const fn parent(path: &str) -> Command {
    Command { is_parent: true, ..command(path, Verb::Other, Operands::None, true, []) }
}

/// All commands, sorted by path.
pub(super) static COMMANDS: [Command; 175] = [
    by_name("artifact"),
    command("attach", Verb::Attach, Operands::Containers, true, [group::ATTACH, group::PERSISTENT]),
    by_name("auto-update"),
    command("build", Verb::Build, Operands::Unread, true, []),
    parent("builder"),
    command("builder build", Verb::Build, Operands::Unread, true, []),
    by_name("builder inspect"),
    command("builder prune", Verb::ImagePrune, Operands::None, true, [group::IMAGE_PRUNE, group::PERSISTENT]),
    by_name("builder version"),
    parent("buildx"),
    command("buildx build", Verb::Build, Operands::Unread, true, []),
    by_name("buildx inspect"),
    command("buildx prune", Verb::ImagePrune, Operands::None, true, [group::IMAGE_PRUNE, group::PERSISTENT]),
    by_name("buildx version"),
    command("commit", Verb::Commit, Operands::Commit, true, [group::COMMIT, group::PERSISTENT]),
    by_name("completion"),
    by_name("compose"),
    parent("container"),
    command("container attach", Verb::Attach, Operands::Containers, true, [group::ATTACH, group::PERSISTENT]),
    by_name("container checkpoint"),
    by_name("container cleanup"),
    by_name("container clone"),
    command("container commit", Verb::Commit, Operands::Commit, true, [group::COMMIT, group::PERSISTENT]),
    command("container cp", Verb::Cp, Operands::Copy, true, [group::CP, group::PERSISTENT]),
    command(
        "container create",
        Verb::Create,
        Operands::ImageCommand,
        false,
        [group::CREATE, group::CREATE_ONLY, group::PERSISTENT, Group::SITE],
    ),
    command("container diff", Verb::Diff, Operands::Containers, true, [group::DIFF, group::PERSISTENT]),
    command("container exec", Verb::Exec, Operands::ContainerCommand, false, [group::EXEC, group::PERSISTENT]),
    by_name("container exists"),
    command("container export", Verb::Export, Operands::Containers, true, [group::EXPORT, group::PERSISTENT]),
    by_name("container init"),
    command(
        "container inspect",
        Verb::ContainerInspect,
        Operands::Containers,
        true,
        [group::CONTAINER_INSPECT, group::PERSISTENT],
    ),
    command("container kill", Verb::Kill, Operands::Containers, true, [group::KILL, group::PERSISTENT]),
    command("container list", Verb::Ps, Operands::None, true, [group::PS, group::PERSISTENT]),
    command("container logs", Verb::Logs, Operands::Containers, true, [group::LOGS, group::PERSISTENT]),
    command("container ls", Verb::Ps, Operands::None, true, [group::PS, group::PERSISTENT]),
    by_name("container mount"),
    command("container pause", Verb::Pause, Operands::Containers, true, [group::PAUSE, group::PERSISTENT]),
    command("container port", Verb::Port, Operands::Containers, true, [group::PORT, group::PERSISTENT]),
    command("container prune", Verb::ContainerPrune, Operands::None, true, [group::CONTAINER_PRUNE, group::PERSISTENT]),
    command("container ps", Verb::Ps, Operands::None, true, [group::PS, group::PERSISTENT]),
    command("container rename", Verb::Rename, Operands::Rename, true, [group::PERSISTENT]),
    command("container restart", Verb::Restart, Operands::Containers, true, [group::RESTART, group::PERSISTENT]),
    by_name("container restore"),
    command("container rm", Verb::Rm, Operands::Containers, true, [group::RM, group::PERSISTENT]),
    command(
        "container run",
        Verb::Run,
        Operands::ImageCommand,
        false,
        [group::CREATE, group::RUN, group::PERSISTENT, Group::SITE],
    ),
    by_name("container runlabel"),
    command("container start", Verb::Start, Operands::Containers, true, [group::START, group::PERSISTENT]),
    command("container stats", Verb::Stats, Operands::Containers, true, [group::STATS, group::PERSISTENT]),
    command("container stop", Verb::Stop, Operands::Containers, true, [group::STOP, group::PERSISTENT]),
    command("container top", Verb::Top, Operands::ContainerCommand, false, [group::TOP, group::PERSISTENT]),
    by_name("container umount"),
    by_name("container unmount"),
    command("container unpause", Verb::Unpause, Operands::Containers, true, [group::UNPAUSE, group::PERSISTENT]),
    command("container update", Verb::Update, Operands::Containers, true, [group::UPDATE, group::PERSISTENT]),
    command("container wait", Verb::Wait, Operands::Containers, true, [group::WAIT, group::PERSISTENT]),
    by_name("context"),
    command("cp", Verb::Cp, Operands::Copy, true, [group::CP, group::PERSISTENT]),
    command(
        "create",
        Verb::Create,
        Operands::ImageCommand,
        false,
        [group::CREATE, group::CREATE_ONLY, group::PERSISTENT, Group::SITE],
    ),
    command("diff", Verb::Diff, Operands::Containers, true, [group::DIFF, group::PERSISTENT]),
    command("events", Verb::Events, Operands::None, true, [group::EVENTS, group::PERSISTENT]),
    command("exec", Verb::Exec, Operands::ContainerCommand, false, [group::EXEC, group::PERSISTENT]),
    command("export", Verb::Export, Operands::Containers, true, [group::EXPORT, group::PERSISTENT]),
    by_name("farm"),
    by_name("generate"),
    by_name("healthcheck"),
    by_name("help"),
    command("history", Verb::History, Operands::Images, true, [group::HISTORY, group::PERSISTENT]),
    parent("image"),
    command("image build", Verb::Build, Operands::Unread, true, []),
    command("image diff", Verb::Diff, Operands::Images, true, [group::IMAGE_DIFF, group::PERSISTENT]),
    by_name("image exists"),
    command("image history", Verb::History, Operands::Images, true, [group::HISTORY, group::PERSISTENT]),
    command("image import", Verb::Import, Operands::Import, true, [group::IMPORT, group::PERSISTENT]),
    command("image inspect", Verb::ImageInspect, Operands::Images, true, [group::IMAGE_INSPECT, group::PERSISTENT]),
    command("image list", Verb::Images, Operands::Text, true, [group::IMAGES, group::PERSISTENT]),
    command("image load", Verb::Load, Operands::None, true, [group::LOAD, group::PERSISTENT]),
    command("image ls", Verb::Images, Operands::Text, true, [group::IMAGES, group::PERSISTENT]),
    by_name("image mount"),
    command("image prune", Verb::ImagePrune, Operands::None, true, [group::IMAGE_PRUNE, group::PERSISTENT]),
    command("image pull", Verb::Pull, Operands::Images, true, [group::PULL, group::PERSISTENT]),
    command("image push", Verb::Push, Operands::Images, true, [group::PUSH, group::PERSISTENT]),
    command("image rm", Verb::Rmi, Operands::Images, true, [group::RMI, group::PERSISTENT]),
    command("image save", Verb::Save, Operands::Images, true, [group::SAVE, group::PERSISTENT]),
    by_name("image scp"),
    command("image search", Verb::Search, Operands::Text, true, [group::SEARCH, group::PERSISTENT]),
    by_name("image sign"),
    command("image tag", Verb::Tag, Operands::Tag, true, [group::PERSISTENT]),
    by_name("image tree"),
    by_name("image trust"),
    by_name("image umount"),
    by_name("image unmount"),
    by_name("image untag"),
    command("images", Verb::Images, Operands::Text, true, [group::IMAGES, group::PERSISTENT]),
    command("import", Verb::Import, Operands::Import, true, [group::IMPORT, group::PERSISTENT]),
    command("info", Verb::Info, Operands::None, true, [group::INFO, group::PERSISTENT]),
    by_name("init"),
    command("inspect", Verb::Inspect, Operands::Objects, true, [group::INSPECT, group::PERSISTENT]),
    command("kill", Verb::Kill, Operands::Containers, true, [group::KILL, group::PERSISTENT]),
    by_name("kube"),
    command("load", Verb::Load, Operands::None, true, [group::LOAD, group::PERSISTENT]),
    command("login", Verb::Login, Operands::Text, true, [group::LOGIN, group::PERSISTENT]),
    command("logout", Verb::Logout, Operands::Text, true, [group::LOGOUT, group::PERSISTENT]),
    command("logs", Verb::Logs, Operands::Containers, true, [group::LOGS, group::PERSISTENT]),
    by_name("machine"),
    by_name("manifest"),
    by_name("mount"),
    parent("network"),
    command(
        "network connect",
        Verb::NetworkConnect,
        Operands::NetworkContainer,
        true,
        [group::NETWORK_CONNECT, group::PERSISTENT],
    ),
    command(
        "network create",
        Verb::NetworkCreate,
        Operands::Networks,
        true,
        [group::NETWORK_CREATE, group::PERSISTENT],
    ),
    command(
        "network disconnect",
        Verb::NetworkDisconnect,
        Operands::NetworkContainer,
        true,
        [group::NETWORK_DISCONNECT, group::PERSISTENT],
    ),
    by_name("network exists"),
    command(
        "network inspect",
        Verb::NetworkInspect,
        Operands::Networks,
        true,
        [group::NETWORK_INSPECT, group::PERSISTENT],
    ),
    command("network list", Verb::NetworkLs, Operands::None, true, [group::NETWORK_LS, group::PERSISTENT]),
    command("network ls", Verb::NetworkLs, Operands::None, true, [group::NETWORK_LS, group::PERSISTENT]),
    command("network prune", Verb::NetworkPrune, Operands::None, true, [group::NETWORK_PRUNE, group::PERSISTENT]),
    by_name("network reload"),
    command("network remove", Verb::NetworkRm, Operands::Networks, true, [group::NETWORK_RM, group::PERSISTENT]),
    command("network rm", Verb::NetworkRm, Operands::Networks, true, [group::NETWORK_RM, group::PERSISTENT]),
    by_name("network update"),
    command("pause", Verb::Pause, Operands::Containers, true, [group::PAUSE, group::PERSISTENT]),
    by_name("play"),
    by_name("pod"),
    command("port", Verb::Port, Operands::Containers, true, [group::PORT, group::PERSISTENT]),
    command("ps", Verb::Ps, Operands::None, true, [group::PS, group::PERSISTENT]),
    command("pull", Verb::Pull, Operands::Images, true, [group::PULL, group::PERSISTENT]),
    command("push", Verb::Push, Operands::Images, true, [group::PUSH, group::PERSISTENT]),
    by_name("quadlet"),
    command("rename", Verb::Rename, Operands::Rename, true, [group::PERSISTENT]),
    command("restart", Verb::Restart, Operands::Containers, true, [group::RESTART, group::PERSISTENT]),
    command("rm", Verb::Rm, Operands::Containers, true, [group::RM, group::PERSISTENT]),
    command("rmi", Verb::Rmi, Operands::Images, true, [group::RMI, group::PERSISTENT]),
    command(
        "run",
        Verb::Run,
        Operands::ImageCommand,
        false,
        [group::CREATE, group::RUN, group::PERSISTENT, Group::SITE],
    ),
    command("save", Verb::Save, Operands::Images, true, [group::SAVE, group::PERSISTENT]),
    command("search", Verb::Search, Operands::Text, true, [group::SEARCH, group::PERSISTENT]),
    by_name("secret"),
    command("start", Verb::Start, Operands::Containers, true, [group::START, group::PERSISTENT]),
    command("stats", Verb::Stats, Operands::Containers, true, [group::STATS, group::PERSISTENT]),
    command("stop", Verb::Stop, Operands::Containers, true, [group::STOP, group::PERSISTENT]),
    parent("system"),
    by_name("system check"),
    by_name("system connection"),
    command("system df", Verb::SystemDf, Operands::None, true, [group::SYSTEM_DF, group::PERSISTENT]),
    command("system dial-stdio", Verb::SystemDialStdio, Operands::None, true, [group::PERSISTENT]),
    command("system events", Verb::Events, Operands::None, true, [group::EVENTS, group::PERSISTENT]),
    command("system info", Verb::Info, Operands::None, true, [group::INFO, group::PERSISTENT]),
    by_name("system locks"),
    by_name("system migrate"),
    command("system prune", Verb::SystemPrune, Operands::None, true, [group::SYSTEM_PRUNE, group::PERSISTENT]),
    by_name("system renumber"),
    by_name("system reset"),
    by_name("system service"),
    command("tag", Verb::Tag, Operands::Tag, true, [group::PERSISTENT]),
    command("top", Verb::Top, Operands::ContainerCommand, false, [group::TOP, group::PERSISTENT]),
    by_name("umount"),
    by_name("unmount"),
    command("unpause", Verb::Unpause, Operands::Containers, true, [group::UNPAUSE, group::PERSISTENT]),
    by_name("unshare"),
    by_name("untag"),
    command("update", Verb::Update, Operands::Containers, true, [group::UPDATE, group::PERSISTENT]),
    command("version", Verb::Version, Operands::None, true, [group::VERSION, group::PERSISTENT]),
    parent("volume"),
    command("volume create", Verb::VolumeCreate, Operands::Volumes, true, [group::VOLUME_CREATE, group::PERSISTENT]),
    by_name("volume exists"),
    by_name("volume export"),
    by_name("volume import"),
    command("volume inspect", Verb::VolumeInspect, Operands::Volumes, true, [group::VOLUME_INSPECT, group::PERSISTENT]),
    command("volume list", Verb::VolumeLs, Operands::None, true, [group::VOLUME_LS, group::PERSISTENT]),
    command("volume ls", Verb::VolumeLs, Operands::None, true, [group::VOLUME_LS, group::PERSISTENT]),
    by_name("volume mount"),
    command("volume prune", Verb::VolumePrune, Operands::None, true, [group::VOLUME_PRUNE, group::PERSISTENT]),
    by_name("volume reload"),
    command("volume remove", Verb::VolumeRm, Operands::Volumes, true, [group::VOLUME_RM, group::PERSISTENT]),
    command("volume rm", Verb::VolumeRm, Operands::Volumes, true, [group::VOLUME_RM, group::PERSISTENT]),
    by_name("volume unmount"),
    command("wait", Verb::Wait, Operands::Containers, true, [group::WAIT, group::PERSISTENT]),
];
