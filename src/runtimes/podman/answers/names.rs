//! Names of images as docker shows them.
//!
//! `docker.io/library/ubuntu:22.04` -> `ubuntu:22.04`; `localhost/mine:1` -> `mine:1`; `registry.site/a:1` stays.

/// The name without the registries that docker does not write. podman puts `localhost/` before names that were given
/// without a registry; docker has no such registry, and shows the name as it was given.
#[must_use]
pub fn shown(name: &str) -> &str {
    let Some(rest) = name.strip_prefix("docker.io/") else {
        return name.strip_prefix("localhost/").unwrap_or(name);
    };
    rest.strip_prefix("library/").unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn names_are_shown_without_the_registries_that_docker_implies() {
        for (name, expected) in [
            ("docker.io/library/ubuntu:22.04", "ubuntu:22.04"),
            ("docker.io/alice/tool:1", "alice/tool:1"),
            ("localhost/longshore-test:1", "longshore-test:1"),
            ("localhost:5000/a:1", "localhost:5000/a:1"),
            ("htcondor.org/alice/ubuntu:22.04", "htcondor.org/alice/ubuntu:22.04"),
            ("<none>", "<none>"),
        ] {
            assert_eq!(shown(name), expected);
        }
    }
}
