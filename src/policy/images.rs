//! Images: which, from where, and trusted how.
//!
//! `alpine` is denied unless `images: names` lists `docker.io/library/alpine:latest`; under `trust: digest` also without
//! `@sha256:...`.

use super::{Denied, Judge};
use crate::argv::quote;
use crate::effects::{At, ImageAsked, Images, Pull};
use crate::profile::allow::ImageTrust;
use crate::values::Image;

pub(super) fn judge(judge: &mut Judge<'_, '_>, images: &Images) {
    // Platforms and signatures choose among what a name stands for.
    let Images { runs, written, pull, platforms: _, trust: _, changes, options } = images;
    one(judge, &runs.value, runs.at, true);
    for image in written {
        one(judge, &image.value, image.at, false);
    }
    match &pull.value {
        Pull::Other(word) => judge.refuse("pull", &quote::long_bytes(word), pull.at, "is not known", "mend the value"),
        Pull::Always | Pull::Default | Pull::Missing | Pull::Never | Pull::Newer => {}
    }
    for change in changes {
        let why = "changes what an image says of itself";
        judge.refuse("image change", &quote::long_bytes(&change.value), change.at, why, "remove it");
    }
    judge.options(options);
}

/// An image that a container is made from (`is_run`), or a name that is written.
fn one(judge: &mut Judge<'_, '_>, asked: &ImageAsked, at: Option<At>, is_run: bool) {
    if judge.granted(at) {
        return;
    }
    match asked {
        ImageAsked::None => {}
        ImageAsked::Reference(image) | ImageAsked::AllTags(image) => named(judge, image, at, is_run),
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
            judge.deny("image", &quote::long_bytes(text), at, "is no image reference", "mend the name");
        }
    }
}

fn named(judge: &mut Judge<'_, '_>, image: &Image, at: Option<At>, is_run: bool) {
    let shown = image.normalised();
    let Some(entry) = &judge.allow().images else {
        judge.deny("image", &shown, at, "is not listed: the policy has no `images`", "ask the site to list it");
        return;
    };
    if image.may_be_an_id() {
        let why = "could be an image's id, which says nothing of where it comes from";
        judge.deny("image", &shown, at, why, "write the name with its registry");
        return;
    }
    judge.listed("image", "images: names", &entry.names, shown.as_bytes(), at);
    if !is_run {
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
        judge.denied.push(Denied {
            effect: "image",
            value: shown,
            at,
            why: why.to_owned(),
            nearest: None,
            place: entry.at,
            remedy: remedy.to_owned(),
        });
    }
}
