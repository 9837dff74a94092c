//! IBM Spectrum LSF.
//!
//! `LSB_JOBID=104`, `LSB_JOBINDEX=2` -> the job 104, its element 2, which LSF writes `104[2]`; `bjobs -w '104[2]'` says whether
//! it lives.

use super::fact::{Source, Variables};
use super::fate::States;
use super::setup::{PRUNE_SERVICE, PRUNE_TIMER};
use super::{BatchJob, Fate, Query, Reply, Setup, Starter, System};

/// LSF's word for a command that is none; users of other systems know it from there.
pub(super) const PLACE_HOLDER: &str = "LSB_DOCKER_PLACE_HOLDER";

pub(super) const SYSTEM: System = System {
    name: "lsf",
    source: Source::Environment(Variables {
        array: None,
        id: "LSB_JOBID",
        index: "LSB_JOBINDEX",
        queue: "LSB_QUEUE",
        user: &["LSB_JOB_EXECUSER", "LSFUSER"],
    }),
    element: ["[", "]"],
    // Elements count from 1.
    no_element: &["0"],
    query: Some(Query { words, fate }),
    starter: Ok(Starter {
        interactive: Some(("LSB_INTERACTIVE", "Y")),
        pids: Some("LSB_JOBPIDS"),
        groups: Some("LSB_JOBPGIDS"),
        place_holder: PLACE_HOLDER,
    }),
    daemons: &[],
};

pub(super) const SETUP: Option<Setup> = Some(Setup {
    title: "IBM Spectrum LSF",
    files: &[
        ("lsf.shared", include_str!("../../contrib/lsf/lsf.shared")),
        ("lsf.cluster", include_str!("../../contrib/lsf/lsf.cluster")),
        ("lsb.queues", include_str!("../../contrib/lsf/lsb.queues")),
        ("lsb.applications", include_str!("../../contrib/lsf/lsb.applications")),
        ("longshore-options", include_str!("../../contrib/lsf/longshore-options")),
        ("profile.yaml", include_str!("../../contrib/lsf/profile.yaml")),
        PRUNE_SERVICE,
        PRUNE_TIMER,
    ],
    next: include_str!("../../contrib/lsf/next.txt"),
});

/// The states of LSF and OpenLava. `UNKWN` is one whose host is silent.
const STATES: States = States {
    ended: &["DONE", "EXIT"],
    there: &["FWD_PEND", "PEND", "PROV", "PSUSP", "RUN", "SSUSP", "UNKWN", "USUSP", "WAIT", "ZOMBI"],
};

fn words(job: &BatchJob) -> Vec<String> {
    vec!["-w".to_owned(), job.shown()]
}

/// The states in the rows of the job that `bjobs` prints.
fn fate(job: &BatchJob, reply: &Reply<'_>) -> Fate {
    if [&job.shown(), &job.id].iter().any(|name| reply.refuses_with(&format!("Job <{name}> is not found"))) {
        return Fate::Gone;
    }
    let [out, _] = reply.sides();
    let rows = out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let of_job = rows.filter(|row| row.first() == Some(&job.id.as_str()));
    STATES.fate(&of_job.filter_map(|row| row.get(2).copied()).collect::<Vec<_>>(), reply)
}

#[cfg(test)]
mod tests {
    use super::SYSTEM;
    use crate::batch::testing::{Job, facts, fate, question};
    use crate::batch::{Fate, openlava};

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
        assert_eq!(facts(&openlava::SYSTEM, &job), ["929", "-", "929", "docker", "bob"]);
        let env = &[("LSB_JOBID", "104"), ("LSB_JOBINDEX", "2"), ("LSFUSER", "bob")];
        assert_eq!(facts(&SYSTEM, &Job { env, ..Job::default() }), ["104", "2", "104_2", "-", "bob"]);
    }

    #[test]
    fn a_key_has_at_least_two_characters() {
        let key = |env| facts(&openlava::SYSTEM, &Job { env, ..Job::default() })[2].clone();
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
        assert_eq!(facts(&SYSTEM, &job), [id, index, id, "-", "-"]);
    }

    #[test]
    fn bjobs_knows_a_job_forgets_it_or_says_nothing() {
        let answer = |code, out: &str, error: &str| fate(&openlava::SYSTEM, code, out.as_bytes(), error.as_bytes());
        assert_eq!(question(&openlava::SYSTEM, Some("3")).as_deref(), Some("-w 929[3]"));
        assert_eq!(question(&SYSTEM, Some("0")).as_deref(), Some("-w 929"));
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
}
