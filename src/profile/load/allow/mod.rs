//! Reading `allow`: its keys, a row each.
//!
//! `{commands: [run], capabilities: [chown]}` -> the verb `run`, and the capability `CAP_CHOWN`.

pub(super) mod added;
mod entries;
mod limits;
pub(super) mod lists;
mod mounts;
pub(super) mod require;

use serde_json::json;

use crate::profile::model::allow::Allow;
use crate::yaml::{Fault, Node};

use super::key::{Adds, Key, into, key, paths, read, read_new, schema_of, switch, texts};
use super::read::Reader;
use super::shape::{closed, each_of, insert, list_of, map_of, refer};
use entries::{BUILD, NAMESPACES, PORTS};
use limits::ENVIRONMENT;
use mounts::TMPFS;

pub(crate) use entries::IMAGES;
pub(crate) use limits::{LIFETIME, LIMITS, OVER};
pub(crate) use mounts::BIND;

/// `allow:` of a profile with a policy.
pub(super) fn read_allow(node: &Node, reader: &Reader) -> Result<Allow, Fault> {
    if node.mapping().is_err() {
        let remedy = "write `allow: any`, or what may be asked for";
        return Err(Fault::meaning(node.at, "`allow` is neither `any` nor a mapping", remedy));
    }
    let mut allow = Allow { at: node.at, ..Allow::default() };
    read(&ALLOW, node, reader, &mut allow)?;
    Ok(allow)
}

