//! What `longshore init` writes for a batch system.

/// A working configuration.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// The batch system, for people.
    pub title: &'static str,
    /// The files, in the order in which they are shown. What begins with `#!` is a program.
    pub files: &'static [File],
    /// What to run next, as root, where the files lie in `DIR`.
    pub next: &'static str,
}

/// The name of a file, and its text.
pub(super) type File = (&'static str, &'static str);

/// The timer of `longshore prune`.
pub(super) const PRUNE_SERVICE: File =
    ("longshore-prune.service", include_str!("../../contrib/systemd/longshore-prune.service"));
pub(super) const PRUNE_TIMER: File =
    ("longshore-prune.timer", include_str!("../../contrib/systemd/longshore-prune.timer"));
