//! Reading `allow` from its mapping.
//!
//! `{commands: [run], capabilities: [chown]}` -> the verb `run`, and the capability `CAP_CHOWN`.

use crate::argv::{Place, Verb};
use crate::values::Capability;
use crate::yaml::{Fault, Fields, Node, What, nearest};

use super::super::pattern::Subject;
use super::super::read::Reader;
use super::read_limits::{environment, lifetime, limits};
use super::read_mounts::{binds, tmpfs};
use super::{Allow, BuildEntry, GpusEntry, ImageTrust, ImagesEntry, List, People, PortsEntry};

/// The namespaces that can be listed.
const NAMESPACES: [&str; 5] = ["cgroup", "ipc", "pid", "user", "uts"];

/// `allow:`, or `None` for `allow: any`.
pub(in super::super) fn read_allow(node: &Node, reader: &Reader) -> Result<Option<Allow>, Fault> {
    if node.text() == Ok("any") {
        return Ok(None);
    }
    let mut fields = Fields::of(node).map_err(|_| {
        Fault::meaning(
            node.at,
            "`allow` is neither `any` nor a mapping",
            "write `allow: any`, or what may be asked for",
        )
    })?;
    let commands = fields.require("commands", "list the commands that may be run: `commands: [create, start, ...]`")?;
    let commands = commands.list()?.iter().map(|node| reader.command(node)).collect::<Result<_, _>>()?;
    let binds_node = fields.take("binds");
    let text = |fields: &mut Fields<'_>, key| List::read(fields.take(key), Subject::Text);
    let allow = Allow {
        at: node.at,
        commands,
        binds: binds_node.map(binds).transpose()?.unwrap_or_default(),
        binds_at: binds_node.map(|node| node.at),
        volumes: text(&mut fields, "volumes")?,
        anonymous_volumes: switch(&mut fields, "anonymous_volumes")?,
        volumes_from: fields.take("volumes_from").map(container_names).transpose()?.unwrap_or_default(),
        tmpfs: fields.take("tmpfs").map(tmpfs).transpose()?,
        images: fields.take("images").map(images).transpose()?,
        build: fields.take("build").map(build).transpose()?.unwrap_or_default(),
        registries: text(&mut fields, "registries")?,
        users: fields.take("users").map(people).transpose()?.unwrap_or_default(),
        groups: fields.take("groups").map(people).transpose()?.unwrap_or_default(),
        capabilities: fields.take("capabilities").map(capabilities).transpose()?.unwrap_or_default(),
        devices: List::read(fields.take("devices"), Subject::Path)?,
        gpus: fields.take("gpus").map(gpus).transpose()?,
        networks: text(&mut fields, "networks")?,
        network_aliases: text(&mut fields, "network_aliases")?,
        ports: fields.take("ports").map(ports).transpose()?,
        hostnames: text(&mut fields, "hostnames")?,
        hosts: text(&mut fields, "hosts")?,
        dns: text(&mut fields, "dns")?,
        namespaces: fields.take("namespaces").map(namespaces).transpose()?.unwrap_or_default(),
        security_opts: text(&mut fields, "security_opts")?,
        sysctls: text(&mut fields, "sysctls")?,
        runtimes: text(&mut fields, "runtimes")?,
        entrypoint: text(&mut fields, "entrypoint")?,
        limits: fields.take("limits").map(limits).transpose()?.unwrap_or_default(),
        environment: fields.take("environment").map(environment).transpose()?.unwrap_or_default(),
        labels: text(&mut fields, "labels")?,
        annotations: text(&mut fields, "annotations")?,
        names: text(&mut fields, "names")?,
        containers: fields.take("containers").map(container_names).transpose()?.unwrap_or_default(),
        bulk: fields.take("bulk").map(|node| bulk(node, reader)).transpose()?.unwrap_or_default(),
        client_files: List::read(fields.take("client_files"), Subject::Path)?,
        log_drivers: text(&mut fields, "log_drivers")?,
        log_opts: text(&mut fields, "log_opts")?,
        cgroup_parents: text(&mut fields, "cgroup_parents")?,
        storage_opts: text(&mut fields, "storage_opts")?,
        lifetime: fields.take("lifetime").map(lifetime).transpose()?.unwrap_or_default(),
        options: text(&mut fields, "options")?,
    };
    fields.finish()?;
    Ok(Some(allow))
}