/// The keys of `allow`.
pub(crate) static ALLOW: [Key<Allow>; 39] = [
    key::<Allow>(
        "commands",
        "Commands that may be run.",
        || list_of(refer("commands")),
        into!(commands, node, reader => node.list()?.iter().map(|node| reader.command(node)).collect()),
    )
    .required("list the commands that may be run: `commands: [create, start, ...]`")
    .adds(Adds::List),
    key::<Allow>(
        "binds",
        "Paths of the host that may be mounted.",
        || list_of(refer("bind")),
        |allow, node, reader| {
            allow.binds_at = Some(node.at);
            allow.binds = mounts::binds(node, reader)?;
            Ok(())
        },
    )
    .adds(Adds::List),
    texts("volumes", "Names of volumes.", |allow| &mut allow.volumes),
    switch("anonymous_volumes", "Whether volumes without a name may be made.", |allow| &mut allow.anonymous_volumes),
    key::<Allow>(
        "volumes_from",
        "Containers whose mounts may be taken over.",
        || refer("list"),
        into!(volumes_from, node => lists::container_names(node)),
    )
    .adds(Adds::List),
    key(
        "tmpfs",
        "Mounts of memory.",
        || schema_of(&TMPFS),
        into!(tmpfs, node, reader => mounts::tmpfs(node, reader).map(Some)),
    ),
    key::<Allow>(
        "images",
        "Images that may be used.",
        || refer("images"),
        into!(images, node, reader => entries::images(node, reader).map(Some)),
    )
    .adds(Adds::Within(&["names", "writes", "pushes"])),
    key::<Allow>(
        "build",
        "What images may be built from, and with what.",
        || schema_of(&BUILD),
        into!(build, node, reader => read_new(&BUILD, node, reader)),
    )
    .adds(Adds::Within(&["addresses", "entitlements"])),
    texts("registries", "Registries that may be logged in to and searched.", |allow| &mut allow.registries),
    key::<Allow>(
        "users",
        "Users that containers may run as.",
        || refer("people"),
        into!(users, node => entries::people(node)),
    )
    .adds(Adds::OneOrMany),
    key::<Allow>(
        "groups",
        "Groups that containers may run with.",
        || refer("people"),
        into!(groups, node => entries::people(node)),
    )
    .adds(Adds::OneOrMany),
    key::<Allow>(
        "capabilities",
        "Capabilities that may be added.",
        || list_of(refer("text")),
        into!(capabilities, node => lists::capabilities(node)),
    )
    .adds(Adds::List),
    paths("devices", "Devices, by path or name of CDI.", |allow| &mut allow.devices),
    key(
        "gpus",
        "How many GPUs: all, 4 or 0-4.",
        || json!({ "type": ["string", "integer"], "pattern": "^(all|[0-9]+|0-[0-9]+)$" }),
        into!(gpus, node => entries::gpus(node).map(Some)),
    ),
    texts("networks", "Networks by name, and default, none, bridge, host, container:NAME.", |allow| {
        &mut allow.networks
    }),
    texts("network_aliases", "Names of the container in its networks.", |allow| &mut allow.network_aliases),
    key(
        "ports",
        "Ports that may be published.",
        || schema_of(&PORTS),
        into!(ports, node, reader => entries::ports(node, reader).map(Some)),
    ),
    texts("hostnames", "Host names of the container.", |allow| &mut allow.hostnames),
    texts("hosts", "Names that may get an address (--add-host).", |allow| &mut allow.hosts),
    texts("dns", "Name servers, resolver options and domains.", |allow| &mut allow.dns),
    key::<Allow>(
        "namespaces",
        "Namespaces by kind.",
        || closed(&NAMESPACES.map(|kind| (kind, refer("list"))), &[]),
        into!(namespaces, node => entries::namespaces(node)),
    )
    .adds(Adds::Within(&NAMESPACES)),
    texts("security_opts", "Security options, as name=value.", |allow| &mut allow.security_opts),
    texts("sysctls", "Keys of kernel parameters.", |allow| &mut allow.sysctls),
    texts("runtimes", "Runtimes.", |allow| &mut allow.runtimes),
    texts("entrypoint", "Entrypoints of the line.", |allow| &mut allow.entrypoint),
    key("limits", "Limits.", || refer("limits"), into!(limits, node, reader => read_new(&LIMITS, node, reader))),
    key::<Allow>(
        "environment",
        "The container's variables.",
        || schema_of(&ENVIRONMENT),
        into!(environment, node, reader => read_new(&ENVIRONMENT, node, reader)),
    )
    .adds(Adds::Within(&["allow"])),
    texts("labels", "Keys of labels.", |allow| &mut allow.labels),
    texts("annotations", "Keys of annotations.", |allow| &mut allow.annotations),
    texts("names", "Names that containers may get.", |allow| &mut allow.names),
    key::<Allow>(
        "containers",
        "Containers, by whole names, that may be controlled, read and entered.",
        || refer("list"),
        into!(containers, node => lists::container_names(node)),
    )
    .adds(Adds::List),
    key::<Allow>(
        "bulk",
        "Commands that may be about everything at once: any, or with these filters.",
        bulk_shape,
        into!(bulk, node, reader => entries::bulk(node, reader)),
    )
    .adds(Adds::Commands),
    paths("client_files", "Files that the client may read and write for the caller.", |allow| &mut allow.client_files),
    texts("log_drivers", "Log drivers.", |allow| &mut allow.log_drivers),
    texts("log_opts", "Keys of log options.", |allow| &mut allow.log_opts),
    texts("cgroup_parents", "Cgroups that containers may be made in.", |allow| &mut allow.cgroup_parents),
    texts("storage_opts", "Keys of storage options.", |allow| &mut allow.storage_opts),
    key::<Allow>(
        "lifetime",
        "How long something may live.",
        || refer("lifetime"),
        into!(lifetime, node, reader => limits::lifetime(node, reader)),
    )
    .adds(Adds::Within(&["restart", "stop_signal"])),
    texts("options", "Options without a theme, by name.", |allow| &mut allow.options),
];

fn bulk_shape() -> serde_json::Value {
    let filters = json!({ "type": "array", "items": refer("text"), "minItems": 1 });
    let mut bulk = map_of(each_of("anyOf", &[json!({ "const": "any" }), filters]));
    insert(&mut bulk, "propertyNames", refer("commands"));
    bulk
}
