//! `--security-opt`: seccomp, AppArmor, SELinux, no-new-privileges, hidden system paths.
//!
//! `seccomp=unconfined` -> no seccomp filter; `seccomp=/etc/s.json` -> the filter that docker's client reads from that
//! file.
//!
//! `KEY=VALUE`; `KEY:VALUE` where there is no `=`. docker's client reads the file of `seccomp` itself, takes
//! `systempaths=unconfined` (exactly so) itself and sends everything else on to an engine with a closed list; podman has
//! a closed list. What no engine knows is [`SecurityOpt::Other`], which docker's client accepts. Sources: docker run
//! reference, podman-run(1), checked against docker 28.2.2; docker 20.10 takes `builtin` for a file.

use super::cut::cut;
use super::{Dialect, ValueError, number};

/// One value of `--security-opt`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SecurityOpt {
    /// The AppArmor profile, `unconfined` for none.
    AppArmor(Vec<u8>),
    /// An SELinux label option such as `disable`, `type:spc_t`, podman's `nested`.
    Label(Vec<u8>),
    /// Paths that are hidden besides (podman), separated by colons as written.
    Mask(Vec<u8>),
    /// Whether processes may gain privileges by set-user-id programs: not if `true`.
    NoNewPrivileges(bool),
    /// Options of the mount of `/proc` (podman), separated by commas as written.
    ProcOpts(Vec<u8>),
    /// Which system calls are allowed.
    Seccomp(Seccomp),
    /// No system paths are hidden or read-only.
    SystemPathsUnconfined,
    /// Paths that are no longer hidden (podman), `ALL` for all, separated by colons as written.
    Unmask(Vec<u8>),
    /// Whether the container may write its cgroups (docker 28).
    WritableCgroups(bool),
    /// Anything else, as written.
    Other(Vec<u8>),
}

/// A seccomp filter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Seccomp {
    /// The engine's own (docker).
    Builtin,
    /// That of a file: docker's client reads it, podman's engine does.
    File(Vec<u8>),
    /// None.
    Unconfined,
}

impl SecurityOpt {
    /// Reads a value of `--security-opt`.
    ///
    /// # Errors
    /// If there is no value where one is needed; for podman also if the key is not known, or the value none of its.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<SecurityOpt, ValueError> {
        let (key, text) = match cut(value, b'=') {
            (key, Some(text)) => (key, Some(text)),
            (_, None) => cut(value, b':'),
        };
        if dialect.is_podman() { podman(key, text, value) } else { docker(key, text, value) }
    }

    /// The value in the form that its dialect reads back the same.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let pair = |key: &str, value: &[u8]| [key.as_bytes(), b"=", value].concat();
        match self {
            SecurityOpt::AppArmor(profile) => pair("apparmor", profile),
            SecurityOpt::Label(label) => pair("label", label),
            SecurityOpt::Mask(paths) => pair("mask", paths),
            SecurityOpt::NoNewPrivileges(true) => b"no-new-privileges".to_vec(),
            SecurityOpt::NoNewPrivileges(false) => pair("no-new-privileges", b"false"),
            SecurityOpt::ProcOpts(options) => pair("proc-opts", options),
            SecurityOpt::Seccomp(Seccomp::Builtin) => pair("seccomp", b"builtin"),
            SecurityOpt::Seccomp(Seccomp::File(path)) => pair("seccomp", path),
            SecurityOpt::Seccomp(Seccomp::Unconfined) => pair("seccomp", b"unconfined"),
            SecurityOpt::SystemPathsUnconfined => pair("systempaths", b"unconfined"),
            SecurityOpt::Unmask(paths) => pair("unmask", paths),
            SecurityOpt::WritableCgroups(given) => pair("writable-cgroups", given.to_string().as_bytes()),
            SecurityOpt::Other(written) => written.clone(),
        }
    }
}

fn docker(key: &[u8], text: Option<&[u8]>, written: &[u8]) -> Result<SecurityOpt, ValueError> {
    let other = || SecurityOpt::Other(written.to_vec());
    let switch = |text| number::parse_bool(text);
    Ok(match (key, text) {
        (b"no-new-privileges", None) => SecurityOpt::NoNewPrivileges(true),
        (b"no-new-privileges", Some(text)) => switch(text).map_or_else(|_| other(), SecurityOpt::NoNewPrivileges),
        (_, None | Some(b"")) => return Err(ValueError::invalid("security option", written, "of the form KEY=VALUE")),
        (b"apparmor", Some(profile)) => SecurityOpt::AppArmor(profile.to_vec()),
        (b"label", Some(label)) => SecurityOpt::Label(label.to_vec()),
        (b"seccomp", Some(b"builtin")) => SecurityOpt::Seccomp(Seccomp::Builtin),
        (b"seccomp", Some(b"unconfined")) => SecurityOpt::Seccomp(Seccomp::Unconfined),
        (b"seccomp", Some(path)) => SecurityOpt::Seccomp(Seccomp::File(path.to_vec())),
        (b"writable-cgroups", Some(text)) => switch(text).map_or_else(|_| other(), SecurityOpt::WritableCgroups),
        // With a colon it would be sent on, and refused by the engine.
        _ if written == b"systempaths=unconfined" => SecurityOpt::SystemPathsUnconfined,
        _ => other(),
    })
}

