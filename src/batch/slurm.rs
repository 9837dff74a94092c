//! Slurm.
//!
//! `SLURM_ARRAY_JOB_ID=1001`, `SLURM_ARRAY_TASK_ID=0` -> the job 1001, its element 0, which Slurm writes `1001_0`; `squeue
//! --jobs=1001_0` says whether it lives.

use super::fact::{Source, Variables};
use super::fate::States;
use super::lsf::PLACE_HOLDER;
use super::{BatchJob, Fate, Query, Reply, Setup, Starter, System};

pub(super) const SYSTEM: System = System {
    name: "slurm",
    source: Source::Environment(Variables {
        array: Some("SLURM_ARRAY_JOB_ID"),
        id: "SLURM_JOB_ID",
        index: "SLURM_ARRAY_TASK_ID",
        queue: "SLURM_JOB_PARTITION",
        user: &["SLURM_JOB_USER"],
    }),
    element: ["_", ""],
    no_element: &[],
    query: Some(Query { words, fate }),
    starter: Ok(Starter { interactive: None, pids: None, groups: None, place_holder: PLACE_HOLDER }),
    daemons: &[],
};

pub(super) const SETUP: Option<Setup> = None;

/// The states of Slurm. One that was preempted may be waiting again.
const STATES: States = States {
    ended: &[
        "BOOT_FAIL",
        "CANCELLED",
        "COMPLETED",
        "DEADLINE",
        "FAILED",
        "NODE_FAIL",
        "OUT_OF_MEMORY",
        "REVOKED",
        "TIMEOUT",
    ],
    there: &[
        "COMPLETING",
        "CONFIGURING",
        "LAUNCH_FAILED",
        "PENDING",
        "POWER_UP_NODE",
        "PREEMPTED",
        "RECONFIG_FAIL",
        "REQUEUED",
        "REQUEUE_FED",
        "REQUEUE_HOLD",
        "RESIZING",
        "RESV_DEL_HOLD",
        "RUNNING",
        "SIGNALING",
        "SPECIAL_EXIT",
        "STAGE_OUT",
        "STOPPED",
        "SUSPENDED",
    ],
};

fn words(job: &BatchJob) -> Vec<String> {
    let job = format!("--jobs={}", job.shown());
    ["--noheader", "--states=all", "--format=%T", &job].map(str::to_owned).to_vec()
}

fn fate(_: &BatchJob, reply: &Reply<'_>) -> Fate {
    if reply.refuses_with("slurm_load_jobs error: Invalid job id specified") {
        return Fate::Gone;
    }
    let [out, _] = reply.sides();
    STATES.fate(&out.split_whitespace().collect::<Vec<_>>(), reply)
}

#[cfg(test)]
mod tests {
    use super::SYSTEM;
    use crate::batch::Fate;
    use crate::batch::testing::{Job, facts, fate, question};

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
        assert_eq!(facts(&SYSTEM, &job), ["1001", "0", "1001_0", "gpu", "dave"]);
        let env = &[("SLURM_JOB_ID", "1003")];
        assert_eq!(facts(&SYSTEM, &Job { env, ..Job::default() }), ["1003", "-", "1003", "-", "-"]);
    }

    #[test]
    fn an_empty_number_says_nothing_and_a_long_one_is_none() {
        let env = &[("SLURM_JOB_ID", ""), ("SLURM_ARRAY_TASK_ID", "123456789012345678901")];
        let job = Job { env, ..Job::default() };
        let index = "SLURM_ARRAY_TASK_ID is `123456789012345678901`, no number";
        assert_eq!(facts(&SYSTEM, &job), ["-", index, "-", "-", "-"]);
    }

    #[test]
    fn squeue_is_believed_only_where_it_is_clear() {
        let question = question(&SYSTEM, Some("3"));
        assert_eq!(question.as_deref(), Some("--noheader --states=all --format=%T --jobs=929_3"));
        assert_eq!(fate(&SYSTEM, Some(0), b"COMPLETED\n", b""), Fate::Gone);
        assert_eq!(fate(&SYSTEM, Some(0), b"COMPLETED\nRUNNING\n", b""), Fate::There);
        assert_eq!(fate(&SYSTEM, Some(0), b"", b""), Fate::Unclear);
        assert_eq!(fate(&SYSTEM, Some(0), b"PENDING\nCOMPLETED\n", b""), Fate::There);
        let unknown = b"slurm_load_jobs error: Invalid job id specified\n";
        for garbage in [&b"JOBID STATE\n"[..], unknown, b"COMPLETED\nSTATE\n", b"RUNNING!\n", &[0; 4096]] {
            assert_eq!(fate(&SYSTEM, Some(0), garbage, b""), Fate::Unclear);
        }
        assert_eq!(fate(&SYSTEM, Some(1), b"", unknown), Fate::Gone);
        assert_eq!(
            fate(&SYSTEM, Some(1), b"", b"slurm_load_jobs error: Unable to contact slurm controller\n"),
            Fate::Unclear
        );
    }
}
