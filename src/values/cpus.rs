//! `--cpus`: a number of CPUs, as a limit.
//!
//! `1.5` -> 1500000000 billionths of a CPU.
//!
//! docker reads a rational number: a fraction (`1/2`, both sides whole numbers in base 0), or a number with point and
//! exponent in base 2, 8, 10 or 16 (`1e3`, `0x.8p1`), and wants a whole number of billionths. podman reads a
//! floating-point number. Refused here although clients accept them: what does not fit 64 bits (docker sends the low 64
//! bits of it), numbers of more than 38 digits, and podman's `inf` and `nan`. Source: documentation of Go's `math/big`,
//! checked against docker 28.2.2.

use std::fmt;

use super::number::{magnitude, parse_float};
use super::{Dialect, ValueError, float};

/// A number of CPUs in billionths; 0 is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cpus(i64);

const BILLION: u128 = 1_000_000_000;

impl Cpus {
    /// That many billionths of a CPU.
    #[must_use]
    pub fn of_nanos(nanos: i64) -> Cpus {
        Cpus(nanos)
    }

    /// Reads a value of `--cpus`.
    ///
    /// # Errors
    /// If it is no number, more precise than billionths (docker), or too large.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<Cpus, ValueError> {
        if dialect.is_podman() {
            let nanos = (parse_float(value)? * 1e9).round();
            // Beyond 53 bits a float is no longer a whole number of billionths.
            return match float::truncate(nanos) {
                nanos if nanos.unsigned_abs() < 1 << 53 => Ok(Cpus(nanos)),
                _ => Err(ValueError::out_of_range("number of CPUs", value, RANGE)),
            };
        }
        let (negative, rest) = match value {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, value),
        };
        let slash = rest.iter().position(|byte| *byte == b'/');
        let nanos = match slash.and_then(|slash| rest.split_at_checked(slash)) {
            Some((dividend, divisor)) => fraction(dividend, divisor.get(1..).unwrap_or_default()),
            None => decimal(rest),
        };
        let nanos = nanos.map_err(|why| match why {
            Why::Form => ValueError::invalid("number of CPUs", value, "a number such as 2, 1.5, 1/2 or 1e3"),
            Why::Precise => ValueError::invalid("number of CPUs", value, "a whole number of billionths"),
            Why::Large => ValueError::out_of_range("number of CPUs", value, RANGE),
        })?;
        i64::try_from(nanos)
            .map(|nanos| Cpus(if negative { -nanos } else { nanos }))
            .map_err(|_| ValueError::out_of_range("number of CPUs", value, RANGE))
    }

    /// The number of billionths of a CPU (docker's `NanoCpus`).
    #[must_use]
    pub fn nanos(self) -> i64 {
        self.0
    }
}

const RANGE: &str = "what can be counted in billionths with 64 bits";

/// A decimal number, which both clients read back as the same limit.
impl fmt::Display for Cpus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.unsigned_abs();
        let (whole, part) = (size / 1_000_000_000, size % 1_000_000_000);
        let sign = if self.0 < 0 { "-" } else { "" };
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        let part = format!("{part:09}");
        write!(f, "{sign}{whole}.{}", part.trim_end_matches('0'))
    }
}

/// Why a number cannot be taken.
enum Why {
    Form,
    Large,
    Precise,
}

fn fraction(dividend: &[u8], divisor: &[u8]) -> Result<u128, Why> {
    let (dividend, divisor) = (integer(dividend)?, integer(divisor)?);
    let nanos = dividend.checked_mul(BILLION).ok_or(Why::Large)?;
    match nanos.checked_rem(divisor) {
        None => Err(Why::Form),
        Some(0) => Ok(nanos / divisor),
        Some(_) => Err(Why::Precise),
    }
}

/// A whole number in base 0, a plain leading zero meaning octal.
fn integer(text: &[u8]) -> Result<u128, Why> {
    let (digits, base) = based(text, true);
    let digits = without_separators(digits, base != 10)?;
    let known = |byte: &u8| char::from(*byte).is_digit(base);
    if digits.is_empty() || !digits.iter().all(known) {
        return Err(Why::Form);
    }
    wide(&digits, base).ok_or(Why::Large)
}