/// `{addresses: [...], entitlements: [...]}`.
fn build(node: &Node) -> Result<BuildEntry, Fault> {
    let mut fields = Fields::of(node)?;
    let addresses = List::read(fields.take("addresses"), Subject::Text)?;
    let entitlements = List::read(fields.take("entitlements"), Subject::Text)?;
    fields.finish()?;
    Ok(BuildEntry { addresses, entitlements })
}

pub(super) fn switch(fields: &mut Fields<'_>, key: &'static str) -> Result<bool, Fault> {
    fields.take(key).map_or(Ok(false), Node::boolean)
}

/// Names of containers: complete ones, and no pattern that an id could match.
fn container_names(node: &Node) -> Result<List, Fault> {
    let list = List::read(Some(node), Subject::Text)?;
    for (entry, node) in list.entries.iter().zip(node.list()?) {
        if could_match_an_id(&entry.text) {
            let what = format!("`{}` could match a container's id, and so containers of others", entry.text);
            let remedy = "begin the pattern with letters that no hexadecimal number has, such as `HTCJob*`";
            return Err(Fault::meaning(node.at, what, remedy));
        }
    }
    Ok(list)
}

/// Whether a pattern could match hexadecimal digits alone: nothing in it that must stand there is another character.
fn could_match_an_id(pattern: &str) -> bool {
    if pattern.starts_with("re:") || pattern.contains("${") {
        // What a regular expression or a fact can match is not decided here; the name of a container is looked at again
        // when it is judged.
        return false;
    }
    let mut class = false;
    pattern.bytes().all(|byte| match byte {
        b'[' => {
            class = true;
            true
        }
        b']' => {
            class = false;
            true
        }
        _ if class => true,
        b'*' | b'?' | b'\\' => true,
        byte => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
    })
}

fn images(node: &Node) -> Result<ImagesEntry, Fault> {
    let mut fields = Fields::of(node)?;
    let names = fields.require("names", "list the images: `names: [\"registry.site/**\"]`")?;
    let trust = fields.require("trust", "say what makes a name worth trusting: digest, pull-always or local")?;
    let names = List::read(Some(names), Subject::Text)?;
    let known = [("digest", ImageTrust::Digest), ("pull-always", ImageTrust::PullAlways), ("local", ImageTrust::Local)];
    let trust = choice(trust, &known)?;
    let writes = List::read(fields.take("writes"), Subject::Text)?;
    let pushes = List::read(fields.take("pushes"), Subject::Text)?;
    let ids = switch(&mut fields, "ids")?;
    fields.finish()?;
    Ok(ImagesEntry { at: node.at, names, trust, writes, pushes, ids })
}

