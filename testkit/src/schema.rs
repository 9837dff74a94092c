//! JSON Schemas, as far as longshore's own use them, and strictly.
//!
//! `{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false}` over
//! `{"a": 1}` -> `/a: 1 is no string`.
//!
//! A schema with a keyword that is not checked here does not load, nor one with an object that is open to other members:
//! what a schema says is what is tested.

use std::collections::HashMap;
use std::iter::once;

use regex::Regex;
use serde_json::{Map, Value};

/// A schema.
pub struct Schema {
    root: Value,
    /// All its patterns: to read one takes longer than to try it.
    patterns: HashMap<String, Regex>,
}

/// Keywords that say something to people.
const REMARKS: [&str; 3] = ["$schema", "title", "description"];

impl Schema {
    /// The schema of that text. Panics if it holds what cannot be checked.
    #[must_use]
    pub fn new(text: &str) -> Schema {
        let root: Value = serde_json::from_str(text).expect("a schema is JSON");
        let mut patterns = HashMap::new();
        read_patterns(&root, &mut patterns);
        let schema = Schema { root, patterns };
        let definitions = schema.root.get("$defs").and_then(Value::as_object);
        let all = definitions.into_iter().flatten().map(|(name, schema)| (format!("/$defs/{name}"), schema));
        for (place, one) in all.chain(once((String::new(), &schema.root))) {
            schema.check(one, &place, false);
        }
        schema
    }

    /// What is wrong with the value; nothing if it is as the schema says.
    #[must_use]
    pub fn faults(&self, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.compare(&self.root, value, "", &mut faults);
        faults
    }

    fn referred(&self, reference: &str) -> &Value {
        let pointer = reference.strip_prefix('#').expect("a reference within the schema");
        self.root.pointer(pointer).unwrap_or_else(|| panic!("{reference} is not defined"))
    }

    /// Stops at what would not be checked. A condition (`if` and what hangs on it) says something about an object that is
    /// described elsewhere, so it may be open.
    fn check(&self, schema: &Value, at: &str, is_condition: bool) {
        if schema.is_boolean() {
            return;
        }
        for (keyword, value) in object(schema) {
            let inside = |name: &str| format!("{at}/{name}");
            match keyword.as_str() {
                "properties" => {
                    for (name, schema) in object(value) {
                        self.check(schema, &inside(&format!("properties/{name}")), is_condition);
                    }
                    let others = schema.get("additionalProperties");
                    let is_closed = others.map_or(is_condition, |others| *others != Value::Bool(true));
                    assert!(is_closed, "{at} is open");
                }
                "items" | "propertyNames" => self.check(value, &inside(keyword), is_condition),
                "additionalProperties" => {
                    let is_known = schema.get("properties").is_some() || value.is_object();
                    assert!(is_known, "{at} has no members at all");
                    self.check(value, &inside(keyword), is_condition);
                }
                "anyOf" | "allOf" => {
                    for schema in list(value) {
                        self.check(schema, &inside(keyword), is_condition);
                    }
                }
                "if" | "then" | "else" | "not" => self.check(value, &inside(keyword), true),
                "$ref" => drop(self.referred(text(value))),
                "required" => {
                    if let Some(known) = schema.get("properties").map(object) {
                        assert!(
                            list(value).iter().all(|name| known.contains_key(text(name))),
                            "{at} requires the unknown"
                        );
                    }
                }
                "type" => {
                    let is_object = types(value).any(|name| name == "object");
                    let members = ["properties", "additionalProperties"].map(|keyword| schema.get(keyword));
                    assert!(!is_object || members.iter().any(Option::is_some), "{at} is open");
                }
                "const" | "dependentRequired" | "enum" | "minimum" | "minItems" | "maxItems" | "pattern" => {}
                "$defs" if at.is_empty() => {}
                remark if REMARKS.contains(&remark) => {}
                other => panic!("{at}: the keyword `{other}` is not checked"),
            }
        }
    }

