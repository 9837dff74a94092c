//! One row per command: its words, its options, where its operands begin.
//!
//! `docker container create -i IMAGE sh` -> the command `container create`, which is [`Verb::Create`]: the first operand
//! ends the options, and what follows it belongs to the container.

use std::fmt::{self, Write as _};

use super::error::ReadError;
use super::line::Line;
use super::name::Name;
use super::row::Row;

/// What a command does, whichever of its names was used (`rmi`, `image rm` and `image remove` are one verb).
///
/// Verbs that no rule or policy has to tell apart share [`Verb::Other`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verb {
    Attach,
    Build,
    BuilderPrune,
    Commit,
    ContainerInspect,
    ContainerPrune,
    Cp,
    Create,
    Diff,
    Events,
    Exec,
    Export,
    History,
    ImageInspect,
    ImagePrune,
    Images,
    Import,
    Info,
    Inspect,
    Kill,
    Load,
    Login,
    Logout,
    Logs,
    NetworkConnect,
    NetworkCreate,
    NetworkDisconnect,
    NetworkInspect,
    NetworkLs,
    NetworkPrune,
    NetworkRm,
    Pause,
    Port,
    Ps,
    Pull,
    Push,
    Rename,
    Restart,
    Rm,
    Rmi,
    Run,
    Save,
    Search,
    Start,
    Stats,
    Stop,
    SystemDf,
    SystemDialStdio,
    SystemPrune,
    Tag,
    Top,
    Unpause,
    Update,
    Version,
    VolumeCreate,
    VolumeInspect,
    VolumeLs,
    VolumePrune,
    VolumeRm,
    VolumeUpdate,
    Wait,
    /// Recognised by name only; its words are not read.
    Other,
}

/// As its commands are written: `container inspect`.
impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, c) in format!("{self:?}").char_indices() {
            if c.is_ascii_uppercase() && at > 0 {
                f.write_char(' ')?;
            }
            f.write_char(c.to_ascii_lowercase())?;
        }
        Ok(())
    }
}

/// What a command's operands are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operands {
    /// None at all.
    None,
    /// `IMAGE [COMMAND] [ARG...]`.
    ImageCommand,
    /// `CONTAINER COMMAND [ARG...]`.
    ContainerCommand,
    Containers,
    Images,
    Volumes,
    Networks,
    /// `NETWORK CONTAINER`.
    NetworkContainer,
    /// `SOURCE_IMAGE TARGET_IMAGE`.
    Tag,
    /// `CONTAINER [IMAGE]`.
    Commit,
    /// `CONTAINER:PATH PATH` or the other way round, `-` for a stream.
    Copy,
    /// A file, `-` or an address, then an image name.
    Import,
    /// `CONTAINER NEW_NAME`.
    Rename,
    /// Objects of any kind.
    Objects,
    /// A build context: directory, address or `-`.
    Context,
    /// Words without effect of their own (a search term, a registry, a port).
    Text,
    /// Not read.
    Unread,
}

/// A named list of rows that commands share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Group(pub u8);

impl Group {
    /// No options.
    pub const NONE: Group = Group(0);
    /// The options that a site declares for `run` and `create`; empty in the clients' own tables.
    pub const SITE: Group = Group(u8::MAX);
}

/// The row called `name` among the options of `command`.
#[must_use]
pub fn option_row(tables: &dyn Tables, command: &Command, name: &[u8]) -> Option<&'static Row> {
    command.groups.iter().find_map(|&group| tables.rows(group).iter().find(|row| row.name.as_bytes() == name))
}

/// One command of a client under one of its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    /// The words before its options, blanks between: `create`, `container create`.
    pub path: Name<32>,
    /// What it does.
    pub verb: Verb,
    /// The groups of options it takes; [`Group::NONE`] fills the rest.
    pub groups: [Group; 4],
    /// Whether options may follow operands. Without it the first operand ends the options.
    pub interspersed: bool,
    /// What its operands are.
    pub operands: Operands,
    /// Whether it only leads to sub-commands (`container`).
    pub is_parent: bool,
}

/// A client's tables.
pub trait Tables: Sync {
    /// The client's name, as messages give it: `docker`.
    fn name(&self) -> &'static str;

    /// The rows of one group, sorted by name.
    fn rows(&self, group: Group) -> &'static [Row];

    /// The options before the command.
    fn globals(&self) -> Group;

    /// The options before the command that the client knows only when the line has no command (podman's `--version`).
    fn late_globals(&self) -> Group {
        Group::NONE
    }

    /// The options that the client looks for in passes of their own over all words, before it reads them in earnest.
    ///
    /// Such a pass knows no other option and guesses which of them take the next word: podman looks for `--remote` and
    /// for `--module` that way.
    fn first_looks(&self) -> &'static [Group] {
        &[]
    }

    /// The options of a parent command between its name and the sub-command.
    fn parent_options(&self) -> Group;

    /// All commands, sorted by path.
    fn commands(&self) -> &'static [Command];

    /// Whether the words before the command are first read as one flag set, up to the first other word (docker), or
    /// only level by level (podman).
    fn reads_globals_first(&self) -> bool;

    /// Whether a line that was read is read by the client in no other way: docker hands some commands to a plugin, and
    /// finds them by their words alone.
    ///
    /// # Errors
    /// The word that has two readings.
    fn check(&self, _line: &Line<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}
