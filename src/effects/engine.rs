//! Which engine answers, with whose configuration and keys.
//!
//! `docker -H tcp://other:2376 --tlsverify=false ps` -> the engine `tcp://other:2376`, with TLS: docker only looks
//! whether the option was given.

use super::Effects;
use super::asked::{Asked, OptionText, Setting};
use super::files::FileAccess;
use super::given::Given;
use super::programs::ProgramKind;
use crate::argv::Verb;
use crate::values::ValueError;

/// The engine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Engine {
    /// Addresses in order (`-H`, podman's `--url`); docker refuses two. An empty one is the default socket, whatever
    /// the environment says.
    pub hosts: Vec<Asked<Vec<u8>>>,
    /// The stored description of an engine (`--context`, podman's `--connection`), or of
    /// a builder (`--builder`).
    pub contexts: Vec<Asked<Vec<u8>>>,
    /// Whether podman asks an engine elsewhere.
    pub remote: Asked<Setting<bool>>,
    /// The client's configuration: credentials, credential helpers, plugins.
    pub config: Asked<Setting<Vec<u8>>>,
    pub tls: Asked<Tls>,
    /// Where the engine keeps its state, and what else of it is chosen (podman's `--root`, `--storage-opt` ...).
    pub options: Vec<Asked<OptionText>>,
    /// Credentials for a registry on the line (`login`).
    pub credentials: Vec<Asked<OptionText>>,
}

/// Whether the engine is asked through TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tls {
    /// What environment and context say.
    #[default]
    Default,
    /// No (`--tls=false`).
    Off,
    /// Yes, whoever answers.
    On,
    /// Yes, and who answers is verified.
    Verified,
}

/// Takes the options of class `Engine`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let engine = &mut effects.engine;
    let text = given.text();
    match given.name {
        b"host" | b"url" => engine.hosts.push(given.asked(text.to_vec())),
        b"context" | b"connection" => {
            if !text.is_empty() || given.dialect.is_podman() {
                engine.contexts.push(given.asked(text.to_vec()));
            }
        }
        b"builder" => {
            if !text.is_empty() {
                engine.contexts.push(given.asked(text.to_vec()));
            }
        }
        b"remote" => engine.remote = given.setting_switch()?,
        b"config" => {
            engine.config = given.setting();
            effects.files.touch(text, FileAccess::Read, given.at);
            effects.programs.push(ProgramKind::Configuration, text, given.at);
        }
        b"tls" => {
            let tls = if given.switch()? { Tls::On } else { Tls::Off };
            // The other option wins: it turns TLS on by being there.
            if engine.tls.value != Tls::Verified {
                engine.tls = given.asked(tls);
            }
        }
        b"tlsverify" => {
            let tls = if given.switch()? { Tls::Verified } else { Tls::On };
            engine.tls = given.asked(tls);
        }
        b"tlscacert" | b"tlscert" | b"tlskey" | b"tls-ca" | b"tls-cert" | b"tls-key" | b"identity" => {
            effects.files.touch(unquoted(text), FileAccess::Read, given.at);
        }
        b"module" => {
            effects.programs.push(ProgramKind::Configuration, text, given.at);
            engine.options.push(given.option_text());
        }
        b"ssh" => {
            effects.programs.push(ProgramKind::Ssh, text, given.at);
            engine.options.push(given.option_text());
        }
        b"username" | b"password" | b"password-stdin" if given.verb == Verb::Login => {
            if !given.is_off() {
                engine.credentials.push(given.option_text());
            }
        }
        b"secret" if given.verb == Verb::Login => engine.credentials.push(given.option_text()),
        b"db-backend" | b"imagestore" | b"max-workers" | b"namespace" | b"network-backend" | b"root" | b"runroot"
        | b"storage-driver" | b"sync" | b"tmpdir" | b"transient-store" | b"volumepath" | b"username" | b"password"
        | b"ns" => {
            if !given.is_off() {
                engine.options.push(given.option_text());
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// docker takes one pair of quotes from the names of its TLS files.
fn unquoted(text: &[u8]) -> &[u8] {
    match text {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner,
        _ => text,
    }
}
