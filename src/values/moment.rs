//! Times as engines and records write them.
//!
//! `2026-11-21T09:00:00.5+01:00` -> the moment 1795248000.5 seconds after 1970, and back: `2026-11-21T08:00:00Z`.
//!
//! docker writes UTC (`Z`), podman the machine's zone. Source: RFC 3339; up to nine digits of a second are kept. The crate `jiff`
//! reads more than that (a blank for the `T`, no seconds, names of zones) and not the last day of the year 9999.

use std::time::Duration;

/// A second, in nanoseconds.
const SECOND: i128 = 1_000_000_000;

/// A moment, in nanoseconds since the beginning of 1970 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    nanos: i128,
}

impl Moment {
    /// So many seconds after 1970.
    #[must_use]
    pub fn of_seconds(seconds: i64) -> Moment {
        Moment { nanos: i128::from(seconds) * SECOND }
    }

    /// The whole seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> i64 {
        i64::try_from(self.nanos.div_euclid(SECOND)).unwrap_or(i64::MAX)
    }

    /// The time as RFC 3339 has it, to the second.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let (days, rest) = (self.seconds().div_euclid(86_400), self.seconds().rem_euclid(86_400));
        let [year, month, day] = date_of(days);
        format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60)
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
        let days = days_before([year, month, day]);
        if date_of(days) != [year, month, day] || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset;
        let digits: String = fraction.chars().chain("000000000".chars()).take(9).collect();
        let nanos: i128 = digits.parse().ok()?;
        Some(Moment { nanos: i128::from(seconds) * SECOND + nanos })
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

/// Days from the beginning of 1970 to this date, counted in eras of 400 years that begin on 1 March: the leap day is then the last
/// of its year.
fn days_before([year, month, day]: [i64; 3]) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let shifted = (month + 9) % 12;
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date so many days after the beginning of 1970: year, month, day.
fn date_of(days: i64) -> [i64; 3] {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    [year_of_era + era * 400 + i64::from(month <= 2), month, day_of_year - (153 * shifted + 2) / 5 + 1]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Moment;

    #[test]
    fn times_are_read_as_longshore_writes_them() {
        for seconds in [-62_135_596_800, -1, 0, 951_782_400, 951_868_799, 1_795_248_000, 4_107_542_400, 253_402_300_799]
        {
            assert_eq!(
                Moment::parse(&Moment::of_seconds(seconds).rfc3339()),
                Some(Moment::of_seconds(seconds)),
                "{seconds}"
            );
        }
    }

    #[test]
    fn times_are_read_with_their_zone() {
        let seconds = |text| Moment::parse(text).map(Moment::seconds);
        assert_eq!(seconds("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(seconds("2000-02-29T12:34:56.789Z"), Some(951_827_696));
        assert_eq!(seconds("2026-11-21T09:00:00.123456789+01:00"), Some(1_795_248_000));
        assert_eq!(seconds("2026-11-21T02:30:00-05:30"), Some(1_795_248_000));
        assert_eq!(seconds("0001-01-01T00:00:00Z"), Some(-62_135_596_800));
        for text in ["", "now", "2026-11-21", "2026-13-01T00:00:00Z", "2026-11-21T08:00Z", "2026-11-21T08:00:00"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_those_of_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_164_800, "2024-02-29T00:00:00Z"),
            (4_102_444_800, "2100-01-01T00:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(Moment::of_seconds(seconds).rfc3339(), text);
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
