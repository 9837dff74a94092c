//! Networks, ports and names.
//!
//! `-p 22:22` under `ports: {host: 8000-8999}` is denied; `--network host` unless `networks` lists `host`.

use super::{Entry, Judge};
use crate::argv::{Verb, quote};
use crate::effects::{Asked, Networking, Setting};
use crate::values::{Network, NetworkMode, Publish};

pub(super) fn judge(judge: &mut Judge<'_, '_>, network: &Networking) {
    let Networking {
        networks,
        aliases,
        addresses,
        links,
        published,
        publish_all,
        // Alone it opens nothing; with `publish_all` that is judged.
        exposed: _,
        hostname,
        domainname,
        hosts,
        dns,
        dns_options,
        dns_search,
        options,
    } = network;
    let allow = judge.allow();
    // The instructions of a Dockerfile have a network, too.
    let is_build = judge.effects().verb.value == Some(Verb::Build);
    if networks.is_empty() && (judge.is_create() || is_build) {
        judge.listed("network", "networks", &allow.networks, b"default", None);
    }
    for asked in networks {
        one(judge, asked);
    }
    for alias in aliases {
        judge.listed("network alias", "network_aliases", &allow.network_aliases, &alias.value, alias.at);
    }
    judge.options(addresses);
    for link in links {
        let shown = quote::long_bytes(&link.value.container);
        let why = "joins the container with another";
        judge.refuse("link", &shown, link.at, why, "use a network that the site lists");
    }
    for asked in published {
        if !judge.granted(asked.at) {
            port(judge, asked);
        }
    }
    if publish_all.value && !allow.ports.as_ref().is_some_and(|ports| ports.random) {
        let why = "opens ports of the host that the engine chooses";
        judge.refuse("port", "--publish-all", publish_all.at, why, "publish the ports one by one");
    }
    for (effect, name) in [("host name", hostname), ("domain name", domainname)] {
        if let Setting::To(text) = &name.value {
            judge.listed(effect, "hostnames", &allow.hostnames, text, name.at);
        }
    }
    for entry in hosts {
        for name in &entry.value.names {
            judge.listed("host entry", "hosts", &allow.hosts, name, entry.at);
        }
    }
    for (effect, list) in [("name server", dns), ("resolver option", dns_options), ("search domain", dns_search)] {
        for entry in list {
            judge.listed(effect, "dns", &allow.dns, &entry.value, entry.at);
        }
    }
    judge.options(options);
}

fn one(judge: &mut Judge<'_, '_>, asked: &Asked<Network>) {
    let list = &judge.allow().networks;
    let names: Vec<Vec<u8>> = match &asked.value.mode {
        NetworkMode::Bridge => vec![b"bridge".to_vec()],
        NetworkMode::Container(name) => vec![[b"container:", name.as_slice()].concat()],
        NetworkMode::Default => vec![b"default".to_vec()],
        NetworkMode::Host => vec![b"host".to_vec()],
        NetworkMode::None => vec![b"none".to_vec()],
        NetworkMode::Networks(names) => names.clone(),
        NetworkMode::Pasta => vec![b"pasta".to_vec()],
        NetworkMode::Path(path) => vec![[b"ns:", path.as_slice()].concat()],
        NetworkMode::Pod => vec![b"pod".to_vec()],
        NetworkMode::Slirp => vec![b"slirp4netns".to_vec()],
    };
    for name in names {
        judge.listed("network", "networks", list, &name, asked.at);
    }
    let aliases = &judge.allow().network_aliases;
    for option in &asked.value.options {
        let value = option.value.clone().unwrap_or_default();
        if option.key == b"alias" {
            judge.listed("network alias", "network_aliases", aliases, &value, asked.at);
            continue;
        }
        let shown = format!("{}={}", quote::long_bytes(&option.key), quote::long_bytes(&value));
        judge.refuse("network option", &shown, asked.at, "is the site's to choose", "leave it out");
    }
}

fn port(judge: &mut Judge<'_, '_>, asked: &Asked<Publish>) {
    let publish = &asked.value;
    let shown = publish.to_string();
    let entry_of_it = match publish.host {
        Some(host) => Entry::set("ports: host", host.to_string()),
        None => Entry::set("ports: random", "true"),
    };
    let Some(entry) = &judge.allow().ports else {
        let why = "is not listed: the policy has no `ports`";
        judge.deny("port", &shown, asked.at, why, "do without it, or ask the site").allowed_by(entry_of_it);
        return;
    };
    match (publish.host, entry.host) {
        (None, _) if entry.random => {}
        (None, _) => {
            let why = "opens a port of the host that the engine chooses";
            judge.deny("port", &shown, asked.at, why, "name the port of the host").allowed_by(entry_of_it);
        }
        (Some(_), None) => {
            let why = "names a port of the host, and `ports` lists none";
            let remedy = "leave the port of the host to the engine";
            judge.deny("port", &shown, asked.at, why, remedy).allowed_by(entry_of_it);
        }
        (Some(host), Some((first, last))) if host.first() < first || host.last() > last => {
            let why = format!("is outside `ports: host`: {first}-{last}");
            judge.deny("port", &shown, asked.at, &why, "choose a port in that range");
        }
        (Some(_), Some(_)) => {}
    }
    if !entry.addresses.entries.is_empty() {
        let address = publish.ip.map_or("*".to_owned(), |ip| ip.to_string());
        judge.listed("address", "ports: addresses", &entry.addresses, address.as_bytes(), asked.at);
    }
}
