//! The facts about a job, and where a batch system says them.
//!
//! `LSB_JOBID=929`, `LSB_JOBINDEX=3` -> id 929, index 3, key `929_3`.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStringExt;

use crate::argv::quote;
use crate::facts::Host;

use super::System;

/// A fact about a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobFact {
    /// The number of the job, which all elements of an array share.
    Id,
    /// The number of the element of an array.
    Index,
    /// Id and index as one word that can be a container's name.
    Key,
    /// The queue or partition.
    Queue,
    /// The name of the job's user.
    User,
}

/// What can be seen of a job: the caller's environment, the line and the job ad.
pub trait Seen {
    /// A variable of the caller.
    fn variable(&self, name: &str) -> Option<Vec<u8>>;
    /// The name of the container that the line is about.
    fn container(&self) -> Option<Vec<u8>>;
    /// The container's host name on the line.
    fn hostname(&self) -> Option<Vec<u8>>;
    /// An attribute of the job ad.
    ///
    /// # Errors
    /// When the job ad cannot be had.
    fn attribute(&self, name: &str) -> Result<Option<Vec<u8>>, String>;
}

/// A job of which nothing but its environment is seen.
struct Environment<'h>(&'h dyn Host);

impl Seen for Environment<'_> {
    fn variable(&self, name: &str) -> Option<Vec<u8>> {
        self.0.env(OsStr::new(name)).map(OsStringExt::into_vec)
    }

    fn container(&self) -> Option<Vec<u8>> {
        None
    }

    fn hostname(&self) -> Option<Vec<u8>> {
        None
    }

    fn attribute(&self, _: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(None)
    }
}

/// A fact as it is found: `None` when the batch system does not give it, the reason when what it says cannot be.
pub(super) type Found = Result<Option<Vec<u8>>, String>;

/// Where a batch system describes its jobs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    /// In the environment of the job.
    Environment(Variables),
    /// On the line, and in a job ad beside it.
    Line(Line),
}

/// The variables of a job's environment. An empty one says nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Variables {
    /// The number of the array, where its elements have numbers of their own in addition.
    pub(super) array: Option<&'static str>,
    /// The job's number.
    pub(super) id: &'static str,
    /// The number of the array's element.
    pub(super) index: &'static str,
    /// The queue.
    pub(super) queue: &'static str,
    /// The user; the first that is set counts.
    pub(super) user: &'static [&'static str],
}

/// A job's number, and that of its element.
pub(super) type Numbers = [Vec<u8>; 2];

/// What a line and a job ad say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// The job's number and that of its element.
    pub(super) numbers: fn(&dyn Seen) -> Result<Option<Numbers>, String>,
    /// Where they are found, for messages.
    pub(super) source_of_numbers: &'static str,
    /// The job's user.
    pub(super) user: fn(&dyn Seen) -> Found,
    /// Where that is found.
    pub(super) source_of_user: &'static str,
    /// Why there is no queue.
    pub(super) no_queue: &'static str,
    /// The container's name and host name on the line of a job.
    pub(super) example: [&'static str; 2],
}

