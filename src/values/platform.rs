//! `--platform`: for which system and processor the image is to be.
//!
//! `linux/arm64/v8` -> linux, arm64; `aarch64` -> arm64 on the client's own system.
//!
//! One to three parts: a system or a processor alone, `OS/ARCH`, `OS/ARCH/VARIANT`; the system may have a version,
//! `windows(10.0.17763)`. Names are folded and common ones translated (`x86_64` is `amd64`). Source: the platform
//! specifiers of containerd, checked against docker 28.2.2; docker 20.10 knows no version behind the system, podman reads the common
//! forms alike.

use std::fmt;

use super::ValueError;
use super::cut::cut;

/// One value of `--platform`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Platform {
    /// The system such as `linux`; `None` for the client's own.
    pub os: Option<String>,
    /// The version behind the system, if one is given.
    pub os_version: Option<String>,
    /// The processor such as `amd64`; `None` for the client's own.
    pub arch: Option<String>,
    /// The variant of the processor such as `v7`, if it matters.
    pub variant: Option<String>,
}

const SYSTEMS: [&str; 17] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
];

const PROCESSORS: [&str; 24] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "arm64",
    "arm64be",
    "armbe",
    "loong64",
    "mips",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "mipsle",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

impl Platform {
    /// Reads a value of `--platform`; an empty one asks for nothing.
    ///
    /// # Errors
    /// If a part has characters it must not have, a single part is neither a system nor a processor, or there are more
    /// than three parts.
    pub fn parse(value: &[u8]) -> Result<Platform, ValueError> {
        let nothing = Platform { os: None, os_version: None, arch: None, variant: None };
        if value.is_empty() {
            return Ok(nothing);
        }
        let parts: Vec<&[u8]> = value.splitn(4, |byte| *byte == b'/').collect();
        let &[first, ref others @ ..] = parts.as_slice() else { return Ok(nothing) };
        let (os, os_version) = system(first)?;
        if let Some(part) = others.iter().find(|part| !is_word(part)) {
            return Err(ValueError::invalid("platform part", part, "made of letters, digits and . _ -"));
        }
        let lower = |part: &[u8]| String::from_utf8_lossy(part).to_ascii_lowercase();
        match *others {
            [] if SYSTEMS.contains(&os.as_str()) => Ok(Platform { os: Some(os), os_version, ..nothing }),
            [] => {
                let (arch, variant) = processor(&lower(first), "", false);
                if os_version.is_some() || !PROCESSORS.contains(&arch.as_str()) {
                    return Err(ValueError::unknown("system or processor", first));
                }
                Ok(Platform { arch: Some(arch), variant, ..nothing })
            }
            [arch] => {
                let (arch, variant) = processor(&lower(arch), "", false);
                Ok(Platform { os: Some(os), os_version, arch: Some(arch), variant })
            }
            [arch, variant] => {
                let (arch, variant) = processor(&lower(arch), &lower(variant), true);
                Ok(Platform { os: Some(os), os_version, arch: Some(arch), variant })
            }
            _ => Err(ValueError::TooMany { part: "parts between slashes", limit: 3 }),
        }
    }
}

/// `OS/ARCH/VARIANT`, as far as they are said.
impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let os = match (&self.os, &self.os_version) {
            (Some(os), Some(version)) => format!("{os}({version})"),
            (os, _) => os.clone().unwrap_or_default(),
        };
        let parts = [Some(&os).filter(|os| !os.is_empty()), self.arch.as_ref(), self.variant.as_ref()];
        f.pad(&parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("/"))
    }
}

/// The system, folded, and its version in parentheses.
fn system(part: &[u8]) -> Result<(String, Option<String>), ValueError> {
    let bad = || ValueError::invalid("system", part, "made of letters, digits, _ and -, with an optional (VERSION)");
    let (name, version) = cut(part, b'(');
    let version = match version {
        None => None,
        Some(version) => {
            Some(version.strip_suffix(b")").filter(|version| version.is_empty() || is_word(version)).ok_or_else(bad)?)
        }
    };
    if !is_word(name) || name.contains(&b'.') {
        return Err(bad());
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let name = match text(name).to_ascii_lowercase() {
        macos if macos == "macos" => "darwin".to_owned(),
        name => name,
    };
    Ok((name, version.filter(|version| !version.is_empty()).map(text)))
}

fn is_word(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// The processor and its variant by their usual names; `given`: a variant was written.
fn processor(arch: &str, variant: &str, given: bool) -> (String, Option<String>) {
    let (arch, variant) = match (arch, variant) {
        ("i386", _) => ("386", ""),
        ("x86_64" | "x86-64" | "amd64", variant) => ("amd64", if variant == "v1" { "" } else { variant }),
        ("aarch64" | "arm64", "8" | "v8" | "v8.0") => ("arm64", ""),
        ("aarch64" | "arm64", "9" | "9.0" | "v9.0") => ("arm64", "v9"),
        ("aarch64" | "arm64", variant) => ("arm64", variant),
        ("armhf", _) | ("arm", "" | "7") => ("arm", "v7"),
        ("arm", "5") => ("arm", "v5"),
        ("armel", _) | ("arm", "6") => ("arm", "v6"),
        ("arm", "8") => ("arm", "v8"),
        (arch, variant) => (arch, variant),
    };
    let variant = match (arch, variant, given) {
        // The usual variant goes without saying, but where one is written it is sent.
        ("arm", "v7", false) => "",
        ("arm64", "", true) => "v8",
        (_, variant, _) => variant,
    };
    (arch.to_owned(), Some(variant.to_owned()).filter(|variant| !variant.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms_are_folded_and_translated() {
        for (value, written) in [
            ("", ""),
            ("linux", "linux"),
            ("LINUX/AMD64", "linux/amd64"),
            ("linux/x86_64", "linux/amd64"),
            ("aarch64", "arm64"),
            ("linux/arm64/v8", "linux/arm64/v8"),
            ("linux/arm64/8", "linux/arm64/v8"),
            ("linux/arm64", "linux/arm64"),
            ("linux/arm", "linux/arm"),
            ("linux/arm/7", "linux/arm/v7"),
            ("linux/armel", "linux/arm/v6"),
            ("armhf", "arm"),
            ("macOS", "darwin"),
            ("windows(10.0.17763)/amd64", "windows(10.0.17763)/amd64"),
            ("windows()", "windows"),
            ("x/y/z", "x/y/z"),
            ("linux/i386/x", "linux/386"),
            ("linux/amd64/v1", "linux/amd64"),
            ("linux/amd64/v3", "linux/amd64/v3"),
        ] {
            let platform = Platform::parse(value.as_bytes()).expect(value);
            assert_eq!(platform.to_string(), written, "{value}");
            assert_eq!(Platform::parse(written.as_bytes()), Ok(platform), "{value}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for value in [
            "x",
            "/",
            "linux/",
            "/amd64",
            "a/b/c/d",
            "linux/*",
            "li nux/amd64",
            "linux/é",
            "linux.x/amd64",
            "windows(1",
            "windows(a b)",
            "arm64(1)",
            "armel(1)",
        ] {
            assert!(Platform::parse(value.as_bytes()).is_err(), "{value}");
        }
    }
}
