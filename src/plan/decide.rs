//! The whole road from a request to a plan.
//!
//! Request ─▶ read ─▶ rules ─▶ translate ─▶ add ─▶ write ─▶ read again ─▶ judge ─▶ Plan

use crate::argv::Draft;
use crate::facts::Host;
use crate::profile::{Profile, Surroundings, apply};

use super::additions::Adding;
use super::clamp::clamp;
use super::clash::Check;
use super::clients::Clients;
use super::engine::Engine;
use super::job_user::JobUser;
use super::permit::{Permit, Permitted, SitePolicy};
use super::written::Written;
use super::{Plan, Refusal, Request};

/// Decides what is run for `request` under `profile`.
///
/// # Errors
/// [`Refusal`]; nothing may then be started.
pub fn decide(request: &Request, profile: &Profile, host: &dyn Host) -> Result<Plan, Refusal> {
    the_road(request, profile, host).map_err(|refusal| refusal.of_field(&request.origins))
}

fn the_road(request: &Request, profile: &Profile, host: &dyn Host) -> Result<Plan, Refusal> {
    let clients = Clients::of(&request.words, profile, host)?;
    let mut draft = Draft::new(clients.read(&request.words)?);

    let user =
        JobUser::find(&profile.persons, profile.policy.as_ref(), draft.line(), clients.dialect_of_given(), host)?;
    let facts = user.facts(host);
    let around = Surroundings::new(&profile.inputs, &facts);
    let applied = apply(profile, &mut draft, &clients.for_rules(), &around)
        .map_err(|error| Refusal::of_rule(error, &profile.files))?;

    let output = clients.translate(&mut draft, host)?;

    let adding = Adding { profile, clients: &clients, person: user.person(), around: &around, host };
    let added = adding.write(request.script.as_ref(), &applied, &mut draft)?;

    let written = Written::of(&draft);
    let clamped;
    let mut again = written.read_again(&draft, &clients)?;
    if user.policy().is_some_and(|policy| clamp(&policy.allow.limits, &again, &mut draft, clients.tables())) {
        clamped = Written::of(&draft);
        again = clamped.read_again(&draft, &clients)?;
    }
    let clash = Check { profile, clients: &clients, given: draft.line() }.check(&again);

    let permitted = match &user {
        JobUser::Judged(policy, person) => {
            let Profile { persons, handling, files, .. } = profile;
            let site = SitePolicy { policy, persons, handling, files };
            let permit = Permit { site, person, clients: &clients, around: &around, host, added: &added };
            permit.judge(&again, &request.streams)?
        }
        JobUser::Known(_) | JobUser::Unasked => Permitted::unjudged(&again),
    };
    // Where a policy refuses as well, its reasons say more.
    clash?;

    let engine = Engine::of(profile, clients.name(), host)?;
    let plan = engine.plan(request, permitted, added, output);
    Ok(Plan { log_level: applied.settings.log_level, ..plan })
}
