//! The person at the terminal, if there is one.

use std::io::{IsTerminal as _, stdin, stdout};

/// Whether somebody can answer: standard input is a terminal.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the edge looks at the standard streams")]
pub fn is_attended() -> bool {
    stdin().is_terminal()
}

/// Whether somebody sits at a terminal: standard input and output are one.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the edge looks at the standard streams")]
pub fn is_interactive() -> bool {
    is_attended() && stdout().is_terminal()
}

/// Whether the next line of standard input is a yes; the end of input is none.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the edge reads the standard streams")]
pub fn is_yes() -> bool {
    let mut line = String::new();
    let _ = stdin().read_line(&mut line);
    matches!(line.trim(), "y" | "Y" | "yes" | "Yes" | "YES")
}
