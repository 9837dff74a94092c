//! What the container is connected to, what of it can be reached, and which names it knows.
//!
//! `docker run --network host -p 8080:80 img` -> the host's network; port 80 published as 8080 on all addresses.

use super::Effects;
use super::asked::{Asked, OptionText, Setting};
use super::given::Given;
use super::objects::{How, ObjectKind, Which};
use super::programs::ProgramKind;
use crate::argv::Verb;
use crate::values::{AddHost, Expose, Link, Network, NetworkMode, Publish, ValueError, dns, ip, mac};

/// Networks, ports, names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networking {
    /// The networks in order: the first is the mode, the others are added to it. None: the engine's default.
    pub networks: Vec<Asked<Network>>,
    /// Names of the container in its networks.
    pub aliases: Vec<Asked<Vec<u8>>>,
    /// Fixed addresses: `ip`, `ip6`, `link-local-ip`, `mac-address`.
    pub addresses: Vec<Asked<OptionText>>,
    /// Containers that it is linked to.
    pub links: Vec<Asked<Link>>,
    /// Ports published on the host.
    pub published: Vec<Asked<Publish>>,
    /// Whether all exposed ports are published on random ports of the host.
    pub publish_all: Asked<bool>,
    /// Ports exposed to other containers, and published with `publish_all`.
    pub exposed: Vec<Asked<Expose>>,
    /// Its host name.
    pub hostname: Asked<Setting<Vec<u8>>>,
    /// Its domain name.
    pub domainname: Asked<Setting<Vec<u8>>>,
    /// Names with addresses.
    pub hosts: Vec<Asked<AddHost>>,
    /// Name servers, as written.
    pub dns: Vec<Asked<Vec<u8>>>,
    /// Options of the resolver.
    pub dns_options: Vec<Asked<Vec<u8>>>,
    /// Domains searched.
    pub dns_search: Vec<Asked<Vec<u8>>>,
    /// All other options, such as those of a network that is made.
    pub options: Vec<Asked<OptionText>>,
}

impl Networking {
    /// What the container is connected to, all options aside.
    #[must_use]
    pub fn mode(&self) -> &NetworkMode {
        self.networks.first().map_or(&NetworkMode::Default, |network| &network.value.mode)
    }
}

/// Takes the options of the classes `Network`, `Port` and `Hosts`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let network = &mut effects.network;
    let dialect = given.dialect;
    let owned = |text: &[u8]| Ok(text.to_vec());
    match given.name {
        b"network" if !matches!(given.verb, Verb::Build) => {
            let found = Network::parse(given.text(), dialect)?;
            match &found.mode {
                NetworkMode::Container(name) => {
                    effects.objects.touch(ObjectKind::Container, Which::Named(name.clone()), How::Enter, given.at);
                }
                NetworkMode::Bridge
                | NetworkMode::Default
                | NetworkMode::Host
                | NetworkMode::None
                | NetworkMode::Networks(_)
                | NetworkMode::Pasta
                | NetworkMode::Path(_)
                | NetworkMode::Pod
                | NetworkMode::Slirp => {}
            }
            network.networks.push(given.asked(found));
        }
        // A name or mode, taken as it is.
        b"network" => network.networks.push(given.asked(Network::literal(given.text())?)),
        b"network-alias" | b"alias" => given.add(&mut network.aliases, owned)?,
        b"ip" | b"ip6" | b"link-local-ip" | b"mac-address" => {
            if given.text().is_empty() {
                return Ok(true);
            }
            if given.name == b"mac-address" {
                mac::parse(given.text())?;
            } else {
                ip::parse_trimmed(given.text())?;
            }
            network.addresses.push(given.option_text());
        }
        b"link" => {
            let link = Link::parse(given.text())?;
            let which = Which::Named(link.container.clone());
            effects.objects.touch(ObjectKind::Container, which, How::Read, given.at);
            network.links.push(given.asked(link));
        }
        b"publish" => given.add(&mut network.published, |port| Publish::parse(port, dialect))?,
        b"publish-all" => network.publish_all = given.asked(given.switch()?),
        b"expose" => given.add(&mut network.exposed, |port| Expose::parse(port, dialect))?,
        b"hostname" => network.hostname = given.setting(),
        b"domainname" => network.domainname = given.setting(),
        b"add-host" => given.add(&mut network.hosts, |host| AddHost::parse(host, dialect))?,
        b"dns" => given.add(&mut network.dns, owned)?,
        b"dns-option" => given.add(&mut network.dns_options, owned)?,
        b"dns-search" => given.add(&mut network.dns_search, |domain| dns::parse_search(domain, dialect))?,
        b"ipam-driver" => {
            effects.programs.push(ProgramKind::NetworkDriver, given.text(), given.at);
        }
        b"attachable" | b"aux-address" | b"config-from" | b"config-only" | b"driver-opt" | b"gateway"
        | b"gw-priority" | b"ingress" | b"internal" | b"ip-range" | b"ipam-opt" | b"ipv4" | b"ipv6" | b"opt"
        | b"scope" | b"subnet" | b"disable-dns" | b"interface-name" | b"macvlan" | b"no-hostname" | b"no-hosts"
        | b"route" => {
            if !given.is_off() || given.name == b"ipv4" {
                network.options.push(given.option_text());
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}
