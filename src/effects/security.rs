//! What protects the host from the container: capabilities, privilege, security options, kernel parameters.
//!
//! `docker run --cap-add sys_admin --security-opt seccomp=unconfined img` -> the capability `CAP_SYS_ADMIN` added; the
//! security option seccomp `unconfined`.

use super::Effects;
use super::asked::{Asked, Setting, replace_keyed};
use super::files::FileAccess;
use super::given::Given;
use super::mounts::engine_socket;
use crate::values::{Capability, Seccomp, SecurityOpt, Sysctl, ValueError};

/// Capabilities, privilege, security options, kernel parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Security {
    /// Capabilities added to the engine's default.
    pub added: Vec<Asked<Capability>>,
    /// Capabilities dropped from it.
    pub dropped: Vec<Asked<Capability>>,
    /// All capabilities, devices, and no confinement.
    pub privileged: Asked<bool>,
    /// Whether processes are kept from gaining privileges by set-user-id programs: what the last such option says.
    pub no_new_privileges: Asked<bool>,
    /// All security options, in order.
    pub options: Vec<Asked<SecurityOpt>>,
    /// Kernel parameters; of a key the last.
    pub sysctls: Vec<Asked<Sysctl>>,
    /// The engine's socket and the caller's registry credentials inside the container (docker 28.2).
    pub api_socket: Asked<bool>,
    /// How podman chooses a seccomp profile.
    pub seccomp_policy: Asked<Setting<Vec<u8>>>,
    /// The execution domain (podman's `--personality`).
    pub personality: Asked<Setting<Vec<u8>>>,
}

/// Takes the options of the classes `Capability`, `Privilege`, `Security` and `Sysctl`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let security = &mut effects.security;
    match given.name {
        b"cap-add" => given.add(&mut security.added, Capability::parse)?,
        b"cap-drop" => given.add(&mut security.dropped, Capability::parse)?,
        b"privileged" => security.privileged = given.asked(given.switch()?),
        b"use-api-socket" => {
            security.api_socket = given.asked(given.switch()?);
            if security.api_socket.value {
                effects.mounts.mounted.push(given.asked(engine_socket()));
            }
        }
        b"security-opt" => {
            for element in given.elements()? {
                let option = SecurityOpt::parse(&element, given.dialect)?;
                match &option {
                    SecurityOpt::NoNewPrivileges(on) => security.no_new_privileges = given.asked(*on),
                    SecurityOpt::Seccomp(Seccomp::File(path)) => {
                        effects.files.touch(path, FileAccess::Read, given.at);
                    }
                    SecurityOpt::AppArmor(_)
                    | SecurityOpt::Label(_)
                    | SecurityOpt::Mask(_)
                    | SecurityOpt::ProcOpts(_)
                    | SecurityOpt::Seccomp(Seccomp::Builtin | Seccomp::Unconfined)
                    | SecurityOpt::SystemPathsUnconfined
                    | SecurityOpt::Unmask(_)
                    | SecurityOpt::WritableCgroups(_)
                    | SecurityOpt::Other(_) => {}
                }
                security.options.push(given.asked(option));
            }
        }
        b"sysctl" => {
            for element in given.elements()? {
                let sysctl = given.asked(Sysctl::parse(&element, given.dialect)?);
                replace_keyed(&mut security.sysctls, sysctl, |a, b| a.key == b.key);
            }
        }
        b"seccomp-policy" => security.seccomp_policy = given.setting(),
        b"personality" => security.personality = given.setting(),
        b"systemd" => return super::lifetime::take(effects, given),
        b"disable-content-trust" => effects.images.take_trust(given)?,
        _ => return Ok(false),
    }
    Ok(true)
}
