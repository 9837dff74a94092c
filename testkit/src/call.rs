//! What a program sees of the world when it starts.
//!
//! `A=1 docker create -u 5 img` -> argv `docker create -u 5 img`, environment `A=1`, working directory, ids, open
//! descriptors, signal masks, umask, pid. Read from `/proc/self`, so nothing that a runtime tidies up is lost: order and
//! repetition in the environment, entries without `=`, inherited descriptors, ignored signals.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::PathBuf;
use std::process;

use serde_json::{Value, json};

use crate::words::{from_json, list_from_json, to_json};

/// One start of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// All words, the called name first.
    pub argv: Vec<OsString>,
    /// The environment in its order, repetitions included; an entry without `=` has no value.
    pub env: Vec<(OsString, Option<OsString>)>,
    /// The working directory.
    pub cwd: PathBuf,
    /// The real user.
    pub ruid: u32,
    /// The effective user.
    pub euid: u32,
    /// The real group.
    pub rgid: u32,
    /// The effective group.
    pub egid: u32,
    /// The supplementary groups, in the kernel's order.
    pub groups: Vec<u32>,
    /// Open descriptors above 2, and what each leads to.
    pub descriptors: Vec<(u32, OsString)>,
    /// Blocked signals: bit `n - 1` is signal `n`.
    pub blocked: u64,
    /// Ignored signals, alike.
    pub ignored: u64,
    /// The file mode creation mask.
    pub umask: u32,
    /// The process.
    pub pid: u32,
}

impl Call {
    /// What this process sees. Meant for the first moments of a program without Rust's start-up code, which would
    /// already have ignored SIGPIPE.
    #[must_use]
    pub fn observe() -> Self {
        let status = fs::read_to_string("/proc/self/status").expect("/proc/self/status is readable");
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            line.unwrap_or_else(|| panic!("/proc/self/status has no {name}")).trim()
        };
        let numbers = |name: &str| -> Vec<u32> {
            field(name).split_whitespace().map(|number| number.parse().expect("a number")).collect()
        };
        let mask = |name: &str| u64::from_str_radix(field(name), 16).expect("a hexadecimal mask");
        let (uids, gids) = (numbers("Uid"), numbers("Gid"));
        Call {
            argv: words_of("/proc/self/cmdline"),
            env: environment(),
            cwd: fs::read_link("/proc/self/cwd").expect("/proc/self/cwd is readable"),
            ruid: uids[0],
            euid: uids[1],
            rgid: gids[0],
            egid: gids[1],
            groups: numbers("Groups"),
            descriptors: descriptors(),
            blocked: mask("SigBlk"),
            ignored: mask("SigIgn"),
            umask: u32::from_str_radix(field("Umask"), 8).expect("an octal mask"),
            pid: process::id(),
        }
    }

    /// The words after the called name.
    #[must_use]
    pub fn words(&self) -> &[OsString] {
        self.argv.get(1..).unwrap_or_default()
    }

    /// The name it was called by.
    #[must_use]
    pub fn argv0(&self) -> &OsStr {
        self.argv.first().map_or(OsStr::new(""), OsString::as_os_str)
    }

    /// The value of an environment variable, the first if it stands there twice.
    #[must_use]
    pub fn var(&self, name: impl AsRef<OsStr>) -> Option<&OsStr> {
        let (_, value) = self.env.iter().find(|(key, _)| key == name.as_ref())?;
        value.as_deref()
    }

    /// Whether signal `number` was blocked.
    #[must_use]
    pub fn blocks(&self, number: u32) -> bool {
        self.blocked & (1 << (number - 1)) != 0
    }

    /// Whether signal `number` was ignored.
    #[must_use]
    pub fn ignores(&self, number: u32) -> bool {
        self.ignored & (1 << (number - 1)) != 0
    }

    /// The call as one JSON object.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let env = self.env.iter().map(|(name, value)| {
            let words = [Some(name), value.as_ref()];
            words.into_iter().flatten().map(|word| to_json(word)).collect::<Value>()
        });
        json!({
            "argv": self.argv.iter().map(|word| to_json(word)).collect::<Value>(),
            "argv0": to_json(self.argv0()),
            "env": env.collect::<Value>(),
            "cwd": to_json(self.cwd.as_os_str()),
            "ruid": self.ruid,
            "euid": self.euid,
            "rgid": self.rgid,
            "egid": self.egid,
            "groups": self.groups,
            "descriptors": self.descriptors.iter().map(|(number, to)| json!([number, to_json(to)])).collect::<Value>(),
            "blocked": self.blocked,
            "ignored": self.ignored,
            "umask": self.umask,
            "pid": self.pid,
        })
    }

    /// The call that [`Call::to_json`] wrote.
    #[must_use]
    pub fn from_json(value: &Value) -> Self {
        let array =
            |name: &str| value[name].as_array().unwrap_or_else(|| panic!("{name} is not a list: {value}")).iter();
        let mask = |name: &str| value[name].as_u64().unwrap_or_else(|| panic!("{name} is not a number: {value}"));
        let number = |name: &str| small(&value[name]);
        let variable = |pair: &Value| (from_json(&pair[0]), pair.get(1).map(from_json));
        Call {
            argv: list_from_json(&value["argv"]),
            env: array("env").map(variable).collect(),
            cwd: PathBuf::from(from_json(&value["cwd"])),
            ruid: number("ruid"),
            euid: number("euid"),
            rgid: number("rgid"),
            egid: number("egid"),
            groups: array("groups").map(small).collect(),
            descriptors: array("descriptors").map(|pair| (small(&pair[0]), from_json(&pair[1]))).collect(),
            blocked: mask("blocked"),
            ignored: mask("ignored"),
            umask: number("umask"),
            pid: number("pid"),
        }
    }
}

