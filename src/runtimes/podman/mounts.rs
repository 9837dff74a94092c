//! Mounts of a line put together, as podman 4.3 does it: each place in the container once, and options that mounts take.
//!
//! `podman create --tmpfs /t --mount type=bind,src=/a,dst=/t img` -> refused: two mounts at one place.
//!
//! `--volume` may say the same twice. Places are compared as written first, and without superfluous slashes then.

use std::collections::BTreeMap;

use crate::argv::Line;
use crate::values::{Dialect, Mount, MountField, MountType, SourceKind, Tmpfs, ValueError, Volume, path};

use super::read::{Fault, is_on, is_option, last};

/// The places of each sort of mount, by the text that podman compares.
#[derive(Default)]
struct Places {
    images: BTreeMap<Vec<u8>, Placed>,
    overlays: BTreeMap<Vec<u8>, Placed>,
    plain: BTreeMap<Vec<u8>, Placed>,
    volumes: BTreeMap<Vec<u8>, Placed>,
}

/// What is mounted somewhere.
#[derive(PartialEq, Eq)]
struct Placed {
    source: Vec<u8>,
    options: Vec<Vec<u8>>,
    is_tmpfs: bool,
    /// Of binds and tmpfs the options are looked at, once more.
    is_checked: bool,
}

/// Where podman puts what read-only containers may still write.
const WRITABLE: [&[u8]; 3] = [b"/tmp", b"/var/tmp", b"/run"];

/// Checks the mounts of a line against each other.
pub(super) fn check(line: &Line<'_>, dialect: Dialect) -> Result<(), Fault> {
    let mut places = Places::default();
    for mount in values(line, "mount").filter_map(|value| Mount::parse(value, dialect).ok()) {
        places.mount(&mount)?;
    }
    let mut volumes = Places::default();
    for volume in values(line, "volume").filter_map(|value| Volume::parse(value, dialect).ok()) {
        volumes.volume(&volume)?;
    }
    let mut tmpfs = Places::default();
    for given in values(line, "tmpfs").filter_map(|value| Tmpfs::parse(value, dialect).ok()) {
        tmpfs.tmpfs(&given)?;
    }
    join(&mut places.plain, volumes.plain, "volume", |one, other| {
        one.source == other.source && one.options == other.options
    })?;
    join(&mut places.volumes, volumes.volumes, "volume", |one, other| one == other)?;
    join(&mut places.plain, tmpfs.plain, "tmpfs", |one, _| one.is_tmpfs)?;
    places.overlays = volumes.overlays;
    if is_on(line, "read-only") && (last(line, "read-only-tmpfs").is_none() || is_on(line, "read-only-tmpfs")) {
        places.add_writable();
    }
    places.check()
}

fn values<'l>(line: &'l Line<'_>, name: &'static str) -> impl Iterator<Item = &'l [u8]> {
    line.occurrences().iter().filter(move |found| is_option(found, name)).filter_map(|found| line.value(found))
}

fn twice(option: &'static str) -> Fault {
    Fault::Conflict { option, with: "another --mount, --volume or --tmpfs at the same place" }
}

/// Adds what is not there; what is there has to be good.
fn join(
    to: &mut BTreeMap<Vec<u8>, Placed>,
    from: BTreeMap<Vec<u8>, Placed>,
    option: &'static str,
    is_good: fn(&Placed, &Placed) -> bool,
) -> Result<(), Fault> {
    for (place, placed) in from {
        match to.get(&place) {
            Some(there) if is_good(there, &placed) => {}
            Some(_) => return Err(twice(option)),
            None => drop(to.insert(place, placed)),
        }
    }
    Ok(())
}

impl Places {
    fn mount(&mut self, mount: &Mount) -> Result<(), Fault> {
        let place = path::clean(mount.target());
        let source = mount.source().unwrap_or_default().to_vec();
        let kind = mount.kind();
        let options = match kind {
            MountType::Bind | MountType::Tmpfs => mount.fields().iter().filter_map(option).collect(),
            MountType::Volume => mount.fields().iter().filter_map(volume_option).collect(),
            _ => Vec::new(),
        };
        let is_tmpfs = kind == MountType::Tmpfs;
        let is_checked = is_tmpfs || kind == MountType::Bind;
        let map = match kind {
            MountType::Image => &mut self.images,
            MountType::Volume => &mut self.volumes,
            _ => &mut self.plain,
        };
        let placed = Placed { source, options, is_tmpfs, is_checked };
        if map.insert(place, placed).is_some() { Err(twice("mount")) } else { Ok(()) }
    }

