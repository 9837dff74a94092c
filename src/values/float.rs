//! Floating-point numbers as Go reads them.
//!
//! `0x1p4` -> 16.
//!
//! Decimal and hexadecimal literals with a sign, `_` between digits (and behind `0x`), `inf`, `infinity` and `nan` in
//! any case. A number too large for 64 bits is an error, one too small is zero. Source: documentation of Go's
//! `strconv.ParseFloat`, checked through sizes of docker 28.2.2.

/// The number that `text` is, if it is one.
pub(crate) fn parse(text: &[u8]) -> Option<f64> {
    let (negative, magnitude) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let value = match magnitude.to_ascii_lowercase().as_slice() {
        b"inf" | b"infinity" => f64::INFINITY,
        b"nan" => f64::NAN,
        lower if underscores_separate_digits(lower) => {
            let plain: Vec<u8> = lower.iter().copied().filter(|byte| *byte != b'_').collect();
            match plain.strip_prefix(b"0x") {
                Some(digits) => hexadecimal(digits)?,
                None => decimal(&plain)?,
            }
        }
        _ => return None,
    };
    Some(if negative { -value } else { value })
}

/// The whole part as a 64-bit number; what does not fit, and what is no number, becomes the most negative one.
pub(crate) fn truncate(value: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked, the fraction is to go")]
    if (-TWO_TO_63..TWO_TO_63).contains(&value) { value as i64 } else { i64::MIN }
}

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

/// Whether every `_` stands between two digits, the prefix `0x` counting as one; `text` is in lower case.
pub(crate) fn underscores_separate_digits(text: &[u8]) -> bool {
    let (hex, text) = match text {
        [b'0', b'x', rest @ ..] => (true, rest),
        [b'0', b'b' | b'o', rest @ ..] => (false, rest),
        _ => return plain_underscores(text, false, b'^'),
    };
    plain_underscores(text, hex, b'0')
}

fn plain_underscores(text: &[u8], hex: bool, mut before: u8) -> bool {
    for byte in text {
        match byte {
            b'0'..=b'9' => before = b'0',
            b'a'..=b'f' if hex => before = b'0',
            b'_' if before == b'0' => before = b'_',
            b'_' => return false,
            _ if before == b'_' => return false,
            _ => before = b'!',
        }
    }
    before != b'_'
}

fn decimal(text: &[u8]) -> Option<f64> {
    // Rust reads more than Go in one respect only: words, which the caller has dealt with.
    if !text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'+' | b'-')) {
        return None;
    }
    // Its grammar takes a sign of its own, which is the caller's business here.
    if matches!(text.first(), Some(b'+' | b'-')) {
        return None;
    }
    str::from_utf8(text).ok()?.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// Digits with an optional point, `p` and a decimal exponent of two; the value is the one nearest, ties to even.
fn hexadecimal(text: &[u8]) -> Option<f64> {
    let split = text.iter().position(|byte| *byte == b'p')?;
    let (digits, exponent) = text.split_at_checked(split)?;
    let exponent = exponent_of(exponent.get(1..)?)?;
    let (mut mantissa, mut scale, mut any, mut point) = (0_u64, 0_i64, false, false);
    for byte in digits {
        let digit = match byte {
            b'.' if !point => {
                point = true;
                continue;
            }
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => return None,
        };
        any = true;
        if mantissa >> 58 == 0 {
            mantissa = mantissa << 4 | u64::from(digit);
            scale -= if point { 4 } else { 0 };
        } else {
            // Beyond 58 bits a digit only says whether there is more: that sticks in the lowest bit.
            mantissa |= u64::from(digit != 0);
            scale += if point { 0 } else { 4 };
        }
    }
    if !any {
        return None;
    }
    round(mantissa, scale.saturating_add(exponent)).filter(|value| value.is_finite())
}

