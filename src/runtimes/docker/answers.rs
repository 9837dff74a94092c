//! What docker answers about a container, and what its client complains of.
//!
//! `Cannot connect to the Docker daemon at ...` -> no engine answers; what `inspect` prints -> [`Inspected`].
//!
//! Checked against the clients 20.10.24 and 28.2.2 in front of the engine 20.10.24.

pub use super::inspected::{Inspected, Status};

/// What a client, or the engine through it, complains of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Complaint {
    /// The container has no such program; without its name where the engine does not say it.
    NoProgram,
    /// What should be the program is none, or may not be run.
    NotExecutable,
    /// The container does not run, so no signal reaches it.
    NotRunning,
    /// There is no such container.
    NoContainer,
    /// Nobody may use the engine's socket but others.
    NotPermitted,
    /// The image could not be fetched.
    Pull,
    /// There is no such image.
    UnknownImage,
    /// No engine answers.
    Unreachable,
    /// Something else.
    Other,
}

/// Signs in the words of clients and engines, the more special ones first.
const SIGNS: [(&str, Complaint); 31] = [
    ("permission denied while trying to connect", Complaint::NotPermitted),
    ("Cannot connect to the Docker daemon", Complaint::Unreachable),
    ("failed to connect to the docker API", Complaint::Unreachable),
    ("error during connect", Complaint::Unreachable),
    ("Is the docker daemon running", Complaint::Unreachable),
    ("unable to resolve docker endpoint", Complaint::Unreachable),
    ("is not running", Complaint::NotRunning),
    ("can only kill running containers", Complaint::NotRunning),
    ("No such container", Complaint::NoContainer),
    ("No such object", Complaint::NoContainer),
    ("no such container", Complaint::NoContainer),
    ("executable file not found", Complaint::NoProgram),
    ("OCI runtime create failed", Complaint::Other),
    ("No such image", Complaint::UnknownImage),
    ("no such image", Complaint::UnknownImage),
    ("image not known", Complaint::UnknownImage),
    ("did not resolve to an alias", Complaint::UnknownImage),
    ("pull access denied", Complaint::UnknownImage),
    ("manifest unknown", Complaint::UnknownImage),
    ("repository does not exist", Complaint::UnknownImage),
    ("invalid reference format", Complaint::UnknownImage),
    ("must be lowercase", Complaint::UnknownImage),
    ("no matching manifest", Complaint::UnknownImage),
    ("toomanyrequests", Complaint::Pull),
    ("unauthorized", Complaint::Pull),
    ("Error response from daemon: Get \"http", Complaint::Pull),
    ("Error response from daemon: Head \"http", Complaint::Pull),
    ("error pulling image", Complaint::Pull),
    ("initializing source docker://", Complaint::Pull),
    ("copying system image from manifest list", Complaint::Pull),
    ("failed to register layer", Complaint::Pull),
];

/// Whether a `pause` gave up on processes that were being made faster than they were frozen; under control groups of
/// version 1 the runtime only tries for a moment. Once more may be good.
#[must_use]
pub fn is_still_freezing(stderr: &[u8]) -> bool {
    String::from_utf8_lossy(stderr).contains("unable to freeze")
}

/// What it is about.
#[must_use]
pub fn complaint(text: &str) -> Complaint {
    if text.contains("OCI runtime") || text.contains("unable to start container process") {
        // One message for what the kernel says about the program and about what is around it.
        let about_program = text.split("exec: \"").nth(1);
        return match about_program {
            Some(rest) if rest.contains("permission denied") || rest.contains("exec format error") => {
                Complaint::NotExecutable
            }
            Some(rest) if rest.contains("no such file") || rest.contains("not found") => Complaint::NoProgram,
            _ => Complaint::Other,
        };
    }
    let found = SIGNS.iter().find(|(sign, _)| text.contains(sign));
    found.map_or(Complaint::Other, |(_, complaint)| complaint.clone())
}

/// The one line of what a client printed that says what is wrong, without the name of who says it.
#[must_use]
pub fn message(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_error = |line: &&str| line.contains("rror response from daemon") || line.starts_with("Error");
    let line = lines().rfind(is_error).or_else(|| lines().next()).unwrap_or_default();
    let line = line.strip_prefix("docker: ").unwrap_or(line);
    let line = line.strip_prefix("Error response from daemon: ").unwrap_or(line);
    let line = line.strip_prefix("Error: ").unwrap_or(line);
    // A question is no reason.
    let line = line.strip_suffix(" Is the docker daemon running?").unwrap_or(line);
    line.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Complaint, complaint, is_still_freezing, message};

    #[test]
    fn a_pause_that_gave_up_is_known() {
        let said = b"Error response from daemon: Cannot pause container a: OCI runtime pause failed: unable to freeze: unknown\n";
        assert!(is_still_freezing(said));
        assert!(!is_still_freezing(b"Error response from daemon: Container a is not running\n"));
    }

    #[test]
    fn complaints_are_told_apart() {
        let runc = "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ";
        for (text, expected) in [
            ("Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?", Complaint::Unreachable),
            (
                "permission denied while trying to connect to the Docker daemon socket at unix:///x",
                Complaint::NotPermitted,
            ),
            ("Error response from daemon: No such image: a:1", Complaint::UnknownImage),
            (
                "Error response from daemon: pull access denied for a, repository does not exist",
                Complaint::UnknownImage,
            ),
            ("Error response from daemon: manifest for a:9 not found: manifest unknown", Complaint::UnknownImage),
            ("Error response from daemon: Get \"https://r/v2/\": dial tcp: lookup r: no such host", Complaint::Pull),
            ("Error response from daemon: Container 0a is not running", Complaint::NotRunning),
            ("Error: No such container: a", Complaint::NoContainer),
            ("Error response from daemon: No command specified", Complaint::Other),
            ("", Complaint::Other),
        ] {
            assert_eq!(complaint(text), expected, "{text}");
        }
        for (text, expected) in [
            ("exec: \"/no\": stat /no: no such file or directory: unknown", Complaint::NoProgram),
            ("exec: \"no\": executable file not found in $PATH: unknown", Complaint::NoProgram),
            ("exec: \"/etc\": permission denied: unknown", Complaint::NotExecutable),
            ("error mounting \"/a\": no such file or directory", Complaint::Other),
        ] {
            assert_eq!(complaint(&format!("{runc}{text}")), expected, "{text}");
        }
    }

    #[test]
    fn the_line_that_says_what_is_wrong_is_found() {
        for (text, expected) in [
            (
                "Unable to find image 'a:1' locally\nError response from daemon: Get \"https://r\": x\n",
                "Get \"https://r\": x",
            ),
            (
                "docker: Error response from daemon: No command specified.\nSee 'docker run --help'.\n",
                "No command specified",
            ),
            (
                "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?\n",
                "Cannot connect to the Docker daemon at unix:///x",
            ),
            ("", ""),
        ] {
            assert_eq!(message(text.as_bytes()), expected);
        }
    }
}
