//! Who reaches the engine without longshore, and whether the system log listens.

use std::ffi::OsStr;
use std::os::unix::net::UnixDatagram;

use rustix::fs::{Access, AtFlags, CWD, accessat, stat};

use crate::edge::host::{Machine, caller, members};
use crate::edge::process::io_text;
use crate::facts::{AccountKey, Host as _};
use crate::profile::{Audit, Caller, Profile};

use super::Report;

const TOPIC: &str = "socket";

pub(super) fn examine(report: &mut Report, profile: Option<&Profile>, machine: &Machine) {
    for path in ["/var/run/docker.sock", "/run/podman/podman.sock"] {
        socket(report, path, profile, machine);
    }
    if let Some(host) = machine.env(OsStr::new("DOCKER_HOST")).filter(|host| !host.is_empty()) {
        let host = crate::argv::quote::short(&host);
        report.note(TOPIC, format!("DOCKER_HOST is {host}: the client goes there"), "under a policy it does not");
    }
    if let Some((profile, audit)) = profile.and_then(|profile| Some((profile, profile.handling.audit.as_ref()?))) {
        records(report, audit, &profile.persons.callers);
    }
}

/// Whether decisions are recorded, and where.
fn records(report: &mut Report, audit: &Audit, callers: &[Caller]) {
    let connected = UnixDatagram::unbound().and_then(|socket| socket.connect("/dev/log"));
    let Err(error) = connected else { return report.good("audit", "the system log listens on /dev/log") };
    let why = format!("/dev/log: {}", io_text(&error));
    let remedy = "start a system log, such as systemd-journald or rsyslog";
    // Only root writes the file, so it takes the place of the log where nobody else is to call.
    let others: Vec<String> = callers.iter().filter(|caller| !caller.is_root()).map(ToString::to_string).collect();
    match &audit.file {
        _ if audit.must_be_recorded => {
            report.bad("audit", format!("every line is refused, as `on_failure: refuse` says: {why}"), remedy);
        }
        Some(file) if others.is_empty() => {
            report.note("audit", format!("only root's decisions are recorded, in {file}: {why}"), remedy);
        }
        Some(file) => {
            let others = others.join(", ");
            let text = format!("only root's decisions are recorded, in {file}, and `callers` lists {others}: {why}");
            report.bad("audit", text, format!("{remedy}: nobody but root writes {file}"));
        }
        None => {
            let or = if others.is_empty() { ", or name a file by `audit: { file: PATH }`" } else { "" };
            report.bad("audit", format!("no decision is recorded: {why}"), format!("{remedy}{or}"));
        }
    }
}

/// Whether a user is one of the profile's `callers`, who start containers for others.
fn is_caller(user: &str, profile: Option<&Profile>, machine: &Machine) -> bool {
    let uid = || machine.account(AccountKey::Name(user)).map(|account| account.uid).ok();
    profile.is_some_and(|profile| {
        profile.persons.callers.iter().any(|caller| match caller {
            Caller::Name(name) => name == user,
            Caller::Uid(listed) => uid() == Some(*listed),
        })
    })
}

fn socket(report: &mut Report, path: &str, profile: Option<&Profile>, machine: &Machine) {
    const GROUP_WRITES: u32 = 0o020;
    const OTHERS_WRITE: u32 = 0o002;
    let Ok(found) = stat(path) else { return };
    if found.st_mode & OTHERS_WRITE != 0 {
        let text = format!("everybody may use {path}, so no policy holds on this machine");
        report.bad(TOPIC, text, "take the right away from others: mode 0660");
    } else if found.st_mode & GROUP_WRITES != 0 && found.st_gid != 0 {
        let (group, members) = members(found.st_gid).unwrap_or_default();
        let group = group.unwrap_or_else(|| found.st_gid.to_string());
        let (callers, others): (Vec<_>, Vec<_>) = members.into_iter().partition(|one| is_caller(one, profile, machine));
        match (callers.as_slice(), others.as_slice()) {
            ([], []) => {
                let text = format!("the group {group} uses {path} without longshore; it has no members now");
                report.note(
                    TOPIC,
                    text,
                    "let users come by longshore through sudo or the batch system, not by the group",
                );
            }
            (callers, []) => {
                let text = format!(
                    "of users, only {} uses {path}, by the group {group}, as `callers` lists",
                    callers.join(", ")
                );
                report.good(TOPIC, text);
            }
            (_, others) => {
                let who = others.join(", ");
                let text =
                    format!("{who} uses {path} without longshore, by the group {group}, so no policy holds there");
                let remedy = "let users come by longshore through sudo or the batch system, not by the group; list the batch \
                              system's own user under `callers`";
                report.note(TOPIC, text, remedy);
            }
        }
    } else {
        report.good(TOPIC, format!("only root uses {path}"));
    }
    let (uid, _) = caller();
    if uid != 0 && accessat(CWD, path, Access::WRITE_OK, AtFlags::EACCESS).is_ok() {
        let text = format!("uid {uid} uses {path} without longshore, so a policy is a convenience for it");
        report.note(TOPIC, text, "");
    }
}