fn small(value: &Value) -> u32 {
    value.as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or_else(|| panic!("not a number: {value}"))
}

/// What the kernel handed over, not what a runtime made of it: with musl the standard library knows no words where Rust's own
/// start-up code did not run.
fn words_of(file: &str) -> Vec<OsString> {
    let bytes = fs::read(file).expect("a file of this process is readable");
    let Some(words) = bytes.strip_suffix(b"\0") else { return Vec::new() };
    words.split(|&byte| byte == 0).map(|word| OsString::from_vec(word.to_vec())).collect()
}

fn environment() -> Vec<(OsString, Option<OsString>)> {
    let part = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
    let split = |entry: OsString| match entry.as_bytes().iter().position(|&byte| byte == b'=') {
        Some(at) => (part(&entry.as_bytes()[..at]), Some(part(&entry.as_bytes()[at + 1..]))),
        None => (entry, None),
    };
    words_of("/proc/self/environ").into_iter().map(split).collect()
}

/// The open descriptors above 2, without the one that reads the list.
fn descriptors() -> Vec<(u32, OsString)> {
    let own = format!("/proc/{}/fd", process::id());
    let entries = fs::read_dir("/proc/self/fd").expect("/proc/self/fd is readable");
    let mut found: Vec<(u32, OsString)> = entries
        .filter_map(|entry| {
            let entry = entry.expect("an entry of /proc/self/fd");
            let number = str::from_utf8(entry.file_name().as_bytes()).ok()?.parse().ok()?;
            let target = fs::read_link(entry.path()).ok()?;
            (number > 2 && target.as_os_str() != own.as_str()).then(|| (number, target.into_os_string()))
        })
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_survives_json() {
        let mut call = Call::observe();
        call.argv.push(OsString::from_vec(b"\xff".to_vec()));
        call.env.push(("A".into(), Some("1=2".into())));
        call.env.push(("no value".into(), None));
        call.descriptors.push((9, "pipe:[1]".into()));
        assert_eq!(Call::from_json(&call.to_json()), call);
    }

    #[test]
    fn what_is_observed_is_this_process() {
        let call = Call::observe();
        assert_eq!(call.pid, process::id());
        assert_eq!(call.var("PATH"), std::env::var_os("PATH").as_deref());
        assert!(call.ignores(13), "Rust's start-up code ignores SIGPIPE");
    }
}
