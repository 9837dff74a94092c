//! The facts that a decision may ask for, and the trait that answers.
//!
//! `add: {env: {OWNER: "${user}"}}` asks [`Host::user`]; a profile that names no fact asks nothing.
//!
//! On a real machine the answers come from the kernel and the user database (`src/edge/host/`), in golden cases from the
//! case's own `host:` map. A fact that nobody gave is an error, never a guess.

use std::ffi::{OsStr, OsString};
use std::fmt;

/// A fact that could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The fact, as profiles name it: `user`, `env:HOME`.
    pub fact: String,
    /// Why it is not known.
    pub why: String,
}

impl Missing {
    fn unanswered(fact: &str) -> Missing {
        Missing { fact: fact.to_owned(), why: "this host does not answer".to_owned() }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not known: {}", self.fact, self.why)
    }
}

impl std::error::Error for Missing {}

/// A group of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its number.
    pub gid: u32,
    /// Its name, when the group database has one.
    pub name: Option<String>,
}

/// An entry of the user database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name.
    pub name: String,
    /// The user id.
    pub uid: u32,
    /// The first group.
    pub gid: u32,
    /// The full name, or what stands there.
    pub gecos: String,
    /// The home directory.
    pub home: OsString,
    /// The login shell.
    pub shell: OsString,
}

/// How an account is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKey<'k> {
    /// By user id.
    Uid(u32),
    /// By name.
    Name(&'k str),
}

/// As whom the file system is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reader {
    /// The user id.
    pub uid: u32,
    /// All groups.
    pub gids: Vec<u32>,
}

/// What a path of the host leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathFacts {
    /// The path without links, absolute.
    pub real: Vec<u8>,
    /// What is there.
    pub kind: PathKind,
    /// The directories above it, on the way that the kernel takes there, in which the reader could put something else
    /// in its place; shortest first. Empty when nobody but root can.
    pub replaceable: Vec<Vec<u8>>,
}

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// A directory.
    Directory,
    /// A regular file.
    File,
    /// A socket, a FIFO or a device.
    Special,
    /// Not known: it lies where the process that looks may not look, in a directory that is named as replaceable.
    Unseen,
}

impl PathKind {
    /// The name as profiles have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PathKind::Directory => "directory",
            PathKind::File => "file",
            PathKind::Special => "special",
            PathKind::Unseen => "unseen",
        }
    }
}

/// Who asks, where, with which environment. Every answer is given when it is asked for, and not before.
///
/// What is not answered is not known: a profile that depends on it refuses the line. Who stands between a host and its
/// asker has to hand on every question.
pub trait Host {
    /// The caller's user id.
    ///
    /// # Errors
    /// When it was not given.
    fn uid(&self) -> Result<u32, Missing> {
        Err(Missing::unanswered("uid"))
    }

    /// The caller's group id.
    ///
    /// # Errors
    /// When it was not given.
    fn gid(&self) -> Result<u32, Missing> {
        Err(Missing::unanswered("gid"))
    }

    /// The caller's name, from the user database by uid.
    ///
    /// # Errors
    /// When the database has none.
    fn user(&self) -> Result<String, Missing> {
        Err(Missing::unanswered("user"))
    }

    /// The caller's home directory, from the user database by uid.
    ///
    /// # Errors
    /// When the database has none.
    fn home(&self) -> Result<OsString, Missing> {
        Err(Missing::unanswered("home"))
    }

    /// The caller's groups, the first one first.
    ///
    /// # Errors
    /// When they cannot be had.
    fn groups(&self) -> Result<Vec<Group>, Missing> {
        Err(Missing::unanswered("groups"))
    }

    /// The machine's name as the kernel has it.
    ///
    /// # Errors
    /// When it was not given.
    fn hostname(&self) -> Result<String, Missing> {
        Err(Missing::unanswered("hostname"))
    }

    /// The machine's full name.
    ///
    /// # Errors
    /// When nothing knows it.
    fn fqdn(&self) -> Result<String, Missing> {
        Err(Missing::unanswered("fqdn"))
    }

    /// The working directory, absolute.
    ///
    /// # Errors
    /// When it is gone or unreachable.
    fn cwd(&self) -> Result<OsString, Missing> {
        Err(Missing::unanswered("cwd"))
    }

    /// The value of the caller's environment variable `name`, the first where it stands twice, as the clients take it.
    fn env(&self, _name: &OsStr) -> Option<OsString> {
        None
    }

    /// The engine program called `name`, as an absolute path, when the profile names none.
    ///
    /// # Errors
    /// When there is none besides longshore itself.
    fn engine(&self, _name: &str) -> Result<OsString, Missing> {
        Err(Missing::unanswered("engine"))
    }

    /// An entry of the user database.
    ///
    /// # Errors
    /// When the database has none.
    fn account(&self, _key: AccountKey<'_>) -> Result<Account, Missing> {
        Err(Missing::unanswered("account"))
    }

    /// All groups that the group database gives an account, its first group first.
    ///
    /// # Errors
    /// When they cannot be had.
    fn account_groups(&self, _account: &Account) -> Result<Vec<Group>, Missing> {
        Err(Missing::unanswered("account groups"))
    }

    /// What `path`, which is absolute, leads to; `None` when nothing is there.
    ///
    /// # Errors
    /// When it cannot be looked at, or not in time.
    fn path(&self, _path: &[u8], _reader: &Reader) -> Result<Option<PathFacts>, Missing> {
        Err(Missing::unanswered("path"))
    }

    /// The content of a file that the caller names, opened as `reader`: a regular file of at most 1 MiB.
    ///
    /// # Errors
    /// Why it cannot be had; never with what stands in it.
    fn caller_file(&self, _path: &[u8], _reader: &Reader) -> Result<Vec<u8>, Missing> {
        Err(Missing::unanswered("file"))
    }

    /// The content of the regular file `name` in a directory of the caller's own, into which nobody else can look;
    /// `None` when the directory has none.
    ///
    /// # Errors
    /// Why it cannot be had; never with what stands in it.
    fn private_file(&self, _directory: &[u8], _name: &str) -> Result<Option<Vec<u8>>, Missing> {
        Err(Missing::unanswered("file"))
    }

    /// The site's facts about this node from the file `path`: keys with their values.
    ///
    /// # Errors
    /// When the file cannot be read or trusted.
    fn node_facts(&self, _path: &str) -> Result<Vec<(String, String)>, Missing> {
        Err(Missing::unanswered("facts"))
    }

    /// The caller's whole environment, as the kernel hands it over.
    ///
    /// # Errors
    /// When it was not given.
    fn environment(&self) -> Result<Vec<(OsString, OsString)>, Missing> {
        Err(Missing::unanswered("environment"))
    }

    /// The directory for files that longshore makes for this caller.
    ///
    /// # Errors
    /// When there is none that can be trusted.
    fn state_dir(&self) -> Result<OsString, Missing> {
        Err(Missing::unanswered("state_dir"))
    }

    /// The group that may use the engine's socket, when one may.
    ///
    /// # Errors
    /// When it was not given.
    fn engine_gid(&self) -> Result<Option<u32>, Missing> {
        Err(Missing::unanswered("engine_gid"))
    }

    /// The time, in seconds since 1970.
    ///
    /// # Errors
    /// When it was not given.
    fn now(&self) -> Result<i64, Missing> {
        Err(Missing::unanswered("now"))
    }
}
