//! Facts from the kernel and the user database of this machine.
//!
//! `${user}` with uid 1000 -> what `getent passwd 1000` says, asked once and only when a profile needs it.

use std::cell::OnceCell;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::Path;

use crate::facts::{Account, AccountKey, Group, Host, Missing, PathFacts, Reader};

use super::process::{Program, capture};

/// This machine and this process. Nothing is asked before it is needed.
#[derive(Debug, Default)]
pub struct Machine {
    passwd: OnceCell<Result<Vec<Vec<u8>>, Missing>>,
}

fn missing(fact: &str, why: impl Into<String>) -> Missing {
    Missing { fact: fact.to_owned(), why: why.into() }
}

impl Machine {
    /// The fields of the caller's entry in the user database.
    fn passwd(&self, fact: &str) -> Result<&[Vec<u8>], Missing> {
        let entry = self.passwd.get_or_init(|| {
            let uid = self.uid()?;
            let line = getent("passwd", &uid.to_string())
                .ok_or_else(|| missing("user", format!("the user database has no uid {uid}")))?;
            Ok(line.split(|&byte| byte == b':').map(<[u8]>::to_vec).collect())
        });
        match entry {
            Ok(fields) => Ok(fields),
            Err(error) => Err(missing(fact, error.why.clone())),
        }
    }
}

/// The first line that getent has for `key`. The C library's own look-up does not work in a static binary.
fn getent(database: &str, key: &str) -> Option<Vec<u8>> {
    let program = ["/usr/bin/getent", "/bin/getent"].into_iter().find(|path| rustix::fs::stat(*path).is_ok())?;
    let output = capture(Path::new(program), &[OsStr::new(database), OsStr::new(key)])?;
    output.split(|&byte| byte == b'\n').next().filter(|line| !line.is_empty()).map(<[u8]>::to_vec)
}

impl Host for Machine {
    fn uid(&self) -> Result<u32, Missing> {
        let (real, effective) = (rustix::process::getuid(), rustix::process::geteuid());
        // HTCondor asks for version and information as root turned condor: there the effective id says who asks.
        Ok(if real.is_root() { effective } else { real }.as_raw())
    }

    fn gid(&self) -> Result<u32, Missing> {
        let is_root = rustix::process::getuid().is_root();
        Ok(if is_root { rustix::process::getegid() } else { rustix::process::getgid() }.as_raw())
    }

    fn user(&self) -> Result<String, Missing> {
        let name = self.passwd("user")?.first().cloned().unwrap_or_default();
        String::from_utf8(name).map_err(|_| missing("user", "the name is not UTF-8"))
    }

    fn home(&self) -> Result<OsString, Missing> {
        let home = self.passwd("home")?.get(5).cloned().unwrap_or_default();
        if home.is_empty() {
            return Err(missing("home", "the user database names no home directory"));
        }
        Ok(OsString::from_vec(home))
    }

    fn groups(&self) -> Result<Vec<Group>, Missing> {
        let others = rustix::process::getgroups().map_err(|error| missing("group", error.to_string()))?;
        let mut gids = vec![self.gid()?];
        gids.extend(others.iter().map(|gid| gid.as_raw()));
        let mut groups: Vec<Group> = Vec::new();
        for gid in gids {
            if groups.iter().all(|group| group.gid != gid) {
                let line = getent("group", &gid.to_string());
                let name = line.and_then(|line| {
                    let name = line.split(|&byte| byte == b':').next().unwrap_or_default().to_vec();
                    String::from_utf8(name).ok()
                });
                groups.push(Group { gid, name });
            }
        }
        Ok(groups)
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
        let line = getent("hosts", &name).ok_or_else(|| missing("fqdn", format!("the hosts database lacks {name}")))?;
        let text = String::from_utf8_lossy(&line).into_owned();
        let full = text.split_whitespace().skip(1).find(|candidate| candidate.contains('.'));
        full.map(str::to_owned)
            .ok_or_else(|| missing("fqdn", format!("the hosts database has no full name for {name}")))
    }

    fn cwd(&self) -> Result<OsString, Missing> {
        let path = rustix::process::getcwd(Vec::new()).map_err(|error| missing("cwd", error.to_string()))?;
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
        other.map(std::path::PathBuf::into_os_string).ok_or_else(|| no_engine(name))
    }

    fn account(&self, _: AccountKey<'_>) -> Result<Account, Missing> {
        Err(missing("account", "not yet asked on a machine"))
    }

    fn account_groups(&self, _: &Account) -> Result<Vec<Group>, Missing> {
        Err(missing("account_groups", "not yet asked on a machine"))
    }

    fn path(&self, _: &[u8], _: &Reader) -> Result<Option<PathFacts>, Missing> {
        Err(missing("path", "not yet asked on a machine"))
    }

    fn caller_file(&self, _: &[u8], _: &Reader) -> Result<Vec<u8>, Missing> {
        Err(missing("file", "not yet asked on a machine"))
    }

    fn node_facts(&self, _: &str) -> Result<Vec<(String, String)>, Missing> {
        Err(missing("fact", "not yet asked on a machine"))
    }

    fn environment(&self) -> Result<Vec<(OsString, OsString)>, Missing> {
        Err(missing("environment", "not yet asked on a machine"))
    }

    fn state_dir(&self) -> Result<OsString, Missing> {
        Err(missing("state_dir", "not yet asked on a machine"))
    }

    fn engine_gid(&self) -> Result<Option<u32>, Missing> {
        Err(missing("engine_gid", "not yet asked on a machine"))
    }

    fn now(&self) -> Result<i64, Missing> {
        Err(missing("now", "not yet asked on a machine"))
    }
}

fn no_engine(name: &str) -> Missing {
    missing("engine", format!("PATH has no {name} besides longshore itself"))
}
