//! The engines' options: their names, and what each may be set to.
//!
//! `set: {tty: x}` -> a mark at `x`: a switch is true or false.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::argv::{Kind, Operands, Repeats, Row, Tables};
use crate::profile::action::key_separators;
use crate::profile::item::ItemKind;

use super::make::{about, closed, each_of, list_of, map_of, nothing_else, one_of, one_or_many, refer};

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
    let mut open = closed(&keys, &[]);
    nothing_else(&mut open, "additionalProperties", refer(ANY));
    define("settings_with_own_options", open);
    let kinds = ItemKind::NAMES.into_iter().map(|(name, _)| name);
    let mut repeatable: Vec<&str> =
        rows.iter().filter(|(_, rows)| may_repeat(rows)).map(|(name, _)| *name).chain(kinds).collect();
    repeatable.sort_unstable();
    repeatable.dedup();
    define("repeatable", about(json!({ "enum": repeatable }), "An option that may stand several times."));
    let globals: Vec<(&str, Json)> = self::rows(tables, true)
        .iter()
        .filter(|(name, _)| !matches!(**name, "help" | "version"))
        .map(|(name, rows)| (*name, value(rows)))
        .collect();
    define("globals", about(closed(&globals, &[]), "Options before the command."));
}

/// All rows by name: those before the command, or those of commands.
fn rows(tables: &[&dyn Tables], globals: bool) -> BTreeMap<&'static str, Vec<&'static Row>> {
    let mut rows: BTreeMap<&'static str, Vec<&'static Row>> = BTreeMap::new();
    for tables in tables {
        let of_commands = || {
            let read = tables.commands().iter().filter(|command| command.operands != Operands::Unread);
            read.flat_map(|command| command.groups).collect::<Vec<_>>()
        };
        let groups = if globals { vec![tables.globals()] } else { of_commands() };
        for row in groups.into_iter().flat_map(|group| tables.rows(group)) {
            rows.entry(row.name.as_str()).or_default().push(row);
        }
    }
    rows
}

fn may_repeat(rows: &[&Row]) -> bool {
    rows.iter().any(|row| row.repeats != Repeats::Last || key_separators(row).is_some())
}

/// Options with what they may be set to; under `bind`, `publish` and `device` also items written field by field.
fn settings(rows: &BTreeMap<&'static str, Vec<&'static Row>>) -> Vec<(&'static str, Json)> {
    let mut keys: Vec<(&'static str, Json)> = rows.iter().map(|(name, rows)| (*name, value(rows))).collect();
    for (kind, item) in ItemKind::NAMES {
        let fields = one_or_many(refer(&format!("item_{kind}")));
        match (item, keys.iter_mut().find(|(name, _)| *name == kind)) {
            (ItemKind::Env, _) => {}
            (_, Some((_, schema))) => *schema = each_of("anyOf", &[schema.clone(), fields]),
            (_, None) => keys.push((kind, fields)),
        }
    }
    keys
}

/// What an option may be set to, by all of its rows.
fn value(rows: &[&Row]) -> Json {
    let mut kinds: Vec<Json> = Vec::new();
    for row in rows {
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
    let template = |description: &str| about(refer("template"), description);
    match field {
        "source" => template("The path on the host, absolute."),
        "target" => template("The path in the container, absolute."),
        "access" => template("Of binds ro or rw; of devices letters of rwm."),
        "propagation" => template("private, rprivate, shared, rshared, slave or rslave."),
        "host_ip" => template("The address of the host."),
        "host_port" => template("The port of the host."),
        "port" => template("The port of the container."),
        "proto" => template("tcp, udp or sctp."),
        "name" => template("The name of the variable."),
        "value" => template("The value of the variable."),
        _ => one_of(&[]),
    }
}
