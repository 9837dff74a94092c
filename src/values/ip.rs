//! IP addresses, and the values of `--dns`.
//!
//! ` 10.0.0.1` -> the address 10.0.0.1.
//!
//! As Go's `net.ParseIP`: no zones, no brackets, no leading zeros in IPv4; an IPv4 address written as IPv6
//! (`::ffff:10.0.0.1`) is the IPv4 address. Checked against docker 28.2.2.

use std::net::IpAddr;

use super::ValueError;
use super::cut::trim;

/// Reads an address exactly as written, `part` names it in an error.
pub(crate) fn parse(text: &[u8], part: &'static str) -> Result<IpAddr, ValueError> {
    let address = str::from_utf8(text).ok().and_then(|text| text.parse::<IpAddr>().ok());
    address.map(|address| address.to_canonical()).ok_or_else(|| ValueError::invalid(part, text, "an IP address"))
}

/// Reads a value of `--dns`, `--ip` and the like: an address, white space around it allowed.
///
/// # Errors
/// If it is not an IP address.
pub fn parse_trimmed(value: &[u8]) -> Result<IpAddr, ValueError> {
    parse(trim(value), "address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_spelling_each_in_ipv4_and_many_in_ipv6() {
        for (value, address) in [
            ("1.2.3.4", "1.2.3.4"),
            (" 1.2.3.4\t\n", "1.2.3.4"),
            ("::", "::"),
            ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
            ("::1.2.3.4", "::102:304"),
            ("::FFFF:1.2.3.4", "1.2.3.4"),
            ("2001:0DB8::1", "2001:db8::1"),
        ] {
            assert_eq!(parse_trimmed(value.as_bytes()).map(|ip| ip.to_string()).as_deref(), Ok(address), "{value}");
        }
    }

    #[test]
    fn what_go_does_not_read_as_an_address_is_refused() {
        for value in [
            "",
            "1.2.3",
            "01.2.3.4",
            "256.1.1.1",
            "1.2.3.4.5",
            "[::1]",
            "::1%lo",
            "1::2:3:4:5:6:7:8",
            ":::",
            "::12345",
            "0x1.2.3.4",
            "a",
        ] {
            assert!(parse_trimmed(value.as_bytes()).is_err(), "{value}");
        }
    }
}
