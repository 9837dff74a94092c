//! Short answers and complaints of podman, in docker's form.
//!
//! `podman version 4.3.1` -> `Docker version 28.5.2, build podman-4.3.1`; `Error: no container with name or ID "a" found: no
//! such container` -> `Error response from daemon: No such container: a`.

use std::fmt::Write as _;

use super::Said;
use super::names::shown;

/// The release of docker's client whose lines longshore reads: what callers that look at the version may expect.
pub(super) const DOCKER: &str = "28.5.2";

/// The line of `-v`. HTCondor wants one line of at least 16 characters, and takes no release 20.10.4.
pub(super) fn version(stdout: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(stdout);
    match text.trim().strip_prefix("podman version ") {
        Some(version) => format!("Docker version {DOCKER}, build podman-{version}\n").into_bytes(),
        None => stdout.to_owned(),
    }
}

/// Names as they were given: older podmans print ids for some. Of a forced removal docker says which names nobody knows.
pub(super) fn names(said: Said, names: &[String], is_forced: bool) -> Said {
    if said.code != 0 {
        return said;
    }
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() >= names.len() || !is_forced {
        let stdout = (names.join("\n") + "\n").into_bytes();
        return Said { code: 0, stdout, stderr: Vec::new() };
    }
    let (mut stdout, mut stderr) = (String::new(), String::new());
    for name in names {
        if lines.contains(&name.as_str()) {
            let _ = writeln!(stdout, "{name}");
        } else {
            let _ = writeln!(stderr, "Error response from daemon: No such container: {name}");
        }
    }
    Said { code: 0, stdout: stdout.into_bytes(), stderr: stderr.into_bytes() }
}

/// What `container prune` removed. How much space that was podman does not say, so the line of that is left out unless it
/// is nothing.
pub(super) fn pruned(stdout: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(stdout);
    let ids = text.trim();
    let text = if ids.is_empty() {
        "Total reclaimed space: 0B\n".to_owned()
    } else {
        format!("Deleted Containers:\n{ids}\n\n")
    };
    text.into_bytes()
}

/// `Loaded image: localhost/a:1` -> `Loaded image: a:1`; `Deleted: 0f..` -> `Deleted: sha256:0f..`.
pub(super) fn image_names(stdout: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(stdout);
    let line = |line: &str| match line.split_once(": ") {
        Some(("Deleted", id)) if !id.contains(':') => format!("Deleted: sha256:{id}\n"),
        Some((what @ ("Untagged" | "Loaded image" | "Loaded image(s)"), name)) => {
            format!("{}: {}\n", what.trim_end_matches("(s)"), shown(name))
        }
        _ => format!("{line}\n"),
    };
    text.lines().map(line).collect::<String>().into_bytes()
}

/// podman's complaints in docker's words, where callers look for those; all others as they are, without its log.
pub(super) fn complaints(stderr: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(stderr);
    let is_notice =
        |line: &&str| line.starts_with("time=\"") && line.contains(" level=") && !line.contains(" level=error");
    text.lines()
        .filter(|line| !is_notice(line))
        .map(|line| complaint(line).unwrap_or_else(|| line.to_owned()) + "\n")
        .collect::<String>()
        .into_bytes()
}

fn complaint(line: &str) -> Option<String> {
    let what = line.strip_prefix("Error: ")?;
    let quoted = |text: &str| text.split('"').nth(1).map(str::to_owned);
    if what.ends_with("no such container") {
        return Some(format!("Error response from daemon: No such container: {}", quoted(what)?));
    }
    if let Some(rest) = what.split("no such object: ").nth(1) {
        return Some(format!("Error: No such object: {}", quoted(rest)?));
    }
    if let Some(name) = what.strip_suffix(": image not known") {
        return Some(format!("Error response from daemon: No such image: {name}"));
    }
    if let Some(rest) = what.strip_prefix("can only kill running containers. ") {
        let id = rest.split(' ').next()?;
        return Some(format!("Error response from daemon: Cannot kill container: {id}: Container {id} is not running"));
    }
    if let Some(rest) = what.split("the container name ").nth(1).filter(|rest| rest.contains("already in use by ")) {
        let name = quoted(rest)?;
        let id = rest.split("already in use by ").nth(1)?.split('.').next()?;
        return Some(format!(
            "Error response from daemon: Conflict. The container name \"/{name}\" is already in use by container \
             \"{id}\". You have to remove (or rename) that container to be able to reuse that name."
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::Said;
    use super::{complaints, image_names, names, pruned, version};

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn the_version_is_one_line_that_htcondor_takes() {
        let line = text(version(b"podman version 4.3.1\n"));
        assert_eq!(line, "Docker version 28.5.2, build podman-4.3.1\n");
        assert!(line.trim().len() >= 16 && !line.contains("20.10.4,"));
        assert_eq!(text(version(b"something else\n")), "something else\n");
    }

    #[test]
    fn names_are_echoed_exactly_as_given() {
        let given = ["b".to_owned(), "a".to_owned()];
        let said = |code, stdout: &str| Said { code, stdout: stdout.into(), stderr: b"w\n".to_vec() };
        let told = |code, stdout: &str, is_forced| {
            let told = names(said(code, stdout), &given, is_forced);
            (told.code, text(told.stdout), text(told.stderr))
        };
        assert_eq!(told(0, "0f1a\n0f1b\n", false), (0, "b\na\n".to_owned(), String::new()));
        assert_eq!(told(125, "", false), (125, String::new(), "w\n".to_owned()));
        let unknown = "Error response from daemon: No such container: b\n".to_owned();
        assert_eq!(told(0, "a\n", true), (0, "a\n".to_owned(), unknown));
    }

    #[test]
    fn what_was_removed_is_told_as_docker_tells_it() {
        assert_eq!(text(pruned(b"")), "Total reclaimed space: 0B\n");
        assert_eq!(text(pruned(b"0a\n1b\n")), "Deleted Containers:\n0a\n1b\n\n");
        let lines = b"Loaded image: localhost/a:1\nUntagged: docker.io/library/b:2\nDeleted: 0f\nrest\n";
        assert_eq!(text(image_names(lines)), "Loaded image: a:1\nUntagged: b:2\nDeleted: sha256:0f\nrest\n");
    }

    #[test]
    fn complaints_that_callers_look_for_are_docker_s() {
        for (given, expected) in [
            (
                "Error: no container with name or ID \"a\" found: no such container",
                "Error response from daemon: No such container: a",
            ),
            ("Error: inspecting object: no such object: \"a\"", "Error: No such object: a"),
            ("Error: none:1: image not known", "Error response from daemon: No such image: none:1"),
            (
                "Error: can only kill running containers. 0a is in state stopped: container state improper",
                "Error response from daemon: Cannot kill container: 0a: Container 0a is not running",
            ),
            (
                "Error: creating container storage: the container name \"a\" is already in use by 0b. You have to remove that \
                 container to be able to reuse that name: that name is already in use",
                "Error response from daemon: Conflict. The container name \"/a\" is already in use by container \"0b\". You \
                 have to remove (or rename) that container to be able to reuse that name.",
            ),
            ("Error: something else", "Error: something else"),
            ("time=\"T\" level=warning msg=\"retrying\"\nError: x", "Error: x"),
        ] {
            assert_eq!(text(complaints(given.as_bytes())), format!("{expected}\n"));
        }
    }
}
