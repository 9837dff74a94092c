//! OpenLava, which came of LSF: its jobs are described and asked for as LSF's are.

use super::setup::{PRUNE_SERVICE, PRUNE_TIMER};
use super::{Setup, System, lsf};

pub(super) const SYSTEM: System = System { name: "openlava", ..lsf::SYSTEM };

pub(super) const SETUP: Option<Setup> = Some(Setup {
    title: "OpenLava",
    files: &[
        ("lsf.shared", include_str!("../../contrib/openlava/lsf.shared")),
        ("lsf.cluster", include_str!("../../contrib/openlava/lsf.cluster")),
        ("lsb.queues", include_str!("../../contrib/openlava/lsb.queues")),
        ("profile.yaml", include_str!("../../contrib/openlava/profile.yaml")),
        PRUNE_SERVICE,
        PRUNE_TIMER,
    ],
    next: include_str!("../../contrib/openlava/next.txt"),
});
