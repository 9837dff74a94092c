//! `--cap-add`, `--cap-drop`: Linux capabilities.
//!
//! `sys_admin` -> `CAP_SYS_ADMIN`; `all` -> all of them.
//!
//! Clients fold case (of all scripts: `ſys_admın` is the same), and add the prefix. docker takes a value whole, so `a,b`
//! is one capability that does not exist; podman splits at commas. Sources: docker run reference, podman-run(1), checked
//! against docker 28.2.2 with dockerd 20.10.24. The client sends any name on; what cannot be a name is refused here.

use std::fmt;

use super::ValueError;
use super::cut::upper;

/// A capability, or all.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Capability {
    /// All capabilities.
    All,
    /// One capability by its name with the prefix `CAP_`, in upper case.
    Named(String),
}

impl Capability {
    /// Reads a capability in any case, with or without the prefix.
    ///
    /// # Errors
    /// If it is empty, or has other characters than letters, digits and `_`.
    pub fn parse(value: &[u8]) -> Result<Capability, ValueError> {
        let bad = || ValueError::invalid("capability", value, "made of letters, digits and underscores");
        let name = upper(str::from_utf8(value).map_err(|_| bad())?);
        if name == "ALL" {
            return Ok(Capability::All);
        }
        let bare = name.strip_prefix("CAP_").unwrap_or(&name);
        if bare.is_empty()
            || !bare.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        {
            return Err(bad());
        }
        Ok(Capability::Named(format!("CAP_{bare}")))
    }
}

/// The name with its prefix, or `ALL`.
impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Capability::All => "ALL",
            Capability::Named(name) => name,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_prefix_do_not_matter() {
        for value in ["SYS_ADMIN", "sys_admin", "CAP_SYS_ADMIN", "cap_Sys_Admin", "ſys_admın"] {
            assert_eq!(
                Capability::parse(value.as_bytes()),
                Ok(Capability::Named("CAP_SYS_ADMIN".to_owned())),
                "{value}"
            );
        }
        for value in ["ALL", "all", "All"] {
            assert_eq!(Capability::parse(value.as_bytes()), Ok(Capability::All), "{value}");
        }
        for capability in
            [Capability::All, Capability::Named("CAP_CAP_X".to_owned()), Capability::Named("CAP_ALL".to_owned())]
        {
            assert_eq!(Capability::parse(capability.to_string().as_bytes()), Ok(capability));
        }
    }

    #[test]
    fn what_cannot_be_a_name_is_refused() {
        for value in [
            &b""[..],
            b" ",
            b"CAP_",
            b" SYS_ADMIN",
            b"SYS_ADMIN,NET_ADMIN",
            b"SYS ADMIN",
            b"SYS-ADMIN",
            b"\xff",
            "é".as_bytes(),
        ] {
            assert!(Capability::parse(value).is_err(), "{value:?}");
        }
    }
}
