//! A line as it is, past the profile: for the hour in which a site has to do without. A docker line is still made podman's where
//! podman is the engine.
//!
//! `docker create --user 1000 img` under a profile that drops the user, switched off by the site -> `/usr/bin/docker create
//! --user 1000 img`.

use crate::argv::{Author, Origin, Word};
use crate::facts::Host;
use crate::profile::{Identity, Inputs, Persons, Profile, SiteOptions, Starter, Submitter, SubmitterFrom};

use super::client_name::client_of;
use super::decide::decide;
use super::engine::Engine;
use super::{Plan, Refusal, Request, Step};

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
    let Engine { mut words, user, .. } = Engine::of(profile, profile.runtime.as_str(), host)?;
    words.extend(request.words.iter().enumerate().skip(1).map(|(index, text)| Word {
        text: text.clone(),
        index: Some(index),
        was: None,
        origin: request.origins.get(index).copied().unwrap_or(Origin::Given { index }),
        author: Author::Caller,
        translated: None,
    }));
    let steps = vec![Step { words, user, streams: request.streams.clone(), ..Step::default() }];
    Ok(Plan { steps, ..Plan::default() })
}
