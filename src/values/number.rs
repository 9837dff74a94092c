//! Booleans and whole numbers as the clients' option parser reads them.
//!
//! `0x10` -> 16; `T` -> true.
//!
//! Source: documentation of Go's `strconv`, checked against docker 28.2.2.

use super::{ValueError, float};
use crate::argv::boolean;

/// Reads a boolean: `1 t T TRUE true True` or `0 f F FALSE false False`.
///
/// # Errors
/// If it is anything else.
pub fn parse_bool(value: &[u8]) -> Result<bool, ValueError> {
    boolean(value)
        .ok_or_else(|| ValueError::invalid("boolean", value, "one of 1 t T TRUE true True 0 f F FALSE false False"))
}

/// Reads a file mode in octal digits, up to 32 bits (`tmpfs-mode`).
///
/// # Errors
/// If it is not.
pub fn parse_octal_mode(value: &[u8]) -> Result<u32, ValueError> {
    let bad = || ValueError::invalid("mode", value, "an octal number of at most 32 bits");
    magnitude(value, 8).and_then(|mode| u32::try_from(mode).ok()).ok_or_else(bad)
}

/// Digits of `base` only, as a number of at most 64 bits.
pub(crate) fn magnitude(digits: &[u8], base: u32) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, byte| {
        let digit = char::from(*byte).to_digit(base)?;
        number.checked_mul(u64::from(base))?.checked_add(u64::from(digit))
    })
}

/// A number of at most 64 bits as Go reads it in base 0: `0x`, `0o`, `0b` and a plain leading `0` choose the base, `_`
/// may stand between digits.
pub(crate) fn magnitude_base_0(text: &[u8]) -> Option<u64> {
    let lower = text.to_ascii_lowercase();
    let (digits, base) = match lower.as_slice() {
        [b'0', b'x', digits @ ..] => (digits, 16),
        [b'0', b'o', digits @ ..] => (digits, 8),
        [b'0', b'b', digits @ ..] => (digits, 2),
        [b'0', _, ..] => (lower.as_slice(), 8),
        digits => (digits, 10),
    };
    if !digits.contains(&b'_') {
        return magnitude(digits, base);
    }
    if !float::underscores_separate_digits(&lower) {
        return None;
    }
    let plain: Vec<u8> = digits.iter().copied().filter(|byte| *byte != b'_').collect();
    magnitude(&plain, base)
}

/// Reads a signed number of `bits` bits (at most 64), base 0: `0x10`, `010`, `0b1`, `1_000`.
///
/// # Errors
/// If it is no number, or does not fit.
pub fn parse_int(value: &[u8], bits: u32) -> Result<i64, ValueError> {
    signed(value, bits, magnitude_base_0).ok_or_else(|| ValueError::invalid("number", value, whole(bits)))
}

/// Reads an unsigned number of `bits` bits (at most 64), base 0.
///
/// # Errors
/// If it is no number, has a sign, or does not fit.
pub fn parse_uint(value: &[u8], bits: u32) -> Result<u64, ValueError> {
    let fits = |number: &u64| bits >= 64 || number >> bits == 0;
    magnitude_base_0(value).filter(fits).ok_or_else(|| ValueError::invalid("number", value, positive(bits)))
}

/// Reads a signed decimal number of 64 bits, as in ulimits and retry counts; `part` names it in an error.
pub(crate) fn parse_decimal(value: &[u8], part: &'static str) -> Result<i64, ValueError> {
    signed(value, 64, |digits| magnitude(digits, 10)).ok_or_else(|| ValueError::invalid(part, value, whole(64)))
}

/// Reads an unsigned decimal number of 64 bits; `part` names it in an error.
pub(crate) fn parse_digits(value: &[u8], part: &'static str) -> Result<u64, ValueError> {
    magnitude(value, 10).ok_or_else(|| ValueError::invalid(part, value, positive(64)))
}

/// Reads a floating-point number: also hexadecimal (`0x1p4`), `inf` and `nan`.
///
/// # Errors
/// If it is no number, or too large for 64 bits.
pub fn parse_float(value: &[u8]) -> Result<f64, ValueError> {
    float::parse(value).ok_or_else(|| ValueError::invalid("number", value, "a floating-point number of 64 bits"))
}