/// A number with optional point and exponent.
fn decimal(text: &[u8]) -> Result<u128, Why> {
    let (text, base) = based(text, false);
    let is_exponent = |byte: &u8| match byte.to_ascii_lowercase() {
        b'p' => true,
        b'e' => base != 16,
        _ => false,
    };
    let end = text.iter().position(is_exponent).unwrap_or(text.len());
    let (mantissa, exponent) = text.split_at_checked(end).ok_or(Why::Form)?;
    let mantissa = without_separators(mantissa, base != 10)?;
    let point = mantissa.iter().position(|byte| *byte == b'.');
    let places = point.map_or(0, |point| mantissa.len() - point - 1);
    let digits: Vec<u8> =
        mantissa.iter().enumerate().filter(|(at, _)| Some(*at) != point).map(|(_, byte)| *byte).collect();
    if digits.is_empty() || !digits.iter().all(|byte| char::from(*byte).is_digit(base)) {
        return Err(Why::Form);
    }
    let places = i64::try_from(places).map_err(|_| Why::Large)?;
    let (mut twos, mut fives) = match base {
        10 => (-places, -places),
        16 => (-4 * places, 0),
        8 => (-3 * places, 0),
        _ => (-places, 0),
    };
    if let Some((letter, number)) = exponent.split_first() {
        let number = exponent_of(number)?;
        twos = twos.saturating_add(number);
        if letter.eq_ignore_ascii_case(&b'e') {
            fives = fives.saturating_add(number);
        }
    }
    scaled(&digits, base, twos, fives)
}

/// `digits * 2^twos * 5^fives` in billionths.
fn scaled(digits: &[u8], base: u32, mut twos: i64, mut fives: i64) -> Result<u128, Why> {
    let first = digits.iter().position(|digit| *digit != b'0').unwrap_or(digits.len());
    let last = digits.iter().rposition(|digit| *digit != b'0').map_or(first, |last| last + 1);
    let significant = digits.get(first..last).unwrap_or_default();
    if significant.is_empty() {
        return Ok(0);
    }
    // Zeros behind the last digit go into the exponents, so that they need no room.
    let zeros = i64::try_from(digits.len() - last).map_err(|_| Why::Large)?;
    twos += zeros * if base == 10 { 1 } else { i64::from(base.ilog2()) };
    fives += if base == 10 { zeros } else { 0 };
    let mut number = wide(significant, base).ok_or(Why::Large)?;
    for (prime, mut power) in [(2, twos + 9), (5, fives + 9)] {
        while power < 0 && number % prime == 0 {
            number /= prime;
            power += 1;
        }
        if power < 0 {
            return Err(Why::Precise);
        }
        let power = u32::try_from(power).map_err(|_| Why::Large)?;
        number = prime.checked_pow(power).and_then(|factor| number.checked_mul(factor)).ok_or(Why::Large)?;
    }
    Ok(number)
}

/// The digits and their base. A plain leading zero means octal for whole numbers only.
fn based(text: &[u8], octal: bool) -> (&[u8], u32) {
    match text {
        [b'0', b'x' | b'X', digits @ ..] => (digits, 16),
        [b'0', b'o' | b'O', digits @ ..] => (digits, 8),
        [b'0', b'b' | b'B', digits @ ..] => (digits, 2),
        [b'0', digits @ ..] if octal && !digits.is_empty() => (digits, 8),
        digits => (digits, 10),
    }
}

/// The text without `_`, each of which must stand between digits, or behind a prefix if there was one.
fn without_separators(text: &[u8], prefixed: bool) -> Result<Vec<u8>, Why> {
    let mut before_is_digit = prefixed;
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text.iter().peekable();
    while let Some(byte) = rest.next() {
        if *byte == b'_' {
            if !before_is_digit || !rest.peek().is_some_and(|next| next.is_ascii_alphanumeric()) {
                return Err(Why::Form);
            }
            before_is_digit = false;
        } else {
            before_is_digit = byte.is_ascii_alphanumeric();
            plain.push(*byte);
        }
    }
    Ok(plain)
}

