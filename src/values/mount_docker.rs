//! What docker's client accepts in a `--mount`.
//!
//! `type=bind,src=/a,dst=/b,ro=yes` -> refused, because `yes` is no boolean.
//!
//! Source: docker's storage documentation, checked against docker 28.2.2. `bind-create-src` is of docker 29.3, which no
//! longer takes `bind-nonrecursive`.

use std::borrow::Cow;

use super::access::{Access, Propagation};
use super::cut::lower;
use super::mount::Mount;
use super::size::Size;
use super::{ValueError, number};

/// What the fields have asked for that only some mounts may have.
#[derive(Default)]
struct Seen {
    /// The types whose own options were used, in order.
    families: Vec<Family>,
    writable_below: bool,
    read_only_below: bool,
}

/// Options that only one type takes.
#[derive(Clone, Copy)]
enum Family {
    Bind,
    Image,
    Tmpfs,
    Volume,
}

impl Family {
    /// The type, and how its options are called.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Family::Bind => ("bind", "`bind-` options"),
            Family::Image => ("image", "`image-` options"),
            Family::Tmpfs => ("tmpfs", "`tmpfs-` options"),
            Family::Volume => ("volume", "`volume-` options"),
        }
    }
}

/// Whether docker accepts the mount.
///
/// # Errors
/// If it does not.
pub(super) fn check(mount: &Mount) -> Result<(), ValueError> {
    let mut seen = Seen::default();
    for (key, value) in mount.keyed() {
        match value {
            Some(value) => with_value(&key, value, &mut seen)?,
            None => bare(&key, &mut seen)?,
        }
    }
    let kind = mount.values("type").next_back().map_or(Cow::Borrowed(b"volume".as_slice()), lower);
    if kind.is_empty() {
        return Err(ValueError::Empty { part: "type" });
    }
    if mount.target().is_empty() {
        return Err(ValueError::Missing { part: "target" });
    }
    for (of, options) in seen.families.iter().map(|family| family.names()) {
        if kind.as_ref() != of.as_bytes() {
            return Err(ValueError::Conflict { part: options, with: "this type" });
        }
    }
    if (seen.writable_below || seen.read_only_below) && mount.access() != Access::ReadOnly {
        return Err(ValueError::Without { part: "`bind-recursive=writable` or `readonly`", needs: "`readonly`" });
    }
    if seen.read_only_below && mount.propagation() != Some(Propagation::RPrivate) {
        return Err(ValueError::Without { part: "`bind-recursive=readonly`", needs: "`bind-propagation=rprivate`" });
    }
    Ok(())
}

fn bare(key: &[u8], seen: &mut Seen) -> Result<(), ValueError> {
    match key {
        b"readonly" | b"ro" => {}
        b"volume-nocopy" => seen.families.push(Family::Volume),
        b"bind-nonrecursive" | b"bind-create-src" => seen.families.push(Family::Bind),
        _ if is_key(key) => return Err(ValueError::invalid("mount field", key, "of the form KEY=VALUE")),
        _ => return Err(ValueError::unknown("mount key", key)),
    }
    Ok(())
}

/// Whether it is a key that takes a value.
fn is_key(key: &[u8]) -> bool {
    !matches!(with_value(key, b"", &mut Seen::default()), Err(ValueError::Unknown { .. }))
}

fn with_value(key: &[u8], value: &[u8], seen: &mut Seen) -> Result<(), ValueError> {
    let family = match key {
        b"type" | b"source" | b"src" | b"target" | b"dst" | b"destination" | b"consistency" => return Ok(()),
        b"readonly" | b"ro" => return number::parse_bool(value).map(|_| ()),
        b"bind-propagation" => Family::Bind,
        b"bind-nonrecursive" | b"bind-create-src" => number::parse_bool(value).map(|_| Family::Bind)?,
        b"bind-recursive" => return recursive(value, seen),
        b"volume-nocopy" => number::parse_bool(value).map(|_| Family::Volume)?,
        b"volume-subpath" | b"volume-label" | b"volume-driver" | b"volume-opt" => Family::Volume,
        b"image-subpath" => Family::Image,
        b"tmpfs-size" => Size::parse(value).map(|_| Family::Tmpfs)?,
        b"tmpfs-mode" => number::parse_octal_mode(value).map(|_| Family::Tmpfs)?,
        _ => return Err(ValueError::unknown("mount key", key)),
    };
    seen.families.push(family);
    Ok(())
}

fn recursive(value: &[u8], seen: &mut Seen) -> Result<(), ValueError> {
    match value {
        // Says what is so anyway, and does not even make the mount a bind.
        b"enabled" => return Ok(()),
        b"disabled" => {}
        b"writable" => seen.writable_below = true,
        b"readonly" => seen.read_only_below = true,
        _ => return Err(ValueError::invalid("bind-recursive", value, "enabled, disabled, writable or readonly")),
    }
    seen.families.push(Family::Bind);
    Ok(())
}
