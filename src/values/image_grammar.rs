//! The grammar of image references, part by part.
//!
//! `a/b:1` -> registry `docker.io`, path `a/b`, tag `1`.

use super::ValueError;
use super::cut::{cut, cut_last};

/// The parts of a reference that is a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Name {
    /// The registry; empty where the first component only looks like one.
    pub(super) registry: String,
    /// The name within the registry.
    pub(super) path: String,
    /// What follows the colon.
    pub(super) tag: Option<String>,
    /// What follows the at sign.
    pub(super) digest: Option<String>,
}

/// Reads a reference that is no id.
pub(super) fn named(written: &str) -> Result<Name, ValueError> {
    let bad = |part, text: &[u8], expected| Err(ValueError::invalid(part, text, expected));
    let (registry, remainder) = split_registry(written);
    let library = registry == "docker.io" && !remainder.contains('/');
    let remainder = if library { format!("library/{remainder}") } else { remainder.to_owned() };
    let (remote, _) = cut(remainder.as_bytes(), b':');
    if str::from_utf8(remote).is_ok_and(|remote| remote.to_lowercase() != remote) {
        return bad("image name", remote, "in lower case");
    }
    let (name, digest) = cut(remainder.as_bytes(), b'@');
    if let Some(digest) = digest.filter(|digest| !is_digest(digest)) {
        return bad("image digest", digest, "a sha256, sha384 or sha512 digest");
    }
    // A colon before the last slash cannot belong to a tag.
    let after_slash = cut_last(name, b'/').map_or(name, |(_, last)| last);
    let (path, tag) = match cut(after_slash, b':') {
        (_, Some(tag)) => (name.get(..name.len() - tag.len() - 1).unwrap_or(name), Some(tag)),
        (_, None) => (name, None),
    };
    if let Some(tag) = tag.filter(|tag| !is_tag(tag)) {
        return bad("image tag", tag, "up to 128 of the characters a-z A-Z 0-9 _ . -, not beginning with . or -");
    }
    if !path.split(|byte| *byte == b'/').all(is_component) {
        return bad("image name", path, "made of lower-case letters, digits and single separators . _ __ -");
    }
    let text = |bytes: &[u8]| str::from_utf8(bytes).unwrap_or_default().to_owned();
    let (registry, path) = if is_registry(registry.as_bytes()) {
        (registry.to_owned(), text(path))
    } else if is_component(registry.as_bytes()) {
        // `a_b.c/d`: taken for a registry at first, but only possible as a part of the name.
        (String::new(), format!("{registry}/{}", text(path)))
    } else {
        return bad("registry", registry.as_bytes(), "a host name or address with an optional port");
    };
    if path.len() > 255 {
        return bad("image name", path.as_bytes(), "at most 255 bytes long");
    }
    Ok(Name { registry, path, tag: tag.map(text), digest: digest.map(text) })
}

/// The registry, docker.io if none is written, and the rest.
fn split_registry(written: &str) -> (&str, &str) {
    match written.split_once('/') {
        Some(("index.docker.io", rest)) => ("docker.io", rest),
        Some((first, rest)) if first == "localhost" || first.contains(['.', ':']) || first.to_lowercase() != first => {
            (first, rest)
        }
        _ => ("docker.io", written),
    }
}

/// A host name, an IPv4 address or an IPv6 address in brackets, with an optional port.
fn is_registry(text: &[u8]) -> bool {
    let (host, port) = match text.strip_prefix(b"[") {
        Some(open) => {
            let (address, rest) = cut(open, b']');
            let is_address = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b':';
            match rest {
                Some(rest) if !address.is_empty() && address.iter().all(is_address) => cut(rest, b':'),
                _ => return false,
            }
        }
        None => cut(text, b':'),
    };
    let bracketed = text.starts_with(b"[");
    let is_host = if bracketed { host.is_empty() } else { host.split(|byte| *byte == b'.').all(is_label) };
    is_host && port.is_none_or(|port| !port.is_empty() && port.iter().all(u8::is_ascii_digit))
}

/// Letters, digits and dashes, without a dash at either end.
fn is_label(text: &[u8]) -> bool {
    let ends = [text.first(), text.last()];
    ends.iter().all(|end| end.is_some_and(u8::is_ascii_alphanumeric))
        && text.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// Letters and digits with single separators between them: one `.`, one or two `_`, any number of `-`.
fn is_component(text: &[u8]) -> bool {
    let mut separator: &[u8] = b".";
    let mut rest = text;
    while !rest.is_empty() {
        let is_word = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let word = rest.iter().position(|byte| !is_word(byte)).unwrap_or(rest.len());
        let end = rest.iter().skip(word).position(is_word).map_or(rest.len(), |length| word + length);
        separator = rest.get(word..end).unwrap_or_default();
        let known = matches!(separator, b"" | b"." | b"_" | b"__") || separator.iter().all(|byte| *byte == b'-');
        if word == 0 || !known {
            return false;
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    separator.is_empty()
}

fn is_tag(text: &[u8]) -> bool {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    text.len() <= 128
        && text.first().is_some_and(word)
        && text.iter().all(|byte| word(byte) || matches!(byte, b'.' | b'-'))
}

/// Whether it is a digest of a known algorithm.
pub(super) fn is_digest(text: &[u8]) -> bool {
    match cut(text, b':') {
        (b"sha256", Some(digits)) => is_hex(digits, 64),
        (b"sha384", Some(digits)) => is_hex(digits, 96),
        (b"sha512", Some(digits)) => is_hex(digits, 128),
        _ => false,
    }
}

/// Whether it is that many lower-case hexadecimal digits.
pub(super) fn is_hex(text: &[u8], length: usize) -> bool {
    text.len() == length && text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
