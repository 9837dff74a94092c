//! Files that the client itself reads or writes, with the rights of its caller.
//!
//! `docker run --env-file f --cidfile c img` -> reads `f`, creates `c`. `docker cp c:/x /tmp` -> writes `/tmp`.

use super::Effects;
use super::asked::{Asked, At};
use super::given::Given;
use crate::argv::Verb;
use crate::values::ValueError;

/// The client's files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// In the order of the line.
    pub list: Vec<Asked<ClientFile>>,
}

/// One file or directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientFile {
    /// Where.
    pub path: FilePath,
    /// What is done with it.
    pub access: FileAccess,
}

/// Where a client's file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilePath {
    /// A path as written, relative to the client's directory if it is.
    Path(Vec<u8>),
    /// The standard input or output (`-`).
    Stream,
    /// Files that only a command which is not read names: a build's context, for one.
    Unread,
}

/// What the client does with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileAccess {
    /// Reads it.
    Read,
    /// Writes it, what was there is lost.
    Write,
    /// Makes it; it must not be there.
    Create,
}

impl Files {
    /// A path, if it is not empty: an empty one is none for every option.
    pub(super) fn touch(&mut self, path: &[u8], access: FileAccess, at: At) {
        if !path.is_empty() {
            self.list.push(Asked::by(ClientFile { path: FilePath::Path(path.to_vec()), access }, at));
        }
    }

    /// A path, or `-` for a stream.
    pub(super) fn touch_or_stream(&mut self, path: &[u8], access: FileAccess, at: At) {
        if path == b"-" {
            self.list.push(Asked::by(ClientFile { path: FilePath::Stream, access }, at));
        } else {
            self.touch(path, access, at);
        }
    }

    pub(super) fn unread(&mut self, access: FileAccess, at: At) {
        self.list.push(Asked::by(ClientFile { path: FilePath::Unread, access }, at));
    }
}

/// Takes the options of class `ClientFile`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    match given.name {
        b"env-file" => return super::environment::take(effects, given),
        b"label-file" => return super::labels::take(effects, given),
        _ => {}
    }
    // Of these many say more than a path.
    if given.verb == Verb::Build && super::builds::take(effects, given)? {
        return Ok(true);
    }
    let text = given.text();
    let access = match given.name {
        b"cidfile" | b"pidfile" | b"conmon-pidfile" | b"pod-id-file" if makes_a_container(given.verb) => {
            if given.name == b"pod-id-file" { FileAccess::Read } else { FileAccess::Create }
        }
        // Of `kill`, `rm`, `stop` ... it names containers.
        b"cidfile"
        | b"pod-id-file"
        | b"authfile"
        | b"cert-dir"
        | b"compat-auth-file"
        | b"config"
        | b"decryption-key"
        | b"encryption-key"
        | b"hosts-file"
        | b"kubeconfig"
        | b"sign-by-sigstore"
        | b"sign-by-sigstore-private-key"
        | b"sign-passphrase-file"
        | b"signature-policy" => FileAccess::Read,
        b"conmon-pidfile"
        | b"pidfile"
        | b"cpu-profile"
        | b"digestfile"
        | b"health-log-destination"
        | b"iidfile"
        | b"memory-profile"
        | b"out" => FileAccess::Write,
        b"input" => {
            effects.files.touch_or_stream(text, FileAccess::Read, given.at);
            return Ok(true);
        }
        b"output" => {
            effects.files.touch_or_stream(text, FileAccess::Write, given.at);
            return Ok(true);
        }
        // The operands name the file; these say that more than the file itself is copied or written.
        b"archive" | b"follow-link" | b"extract" | b"overwrite" => {
            if !given.is_off() {
                effects.other.push(given.option_text());
            }
            return Ok(true);
        }
        _ => return Ok(false),
    };
    for path in given.elements()? {
        effects.files.touch(&path, access, given.at);
    }
    Ok(true)
}

fn makes_a_container(verb: Verb) -> bool {
    matches!(verb, Verb::Create | Verb::Run)
}
