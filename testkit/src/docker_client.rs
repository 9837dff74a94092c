//! What docker's client does with a command line before it asks the engine for anything: read it, or refuse it.
//!
//! `docker create -p 99999:80 img` -> refused: word 2, host port `99999` is outside 0 to 65535.
//!
//! The client goes in this order: it scans all options (an unknown one, a bad value), prints help if that was asked for,
//! refuses options of other systems, counts operands, and then puts the options together, where more values and combinations are refused. Files that it
//! would read, the terminal and the engine are not looked at. Measured with 28.2.2; where 20.10.24 is more lenient or
//! knows less is noted in `docs/engine-notes.md`.

use std::ffi::OsString;
use std::fmt;

use longshore::argv::{Kind, Level, Line, Occurrence, ReadError, Tables, Verb, Where};
use longshore::runtimes::docker::{Conflict, Docker, check, check_text};
use longshore::values::{Dialect, Image, ValueError, check_row};

/// Why docker's client refuses a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Two options of the line that the client does not take together.
    Conflict(Conflict),
    /// The image is no reference.
    Image {
        /// What is wrong with it.
        error: ValueError,
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
        /// The word.
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
    /// An option that the client refuses in front of a Linux engine.
    Windows {
        /// The word.
        at: Where,
    },
}

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
            Fault::Conflict(Conflict { option, with }) => write!(f, "--{option} cannot stand beside {with}"),
            Fault::Image { error } => write!(f, "{error}"),
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
            Fault::Windows { at } => write!(f, "{at}: an option of engines on Windows"),
        }
    }
}

impl std::error::Error for Fault {}

/// Reads a command line as docker's client does, up to where it would ask the engine.
///
/// A line whose command is not in the tables, or only by name, is read up to that name ([`Line::is_unread`]).
///
/// # Errors
/// The first reason why the client refuses the line. For options put together after the scan only `create`, `run` and
/// `exec` are looked at; what other commands refuse then is not known here.
pub fn read(words: &[OsString]) -> Result<Line<'_>, Fault> {
    read_by(words, &Docker)
}

/// As [`read`], by one of docker's tables: those of `Building` read `build`, too.
///
/// # Errors
/// As [`read`].
pub fn read_by<'w>(words: &'w [OsString], tables: &dyn Tables) -> Result<Line<'w>, Fault> {
    let line = Line::read(words, tables).map_err(|error| Fault::Scan { error: Box::new(error) })?;
    if line.is_unread() || line.command().is_none_or(|command| command.is_parent) {
        return Ok(line);
    }
    if let Some(occurrence) = line.unknown().next() {
        return Err(Fault::Unknown { at: place(&line, occurrence) });
    }
    line.occurrences().iter().try_for_each(|found| value(&line, found, true))?;
    if asks_for_help(&line) {
        return Ok(line);
    }
    system(&line)?;
    operands(&line)?;
    line.occurrences().iter().try_for_each(|found| value(&line, found, false))?;
    check(&line).map_err(Fault::Conflict)?;
    let first = line.operands().first().map_or(&b""[..], |&index| line.word(index));
    match line.verb() {
        Verb::Create | Verb::Run => Image::parse(first).map(drop).map_err(|error| Fault::Image { error })?,
        Verb::Exec if first.trim_ascii().is_empty() => return Err(Fault::NoName),
        _ => {}
    }
    Ok(line)
}

/// Whether the client prints help and does nothing else. `run` and `create` have an option of that name of their own and
/// ignore one that stands before them.
#[must_use]
pub fn asks_for_help(line: &Line<'_>) -> bool {
    let creates = matches!(line.verb(), Verb::Create | Verb::Run);
    let counts = |found: &&Occurrence| found.row.name.as_str() == "help" && (found.level == Level::Verb || !creates);
    let mut helps = line.occurrences().iter().filter(counts);
    helps.next_back().is_some_and(|last| line.is_on(last))
}

/// Refuses options that the client keeps for engines on Windows.
fn system(line: &Line<'_>) -> Result<(), Fault> {
    let is_windows = |found: &&Occurrence| {
        let name = found.row.destination.as_str();
        found.level == Level::Verb && matches!(name, "cpu-count" | "cpu-percent" | "io-maxbandwidth" | "io-maxiops")
    };
    let found = line.occurrences().iter().find(is_windows);
    found.map_or(Ok(()), |found| Err(Fault::Windows { at: place(line, found) }))
}