fn exponent_of(text: &[u8]) -> Result<i64, Why> {
    let digits = text.strip_prefix(b"+").or_else(|| text.strip_prefix(b"-")).unwrap_or(text);
    let digits = without_separators(digits, false)?;
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Why::Form);
    }
    let size = magnitude(&digits, 10).and_then(|size| i64::try_from(size).ok()).filter(|size| *size < 1 << 32);
    let size = size.ok_or(Why::Large)?;
    Ok(if text.starts_with(b"-") { -size } else { size })
}

fn wide(digits: &[u8], base: u32) -> Option<u128> {
    digits.iter().try_fold(0_u128, |number, byte| {
        number.checked_mul(u128::from(base))?.checked_add(u128::from(char::from(*byte).to_digit(base)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docker_reads_rational_numbers() {
        for (value, nanos, written) in [
            ("2", 2_000_000_000, "2"),
            ("1.5", 1_500_000_000, "1.5"),
            (".5", 500_000_000, "0.5"),
            ("1.", 1_000_000_000, "1"),
            ("1/2", 500_000_000, "0.5"),
            ("0x10/010", 2_000_000_000, "2"),
            ("-1/4", -250_000_000, "-0.25"),
            ("+1", 1_000_000_000, "1"),
            ("1e3", 1_000_000_000_000, "1000"),
            ("1E-9", 1, "0.000000001"),
            ("1p-1", 500_000_000, "0.5"),
            ("0x.8", 500_000_000, "0.5"),
            ("0x1p1", 2_000_000_000, "2"),
            ("0x1e1.", 481_000_000_000, "481"),
            ("0b1.1", 1_500_000_000, "1.5"),
            ("0o1.4", 1_500_000_000, "1.5"),
            ("010", 10_000_000_000, "10"),
            ("1_0", 10_000_000_000, "10"),
            ("0", 0, "0"),
            ("-0", 0, "0"),
            ("0/5", 0, "0"),
            ("0e99", 0, "0"),
            ("1.000000000000000000000000000000000000000000000000000", 1_000_000_000, "1"),
            ("9223372036.854775807", i64::MAX, "9223372036.854775807"),
        ] {
            let cpus = Cpus::parse(value.as_bytes(), Dialect::Docker).expect(value);
            assert_eq!(cpus.nanos(), nanos, "{value}");
            assert_eq!(cpus.to_string(), written, "{value}");
            assert_eq!(Cpus::parse(written.as_bytes(), Dialect::Docker), Ok(cpus), "{value}");
        }
    }

    #[test]
    fn docker_refuses_what_is_no_rational_number_of_billionths() {
        for value in [
            "",
            "-",
            ".",
            "1/0",
            "1/3",
            "1/-2",
            "1/2/3",
            "/2",
            "1/",
            "1.5/2",
            "1e",
            "e3",
            "0.0000000001",
            "1e-10",
            "1 ",
            "a",
            "0x",
            "0xg",
            "1__0",
            "_1",
            "1_",
            "08/1",
            "inf",
            "nan",
            "1.2.3",
            "1e1.5",
            "9223372037",
            "1e300",
            "1e99999999999",
        ] {
            assert!(Cpus::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
        }
    }

    #[test]
    fn podman_reads_floating_point_numbers() {
        for (value, nanos) in [
            ("1.5", 1_500_000_000),
            ("0x1p1", 2_000_000_000),
            ("1e3", 1_000_000_000_000),
            ("-1", -1_000_000_000),
            ("0.1", 100_000_000),
        ] {
            let cpus = Cpus::parse(value.as_bytes(), Dialect::Podman5).expect(value);
            assert_eq!(cpus.nanos(), nanos, "{value}");
            assert_eq!(Cpus::parse(cpus.to_string().as_bytes(), Dialect::Podman5), Ok(cpus), "{value}");
        }
        for value in ["", "1/2", "inf", "nan", "1e300", "0x10"] {
            assert!(Cpus::parse(value.as_bytes(), Dialect::Podman5).is_err(), "{value}");
        }
    }
}
