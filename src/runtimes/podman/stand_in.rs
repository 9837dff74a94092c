//! podman in docker's place: the line in podman's words, and what is done with what podman prints.
//!
//! `docker start job7` -> `podman --log-level=error start job7`, whose answer is printed as docker prints it.

use std::ffi::OsString;

use crate::argv::Draft;

use super::answers::{Answer, folder_question, keep_quiet, prepare, started};
use super::translate::{Speech, Untranslatable, translate};

/// What becomes of what a client prints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// What is done with it.
    pub answer: Answer,
    /// The container that the line starts, where podman stands in.
    pub started: Option<OsString>,
}

impl Output {
    /// The words that ask for the folder of the container that the line starts.
    #[must_use]
    pub fn folder_question(&self) -> Option<[OsString; 4]> {
        self.started.as_deref().map(|container| folder_question(container).map(Into::into))
    }
}

/// Makes a docker line podman's.
///
/// # Errors
/// [`Untranslatable`] for what podman lacks or cannot be told.
pub fn stand_in(draft: &mut Draft<'_>, speech: &Speech<'_>) -> Result<Output, Untranslatable> {
    translate(draft, speech)?;
    let output = Output { answer: prepare(draft, speech.podman), started: started(draft) };
    keep_quiet(draft, speech.podman);
    Ok(output)
}
