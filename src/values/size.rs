//! Sizes in bytes: `--memory`, `--shm-size`, `tmpfs-size`, rates of devices.
//!
//! `1.5g` -> 1610612736 bytes.
//!
//! A number, at most one space, and a unit: none or `b` for bytes, `k m g t p` for powers of 1024, with `b` or `ib`
//! behind it if wanted, in any case. The number is a Go floating-point literal (`1.5`, `1e3`, `0x1p4`, `1_000`, even
//! `nan` and `inf` in front of a space), so large sizes are rounded to 53 bits; what does not fit 64 bits becomes the
//! most negative number, as on the processors that docker is mostly built for. Source: go-units 0.5, checked against
//! docker 28.2.2; docker 20.10 and podman 4.3 know plain decimal numbers only.

use std::fmt;

use super::cut::lower;
use super::{ValueError, float};

/// A number of bytes, as the client sends it: never negative but for the overflow described above, or, as a limit of
/// swap, -1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Size(i64);

const EXPECTED: &str = "a size such as 512, 100m or 1.5g";

impl Size {
    /// Reads a size.
    ///
    /// # Errors
    /// If the number or the unit is not one, or the size is negative.
    pub fn parse(value: &[u8]) -> Result<Size, ValueError> {
        let bad = || ValueError::invalid("size", value, EXPECTED);
        let last = value.iter().rposition(|byte| matches!(byte, b'0'..=b'9' | b'.' | b' ')).ok_or_else(bad)?;
        let (number, unit) = value.split_at_checked(last + 1).ok_or_else(bad)?;
        let number = float::parse(number.strip_suffix(b" ").unwrap_or(number)).ok_or_else(bad)?;
        if number < 0.0 {
            return Err(ValueError::out_of_range("size", value, "what a size can be: it is negative"));
        }
        Ok(Size(float::truncate(number * factor(unit).ok_or_else(bad)?)))
    }

    /// Reads a size, or `-1` for no limit (`--memory-swap`).
    ///
    /// # Errors
    /// As [`Size::parse`].
    pub fn parse_swap(value: &[u8]) -> Result<Size, ValueError> {
        if value == b"-1" { Ok(Size(-1)) } else { Size::parse(value) }
    }

    /// The number of bytes.
    #[must_use]
    pub fn bytes(self) -> i64 {
        self.0
    }

}

/// The number of bytes, which every client reads back as the same size; the overflow as the number that overflows.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == i64::MIN { write!(f, "9223372036854775808") } else { write!(f, "{}", self.0) }
    }
}

fn factor(unit: &[u8]) -> Option<f64> {
    if unit.len() > 3 {
        return None;
    }
    // A byte that is not UTF-8 becomes a character of three bytes.
    let folded = lower(unit);
    let Some((letter, rest)) = folded.split_first() else { return Some(1.0) };
    if *letter == b'b' {
        return rest.is_empty().then_some(1.0);
    }
    // The client looks at what follows only where the folded unit has two or three bytes.
    if !(rest.is_empty() || rest == b"b" || rest == b"ib" || folded.len() > 3) {
        return None;
    }
    let power = b"kmgtp".iter().position(|known| known == letter)?;
    (0..=power).try_fold(1.0, |factor, _| Some(factor * 1024.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_numbers_with_units_of_1024() {
        for (value, bytes) in [
            ("512", 512),
            ("0", 0),
            ("1b", 1),
            ("1B", 1),
            ("1k", 1 << 10),
            ("1K", 1 << 10),
            ("1kb", 1 << 10),
            ("1KiB", 1 << 10),
            ("1\u{212a}", 1 << 10),
            ("1g", 1 << 30),
            ("1 g", 1 << 30),
            ("1GiB", 1 << 30),
            ("1t", 1 << 40),
            ("1p", 1 << 50),
            ("1.5g", 3 << 29),
            (".5k", 512),
            ("1.", 1),
            ("5 ", 5),
            ("1e3", 1000),
            ("1_000", 1000),
            ("0x1p4", 16),
            ("+1", 1),
            ("-0", 0),
            ("1.9", 1),
            ("0.1k", 102),
            ("9007199254740993", 9_007_199_254_740_992),
            ("9223372036854775808", i64::MIN),
            ("8191p", 9_222_246_136_947_933_184),
            ("8192p", i64::MIN),
            ("1e300", i64::MIN),
            ("nan ", i64::MIN),
            ("inf ", i64::MIN),
            ("Infinity k", i64::MIN),
        ] {
            assert_eq!(Size::parse(value.as_bytes()).map(Size::bytes), Ok(bytes), "{value}");
            assert_eq!(Size::parse(Size(bytes).to_string().as_bytes()), Ok(Size(bytes)), "{value}");
        }
    }

    #[test]
    fn odd_characters_behind_a_unit_escape_the_clients_check() {
        for unit in [&b"g\xff"[..], b"g\xff\xfe", b"G\xc3", "g\u{23a}".as_bytes()] {
            assert_eq!(Size::parse(&[b"1", unit].concat()), Ok(Size(1 << 30)), "{unit:?}");
        }
        for unit in [&b"\xff"[..], b"b\xff", b"gb\xff\xff", "g\u{130}".as_bytes(), "gé".as_bytes()] {
            assert!(Size::parse(&[b"1", unit].concat()).is_err(), "{unit:?}");
        }
    }

    #[test]
    fn what_is_no_size_is_refused() {
        for value in [
            "", "g", "-1", "-1g", "1e", "1x", "1gg", "1kib ", "1 gb x", "1  g", "1 g ", " 1", "1g ", "0x10", "1e400",
            "1,5g", "1gi", "1bb", "1bib", "1e3b3", "inf", "nan", "_1", "1__0", "1_", "1ki", "--1",
        ] {
            assert!(Size::parse(value.as_bytes()).is_err(), "{value}");
        }
    }

    #[test]
    fn only_a_swap_limit_may_be_minus_one() {
        assert_eq!(Size::parse_swap(b"-1"), Ok(Size(-1)));
        assert_eq!(Size::parse_swap(b"1g"), Ok(Size(1 << 30)));
        assert!(Size::parse_swap(b"-2").is_err());
        assert!(Size::parse_swap(b"-1 ").is_err());
    }
}
