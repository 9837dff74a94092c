//! What podman's client does with a command line before it looks for an image or a container: read it, or refuse it.
//!
//! `podman create --memory bad img`, release 4 -> refused: word 2, `bad` is no size.
//!
//! podman scans all options first (unknown ones, switches, numbers, lists), prints help if that was asked for, counts
//! operands, and then puts the options together, where most values are read. Files, the storage and the engine are not
//! looked at. Measured with 4.3.1; what 5.8 reads otherwise follows its reference.

use std::ffi::OsString;
use std::fmt;

use crate::argv::{Kind, Level, Line, Occurrence, ReadError, Repeats, Verb, Where};
use crate::values::{Dialect, Ulimit, ValueError, check_row, elements_of_row};

use super::{Podman, together, words};

/// Why podman's client refuses a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Two options of the line that the client does not take together.
    Conflict {
        /// One option, without dashes.
        option: &'static str,
        /// What it cannot stand beside.
        with: &'static str,
    },
    /// The container to run something in has no name.
    NoName,
    /// More or fewer operands than the command takes.
    Operands {
        /// How many there are.
        given: usize,
        /// How many there have to be at least.
        least: usize,
        /// How many there may be.
        most: Option<usize>,
    },
    /// The words cannot be read as options and operands.
    Scan {
        /// What is wrong with them.
        error: Box<ReadError>,
    },
    /// An option that no release of the client has.
    Unknown {
        at: Where,
    },
    /// A value that the option does not take.
    Value {
        /// The word with the option.
        at: Box<Where>,
        /// The option's name as the tables have it.
        option: &'static str,
        /// What is wrong with the value.
        error: ValueError,
        /// Whether the client sees it while it scans, before it would print help.
        early: bool,
    },
}

#[cfg(feature = "internals")]
impl Fault {
    /// Whether the client notices it while it scans, so that even `--help` gives an error.
    #[must_use]
    pub fn is_early(&self) -> bool {
        matches!(self, Fault::Scan { .. } | Fault::Unknown { .. } | Fault::Value { early: true, .. })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Conflict { option, with } => write!(f, "--{option} cannot stand beside {with}"),
            Fault::NoName => write!(f, "the container's name is empty"),
            Fault::Operands { given, least, most: Some(most) } if least == most => {
                write!(f, "{given} operands, and the command takes {least}")
            }
            Fault::Operands { given, least, most: Some(most) } => {
                write!(f, "{given} operands, and the command takes {least} to {most}")
            }
            Fault::Operands { given, least, most: None } => {
                write!(f, "{given} operands, and the command takes {least} or more")
            }
            Fault::Scan { error } => write!(f, "{error}"),
            Fault::Unknown { at } => write!(f, "{at}: {} has no such option", at.command),
            Fault::Value { at, option, error, .. } => write!(f, "{at}: --{option}: {error}"),
        }
    }
}

impl std::error::Error for Fault {}

/// Reads a command line as podman's client does, up to where it would look for what the line names. The dialect is one of
/// podman's.
///
/// A line whose command is not in the tables, or only by name, is read up to that name ([`Line::is_unread`]).
///
/// # Errors
/// The first reason why the client refuses the line. For options put together after the scan only `create`, `run` and
/// `exec` are looked at; what other commands refuse then is not known here.
pub fn read(words: &[OsString], dialect: Dialect) -> Result<Line<'_>, Fault> {
    let line = Line::read(words, &Podman).map_err(|error| Fault::Scan { error: Box::new(error) })?;
    if line.is_unread() || line.command().is_none_or(|command| command.is_parent) {
        return Ok(line);
    }
    if let Some(occurrence) = line.unknown().next() {
        return Err(Fault::Unknown { at: place(&line, occurrence) });
    }
    // Another name of `--namespace`, which only the commands that know other names lend to the words before them.
    let is_lent = |found: &&Occurrence| found.level == Level::Global && found.row.name.as_str() == "ns";
    if let Some(found) = line.occurrences().iter().find(is_lent)
        && !matches!(line.verb(), Verb::Create | Verb::Run)
    {
        return Err(Fault::Unknown { at: place(&line, found) });
    }
    line.occurrences().iter().try_for_each(|found| scanned(&line, found, dialect))?;
    if asks_for_help(&line) {
        return Ok(line);
    }
    together::check_level(&line)?;
    operands(&line)?;
    if matches!(line.verb(), Verb::Create | Verb::Exec | Verb::Run) {
        line.occurrences().iter().try_for_each(|found| value(&line, found, dialect))?;
        together::check(&line, dialect)?;
        let first = line.operands().first().map(|&index| line.word(index));
        if line.verb() == Verb::Exec && first == Some(b"") && !is_on(&line, "latest") {
            return Err(Fault::NoName);
        }
    }
    Ok(line)
}

/// Whether the client prints help and does nothing else. It ignores a `--help` before the command.
#[must_use]
pub fn asks_for_help(line: &Line<'_>) -> bool {
    last(line, "help").is_some_and(|last| line.is_on(last))
}

