//! Lines of files that a client reads: what `--env-file` and `--label-file` share.
//!
//! `# comment\n  A=1\n` -> the line `A=1`.
//!
//! A line ends at `\n` or `\r\n` and holds at most 65535 bytes. Source: docker run reference, checked against docker
//! 28.2.2.

use super::cut::trim_blanks_start;
use super::{Dialect, ValueError};

/// The longest line that clients read, in bytes, a `\r` at its end included.
const LONGEST: usize = 65535;

/// The lines that hold something: without white space before them, empty lines and comments left out.
///
/// docker drops a byte order mark and any white space of Unicode before a line, and wants UTF-8; podman drops blanks
/// and tabs.
pub(super) fn meaningful(content: &[u8], dialect: Dialect) -> impl Iterator<Item = Result<&[u8], ValueError>> {
    let content = content.strip_suffix(b"\n").unwrap_or(content);
    content.split(|byte| *byte == b'\n').enumerate().map(move |(index, line)| one(index, line, dialect)).filter(
        |line| match line {
            Ok(line) => !matches!(line.first(), None | Some(b'#')),
            Err(_) => true,
        },
    )
}

fn one(index: usize, line: &[u8], dialect: Dialect) -> Result<&[u8], ValueError> {
    if line.len() > LONGEST {
        return Err(ValueError::invalid("line", line, "at most 65535 bytes long"));
    }
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if dialect.is_podman() {
        return Ok(trim_blanks_start(line));
    }
    let text = str::from_utf8(line).map_err(|_| ValueError::invalid("line", line, "UTF-8"))?;
    let text = if index == 0 { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
    Ok(text.trim_start().as_bytes())
}
