//! Templates of docker's `--format`, as far as callers use them.
//!
//! `{{.Name}}={{json .State.Error}}` over `{"Name": "/j", "State": {"Error": ""}}` -> `/j=""`.
//!
//! A template is Go's: text, and between `{{` and `}}` a path of fields, `json PATH`, or `index PATH KEY...`. What is more
//! than that is not read here: the engine's own client then fills the template in, with its own fields.

use std::fmt;

use serde_json::Value;

/// A template that can be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    /// The value at a path, as Go prints it.
    Value(Vec<String>),
    /// The value at a path, as JSON.
    Json(Vec<String>),
    /// What lies in the value at a path under keys.
    Index(Vec<String>, Vec<Key>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Name(String),
    Number(usize),
}

/// A field that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoField {
    /// The path as written, from the first dot on.
    pub path: String,
    /// The field that its object lacks.
    pub name: String,
}

impl fmt::Display for NoField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NoField { path, name } = self;
        write!(f, "template parsing error: template: executing \"\" at <{path}>: map has no entry for key \"{name}\"")
    }
}

impl Template {
    /// Reads a template; `None` if it says more than this module knows.
    #[must_use]
    pub fn read(text: &str) -> Option<Template> {
        // Go reads `json` as all fields.
        if text == "json" {
            return Some(Template { pieces: vec![Piece::Json(Vec::new())] });
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let (action, behind) = after.split_once("}}")?;
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(piece(action)?);
            rest = behind;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Some(Template { pieces })
    }

    /// The first fields of all paths, each once: what has to be known to fill it in. `None` stands for all.
    #[must_use]
    pub fn fields(&self) -> Option<Vec<&str>> {
        let mut fields = Vec::new();
        for piece in &self.pieces {
            let (Piece::Value(path) | Piece::Json(path) | Piece::Index(path, _)) = piece else { continue };
            let field = path.first()?.as_str();
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        Some(fields)
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Fills it in.
    ///
    /// # Errors
    /// [`NoField`] for the first field that is not there.
    pub fn fill(&self, value: &Value) -> Result<String, NoField> {
        self.fill_as(value, Value::clone)
    }

    /// Fills it in; `in_json` makes of a value what JSON shows of it.
    ///
    /// # Errors
    /// [`NoField`] for the first field that is not there.
    pub(super) fn fill_as(&self, value: &Value, in_json: fn(&Value) -> Value) -> Result<String, NoField> {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Value(path) => out.push_str(&printed(at(value, path)?)),
                Piece::Json(path) => out.push_str(&in_json(at(value, path)?).to_string()),
                Piece::Index(path, keys) => {
                    let mut found = at(value, path)?;
                    for key in keys {
                        found = match key {
                            Key::Name(name) => found.get(name),
                            Key::Number(number) => found.get(number),
                        }
                        // A map without the key gives nothing.
                        .unwrap_or(&Value::Null);
                    }
                    if !found.is_null() {
                        out.push_str(&printed(found));
                    }
                }
            }
        }
        Ok(out)
    }
}

fn piece(action: &str) -> Option<Piece> {
    let words = words(action.trim())?;
    let mut words = words.iter();
    let first = words.next()?;
    let piece = match first.as_str() {
        "json" => Piece::Json(path(words.next()?)?),
        "index" => {
            let path = path(words.next()?)?;
            let keys = words.by_ref().map(|word| key(word)).collect::<Option<Vec<_>>>()?;
            Piece::Index(path, keys)
        }
        _ => Piece::Value(path(first)?),
    };
    words.next().is_none().then_some(piece)
}

/// The words of an action; a text between double quotes is one.
fn words(action: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut rest = action;
    while !rest.is_empty() {
        let end = if let Some(text) = rest.strip_prefix('"') {
            let (inside, _) = text.split_once('"').filter(|(inside, _)| !inside.contains('\\'))?;
            inside.len() + 2
        } else {
            rest.find(char::is_whitespace).unwrap_or(rest.len())
        };
        let (word, behind) = rest.split_at(end);
        words.push(word.to_owned());
        rest = behind.trim_start();
    }
    Some(words)
}

/// `.A.B` as fields; `.` is none.
fn path(word: &str) -> Option<Vec<String>> {
    let fields = word.strip_prefix('.')?;
    if fields.is_empty() {
        return Some(Vec::new());
    }
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    fields.split('.').map(|name| is_name(name).then(|| name.to_owned())).collect()
}

fn key(word: &str) -> Option<Key> {
    match word.strip_prefix('"') {
        Some(text) => text.strip_suffix('"').map(|name| Key::Name(name.to_owned())),
        None => word.parse().ok().map(Key::Number),
    }
}

fn at<'v>(value: &'v Value, path: &[String]) -> Result<&'v Value, NoField> {
    path.iter().try_fold(value, |value, name| {
        value.get(name).ok_or_else(|| NoField { path: format!(".{}", path.join(".")), name: name.clone() })
    })
}

/// A value as Go's templates print it.
fn printed(value: &Value) -> String {
    match value {
        Value::Null => "<no value>".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(list) => format!("[{}]", list.iter().map(printed).collect::<Vec<_>>().join(" ")),
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| format!("{key}:{}", printed(value)));
            format!("map[{}]", entries.collect::<Vec<_>>().join(" "))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{NoField, Template};

    #[test]
    fn fields_json_and_index_are_filled_in() {
        let value = json!({
            "Name": "/j", "Size": 3, "On": false, "None": null, "Config": {"Labels": {"a.b": "c", "d": "<\"é"}},
            "State": {"Error": "exec: \"x\": <no>"}, "Args": ["a", "b c"],
        });
        for (template, expected) in [
            ("", ""),
            ("text", "text"),
            ("{{.Name}}", "/j"),
            ("a{{ .Name }}b{{.Size}}{{.On}}\nc", "a/jb3false\nc"),
            ("{{json .State.Error}}", r#""exec: \"x\": <no>""#),
            ("{{json .Config.Labels}}", "{\"a.b\":\"c\",\"d\":\"<\\\"é\"}"),
            ("{{index .Config.Labels \"a.b\"}}{{index .Config.Labels \"x y\"}}.", "c."),
            ("{{index .Args 1}} {{.Args}} {{.None}}", "b c [a b c] <no value>"),
            ("{{.Config.Labels}}", "map[a.b:c d:<\"é]"),
        ] {
            let template = Template::read(template).expect(template);
            assert_eq!(template.fill(&value).as_deref(), Ok(expected));
        }
        let missing = Template::read("x{{.State.Nope}}").expect("a template").fill(&value);
        assert_eq!(missing, Err(NoField { path: ".State.Nope".to_owned(), name: "Nope".to_owned() }));
    }

    #[test]
    fn what_is_more_than_fields_is_not_read() {
        for text in [
            "{{if .A}}x{{end}}",
            "{{.A | json}}",
            "{{range .A}}{{end}}",
            "{{.A",
            "{{- .A}}",
            "{{}}",
            "{{len .A}}",
            "{{.A b}}",
            "{{index .A \"b\\\"c\"}}",
            "{{index .A .B}}",
            "{{$x}}",
            "{{.A..B}}",
        ] {
            assert_eq!(Template::read(text), None, "{text}");
        }
    }

    #[test]
    fn the_fields_that_have_to_be_known() {
        let fields = |text| Template::read(text).expect("a template").fields().map(|fields| fields.join(" "));
        assert_eq!(fields("{{.ID}} {{.Names}} {{.ID}} {{json .Size}}"), Some("ID Names Size".to_owned()));
        assert_eq!(fields("{{json .}}"), None);
    }
}
