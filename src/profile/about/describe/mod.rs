//! A profile in plain words, for those who run containers under it.
//!
//! `binds: [{source: "/data/**", access: ro}]` -> a page with a table of directories, in which `/data` and all below it is
//! read only.
//!
//! The page is Markdown. It has no YAML: whoever reads it cannot change the profile.

mod builds;
mod commands;
mod environment;
mod given;
mod guards;
mod images;
mod lifetime;
mod limits;
mod machine;
mod network;
mod page;
mod paths;
mod refused;
mod rules;
mod who;

use crate::argv::Tables;

use crate::profile::model::allow::{Allow, Policy};
use crate::profile::model::profile::Profile;
use page::{Page, code};

/// The page of `profile`.
#[must_use]
pub fn describe(profile: &Profile, tables: &dyn Tables) -> String {
    let mut page = Page::new(profile.description.as_deref().unwrap_or(&profile.name));
    let name = code(&profile.name);
    let runtime = profile.runtime.as_str();
    if let Some(policy) = &profile.policy {
        page.say(format!(
            "What a `{runtime}` command line may ask for under the profile {name}, and what becomes of it. What is not on \
             this page is refused, before anything is started; what the site's rules write themselves is allowed."
        ));
        if policy.is_observed {
            page.say("The profile is on trial: what it refuses is recorded, and runs all the same.");
        }
        allowed(&mut page, profile, policy, tables);
    } else {
        page.say(format!(
            "What becomes of a `{runtime}` command line under the profile {name}. Nothing is checked: a line may ask for \
             whatever the engine gives."
        ));
        who::rewritten(&mut page, profile);
    }
    given::write(&mut page, profile);
    rules::write(&mut page, profile);
    if let Some(policy) = &profile.policy {
        refused::write(&mut page, policy, tables);
    }
    page.text()
}

/// Theme by theme; a key of `allow` that is described nowhere does not compile.
fn allowed(page: &mut Page, profile: &Profile, policy: &Policy, tables: &dyn Tables) {
    let Allow {
        at: _,
        commands,
        binds,
        binds_at: _,
        volumes,
        anonymous_volumes,
        volumes_from,
        tmpfs,
        images,
        build,
        registries,
        users,
        groups,
        capabilities,
        devices,
        gpus,
        networks,
        network_aliases,
        ports,
        hostnames,
        hosts,
        dns,
        namespaces,
        security_opts,
        sysctls,
        runtimes,
        entrypoint,
        limits,
        environment,
        labels,
        annotations,
        names,
        containers,
        bulk,
        client_files,
        log_drivers,
        log_opts,
        cgroup_parents,
        storage_opts,
        lifetime,
        options,
    } = &policy.allow;
    commands::write(page, commands, bulk, options, tables);
    who::write(page, profile, users, groups);
    images::write(page, images.as_ref(), entrypoint);
    builds::write(page, commands, images.as_ref(), build, registries);
    paths::binds(page, binds, profile);
    paths::others(page, volumes, *anonymous_volumes, volumes_from, tmpfs.as_ref(), client_files);
    limits::write(page, profile, limits, &policy.require);
    limits::accounting(page, cgroup_parents, storage_opts, log_drivers, log_opts);
    machine::write(page, devices, gpus.as_ref(), capabilities, runtimes);
    machine::confinement(page, security_opts, sysctls, namespaces);
    network::write(page, networks, network_aliases, ports.as_ref());
    network::names(page, hostnames, hosts, dns);
    environment::write(page, environment);
    environment::names(page, labels, annotations, names, containers);
    lifetime::write(page, lifetime, profile);
    lifetime::required(page, &policy.require);
}
