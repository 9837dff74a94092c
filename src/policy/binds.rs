//! Host paths, looked at before the line is written.
//!
//! `-v ./in:/in` in `/data/a` under `binds: [{source: "/data/**"}]` -> the path `/data/a/in`, which is listed, exists, leads
//! nowhere else, and in whose place the submitter can put nothing else. The line is then written with that very path.
//!
//! Only what matches an entry as text is looked at on the file system, so that nobody can make longshore touch other
//! paths.

use std::fmt::Write as _;

use super::client_files::FileCopy;
use super::mounts::{extra_fault, target_fault_among};
use super::near::near;
use super::{Denied, Entry, Submitter, is_granted};
use crate::argv::{Verb, Word, quote};
use crate::effects::{Asked, At, Effects, MountAccess, Mounted, Relabel, Source, Who};
use crate::facts::{PathFacts, PathKind, Reader};
use crate::profile::allow::{BindEntry, Policy, Required};
use crate::profile::{FileFault, Identity, Persons, Surroundings};
use crate::values::{Principal, Propagation, path};

/// A path that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Which words ask for it.
    pub at: At,
    /// As it was written.
    pub given: Vec<u8>,
    /// As it is written on the final line: absolute and without links.
    pub real: Vec<u8>,
    /// The copy that is handed on in the place of the caller's files.
    pub copy: Option<FileCopy>,
}

impl Settled {
    /// The path on the final line.
    #[must_use]
    pub fn path(&self) -> &[u8] {
        &self.real
    }
}

/// What paths are looked at with.
pub struct Look<'c> {
    /// The effects of the line as the rules left it.
    pub effects: &'c Effects,
    pub words: &'c [Word],
    pub policy: &'c Policy,
    /// The profile's persons.
    pub persons: &'c Persons,
    /// The job's user.
    pub submitter: &'c Submitter,
    /// As whom the client will run.
    pub process_uid: u32,
    /// The copies that the line names.
    pub copies: &'c [FileCopy],
    /// What is wrong with files of which there are no copies.
    pub faults: &'c [FileFault],
    /// The machine, the node and the job.
    pub around: &'c Surroundings<'c>,
}

/// Looks at all host paths that the caller asks for.
///
/// # Errors
/// What is not allowed.
pub fn settle(look: &Look<'_>) -> Result<Vec<Settled>, Vec<Denied>> {
    let mut settled = Vec::new();
    let mut denied = Vec::new();
    for asked in &look.effects.mounts.mounted {
        let Source::Host(given) = &asked.value.source else { continue };
        if is_granted(look.words, asked.at) {
            continue;
        }
        match look.bind(given, asked) {
            Ok(one) => settled.push(one),
            Err(one) => denied.push(*one),
        }
    }
    for asked in &look.effects.files.list {
        if is_granted(look.words, asked.at) {
            continue;
        }
        match look.file(asked) {
            Ok(one) => settled.extend(one),
            Err(one) => denied.push(*one),
        }
    }
    if denied.is_empty() { Ok(settled) } else { Err(denied) }
}

