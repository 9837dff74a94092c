//! `--device`: a device of the host, or a name of the Container Device Interface (CDI).
//!
//! `/dev/fuse:/dev/fuse:rw` -> the host's `/dev/fuse` at the same path, to read and write, not to make nodes.
//!
//! A value `VENDOR/CLASS=NAME` is a CDI name, which may bring any devices, mounts and hooks. Any other is
//! `SOURCE[:TARGET][:rwm]`; a second section that is a set of the letters `r w m` is the access, not a target. docker
//! wants an absolute target (not source), podman a target that begins with `/`. A directory stands for all devices
//! below it. Sources: docker run reference, podman-run(1), the CDI specification; checked against docker 28.2.2, which
//! crashes on a vendor or class of one letter (refused here). docker 20.10 knows no CDI names.

use super::cut::cut;
use super::path::clean;
use super::{Dialect, ValueError};

/// One value of `--device`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Device {
    /// A CDI name, as written.
    Cdi(CdiName),
    /// A device file, or a directory of them.
    Path(DevicePath),
}

/// `VENDOR/CLASS=NAME`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CdiName {
    /// Who describes the device, such as `nvidia.com`.
    pub vendor: String,
    /// What it is, such as `gpu`.
    pub class: String,
    /// Which one, such as `0` or `all`.
    pub name: String,
}

/// A device file by path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DevicePath {
    /// Path on the host, as the client sends it.
    pub source: Vec<u8>,
    /// Path in the container, as the client sends it.
    pub target: Vec<u8>,
    /// May be read.
    pub read: bool,
    /// May be written.
    pub write: bool,
    /// Nodes of it may be made.
    pub mknod: bool,
}

impl Device {
    /// Reads a value of `--device`.
    ///
    /// # Errors
    /// If the source is empty, the target not absolute, the access not a set of `r`, `w`, `m`, or there are more than
    /// three sections.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<Device, ValueError> {
        if let Some(name) = CdiName::parse(value) {
            return Ok(Device::Cdi(name));
        }
        if CdiName::crashes(value) {
            return Err(ValueError::invalid("device", value, "readable by the client, which crashes on it"));
        }
        let sections: Vec<&[u8]> = value.splitn(4, |byte| *byte == b':').collect();
        let (source, target, access) = match *sections.as_slice() {
            [source] => (source, None, ALL),
            [source, access] if Access::parse(access).is_some() => (source, None, Access::parse(access).unwrap_or(ALL)),
            [source, target] => (source, Some(target), ALL),
            // podman lets a set of letters in the second place win over the third.
            [source, access, ignored] if dialect.is_podman() && Access::parse(access).is_some() => {
                Access::parse(ignored).ok_or_else(|| bad_access(ignored))?;
                (source, None, Access::parse(access).unwrap_or(ALL))
            }
            [source, target, access] => {
                (source, Some(target), Access::parse(access).ok_or_else(|| bad_access(access))?)
            }
            _ => return Err(ValueError::TooMany { part: "sections between colons", limit: 3 }),
        };
        if source.is_empty() {
            return Err(ValueError::Empty { part: "device" });
        }
        if target.is_some() || !dialect.is_podman() {
            let path = target.unwrap_or(source);
            if path.first() != Some(&b'/') {
                return Err(ValueError::invalid("device path in the container", path, "an absolute path"));
            }
        }
        let (source, target) = match (target, dialect, sections.len()) {
            (None, Dialect::Docker, _) => (clean(source), clean(source)),
            (None, _, _) => (source.to_vec(), source.to_vec()),
            // docker cleans the target only where no access is written.
            (Some(target), Dialect::Docker, 2) => (source.to_vec(), clean(target)),
            (Some(target), _, _) => (source.to_vec(), target.to_vec()),
        };
        let Access { read, write, mknod } = access;
        Ok(Device::Path(DevicePath { source, target, read, write, mknod }))
    }

    /// The value: the CDI name, or source, target and access, all three written out but for podman's relative paths,
    /// which can have no target.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Device::Cdi(CdiName { vendor, class, name }) => format!("{vendor}/{class}={name}").into_bytes(),
            Device::Path(path) => {
                let mut value = path.source.clone();
                if path.target.first() == Some(&b'/') {
                    value.extend([b":", path.target.as_slice()].concat());
                } else if path.read && path.write && path.mknod {
                    // More could make a CDI name of it.
                    return value;
                }
                value.push(b':');
                let letters = [(path.read, b'r'), (path.write, b'w'), (path.mknod, b'm')];
                value.extend(letters.iter().filter(|(given, _)| *given).map(|(_, letter)| letter));
                value
            }
        }
    }
}

impl CdiName {
    /// The CDI name that `value` is, if it is one.
    #[must_use]
    pub fn parse(value: &[u8]) -> Option<CdiName> {
        let (vendor, class, name) = cdi_parts(value)?;
        let ends = |end: Option<&u8>| end.is_some_and(u8::is_ascii_alphanumeric);
        let inner = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(byte);
        if !is_cdi_word(vendor)
            || !is_cdi_word(class)
            || !ends(name.first())
            || !ends(name.last())
            || !name.iter().all(inner)
        {
            return None;
        }
        let text = |bytes: &[u8]| str::from_utf8(bytes).map(str::to_owned).ok();
        Some(CdiName { vendor: text(vendor)?, class: text(class)?, name: text(name)? })
    }

    /// Whether clients crash on the value: a vendor or class of one letter, which they take for a word of two ends.
    fn crashes(value: &[u8]) -> bool {
        let letter = |word: &[u8]| matches!(word, [letter] if letter.is_ascii_alphabetic());
        cdi_parts(value).is_some_and(|(vendor, class, _)| letter(vendor) || (is_cdi_word(vendor) && letter(class)))
    }
}