/// The last occurrence of an option among those of the command.
pub(super) fn last<'l>(line: &'l Line<'_>, name: &str) -> Option<&'l Occurrence> {
    line.occurrences().iter().rfind(|found| is_option(found, name))
}

/// Whether it is this option, among those of the command.
pub(super) fn is_option(found: &Occurrence, name: &str) -> bool {
    found.level == Level::Verb && found.row.destination.as_str() == name
}

/// Whether a switch of the command is on.
pub(super) fn is_on(line: &Line<'_>, name: &str) -> bool {
    last(line, name).is_some_and(|found| line.is_on(found))
}

/// Whether the last value of an option is not empty.
pub(super) fn is_said(line: &Line<'_>, name: &str) -> bool {
    last(line, name).and_then(|found| line.value(found)).is_some_and(|value| !value.is_empty())
}

/// All values of an option that podman splits at commas.
pub(super) fn elements(line: &Line<'_>, name: &str, dialect: Dialect) -> Vec<Vec<u8>> {
    let found = line.occurrences().iter().filter(|found| is_option(found, name));
    // What is no list was refused before.
    found.filter_map(|found| elements_of_row(found.row, line.value(found)?, dialect).ok()).flatten().collect()
}

fn place(line: &Line<'_>, found: &Occurrence) -> Where {
    let command = line.command().map_or("", |command| command.path.as_str());
    Where::new(line.words(), found.word, &format!("podman {command}"))
}

/// What the client reads of a value while it scans: switches, numbers, and the form of lists.
fn scanned(line: &Line<'_>, found: &Occurrence, dialect: Dialect) -> Result<(), Fault> {
    let Some(value) = line.value(found) else { return Ok(()) };
    let checked = match found.row.kind {
        Kind::Bool
        | Kind::Cpus
        | Kind::Duration
        | Kind::Float
        | Kind::Int
        | Kind::Int32
        | Kind::Uint
        | Kind::Uint16
        | Kind::Uint32
        | Kind::UintCsv
            if found.row.name.as_str() != WEIGHT =>
        {
            check_row(found.row, value, dialect)
        }
        _ if found.row.name.as_str() == "sort" && line.verb() == Verb::Ps => words::check_sort(value),
        _ => elements_of_row(found.row, value, dialect).map(drop),
    };
    checked.map_err(|error| refused(line, found, error, true))
}

/// What it reads of a value when it puts the options together: of an option that may stand once, the last one only.
pub(super) fn value(line: &Line<'_>, found: &Occurrence, dialect: Dialect) -> Result<(), Fault> {
    let Some(value) = line.value(found).filter(|_| found.level == Level::Verb) else { return Ok(()) };
    let is_last = || {
        last(line, found.row.destination.as_str())
            .is_some_and(|last| (last.word, last.letter) == (found.word, found.letter))
    };
    if found.row.repeats == Repeats::Last && !is_last() {
        return Ok(());
    }
    // podman has no use for it any more; `create` has none for streams.
    let is_stream = found.row.kind == Kind::Attach && line.verb() == Verb::Create;
    if is_stream || found.row.name.as_str() == "kernel-memory" {
        return Ok(());
    }
    let of_kind = match found.row.kind {
        Kind::Ulimit => limits(line, found, dialect),
        _ if found.row.name.as_str() == WEIGHT => Ok(()),
        _ => check_row(found.row, value, dialect),
    };
    let checked = of_kind.and_then(|()| words::check(line, found.row, value, dialect));
    checked.map_err(|error| refused(line, found, error, false))
}

/// A number to docker, and a text to podman until it has all options.
const WEIGHT: &str = "blkio-weight";

/// Limits of processes: behind the word for the caller's own nothing is read. 4.3 wants their names in lower case.
fn limits(line: &Line<'_>, found: &Occurrence, dialect: Dialect) -> Result<(), ValueError> {
    let is_old = dialect == Dialect::Podman4;
    let own = |found: &Occurrence| {
        let elements = line.value(found).and_then(|value| elements_of_row(found.row, value, dialect).ok());
        elements.is_some_and(|elements| elements.iter().any(|element| element == b"host"))
    };
    for before in line.occurrences().iter().take_while(|before| before.word != found.word) {
        if is_option(before, "ulimit") && own(before) {
            return Ok(());
        }
    }
    for element in elements_of_row(found.row, line.value(found).unwrap_or_default(), dialect)? {
        if element == b"host" {
            break;
        }
        Ulimit::parse(&element, dialect)?;
        let name = element.split(|&byte| byte == b'=').next().unwrap_or_default();
        if is_old && (name.iter().any(u8::is_ascii_uppercase) || name.starts_with(b"rlimit_")) {
            return Err(ValueError::unknown("ulimit name", name));
        }
    }
    Ok(())
}

pub(super) fn refused(line: &Line<'_>, found: &Occurrence, error: ValueError, early: bool) -> Fault {
    Fault::Value { at: Box::new(place(line, found)), option: found.row.name.as_str(), error, early }
}

