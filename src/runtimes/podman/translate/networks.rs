//! Networks: docker's long form, and options of drivers.
//!
//! `name=Grid,alias=DB,ip=10.0.0.2` -> `grid:alias=db,ip=10.0.0.2`.

use crate::values::{Dialect, Network, NetworkMode, NetworkOption};

use super::write::{Why, Written};

/// `--network`.
pub(super) fn network(value: &[u8], is_sites: bool, dialect: Dialect) -> Result<Vec<u8>, Why> {
    let reads = |text: &[u8]| Network::parse(text, dialect);
    let given = Network::parse(value, Dialect::Docker);
    if is_sites
        && let Ok(network) = reads(value)
        && !matches!(network.mode, NetworkMode::Networks(_))
    {
        return Ok(value.to_vec());
    }
    let given = given?;
    let mut options = Vec::new();
    for option in given.options {
        let key = match option.key.as_slice() {
            b"alias" | b"ip" | b"ip6" => option.key,
            b"mac-address" => b"mac".to_vec(),
            _ => {
                return Err(Why::Value {
                    why: "podman has not all options of this network".to_owned(),
                    remedy: Some("remove them from the value"),
                });
            }
        };
        options.push(NetworkOption { key, value: option.value });
    }
    let meant = Network { mode: given.mode, options };
    for text in [value.to_vec(), meant.to_bytes(dialect)] {
        if reads(&text).as_ref() == Ok(&meant) {
            return Ok(text);
        }
    }
    Err(Why::value("podman would read it as something else than a network of this name"))
}

/// `network create --opt`.
pub(super) fn option(value: &[u8]) -> Result<Written, Why> {
    const NAMES: [(&str, &str); 4] = [
        ("com.docker.network.driver.mtu", "mtu"),
        ("ipvlan_mode", "mode"),
        ("macvlan_mode", "mode"),
        ("parent", "parent"),
    ];
    let at = value.iter().position(|&byte| byte == b'=').unwrap_or(value.len());
    let (key, rest) = value.split_at(at);
    match NAMES.iter().find(|(docker, _)| docker.as_bytes() == key) {
        Some((docker, podman)) if docker == podman => Ok(Written::Kept),
        Some((_, podman)) => Ok(Written::one("opt", [podman.as_bytes(), rest].concat())),
        None => Err(Why::lacks("podman has not this option of a network", "remove it")),
    }
}
