//! A node as JSON: as YAML 1.2 reads it, but for numbers that are not whole, which stay as they are written.
//!
//! `{a: 010, b: true, c: 1.10, d: 5}` -> `{"a": "010", "b": true, "c": "1.10", "d": 5}`.

use serde_json::Value as Json;

use super::node::{Node, Value};

impl Node {
    /// The node as JSON. Of equal keys, which the parser refuses, the last would count.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Text { text, quoted: false, .. } => match text.as_str() {
                "" | "~" | "null" => Json::Null,
                "true" => Json::Bool(true),
                "false" => Json::Bool(false),
                text => whole(text).unwrap_or_else(|| text.into()),
            },
            Value::Text { text, .. } => text.as_str().into(),
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Mapping(entries) => {
                let key = |key: &Node| key.scalar().unwrap_or_default().to_owned();
                Json::Object(entries.iter().map(|(name, value)| (key(name), value.to_json())).collect())
            }
        }
    }
}

/// A whole number in the one form that it has in JSON.
fn whole(text: &str) -> Option<Json> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then(|| number.into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::parse;

    #[test]
    fn scalars_keep_the_form_in_which_they_were_written() {
        let node = parse("{a: 010, b: true, c: 1.10, d: -5, e: \"5\", f: , g: [~, yes, +1, {}]}", 0).unwrap();
        let expected = json!({
            "a": "010", "b": true, "c": "1.10", "d": -5, "e": "5", "f": null, "g": [null, "yes", "+1", {}],
        });
        assert_eq!(node.to_json(), expected);
    }
}
