//! `--device-read-bps`, `--device-write-iops` and their like: how fast a device may be used.
//!
//! `/dev/sda:1mb` -> 1048576 bytes a second of `/dev/sda`.
//!
//! The device begins with `/dev/` and ends at the first colon; the rate is a size, or for operations a decimal number.
//! Sources: docker run reference, podman-run(1), checked against docker 28.2.2.

use super::ValueError;
use super::cut::cut;
use super::number::parse_digits;
use super::size::Size;

/// A rate of a device.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Throttle {
    /// The device's path as written.
    pub device: Vec<u8>,
    /// Bytes or operations a second.
    pub rate: u64,
}

impl Throttle {
    /// Reads a rate in bytes a second.
    ///
    /// # Errors
    /// If the device does not begin with `/dev/`, or the rate is no size.
    pub fn parse_bps(value: &[u8]) -> Result<Throttle, ValueError> {
        let (device, rate) = parts(value)?;
        let rate = Size::parse(rate)?.bytes();
        let rate = u64::try_from(rate).map_err(|_| ValueError::out_of_range("rate", value, "64 bits"))?;
        Ok(Throttle { device: device.to_vec(), rate })
    }

    /// Reads a rate in operations a second.
    ///
    /// # Errors
    /// If the device does not begin with `/dev/`, or the rate is no decimal number of 64 bits.
    pub fn parse_iops(value: &[u8]) -> Result<Throttle, ValueError> {
        let (device, rate) = parts(value)?;
        Ok(Throttle { device: device.to_vec(), rate: parse_digits(rate, "rate")? })
    }

    /// `DEVICE:RATE`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.device.as_slice(), b":", self.rate.to_string().as_bytes()].concat()
    }
}

/// The device and what follows its colon.
pub(super) fn parts(value: &[u8]) -> Result<(&[u8], &[u8]), ValueError> {
    match cut(value, b':') {
        (_, None) => Err(ValueError::invalid("device limit", value, "of the form DEVICE:LIMIT")),
        (device, Some(limit)) if device.starts_with(b"/dev/") => Ok((device, limit)),
        (device, Some(_)) => Err(ValueError::invalid("device", device, "a path below /dev/")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_sizes_or_numbers() {
        let throttle = |device: &str, rate| Throttle { device: device.into(), rate };
        let bps = Throttle::parse_bps(b"/dev/sda:1mb").unwrap();
        assert_eq!(bps, throttle("/dev/sda", 1 << 20));
        assert_eq!(Throttle::parse_bps(&bps.to_bytes()), Ok(bps));
        let iops = Throttle::parse_iops(b"/dev/:18446744073709551615").unwrap();
        assert_eq!(iops, throttle("/dev/", u64::MAX));
        assert_eq!(Throttle::parse_iops(&iops.to_bytes()), Ok(iops));
        assert_eq!(Throttle::parse_bps(b"/dev/../etc:0"), Ok(throttle("/dev/../etc", 0)));
    }

    #[test]
    fn other_devices_and_rates_are_refused() {
        for value in [
            "",
            ":1",
            "/dev/sda",
            "/dev/sda:",
            "/sda:1",
            "sda:1",
            "/dev/sda:-1",
            "/dev/sda:x",
            "/dev/a:b:1",
            "/dev/sda:8192p",
        ] {
            assert!(Throttle::parse_bps(value.as_bytes()).is_err(), "{value}");
        }
        for value in [
            "",
            "/dev/sda",
            "/dev/sda:1k",
            "/dev/sda:1.5",
            "/dev/sda:0x1",
            "/dev/sda:+1",
            "/dev/sda:18446744073709551616",
        ] {
            assert!(Throttle::parse_iops(value.as_bytes()).is_err(), "{value}");
        }
    }
}