fn podman(key: &[u8], text: Option<&[u8]>, written: &[u8]) -> Result<SecurityOpt, ValueError> {
    let value = |text: &[u8]| text.to_vec();
    Ok(match (key, text) {
        (b"no-new-privileges", None) => SecurityOpt::NoNewPrivileges(true),
        (b"no-new-privileges", Some(text)) => SecurityOpt::NoNewPrivileges(number::parse_bool(text)?),
        (_, None) => return Err(ValueError::invalid("security option", written, "of the form KEY=VALUE")),
        (b"apparmor", Some(text)) => SecurityOpt::AppArmor(value(text)),
        (b"label", Some(text)) => SecurityOpt::Label(value(text)),
        (b"mask", Some(text)) => SecurityOpt::Mask(value(text)),
        (b"proc-opts", Some(text)) => SecurityOpt::ProcOpts(value(text)),
        (b"seccomp", Some(b"unconfined")) => SecurityOpt::Seccomp(Seccomp::Unconfined),
        (b"seccomp", Some(text)) => SecurityOpt::Seccomp(Seccomp::File(value(text))),
        (b"systempaths", Some(b"unconfined")) => SecurityOpt::SystemPathsUnconfined,
        (b"systempaths", Some(text)) => return Err(ValueError::invalid("systempaths", text, "`unconfined`")),
        (b"unmask", Some(text)) => SecurityOpt::Unmask(value(text)),
        _ => return Err(ValueError::unknown("security option", key)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use SecurityOpt::{AppArmor, Label, Mask, NoNewPrivileges, Other, SystemPathsUnconfined, Unmask, WritableCgroups};

    fn accepted(dialect: Dialect, table: &[(&str, SecurityOpt)]) {
        for (value, expected) in table {
            let read = SecurityOpt::parse(value.as_bytes(), dialect).expect(value);
            assert_eq!(read, *expected, "{value}");
            assert_eq!(SecurityOpt::parse(&read.to_bytes(), dialect), Ok(read), "{value}");
        }
    }

    #[test]
    fn docker_reads_what_its_engine_knows_and_sends_the_rest_on() {
        accepted(
            Dialect::Docker,
            &[
                ("no-new-privileges", NoNewPrivileges(true)),
                ("no-new-privileges:true", NoNewPrivileges(true)),
                ("no-new-privileges=0", NoNewPrivileges(false)),
                ("no-new-privileges=", Other(b"no-new-privileges=".to_vec())),
                ("apparmor=unconfined", AppArmor(b"unconfined".to_vec())),
                ("apparmor:x", AppArmor(b"x".to_vec())),
                ("label=type:spc_t", Label(b"type:spc_t".to_vec())),
                ("label:disable", Label(b"disable".to_vec())),
                ("seccomp=unconfined", SecurityOpt::Seccomp(Seccomp::Unconfined)),
                ("seccomp:unconfined", SecurityOpt::Seccomp(Seccomp::Unconfined)),
                ("seccomp=builtin", SecurityOpt::Seccomp(Seccomp::Builtin)),
                ("seccomp=/etc/shadow", SecurityOpt::Seccomp(Seccomp::File(b"/etc/shadow".to_vec()))),
                ("seccomp:a=b", Other(b"seccomp:a=b".to_vec())),
                ("systempaths=unconfined", SystemPathsUnconfined),
                ("systempaths:unconfined", Other(b"systempaths:unconfined".to_vec())),
                ("writable-cgroups=true", WritableCgroups(true)),
                ("unmask=ALL", Other(b"unmask=ALL".to_vec())),
                ("=x", Other(b"=x".to_vec())),
                ("Seccomp=unconfined", Other(b"Seccomp=unconfined".to_vec())),
            ],
        );
        for value in ["", "x", "seccomp", "seccomp=", "apparmor:", "label="] {
            assert!(SecurityOpt::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
        }
    }

    #[test]
    fn podman_has_a_closed_list() {
        accepted(
            Dialect::Podman5,
            &[
                ("no-new-privileges", NoNewPrivileges(true)),
                ("no-new-privileges:f", NoNewPrivileges(false)),
                ("unmask=ALL", Unmask(b"ALL".to_vec())),
                ("mask=/a:/b", Mask(b"/a:/b".to_vec())),
                ("proc-opts=hidepid=2", SecurityOpt::ProcOpts(b"hidepid=2".to_vec())),
                ("systempaths:unconfined", SystemPathsUnconfined),
                ("seccomp=builtin", SecurityOpt::Seccomp(Seccomp::File(b"builtin".to_vec()))),
                ("apparmor=", AppArmor(Vec::new())),
            ],
        );
        for value in ["", "x", "x=y", "seccomp", "systempaths=x", "no-new-privileges=", "writable-cgroups=true"] {
            assert!(SecurityOpt::parse(value.as_bytes(), Dialect::Podman5).is_err(), "{value}");
        }
    }
}
