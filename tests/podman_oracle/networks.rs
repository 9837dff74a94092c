//! Networks and ports that the effects claim against those of a container.
//!
//! `--network net1 -p 8080:80` -> the network `net1` and no other, port 80/tcp at the host's 8080 and no other.

use std::collections::BTreeSet;

use longshore::effects::Effects;
use longshore::values::{NetworkMode, Protocol, Publish};
use serde_json::Value;

use crate::claims::text;

/// Ports of the container, and of the host where they are said.
pub(crate) fn ports(effects: &Effects, found: &Value, _: &Value) -> Result<(), String> {
    let is_closed = |mode: &NetworkMode| {
        matches!(mode, NetworkMode::Container(_) | NetworkMode::Host | NetworkMode::None | NetworkMode::Path(_))
    };
    let mut expected = BTreeSet::new();
    if !is_closed(effects.network.mode()) {
        effects.network.published.iter().for_each(|port| expected.extend(each(&port.value)));
    }
    let bindings = found.pointer("/HostConfig/PortBindings").and_then(Value::as_object);
    let mut given = BTreeSet::new();
    for (port, hosts) in bindings.into_iter().flatten() {
        for host in hosts.as_array().into_iter().flatten() {
            let of = |key: &str| host[key].as_str().unwrap_or_default().to_owned();
            given.insert((port.clone(), of("HostIp"), of("HostPort")));
        }
    }
    let is_claimed = |(port, ip, host): &(String, String, String)| {
        let like = |(other, address, number): &(String, String, String)| {
            port == other && ip == address && (number.is_empty() || number == host)
        };
        expected.iter().any(like)
    };
    if !effects.network.publish_all.value
        && let Some(port) = given.iter().find(|port| !is_claimed(port))
    {
        return Err(format!("no effect accounts for the port {port:?}"));
    }
    let is_there = |(port, ip, host): &&(String, String, String)| {
        given
            .iter()
            .any(|(other, address, number)| port == other && ip == address && (host.is_empty() || host == number))
    };
    expected
        .iter()
        .find(|port| !is_there(port))
        .map_or(Ok(()), |port| Err(format!("the effects say the port {port:?}")))
}

/// Every port of a range, with its address and port of the host; no port is a free one.
fn each(publish: &Publish) -> Vec<(String, String, String)> {
    let protocol = match publish.protocol {
        Protocol::Sctp => "sctp",
        Protocol::Tcp => "tcp",
        Protocol::Udp => "udp",
    };
    let ip = publish.ip.map(|ip| ip.to_string()).unwrap_or_default();
    let ports = publish.container.first()..=publish.container.last();
    let one = |(at, port): (usize, u16)| {
        let host = publish.host.map(|host| (usize::from(host.first()) + at).to_string());
        (format!("{port}/{protocol}"), ip.clone(), host.unwrap_or_default())
    };
    ports.enumerate().map(one).collect()
}

/// The mode, and the networks by name.
pub(crate) fn compare(effects: &Effects, found: &Value, _: &Value) -> Result<(), String> {
    let mut names = BTreeSet::new();
    for network in &effects.network.networks {
        match &network.value.mode {
            NetworkMode::Networks(list) => names.extend(list.iter().map(|name| text(name))),
            NetworkMode::Bridge | NetworkMode::Default => drop(names.insert("podman".to_owned())),
            _ => {}
        }
    }
    let mode = match effects.network.mode() {
        NetworkMode::Host => "host".to_owned(),
        NetworkMode::None => "none".to_owned(),
        NetworkMode::Path(path) => format!("ns:{}", text(path)),
        NetworkMode::Slirp => "slirp4netns".to_owned(),
        NetworkMode::Networks(_) | NetworkMode::Bridge | NetworkMode::Default => "bridge".to_owned(),
        _ => return Ok(()),
    };
    if mode == "bridge" && names.is_empty() {
        names.insert("podman".to_owned());
    }
    let given = found.pointer("/HostConfig/NetworkMode").and_then(Value::as_str).unwrap_or_default();
    if given != mode {
        return Err(format!("the network is {given}, the effects say {mode}"));
    }
    let there = found.pointer("/NetworkSettings/Networks").and_then(Value::as_object);
    let there: BTreeSet<String> = there.into_iter().flatten().map(|(name, _)| name.clone()).collect();
    if mode != "bridge" || there == names {
        Ok(())
    } else {
        Err(format!("the networks are {there:?}, the effects say {names:?}"))
    }
}
