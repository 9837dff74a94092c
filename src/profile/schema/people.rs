//! Who the job's user is, as whom the container runs, and what must be there.
//!
//! `identity: submiter` -> a mark, and the words that are possible.

use serde_json::{Map, Value as Json, json};

use super::make::{about, closed, each_of, list_of, one_of, refer};

pub(super) fn definitions(definitions: &mut Map<String, Json>) {
    let mut define = |name: &str, schema: Json| drop(definitions.insert(name.to_owned(), schema));
    define("submitter", json!({ "type": "string", "pattern": "^(caller|sudo|option|env:.+)$" }));
    let fixed = closed(
        &[
            ("user", about(refer("id"), "The uid.")),
            ("group", about(refer("id"), "The gid.")),
            ("groups", about(list_of(refer("id")), "Groups besides.")),
        ],
        &["user", "group"],
    );
    define("identity", each_of("anyOf", &[one_of(&[json!("submitter"), json!("keep")]), fixed]));
    let words =
        ["cpus", "init", "memory", "memory-swap", "name", "no-new-privileges", "pids-limit", "read-only", "rm", "user"];
    let dropped = closed(&[("cap-drop", about(list_of(refer("text")), "Capabilities; ALL for all."))], &["cap-drop"]);
    define("require", list_of(each_of("anyOf", &[json!({ "enum": words }), dropped])));
}
