//! `--link`: another container to be reached by name (docker only).
//!
//! `db:database` -> the container `db`, here called `database`.
//!
//! Source: docker run reference, checked against docker 28.2.2.

use super::ValueError;
use super::cut::cut;

/// One value of `--link`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// The other container's name or id, as written; the client lets it be empty.
    pub container: Vec<u8>,
    /// What it is called here, `None` for its own name.
    pub alias: Option<Vec<u8>>,
}

impl Link {
    /// Reads a value of `--link`.
    ///
    /// # Errors
    /// If it is empty, or has more than one colon.
    pub fn parse(value: &[u8]) -> Result<Link, ValueError> {
        let (container, alias) = cut(value, b':');
        if value.is_empty() {
            return Err(ValueError::Empty { part: "link" });
        }
        if alias.is_some_and(|alias| alias.contains(&b':')) {
            return Err(ValueError::TooMany { part: "parts between colons", limit: 2 });
        }
        Ok(Link { container: container.to_vec(), alias: alias.map(<[u8]>::to_vec) })
    }

    /// `CONTAINER:ALIAS`, or `CONTAINER`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match &self.alias {
            Some(alias) => [self.container.as_slice(), b":", alias].concat(),
            None => self.container.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_have_one_or_two_parts() {
        for (value, container, alias) in [
            ("db", "db", None),
            ("db:x", "db", Some("x")),
            ("/db:/c/x", "/db", Some("/c/x")),
            (":", "", Some("")),
            ("db:", "db", Some("")),
        ] {
            let link = Link::parse(value.as_bytes()).expect(value);
            assert_eq!(link, Link { container: container.into(), alias: alias.map(Into::into) }, "{value}");
            assert_eq!(link.to_bytes(), value.as_bytes());
        }
        assert!(Link::parse(b"").is_err());
        assert!(Link::parse(b"a:b:c").is_err());
    }
}
