//! The machine of a golden case: what its `host:` says, and nothing else.
//!
//! `host: {uid: 1000}` -> `${uid}` is 1000, `${user}` is refused: the case gives none.

use std::ffi::{OsStr, OsString};

use crate::facts::{Account, AccountKey, Group, Host, Missing, PathFacts, PathKind, Reader};

/// The facts of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaticHost {
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
    /// `accounts:`, a list of `{name: N, uid: N, gid: N, gecos: T, home: P, shell: P, groups: [...]}`
    pub accounts: Vec<(Account, Vec<Group>)>,
    /// `paths:`, a mapping from path to `{real: P, kind: directory|file|special, replaceable: [P]}`, or to nothing: `{}`
    pub paths: Vec<(Vec<u8>, Option<PathFacts>)>,
    /// `files:`, a mapping from the path of a file that the caller names to its content
    pub files: Vec<(Vec<u8>, Vec<u8>)>,
    /// `facts:`, what the node's facts file says
    pub facts: Option<Vec<(String, String)>>,
    /// `state_dir:`, by default `/var/lib/longshore`
    pub state_dir: Option<OsString>,
    /// `engine_gid:`
    pub engine_gid: Option<u32>,
    /// `now:`, seconds since 1970
    pub now: Option<i64>,
}

/// Why a fact is not known that the case does not give. Messages keep it, and so tell a refusal that is only about the case.
pub(super) const NOT_GIVEN: &str = "the case gives none; write `host: {";

fn missing(fact: String, entry: &str) -> Missing {
    Missing { fact, why: format!("{NOT_GIVEN}{entry}}}`") }
}

fn given<T: Clone>(fact: &str, value: Option<&T>) -> Result<T, Missing> {
    value.cloned().ok_or_else(|| missing(fact.to_owned(), &format!("{fact}: ...")))
}

#[deny(clippy::missing_trait_methods)]
impl Host for StaticHost {
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

    fn account(&self, key: AccountKey<'_>) -> Result<Account, Missing> {
        let found = self.accounts.iter().find(|(account, _)| match key {
            AccountKey::Uid(uid) => account.uid == uid,
            AccountKey::Name(name) => account.name == name,
        });
        let fact = match key {
            AccountKey::Uid(uid) => format!("account {uid}"),
            AccountKey::Name(name) => format!("account {name}"),
        };
        let entry = "accounts: [{name: ..., uid: ..., gid: ...}]";
        found.map(|(account, _)| account.clone()).ok_or_else(|| missing(fact, entry))
    }

    fn account_groups(&self, account: &Account) -> Result<Vec<Group>, Missing> {
        let found = self.accounts.iter().find(|(known, _)| known == account).map(|(_, groups)| groups.clone());
        Ok(found.unwrap_or_default())
    }

    fn path(&self, path: &[u8], _: &Reader) -> Result<Option<PathFacts>, Missing> {
        let found = self.paths.iter().find(|(known, _)| known == path).map(|(_, facts)| facts.clone());
        let shown = crate::argv::quote::short_bytes(path);
        // A file that the case brings lies where it says, and so does its directory.
        let is_below =
            |file: &[u8]| file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"));
        let brought = || {
            let (file, _) = self.files.iter().find(|(file, _)| is_below(file))?;
            let kind = if file == path { PathKind::File } else { PathKind::Directory };
            Some(Some(PathFacts { real: path.to_vec(), kind, replaceable: Vec::new() }))
        };
        let example = format!("paths: {{{shown}: {{kind: directory}}}}");
        found.or_else(brought).ok_or_else(|| missing(format!("path {shown}"), &example))
    }

    fn caller_file(&self, path: &[u8], _: &Reader) -> Result<Vec<u8>, Missing> {
        let found = self.files.iter().find(|(known, _)| known == path).map(|(_, content)| content.clone());
        let fact = format!("file {}", crate::argv::quote::short_bytes(path));
        found.ok_or_else(|| missing(fact, "files: {PATH: CONTENT}"))
    }

    fn private_file(&self, directory: &[u8], name: &str) -> Result<Option<Vec<u8>>, Missing> {
        let path = [directory, b"/", name.as_bytes()].concat();
        self.caller_file(&path, &Reader::default()).map(Some)
    }

    fn node_facts(&self, _: &str) -> Result<Vec<(String, String)>, Missing> {
        given("facts", self.facts.as_ref())
    }

    fn environment(&self) -> Result<Vec<(OsString, OsString)>, Missing> {
        Ok(self.env.clone())
    }

    fn state_dir(&self) -> Result<OsString, Missing> {
        Ok(self.state_dir.clone().unwrap_or_else(|| "/var/lib/longshore".into()))
    }

    fn engine_gid(&self) -> Result<Option<u32>, Missing> {
        Ok(self.engine_gid)
    }

    fn now(&self) -> Result<i64, Missing> {
        given("now", self.now.as_ref())
    }
}