/// Vendor, class and name, none of them empty.
fn cdi_parts(value: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (kind, name) = cut(value, b'=');
    let (vendor, class) = cut(kind, b'/');
    let parts = (vendor, class?, name?);
    let empty = parts.0.is_empty() || parts.1.is_empty() || parts.2.is_empty();
    if empty { None } else { Some(parts) }
}

/// A letter, then letters, digits, `_`, `-` and `.`, and a letter or digit at the end.
fn is_cdi_word(text: &[u8]) -> bool {
    let inner = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    text.len() > 1
        && text.first().is_some_and(u8::is_ascii_alphabetic)
        && text.last().is_some_and(u8::is_ascii_alphanumeric)
        && text.iter().all(inner)
}

/// A set of the letters `r`, `w`, `m`.
#[derive(Clone, Copy)]
struct Access {
    read: bool,
    write: bool,
    mknod: bool,
}

const ALL: Access = Access { read: true, write: true, mknod: true };

impl Access {
    /// A set of at least one letter, none of them twice.
    fn parse(text: &[u8]) -> Option<Access> {
        let mut access = Access { read: false, write: false, mknod: false };
        for letter in text {
            let given = match letter {
                b'r' => &mut access.read,
                b'w' => &mut access.write,
                b'm' => &mut access.mknod,
                _ => return None,
            };
            if std::mem::replace(given, true) {
                return None;
            }
        }
        (!text.is_empty()).then_some(access)
    }
}

fn bad_access(text: &[u8]) -> ValueError {
    ValueError::invalid("device access", text, "a set of the letters r, w and m")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(value: &str, dialect: Dialect) -> String {
        let device = Device::parse(value.as_bytes(), dialect).expect(value);
        let bytes = device.to_bytes();
        assert_eq!(Device::parse(&bytes, dialect), Ok(device), "{value}");
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn docker_reads_source_target_and_access() {
        for (value, expected) in [
            ("/dev/fuse", "/dev/fuse:/dev/fuse:rwm"),
            ("/dev/fuse:r", "/dev/fuse:/dev/fuse:r"),
            ("/dev/fuse:mr", "/dev/fuse:/dev/fuse:rm"),
            ("/dev/a:/dev/b", "/dev/a:/dev/b:rwm"),
            ("/dev/a:/dev/b:w", "/dev/a:/dev/b:w"),
            ("//dev/./a/", "/dev/a:/dev/a:rwm"),
            ("/dev/../sda:r", "/sda:/sda:r"),
            ("/dev//a:/dev//b", "/dev//a:/dev/b:rwm"),
            ("/dev//a:/dev//b:r", "/dev//a:/dev//b:r"),
            ("dev/a:/dev/b", "dev/a:/dev/b:rwm"),
        ] {
            assert_eq!(canonical(value, Dialect::Docker), expected, "{value}");
        }
    }

    #[test]
    fn docker_refuses_relative_targets_and_bad_access() {
        for value in [
            "",
            ":",
            "a",
            "a:r",
            "/dev/a:",
            "/dev/a:b",
            "/dev/a:rr",
            "/dev/a::r",
            "/dev/a:/dev/b:",
            "/dev/a:/dev/b:x",
            "/dev/a:rwm:r",
            "/a:/b:r:w",
            ":/dev/a",
        ] {
            assert!(Device::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
        }
    }

    #[test]
    fn a_vendor_class_and_name_are_a_cdi_name() {
        for value in ["nvidia.com/gpu=all", "nvidia.com/gpu=0:1", "v_1/c-1=0", "ab/cd=e"] {
            assert!(matches!(Device::parse(value.as_bytes(), Dialect::Docker), Ok(Device::Cdi(_))), "{value}");
            assert_eq!(canonical(value, Dialect::Docker), value);
        }
        for value in ["1a/gpu=0", "ab/gpu=", "ab/gpu", "ab=cd", "ab/cd=e-", "ab/cd=é", "a/cd=e", "ab/c=d", "ab-/cd=e"]
        {
            assert!(Device::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
        }
        assert!(matches!(Device::parse(b"/ab/cd=e", Dialect::Docker), Ok(Device::Path(_))));
    }

    #[test]
    fn what_the_client_crashes_on_is_refused_also_with_a_target() {
        for value in ["a/bb=c:/x", "aa/b=c/d:/x", "a/b=c"] {
            assert!(Device::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
        }
        for value in ["1/bb=c:/x", "a-/b=c:/x", "aa/1=c:/x"] {
            assert!(matches!(Device::parse(value.as_bytes(), Dialect::Docker), Ok(Device::Path(_))), "{value}");
        }
    }

    #[test]
    fn podman_wants_a_source_and_an_absolute_target() {
        for (value, expected) in [
            ("/dev/a", "/dev/a:/dev/a:rwm"),
            ("/dev/a:/dev//b:r", "/dev/a:/dev//b:r"),
            ("/dev/a:r:w", "/dev/a:/dev/a:r"),
            ("a", "a"),
            ("a:r", "a:r"),
        ] {
            let device = Device::parse(value.as_bytes(), Dialect::Podman5).expect(value);
            assert_eq!(device.to_bytes(), expected.as_bytes(), "{value}");
        }
        for value in ["", ":r", "/dev/a:b", "/dev/a::r", "/dev/a:/dev/b:x", "/a:/b:r:w"] {
            assert!(Device::parse(value.as_bytes(), Dialect::Podman5).is_err(), "{value}");
        }
    }
}
