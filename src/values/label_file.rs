//! The content of a file for `--label-file`.
//!
//! `# site\nrole=test\nbare\n` -> the label `role` with the value `test`; docker drops `bare`.
//!
//! As a file of variables, with these differences: a key without `=` is dropped, and in podman, where keys have no blanks
//! either, `PREFIX*` alone makes a label of every variable of the caller that begins so. Any `--label` wins over all.
//! Sources: docker run reference, podman-run(1), checked against docker 28.2.2.

use super::cut::{cut, trim_blanks_start};
use super::{Dialect, Label, ValueError, lines};

/// What one line of a label file says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LabelLine {
    /// A label with its value.
    Label(Label),
    /// Labels of all the caller's variables that begin with these bytes (podman).
    Imports(Vec<u8>),
}

/// The labels that a client reads from a file of that content.
///
/// # Errors
/// If a line is longer than 65535 bytes, has no key, or a blank in its key; for docker also if it is not UTF-8.
pub fn parse(content: &[u8], dialect: Dialect) -> Result<Vec<LabelLine>, ValueError> {
    lines::meaningful(content, dialect)
        .filter_map(|line| line.and_then(|line| label(line, dialect)).transpose())
        .collect()
}

fn label(line: &[u8], dialect: Dialect) -> Result<Option<LabelLine>, ValueError> {
    let (key, value) = cut(line, b'=');
    let key = trim_blanks_start(key);
    if key.is_empty() {
        return Err(ValueError::Empty { part: "label key" });
    }
    if key.iter().any(|byte| matches!(byte, b' ' | b'\t')) {
        return Err(ValueError::invalid("label key", key, "free of blanks"));
    }
    Ok(match (value, key.strip_suffix(b"*")) {
        (Some(value), _) => Some(LabelLine::Label(Label { key: key.to_vec(), value: Some(value.to_vec()) })),
        (None, Some(prefix)) if dialect.is_podman() => Some(LabelLine::Imports(prefix.to_vec())),
        (None, _) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_without_a_value_are_dropped() {
        let label = |key: &str, value: &str| LabelLine::Label(Label { key: key.into(), value: Some(value.into()) });
        assert_eq!(parse(b"a=1\n# x\nb\n c= 2\na*\n", Dialect::Docker), Ok(vec![label("a", "1"), label("c", " 2")]));
        assert_eq!(parse(b"a=1\nb\n", Dialect::Podman5), Ok(vec![label("a", "1")]));
    }

    #[test]
    fn podman_imports_variables_by_a_star() {
        assert_eq!(parse(b"LD_*\n", Dialect::Podman5), Ok(vec![LabelLine::Imports(b"LD_".to_vec())]));
    }

    #[test]
    fn blanks_in_keys_are_refused() {
        for content in ["a b=1", "=1", "a\tb"] {
            assert!(parse(content.as_bytes(), Dialect::Docker).is_err(), "{content}");
            assert!(parse(content.as_bytes(), Dialect::Podman5).is_err(), "{content}");
        }
        assert!(parse(b"a=\xff", Dialect::Docker).is_err());
    }
}
