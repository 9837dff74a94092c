//! Containers, images, volumes and networks that a line touches.
//!
//! `docker kill other` is denied unless `containers` lists the name; `docker container prune` unless `bulk` lists it with
//! the filters that keep it to this site's containers.

use super::{Denied, Judge};
use crate::argv::quote;
use crate::effects::{Asked, Bulk, How, ObjectKind, Objects, Setting, Touched, Which};
use crate::values::Image;

pub(super) fn judge(judge: &mut Judge<'_, '_>, objects: &Objects) {
    let Objects { touched, name, pod, bulk, modifiers } = objects;
    let allow = judge.allow();
    if let Setting::To(text) = &name.value
        && !text.is_empty()
    {
        judge.listed("name", "names", &allow.names, text, name.at);
    }
    if let Setting::To(text) = &pod.value {
        let why = "joins the container with others";
        judge.refuse("pod", &quote::long_bytes(text), pod.at, why, "remove it");
    }
    for asked in touched {
        if !judge.granted(asked.at) {
            one(judge, asked, &bulk.value);
        }
    }
    // `rm --volumes` and the paths of `cp` act on what is judged as an object or a file.
    let free = |name: &[u8]| matches!(name, b"volumes" | b"from" | b"to" | b"no-prune" | b"all-tags" | b"type");
    let others: Vec<_> = modifiers.iter().filter(|asked| !free(&asked.value.name)).cloned().collect();
    judge.options(&others);
}

fn one(judge: &mut Judge<'_, '_>, asked: &Asked<Touched>, bulk: &Bulk) {
    let Touched { kind, which, how } = &asked.value;
    let allow = judge.allow();
    let name = match which {
        Which::Named(name) => name,
        Which::Bulk => {
            in_bulk(judge, asked, bulk);
            return;
        }
        // A container or image without a name on the line: what it is made of is judged.
        Which::New => return,
    };
    match kind {
        // The name of a new container is judged as a name.
        ObjectKind::Container if *how == How::Create => {}
        ObjectKind::Container => container(judge, name, asked),
        ObjectKind::Any => any(judge, name, asked),
        ObjectKind::Image => image(judge, name, asked),
        ObjectKind::Network => judge.listed("network", "networks", &allow.networks, name, asked.at),
        ObjectKind::Volume => judge.listed("volume", "volumes", &allow.volumes, name, asked.at),
        // What is fetched is judged by its image's name.
        ObjectKind::Registry if *how == How::Read && !allow.commands.is_empty() && is_pull(judge) => {}
        ObjectKind::BuildCache | ObjectKind::Engine | ObjectKind::Link | ObjectKind::Pod | ObjectKind::Registry => {
            let effect = noun(*kind);
            let shown = quote::long_bytes(name);
            judge.deny(effect, &shown, asked.at, "is not for this policy to give", "ask the site");
        }
    }
}

fn is_pull(judge: &Judge<'_, '_>) -> bool {
    judge.effects().verb.value == Some(crate::argv::Verb::Pull)
}

/// A container of which the line says the complete name.
fn container(judge: &mut Judge<'_, '_>, name: &[u8], asked: &Asked<Touched>) {
    if is_hexadecimal(name) {
        let why = "could be the beginning of another container's id";
        judge.deny("container", &quote::long_bytes(name), asked.at, why, "write its complete name");
        return;
    }
    judge.listed("container", "containers", &judge.allow().containers, name, asked.at);
}

/// Docker takes the beginning of an id for a name.
fn is_hexadecimal(name: &[u8]) -> bool {
    name.iter().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte))
}

/// `inspect NAME`: a container, or an image.
fn any(judge: &mut Judge<'_, '_>, name: &[u8], asked: &Asked<Touched>) {
    let allow = judge.allow();
    let around = judge.bench.around;
    let is_container = !is_hexadecimal(name) && matches!(allow.containers.find(name, around), Ok(Some(_)));
    if is_container || is_listed_image(judge, name) {
        return;
    }
    judge.denied.push(Denied {
        effect: "object",
        value: quote::long_bytes(name),
        at: asked.at,
        why: "is neither listed in `containers` nor in `images`".to_owned(),
        nearest: allow.containers.entries.first().map(|entry| entry.text.clone()),
        place: allow.containers.at.unwrap_or(allow.at),
        remedy: "name a container or image of the site".to_owned(),
    });
}

/// Whether an image that is only read is listed, by name or by id.
fn is_listed_image(judge: &Judge<'_, '_>, name: &[u8]) -> bool {
    let Some(entry) = &judge.allow().images else { return false };
    let hex = name.strip_prefix(b"sha256:").unwrap_or(name);
    if entry.ids && !hex.is_empty() && is_hexadecimal(hex) {
        return true;
    }
    let Ok(image) = Image::parse(name) else { return false };
    !image.may_be_an_id() && matches!(entry.names.find(image.normalised().as_bytes(), judge.bench.around), Ok(Some(_)))
}

fn image(judge: &mut Judge<'_, '_>, name: &[u8], asked: &Asked<Touched>) {
    if asked.value.how == How::Read && is_listed_image(judge, name) {
        return;
    }
    let Ok(parsed) = Image::parse(name) else {
        judge.deny("image", &quote::long_bytes(name), asked.at, "is no image reference", "mend the name");
        return;
    };
    let Some(entry) = &judge.allow().images else {
        let why = "is not listed: the policy has no `images`";
        judge.deny("image", &parsed.normalised(), asked.at, why, "ask the site to list it");
        return;
    };
    if parsed.may_be_an_id() {
        let why = "could be an image's id, which says nothing of where it comes from";
        judge.deny("image", &parsed.normalised(), asked.at, why, "write the name with its registry");
        return;
    }
    judge.listed("image", "images: names", &entry.names, parsed.normalised().as_bytes(), asked.at);
}

/// What a line means by no name: listed for its command, with the filters that must be there.
fn in_bulk(judge: &mut Judge<'_, '_>, asked: &Asked<Touched>, bulk: &Bulk) {
    let kind = asked.value.kind;
    // The engine's description of itself: the command is listed or not.
    if kind == ObjectKind::Engine {
        return;
    }
    let effects = judge.effects();
    let entry = judge.allow().bulk.iter().find(|(verb, _)| Some(*verb) == effects.verb.value);
    let shown = format!("{}s in bulk", noun(kind));
    let Some((_, filters)) = entry else {
        let why = "are not listed in `bulk`";
        judge.deny("objects", &shown, asked.at, why, "name each one, or ask the site to list the command in `bulk`");
        return;
    };
    let missing = filters.iter().find(|filter| !bulk.filters.iter().any(|given| given == filter.as_bytes()));
    if let Some(missing) = missing {
        let why = format!("lack the filter `{missing}` that `bulk` asks for");
        judge.deny("objects", &shown, asked.at, &why, &format!("add --filter={missing}"));
    }
}

fn noun(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Any => "object",
        ObjectKind::BuildCache => "build cache",
        ObjectKind::Container => "container",
        ObjectKind::Engine => "engine",
        ObjectKind::Image => "image",
        ObjectKind::Link => "link",
        ObjectKind::Network => "network",
        ObjectKind::Pod => "pod",
        ObjectKind::Registry => "registry",
        ObjectKind::Volume => "volume",
    }
}
