//! `longshore run --report FILE SPEC`: the container is watched to its end, and FILE says how it ended.
//!
//! A job whose image nobody knows -> exit code 125, what the client said, and `{"cause": "unknown_image", ...}` in FILE.

use std::ffi::OsStr;
use std::fmt::Display;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::Path;
use std::process::ExitCode;

use serde_json::Value;

use crate::argv::{Line, quote};
use crate::edge::{Ended, ExecError, Machine, ReportFile, Signals, Supervision, die_of, open_streams, run_name};
use crate::facts::{Host as _, Reader};
use crate::job::{Cause, Report};
use crate::plan::{Plan, Step, Supervised, client_of, reader};
use crate::profile::{LogLevel, Profile};

use super::dropin::{Case, NotRun};
use super::run::{Args, judge};
use super::{REFUSED, json, print, snippet};

pub(super) fn main(args: &Args, spec: &Path, path: &Path) -> ExitCode {
    // Before anything else: no signal is lost from here on.
    let signals = match Signals::keep() {
        Ok(signals) => signals,
        Err(error) => return print::refusal(&format_args!("signals cannot be kept: {error}; start it again")),
    };
    let machine = Machine::default();
    let selected = match args.select(&machine) {
        Ok(selected) => selected,
        Err(error) => {
            let code = snippet::selection(&error);
            // For whom root would write is not known without a profile.
            if machine.uid().is_ok_and(|uid| uid != 0) {
                let cause = Cause::Refused { why: error.to_string(), remedy: "fix or choose the profile".to_owned() };
                early(path, &Report::not_started(cause));
            }
            return code;
        }
    };
    match reader(&selected.profile, &machine) {
        Ok(reader) if is_another(reader.as_ref(), &machine) => {
            let why = "the report would be written with the caller's rights, not the submitter's; let the caller do \
                       without --report";
            return print::refusal(&why);
        }
        Ok(_) => {}
        Err(refusal) => return print::refusal(&refusal),
    }
    let file = match ReportFile::claim(path) {
        Ok(file) => file,
        Err(why) => return print::refusal(&why),
    };
    let judged =
        args.request(spec, &selected.profile, &machine).and_then(|request| judge(Case { selected, request, machine }));
    let (report, code) = match judged {
        Ok((case, plan)) => carry_out(&plan, case, &signals),
        Err(stopped) => {
            let image = stopped.case.as_ref().and_then(image);
            (Report { image, ..Report::not_started(stopped.cause) }, stopped.code)
        }
    };
    if let Err(why) = file.write(json::text(&report.json()).as_bytes()) {
        print::error_line(&why);
    }
    if let (None, Some(signal)) = (report.exit_code, report.signal) {
        die_of(signal);
    }
    code
}

/// Whether the job's user is somebody else than who calls.
fn is_another(reader: Option<&Reader>, machine: &Machine) -> bool {
    reader.is_some_and(|reader| machine.uid() != Ok(reader.uid))
}

/// Does what the plan says; the report, and the exit code that goes with it.
fn carry_out(plan: &Plan, case: Case, signals: &Signals) -> (Report, ExitCode) {
    let named = image(&case);
    let failed = |why: &dyn Display, cause: fn(String) -> Cause| {
        let image = named.clone();
        (Report { image, ..Report::not_started(cause(why.to_string())) }, print::refusal(why))
    };
    let refused = |why: String| Cause::Refused { why, remedy: "ask the site".to_owned() };
    let in_file = |why: String| Cause::File { why };
    if let Err(NotRun::Stopped(why)) = case.prepare(plan) {
        return failed(&why, refused);
    }
    let Case { selected, request, machine } = case;
    // What looked at paths is over before the engine is asked.
    drop(machine);
    let profile = &selected.profile;
    let job = match Supervised::of(plan, &run_name(), profile) {
        Ok(job) => job,
        Err(refusal) => return failed(&refusal, refused),
    };
    if plan.log_level == LogLevel::Debug {
        print::error(&format!("longshore: {}\n", quote::shell_line(job.create.argv())));
    }
    let streams = match open_streams(&request.streams) {
        Ok(streams) => streams,
        Err(error) => return failed(&error, in_file),
    };
    let argv = words(&job.create, profile);
    match (Supervision { job: &job, watch: request.watch, streams, signals, argv }).run() {
        Ok(ended) => told(ended),
        Err(error @ ExecError::Stream { .. }) => failed(&error, in_file),
        Err(error) => failed(&error, |why| Cause::Unreachable { why }),
    }
}

/// What the client said goes on to standard error; then what the report adds to it.
fn told(ended: Ended) -> (Report, ExitCode) {
    let Ended { report, said, left } = ended;
    print::error(&String::from_utf8_lossy(&said));
    if let Some(left) = left {
        print::error_line(&left);
    }
    if report.started.is_none() || report.timed_out {
        print::error_line(&format_args!("{}; {}", report.cause.reason(), report.cause.remedy()));
    }
    let code = report.exit_code.and_then(|code| u8::try_from(code).ok()).unwrap_or(REFUSED);
    (report, ExitCode::from(code))
}

/// A report of a run that was over before it was known what it is.
fn early(path: &Path, report: &Report) {
    let written = ReportFile::claim(path).and_then(|file| file.write(json::text(&report.json()).as_bytes()));
    if let Err(why) = written {
        print::error_line(&why);
    }
}

/// The image that a request names.
fn image(case: &Case) -> Option<String> {
    let words = &case.request.words;
    let tables = case.selected.profile.tables_of_given(client_of(words));
    let line = Line::read(words, &tables).ok()?;
    let word = line.operands().first().map(|&index| line.word(index))?;
    Some(String::from_utf8_lossy(word).into_owned())
}

/// The words for the report, which may be shown around.
fn words(step: &Step, profile: &Profile) -> Vec<Value> {
    let masked = |word: &OsStr| {
        let name = word.as_bytes().strip_prefix(b"--env=")?.split(|&byte| byte == b'=').next()?;
        let is_masked = profile.handling.is_redacted(name) && word.len() > 6 + name.len();
        is_masked.then(|| std::ffi::OsString::from_vec([b"--env=", name, b"=***"].concat()))
    };
    step.argv().map(|word| json::word(masked(word).as_deref().unwrap_or(word))).collect()
}
