//! The JSON Schema of golden cases, for editors.
//!
//! `{argv: [docker, run, img], hots: {}}` in an editor that knows the schema -> a mark at `hots`.

use serde_json::{Value as Json, json};

use crate::facts::PathKind;
use crate::profile::shape::{about, closed, list_of, map_of, refer};

use super::read_host::KINDS;

/// The schema of the `.yaml` file of a case.
#[must_use]
pub fn schema() -> Json {
    let definitions = json!({
        "word": { "type": ["string", "number", "boolean", "null"], "description": "A word, as it is written; odd bytes behind !escaped." },
        "text": { "type": ["string", "number"] },
        "id": { "type": "integer", "minimum": 0 },
        "groups": { "type": "array", "items": described(&[
            ("gid", "Its number.", refer("id")),
            ("name", "Its name.", refer("text")),
        ], &["gid"]) },
    });
    let mut schema = described(
        &[
            ("profile", "The profile, if it is another than the folder's name says.", refer("text")),
            ("description", "What the case shows.", refer("text")),
            (
                "expect",
                "What the case is held to, whatever `--bless` wrote beside it.",
                json!({ "enum": ["accepted", "refused"] }),
            ),
            ("argv", "The words of a command line, the client's name first.", list_of(refer("word"))),
            ("job", "A job file, in place.", json!({ "type": "object", "additionalProperties": {} })),
            (
                "starter",
                "The words of a batch job behind `longshore starter --`; its environment is that of `host`.",
                list_of(refer("word")),
            ),
            ("build", "The words behind `longshore build --`.", list_of(refer("word"))),
            ("image", "The `--image` of the build.", refer("word")),
            ("terminal", "Whether the starter, or the build, has a terminal.", json!({ "type": "boolean" })),
            ("host", "The facts of the machine; nothing else is known.", host()),
        ],
        &[],
    );
    if let Json::Object(members) = &mut schema {
        let one = |this: &str, others: &[&str]| {
            let others: Vec<Json> = others.iter().map(|other| json!({ "required": [other] })).collect();
            json!({ "required": [this], "not": { "anyOf": others } })
        };
        let kinds = [
            one("argv", &["job", "starter", "build", "terminal", "image"]),
            one("job", &["argv", "starter", "build", "terminal", "image"]),
            one("starter", &["argv", "job", "build", "image"]),
            one("build", &["argv", "job", "starter"]),
        ];
        members.insert("anyOf".to_owned(), json!(kinds));
        members.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        members.insert("title".to_owned(), json!("A golden case of longshore"));
        members.insert("$defs".to_owned(), definitions);
    }
    schema
}

fn host() -> Json {
    let pair = json!({ "type": "array", "items": refer("word"), "minItems": 2, "maxItems": 2 });
    let account = described(
        &[
            ("name", "The name.", refer("text")),
            ("uid", "The uid.", refer("id")),
            ("gid", "The first group.", refer("id")),
            ("gecos", "The full name.", refer("text")),
            ("home", "The home directory; /home/NAME by default.", refer("word")),
            ("shell", "The login shell; /bin/sh by default.", refer("word")),
            ("groups", "All groups, the first one first.", refer("groups")),
        ],
        &["name", "uid", "gid"],
    );
    let path = described(
        &[
            ("kind", "What is there; without it nothing is.", json!({ "enum": KINDS.map(PathKind::as_str) })),
            ("real", "The path without links; itself by default.", refer("word")),
            (
                "replaceable",
                "Directories above it in which the caller could put something else in its place.",
                list_of(refer("word")),
            ),
        ],
        &[],
    );
    described(
        &[
            ("uid", "Who calls.", refer("id")),
            ("gid", "The caller's first group.", refer("id")),
            ("user", "The caller's name.", refer("text")),
            ("groups", "The caller's groups, the first one first.", refer("groups")),
            ("home", "The caller's home directory.", refer("word")),
            ("hostname", "The machine's name.", refer("text")),
            ("fqdn", "The machine's full name.", refer("text")),
            ("cwd", "The working directory.", refer("word")),
            ("env", "The caller's variables: [NAME, VALUE].", list_of(pair)),
            ("engine", "The engine, where the profile names none.", refer("word")),
            ("accounts", "The user database.", list_of(account)),
            ("paths", "What paths lead to.", map_of(path)),
            ("files", "Files that the caller names, with their content.", map_of(refer("word"))),
            (
                "facts",
                "What the file of the node's facts says.",
                map_of(json!({ "type": ["string", "number", "boolean"] })),
            ),
            ("state_dir", "Where files of longshore's lie; /var/lib/longshore by default.", refer("word")),
            ("engine_gid", "The group of the engine's socket.", refer("id")),
            ("now", "Seconds since 1970.", refer("id")),
        ],
        &[],
    )
}

/// A mapping with these keys, each with a line for people, and no others.
fn described(keys: &[(&str, &str, Json)], required: &[&str]) -> Json {
    let keys: Vec<(&str, Json)> = keys.iter().map(|(key, line, schema)| (*key, about(schema.clone(), line))).collect();
    closed(&keys, required)
}
