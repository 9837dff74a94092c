//! Lines that go for the machine.
//!
//! `--pid=host` added to the harmless `docker run --name job-1 img true` -> `docker run --name job-1 --pid=host img true`.

use std::ffi::OsString;

use crate::effects::{Effects, ImageAsked};

use super::harmless::Harmless;

/// A way to go for the machine.
pub(super) struct Attack {
    /// What it goes for.
    pub(super) name: &'static str,
    way: Way,
}

enum Way {
    /// An image instead of the harmless line's.
    Image(&'static str),
    /// A whole line, behind the client's name.
    Line(&'static [&'static str]),
    /// One more option.
    Option(&'static str),
    /// One more option, which is another with podman.
    Options { docker: &'static str, podman: &'static str },
}

const fn option(name: &'static str, option: &'static str) -> Attack {
    Attack { name, way: Way::Option(option) }
}

/// All of them.
pub(super) const ATTACKS: [Attack; 20] = [
    option("the host's /etc, to write", "--volume=/etc:/mnt"),
    option("the whole host, to read", "--volume=/:/mnt:ro"),
    Attack {
        name: "the engine's socket",
        way: Way::Options {
            docker: "--volume=/var/run/docker.sock:/mnt/engine.sock",
            podman: "--volume=/run/podman/podman.sock:/mnt/engine.sock",
        },
    },
    option(
        "/etc by way of a volume",
        "--mount=type=volume,source=trial,target=/mnt,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/etc",
    ),
    option("everything at once", "--privileged"),
    option("root in the container", "--user=0:0"),
    option("the host's processes", "--pid=host"),
    option("the host's network", "--network=host"),
    option("the host's shared memory", "--ipc=host"),
    option("the capability to mount", "--cap-add=SYS_ADMIN"),
    option("the host's disk", "--device=/dev/sda"),
    option("no system call filter", "--security-opt=seccomp=unconfined"),
    option("a library for programs on the host", "--env=LD_PRELOAD=/tmp/trial.so"),
    option("a file that only root reads", "--env-file=/etc/shadow"),
    option("a runtime of one's own", "--runtime=/tmp/trial"),
    option("another cgroup than the job's", "--cgroup-parent=/system.slice"),
    option("the volumes of another's container", "--volumes-from=trial-of-another"),
    Attack { name: "an image by its id", way: Way::Image("4bcff63911fc") },
    Attack { name: "a shell in another's container", way: Way::Line(&["exec", "4bcff63911fc", "sh"]) },
    Attack { name: "the end of another's container", way: Way::Line(&["kill", "trial-of-another"]) },
];

impl Attack {
    /// Whether it is the harmless line with something added.
    pub(super) fn makes_a_container(&self) -> bool {
        !matches!(self.way, Way::Line(_))
    }

    /// Whether a line with these effects still does what it goes for.
    pub(super) fn is_in(&self, effects: &Effects, harmless: Option<&Effects>) -> bool {
        match self.way {
            Way::Image(_) => match &effects.images.runs.value {
                ImageAsked::Reference(image) => image.may_be_an_id(),
                _ => true,
            },
            Way::Line(_) => true,
            Way::Option(_) | Way::Options { .. } => harmless.is_none_or(|harmless| harmless != effects),
        }
    }

    /// Its words.
    pub(super) fn words(&self, harmless: &Harmless) -> Vec<OsString> {
        match self.way {
            Way::Image(image) => harmless.of(image).words(),
            Way::Line(words) => {
                std::iter::once(harmless.client).chain(words.iter().copied()).map(OsString::from).collect()
            }
            Way::Option(option) => harmless.with(option).words(),
            Way::Options { docker, podman } => {
                harmless.with(if harmless.client == "podman" { podman } else { docker }).words()
            }
        }
    }
}