impl System {
    /// Why the batch system has no such fact at all.
    #[must_use]
    pub fn lacks(&self, fact: JobFact) -> Option<&'static str> {
        match self.source {
            Source::Line(line) if fact == JobFact::Queue => Some(line.no_queue),
            Source::Line(_) | Source::Environment(_) => None,
        }
    }

    /// Whether a job ad describes its jobs.
    #[must_use]
    pub fn has_job_ad(&self) -> bool {
        matches!(self.source, Source::Line(_))
    }

    /// The container's name and host name by which a line is known as a job's; `None` where the environment says it.
    #[must_use]
    pub fn example_on_line(&self) -> Option<[&'static str; 2]> {
        match self.source {
            Source::Environment(_) => None,
            Source::Line(line) => Some(line.example),
        }
    }

    /// The environment of a job of that user's, as far as facts come from it.
    #[must_use]
    pub fn example(&self, user: &str) -> Vec<(&'static str, String)> {
        let Source::Environment(Variables { id, index, queue, user: [owner, ..], .. }) = self.source else {
            return Vec::new();
        };
        [(id, "1"), (index, "1"), (queue, "trial"), (owner, user)].map(|(name, text)| (name, text.to_owned())).to_vec()
    }

    /// Where the fact comes from, for messages.
    #[must_use]
    pub fn source_of(&self, fact: JobFact) -> String {
        match (self.source, fact) {
            (Source::Line(line), JobFact::User) => line.source_of_user.to_owned(),
            (Source::Line(line), _) => line.source_of_numbers.to_owned(),
            (Source::Environment(variables), JobFact::Id | JobFact::Key) => variables.id.to_owned(),
            (Source::Environment(variables), JobFact::Index) => variables.index.to_owned(),
            (Source::Environment(variables), JobFact::Queue) => variables.queue.to_owned(),
            (Source::Environment(variables), JobFact::User) => variables.user.join(" or "),
        }
    }

    /// The fact by the environment of `host`; `None` when it does not say.
    ///
    /// # Errors
    /// When what it says cannot be.
    pub fn job_of_environment(&self, fact: JobFact, host: &dyn Host) -> Result<Option<Vec<u8>>, String> {
        self.job(fact, &Environment(host))
    }

    /// The fact; `None` when the batch system does not give it (the index of a job that is no element of an array).
    ///
    /// # Errors
    /// When what it says cannot be.
    pub fn job(&self, fact: JobFact, seen: &dyn Seen) -> Result<Option<Vec<u8>>, String> {
        match fact {
            JobFact::Id => self.id(seen),
            JobFact::Index => self.index(seen),
            JobFact::Key => self.id(seen)?.map(|id| Ok(key(id, self.index(seen)?))).transpose(),
            JobFact::Queue => Ok(match self.source {
                Source::Line(_) => None,
                Source::Environment(variables) => set(variables.queue, seen),
            }),
            JobFact::User => match self.source {
                Source::Line(line) => (line.user)(seen),
                Source::Environment(variables) => Ok(variables.user.iter().find_map(|name| set(name, seen))),
            },
        }
    }

    fn id(&self, seen: &dyn Seen) -> Found {
        match self.source {
            Source::Line(line) => Ok((line.numbers)(seen)?.map(|[id, _]| id)),
            Source::Environment(Variables { array, id, .. }) => {
                let name = array.filter(|array| set(array, seen).is_some()).unwrap_or(id);
                digits(name, set(name, seen))
            }
        }
    }

    fn index(&self, seen: &dyn Seen) -> Found {
        match self.source {
            Source::Line(line) => Ok((line.numbers)(seen)?.map(|[_, index]| index)),
            Source::Environment(Variables { index, .. }) => {
                let is_element = |text: &Vec<u8>| self.no_element.iter().all(|none| none.as_bytes() != text);
                digits(index, set(index, seen).filter(is_element))
            }
        }
    }
}

/// The value of a variable; an empty one says nothing.
fn set(name: &str, seen: &dyn Seen) -> Option<Vec<u8>> {
    seen.variable(name).filter(|value| !value.is_empty())
}

/// Names of containers have at least two characters: a key of one digit gets a word before it.
fn key(id: Vec<u8>, index: Option<Vec<u8>>) -> Vec<u8> {
    match index {
        Some(index) => [id.as_slice(), b"_", &index].concat(),
        None if id.len() == 1 => [b"job_", id.as_slice()].concat(),
        None => id,
    }
}

/// A value that has to be a number.
pub(super) fn digits(name: &str, value: Option<Vec<u8>>) -> Found {
    match value {
        Some(value) if !is_number(&value) => Err(format!("{name} is `{}`, no number", quote::short_bytes(&value))),
        value => Ok(value),
    }
}

/// Whether it is a number as jobs have them.
pub(super) fn is_number(text: &[u8]) -> bool {
    (1..=20).contains(&text.len()) && text.iter().all(u8::is_ascii_digit)
}
