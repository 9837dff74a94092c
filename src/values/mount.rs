//! `--mount`: mounts in the form with names, one record of CSV.
//!
//! `type=bind,source=/data,target=/mnt,readonly` -> a bind of `/data` at `/mnt`, read-only.
//!
//! docker reads the first record only, folds the case of keys and of the type, lets the last of a key win, takes
//! `volume` as the type if none is given and sends unknown types on. podman wants exactly one record, minds case, and
//! refuses most repetitions; `ro=1` is accepted and means read-write there, and a bind without a source takes the target
//! as its source. Sources: docker's storage documentation and podman-run(1), checked against docker 28.2.2; docker
//! 20.10 does not know `bind-recursive`, `volume-subpath` and `image-subpath`, `bind-create-src` came with 29.3. docker 29
//! cuts blanks off both ends, where older releases take them for a part of the last path: such a value is refused.

use std::borrow::Cow;

use super::access::{Access, Propagation};
use super::cut::{cut, lower, trim};
use super::{Dialect, ValueError, csv, mount_docker, mount_podman, number};

/// What is mounted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MountType {
    /// An artifact of a registry (podman).
    Artifact,
    /// A path of the host.
    Bind,
    /// A fresh devpts (podman).
    Devpts,
    /// All host paths that match a pattern (podman).
    Glob,
    /// The file system of an image.
    Image,
    /// A ramfs: memory without a limit (podman).
    Ramfs,
    /// A tmpfs: memory.
    Tmpfs,
    Volume,
    /// Any other type, which docker sends on to its daemon: `cluster`, `npipe`, or one not known at all.
    Other(Vec<u8>),
}

/// One field of a mount: `KEY` or `KEY=VALUE`, as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MountField {
    pub key: Vec<u8>,
    /// What follows the first `=`, if there is one.
    pub value: Option<Vec<u8>>,
}

/// One value of `--mount`: its fields in order, known to be accepted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mount {
    fields: Vec<MountField>,
    dialect: Dialect,
    /// Whether keys stand there as they are compared; nearly always, and each question about a mount compares them all.
    is_folded: bool,
}

