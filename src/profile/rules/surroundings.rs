//! What is around a line: the node's facts, the batch job, the job ad. Asked when a profile names it, and once.
//!
//! `${fact.rack}` with `rack: r7` in `/etc/longshore/facts.yaml` -> `r7`; `${job.key}` under `batch: slurm` -> `929_3`.
//!
//! The node's facts are the site's word, everything about the job the caller's.

use std::cell::{OnceCell, RefCell};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStringExt as _;

use crate::argv::{Draft, Operands, quote};
use crate::facts::{Host, Missing, Reader};
use crate::values::path;

use crate::batch::{Batch, JOB_AD, JobAd, JobFact, Seen};
use crate::profile::model::inputs::Inputs;
use crate::profile::rules::expand::container_env;

/// The file of the node's facts, where the profile names no other.
pub const FACTS_FILE: &str = "/etc/longshore/facts.yaml";

/// Node and job around a line.
pub struct Surroundings<'s> {
    /// Facts of the machine and the caller.
    pub host: &'s dyn Host,
    facts_file: &'s str,
    batch: Option<Batch>,
    node: OnceCell<Result<Vec<(String, String)>, Missing>>,
    job_ad: OnceCell<(Vec<u8>, Result<JobAd, Missing>)>,
    /// Files that the caller names, by their paths: a file is read once, whoever asks for it.
    files: RefCell<Vec<ReadFile>>,
}

/// The path of a file, and what stands in it.
type ReadFile = (Vec<u8>, Result<Vec<u8>, Missing>);

