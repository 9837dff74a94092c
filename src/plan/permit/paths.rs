//! Host paths as they were found, on the line and in its effects.
//!
//! `-v ./in:/in` whose path is `/data/in` -> `--mount=type=bind,source=/data/in,target=/in`.

use crate::argv::{Instead, Line, Occurrence, option_row};
use crate::effects::{At, ClientFile, Effects, FilePath, Setting, Source};
use crate::plan::clients::Clients;
use crate::policy::Settled;
use crate::profile::ItemKind;
use crate::values::{Access, Dialect, Mount, MountField, SourceKind, Volume};

/// What is written in the place of an option that names a path of the host.
pub(super) fn instead(line: &Line<'_>, found: &Occurrence, settled: &[Settled], clients: &Clients) -> Option<Instead> {
    let one = settled.iter().find(|one| one.at.option.is_some() && one.at.word == found.word)?;
    let value = line.value(found)?;
    let destination = found.row.destination_bytes();
    match destination {
        b"volume" => {
            let volume = Volume::parse(value, clients.dialect()).ok()?;
            if volume.kind != SourceKind::Bind {
                return None;
            }
            let command = line.command()?;
            let row = option_row(clients.tables(), command, b"mount");
            if let (Some(row), Some(value)) = (row, as_mount(&volume, &one.real, clients.dialect())) {
                return Some((row, value));
            }
            let mut volume = volume;
            volume.source.clone_from(&one.real);
            Some((found.row, volume.to_bytes()))
        }
        b"mount" => {
            let source = [("source", one.real.clone())];
            let value = ItemKind::Bind.rewrite(destination, value, &source, clients.dialect()).ok()?;
            let mount = Mount::parse(&value, clients.dialect()).ok()?;
            Some((found.row, mount.without("bind-create-src").ok()?.to_bytes()))
        }
        // An option whose whole value is the path.
        _ if value == one.given => Some((found.row, one.real.clone())),
        _ => None,
    }
}

/// The bind as a value of `--mount`, with which a missing source is an error instead of a directory that the engine makes
/// as root. `None` for what only `--volume` can say.
fn as_mount(volume: &Volume, source: &[u8], dialect: Dialect) -> Option<Vec<u8>> {
    if dialect.is_podman() {
        // podman's `--volume` makes no directories.
        return None;
    }
    let mut fields = Mount::bind(source, &volume.target, Access::ReadWrite, dialect).ok()?.fields().to_vec();
    for option in &volume.options {
        let (key, value): (&[u8], Option<&[u8]>) = match option.as_slice() {
            b"rw" => continue,
            b"ro" => (b"readonly", None),
            b"private" | b"rprivate" | b"shared" | b"rshared" | b"slave" | b"rslave" => {
                (b"bind-propagation", Some(option))
            }
            _ => return None,
        };
        fields.push(MountField { key: key.to_vec(), value: value.map(<[u8]>::to_vec) });
    }
    Mount::of(fields, dialect).ok().map(|mount| mount.to_bytes())
}

/// The same effects with the paths that were settled.
pub(super) fn with_paths(mut effects: Effects, settled: &[Settled]) -> Effects {
    for one in settled {
        let is_it = |at: Option<At>| at.is_some_and(|at| at.word == one.at.word);
        for asked in effects.mounts.mounted.iter_mut().filter(|asked| is_it(asked.at)) {
            if asked.value.source == Source::Host(one.given.clone()) {
                asked.value.source = Source::Host(one.real.clone());
            }
        }
        for asked in effects.files.list.iter_mut().filter(|asked| is_it(asked.at)) {
            let ClientFile { path, .. } = &mut asked.value;
            if *path == FilePath::Path(one.given.clone()) {
                *path = FilePath::Path(one.real.clone());
            }
        }
        let dockerfile = &mut effects.builds.dockerfile;
        if is_it(dockerfile.at) && dockerfile.value == Setting::To(one.given.clone()) {
            dockerfile.value = Setting::To(one.real.clone());
        }
        let lists = [&mut effects.environment.files, &mut effects.labels.files];
        for asked in lists.into_iter().flatten().filter(|asked| is_it(asked.at)) {
            if asked.value == one.given {
                asked.value.clone_from(&one.real);
            }
        }
    }
    effects
}
