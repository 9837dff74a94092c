//! What podman accepts in a `--mount`, and how it reads it.
//!
//! `type=bind,dst=/etc,ro=1` -> accepted: the host's `/etc`, read-write.
//!
//! Source: podman-run(1); the lists are those of podman 5.8. podman 4.3.1 (checked) wants a type and refuses `ro=1`; what it
//! accepts it reads in the same way.

use super::mount::Mount;
use super::{ValueError, volume_options};

const TARGETS: [&[u8]; 4] = [b"target", b"dst", b"dest", b"destination"];

/// The type: the value of the first field that is `type=` and text without another `=`.
pub(super) fn type_of(mount: &Mount) -> Option<&[u8]> {
    let position = type_field(mount)?;
    mount.fields().get(position)?.value.as_deref()
}

fn type_field(mount: &Mount) -> Option<usize> {
    mount
        .fields()
        .iter()
        .position(|field| field.key == b"type" && field.value.as_ref().is_some_and(|value| !value.contains(&b'=')))
}

/// Whether podman mounts it read-only.
pub(super) fn is_read_only(mount: &Mount) -> bool {
    match type_of(mount) {
        Some(b"artifact") => true,
        Some(b"image") => mount
            .keyed()
            .rev()
            .find(|(key, _)| matches!(key.as_ref(), b"rw" | b"readwrite"))
            .is_none_or(|(_, value)| value != Some(b"true")),
        _ => mount.keyed().any(|(key, value)| match key.as_ref() {
            b"ro" | b"readonly" => value.is_none_or(|value| value.eq_ignore_ascii_case(b"true")),
            b"rw" => value.is_some_and(|value| value.eq_ignore_ascii_case(b"false")),
            _ => false,
        }),
    }
}

/// Whether podman accepts the mount.
///
/// # Errors
/// If it does not.
pub(super) fn check(mount: &Mount) -> Result<(), ValueError> {
    let kind = type_of(mount).unwrap_or(b"volume");
    let typed = type_field(mount);
    let fields = || mount.keyed().enumerate().filter(|(index, _)| Some(*index) != typed).map(|(_, field)| field);
    match kind {
        b"bind" | b"glob" | b"tmpfs" | b"ramfs" | b"volume" => {
            let mut options = Options { kind, ..Options::default() };
            for (key, value) in fields() {
                options.take(&key, value)?;
            }
            options.finish()
        }
        b"image" | b"artifact" => {
            for (key, value) in fields() {
                content(kind, &key, value)?;
            }
            let empty = |keys: &[&[u8]]| {
                let last = mount.keyed().rev().find(|(key, _)| keys.contains(&key.as_ref()));
                last.is_none_or(|(_, value)| value.is_none_or(<[u8]>::is_empty))
            };
            if empty(&[b"src", b"source"]) || empty(&TARGETS) {
                return Err(ValueError::Missing { part: "source or target" });
            }
            Ok(())
        }
        b"devpts" => {
            for (key, value) in fields() {
                match key.as_ref() {
                    b"uid" | b"gid" | b"mode" | b"ptmxmode" | b"newinstance" | b"max" => {}
                    key if TARGETS.contains(&key) => absolute(value)?,
                    key => return Err(ValueError::unknown("mount key", key)),
                }
            }
            if mount.target().is_empty() { Err(ValueError::Missing { part: "target" }) } else { Ok(()) }
        }
        _ => Err(ValueError::unknown("mount type", kind)),
    }
}

fn absolute(target: Option<&[u8]>) -> Result<(), ValueError> {
    match target {
        None | Some([]) => Err(ValueError::Empty { part: "target" }),
        Some([b'/', ..]) => Ok(()),
        Some(relative) => Err(ValueError::invalid("target", relative, "an absolute path")),
    }
}

/// A field of an image or artifact mount.
fn content(kind: &[u8], key: &[u8], value: Option<&[u8]>) -> Result<(), ValueError> {
    let image = kind == b"image";
    match (key, value) {
        (b"src" | b"source", Some(_)) => Ok(()),
        (key, value) if TARGETS.contains(&key) => absolute(value),
        (b"rw" | b"readwrite", value) if image => match value {
            Some(b"true" | b"false") => Ok(()),
            other => Err(ValueError::invalid("rw", other.unwrap_or_default(), "true or false")),
        },
        (b"subpath", Some([b'/', ..])) | (b"consistency", _) if image => Ok(()),
        (b"subpath", _) if image => Err(ValueError::invalid("subpath", value.unwrap_or_default(), "an absolute path")),
        (b"title" | b"digest" | b"name", Some(_)) if !image => Ok(()),
        _ => Err(ValueError::unknown("mount key", key)),
    }
}

