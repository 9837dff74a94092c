//! The facts that a decision may ask for, and the trait that answers.
//!
//! `add: {env: {OWNER: "${user}"}}` asks [`Host::user`]; a profile that names no fact asks nothing.
//!
//! On a real machine the answers come from the kernel and the user database (`src/edge/host.rs`), in golden cases from the
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

/// Who asks, where, with which environment. Every answer is given when it is asked for, and not before.
pub trait Host {
    /// The caller's user id.
    ///
    /// # Errors
    /// When it was not given.
    fn uid(&self) -> Result<u32, Missing>;

    /// The caller's group id.
    ///
    /// # Errors
    /// When it was not given.
    fn gid(&self) -> Result<u32, Missing>;

    /// The caller's name, from the user database by uid.
    ///
    /// # Errors
    /// When the database has none.
    fn user(&self) -> Result<String, Missing>;

    /// The caller's home directory, from the user database by uid.
    ///
    /// # Errors
    /// When the database has none.
    fn home(&self) -> Result<OsString, Missing>;

    /// The caller's groups, the first one first.
    ///
    /// # Errors
    /// When they cannot be had.
    fn groups(&self) -> Result<Vec<Group>, Missing>;

    /// The machine's name as the kernel has it.
    ///
    /// # Errors
    /// When it was not given.
    fn hostname(&self) -> Result<String, Missing>;

    /// The machine's full name.
    ///
    /// # Errors
    /// When nothing knows it.
    fn fqdn(&self) -> Result<String, Missing>;

    /// The working directory, absolute.
    ///
    /// # Errors
    /// When it is gone or unreachable.
    fn cwd(&self) -> Result<OsString, Missing>;

    /// The value of the caller's environment variable `name`, the first where it stands twice, as the clients take it.
    fn env(&self, name: &OsStr) -> Option<OsString>;

    /// The engine program called `name`, as an absolute path, when the profile names none.
    ///
    /// # Errors
    /// When there is none besides longshore itself.
    fn engine(&self, name: &str) -> Result<OsString, Missing>;
}
