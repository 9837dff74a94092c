//! A job template as text.
//!
//! `{"jobCategory": "busybox:1", "startTime": "0001-01-01T00:00:00Z", "args": null}` -> the member `jobCategory` at 1:2; Go's zero
//! time and `null` are no values.
//!
//! The JSON is that of the Go interface: names in any case, extensions under `extension.extensionList`. What Go ignores in silence,
//! members that do not exist or stand twice, is a fault.

use crate::argv::Place;
use crate::values::Moment;
use crate::yaml::{Fault, Node, Value, What, nearest, parse};

use super::members::{Member, Shape, find, member_names};

/// A job template.
#[derive(Debug)]
pub struct Template {
    pub(super) at: Place,
    pub(super) given: Vec<Given>,
    /// The extensions with their values, in the order written.
    pub(super) extensions: Vec<(Node, Node)>,
}

/// A member that has a value.
pub(super) struct Given {
    pub(super) member: &'static Member,
    /// Its name as written, with its place.
    pub(super) key: Node,
    pub(super) value: Node,
}

impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Given").field("member", &self.member.name).field("value", &self.value).finish_non_exhaustive()
    }
}

impl Template {
    /// Reads the JSON of a template.
    ///
    /// # Errors
    /// A [`Fault`] with line and column for what is no JSON, a member that DRMAA2 does not have or that stands twice, or a value
    /// of another type than the Go interface has there. What the values mean is judged by [`Template::request`].
    pub fn read(json: &[u8]) -> Result<Template, Fault> {
        let text = str::from_utf8(json).map_err(|error| {
            let before = json.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.split(|byte| *byte == b'\n').count();
            let at = Place { file: 0, line: u32::try_from(line).unwrap_or(u32::MAX), column: 1 };
            Fault::meaning(at, "the template is no UTF-8 text", "write JSON in UTF-8")
        })?;
        let node = parse(text, 0).map_err(|fault| match fault.what {
            What::Document { message } => Fault::meaning(fault.at, message, "fix the JSON there"),
            what => Fault { at: fault.at, what },
        })?;
        let mut template = Template { at: node.at, given: Vec::new(), extensions: Vec::new() };
        let mut seen = Vec::new();
        for (key, value) in object(&node)? {
            let member = template.member(key, value)?;
            if seen.contains(&member.name) {
                let what = format!("`{}` stands here a second time", member.name);
                return Err(Fault::meaning(key.at, what, "remove one of the two"));
            }
            seen.push(member.name);
        }
        Ok(template)
    }

    fn member(&mut self, key: &Node, value: &Node) -> Result<&'static Member, Fault> {
        let name = key.scalar()?;
        let Some(member) = find(name) else {
            let known = member_names().collect::<Vec<_>>().join(", ");
            let what = What::UnknownKey { key: name.to_owned(), nearest: nearest(name, member_names()), known };
            return Err(Fault { at: key.at, what });
        };
        if member.shape == Shape::Extension {
            self.extension(key, value)?;
        } else if !is_unset(value, member)? {
            self.given.push(Given { member, key: key.clone(), value: value.clone() });
        }
        Ok(member)
    }

    /// `{"extensionList": {NAME: VALUE, ...}}`.
    fn extension(&mut self, key: &Node, value: &Node) -> Result<(), Fault> {
        if is_null(value) {
            return Ok(());
        }
        let mut seen = false;
        for (name, list) in object(value)? {
            if !name.scalar()?.eq_ignore_ascii_case("extensionList") {
                let what = format!("`{}` holds `extensionList` alone", key.scalar()?);
                let remedy = "write `\"extension\": {\"extensionList\": {NAME: VALUE}}`";
                return Err(Fault::meaning(name.at, what, remedy));
            }
            if seen {
                let what = "`extensionList` stands here a second time";
                return Err(Fault::meaning(name.at, what, "remove one of the two"));
            }
            seen = true;
            if !is_null(list) {
                self.extensions = strings(list)?.to_vec();
            }
        }
        Ok(())
    }
}

/// Whether a value is what Go writes, or reads, for none.
fn is_unset(value: &Node, member: &Member) -> Result<bool, Fault> {
    if is_null(value) {
        return Ok(true);
    }
    Ok(match member.shape {
        Shape::Flag => {
            if !matches!(value.value, Value::Text { quoted: false, .. }) {
                return Err(value.shape_fault("true or false"));
            }
            !value.boolean()?
        }
        Shape::Map | Shape::Extension => strings(value)?.is_empty(),
        Shape::Number => matches!(number(value)?, -1 | 0),
        Shape::Text => string(value)?.is_empty(),
        Shape::Texts => {
            let items = value.list()?;
            for item in items {
                string(item)?;
            }
            items.is_empty()
        }
        Shape::Time => {
            let text = string(value)?;
            let remedy = format!("write it as in `{}`", member.example);
            let read = Moment::parse(text)
                .ok_or_else(|| Fault::meaning(value.at, format!("`{text}` is not a time of RFC 3339"), remedy))?;
            Some(read) == Moment::parse("0001-01-01T00:00:00Z")
        }
    })
}

fn is_null(node: &Node) -> bool {
    matches!(&node.value, Value::Text { text, quoted: false, .. } if text == "null")
}

/// The text of a JSON string.
pub(super) fn string(node: &Node) -> Result<&str, Fault> {
    match &node.value {
        Value::Text { text, quoted: true, escaped: false } => Ok(text),
        _ => Err(node.shape_fault("a string in quotes")),
    }
}

fn number(node: &Node) -> Result<i64, Fault> {
    let bad = || Fault::meaning(node.at, "not a whole number", "write decimal digits, without quotes");
    match &node.value {
        Value::Text { text, quoted: false, .. } => text.parse().map_err(|_| bad()),
        _ => Err(bad()),
    }
}

/// The members of a JSON object.
fn object(node: &Node) -> Result<&[(Node, Node)], Fault> {
    let entries = node.mapping().map_err(|_| node.shape_fault("an object"))?;
    for (key, _) in entries {
        string(key)?;
    }
    Ok(entries)
}

/// The members of a JSON object of strings.
fn strings(node: &Node) -> Result<&[(Node, Node)], Fault> {
    let entries = object(node)?;
    for (_, value) in entries {
        string(value)?;
    }
    Ok(entries)
}
