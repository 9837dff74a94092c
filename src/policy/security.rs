//! Capabilities, privilege, security options and kernel parameters.
//!
//! `--cap-add sys_admin` is denied unless `capabilities` lists `SYS_ADMIN`; `--privileged` always: a policy that allowed it
//! would allow everything.

use super::{Entry, Judge};
use crate::argv::quote;
use crate::effects::{Security, Setting};
use crate::values::{Seccomp, SecurityOpt};

pub(super) fn judge(judge: &mut Judge<'_, '_>, security: &Security) {
    // What is dropped takes away, and what `no_new_privileges` says is required where it must be.
    let Security {
        added,
        dropped: _,
        privileged,
        no_new_privileges: _,
        options,
        sysctls,
        api_socket,
        seccomp_policy,
        personality,
    } = security;
    let allow = judge.allow();
    for capability in added {
        let name = capability.value.to_string();
        if judge.granted(capability.at) || allow.capabilities.has(&name) {
            continue;
        }
        let listed: Vec<&str> = allow.capabilities.entries.iter().map(|entry| entry.text.as_str()).collect();
        let remedy = "do without it, or ask the site to list it";
        let denied = judge.deny("capability", &name, capability.at, "is not listed in `capabilities`", remedy);
        denied.nearest = (!listed.is_empty()).then(|| listed.join(", "));
        denied.place = allow.capabilities.at.unwrap_or(allow.at);
        denied.allowed_by(Entry::listed("capabilities", name.as_bytes()));
    }
    if privileged.value {
        let why = "gives the container the whole machine";
        let remedy = "ask for the capability or device that is needed";
        judge.refuse("privileged", "--privileged", privileged.at, why, remedy);
    }
    for option in options {
        match &option.value {
            SecurityOpt::NoNewPrivileges(true) => {}
            SecurityOpt::Seccomp(Seccomp::File(path)) => {
                let why = "is a file of the caller's choice";
                let shown = quote::long_bytes(path);
                judge.refuse("seccomp filter", &shown, option.at, why, "let the site name the file in a rule");
            }
            // `seccomp=builtin` too: the engine's own filter may be wider than the one that the site gave its engine.
            other => {
                let text = other.to_bytes();
                judge.listed("security option", "security_opts", &allow.security_opts, &text, option.at);
            }
        }
    }
    for sysctl in sysctls {
        judge.listed("kernel parameter", "sysctls", &allow.sysctls, &sysctl.value.key, sysctl.at);
    }
    if api_socket.value {
        let why = "puts the engine's socket and all credentials into the container";
        judge.refuse("engine socket", "--use-api-socket", api_socket.at, why, "remove it");
    }
    for (effect, asked) in [("seccomp policy", seccomp_policy), ("personality", personality)] {
        if let Setting::To(text) = &asked.value {
            let shown = quote::long_bytes(text);
            judge.refuse(effect, &shown, asked.at, "is the site's to choose", "remove it");
        }
    }
}
