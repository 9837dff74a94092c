//! The JSON Schema of profiles, for editors.
//!
//! `drop: [usr]` in an editor that knows the schema -> a mark at `usr`, and a list of what could stand there.
//!
//! It is made from the tables and names that profiles are read with. A schema sees one file: what depends on another one,
//! or on a machine, only `longshore profile check` sees.

mod allow;
mod in_words;
mod inputs;
pub(crate) mod make;
mod options;
mod people;
mod rules;
mod starter;

use serde_json::{Map, Value as Json, json};

use crate::batch::System;
use crate::runtimes::{self, Builder, RuntimeName};

use super::builder::BUILDERS;
use super::runtime::{RUNTIMES, UNTRANSLATABLE};
use super::starter::{CommandForm, Pull};
use make::{about, closed, each_of, insert, list_of, map_of, one_of, one_or_many, refer};

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
    people::definitions(&mut definitions);
    inputs::definitions(&mut definitions);
    allow::definitions(&mut definitions);
    starter::definitions(&mut definitions);
    let mut schema = closed(&keys(), &["version"]);
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

fn builder() -> Json {
    about(
        named(&BUILDERS),
        "Which of docker's builders reads `build`; without it `build` is passed on unread, and a policy refuses it.",
    )
}

/// The keys that say which program the engine's client is, and as whom it runs.
fn engine_keys() -> [(&'static str, Json); 3] {
    let engine = each_of(
        "anyOf",
        &[
            refer("path"),
            about(json!({ "type": "array", "items": refer("text"), "minItems": 2 }), "[/usr/bin/sudo, -n, PATH]"),
        ],
    );
    [
        (
            "engine",
            about(
                engine,
                "The client to run: an absolute path. Without it the first program of the runtime's name on the PATH that is not longshore.",
            ),
        ),
        (
            "engine_is_script",
            about(
                json!({ "type": "boolean" }),
                "Whether the engine may be a script; `runtime` then says the dialect of the program that it leads to.",
            ),
        ),
        (
            "engine_user",
            about(
                refer("text"),
                "As whom the engine's client runs, by name or uid, where containers are a user's; whoever calls by default.",
            ),
        ),
    ]
}

/// The keys of a profile.
fn keys() -> Vec<(&'static str, Json)> {
    let more = about(refer("added"), "What is listed in addition to what the parent lists.");
    let add = closed(&[("add", more)], &["add"]);
    let allow = each_of("anyOf", &[json!({ "const": "any" }), refer("allow"), add]);
    let mut keys = vec![
        ("version", about(one_of(&[json!(1), json!("1")]), "The version of the language: 1.")),
        ("description", about(refer("text"), "One line for people, shown by `longshore profile list`.")),
        (
            "extends",
            about(
                refer("text"),
                "Another profile: a name, or with a `/` a file, relative to this one. Its rules come first; every other key of this one replaces that of the other.",
            ),
        ),
        ("runtime", about(named(&RUNTIMES), "The dialect of the command lines; docker by default.")),
        ("builder", builder()),
        (
            "reads",
            about(
                refer("text"),
                "The version of the client whose reading counts, such as \"4.3\"; a policy over podman needs it.",
            ),
        ),
        (
            "untranslatable",
            about(
                named(&UNTRANSLATABLE),
                "What becomes of options of docker's lines that podman lacks: refuse, by default, or drop.",
            ),
        ),
        ("batch", about(named(&System::names()), "The batch system whose jobs call: where ${job.*} comes from.")),
        ("facts", about(refer("path"), "The file of this node's facts; /etc/longshore/facts.yaml by default.")),
        ("submitter", about(refer("submitter"), "Who the job's user is: the caller by default.")),
        ("callers", about(list_of(refer("text")), "Users, by uid or name, who may speak for others.")),
        ("min_id", about(refer("id"), "Ids below it need explicit listing; 1000 by default.")),
        ("identity", about(refer("identity"), "As whom the container runs: as the line says by default.")),
        (
            "options",
            about(
                refer("options"),
                "Options that the site makes, or declares because longshore does not know them yet.",
            ),
        ),
        ("from_env", json!({ "description": "Variables of the caller that set options." })),
        ("pass_env", about(refer("pass_env"), "Which of the caller's variables the container gets.")),
        ("client_env", about(refer("client_env"), "The environment of the engine's client, under a policy.")),
        ("audit", about(refer("audit"), "Where decisions are recorded.")),
        ("redact", about(one_or_many(refer("text")), "Names of variables whose values are never shown.")),
        ("image", about(refer("starter_image"), "Where the image of a starter's job comes from.")),
        ("command", about(named(&CommandForm::NAMES), "What the words of a starter's job are; argv by default.")),
        ("pull", about(named(&Pull::NAMES), "When the image of a starter's job is pulled.")),
        ("stop", about(refer("time"), "How long a job has between the request to end and its end; 10 by default.")),
        (
            "keep",
            about(
                refer("time"),
                "How long a finished container stays, for `longshore prune`; 0 removes it at once (--rm).",
            ),
        ),
        ("prune", about(refer("prune"), "How `longshore prune` knows which jobs are over.")),
        ("globals", about(refer("globals"), "Options before the command, for every command.")),
        (
            "selectable",
            about(
                json!({ "type": "array", "items": { "type": "string", "pattern": "^[A-Za-z0-9._-]+$" } }),
                "In the site's profile.yaml: names of the profiles that callers may choose.",
            ),
        ),
        ("rules", json!({ "description": "The rules, in order." })),
        (
            "allow",
            about(
                allow,
                "`any` for a profile that only rewrites, or what may be asked for: what is not listed is refused.",
            ),
        ),
        ("require", about(refer("require"), "What every line that makes a container must have.")),
        ("deny", json!({ "description": "Lines that are refused, whatever `allow` lists." })),
        ("mode", about(words(&["enforce", "observe"]), "observe: what would be refused is recorded, and runs.")),
    ];
    keys.extend(engine_keys());
    keys
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

/// One of the words that the loader chooses by.
fn named<T>(names: &[(&str, T)]) -> Json {
    words(&names.iter().map(|(name, _)| *name).collect::<Vec<_>>())
}

/// One of some words.
fn words(words: &[&str]) -> Json {
    json!({ "enum": words })
}
