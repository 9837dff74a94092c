//! Durations: `--health-interval`, `--health-timeout` and the like.
//!
//! `1h30m` -> 5400 seconds.
//!
//! A sign, then numbers with units `ns us µs ms s m h`, fractions allowed; `0` alone needs no unit. Source: documentation
//! of Go's `time.ParseDuration`, checked against docker 28.2.2.

use std::fmt;

use super::ValueError;

/// A duration in nanoseconds, about 292 years in both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Duration(i64);

/// The largest size of a duration, which only a negative one reaches.
const LIMIT: u64 = 1 << 63;

impl Duration {
    /// Reads a duration.
    ///
    /// # Errors
    /// If a number or unit is missing or not one, or the whole does not fit 64 bits.
    pub fn parse(value: &[u8]) -> Result<Duration, ValueError> {
        let (negative, mut rest) = match value {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, value),
        };
        if rest == b"0" {
            return Ok(Duration(0));
        }
        let bad = || ValueError::invalid("duration", value, "a sum of numbers with units such as 1h30m");
        let mut total = 0_u64;
        let mut first = true;
        while first || !rest.is_empty() {
            first = false;
            let (nanos, after) = term(rest).ok_or_else(bad)?;
            total = total.checked_add(nanos).filter(|total| *total <= LIMIT).ok_or_else(bad)?;
            rest = after;
        }
        let nanos = i128::from(total);
        i64::try_from(if negative { -nanos } else { nanos }).map(Duration).map_err(|_| bad())
    }

    /// The number of nanoseconds.
    #[must_use]
    pub fn nanos(self) -> i64 {
        self.0
    }
}

/// One number with its unit in nanoseconds, and what follows.
fn term(text: &[u8]) -> Option<(u64, &[u8])> {
    let digits = |text: &[u8]| text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (whole, mut rest) = text.split_at_checked(digits(text))?;
    let mut fraction: &[u8] = b"";
    if let [b'.', after @ ..] = rest {
        (fraction, rest) = after.split_at_checked(digits(after))?;
    }
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let unit_end = rest.iter().position(|byte| *byte == b'.' || byte.is_ascii_digit()).unwrap_or(rest.len());
    let (unit, rest) = rest.split_at_checked(unit_end)?;
    let unit = unit_of(unit)?;
    let whole = whole.iter().try_fold(0_u64, |number, digit| {
        let number = number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
        (number <= LIMIT).then_some(number)
    })?;
    let nanos = whole.checked_mul(unit).filter(|nanos| *nanos <= LIMIT)?;
    let nanos = nanos.checked_add(part_of(fraction, unit)).filter(|nanos| *nanos <= LIMIT)?;
    Some((nanos, rest))
}

/// The fraction of the unit in nanoseconds, rounded as Go does it: digits that 63 bits cannot hold are dropped.
fn part_of(fraction: &[u8], unit: u64) -> u64 {
    let (mut number, mut scale) = (0_u64, 1.0_f64);
    for digit in fraction {
        let next = number.checked_mul(10).and_then(|next| next.checked_add(u64::from(digit - b'0')));
        let Some(next) = next.filter(|next| *next <= LIMIT) else { break };
        number = next;
        scale *= 10.0;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the same rounding as the client's; the result is below one unit"
    )]
    {
        (number as f64 * (unit as f64 / scale)) as u64
    }
}

fn unit_of(unit: &[u8]) -> Option<u64> {
    Some(match unit {
        b"ns" => 1,
        // With the micro sign and with the Greek letter.
        b"us" | b"\xc2\xb5s" | b"\xce\xbcs" => 1_000,
        b"ms" => 1_000_000,
        b"s" => 1_000_000_000,
        b"m" => 60_000_000_000,
        b"h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// Whole seconds, then nanoseconds if there are any left: `90s`, `1s500000000ns`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.unsigned_abs();
        let (seconds, nanos) = (size / 1_000_000_000, size % 1_000_000_000);
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{seconds}s")?;
        if nanos > 0 { write!(f, "{nanos}ns") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_sums_of_numbers_with_units() {
        for (value, nanos) in [
            ("0", 0),
            ("+0", 0),
            ("-0", 0),
            ("5s", 5_000_000_000),
            ("1h30m", 5_400_000_000_000),
            ("-1.5h", -5_400_000_000_000),
            (".5s", 500_000_000),
            ("1.s", 1_000_000_000),
            ("5m5m", 600_000_000_000),
            ("1us", 1000),
            ("1µs", 1000),
            ("1μs", 1000),
            ("100ns", 100),
            ("0s", 0),
            ("1.0000000000000000000000000001s", 1_000_000_000),
            ("0.830103483285477580700h", 2_988_372_539_827),
            ("9223372036854775807ns", i64::MAX),
            ("-9223372036854775808ns", i64::MIN),
        ] {
            let duration = Duration::parse(value.as_bytes()).expect(value);
            assert_eq!(duration.nanos(), nanos, "{value}");
            assert_eq!(Duration::parse(duration.to_string().as_bytes()), Ok(duration), "{value}");
        }
    }

    #[test]
    fn numbers_without_units_and_too_long_durations_are_refused() {
        for value in [
            "",
            "+",
            "-",
            "1",
            "00",
            "s",
            ".s",
            ".",
            "1 s",
            "1S",
            "1d",
            "1h 30m",
            "1e3s",
            "--1s",
            "9223372036854775808ns",
            "3000000h",
            "1s1",
            "1µ",
            "0x1s",
            "99999999999999999999s",
        ] {
            assert!(Duration::parse(value.as_bytes()).is_err(), "{value}");
        }
    }
}
