//! What `longshore init` writes for a batch system.

/// A working configuration.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// The batch system, for people.
    pub title: &'static str,
    /// The files, in the order in which they are shown.
    pub files: &'static [ConfigFile],
    /// What to run next, as root, where the files lie in `DIR`.
    pub next: &'static str,
}

/// A file of a configuration.
#[derive(Clone, Copy, Debug)]
pub struct ConfigFile {
    /// Its name.
    pub name: &'static str,
    /// What stands in it.
    pub text: &'static str,
    /// Whether it is a program.
    pub is_program: bool,
}

/// A file of that name and text.
pub(super) const fn file(name: &'static str, text: &'static str) -> ConfigFile {
    ConfigFile { name, text, is_program: false }
}

/// A program of that name and text.
pub(super) const fn program(name: &'static str, text: &'static str) -> ConfigFile {
    ConfigFile { name, text, is_program: true }
}

/// The timer of `longshore prune`.
pub(super) const PRUNE_SERVICE: ConfigFile =
    file("longshore-prune.service", include_str!("../../contrib/systemd/longshore-prune.service"));
pub(super) const PRUNE_TIMER: ConfigFile =
    file("longshore-prune.timer", include_str!("../../contrib/systemd/longshore-prune.timer"));