impl Mount {
    /// Reads a value of `--mount`.
    ///
    /// # Errors
    /// If the CSV is wrong, a key is not known, a value does not have the form that its key wants, the target is
    /// missing, or fields exclude each other.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<Mount, ValueError> {
        let record = if dialect.is_podman() { csv::only_record(value)? } else { csv::first_record(value)? };
        let trimmed = trim(value);
        if !dialect.is_podman() && trimmed.len() < value.len() && csv::first_record(trimmed)? != record {
            return Err(ValueError::invalid("mount", value, "free of blanks at its ends"));
        }
        let fields = record.iter().map(|field| {
            let (key, value) = cut(field, b'=');
            MountField { key: key.to_vec(), value: value.map(<[u8]>::to_vec) }
        });
        Mount::of(fields.collect(), dialect)
    }

    /// A mount of these fields, for use where a value is written rather than read.
    ///
    /// # Errors
    /// As [`Mount::parse`]; also for a key with `=` in it.
    pub fn of(fields: Vec<MountField>, dialect: Dialect) -> Result<Mount, ValueError> {
        if let Some(field) = fields.iter().find(|field| field.key.contains(&b'=')) {
            return Err(ValueError::invalid("mount key", &field.key, "free of `=`"));
        }
        let is_folded = dialect.is_podman() || fields.iter().all(|field| matches!(lower(&field.key), Cow::Borrowed(_)));
        let mount = Mount { fields, dialect, is_folded };
        if dialect.is_podman() {
            mount_podman::check(&mount)?;
        } else {
            mount_docker::check(&mount)?;
        }
        Ok(mount)
    }

    /// A bind of `source` at `target`: the fields `type`, `source`, `target`, and `readonly` if so.
    ///
    /// # Errors
    /// If the target is empty, or (podman) relative.
    pub fn bind(source: &[u8], target: &[u8], access: Access, dialect: Dialect) -> Result<Mount, ValueError> {
        let field = |key: &str, value: &[u8]| MountField { key: key.into(), value: Some(value.to_vec()) };
        let mut fields = vec![field("type", b"bind"), field("source", source), field("target", target)];
        if access == Access::ReadOnly {
            fields.push(MountField { key: b"readonly".to_vec(), value: None });
        }
        Mount::of(fields, dialect)
    }

    /// The mount without the fields of that key (in lower case).
    ///
    /// # Errors
    /// If what is left is no mount.
    pub fn without(&self, key: &str) -> Result<Mount, ValueError> {
        let kept = self.keyed().zip(&self.fields).filter(|((given, _), _)| given.as_ref() != key.as_bytes());
        Mount::of(kept.map(|(_, field)| field.clone()).collect(), self.dialect)
    }

    /// The value: the first record's fields as CSV, quoted only where needed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let field = |field: &MountField| match &field.value {
            Some(value) => [field.key.as_slice(), b"=", value].concat(),
            None => field.key.clone(),
        };
        csv::write_record(&self.fields.iter().map(field).collect::<Vec<_>>())
    }

    /// The fields in order, as written.
    #[must_use]
    pub fn fields(&self) -> &[MountField] {
        &self.fields
    }

    /// The fields with their keys as the client compares them: in lower case for docker.
    pub(super) fn keyed(&self) -> impl DoubleEndedIterator<Item = (Cow<'_, [u8]>, Option<&[u8]>)> {
        self.fields.iter().map(|field| {
            let key = if self.is_folded { Cow::Borrowed(field.key.as_slice()) } else { lower(&field.key) };
            (key, field.value.as_deref())
        })
    }

    /// The values of all fields with that key (in lower case), in order; those without a value left out.
    #[must_use]
    pub fn values<'a>(&'a self, key: &'a str) -> impl DoubleEndedIterator<Item = &'a [u8]> {
        self.keyed().filter(move |(given, _)| given.as_ref() == key.as_bytes()).filter_map(|(_, value)| value)
    }

    /// Whether there is a field with that key (in lower case), with or without a value.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.keyed().any(|(given, _)| given.as_ref() == key.as_bytes())
    }

    fn last_of(&self, keys: &[&str]) -> Option<&[u8]> {
        let among = |key: &[u8]| keys.iter().any(|known| known.as_bytes() == key);
        self.keyed().rev().find_map(|(key, value)| if among(&key) { value } else { None })
    }

    /// What is mounted; a volume if no type is given.
    #[must_use]
    pub fn kind(&self) -> MountType {
        let given = if self.dialect.is_podman() {
            mount_podman::type_of(self).map(Cow::Borrowed)
        } else {
            self.values("type").next_back().map(lower)
        };
        let Some(given) = given else { return MountType::Volume };
        match given.as_ref() {
            b"artifact" => MountType::Artifact,
            b"bind" => MountType::Bind,
            b"devpts" => MountType::Devpts,
            b"glob" => MountType::Glob,
            b"image" => MountType::Image,
            b"ramfs" => MountType::Ramfs,
            b"tmpfs" => MountType::Tmpfs,
            b"volume" => MountType::Volume,
            _ => MountType::Other(given.into_owned()),
        }
    }

    /// The source as written (docker makes one that begins with `.` absolute); for podman's bind without a source, the
    /// target. `None` if there is none or it is empty.
    #[must_use]
    pub fn source(&self) -> Option<&[u8]> {
        match self.last_of(&["source", "src"]) {
            Some(source) if !source.is_empty() => Some(source),
            _ if self.dialect.is_podman() && self.kind() == MountType::Bind => Some(self.target()),
            _ => None,
        }
    }

    /// The path in the container as written; empty only for podman's `glob`, which takes the source's paths then.
    #[must_use]
    pub fn target(&self) -> &[u8] {
        let keys: &[&str] = match self.dialect {
            Dialect::Docker => &["target", "dst", "destination"],
            Dialect::Podman4 | Dialect::Podman5 => &["target", "dst", "dest", "destination"],
        };
        self.last_of(keys).unwrap_or_default()
    }

    /// What the container may do, as the client reads it: podman mounts images and artifacts read-only unless told so.
    #[must_use]
    pub fn access(&self) -> Access {
        let read_only = if self.dialect.is_podman() {
            mount_podman::is_read_only(self)
        } else {
            // The values were checked when the mount was made.
            let last = self.keyed().rev().find(|(key, _)| matches!(key.as_ref(), b"readonly" | b"ro"));
            last.is_some_and(|(_, value)| value.is_none_or(|value| number::parse_bool(value) == Ok(true)))
        };
        if read_only { Access::ReadOnly } else { Access::ReadWrite }
    }

    /// The propagation asked for, `None` if none or (docker) one that is not known.
    #[must_use]
    pub fn propagation(&self) -> Option<Propagation> {
        if self.dialect.is_podman() {
            return self.keyed().rev().find_map(|(key, value)| match value {
                Some(value) if key.as_ref() == b"bind-propagation" => Propagation::named(value),
                _ => Propagation::named(&key),
            });
        }
        self.values("bind-propagation").next_back().and_then(|value| Propagation::named(&lower(value)))
    }

    /// The options of the volume's driver, `KEY=VALUE` each, in order: with the local driver, `o=bind` and `device=/etc`
    /// among them mount a host directory.
    #[must_use]
    pub fn volume_options(&self) -> impl DoubleEndedIterator<Item = (&[u8], &[u8])> {
        self.values("volume-opt").map(|option| {
            let (key, value) = cut(option, b'=');
            (key, value.unwrap_or_default())
        })
    }
}

#[cfg(test)]
mod tests;