impl Look<'_> {
    pub(super) fn denied(
        &self,
        effect: &'static str,
        path: &[u8],
        at: Option<At>,
        why: impl Into<String>,
        remedy: &str,
    ) -> Box<Denied> {
        let place = self.policy.allow.binds_at.unwrap_or(self.policy.allow.at);
        Box::new(Denied::new(effect, quote::long_bytes(path), at, why, place, remedy))
    }

    /// A path as the client reads it, absolute and without anything to resolve but links.
    pub(super) fn absolute(&self, effect: &'static str, given: &[u8], at: Option<At>) -> Result<Vec<u8>, Box<Denied>> {
        if given.is_empty() {
            return Err(self.denied(effect, b"(empty)", at, "names no path", "write the path"));
        }
        if let Some(why) = odd_bytes(given) {
            return Err(self.denied(effect, given, at, why, "name a path in UTF-8"));
        }
        if given.split(|&byte| byte == b'/').any(|component| component == b"..") {
            return Err(self.denied(effect, given, at, "leads upwards by `..`", "write the path itself"));
        }
        if given.starts_with(b"/") {
            return Ok(path::clean(given));
        }
        if given.starts_with(b"~") {
            return Err(self.denied(
                effect,
                given,
                at,
                "begins with `~`, which nobody expands here",
                "write the whole path",
            ));
        }
        let cwd = self.around.host.cwd().map_err(|missing| {
            self.denied(effect, given, at, format!("is relative, and {missing}"), "write the whole path")
        })?;
        Ok(path::clean(&[cwd.as_encoded_bytes(), b"/", given].concat()))
    }

    fn bind(&self, given: &[u8], asked: &Asked<Mounted>) -> Result<Settled, Box<Denied>> {
        let effect = "bind";
        let at = asked.at;
        if self.is_made_a_volume(asked) {
            let why = "would be mounted by the volume driver, as root";
            return Err(self.denied(effect, given, at, why, "write it as a bind: `type=bind`"));
        }
        let full = self.absolute(effect, given, at)?;
        let (mut last, mut unknown) = (None, None);
        for entry in &self.policy.allow.binds {
            match entry.source.matches(&full, self.around) {
                Ok(true) => {}
                Ok(false) => continue,
                // Whatever it would list: the entry lists nothing for whom its fact is not known.
                Err(undefined) => {
                    unknown = unknown.or(Some((&entry.source.text, undefined.why)));
                    continue;
                }
            }
            match self.by_entry(entry, &full, asked) {
                Ok(real) => {
                    let at = at.unwrap_or(At { word: 0, value: 0, option: None });
                    return Ok(Settled { at, given: given.to_vec(), real, copy: None });
                }
                Err(denied) => last = last.or(Some(denied)),
            }
        }
        Err(last.unwrap_or_else(|| {
            let sources = self.policy.allow.binds.iter().map(|entry| &entry.source);
            let near = near(&quote::long_bytes(&full), sources, self.around);
            let mut why = "is not listed in `binds`".to_owned();
            if let Some((entry, unknown)) = &unknown {
                let _ = write!(why, " ({entry} lists nothing: {unknown})");
            }
            let remedy = "use a listed path, or ask the site to list it";
            let denied = self.denied(effect, &full, at, why, remedy).pointing(near);
            Box::new(Denied { entry: Entry::bind(&full), ..denied })
        }))
    }

    /// The real path, if `entry` allows the mount of `full`, which it means as text.
    fn by_entry(&self, entry: &BindEntry, full: &[u8], asked: &Asked<Mounted>) -> Result<Vec<u8>, Box<Denied>> {
        let mounted = &asked.value;
        let deny = |why: String, remedy: &str| {
            let mut denied = self.denied("bind", full, asked.at, why, remedy);
            denied.place = entry.at;
            denied
        };
        match mounted.access {
            MountAccess::ReadWrite if !entry.writable => {
                return Err(deny("may only be mounted read-only".to_owned(), "write it with `:ro` or `readonly`"));
            }
            MountAccess::ReadOnly if entry.recursive => {
                let why = "must be read-only for mounts below it too".to_owned();
                return Err(deny(why, "write it with `bind-recursive=readonly`"));
            }
            MountAccess::ReadWrite | MountAccess::ReadOnly | MountAccess::ReadOnlyRecursive => {}
        }
        if mounted.relabel != Relabel::Keep && !entry.relabel {
            return Err(deny("would get other SELinux labels".to_owned(), "leave `z` and `Z` out"));
        }
        if let Some(propagation) = mounted.propagation
            && !matches!(propagation, Propagation::Private | Propagation::RPrivate)
            && !matches!(entry.propagation.find(propagation.to_string().as_bytes(), self.around), Ok(Some(_)))
        {
            let why = format!("may not be mounted with the propagation {propagation}");
            return Err(deny(why, "leave the propagation out"));
        }
        if let Some(why) = extra_fault(mounted) {
            return Err(deny(why, "leave the option out"));
        }
        let granted = self.effects.mounts.mounted.iter().filter(|other| is_granted(self.words, other.at));
        let granted: Vec<&[u8]> = granted.map(|other| other.value.target.as_slice()).collect();
        let target = target_fault_among(&mounted.target, &entry.targets, &granted, |list, target| {
            list.find(target, self.around).map(|found| found.is_some()).map_err(|undefined| undefined.why)
        });
        if let Some(why) = target {
            return Err(deny(format!("at {} {why}", quote::long_bytes(&mounted.target)), "mount it elsewhere"));
        }
        let facts = self.path(full).map_err(|why| deny(why, "check the path"))?;
        if let Some(why) = odd_bytes(&facts.real) {
            let why = format!("leads to {}, which {why}", quote::long_bytes(&facts.real));
            return Err(deny(why, "name a path in UTF-8"));
        }
        self.leads_where_listed(entry, full, &facts).map_err(|why| deny(why, "name the path that it leads to"))?;
        Self::is_of_kind(entry, &facts).map_err(|why| deny(why, "name one that is"))?;
        self.stays(entry, &facts).map_err(|why| {
            deny(why, "ask the site: the entry needs `race: accepted`, and the line the submitter's --user and no-new-privileges")
        })?;
        Ok(facts.real)
    }

    /// Whether the volume driver mounts the path, not the engine: `volume-opt`, `volume create --opt`.
    fn is_made_a_volume(&self, asked: &Asked<Mounted>) -> bool {
        let is_volume = |mounted: &Mounted| matches!(mounted.source, Source::Anonymous | Source::Volume(_));
        let mut others = self.effects.mounts.mounted.iter().filter(|other| other.at.is_some() && other.at == asked.at);
        self.effects.verb.value == Some(Verb::VolumeCreate) || others.any(|other| is_volume(&other.value))
    }

    fn path(&self, full: &[u8]) -> Result<PathFacts, String> {
        let reader = Reader { uid: self.submitter.uid, gids: self.submitter.gids.clone() };
        match self.around.host.path(full, &reader) {
            Ok(Some(facts)) => Ok(facts),
            Ok(None) => Err("does not exist".to_owned()),
            Err(missing) => Err(format!("cannot be looked at: {}", missing.why)),
        }
    }

    /// Links may lead about below the entry's own root, and nowhere else.
    fn leads_where_listed(&self, entry: &BindEntry, full: &[u8], facts: &PathFacts) -> Result<(), String> {
        if facts.real == full {
            return Ok(());
        }
        let elsewhere = || format!("leads to {}, which its entry does not list", quote::long_bytes(&facts.real));
        let matches = |path: &[u8]| entry.source.matches(path, self.around).map_err(|undefined| undefined.why);
        if matches(&facts.real)? {
            return Ok(());
        }
        // The root itself may be a link of the site's making: `/home` for `/srv/home`.
        let root = entry.source.root(self.around).map_err(|undefined| undefined.why)?;
        let site = self.path(&root)?;
        if !site.replaceable.is_empty() {
            return Err(elsewhere());
        }
        let real_root = site.real;
        let rest =
            facts.real.strip_prefix(real_root.as_slice()).filter(|rest| rest.is_empty() || rest.starts_with(b"/"));
        let rest = rest.ok_or_else(elsewhere)?;
        if matches(&path::clean(&[root.as_slice(), rest].concat()))? { Ok(()) } else { Err(elsewhere()) }
    }

    fn is_of_kind(entry: &BindEntry, facts: &PathFacts) -> Result<(), String> {
        match entry.kind {
            Some(kind) if facts.kind == PathKind::Unseen => {
                Err(format!("is out of sight, so whether it is a {} is not known", kind.as_str()))
            }
            Some(kind) if kind != facts.kind => Err(format!("is no {}, but a {}", kind.as_str(), facts.kind.as_str())),
            None if facts.kind == PathKind::Special => {
                Err("is a socket, FIFO or device, and the entry has no `kind: special`".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// The engine looks at the path again at every start: nobody but the site may put something else in its place.
    fn stays(&self, entry: &BindEntry, facts: &PathFacts) -> Result<(), String> {
        let directory = match facts.replaceable.first() {
            Some(directory) => directory,
            None if facts.kind == PathKind::Unseen => &facts.real,
            None => return Ok(()),
        };
        let uid = self.submitter.uid;
        let is_forced = matches!(self.persons.identity, Identity::Submitter { .. })
            || (uid != 0 && self.effects.identity.user.value == Who::As(Principal::Id(uid)));
        let is_confined = self.effects.security.no_new_privileges.value
            || self.policy.require.iter().any(|requirement| requirement.what == Required::NoNewPrivileges);
        if entry.race_accepted && is_forced && is_confined {
            return Ok(());
        }
        let directory = quote::long_bytes(directory);
        Err(format!("can be replaced by the submitter, who may write {directory}"))
    }
}

/// Why an engine would read another path than these bytes: the client sends text, in which odd bytes become others.
fn odd_bytes(path: &[u8]) -> Option<&'static str> {
    str::from_utf8(path).is_err().then_some("is not UTF-8, so that the engine would look for another path")
}
