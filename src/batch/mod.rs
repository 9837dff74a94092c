//! Batch systems: what each says of its jobs, how it is asked about them, and what a site writes for it.
//!
//! `LSB_JOBID=929`, `LSB_JOBINDEX=3` under `batch: openlava` -> `job.id` 929, `job.index` 3, `job.key` `929_3`;
//! `--name HTCJob2_0_slot1_1_PID77492` under `batch: htcondor` -> `job.id` 2, `job.index` 0, `job.key` `2_0`.
//!
//! All that is a batch system's own is in its file, as a row of data ([`System`]); no other place knows one by its name. What
//! is said of a job is the caller's word.

mod fact;
mod fate;
mod job;
mod setup;
#[cfg(test)]
mod testing;

use std::fmt;

pub use fact::{JobFact, Seen};
pub use fate::{Fate, Query, Reply};
pub use htcondor::{JOB_AD, JobAd};
pub use job::{BATCH, BatchJob, INDEX, JOB, JobError};
pub use setup::Setup;

use fact::Source;

/// The batch systems, each a file with its row and what `longshore init` writes for it.
macro_rules! systems {
    ($($system:ident),+ $(,)?) => {
        $(mod $system;)+

        /// All batch systems, by their names.
        const SYSTEMS: &[Batch] = &[$(&$system::SYSTEM),+];

        /// What `longshore init` writes. It stands beside the rows, so that the drop-in does not carry it.
        const SETUPS: &[(Batch, Option<Setup>)] = &[$((&$system::SYSTEM, $system::SETUP)),+];
    };
}

systems!(gridengine, htcondor, lsf, openlava, slurm);

/// A batch system, by its row.
pub type Batch = &'static System;

/// All that is a batch system's own.
pub struct System {
    /// The name that profiles and labels have.
    pub name: &'static str,
    /// Where its jobs are described.
    source: Source,
    /// The signs before and after the number of an array's element, as the system itself writes them after the job's.
    element: [&'static str; 2],
    /// What it writes in place of that number for a job that is no element of an array.
    no_element: &'static [&'static str],
    /// How it is asked whether a job lives; `None` for one that is not asked.
    pub query: Option<Query>,
    /// What its jobs tell a starter, or why it has none.
    pub starter: Result<Starter, NoStarter>,
    /// The programs of it that start those that call the engine's client.
    pub daemons: &'static [&'static str],
}

/// What a starter and the job controls know of a batch system's jobs.
#[derive(Clone, Copy, Debug)]
pub struct Starter {
    /// The variable that says that a job has a terminal or standard input, and its value.
    pub interactive: Option<(&'static str, &'static str)>,
    /// The variable with the job's processes.
    pub pids: Option<&'static str>,
    /// The variable with their groups.
    pub groups: Option<&'static str>,
    /// The word that users write where a command has to stand and none is meant.
    pub place_holder: &'static str,
}

/// Why a batch system has no starter.
#[derive(Clone, Copy, Debug)]
pub struct NoStarter {
    /// Why.
    pub why: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

impl System {
    /// All batch systems with the names that profiles use.
    #[must_use]
    pub fn names() -> Vec<(&'static str, Batch)> {
        SYSTEMS.iter().map(|system| (system.name, *system)).collect()
    }

    /// The batch system of that name. Only this room asks for one by its name.
    fn named(name: &str) -> Option<Batch> {
        SYSTEMS.iter().find(|system| system.name == name).copied()
    }

    /// Those for which there is a configuration, with it.
    pub fn setups() -> impl Iterator<Item = (Batch, Setup)> {
        SETUPS.iter().filter_map(|(system, setup)| Some((*system, (*setup)?)))
    }
}

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for System {
    fn eq(&self, other: &System) -> bool {
        self.name == other.name
    }
}

impl Eq for System {}

#[cfg(test)]
mod tests {
    use super::{SETUPS, SYSTEMS};

    #[test]
    fn batch_systems_stand_in_the_order_of_their_names_and_a_configuration_has_a_profile() {
        assert!(SYSTEMS.is_sorted_by_key(|system| system.name));
        for (system, setup) in SETUPS {
            let Some(setup) = setup else { continue };
            assert!(setup.files.iter().any(|(name, _)| *name == "profile.yaml"), "{}", system.name);
            assert!(setup.next.contains("DIR"), "{}", system.name);
        }
    }
}
