//! The content of a file for `--label-file`.
//!
//! `# site\nrole=test\nbare\n` -> line 2, the label `role` with the value `test`; the clients drop `bare`.
//!
//! As a file of variables, with these differences: a key without `=` is dropped, and in podman, where keys have no blanks
//! either, `PREFIX*` alone makes a label of every variable of the caller that begins so. Any `--label` wins over all.
//! Sources: docker run reference, podman-run(1), measured with docker 28.2.2 and 20.10.24 and podman 4.3.1.

use super::cut::{cut, trim_blanks_start};
use super::lines::{LineFault, meaningful, written};
use super::{Dialect, Label};

/// What one line of a label file says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LabelLine {
    /// A label with its value.
    Label(Label),
    /// Labels of all the caller's variables that begin with these bytes (podman).
    Imports(Vec<u8>),
}

impl LabelLine {
    /// `KEY=VALUE`, or `PREFIX*`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            LabelLine::Label(Label { key, value }) => [key, &b"="[..], value.as_deref().unwrap_or_default()].concat(),
            LabelLine::Imports(prefix) => [prefix, &b"*"[..]].concat(),
        }
    }
}

/// The labels that a client reads from a file of that content, each with the number of its line.
///
/// # Errors
/// If a line is longer than 65535 bytes, has no key, or a blank in its key; for docker also if it is not UTF-8.
pub fn parse(content: &[u8], dialect: Dialect) -> Result<Vec<(usize, LabelLine)>, LineFault> {
    meaningful(content, dialect)
        .filter_map(|line| line.and_then(|(line, text)| label(line, text, dialect)).transpose())
        .collect()
}

fn label(line: usize, text: &[u8], dialect: Dialect) -> Result<Option<(usize, LabelLine)>, LineFault> {
    let fault = |why| LineFault { line, why };
    let (key, value) = cut(text, b'=');
    let key = trim_blanks_start(key);
    if key.is_empty() {
        return Err(fault("has no key before `=`"));
    }
    if key.iter().any(|byte| matches!(byte, b' ' | b'\t')) {
        return Err(fault("has a blank in its key"));
    }
    let read = match (value, key.strip_suffix(b"*")) {
        (Some(value), _) => LabelLine::Label(Label { key: key.to_vec(), value: Some(value.to_vec()) }),
        (None, Some(prefix)) if dialect.is_podman() => LabelLine::Imports(prefix.to_vec()),
        (None, _) => return Ok(None),
    };
    Ok(Some((line, read)))
}

/// A file's content that reads as these labels: a line each.
///
/// # Errors
/// The first of them that cannot be said in a file: a line end in it, a key that would begin a comment, or what [`parse`]
/// refuses.
pub fn write(labels: &[LabelLine], dialect: Dialect) -> Result<Vec<u8>, &LabelLine> {
    let lines: Vec<Vec<u8>> = labels.iter().map(LabelLine::to_bytes).collect();
    for (line, label) in lines.iter().zip(labels) {
        // Alone, behind a line, for only the first of a file can begin with a mark.
        let alone = [b"\n", written([line.as_slice()].into_iter(), dialect).as_slice()].concat();
        if !parse(&alone, dialect).is_ok_and(|read| matches!(read.as_slice(), [(_, read)] if read == label)) {
            return Err(label);
        }
    }
    Ok(written(lines.iter().map(Vec::as_slice), dialect))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(key: &str, value: &str) -> LabelLine {
        LabelLine::Label(Label { key: key.into(), value: Some(value.into()) })
    }

    #[test]
    fn keys_without_a_value_are_dropped() {
        assert_eq!(
            parse(b"a=1\n# x\nb\n c= 2\na*\n", Dialect::Docker),
            Ok(vec![(1, label("a", "1")), (4, label("c", " 2"))])
        );
        assert_eq!(parse(b"a=1\nb\n", Dialect::Podman5), Ok(vec![(1, label("a", "1"))]));
    }

    #[test]
    fn podman_imports_variables_by_a_star() {
        assert_eq!(parse(b"LD_*\n", Dialect::Podman5), Ok(vec![(1, LabelLine::Imports(b"LD_".to_vec()))]));
    }

    #[test]
    fn blanks_in_keys_are_refused() {
        for content in ["a b=1", "=1", "a\tb"] {
            assert!(parse(content.as_bytes(), Dialect::Docker).is_err(), "{content}");
            assert!(parse(content.as_bytes(), Dialect::Podman5).is_err(), "{content}");
        }
        assert!(parse(b"a=\xff", Dialect::Docker).is_err());
    }

    #[test]
    fn what_is_written_is_read_back_or_refused() {
        let labels = [label("a", "1"), label("b", " x = y "), label("a", "")];
        assert_eq!(write(&labels, Dialect::Docker).unwrap(), b"a=1\nb= x = y \na=\n");
        for odd in [label("a", "1\n2"), label("#a", "1"), label("a b", "1"), label("", "1")] {
            assert_eq!(write(std::slice::from_ref(&odd), Dialect::Docker), Err(&odd));
        }
    }
}