/// Reads unsigned decimal numbers separated by commas (podman's `--preserve-fd`).
///
/// # Errors
/// If one of them is no number.
pub fn parse_uints(value: &[u8]) -> Result<Vec<u64>, ValueError> {
    value.split(|byte| *byte == b',').map(|number| parse_digits(number, "number")).collect()
}

fn signed(value: &[u8], bits: u32, magnitude: impl Fn(&[u8]) -> Option<u64>) -> Option<i64> {
    let (negative, digits) = match value {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        _ => (false, value),
    };
    let size = i128::from(magnitude(digits)?);
    let number = i64::try_from(if negative { -size } else { size }).ok()?;
    let limit = 1_i128 << (bits.clamp(1, 64) - 1);
    (-limit..limit).contains(&i128::from(number)).then_some(number)
}

const fn whole(bits: u32) -> &'static str {
    if bits > 32 { "a whole number of 64 bits" } else { "a whole number of 32 bits" }
}

const fn positive(bits: u32) -> &'static str {
    match bits {
        0..=16 => "a whole number of 0 to 65535",
        17..=32 => "a whole number of 32 bits, without a sign",
        _ => "a whole number of 64 bits, without a sign",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_the_base_that_their_prefix_says() {
        for (value, number) in [
            ("0", 0),
            ("16", 16),
            ("0x10", 16),
            ("0X1f", 31),
            ("010", 8),
            ("0o17", 15),
            ("0b11", 3),
            ("1_000", 1000),
            ("0x_ff", 255),
            ("0_7", 7),
            ("+5", 5),
            ("-0x10", -16),
            ("00", 0),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(parse_int(value.as_bytes(), 64), Ok(number), "{value}");
        }
        for value in [
            "",
            "+",
            "-",
            "08",
            "0x",
            "0b2",
            "1__0",
            "_1",
            "1_",
            " 1",
            "1 ",
            "1.0",
            "1e3",
            "a",
            "--1",
            "+-1",
            "9223372036854775808",
            "0b",
            "0o",
            "0_",
            "0x_",
            "１",
        ] {
            assert!(parse_int(value.as_bytes(), 64).is_err(), "{value}");
        }
    }

    #[test]
    fn widths_are_kept() {
        assert_eq!(parse_int(b"-2147483648", 32), Ok(-2_147_483_648));
        assert!(parse_int(b"2147483648", 32).is_err());
        assert_eq!(parse_uint(b"0xffff", 16), Ok(65535));
        assert!(parse_uint(b"65536", 16).is_err());
        assert_eq!(parse_uint(b"4294967295", 32), Ok(4_294_967_295));
        assert!(parse_uint(b"4294967296", 32).is_err());
        assert_eq!(parse_uint(b"18446744073709551615", 64), Ok(u64::MAX));
        for value in ["18446744073709551616", "-1", "+1", ""] {
            assert!(parse_uint(value.as_bytes(), 64).is_err(), "{value}");
        }
    }

    #[test]
    fn booleans_have_twelve_spellings() {
        for value in ["1", "t", "T", "TRUE", "true", "True"] {
            assert_eq!(parse_bool(value.as_bytes()), Ok(true), "{value}");
        }
        for value in ["0", "f", "F", "FALSE", "false", "False"] {
            assert_eq!(parse_bool(value.as_bytes()), Ok(false), "{value}");
        }
        for value in ["", "yes", "tRue", "true ", "2", "on"] {
            assert!(parse_bool(value.as_bytes()).is_err(), "{value}");
        }
    }

    #[test]
    fn lists_of_numbers_are_plain_decimal() {
        assert_eq!(parse_uints(b"3,04"), Ok(vec![3, 4]));
        for value in ["", "1,", "0x1", "\"1\"", "+1", "1_0"] {
            assert!(parse_uints(value.as_bytes()).is_err(), "{value}");
        }
        assert_eq!(parse_octal_mode(b"1777"), Ok(0o1777));
        assert!(parse_octal_mode(b"0o777").is_err());
        assert_eq!(parse_float(b"0x1p1"), Ok(2.0));
        assert!(parse_float(b"1/2").is_err());
    }
}
