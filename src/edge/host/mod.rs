//! Facts from the kernel and the user database of this machine.
//!
//! `${user}` with uid 1000 -> what `getent passwd 1000` says, asked once and only when a profile needs it.

mod called;
mod database;
mod files;
mod local;
mod look;
mod private;
mod state;

use std::cell::OnceCell;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

use rustix::process::{getegid, geteuid, getgid, getuid};

use crate::argv::quote;
use crate::facts::{Account, AccountKey, Group, Host, Missing, PathFacts, Reader};
use crate::yaml;

use super::process::{Program, io_text};
use super::read::whole;
use super::trusted::{Owner, read_trusted};

pub use called::CalledBy;
pub(super) use database::members;
use look::LookAs;
pub use look::{is_look, look_main};
use state::state_dir;
pub(super) use state::{MODE as STATE_MODE, STATE, make, trusted_directory};

/// This machine and this process. Nothing is asked before it is needed.
#[derive(Debug)]
pub struct Machine {
    account: OnceCell<Result<Account, String>>,
    looker: look::Looker,
    owner: Owner,
    state: PathBuf,
    state_of_caller: OnceCell<Result<PathBuf, String>>,
    engine_gid: OnceCell<Result<Option<u32>, Missing>>,
    environment: OnceCell<Vec<(OsString, OsString)>>,
}

impl Default for Machine {
    fn default() -> Machine {
        Machine::with("/proc/self/exe".into(), Owner::ROOT, STATE.into())
    }
}

fn missing(fact: &str, why: impl Into<String>) -> Missing {
    Missing { fact: fact.to_owned(), why: why.into() }
}

impl Machine {
    /// A machine on which `program` is longshore, `owner` is trusted like root, and `state` is the directory for files
    /// that longshore makes; for tests.
    #[must_use]
    pub fn with(program: PathBuf, owner: Owner, state: PathBuf) -> Machine {
        Machine {
            account: OnceCell::new(),
            looker: look::Looker::new(program),
            owner,
            state,
            state_of_caller: OnceCell::new(),
            engine_gid: OnceCell::new(),
            environment: OnceCell::new(),
        }
    }

    fn path_by(&self, path: &[u8], look_as: &LookAs) -> Result<Option<PathFacts>, Missing> {
        let fact = || format!("path {}", quote::short_bytes(path));
        self.looker.path(path, look_as).map_err(|error| missing(&fact(), error.to_string()))
    }

    fn file_by(&self, path: &[u8], look_as: &LookAs) -> Result<Vec<u8>, Missing> {
        let fact = || format!("file {}", quote::short_bytes(path));
        self.looker.file(path, look_as).map_err(|error| missing(&fact(), error.to_string()))
    }

    /// The caller's entry in the user database.
    fn own_account(&self, fact: &str) -> Result<&Account, Missing> {
        let entry = self.account.get_or_init(|| database::account(AccountKey::Uid(caller().0)));
        entry.as_ref().map_err(|why| missing(fact, why.clone()))
    }
}

/// Who calls: user and group id.
///
/// HTCondor asks for version and information as root turned condor: there the effective id says who asks.
pub(super) fn caller() -> (u32, u32) {
    if getuid().is_root() { (geteuid().as_raw(), getegid().as_raw()) } else { (getuid().as_raw(), getgid().as_raw()) }
}

#[deny(clippy::missing_trait_methods)]
impl Host for Machine {
    fn uid(&self) -> Result<u32, Missing> {
        Ok(caller().0)
    }

    fn gid(&self) -> Result<u32, Missing> {
        Ok(caller().1)
    }

    fn user(&self) -> Result<String, Missing> {
        self.own_account("user").map(|account| account.name.clone())
    }

    fn home(&self) -> Result<OsString, Missing> {
        let home = &self.own_account("home")?.home;
        if home.is_empty() {
            return Err(missing("home", "the user database names no home directory"));
        }
        Ok(home.clone())
    }

    fn groups(&self) -> Result<Vec<Group>, Missing> {
        if getuid().is_root() && !geteuid().is_root() {
            // The process has root's groups, not those of the user it has become.
            return self.account_groups(self.own_account("group")?);
        }
        let others = rustix::process::getgroups().map_err(|error| missing("group", io_text(&error.into())))?;
        let gids = std::iter::once(caller().1).chain(others.iter().map(|gid| gid.as_raw()));
        database::named(gids.collect()).map_err(|why| missing("group", why))
    }

    fn hostname(&self) -> Result<String, Missing> {
        let name = rustix::system::uname();
        name.nodename().to_str().map(str::to_owned).map_err(|_| missing("hostname", "the name is not UTF-8"))
    }

    fn fqdn(&self) -> Result<String, Missing> {
        let name = self.hostname()?;
        if name.contains('.') {
            return Ok(name);
        }
        database::full_host_name(&name).map_err(|why| missing("fqdn", why))
    }

    fn cwd(&self) -> Result<OsString, Missing> {
        let path = rustix::process::getcwd(Vec::new()).map_err(|error| missing("cwd", io_text(&error.into())))?;
        let bytes = path.into_bytes();
        if !bytes.starts_with(b"/") {
            return Err(missing("cwd", "the working directory is outside this root"));
        }
        Ok(OsString::from_vec(bytes))
    }

    #[expect(clippy::disallowed_methods, reason = "the edge answers for the environment")]
    fn env(&self, name: &OsStr) -> Option<OsString> {
        // var_os takes the first of duplicates, as the clients do.
        if name.is_empty() || name.as_bytes().contains(&b'=') || name.as_bytes().contains(&0) {
            return None;
        }
        std::env::var_os(name)
    }

