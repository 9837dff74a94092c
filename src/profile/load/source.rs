//! Where profiles come from, without touching the file system.
//!
//! `extends: cernvm` in `/etc/longshore/profile.yaml` -> the text of `/etc/longshore/profiles/cernvm.yaml` or of the
//! shipped profile; `extends: ./base.yaml` -> the file beside the extending one. The machine's implementation, with its
//! checks of ownership, is `src/edge/files.rs`; golden cases and tests bring texts.

use std::fmt;

use crate::profile::model::files::Text;

/// Why a profile's text cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    /// The name or path that was asked for.
    pub wanted: String,
    /// Why it cannot be had.
    pub why: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "profile `{}`: {}; {}", self.wanted, self.why, self.remedy)
    }
}

impl std::error::Error for SourceError {}

/// Finds the texts of profiles.
pub trait Source {
    /// The text of the profile that `reference` names: a bare name, or a path when it has a `/`. `from` is the path of the
    /// file that extends it, to which a relative path is relative.
    ///
    /// # Errors
    /// When there is none, or the file may not be trusted.
    fn text(&self, reference: &str, from: Option<&str>) -> Result<Text, SourceError>;
}

/// The profiles that are part of the program, sorted by name.
pub const SHIPPED: &[(&str, &str)] = &[
    ("cernvm", include_str!("../../../profiles/cernvm.yaml")),
    ("control", include_str!("../../../profiles/control.yaml")),
    ("gridengine", include_str!("../../../profiles/gridengine.yaml")),
    ("hpc-safe", include_str!("../../../profiles/hpc-safe.yaml")),
    ("lsf", include_str!("../../../profiles/lsf.yaml")),
    ("openlava", include_str!("../../../profiles/openlava.yaml")),
    ("htcondor", include_str!("../../../profiles/htcondor.yaml")),
    ("passthrough", include_str!("../../../profiles/passthrough.yaml")),
    ("podman-passthrough", include_str!("../../../profiles/podman-passthrough.yaml")),
    ("podman-rootless", include_str!("../../../profiles/podman-rootless.yaml")),
    ("ris", include_str!("../../../profiles/ris.yaml")),
    ("ris-build", include_str!("../../../profiles/ris-build.yaml")),
];

/// The text of the shipped profile `name`.
#[must_use]
pub fn shipped(name: &str) -> Option<Text> {
    let found = SHIPPED.iter().find(|(shipped, _)| *shipped == name);
    found.map(|(name, text)| Text { path: format!("shipped:{name}"), text: (*text).to_owned() })
}

/// The shipped profiles, and nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Shipped;

impl Source for Shipped {
    fn text(&self, reference: &str, _: Option<&str>) -> Result<Text, SourceError> {
        let absent = || SourceError {
            wanted: reference.to_owned(),
            why: "no profile of that name is shipped".to_owned(),
            remedy: "see `longshore profile list`".to_owned(),
        };
        shipped(reference).ok_or_else(absent)
    }
}