    fn volume(&mut self, volume: &Volume) -> Result<(), Fault> {
        let is_bind = volume.kind == SourceKind::Bind;
        let is_kept = |option: &&Vec<u8>| !matches!(option.as_slice(), b"cached" | b"delegated");
        let placed = Placed {
            source: volume.source.clone(),
            options: volume.options.iter().filter(is_kept).cloned().collect(),
            is_tmpfs: false,
            is_checked: is_bind,
        };
        let (map, is_overlay) = match (is_bind, volume.has(b"O")) {
            (true, true) => (&mut self.overlays, true),
            (true, false) => (&mut self.plain, false),
            (false, _) => (&mut self.volumes, false),
        };
        match map.get(&volume.target) {
            // Named volumes are compared by name alone.
            Some(there) if there.source == placed.source && (!is_bind || there.options == placed.options) => Ok(()),
            Some(_) => Err(twice("volume")),
            None => {
                map.insert(volume.target.clone(), Placed { is_checked: is_bind && !is_overlay, ..placed });
                Ok(())
            }
        }
    }

    fn tmpfs(&mut self, tmpfs: &Tmpfs) -> Result<(), Fault> {
        let options = tmpfs.options.as_deref().map(|options| options.split(|&byte| byte == b',').map(<[u8]>::to_vec));
        let placed = Placed {
            source: b"tmpfs".to_vec(),
            options: options.into_iter().flatten().collect(),
            is_tmpfs: true,
            is_checked: true,
        };
        match self.plain.get(&tmpfs.target) {
            Some(there) if there.options == placed.options => Ok(()),
            Some(_) => Err(twice("tmpfs")),
            None => {
                self.plain.insert(tmpfs.target.clone(), placed);
                Ok(())
            }
        }
    }

    fn add_writable(&mut self) {
        for place in WRITABLE {
            if !self.plain.contains_key(place) && !self.volumes.contains_key(place) {
                let placed = Placed { source: Vec::new(), options: Vec::new(), is_tmpfs: true, is_checked: false };
                self.plain.insert(place.to_vec(), placed);
            }
        }
    }

    fn check(&self) -> Result<(), Fault> {
        let maps = [&self.images, &self.overlays, &self.plain, &self.volumes];
        let count: usize = maps.iter().map(|map| map.len()).sum();
        let mut all: Vec<&Vec<u8>> = maps.iter().flat_map(|map| map.keys()).collect();
        all.sort();
        all.dedup();
        if all.len() < count {
            return Err(twice("mount"));
        }
        // Now as they are in the container; those of images are no longer looked at, overlays only among themselves.
        let mut places: Vec<Vec<u8>> =
            self.plain.keys().chain(self.volumes.keys()).map(|place| path::clean(place)).collect();
        let mut overlays: Vec<Vec<u8>> = self.overlays.keys().map(|place| path::clean(place)).collect();
        for list in [&mut places, &mut overlays] {
            let count = list.len();
            list.sort();
            list.dedup();
            if list.len() < count {
                return Err(twice("mount"));
            }
        }
        let is_dev = |place: &[u8], placed: &Placed| placed.is_tmpfs && path::clean(place) == b"/dev";
        let checked = self.plain.iter().filter(|(place, placed)| placed.is_checked && !is_dev(place, placed));
        for (_, placed) in checked {
            options(&placed.options, placed.is_tmpfs)?;
        }
        Ok(())
    }
}

/// What podman makes an option of a bind or tmpfs out of a field.
fn option(field: &MountField) -> Option<Vec<u8>> {
    let is = |word: &[u8]| field.value.as_deref().is_some_and(|value| value.eq_ignore_ascii_case(word));
    let with = |key: &[u8]| [key, b"=", field.value.as_deref().unwrap_or_default()].concat();
    Some(match field.key.as_slice() {
        b"readonly" | b"ro" | b"U" | b"chown" if is(b"false") => return None,
        b"bind-nonrecursive" => b"bind".to_vec(),
        b"readonly" | b"ro" => b"ro".to_vec(),
        b"rw" if is(b"false") => b"ro".to_vec(),
        b"relabel" if is(b"private") => b"Z".to_vec(),
        b"relabel" => b"z".to_vec(),
        b"bind-propagation" => field.value.clone()?,
        b"U" | b"chown" => b"U".to_vec(),
        b"idmap" if field.value.is_some() => with(b"idmap"),
        b"tmpfs-mode" => with(b"mode"),
        b"tmpfs-size" => with(b"size"),
        b"consistency" | b"type" | b"src" | b"source" | b"target" | b"dst" | b"destination" | b"dest" => return None,
        key => key.to_vec(),
    })
}

