//! Grid Engine and its descendants.
//!
//! `JOB_ID=77`, `SGE_TASK_ID=4` -> the job 77, its element 4, which Grid Engine writes `77.4`; `qstat -j 77` says whether it
//! lives.

use super::fact::{Source, Variables};
use super::lsf::PLACE_HOLDER;
use super::setup::{PRUNE_SERVICE, PRUNE_TIMER};
use super::{BatchJob, Fate, Query, Reply, Setup, Starter, System};

pub(super) const SYSTEM: System = System {
    name: "gridengine",
    source: Source::Environment(Variables {
        array: None,
        id: "JOB_ID",
        index: "SGE_TASK_ID",
        queue: "QUEUE",
        user: &["LOGNAME"],
    }),
    element: [".", ""],
    no_element: &["undefined"],
    query: Some(Query { words, fate }),
    starter: Ok(Starter { interactive: None, pids: None, groups: None, place_holder: PLACE_HOLDER }),
    daemons: &[],
};

pub(super) const SETUP: Option<Setup> = Some(Setup {
    title: "Grid Engine and its descendants",
    files: &[
        ("queue.conf", include_str!("../../contrib/gridengine/queue.conf")),
        ("longshore-starter", include_str!("../../contrib/gridengine/longshore-starter")),
        ("profile.yaml", include_str!("../../contrib/gridengine/profile.yaml")),
        PRUNE_SERVICE,
        PRUNE_TIMER,
    ],
    next: include_str!("../../contrib/gridengine/next.txt"),
});

/// Its elements are not asked for one by one.
fn words(job: &BatchJob) -> Vec<String> {
    vec!["-j".to_owned(), job.id.clone()]
}

fn fate(job: &BatchJob, reply: &Reply<'_>) -> Fate {
    let unknown = |side: &str| {
        let mut lines = side.lines().map(str::trim).filter(|line| !line.is_empty());
        // Some releases add "or permissions are not sufficient": that says nothing.
        lines.next() == Some("Following jobs do not exist:") && lines.eq([job.id.as_str()])
    };
    let tells = |line: &str| line.strip_prefix("job_number:").is_some_and(|number| number.trim() == job.id);
    let sides = reply.sides();
    if reply.is_refusal() && sides.iter().any(|side| unknown(side)) {
        return Fate::Gone;
    }
    let [out, _] = sides;
    if reply.is_good() && out.lines().any(tells) { Fate::There } else { Fate::Unclear }
}

#[cfg(test)]
mod tests {
    use super::SYSTEM;
    use crate::batch::Fate;
    use crate::batch::testing::{Job, facts, fate, job, question};

    #[test]
    fn grid_engine_says_undefined_for_a_job_without_an_array() {
        let env = &[("JOB_ID", "77"), ("SGE_TASK_ID", "undefined"), ("QUEUE", "all.q"), ("LOGNAME", "carol")];
        let job = Job { env, ..Job::default() };
        assert_eq!(facts(&SYSTEM, &job), ["77", "-", "77", "all.q", "carol"]);
        let env = &[("JOB_ID", "77"), ("SGE_TASK_ID", "4")];
        assert_eq!(facts(&SYSTEM, &Job { env, ..Job::default() })[2], "77_4");
    }

    #[test]
    fn qstat_is_believed_only_where_it_is_clear() {
        assert_eq!(question(&SYSTEM, Some("3")).as_deref(), Some("-j 929"));
        let unknown = b"Following jobs do not exist: \n929\n";
        assert_eq!(fate(&SYSTEM, Some(1), b"", unknown), Fate::Gone);
        let unclear = b"Following jobs do not exist or permissions are not sufficient: \n929\n";
        assert_eq!(fate(&SYSTEM, Some(1), b"", unclear), Fate::Unclear);
        assert_eq!(fate(&SYSTEM, Some(1), b"", b"Following jobs do not exist: \n92\n"), Fate::Unclear);
        assert_eq!(fate(&SYSTEM, Some(1), b"", b"error: unable to contact qmaster\n"), Fate::Unclear);
        assert_eq!(fate(&SYSTEM, Some(0), b"=====\njob_number:                 929\n", b""), Fate::There);
        for garbage in [&b""[..], unknown, b"job_number: 92\n", b"929\n", &[0; 4096]] {
            assert_eq!(fate(&SYSTEM, Some(0), garbage, b""), Fate::Unclear);
        }
        assert_eq!(job(&SYSTEM, Some("4")).shown(), "929.4");
    }
}
