//! `--blkio-weight-device`: a container's share of a device.
//!
//! `/dev/sda:200` -> the weight 200 on `/dev/sda`.
//!
//! The weight is 10 to 1000, or 0 for none. Sources: docker run reference, checked against docker 28.2.2.

use super::ValueError;
use super::number::parse_digits;
use super::throttle::parts;

/// One value of `--blkio-weight-device`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WeightDevice {
    /// The device's path as written.
    pub device: Vec<u8>,
    /// The weight, 10 to 1000, or 0.
    pub weight: u16,
}

impl WeightDevice {
    /// Reads a value of `--blkio-weight-device`.
    ///
    /// # Errors
    /// If the device does not begin with `/dev/`, or the weight is none.
    pub fn parse(value: &[u8]) -> Result<WeightDevice, ValueError> {
        let (device, text) = parts(value)?;
        let weight = u16::try_from(parse_digits(text, "weight")?).ok().filter(|weight| matches!(weight, 0 | 10..=1000));
        let weight = weight.ok_or_else(|| ValueError::out_of_range("weight", text, "10 to 1000, and not 0"))?;
        Ok(WeightDevice { device: device.to_vec(), weight })
    }

    /// `DEVICE:WEIGHT`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.device.as_slice(), b":", self.weight.to_string().as_bytes()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_between_10_and_1000_or_0() {
        for (value, weight) in [("/dev/sda:10", 10), ("/dev/sda:1000", 1000), ("/dev/sda:0", 0), ("/dev/sda:0100", 100)]
        {
            let read = WeightDevice::parse(value.as_bytes()).expect(value);
            assert_eq!(read, WeightDevice { device: b"/dev/sda".to_vec(), weight }, "{value}");
            assert_eq!(WeightDevice::parse(&read.to_bytes()), Ok(read));
        }
        for value in [
            "",
            "/dev/sda",
            "/dev/sda:",
            "/dev/sda:9",
            "/dev/sda:1001",
            "/dev/sda:65546",
            "/dev/sda:-1",
            "/sda:10",
            "/dev/sda:0x10",
        ] {
            assert!(WeightDevice::parse(value.as_bytes()).is_err(), "{value}");
        }
    }
}
