//! This machine, as if another user called.
//!
//! Asked by root for alice -> `${uid}` is hers, her groups are those of the database; the environment is empty, but for what a
//! batch system says of a job, and the working directory is `/`, unless it is asked for from where this process stands. Nothing is run for her: it is to see what would be.

use std::ffi::{OsStr, OsString};

use crate::batch::Batch;
use crate::facts::{Account, AccountKey, Group, Host, Missing, PathFacts, Reader};

use super::look::LookAs;
use super::{Machine, STATE, caller, database, missing};

/// A machine on which somebody else calls.
#[derive(Debug)]
pub struct CalledBy<'m> {
    machine: &'m Machine,
    account: Account,
    groups: Vec<Group>,
    environment: Vec<(OsString, OsString)>,
    is_here: bool,
}

impl Machine {
    /// The same machine, called by `user`: a name, or a uid.
    ///
    /// # Errors
    /// When the user database has no such user, or this process could not look at paths as that user.
    pub fn called_by(&self, user: &str) -> Result<CalledBy<'_>, Missing> {
        let key = user.parse().map_or(AccountKey::Name(user), AccountKey::Uid);
        let account = self.account(key)?;
        let own = caller().0;
        if own != 0 && own != account.uid {
            let why =
                format!("only root can look at paths as another user; start this with sudo, or as {}", account.name);
            return Err(missing("path", why));
        }
        let groups = self.account_groups(&account)?;
        Ok(CalledBy { machine: self, account, groups, environment: Vec::new(), is_here: false })
    }

    /// The name of a group, and its members that the group database lists.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub fn members(&self, gid: u32) -> Result<(Option<String>, Vec<String>), Missing> {
        database::members(gid).map_err(|why| missing("group", why))
    }
}

impl CalledBy<'_> {
    /// The user.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The same, in a job of that batch system.
    #[must_use]
    pub fn in_a_job(mut self, batch: Batch) -> Self {
        let example = batch.example(&self.account.name);
        self.environment = example.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        self
    }

    /// The same, in the working directory of this process.
    #[must_use]
    pub fn here(self) -> Self {
        CalledBy { is_here: true, ..self }
    }

    /// The user's own process would see no more than this: only root's can look as somebody else.
    fn look_as(&self, reader: &Reader) -> LookAs {
        let process = if self.account.uid == 0 { reader.clone() } else { self.reader() };
        LookAs { reader: reader.clone(), process }
    }

    /// As whom paths are looked at.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader { uid: self.account.uid, gids: self.groups.iter().map(|group| group.gid).collect() }
    }
}

#[deny(clippy::missing_trait_methods)]
impl Host for CalledBy<'_> {
    fn uid(&self) -> Result<u32, Missing> {
        Ok(self.account.uid)
    }

    fn gid(&self) -> Result<u32, Missing> {
        Ok(self.account.gid)
    }

    fn user(&self) -> Result<String, Missing> {
        Ok(self.account.name.clone())
    }

    fn home(&self) -> Result<OsString, Missing> {
        Ok(self.account.home.clone())
    }

    fn groups(&self) -> Result<Vec<Group>, Missing> {
        Ok(self.groups.clone())
    }

    fn hostname(&self) -> Result<String, Missing> {
        self.machine.hostname()
    }

    fn fqdn(&self) -> Result<String, Missing> {
        self.machine.fqdn()
    }

    fn cwd(&self) -> Result<OsString, Missing> {
        if self.is_here { self.machine.cwd() } else { Ok("/".into()) }
    }

    fn env(&self, name: &OsStr) -> Option<OsString> {
        self.environment.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    fn engine(&self, name: &str) -> Result<OsString, Missing> {
        self.machine.engine(name)
    }

    fn account(&self, key: AccountKey<'_>) -> Result<Account, Missing> {
        self.machine.account(key)
    }

    fn account_groups(&self, account: &Account) -> Result<Vec<Group>, Missing> {
        self.machine.account_groups(account)
    }

    fn path(&self, path: &[u8], reader: &Reader) -> Result<Option<PathFacts>, Missing> {
        self.machine.path_by(path, &self.look_as(reader))
    }

    fn caller_file(&self, path: &[u8], reader: &Reader) -> Result<Vec<u8>, Missing> {
        self.machine.file_by(path, &self.look_as(reader))
    }

    fn private_file(&self, _: &[u8], _: &str) -> Result<Option<Vec<u8>>, Missing> {
        Ok(None)
    }

    fn node_facts(&self, path: &str) -> Result<Vec<(String, String)>, Missing> {
        self.machine.node_facts(path)
    }

    fn environment(&self) -> Result<Vec<(OsString, OsString)>, Missing> {
        Ok(self.environment.clone())
    }

    fn state_dir(&self) -> Result<OsString, Missing> {
        // Files are planned there, and never written.
        Ok(format!("{STATE}/{}", self.account.uid).into())
    }

    fn engine_gid(&self) -> Result<Option<u32>, Missing> {
        self.machine.engine_gid()
    }

    fn now(&self) -> Result<i64, Missing> {
        self.machine.now()
    }
}
