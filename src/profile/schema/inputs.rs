//! What comes from outside of the line: variables, site-made options, the client's environment, records.
//!
//! `pass_env: {by: fiel}` -> a mark at `fiel`: argv or file.

use serde_json::{Map, Value as Json, json};

use crate::profile::settings::SettingName;

use super::make::{about, closed, each_of, insert, map_of, one_or_many, refer};
use super::words;

/// A name that a shell could give a variable.
const VARIABLE: &str = "^[A-Za-z_][A-Za-z0-9_]*$";

pub(super) fn definitions(definitions: &mut Map<String, Json>) {
    let mut define = |name: &str, schema: Json| drop(definitions.insert(name.to_owned(), schema));
    for own in ["", "_with_own_options"] {
        let mut variables = map_of(variable(own));
        insert(&mut variables, "propertyNames", json!({ "pattern": VARIABLE }));
        define(&format!("from_env{own}"), variables);
    }
    let mut options = map_of(option());
    insert(&mut options, "propertyNames", json!({ "pattern": "^[a-z0-9][a-z0-9-]{1,30}$" }));
    define("options", options);
    define(
        "pass_env",
        closed(
            &[
                ("names", about(refer("patterns"), "Names of variables; all by default.")),
                ("except", about(refer("patterns"), "Names that are left out all the same.")),
                ("multiline", about(words(&["skip", "refuse"]), "What is done with a value that holds a line end.")),
                ("by", about(words(&["argv", "file"]), "How they are handed over: by name, or in a file.")),
            ],
            &[],
        ),
    );
    let named = json!({ "type": "string", "pattern": "^[^=]+$" });
    let mut set = map_of(refer("scalar"));
    insert(&mut set, "propertyNames", named.clone());
    define(
        "client_env",
        closed(
            &[
                ("keep", about(one_or_many(named), "Variables that the caller may set.")),
                ("set", about(set, "Variables of the site.")),
            ],
            &[],
        ),
    );
    define(
        "audit",
        closed(
            &[
                ("file", about(refer("path"), "A file of JSON lines, for callers who are root.")),
                ("on_failure", about(words(&["go_on", "refuse"]), "What happens to a line that cannot be recorded.")),
                ("show", about(refer("patterns"), "Names of variables that are recorded with their values.")),
            ],
            &[],
        ),
    );
}

fn variable(own: &str) -> Json {
    let settings = [SettingName::LogLevel, SettingName::PassEnv, SettingName::RawArgs].map(SettingName::as_str);
    let mut schema = closed(
        &[
            ("option", about(refer(&format!("option{own}")), "The option that it sets.")),
            ("setting", about(words(&settings), "The setting that it chooses.")),
            ("split", about(words(&["words", "none"]), "Whether blanks separate several values.")),
            ("read", about(words(&["lines"]), "Each word is a file whose lines are the values.")),
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
            ("kind", about(words(&["switch", "text"]), "switch by default.")),
            ("conflicts", about(one_or_many(refer("text")), "Options that may not be given beside it.")),
            ("expand", about(refer("expand_with_own_options"), "What stands for it.")),
        ],
        &["expand"],
    );
    let declared = closed(
        &[
            ("engine", about(json!({ "const": true }), "Whether the engine knows it, and longshore does not.")),
            ("kind", about(words(&["switch", "text"]), "switch by default.")),
            (
                "effect",
                about(
                    words(&["harmless", "other"]),
                    "Whether a policy lets it pass, or `allow: {options: [...]}` must list it.",
                ),
            ),
        ],
        &["engine", "effect"],
    );
    each_of("anyOf", &[made, declared])
}
