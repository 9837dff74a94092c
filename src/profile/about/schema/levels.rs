//! The levels below a profile's keys: the mappings that may stand there.
//!
//! `allow: {commands: [run], bind: []}` -> a mark at `bind`: the key is `binds`.

use serde_json::{Map, Value as Json, json};

use crate::profile::load::allow::{ALLOW, BIND, IMAGES, LIFETIME, LIMITS, OVER};
use crate::profile::load::inputs::{AUDIT, CLIENT_ENV, PASS_ENV};
use crate::profile::load::key::{Adds, schema_of, words};
use crate::profile::load::people::FIXED;
use crate::profile::load::shape::{about, closed, each_of, insert, list_of, map_of, one_of, one_or_many, refer};
use crate::profile::load::starter::{IMAGE, PRUNE};
use crate::profile::model::settings::NAMES as SETTINGS;

/// A name that a shell could give a variable.
const VARIABLE: &str = "^[A-Za-z_][A-Za-z0-9_]*$";

pub(super) fn definitions(definitions: &mut Map<String, Json>) {
    let mut define = |name: &str, schema: Json| drop(definitions.insert(name.to_owned(), schema));
    define("allow", schema_of(&ALLOW));
    define("added", added());
    define("bind", schema_of(&BIND));
    define("images", schema_of(&IMAGES));
    define(
        "people",
        about(one_or_many(refer("text")), "submitter, image, ids, ranges of ids, and names of the image."),
    );
    define("bound", bound("number", true));
    define("bound_of_bytes", bound("size", true));
    define("bound_of_cpus", bound("text", true));
    define("bound_of_choice", bound("number", false));
    define("bound_of_chosen_bytes", bound("size", false));
    define("limits", schema_of(&LIMITS));
    define("lifetime", schema_of(&LIFETIME));
    for own in ["", "_with_own_options"] {
        let mut variables = map_of(variable(own));
        insert(&mut variables, "propertyNames", json!({ "pattern": VARIABLE }));
        define(&format!("from_env{own}"), variables);
    }
    let mut options = map_of(option());
    insert(&mut options, "propertyNames", json!({ "pattern": "^[a-z0-9][a-z0-9-]{1,30}$" }));
    define("options", options);
    define("pass_env", schema_of(&PASS_ENV));
    define("client_env", schema_of(&CLIENT_ENV));
    define("audit", schema_of(&AUDIT));
    define("submitter", json!({ "type": "string", "pattern": "^(caller|sudo|option|env:.+)$" }));
    define("identity", each_of("anyOf", &[one_of(&[json!("submitter"), json!("keep")]), schema_of(&FIXED)]));
    let words =
        ["cpus", "init", "memory", "memory-swap", "name", "no-new-privileges", "pids-limit", "read-only", "rm", "user"];
    let dropped = closed(&[("cap-drop", about(list_of(refer("text")), "Capabilities; ALL for all."))], &["cap-drop"]);
    define("require", list_of(each_of("anyOf", &[json!({ "enum": words }), dropped])));
    define(
        "time",
        about(
            each_of(
                "anyOf",
                &[
                    json!({ "type": "integer", "minimum": 0 }),
                    json!({ "type": "string", "pattern": "^[+]?[0-9.]+([a-zµμ]+[0-9.]+)*[a-zµμ]*$" }),
                ],
            ),
            "Seconds, or a time such as 90m, 12h or 7d.",
        ),
    );
    let mut image = schema_of(&IMAGE);
    insert(&mut image, "anyOf", json!([{ "required": ["from_env"] }, { "required": ["default"] }]));
    define("starter_image", image);
    define("prune", schema_of(&PRUNE));
}

/// What may stand under `add`: the keys that hold lists.
fn added() -> Json {
    let keys = ALLOW.iter().filter_map(|key| {
        let schema = match key.adds {
            Adds::Never => return None,
            Adds::Within(lists) => {
                let lists: Vec<(&str, Json)> = lists.iter().map(|list| (*list, refer("list"))).collect();
                about(closed(&lists, &[]), "More of the lists that the parent has there.")
            }
            Adds::List | Adds::OneOrMany | Adds::Commands => key.schema(),
        };
        Some((key.name, schema))
    });
    closed(&keys.collect::<Vec<_>>(), &[])
}

fn bound(of: &str, may_be_absent: bool) -> Json {
    let mut keys = vec![
        ("max", about(refer(of), "The largest value.")),
        ("over", about(words(&OVER), "What happens to more: refuse by default.")),
    ];
    if may_be_absent {
        keys.push(("required", about(json!({ "type": "boolean" }), "Whether the line must have a limit.")));
    }
    let mut schema = closed(&keys, &[]);
    insert(&mut schema, "dependentRequired", json!({ "over": ["max"] }));
    schema
}

fn variable(own: &str) -> Json {
    let mut schema = closed(
        &[
            ("option", about(refer(&format!("option{own}")), "The option that it sets.")),
            ("setting", about(words(&SETTINGS), "The setting that it chooses.")),
            ("split", about(json!({ "enum": ["words", "none"] }), "Whether blanks separate several values.")),
            ("read", about(json!({ "enum": ["lines"] }), "Each word is a file whose lines are the values.")),
            ("replace", about(refer("replacements"), "Values to rewrite; what no pattern matches stays.")),
            ("values", about(refer("replacements"), "The values that are possible, and what they stand for.")),
            ("default", about(refer("template"), "What counts when it is not set.")),
        ],
        &[],
    );
    let one = |this: &str, other: &str| json!({ "required": [this], "not": { "required": [other] } });
    insert(&mut schema, "anyOf", json!([one("option", "setting"), one("setting", "option")]));
    schema
}

fn option() -> Json {
    let made = closed(
        &[
            (
                "engine",
                about(
                    json!({ "const": false }),
                    "Whether the engine knows it: true to declare an option that longshore does not know.",
                ),
            ),
            ("help", about(refer("text"), "A line for people.")),
            ("kind", about(json!({ "enum": ["switch", "text"] }), "switch by default.")),
            ("conflicts", about(one_or_many(refer("text")), "Options that may not be given beside it.")),
            ("expand", about(refer("expand_with_own_options"), "What stands for it.")),
        ],
        &["expand"],
    );
    let declared = closed(
        &[
            ("engine", about(json!({ "const": true }), "Whether the engine knows it, and longshore does not.")),
            ("kind", about(json!({ "enum": ["switch", "text"] }), "switch by default.")),
            (
                "effect",
                about(
                    json!({ "enum": ["harmless", "other"] }),
                    "Whether a policy lets it pass, or `allow: {options: [...]}` must list it.",
                ),
            ),
        ],
        &["engine", "effect"],
    );
    each_of("anyOf", &[made, declared])
}
