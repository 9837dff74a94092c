//! Which jobs are listed.
//!
//! The session `nightly`, states `Running` and `Suspended` -> the engine is asked with `--filter=label=drmaa2_jobsession=nightly`,
//! and of what it knows the jobs in these states remain.

use super::job_info::JobInfo;
use super::labels::{ARRAY, SESSION};
use super::state::State;

/// What a job must be to be listed; what is `None` or empty does not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The session that it belongs to; without one, jobs of all sessions.
    pub session: Option<String>,
    /// The mark of its array.
    pub array: Option<String>,
    /// The states that it may be in.
    pub states: Vec<State>,
    /// Its image, as it was named.
    pub category: Option<String>,
    /// Its user, as it was named.
    pub owner: Option<String>,
    /// The name of its container.
    pub name: Option<String>,
    /// Its host name.
    pub machine: Option<String>,
}

impl Filter {
    /// What of it the engine's `ps` can do. Containers without a session are no jobs, whatever else is asked for.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let session = match &self.session {
            Some(session) => format!("--filter=label={SESSION}={session}"),
            None => format!("--filter=label={SESSION}"),
        };
        let array = self.array.iter().map(|array| format!("--filter=label={ARRAY}={array}"));
        std::iter::once(session).chain(array).collect()
    }

    /// Whether a job is one of those that are asked for.
    #[must_use]
    pub fn matches(&self, job: &JobInfo) -> bool {
        let is = |wanted: &Option<String>, found: Option<&str>| wanted.is_none() || wanted.as_deref() == found;
        job.session.is_some()
            && is(&self.session, job.session.as_deref())
            && is(&self.array, job.array.as_deref())
            && (self.states.is_empty() || self.states.contains(&job.state))
            && is(&self.category, Some(&job.category))
            && is(&self.owner, job.job_owner.as_deref())
            && is(&self.name, Some(&job.name))
            && is(&self.machine, job.allocated_machines.first().map(String::as_str))
    }
}