    fn is_right(&self, schema: &Value, value: &Value) -> bool {
        let mut faults = Vec::new();
        self.compare(schema, value, "", &mut faults);
        faults.is_empty()
    }

    fn compare(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        if let Some(anything) = schema.as_bool() {
            if !anything {
                faults.push(format!("{at}: nothing may stand there"));
            }
            return;
        }
        for (keyword, wanted) in object(schema) {
            let is_right = match keyword.as_str() {
                "$ref" => {
                    self.compare(self.referred(text(wanted)), value, at, faults);
                    true
                }
                "anyOf" => list(wanted).iter().any(|schema| self.is_right(schema, value)),
                "allOf" => {
                    for schema in list(wanted) {
                        self.compare(schema, value, at, faults);
                    }
                    true
                }
                "not" => !self.is_right(wanted, value),
                "if" => {
                    let then = if self.is_right(wanted, value) { "then" } else { "else" };
                    if let Some(schema) = schema.get(then) {
                        self.compare(schema, value, at, faults);
                    }
                    true
                }
                "properties" => {
                    let known =
                        object(wanted).iter().filter_map(|(name, schema)| Some((name, schema, value.get(name)?)));
                    for (name, schema, member) in known {
                        self.compare(schema, member, &format!("{at}/{name}"), faults);
                    }
                    true
                }
                "additionalProperties" => {
                    let known = schema.get("properties").map(object);
                    for (name, member) in value.as_object().into_iter().flatten() {
                        if known.is_some_and(|known| known.contains_key(name)) {
                        } else if *wanted == Value::Bool(false) {
                            faults.push(format!("{at}: `{name}` is unknown"));
                        } else {
                            self.compare(wanted, member, &format!("{at}/{name}"), faults);
                        }
                    }
                    true
                }
                "propertyNames" => {
                    for name in value.as_object().into_iter().flatten().map(|(name, _)| name) {
                        self.compare(wanted, &Value::from(name.as_str()), &format!("{at}/{name}"), faults);
                    }
                    true
                }
                "dependentRequired" => object(wanted).iter().all(|(name, others)| {
                    let has = |name: &str| value.get(name).is_some();
                    !has(name) || list(others).iter().all(|other| has(text(other)))
                }),
                "pattern" => value.as_str().is_none_or(|value| self.patterns[text(wanted)].is_match(value)),
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.compare(wanted, item, &format!("{at}/{index}"), faults);
                    }
                    true
                }
                "required" => {
                    let has = |name: &Value| value.as_object().is_none_or(|value| value.contains_key(text(name)));
                    list(wanted).iter().all(has)
                }
                "const" => value == wanted,
                "enum" => list(wanted).contains(value),
                "type" => types(wanted).any(|name| is_of_type(value, name)),
                "minimum" => value.as_i64().is_none_or(|number| Some(number) >= wanted.as_i64()),
                "minItems" => value.as_array().is_none_or(|list| list.len() as u64 >= wanted.as_u64().unwrap_or(0)),
                "maxItems" => value.as_array().is_none_or(|list| list.len() as u64 <= wanted.as_u64().unwrap_or(0)),
                _ => true,
            };
            if !is_right {
                faults.push(format!("{at}: {value} is against {keyword} {wanted}"));
            }
        }
    }
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}

