//! docker's commands, one line each.
//!
//! `docker container ls -q` -> the command `container ls`, which is the same verb as `ps` and takes the same options.

use crate::argv::{Command, Group, Name, Operands, Verb};

/// The groups of options.
pub(super) mod group {
    use crate::argv::Group;

    pub(in crate::runtimes::docker) const GLOBAL: Group = Group(1);
    pub(in crate::runtimes::docker) const HELP: Group = Group(2);
    pub(in crate::runtimes::docker) const CREATE: Group = Group(3);
    pub(in crate::runtimes::docker) const RUN: Group = Group(4);
    pub(in crate::runtimes::docker) const ATTACH: Group = Group(5);
    pub(in crate::runtimes::docker) const COMMIT: Group = Group(6);
    pub(in crate::runtimes::docker) const CP: Group = Group(7);
    pub(in crate::runtimes::docker) const EXEC: Group = Group(8);
    pub(in crate::runtimes::docker) const EXPORT: Group = Group(9);
    pub(in crate::runtimes::docker) const KILL: Group = Group(10);
    pub(in crate::runtimes::docker) const LOGS: Group = Group(11);
    pub(in crate::runtimes::docker) const PS: Group = Group(12);
    pub(in crate::runtimes::docker) const RESTART: Group = Group(13);
    pub(in crate::runtimes::docker) const RM: Group = Group(14);
    pub(in crate::runtimes::docker) const START: Group = Group(15);
    pub(in crate::runtimes::docker) const STATS: Group = Group(16);
    pub(in crate::runtimes::docker) const STOP: Group = Group(17);
    pub(in crate::runtimes::docker) const UPDATE: Group = Group(18);
    pub(in crate::runtimes::docker) const CONTAINER_INSPECT: Group = Group(19);
    pub(in crate::runtimes::docker) const CONTAINER_PRUNE: Group = Group(20);
    pub(in crate::runtimes::docker) const EVENTS: Group = Group(21);
    pub(in crate::runtimes::docker) const INFO: Group = Group(22);
    pub(in crate::runtimes::docker) const INSPECT: Group = Group(23);
    pub(in crate::runtimes::docker) const LOGIN: Group = Group(24);
    pub(in crate::runtimes::docker) const SEARCH: Group = Group(25);
    pub(in crate::runtimes::docker) const VERSION: Group = Group(26);
    pub(in crate::runtimes::docker) const BUILDER_PRUNE: Group = Group(27);
    pub(in crate::runtimes::docker) const SYSTEM_DF: Group = Group(28);
    pub(in crate::runtimes::docker) const SYSTEM_PRUNE: Group = Group(29);
    pub(in crate::runtimes::docker) const HISTORY: Group = Group(30);
    pub(in crate::runtimes::docker) const IMAGES: Group = Group(31);
    pub(in crate::runtimes::docker) const IMPORT: Group = Group(32);
    pub(in crate::runtimes::docker) const LOAD: Group = Group(33);
    pub(in crate::runtimes::docker) const PULL: Group = Group(34);
    pub(in crate::runtimes::docker) const PUSH: Group = Group(35);
    pub(in crate::runtimes::docker) const RMI: Group = Group(36);
    pub(in crate::runtimes::docker) const SAVE: Group = Group(37);
    pub(in crate::runtimes::docker) const IMAGE_INSPECT: Group = Group(38);
    pub(in crate::runtimes::docker) const IMAGE_PRUNE: Group = Group(39);
    pub(in crate::runtimes::docker) const NETWORK_CONNECT: Group = Group(40);
    pub(in crate::runtimes::docker) const NETWORK_CREATE: Group = Group(41);
    pub(in crate::runtimes::docker) const NETWORK_DISCONNECT: Group = Group(42);
    pub(in crate::runtimes::docker) const NETWORK_INSPECT: Group = Group(43);
    pub(in crate::runtimes::docker) const NETWORK_LS: Group = Group(44);
    pub(in crate::runtimes::docker) const NETWORK_PRUNE: Group = Group(45);
    pub(in crate::runtimes::docker) const NETWORK_RM: Group = Group(46);
    pub(in crate::runtimes::docker) const VOLUME_CREATE: Group = Group(47);
    pub(in crate::runtimes::docker) const VOLUME_INSPECT: Group = Group(48);
    pub(in crate::runtimes::docker) const VOLUME_LS: Group = Group(49);
    pub(in crate::runtimes::docker) const VOLUME_PRUNE: Group = Group(50);
    pub(in crate::runtimes::docker) const VOLUME_RM: Group = Group(51);
    pub(in crate::runtimes::docker) const VOLUME_UPDATE: Group = Group(52);
    pub(in crate::runtimes::docker) const LEGACY_BUILD: Group = Group(53);
    pub(in crate::runtimes::docker) const BUILDX_BUILD: Group = Group(54);
    pub(in crate::runtimes::docker) const BUILDX_PRUNE: Group = Group(55);
}