    fn engine(&self, name: &str) -> Result<OsString, Missing> {
        let path = self.env(OsStr::new("PATH")).ok_or_else(|| missing("engine", "PATH is not set"))?;
        let candidates = which::which_in_all(name, Some(path), "/").map_err(|_| no_engine(name))?;
        let other = candidates.into_iter().find(|path| path.is_absolute() && !Program::at(path).is_longshore());
        other.map(PathBuf::into_os_string).ok_or_else(|| no_engine(name))
    }

    fn account(&self, key: AccountKey<'_>) -> Result<Account, Missing> {
        database::account(key).map_err(|why| missing("account", why))
    }

    fn account_groups(&self, account: &Account) -> Result<Vec<Group>, Missing> {
        database::account_groups(account).map_err(|why| missing("group", why))
    }

    fn path(&self, path: &[u8], reader: &Reader) -> Result<Option<PathFacts>, Missing> {
        self.path_by(path, &LookAs::of(reader))
    }

    fn caller_file(&self, path: &[u8], reader: &Reader) -> Result<Vec<u8>, Missing> {
        self.file_by(path, &LookAs::of(reader))
    }

    fn private_file(&self, directory: &[u8], name: &str) -> Result<Option<Vec<u8>>, Missing> {
        let fact = || format!("directory {}", quote::short_bytes(directory));
        private::file(Path::new(OsStr::from_bytes(directory)), name).map_err(|why| missing(&fact(), why))
    }

    fn node_facts(&self, path: &str) -> Result<Vec<(String, String)>, Missing> {
        let text = read_trusted(Path::new(path), self.owner).map_err(|why| missing("fact", why))?;
        let located = |fault: yaml::Fault| missing("fact", format!("{path}:{fault}"));
        let node = yaml::parse(&text, 0).map_err(located)?;
        let pairs = node.mapping().map_err(located)?.iter();
        pairs
            .map(|(key, value)| Ok((key.text()?.to_owned(), value.scalar()?.to_owned())))
            .collect::<Result<_, _>>()
            .map_err(located)
    }

    fn environment(&self) -> Result<Vec<(OsString, OsString)>, Missing> {
        Ok(self.environment.get_or_init(environment).clone())
    }

    fn state_dir(&self) -> Result<OsString, Missing> {
        let find = || state_dir(&self.state, self.owner, self.env(OsStr::new("XDG_RUNTIME_DIR")));
        let dir = self.state_of_caller.get_or_init(find).as_ref();
        dir.map(|path| path.as_os_str().to_owned()).map_err(|why| missing("state_dir", why.clone()))
    }

    fn engine_gid(&self) -> Result<Option<u32>, Missing> {
        self.engine_gid.get_or_init(engine_gid).clone()
    }

    #[expect(clippy::disallowed_methods, reason = "the edge answers for the clock")]
    fn now(&self) -> Result<i64, Missing> {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let seconds = since.ok().and_then(|since| i64::try_from(since.as_secs()).ok());
        seconds.ok_or_else(|| missing("now", "the clock stands before 1970"))
    }
}

/// The group that may write to the engine's socket.
fn engine_gid() -> Result<Option<u32>, Missing> {
    const GROUP_WRITES: u32 = 0o020;
    match rustix::fs::stat("/var/run/docker.sock") {
        Ok(stat) => Ok((stat.st_mode & GROUP_WRITES != 0 && stat.st_gid != 0).then_some(stat.st_gid)),
        // An engine without a socket there gives no group a way to it.
        Err(rustix::io::Errno::NOENT | rustix::io::Errno::NOTDIR) => Ok(None),
        Err(error) => Err(missing("engine_gid", format!("/var/run/docker.sock: {}", io_text(&error.into())))),
    }
}

/// The environment in its order, with what stands there twice and what has no name.
#[expect(clippy::disallowed_methods, reason = "the edge answers for the environment")]
fn environment() -> Vec<(OsString, OsString)> {
    match whole("/proc/self/environ", u64::MAX) {
        Ok(bytes) => entries(&bytes.unwrap_or_default()),
        // The kernel does not show it to root turned another user, as HTCondor calls. The standard library leaves out what
        // has no name, and so does everything that is built from this.
        Err(_) => std::env::vars_os().collect(),
    }
}

/// The entries of an environment as the kernel has it, a NUL byte after each. One without `=` comes with an empty name.
fn entries(bytes: &[u8]) -> Vec<(OsString, OsString)> {
    let entry = |entry: &[u8]| {
        let (name, value) = match entry.iter().position(|&byte| byte == b'=') {
            Some(at) => (entry.get(..at).unwrap_or_default(), entry.get(at + 1..).unwrap_or_default()),
            None => (&b""[..], entry),
        };
        (OsStr::from_bytes(name).to_owned(), OsStr::from_bytes(value).to_owned())
    };
    let Some(bytes) = bytes.strip_suffix(b"\0") else { return Vec::new() };
    bytes.split(|&byte| byte == 0).map(entry).collect()
}

fn no_engine(name: &str) -> Missing {
    missing("engine", format!("PATH has no {name} besides longshore itself"))
}

#[cfg(test)]
mod tests {
    use super::entries;

    #[test]
    fn an_environment_keeps_its_order_its_duplicates_and_what_has_no_name() {
        let pair = |name: &str, value: &str| (name.into(), value.into());
        let found = entries(b"B=1\0A=x=y\0B=2\0=C\0D\0E=\0");
        assert_eq!(
            found,
            [pair("B", "1"), pair("A", "x=y"), pair("B", "2"), pair("", "C"), pair("", "D"), pair("E", "")]
        );
        assert_eq!(entries(b""), []);
    }
}
