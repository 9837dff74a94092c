//! `--device-cgroup-rule`: which devices the container may use once it has a node for them.
//!
//! `c 1:3 mr` -> the character device 1:3, to read and to make nodes; `a *:* rwm` -> every device.
//!
//! docker wants one to three of the letters `r w m`, podman any number; podman also takes a major number alone. Sources:
//! docker run reference, podman-run(1), checked against docker 28.2.2. Numbers beyond 64 bits, which docker's client
//! sends on, and podman's rule without any letter are refused here.

use std::fmt;

use super::cut::cut;
use super::number::parse_digits;
use super::{Dialect, ValueError};

/// Which devices a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeviceType {
    /// All devices.
    All,
    /// Block devices.
    Block,
    /// Character devices.
    Char,
}

/// One value of `--device-cgroup-rule`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeviceCgroupRule {
    /// Which devices.
    pub kind: DeviceType,
    /// The major number, `None` for all.
    pub major: Option<u64>,
    /// The minor number, `None` for all.
    pub minor: Option<u64>,
    /// May be read.
    pub read: bool,
    /// May be written.
    pub write: bool,
    /// Nodes may be made.
    pub mknod: bool,
}

impl DeviceCgroupRule {
    /// Reads a value of `--device-cgroup-rule` (podman: one of the comma-separated list, see [`super::csv::list`]).
    ///
    /// # Errors
    /// If it does not have three parts, one space between them, each of its form.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<DeviceCgroupRule, ValueError> {
        let bad = || ValueError::invalid("device cgroup rule", value, "of the form `TYPE MAJOR:MINOR ACCESS`");
        let parts: Vec<&[u8]> = value.splitn(4, |byte| *byte == b' ').collect();
        let &[kind, numbers, access] = parts.as_slice() else { return Err(bad()) };
        let kind = match kind {
            b"a" => DeviceType::All,
            b"b" => DeviceType::Block,
            b"c" => DeviceType::Char,
            _ => return Err(bad()),
        };
        let (major, minor) = cut(numbers, b':');
        if minor.is_none() && !dialect.is_podman() {
            return Err(bad());
        }
        if access.is_empty() || (access.len() > 3 && !dialect.is_podman()) {
            return Err(bad());
        }
        if !access.iter().all(|letter| b"rwm".contains(letter)) {
            return Err(ValueError::invalid("device access", access, "made of the letters r, w and m"));
        }
        let number = |text: &[u8], part| if text == b"*" { Ok(None) } else { parse_digits(text, part).map(Some) };
        Ok(DeviceCgroupRule {
            kind,
            major: number(major, "major number")?,
            minor: number(minor.unwrap_or(b"*"), "minor number")?,
            read: access.contains(&b'r'),
            write: access.contains(&b'w'),
            mknod: access.contains(&b'm'),
        })
    }
}

/// `TYPE MAJOR:MINOR ACCESS`.
impl fmt::Display for DeviceCgroupRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            DeviceType::All => 'a',
            DeviceType::Block => 'b',
            DeviceType::Char => 'c',
        };
        let number = |number: Option<u64>| number.map_or("*".to_owned(), |number| number.to_string());
        write!(f, "{kind} {}:{} ", number(self.major), number(self.minor))?;
        for (given, letter) in [(self.read, "r"), (self.write, "w"), (self.mknod, "m")] {
            f.write_str(if given { letter } else { "" })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_have_type_numbers_and_access() {
        for (value, written) in
            [("c 1:3 mr", "c 1:3 rm"), ("a *:* rwm", "a *:* rwm"), ("b 8:* r", "b 8:* r"), ("c *:03 www", "c *:3 w")]
        {
            let rule = DeviceCgroupRule::parse(value.as_bytes(), Dialect::Docker).expect(value);
            assert_eq!(rule.to_string(), written, "{value}");
            assert_eq!(DeviceCgroupRule::parse(written.as_bytes(), Dialect::Docker), Ok(rule), "{value}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for value in [
            "",
            "c 1:3",
            "c 1:3 ",
            "c  1:3 r",
            "c 1:3 x",
            "c 1:3 rwmr",
            "d 1:3 r",
            "c 1 r",
            "c 1:3:4 r",
            "c -1:3 r",
            "c 1:3 r ",
            " c 1:3 r",
            "c **:3 r",
            "C 1:3 r",
            "c 1:3 r\n",
            "c :3 r",
        ] {
            assert!(DeviceCgroupRule::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
        }
    }

    #[test]
    fn podman_takes_a_major_number_alone_and_more_letters() {
        let rule = DeviceCgroupRule::parse(b"c 1 rwmr", Dialect::Podman5).unwrap();
        assert_eq!(rule.to_string(), "c 1:* rwm");
    }
}
