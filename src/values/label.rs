//! `-l`, `--label`, and lines of a label file.
//!
//! `org.example.job=1 2` -> the label `org.example.job` with the value `1 2`.
//!
//! The key must not be empty; docker also refuses blanks in it, but for those before it, which stay. Without `=` the
//! value is empty. Sources: docker run reference, podman-run(1), checked against docker 28.2.2; docker 20.10 refuses only
//! an empty key.

use super::cut::{cut, trim_blanks_start};
use super::{Dialect, ValueError};

/// One value of `--label`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The key as the client sends it.
    pub key: Vec<u8>,
    /// The value, `None` without `=`: sent as empty.
    pub value: Option<Vec<u8>>,
}

impl Label {
    /// Reads a value of `--label`.
    ///
    /// # Errors
    /// If the key is empty or (docker) has a blank or tab inside.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<Label, ValueError> {
        let (key, value) = cut(value, b'=');
        let name = if dialect.is_podman() { key } else { trim_blanks_start(key) };
        if name.is_empty() {
            return Err(ValueError::Empty { part: "label key" });
        }
        if !dialect.is_podman() && name.iter().any(|byte| matches!(byte, b' ' | b'\t')) {
            return Err(ValueError::invalid("label key", key, "free of blanks"));
        }
        Ok(Label { key: key.to_vec(), value: value.map(<[u8]>::to_vec) })
    }

}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_split_at_the_first_equals_sign() {
        for (value, key, given) in [
            ("a", "a", None),
            ("a=", "a", Some("")),
            ("a=b=c d", "a", Some("b=c d")),
            (" a=b", " a", Some("b")),
            ("\"a\"=1,b=2", "\"a\"", Some("1,b=2")),
        ] {
            let label = Label::parse(value.as_bytes(), Dialect::Docker).expect(value);
            assert_eq!(label, Label { key: key.into(), value: given.map(Into::into) }, "{value}");
        }
    }

    #[test]
    fn keys_are_not_empty_and_have_no_blanks_inside() {
        for value in ["", "=", "=x", " ", " =x", "a b=c", "a =b", "a\tb"] {
            assert!(Label::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
        }
        assert!(Label::parse(b"a b=c", Dialect::Podman5).is_ok());
        assert!(Label::parse(b"=c", Dialect::Podman5).is_err());
    }
}
