//! Reading the keys of `allow` that are more than a list.
//!
//! `users: [submitter, 1000-60000]` -> the submitter, and a range of ids; `ports: {host: 8000-8999}` -> a range of ports.

use serde_json::json;

use crate::argv::{Place, Verb};
use crate::profile::load::key::{Key, into, key, read_new, switch, texts, words};
use crate::profile::load::read::Reader;
use crate::profile::model::allow::{BuildEntry, GpusEntry, ImageTrust, ImagesEntry, List, People, PortsEntry};
use crate::profile::model::pattern::Subject;
use crate::yaml::{Fault, Fields, Node};

use super::lists::list;

/// `images`.
pub(crate) static IMAGES: [Key<ImagesEntry>; 5] = [
    texts::<ImagesEntry>("names", "Images, written out whole: docker.io/library/*.", |images| &mut images.names)
        .required("list the images: `names: [\"registry.site/**\"]`"),
    key::<ImagesEntry>(
        "trust",
        "What makes a name worth trusting.",
        || words(&TRUST),
        into!(trust, node => node.choice(&TRUST)),
    )
    .required("say what makes a name worth trusting: digest, pull-always or local"),
    switch("ids", "Whether an image may be named by its id, to be read.", |images| &mut images.ids),
    texts("writes", "Names that may be given to other images and to containers.", |images| &mut images.writes),
    texts("pushes", "Names that images may be sent to their registries under.", |images| &mut images.pushes),
];

const TRUST: [(&str, ImageTrust); 3] =
    [("digest", ImageTrust::Digest), ("pull-always", ImageTrust::PullAlways), ("local", ImageTrust::Local)];

pub(super) fn images(node: &Node, reader: &Reader) -> Result<ImagesEntry, Fault> {
    Ok(ImagesEntry { at: node.at, ..read_new(&IMAGES, node, reader)? })
}

/// `build`.
pub(super) static BUILD: [Key<BuildEntry>; 2] = [
    texts("addresses", "Addresses of contexts and Dockerfiles that may be fetched.", |build| &mut build.addresses),
    texts("entitlements", "Privileges that instructions may have (--allow).", |build| &mut build.entitlements),
];

/// `ports`.
pub(super) static PORTS: [Key<PortsEntry>; 3] = [
    key(
        "host",
        "Ports of the host: 8000-8999.",
        || json!({ "type": ["string", "integer"], "pattern": "^[0-9]+(-[0-9]+)?$" }),
        into!(host, node => ports_of_host(node).map(Some)),
    ),
    texts("addresses", "Addresses of the host.", |ports| &mut ports.addresses),
    switch("random", "Whether the engine may choose ports.", |ports| &mut ports.random),
];

fn ports_of_host(node: &Node) -> Result<(u16, u16), Fault> {
    let text = node.text()?;
    let bad = || Fault::meaning(node.at, format!("`{text}` is no range of ports"), "write `8000-8999` or `8080`");
    let (first, last) = range(text).unwrap_or((text, text));
    let (first, last) = (first.parse::<u16>().map_err(|_| bad())?, last.parse::<u16>().map_err(|_| bad())?);
    if first == 0 || first > last { Err(bad()) } else { Ok((first, last)) }
}

pub(super) fn ports(node: &Node, reader: &Reader) -> Result<PortsEntry, Fault> {
    Ok(PortsEntry { at: node.at, ..read_new(&PORTS, node, reader)? })
}

/// `submitter`, or a list of `submitter`, `image`, ids, ranges of ids and names.
pub(super) fn people(node: &Node) -> Result<People, Fault> {
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

/// `all`, a number, or `0-4`.
pub(super) fn gpus(node: &Node) -> Result<GpusEntry, Fault> {
    let text = node.text()?;
    let most = match range(text) {
        Some(("0", most)) => most,
        _ => text,
    };
    let bad = || Fault::meaning(node.at, format!("`{text}` is no number of GPUs"), "write `all`, `4` or `0-4`");
    let max = if text == "all" { None } else { Some(most.parse().map_err(|_| bad())?) };
    Ok(GpusEntry { at: node.at, max })
}

/// The namespaces that can be listed.
pub(super) const NAMESPACES: [&str; 5] = ["cgroup", "ipc", "pid", "user", "uts"];

pub(super) fn namespaces(node: &Node) -> Result<Vec<(&'static str, List)>, Fault> {
    let mut fields = Fields::of(node)?;
    let mut all = Vec::new();
    for kind in NAMESPACES {
        if let Some(node) = fields.take(kind) {
            all.push((kind, list(node, Subject::Text)?));
        }
    }
    fields.finish()?;
    Ok(all)
}

pub(super) fn bulk(node: &Node, reader: &Reader) -> Result<Vec<(Verb, Vec<String>)>, Fault> {
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