/// Options that name what a command works on in place of operands.
const CHOOSING: [&str; 5] = ["all", "cidfile", "filter", "latest", "list-descriptors"];

fn operands(line: &Line<'_>) -> Result<(), Fault> {
    let given = line.operands().len();
    let (mut least, most) = counts(line.verb());
    if least == 1 && !matches!(line.verb(), Verb::Create | Verb::Run) && chooses(line) {
        least = 0;
    }
    if given < least || most.is_some_and(|most| most < given) {
        return Err(Fault::Operands { given, least, most });
    }
    Ok(())
}

fn chooses(line: &Line<'_>) -> bool {
    let is_said = |name: &&str| last(line, name).is_some_and(|found| !found.row.is_switch()) || is_on(line, name);
    CHOOSING.iter().any(is_said)
}

/// How many operands the client wants: at least, and at most.
fn counts(verb: Verb) -> (usize, Option<usize>) {
    use Verb as V;
    match verb {
        V::Attach | V::Export | V::History | V::Search | V::Update => (1, Some(1)),
        V::BuilderPrune
        | V::ContainerPrune
        | V::Events
        | V::ImagePrune
        | V::Info
        | V::Load
        | V::NetworkLs
        | V::NetworkPrune
        | V::Ps
        | V::SystemDf
        | V::SystemDialStdio
        | V::SystemPrune
        | V::Version
        | V::VolumeLs
        | V::VolumePrune => (0, Some(0)),
        V::Commit | V::Diff | V::Port | V::Push => (1, Some(2)),
        V::Cp | V::NetworkConnect | V::NetworkDisconnect | V::Rename => (2, Some(2)),
        V::Images | V::Login | V::Logout | V::NetworkCreate | V::VolumeCreate => (0, Some(1)),
        V::Build | V::Other | V::Stats | V::VolumeUpdate => (0, None),
        V::Tag => (2, None),
        V::ContainerInspect
        | V::Create
        | V::Exec
        | V::ImageInspect
        | V::Import
        | V::Inspect
        | V::Kill
        | V::Logs
        | V::NetworkInspect
        | V::NetworkRm
        | V::Pause
        | V::Pull
        | V::Restart
        | V::Rm
        | V::Rmi
        | V::Run
        | V::Save
        | V::Start
        | V::Stop
        | V::Top
        | V::Unpause
        | V::VolumeInspect
        | V::VolumeRm
        | V::Wait => (1, None),
    }
}

/// Whether `podman create OPTIONS img` is taken by release 4.
#[cfg(test)]
pub(super) fn takes(options: &str) -> bool {
    let words: Vec<OsString> = format!("podman create {options} img").split(' ').map(OsString::from).collect();
    read(&words, Dialect::Podman4).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &[&str]) -> Vec<OsString> {
        line.iter().map(OsString::from).collect()
    }

    fn fault(line: &[&str]) -> Fault {
        read(&words(line), Dialect::Podman4).expect_err(&line.join(" "))
    }

    fn is_read(line: &[&str], dialect: Dialect) -> bool {
        read(&words(line), dialect).is_ok()
    }

    #[test]
    fn the_order_of_the_client_s_checks_is_kept() {
        // The scan is first, then help, then the number of operands, then all else.
        assert!(fault(&["podman", "create", "--help", "--bogus"]).is_early());
        assert!(is_read(&["podman", "create", "--help", "-m", "bad"], Dialect::Podman4));
        assert!(matches!(
            fault(&["podman", "create", "-m", "bad"]),
            Fault::Operands { given: 0, least: 1, most: None }
        ));
        assert!(matches!(fault(&["podman", "create", "-m", "bad", "img"]), Fault::Value { early: false, .. }));
        assert!(matches!(fault(&["podman", "create", "-P=x", "img"]), Fault::Scan { .. }));
        assert!(matches!(fault(&["podman", "create", "--cpus", "x", "img"]), Fault::Value { early: true, .. }));
    }

    #[test]
    fn only_the_last_of_an_option_that_stands_once_is_read() {
        assert!(is_read(&["podman", "create", "-m", "bad", "-m", "1g", "img"], Dialect::Podman4));
        assert!(!is_read(&["podman", "create", "-m", "1g", "-m", "bad", "img"], Dialect::Podman4));
    }

    #[test]
    fn lists_that_podman_4_splits_have_to_be_csv() {
        let line = ["podman", "create", "--log-opt", "a=\"b", "img"];
        assert!(!is_read(&line, Dialect::Podman4));
        assert!(is_read(&line, Dialect::Podman5));
    }

    #[test]
    fn an_option_may_stand_for_the_operands() {
        assert!(matches!(fault(&["podman", "rm"]), Fault::Operands { .. }));
        assert!(is_read(&["podman", "rm", "-l"], Dialect::Podman4));
        assert!(!is_read(&["podman", "rm", "-l=0"], Dialect::Podman4));
        assert!(is_read(&["podman", "rm", "--cidfile=x"], Dialect::Podman4));
    }
}
