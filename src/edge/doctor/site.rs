//! The site directory and the profiles: which called name leads to which, whose files they are, where longshore's own
//! files go.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::lstat;

use crate::edge::host::{Machine, STATE, caller, trusted_directory};
use crate::edge::process::{Program, io_text};
use crate::edge::select::{Choice, Chosen, SelectError, Selected, select};
use crate::edge::site::{Site, good, previous};
use crate::edge::trusted::Owner;
use crate::edge::{FileSource, check_engine, lies_there, profile_names, read_document};
use crate::facts::{AccountKey, Host as _};
use crate::plan::let_through;
use crate::profile::{Caller, LoadError, Profile, load};

use super::{Level, Report};

/// Looks at the site and gives the profile that counts when nobody chooses one.
pub(super) fn examine(report: &mut Report, site: &Site, machine: &Machine) -> Option<Profile> {
    let is_site = site.exists().unwrap_or(true);
    if is_site {
        directory(report, site);
    } else {
        let text = format!("there is no {}: callers choose their profiles", site.path().display());
        report.note("site", text, "install a profile to decide for this machine");
    }
    let mut counting = None;
    let mut asked = BTreeSet::new();
    for (called, choice) in choices() {
        match select(&choice, site, machine) {
            Ok(selected) => {
                chosen(report, &called, &selected);
                asked.extend(selected.profile.starter.ask.as_ref().map(|(_, program)| program.clone()));
                if choice.called.is_none() {
                    counting = Some(selected.profile);
                }
            }
            Err(error @ SelectError::NotSelectable { .. }) => {
                let remedy =
                    format!("list the name under `selectable` in {}, or remove the link", site.profile().display());
                report.note("profile", format!("called as {called}: {error}"), remedy);
            }
            Err(error) => {
                let (why, remedy) = error.fault().map_or_else(|| (error.to_string(), String::new()), LoadError::parts);
                let level = if is_site || choice.called.is_some() { Level::Bad } else { Level::Note };
                report.add("profile", level, format!("called as {called}: {why}"), remedy);
            }
        }
    }
    for program in asked {
        batch_system(report, Path::new(&program));
    }
    if is_site {
        selectable(report, site, counting.as_ref(), machine);
    }
    if let Some(profile) = &counting {
        report.profile = profile.files.first().map(|file| file.path.clone());
        report.has_policy = profile.policy.is_some();
        if report.has_policy {
            policy(report, profile, machine);
        }
    }
    counting
}

fn directory(report: &mut Report, site: &Site) {
    let path = site.path();
    match trusted_directory(path, site.owner()) {
        Ok(_) => report.good("site", format!("{} is root's", path.display())),
        Err(why) => report.bad("site", why, "nobody but root may write there"),
    }
    let loads = |file: &Path| load(&file.display().to_string(), &FileSource::strict(site)).is_ok();
    good_copy(report, &site.profile(), "", &loads);
    match profile_names(site) {
        Ok(names) => {
            for name in names {
                good_copy(report, &site.profile_named(&name), &format!(" --as {name}"), &loads);
            }
        }
        Err(why) => report.bad("site", why, "let it be a directory that everybody can read, or remove it"),
    }
    match site.is_disabled() {
        Ok(false) => {}
        Ok(true) => {
            let text = format!("{}/disabled: profiles that only rewrite leave lines as they are", path.display());
            report.bad("site", text, "remove the file when the trouble is over");
        }
        Err(why) => report.bad("site", why, "it stops profiles that only rewrite; remove it"),
    }
}

/// Whether jobs that run can be ended also while somebody has broken the file.
fn good_copy(report: &mut Report, file: &Path, and: &str, loads: &dyn Fn(&Path) -> bool) {
    let shown = file.display();
    let text = match read_document(file) {
        Ok(text) => text,
        Err(why) if lies_there(&good(file)) || lies_there(&previous(file)) => {
            let remedy =
                format!("`longshore profile rollback{and}` brings it back; where it is not wanted, remove its copies");
            return report.bad("site", format!("{why}, and copies of it are kept"), remedy);
        }
        Err(why) if lies_there(file) => return report.bad("site", why, "fix or remove it"),
        // What counts and is not there is told where it counts.
        Err(_) => return,
    };
    let install = format!("`longshore profile install {shown}{and} --no-cases` keeps one");
    let back = format!("`longshore profile rollback{and}` brings back the older one");
    match (read_document(&good(file)), loads(file)) {
        (Ok(good), _) if good == text => {}
        (Ok(_), loads) => {
            let text = format!("{shown} was changed after it was installed, so its good copy is an older one");
            let first = if loads { install } else { "correct it".to_owned() };
            report.note("site", text, format!("{first}, or {back}"));
        }
        (Err(_), true) => {
            let text =
                format!("{shown} has no good copy, so jobs cannot be ended under its rules when somebody breaks it");
            report.note("site", text, install);
        }
        (Err(_), false) if lstat(previous(file)).is_ok() => {
            let text = format!("{shown} does not load, and no copy of what was last installed is kept");
            report.note("site", text, format!("correct it, or {back}"));
        }
        (Err(_), false) => {
            let text = format!("{shown} does not load, and no copy of it is kept: only HTCondor's jobs can be ended");
            report.note("site", text, format!("correct it; then {install} for the next time"));
        }
    }
}

