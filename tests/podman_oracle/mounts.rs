//! The mounts that the effects claim against those of a container.
//!
//! `-v /etc:/b:ro` -> the effects say the host's `/etc` at `/b`, read-only, and the container has exactly that.

use std::collections::BTreeSet;

use longshore::effects::{Effects, MountAccess, Mounted, Source};
use longshore::values::path;
use serde_json::Value;

use crate::claims::text;

/// What podman adds to a read-only container by itself.
const WRITABLE: [&str; 3] = ["/run", "/tmp", "/var/tmp"];

/// Each mount of the container has to be claimed, and each claimed one there.
pub(crate) fn compare(effects: &Effects, found: &Value) -> Result<(), String> {
    let claimed: Vec<&Mounted> = effects.mounts.mounted.iter().map(|one| &one.value).collect();
    let is_overlay = |mount: &Mounted| mount.options.iter().any(|option| option == b"O");
    let mut there = BTreeSet::new();
    for mount in found.pointer("/Mounts").and_then(Value::as_array).into_iter().flatten() {
        let place = mount["Destination"].as_str().unwrap_or_default();
        there.insert(text(&path::clean(place.as_bytes())));
        if !claimed.iter().any(|claim| is_it(claim, mount)) {
            return Err(format!("no effect accounts for the mount {mount}; the effects say {claimed:?}"));
        }
    }
    for (place, _) in found.pointer("/HostConfig/Tmpfs").and_then(Value::as_object).into_iter().flatten() {
        there.insert(place.clone());
        let is_own = effects.mounts.read_only_root.value && WRITABLE.contains(&place.as_str());
        let is_it = |claim: &&Mounted| matches!(claim.source, Source::Tmpfs(_)) && target(claim) == *place;
        if !is_own && !claimed.iter().any(is_it) {
            return Err(format!("no effect accounts for the tmpfs at {place}"));
        }
    }
    // Of an overlay podman tells nothing, nor of the directories that its options name.
    let overlays: Vec<String> = claimed.iter().filter(|mount| is_overlay(mount)).map(|mount| target(mount)).collect();
    let is_shown = |mount: &Mounted| {
        matches!(mount.source, Source::Anonymous | Source::Host(_) | Source::Tmpfs(_) | Source::Volume(_))
            && !overlays.contains(&target(mount))
    };
    let missing = claimed.iter().find(|mount| is_shown(mount) && !there.contains(&target(mount)));
    missing.map_or(Ok(()), |mount| Err(format!("the effects say {mount:?}, and the container has no such mount")))
}

fn target(mount: &Mounted) -> String {
    text(&path::clean(&mount.target))
}

/// Whether the effect is this mount of the container.
fn is_it(claim: &Mounted, mount: &Value) -> bool {
    let of = |key: &str| mount[key].as_str().unwrap_or_default();
    let is_place = target(claim).as_bytes() == path::clean(of("Destination").as_bytes());
    let is_writable = claim.access == MountAccess::ReadWrite;
    let is_source = match &claim.source {
        Source::Anonymous => of("Type") == "volume",
        Source::Host(source) if source.starts_with(b"/") => {
            of("Type") == "bind" && text(&path::clean(source)) == of("Source")
        }
        // Relative to the test's folder, which is another in every call.
        Source::Host(_) => of("Type") == "bind",
        // Shown as a bind of its own type.
        Source::Devpts => return of("Source") == "devpts" && is_place,
        Source::Image(name) => {
            let is_source = of("Type") == "image" && text(name) == of("Source");
            return is_source && is_place && mount["RW"] == is_writable;
        }
        Source::Volume(name) => of("Type") == "volume" && text(name) == of("Name"),
        _ => false,
    };
    let propagation = claim.propagation.map_or_else(|| "rprivate".to_owned(), |one| one.to_string());
    is_source && is_place && mount["RW"] == is_writable && propagation == of("Propagation")
}
