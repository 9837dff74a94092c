//! Where consumption is accounted and logged.
//!
//! `--cgroup-parent=/system.slice` is denied unless `cgroup_parents` lists it: the container would leave the job's cgroup.

use super::Judge;
use crate::effects::{Accounting, Setting};

pub(super) fn judge(judge: &mut Judge<'_, '_>, accounting: &Accounting) {
    let Accounting { cgroup_parent, log_driver, log_options, oom_score_adj, oom_kill_disable, others } = accounting;
    let allow = judge.allow();
    if let Setting::To(parent) = &cgroup_parent.value {
        judge.listed("cgroup parent", "cgroup_parents", &allow.cgroup_parents, parent, cgroup_parent.at);
    }
    if let Setting::To(driver) = &log_driver.value {
        judge.listed("log driver", "log_drivers", &allow.log_drivers, driver, log_driver.at);
    }
    for option in log_options {
        judge.listed("log option", "log_opts", &allow.log_opts, &option.value.key, option.at);
    }
    if let Setting::To(score) = oom_score_adj.value
        && score < 0
    {
        let why = "would let others die first when memory runs short";
        judge.refuse("OOM score", &score.to_string(), oom_score_adj.at, why, "write 0 or more");
    }
    if oom_kill_disable.value {
        let why = "would let others die when memory runs short";
        judge.refuse("OOM killer", "--oom-kill-disable", oom_kill_disable.at, why, "remove it");
    }
    judge.options(others);
}
