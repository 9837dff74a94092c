//! One line before podman and before us.

use std::ffi::OsString;

use longshore::argv::{Line, ReadError, Verb};
use longshore::runtimes::podman::{self, Fault};
use longshore::values::Dialect;

use crate::answer::{Answer, NO_COMMAND, answer, error, is_scan};
use crate::differences;
use crate::world::World;

/// A way of reading lines: ours, or a wrong one that has to be caught.
pub(crate) type Reading = for<'w> fn(&'w [OsString], Dialect) -> Result<Line<'w>, Fault>;

/// Ours.
pub(crate) fn ours(words: &[OsString], dialect: Dialect) -> Result<Line<'_>, Fault> {
    podman::read(words, dialect)
}

/// What came of one line.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Both take it.
    Accepted,
    /// Both refuse it.
    Refused,
    /// Nothing is claimed about it, for this reason.
    Aside(&'static str),
    /// A difference.
    Different { what: String, said: String },
}

/// Compares podman with `read` on a line.
pub(crate) fn judge(world: &World, words: &[OsString], read: Reading) -> Verdict {
    let ours = read(words, world.dialect());
    if let Err(Fault::Scan { error }) = &ours
        && matches!(**error, ReadError::Remote { .. } | ReadError::StrayWord { .. } | ReadError::TestWord { .. })
    {
        return Verdict::Aside("refused as uncertain");
    }
    let (said, code) = world.ask(words);
    let creates = ours.as_ref().map_or_else(
        |_| words.iter().any(|word| word == "--rootfs"),
        |line| matches!(line.verb(), Verb::Create | Verb::Run),
    );
    let different = |what: String| Verdict::Different { what, said: error(&said).to_owned() };
    match (&ours, answer(&said, code, creates)) {
        (Ok(_), Answer::Taken) => Verdict::Accepted,
        (Err(_), Answer::Refused) => Verdict::Refused,
        // What is behind the pod or container that is not there podman does not read.
        (Ok(_), Answer::Halfway) => Verdict::Aside("taken up to what an option needs"),
        (Err(fault), Answer::Halfway) if !fault.is_early() => Verdict::Aside("refused, where podman does not come"),
        (Ok(_), Answer::Stopped(_)) if said.contains(NO_COMMAND) => Verdict::Accepted,
        (_, Answer::Stopped(reason)) => Verdict::Aside(reason),
        (Ok(line), Answer::Refused) => match differences::refuses_more(&said) {
            Some(reason) => Verdict::Aside(reason),
            None if !matches!(line.verb(), Verb::Create | Verb::Run | Verb::Exec) && !is_scan(&said) => {
                Verdict::Aside("the command's own rule")
            }
            None => different(format!("we take it, podman does not ({code})")),
        },
        (Err(fault), Answer::Taken | Answer::Halfway) => match differences::accepts_more(fault, words) {
            Some(reason) => Verdict::Aside(reason),
            None => different(format!("we refuse it: {fault}")),
        },
    }
}

/// A line as one would type it.
pub(crate) fn shown(words: &[OsString]) -> String {
    longshore::argv::quote::shell_line(words.iter().map(OsString::as_os_str))
}
