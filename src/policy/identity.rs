//! As whom the container runs.
//!
//! `--user 0` is denied unless `users` lists 0; a line without `--user` unless `users` lists `image`, for the image mostly
//! says root. Under `users: submitter` only the submitter's own uid passes.

use super::{Denied, Entry, Judge};
use crate::argv::quote;
use crate::effects::{At, Identity, Who};
use crate::profile::Identity as Written;
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
        // As the image or the container says both: that is judged by `users`.
        Who::Image if user.value == Who::Image || allow.groups.image => {}
        // A user without a group gets the groups that the image's own files give that user.
        Who::Image => absent(judge, "group", &allow.groups, "the image's, mostly root's", group.at),
        Who::As(principal) => one(judge, "group", "groups", &allow.groups, principal, group.at),
    }
    for asked in groups {
        match &asked.value {
            GroupAdd::Group(principal) => one(judge, "group", "groups", &allow.groups, principal, asked.at),
            GroupAdd::Keep if allow.groups.names.iter().any(|name| name == "keep-groups") => {}
            GroupAdd::Keep => {
                let why = "is not listed in `groups`: it keeps all groups of the calling process";
                if !judge.granted(asked.at) {
                    judge
                        .deny("group", "keep-groups", asked.at, why, "name the groups")
                        .allowed_by(Entry::listed("groups", b"keep-groups"));
                }
            }
        }
    }
    judge.options(mapping);
}

fn absent(judge: &mut Judge<'_, '_>, effect: &'static str, people: &People, whom: &str, at: Option<At>) {
    if judge.granted(at) {
        return;
    }
    let why = format!("is not on the line, which means {whom}");
    let remedy =
        format!("write --user=UID:GID, or let the profile say `identity: submitter` (or `{effect}s: [image]`)");
    judge.deny(effect, "", at, why, &remedy).place = people.at.unwrap_or(judge.allow().at);
}

fn one(
    judge: &mut Judge<'_, '_>,
    effect: &'static str,
    key: &str,
    people: &People,
    principal: &Principal,
    at: Option<At>,
) {
    // The submitter's ids are facts, not the site's choice: what opens the machine is judged even so.
    let is_submitters = matches!(judge.bench.persons.identity, Written::Submitter { .. }) && judge.is_create();
    let is_granted = judge.granted(at);
    if is_granted && !is_submitters {
        return;
    }
    let (shown, why) = match principal {
        Principal::Id(id) if is_granted => match opens_the_machine(judge, effect == "group", people, *id) {
            None => return,
            Some(why) => (id.to_string(), format!("{why} `{key}`")),
        },
        Principal::Name(_) if is_granted => return,
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
    let nearest = people.submitter.then(|| {
        if effect == "user" {
            return format!("the submitter, {}", submitter.uid);
        }
        let gids: Vec<String> = submitter.gids.iter().map(u32::to_string).collect();
        format!("the submitter's, {}", gids.join(" "))
    });
    let place = people.at.unwrap_or(judge.allow().at);
    let who = match (is_granted, submitter.uid) {
        (true, 0) => "look as a job's user with `longshore explain --as USER`, let another user call",
        (true, _) => "let another user call",
        (false, _) => "run as the submitter",
    };
    let remedy = format!("{who}, or ask the site to list it");
    let entry = Entry::listed(key, shown.as_bytes());
    judge.push(Denied { nearest, entry, ..Denied::new(effect, shown, at, why, place, remedy) });
}

/// Why an id is denied; `None` when it is not.
fn id_fault(judge: &Judge<'_, '_>, effect: &str, people: &People, id: u32) -> Option<&'static str> {
    if people.ids.contains(&id) {
        return None;
    }
    let is_group = effect == "group";
    if let Some(why) = opens_the_machine(judge, is_group, people, id) {
        return Some(why);
    }
    let submitter = judge.bench.submitter;
    let is_submitters = if is_group { submitter.gids.contains(&id) } else { submitter.uid == id };
    let is_in_range = people.ranges.iter().any(|(first, last)| (*first..=*last).contains(&id));
    if (people.submitter && is_submitters) || is_in_range { None } else { Some("is not listed in") }
}

/// Why an id has to be listed by itself, whatever else says that it may be used.
fn opens_the_machine(judge: &Judge<'_, '_>, is_group: bool, people: &People, id: u32) -> Option<&'static str> {
    let engine_gid = judge.bench.around.host.engine_gid().ok().flatten().filter(|_| is_group);
    powerful(id, people, judge.bench.persons.min_id, engine_gid)
}

/// The same, for ids that are not on a line yet; `engine_gid` is that of the engine's socket, for groups.
#[must_use]
pub fn powerful(id: u32, people: &People, min_id: u32, engine_gid: Option<u32>) -> Option<&'static str> {
    if people.ids.contains(&id) {
        return None;
    }
    if id == 0 {
        return Some("is root's, and not listed by itself in");
    }
    if engine_gid == Some(id) {
        return Some("is the group of the engine's socket, and not listed by itself in");
    }
    (id < min_id).then_some("is below `min_id`, and not listed by itself in")
}
