//! `--stop-signal`, and signals of `kill`: by name or number.
//!
//! `sigterm` -> 15; `RTMIN+3` -> 37.
//!
//! Names in any case, with or without `SIG`. docker sends the text on and its engine reads it; podman reads it itself,
//! and drops a dash before it. Numbers are those of Linux (not MIPS), 1 to 64. Sources: docker run reference,
//! podman-run(1), signal(7).

use std::fmt;

use super::number::parse_decimal;
use super::{Dialect, ValueError};

/// A signal by its number on Linux, 1 to 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StopSignal(u8);

/// The names of signals with their numbers; the first of a number is how it is written.
const NAMES: [(&str, u8); 34] = [
    ("HUP", 1),
    ("INT", 2),
    ("QUIT", 3),
    ("ILL", 4),
    ("TRAP", 5),
    ("ABRT", 6),
    ("IOT", 6),
    ("BUS", 7),
    ("FPE", 8),
    ("KILL", 9),
    ("USR1", 10),
    ("SEGV", 11),
    ("USR2", 12),
    ("PIPE", 13),
    ("ALRM", 14),
    ("TERM", 15),
    ("STKFLT", 16),
    ("CHLD", 17),
    ("CLD", 17),
    ("CONT", 18),
    ("STOP", 19),
    ("TSTP", 20),
    ("TTIN", 21),
    ("TTOU", 22),
    ("URG", 23),
    ("XCPU", 24),
    ("XFSZ", 25),
    ("VTALRM", 26),
    ("PROF", 27),
    ("WINCH", 28),
    ("IO", 29),
    ("POLL", 29),
    ("PWR", 30),
    ("SYS", 31),
];

const FIRST_REAL_TIME: u8 = 34;
const LAST: u8 = 64;

impl StopSignal {
    /// Reads a signal.
    ///
    /// # Errors
    /// If the name is not known, or the number not one of 1 to 64.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<StopSignal, ValueError> {
        let text = if dialect.is_podman() { value.strip_prefix(b"-").unwrap_or(value) } else { value };
        if let Ok(number) = parse_decimal(text, "signal") {
            let number = u8::try_from(number).ok().filter(|number| (1..=LAST).contains(number));
            return number.map(StopSignal).ok_or_else(|| ValueError::out_of_range("signal", value, "1 to 64"));
        }
        let name = text.to_ascii_uppercase();
        let name = name.strip_prefix(b"SIG").unwrap_or(&name);
        let number = NAMES.iter().find(|(known, _)| known.as_bytes() == name).map(|(_, number)| *number);
        let number = number.or_else(|| real_time(name)).ok_or_else(|| ValueError::unknown("signal", value))?;
        Ok(StopSignal(number))
    }

    /// The number, 1 to 64.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }
}

/// `RTMIN`, `RTMIN+1` to `RTMIN+15`, `RTMAX-14` to `RTMAX-1`, `RTMAX`.
fn real_time(name: &[u8]) -> Option<u8> {
    let offset = |digits: &[u8], most: u8| {
        let number: u8 = str::from_utf8(digits).ok()?.parse().ok()?;
        // One spelling each: no sign, no leading zero.
        ((1..=most).contains(&number) && number.to_string().as_bytes() == digits).then_some(number)
    };
    match name {
        b"RTMIN" => Some(FIRST_REAL_TIME),
        b"RTMAX" => Some(LAST),
        [b'R', b'T', b'M', b'I', b'N', b'+', digits @ ..] => offset(digits, 15).map(|by| FIRST_REAL_TIME + by),
        [b'R', b'T', b'M', b'A', b'X', b'-', digits @ ..] => offset(digits, 14).map(|by| LAST - by),
        _ => None,
    }
}

/// `SIG` and the name, or the number of a real-time signal.
impl fmt::Display for StopSignal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match NAMES.iter().find(|(_, number)| *number == self.0) {
            Some((name, _)) => write!(f, "SIG{name}"),
            None => write!(f, "{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_have_names_and_numbers() {
        for (value, number, written) in [
            ("TERM", 15, "SIGTERM"),
            ("sigterm", 15, "SIGTERM"),
            ("15", 15, "SIGTERM"),
            ("+9", 9, "SIGKILL"),
            ("SIGCLD", 17, "SIGCHLD"),
            ("RTMIN+3", 37, "37"),
            ("sigrtmax-14", 50, "50"),
            ("RTMAX", 64, "64"),
            ("33", 33, "33"),
        ] {
            let signal = StopSignal::parse(value.as_bytes(), Dialect::Docker).expect(value);
            assert_eq!((signal.number(), signal.to_string().as_str()), (number, written), "{value}");
            assert_eq!(StopSignal::parse(written.as_bytes(), Dialect::Docker), Ok(signal));
        }
        assert_eq!(StopSignal::parse(b"-HUP", Dialect::Podman5).map(StopSignal::number), Ok(1));
    }

    #[test]
    fn other_names_and_numbers_are_refused() {
        for value in [
            "",
            "0",
            "65",
            "-9",
            "256",
            "SIG",
            "SIGSIGTERM",
            "RTMIN+16",
            "RTMIN+03",
            "RTMAX-0",
            "RTMIN-1",
            "TERM ",
            "FOO",
            "-HUP",
        ] {
            assert!(StopSignal::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
        }
    }
}
