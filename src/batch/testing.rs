//! A job that tests describe, and what a batch system makes of it.

use super::{Batch, BatchJob, Fate, JobFact, Reply, Seen};

#[derive(Default)]
pub(super) struct Job {
    pub(super) env: &'static [(&'static str, &'static str)],
    pub(super) container: Option<&'static str>,
    pub(super) hostname: Option<&'static str>,
    pub(super) ad: &'static [(&'static str, &'static str)],
}

fn get(pairs: &[(&str, &str)], name: &str) -> Option<Vec<u8>> {
    pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_bytes().to_vec())
}

impl Seen for Job {
    fn variable(&self, name: &str) -> Option<Vec<u8>> {
        get(self.env, name)
    }

    fn container(&self) -> Option<Vec<u8>> {
        self.container.map(|name| name.as_bytes().to_vec())
    }

    fn hostname(&self) -> Option<Vec<u8>> {
        self.hostname.map(|name| name.as_bytes().to_vec())
    }

    fn attribute(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(get(self.ad, name))
    }
}

/// id, index, key, queue, user; `-` for none.
pub(super) fn facts(batch: Batch, job: &Job) -> [String; 5] {
    [JobFact::Id, JobFact::Index, JobFact::Key, JobFact::Queue, JobFact::User].map(|fact| match batch.job(fact, job) {
        Ok(Some(value)) => String::from_utf8(value).expect("a text"),
        Ok(None) => "-".to_owned(),
        Err(why) => why,
    })
}

/// The job 929, or an element of it.
pub(super) fn job(batch: Batch, index: Option<&str>) -> BatchJob {
    BatchJob::numbered(Some(batch), "929", index).expect("numbers")
}

/// The words that ask for the job.
pub(super) fn question(batch: Batch, index: Option<&str>) -> Option<String> {
    batch.query.map(|query| (query.words)(&job(batch, index)).join(" "))
}

/// What an answer about the job 929 means.
pub(super) fn fate(batch: Batch, code: Option<i32>, stdout: &[u8], stderr: &[u8]) -> Fate {
    let query = batch.query.expect("it is asked");
    (query.fate)(&job(batch, None), &Reply { code, stdout, stderr })
}