/// One of several words.
pub(super) fn choice<T: Copy>(node: &Node, known: &[(&'static str, T)]) -> Result<T, Fault> {
    let text = node.scalar()?;
    if let Some((_, value)) = known.iter().find(|(name, _)| *name == text) {
        return Ok(*value);
    }
    let names = known.iter().map(|(name, _)| *name);
    let near = nearest(text, names.clone());
    let possible = names.collect::<Vec<_>>().join(", ");
    Err(Fault { at: node.at, what: What::Choice { text: text.to_owned(), possible, nearest: near } })
}

/// `submitter`, or a list of `submitter`, `image`, ids, ranges of ids and names.
fn people(node: &Node) -> Result<People, Fault> {
    let mut people = People { at: Some(node.at), ..People::default() };
    for item in node.one_or_many() {
        let text = item.text()?;
        match text {
            "submitter" => people.submitter = true,
            "image" => people.image = true,
            _ if text.bytes().all(|byte| byte.is_ascii_digit()) => people.ids.push(id(text, item.at)?),
            _ => match range(text) {
                Some((first, last)) => people.ranges.push((id(first, item.at)?, id(last, item.at)?)),
                None if is_name(text) => people.names.push(text.to_owned()),
                None => {
                    let what =
                        format!("`{text}` is none of `submitter`, `image`, an id, a range of ids, a name in the image");
                    return Err(Fault::meaning(item.at, what, "list ids, or ranges such as 1000-60000"));
                }
            },
        }
    }
    Ok(people)
}

/// Whether an image could have somebody of that name. What reads as a word for everybody would let nobody in.
fn is_name(text: &str) -> bool {
    let is_in = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-$".contains(&byte);
    let begins = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    begins && text.bytes().all(is_in) && !matches!(text, "any" | "all")
}

/// `FIRST-LAST`, both of digits.
fn range(text: &str) -> Option<(&str, &str)> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('-').filter(|(first, last)| digits(first) && digits(last))
}

fn id(text: &str, at: Place) -> Result<u32, Fault> {
    text.parse().map_err(|_| Fault::meaning(at, format!("`{text}` is no id"), "an id has 32 bits"))
}

fn capabilities(node: &Node) -> Result<List, Fault> {
    let mut list = List::read(Some(node), Subject::Text)?;
    for (entry, node) in list.entries.iter_mut().zip(node.list()?) {
        let capability = Capability::parse(entry.text.as_bytes()).map_err(|error| {
            Fault::meaning(
                node.at,
                error.to_string(),
                "write a capability's name, such as CHOWN; patterns are not taken",
            )
        })?;
        entry.text = capability.to_string();
    }
    Ok(list)
}

/// `all`, a number, or `0-4`.
fn gpus(node: &Node) -> Result<GpusEntry, Fault> {
    let text = node.text()?;
    let most = match range(text) {
        Some(("0", most)) => most,
        _ => text,
    };
    let bad = || Fault::meaning(node.at, format!("`{text}` is no number of GPUs"), "write `all`, `4` or `0-4`");
    let max = if text == "all" { None } else { Some(most.parse().map_err(|_| bad())?) };
    Ok(GpusEntry { at: node.at, max })
}

fn ports(node: &Node) -> Result<PortsEntry, Fault> {
    let mut fields = Fields::of(node)?;
    let host = fields.take("host").map(|node| {
        let text = node.text()?;
        let bad = || Fault::meaning(node.at, format!("`{text}` is no range of ports"), "write `8000-8999` or `8080`");
        let (first, last) = range(text).unwrap_or((text, text));
        let (first, last) = (first.parse::<u16>().map_err(|_| bad())?, last.parse::<u16>().map_err(|_| bad())?);
        if first == 0 || first > last { Err(bad()) } else { Ok((first, last)) }
    });
    let host = host.transpose()?;
    let addresses = List::read(fields.take("addresses"), Subject::Text)?;
    let random = switch(&mut fields, "random")?;
    fields.finish()?;
    Ok(PortsEntry { at: node.at, host, addresses, random })
}

fn namespaces(node: &Node) -> Result<Vec<(&'static str, List)>, Fault> {
    let mut fields = Fields::of(node)?;
    let mut all = Vec::new();
    for kind in NAMESPACES {
        if let Some(node) = fields.take(kind) {
            all.push((kind, List::read(Some(node), Subject::Text)?));
        }
    }
    fields.finish()?;
    Ok(all)
}

fn bulk(node: &Node, reader: &Reader) -> Result<Vec<(Verb, Vec<String>)>, Fault> {
    let entry = |(command, filters): &(Node, Node)| {
        let verb = reader.command(command)?;
        if filters.text() == Ok("any") {
            return Ok((verb, Vec::new()));
        }
        let filters =
            filters.list()?.iter().map(|node| node.text().map(str::to_owned)).collect::<Result<Vec<_>, _>>()?;
        if filters.is_empty() {
            return Err(Fault::meaning(
                command.at,
                "no filters are listed",
                "write `any`, or filters that must be there",
            ));
        }
        Ok((verb, filters))
    };
    node.mapping()?.iter().map(entry).collect()
}
