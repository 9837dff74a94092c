//! `--network`, `--net`: which network the container is in.
//!
//! `name=Grid,alias=DB` -> the network `grid`, where the container is also called `db` (docker folds case in this form).
//!
//! docker: a value that has a word, `=` and a word anywhere in it is one record of CSV with the keys `name alias ip ip6
//! mac-address link-local-ip driver-opt gw-priority`, keys and values in lower case; any other value is a name or mode
//! taken literally. So `name=host` is the host's network, and `container:a=b` an error. podman: `MODE[:OPTIONS]` or
//! `NAME[:OPTIONS]`, options separated by commas, or several names separated by commas. Sources: docker run reference,
//! podman-run(1), checked against docker 28.2.2; docker 20.10 knows neither `mac-address` nor
//! `gw-priority`.

use super::cut::{cut, lower, trim};
use super::number::parse_decimal;
use super::{Dialect, ValueError, csv, ip, mac};

/// What a container is connected to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NetworkMode {
    /// The engine's own bridge.
    Bridge,
    /// The network of another container, by name or id.
    Container(Vec<u8>),
    /// What the engine does if nothing is said.
    Default,
    /// The host's network.
    Host,
    /// None but loopback.
    None,
    /// Networks by name, in order; docker has one in a value.
    Networks(Vec<Vec<u8>>),
    /// pasta (podman without root).
    Pasta,
    /// The network namespace of the file of this path (podman's `ns:PATH`).
    Path(Vec<u8>),
    /// That of its pod (podman).
    Pod,
    /// slirp4netns (podman without root).
    Slirp,
}

/// One option of a network: `KEY=VALUE`, or (podman) `KEY` alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NetworkOption {
    pub key: Vec<u8>,
    pub value: Option<Vec<u8>>,
}

/// One value of `--network`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Network {
    /// What the container is connected to.
    pub mode: NetworkMode,
    /// Options in order: docker's keys but `name`, or what podman has behind the colon.
    pub options: Vec<NetworkOption>,
}

impl Network {
    /// Reads a value of `--network`.
    ///
    /// # Errors
    /// If there is no name, an option is not known or has a bad value, or (docker) aliases are asked for where there is no
    /// network of one's own.
    pub fn parse(value: &[u8], dialect: Dialect) -> Result<Network, ValueError> {
        if dialect.is_podman() { super::network_podman::parse(value) } else { docker(value) }
    }

    /// Reads a value of docker's `build --network`, which has no options.
    ///
    /// # Errors
    /// If a container has no name.
    pub fn literal(value: &[u8]) -> Result<Network, ValueError> {
        Ok(Network { mode: docker_mode(value)?, options: Vec::new() })
    }

    /// The value: the short form where there are no options and it is not misread.
    #[must_use]
    pub fn to_bytes(&self, dialect: Dialect) -> Vec<u8> {
        if dialect.is_podman() {
            return super::network_podman::to_bytes(self);
        }
        let name = mode_text(&self.mode);
        if self.options.is_empty() && !is_long(&name) {
            return name;
        }
        let mut fields = vec![[b"name=".as_slice(), &name].concat()];
        let field =
            |option: &NetworkOption| [&option.key, &b"="[..], option.value.as_deref().unwrap_or_default()].concat();
        fields.extend(self.options.iter().map(field));
        csv::write_record(&fields)
    }

    /// The values of all options with that key, in order.
    pub fn values<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let given = move |option: &&NetworkOption| option.key == key.as_bytes();
        self.options.iter().filter(given).map(|option| option.value.as_deref().unwrap_or_default())
    }
}

