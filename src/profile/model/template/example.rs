//! What can be said of a template without a line: which variables it names, and an example of what it stands for.
//!
//! `${option.memory * 2}` -> names `option.memory`; for example `1`.

use std::fmt::Write as _;

use super::{Part, Template, Variable};
use crate::profile::model::pattern::Captures;

impl Template {
    /// The names of its variables, such as `option.memory`.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let name = |part: &Part| match part {
            Part::Text(_) => None,
            Part::Variable { variable, .. } => Some(variable.to_string()),
        };
        self.parts.iter().filter_map(name).collect()
    }

    /// Whether it is the value of `name` as it stands: nothing around it, and not multiplied.
    #[must_use]
    pub fn is_just(&self, name: &str) -> bool {
        match self.parts.as_slice() {
            [Part::Variable { variable, factor: None, .. }] => variable.to_string() == name,
            _ => false,
        }
    }

    /// The plain text that it begins with.
    #[must_use]
    pub fn start(&self) -> &str {
        match self.parts.first() {
            Some(Part::Text(text)) => text,
            _ => "",
        }
    }

    /// The first name behind a dollar without braces, which stands for nothing.
    #[must_use]
    pub fn bare_variable(&self) -> Option<String> {
        let is_of_a_name = |c: char| c.is_ascii_uppercase() || c == '_';
        self.parts.iter().find_map(|part| {
            let Part::Text(text) = part else { return None };
            let found = text.split('$').skip(1).find(|rest| rest.starts_with(is_of_a_name))?;
            let end = found.find(|c: char| !is_of_a_name(c) && !c.is_ascii_digit());
            found.get(..end.unwrap_or(found.len())).map(str::to_owned)
        })
    }

    /// The text as it was written.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut shown = String::new();
        for part in &self.parts {
            let _ = match part {
                Part::Text(text) => write!(shown, "{}", text.replace("${", "$${")),
                Part::Variable { variable, default: Some(default), .. } => write!(shown, "${{{variable}:-{default}}}"),
                Part::Variable { variable, factor: Some(factor), .. } => write!(shown, "${{{variable} * {factor}}}"),
                Part::Variable { variable, .. } => write!(shown, "${{{variable}}}"),
            };
        }
        shown
    }

    /// A text that it could stand for: `locals` as they are, `x` for what a line or a machine would give.
    #[must_use]
    pub fn example(&self, locals: &Captures) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => bytes.extend(text.as_bytes()),
                Part::Variable { factor: Some(_), .. } => bytes.push(b'1'),
                Part::Variable { variable: Variable::Local(name), .. } => {
                    let known = locals.iter().rev().find(|(local, _)| local == name);
                    bytes.extend(known.map_or(&b""[..], |(_, value)| value));
                }
                Part::Variable { .. } => bytes.push(b'x'),
            }
        }
        bytes
    }
}