/// What the fields of an ordinary mount have said so far.
#[derive(Default)]
struct Options<'a> {
    kind: &'a [u8],
    source: bool,
    target: bool,
    passed_on: Vec<Vec<u8>>,
    groups: Vec<&'static str>,
}

impl Options<'_> {
    fn take(&mut self, key: &[u8], value: Option<&[u8]>) -> Result<(), ValueError> {
        match key {
            b"bind-nonrecursive" => self.only_for(b"bind", key)?,
            b"bind-propagation" => {
                self.only_for(b"bind", key)?;
                let value = needed(key, value)?;
                if super::Propagation::named(value).is_none() {
                    return Err(ValueError::unknown("propagation", value));
                }
                self.passed_on.push(value.to_vec());
            }
            b"consistency" => {}
            b"idmap" => self.passed_on.push(b"idmap".to_vec()),
            b"readonly" | b"ro" | b"rw" => self.once("readonly, ro or rw", key)?,
            b"nodev" | b"dev" => self.once("nodev or dev", key)?,
            b"noexec" | b"exec" => self.once("noexec or exec", key)?,
            b"nosuid" | b"suid" => self.once("nosuid or suid", key)?,
            b"noswap" => self.once("noswap", key)?,
            b"relabel" => {
                self.once("relabel", key)?;
                match value {
                    Some(b"private") => self.passed_on.push(b"Z".to_vec()),
                    Some(b"shared") => self.passed_on.push(b"z".to_vec()),
                    other => {
                        return Err(ValueError::invalid("relabel", other.unwrap_or_default(), "private or shared"));
                    }
                }
            }
            b"Z" | b"z" | b"no-dereference" => self.passed_on.push(key.to_vec()),
            _ if super::Propagation::named(key).is_some() => self.passed_on.push(key.to_vec()),
            b"src" | b"source" => self.source(key, value)?,
            b"subpath" | b"volume-subpath" => {
                self.only_for(b"volume", key)?;
                needed(key, value)?;
            }
            _ if TARGETS.contains(&key) => {
                absolute(value)?;
                if std::mem::replace(&mut self.target, true) {
                    return Err(ValueError::duplicate("mount key", key));
                }
            }
            b"tmpcopyup" | b"notmpcopyup" => {
                self.only_for(b"tmpfs", key)?;
                self.once("tmpcopyup or notmpcopyup", key)?;
            }
            b"tmpfs-mode" | b"tmpfs-size" => {
                self.only_for(b"tmpfs", key)?;
                needed(key, value)?;
            }
            b"U" | b"chown" => self.chown(key, value)?,
            b"volume-opt" => self.only_for(b"volume", key)?,
            _ => return Err(ValueError::unknown("mount key", key)),
        }
        Ok(())
    }

    fn source(&mut self, key: &[u8], value: Option<&[u8]>) -> Result<(), ValueError> {
        if self.kind == b"tmpfs" {
            return Err(ValueError::Conflict { part: "a source", with: "type tmpfs" });
        }
        if needed(key, value)?.is_empty() {
            return Err(ValueError::Empty { part: "source" });
        }
        if std::mem::replace(&mut self.source, true) {
            return Err(ValueError::duplicate("mount key", key));
        }
        Ok(())
    }

    fn chown(&mut self, key: &[u8], value: Option<&[u8]>) -> Result<(), ValueError> {
        self.once("U or chown", key)?;
        match value {
            None | Some([]) => Ok(()),
            Some(value) if value.eq_ignore_ascii_case(b"true") || value.eq_ignore_ascii_case(b"false") => Ok(()),
            Some(value) => Err(ValueError::invalid("chown", value, "true or false")),
        }
    }

    fn only_for(&self, kind: &[u8], key: &[u8]) -> Result<(), ValueError> {
        if self.kind == kind {
            return Ok(());
        }
        Err(ValueError::invalid("mount key", key, "one of this type of mount"))
    }

    fn once(&mut self, group: &'static str, key: &[u8]) -> Result<(), ValueError> {
        if self.groups.contains(&group) {
            return Err(ValueError::duplicate(group, key));
        }
        self.groups.push(group);
        Ok(())
    }

    fn finish(self) -> Result<(), ValueError> {
        if !self.target && self.kind != b"glob" {
            return Err(ValueError::Missing { part: "target" });
        }
        if self.kind == b"bind" || self.kind == b"glob" {
            volume_options::check(self.passed_on.iter().map(Vec::as_slice))?;
        }
        Ok(())
    }
}

fn needed<'a>(key: &[u8], value: Option<&'a [u8]>) -> Result<&'a [u8], ValueError> {
    value.ok_or_else(|| ValueError::invalid("mount field", key, "of the form KEY=VALUE"))
}
