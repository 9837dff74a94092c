//! Containers, images, volumes and networks that a line touches.
//!
//! `docker kill other` is denied unless `containers` lists the name; `docker container prune` unless `bulk` lists it with
//! the filters that keep it to this site's containers.

use super::images::{self, judged_name};
use super::near::near;
use super::{Denied, Entry, Judge};
use crate::argv::{Verb, quote};
use crate::effects::{Asked, Bulk, How, ImageAsked, ObjectKind, Objects, OptionText, Setting, Touched, Which};
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
        match asked.value.which {
            Which::Bulk => in_bulk(judge, asked, &bulk.value),
            Which::Named(_) | Which::New if judge.granted(asked.at) => {}
            Which::Named(_) | Which::New => one(judge, asked),
        }
    }
    let is_prune = matches!(
        judge.effects().verb.value,
        Some(Verb::BuilderPrune | Verb::ImagePrune | Verb::SystemPrune | Verb::VolumePrune)
    );
    if is_prune && bulk.value.all.value {
        let all = OptionText { name: b"all".to_vec(), value: Vec::new() };
        judge.options(&[Asked { value: all, at: bulk.value.all.at }]);
    }
    let others: Vec<_> = modifiers.iter().filter(|asked| !is_judged_elsewhere(judge, asked)).cloned().collect();
    judge.options(&others);
}

/// Whether a modifier acts on nothing but what is judged as an object anyway.
fn is_judged_elsewhere(judge: &mut Judge<'_, '_>, asked: &Asked<OptionText>) -> bool {
    match asked.value.name.as_slice() {
        b"no-prune" | b"all-tags" | b"type" => true,
        // A container's own volumes without a name.
        b"volumes" => judge.effects().verb.value == Some(Verb::Rm),
        b"from" => {
            copies(judge, asked, "cp-from", "is read by the engine as root, below whatever the container has mounted");
            true
        }
        b"to" => {
            copies(judge, asked, "cp-to", "is written by the engine as root, below whatever the container has mounted");
            true
        }
        _ => false,
    }
}

/// A path that `cp` reads or writes in a container.
fn copies(judge: &mut Judge<'_, '_>, asked: &Asked<OptionText>, name: &str, why: &str) {
    if !judge.allow().options.has(name) {
        let remedy = format!("copy from within the container, or ask the site to list `{name}` in `options`");
        judge.refuse("copy", &quote::long_bytes(&asked.value.value), asked.at, why, &remedy);
    }
}

fn one(judge: &mut Judge<'_, '_>, asked: &Asked<Touched>) {
    let Touched { kind, which, how } = &asked.value;
    let allow = judge.allow();
    let name: &[u8] = match (which, kind) {
        (Which::Named(name), _) => name,
        (Which::New, ObjectKind::Volume) if !allow.anonymous_volumes => {
            let why = "gets no name, and `anonymous_volumes` is not set";
            judge.deny("volume", "new", asked.at, why, "name it");
            return;
        }
        // The registry that the client asks when the line names none.
        (Which::New, ObjectKind::Registry) => b"docker.io",
        // A container or image without a name on the line: what it is made of is judged.
        (Which::New | Which::Bulk, _) => return,
    };
    // What is in no name of the engine's would lead its client to another address: `mine/../yours`.
    let is_in_an_address = matches!(kind, ObjectKind::Container | ObjectKind::Network | ObjectKind::Volume);
    if is_in_an_address && *how != How::Create && !is_a_name(name) {
        judge.deny(noun(*kind), &quote::long_bytes(name), asked.at, "is no name", "write its complete name");
        return;
    }
    match kind {
        // What is sent away is judged by where it goes: the name says both.
        ObjectKind::Image if *how == How::Read && judge.effects().verb.value == Some(Verb::Push) => {}
        // The name of a new container is judged as a name.
        ObjectKind::Container if *how == How::Create => {}
        ObjectKind::Container => container(judge, name, asked),
        ObjectKind::Any => any(judge, name, asked),
        ObjectKind::Image => image(judge, name, asked),
        ObjectKind::Network => judge.listed("network", "networks", &allow.networks, name, asked.at),
        ObjectKind::Volume => judge.listed("volume", "volumes", &allow.volumes, name, asked.at),
        // What is fetched is judged by its image's name.
        ObjectKind::Registry if *how == How::Read && !allow.commands.is_empty() && is_pull(judge) => {}
        ObjectKind::Registry if judge.effects().verb.value == Some(Verb::Push) => {
            let image = ImageAsked::read(name, judge.bench.dialect);
            let has_all = judge.effects().objects.modifiers.iter().any(|asked| asked.value.name == b"all-tags");
            let image = match image {
                ImageAsked::Reference(image) if has_all => ImageAsked::AllTags(image),
                other => other,
            };
            images::pushed(judge, &image, asked.at);
        }
        ObjectKind::Registry if names_a_registry(judge) => {
            judge.listed("registry", "registries", &allow.registries, name, asked.at);
        }
        ObjectKind::BuildCache | ObjectKind::Engine | ObjectKind::Link | ObjectKind::Pod | ObjectKind::Registry => {
            let effect = noun(*kind);
            let shown = quote::long_bytes(name);
            judge.deny(effect, &shown, asked.at, "is not for this policy to give", "ask the site");
        }
    }
}

