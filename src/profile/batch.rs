//! What each batch system says about the job that a line belongs to.
//!
//! `LSB_JOBID=929`, `LSB_JOBINDEX=3` under `batch: openlava` -> `job.id` 929, `job.index` 3, `job.key` `929_3`;
//! `--name HTCJob2_0_slot1_1_PID77492` under `batch: htcondor` -> `job.id` 2, `job.index` 0, `job.key` `2_0`.
//!
//! LSF, OpenLava, Grid Engine and Slurm describe a job in its environment, HTCondor on the line and in the job ad. All of
//! it is the caller's word.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStringExt;

use crate::argv::quote;
use crate::facts::Host;

/// A batch system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Batch {
    /// Grid Engine and its descendants.
    GridEngine,
    /// HTCondor.
    HtCondor,
    /// IBM Spectrum LSF.
    Lsf,
    /// OpenLava.
    OpenLava,
    /// Slurm.
    Slurm,
}

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

/// What can be seen of a job: the caller's environment, and for HTCondor the line and the job ad.
pub(super) trait Seen {
    /// A variable of the caller.
    fn variable(&self, name: &str) -> Option<Vec<u8>>;
    /// The name of the container that the line is about.
    fn container(&self) -> Option<Vec<u8>>;
    /// The container's host name on the line.
    fn hostname(&self) -> Option<Vec<u8>>;
    /// An attribute of the job ad.
    fn attribute(&self, name: &str) -> Result<Option<Vec<u8>>, String>;
}

/// A job that is described by nothing but its environment.
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

impl Batch {
    /// All of them, by the name that profiles use.
    pub const NAMES: [(&'static str, Batch); 5] = [
        ("gridengine", Batch::GridEngine),
        ("htcondor", Batch::HtCondor),
        ("lsf", Batch::Lsf),
        ("openlava", Batch::OpenLava),
        ("slurm", Batch::Slurm),
    ];

    /// Whether the batch system has such a thing at all.
    #[must_use]
    pub fn has(self, fact: JobFact) -> bool {
        (self, fact) != (Batch::HtCondor, JobFact::Queue)
    }

    /// The variables of a job's environment that say the fact, the first that is set counts; none for HTCondor, whose jobs
    /// are described elsewhere.
    #[must_use]
    pub fn variables(self, fact: JobFact) -> &'static [&'static str] {
        match (self, fact) {
            (Batch::HtCondor, _) => &[],
            (Batch::Lsf | Batch::OpenLava, JobFact::Id | JobFact::Key) => &["LSB_JOBID"],
            (Batch::Lsf | Batch::OpenLava, JobFact::Index) => &["LSB_JOBINDEX"],
            (Batch::Lsf | Batch::OpenLava, JobFact::Queue) => &["LSB_QUEUE"],
            (Batch::Lsf | Batch::OpenLava, JobFact::User) => &["LSB_JOB_EXECUSER", "LSFUSER"],
            (Batch::GridEngine, JobFact::Id | JobFact::Key) => &["JOB_ID"],
            (Batch::GridEngine, JobFact::Index) => &["SGE_TASK_ID"],
            (Batch::GridEngine, JobFact::Queue) => &["QUEUE"],
            (Batch::GridEngine, JobFact::User) => &["LOGNAME"],
            // The elements of an array have ids of their own in addition to the array's.
            (Batch::Slurm, JobFact::Id | JobFact::Key) => &["SLURM_ARRAY_JOB_ID", "SLURM_JOB_ID"],
            (Batch::Slurm, JobFact::Index) => &["SLURM_ARRAY_TASK_ID"],
            (Batch::Slurm, JobFact::Queue) => &["SLURM_JOB_PARTITION"],
            (Batch::Slurm, JobFact::User) => &["SLURM_JOB_USER"],
        }
    }

    /// Where the fact comes from, for messages.
    #[must_use]
    pub fn source_of(self, fact: JobFact) -> String {
        match (self, fact) {
            (Batch::HtCondor, JobFact::User) => "--hostname OWNER-CLUSTER.PROC-... or Owner of the job ad".to_owned(),
            (Batch::HtCondor, _) => "the container name HTCJobCLUSTER_PROC_... or the job ad".to_owned(),
            // That of its array exists only for elements.
            (Batch::Slurm, JobFact::Id | JobFact::Key) => "SLURM_JOB_ID".to_owned(),
            _ => self.variables(fact).join(" or "),
        }
    }