fn place(line: &Line<'_>, found: &Occurrence) -> Where {
    let command = line.command().map_or("", |command| command.path.as_str());
    Where::new(line.words(), found.word, &format!("docker {command}"))
}

/// Whether the client looks at the value while it scans; the other kinds are read when all options are there.
fn is_early(kind: Kind) -> bool {
    !matches!(kind, Kind::Device | Kind::EnvFile | Kind::Expose | Kind::Publish | Kind::Tmpfs | Kind::Volume)
}

fn value(line: &Line<'_>, found: &Occurrence, early: bool) -> Result<(), Fault> {
    let (row, Some(value)) = (found.row, line.value(found)) else { return Ok(()) };
    let checked = if is_early(row.kind) == early { check_row(row, value, Dialect::Docker) } else { Ok(()) };
    let checked = checked.and_then(|()| if early { Ok(()) } else { check_text(line, found, value) });
    checked.map_err(|error| Fault::Value { at: Box::new(place(line, found)), option: row.name.as_str(), error, early })
}

fn operands(line: &Line<'_>) -> Result<(), Fault> {
    let given = line.operands().len();
    let (least, most) = counts(line.verb());
    if given < least || most.is_some_and(|most| most < given) {
        return Err(Fault::Operands { given, least, most });
    }
    Ok(())
}

/// How many operands the client wants: at least, and at most.
fn counts(verb: Verb) -> (usize, Option<usize>) {
    use Verb as V;
    match verb {
        V::Attach
        | V::Build
        | V::Diff
        | V::Export
        | V::History
        | V::Logs
        | V::NetworkCreate
        | V::Pull
        | V::Push
        | V::Search
        | V::VolumeUpdate => (1, Some(1)),
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
        V::Commit | V::Port => (1, Some(2)),
        V::Cp | V::NetworkConnect | V::NetworkDisconnect | V::Rename | V::Tag => (2, Some(2)),
        V::Exec => (2, None),
        V::Images | V::Login | V::Logout | V::VolumeCreate => (0, Some(1)),
        V::Other | V::Stats => (0, None),
        V::ContainerInspect
        | V::Create
        | V::ImageInspect
        | V::Import
        | V::Inspect
        | V::Kill
        | V::NetworkInspect
        | V::NetworkRm
        | V::Pause
        | V::Restart
        | V::Rm
        | V::Rmi
        | V::Run
        | V::Save
        | V::Start
        | V::Stop
        | V::Top
        | V::Unpause
        | V::Update
        | V::VolumeInspect
        | V::VolumeRm
        | V::Wait => (1, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &[&str]) -> Vec<OsString> {
        line.iter().map(OsString::from).collect()
    }

    fn fault(line: &[&str]) -> Fault {
        read(&words(line)).expect_err(&line.join(" "))
    }

    #[test]
    fn the_order_of_the_client_s_checks_is_kept() {
        // The scan is first, then help, then the number of operands, then all else.
        assert!(fault(&["docker", "create", "--help", "--bogus"]).is_early());
        assert!(read(&words(&["docker", "create", "--help", "-p", "bad"])).is_ok());
        assert!(matches!(
            fault(&["docker", "create", "-p", "bad"]),
            Fault::Operands { given: 0, least: 1, most: None }
        ));
        assert!(matches!(fault(&["docker", "create", "-p", "bad", "img"]), Fault::Value { early: false, .. }));
        assert!(matches!(fault(&["docker", "create", "-m", "bad", "img"]), Fault::Value { early: true, .. }));
    }

    #[test]
    fn an_unknown_option_is_refused_in_every_form() {
        assert!(matches!(fault(&["docker", "create", "--bogus=x", "img"]), Fault::Unknown { .. }));
        assert!(matches!(fault(&["docker", "create", "--bogus", "img"]), Fault::Scan { .. }));
    }

    #[test]
    fn help_before_create_and_run_is_ignored() {
        let is_help = |line: &[&str]| asks_for_help(&read(&words(line)).expect("the line is read"));
        assert!(!is_help(&["docker", "--help", "create", "img"]));
        assert!(!is_help(&["docker", "container", "--help", "run", "img"]));
        assert!(is_help(&["docker", "--help", "rm", "x"]));
        assert!(is_help(&["docker", "create", "--help"]));
        assert!(!is_help(&["docker", "create", "--help", "--help=0", "img"]));
    }
}
