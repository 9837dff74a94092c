//! The engines' options: their names, and what each may be set to.
//!
//! `set: {tty: x}` -> a mark at `x`: a switch is true or false.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::argv::{Class, Kind, Operands, Repeats, Row, Tables};
use crate::profile::model::action::key_separators;
use crate::profile::model::item::ItemKind;

use super::in_words::Known;
use crate::profile::load::shape::{about, closed, each_of, insert, list_of, map_of, one_or_many, refer};

/// What an option that no table knows may be set to.
const ANY: &str = "value";

pub(super) fn definitions(tables: &[&dyn Tables], definitions: &mut Map<String, Json>) {
    let mut define = |name: &str, schema: Json| drop(definitions.insert(name.to_owned(), schema));
    let rows = rows(tables, false);
    let names: Vec<&str> = rows.keys().copied().collect();
    define("option", about(json!({ "enum": names }), "An option of the engine, by a long name without dashes."));
    define(
        "option_with_own_options",
        about(
            json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]+$" }),
            "An option of the engine or of the profile, by a long name without dashes.",
        ),
    );
    define(ANY, each_of("anyOf", &[json!({ "type": "boolean" }), refer("template"), list_of(refer("template"))]));
    define("keyed", about(each_of("anyOf", &[map_of(refer("scalar")), refer("templates")]), "Keys with their values."));
    define(
        "size_template",
        each_of(
            "anyOf",
            &[
                json!({ "type": "number" }),
                json!({ "type": "string", "pattern": "\\$\\{|^-1$|^[0-9.]+ ?([kmgtpKMGTP]?([iI]?[bB])?)?$" }),
            ],
        ),
    );
    for (kind, schema) in items() {
        define(&format!("item_{kind}"), schema);
    }
    let keys = settings(&rows);
    define("settings", closed(&keys, &[]));
    let same: Vec<(&str, Json)> =
        keys.iter().map(|(name, _)| (*name, refer(&format!("settings/properties/{name}")))).collect();
    let mut open = closed(&same, &[]);
    insert(&mut open, "additionalProperties", refer(ANY));
    define("settings_with_own_options", open);
    let kinds = ItemKind::NAMES.into_iter().map(|(name, _)| name);
    let mut repeatable: Vec<&str> =
        rows.iter().filter(|(_, known)| may_repeat(&known.rows)).map(|(name, _)| *name).chain(kinds).collect();
    repeatable.sort_unstable();
    repeatable.dedup();
    define("repeatable", about(json!({ "enum": repeatable }), "An option that may stand several times."));
    let globals: Vec<(&str, Json)> = self::rows(tables, true)
        .iter()
        .filter(|(name, _)| !matches!(**name, "help" | "version"))
        .map(|(name, known)| (*name, about(value(&known.rows), &known.in_words())))
        .collect();
    define("globals", about(closed(&globals, &[]), "Options before the command."));
}

/// All rows by name: those before the command, or those of commands.
fn rows(tables: &[&dyn Tables], globals: bool) -> BTreeMap<&'static str, Known> {
    let mut rows: BTreeMap<&'static str, Known> = BTreeMap::new();
    for tables in tables {
        let mut add = |group, command| {
            for row in tables.rows(group) {
                rows.entry(row.name.as_str()).or_default().add(row, tables.name(), command);
            }
        };
        if globals {
            add(tables.globals(), "");
            continue;
        }
        for command in tables.commands().iter().filter(|command| command.operands != Operands::Unread) {
            command.groups.into_iter().for_each(|group| add(group, command.path.as_str()));
        }
    }
    rows
}

fn may_repeat(rows: &[&Row]) -> bool {
    rows.iter().any(|row| row.repeats != Repeats::Last || key_separators(row).is_some())
}

/// Options with what they may be set to; under `bind`, `publish` and `device` also items written field by field.
fn settings(rows: &BTreeMap<&'static str, Known>) -> Vec<(&'static str, Json)> {
    // Variables of a container are written as texts, or as a mapping of names.
    let kinds = || ItemKind::NAMES.into_iter().filter(|(_, kind)| *kind != ItemKind::Env).map(|(name, _)| name);
    let fields = |kind: &str| one_or_many(refer(&format!("item_{kind}")));
    let setting = |(name, known): (&&'static str, &Known)| {
        let words = known.in_words();
        let schema = value(&known.rows);
        let schema = match kinds().find(|kind| kind == name) {
            Some(kind) => about(each_of("anyOf", &[schema, fields(kind)]), &format!("{words} Or its fields.")),
            None => about(schema, &words),
        };
        (*name, schema)
    };
    let options = rows.iter().map(setting);
    let others = kinds().filter(|kind| !rows.contains_key(kind));
    options.chain(others.map(|kind| (kind, about(fields(kind), "Items with their fields.")))).collect()
}

/// What an option may be set to, by all of its rows.
fn value(rows: &[&Row]) -> Json {
    // A value that a client ignores may be anything there; what others make of it counts.
    let is_ignored = |row: &Row| row.hidden && row.class == Class::Harmless;
    let all_are = rows.iter().all(|row| is_ignored(row));
    let mut kinds: Vec<Json> = Vec::new();
    for row in rows.iter().filter(|row| all_are || !is_ignored(row)) {
        let kind = of_row(row);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    match kinds.as_slice() {
        [one] => one.clone(),
        several => each_of("anyOf", several),
    }
}

fn of_row(row: &Row) -> Json {
    if row.is_switch() {
        return json!({ "type": "boolean" });
    }
    if key_separators(row).is_some() {
        return refer("keyed");
    }
    match (row.kind, row.repeats) {
        (Kind::Size | Kind::SwapSize, Repeats::Last) => refer("size_template"),
        (_, Repeats::Last) => refer("template"),
        _ => refer("templates"),
    }
}

/// Items that are written field by field.
fn items() -> Vec<(&'static str, Json)> {
    let item = |(name, kind): (&'static str, ItemKind)| {
        let fields: Vec<(&str, Json)> = kind.fields().iter().map(|field| (*field, field_of(field))).collect();
        (name, closed(&fields, kind.required()))
    };
    ItemKind::NAMES.into_iter().map(item).collect()
}

/// A field of an item.
pub(super) fn field_of(field: &str) -> Json {
    about(refer("template"), about_field(field))
}

/// What a field of an item is.
pub(super) fn about_field(field: &str) -> &'static str {
    match field {
        "source" => "The path on the host, absolute.",
        "target" => "The path in the container, absolute.",
        "access" => "Of binds ro or rw; of devices letters of rwm.",
        "propagation" => "private, rprivate, shared, rshared, slave or rslave.",
        "host_ip" => "The address of the host.",
        "host_port" => "The port of the host.",
        "port" => "The port of the container.",
        "proto" => "tcp, udp or sctp.",
        "name" => "The name of the variable.",
        "value" => "The value of the variable.",
        _ => "",
    }
}
