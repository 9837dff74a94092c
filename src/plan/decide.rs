//! The road from request to plan.
//!
//! read -> submitter -> rules -> translation -> identity -> limits -> emit -> re-read -> policy -> plan.

use std::ffi::{OsStr, OsString};

use crate::argv::{Author, Draft, Line, Origin, ReadError, Removed, Rendered, Tables, Verb, Word, quote};
use crate::facts::{AccountKey, Host, Missing};
use crate::profile::{Caller, Client as LineClient, Profile, Surroundings, apply, note_unknown, option_row};
use crate::runtimes::podman::answers::{Answer, folder_question, keep_quiet, prepare, started};
use crate::runtimes::podman::translate::{Speech, translate};
use crate::runtimes::{self, RuntimeName};

use super::clamp::clamp;
use super::clash;
use super::client::client_of;
use super::client_env::{Client, write_values};
use super::copies;
use super::identity;
use super::judged::Court;
use super::pass_env;
use super::refusal::Refusal;
use super::script;
use super::submitter::{self, Behalf, JobUser};
use super::{Environment, Plan, Request, Step, StepUser};

/// Decides what is run for `request` under `profile`.
///
/// # Errors
/// [`Refusal`]; nothing may then be started.
pub fn decide(request: &Request, profile: &Profile, host: &dyn Host) -> Result<Plan, Refusal> {
    the_road(request, profile, host).map_err(|refusal| refusal.of_field(&request.origins))
}

fn the_road(request: &Request, profile: &Profile, host: &dyn Host) -> Result<Plan, Refusal> {
    let client = client_of(&request.words);
    let (tables, tables_of_given) = (profile.tables(), profile.tables_of_given(client));
    let (tables, tables_of_given) = (tables.shortest(), tables_of_given.shortest());
    check_dialect(client, profile)?;
    check_remote(profile, host)?;
    let line = Line::read(&request.words, tables_of_given)
        .map_err(|error| Refusal::Read { error: Box::new(with_other(error, client, profile)) })?;
    let dialect = profile.dialect_of(client);
    let user = submitter::find(profile, &line, dialect, host)?;
    let person = user.person();
    let behalf = person.map(|person| Behalf { host, person });
    let facts = behalf.as_ref().map_or(host, |behalf| behalf as &dyn Host);
    let mut draft = Draft::new(line);
    let around = Surroundings::new(profile, facts);
    let spoken = LineClient { tables: tables_of_given, engines: tables, dialect };
    let applied = apply(profile, &mut draft, &spoken, &around)
        .map_err(|error| Refusal::Rule { located: profile.locate(error.at), error: Box::new(error) })?;
    if client == profile.runtime {
        note_unknown(&mut draft, dialect);
    }
    let (mut answer, mut container) = (Answer::Given, None);
    let is_translated = client != profile.runtime;
    if is_translated {
        let drops = profile.drops_untranslatable;
        let speech = Speech { docker: tables_of_given, podman: tables, dialect: profile.dialect, drops, host };
        translate(&mut draft, &speech).map_err(|error| Refusal::Translation { error })?;
        answer = prepare(&mut draft, tables);
        container = started(&draft);
        keep_quiet(&mut draft, tables);
    }
    let mut files = identity::write(profile, person, &mut draft, tables, host)?;
    if let Some(script) = &request.script {
        files.push(script::write(script, profile, &mut draft, tables, host)?);
    }
    let is_passed = applied.settings.pass_env.unwrap_or(true);
    let passed = pass_env::write(profile, is_passed, &mut draft, tables, &around)?;
    let mut copies = copies::write(&applied.files, profile, is_translated, &mut draft, host)?;
    copies.named.extend(passed.as_ref().map(copies::of_longshore));
    files.append(&mut copies.files);
    files.extend(passed);
    let mut rendered = draft.render();
    if clamp(profile, &mut draft, &rendered, tables)? {
        rendered = draft.render();
    }
    re_read(&draft, &rendered, tables, is_translated)?;
    let given = (client == profile.runtime).then_some((draft.line(), dialect));
    let clash = clash::Check { profile, tables, given }.check(&rendered);
    let Rendered { words, removed, notes } = rendered;
    let mut words: Vec<Word> = words.into_iter().map(Word::into_owned).collect();
    let mut observed = None;
    let mut effects = None;
    let mut environment = Environment::Inherited;
    if let JobUser::Judged(policy, person) = &user {
        let process_uid = host.uid().map_err(caller_unknown)?;
        let streams = [&request.streams.stdin, &request.streams.stdout, &request.streams.stderr];
        if process_uid != person.submitter.uid && streams.into_iter().any(Option::is_some) {
            return Err(Refusal::Streams { caller: process_uid, user: person.submitter.uid });
        }
        let (copies, faults) = (&copies.named, &copies.faults);
        let court = Court { profile, policy, tables, person, around: &around, process_uid, copies, faults };
        match court.judge(&words) {
            Ok(judged) => {
                let client =
                    Client { profile, verb: draft.line().verb(), effects: &judged.effects, copies, person, host };
                let built = client.build().map_err(|error| Refusal::Environment { error })?;
                files.extend(built.files);
                words = judged.words;
                effects = Some(Box::new(judged.effects));
                write_values(&mut words, &built.on_line);
                environment = Environment::Built(built.entries);
            }
            Err(refusal @ Refusal::Policy { .. }) if policy.is_observed => observed = Some(refusal),
            Err(refusal) => return Err(refusal),
        }
    }
    // Where a policy refuses as well, its reasons say more.
    clash?;
    let environment = told_the_builder(environment, profile, draft.line().verb());
    let user = engine_user(profile, host)?;
    let engine = engine(profile, tables, host)?;
    let folder = container.map(|container| folder_words(&engine, &words, &container, tables)).transpose()?;
    let log_level = applied.settings.log_level;
    Ok(Plan {
        files,
        steps: vec![Step { environment, user, answer, folder, ..step(request, engine, words, removed, notes) }],
        copies: copies.named,
        in_files: copies.changes,
        log_level,
        effects,
        observed,
    })
}