/// That of a volume.
fn volume_option(field: &MountField) -> Option<Vec<u8>> {
    match field.key.as_slice() {
        b"volume-opt" => Some([b"volume-opt=", field.value.as_deref().unwrap_or_default()].concat()),
        b"ro" | b"rw" => Some(field.key.clone()),
        _ => option(field),
    }
}

/// Options of which a mount takes one each.
const ONCE: [&[&[u8]]; 10] = [
    &[b"copy", b"nocopy"],
    &[b"exec", b"noexec"],
    &[b"suid", b"nosuid"],
    &[b"dev", b"nodev"],
    &[b"rw", b"ro"],
    &[b"private", b"rprivate", b"slave", b"rslave", b"shared", b"rshared", b"unbindable", b"runbindable"],
    &[b"U"],
    &[b"size"],
    &[b"mode"],
    &[b"tmpcopyup", b"notmpcopyup"],
];

/// Of these groups, the ones for memory only.
const OF_TMPFS: usize = 7;

/// Options for directories of the host only.
const OF_BIND: [&[&[u8]]; 2] = [&[b"bind", b"rbind"], &[b"z", b"Z"]];

/// The last look at the options of a bind or tmpfs.
fn options(options: &[Vec<u8>], is_tmpfs: bool) -> Result<(), Fault> {
    let bad = || Fault::Conflict { option: if is_tmpfs { "tmpfs" } else { "volume" }, with: "such mount options" };
    let (mut seen, mut seen_bind, mut seen_map, mut is_overlay) =
        ([false; ONCE.len()], [false; OF_BIND.len()], false, false);
    for option in options {
        let key = option.split(|&byte| byte == b'=').next().unwrap_or_default();
        let is_folder = |word: &[u8]| option.windows(word.len()).any(|part| part == word);
        if is_overlay && (is_folder(b"upperdir") || is_folder(b"workdir")) {
            continue;
        }
        let group = ONCE.iter().position(|group| group.contains(&key)).filter(|&at| is_tmpfs || at < OF_TMPFS);
        let group_of_bind = OF_BIND.iter().position(|group| group.contains(&key)).filter(|_| !is_tmpfs);
        let slot = match (group, group_of_bind) {
            _ if key.starts_with(b"idmap") => &mut seen_map,
            (Some(at), _) => &mut seen[at],
            (_, Some(at)) => &mut seen_bind[at],
            _ if matches!(key, b"volume-opt" | b"consistency") => continue,
            _ if key == b"O" => {
                is_overlay = true;
                continue;
            }
            _ => return Err(bad()),
        };
        if std::mem::replace(slot, true) {
            return Err(bad());
        }
    }
    Ok(())
}