/// Whether the operand is a registry, and no address of anything else (`import`).
fn names_a_registry(judge: &Judge<'_, '_>) -> bool {
    matches!(judge.effects().verb.value, Some(Verb::Login | Verb::Logout | Verb::Search))
}

fn is_pull(judge: &Judge<'_, '_>) -> bool {
    judge.effects().verb.value == Some(crate::argv::Verb::Pull)
}

/// A container of which the line says the complete name.
fn container(judge: &mut Judge<'_, '_>, name: &[u8], asked: &Asked<Touched>) {
    if is_hexadecimal(name) {
        no_name(judge, "container", name, asked);
        return;
    }
    judge.listed("container", "containers", &judge.allow().containers, name, asked.at);
}

/// A word of hexadecimal digits, which says no container's name for certain.
fn no_name(judge: &mut Judge<'_, '_>, effect: &'static str, word: &[u8], asked: &Asked<Touched>) {
    let (why, remedy) = if word.len() == COMPLETE_ID {
        let why = "is an id, and a policy knows containers by their names alone";
        (why, "write the container's name; --name gives it one when it is made")
    } else {
        let why = "could be the beginning of another container's id";
        (why, "write its complete name, and give it one by --name with a letter beyond f, as in `job-7`")
    };
    judge.deny(effect, &quote::long_bytes(word), asked.at, why, remedy);
}

/// How many digits a container's id has.
const COMPLETE_ID: usize = 64;

/// Whether an engine could have given that name: letters, digits, `_`, `.` and `-`, a letter or digit first.
fn is_a_name(name: &[u8]) -> bool {
    let is_in = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
    name.first().is_some_and(u8::is_ascii_alphanumeric) && name.iter().all(is_in)
}

/// Docker takes the beginning of an id for a name.
fn is_hexadecimal(name: &[u8]) -> bool {
    name.iter().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte))
}

/// `inspect NAME`: a container, or an image, unless `--type` says what it is.
fn any(judge: &mut Judge<'_, '_>, name: &[u8], asked: &Asked<Touched>) {
    let allow = judge.allow();
    match kind_of_any(judge) {
        None | Some(b"" | b"all" | b"image") => {}
        Some(b"container") => return container(judge, name, asked),
        Some(b"network") => return judge.listed("network", "networks", &allow.networks, name, asked.at),
        Some(b"volume") => return judge.listed("volume", "volumes", &allow.volumes, name, asked.at),
        Some(_) => {
            judge.deny("object", &quote::long_bytes(name), asked.at, "is not for this policy to give", "ask the site");
            return;
        }
    }
    let around = judge.bench.around;
    let is_container =
        is_a_name(name) && !is_hexadecimal(name) && matches!(allow.containers.find(name, around), Ok(Some(_)));
    if is_container || (can_only_be_an_image(judge, name) && is_listed_image(judge, name)) {
        return;
    }
    let is_image = is_listed_image(judge, name);
    if is_hexadecimal(name) && !is_image {
        no_name(judge, "object", name, asked);
        return;
    }
    let why = if is_image {
        "could be the name or id of a container"
    } else {
        "is neither listed in `containers` nor in `images`"
    };
    let remedy = if is_image { "write --type=image" } else { "name a container or image of the site" };
    let near = near(&quote::long_bytes(name), &allow.containers.entries, around).filter(|_| !is_image);
    let place = allow.containers.at.unwrap_or(allow.at);
    let denied = Denied::new("object", quote::long_bytes(name), asked.at, why, place, remedy);
    judge.push(denied.pointing(near));
}

/// What `--type` says that the operands are; the last one counts.
fn kind_of_any<'c>(judge: &Judge<'_, 'c>) -> Option<&'c [u8]> {
    let is_type = |asked: &&Asked<OptionText>| asked.value.name == b"type";
    judge.effects().objects.modifiers.iter().rfind(is_type).map(|asked| asked.value.value.as_slice())
}

