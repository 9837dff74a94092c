//! What may be built, and sent to registries.
//!
//! `commands: [build]`, `build: {addresses: ["https://git.site/**"]}` -> "`build` may fetch what it builds from at
//! `https://git.site/**`."

use crate::argv::Verb;
use crate::profile::model::allow::{BuildEntry, ImagesEntry, List};

use super::page::{Listed, Page};

pub(super) fn write(
    page: &mut Page,
    commands: &[Verb],
    images: Option<&ImagesEntry>,
    build: &BuildEntry,
    registries: &List,
) {
    if commands.contains(&Verb::Build) {
        page.say(
            "`build` makes images. What a Dockerfile says is not looked at: its instructions run as root in containers, \
             and fetch images whatever names are listed.",
        );
        match Listed::of(&build.addresses) {
            Listed::Nothing => page.say("`build` takes a directory, and no address."),
            Listed::Anything => page.say("`build` may fetch what it builds from anywhere."),
            Listed::These(addresses) => {
                page.say(format!("`build` may fetch what it builds from at {addresses}."));
            }
        }
        if let Listed::These(names) = Listed::of(&build.entitlements) {
            page.say(format!("`build --allow` may be {names}."));
        }
    }
    let nothing = List::default();
    let pushes = images.map_or(&nothing, |images| &images.pushes);
    for (list, what) in [(pushes, "Images may be sent to"), (registries, "`login` may be to")] {
        match Listed::of(list) {
            Listed::Nothing => {}
            Listed::Anything => page.say(format!("{what} any registry.")),
            Listed::These(names) => page.say(format!("{what} {names}.")),
        }
    }
}
