//! Booleans and whole numbers as the clients' option parser reads them.
//!
//! `0x10` -> 16; `T` -> true.
//!
//! Source: documentation of Go's `strconv`, checked against docker 28.2.2.

use super::{ValueError, float};

/// Reads a boolean: `1 t T TRUE true True` or `0 f F FALSE false False`.
///
/// # Errors
/// If it is anything else.
pub fn parse_bool(value: &[u8]) -> Result<bool, ValueError> {
    match value {
        b"1" | b"t" | b"T" | b"TRUE" | b"true" | b"True" => Ok(true),
        b"0" | b"f" | b"F" | b"FALSE" | b"false" | b"False" => Ok(false),
        _ => Err(ValueError::invalid("boolean", value, "one of 1 t T TRUE true True 0 f F FALSE false False")),
    }
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
