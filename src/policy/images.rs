//! Images: which, from where, and trusted how.
//!
//! `alpine` is denied unless `images: names` lists `docker.io/library/alpine:latest`; under `trust: digest` also without
//! `@sha256:...`. A name that is given to something else than what the registry has under it (`tag`, `commit`, `import`)
//! must be in `images: writes`.

use super::Judge;
use crate::argv::{Verb, quote};
use crate::effects::{At, ImageAsked, Images, ObjectKind, Pull, Touched, Trust, Which};
use crate::profile::allow::{ImageTrust, List, Listed};
use crate::values::Image;

pub(super) fn judge(judge: &mut Judge<'_, '_>, images: &Images) {
    // Platforms choose among what a name stands for.
    let Images { runs, written, pull, platforms: _, trust, changes, options } = images;
    one(judge, &runs.value, runs.at, For::Run);
    let is_pull = judge.effects().verb.value == Some(Verb::Pull);
    for image in written {
        one(judge, &image.value, image.at, if is_pull { For::Pull } else { For::Write });
    }
    if trust.value == Trust::Disabled && !judge.allow().options.has("disable-content-trust") {
        let why = "takes images without looking at signatures, whatever the site says";
        judge.refuse("content trust", "--disable-content-trust", trust.at, why, "remove it");
    }
    match &pull.value {
        Pull::Other(word) => judge.refuse(
            "pull",
            &quote::long_bytes(word),
            pull.at,
            "is not known",
            "write `always`, `missing` or `never`",
        ),
        Pull::Always | Pull::Default | Pull::Missing | Pull::Never | Pull::Newer => {}
    }
    for change in changes {
        let why = "changes what an image says of itself";
        judge.refuse("image change", &quote::long_bytes(&change.value), change.at, why, "remove it");
    }
    judge.options(options);
}

/// The entry that means an image and does not match it, and what to do about that: entries are held against names written out
/// whole.
pub(super) fn meant<'l>(effect: &str, list: &'l List, value: &[u8]) -> Option<(&'l Listed, String)> {
    if effect != "image" {
        return None;
    }
    let value = str::from_utf8(value).ok()?;
    let plain = |entry: &str| !entry.starts_with("re:") && !entry.contains(['*', '?', '[', '$', '\\']);
    list.entries.iter().filter(|entry| plain(&entry.text)).find_map(|entry| {
        let text = &entry.text;
        let whole = Image::parse(text.as_bytes()).ok()?.normalised();
        let has_all_tags = whole.strip_suffix(":latest").is_some_and(|name| value.starts_with(&format!("{name}:")));
        let says_a_tag = text.rsplit('/').next().is_some_and(|name| name.contains([':', '@']));
        match (whole == value, has_all_tags && !says_a_tag) {
            (true, _) => Some((entry, format!("ask the site to write `{whole}` in the place of `{text}`"))),
            (_, true) => {
                let name = whole.trim_end_matches(":latest");
                Some((entry, format!("ask the site to write `{name}:*` in the place of `{text}`")))
            }
            _ => None,
        }
    })
}

/// What is done with an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    /// A container is made from it.
    Run,
    /// It is fetched from the registry of its name.
    Pull,
    /// Its name is given to something else.
    Write,
}

fn one(judge: &mut Judge<'_, '_>, asked: &ImageAsked, at: Option<At>, what: For) {
    if judge.granted(at) {
        return;
    }
    match asked {
        ImageAsked::None => {}
        ImageAsked::Reference(image) if what == For::Write => written(judge, image, at),
        ImageAsked::Reference(image) => named(judge, image, &judged_name(image), at, what),
        ImageAsked::AllTags(image) => {
            let all = format!("{}:*", image.name());
            named(judge, image, &all, at, what);
        }
        ImageAsked::OfArchive => {
            let why = "writes whatever names the archive holds";
            judge.deny("image", "of an archive", at, why, "pull the image from a registry that the site lists");
        }
        ImageAsked::RootFs { path, .. } => {
            judge.deny("image", &quote::long_bytes(path), at, "is a directory of the host", "name an image");
        }
        ImageAsked::Transport { name, .. } => {
            judge.deny("image", name, at, "is read from the host's files", "name an image of a registry");
        }
        ImageAsked::Unreadable(text) => {
            judge.deny(
                "image",
                &quote::long_bytes(text),
                at,
                "is no image reference",
                "write it as in `registry.example.org/name:tag`",
            );
        }
    }
}

/// The name by which an image is judged: behind a digest the tag means nothing.
pub(super) fn judged_name(image: &Image) -> String {
    match (image.tag(), image.digest()) {
        (Some(_), Some(digest)) => format!("{}@{digest}", image.name()),
        _ => image.normalised(),
    }
}

/// A name that will mean something else than what the registry has under it: others would run that.
fn written(judge: &mut Judge<'_, '_>, image: &Image, at: Option<At>) {
    let name = image.normalised();
    let is_itself = |touched: &Touched| match (&touched.which, touched.kind) {
        (Which::Named(source), ObjectKind::Image) => Image::parse(source).is_ok_and(|it| it.normalised() == name),
        _ => false,
    };
    if judge.effects().objects.touched.iter().any(|asked| is_itself(&asked.value)) {
        return;
    }
    let nothing = List::default();
    let list = judge.allow().images.as_ref().map_or(&nothing, |entry| &entry.writes);
    judge.listed("image name", "images: writes", list, name.as_bytes(), at);
}

/// A name under which something is sent to its registry.
pub(super) fn pushed(judge: &mut Judge<'_, '_>, asked: &ImageAsked, at: Option<At>) {
    if judge.granted(at) {
        return;
    }
    let name = match asked {
        ImageAsked::Reference(image) => image.normalised(),
        ImageAsked::AllTags(image) => format!("{}:*", image.name()),
        other => return one(judge, other, at, For::Write),
    };
    let nothing = List::default();
    let list = judge.allow().images.as_ref().map_or(&nothing, |entry| &entry.pushes);
    judge.listed("pushed image", "images: pushes", list, name.as_bytes(), at);
}

fn named(judge: &mut Judge<'_, '_>, image: &Image, shown: &str, at: Option<At>, what: For) {
    let Some(entry) = &judge.allow().images else {
        judge.deny("image", shown, at, "is not listed: the policy has no `images`", "ask the site to list it");
        return;
    };
    if image.may_be_an_id() {
        let why = "could be an image's id, which says nothing of where it comes from";
        judge.deny("image", shown, at, why, "write the name with its registry");
        return;
    }
    if judge.bench.dialect.is_podman() && !image.names_its_registry() {
        let why = "names no registry, and which one podman takes is not on the line";
        judge.deny("image", &image.to_string(), at, why, &format!("write {shown}"));
        return;
    }
    judge.listed("image", "images: names", &entry.names, shown.as_bytes(), at);
    if what != For::Run {
        return;
    }
    let pull = &judge.effects().images.pull;
    let fault = match entry.trust {
        ImageTrust::Digest if image.digest().is_none() => {
            Some(("has no digest, and `trust: digest` asks for one", "write NAME@sha256:..."))
        }
        ImageTrust::PullAlways if pull.value != Pull::Always => Some((
            "is not fetched anew, and `trust: pull-always` asks for it",
            "write --pull=always, or let a rule `set` it",
        )),
        ImageTrust::Digest | ImageTrust::PullAlways | ImageTrust::Local => None,
    };
    if let Some((why, remedy)) = fault {
        judge.deny("image", shown, at, why, remedy).place = entry.at;
    }
}
