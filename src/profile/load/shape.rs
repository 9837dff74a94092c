//! Pieces of schemas.
//!
//! `list_of(refer("text"))` -> `{"type": "array", "items": {"$ref": "#/$defs/text"}}`.

use serde_json::{Map, Value as Json, json};

/// What is defined under that name.
pub(crate) fn refer(name: &str) -> Json {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// The same, with a line for people.
pub(crate) fn about(mut schema: Json, description: &str) -> Json {
    insert(&mut schema, "description", json!(description));
    schema
}

/// Puts a keyword into a schema, which has none of that name.
pub(crate) fn insert(schema: &mut Json, keyword: &str, value: Json) {
    if let Json::Object(members) = schema {
        members.insert(keyword.to_owned(), value);
    }
}

/// A mapping with these keys and no others.
pub(crate) fn closed<'k>(keys: impl IntoIterator<Item = &'k (&'k str, Json)>, required: &[&str]) -> Json {
    let keys: Map<String, Json> = keys.into_iter().map(|(key, schema)| ((*key).to_owned(), schema.clone())).collect();
    let mut schema = json!({ "type": "object", "properties": keys, "additionalProperties": false });
    if !required.is_empty() {
        insert(&mut schema, "required", json!(required));
    }
    schema
}

fn keyword(keyword: &str, value: Json, mut schema: Json) -> Json {
    insert(&mut schema, keyword, value);
    schema
}

/// A mapping with any keys.
pub(crate) fn map_of(schema: Json) -> Json {
    keyword("additionalProperties", schema, json!({ "type": "object" }))
}

pub(crate) fn list_of(schema: Json) -> Json {
    keyword("items", schema, json!({ "type": "array" }))
}

pub(crate) fn one_or_many(schema: Json) -> Json {
    let list = list_of(schema.clone());
    each_of("anyOf", &[schema, list])
}

/// One of some values.
pub(crate) fn one_of(values: &[Json]) -> Json {
    json!({ "enum": values })
}

/// `anyOf`, `allOf`.
pub(crate) fn each_of(keyword: &str, schemas: &[Json]) -> Json {
    let members = std::iter::once((keyword.to_owned(), json!(schemas)));
    Json::Object(members.collect())
}
