//! The site: its machine, its user, its storage.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::Path;

use longshore::facts::{Account, AccountKey, Group, Host, Missing, PathFacts, PathKind, Reader};
use longshore::plan::PlannedFile;
use longshore::profile::{Source, SourceError, Text, shipped};

/// Profiles out of the program.
pub(crate) struct Shipped;

impl Source for Shipped {
    fn text(&self, reference: &str, _: Option<&str>) -> Result<Text, SourceError> {
        shipped(reference).ok_or_else(|| SourceError {
            wanted: reference.to_owned(),
            why: "it is not shipped".to_owned(),
            remedy: String::new(),
        })
    }
}

/// A machine on which alice (1000) works.
pub(crate) struct Site;

/// Where planned files lie.
const STATE: &str = "/var/lib/longshore";

fn missing(fact: &str) -> Missing {
    Missing { fact: fact.to_owned(), why: "this machine has none".to_owned() }
}

/// What paths lead to: links out of the listed storage, and all else where it stands.
fn real(path: &[u8]) -> Vec<u8> {
    let links: [(&[u8], &[u8]); 4] = [
        (b"/scratch/alice/etc", b"/etc"),
        (b"/scratch/alice/up", b"/"),
        (b"/project/link", b"/scratch/alice"),
        (b"/home/alice/sock", b"/var/run/docker.sock"),
    ];
    for (link, target) in links {
        if let Some(rest) = path.strip_prefix(link).filter(|rest| rest.is_empty() || rest.starts_with(b"/")) {
            let target = if target == b"/" { &b""[..] } else { target };
            let joined = [target, rest].concat();
            return if joined.is_empty() { b"/".to_vec() } else { joined };
        }
    }
    path.to_vec()
}

impl Host for Site {
    fn uid(&self) -> Result<u32, Missing> {
        Ok(1000)
    }

    fn gid(&self) -> Result<u32, Missing> {
        Ok(1000)
    }

    fn user(&self) -> Result<String, Missing> {
        Ok("alice".to_owned())
    }

    fn home(&self) -> Result<OsString, Missing> {
        Ok("/home/alice".into())
    }

    fn groups(&self) -> Result<Vec<Group>, Missing> {
        Ok(vec![Group { gid: 1000, name: Some("alice".to_owned()) }, Group { gid: 2000, name: Some("vo".to_owned()) }])
    }

    fn hostname(&self) -> Result<String, Missing> {
        Ok("node1".to_owned())
    }

    fn fqdn(&self) -> Result<String, Missing> {
        Ok("node1.example.org".to_owned())
    }

    fn cwd(&self) -> Result<OsString, Missing> {
        Ok("/scratch/alice".into())
    }

    fn env(&self, name: &OsStr) -> Option<OsString> {
        self.environment().ok()?.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    fn engine(&self, _: &str) -> Result<OsString, Missing> {
        Err(missing("engine"))
    }

    fn account(&self, key: AccountKey<'_>) -> Result<Account, Missing> {
        match key {
            AccountKey::Uid(1000) | AccountKey::Name("alice") => Ok(Account {
                name: "alice".to_owned(),
                uid: 1000,
                gid: 1000,
                gecos: "Alice".to_owned(),
                home: "/home/alice".into(),
                shell: "/bin/bash".into(),
            }),
            _ => Err(missing("account")),
        }
    }

    fn account_groups(&self, _: &Account) -> Result<Vec<Group>, Missing> {
        self.groups()
    }

    fn path(&self, path: &[u8], _: &Reader) -> Result<Option<PathFacts>, Missing> {
        let real = real(path);
        if real.ends_with(b"/missing") || real.ends_with(b"/config.json") {
            return Ok(None);
        }
        let kind = if real.ends_with(b".sock") || real.starts_with(b"/dev/") {
            PathKind::Special
        } else if real.contains(&b'.') {
            PathKind::File
        } else {
            PathKind::Directory
        };
        // The user's own directories are his to change.
        let own = [&b"/scratch/alice"[..], b"/home/alice", b"/project/a"];
        let replaceable = own.iter().filter(|own| real.starts_with(own) && real != **own).map(|own| own.to_vec());
        Ok(Some(PathFacts { replaceable: replaceable.collect(), real, kind }))
    }

    fn caller_file(&self, path: &[u8], _: &Reader) -> Result<Vec<u8>, Missing> {
        match path {
            b"/scratch/alice/env" => Ok(b"A=1\nB=2\n".to_vec()),
            b"/scratch/alice/evil.env" => Ok(b"A=1\nLD_PRELOAD=/x\n".to_vec()),
            b"/scratch/alice/labels" => Ok(b"org.example.a=1\n".to_vec()),
            b"/scratch/alice/evil.labels" => Ok(b"traefik.enable=true\n".to_vec()),
            _ => Err(missing("file")),
        }
    }

    fn private_file(&self, _: &[u8], _: &str) -> Result<Option<Vec<u8>>, Missing> {
        Err(missing("file"))
    }

    fn node_facts(&self, _: &str) -> Result<Vec<(String, String)>, Missing> {
        Ok(Vec::new())
    }

    fn environment(&self) -> Result<Vec<(OsString, OsString)>, Missing> {
        let pair = |name: &str, value: &str| (OsString::from(name), OsString::from(value));
        Ok(vec![
            pair("A", "of alice"),
            pair("PATH", "/home/alice/bin"),
            pair("TOKEN", "secret"),
            pair("HOME", "/home/alice"),
        ])
    }

    fn state_dir(&self) -> Result<OsString, Missing> {
        Ok(STATE.into())
    }

    fn engine_gid(&self) -> Result<Option<u32>, Missing> {
        Ok(Some(999))
    }

    fn now(&self) -> Result<i64, Missing> {
        Ok(1_700_000_000)
    }
}

/// A word with the copies of callers' files in the test's folder.
pub(crate) fn placed(word: OsString, dir: &Path) -> OsString {
    let bytes = word.as_bytes();
    for option in ["--env-file=", "--label-file="] {
        if let Some(path) = bytes.strip_prefix(option.as_bytes()) {
            let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or_default();
            let mut text = option.as_bytes().to_vec();
            text.extend(dir.as_os_str().as_bytes());
            text.push(b'/');
            text.extend(name);
            return OsString::from_vec(text);
        }
    }
    word
}

/// The name of a planned file.
pub(crate) fn name_of(file: &PlannedFile) -> &Path {
    Path::new(Path::new(&file.path).file_name().expect("a planned file has a name"))
}
