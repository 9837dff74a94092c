//! The text of a job, as a file in its container.
//!
//! A request with the script `hello > out` and `docker create --entrypoint=/bin/sh img /run/longshore/job.sh` -> the same
//! with `--mount=type=bind,source=/var/lib/longshore/script-3f2a...,target=/run/longshore/job.sh,readonly`, and that file.

use crate::argv::{Cause, Draft, Origin, Place};
use crate::profile::RuleError;

use super::Adding;
use crate::plan::PlannedFile;
use crate::plan::files::by_content;
use crate::plan::refusal::Refusal;

/// Where a job's text lies in its container.
pub const SCRIPT_TARGET: &str = "/run/longshore/job.sh";

/// The text of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Where the profile wants a file for it.
    pub at: Place,
    pub text: Vec<u8>,
}

impl Adding<'_> {
    /// Mounts the file of the script, read-only. The profile asks for it, so no policy has to list it.
    pub(super) fn script(&self, script: &Script, draft: &mut Draft<'_>) -> Result<PlannedFile, Refusal> {
        let refuse = |why: String| {
            let remedy = "see `longshore doctor`, or write `command: shell`".to_owned();
            Refusal::of_rule(
                RuleError { rule: String::new(), at: script.at, word: None, why, remedy },
                &self.profile.files,
            )
        };
        // Readable for all: as whom the container runs is not known here.
        let file = by_content("script", script.text.clone(), 0o444, &self.profile.persons, self.host)?;
        let cause = Cause::of_site(Origin::Profile { at: script.at });
        self.mount(draft, &file, SCRIPT_TARGET, cause).map_err(refuse)?;
        Ok(file)
    }
}
