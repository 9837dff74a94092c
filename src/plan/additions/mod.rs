//! What a profile adds to a line when its rules have acted: as whom the container runs, the job's text, its environment, and
//! copies of the files that the line names.
//!
//! `identity: submitter` for alice and `docker run --env-file job.env img` -> `docker run --env-file=/var/lib/longshore/file-...
//! --user=1000:1000 ... img`, and the files that these words name.

mod copies;
mod identity;
mod pass_env;
mod script;

use crate::argv::{Cause, Draft, Origin, option_row};
use crate::facts::Host;
use crate::policy::FileCopy;
use crate::profile::{Applied, FileFault, Profile, Surroundings};
use crate::values::{Access, Mount};

use super::PlannedFile;
use super::clients::Clients;
use super::job_user::Person;
use super::refusal::Refusal;

pub use script::{SCRIPT_TARGET, Script};

/// What is added with.
pub(super) struct Adding<'c> {
    pub(super) profile: &'c Profile,
    pub(super) clients: &'c Clients,
    /// The job's user, where somebody asked.
    pub(super) person: Option<&'c Person>,
    /// The machine with the submitter's facts, the node and the job.
    pub(super) around: &'c Surroundings<'c>,
    /// The machine, as the caller's.
    pub(super) host: &'c dyn Host,
}

/// What goes with the words that were added.
#[derive(Debug, Default)]
pub(super) struct Added {
    /// Files to write.
    pub(super) files: Vec<PlannedFile>,
    /// The copies that the line names of files of variables and labels.
    pub(super) copies: Vec<FileCopy>,
    /// Who changed or removed a line of such a file.
    pub(super) in_files: Vec<Origin>,
    /// What is wrong with files that the caller names under a policy, which has the first word about them.
    pub(super) faults: Vec<FileFault>,
}

impl Adding<'_> {
    /// Writes all of it on `draft`.
    pub(super) fn write(
        &self,
        script: Option<&Script>,
        applied: &Applied,
        draft: &mut Draft<'_>,
    ) -> Result<Added, Refusal> {
        let mut added = Added { files: self.identity(draft)?, ..Added::default() };
        if let Some(script) = script {
            added.files.push(self.script(script, draft)?);
        }
        let passed = self.pass_env(applied.settings.pass_env.unwrap_or(true), draft)?;
        self.copies(&applied.files, draft, &mut added)?;
        added.copies.extend(passed.as_ref().map(copies::of_longshore));
        added.files.extend(passed);
        Ok(added)
    }

    /// Writes an option of the command.
    fn insert(&self, draft: &mut Draft<'_>, name: &str, value: Vec<u8>, cause: Cause) -> Result<(), String> {
        let command = draft.command();
        let row = command.and_then(|command| option_row(self.clients.tables(), command, name.as_bytes()));
        draft.insert(row.ok_or_else(|| format!("the command has no option --{name}"))?, Some(value), cause);
        Ok(())
    }

    /// Mounts a file of the plan in the container, read-only.
    fn mount(&self, draft: &mut Draft<'_>, file: &PlannedFile, target: &str, cause: Cause) -> Result<(), String> {
        let (source, dialect) = (file.path.as_encoded_bytes(), self.clients.dialect());
        let mount = Mount::bind(source, target.as_bytes(), Access::ReadOnly, dialect);
        self.insert(draft, "mount", mount.map_err(|error| error.to_string())?.to_bytes(), cause)
    }
}
