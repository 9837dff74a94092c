//! What must be on every line that makes a container.
//!
//! `require: [no-new-privileges]` and `docker run img` -> denied: it is required. Limits are judged in `limits.rs`.

use super::Judge;
use crate::effects::{Setting, Who};
use crate::profile::allow::Required;
use crate::values::Capability;

pub(super) fn judge(judge: &mut Judge<'_, '_>) {
    if !judge.is_create() {
        return;
    }
    for requirement in &judge.bench.policy.require {
        let Some((value, remedy)) = missing(judge, &requirement.what) else { continue };
        judge.deny("required", &value, None, "is required", &remedy).place = requirement.at;
    }
}

/// What is missing, and what to write.
fn missing(judge: &Judge<'_, '_>, required: &Required) -> Option<(String, String)> {
    let effects = judge.effects();
    let (is_there, name, write) = match required {
        Required::CapDrop(list) => {
            let dropped = |wanted: &Capability| {
                effects.security.dropped.iter().any(|asked| asked.value == *wanted || asked.value == Capability::All)
            };
            let absent = list.iter().find(|capability| !dropped(capability))?;
            let name = absent.to_string();
            return Some((
                format!("--cap-drop={name}"),
                format!("write --cap-drop={name}, or ask the site for a rule that does"),
            ));
        }
        // Judged with the limits.
        Required::Cpus | Required::Memory | Required::MemorySwap | Required::PidsLimit => return None,
        Required::Init => (effects.lifetime.init.value, "an init process", "--init"),
        Required::Name => {
            let named = matches!(&effects.objects.name.value, Setting::To(name) if !name.is_empty());
            (named, "a name", "--name=NAME")
        }
        Required::NoNewPrivileges => {
            (effects.security.no_new_privileges.value, "no-new-privileges", "--security-opt=no-new-privileges")
        }
        Required::ReadOnly => (effects.mounts.read_only_root.value, "a read-only root", "--read-only"),
        Required::Remove => (effects.lifetime.remove.value, "removal at the end", "--rm"),
        // A user that is not there may have been denied as the image's.
        Required::User if judge.denied.iter().any(|one| one.effect == "user" && one.value.is_empty()) => return None,
        Required::User => (effects.identity.user.value != Who::Image, "a user", "--user=UID:GID"),
    };
    (!is_there).then(|| (name.to_owned(), format!("write {write}, or ask the site for a rule that does")))
}