/// How the drop-in may be called here: by the engines' names, and by every other name of this program on the PATH.
#[expect(clippy::disallowed_methods, reason = "the edge looks for its own names")]
fn choices() -> Vec<(String, Choice)> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let own = rustix::fs::readlink("/proc/self/exe", Vec::new()).ok();
    let own = own.and_then(|own| Path::new(OsStr::from_bytes(own.as_bytes())).parent().map(Path::to_path_buf));
    let folders = std::env::split_paths(&path).chain(own).filter(|path| path.is_absolute());
    let mut found = vec![("docker".to_owned(), Choice::default())];
    let mut known = BTreeSet::new();
    for folder in folders {
        // `/bin` is `/usr/bin` on most machines.
        if !rustix::fs::stat(&folder).is_ok_and(|stat| known.insert((stat.st_dev, stat.st_ino))) {
            continue;
        }
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let profile = name.strip_prefix("docker-").or_else(|| name.strip_prefix("podman-"));
            let Some(profile) = profile.filter(|profile| !profile.is_empty()) else { continue };
            if Program::at(&entry.path()).is_longshore() {
                let choice = Choice { called: Some(profile.to_owned()), ..Choice::default() };
                found.push((entry.path().display().to_string(), choice));
            }
        }
    }
    found
}

fn chosen(report: &mut Report, called: &str, selected: &Selected) {
    let path = selected.profile.files.first().map_or("", |file| file.path.as_str());
    let policy = if selected.profile.policy.is_some() { "with a policy" } else { "only rewrites" };
    let text = format!("called as {called}: {path} ({policy}), chosen by {}", selected.chosen);
    match &selected.broken {
        None if selected.chosen == Chosen::Variable => {
            report.note("profile", text, "a variable of the caller's decides; sudo drops it by env_reset");
        }
        None => report.good("profile", text),
        Some(error) => {
            let remedy = "fix the file, or let `longshore profile rollback` bring the installed one back";
            let (why, _) = error.parts();
            report.bad("profile", format!("{text}, {}: {why}", let_through(&selected.profile)), remedy);
        }
    }
}

/// The program that `longshore prune --orphans` asks about jobs.
fn batch_system(report: &mut Report, program: &Path) {
    const TOPIC: &str = "prune";
    match rustix::fs::access(program, rustix::fs::Access::EXEC_OK) {
        Ok(()) => report.good(TOPIC, format!("{} can be asked about jobs", program.display())),
        Err(error) => report.bad(
            TOPIC,
            format!("{} cannot be asked about jobs: {}", program.display(), io_text(&error.into())),
            "until it is there, `prune --orphans` removes nothing; name the right one as `prune: {ask: PATH}`",
        ),
    }
}

/// What the site lets callers choose has to load.
fn selectable(report: &mut Report, site: &Site, own: Option<&Profile>, machine: &Machine) {
    for name in own.map_or(&[][..], |profile| &profile.selectable) {
        let choice = Choice { called: Some(name.clone()), ..Choice::default() };
        match select(&choice, site, machine) {
            Ok(selected) if selected.broken.is_none() => {}
            Ok(_) | Err(_) => report.bad(
                "profile",
                format!("`{name}` is selectable and does not load"),
                format!("see `longshore profile check {name}`"),
            ),
        }
    }
}

/// What a policy needs of the machine.
fn policy(report: &mut Report, profile: &Profile, machine: &Machine) {
    match check_engine(profile, Owner::ROOT) {
        Ok(()) => report.good("policy", "the engine is root's"),
        Err(error) => report.bad("policy", error.to_string(), ""),
    }
    if profile.policy.as_ref().is_some_and(|policy| policy.is_observed) {
        report.note("policy", "`mode: observe`: what it would refuse is run", "remove the key when the trial is over");
    }
    let mut uids = vec![0];
    for listed in &profile.persons.callers {
        match listed {
            Caller::Uid(uid) => uids.push(*uid),
            Caller::Name(name) => match machine.account(AccountKey::Name(name)) {
                Ok(account) => uids.push(account.uid),
                Err(missing) => {
                    let text = format!("`callers` lists {name}: {}", missing.why);
                    report.bad("policy", text, "list users of this machine");
                }
            },
        }
    }
    uids.sort_unstable();
    uids.dedup();
    for uid in uids {
        let path = if uid == 0 { PathBuf::from(STATE) } else { Path::new(STATE).join(uid.to_string()) };
        match trusted_directory(&path, Owner::or(uid)) {
            Ok(_) => report.good("files", format!("{} is there for uid {uid}", path.display())),
            // Root makes its own when it is needed.
            Err(_) if uid == 0 && lstat(&path).is_err() => {}
            Err(why) => {
                let own = profile.files.first().map_or("PROFILE", |file| file.path.as_str());
                let install = format!("`longshore profile install {own} --no-cases` makes it");
                let is_there = lstat(&path).is_ok();
                report.bad("files", why, if is_there { format!("remove it: {install} anew") } else { install });
            }
        }
    }
    if caller().0 != 0 {
        let text = "you are not root, so what is root's to see was not looked at";
        report.note("files", text, "run it as root, too");
    }
}