    /// The name that profiles use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Batch::NAMES.iter().find(|(_, batch)| *batch == self).map_or("", |(name, _)| name)
    }

    /// The environment of a job of that user's, as far as facts come from it.
    #[must_use]
    pub fn example(self, user: &str) -> Vec<(&'static str, String)> {
        let of = |id, index, queue, owner| {
            let texts = ["1", "1", "trial", user].map(str::to_owned);
            [id, index, queue, owner].into_iter().zip(texts).collect()
        };
        match self {
            // HTCondor's jobs are known by their line.
            Batch::HtCondor => Vec::new(),
            Batch::Lsf | Batch::OpenLava => of("LSB_JOBID", "LSB_JOBINDEX", "LSB_QUEUE", "LSB_JOB_EXECUSER"),
            Batch::GridEngine => of("JOB_ID", "SGE_TASK_ID", "QUEUE", "LOGNAME"),
            Batch::Slurm => of("SLURM_JOB_ID", "SLURM_ARRAY_TASK_ID", "SLURM_JOB_PARTITION", "SLURM_JOB_USER"),
        }
    }

    /// The fact by the environment of `host`; `None` when it does not say.
    ///
    /// # Errors
    /// When what it says cannot be.
    pub fn job_of_environment(self, fact: JobFact, host: &dyn Host) -> Result<Option<Vec<u8>>, String> {
        self.job(fact, &Environment(host))
    }

    /// The fact; `None` when the batch system does not give it (the index of a job that is no element of an array).
    pub(super) fn job(self, fact: JobFact, seen: &dyn Seen) -> Result<Option<Vec<u8>>, String> {
        match fact {
            JobFact::Id => self.id(seen),
            JobFact::Index => self.index(seen),
            JobFact::Key => Ok(self.id(seen)?.map(|id| (id, self.index(seen))).map(key).transpose()?),
            JobFact::User if self == Batch::HtCondor => owner(seen),
            JobFact::Queue | JobFact::User => Ok(self.first(fact, seen).map(|(_, value)| value)),
        }
    }

    fn id(self, seen: &dyn Seen) -> Result<Option<Vec<u8>>, String> {
        if self == Batch::HtCondor {
            return cluster_and_proc(seen).map(|numbers| numbers.map(|(cluster, _)| cluster));
        }
        self.first_number(JobFact::Id, seen)
    }

    fn index(self, seen: &dyn Seen) -> Result<Option<Vec<u8>>, String> {
        match self {
            Batch::HtCondor => cluster_and_proc(seen).map(|numbers| numbers.map(|(_, proc)| proc)),
            // A job that is no element of an array has the index 0 there, elements count from 1.
            Batch::Lsf | Batch::OpenLava => Ok(self.first_number(JobFact::Index, seen)?.filter(|index| index != b"0")),
            Batch::GridEngine if self.first(JobFact::Index, seen).is_some_and(|(_, value)| value == b"undefined") => {
                Ok(None)
            }
            Batch::GridEngine | Batch::Slurm => self.first_number(JobFact::Index, seen),
        }
    }

    /// The first variable that says the fact, with its value; an empty one says nothing.
    fn first(self, fact: JobFact, seen: &dyn Seen) -> Option<(&'static str, Vec<u8>)> {
        let values = self.variables(fact).iter().filter_map(|name| Some((*name, seen.variable(name)?)));
        values.into_iter().find(|(_, value)| !value.is_empty())
    }

    /// The same of a fact that is a number.
    fn first_number(self, fact: JobFact, seen: &dyn Seen) -> Result<Option<Vec<u8>>, String> {
        self.first(fact, seen).map_or(Ok(None), |(name, value)| digits(name, Some(value)))
    }
}

/// Names of containers have at least two characters: a key of one digit gets a word before it.
fn key((id, index): (Vec<u8>, Result<Option<Vec<u8>>, String>)) -> Result<Vec<u8>, String> {
    Ok(match index? {
        Some(index) => [id.as_slice(), b"_", &index].concat(),
        None if id.len() == 1 => [b"job_", id.as_slice()].concat(),
        None => id,
    })
}