/// The error that also names the other client whose lines the profile runs, where that one has the unknown option.
fn with_other(mut error: ReadError, client: RuntimeName, profile: &Profile) -> ReadError {
    let others = match client {
        RuntimeName::Docker => RuntimeName::Podman,
        RuntimeName::Podman => RuntimeName::Docker,
    };
    if let ReadError::UnknownOption { at, name, other, .. } = &mut error
        && profile.runtime == RuntimeName::Podman
    {
        let tables = runtimes::tables(others, None);
        let path = at.command.split_once(' ').map_or("", |(_, path)| path);
        let command = tables.commands().iter().find(|command| command.path.as_str() == path);
        let row = command.and_then(|command| option_row(tables, command, name));
        *other = row.map(|_| tables.name());
    }
    error
}

/// The environment in which the client has that builder read the line which its profile names.
fn told_the_builder(environment: Environment, profile: &Profile, verb: Verb) -> Environment {
    let Some(builder) = profile.builder.filter(|_| matches!(verb, Verb::Build | Verb::BuilderPrune)) else {
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

/// Lines are translated from docker to podman, and not back.
fn check_dialect(client: RuntimeName, profile: &Profile) -> Result<(), Refusal> {
    if client == profile.runtime || profile.runtime == RuntimeName::Podman {
        return Ok(());
    }
    Err(Refusal::Dialect { line: client.as_str().to_owned(), runtime: profile.runtime.as_str() })
}

/// podman with one of these variables is podman-remote. Under a policy the client does not get them.
fn check_remote(profile: &Profile, host: &dyn Host) -> Result<(), Refusal> {
    if profile.runtime != RuntimeName::Podman || profile.policy.is_some() {
        return Ok(());
    }
    let variables = ["CONTAINER_HOST", "CONTAINER_CONNECTION"];
    match variables.into_iter().find(|name| host.env(OsStr::new(name)).is_some()) {
        Some(variable) => Err(Refusal::Remote { variable }),
        None => Ok(()),
    }
}

/// The words before the line's own: the engine, or sudo and the engine.
pub(super) fn engine(profile: &Profile, tables: &dyn Tables, host: &dyn Host) -> Result<Vec<Word>, Refusal> {
    let word =
        |text: OsString, origin| Word { text, index: None, was: None, origin, author: Author::Site, translated: None };
    if let Some(engine) = &profile.engine {
        let origin = Origin::Profile { at: engine.at };
        return Ok(engine.words.iter().map(|text| word(text.into(), origin)).collect());
    }
    let path = host.engine(tables.name()).map_err(|missing| Refusal::Engine { missing })?;
    Ok(vec![word(path, Origin::Given { index: 0 })])
}

fn caller_unknown(missing: Missing) -> Refusal {
    Refusal::Fact { what: "who calls cannot be known", missing, remedy: "see `longshore doctor`", at: None }
}

/// As whom the engine's client runs. Only root and that user themselves can be it: for anybody else the same line would
/// reach other containers, or none.
pub(super) fn engine_user(profile: &Profile, host: &dyn Host) -> Result<Option<StepUser>, Refusal> {
    let Some(user) = &profile.handling.engine_user else { return Ok(None) };
    let key = match user {
        Caller::Name(name) => AccountKey::Name(name),
        Caller::Uid(uid) => AccountKey::Uid(*uid),
    };
    let account = host.account(key).map_err(|missing| {
        let what = "the user of `engine_user` cannot be known";
        Refusal::Fact { what, missing, remedy: "name a user of this machine", at: None }
    })?;
    let caller = host.uid().map_err(caller_unknown)?;
    if caller != 0 && caller != account.uid {
        return Err(Refusal::EngineUser { user: account.name, caller });
    }
    Ok(Some(StepUser { uid: account.uid, gid: account.gid, home: account.home }))
}

/// The words that ask for the folder of a container that the line starts: of the same client, on the same engine.
fn folder_words(
    engine: &[Word],
    line: &[Word],
    container: &OsStr,
    tables: &dyn Tables,
) -> Result<Vec<OsString>, Refusal> {
    let words: Vec<OsString> = line.iter().map(|word| word.text.clone()).collect();
    let read = Line::read(&words, tables).map_err(|error| Refusal::ReRead { difference: error.to_string() })?;
    let globals = words.iter().take(read.command_word()).skip(1).cloned();
    let question = folder_question(container).map(OsStr::to_owned);
    Ok(engine.iter().map(|word| word.text.clone()).chain(globals).chain(question).collect())
}

fn step(
    request: &Request,
    engine: Vec<Word>,
    line: Vec<Word>,
    removed: Vec<Removed>,
    notes: Vec<(String, Origin)>,
) -> Step {
    let origin = |word: &mut Word| {
        if let Origin::Given { index } = word.origin
            && let Some(origin) = request.origins.get(index)
        {
            word.origin = *origin;
        }
    };
    let mut words = engine;
    words.extend(line.into_iter().skip(1));
    words.iter_mut().for_each(origin);
    Step {
        words,
        removed,
        notes,
        streams: request.streams.clone(),
        environment: Environment::Inherited,
        user: None,
        answer: Answer::Given,
        folder: None,
    }
}

/// Reads the rendered line again and compares it with what was meant: it catches our own mistakes.
fn re_read(
    draft: &Draft<'_>,
    rendered: &Rendered<'_>,
    tables: &dyn Tables,
    is_translated: bool,
) -> Result<(), Refusal> {
    if !is_translated && !rendered.is_changed() {
        return Ok(());
    }
    let words: Vec<OsString> = rendered.words.iter().map(|word| word.text.clone().into_owned()).collect();
    let line = Line::read(&words, tables).map_err(|error| match error {
        // What the engine's own client makes of the same words.
        error if is_translated => Refusal::Read { error: Box::new(error) },
        error => Refusal::ReRead { difference: error.to_string() },
    })?;
    let mut meant = draft.words().map(|(_, item)| (item.level, item.row.destination, item.value.as_deref()));
    let mut read = line.occurrences().iter().map(|found| (found.level, found.row.destination, line.value(found)));
    loop {
        match (meant.next(), read.next()) {
            (None, None) => break,
            (meant, read) if meant == read => {}
            (meant, read) => {
                let (_, name, value) = meant.or(read).unwrap_or((crate::argv::Level::Verb, draft_name(), None));
                let value = quote::short_bytes(value.unwrap_or_default());
                return Err(Refusal::ReRead { difference: format!("option --{name} {value}") });
            }
        }
    }
    let operands = line.operands().iter().map(|&word| line.word(word));
    if !operands.eq(draft.final_operands()) || line.command() != draft.command() {
        return Err(Refusal::ReRead { difference: "other operands".to_owned() });
    }
    Ok(())
}

fn draft_name() -> crate::argv::Name<32> {
    crate::argv::UNKNOWN.name
}
