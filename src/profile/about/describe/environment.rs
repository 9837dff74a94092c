//! Variables, labels and names.
//!
//! `environment: {refuse: [LD_*]}` -> "Variables called `LD_*` are refused."

use crate::profile::model::allow::{EnvironmentEntry, List};

use super::page::{Listed, Page};

pub(super) fn write(page: &mut Page, environment: &EnvironmentEntry) {
    page.section("Environment, labels and names");
    let refused = match &environment.refuse {
        None => "those that programs on the machine read: `LD_*`, `NVIDIA_*` and some others".to_owned(),
        Some(list) => match Listed::of(list) {
            Listed::Nothing => {
                page.say("`--env` may set any variable.");
                return;
            }
            Listed::Anything => "all".to_owned(),
            Listed::These(names) => names,
        },
    };
    let but = match Listed::of(&environment.allow) {
        Listed::These(names) => format!(", but for {names}"),
        Listed::Nothing | Listed::Anything => String::new(),
    };
    page.say(format!("`--env` may set variables, but not {refused}{but}."));
}

/// What a container may be called, and what may be said of it.
pub(super) fn names(page: &mut Page, labels: &List, annotations: &List, names: &List, containers: &List) {
    for (list, what, refused) in [
        (labels, "Keys of labels may be", "`--label` is refused."),
        (annotations, "Keys of annotations may be", "`--annotation` is refused."),
        (names, "`--name` may be", "`--name` is refused."),
    ] {
        match Listed::of(list) {
            Listed::Nothing => page.say(refused),
            Listed::Anything => page.say(format!("{what} anything.")),
            Listed::These(all) => page.say(format!("{what} {all}.")),
        }
    }
    match Listed::of(containers) {
        Listed::Nothing => page.say("Commands about containers that exist already are refused."),
        Listed::Anything | Listed::These(_) => {
            let names = containers.entries.iter().map(|entry| entry.text.as_str());
            page.say(format!(
                "Commands about containers that exist already name them by their whole name, never by id, and only {}.",
                super::page::matching_any(names, "or")
            ));
        }
    }
}
