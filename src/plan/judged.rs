//! The last part of the road under a policy: settle, emit, read again, judge.
//!
//! `docker run -v ./in:/in --user 1000 img` -> `docker run --mount=type=bind,source=/data/in,target=/in --user=1000 -- img`:
//! what is checked is what is run.

use std::ffi::OsString;

use crate::argv::{Draft, Instead, Line, Occurrence, Tables, Word, canonical};
use crate::effects::{At, ClientFile, Effects, FilePath, Setting, Source, effects};
use crate::policy::{Bench, Denied, FileCopy, Look, Settled, judge, settle};
use crate::profile::allow::Policy;
use crate::profile::{Brings, FileFault, ItemKind, Profile, Surroundings, Unsure, option_row};
use crate::values::{self, Access, Dialect, Mount, MountField, SourceKind, Volume};

use super::refusal::Refusal;
use super::submitter::Person;

/// What the policy makes of a line.
pub(super) struct Judged {
    /// The canonical words.
    pub(super) words: Vec<Word>,
    /// The effects of those words.
    pub(super) effects: Effects,
}

/// What a line is judged with.
pub(super) struct Court<'c> {
    pub(super) profile: &'c Profile,
    pub(super) policy: &'c Policy,
    pub(super) tables: &'c dyn Tables,
    pub(super) person: &'c Person,
    /// The machine with the submitter's facts, the node and the job.
    pub(super) around: &'c Surroundings<'c>,
    /// As whom the client will run.
    pub(super) process_uid: u32,
    /// The copies of files of variables and labels that the line names.
    pub(super) copies: &'c [FileCopy],
    /// What is wrong with such files of which there are no copies.
    pub(super) faults: &'c [FileFault],
}

impl Court<'_> {
    /// Judges the line that the rules left.
    pub(super) fn judge(&self, given: &[Word]) -> Result<Judged, Refusal> {
        let own_fault = |difference: String| Refusal::ReRead { difference };
        let dialect = self.profile.dialect;
        let words: Vec<OsString> = given.iter().map(|word| word.text.clone()).collect();
        let line = Line::read(&words, self.tables).map_err(|error| own_fault(error.to_string()))?;
        let command = line.command().map(|command| command.path.as_str());
        let asked = effects(&line, dialect);
        if asked.everything.is_some() || !asked.unknown.is_empty() {
            return Err(self.refusal(self.sentence(&asked, command, given, &[]), given));
        }
        // Of a scalar only the last counts; those it overrides are read here, and then left out.
        for found in line.occurrences() {
            let Some(value) = line.value(found) else { continue };
            values::check_row(found.row, value, dialect).map_err(|why| Refusal::Value {
                option: String::from_utf8_lossy(line.option_name(found)).into_owned(),
                index: given.get(found.word).and_then(|word| word.index),
                why: Box::new(why),
                remedy: values::remedy(found.row, dialect),
            })?;
        }
        let look = Look {
            effects: &asked,
            words: given,
            policy: self.policy,
            persons: &self.profile.persons,
            submitter: &self.person.submitter,
            process_uid: self.process_uid,
            around: self.around,
            copies: self.copies,
            faults: self.faults,
        };
        let settled = match settle(&look) {
            Ok(settled) => settled,
            Err(mut denied) => {
                // All that is wrong with the line, not the paths alone.
                denied.extend(
                    self.sentence(&asked, command, given, &[])
                        .into_iter()
                        .filter(|other| !matches!(other.effect, "bind" | "client file")),
                );
                // A command that is not listed is what to say first.
                denied.sort_by_key(|one| one.effect != "command");
                return Err(self.refusal(denied, given));
            }
        };
        let instead = |found: &Occurrence| self.instead(&line, found, &settled);
        let words = canonical(&line, given, &instead);
        let texts: Vec<OsString> = words.iter().map(|word| word.text.clone()).collect();
        let line = Line::read(&texts, self.tables).map_err(|error| own_fault(error.to_string()))?;
        let final_effects = effects(&line, dialect);
        let meant = with_paths(asked, &settled);
        if final_effects != meant {
            return Err(own_fault("the canonical line has other effects".to_owned()));
        }
        let mut denied = self.sentence(&final_effects, command, &words, &settled);
        let draft = self.with_files(line);
        for deny in &self.policy.deny {
            if let Err(Unsure { option, value, why, remedy, .. }) = deny.certain(&draft, dialect) {
                denied.push(Denied {
                    effect: "option",
                    value: format!("--{option}={value}"),
                    at: None,
                    why: format!("cannot be judged by a `deny` of the policy: {why}"),
                    nearest: None,
                    place: deny.at,
                    remedy,
                });
                continue;
            }
            let holds = deny.holds(&draft, self.around).map_err(|missing| Refusal::Fact {
                what: "whether `deny` forbids the line cannot be known",
                missing,
                remedy: "give the fact, or change the entry of `deny`",
                at: Some((deny.at, self.profile.locate(deny.at))),
            })?;
            if holds {
                denied.push(Denied {
                    effect: "line",
                    value: draft.line().command().map_or(String::new(), |command| command.path.to_string()),
                    at: None,
                    why: format!("is denied: {}", deny.message),
                    nearest: None,
                    place: deny.at,
                    remedy: "change the line, or ask the site".to_owned(),
                });
            }
        }
        if denied.is_empty() { Ok(Judged { words, effects: final_effects }) } else { Err(self.refusal(denied, &words)) }
    }

    fn sentence(
        &self,
        effects: &Effects,
        command: Option<&'static str>,
        words: &[Word],
        settled: &[Settled],
    ) -> Vec<Denied> {
        judge(&Bench {
            effects,
            command,
            words,
            policy: self.policy,
            persons: &self.profile.persons,
            submitter: &self.person.submitter,
            dialect: self.profile.dialect,
            settled,
            around: self.around,
        })
    }

    /// The refusal; where each effect is asked for is told by the words of the given line.
    fn refusal(&self, mut denied: Vec<Denied>, words: &[Word]) -> Refusal {
        let given = |index: usize| words.get(index).and_then(|word| word.index);
        for one in &mut denied {
            one.at = one.at.and_then(|at| {
                let word = given(at.word)?;
                Some(At { word, value: given(at.value).unwrap_or(word), option: at.option })
            });
        }
        let located = denied.first().map(|first| self.profile.locate(first.place)).unwrap_or_default();
        Refusal::Policy { located, denied }
    }

    /// The line with what stands in the files that it names.
    fn with_files<'l>(&self, line: Line<'l>) -> Draft<'l> {
        let mut draft = Draft::new(line);
        let Some(command) = draft.line().command() else { return draft };
        for copy in self.copies {
            let named: Vec<usize> = draft
                .words()
                .filter(|(_, item)| {
                    let paths = values::elements_of_row(item.row, item.value_bytes(), self.profile.dialect);
                    Brings::of_file(item.row.destination_bytes()) == Some(copy.brings)
                        && paths.is_ok_and(|paths| paths == [copy.path.clone()])
                })
                .map(|(index, _)| index)
                .collect();
            let Some(row) = option_row(self.tables, command, copy.brings.option().as_bytes()) else { continue };
            for index in named {
                draft.bring(index, row, copy.lines(self.profile.dialect));
            }
        }
        draft
    }

    /// What is written in the place of an option that names a path of the host.
    fn instead(&self, line: &Line<'_>, found: &Occurrence, settled: &[Settled]) -> Option<Instead> {
        let one = settled.iter().find(|one| one.at.option.is_some() && one.at.word == found.word)?;
        let value = line.value(found)?;
        let destination = found.row.destination_bytes();
        match destination {
            b"volume" => {
                let volume = Volume::parse(value, self.profile.dialect).ok()?;
                if volume.kind != SourceKind::Bind {
                    return None;
                }
                let command = line.command()?;
                let row = option_row(self.tables, command, b"mount");
                if let (Some(row), Some(value)) = (row, as_mount(&volume, &one.real, self.profile.dialect)) {
                    return Some((row, value));
                }
                let mut volume = volume;
                volume.source.clone_from(&one.real);
                Some((found.row, volume.to_bytes()))
            }
            b"mount" => {
                let source = [("source", one.real.clone())];
                let value = ItemKind::Bind.rewrite(destination, value, &source, self.profile.dialect).ok()?;
                let mount = Mount::parse(&value, self.profile.dialect).ok()?;
                Some((found.row, mount.without("bind-create-src").ok()?.to_bytes()))
            }
            // An option whose whole value is the path.
            _ if value == one.given => Some((found.row, one.real.clone())),
            _ => None,
        }
    }
}

