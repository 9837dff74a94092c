//! `-v`, `--volume`: host directories and volumes, in the form with colons.
//!
//! `/data:/mnt:ro,rslave` -> a bind of `/data` at `/mnt`, read-only, propagation rslave.
//!
//! docker: a value of one or two bytes is an anonymous volume at that path. Otherwise the value splits at colons, but
//! not at one that has a single letter before it, in its section: that is a Windows drive. `x:/b` is therefore an
//! anonymous volume "at" `x:/b`, and `c:/b:/d` a bind of `c:/b` (which a Linux daemon then refuses). One section is an
//! anonymous volume; a source that begins with `.`, `/`, `~`, `\\` or a drive is a bind, any other is a named volume.
//! The client checks no options. podman: a plain split at colons; a source that begins with `/` or `.` is a bind;
//! the target is absolute, and options come from a closed list. Sources: docker run reference, podman-run(1), checked against docker 28.2.2 and podman 4.3.1; docker
//! 20.10 leaves empty sections and a fourth one to its engine, which refuses them.

use super::access::{Access, Propagation};
use super::cut::only_char;
use super::{Dialect, ValueError, volume_options};

/// The options that docker's engine has.
const OF_DOCKER: [&str; 14] = [
    "cached",
    "consistent",
    "delegated",
    "nocopy",
    "private",
    "ro",
    "rprivate",
    "rshared",
    "rslave",
    "rw",
    "shared",
    "slave",
    "z",
    "Z",
];

/// What a mount's source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceKind {
    /// A fresh volume without a name.
    Anonymous,
    /// A path of the host.
    Bind,
    /// A volume by name.
    Named,
}

/// One value of `--volume`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Volume {
    /// What the source is.
    pub kind: SourceKind,
    /// Host path or volume name as written (not made absolute, not resolved); empty for an anonymous volume.
    pub source: Vec<u8>,
    /// Path in the container as written.
    pub target: Vec<u8>,
    /// The options as written, in order; none if there is no options section.
    pub options: Vec<Vec<u8>>,
}

impl Volume {
    /// Reads a value of `--volume`.
    ///
    /// # Errors
    /// If it or one of its sections is empty, if it has more than three sections, or (podman) the target is relative, an
    /// option is not known or stands beside one that excludes it.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<Volume, ValueError> {
        if value.is_empty() {
            return Err(ValueError::Empty { part: "volume" });
        }
        if dialect.is_podman() { podman(value) } else { docker(value) }
    }

    /// A bind of `source` at `target`, for use where a value is written rather than read.
    ///
    /// # Errors
    /// If the parts cannot be said in this form: a colon in a path, a comma in an option, a source that would be read
    /// as a volume's name. `--mount` can say what this cannot.
    pub fn bind(source: &[u8], target: &[u8], options: &[&[u8]], dialect: Dialect) -> Result<Volume, ValueError> {
        let options = options.iter().map(|option| option.to_vec()).collect();
        let volume = Volume { kind: SourceKind::Bind, source: source.to_vec(), target: target.to_vec(), options };
        match Volume::parse(&volume.to_bytes(), dialect)? {
            read if read == volume => Ok(volume),
            _ => Err(ValueError::invalid("bind", &volume.to_bytes(), "sayable with colons; use --mount")),
        }
    }

    /// The value, byte for byte as it was read.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut value = Vec::new();
        if self.kind != SourceKind::Anonymous {
            value.extend_from_slice(&self.source);
            value.push(b':');
        }
        value.extend_from_slice(&self.target);
        if !self.options.is_empty() {
            value.push(b':');
            value.extend(self.options.join(&b','));
        }
        value
    }

    /// Whether exactly that option is there.
    #[must_use]
    pub fn has(&self, option: &[u8]) -> bool {
        self.options.iter().any(|given| given == option)
    }

    /// The first option that docker's engine does not have: its client passes any. podman's list is closed already.
    #[must_use]
    pub fn unknown_option(&self, dialect: Dialect) -> Option<&[u8]> {
        let is_known = |option: &&Vec<u8>| OF_DOCKER.iter().any(|known| known.as_bytes() == option.as_slice());
        let unknown = self.options.iter().find(|option| !is_known(option));
        unknown.filter(|_| !dialect.is_podman()).map(Vec::as_slice)
    }

    /// Read-only if `ro` is there and `rw` is not (both together no engine accepts).
    #[must_use]
    pub fn access(&self) -> Access {
        if self.has(b"ro") && !self.has(b"rw") { Access::ReadOnly } else { Access::ReadWrite }
    }

    /// The propagation asked for; the last one if there are several (which no engine accepts).
    #[must_use]
    pub fn propagation(&self) -> Option<Propagation> {
        self.options.iter().rev().find_map(|option| Propagation::named(option))
    }
}

