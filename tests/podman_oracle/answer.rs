//! What podman makes of a line, out of what it says.
//!
//! `Error: no container with name or ID "c1" found: no such container` -> it has read the line, and looked for `c1`.

/// How far podman came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It read all that there is to be read: it ended well, or stopped at what the line names, which there is not.
    Taken,
    /// It took the options by themselves, and stopped at a pod, a container or an image that an option needs. What it would read
    /// behind that is not known.
    Halfway,
    /// It stopped at something of the machine, for this reason.
    Stopped(&'static str),
    /// It refused the line.
    Refused,
}

/// Messages with which podman says that it does not find what a line names.
const NOT_THERE: &[&str] = &[
    "no such container",
    "is not a valid container, cannot be used as a dependency",
    "no such object",
    "no such volume",
    "no such image",
    "no such network",
    "no such pod",
    "container not known",
    "image not known",
    "layer not known",
    "network not found",
];

/// That of `create` and `run`, at their end: the folder of `--rootfs`.
const NO_ROOT: &str = "container create option: stat ";

/// Said of a line without a command, when most values are read.
pub(crate) const NO_COMMAND: &str = "no command or entrypoint provided, and no CMD or ENTRYPOINT from image";

/// Said of a policy that only an image can have.
const NO_IMAGE: &str = "cannot read seccomp profile without a valid image";

/// Said of an image that is a name, where no registry is looked into for it.
const NO_SHORT_NAME: &str = "did not resolve to an alias and no unqualified-search registries are defined";

/// Messages about the machine.
const STOPPED: &[(&str, &str)] = &[
    (NO_COMMAND, "no command"),
    ("no such file or directory", "files"),
    ("not a directory", "files"),
    ("permission denied", "files"),
    ("is a directory", "files"),
    ("is not available - the preserve-fds", "descriptors"),
    ("file descriptor", "descriptors"),
    ("no such secret", "secrets"),
    ("no secret with name or id", "secrets"),
    ("no subuid ranges", "ids"),
    ("no subgid ranges", "ids"),
    ("no init binary", "programs"),
    ("container-init binary not found", "programs"),
    ("Apparmor is not enabled on this system", "AppArmor"),
    ("keep-id is only supported in rootless mode", "root"),
    ("nomap is only supported in rootless mode", "root"),
];

/// What podman says to a line; whether it creates something decides what the end is.
pub(crate) fn answer(said: &str, code: i32, creates: bool) -> Answer {
    let has = |text: &str| said.contains(text);
    if code == 0 || has(NO_ROOT) {
        return Answer::Taken;
    }
    // The options of mounts, and without a folder for the root most others, are looked at later.
    if has(NO_IMAGE) || has(NO_SHORT_NAME) {
        return Answer::Halfway;
    }
    if NOT_THERE.iter().any(|text| has(text)) {
        return if creates { Answer::Halfway } else { Answer::Taken };
    }
    match STOPPED.iter().find(|(text, _)| has(text)) {
        Some((_, reason)) => Answer::Stopped(reason),
        None => Answer::Refused,
    }
}

/// The line that says what is wrong; warnings may stand before it.
pub(crate) fn error(said: &str) -> &str {
    said.lines().find(|line| line.starts_with("Error:")).or_else(|| said.lines().next()).unwrap_or_default()
}

/// Whether podman says that it could not read the words themselves.
pub(crate) fn is_scan(said: &str) -> bool {
    const TEXTS: &[&str] = &[
        "unknown flag",
        "unknown shorthand flag",
        "flag needs an argument",
        "bad flag syntax",
        "invalid argument \"",
        "arg(s)",
        "` takes no arguments",
    ];
    TEXTS.iter().any(|text| said.contains(text))
}