/// Whether the engine, which looks for a container first, cannot find one: names of containers have no colon. docker also
/// finds one by `PARENT/ALIAS` of a link, which looks like a registry and an image. Root may look at all containers, whatever
/// a line is called by.
fn can_only_be_an_image(judge: &Judge<'_, '_>, name: &[u8]) -> bool {
    let has_registry =
        || judge.bench.dialect.is_podman() && Image::parse(name).is_ok_and(|image| image.names_its_registry());
    kind_of_any(judge) == Some(b"image")
        || name.contains(&b':')
        || has_registry()
        || judge.bench.submitter.uid == 0
}

/// Whether an image that is only read is listed, by name or by id.
fn is_listed_image(judge: &Judge<'_, '_>, name: &[u8]) -> bool {
    let Some(entry) = &judge.allow().images else { return false };
    let hex = name.strip_prefix(b"sha256:").unwrap_or(name);
    if entry.ids && !hex.is_empty() && is_hexadecimal(hex) {
        return true;
    }
    let Ok(image) = Image::parse(name) else { return false };
    !image.may_be_an_id() && matches!(entry.names.find(judged_name(&image).as_bytes(), judge.bench.around), Ok(Some(_)))
}

fn image(judge: &mut Judge<'_, '_>, name: &[u8], asked: &Asked<Touched>) {
    if asked.value.how == How::Read && is_listed_image(judge, name) {
        return;
    }
    let Ok(parsed) = Image::parse(name) else {
        judge.deny(
            "image",
            &quote::long_bytes(name),
            asked.at,
            "is no image reference",
            "write it as in `registry.example.org/name:tag`",
        );
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
    judge.listed("image", "images: names", &entry.names, judged_name(&parsed).as_bytes(), asked.at);
}

/// What a line means by no name: listed for its command, with the filters that must be there.
fn in_bulk(judge: &mut Judge<'_, '_>, asked: &Asked<Touched>, bulk: &Bulk) {
    let kind = asked.value.kind;
    // The engine's description of itself: the command is listed or not.
    if kind == ObjectKind::Engine || is_site_s(judge, bulk) {
        return;
    }
    let effects = judge.effects();
    let entry = judge.allow().bulk.iter().find(|(verb, _)| Some(*verb) == effects.verb.value);
    let shown = match kind {
        ObjectKind::Registry => "registries in bulk".to_owned(),
        _ => format!("{}s in bulk", noun(kind)),
    };
    let Some((_, filters)) = entry else {
        let command = judge.bench.command.unwrap_or_default();
        let why = format!("are not listed in `bulk: {command}`");
        let remedy = "name each one, or ask the site to list the command in `bulk`";
        judge.deny("objects", &shown, asked.at, why, remedy).allowed_by(Entry::bulk(command));
        return;
    };
    let missing = filters.iter().find(|filter| !bulk.filters.iter().any(|given| given.value == filter.as_bytes()));
    if let Some(missing) = missing {
        let why = format!("lack the filter `{missing}` that `bulk` asks for");
        judge.deny("objects", &shown, asked.at, &why, &format!("add --filter={missing}"));
        return;
    }
    // Filters of one key mean what any of them means, those of labels aside, which must all hold.
    let keys: Vec<Vec<u8>> = filters.iter().map(|filter| key(filter.as_bytes())).collect();
    let widens = |given: &&Asked<Vec<u8>>| {
        let key = key(&given.value);
        !matches!(key.as_slice(), b"label" | b"label!")
            && keys.contains(&key)
            && !filters.iter().any(|filter| filter.as_bytes() == given.value)
    };
    if let Some(wider) = bulk.filters.iter().find(widens) {
        let given = quote::long_bytes(&wider.value);
        let why = format!("would be those of `{given}` besides");
        judge.deny("objects", &shown, wider.at, &why, &format!("leave out --filter={given}"));
    }
}

/// A filter's key as the client reads it.
fn key(filter: &[u8]) -> Vec<u8> {
    let key = filter.split(|&byte| byte == b'=').next().unwrap_or_default();
    key.trim_ascii().to_ascii_lowercase()
}

/// Whether the site wrote all that says what is meant.
fn is_site_s(judge: &Judge<'_, '_>, bulk: &Bulk) -> bool {
    let Bulk { all, latest, last, filters } = bulk;
    let asked = [all.at, latest.at, last.at].into_iter().flatten();
    let mut asked = asked.chain(filters.iter().filter_map(|filter| filter.at)).peekable();
    asked.peek().is_some() && asked.all(|at| judge.granted(Some(at)))
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
