//! What a program did: how it ended and what it printed.
//!
//! Two outcomes, the expected one and the real one, are compared as a whole; a difference shows all of it at once.

use std::fmt::Write as _;

use crate::status::Status;
use crate::words::readable;

/// Exit status, standard output and standard error of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// All of standard output.
    pub stdout: Vec<u8>,
    /// All of standard error.
    pub stderr: Vec<u8>,
}

impl Outcome {
    /// One block of text that shows where `got` differs from this, or nothing if it does not.
    pub(crate) fn difference(&self, got: &Outcome) -> Option<String> {
        if self == got {
            return None;
        }
        let mut block = String::new();
        let status = |outcome: &Outcome| outcome.status.to_string();
        section(&mut block, "status", &status(self), (self.status != got.status).then(|| status(got)));
        let streams = [("stdout", &self.stdout, &got.stdout), ("stderr", &self.stderr, &got.stderr)];
        for (name, expected, got) in streams {
            section(&mut block, name, &quoted(expected), (expected != got).then(|| quoted(got)));
        }
        Some(block)
    }
}

fn section(block: &mut String, name: &str, expected: &str, got: Option<String>) {
    // Writing to a String cannot fail.
    let _ = match got {
        None => writeln!(block, "{name}, as expected: {expected}"),
        Some(got) => writeln!(block, "{name}, expected: {expected}\n{name}, got: {got}"),
    };
}

/// The text on lines of its own behind a bar; its end is visible, so is the lack of a last line feed.
fn quoted(text: &[u8]) -> String {
    if text.is_empty() {
        return "nothing".to_owned();
    }
    let text = readable(text);
    let mut block = String::new();
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line, ""),
            None => (line, "\n  (no line feed at the end)"),
        };
        // Writing to a String cannot fail.
        let _ = write!(block, "\n  |{line}{end}");
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(status: i32, stdout: &str, stderr: &str) -> Outcome {
        Outcome { status: Status::Code(status), stdout: stdout.into(), stderr: stderr.into() }
    }

    #[test]
    fn equal_outcomes_have_no_difference() {
        assert_eq!(outcome(0, "a", "b").difference(&outcome(0, "a", "b")), None);
    }

    #[test]
    fn a_difference_shows_the_whole_of_both() {
        let block = outcome(0, "a\nb\n", "").difference(&outcome(125, "a\nb", "longshore: no\n"));
        let expected = "\
status, expected: exit code 0
status, got: exit code 125
stdout, expected: 
  |a
  |b
stdout, got: 
  |a
  |b
  (no line feed at the end)
stderr, expected: nothing
stderr, got: 
  |longshore: no
";
        assert_eq!(block.as_deref(), Some(expected));
    }
}
