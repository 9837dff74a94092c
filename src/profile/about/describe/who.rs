//! As whom a container runs.
//!
//! `identity: submitter` -> "The container runs as you, with your groups, whatever `--user` says."

use crate::profile::model::allow::People;
use crate::profile::model::profile::Profile;
use crate::profile::model::submitter::{Identity, SubmitterFrom};

use super::page::{Page, code, codes, join};

pub(super) fn write(page: &mut Page, profile: &Profile, users: &People, groups: &People) {
    page.section("Who a container runs as");
    who_calls(page, profile);
    let min_id = profile.persons.min_id;
    match &profile.persons.identity {
        Identity::Submitter { .. } => {
            page.say(
                "The container runs as you, with your user id and your groups, whatever `--user` and `--group-add` say. Your \
                 name and groups are known in it.",
            );
            let kept: Vec<String> = groups.ids.iter().filter(|id| **id < min_id).map(u32::to_string).collect();
            let but = if kept.is_empty() { String::new() } else { format!(", but for {}", join(&kept, "and")) };
            page.say(format!(
                "Groups that open the machine are left out: root's, that of the engine's socket, and those below {min_id}{but}."
            ));
        }
        Identity::Fixed { user, group, groups, .. } => {
            let mut ids = format!("uid {user} and gid {group}");
            if !groups.is_empty() {
                let groups: Vec<String> = groups.iter().map(u32::to_string).collect();
                ids = format!("{ids} and the groups {}", join(&groups, "and"));
            }
            page.say(format!("Every container runs with {ids}, whatever `--user` says."));
        }
        Identity::Keep => {
            page.say(match people(users, "your own user id", min_id) {
                Some(people) => format!("`--user` may name {people}."),
                None => "`--user` is refused.".to_owned(),
            });
            page.say(match people(groups, "your own", min_id) {
                Some(people) => format!("Groups, in `--user` and `--group-add`, may be {people}."),
                None => "Groups, in `--user` and `--group-add`, are refused.".to_owned(),
            });
            page.say(if users.image {
                "A container without `--user` runs as the user that the image names."
            } else {
                "A line that makes a container must have `--user`, the caller's or a rule's: without it the image decides."
            });
        }
    }
}

/// For a profile without a policy.
pub(super) fn rewritten(page: &mut Page, profile: &Profile) {
    page.section("Who a container runs as");
    match &profile.persons.identity {
        Identity::Keep => {}
        Identity::Submitter { .. } => {
            who_calls(page, profile);
            page.say("The container runs as you, with your user id and your groups, whatever `--user` says.");
        }
        Identity::Fixed { user, group, .. } => {
            page.say(format!("Every container runs with uid {user} and gid {group}, whatever `--user` says."));
        }
    }
}

fn who_calls(page: &mut Page, profile: &Profile) {
    let how = match &profile.persons.submitter.from {
        SubmitterFrom::Caller => return,
        SubmitterFrom::Option => "the line's `--user` says".to_owned(),
        SubmitterFrom::Sudo => "sudo says".to_owned(),
        SubmitterFrom::Env(name) => format!("the variable {} says", code(name)),
    };
    page.say(format!("Where the batch system calls for you, {how} who you are."));
}

/// Whom a line may name; `None` for nobody. As whom the image says is what a line without a name means.
fn people(people: &People, own: &str, min_id: u32) -> Option<String> {
    let mut all = Vec::new();
    if people.submitter {
        all.push(own.to_owned());
    }
    all.extend(people.ids.iter().map(|id| format!("the id {id}")));
    all.extend(people.ranges.iter().map(|(first, last)| format!("an id of {}-{last}", (*first).max(min_id))));
    if !people.names.is_empty() {
        all.push(format!("the image's {}", codes(people.names.iter().map(String::as_str), "and")));
    }
    (!all.is_empty()).then(|| join(&all, "or"))
}
