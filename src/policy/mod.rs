//! Policy: a line's effects, held against what the site allows.
//!
//! `docker run -v /etc:/mnt img` under `binds: [{source: "/data/**"}]` -> denied: the bind `/etc` is not listed; nearest is
//! `/data/**`.
//!
//! Effects are judged, never spellings. What the site's own rules wrote is granted; what the caller wrote, wholly or in
//! part, is judged; what is not written is judged where its absence is a choice. Every effect has its place in one of the
//! modules here: a new field of [`Effects`] does not compile until it is judged.

mod accounting;
mod binds;
mod builds;
mod client_files;
mod denied;
mod devices;
mod engine;
mod entry;
mod environment;
mod identity;
mod images;
mod labels;
mod lifetime;
mod limits;
mod mounts;
mod namespaces;
mod near;
mod network;
mod objects;
mod process;
mod require;
mod security;

pub use binds::{Look, Settled, settle};
pub use client_files::FileCopy;
pub use denied::Denied;
pub use identity::powerful;

use crate::argv::{Author, Word, quote};
use crate::effects::{Asked, At, Effects, OptionText};
use crate::profile::allow::{Allow, List, Policy};
use crate::profile::{Persons, Surroundings};
use crate::values::Dialect;

use entry::Entry;
use near::{Near, near};

/// The job's user, as the kernel and the user database know him.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submitter {
    pub uid: u32,
    /// The first group.
    pub gid: u32,
    /// All groups, the first among them.
    pub gids: Vec<u32>,
}

/// What a line is judged with.
pub struct Bench<'c> {
    /// The effects of the final line.
    pub effects: &'c Effects,
    /// The line's command as its table has it: `volume create`.
    pub command: Option<&'static str>,
    /// The words of that line, which know whose they are.
    pub words: &'c [Word],
    pub policy: &'c Policy,
    /// The profile's persons.
    pub persons: &'c Persons,
    /// The job's user.
    pub submitter: &'c Submitter,
    /// The dialect that the line is read in.
    pub dialect: Dialect,
    /// Host paths that were looked at before.
    pub settled: &'c [Settled],
    /// The machine, the node and the job.
    pub around: &'c Surroundings<'c>,
}

/// All effects that the policy does not allow, theme by theme; none: the line may be run.
#[must_use]
pub fn judge(bench: &Bench<'_>) -> Vec<Denied> {
    let mut judge = Judge { bench, denied: Vec::new() };
    let Effects {
        verb: _,
        everything: _,
        unknown,
        unreadable,
        other,
        mounts,
        files,
        devices,
        namespaces,
        security,
        identity,
        network,
        limits,
        accounting,
        lifetime,
        images,
        builds,
        process,
        environment,
        labels,
        objects,
        engine,
        programs,
    } = bench.effects;
    judge.commands();
    for option in unknown {
        let why = "is not known, so what it does is not known either";
        judge.deny("option", &show_option(&option.value), option.at, why, "remove it, or declare it in the profile");
    }
    for option in unreadable {
        let why = format!("cannot be read: {}", option.value.why);
        judge.deny("option", &show_option(&option.value.option), option.at, &why, &option.value.remedy);
    }
    judge.options(other);
    engine::judge(&mut judge, engine, programs);
    mounts::judge(&mut judge, mounts);
    client_files::judge(&mut judge, files);
    devices::judge(&mut judge, devices);
    namespaces::judge(&mut judge, namespaces);
    security::judge(&mut judge, security);
    identity::judge(&mut judge, identity);
    network::judge(&mut judge, network);
    limits::judge(&mut judge, limits);
    accounting::judge(&mut judge, accounting);
    lifetime::judge(&mut judge, lifetime);
    images::judge(&mut judge, images);
    builds::judge(&mut judge, builds);
    process::judge(&mut judge, process);
    environment::judge(&mut judge, environment);
    labels::judge(&mut judge, labels);
    objects::judge(&mut judge, objects);
    require::judge(&mut judge);
    judge.denied
}

/// Collects what is denied.
struct Judge<'b, 'c> {
    bench: &'b Bench<'c>,
    denied: Vec<Denied>,
}

