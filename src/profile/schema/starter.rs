//! The jobs of starters, and what their containers leave behind.
//!
//! `keep: soon` -> a mark at `soon`: it is no time.

use serde_json::{Map, Value as Json, json};

use super::make::{about, closed, each_of, insert, one_or_many, refer};

pub(super) fn definitions(definitions: &mut Map<String, Json>) {
    let mut define = |name: &str, schema: Json| drop(definitions.insert(name.to_owned(), schema));
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
    let mut image = closed(
        &[
            (
                "from_env",
                about(one_or_many(refer("text")), "Variables of the job; the first that says something counts."),
            ),
            ("default", about(refer("text"), "The image of jobs that name none.")),
        ],
        &[],
    );
    insert(&mut image, "anyOf", json!([{ "required": ["from_env"] }, { "required": ["default"] }]));
    define("starter_image", image);
    define(
        "prune",
        closed(
            &[(
                "ask",
                about(refer("path"), "The program that knows which jobs run: the path of squeue, bjobs or qstat."),
            )],
            &["ask"],
        ),
    );
}