/// The bind as a value of `--mount`, with which a missing source is an error instead of a directory that the engine makes
/// as root. `None` for what only `--volume` can say.
fn as_mount(volume: &Volume, source: &[u8], dialect: Dialect) -> Option<Vec<u8>> {
    if dialect.is_podman() {
        // podman's `--volume` makes no directories.
        return None;
    }
    let mut fields = Mount::bind(source, &volume.target, Access::ReadWrite, dialect).ok()?.fields().to_vec();
    for option in &volume.options {
        let (key, value): (&[u8], Option<&[u8]>) = match option.as_slice() {
            b"rw" => continue,
            b"ro" => (b"readonly", None),
            b"private" | b"rprivate" | b"shared" | b"rshared" | b"slave" | b"rslave" => {
                (b"bind-propagation", Some(option))
            }
            _ => return None,
        };
        fields.push(MountField { key: key.to_vec(), value: value.map(<[u8]>::to_vec) });
    }
    Mount::of(fields, dialect).ok().map(|mount| mount.to_bytes())
}

/// The same effects with the paths that were settled.
fn with_paths(mut effects: Effects, settled: &[Settled]) -> Effects {
    for one in settled {
        let is_it = |at: Option<At>| at.is_some_and(|at| at.word == one.at.word);
        for asked in effects.mounts.mounted.iter_mut().filter(|asked| is_it(asked.at)) {
            if asked.value.source == Source::Host(one.given.clone()) {
                asked.value.source = Source::Host(one.real.clone());
            }
        }
        for asked in effects.files.list.iter_mut().filter(|asked| is_it(asked.at)) {
            let ClientFile { path, .. } = &mut asked.value;
            if *path == FilePath::Path(one.given.clone()) {
                *path = FilePath::Path(one.real.clone());
            }
        }
        let dockerfile = &mut effects.builds.dockerfile;
        if is_it(dockerfile.at) && dockerfile.value == Setting::To(one.given.clone()) {
            dockerfile.value = Setting::To(one.real.clone());
        }
        let lists = [&mut effects.environment.files, &mut effects.labels.files];
        for asked in lists.into_iter().flatten().filter(|asked| is_it(asked.at)) {
            if asked.value == one.given {
                asked.value.clone_from(&one.real);
            }
        }
    }
    effects
}
