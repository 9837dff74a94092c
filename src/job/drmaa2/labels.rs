//! The labels by which jobs are found again.
//!
//! The session `nightly`, task 3 of the array `a1` -> `drmaa2_jobsession=nightly`, `longshore.array=a1`, `longshore.task=3`.
//!
//! The session's label is that of the Go tracker, so that both see each other's jobs. What that tracker also writes, the
//! template in base64, is left out: every user of the engine could read the variables in it.

/// The label of the session.
pub const SESSION: &str = "drmaa2_jobsession";

/// The label that the members of an array share.
pub const ARRAY: &str = "longshore.array";

/// The label of a task's index in its array.
pub const TASK: &str = "longshore.task";

/// The labels of a job, as values of `--label`; `array` is the array's mark with the index of the task.
#[must_use]
pub fn marks(session: &str, array: Option<(&str, u32)>) -> Vec<String> {
    let mut marks = vec![format!("{SESSION}={session}")];
    if let Some((array, index)) = array {
        marks.push(format!("{ARRAY}={array}"));
        marks.push(format!("{TASK}={index}"));
    }
    marks
}
