//! The engine's client as the program of a step: its words, its user, and what its environment has to say.
//!
//! `engine: [/usr/bin/sudo, -n, /usr/bin/docker]` and the line `docker create img` -> the step `/usr/bin/sudo -n
//! /usr/bin/docker create img`.

use std::ffi::OsString;

use crate::argv::{Origin, Verb, Word};
use crate::facts::{Account, AccountKey, Host, Missing};
use crate::profile::{Caller, Handling, Profile};
use crate::runtimes::Builder;
use crate::runtimes::podman::Output;

use super::additions::Added;
use super::permit::Permitted;
use super::refusal::Refusal;
use super::{Environment, Plan, Request, Step, StepUser};

/// What leads to a line.
pub(super) struct Engine {
    /// The words before the line's own: the client, or sudo and the client.
    pub(super) words: Vec<Word>,
    /// As whom it runs.
    pub(super) user: Option<StepUser>,
    builder: Option<Builder>,
}

impl Engine {
    /// The engine that the profile names, else the one of that name on this machine.
    pub(super) fn of(profile: &Profile, name: &str, host: &dyn Host) -> Result<Engine, Refusal> {
        let user = step_user(profile, host)?;
        let words = if let Some(engine) = &profile.engine {
            let origin = Origin::Profile { at: engine.at };
            engine.words.iter().map(|text| Word::of_site(text.into(), origin)).collect()
        } else {
            let path = host.engine(name).map_err(|missing| Refusal::Engine { missing })?;
            vec![Word::of_site(path, Origin::Given { index: 0 })]
        };
        Ok(Engine { words, user, builder: profile.builder })
    }

    /// The plan that runs a line.
    pub(super) fn plan(self, request: &Request, line: Permitted, added: Added, output: Output) -> Plan {
        let folder = output.folder_question().map(|question| {
            let globals = line.words.iter().take(line.command_word).skip(1);
            self.words.iter().chain(globals).map(|word| word.text.clone()).chain(question).collect()
        });
        let environment = self.telling_the_builder(line.environment, line.verb);
        let mut words = self.words;
        words.extend(line.words.into_iter().skip(1));
        for word in &mut words {
            if let Origin::Given { index } = word.origin
                && let Some(origin) = request.origins.get(index)
            {
                word.origin = *origin;
            }
        }
        let step = Step {
            words,
            removed: line.removed,
            notes: line.notes,
            streams: request.streams.clone(),
            environment,
            user: self.user,
            answer: output.answer,
            folder,
        };
        Plan {
            files: added.files.into_iter().chain(line.files).collect(),
            steps: vec![step],
            copies: added.copies,
            in_files: added.in_files,
            effects: line.effects,
            observed: line.observed,
            ..Plan::default()
        }
    }

    /// The environment in which the client has that builder read the line which the profile names.
    fn telling_the_builder(&self, environment: Environment, verb: Verb) -> Environment {
        let Some(builder) = self.builder.filter(|_| matches!(verb, Verb::Build | Verb::BuilderPrune)) else {
            return environment;
        };
        let (name, value) = builder.variable();
        let entry = (OsString::from(name), OsString::from(value));
        match environment {
            Environment::Inherited => Environment::With(vec![entry]),
            Environment::With(mut entries) => {
                entries.push(entry);
                Environment::With(entries)
            }
            Environment::Built(mut entries) => {
                entries.retain(|(known, _)| *known != entry.0);
                entries.push(entry);
                entries.sort();
                Environment::Built(entries)
            }
        }
    }
}

/// The account of the profile's `engine_user`.
pub(super) fn account(handling: &Handling, host: &dyn Host) -> Result<Option<Account>, Missing> {
    let key = |user| match user {
        &Caller::Uid(uid) => AccountKey::Uid(uid),
        Caller::Name(name) => AccountKey::Name(name),
    };
    handling.engine_user.as_ref().map(|user| host.account(key(user))).transpose()
}

/// As whom the client runs. Only root and that user themselves can be it: for anybody else the same line would reach other
/// containers, or none.
fn step_user(profile: &Profile, host: &dyn Host) -> Result<Option<StepUser>, Refusal> {
    let account = account(&profile.handling, host).map_err(|missing| {
        let what = "the user of `engine_user` cannot be known";
        Refusal::Fact { what, missing, remedy: "name a user of this machine", at: None }
    })?;
    let Some(account) = account else { return Ok(None) };
    let caller = host.uid().map_err(Refusal::caller_unknown)?;
    if caller != 0 && caller != account.uid {
        return Err(Refusal::EngineUser { user: account.name, caller });
    }
    Ok(Some(StepUser { uid: account.uid, gid: account.gid, home: account.home }))
}
