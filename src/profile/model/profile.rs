//! A profile, ready to be applied.
//!
//! `runtime: podman` with two rules -> podman's tables, and the rules in their order.

use crate::argv::{Place, SiteTables};
use crate::runtimes::{self, Builder, RuntimeName};
use crate::values::Dialect;

use super::action::Setting;
use super::allow::Policy;
use super::files::Files;
use super::handling::Handling;
use super::inputs::Inputs;
use super::options::SiteOptions;
use super::rule::Rule;
use super::starter::Starter;
use super::submitter::Persons;

/// The program that is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Where the profile names it.
    pub at: Place,
    /// Its words: an absolute path, or sudo with its options and an absolute path.
    pub words: Vec<String>,
}

/// A profile, ready to be applied.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The name or path under which it was asked for.
    pub name: String,
    /// One line for people.
    pub description: Option<String>,
    /// The dialect of the engine.
    pub runtime: RuntimeName,
    /// Which of docker's builders reads `build`; without one, its words are not read.
    pub builder: Option<Builder>,
    /// The engine; without one, the first of that name on `PATH` that is not longshore.
    pub engine: Option<Engine>,
    /// Whether options of docker that podman lacks are left out of its lines.
    pub drops_untranslatable: bool,
    /// How a decision is carried out.
    pub handling: Handling,
    /// Options before the command.
    pub globals: Vec<Setting>,
    /// What comes to a line from around it.
    pub inputs: Inputs,
    /// The options that the profile makes or declares.
    pub options: SiteOptions,
    /// Profiles that callers may choose on this machine.
    pub selectable: Vec<String>,
    /// What it says about the jobs of starters, and what their containers leave behind.
    pub starter: Starter,
    /// Rewriting, in order.
    pub rules: Vec<Rule>,
    /// What may be asked for; `None` for a profile that only rewrites.
    pub policy: Option<Policy>,
    /// Who the job's user is, and as whom the container runs.
    pub persons: Persons,
    /// The reading that counts, where releases of the engine's client differ.
    pub dialect: Dialect,
    /// The loaded files, in the order of the numbers that places have.
    pub files: Files,
}

impl Profile {
    /// How many seconds a batch job's container has between the request to end and its end: what the profile says, else 10,
    /// and never more than its policy allows.
    #[must_use]
    pub fn grace(&self) -> u64 {
        let wanted = self.starter.stop.map_or(10, |(_, seconds)| seconds);
        let bound = self.policy.as_ref().and_then(|policy| policy.allow.lifetime.stop_timeout);
        bound.map_or(wanted, |bound| wanted.min(bound))
    }

    /// The tables of its runtime, with the options that the engine knows and the profile declares.
    #[must_use]
    pub fn tables(&self) -> SiteTables {
        SiteTables::new(runtimes::tables(self.runtime, self.builder), self.options.declared)
    }

    /// The tables by which a given line of that client is read: also with the options that the profile makes.
    #[must_use]
    pub fn tables_of_given(&self, client: RuntimeName) -> SiteTables {
        SiteTables::new(runtimes::tables(client, self.builder), self.options.given)
    }

    /// As [`Profile::tables`], of the client for which a line is written.
    #[must_use]
    pub fn tables_of(&self, client: RuntimeName) -> SiteTables {
        SiteTables::new(runtimes::tables(client, self.builder), self.options.declared)
    }

    /// The reading of a line of that client: the profile's, if it is the engine's own.
    #[must_use]
    pub fn dialect_of(&self, client: RuntimeName) -> Dialect {
        if client == self.runtime { self.dialect } else { client.newest() }
    }
}
