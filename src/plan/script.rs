//! The text of a job, as a file in its container.
//!
//! A request with the script `hello > out` and `docker create --entrypoint=/bin/sh img /run/longshore/job.sh` -> the same
//! with `--mount=type=bind,source=/var/lib/longshore/script-3f2a...,target=/run/longshore/job.sh,readonly`, and that file.

use crate::argv::{Cause, Draft, Origin, Place, Tables};
use crate::facts::Host;
use crate::profile::{Profile, RuleError, option_row};
use crate::values::{Access, Mount};

use super::PlannedFile;
use super::files::by_content;
use super::refusal::Refusal;

/// Where a job's text lies in its container.
pub const SCRIPT_TARGET: &str = "/run/longshore/job.sh";

/// The text of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Where the profile wants a file for it.
    pub at: Place,
    /// The text.
    pub text: Vec<u8>,
}

/// Mounts the file of the script, read-only. The profile asks for it, so no policy has to list it.
pub(super) fn write(
    script: &Script,
    profile: &Profile,
    draft: &mut Draft<'_>,
    tables: &dyn Tables,
    host: &dyn Host,
) -> Result<PlannedFile, Refusal> {
    let refuse = |why: String| {
        let remedy = "see `longshore doctor`, or write `command: shell`".to_owned();
        let error = RuleError { rule: String::new(), at: script.at, word: None, why, remedy };
        Refusal::Rule { located: profile.locate(script.at), error: Box::new(error) }
    };
    // Readable for all: as whom the container runs is not known here.
    let file = by_content("script", script.text.clone(), 0o444, host).map_err(|missing| refuse(missing.to_string()))?;
    let source = file.path.as_encoded_bytes();
    let mount = Mount::bind(source, SCRIPT_TARGET.as_bytes(), Access::ReadOnly, profile.dialect);
    let mount = mount.map_err(|error| refuse(error.to_string()))?;
    let row = draft.command().and_then(|command| option_row(tables, command, b"mount"));
    let row = row.ok_or_else(|| refuse("the command has no option --mount".to_owned()))?;
    draft.insert(row, Some(mount.to_bytes()), Cause::of_site(Origin::Profile { at: script.at }));
    Ok(file)
}
