//! The drop-in: called as an engine's client, longshore decides and execs.
//!
//! `docker create --user 1000 img` -> the profile's rules -> `exec /usr/bin/docker create img`. Silent on success; a
//! refusal is one line on standard error and exit code 125, and the engine is not started.

use std::ffi::OsString;
use std::fmt::Display;
use std::process::ExitCode;

use crate::argv::quote;
use crate::edge::{
    Answered, Choice, Machine, Owner, Recorder, SelectError, Selected, Site, SiteFault, answered, check_engine, die_of,
    enter_policy, exec, last_resort, select, write_files,
};
use crate::plan::{
    Decision, Plan, Refusal, Request, Step, client_of, decide, is_control, pass_through, record, record_without_profile,
};
use crate::profile::{Audit, LogLevel};
use crate::runtimes::podman::answers::Answer;

use super::print;

pub(super) fn main(client: &'static str, profile: Option<String>, mut words: Vec<OsString>) -> ExitCode {
    if let Some(first) = words.first_mut() {
        *first = client.into();
    }
    let choice = Choice { called: profile, ..Choice::default() };
    let machine = Machine::default();
    let site = Site::of_machine();
    let selected = select(&choice, &site, &machine).or_else(last_resort);
    let selected = match selected {
        Ok(selected) => selected,
        Err(error) => {
            unselected(&error, &site, &machine);
            return print::refusal(&error);
        }
    };
    let case = Case { selected, request: Request::of_words(words), machine };
    match case.judge() {
        Ok(plan) => case.run(&plan),
        Err(NotRun::Refused(refusal)) => print::refusal(&refusal),
        Err(NotRun::Stopped(why)) => print::refusal(&why),
    }
}

/// Records that a site's profiles do not decide anything now.
pub(super) fn unselected(error: &SelectError, site: &Site, machine: &Machine) {
    if site.exists().unwrap_or(true) {
        // The refusal says the same to the caller, so nothing is lost.
        let _ = Recorder::default().write(&record_without_profile(&error.to_string(), machine), &Audit::default());
    }
}

/// Why a request is not run.
pub(super) enum NotRun {
    /// The profile refuses it.
    Refused(Refusal),
    /// Something else is wrong: a profile, the engine, a file.
    Stopped(String),
}

/// A request, the profile that counts, and the machine.
pub(super) struct Case {
    pub(super) selected: Selected,
    pub(super) request: Request,
    pub(super) machine: Machine,
}

impl Case {
    /// Decides, and records a refusal.
    pub(super) fn judge(&self) -> Result<Plan, NotRun> {
        let profile = &self.selected.profile;
        if profile.policy.is_some() {
            enter_policy();
        }
        if let Some(error) = &self.selected.broken
            && !is_control(&self.request.words, &profile.tables_of(client_of(&self.request.words)))
        {
            return Err(self.stopped(&SiteFault(error)));
        }
        let plan = if self.selected.is_disabled {
            pass_through(&self.request, profile, &self.machine)
        } else {
            decide(&self.request, profile, &self.machine)
        };
        plan.map_err(|refusal| {
            self.note(Decision::Refused(&refusal));
            match &self.selected.broken {
                None => NotRun::Refused(refusal),
                // What has to be done first comes first.
                Some(error) => NotRun::Stopped(format!("{}; until then {refusal}", SiteFault(error))),
            }
        })
    }

    /// Carries out a plan of one step: the engine takes longshore's place.
    pub(super) fn run(self, plan: &Plan) -> ExitCode {
        if let Err(NotRun::Stopped(why)) = self.prepare(plan) {
            return print::refusal(&why);
        }
        // What looked at paths is over before the engine takes this process's place.
        drop(self.machine);
        if plan.log_level == LogLevel::Debug {
            for step in &plan.steps {
                print::error(&format!("longshore: {}\n", quote::shell_line(step.argv())));
            }
        }
        let error: &dyn Display = match plan.steps.as_slice() {
            [step] if step.answer != Answer::Given => return tell(step),
            [step] => &exec(step),
            _ => &"the plan has not exactly one step; this is a mistake in longshore, please report the line",
        };
        print::refusal(error)
    }

    /// All that comes before the engine: whose it is, the files of the plan, the record.
    pub(super) fn prepare(&self, plan: &Plan) -> Result<(), NotRun> {
        if self.selected.profile.policy.is_some() {
            check_engine(&self.selected.profile, Owner::ROOT).map_err(|error| self.stopped(&error))?;
        }
        write_files(&plan.files).map_err(|error| self.stopped(&error))?;
        let decision = if self.selected.is_disabled { Decision::Passed(plan) } else { Decision::Accepted(plan) };
        self.note(decision).map_or(Ok(()), |why| Err(NotRun::Stopped(why)))
    }

    fn stopped(&self, why: &dyn Display) -> NotRun {
        let why = why.to_string();
        self.note(Decision::Stopped(&why));
        NotRun::Stopped(why)
    }

    /// Records a decision; why it may not be carried out, when it must be recorded and cannot.
    fn note(&self, decision: Decision<'_>) -> Option<String> {
        let profile = &self.selected.profile;
        let audit = profile.handling.audit.as_ref()?;
        let record = record(&self.request, profile, audit, decision, &self.machine);
        let error = Recorder::default().write(&record, audit).err()?;
        audit.must_be_recorded.then(|| error.to_string())
    }
}

/// Runs a client and gives its caller the answer in the form that it expects.
fn tell(step: &Step) -> ExitCode {
    match answered(step) {
        Ok(Answered::Said(said)) => {
            // A caller that closed its end reads no answer: docker's client does not mind either.
            let _ = print::out(said.stdout);
            print::error(&String::from_utf8_lossy(&said.stderr));
            u8::try_from(said.code).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Ok(Answered::Signal(signal)) => {
            die_of(signal);
            ExitCode::FAILURE
        }
        Err(error) => print::refusal(&error),
    }
}
