//! Whether a batch system still knows a job: the question, and what its answer means.
//!
//! `bjobs 929` that says `Job <929> is not found` -> gone; a line with `RUN` -> it runs; anything else -> not known, and
//! whoever asked leaves the job's container alone.

use crate::profile::Batch;

use super::batch_job::BatchJob;

/// What became of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It has ended, or the batch system has forgotten it.
    Gone,
    /// It waits, runs or is suspended.
    There,
    /// The answer does not say.
    Unclear,
}

/// The words behind the program's name that ask for a job; `None` for a batch system that is not asked.
#[must_use]
pub fn question(job: &BatchJob) -> Option<Vec<String>> {
    Some(match job.batch {
        Batch::Lsf | Batch::OpenLava => vec!["-w".to_owned(), job.shown()],
        // Its elements are not asked for one by one.
        Batch::GridEngine => vec!["-j".to_owned(), job.id.clone()],
        Batch::Slurm => {
            let job = format!("--jobs={}", job.shown());
            ["--noheader", "--states=all", "--format=%T", &job].map(str::to_owned).to_vec()
        }
        Batch::HtCondor => return None,
    })
}

/// The states of LSF and openlava. `UNKWN` is one whose host is silent.
const LSF: States = States {
    ended: &["DONE", "EXIT"],
    there: &["FWD_PEND", "PEND", "PROV", "PSUSP", "RUN", "SSUSP", "UNKWN", "USUSP", "WAIT", "ZOMBI"],
};

/// The states of Slurm. One that was preempted may be waiting again.
const SLURM: States = States {
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

/// The states that a batch system names.
struct States {
    ended: &'static [&'static str],
    there: &'static [&'static str],
}

impl States {
    /// What the states of all rows of an answer mean together; one that is not known says nothing about the job.
    fn fate(&self, states: &[&str], is_good: bool) -> Fate {
        let is_known = |state: &&str| self.ended.contains(state) || self.there.contains(state);
        match states {
            [] => Fate::Unclear,
            states if !is_good || !states.iter().all(is_known) => Fate::Unclear,
            states if states.iter().all(|state| self.ended.contains(state)) => Fate::Gone,
            _ => Fate::There,
        }
    }
}