impl<'s> Surroundings<'s> {
    /// What is around lines on `host`, as far as a profile's `inputs` name it; nothing is asked yet.
    #[must_use]
    pub fn new(inputs: &'s Inputs, host: &'s dyn Host) -> Surroundings<'s> {
        let facts_file = inputs.facts.as_deref().unwrap_or(FACTS_FILE);
        Surroundings {
            host,
            facts_file,
            batch: inputs.batch,
            node: OnceCell::new(),
            job_ad: OnceCell::new(),
            files: RefCell::default(),
        }
    }

    /// The file of the node's facts.
    #[must_use]
    pub fn facts_file(&self) -> &str {
        self.facts_file
    }

    /// The node's fact `key`.
    ///
    /// # Errors
    /// When the file of facts cannot be had.
    pub fn fact(&self, key: &str) -> Result<Option<&str>, Missing> {
        let facts = self.node.get_or_init(|| self.host.node_facts(self.facts_file)).as_ref();
        let found = facts.map_err(Clone::clone)?.iter().find(|(known, _)| known == key);
        Ok(found.map(|(_, value)| value.as_str()))
    }

    /// A fact about the job; `None` when the batch system does not give it.
    ///
    /// # Errors
    /// When what it says cannot be.
    pub fn job(&self, fact: JobFact, draft: &Draft<'_>) -> Result<Option<Vec<u8>>, String> {
        self.batch.map_or(Ok(None), |batch| batch.job(fact, &JobOf { around: self, draft }))
    }

    /// Where the batch system says that fact, for messages.
    #[must_use]
    pub fn source_of(&self, fact: JobFact) -> String {
        self.batch.map_or_else(|| "batch".to_owned(), |batch| batch.source_of(fact))
    }

    /// An attribute of the job ad that is a plain value; `None` when the ad has no such one, or the line names no ad.
    ///
    /// # Errors
    /// When the file of the ad cannot be had or read.
    pub fn job_ad(&self, name: &str, draft: &Draft<'_>) -> Result<Option<Vec<u8>>, Missing> {
        let of_line = container_env(draft, self.host, JOB_AD.as_bytes());
        let path = of_line.or_else(|| self.host.env(OsStr::new(JOB_AD)).map(OsString::into_vec));
        let Some(path) = path else { return Ok(None) };
        let (known, ad) = self.job_ad.get_or_init(|| {
            let ad = self.read_job_ad(&path);
            (path.clone(), ad)
        });
        // A rule may have given the container another path: then that file counts.
        if *known == path {
            return Ok(ad.as_ref().map_err(Clone::clone)?.get(name).map(<[u8]>::to_vec));
        }
        Ok(self.read_job_ad(&path)?.get(name).map(<[u8]>::to_vec))
    }

    fn read_job_ad(&self, path: &[u8]) -> Result<JobAd, Missing> {
        let missing = |why: String| Missing { fact: format!("job ad {}", quote::short_bytes(path)), why };
        if !path.starts_with(b"/") {
            return Err(missing(format!("{JOB_AD} is not an absolute path")));
        }
        let content = self.host.caller_file(path, &self.reader()?)?;
        JobAd::parse(&content).map_err(missing)
    }

    /// The content of a file that the caller names, from the working directory if the name is relative.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn caller_file_at(&self, name: &[u8]) -> Result<Vec<u8>, Missing> {
        let path = self.path_of(name)?;
        if let Some((_, known)) = self.files.borrow().iter().find(|(known, _)| *known == path) {
            return known.clone();
        }
        let content = self.host.caller_file(&path, &self.reader()?);
        self.files.borrow_mut().push((path, content.clone()));
        content
    }

    /// The absolute path of a file that the caller names.
    ///
    /// # Errors
    /// When it has no name, or there is no working directory.
    pub fn path_of(&self, name: &[u8]) -> Result<Vec<u8>, Missing> {
        if name.is_empty() {
            return Err(Missing { fact: "file".to_owned(), why: "its name is empty".to_owned() });
        }
        if name.starts_with(b"/") {
            return Ok(name.to_vec());
        }
        let path = [self.host.cwd()?.as_encoded_bytes(), b"/", name].concat();
        // Where a directory is a link, `..` leads elsewhere than the text says.
        let goes_up = path.split(|&byte| byte == b'/').any(|component| component == b"..");
        Ok(if goes_up { path } else { path::clean(&path) })
    }

    /// Where an absolute path leads, looked at as the job's user. Of what is not there yet, its directory counts; where that is
    /// not there either, nothing is found but the path itself.
    ///
    /// # Errors
    /// When it cannot be looked at.
    pub fn real_path(&self, path: &[u8], reader: &Reader) -> Result<Vec<u8>, Missing> {
        if let Some(facts) = self.host.path(path, reader)? {
            return Ok(facts.real);
        }
        let Some(end) = path.iter().rposition(|&byte| byte == b'/') else { return Ok(path.to_vec()) };
        let (folder, name) = path.split_at(end.max(1));
        let found = self.host.path(folder, reader)?;
        Ok(found.map_or_else(|| path.to_vec(), |facts| path::clean(&[&facts.real, &b"/"[..], name].concat())))
    }

    /// As whom files of the job are read.
    ///
    /// # Errors
    /// When it is not known who calls.
    pub fn reader(&self) -> Result<Reader, Missing> {
        let gids = self.host.groups()?.iter().map(|group| group.gid).collect();
        Ok(Reader { uid: self.host.uid()?, gids })
    }
}

/// The job of one line.
struct JobOf<'j, 's, 'a> {
    around: &'j Surroundings<'s>,
    draft: &'j Draft<'a>,
}

impl Seen for JobOf<'_, '_, '_> {
    fn variable(&self, name: &str) -> Option<Vec<u8>> {
        self.around.host.env(OsStr::new(name)).map(OsString::into_vec)
    }

    fn container(&self) -> Option<Vec<u8>> {
        let operands = self.draft.line().command().map(|command| command.operands);
        match operands {
            Some(Operands::Containers | Operands::ContainerCommand) => self.draft.operand(0).map(<[u8]>::to_vec),
            _ => last(self.draft, b"name"),
        }
    }

    fn hostname(&self) -> Option<Vec<u8>> {
        last(self.draft, b"hostname")
    }

    fn attribute(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        self.around.job_ad(name, self.draft).map_err(|missing| missing.to_string())
    }
}

fn last(draft: &Draft<'_>, option: &[u8]) -> Option<Vec<u8>> {
    draft.options(option).next_back().map(|(_, item)| item.value_bytes().to_vec())
}