fn docker(value: &[u8]) -> Result<Volume, ValueError> {
    if value.len() <= 2 {
        return Ok(anonymous(value));
    }
    let mut sections = Sections { rest: Some(value) };
    let mut parts: Vec<&[u8]> = Vec::new();
    while let Some(section) = sections.next() {
        if section.is_empty() {
            return Err(ValueError::Empty { part: "a section between colons" });
        }
        if parts.len() == 3 {
            return Err(ValueError::TooMany { part: "sections between colons", limit: 3 });
        }
        parts.push(section);
    }
    Ok(match *parts.as_slice() {
        [source, target] => sourced(docker_kind(source), source, target, &[]),
        [source, target, options] => sourced(docker_kind(source), source, target, options),
        _ => anonymous(value),
    })
}

/// The sections of docker's form: split at colons, except after a single letter.
struct Sections<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Sections<'a> {
    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest.take()?;
        let mut from = 0;
        while let Some(found) = rest.get(from..)?.iter().position(|byte| *byte == b':') {
            let (section, after) = rest.split_at_checked(from + found)?;
            if is_drive(section) {
                from += found + 1;
            } else {
                self.rest = after.get(1..);
                return Some(section);
            }
        }
        Some(rest)
    }
}

/// Whether the text before a colon is one letter, of any script: a drive to the client.
fn is_drive(section: &[u8]) -> bool {
    only_char(section).is_some_and(char::is_alphabetic)
}

fn docker_kind(source: &[u8]) -> SourceKind {
    let drive =
        || source.iter().position(|byte| *byte == b':').and_then(|colon| source.get(..colon)).is_some_and(is_drive);
    match source {
        [b'.' | b'/' | b'~', ..] | [b'\\', b'\\', ..] => SourceKind::Bind,
        _ if drive() => SourceKind::Bind,
        _ => SourceKind::Named,
    }
}

fn podman(value: &[u8]) -> Result<Volume, ValueError> {
    let parts: Vec<&[u8]> = value.splitn(4, |byte| *byte == b':').collect();
    let kind = |source: &[u8]| match source {
        [b'.' | b'/', ..] => SourceKind::Bind,
        _ => SourceKind::Named,
    };
    let volume = match *parts.as_slice() {
        [_] => anonymous(value),
        [source, target] => sourced(kind(source), source, target, &[]),
        [_, _, []] => return Err(ValueError::Empty { part: "options section" }),
        [source, target, options] => sourced(kind(source), source, target, options),
        _ => return Err(ValueError::TooMany { part: "sections between colons", limit: 3 }),
    };
    if volume.kind != SourceKind::Anonymous && volume.source.is_empty() {
        return Err(ValueError::Empty { part: "source" });
    }
    if volume.target.first() != Some(&b'/') {
        return Err(ValueError::invalid("target", &volume.target, "an absolute path"));
    }
    volume_options::check(volume.options.iter().map(Vec::as_slice))?;
    if volume.kind == SourceKind::Bind {
        volume_options::check_overlay(&volume.options)?;
    }
    Ok(volume)
}

fn anonymous(target: &[u8]) -> Volume {
    Volume { kind: SourceKind::Anonymous, source: Vec::new(), target: target.to_vec(), options: Vec::new() }
}

fn sourced(kind: SourceKind, source: &[u8], target: &[u8], options: &[u8]) -> Volume {
    let options = match options {
        [] => Vec::new(),
        _ => options.split(|byte| *byte == b',').map(<[u8]>::to_vec).collect(),
    };
    Volume { kind, source: source.to_vec(), target: target.to_vec(), options }
}

#[cfg(test)]
mod tests;