fn exponent_of(text: &[u8]) -> Option<i64> {
    let digits = text.strip_prefix(b"+").or_else(|| text.strip_prefix(b"-")).unwrap_or(text);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // Far beyond every exponent that matters, and safe to add to.
    let size = digits.iter().fold(0_i64, |size, digit| (size * 10 + i64::from(digit - b'0')).min(1 << 40));
    Some(if text.starts_with(b"-") { -size } else { size })
}

/// The double nearest to `mantissa * 2^exponent`.
fn round(mantissa: u64, exponent: i64) -> Option<f64> {
    if mantissa == 0 {
        return Some(0.0);
    }
    let bits = i64::from(64 - mantissa.leading_zeros());
    // Bits that the double has room for: 53, fewer below the smallest normal number.
    let room = (bits + exponent + 1074).min(53);
    let drop = bits - room;
    let (kept, exponent) = if drop <= 0 {
        (mantissa, exponent)
    } else if room < 0 {
        (0, exponent)
    } else {
        let wide = u128::from(mantissa);
        let half = 1_u128 << (drop - 1);
        let (whole, rest) = (wide >> drop, wide & (2 * half - 1));
        let up = rest > half || (rest == half && whole & 1 == 1);
        (u64::try_from(whole).ok()? + u64::from(up), exponent + drop)
    };
    if bits + exponent > 1100 && kept != 0 {
        return Some(f64::INFINITY);
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 53 bits are left")]
    let mut value = kept as f64;
    // In steps that stay exact: every partial product is representable, or infinite.
    let mut exponent = i32::try_from(exponent.clamp(-2000, 2000)).ok()?;
    while exponent != 0 {
        let step = exponent.clamp(-500, 500);
        value *= 2_f64.powi(step);
        exponent -= step;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_go_reads_them() {
        for (text, value) in [
            ("1", 1.0),
            ("-1.5", -1.5),
            ("+.5", 0.5),
            ("1.", 1.0),
            ("1e3", 1000.0),
            ("1E-3", 0.001),
            ("1_0.2_5", 10.25),
            ("0x1p4", 16.0),
            ("0X1.8P1", 3.0),
            ("0x_1p0", 1.0),
            ("0x.8p0", 0.5),
            ("0x1p-1074", f64::from_bits(1)),
            ("0x1p-1075", 0.0),
            ("0x1.8p-1075", f64::from_bits(1)),
            ("0x1.fffffffffffffp1023", f64::MAX),
            ("0x1.00000000000008p0", 1.0),
            ("0x1.000000000000080000000000000000001p0", 1.0 + f64::EPSILON),
            ("0x1.00000000000018p0", 1.0 + 2.0 * f64::EPSILON),
            ("0x10000000000000000000p-76", 1.0),
            ("0x1p-99999999999999999999", 0.0),
            ("1e-400", 0.0),
            ("inf", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
        ] {
            assert_eq!(parse(text.as_bytes()), Some(value), "{text}");
        }
        assert!(parse(b"NaN").is_some_and(f64::is_nan));
    }

    #[test]
    fn what_go_does_not_read_is_refused() {
        for text in [
            "",
            "+",
            "-",
            ".",
            "e3",
            "1e",
            "1e+",
            "1e400",
            "0x1",
            "0x",
            "0xp1",
            "0x.p1",
            "0x1p",
            "0x1p1024",
            "0x1.fffffffffffff8p1023",
            "1__0",
            "_1",
            "1_",
            "1_e3",
            "1e_3",
            "infin",
            "+-1",
            "1 ",
            " 1",
            "0b1",
            "1f",
            "0x1g",
            "1.2.3",
            "0x1p99999999999999999999",
            "++1",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn truncation_saturates_at_the_most_negative_number() {
        for (value, whole) in [(1.9, 1), (-1.9, -1), (f64::NAN, i64::MIN), (1e19, i64::MIN), (-1e19, i64::MIN)] {
            assert_eq!(truncate(value), whole);
        }
    }
}
