//! Rules: guards, actions, items.
//!
//! `{name: x, for_each: bind}` -> a mark: `first_match` is missing.

use serde_json::{Map, Value as Json, json};

use crate::argv::{Operands, Tables, Verb};
use crate::profile::model::item::ItemKind;

use super::options::{about_field, field_of};
use crate::profile::load::shape::{about, closed, each_of, insert, list_of, map_of, one_or_many, refer};

/// The keys that do something.
const ACTIONS: [&str; 8] = ["drop", "replace", "set", "default", "add", "image", "command", "globals"];

pub(super) fn definitions(tables: &[&dyn Tables], definitions: &mut Map<String, Json>) {
    let mut define = |name: &str, schema: Json| drop(definitions.insert(name.to_owned(), schema));
    define("commands", json!({ "enum": commands(tables, |_| true) }));
    define("verbs", about(one_or_many(refer("commands")), "Commands; `run` and `create` by default."));
    // Rules never act on `start`, refusals may.
    let of_rules = json!({ "enum": commands(tables, |verb| verb != Verb::Start) });
    define("verbs_of_rules", about(one_or_many(of_rules), "Commands; `run` and `create` by default."));
    define("presences", about(one_or_many(refer("scalar")), "given, absent, or a pattern of the value."));
    define(
        "prepend",
        closed(
            &[("prepend", about(list_of(refer("template")), "Words to put before the command in the container."))],
            &["prepend"],
        ),
    );
    define("expand_with_own_options", expand("_with_own_options"));
    for own in ["", "_with_own_options"] {
        define(&format!("guards{own}"), guards("verbs", own));
        define(&format!("guards_of_rules{own}"), guards("verbs_of_rules", own));
        define(&format!("drops{own}"), drops(own));
        for (kind, item) in ItemKind::NAMES {
            define(&format!("entry_{kind}{own}"), entry(item, own));
        }
        define(&format!("rule{own}"), rule(own));
        let denial = [
            ("when", about(refer(&format!("guards{own}")), "Which lines.")),
            ("unless", about(refer(&format!("guards{own}")), "Which of them not.")),
            ("message", about(refer("text"), "What the caller is told.")),
        ];
        define(&format!("denial{own}"), closed(&denial, &["when", "message"]));
    }
}

