//! Times as engines write them.
//!
//! `2026-11-21T09:00:00.5+01:00` -> the moment 1795248000.5 seconds after 1970.
//!
//! docker writes UTC (`Z`), podman the machine's zone. Source: RFC 3339; up to nine digits of a second are kept.

use std::time::Duration;

/// A moment, in nanoseconds since the beginning of 1970 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    nanos: i128,
}

impl Moment {
    /// So many seconds after 1970.
    #[must_use]
    pub fn of_seconds(seconds: i64) -> Moment {
        Moment { nanos: i128::from(seconds) * 1_000_000_000 }
    }

    /// Reads `YYYY-MM-DDTHH:MM:SS[.FRACTION](Z|+HH:MM|-HH:MM)`; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Moment> {
        let (day, rest) = text.split_at_checked(10)?;
        let [year, month, day] = numbers(day, '-', [4, 2, 2])?;
        let rest = rest.strip_prefix(['T', 't'])?;
        let (time, rest) = rest.split_at_checked(8)?;
        let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
        let (fraction, zone) = match rest.strip_prefix('.') {
            None => ("", rest),
            Some(rest) => {
                let end = rest.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0)?;
                rest.split_at_checked(end)?
            }
        };
        let offset = match zone {
            "Z" | "z" => 0,
            _ => {
                let ahead = zone.starts_with('+');
                let zone = zone.strip_prefix(['+', '-'])?;
                let [hours, minutes] = numbers(zone, ':', [2, 2])?;
                let seconds = hours * 3600 + minutes * 60;
                (hours < 24 && minutes < 60).then_some(if ahead { seconds } else { -seconds })?
            }
        };
        let is_day = (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
        if !is_day || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let seconds = days_before(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
        let digits: String = fraction.chars().chain("000000000".chars()).take(9).collect();
        let nanos: i128 = digits.parse().ok()?;
        Some(Moment { nanos: i128::from(seconds) * 1_000_000_000 + nanos })
    }

    /// The time from `earlier` to this moment; `None` if this one is the earlier.
    #[must_use]
    pub fn since(self, earlier: Moment) -> Option<Duration> {
        u64::try_from(self.nanos - earlier.nanos).ok().map(Duration::from_nanos)
    }
}

/// Numbers of exactly so many digits, with `separator` between them.
fn numbers<const N: usize>(text: &str, separator: char, digits: [usize; N]) -> Option<[i64; N]> {
    let mut found = [0; N];
    let mut parts = text.split(separator);
    for (place, digits) in found.iter_mut().zip(digits) {
        let part =
            parts.next().filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        *place = part.parse().ok()?;
    }
    parts.next().is_none().then_some(found)
}

fn days_of(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from the beginning of 1970 to this one, counted in eras of 400 years that begin on 1 March.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let shifted = (month + 9) % 12;
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Moment;
    use crate::plan::rfc3339;

    #[test]
    fn times_are_read_as_longshore_writes_them() {
        for seconds in [-62_135_596_800, -1, 0, 951_782_400, 951_868_799, 1_795_248_000, 4_107_542_400, 253_402_300_799]
        {
            assert_eq!(Moment::parse(&rfc3339(seconds)), Some(Moment::of_seconds(seconds)), "{seconds}");
        }
    }

    #[test]
    fn zones_and_fractions_count() {
        let utc = Moment::parse("2026-11-21T08:00:00.5Z").expect("a time");
        assert_eq!(Moment::parse("2026-11-21T09:00:00.500000000+01:00"), Some(utc));
        assert_eq!(Moment::parse("2026-11-20T22:30:00.5000000009-09:30"), Some(utc));
        let later = Moment::parse("2026-11-21T08:00:02.000000001Z").expect("a time");
        assert_eq!(later.since(utc), Some(Duration::from_nanos(1_500_000_001)));
        assert_eq!(utc.since(later), None);
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T08:00:00",
            "2026-11-21 08:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T08:00:00.Z",
            "2026-11-21T08:00:00+1:00",
            "2026-11-21T08:00:00+24:00",
            "2026-11-21T08:00:00Zx",
            "2026-11-2éT08:00:00Z",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