/// What an answer means.
#[must_use]
pub fn answer(job: &BatchJob, code: Option<i32>, stdout: &[u8], stderr: &[u8]) -> Fate {
    let (out, error) = (String::from_utf8_lossy(stdout), String::from_utf8_lossy(stderr));
    let is_good = code == Some(0);
    let said = |text: &str| code.is_some() && !is_good && [&out, &error].iter().any(|side| side.trim() == text);
    match job.batch {
        Batch::Lsf | Batch::OpenLava => {
            if said(&format!("Job <{}> is not found", job.shown())) || said(&format!("Job <{}> is not found", job.id)) {
                return Fate::Gone;
            }
            let rows = out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
            let states: Vec<&str> = rows
                .filter(|row| row.first() == Some(&job.id.as_str()))
                .filter_map(|row| row.get(2).copied())
                .collect();
            LSF.fate(&states, is_good)
        }
        Batch::GridEngine => {
            let unknown = |side: &str| {
                let mut lines = side.lines().map(str::trim).filter(|line| !line.is_empty());
                // Some releases add "or permissions are not sufficient": that says nothing.
                lines.next() == Some("Following jobs do not exist:") && lines.eq([job.id.as_str()])
            };
            let tells = |line: &str| line.strip_prefix("job_number:").is_some_and(|number| number.trim() == job.id);
            match code {
                Some(0) if out.lines().any(tells) => Fate::There,
                Some(code) if code != 0 && (unknown(&out) || unknown(&error)) => Fate::Gone,
                _ => Fate::Unclear,
            }
        }
        Batch::Slurm => {
            if said("slurm_load_jobs error: Invalid job id specified") {
                return Fate::Gone;
            }
            SLURM.fate(&out.split_whitespace().collect::<Vec<_>>(), is_good)
        }
        Batch::HtCondor => Fate::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::{Fate, answer, question};
    use crate::job::BatchJob;
    use crate::profile::Batch;

    fn job(batch: Batch, index: Option<&str>) -> BatchJob {
        let index = index.map(str::to_owned);
        BatchJob { batch, id: "929".to_owned(), index, key: String::new(), user: None, queue: None }
    }

    #[test]
    fn each_batch_system_is_asked_in_its_own_words() {
        let asked = |batch, index| question(&job(batch, index)).map(|words| words.join(" "));
        assert_eq!(asked(Batch::OpenLava, Some("3")).as_deref(), Some("-w 929[3]"));
        assert_eq!(asked(Batch::GridEngine, Some("3")).as_deref(), Some("-j 929"));
        let slurm = "--noheader --states=all --format=%T --jobs=929_3";
        assert_eq!(asked(Batch::Slurm, Some("3")).as_deref(), Some(slurm));
        assert_eq!(asked(Batch::HtCondor, None), None);
    }

    #[test]
    fn bjobs_knows_a_job_forgets_it_or_says_nothing() {
        let job = job(Batch::OpenLava, None);
        let answer = |code, out: &str, error: &str| answer(&job, code, out.as_bytes(), error.as_bytes());
        let head = "JOBID   USER    STAT  QUEUE      FROM_HOST   EXEC_HOST   JOB_NAME   SUBMIT_TIME\n";
        let row = |state: &str| {
            format!("{head}929     bob     {state}  docker     vm          vm          x  Feb 24 16:43\n")
        };
        for state in ["RUN", "PEND", "USUSP", "ZOMBI", "UNKWN"] {
            assert_eq!(answer(Some(0), &row(state), ""), Fate::There, "{state}");
        }
        assert_eq!(answer(Some(0), &row("EXIT"), ""), Fate::Gone);
        assert_eq!(answer(Some(255), "", "Job <929> is not found\n"), Fate::Gone);
        assert_eq!(answer(Some(0), "", "Job <929> is not found\n"), Fate::Unclear);
        assert_eq!(answer(Some(255), "", "Job <92> is not found\n"), Fate::Unclear);
        assert_eq!(answer(Some(255), "", "Failed in an LSF library call: LIM is down\n"), Fate::Unclear);
        assert_eq!(answer(Some(0), head, ""), Fate::Unclear);
        assert_eq!(answer(None, &row("EXIT"), ""), Fate::Unclear);
        for state in ["STAT", "EXIT,", "run", "\0\0"] {
            assert_eq!(answer(Some(0), &row(state), ""), Fate::Unclear, "{state}");
        }
    }

    #[test]
    fn qstat_and_squeue_are_believed_only_where_they_are_clear() {
        let qstat = job(Batch::GridEngine, None);
        let unknown = b"Following jobs do not exist: \n929\n";
        assert_eq!(answer(&qstat, Some(1), b"", unknown), Fate::Gone);
        let unclear = b"Following jobs do not exist or permissions are not sufficient: \n929\n";
        assert_eq!(answer(&qstat, Some(1), b"", unclear), Fate::Unclear);
        assert_eq!(answer(&qstat, Some(1), b"", b"Following jobs do not exist: \n92\n"), Fate::Unclear);
        assert_eq!(answer(&qstat, Some(1), b"", b"error: unable to contact qmaster\n"), Fate::Unclear);
        assert_eq!(answer(&qstat, Some(0), b"=====\njob_number:                 929\n", b""), Fate::There);
        for garbage in [&b""[..], unknown, b"job_number: 92\n", b"929\n", &[0; 4096]] {
            assert_eq!(answer(&qstat, Some(0), garbage, b""), Fate::Unclear);
        }
        let squeue = job(Batch::Slurm, None);
        assert_eq!(answer(&squeue, Some(0), b"COMPLETED\n", b""), Fate::Gone);
        assert_eq!(answer(&squeue, Some(0), b"COMPLETED\nRUNNING\n", b""), Fate::There);
        assert_eq!(answer(&squeue, Some(0), b"", b""), Fate::Unclear);
        assert_eq!(answer(&squeue, Some(0), b"PENDING\nCOMPLETED\n", b""), Fate::There);
        let unknown = b"slurm_load_jobs error: Invalid job id specified\n";
        for garbage in [&b"JOBID STATE\n"[..], unknown, b"COMPLETED\nSTATE\n", b"RUNNING!\n", &[0; 4096]] {
            assert_eq!(answer(&squeue, Some(0), garbage, b""), Fate::Unclear);
        }
        assert_eq!(answer(&squeue, Some(1), b"", unknown), Fate::Gone);
        assert_eq!(
            answer(&squeue, Some(1), b"", b"slurm_load_jobs error: Unable to contact slurm controller\n"),
            Fate::Unclear
        );
    }
}