/// The names of commands whose words are read.
fn commands(tables: &[&dyn Tables], is_meant: impl Fn(Verb) -> bool) -> Vec<&'static str> {
    let all = tables.iter().flat_map(|tables| tables.commands());
    let read =
        all.filter(|command| !command.is_parent && command.operands != Operands::Unread && is_meant(command.verb));
    let mut names: Vec<&str> = read.map(|command| command.path.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Guards over these commands.
fn guards(verbs: &str, own: &str) -> Json {
    let named = |description: &str| about(map_of(refer("presences")), description);
    let mut option = named("Options of the line.");
    insert(&mut option, "propertyNames", refer(&format!("option{own}")));
    closed(
        &[
            ("verb", refer(verbs)),
            ("option", option),
            ("container_env", named("Variables that the line sets for the container.")),
            ("env", named("Variables of the caller.")),
            ("fact", named("Facts of the node.")),
            ("job_ad", named("Attributes of HTCondor's job ad.")),
            ("label", named("Labels that the line sets.")),
            ("image", about(refer("patterns"), "The image, written out whole: docker.io/library/busybox:latest.")),
            ("user", about(refer("patterns"), "The caller, by name or uid.")),
            ("group", about(refer("patterns"), "A group of the caller, by name or gid.")),
            ("host", about(refer("patterns"), "The machine's name.")),
        ],
        &[],
    )
}

fn drops(own: &str) -> Json {
    let mut by_value = map_of(refer("patterns"));
    insert(&mut by_value, "propertyNames", refer(&format!("option{own}")));
    let one = each_of("anyOf", &[refer(&format!("option{own}")), by_value]);
    list_of(one)
}

/// The actions of rules and entries.
fn actions(own: &str) -> Vec<(&'static str, Json)> {
    let mut replace = map_of(refer("replacements"));
    insert(&mut replace, "propertyNames", refer(&format!("option{own}")));
    let settings = || refer(&format!("settings{own}"));
    let (mut set, mut add) = (settings(), settings());
    insert(&mut set, "propertyNames", json!({ "not": { "const": "bind" } }));
    if own.is_empty() {
        insert(&mut add, "propertyNames", refer("repeatable"));
    }
    vec![
        ("drop", about(refer(&format!("drops{own}")), "Options to remove, or only those with such values.")),
        ("replace", about(replace, "Values of options to write anew.")),
        ("set", about(set, "Options to write instead of all there are.")),
        ("default", about(settings(), "Options to write where they are not given.")),
        ("add", about(add, "Options to write besides those there are.")),
        ("image", about(refer("replacements"), "Images to write anew; patterns see them written out whole.")),
        ("command", about(refer("prepend"), "What happens to the command in the container.")),
        ("globals", about(refer("globals"), "Options to write before the command.")),
    ]
}

/// `for_each` with its entries, which have the fields of its kind.
fn items(schema: &mut Json, own: &str) {
    insert(schema, "dependentRequired", json!({ "for_each": ["first_match"], "first_match": ["for_each"] }));
    let of_kind = |(kind, _): (&str, ItemKind)| {
        json!({
            "if": { "properties": { "for_each": { "const": kind } }, "required": ["for_each"] },
            "then": { "properties": { "first_match": { "items": refer(&format!("entry_{kind}{own}")) } } },
        })
    };
    insert(schema, "allOf", json!(ItemKind::NAMES.map(of_kind)));
}

fn item_keys() -> Vec<(&'static str, Json)> {
    let kinds = ItemKind::NAMES.map(|(name, _)| name);
    vec![
        ("for_each", about(json!({ "enum": kinds }), "The kind of item to visit.")),
        (
            "first_match",
            about(json!({ "type": "array", "minItems": 1 }), "Entries: the first whose patterns match an item acts."),
        ),
    ]
}

fn rule(own: &str) -> Json {
    let mut keys = vec![
        ("name", about(refer("text"), "A few words, for explain and messages.")),
        ("when", about(refer(&format!("guards_of_rules{own}")), "All of these must hold.")),
        ("unless", about(refer(&format!("guards{own}")), "Not all of these may hold.")),
    ];
    keys.extend(actions(own));
    keys.extend(item_keys());
    let mut schema = closed(&keys, &["name"]);
    let does: Vec<Json> = ACTIONS.iter().chain(&["for_each"]).map(|key| json!({ "required": [key] })).collect();
    insert(&mut schema, "anyOf", json!(does));
    items(&mut schema, own);
    schema
}

/// What stands for an option that the site makes.
fn expand(own: &str) -> Json {
    let mut keys = actions(own);
    keys.extend(item_keys());
    let mut schema = closed(&keys, &[]);
    items(&mut schema, own);
    schema
}

fn entry(kind: ItemKind, own: &str) -> Json {
    let mut keys: Vec<(&str, Json)> =
        kind.fields().iter().map(|field| (*field, about(refer("patterns"), about_field(field)))).collect();
    keys.push(("when", about(refer(&format!("guards{own}")), "All of these must hold.")));
    keys.push(("unless", about(refer(&format!("guards{own}")), "Not all of these may hold.")));
    let fields: Vec<(&str, Json)> = kind.fields().iter().map(|field| (*field, field_of(field))).collect();
    keys.push(("set_item", about(closed(&fields, &[]), "Fields of the item to write anew.")));
    for (key, schema) in actions(own) {
        let schema = if key == "drop" {
            let drops = each_of("anyOf", &[json!({ "const": "item" }), refer(&format!("drops{own}"))]);
            about(drops, "`item` to remove the item, or options to remove.")
        } else {
            schema
        };
        keys.push((key, schema));
    }
    closed(&keys, &[])
}
