//! Pieces of schemas.
//!
//! `list_of(refer("text"))` -> `{"type": "array", "items": {"$ref": "#/$defs/text"}}`.

use serde_json::{Map, Value as Json, json};

/// What is defined under that name.
pub(super) fn refer(name: &str) -> Json {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// The same, with a line for people.
pub(super) fn about(mut schema: Json, description: &str) -> Json {
    nothing_else(&mut schema, "description", json!(description));
    schema
}

/// Puts a keyword into a schema, which has none of that name.
pub(super) fn nothing_else(schema: &mut Json, keyword: &str, value: Json) {
    if let Json::Object(members) = schema {
        members.insert(keyword.to_owned(), value);
    }
}

/// A mapping with these keys and no others.
pub(super) fn closed<'k>(keys: impl IntoIterator<Item = &'k (&'k str, Json)>, required: &[&str]) -> Json {
    let keys: Map<String, Json> = keys.into_iter().map(|(key, schema)| ((*key).to_owned(), schema.clone())).collect();
    let mut schema = json!({ "type": "object", "properties": keys, "additionalProperties": false });
    if !required.is_empty() {
        nothing_else(&mut schema, "required", json!(required));
    }
    schema
}

/// A mapping with any keys.
pub(super) fn map_of(schema: Json) -> Json {
    json!({ "type": "object", "additionalProperties": schema })
}

pub(super) fn list_of(schema: Json) -> Json {
    json!({ "type": "array", "items": schema })
}

pub(super) fn one_or_many(schema: Json) -> Json {
    let list = list_of(schema.clone());
    each_of("anyOf", &[schema, list])
}

/// One of some values.
pub(super) fn one_of(values: &[Json]) -> Json {
    json!({ "enum": values })
}

/// `anyOf`, `allOf`.
pub(super) fn each_of(keyword: &str, schemas: &[Json]) -> Json {
    let members = std::iter::once((keyword.to_owned(), json!(schemas)));
    Json::Object(members.collect())
}