/// Fields that podman 4.3 takes in a `--mount`; later releases take more.
pub(super) fn check_fields(value: &[u8]) -> Result<(), ValueError> {
    const COMMON: &[&[u8]] = &[
        b"ro",
        b"rw",
        b"nosuid",
        b"suid",
        b"nodev",
        b"dev",
        b"noexec",
        b"exec",
        b"U",
        b"chown",
        b"consistency",
        b"src",
        b"source",
    ];
    const TARGETS: &[&[u8]] = &[b"target", b"dst", b"destination"];
    const BIND: &[&[u8]] = &[
        b"bind-nonrecursive",
        b"readonly",
        b"shared",
        b"rshared",
        b"private",
        b"rprivate",
        b"slave",
        b"rslave",
        b"unbindable",
        b"runbindable",
        b"Z",
        b"z",
        b"bind-propagation",
        b"relabel",
        b"idmap",
    ];
    const TMPFS: &[&[u8]] = &[b"tmpcopyup", b"notmpcopyup", b"tmpfs-mode", b"tmpfs-size"];
    let mount = Mount::parse(value, Dialect::Podman4)?;
    let is_type =
        |field: &MountField| field.key == b"type" && field.value.as_ref().is_some_and(|kind| !kind.contains(&b'='));
    let Some(typed) = mount.fields().iter().position(is_type) else {
        return Err(ValueError::Missing { part: "type" });
    };
    let kind = mount.kind();
    let own: &[&[&[u8]]] = match kind {
        MountType::Bind => &[COMMON, TARGETS, BIND],
        MountType::Tmpfs => &[COMMON, TARGETS, TMPFS],
        MountType::Volume => &[COMMON, TARGETS, &[b"volume-opt"]],
        MountType::Image => &[TARGETS, &[b"src", b"source", b"rw", b"readwrite", b"consistency"]],
        MountType::Devpts => &[TARGETS, &[b"uid", b"gid", b"mode", b"ptxmode", b"newinstance", b"max"]],
        _ => return Err(ValueError::unknown("mount type", value)),
    };
    for (_, field) in mount.fields().iter().enumerate().filter(|(at, _)| *at != typed) {
        let key = field.key.as_slice();
        if !own.iter().any(|keys| keys.contains(&key)) {
            return Err(ValueError::unknown("mount key", key));
        }
        let is_switch = match key {
            b"ro" | b"rw" | b"readonly" => kind == MountType::Bind,
            b"U" | b"chown" => true,
            _ => false,
        };
        let value = field.value.as_deref();
        if is_switch && value.is_some_and(|value| !matches!(value.to_ascii_lowercase().as_slice(), b"true" | b"false"))
        {
            return Err(ValueError::invalid("mount field", value.unwrap_or_default(), "true or false"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::runtimes::podman::read::takes;

    #[test]
    fn a_place_has_one_mount() {
        for (options, is_good) in [
            ("-v /:/b -v /:/b", true),
            ("-v /:/b -v /:/b/", false),
            ("-v /:/b -v /x:/b", false),
            ("-v /:/b:ro -v /:/b", false),
            ("-v v:/b -v v:/b:ro", true),
            ("-v v:/b -v w:/b", false),
            ("-v v:/b -v /:/b", false),
            ("-v /:/b --mount type=bind,src=/,dst=/b", true),
            ("-v /:/b --mount type=bind,src=/,dst=/b,ro", false),
            ("-v /:/b:ro --mount type=bind,src=/,dst=/b,ro", true),
            ("--mount type=bind,dst=/b --mount type=bind,dst=/b", false),
            ("--tmpfs /t --tmpfs /t", true),
            ("--tmpfs /t --tmpfs /t:ro", false),
            ("--tmpfs /t:ro --mount type=tmpfs,dst=/t", true),
            ("--tmpfs /t -v /:/t", false),
            ("--mount type=image,src=i,dst=/i -v v:/i", false),
            ("--read-only -v /:/tmp:O", false),
            ("--read-only --read-only-tmpfs=0 -v /:/tmp:O", true),
            ("--read-only -v v:/tmp", true),
        ] {
            assert_eq!(takes(options), is_good, "{options}");
        }
    }

    #[test]
    fn options_of_binds_and_tmpfs_are_looked_at_in_the_end() {
        for (options, is_good) in [
            ("--tmpfs /t:rw,ro", false),
            ("--tmpfs /t:x", false),
            ("--tmpfs /t:", false),
            ("--tmpfs /dev:x", true),
            ("--tmpfs /t:size=1m,mode=700,U,notmpcopyup,rshared,consistency=x", true),
            ("--tmpfs /t:size=1m,size=2m", false),
            ("--tmpfs /t:z", false),
            ("-v /:/b:upperdir=/u", false),
            ("-v /:/b:idmap,idmap", false),
            ("-v /:/b:copy,z,rbind", true),
            ("--mount type=tmpfs,dst=/t,tmpfs-size=1m,tmpfs-size=1m", false),
        ] {
            assert_eq!(takes(options), is_good, "{options}");
        }
    }

    #[test]
    fn podman_4_3_takes_few_fields() {
        for (mount, is_good) in [
            ("src=/,dst=/b", false),
            ("type=ramfs,dst=/r", false),
            ("type=bind,dest=/b", false),
            ("type=bind,dst=/b,ro=1", false),
            ("type=bind,dst=/b,ro=TRUE", true),
            ("type=bind,dst=/b,U=", false),
            ("type=tmpfs,dst=/t,readonly", false),
            ("type=tmpfs,dst=/t,ro=x", true),
            ("type=volume,dst=/v,z", false),
            ("type=image,src=i,dst=/i,subpath=/x", false),
            ("type=devpts,dst=/p,uid=0", true),
        ] {
            assert_eq!(takes(&format!("--mount {mount}")), is_good, "{mount}");
        }
    }
}
