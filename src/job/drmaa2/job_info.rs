//! What is known of a job.
//!
//! A container that `inspect` shows as ended with 137 by its limit of memory -> `Failed`, `oom`, SIGKILL, "the program needed more
//! memory than its limit of 64 MiB", one slot on its host.

use std::ffi::OsStr;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::argv::quote;
use crate::job::{Cause, cause_of, signal_of};
use crate::runtimes::docker::answers::{Inspected, Status};
use crate::values::{Dialect, Moment, StopSignal};

use super::labels::{ARRAY, SESSION, TASK};
use super::state::{Condition, State, state_of};

/// The Go interface's number for what is not known.
const UNSET: i64 = -1;

/// What is known of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobInfo {
    /// The container's id.
    pub id: String,
    /// The code that the program ended with; `None` while it has not.
    pub exit_status: Option<i64>,
    /// The name of the signal that ended it, such as `SIGKILL`. Engines say 128 and its number: a program that ends with such
    /// a code by itself looks the same.
    pub terminating_signal: Option<String>,
    /// Why it failed, for people; `None` for a job that did not.
    pub annotation: Option<String>,
    pub state: State,
    /// What the engine knows beyond the state.
    pub sub_state: Option<&'static str>,
    /// The container's host name.
    pub allocated_machines: Vec<String>,
    /// The container's user as it was named; `None` for the image's own.
    pub job_owner: Option<String>,
    /// How many slots it has: always 1.
    pub slots: u32,
    /// How long it ran, or has run until now. A pause counts.
    pub wallclock: Option<Duration>,
    /// When the container was made, as the engine writes it.
    pub submission_time: Option<String>,
    /// When it was last started.
    pub dispatch_time: Option<String>,
    /// When it ended; `None` while it has not.
    pub finish_time: Option<String>,
    /// The name of the container.
    pub name: String,
    /// The image.
    pub category: String,
    /// The directory in the container.
    pub workdir: String,
    /// The words behind the image, quoted so that a shell reads them back.
    pub command_line: String,
    /// The session that it belongs to.
    pub session: Option<String>,
    /// The mark of its array.
    pub array: Option<String>,
    /// Its index there.
    pub task: Option<String>,
}

impl JobInfo {
    /// What `inspect` says, as that of a job; `now` is for the time that it has run so far.
    #[must_use]
    pub fn of(found: &Inspected, now: Option<Moment>) -> JobInfo {
        let Condition { state, sub_state } = state_of(found);
        let is_over = matches!(found.status, Status::Exited | Status::Dead);
        let moment = |time: &Option<String>| time.as_deref().and_then(Moment::parse);
        let until = if is_over { moment(&found.finished) } else { now.filter(|_| state.has_started()) };
        // Of a short run engines write an end before its start.
        let wallclock =
            until.zip(moment(&found.started)).map(|(until, started)| until.since(started).unwrap_or_default());
        let ran = is_over && found.started.is_some();
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let command = quote::shell_line(found.command.iter().map(OsStr::new));
        let label = |key| found.label(key).map(str::to_owned);
        JobInfo {
            id: found.id.clone(),
            exit_status: (is_over || state == State::Failed).then_some(found.exit_code),
            terminating_signal: if ran { signal_name(found.exit_code) } else { None },
            annotation: (state == State::Failed).then(|| cause(found).reason()),
            state,
            sub_state,
            allocated_machines: some(&found.hostname).into_iter().collect(),
            job_owner: some(&found.user),
            slots: 1,
            wallclock,
            submission_time: found.created.clone(),
            dispatch_time: found.started.clone(),
            finish_time: found.finished.clone().filter(|_| is_over),
            name: found.name.clone(),
            category: found.image.clone(),
            workdir: found.workdir.clone(),
            command_line: command,
            session: label(SESSION),
            array: label(ARRAY),
            task: label(TASK),
        }
    }

    /// The list of extensions, as pairs of name and value; without those that are not known.
    #[must_use]
    pub fn extensions(&self) -> Vec<(&'static str, &str)> {
        let texts = [
            ("workingdir", self.workdir.as_str()),
            ("commandline", &self.command_line),
            ("category", &self.category),
            ("jobname", &self.name),
            ("jobsession", self.session.as_deref().unwrap_or_default()),
            ("array", self.array.as_deref().unwrap_or_default()),
            ("task", self.task.as_deref().unwrap_or_default()),
        ];
        texts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }

    /// As the Go interface reads it: its member names, the state as a number (its name stands beside it), times of RFC 3339,
    /// the wallclock in nanoseconds, -1 for an exit status that there is not; other unknown members are left out.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut members = Map::new();
        let mut put = |key: &str, value: Value| members.insert(key.to_owned(), value);
        put("id", json!(self.id));
        put("exitStatus", json!(self.exit_status.unwrap_or(UNSET)));
        put("state", json!(self.state.number()));
        put("stateName", json!(self.state.name()));
        put("slots", json!(self.slots));
        put("allocatedMachines", json!(self.allocated_machines));
        let extensions = self.extensions().into_iter().map(|(name, text)| (name.to_owned(), json!(text)));
        put("extension", json!({ "extensionList": extensions.collect::<Map<_, _>>() }));
        let nanos = self.wallclock.and_then(|time| i64::try_from(time.as_nanos()).ok());
        let optional = [
            ("terminationSignal", self.terminating_signal.clone().map(Value::from)),
            ("annotation", self.annotation.clone().map(Value::from)),
            ("subState", self.sub_state.map(Value::from)),
            ("jobOwner", self.job_owner.clone().map(Value::from)),
            ("wallclockTime", nanos.map(Value::from)),
            ("submissionTime", self.submission_time.clone().map(Value::from)),
            ("dispatchTime", self.dispatch_time.clone().map(Value::from)),
            ("finishTime", self.finish_time.clone().map(Value::from)),
        ];
        for (key, value) in optional {
            if let Some(value) = value {
                put(key, value);
            }
        }
        Value::Object(members)
    }
}

/// The name of the signal that an exit code stands for.
fn signal_name(exit_code: i64) -> Option<String> {
    let number = signal_of(exit_code)?.to_string();
    StopSignal::parse(number.as_bytes(), Dialect::Docker).ok().map(|signal| signal.to_string())
}

/// Why a job failed.
fn cause(found: &Inspected) -> Cause {
    // Also of a program that outlived the process that was killed, and ended well.
    if found.is_oom && found.started.is_some() {
        return Cause::OutOfMemory { limit: found.memory };
    }
    cause_of(found)
}
