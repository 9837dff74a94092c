//! The policy: what may be asked for.
//!
//! `allow: {commands: [run], bind: []}` -> a mark at `bind`: the key is `binds`.

use serde_json::{Map, Value as Json, json};

use super::super::allow::{ADDED, How};
use super::make::{about, closed, each_of, insert, list_of, map_of, one_or_many, refer};
use super::words;

pub(super) fn definitions(definitions: &mut Map<String, Json>) {
    let mut define = |name: &str, schema: Json| drop(definitions.insert(name.to_owned(), schema));
    define("allow", closed(&keys(), &["commands"]));
    define("added", added());
    define("bind", bind());
    define("images", images());
    define(
        "people",
        about(one_or_many(refer("text")), "submitter, image, ids, ranges of ids, and names of the image."),
    );
    define("bound", bound("number", true));
    define("bound_of_bytes", bound("size", true));
    define("bound_of_cpus", bound("text", true));
    define("bound_of_choice", bound("number", false));
    define("bound_of_chosen_bytes", bound("size", false));
    define("limits", limits());
    define("lifetime", lifetime());
}

/// What may stand under `add`: the keys that hold lists.
fn added() -> Json {
    let all = keys();
    let mut keys = Vec::new();
    for (name, how) in ADDED {
        let Some((_, whole)) = all.iter().find(|(known, _)| *known == name) else { continue };
        let inner = |key: &&'static str| (*key, refer("list"));
        keys.push((
            name,
            match how {
                How::Within(inside) => {
                    let lists = closed(&inside.iter().map(inner).collect::<Vec<_>>(), &[]);
                    about(lists, "More of the lists that the parent has there.")
                }
                How::List | How::OneOrMany | How::Commands => whole.clone(),
            },
        ));
    }
    closed(&keys, &[])
}

fn keys() -> Vec<(&'static str, Json)> {
    let list = |description: &str| about(refer("list"), description);
    let switch = |description: &str| about(json!({ "type": "boolean" }), description);
    let build = closed(
        &[
            ("addresses", list("Addresses of contexts and Dockerfiles that may be fetched.")),
            ("entitlements", list("Privileges that instructions may have (--allow).")),
        ],
        &[],
    );
    let namespaces = ["cgroup", "ipc", "pid", "user", "uts"].map(|kind| (kind, refer("list")));
    let mut bulk = map_of(each_of(
        "anyOf",
        &[json!({ "const": "any" }), json!({ "type": "array", "items": refer("text"), "minItems": 1 })],
    ));
    insert(&mut bulk, "propertyNames", refer("commands"));
    let ports = closed(
        &[
            (
                "host",
                about(
                    json!({ "type": ["string", "integer"], "pattern": "^[0-9]+(-[0-9]+)?$" }),
                    "Ports of the host: 8000-8999.",
                ),
            ),
            ("addresses", list("Addresses of the host.")),
            ("random", switch("Whether the engine may choose ports.")),
        ],
        &[],
    );
    let environment = closed(
        &[
            ("refuse", list("Names that are refused; without it those that hooks on the host read.")),
            ("allow", list("Names that are not, though `refuse` has them.")),
        ],
        &[],
    );
    let tmpfs =
        closed(&[("max", about(refer("size"), "The largest.")), ("targets", list("Where in the container."))], &[]);
    vec![
        ("commands", about(list_of(refer("commands")), "Commands that may be run.")),
        ("binds", about(list_of(refer("bind")), "Paths of the host that may be mounted.")),
        ("volumes", list("Names of volumes.")),
        ("anonymous_volumes", switch("Whether volumes without a name may be made.")),
        ("volumes_from", list("Containers whose mounts may be taken over.")),
        ("tmpfs", about(tmpfs, "Mounts of memory.")),
        ("images", about(refer("images"), "Images that may be used.")),
        ("build", about(build, "What images may be built from, and with what.")),
        ("registries", list("Registries that may be logged in to and searched.")),
        ("users", about(refer("people"), "Users that containers may run as.")),
        ("groups", about(refer("people"), "Groups that containers may run with.")),
        ("capabilities", about(list_of(refer("text")), "Capabilities that may be added.")),
        ("devices", list("Devices, by path or name of CDI.")),
        (
            "gpus",
            about(
                json!({ "type": ["string", "integer"], "pattern": "^(all|[0-9]+|0-[0-9]+)$" }),
                "How many GPUs: all, 4 or 0-4.",
            ),
        ),
        ("networks", list("Networks by name, and default, none, bridge, host, container:NAME.")),
        ("network_aliases", list("Names of the container in its networks.")),
        ("ports", about(ports, "Ports that may be published.")),
        ("hostnames", list("Host names of the container.")),
        ("hosts", list("Names that may get an address (--add-host).")),
        ("dns", list("Name servers, resolver options and domains.")),
        ("namespaces", about(closed(&namespaces, &[]), "Namespaces by kind.")),
        ("security_opts", list("Security options, as name=value.")),
        ("sysctls", list("Keys of kernel parameters.")),
        ("runtimes", list("Runtimes.")),
        ("entrypoint", list("Entrypoints of the line.")),
        ("limits", about(refer("limits"), "Limits.")),
        ("environment", about(environment, "The container's variables.")),
        ("labels", list("Keys of labels.")),
        ("annotations", list("Keys of annotations.")),
        ("names", list("Names that containers may get.")),
        ("containers", list("Containers, by whole names, that may be controlled, read and entered.")),
        ("bulk", about(bulk, "Commands that may be about everything at once: any, or with these filters.")),
        ("client_files", list("Files that the client may read and write for the caller.")),
        ("log_drivers", list("Log drivers.")),
        ("log_opts", list("Keys of log options.")),
        ("cgroup_parents", list("Cgroups that containers may be made in.")),
        ("storage_opts", list("Keys of storage options.")),
        ("lifetime", about(refer("lifetime"), "How long something may live.")),
        ("options", list("Options without a theme, by name.")),
    ]
}

