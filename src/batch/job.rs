//! A batch system's job, as its environment or the labels of its container describe it.
//!
//! `LSB_JOBID=104`, `LSB_JOBINDEX=2`, `LSB_QUEUE=docker`, `LSB_JOB_EXECUSER=bob` under `batch: openlava` -> the container
//! `104_2` with the labels `org.longshore.job=104`, `.index=2`, `.queue=docker`, `.user=bob`, `.batch=openlava`.

use std::ffi::OsString;
use std::fmt;
use std::os::unix::ffi::OsStringExt as _;

use crate::argv::quote;
use crate::facts::Host;
use crate::runtimes::containers::Container;

use super::fact::is_number;
use super::{Batch, JobFact, System};

/// The label with the job's number.
pub const JOB: &str = "org.longshore.job";

/// The label with the number of the array's element.
pub const INDEX: &str = "org.longshore.index";

/// The label with the batch system's name, as profiles have it.
pub const BATCH: &str = "org.longshore.batch";

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchJob {
    /// Whose job it is.
    pub batch: Batch,
    /// Its number, which all elements of an array share.
    pub id: String,
    /// The number of the element of an array.
    pub index: Option<String>,
    /// Both as a container's name.
    pub key: String,
    /// The name of its user.
    pub user: Option<Vec<u8>>,
    pub queue: Option<Vec<u8>>,
}

/// Why no job is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobError {
    /// The profile names no batch system.
    NoBatch,
    /// The environment is that of no job.
    NoJob {
        /// The variable that would say so.
        variable: String,
    },
    /// What is said of the job cannot be.
    Wrong {
        /// Why.
        why: String,
    },
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JobError::NoBatch => {
                write!(f, "the profile does not say whose jobs it starts; write `batch: openlava`, or another one")
            }
            JobError::NoJob { variable } => {
                write!(f, "this is no batch job: {variable} is not set; let the batch system call the starter")
            }
            JobError::Wrong { why } => write!(f, "the job: {why}; the batch system has to set it"),
        }
    }
}

impl std::error::Error for JobError {}

impl BatchJob {
    /// The job that the environment of `host` is about.
    ///
    /// # Errors
    /// When it is about none, or what it says cannot be.
    pub fn of_environment(batch: Option<Batch>, host: &dyn Host) -> Result<BatchJob, JobError> {
        let batch = batch.ok_or(JobError::NoBatch)?;
        let fact = |fact| batch.job_of_environment(fact, host).map_err(|why| JobError::Wrong { why });
        let text = |bytes: Option<Vec<u8>>| bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let (id, key) = (text(fact(JobFact::Id)?), text(fact(JobFact::Key)?));
        let (Some(id), Some(key)) = (id, key) else {
            return Err(JobError::NoJob { variable: batch.source_of(JobFact::Id) });
        };
        let index = text(fact(JobFact::Index)?);
        Ok(BatchJob { batch, id, index, key, user: fact(JobFact::User)?, queue: fact(JobFact::Queue)? })
    }

    /// A job by its numbers, without all else.
    ///
    /// # Errors
    /// When they are no numbers.
    pub fn numbered(batch: Option<Batch>, id: &str, index: Option<&str>) -> Result<BatchJob, JobError> {
        let batch = batch.ok_or(JobError::NoBatch)?;
        let index = index.filter(|index| !index.is_empty() && !batch.no_element.contains(index));
        for number in std::iter::once(id).chain(index) {
            if !is_number(number.as_bytes()) {
                let why = format!("`{}` is no number of a job", quote::short_bytes(number.as_bytes()));
                return Err(JobError::Wrong { why });
            }
        }
        let (id, index) = (id.to_owned(), index.map(str::to_owned));
        Ok(BatchJob { batch, id, index, key: String::new(), user: None, queue: None })
    }

    /// The job of a container, by its labels.
    #[must_use]
    pub fn of_container(container: &Container) -> Option<BatchJob> {
        let batch = System::named(container.label(BATCH)?)?;
        BatchJob::numbered(Some(batch), container.label(JOB)?, container.label(INDEX)).ok()
    }

    /// The job's number with that of the element, as the batch system itself writes them.
    #[must_use]
    pub fn shown(&self) -> String {
        let [before, after] = self.batch.element;
        let element = self.index.as_ref().map(|index| format!("{before}{index}{after}"));
        format!("{}{}", self.id, element.unwrap_or_default())
    }

    /// Whether a container is this job's, by its labels.
    #[must_use]
    pub fn owns(&self, container: &Container) -> bool {
        container.label(JOB) == Some(&self.id)
            && container.label(INDEX) == self.index.as_deref()
            && container.label(BATCH) == Some(self.batch.name)
    }

    /// The labels by which an engine finds the job's containers, and those of other elements of its array.
    #[must_use]
    pub fn filters(&self) -> [String; 2] {
        [format!("{JOB}={}", self.id), format!("{BATCH}={}", self.batch.name)]
    }

    /// A word for notes about it. Where longshore speaks for others it holds the uid of the job's `owner`: nobody finds
    /// another's notes by saying another's job.
    #[must_use]
    pub fn note(&self, owner: Option<u32>) -> String {
        let index = self.index.as_ref().map(|index| format!("_{index}")).unwrap_or_default();
        let owner = owner.map(|uid| format!("-{uid}")).unwrap_or_default();
        format!("{}-{}{index}{owner}", self.batch.name, self.id)
    }

    /// The labels of its container: keys and values.
    #[must_use]
    pub fn labels(&self) -> Vec<(&'static str, OsString)> {
        let mut labels = vec![(JOB, self.id.clone().into())];
        labels.extend(self.index.clone().map(|index| (INDEX, index.into())));
        labels.extend(self.user.clone().map(|user| ("org.longshore.user", OsString::from_vec(user))));
        labels.extend(self.queue.clone().map(|queue| ("org.longshore.queue", OsString::from_vec(queue))));
        labels.push((BATCH, self.batch.name.into()));
        labels
    }
}
