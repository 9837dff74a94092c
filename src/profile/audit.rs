//! Where decisions are recorded.
//!
//! `audit: {file: /var/log/longshore.jsonl, show: [DATASET], on_failure: refuse}` -> each decision to the system log and, for
//! root, to that file; of environment variables only `DATASET` with its value; a decision that cannot be recorded is a
//! refusal.

use crate::argv::Place;
use crate::yaml::{Fault, Fields, Node, What};

use super::handling::names;
use super::pattern::Pattern;

/// Where decisions are recorded. The system log always; more if the profile says so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// A file of JSON lines, for callers who are root.
    pub file: Option<String>,
    /// Whether a decision that cannot be recorded is a refusal.
    pub must_be_recorded: bool,
    /// Names of environment variables that are recorded with their values.
    pub show: Vec<Pattern>,
}

/// `audit: {file: PATH, on_failure: go_on|refuse, show: [NAME]}`.
pub(super) fn read(node: &Node) -> Result<(Place, Audit), Fault> {
    let mut fields = Fields::of(node)?;
    let file = fields.take("file").map(path).transpose()?;
    let must_be_recorded = fields.take("on_failure").map(on_failure).transpose()?.unwrap_or_default();
    let show = fields.take("show").map(names).transpose()?.unwrap_or_default();
    fields.finish()?;
    Ok((node.at, Audit { file, must_be_recorded, show }))
}

fn path(node: &Node) -> Result<String, Fault> {
    let text = node.text()?;
    if !text.starts_with('/') || text.ends_with('/') || text.contains('\0') {
        let what = format!("`{text}` is not an absolute path of a file");
        return Err(Fault::meaning(node.at, what, "write the whole path: /var/log/longshore.jsonl"));
    }
    Ok(text.to_owned())
}

fn on_failure(node: &Node) -> Result<bool, Fault> {
    match node.text()? {
        "go_on" => Ok(false),
        "refuse" => Ok(true),
        text => {
            let possible = "go_on, refuse".to_owned();
            let nearest = crate::yaml::nearest(text, ["go_on", "refuse"]);
            Err(Fault { at: node.at, what: What::Choice { text: text.to_owned(), possible, nearest } })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::yaml::parse;

    #[test]
    fn a_place_and_what_to_do_when_it_fails_are_read() {
        let of = |text: &str| read(&parse(text, 0).expect("YAML")).map_err(|fault| fault.to_string());
        let (_, audit) = of("file: /var/log/l.jsonl\non_failure: refuse\nshow: DATA*\n").expect("read");
        assert_eq!((audit.file.as_deref(), audit.must_be_recorded), (Some("/var/log/l.jsonl"), true));
        assert!(audit.show.iter().any(|pattern| pattern.matches(b"DATASET")));
        assert!(of("{}").is_ok_and(|(_, audit)| audit.file.is_none() && !audit.must_be_recorded));
        let refused = |text: &str| of(text).expect_err(text);
        assert!(refused("file: log").contains("not an absolute path of a file"));
        assert!(refused("on_failure: ignore").contains("write one of: go_on, refuse"));
    }
}
