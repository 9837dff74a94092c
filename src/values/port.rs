//! Ports, ranges of ports and their protocols, as `--publish` and `--expose` use them.
//!
//! `8000-8080` -> the range from 8000 to 8080.
//!
//! Source: the port grammar of go-connections 0.5.

use std::fmt;

use super::ValueError;

/// The transport protocol of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    Sctp,
    /// TCP: what a port is if nothing is said.
    Tcp,
    Udp,
}

impl Protocol {
    /// Reads a protocol's name, in any case.
    ///
    /// # Errors
    /// If it is not `tcp`, `udp` or `sctp`.
    pub fn parse(name: &[u8]) -> Result<Protocol, ValueError> {
        match name.to_ascii_lowercase().as_slice() {
            b"sctp" => Ok(Protocol::Sctp),
            b"tcp" => Ok(Protocol::Tcp),
            b"udp" => Ok(Protocol::Udp),
            _ => Err(ValueError::invalid("protocol", name, "tcp, udp or sctp")),
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Protocol::Sctp => "sctp",
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
        })
    }
}

/// The ports from `first` to `last`, both included; `first` is never above `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PortRange {
    first: u16,
    last: u16,
}

impl PortRange {
    /// The range from `first` to `last`; `None` if `last` is below `first`.
    #[must_use]
    pub fn new(first: u16, last: u16) -> Option<PortRange> {
        (first <= last).then_some(PortRange { first, last })
    }

    /// Reads docker's form, `P` or `P-Q` with decimal digits only; more behind a second dash is ignored, as docker
    /// 28.2.2 does. `part` names the range in an error.
    pub(crate) fn docker(text: &[u8], part: &'static str) -> Result<PortRange, ValueError> {
        let mut ends = text.split(|byte| *byte == b'-');
        let first = digits(ends.next().unwrap_or_default(), part)?;
        let last = ends.next().map_or(Ok(first), |last| digits(last, part))?;
        PortRange::new(first, last).ok_or_else(|| ValueError::invalid(part, text, "a range from lower to higher"))
    }

    /// Reads podman's form: as docker's, with a leading sign allowed and 0 not, and the end above the start.
    pub(crate) fn podman(text: &[u8], part: &'static str) -> Result<PortRange, ValueError> {
        let number = |end: &[u8]| match digits(end.strip_prefix(b"+").unwrap_or(end), part)? {
            0 => Err(ValueError::out_of_range(part, end, "1 to 65535")),
            found => Ok(found),
        };
        let ends: Vec<&[u8]> = text.splitn(3, |byte| *byte == b'-').collect();
        match *ends.as_slice() {
            [one] => number(one).map(PortRange::from),
            [first, last] => {
                let range = PortRange::new(number(first)?, number(last)?).filter(|range| range.count() > 1);
                range.ok_or_else(|| ValueError::invalid(part, text, "a range from lower to higher"))
            }
            _ => Err(ValueError::TooMany { part: "ends of a port range", limit: 2 }),
        }
    }

    /// The lowest port.
    #[must_use]
    pub fn first(self) -> u16 {
        self.first
    }

    /// The highest port.
    #[must_use]
    pub fn last(self) -> u16 {
        self.last
    }

    /// How many ports there are, 1 to 65536.
    #[must_use]
    pub fn count(self) -> u32 {
        u32::from(self.last) - u32::from(self.first) + 1
    }
}

impl From<u16> for PortRange {
    fn from(port: u16) -> Self {
        PortRange { first: port, last: port }
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { write!(f, "{}", self.first) } else { write!(f, "{}-{}", self.first, self.last) }
    }
}

fn digits(text: &[u8], part: &'static str) -> Result<u16, ValueError> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return Err(ValueError::invalid(part, text, "a port number"));
    }
    let number = str::from_utf8(text).ok().and_then(|text| text.parse().ok());
    number.ok_or_else(|| ValueError::out_of_range(part, text, "0 to 65535"))
}
