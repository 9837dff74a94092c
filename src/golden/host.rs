//! The machine of a golden case: what its `host:` says, and nothing else.
//!
//! `host: {uid: 1000}` -> `${uid}` is 1000, `${user}` is refused: the case gives none.

use std::ffi::{OsStr, OsString};

use crate::facts::{Group, Host, Missing};

/// The facts of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseHost {
    /// `uid:`
    pub uid: Option<u32>,
    /// `gid:`
    pub gid: Option<u32>,
    /// `user:`
    pub user: Option<String>,
    /// `groups:`, a list of `{gid: N, name: NAME}`
    pub groups: Option<Vec<Group>>,
    /// `home:`
    pub home: Option<OsString>,
    /// `hostname:`
    pub hostname: Option<String>,
    /// `fqdn:`
    pub fqdn: Option<String>,
    /// `cwd:`
    pub cwd: Option<OsString>,
    /// `env:`, a list of `[NAME, VALUE]`
    pub env: Vec<(OsString, OsString)>,
    /// `engine:`, where the profile names none; by default `/usr/bin/` and the client's name
    pub engine: Option<OsString>,
}

fn given<T: Clone>(fact: &str, value: Option<&T>) -> Result<T, Missing> {
    let missing =
        || Missing { fact: fact.to_owned(), why: format!("the case gives none; write `host: {{{fact}: ...}}`") };
    value.cloned().ok_or_else(missing)
}

impl Host for CaseHost {
    fn uid(&self) -> Result<u32, Missing> {
        given("uid", self.uid.as_ref())
    }

    fn gid(&self) -> Result<u32, Missing> {
        given("gid", self.gid.as_ref())
    }

    fn user(&self) -> Result<String, Missing> {
        given("user", self.user.as_ref())
    }

    fn home(&self) -> Result<OsString, Missing> {
        given("home", self.home.as_ref())
    }

    fn groups(&self) -> Result<Vec<Group>, Missing> {
        given("groups", self.groups.as_ref())
    }

    fn hostname(&self) -> Result<String, Missing> {
        given("hostname", self.hostname.as_ref())
    }

    fn fqdn(&self) -> Result<String, Missing> {
        given("fqdn", self.fqdn.as_ref())
    }

    fn cwd(&self) -> Result<OsString, Missing> {
        given("cwd", self.cwd.as_ref())
    }

    fn env(&self, name: &OsStr) -> Option<OsString> {
        self.env.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    fn engine(&self, name: &str) -> Result<OsString, Missing> {
        Ok(self.engine.clone().unwrap_or_else(|| format!("/usr/bin/{name}").into()))
    }
}
