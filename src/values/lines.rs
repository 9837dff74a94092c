//! Lines of files that a client reads: what `--env-file` and `--label-file` share.
//!
//! `# comment\n  A=1\n` -> line 2, `A=1`.
//!
//! A line ends at `\n` or `\r\n` and holds at most 65535 bytes. Measured: docker 28.2.2 and 20.10.24, podman 4.3.1.

use std::fmt;

use super::Dialect;
use super::cut::trim_blanks_start;

/// The longest line that clients read, in bytes, a `\r` at its end included.
const LONGEST: usize = 65535;

/// The byte order mark.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// What is wrong with a file. What stands in it is not told: the message may reach others than its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// The line, from 1.
    pub line: usize,
    /// What it does, to be read after "the line".
    pub why: &'static str,
}

impl fmt::Display for LineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} {}", self.line, self.why)
    }
}

impl std::error::Error for LineFault {}

/// The lines that hold something, with their numbers: without white space before them, empty lines and comments left out.
///
/// docker drops a byte order mark and any white space of Unicode before a line, and wants UTF-8; podman drops blanks
/// and tabs.
pub(super) fn meaningful(content: &[u8], dialect: Dialect) -> impl Iterator<Item = Result<(usize, &[u8]), LineFault>> {
    let content = content.strip_suffix(b"\n").unwrap_or(content);
    let lines = content.split(|byte| *byte == b'\n').enumerate();
    lines.map(move |(index, line)| Ok((index + 1, one(index, line, dialect)?))).filter(|line| match line {
        Ok((_, line)) => !matches!(line.first(), None | Some(b'#')),
        Err(_) => true,
    })
}

fn one(index: usize, line: &[u8], dialect: Dialect) -> Result<&[u8], LineFault> {
    let fault = |why| LineFault { line: index + 1, why };
    if line.len() > LONGEST {
        return Err(fault("is longer than 65535 bytes"));
    }
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if dialect.is_podman() {
        return Ok(trim_blanks_start(line));
    }
    let text = str::from_utf8(line).map_err(|_| fault("is not UTF-8"))?;
    let text = if index == 0 { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
    Ok(text.trim_start().as_bytes())
}

/// A file of these lines, in which the client finds what ends with a carriage return, or begins with a mark.
pub(super) fn written<'l>(lines: impl Iterator<Item = &'l [u8]>, dialect: Dialect) -> Vec<u8> {
    let mut content = Vec::new();
    for line in lines {
        // docker takes a mark away from the beginning of a file.
        if content.is_empty() && line.starts_with(MARK) && !dialect.is_podman() {
            content.push(b'\n');
        }
        content.extend(line);
        content.extend(if line.ends_with(b"\r") { &b"\r\n"[..] } else { b"\n" });
    }
    content
}
