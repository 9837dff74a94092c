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
            of_states(&states, is_good, &["DONE", "EXIT"])
        }
        Batch::GridEngine => {
            let unknown = |side: &str| {
                let mut lines = side.lines().map(str::trim).filter(|line| !line.is_empty());
                // Some releases add "or permissions are not sufficient": that says nothing.
                lines.next() == Some("Following jobs do not exist:") && lines.eq([job.id.as_str()])
            };
            match code {
                Some(0) => Fate::There,
                Some(_) if unknown(&out) || unknown(&error) => Fate::Gone,
                _ => Fate::Unclear,
            }
        }
        Batch::Slurm => {
            const ENDED: [&str; 9] = [
                "BOOT_FAIL",
                "CANCELLED",
                "COMPLETED",
                "DEADLINE",
                "FAILED",
                "NODE_FAIL",
                "OUT_OF_MEMORY",
                "REVOKED",
                "TIMEOUT",
            ];
            if said("slurm_load_jobs error: Invalid job id specified") {
                return Fate::Gone;
            }
            of_states(&out.split_whitespace().collect::<Vec<_>>(), is_good, &ENDED)
        }
        Batch::HtCondor => Fate::Unclear,
    }
}

fn of_states(states: &[&str], is_good: bool, ended: &[&str]) -> Fate {
    match states {
        [] => Fate::Unclear,
        _ if !is_good => Fate::Unclear,
        states if states.iter().all(|state| ended.contains(state)) => Fate::Gone,
        _ => Fate::There,
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
        assert_eq!(answer(&qstat, Some(0), b"job_number: 929\n", b""), Fate::There);
        let squeue = job(Batch::Slurm, None);
        assert_eq!(answer(&squeue, Some(0), b"COMPLETED\n", b""), Fate::Gone);
        assert_eq!(answer(&squeue, Some(0), b"COMPLETED\nRUNNING\n", b""), Fate::There);
        assert_eq!(answer(&squeue, Some(0), b"", b""), Fate::Unclear);
        let unknown = b"slurm_load_jobs error: Invalid job id specified\n";
        assert_eq!(answer(&squeue, Some(1), b"", unknown), Fate::Gone);
        assert_eq!(
            answer(&squeue, Some(1), b"", b"slurm_load_jobs error: Unable to contact slurm controller\n"),
            Fate::Unclear
        );
    }
}
