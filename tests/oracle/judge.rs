//! One line before a client and before us.

use std::ffi::OsString;

use longshore::argv::{Class, Level, Line, ReadError, Tables, Verb};
use longshore::runtimes::docker::Building;
use testkit::docker_client::{Fault, asks_for_help};
use testkit::{Client, RecordingSocket};

use crate::client::{Answer, Request, ask, release};
use crate::{body, builds, claims, compare, differences, emit};

/// A way of reading lines: ours, or a wrong one that has to be caught.
pub(crate) type Reading = for<'w> fn(&'w [OsString]) -> Result<Line<'w>, Fault>;

/// What came of one line.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Both take it and mean the same.
    Accepted,
    /// Both refuse it.
    Refused,
    /// Nothing is claimed about it, for this reason.
    Aside(&'static str),
    /// A difference.
    Different { what: String, said: String },
}

/// Compares the client with `read` on a line.
pub(crate) fn judge(client: &Client, socket: &RecordingSocket, words: &[OsString], read: Reading) -> Verdict {
    let release = release(client);
    let ours = read(words);
    match &ours {
        Err(Fault::Scan { error }) if matches!(**error, ReadError::TestWord { .. }) => {
            return Verdict::Aside("refused as uncertain");
        }
        Ok(line) if line.is_unread() || line.command().is_none_or(|command| command.is_parent) => {
            return Verdict::Aside("not read");
        }
        _ => {}
    }
    if is_of_another_release(words, release) {
        return Verdict::Aside("newer or gone");
    }
    let theirs = ask(client, socket, words);
    let different = |what: String| Verdict::Different { what, said: theirs.said.clone() };
    match (&ours, theirs.accepts()) {
        (Ok(line), true) => match meaning(client, socket, line, &theirs, release) {
            Some(Err(aside)) => Verdict::Aside(aside),
            Some(Ok(what)) => different(what),
            None => Verdict::Accepted,
        },
        (Err(fault), false) => match (fault, theirs.counts_operands()) {
            (Fault::Operands { .. }, true) => Verdict::Refused,
            // An old release may stop at a value that the new one takes, before either counts operands.
            (Fault::Operands { .. }, false) if differences::refuses_more(&theirs.all, release) => Verdict::Refused,
            (Fault::Operands { .. }, false) if differences::stops_early(&theirs.all).is_some() => Verdict::Refused,
            // The client of this release takes the value, and goes on to the operands.
            (_, true) if differences::accepts_more(fault, release) => Verdict::Refused,
            (Fault::Operands { .. }, false) | (_, true) if !has_engine(words) => {
                different(format!("we refuse it for another reason: {fault}"))
            }
            _ => Verdict::Refused,
        },
        (Ok(line), false) => match aside(line, &theirs, release) {
            Some(reason) => Verdict::Aside(reason),
            None => different(format!("we accept it, the client does not ({})", theirs.code)),
        },
        (Err(fault), true) if differences::is_caution(fault) => Verdict::Aside("refused as uncertain"),
        (Err(fault), true) if differences::accepts_more(fault, release) => Verdict::Aside("another release's rule"),
        (Err(fault), true) => different(format!("we refuse it: {fault}")),
    }
}

/// What differs in the meaning; `Err` if the comparison says nothing.
fn meaning(
    client: &Client,
    socket: &RecordingSocket,
    line: &Line<'_>,
    theirs: &Answer,
    release: u16,
) -> Option<Result<String, &'static str>> {
    if asks_for_help(line) {
        return (!theirs.requests.is_empty()).then(|| Ok("we read a call for help".to_owned()));
    }
    let is_main = |path: &str| path == "/containers/create" || path.ends_with("/exec");
    if let Some(expected) = body::expected(line, release) {
        let Some(request) = theirs.requests.iter().find(|request| request.method == "POST" && is_main(&request.path))
        else {
            // A name with a slash leads the client to another address, for which the recording socket has no answer.
            let is_odd = |request: &Request| request.path.matches('/').count() > 3;
            if theirs.requests.iter().any(is_odd) {
                return Some(Err("no answer"));
            }
            return Some(match differences::stops_early(&theirs.all) {
                Some(reason) => Err(reason),
                None => Ok("nothing is created".to_owned()),
            });
        };
        if let Some(what) = compare::fields(&expected, &request.body) {
            return Some(Ok(what));
        }
        if let Some(what) = compare::fields(&claims::claimed(line, release), &request.body) {
            return Some(Ok(format!("the effects say otherwise: {what}")));
        }
        if let Some(what) = claims::unclaimed(line, &request.body) {
            return Some(Ok(what));
        }
    }
    if line.verb() == Verb::Build
        && let Some(what) = builds::difference(line, &theirs.requests, release)
    {
        return Some(Ok(what));
    }
    let words = emit::canonical(line, &Building::LEGACY);
    let emitted = ask(client, socket, &words);
    compare::requests(&theirs.requests, &emitted.requests)
        .map(|what| Ok(format!("{what}\n  canonical form: {}\n  {}", shown(&words), emitted.said)))
}

/// Why a line that we accept may still be refused.
fn aside(line: &Line<'_>, theirs: &Answer, release: u16) -> Option<&'static str> {
    let creates = matches!(line.verb(), Verb::Create | Verb::Run | Verb::Exec);
    let is_scan = theirs.code == 125 || theirs.counts_operands();
    if let Some(reason) = differences::stops_early(&theirs.all) {
        return Some(reason);
    }
    if has_engine(line.words()) && theirs.code == 1 && !theirs.counts_operands() {
        return Some("another engine");
    }
    if !creates && !is_scan {
        return Some("the command's own rule");
    }
    differences::refuses_more(&theirs.all, release).then_some("another release's rule")
}

/// Whether the line names an engine or its credentials.
fn has_engine(words: &[OsString]) -> bool {
    let is_engine = |line: Line<'_>| {
        let mut found = line.occurrences().iter();
        found.any(|found| found.level == Level::Global && (found.row.class == Class::Engine || found.row.short == b'l'))
    };
    Line::read(words, &Building::LEGACY).is_ok_and(is_engine)
}

/// Whether the line has an option that this release does not know, yet or any more.
fn is_of_another_release(words: &[OsString], release: u16) -> bool {
    let Ok(line) = Line::read(words, &Building::LEGACY) else { return false };
    let rows = |name| {
        let groups = line.command().map_or([longshore::argv::Group::NONE; 4], |command| command.groups);
        groups
            .into_iter()
            .flat_map(|group| Building::LEGACY.rows(group))
            .any(move |row| row.destination == name && row.since <= release)
    };
    if line.command().is_some_and(|command| differences::lacks(command.path.as_str(), release)) {
        return true;
    }
    line.occurrences().iter().any(|found| {
        let by_letter = found.letter != 0 && rows(found.row.destination);
        let is_gone = found.row.until != 0 && found.row.until <= release;
        is_gone || (found.row.since > release && !by_letter)
    })
}

/// A line as one would type it.
pub(crate) fn shown(words: &[OsString]) -> String {
    longshore::argv::quote::shell_line(words.iter().map(OsString::as_os_str))
}
