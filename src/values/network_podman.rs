//! podman's grammar of `--network`.
//!
//! `grid:alias=db` -> the network `grid`, where the container is also called `db`; `a,b` -> two networks.
//!
//! Source: podman-run(1), podman 5.8; podman 4.3 (4.3.1 checked) refuses options of a network that it does
//! not know, and takes `pasta` for the name of a network.

use super::ValueError;
use super::cut::cut;
use super::network::{Network, NetworkMode, NetworkOption, check_podman_option, mode_text};

/// Reads a value of podman's `--network`.
///
/// # Errors
/// If a name is empty, or an option of a bridge has a bad value. A name with a comma before options is refused too: it
/// could not be told from two names.
pub(super) fn parse(value: &[u8]) -> Result<Network, ValueError> {
    let plain = |mode| Ok(Network { mode, options: Vec::new() });
    let (name, options) = cut(value, b':');
    match (name, options) {
        // A pod's and the private one are no names of networks, the latter and nothing are the default.
        (b"" | b"default" | b"private", None) => plain(NetworkMode::Default),
        (b"pod", None) => plain(NetworkMode::Pod),
        (b"none", None) => plain(NetworkMode::None),
        (b"host", None) => plain(NetworkMode::Host),
        (b"ns" | b"container", Some(b"")) => Err(ValueError::Empty { part: "what the network is shared with" }),
        (b"ns", Some(path)) => plain(NetworkMode::Path(path.to_vec())),
        (b"container", Some(container)) => plain(NetworkMode::Container(container.to_vec())),
        (b"slirp4netns", options) => Ok(Network { mode: NetworkMode::Slirp, options: split(options) }),
        (b"pasta", options) => Ok(Network { mode: NetworkMode::Pasta, options: split(options) }),
        (b"bridge", options) => bridged(NetworkMode::Bridge, options),
        (name, Some(options)) => {
            if name.is_empty() {
                return Err(ValueError::Empty { part: "network name" });
            }
            if name.contains(&b',') {
                return Err(ValueError::Conflict { part: "several networks", with: "options" });
            }
            bridged(NetworkMode::Networks(vec![name.to_vec()]), Some(options))
        }
        (names, None) => {
            let names: Vec<Vec<u8>> = names.split(|byte| *byte == b',').map(<[u8]>::to_vec).collect();
            if names.iter().any(Vec::is_empty) {
                return Err(ValueError::Empty { part: "network name" });
            }
            plain(NetworkMode::Networks(names))
        }
    }
}

fn bridged(mode: NetworkMode, options: Option<&[u8]>) -> Result<Network, ValueError> {
    let options = split(options.filter(|options| !options.is_empty()));
    options.iter().try_for_each(check_podman_option)?;
    Ok(Network { mode, options })
}

fn split(options: Option<&[u8]>) -> Vec<NetworkOption> {
    let option = |option| {
        let (key, value) = cut(option, b'=');
        NetworkOption { key: key.to_vec(), value: value.map(<[u8]>::to_vec) }
    };
    options.map(|options| options.split(|byte| *byte == b',').map(option).collect()).unwrap_or_default()
}

/// Whether the name of a network would be read as a mode if it stood alone (`pod:` is a network called so).
fn is_mode(mode: &NetworkMode, name: &[u8]) -> bool {
    let modes: [&[u8]; 5] = [b"default", b"private", b"pod", b"none", b"host"];
    matches!(mode, NetworkMode::Networks(_)) && modes.contains(&name)
}

/// The value as podman reads it back.
pub(super) fn to_bytes(network: &Network) -> Vec<u8> {
    let mut value = mode_text(&network.mode);
    if network.options.is_empty() && is_mode(&network.mode, &value) {
        value.push(b':');
    }
    for (index, option) in network.options.iter().enumerate() {
        value.push(if index == 0 { b':' } else { b',' });
        value.extend_from_slice(&option.key);
        if let Some(text) = &option.value {
            value.push(b'=');
            value.extend_from_slice(text);
        }
    }
    value
}
