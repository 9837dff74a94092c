//! What is good on this machine, what is worth knowing, and what keeps longshore from doing what it should.
//!
//! A machine whose `profile.yaml` is group-writable -> `bad: site: /etc/longshore/profile.yaml can be written by others than
//! root`. Everything is looked at, nothing is changed.

mod daemons;
mod engines;
mod program;
mod site;
mod socket;

use super::host::Machine;
use super::site::Site;

/// How a finding is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Good,
    /// Worth knowing; nothing is wrong.
    Note,
    /// Something does not work, or does not hold.
    Bad,
}

impl Level {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Good => "good",
            Level::Note => "note",
            Level::Bad => "bad",
        }
    }
}

/// One thing about this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub topic: &'static str,
    /// How it is meant.
    pub level: Level,
    /// What was found.
    pub text: String,
    /// What to do about it; empty when there is nothing to do.
    pub remedy: String,
}

/// All that was found, and what programs want to know of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The findings, in the order of looking.
    pub findings: Vec<Finding>,
    /// The path of the profile that counts when nobody chooses one.
    pub profile: Option<String>,
    /// Whether that profile has a policy.
    pub has_policy: bool,
    /// The engine that would be started.
    pub engine: Option<String>,
    /// The version of the engine that answers there.
    pub engine_version: Option<String>,
}

impl Report {
    /// Whether nothing is bad.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        self.findings.iter().all(|finding| finding.level != Level::Bad)
    }

    fn good(&mut self, topic: &'static str, text: impl Into<String>) {
        self.add(topic, Level::Good, text, "");
    }

    fn note(&mut self, topic: &'static str, text: impl Into<String>, remedy: impl Into<String>) {
        self.add(topic, Level::Note, text, remedy);
    }

    fn bad(&mut self, topic: &'static str, text: impl Into<String>, remedy: impl Into<String>) {
        self.add(topic, Level::Bad, text, remedy);
    }

    fn add(&mut self, topic: &'static str, level: Level, text: impl Into<String>, remedy: impl Into<String>) {
        self.findings.push(Finding { topic, level, text: text.into(), remedy: remedy.into() });
    }
}

/// Looks at everything.
#[must_use]
pub fn examine(site: &Site, machine: &Machine) -> Report {
    let mut report = Report::default();
    program::examine(&mut report, machine);
    let profile = site::examine(&mut report, site, machine);
    engines::examine(&mut report, profile.as_ref(), machine);
    daemons::examine(&mut report);
    socket::examine(&mut report, profile.as_ref(), machine);
    report
}
