//! A line as it is, past the profile: for the hour in which a site has to do without.
//!
//! `docker create --user 1000 img` under a profile that drops the user, switched off by the site -> `/usr/bin/docker create
//! --user 1000 img`.

use crate::argv::{Author, Origin, Word};
use crate::facts::Host;
use crate::profile::{LogLevel, Profile, Runtimes};
use crate::runtimes::podman::answers::Answer;

use super::decide::{engine, engine_user};
use super::{Environment, Plan, Refusal, Request, Step};

/// The engine with the given words, unread. Only for a profile that allows anything: a policy is never passed by.
///
/// # Errors
/// When there is no engine.
pub fn pass_through(
    request: &Request,
    profile: &Profile,
    runtimes: &dyn Runtimes,
    host: &dyn Host,
) -> Result<Plan, Refusal> {
    let mut words = engine(profile, &profile.tables(runtimes), host)?;
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
    Ok(Plan { files: Vec::new(), steps: vec![step], log_level: LogLevel::default(), observed: None })
}
