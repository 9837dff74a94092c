//! The one place that prints.
//!
//! A refusal -> one line on standard error, `longshore: WHERE: WHAT; WHAT TO DO`, at most 400 bytes, no colours: HTCondor
//! keeps 511 bytes of it as the reason why a job is held.

use std::fmt::{self, Display};
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use crate::plan::refusal_line;

use super::REFUSED;

/// Prints the one line of a refusal; gives the exit code for it.
pub(super) fn refusal(why: &dyn Display) -> ExitCode {
    error_line(why);
    ExitCode::from(REFUSED)
}

/// Prints one line that begins `longshore: `.
pub(super) fn error_line(why: &dyn Display) {
    error(&refusal_line(why));
}

/// Prints `text` on standard error as it is.
#[expect(clippy::disallowed_methods, reason = "the one place that prints")]
pub(super) fn error(text: &str) {
    // Nobody is left to tell when standard error is gone.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Asks a question that has to be answered with yes; no where there is nobody to answer.
#[expect(clippy::disallowed_methods, reason = "the one place that talks")]
pub(super) fn confirm(question: impl FnOnce() -> String) -> bool {
    if !std::io::stdin().is_terminal() || !is_capable_terminal(Stream::Error) {
        return false;
    }
    error(&format!("{} [y/N] ", question()));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
}

/// Prints `bytes` on standard output. A closed pipe is no error: the reader has had enough.
#[expect(clippy::disallowed_methods, reason = "the one place that prints")]
pub(super) fn out(bytes: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes.as_ref()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

/// Where colours go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    /// Standard error.
    Error,
    /// Standard output.
    Out,
}

/// Whether `stream` is a terminal that wants colours: `NO_COLOR` unset or empty.
#[expect(clippy::disallowed_methods, reason = "the face looks at its own terminal")]
pub(super) fn wants_colour(stream: Stream) -> bool {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    is_capable_terminal(stream) && !plain
}

/// Whether `stream` is a terminal that can do more than print lines.
#[expect(clippy::disallowed_methods, reason = "the face looks at its own terminal")]
pub(super) fn is_capable_terminal(stream: Stream) -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    let is_terminal = match stream {
        Stream::Error => std::io::stderr().is_terminal(),
        Stream::Out => std::io::stdout().is_terminal(),
    };
    is_terminal && !dumb
}

/// A colour of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    /// Added.
    Green,
    /// Removed, refused.
    Red,
    /// Changed.
    Yellow,
}

/// A text in a colour, if colours are wanted.
pub(super) struct Coloured<'t>(pub(super) &'t str, pub(super) Option<Colour>);

impl Display for Coloured<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = match self.1 {
            None => return f.write_str(self.0),
            Some(Colour::Green) => "32",
            Some(Colour::Red) => "31",
            Some(Colour::Yellow) => "33",
        };
        write!(f, "\x1b[{code}m{}\x1b[0m", self.0)
    }
}
