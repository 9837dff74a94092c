//! Who speaks and who listens: the client for which a line is written, and the engine's own.
//!
//! `docker run --gpus all img` under `runtime: podman` -> read by docker's tables, and made podman's; `podman run img` under
//! `runtime: docker` -> refused, because lines are translated in one direction only.

use std::ffi::{OsStr, OsString};

use crate::argv::{Draft, Line, ReadError, SiteTables, Tables, option_row};
use crate::facts::Host;
use crate::profile::{self, Profile, note_unknown};
use crate::runtimes::podman::translate::Speech;
use crate::runtimes::podman::{self, Output};
use crate::runtimes::{self, RuntimeName};
use crate::values::Dialect;

use super::client_name::client_of;
use super::refusal::Refusal;

/// The two clients of a line; most often they are one.
pub(super) struct Clients {
    given: Client,
    engines: Client,
    /// Whether options that the engine's client lacks are left out.
    drops: bool,
}

/// A client, and how it reads.
struct Client {
    name: RuntimeName,
    tables: SiteTables,
    dialect: Dialect,
}

impl Clients {
    /// Those of a line under `profile`.
    ///
    /// # Errors
    /// When the line is for another client than the engine's, and cannot be translated; when a variable leads the engine's
    /// client to another machine.
    pub(super) fn of(words: &[OsString], profile: &Profile, host: &dyn Host) -> Result<Clients, Refusal> {
        let (given, engines) = (client_of(words), profile.runtime);
        if given != engines && engines != RuntimeName::Podman {
            return Err(Refusal::Dialect { line: given.as_str().to_owned(), runtime: engines.as_str() });
        }
        // Under a policy the client gets no variables of the caller's.
        if engines == RuntimeName::Podman && profile.policy.is_none() {
            local(host)?;
        }
        let client = |name, tables| Client { name, tables, dialect: profile.dialect_of(name) };
        Ok(Clients {
            given: client(given, profile.tables_of_given(given)),
            engines: client(engines, profile.tables()),
            drops: profile.drops_untranslatable,
        })
    }

    /// The tables of the engine's client.
    pub(super) fn tables(&self) -> &dyn Tables {
        self.engines.tables.shortest()
    }

    /// How the engine's client reads values.
    pub(super) fn dialect(&self) -> Dialect {
        self.engines.dialect
    }

    /// The name of the engine's client.
    pub(super) fn name(&self) -> &'static str {
        self.engines.name.as_str()
    }

    /// Which one the engine's client is.
    pub(super) fn runtime(&self) -> RuntimeName {
        self.engines.name
    }

    /// How values of the given line are read.
    pub(super) fn dialect_of_given(&self) -> Dialect {
        self.given.dialect
    }

    /// Whether the line is made one of another client.
    pub(super) fn is_translated(&self) -> bool {
        self.given.name != self.engines.name
    }

    /// The client for which the line is written, as rules know it.
    pub(super) fn for_rules(&self) -> profile::Client<'_> {
        let (tables, engines) = (self.given.tables.shortest(), self.tables());
        profile::Client { tables, engines, dialect: self.given.dialect }
    }

    /// Reads the given line.
    pub(super) fn read<'w>(&self, words: &'w [OsString]) -> Result<Line<'w>, Refusal> {
        Line::read(words, self.given.tables.shortest())
            .map_err(|error| Refusal::Read { error: Box::new(self.with_other(error)) })
    }

    /// Makes the line one of the engine's client, and says what becomes of what that prints.
    pub(super) fn translate(&self, draft: &mut Draft<'_>, host: &dyn Host) -> Result<Output, Refusal> {
        if !self.is_translated() {
            note_unknown(draft, self.given.dialect);
            return Ok(Output::default());
        }
        let (docker, podman) = (self.given.tables.shortest(), self.tables());
        let speech = Speech { docker, podman, dialect: self.engines.dialect, drops: self.drops, host };
        podman::stand_in(draft, &speech).map_err(|error| Refusal::Translation { error })
    }

    /// The error that also names the other client whose lines the profile runs, where that one has the unknown option.
    fn with_other(&self, mut error: ReadError) -> ReadError {
        let others = match self.given.name {
            RuntimeName::Docker => RuntimeName::Podman,
            RuntimeName::Podman => RuntimeName::Docker,
        };
        if let ReadError::UnknownOption { at, name, other, .. } = &mut error
            && self.engines.name == RuntimeName::Podman
        {
            let tables = runtimes::tables(others, None);
            let path = at.command.split_once(' ').map_or("", |(_, path)| path);
            let command = tables.commands().iter().find(|command| command.path.as_str() == path);
            let row = command.and_then(|command| option_row(tables, command, name));
            *other = row.map(|_| tables.name());
        }
        error
    }
}

/// podman with one of these variables is podman-remote.
fn local(host: &dyn Host) -> Result<(), Refusal> {
    let variables = ["CONTAINER_HOST", "CONTAINER_CONNECTION"];
    match variables.into_iter().find(|name| host.env(OsStr::new(name)).is_some()) {
        Some(variable) => Err(Refusal::Remote { variable }),
        None => Ok(()),
    }
}
