//! As whom the container runs.
//!
//! `--user 0` is denied unless `users` lists 0; a line without `--user` unless `users` lists `image`, for the image mostly
//! says root. Under `users: submitter` only the submitter's own uid passes.

use super::{Denied, Judge};
use crate::argv::quote;
use crate::effects::{At, Identity, Who};
use crate::profile::allow::People;
use crate::values::{GroupAdd, Principal};

pub(super) fn judge(judge: &mut Judge<'_, '_>, identity: &Identity) {
    // The umask is the process's own affair.
    let Identity { user, group, groups, mapping, umask: _ } = identity;
    let allow = judge.allow();
    // Without a user `exec` runs as the container does, which was judged when it was made.
    let may_be_absent = !judge.is_create();
    match &user.value {
        Who::Image if may_be_absent || allow.users.image => {}
        Who::Image => absent(judge, "user", &allow.users, "the image's, mostly root", user.at),
        Who::As(principal) => one(judge, "user", "users", &allow.users, principal, user.at),
    }
    match &group.value {
        Who::Image if may_be_absent || allow.groups.image => {}
        // As the image says both: that is judged by `users`.
        Who::Image if user.value == Who::Image => {}
        Who::Image => absent(judge, "group", &allow.groups, "the image's, mostly root's", group.at),
        Who::As(principal) => one(judge, "group", "groups", &allow.groups, principal, group.at),
    }
    for asked in groups {
        match &asked.value {
            GroupAdd::Group(principal) => one(judge, "group", "groups", &allow.groups, principal, asked.at),
            GroupAdd::Keep if allow.groups.names.iter().any(|name| name == "keep-groups") => {}
            GroupAdd::Keep => {
                let why = "is not listed in `groups`: it keeps all groups of the calling process";
                judge.refuse("group", "keep-groups", asked.at, why, "name the groups");
            }
        }
    }
    judge.options(mapping);
}

fn absent(judge: &mut Judge<'_, '_>, effect: &'static str, people: &People, whom: &str, at: Option<At>) {
    if judge.granted(at) {
        return;
    }
    let place = people.at.unwrap_or(judge.allow().at);
    judge.denied.push(Denied {
        effect,
        value: "absent".to_owned(),
        at,
        why: format!("means {whom}"),
        nearest: None,
        place,
        remedy: format!("write --user=UID:GID, or let the profile say `identity: submitter` (or `{effect}s: [image]`)"),
    });
}

fn one(
    judge: &mut Judge<'_, '_>,
    effect: &'static str,
    key: &str,
    people: &People,
    principal: &Principal,
    at: Option<At>,
) {
    if judge.granted(at) {
        return;
    }
    let (shown, why) = match principal {
        Principal::Name(name) => {
            let shown = quote::long_bytes(name);
            if people.names.iter().any(|known| known.as_bytes() == name.as_slice()) {
                return;
            }
            (shown, format!("is a name of the image, not of this machine, and not listed in `{key}`"))
        }
        Principal::Id(id) => match id_fault(judge, effect, people, *id) {
            None => return,
            Some(why) => (id.to_string(), format!("{why} `{key}`")),
        },
    };
    let submitter = judge.bench.submitter;
    let nearest = people.submitter.then(|| match effect {
        "user" => format!("the submitter, {}", submitter.uid),
        _ => {
            let gids: Vec<String> = submitter.gids.iter().map(u32::to_string).collect();
            format!("the submitter's, {}", gids.join(" "))
        }
    });
    let place = people.at.unwrap_or(judge.allow().at);
    let remedy = "run as the submitter, or ask the site to list it".to_owned();
    judge.denied.push(Denied { effect, value: shown, at, why, nearest, place, remedy });
}

/// Why an id is denied; `None` when it is not.
fn id_fault(judge: &Judge<'_, '_>, effect: &str, people: &People, id: u32) -> Option<&'static str> {
    if people.ids.contains(&id) {
        return None;
    }
    // Ids that open the machine need to be listed one by one, whatever else says that they may be used.
    let is_group = effect == "group";
    let engines = is_group && judge.bench.around.host.engine_gid().ok().flatten() == Some(id);
    if id == 0 {
        return Some("is root's, and not listed by itself in");
    }
    if engines {
        return Some("is the group of the engine's socket, and not listed by itself in");
    }
    if id < judge.bench.persons.min_id {
        return Some("is below `min_id`, and not listed by itself in");
    }
    let submitter = judge.bench.submitter;
    let is_submitters = if is_group { submitter.gids.contains(&id) } else { submitter.uid == id };
    let is_in_range = people.ranges.iter().any(|(first, last)| (*first..=*last).contains(&id));
    if (people.submitter && is_submitters) || is_in_range { None } else { Some("is not listed in") }
}
