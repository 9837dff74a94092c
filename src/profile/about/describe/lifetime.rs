//! How long a container lives, and what must be on its line.
//!
//! `lifetime: {stop_timeout: 120}` -> "`--stop-timeout` may be up to 120 seconds."

use crate::argv::quote::counted;
use crate::profile::model::allow::{LifetimeEntry, Required, Requirement};
use crate::profile::model::profile::Profile;

use super::page::{Listed, Page, codes, join};

pub(super) fn write(page: &mut Page, lifetime: &LifetimeEntry, profile: &Profile) {
    let LifetimeEntry { at: _, detach, restart, stop_signal, stop_timeout, no_signal_proxy, health } = lifetime;
    page.section("How long a container lives");
    if profile.starter.removes_at_once().is_some() {
        page.say("A container is removed when it ends.");
    }
    page.say(if *detach {
        "`--detach` may be given: the call returns, the container runs on."
    } else {
        "`--detach` is refused: a call lasts as long as its container."
    });
    match Listed::of(restart) {
        Listed::Nothing => page.say("`--restart` is refused."),
        Listed::Anything => page.say("`--restart` may be anything."),
        Listed::These(values) => page.say(format!("`--restart` may be {values}.")),
    }
    if let Listed::These(values) = Listed::of(stop_signal) {
        page.say(format!("`--stop-signal` may be {values}."));
    }
    page.say(match stop_timeout {
        None => "`--stop-timeout` is refused.".to_owned(),
        Some(seconds) => {
            let most = counted(*seconds, "second");
            format!("`--stop-timeout` may be up to {most}, and so may the time of `stop` and `restart`.")
        }
    });
    if !health {
        page.say("Health checks (`--health-cmd`) are refused.");
    }
    if *no_signal_proxy {
        page.say("`--sig-proxy=false` may be given.");
    }
}

/// What every line that makes a container must have.
pub(super) fn required(page: &mut Page, require: &[Requirement]) {
    page.section("What must be there");
    let what: Vec<String> = require.iter().map(|requirement| say(&requirement.what)).collect();
    if !what.is_empty() {
        page.say(format!("A line that makes a container must have {}. What a rule writes counts.", join(&what, "and")));
    }
}

fn say(required: &Required) -> String {
    match required {
        Required::CapDrop(list) => {
            let names: Vec<String> = list.iter().map(|name| format!("--cap-drop={name}")).collect();
            codes(names.iter().map(String::as_str), "and")
        }
        Required::Cpus => "a limit of CPUs (`--cpus`)".to_owned(),
        Required::Init => "`--init`".to_owned(),
        Required::Memory => "a limit of memory (`--memory`)".to_owned(),
        Required::MemorySwap => "a limit of memory and swap (`--memory-swap`)".to_owned(),
        Required::Name => "a name (`--name`)".to_owned(),
        Required::NoNewPrivileges => "`--security-opt=no-new-privileges`".to_owned(),
        Required::PidsLimit => "a limit of processes (`--pids-limit`)".to_owned(),
        Required::ReadOnly => "a read-only root (`--read-only`)".to_owned(),
        Required::Remove => "`--rm`".to_owned(),
        Required::User => "a user (`--user`)".to_owned(),
    }
}
