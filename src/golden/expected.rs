//! The `.argv` file: one word per line.
//!
//! The words `docker`, `a b`, an empty one and `x` newline `y` -> the lines `docker`, `a b`, an empty one and `x\ny`. Escapes are `\\`, `\n`, `\t`, `\r`, `\xHH`; steps of a plan are separated by a line `\--`.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use crate::argv::quote;
use crate::plan::{Environment, PlannedFile};

/// What is wrong with a line of an `.argv` file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// The line, from 1.
    pub line: usize,
    pub what: String,
}

/// The steps of an `.argv` file.
///
/// # Errors
/// For an escape that does not exist, a last line without an end, or no line at all.
pub fn parse_argv(text: &[u8]) -> Result<Vec<Vec<OsString>>, LineFault> {
    let fault = |line, what: &str| Err(LineFault { line, what: what.to_owned() });
    let mut steps = vec![Vec::new()];
    if text.is_empty() {
        return fault(1, "the file is empty, and a step has at least a program");
    }
    let Some(body) = text.strip_suffix(b"\n") else {
        return fault(text.split(|&byte| byte == b'\n').count(), "the last line does not end with a newline");
    };
    for (number, line) in body.split(|&byte| byte == b'\n').enumerate() {
        if line == b"\\--" {
            steps.push(Vec::new());
            continue;
        }
        let word = unescape(line).map_err(|what| LineFault { line: number + 1, what })?;
        if let Some(step) = steps.last_mut() {
            step.push(OsString::from_vec(word));
        }
    }
    Ok(steps)
}

/// The `.argv` file of these steps.
#[must_use]
pub fn render_argv<'w, S: IntoIterator<Item = &'w OsStr>>(steps: impl IntoIterator<Item = S>) -> String {
    let mut text = String::new();
    for (index, step) in steps.into_iter().enumerate() {
        if index > 0 {
            text.push_str("\\--\n");
        }
        for word in step {
            text.push_str(&quote::escaped(word));
            text.push('\n');
        }
    }
    text
}

/// The `.env` file of these environments: `NAME=VALUE` a line, `\\--` between steps. Of one that is inherited there are
/// the lines that are set in it, mostly none.
#[must_use]
pub(super) fn render_env(environments: &[&Environment]) -> String {
    let mut text = String::new();
    for (index, environment) in environments.iter().enumerate() {
        if index > 0 {
            text.push_str("\\--\n");
        }
        let (Environment::Built(entries) | Environment::With(entries)) = environment else { continue };
        for (name, value) in entries {
            let _ = writeln!(text, "{}={}", quote::escaped(name), quote::escaped(value));
        }
    }
    text
}

/// The `.files` file of these files: for each a line `\\-- MODE PATH`, then its content. A last line without an end is
/// followed by `\\-`.
#[must_use]
pub(super) fn render_files(files: &[PlannedFile]) -> String {
    let mut text = String::new();
    for file in files {
        let _ = writeln!(text, "\\-- {:04o} {}", file.mode, quote::escaped(&file.path));
        let mut lines = file.content.split(|&byte| byte == b'\n').peekable();
        while let Some(line) = lines.next() {
            match (lines.peek(), line) {
                (None, b"") => {}
                (None, line) => {
                    let _ = writeln!(text, "{}\n\\-", quote::escaped(OsStr::from_bytes(line)));
                }
                (Some(_), line) => {
                    let _ = writeln!(text, "{}", quote::escaped(OsStr::from_bytes(line)));
                }
            }
        }
    }
    text
}

/// The bytes that a line with escapes stands for.
///
/// # Errors
/// For a backslash that begins no known escape.
pub(super) fn unescape(line: &[u8]) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let (value, used) = match rest {
            [b'\\', ..] => (b'\\', 1),
            [b'n', ..] => (b'\n', 1),
            [b't', ..] => (b'\t', 1),
            [b'r', ..] => (b'\r', 1),
            [b'x', high, low, ..] => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high * 16 + low, 3),
                _ => return Err("`\\x` needs two lower-case hexadecimal digits".to_owned()),
            },
            _ => return Err("a backslash that begins none of \\\\ \\n \\t \\r \\xHH".to_owned()),
        };
        bytes.push(value);
        rest = rest.get(used..).unwrap_or_default();
    }
    Ok(bytes)
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::{OsStr, OsString};
    use std::os::unix::ffi::OsStringExt as _;

    use super::{parse_argv, render_argv, render_env, render_files};
    use crate::plan::{Environment, PlannedFile};

    fn words(words: &[&[u8]]) -> Vec<OsString> {
        words.iter().map(|word| OsString::from_vec(word.to_vec())).collect()
    }

    #[test]
    fn words_with_any_bytes_come_back_from_their_file() {
        let steps = vec![words(&[b"docker", b"", b"a\nb\t\\ \r\x01\xff\xc3\xa9"]), words(&[b"x", b"\\--"])];
        let text = render_argv(steps.iter().map(|step| step.iter().map(OsString::as_os_str)));
        assert_eq!(text, "docker\n\na\\nb\\t\\\\ \\r\\x01\\xff\u{e9}\n\\--\nx\n\\\\--\n");
        assert_eq!(parse_argv(text.as_bytes()), Ok(steps));
    }

    #[test]
    fn environments_and_files_are_lines_that_show_everything() {
        let entry = |name: &str, value: &str| (OsString::from(name), OsString::from(value));
        let built = Environment::Built(vec![entry("A", "1\n2"), entry("B", "")]);
        assert_eq!(render_env(&[&built, &Environment::Inherited, &built]), "A=1\\n2\nB=\n\\--\n\\--\nA=1\\n2\nB=\n");
        let file = |path: &str, content: &str, mode| PlannedFile {
            path: path.into(),
            content: content.into(),
            mode,
            owner: None,
        };
        let files = [file("/a", "one\n\n\\-- x\n", 0o444), file("/b", "two", 0o600), file("/c", "", 0o644)];
        let expected = "\\-- 0444 /a\none\n\n\\\\-- x\n\\-- 0600 /b\ntwo\n\\-\n\\-- 0644 /c\n";
        assert_eq!(render_files(&files), expected);
    }

    #[test]
    fn unknown_escapes_and_a_missing_last_newline_are_errors() {
        let fault =
            |text: &[u8]| parse_argv(text).map_err(|fault| format!("{}: {}", fault.line, fault.what)).unwrap_err();
        assert_eq!(fault(b"a\n\\q\n"), "2: a backslash that begins none of \\\\ \\n \\t \\r \\xHH");
        assert_eq!(fault(b"\\xAA\n"), "1: `\\x` needs two lower-case hexadecimal digits");
        assert_eq!(fault(b"a\nb"), "2: the last line does not end with a newline");
        assert_eq!(fault(b""), "1: the file is empty, and a step has at least a program");
        assert_eq!(render_argv([[OsStr::new("a")]]), "a\n");
    }
}
