//! Where decisions are recorded.
//!
//! `audit: {file: /var/log/longshore.jsonl, show: [DATASET], on_failure: refuse}` -> each decision to the system log and, for
//! root, to that file; of environment variables only `DATASET` with its value; a decision that cannot be recorded is a
//! refusal.

use super::pattern::Pattern;

/// Where decisions are recorded. The system log always; more if the profile says so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// A file of JSON lines, for callers who are root.
    pub file: Option<String>,
    /// Whether a decision that cannot be recorded is a refusal.
    pub must_be_recorded: bool,
    /// Names of environment variables that are recorded with their values.
    pub show: Vec<Pattern>,
}