fn digits(name: &str, value: Option<Vec<u8>>) -> Result<Option<Vec<u8>>, String> {
    match value {
        Some(value) if !is_number(&value) => Err(format!("{name} is `{}`, no number", quote::short_bytes(&value))),
        value => Ok(value),
    }
}

fn is_number(text: &[u8]) -> bool {
    (1..=20).contains(&text.len()) && text.iter().all(u8::is_ascii_digit)
}

/// Cluster and process of an HTCondor job.
type Numbers = (Vec<u8>, Vec<u8>);

/// Cluster and process of an HTCondor job, from the name of its container, else from the job ad.
fn cluster_and_proc(seen: &dyn Seen) -> Result<Option<Numbers>, String> {
    if let Some(numbers) = seen.container().as_deref().and_then(container_name) {
        return Ok(Some(numbers));
    }
    let attribute = |name: &str| digits(name, seen.attribute(name)?);
    Ok(attribute("ClusterId")?.zip(attribute("ProcId")?))
}

/// `HTCJob2_0_slot1_1_PID77492` -> 2 and 0; the name of the slot may be empty.
fn container_name(name: &[u8]) -> Option<Numbers> {
    let mut parts = name.strip_prefix(b"HTCJob")?.splitn(3, |&byte| byte == b'_');
    let (cluster, proc, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let last = rest.rsplit(|&byte| byte == b'_').next()?;
    let is_whole = last.strip_prefix(b"PID").is_some_and(is_number);
    (is_whole && is_number(cluster) && is_number(proc)).then(|| (cluster.to_vec(), proc.to_vec()))
}

/// The owner of an HTCondor job: HTCondor names the container's host OWNER-CLUSTER.PROC-MACHINE, cut at 63 characters.
fn owner(seen: &dyn Seen) -> Result<Option<Vec<u8>>, String> {
    if let (Some(hostname), Some((cluster, proc))) = (seen.hostname(), cluster_and_proc(seen)?) {
        let middle = [b"-", cluster.as_slice(), b".", &proc, b"-"].concat();
        let end = hostname.windows(middle.len()).position(|window| window == middle);
        if let Some(owner) = end.and_then(|end| hostname.get(..end)).filter(|owner| !owner.is_empty()) {
            return Ok(Some(owner.to_vec()));
        }
    }
    seen.attribute("Owner")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Job {
        env: &'static [(&'static str, &'static str)],
        container: Option<&'static str>,
        hostname: Option<&'static str>,
        ad: &'static [(&'static str, &'static str)],
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
    fn facts(batch: Batch, job: &Job) -> [String; 5] {
        [JobFact::Id, JobFact::Index, JobFact::Key, JobFact::Queue, JobFact::User].map(|fact| {
            match batch.job(fact, job) {
                Ok(Some(value)) => String::from_utf8(value).unwrap(),
                Ok(None) => "-".to_owned(),
                Err(why) => why,
            }
        })
    }

    #[test]
    fn openlava_and_lsf_describe_a_job_in_its_environment() {
        let env = &[
            ("LSB_JOBID", "929"),
            ("LSB_JOBINDEX", "0"),
            ("LSB_QUEUE", "docker"),
            ("LSB_JOB_EXECUSER", "bob"),
            ("LSFUSER", "robert"),
        ];
        let job = Job { env, ..Job::default() };
        assert_eq!(facts(Batch::OpenLava, &job), ["929", "-", "929", "docker", "bob"]);
        let env = &[("LSB_JOBID", "104"), ("LSB_JOBINDEX", "2"), ("LSFUSER", "bob")];
        assert_eq!(facts(Batch::Lsf, &Job { env, ..Job::default() }), ["104", "2", "104_2", "-", "bob"]);
    }

    #[test]
    fn a_key_has_at_least_two_characters() {
        let key = |env| facts(Batch::OpenLava, &Job { env, ..Job::default() })[2].clone();
        assert_eq!(key(&[("LSB_JOBID", "5")]), "job_5");
        assert_eq!(key(&[("LSB_JOBID", "5"), ("LSB_JOBINDEX", "3")]), "5_3");
        assert_eq!(key(&[("LSB_JOBID", "42")]), "42");
        assert_eq!(key(&[]), "-");
    }

    #[test]
    fn what_is_no_number_is_no_id() {
        let env = &[("LSB_JOBID", "../929"), ("LSB_JOBINDEX", "1;2")];
        let job = Job { env, ..Job::default() };
        let (id, index) = ("LSB_JOBID is `../929`, no number", "LSB_JOBINDEX is `1;2`, no number");
        assert_eq!(facts(Batch::Lsf, &job), [id, index, id, "-", "-"]);
        let env = &[("SLURM_JOB_ID", ""), ("SLURM_ARRAY_TASK_ID", "123456789012345678901")];
        let job = Job { env, ..Job::default() };
        let index = "SLURM_ARRAY_TASK_ID is `123456789012345678901`, no number";
        assert_eq!(facts(Batch::Slurm, &job), ["-", index, "-", "-", "-"]);
    }

    #[test]
    fn grid_engine_says_undefined_for_a_job_without_an_array() {
        let env = &[("JOB_ID", "77"), ("SGE_TASK_ID", "undefined"), ("QUEUE", "all.q"), ("LOGNAME", "carol")];
        let job = Job { env, ..Job::default() };
        assert_eq!(facts(Batch::GridEngine, &job), ["77", "-", "77", "all.q", "carol"]);
        let env = &[("JOB_ID", "77"), ("SGE_TASK_ID", "4")];
        assert_eq!(facts(Batch::GridEngine, &Job { env, ..Job::default() })[2], "77_4");
    }

    #[test]
    fn slurm_counts_array_elements_from_0_under_the_array_s_id() {
        let env = &[
            ("SLURM_JOB_ID", "1003"),
            ("SLURM_ARRAY_JOB_ID", "1001"),
            ("SLURM_ARRAY_TASK_ID", "0"),
            ("SLURM_JOB_PARTITION", "gpu"),
            ("SLURM_JOB_USER", "dave"),
        ];
        let job = Job { env, ..Job::default() };
        assert_eq!(facts(Batch::Slurm, &job), ["1001", "0", "1001_0", "gpu", "dave"]);
        let env = &[("SLURM_JOB_ID", "1003")];
        assert_eq!(facts(Batch::Slurm, &Job { env, ..Job::default() }), ["1003", "-", "1003", "-", "-"]);
    }

    #[test]
    fn htcondor_names_the_container_after_the_job() {
        let job = Job {
            container: Some("HTCJob2_0_slot1_1_PID77492"),
            hostname: Some("alice-2.0-vm"),
            ad: &[("ClusterId", "99"), ("Owner", "mallory")],
            ..Job::default()
        };
        assert_eq!(facts(Batch::HtCondor, &job), ["2", "0", "2_0", "-", "alice"]);
        assert_eq!(container_name(b"HTCJob3870779_12__PID2668"), Some((b"3870779".to_vec(), b"12".to_vec())));
        for name in ["HTCJob2", "HTCJob2_0", "HTCJob2_0_slot1", "HTCJobx_0_s_PID1", "HTCJob2_0_s_PIDx", "web"] {
            assert_eq!(container_name(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn htcondor_s_job_ad_knows_what_the_line_does_not_say() {
        let ad = &[("ClusterId", "7"), ("ProcId", "3"), ("Owner", "erin")];
        assert_eq!(facts(Batch::HtCondor, &Job { ad, ..Job::default() }), ["7", "3", "7_3", "-", "erin"]);
        // A long name of an owner leaves no room for the job's number.
        let job = Job { hostname: Some("a-very-long-name"), ad, ..Job::default() };
        assert_eq!(facts(Batch::HtCondor, &job)[4], "erin");
        let ad = &[("ClusterId", "true"), ("ProcId", "3")];
        let job = Job { ad, ..Job::default() };
        assert_eq!(facts(Batch::HtCondor, &job)[0], "ClusterId is `true`, no number");
    }

    #[test]
    fn every_batch_system_says_where_its_facts_come_from() {
        assert!(!Batch::HtCondor.has(JobFact::Queue));
        assert!(Batch::NAMES.iter().all(|(_, batch)| batch.has(JobFact::Key)));
        assert!(Batch::NAMES.is_sorted_by_key(|(name, _)| *name));
    }
}
