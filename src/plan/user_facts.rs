//! The machine as the job's user's.
//!
//! `${uid}`, `${user}` and `${home}` for condor's `docker create --user 1000:100 img` -> alice's, not those of condor, who speaks
//! for her.

use std::ffi::{OsStr, OsString};

use crate::facts::{Account, AccountKey, Group, Host, Missing, PathFacts, Reader};

use super::job_user::Person;

/// The machine, with the job's user in the place of the caller, where it is known who that is.
pub(super) struct UserFacts<'h> {
    pub(super) host: &'h dyn Host,
    pub(super) person: Option<&'h Person>,
}

fn account<'p>(person: &'p Person, fact: &str) -> Result<&'p Account, Missing> {
    let why = format!("the user database has no uid {}", person.submitter.uid);
    person.account.as_ref().ok_or(Missing { fact: fact.to_owned(), why })
}

#[deny(clippy::missing_trait_methods)]
impl Host for UserFacts<'_> {
    fn uid(&self) -> Result<u32, Missing> {
        self.person.map_or_else(|| self.host.uid(), |person| Ok(person.submitter.uid))
    }

    fn gid(&self) -> Result<u32, Missing> {
        self.person.map_or_else(|| self.host.gid(), |person| Ok(person.submitter.gid))
    }

    fn user(&self) -> Result<String, Missing> {
        self.person.map_or_else(|| self.host.user(), |person| Ok(account(person, "user")?.name.clone()))
    }

    fn home(&self) -> Result<OsString, Missing> {
        self.person.map_or_else(|| self.host.home(), |person| Ok(account(person, "home")?.home.clone()))
    }

    fn groups(&self) -> Result<Vec<Group>, Missing> {
        self.person.map_or_else(|| self.host.groups(), |person| Ok(person.groups.clone()))
    }

    fn hostname(&self) -> Result<String, Missing> {
        self.host.hostname()
    }

    fn fqdn(&self) -> Result<String, Missing> {
        self.host.fqdn()
    }

    fn cwd(&self) -> Result<OsString, Missing> {
        self.host.cwd()
    }

    fn env(&self, name: &OsStr) -> Option<OsString> {
        self.host.env(name)
    }

    fn engine(&self, name: &str) -> Result<OsString, Missing> {
        self.host.engine(name)
    }

    fn account(&self, key: AccountKey<'_>) -> Result<Account, Missing> {
        self.host.account(key)
    }

    fn account_groups(&self, account: &Account) -> Result<Vec<Group>, Missing> {
        self.host.account_groups(account)
    }

    fn path(&self, path: &[u8], reader: &Reader) -> Result<Option<PathFacts>, Missing> {
        self.host.path(path, reader)
    }

    fn caller_file(&self, path: &[u8], reader: &Reader) -> Result<Vec<u8>, Missing> {
        self.host.caller_file(path, reader)
    }

    fn private_file(&self, directory: &[u8], name: &str) -> Result<Option<Vec<u8>>, Missing> {
        self.host.private_file(directory, name)
    }

    fn node_facts(&self, path: &str) -> Result<Vec<(String, String)>, Missing> {
        self.host.node_facts(path)
    }

    fn environment(&self) -> Result<Vec<(OsString, OsString)>, Missing> {
        self.host.environment()
    }

    fn state_dir(&self) -> Result<OsString, Missing> {
        self.host.state_dir()
    }

    fn engine_gid(&self) -> Result<Option<u32>, Missing> {
        self.host.engine_gid()
    }

    fn now(&self) -> Result<i64, Missing> {
        self.host.now()
    }
}