impl<'c> Judge<'_, 'c> {
    fn allow(&self) -> &'c Allow {
        &self.bench.policy.allow
    }

    fn effects(&self) -> &'c Effects {
        self.bench.effects
    }

    /// Whether the site wrote all that asks for an effect.
    fn granted(&self, at: Option<At>) -> bool {
        is_granted(self.bench.words, at)
    }

    fn is_create(&self) -> bool {
        self.bench.effects.makes_a_container()
    }

    /// Denies an effect, and gives what is said of it.
    fn deny(
        &mut self,
        effect: &'static str,
        value: &str,
        at: Option<At>,
        why: impl Into<String>,
        remedy: &str,
    ) -> &mut Denied {
        self.push(Denied::new(effect, value, at, why, self.allow().at, remedy))
    }

    fn push(&mut self, denied: Denied) -> &mut Denied {
        let index = self.denied.len();
        self.denied.push(denied);
        &mut self.denied[index]
    }

    /// Denies an effect that nothing allows, unless it is granted.
    fn refuse(&mut self, effect: &'static str, value: &str, at: Option<At>, why: &str, remedy: &str) {
        if !self.granted(at) {
            self.deny(effect, value, at, why, remedy);
        }
    }

    /// Denies `value` unless it is granted or in the list that `key` holds.
    fn listed(&mut self, effect: &'static str, key: &str, list: &List, value: &[u8], at: Option<At>) {
        if self.granted(at) {
            return;
        }
        let shown = quote::long_bytes(value);
        match list.find(value, self.bench.around) {
            Ok(Some(_)) => {}
            Ok(None) => {
                let meant = images::meant(effect, list, value);
                let near = meant
                    .as_ref()
                    .map(|(entry, _)| Near::to(entry))
                    .or_else(|| near(&shown, &list.entries, self.bench.around));
                let remedy =
                    meant.map_or_else(|| "do without it, or ask the site to list it".to_owned(), |(_, remedy)| remedy);
                let place = list.at.unwrap_or(self.allow().at);
                let denied = Denied::new(effect, shown, at, format!("is not listed in `{key}`"), place, remedy);
                self.push(denied.pointing(near)).allowed_by(Entry::listed(key, value));
            }
            Err(undefined) => {
                let why = format!("cannot be judged: {}", undefined.why);
                self.deny(effect, &shown, at, &why, "give the fact, or write the entry without it");
            }
        }
    }

    /// Options without a theme of their own.
    fn options(&mut self, options: &[Asked<OptionText>]) {
        for option in options {
            if self.granted(option.at) {
                continue;
            }
            let name = String::from_utf8_lossy(&option.value.name).into_owned();
            if !self.allow().options.has(&name) {
                let shown = show_option(&option.value);
                let remedy = "do without it, or ask the site to list its name";
                let place = self.allow().options.at.unwrap_or(self.allow().at);
                let denied = self.deny("option", &shown, option.at, "is not listed in `options`", remedy);
                denied.allowed_by(Entry::listed("options", &option.value.name));
                denied.place = place;
            }
        }
    }

    /// The command itself.
    fn commands(&mut self) {
        let effects = self.effects();
        if let Some(everything) = &effects.everything {
            let value = match &everything.value {
                crate::effects::Everything::RawInterface => "system dial-stdio".to_owned(),
                crate::effects::Everything::Unread(words) => quote::long_bytes(words),
            };
            let why = "may do anything: its words are not read";
            self.deny("command", &value, everything.at, why, "use another command");
            return;
        }
        let Some(verb) = effects.verb.value else { return };
        if !self.allow().commands.contains(&verb) {
            let command = self.bench.command.unwrap_or_default();
            let remedy = "do without it, or ask the site to list it";
            let denied = self.deny("command", command, effects.verb.at, "is not listed in `commands`", remedy);
            denied.allowed_by(Entry::listed("commands", command.as_bytes()));
        }
    }
}

/// Whether the site wrote both words at a place.
fn is_granted(words: &[Word], at: Option<At>) -> bool {
    let Some(at) = at else { return false };
    let is_sites = |index: usize| words.get(index).is_some_and(|word| word.author == Author::Site);
    is_sites(at.word) && is_sites(at.value)
}

/// An option as it could be written.
fn show_option(option: &OptionText) -> String {
    let name = quote::long_bytes(&option.name);
    if option.value.is_empty() { format!("--{name}") } else { format!("--{name}={}", quote::long_bytes(&option.value)) }
}
