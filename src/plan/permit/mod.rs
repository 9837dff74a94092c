//! What may be run: under a policy the line that was judged, in an environment that was built for it.
//!
//! `docker run -v ./in:/in img` under `binds: [{source: "/data/**"}]` -> `docker run
//! --mount=type=bind,source=/data/in,target=/in -- img` and its effects, with nothing of the caller's environment.

mod client_env;
mod judge;
mod paths;

use crate::argv::{Origin, Removed, Verb, Word};
use crate::effects::Effects;
use crate::facts::Host;
use crate::profile::allow::Policy;
use crate::profile::{Files, Handling, Persons, Surroundings};

use super::additions::Added;
use super::clients::Clients;
use super::job_user::Person;
use super::refusal::Refusal;
use super::written::ReadAgain;
use super::{Environment, PlannedFile, Streams};

pub use client_env::ClientEnvError;
use client_env::{Client, write_values};

/// A site's policy, and what else of its profile counts beside it.
#[derive(Clone, Copy)]
pub(super) struct SitePolicy<'c> {
    pub(super) policy: &'c Policy,
    pub(super) persons: &'c Persons,
    /// What the client's environment keeps, sets and hides.
    pub(super) handling: &'c Handling,
    /// The files in which all of this is written.
    pub(super) files: &'c Files,
}

/// What a policy judges with. It has the job's user, whom nobody else has to know.
pub(super) struct Permit<'c> {
    pub(super) site: SitePolicy<'c>,
    pub(super) person: &'c Person,
    pub(super) clients: &'c Clients,
    /// The machine with the submitter's facts, the node and the job.
    pub(super) around: &'c Surroundings<'c>,
    /// The machine, as the caller's.
    pub(super) host: &'c dyn Host,
    /// What the profile has added, copies of files that the line names among it.
    pub(super) added: &'c Added,
}

/// A line that may be run.
pub(super) struct Permitted {
    /// What its command does.
    pub(super) verb: Verb,
    pub(super) words: Vec<Word>,
    /// The index of the word that names the command.
    pub(super) command_word: usize,
    pub(super) removed: Vec<Removed>,
    pub(super) notes: Vec<(String, Origin)>,
    /// The environment of its client.
    pub(super) environment: Environment,
    /// The files that the environment leads to.
    pub(super) files: Vec<PlannedFile>,
    /// What was judged, where something was.
    pub(super) effects: Option<Box<Effects>>,
    /// Why it would have been refused, where the policy only observes.
    pub(super) observed: Option<Refusal>,
}

impl Permitted {
    /// The line as it is: of a profile that has no policy.
    pub(super) fn unjudged(line: &ReadAgain<'_>) -> Permitted {
        Permitted {
            verb: line.line.verb(),
            words: line.words(),
            command_word: line.line.command_word(),
            removed: line.rendered.removed.clone(),
            notes: line.rendered.notes.clone(),
            environment: Environment::Inherited,
            files: Vec::new(),
            effects: None,
            observed: None,
        }
    }
}

impl Permit<'_> {
    /// Holds the line against the policy: what is judged is what is run.
    pub(super) fn judge(&self, line: &ReadAgain<'_>, streams: &Streams) -> Result<Permitted, Refusal> {
        let (process_uid, submitter) = (self.host.uid().map_err(Refusal::caller_unknown)?, &self.person.submitter);
        if process_uid != submitter.uid && *streams != Streams::default() {
            return Err(Refusal::Streams { caller: process_uid, user: submitter.uid });
        }
        let unjudged = Permitted::unjudged(line);
        let judged = match self.judged(line, &unjudged.words, process_uid) {
            Err(refusal @ Refusal::Policy { .. }) if self.site.policy.is_observed => {
                return Ok(Permitted { observed: Some(refusal), ..unjudged });
            }
            judged => judged?,
        };
        let (effects, copies) = (&judged.effects, self.added.copies.as_slice());
        let verb = unjudged.verb;
        let client = Client {
            site: self.site,
            clients: self.clients,
            verb,
            effects,
            copies,
            person: self.person,
            host: self.host,
        };
        let built = client.build().map_err(|error| Refusal::Environment { error })?;
        let mut words = judged.words;
        write_values(&mut words, &built.on_line);
        Ok(Permitted {
            words,
            command_word: judged.command_word,
            environment: Environment::Built(built.entries),
            files: built.files,
            effects: Some(Box::new(judged.effects)),
            ..unjudged
        })
    }
}