pub(super) const fn command<const N: usize>(
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
pub(super) const fn parent(path: &str) -> Command {
    Command { is_parent: true, ..command(path, Verb::Other, Operands::None, true, []) }
}

/// All commands, sorted by path.
pub(super) static COMMANDS: [Command; 130] = [
    command("attach", Verb::Attach, Operands::Containers, true, [group::ATTACH, group::HELP]),
    by_name("bake"),
    command("build", Verb::Build, Operands::Unread, true, []),
    parent("builder"),
    command("builder build", Verb::Build, Operands::Unread, true, []),
    command("builder prune", Verb::BuilderPrune, Operands::None, true, [group::BUILDER_PRUNE, group::HELP]),
    by_name("buildx"),
    by_name("checkpoint"),
    command("commit", Verb::Commit, Operands::Commit, false, [group::COMMIT, group::HELP]),
    by_name("completion"),
    by_name("compose"),
    by_name("config"),
    parent("container"),
    command("container attach", Verb::Attach, Operands::Containers, true, [group::ATTACH, group::HELP]),
    command("container commit", Verb::Commit, Operands::Commit, false, [group::COMMIT, group::HELP]),
    command("container cp", Verb::Cp, Operands::Copy, true, [group::CP, group::HELP]),
    command("container create", Verb::Create, Operands::ImageCommand, false, [group::CREATE, Group::SITE]),
    command("container diff", Verb::Diff, Operands::Containers, true, [group::HELP]),
    command("container exec", Verb::Exec, Operands::ContainerCommand, false, [group::EXEC, group::HELP]),
    command("container export", Verb::Export, Operands::Containers, true, [group::EXPORT, group::HELP]),
    command(
        "container inspect",
        Verb::ContainerInspect,
        Operands::Containers,
        true,
        [group::CONTAINER_INSPECT, group::HELP],
    ),
    command("container kill", Verb::Kill, Operands::Containers, true, [group::KILL, group::HELP]),
    command("container list", Verb::Ps, Operands::None, true, [group::PS, group::HELP]),
    command("container logs", Verb::Logs, Operands::Containers, true, [group::LOGS, group::HELP]),
    command("container ls", Verb::Ps, Operands::None, true, [group::PS, group::HELP]),
    command("container pause", Verb::Pause, Operands::Containers, true, [group::HELP]),
    command("container port", Verb::Port, Operands::Containers, true, [group::HELP]),
    command("container prune", Verb::ContainerPrune, Operands::None, true, [group::CONTAINER_PRUNE, group::HELP]),
    command("container ps", Verb::Ps, Operands::None, true, [group::PS, group::HELP]),
    command("container remove", Verb::Rm, Operands::Containers, true, [group::RM, group::HELP]),
    command("container rename", Verb::Rename, Operands::Rename, true, [group::HELP]),
    command("container restart", Verb::Restart, Operands::Containers, true, [group::RESTART, group::HELP]),
    command("container rm", Verb::Rm, Operands::Containers, true, [group::RM, group::HELP]),
    command("container run", Verb::Run, Operands::ImageCommand, false, [group::CREATE, group::RUN, Group::SITE]),
    command("container start", Verb::Start, Operands::Containers, true, [group::START, group::HELP]),
    command("container stats", Verb::Stats, Operands::Containers, true, [group::STATS, group::HELP]),
    command("container stop", Verb::Stop, Operands::Containers, true, [group::STOP, group::HELP]),
    command("container top", Verb::Top, Operands::ContainerCommand, false, [group::HELP]),
    command("container unpause", Verb::Unpause, Operands::Containers, true, [group::HELP]),
    command("container update", Verb::Update, Operands::Containers, true, [group::UPDATE, group::HELP]),
    command("container wait", Verb::Wait, Operands::Containers, true, [group::HELP]),
    by_name("context"),
    command("cp", Verb::Cp, Operands::Copy, true, [group::CP, group::HELP]),
    command("create", Verb::Create, Operands::ImageCommand, false, [group::CREATE, Group::SITE]),
    command("diff", Verb::Diff, Operands::Containers, true, [group::HELP]),
    command("events", Verb::Events, Operands::None, true, [group::EVENTS, group::HELP]),
    command("exec", Verb::Exec, Operands::ContainerCommand, false, [group::EXEC, group::HELP]),
    command("export", Verb::Export, Operands::Containers, true, [group::EXPORT, group::HELP]),
    by_name("help"),
    command("history", Verb::History, Operands::Images, true, [group::HISTORY, group::HELP]),
    parent("image"),
    command("image build", Verb::Build, Operands::Unread, true, []),
    command("image history", Verb::History, Operands::Images, true, [group::HISTORY, group::HELP]),
    command("image import", Verb::Import, Operands::Import, true, [group::IMPORT, group::HELP]),
    command("image inspect", Verb::ImageInspect, Operands::Images, true, [group::IMAGE_INSPECT, group::HELP]),
    command("image list", Verb::Images, Operands::Text, true, [group::IMAGES, group::HELP]),
    command("image load", Verb::Load, Operands::None, true, [group::LOAD, group::HELP]),
    command("image ls", Verb::Images, Operands::Text, true, [group::IMAGES, group::HELP]),
    command("image prune", Verb::ImagePrune, Operands::None, true, [group::IMAGE_PRUNE, group::HELP]),
    command("image pull", Verb::Pull, Operands::Images, true, [group::PULL, group::HELP]),
    command("image push", Verb::Push, Operands::Images, true, [group::PUSH, group::HELP]),
    command("image remove", Verb::Rmi, Operands::Images, true, [group::RMI, group::HELP]),
    command("image rm", Verb::Rmi, Operands::Images, true, [group::RMI, group::HELP]),
    command("image rmi", Verb::Rmi, Operands::Images, true, [group::RMI, group::HELP]),
    command("image save", Verb::Save, Operands::Images, true, [group::SAVE, group::HELP]),
    command("image tag", Verb::Tag, Operands::Tag, false, [group::HELP]),
    command("images", Verb::Images, Operands::Text, true, [group::IMAGES, group::HELP]),
    command("import", Verb::Import, Operands::Import, true, [group::IMPORT, group::HELP]),
    command("info", Verb::Info, Operands::None, true, [group::INFO, group::HELP]),
    command("inspect", Verb::Inspect, Operands::Objects, true, [group::INSPECT, group::HELP]),
    command("kill", Verb::Kill, Operands::Containers, true, [group::KILL, group::HELP]),
    command("load", Verb::Load, Operands::None, true, [group::LOAD, group::HELP]),
    command("login", Verb::Login, Operands::Text, true, [group::LOGIN, group::HELP]),
    command("logout", Verb::Logout, Operands::Text, true, [group::HELP]),
    command("logs", Verb::Logs, Operands::Containers, true, [group::LOGS, group::HELP]),
    by_name("manifest"),
    parent("network"),
    command(
        "network connect",
        Verb::NetworkConnect,
        Operands::NetworkContainer,
        true,
        [group::NETWORK_CONNECT, group::HELP],
    ),
    command("network create", Verb::NetworkCreate, Operands::Networks, true, [group::NETWORK_CREATE, group::HELP]),
    command(
        "network disconnect",
        Verb::NetworkDisconnect,
        Operands::NetworkContainer,
        true,
        [group::NETWORK_DISCONNECT, group::HELP],
    ),
    command("network inspect", Verb::NetworkInspect, Operands::Networks, true, [group::NETWORK_INSPECT, group::HELP]),
    command("network list", Verb::NetworkLs, Operands::None, true, [group::NETWORK_LS, group::HELP]),
    command("network ls", Verb::NetworkLs, Operands::None, true, [group::NETWORK_LS, group::HELP]),
    command("network prune", Verb::NetworkPrune, Operands::None, true, [group::NETWORK_PRUNE, group::HELP]),
    command("network remove", Verb::NetworkRm, Operands::Networks, true, [group::NETWORK_RM, group::HELP]),
    command("network rm", Verb::NetworkRm, Operands::Networks, true, [group::NETWORK_RM, group::HELP]),
    by_name("node"),
    command("pause", Verb::Pause, Operands::Containers, true, [group::HELP]),
    by_name("plugin"),
    command("port", Verb::Port, Operands::Containers, true, [group::HELP]),
    command("ps", Verb::Ps, Operands::None, true, [group::PS, group::HELP]),
    command("pull", Verb::Pull, Operands::Images, true, [group::PULL, group::HELP]),
    command("push", Verb::Push, Operands::Images, true, [group::PUSH, group::HELP]),
    command("remove", Verb::Rm, Operands::Containers, true, [group::RM, group::HELP]),
    command("rename", Verb::Rename, Operands::Rename, true, [group::HELP]),
    command("restart", Verb::Restart, Operands::Containers, true, [group::RESTART, group::HELP]),
    command("rm", Verb::Rm, Operands::Containers, true, [group::RM, group::HELP]),
    command("rmi", Verb::Rmi, Operands::Images, true, [group::RMI, group::HELP]),
    command("run", Verb::Run, Operands::ImageCommand, false, [group::CREATE, group::RUN, Group::SITE]),
    command("save", Verb::Save, Operands::Images, true, [group::SAVE, group::HELP]),
    command("search", Verb::Search, Operands::Text, true, [group::SEARCH, group::HELP]),
    by_name("secret"),
    by_name("service"),
    by_name("stack"),
    command("start", Verb::Start, Operands::Containers, true, [group::START, group::HELP]),
    command("stats", Verb::Stats, Operands::Containers, true, [group::STATS, group::HELP]),
    command("stop", Verb::Stop, Operands::Containers, true, [group::STOP, group::HELP]),
    by_name("swarm"),
    parent("system"),
    command("system df", Verb::SystemDf, Operands::None, true, [group::SYSTEM_DF, group::HELP]),
    command("system dial-stdio", Verb::SystemDialStdio, Operands::None, true, [group::HELP]),
    command("system events", Verb::Events, Operands::None, true, [group::EVENTS, group::HELP]),
    command("system info", Verb::Info, Operands::None, true, [group::INFO, group::HELP]),
    command("system prune", Verb::SystemPrune, Operands::None, true, [group::SYSTEM_PRUNE, group::HELP]),
    command("tag", Verb::Tag, Operands::Tag, false, [group::HELP]),
    command("top", Verb::Top, Operands::ContainerCommand, false, [group::HELP]),
    by_name("trust"),
    command("unpause", Verb::Unpause, Operands::Containers, true, [group::HELP]),
    command("update", Verb::Update, Operands::Containers, true, [group::UPDATE, group::HELP]),
    command("version", Verb::Version, Operands::None, true, [group::VERSION, group::HELP]),
    parent("volume"),
    command("volume create", Verb::VolumeCreate, Operands::Volumes, true, [group::VOLUME_CREATE, group::HELP]),
    command("volume inspect", Verb::VolumeInspect, Operands::Volumes, true, [group::VOLUME_INSPECT, group::HELP]),
    command("volume list", Verb::VolumeLs, Operands::None, true, [group::VOLUME_LS, group::HELP]),
    command("volume ls", Verb::VolumeLs, Operands::None, true, [group::VOLUME_LS, group::HELP]),
    command("volume prune", Verb::VolumePrune, Operands::None, true, [group::VOLUME_PRUNE, group::HELP]),
    command("volume remove", Verb::VolumeRm, Operands::Volumes, true, [group::VOLUME_RM, group::HELP]),
    command("volume rm", Verb::VolumeRm, Operands::Volumes, true, [group::VOLUME_RM, group::HELP]),
    command("volume update", Verb::VolumeUpdate, Operands::Volumes, true, [group::VOLUME_UPDATE, group::HELP]),
    command("wait", Verb::Wait, Operands::Containers, true, [group::HELP]),
];