fn bind() -> Json {
    let switch = |description: &str| about(json!({ "type": "boolean" }), description);
    let source = json!({ "type": "string", "pattern": "^(/|\\$\\{)" });
    closed(
        &[
            ("source", about(source, "The path on the host, or a pattern: /data/** is /data and all below it.")),
            ("access", about(words(&["ro", "rw"]), "ro by default.")),
            ("recursive", switch("Whether a read-only mount must be so for mounts below it, too.")),
            (
                "targets",
                about(refer("list"), "Where in the container; anywhere by default, but not in its system directories."),
            ),
            ("kind", about(words(&["directory", "file", "special"]), "What the path must be.")),
            ("propagation", about(refer("list"), "Propagation other than private.")),
            ("relabel", switch("Whether SELinux labels may be changed.")),
            (
                "race",
                about(words(&["accepted"]), "It is accepted that the submitter can put something else in its place."),
            ),
        ],
        &["source"],
    )
}

fn images() -> Json {
    closed(
        &[
            ("names", about(refer("list"), "Images, written out whole: docker.io/library/*.")),
            ("trust", about(words(&["digest", "pull-always", "local"]), "What makes a name worth trusting.")),
            ("ids", about(json!({ "type": "boolean" }), "Whether an image may be named by its id, to be read.")),
            ("writes", about(refer("list"), "Names that may be given to other images and to containers.")),
            ("pushes", about(refer("list"), "Names that images may be sent to their registries under.")),
        ],
        &["names", "trust"],
    )
}

fn bound(of: &str, may_be_absent: bool) -> Json {
    let mut keys = vec![
        ("max", about(refer(of), "The largest value.")),
        ("over", about(words(&["refuse", "clamp"]), "What happens to more: refuse by default.")),
    ];
    if may_be_absent {
        keys.push(("required", about(json!({ "type": "boolean" }), "Whether the line must have a limit.")));
    }
    let mut schema = closed(&keys, &[]);
    insert(&mut schema, "dependentRequired", json!({ "over": ["max"] }));
    schema
}

fn limits() -> Json {
    let unlimited = each_of("anyOf", &[refer("number"), json!({ "const": "unlimited" })]);
    closed(
        &[
            ("memory", about(refer("bound_of_bytes"), "Memory.")),
            ("memory_swap", about(refer("bound_of_bytes"), "Memory and swap together.")),
            ("cpus", about(refer("bound_of_cpus"), "CPUs.")),
            ("cpu_shares", about(refer("bound_of_choice"), "The weight of CPU time.")),
            ("pids", about(refer("bound"), "Processes and threads.")),
            ("shm", about(refer("bound_of_chosen_bytes"), "/dev/shm.")),
            ("blkio_weight", about(refer("bound_of_choice"), "The weight of input and output.")),
            ("ulimits", about(map_of(unlimited), "Limits of processes by name, with the largest.")),
        ],
        &[],
    )
}

fn lifetime() -> Json {
    let switch = |description: &str| about(json!({ "type": "boolean" }), description);
    closed(
        &[
            ("detach", switch("Whether the call may return before the container ends.")),
            ("restart", about(refer("list"), "When it may be started again.")),
            ("stop_signal", about(refer("list"), "Signals that may stop it.")),
            (
                "stop_timeout",
                about(
                    refer("number"),
                    "The most seconds between that signal and the kill, also of `stop` and `restart`.",
                ),
            ),
            ("no_signal_proxy", switch("Whether the client may keep signals to itself.")),
            ("health", switch("Whether a command may be run again and again to see whether it is well.")),
        ],
        &[],
    )
}
