//! Networks, ports and names.
//!
//! `ports: {host: 8000-8999}` -> "Ports of the machine from 8000 to 8999 may be published."

use crate::profile::model::allow::{List, PortsEntry};

use super::page::{Listed, Page};

pub(super) fn write(page: &mut Page, networks: &List, aliases: &List, ports: Option<&PortsEntry>) {
    page.section("Network");
    match Listed::of(networks) {
        Listed::Nothing => {
            page.say("No network is listed, so no container can be made without one that a rule writes.");
        }
        Listed::Anything => page.say("A container may be in any network."),
        Listed::These(names) => {
            let has_default = networks.entries.iter().any(|entry| entry.text == "default");
            page.say(format!("`--network` may be {names}."));
            page.say(if has_default {
                "Without it a container is in the engine's default network."
            } else {
                "A line without `--network` is refused, unless a rule writes one."
            });
        }
    }
    if let Listed::These(_) | Listed::Anything = Listed::of(aliases) {
        page.say("`--network-alias` may be given.");
    }
    let Some(ports) = ports else {
        page.say("Ports of the machine (`--publish`) are refused.");
        return;
    };
    if let Some((first, last)) = ports.host {
        let at = match Listed::of(&ports.addresses) {
            Listed::These(addresses) => format!(", at {addresses}"),
            Listed::Nothing | Listed::Anything => String::new(),
        };
        let which = if first == last { format!("The port {first}") } else { format!("Ports from {first} to {last}") };
        page.say(format!("{which} of the machine may be published{at}: `--publish {first}:80`."));
    }
    page.say(if ports.random {
        "The engine may choose the machine's port: `--publish 80`, `--publish-all`."
    } else {
        "The machine's port must be named: `--publish 80` and `--publish-all` are refused."
    });
}

/// What a container is called, and whom it knows by name.
pub(super) fn names(page: &mut Page, hostnames: &List, hosts: &List, dns: &List) {
    for (list, options) in [
        (hostnames, "`--hostname` and `--domainname`"),
        (hosts, "Names in `--add-host`"),
        (dns, "`--dns`, `--dns-search` and `--dns-option`"),
    ] {
        match Listed::of(list) {
            Listed::Nothing => page.say(format!("{options} are refused.")),
            Listed::Anything => page.say(format!("{options} may be anything.")),
            Listed::These(names) => page.say(format!("{options} may be {names}.")),
        }
    }
}