/// The text of a mode; several networks separated by commas.
pub(super) fn mode_text(mode: &NetworkMode) -> Vec<u8> {
    match mode {
        NetworkMode::Bridge => b"bridge".to_vec(),
        NetworkMode::Container(name) => [b"container:".as_slice(), name].concat(),
        NetworkMode::Default => b"default".to_vec(),
        NetworkMode::Host => b"host".to_vec(),
        NetworkMode::None => b"none".to_vec(),
        NetworkMode::Networks(names) => names.join(&b','),
        NetworkMode::Pasta => b"pasta".to_vec(),
        NetworkMode::Path(path) => [b"ns:".as_slice(), path].concat(),
        NetworkMode::Pod => b"pod".to_vec(),
        NetworkMode::Slirp => b"slirp4netns".to_vec(),
    }
}

/// Whether docker takes the value for CSV: a word character on both sides of some `=`.
fn is_long(value: &[u8]) -> bool {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    value.windows(3).any(|three| matches!(three, [before, b'=', after] if word(before) && word(after)))
}

fn docker(value: &[u8]) -> Result<Network, ValueError> {
    if !is_long(value) {
        return Ok(Network { mode: docker_mode(value)?, options: Vec::new() });
    }
    let mut name = Vec::new();
    let mut options = Vec::new();
    for field in csv::first_record(value)? {
        let field = lower(&field);
        let (key, text) = cut(&field, b'=');
        let text = text.filter(|_| !key.is_empty());
        let text = trim(text.ok_or_else(|| ValueError::invalid("network field", &field, "of the form KEY=VALUE"))?);
        match trim(key) {
            b"name" => name = text.to_vec(),
            key => options.push(docker_option(key, text)?),
        }
    }
    if name.is_empty() {
        return Err(ValueError::Missing { part: "network name" });
    }
    // A later value of a key that takes one replaces an earlier one, also an invalid one.
    let address = options.iter().rfind(|option| option.key == b"mac-address").and_then(|option| option.value.as_ref());
    if let Some(address) = address.filter(|address| !address.is_empty()) {
        mac::parse(address)?;
    }
    let mode = docker_mode(&name)?;
    if !matches!(mode, NetworkMode::Networks(_)) && options.iter().any(|option| option.key == b"alias") {
        return Err(ValueError::Conflict { part: "an alias", with: "a network that is not user-defined" });
    }
    Ok(Network { mode, options })
}

fn docker_option(key: &[u8], text: &[u8]) -> Result<NetworkOption, ValueError> {
    match key {
        b"alias" | b"ip" | b"ip6" | b"mac-address" | b"link-local-ip" => {}
        b"driver-opt" => match cut(text, b'=') {
            (b"", _) | (_, None) => {
                return Err(ValueError::invalid("driver option", text, "of the form KEY=VALUE"));
            }
            _ => {}
        },
        b"gw-priority" => {
            parse_decimal(text, "gateway priority")?;
        }
        _ => return Err(ValueError::unknown("network key", key)),
    }
    Ok(NetworkOption { key: key.to_vec(), value: Some(text.to_vec()) })
}

fn docker_mode(name: &[u8]) -> Result<NetworkMode, ValueError> {
    if trim(name).is_empty() {
        return Err(ValueError::Missing { part: "network name" });
    }
    Ok(match name {
        b"bridge" => NetworkMode::Bridge,
        b"default" => NetworkMode::Default,
        b"host" => NetworkMode::Host,
        b"none" => NetworkMode::None,
        _ => match name.strip_prefix(b"container:") {
            Some(container) => NetworkMode::Container(container.to_vec()),
            None => NetworkMode::Networks(vec![name.to_vec()]),
        },
    })
}

/// Whether podman's options of a bridge network are well-formed.
pub(super) fn check_podman_option(option: &NetworkOption) -> Result<(), ValueError> {
    let value = option.value.as_deref().unwrap_or_default();
    match option.key.as_slice() {
        b"ip" | b"ip6" => ip::parse(value, "address").map(|_| ()),
        b"mac" => mac::parse_exact(value).map(|_| ()),
        b"alias" | b"interface_name" if value.is_empty() => Err(ValueError::Empty { part: "alias or interface name" }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
