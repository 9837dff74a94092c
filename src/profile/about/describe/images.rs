//! Which images may be used, and how they are named.
//!
//! `images: {names: ["registry.site/**"], trust: digest}` -> the pattern, and that a name ends with its digest.

use crate::profile::model::allow::{ImageTrust, ImagesEntry, List};

use super::page::{Listed, Page, matching};

pub(super) fn write(page: &mut Page, images: Option<&ImagesEntry>, entrypoint: &List) {
    page.section("Images");
    let Some(images) = images else {
        page.say("No image is listed, so no container can be made.");
        return;
    };
    match Listed::of(&images.names) {
        Listed::Nothing => page.say("No image is listed, so no container can be made."),
        Listed::Anything => page.say("Any image may be used."),
        Listed::These(_) => {
            page.say("Images whose names, written out whole, match one of these may be used:");
            for entry in &images.names.entries {
                page.point(matching(&entry.text));
            }
            page.say("Written out whole, `busybox` is `docker.io/library/busybox:latest`.");
        }
    }
    page.say(match images.trust {
        ImageTrust::Digest => "A name ends with the digest of its image, `NAME@sha256:...`.",
        ImageTrust::PullAlways => {
            "An image is fetched anew for each container: write `--pull=always`, where no rule does."
        }
        ImageTrust::Local => "An image that is on the machine already is used as it is.",
    });
    page.say(if images.ids {
        "An image's id may be used to look at it, not to run it."
    } else {
        "An image is named by its name, never by its id."
    });
    if let Listed::These(names) = Listed::of(&images.writes) {
        page.say(format!("`tag`, `commit`, `import` and `build` may give the names {names}."));
    }
    match Listed::of(entrypoint) {
        Listed::Nothing => page.say("`--entrypoint` is refused: the image's own starts."),
        Listed::Anything => page.say("`--entrypoint` may be anything."),
        Listed::These(names) => page.say(format!("`--entrypoint` may be {names}.")),
    }
}
