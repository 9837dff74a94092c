//! Whether a line has an item already where another would go.
//!
//! `default: {bind: [{source: /scratch/7, target: /tmp}]}` on `docker run --tmpfs /tmp img` -> nothing is written: something is
//! mounted at `/tmp`.

use crate::argv::Draft;
use crate::values::{Mount, Tmpfs, Volume, path};

use super::apply::Context;
use crate::profile::model::item::{Field, ItemKind};

/// What makes two items of a kind the same: a target, a port with its protocol, a name.
pub(super) fn place(kind: ItemKind, fields: &[Field]) -> Vec<u8> {
    let get = |name: &str| fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_slice());
    let given = |name: &str| get(name).filter(|value| !value.is_empty());
    match kind {
        ItemKind::Bind => path::clean(get("target").unwrap_or_default()),
        ItemKind::Device => path::clean(given("target").or(get("source")).unwrap_or_default()),
        ItemKind::Env => get("name").unwrap_or_default().to_vec(),
        ItemKind::Publish => [get("port").unwrap_or_default(), b"/", given("proto").unwrap_or(b"tcp")].concat(),
    }
}

impl Context<'_> {
    /// The places of a kind that the line fills; of binds also those that other mounts fill.
    pub(super) fn places(&self, kind: ItemKind, draft: &Draft<'_>) -> Vec<Vec<u8>> {
        let mut places = Vec::new();
        for (_, item) in draft.items() {
            let (destination, value) = (item.row.destination.as_bytes(), item.value_bytes());
            let target = match (kind, destination) {
                (ItemKind::Bind, b"volume") => Volume::parse(value, self.dialect).ok().map(|volume| volume.target),
                (ItemKind::Bind, b"mount") => {
                    Mount::parse(value, self.dialect).ok().map(|mount| mount.target().to_vec())
                }
                (ItemKind::Bind, b"tmpfs") => Tmpfs::parse(value, self.dialect).ok().map(|tmpfs| tmpfs.target),
                _ => {
                    let fields = kind.read(destination, value, self.dialect).ok().flatten();
                    places.extend(fields.map(|fields| place(kind, &fields)));
                    None
                }
            };
            places.extend(target.map(|target| path::clean(&target)));
        }
        places
    }
}
