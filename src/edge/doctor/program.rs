//! The program itself: how it was built, where it lies, whether it decides and looks at paths as it should.

use std::ffi::OsString;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use crate::edge::host::Machine;
use crate::edge::trusted::{Opened, Owner};
use crate::facts::{AccountKey, Host as _, Reader};
use crate::golden::StaticHost;
use crate::plan::{Request, decide};
use crate::profile::{Shipped, load};

use super::Report;

const TOPIC: &str = "program";

pub(super) fn examine(report: &mut Report, machine: &Machine) {
    let path = rustix::fs::readlink("/proc/self/exe", Vec::new());
    let path = path.map(|path| String::from_utf8_lossy(path.as_bytes()).into_owned());
    match &path {
        Ok(path) => {
            match Opened::open(Path::new(path)).and_then(|opened| opened.check(Owner::ROOT)) {
                Ok(()) => report.good(TOPIC, format!("{path} is root's")),
                Err(why) => report.note(TOPIC, why, "install it as root where users can call it for others"),
            }
            match is_static(Path::new(path)) {
                Some(true) => report.good(TOPIC, "it is static"),
                Some(false) => {
                    report.note(TOPIC, "it is dynamic, which makes every start slower", "build it in its repository");
                }
                None => {}
            }
        }
        Err(_) => report.bad(TOPIC, "/proc is not there", "mount it: longshore knows itself and looks at paths by it"),
    }
    match self_test() {
        Ok(()) => report.good(TOPIC, "it decides a line as it should"),
        Err(why) => report.bad(TOPIC, format!("its self test fails: {why}"), "install it anew, and report it"),
    }
    let uid = machine.uid().unwrap_or_default();
    match machine.path(b"/", &Reader { uid, gids: Vec::new() }) {
        Ok(Some(_)) => {}
        Ok(None) => report.bad(TOPIC, "it does not find `/`", "report it"),
        Err(missing) => report.bad(TOPIC, missing.to_string(), "it calls itself to look at paths; see that it may"),
    }
    match machine.account(AccountKey::Uid(uid)) {
        Ok(account) => report.good("user database", format!("uid {uid} is {}", account.name)),
        Err(missing) => report.note("user database", missing.why, "`user`, `home` and identities need an entry"),
    }
}

/// Whether the program at `path` has no interpreter; `None` when it cannot be read.
#[expect(clippy::disallowed_methods, reason = "the edge looks at its own program")]
fn is_static(path: &Path) -> Option<bool> {
    const INTERPRETER: u32 = 3;
    let file = File::open(path).ok()?;
    let mut head = [0; 64];
    file.read_exact_at(&mut head, 0).ok()?;
    let number = |at: usize| head.get(at..at + 2).and_then(|bytes| bytes.try_into().ok()).map(u16::from_le_bytes);
    // The 64-bit little-endian form, which is all that is built.
    if head.get(..6) != Some(b"\x7fELF\x02\x01") {
        return None;
    }
    let offset = u64::from_le_bytes(head.get(32..40)?.try_into().ok()?);
    let (size, count) = (number(54)?, number(56)?);
    for index in 0..u64::from(count) {
        let mut kind = [0; 4];
        file.read_exact_at(&mut kind, offset + index * u64::from(size)).ok()?;
        if u32::from_le_bytes(kind) == INTERPRETER {
            return Some(false);
        }
    }
    Some(true)
}

/// A line under a shipped profile comes out as its golden case says.
fn self_test() -> Result<(), String> {
    let profile = load("cernvm", &Shipped).map_err(|error| error.to_string())?;
    let words = ["docker", "create", "-itu", "1000:1000", "-v", "/cvmfs/cernvm-prod.cern.ch:/cvm", "img", "-u"];
    let request = Request::of_words(words.map(OsString::from).into());
    let plan = decide(&request, &profile, &StaticHost::default()).map_err(|refusal| refusal.to_string())?;
    let expected = [
        "/usr/bin/docker",
        "create",
        "-it",
        "-v",
        "/cvmfs/cernvm-prod.cern.ch:/cvm",
        "--env=CERNVM_ROOT=/cvmfs/cernvm-prod.cern.ch/cvm3",
        "img",
        "-u",
    ];
    let is_expected = plan.steps.iter().all(|step| step.argv().skip(1).eq(expected.iter().skip(1).copied()));
    if is_expected { Ok(()) } else { Err("the rewritten line is another one".to_owned()) }
}
