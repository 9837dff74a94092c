//! From the engine's words to the cause in the report.
//!
//! `{"ExitCode": 137, "OOMKilled": true}` with a limit of 64 MiB -> out of memory, at 64 MiB.

use std::time::Duration;

use crate::job::{Cause, Report, State, cause_of, signal_of};
use crate::runtimes::docker::answers::{Complaint, Inspected, complaint, message};

/// What kept a container from being made.
pub(super) fn cause_of_create(stderr: &[u8], image: String) -> Cause {
    let why = match message(stderr) {
        said if said.is_empty() => "the client said nothing".to_owned(),
        said => said,
    };
    match complaint(&String::from_utf8_lossy(stderr)) {
        Complaint::Unreachable => Cause::Unreachable { why },
        Complaint::NotPermitted => Cause::NotPermitted { why },
        Complaint::UnknownImage => Cause::UnknownImage { image },
        Complaint::Pull => Cause::Pull { image, why },
        _ => Cause::Engine { why },
    }
}

/// Writes into the report how the container ended; `over` is its limit of time, when that was it.
pub(super) fn ending(found: &Inspected, over: Option<Duration>, report: &mut Report) {
    report.created.clone_from(&found.created);
    report.started.clone_from(&found.started);
    report.id = Some(found.id.clone());
    report.name = Some(found.name.clone());
    report.oom = found.is_oom;
    if found.started.is_none() {
        report.cause = cause_of(found);
        report.exit_code = Some(if matches!(found.exit_code, 126 | 127) { found.exit_code } else { 125 });
        return;
    }
    report.state = State::Ended;
    report.finished.clone_from(&found.finished);
    report.exit_code = Some(found.exit_code);
    report.timed_out = over.is_some();
    report.signal = signal_of(found.exit_code);
    report.cause = over.map_or_else(|| cause_of(found), |limit| Cause::TimedOut { limit });
}
