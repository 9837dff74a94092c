//! The engine, how it is reached, and programs on the host.
//!
//! `docker -H tcp://other create img` is denied: the site says which engine answers.

use super::Judge;
use crate::argv::quote;
use crate::effects::{Engine, ProgramKind, Programs, Setting, Tls};

pub(super) fn judge(judge: &mut Judge<'_, '_>, engine: &Engine, programs: &Programs) {
    let Engine { hosts, contexts, remote, config, tls, options, credentials } = engine;
    let remedy = "remove it: the profile says which engine answers";
    for host in hosts {
        judge.refuse("engine address", &quote::long_bytes(&host.value), host.at, "leads to another engine", remedy);
    }
    for context in contexts {
        let shown = quote::long_bytes(&context.value);
        judge.refuse("engine context", &shown, context.at, "leads to another engine", remedy);
    }
    if let Setting::To(true) = remote.value {
        judge.refuse("remote mode", "--remote", remote.at, "leads to another engine", remedy);
    }
    if let Setting::To(path) = &config.value {
        let why = "chooses plugins and credential helpers, which are programs";
        judge.refuse("client configuration", &quote::long_bytes(path), config.at, why, "remove it");
    }
    if tls.value != Tls::Default {
        judge.refuse("TLS", "options", tls.at, "say how the engine is reached", remedy);
    }
    for option in options {
        let shown = super::show_option(&option.value);
        judge.refuse("engine option", &shown, option.at, "is the site's to choose", "remove it");
    }
    for option in credentials {
        let shown = quote::long_bytes(&option.value.name);
        let why = "is on a command line, where all users of the machine can read it";
        judge.refuse("credential", &shown, option.at, why, "log in from a terminal, or through standard input");
    }
    let allow = judge.allow();
    for program in &programs.list {
        let name = &program.value.name;
        let shown = quote::long_bytes(name);
        let effect = match program.value.kind {
            ProgramKind::Runtime => {
                judge.listed("runtime", "runtimes", &allow.runtimes, name, program.at);
                continue;
            }
            ProgramKind::Conmon => "monitor program",
            ProgramKind::Configuration => "configuration",
            ProgramKind::Hooks => "hook",
            ProgramKind::Init => "init program",
            ProgramKind::NetworkDriver => "network driver",
            ProgramKind::Plugin => "plugin",
            ProgramKind::ProcessList => "`ps` with words",
            ProgramKind::RuntimeFlag => "runtime option",
            ProgramKind::Ssh => "ssh program",
            ProgramKind::Storage => "storage program",
            ProgramKind::VolumeDriver => "volume driver",
        };
        judge.refuse(effect, &shown, program.at, "runs or chooses a program on the host", "do without it");
    }
}
