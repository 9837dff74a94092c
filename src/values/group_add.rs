//! `--group-add`: further groups of the user in the container.
//!
//! `27` -> group id 27; `keep-groups` (podman) -> the caller's own groups.
//!
//! docker sends the text on; its engine takes decimal numbers for ids. Sources: docker run reference, podman-run(1).

use super::{Dialect, Principal, ValueError};

/// One value of `--group-add`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupAdd {
    /// A group by id or by a name of the image.
    Group(Principal),
    /// The caller's groups, as the process has them (podman's `keep-groups`).
    Keep,
}

impl GroupAdd {
    /// Reads a value of `--group-add` (podman: one of the comma-separated list, see [`super::csv::list`]).
    ///
    /// # Errors
    /// If it is empty, has a colon, or is a number that is no id; the client itself refuses nothing.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<GroupAdd, ValueError> {
        if dialect.is_podman() && value == b"keep-groups" {
            return Ok(GroupAdd::Keep);
        }
        Principal::parse(value).map(GroupAdd::Group)
    }

    /// The value.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            GroupAdd::Group(group) => group.to_bytes(),
            GroupAdd::Keep => b"keep-groups".to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_ids_or_names_and_podman_may_keep_those_of_the_caller() {
        let name = |text: &str| GroupAdd::Group(Principal::Name(text.into()));
        for (value, dialect, group) in [
            ("27", Dialect::Docker, GroupAdd::Group(Principal::Id(27))),
            ("-0", Dialect::Docker, GroupAdd::Group(Principal::Id(0))),
            ("docker", Dialect::Docker, name("docker")),
            ("a,b", Dialect::Docker, name("a,b")),
            ("keep-groups", Dialect::Docker, name("keep-groups")),
            ("keep-groups", Dialect::Podman5, GroupAdd::Keep),
        ] {
            let read = GroupAdd::parse(value.as_bytes(), dialect).expect(value);
            assert_eq!(read, group, "{value}");
            assert_eq!(GroupAdd::parse(&read.to_bytes(), dialect), Ok(group), "{value}");
        }
        assert!(GroupAdd::parse(b"", Dialect::Docker).is_err());
        assert!(GroupAdd::parse(b"0:0", Dialect::Docker).is_err());
    }
}
