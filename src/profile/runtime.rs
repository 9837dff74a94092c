//! The words of `runtime` and `untranslatable`.
//!
//! `runtime: podman` -> lines are read by podman's tables; docker's are made podman's, and `untranslatable` says what becomes of
//! what podman lacks.

use crate::runtimes::RuntimeName;

/// The runtimes by their names.
pub(super) const RUNTIMES: [(&str, RuntimeName); 2] =
    [("docker", RuntimeName::Docker), ("podman", RuntimeName::Podman)];

/// What becomes of options that the engine lacks: whether they are left out.
pub(super) const UNTRANSLATABLE: [(&str, bool); 2] = [("refuse", false), ("drop", true)];