/// The patterns of a schema, as JSON Schema means them: found anywhere.
fn read_patterns(schema: &Value, patterns: &mut HashMap<String, Regex>) {
    match schema {
        Value::Object(members) => {
            if let Some(pattern) = members.get("pattern").and_then(Value::as_str) {
                patterns.insert(pattern.to_owned(), Regex::new(pattern).expect("a regular expression"));
            }
            members.values().for_each(|one| read_patterns(one, patterns));
        }
        Value::Array(items) => items.iter().for_each(|one| read_patterns(one, patterns)),
        _ => {}
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// One name, or several.
fn types(value: &Value) -> impl Iterator<Item = &str> {
    let several = value.as_array().map(Vec::as_slice);
    several.unwrap_or(std::slice::from_ref(value)).iter().map(text)
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "object" => value.is_object(),
        "string" => value.is_string(),
        other => panic!("the type `{other}` is not checked"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema(schema: &Value) -> Schema {
        Schema::new(&schema.to_string())
    }

    #[test]
    fn every_keyword_finds_its_fault() {
        for (one, right, wrong) in [
            (json!({ "type": "string" }), json!("a"), json!(1)),
            (json!({ "type": ["integer", "null"], "minimum": 1 }), json!(null), json!(0)),
            (json!({ "type": "integer" }), json!(7), json!(7.5)),
            (json!({ "type": "number" }), json!(7.5), json!("7.5")),
            (json!({ "additionalProperties": { "type": "string" } }), json!({ "a": "b" }), json!({ "a": 1 })),
            (json!({ "const": 1 }), json!(1), json!("1")),
            (json!({ "enum": ["a", "b"] }), json!("b"), json!("c")),
            (json!({ "anyOf": [{ "type": "string" }, { "type": "boolean" }] }), json!(true), json!(null)),
            (json!({ "type": "array", "items": { "type": "string" } }), json!(["a"]), json!(["a", 1])),
            (json!({ "minItems": 1, "maxItems": 2 }), json!([1]), json!([])),
            (json!({ "minItems": 1, "maxItems": 2 }), json!([1, 2]), json!([1, 2, 3])),
            (json!({ "type": "string", "pattern": "^a+$" }), json!("aa"), json!("ba")),
            (
                json!({ "propertyNames": { "enum": ["a"] }, "type": "object", "additionalProperties": {} }),
                json!({ "a": 1 }),
                json!({ "b": 1 }),
            ),
            (json!({ "dependentRequired": { "a": ["b"] } }), json!({ "a": 1, "b": 1 }), json!({ "a": 1 })),
            (json!({ "not": { "const": 1 } }), json!(2), json!(1)),
            (json!({ "allOf": [{ "type": "integer" }, { "minimum": 2 }] }), json!(2), json!(1)),
            (
                json!({ "if": { "required": ["a"] }, "then": { "required": ["b"] }, "else": { "required": ["c"] } }),
                json!({ "a": 1, "b": 1 }),
                json!({ "a": 1, "c": 1 }),
            ),
            (
                json!({ "if": { "required": ["a"] }, "then": { "required": ["b"] }, "else": { "required": ["c"] } }),
                json!({ "c": 1 }),
                json!({ "b": 1 }),
            ),
            (json!({ "$ref": "#/$defs/x", "$defs": { "x": { "type": "string" } } }), json!("a"), json!(1)),
        ] {
            let schema = schema(&one);
            assert_eq!(schema.faults(&right), Vec::<String>::new(), "{one}");
            assert_eq!(schema.faults(&wrong).len(), 1, "{one}");
        }
    }

    #[test]
    fn an_object_has_its_members_and_no_others() {
        let schema = schema(&json!({
            "type": "object",
            "properties": { "a": { "type": "string" }, "b": {} },
            "required": ["a"],
            "additionalProperties": false,
        }));
        assert_eq!(schema.faults(&json!({ "a": "x" })), Vec::<String>::new());
        assert_eq!(schema.faults(&json!({ "a": 1, "b": 1 })), ["/a: 1 is against type \"string\""]);
        assert_eq!(schema.faults(&json!({ "b": 1 })), [": {\"b\":1} is against required [\"a\"]"]);
        assert_eq!(schema.faults(&json!({ "a": "x", "c": 1 })), [": `c` is unknown"]);
    }

    #[test]
    #[should_panic(expected = "/items is open")]
    fn a_schema_with_an_open_object_does_not_load() {
        drop(schema(&json!({ "items": { "type": "object", "properties": {} } })));
    }

    #[test]
    #[should_panic(expected = "the keyword `format` is not checked")]
    fn a_schema_with_an_unchecked_keyword_does_not_load() {
        drop(schema(&json!({ "format": "a" })));
    }
}
