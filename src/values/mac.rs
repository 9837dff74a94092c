//! Hardware addresses: `--mac-address`, and `mac-address=` in a long `--network`.
//!
//! `92:d0:c6:0a:29:33` -> accepted.
//!
//! 6, 8 or 20 bytes in hexadecimal: pairs of digits separated by `:` or `-`, or fours by `.`. An empty `--mac-address` asks
//! for nothing, and is the caller's business. Source: documentation of Go's `net.ParseMAC`, checked against docker 28.2.2.

use super::ValueError;
use super::cut::trim;

/// Reads a hardware address and gives its bytes; white space around it is allowed.
///
/// # Errors
/// If it is none.
pub fn parse(value: &[u8]) -> Result<Vec<u8>, ValueError> {
    parse_exact(trim(value))
}

/// Reads a hardware address exactly as written (podman).
pub(crate) fn parse_exact(text: &[u8]) -> Result<Vec<u8>, ValueError> {
    let bad = || ValueError::invalid("hardware address", text, "6, 8 or 20 bytes such as 92:d0:c6:0a:29:33");
    let (separator, width) = match (text.get(2), text.get(4)) {
        (Some(byte @ (b':' | b'-')), _) => (*byte, 2),
        (_, Some(b'.')) => (b'.', 4),
        _ => return Err(bad()),
    };
    // The longest form has 59 bytes.
    if text.len() > 59 {
        return Err(bad());
    }
    let mut bytes = Vec::new();
    for group in text.split(|byte| *byte == separator) {
        if group.len() != width {
            return Err(bad());
        }
        for pair in group.chunks(2) {
            let text = str::from_utf8(pair).ok().filter(|text| text.bytes().all(|digit| digit.is_ascii_hexdigit()));
            bytes.push(text.and_then(|text| u8::from_str_radix(text, 16).ok()).ok_or_else(bad)?);
        }
    }
    if matches!(bytes.len(), 6 | 8 | 20) { Ok(bytes) } else { Err(bad()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_6_8_or_20_bytes() {
        let six = [0x92, 0xd0, 0xc6, 0x0a, 0x29, 0x33];
        for value in ["92:d0:c6:0a:29:33", "92-D0-C6-0A-29-33", "92d0.c60a.2933", " 92:d0:c6:0a:29:33\n"] {
            assert_eq!(parse(value.as_bytes()), Ok(six.to_vec()), "{value}");
        }
        assert_eq!(parse(b"00:00:00:00:fe:80:00:01").map(|bytes| bytes.len()), Ok(8));
        assert_eq!(parse([&b"00"[..]; 20].join(&b':').as_slice()).map(|bytes| bytes.len()), Ok(20));
    }

    #[test]
    fn other_forms_are_refused() {
        for value in [
            "",
            "92",
            "92:d0:c6:0a:29",
            "92:d0:c6:0a:29:3",
            "92:d0-c6:0a:29:33",
            "92d0c60a2933",
            "g2:d0:c6:0a:29:33",
            "92:d0:c6:0a:29:33:00",
            "92d0.c60a.293",
        ] {
            assert!(parse(value.as_bytes()).is_err(), "{value}");
        }
    }
}
