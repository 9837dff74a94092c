//! HTCondor, which calls the engine's client itself and describes a job on the line and in the job ad.
//!
//! `--name HTCJob2_0_slot1_1_PID77492 --hostname alice-2.0-vm` -> the job 2 with the process 0, of alice's; HTCondor writes
//! `2.0`.

mod job_ad;

use super::fact::{Found, Line, Numbers, Source, digits, is_number};
use super::{NoStarter, Seen, Setup, System};

pub use job_ad::JobAd;

/// The variable that holds the path of a job's ad.
pub const JOB_AD: &str = "_CONDOR_JOB_AD";

pub(super) const SYSTEM: System = System {
    name: "htcondor",
    source: Source::Line(Line {
        numbers,
        source_of_numbers: "the container name HTCJobCLUSTER_PROC_... or the job ad",
        user: owner,
        source_of_user: "--hostname OWNER-CLUSTER.PROC-... or Owner of the job ad",
        no_queue: "HTCondor has no queues",
        example: ["HTCJob1_0_slot1_1_PID1", "trial-1.0-node"],
    }),
    element: [".", ""],
    no_element: &[],
    query: None,
    starter: Err(NoStarter {
        why: "HTCondor has no starters: it calls the engine's client",
        remedy: "remove the key; give longshore to HTCondor as `DOCKER`",
    }),
    // The starter, which calls the client, is a child of these.
    daemons: &["condor_master", "condor_startd"],
};

pub(super) const SETUP: Option<Setup> = Some(Setup {
    title: "HTCondor",
    files: &[
        ("50-longshore.conf", include_str!("../../../contrib/htcondor/50-longshore.conf")),
        ("profile.yaml", include_str!("../../../contrib/htcondor/profile.yaml")),
    ],
    next: include_str!("../../../contrib/htcondor/next.txt"),
});

/// Cluster and process, from the name of the container, else from the job ad.
fn numbers(seen: &dyn Seen) -> Result<Option<Numbers>, String> {
    if let Some(numbers) = seen.container().as_deref().and_then(container_name) {
        return Ok(Some(numbers));
    }
    let attribute = |name: &str| digits(name, seen.attribute(name)?);
    Ok(attribute("ClusterId")?.zip(attribute("ProcId")?).map(<[_; 2]>::from))
}

/// `HTCJob2_0_slot1_1_PID77492` -> 2 and 0; the name of the slot may be empty.
fn container_name(name: &[u8]) -> Option<Numbers> {
    let mut parts = name.strip_prefix(b"HTCJob")?.splitn(3, |&byte| byte == b'_');
    let (cluster, proc, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let last = rest.rsplit(|&byte| byte == b'_').next()?;
    let is_whole = last.strip_prefix(b"PID").is_some_and(is_number);
    (is_whole && is_number(cluster) && is_number(proc)).then(|| [cluster.to_vec(), proc.to_vec()])
}

/// The owner: HTCondor names the container's host OWNER-CLUSTER.PROC-MACHINE, cut at 63 characters.
fn owner(seen: &dyn Seen) -> Found {
    if let (Some(hostname), Some([cluster, proc])) = (seen.hostname(), numbers(seen)?) {
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
    use super::{SYSTEM, container_name};
    use crate::batch::testing::{Job, facts, question};
    use crate::batch::JobFact;

    #[test]
    fn htcondor_names_the_container_after_the_job() {
        let job = Job {
            container: Some("HTCJob2_0_slot1_1_PID77492"),
            hostname: Some("alice-2.0-vm"),
            ad: &[("ClusterId", "99"), ("Owner", "mallory")],
            ..Job::default()
        };
        assert_eq!(facts(&SYSTEM, &job), ["2", "0", "2_0", "-", "alice"]);
        assert_eq!(container_name(b"HTCJob3870779_12__PID2668"), Some([b"3870779".to_vec(), b"12".to_vec()]));
        for name in ["HTCJob2", "HTCJob2_0", "HTCJob2_0_slot1", "HTCJobx_0_s_PID1", "HTCJob2_0_s_PIDx", "web"] {
            assert_eq!(container_name(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn htcondor_s_job_ad_knows_what_the_line_does_not_say() {
        let ad = &[("ClusterId", "7"), ("ProcId", "3"), ("Owner", "erin")];
        assert_eq!(facts(&SYSTEM, &Job { ad, ..Job::default() }), ["7", "3", "7_3", "-", "erin"]);
        // A long name of an owner leaves no room for the job's number.
        let job = Job { hostname: Some("a-very-long-name"), ad, ..Job::default() };
        assert_eq!(facts(&SYSTEM, &job)[4], "erin");
        let ad = &[("ClusterId", "true"), ("ProcId", "3")];
        let job = Job { ad, ..Job::default() };
        assert_eq!(facts(&SYSTEM, &job)[0], "ClusterId is `true`, no number");
    }

    #[test]
    fn htcondor_has_no_queue_is_not_asked_and_is_known_by_its_line() {
        assert_eq!(SYSTEM.lacks(JobFact::Queue), Some("HTCondor has no queues"));
        assert_eq!(SYSTEM.lacks(JobFact::Key), None);
        assert_eq!(question(&SYSTEM, None), None);
        let [name, host] = SYSTEM.example_on_line().expect("a line");
        let job = Job { container: Some(name), hostname: Some(host), ..Job::default() };
        assert_eq!(facts(&SYSTEM, &job), ["1", "0", "1_0", "-", "trial"]);
    }
}
