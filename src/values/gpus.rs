//! `--gpus`: GPUs for the container, as docker asks for them.
//!
//! `"device=0,2",capabilities=utility` -> the GPUs `0` and `2`, with the capability `utility` beside `gpu`.
//!
//! One record of CSV: `all` or a number alone is a count, else `KEY=VALUE` of the keys `count device driver capabilities
//! options`, each once. Unquoted, `device=0,1` is the GPU `0` and a count of 1, because the comma ends the field. Without
//! count and devices the count is 1. podman makes a CDI name of its text. Source: docker run reference,
//! checked against docker 28.2.2.

use std::collections::BTreeSet;

use super::cut::cut;
use super::number::parse_decimal;
use super::{ValueError, csv};

/// One value of docker's `--gpus`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Gpus {
    /// How many, -1 for all; `None` if not said, which is 1 without devices.
    pub count: Option<i64>,
    /// Which ones, by number or id; `None` if not said.
    pub devices: Option<Vec<Vec<u8>>>,
    /// The driver, empty for the default.
    pub driver: Vec<u8>,
    /// Capabilities beside `gpu`, which is always asked for; `None` if not said.
    pub capabilities: Option<Vec<Vec<u8>>>,
    /// Options of the driver, `KEY=VALUE` or `KEY` each, as written.
    pub options: Vec<Vec<u8>>,
}

impl Gpus {
    /// Reads docker's value of `--gpus`.
    ///
    /// # Errors
    /// If the CSV is wrong, a key is not known or repeated, or a count is no number.
    pub fn parse(value: &[u8]) -> Result<Gpus, ValueError> {
        let fields = csv::first_record(value)?;
        let mut gpus = Gpus::default();
        let mut seen = BTreeSet::new();
        for field in &fields {
            let (key, value) = cut(field, b'=');
            if !seen.insert(key) {
                return Err(ValueError::duplicate("gpu key", key));
            }
            match (key, value) {
                (count, None) => {
                    gpus.count = Some(count_of(count)?);
                    seen.insert(b"count");
                }
                (b"count", Some(count)) => gpus.count = Some(count_of(count)?),
                (b"device", Some(devices)) => gpus.devices = Some(texts(devices)),
                (b"driver", Some(driver)) => gpus.driver = driver.to_vec(),
                (b"capabilities", Some(capabilities)) => gpus.capabilities = Some(texts(capabilities)),
                (b"options", Some(options)) => gpus.options = csv::first_record(options)?,
                _ => return Err(ValueError::unknown("gpu key", key)),
            }
        }
        Ok(gpus)
    }

    /// How many GPUs are asked for, -1 for all; `None` if they are named.
    #[must_use]
    pub fn effective_count(&self) -> Option<i64> {
        self.count.or(if self.devices.is_none() { Some(1) } else { None })
    }

}

fn count_of(text: &[u8]) -> Result<i64, ValueError> {
    if text == b"all" { Ok(-1) } else { parse_decimal(text, "gpu count") }
}

fn texts(list: &[u8]) -> Vec<Vec<u8>> {
    list.split(|byte| *byte == b',').map(<[u8]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gpus(value: &str) -> Gpus {
        Gpus::parse(value.as_bytes()).expect(value)
    }

    fn devices(list: &[&str]) -> Vec<Vec<u8>> {
        list.iter().map(|device| device.as_bytes().to_vec()).collect()
    }

    #[test]
    fn all_and_numbers_are_counts() {
        for (value, count) in [
            ("all", -1),
            ("2", 2),
            ("-1", -1),
            ("0", 0),
            ("+3", 3),
            ("count=all", -1),
            ("count=2", 2),
            ("count=2,all", -1),
            ("1,2", 2),
        ] {
            assert_eq!(gpus(value).effective_count(), Some(count), "{value}");
        }
        assert_eq!(gpus("driver=nvidia").effective_count(), Some(1));
        assert_eq!(gpus("driver=").effective_count(), Some(1));
    }

    #[test]
    fn an_unquoted_second_device_is_a_count() {
        let unquoted = gpus("device=0,1");
        assert_eq!((unquoted.devices, unquoted.count), (Some(devices(&["0"])), Some(1)));
        let quoted = gpus("\"device=0,1\"");
        assert_eq!(
            (quoted.devices.clone(), quoted.count, quoted.effective_count()),
            (Some(devices(&["0", "1"])), None, None)
        );
        assert_eq!(gpus("device=").devices, Some(devices(&[""])));
    }

    #[test]
    fn capabilities_options_and_driver_are_kept() {
        let all = gpus("all,driver=nvidia,\"capabilities=utility,compute\",\"options=a=1,b\"");
        assert_eq!(all.capabilities, Some(devices(&["utility", "compute"])));
        assert_eq!(all.options, [b"a=1".to_vec(), b"b".to_vec()]);
        assert_eq!(all.driver, b"nvidia");
        assert_eq!(gpus("capabilities=").capabilities, Some(devices(&[""])));
    }

    #[test]
    fn unknown_and_repeated_keys_and_bad_counts_are_refused() {
        for value in [
            "",
            "\n",
            "x",
            "all,all",
            "1,count=2",
            "device=0,device=1",
            "gpu=1",
            "count=x",
            "count=",
            "1.5",
            "0x1",
            "ALL",
            "Device=0",
            "all,",
            "options=",
            "device=0,GPU-1",
            "device=\"0,1\"",
        ] {
            assert!(Gpus::parse(value.as_bytes()).is_err(), "{value}");
        }
    }

}
