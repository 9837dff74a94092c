//! `--tmpfs`: a directory in memory.
//!
//! `/tmp:size=64m,exec` -> `/tmp` with the options `size=64m` and `exec`.
//!
//! docker splits at the first colon and checks nothing. podman wants an absolute path, and ignores what follows a second
//! colon. Sources: docker run reference, podman-run(1), checked against docker 28.2.2.

use super::cut::cut;
use super::{Dialect, ValueError};

/// One value of `--tmpfs`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tmpfs {
    /// Path in the container as written.
    pub target: Vec<u8>,
    /// The options as written, `None` without a colon.
    pub options: Option<Vec<u8>>,
}

impl Tmpfs {
    /// Reads a value of `--tmpfs`.
    ///
    /// # Errors
    /// If the path is not absolute (podman only).
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<Tmpfs, ValueError> {
        let (target, options) = cut(value, b':');
        if !dialect.is_podman() {
            return Ok(Tmpfs { target: target.to_vec(), options: options.map(<[u8]>::to_vec) });
        }
        if target.first() != Some(&b'/') {
            return Err(ValueError::invalid("tmpfs path", target, "an absolute path"));
        }
        let options = options.map(|options| cut(options, b':').0.to_vec());
        Ok(Tmpfs { target: target.to_vec(), options })
    }

    /// The value of the last option `KEY=VALUE` with that key, such as `size`.
    #[must_use]
    pub fn option(&self, key: &str) -> Option<&[u8]> {
        let options = self.options.as_deref()?;
        options.rsplit(|byte| *byte == b',').find_map(|option| match cut(option, b'=') {
            (given, value) if given == key.as_bytes() => value,
            _ => None,
        })
    }

    /// Whether exactly that option is there, such as `exec`.
    #[must_use]
    pub fn has(&self, option: &str) -> bool {
        let mut options = self.options.iter().flat_map(|options| options.split(|byte| *byte == b','));
        options.any(|given| given == option.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tmpfs(value: &str, dialect: Dialect) -> Tmpfs {
        Tmpfs::parse(value.as_bytes(), dialect).expect(value)
    }

    #[test]
    fn docker_splits_at_the_first_colon_and_checks_nothing() {
        for (value, target, options) in [
            ("/a", "/a", None),
            ("/a:", "/a", Some("")),
            ("/a:b:c", "/a", Some("b:c")),
            ("", "", None),
            ("x:size=1", "x", Some("size=1")),
        ] {
            let expected = Tmpfs { target: target.into(), options: options.map(Into::into) };
            assert_eq!(tmpfs(value, Dialect::Docker), expected, "{value}");
        }
    }

    #[test]
    fn podman_wants_an_absolute_path_and_drops_what_follows_a_second_colon() {
        assert_eq!(tmpfs("/a:b:c", Dialect::Podman5).options, Some(b"b".to_vec()));
        assert!(Tmpfs::parse(b"a", Dialect::Podman5).is_err());
        assert!(Tmpfs::parse(b"", Dialect::Podman5).is_err());
    }

    #[test]
    fn options_are_found_by_key() {
        let tmpfs = tmpfs("/a:size=1,exec,size=2", Dialect::Docker);
        assert_eq!((tmpfs.option("size"), tmpfs.option("mode"), tmpfs.option("exec")), (Some(&b"2"[..]), None, None));
        assert!(tmpfs.has("exec") && !tmpfs.has("size"));
    }
}
