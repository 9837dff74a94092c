//! What has to hold for any bytes: the bodies of the fuzz targets.
//!
//! `fuzz/fuzz_targets/NAME.rs` hands the fuzzer's bytes to the function of that name; `tests/it/fuzz.rs` does the same with
//! the inputs of `fuzz/corpus/NAME` and mutations of them, on the stable compiler. A body panics if a law is broken.
//!
//! No body looks at the clock: an input that takes too long is for the fuzzer, or for whoever waits, to notice.

mod job;
mod lines;
mod mutations;
mod profile;
mod texts;
mod values;

pub use job::job;
pub use lines::{read_docker, read_podman};
pub use mutations::Mutations;
pub use profile::profile;
pub use values::{KINDS, values};

/// A fuzz target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, which is that of its body, of its file, and of the folder of its inputs.
    pub name: &'static str,
    /// What has to hold.
    pub body: fn(&[u8]),
}

/// All targets.
pub const TARGETS: [Target; 5] = [
    Target { name: "job", body: job },
    Target { name: "profile", body: profile },
    Target { name: "read_docker", body: read_docker },
    Target { name: "read_podman", body: read_podman },
    Target { name: "values", body: values },
];
