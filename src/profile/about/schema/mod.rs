//! The JSON Schema of profiles, for editors.
//!
//! `drop: [usr]` in an editor that knows the schema -> a mark at `usr`, and a list of what could stand there.
//!
//! It is made from the tables and names that profiles are read with. A schema sees one file: what depends on another one,
//! or on a machine, only `longshore profile check` sees.

mod in_words;
mod levels;
mod options;
mod rules;

use serde_json::{Map, Value as Json, json};

use crate::profile::load::key::schema_of;
use crate::profile::load::keys::KEYS;
use crate::profile::load::shape::{about, each_of, insert, list_of, map_of, one_or_many, refer};
use crate::runtimes::{self, Builder, RuntimeName};

/// The dialect of JSON Schema.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of profiles.
#[must_use]
pub fn schema() -> Json {
    // Which builder reads `build`, another key says: both are possible.
    let builders = [None, Some(Builder::Legacy), Some(Builder::Buildx)];
    let docker = builders.map(|builder| runtimes::tables(RuntimeName::Docker, builder));
    let tables: Vec<_> = docker.into_iter().chain([runtimes::tables(RuntimeName::Podman, None)]).collect();
    let mut definitions = Map::new();
    values(&mut definitions);
    options::definitions(&tables, &mut definitions);
    rules::definitions(&tables, &mut definitions);
    levels::definitions(&mut definitions);
    let mut schema = schema_of(KEYS.iter().map(|(key, _)| key));
    insert(&mut schema, "$schema", json!(DIALECT));
    insert(&mut schema, "title", json!("A profile of longshore"));
    // Options that the profile, or one that it extends, declares have names that no table knows.
    insert(
        &mut schema,
        "if",
        each_of("anyOf", &[json!({ "required": ["options"] }), json!({ "required": ["extends"] })]),
    );
    let of = |suffix: &str| {
        json!({ "properties": {
            "rules": list_of(refer(&format!("rule{suffix}"))),
            "deny": list_of(refer(&format!("denial{suffix}"))),
            "from_env": refer(&format!("from_env{suffix}")),
        } })
    };
    insert(&mut schema, "then", of("_with_own_options"));
    insert(&mut schema, "else", of(""));
    insert(&mut schema, "allOf", json!(alone()));
    insert(&mut schema, "$defs", Json::Object(definitions));
    schema
}

/// What a profile that extends none must say itself.
fn alone() -> [Json; 3] {
    let if_alone = |when: Json, key: &str| {
        let alone = json!({ "not": { "required": ["extends"] } });
        json!({ "if": each_of("allOf", &[alone, when]), "then": { "required": [key] } })
    };
    let policy = json!({ "properties": { "allow": { "not": { "const": "any" } } }, "required": ["allow"] });
    let podman = json!({ "properties": { "runtime": { "const": "podman" } }, "required": ["runtime"] });
    [
        if_alone(json!(true), "allow"),
        if_alone(policy.clone(), "engine"),
        if_alone(each_of("allOf", &[policy, podman]), "reads"),
    ]
}

/// Kinds of values.
fn values(definitions: &mut Map<String, Json>) {
    let mut define = |name: &str, schema: Json| drop(definitions.insert(name.to_owned(), schema));
    define(
        "text",
        about(
            json!({ "type": ["string", "number"] }),
            "A text. Quote yes, no, on, off, true, false, null, ~ and numbers with a leading 0.",
        ),
    );
    define("scalar", json!({ "type": ["string", "number", "boolean"] }));
    define("path", about(json!({ "type": "string", "pattern": "^/.*[^/]$" }), "An absolute path."));
    define("pattern", about(refer("text"), "A glob, or a regular expression behind `re:`."));
    define("patterns", one_or_many(refer("pattern")));
    define("template", about(refer("text"), "A text, in which ${...} stands for facts and values of the line."));
    define("templates", one_or_many(refer("template")));
    define(
        "number",
        each_of(
            "anyOf",
            &[json!({ "type": "integer", "minimum": 0 }), json!({ "type": "string", "pattern": "^[0-9]+$" })],
        ),
    );
    define("id", refer("number"));
    define(
        "size",
        about(
            each_of(
                "anyOf",
                &[
                    json!({ "type": "number" }),
                    json!({ "type": "string", "pattern": "^[0-9.]+ ?([kmgtpKMGTP]?([iI]?[bB])?)?$" }),
                ],
            ),
            "Bytes, or a number with a unit: 512m, 64g.",
        ),
    );
    define(
        "list",
        about(
            list_of(refer("pattern")),
            "Patterns; ${uid}, ${gid}, ${user}, ${home}, ${hostname}, ${fqdn} and ${fact.KEY} may stand in them.",
        ),
    );
    define(
        "replacements",
        about(
            map_of(refer("template")),
            "Patterns of whole values, each with the text that is written instead; ${1} and ${NAME} are its groups.",
        ),
    );
}
