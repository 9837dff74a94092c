//! A line as it is, past the profile: for the hour in which a site has to do without. A docker line is still made podman's where
//! podman is the engine.
//!
//! `docker create --user 1000 img` under a profile that drops the user, switched off by the site -> `/usr/bin/docker create
//! --user 1000 img`.

use crate::argv::{Author, Origin, Word};
use crate::facts::Host;
use crate::profile::{Identity, Inputs, LogLevel, Persons, Profile, SiteOptions, Starter, Submitter, SubmitterFrom};
use crate::runtimes::podman::answers::Answer;

use super::client::client_of;
use super::decide::{decide, engine, engine_user};
use super::{Environment, Plan, Refusal, Request, Step};

/// The engine with the given words, unread. Only for a profile that allows anything: a policy is never passed by.
///
/// # Errors
/// When there is no engine.
pub fn pass_through(request: &Request, profile: &Profile, host: &dyn Host) -> Result<Plan, Refusal> {
    if client_of(&request.words) != profile.runtime {
        let bare = Profile {
            globals: Vec::new(),
            inputs: Inputs::default(),
            options: SiteOptions::default(),
            persons: Persons {
                identity: Identity::Keep,
                submitter: Submitter { at: None, from: SubmitterFrom::Caller },
                ..profile.persons.clone()
            },
            rules: Vec::new(),
            starter: Starter::default(),
            ..profile.clone()
        };
        return decide(request, &bare, host);
    }
    let mut words = engine(profile, &profile.tables(), host)?;
    words.extend(request.words.iter().enumerate().skip(1).map(|(index, text)| Word {
        text: text.clone(),
        index: Some(index),
        was: None,
        origin: request.origins.get(index).copied().unwrap_or(Origin::Given { index }),
        author: Author::Caller,
        translated: None,
    }));
    let step = Step {
        words,
        removed: Vec::new(),
        notes: Vec::new(),
        streams: request.streams.clone(),
        environment: Environment::Inherited,
        user: engine_user(profile, host)?,
        answer: Answer::Given,
        folder: None,
    };
    let steps = vec![step];
    Ok(Plan {
        files: Vec::new(),
        steps,
        copies: Vec::new(),
        in_files: Vec::new(),
        log_level: LogLevel::default(),
        effects: None,
        observed: None,
    })
}
