//! From a template to a request, by the road of job files.
//!
//! `{"jobCategory": "busybox:1", "candidateMachines": ["n1"]}` -> the fields `image: busybox:1`, `hostname: n1`, `pull: never` ->
//! `docker run --hostname=n1 --pull=never busybox:1`.

use crate::argv::Place;
use crate::job::spec::{Form, line};
use crate::plan::Request;
use crate::yaml::{Fault, Node, Value, What};

use super::extensions;
use super::mapping;
use super::members::{MEMBERS, Meaning};
use super::template::Template;

/// Under what a template is submitted.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'s> {
    /// Whether somebody stays with the container, makes it by `create`, and removes it.
    pub is_supervised: bool,
    /// Whether a missing image is fetched.
    pub pulls: bool,
    /// The directory that relative paths of the host are in, absolute; without one such paths to bind are refused.
    pub directory: Option<&'s str>,
    /// The index of the task, in an array.
    pub task: Option<u32>,
}

/// A request, and what of the template is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    pub request: Request,
    /// What has no meaning for a container, in the order of the template.
    pub unused: Vec<Unused>,
}

/// A member or an extension that has no meaning for a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unused {
    /// Where it stands.
    pub at: Place,
    /// Its name: `priority`, `extension namespace`.
    pub name: String,
    /// Why it is not used.
    pub why: String,
}

/// `LINE:COLUMN: NAME is not used: why`.
impl std::fmt::Display for Unused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {} is not used: {}", self.at.line, self.at.column, self.name, self.why)
    }
}

/// The fields of a job file that a template becomes.
pub(super) struct Draft<'s> {
    pub(super) submission: &'s Submission<'s>,
    fields: Vec<(&'static str, Node)>,
    pub(super) unused: Vec<Unused>,
    /// The words behind the image.
    pub(super) words: Vec<Node>,
}

impl Draft<'_> {
    /// Writes a field with the text of `value`, at its place.
    pub(super) fn text(&mut self, field: &'static str, value: &Node, text: impl AsRef<str>) {
        self.put(field, text_at(value.at, text));
    }

    pub(super) fn put(&mut self, field: &'static str, value: Node) {
        self.fields.push((field, value));
    }

    pub(super) fn field(&self, field: &str) -> Option<&Node> {
        self.fields.iter().find(|(name, _)| *name == field).map(|(_, value)| value)
    }

    /// Takes a field away again.
    pub(super) fn take(&mut self, field: &str) -> Option<Node> {
        let index = self.fields.iter().position(|(name, _)| *name == field)?;
        Some(self.fields.remove(index).1)
    }

    /// Whether `field` is there and says `text`.
    pub(super) fn says(&self, field: &str, text: &str) -> bool {
        self.field(field).is_some_and(|node| node.scalar() == Ok(text))
    }

    pub(super) fn unused(&mut self, at: Place, name: impl Into<String>, why: impl Into<String>) {
        self.unused.push(Unused { at, name: name.into(), why: why.into() });
    }
}

/// A text that no reader takes for anything else.
pub(super) fn text_at(at: Place, text: impl AsRef<str>) -> Node {
    Node { at, value: Value::Text { text: text.as_ref().into(), quoted: true, escaped: false } }
}

impl Template {
    /// The request of this template's job.
    ///
    /// # Errors
    /// A [`Fault`] with its place in the template: no `jobCategory`, a value that the client's option does not take, what cannot
    /// be done with a container and would change what the job is.
    pub fn request(&self, submission: &Submission<'_>) -> Result<Mapped, Fault> {
        let mut draft = Draft { submission, fields: Vec::new(), unused: Vec::new(), words: Vec::new() };
        if !self.given.iter().any(|given| given.member.name == "jobCategory") {
            let what =
                What::Missing { key: "jobCategory", remedy: "write the image: `\"jobCategory\": \"busybox:1\"`" };
            return Err(Fault { at: self.at, what });
        }
        for member in &MEMBERS {
            let Some(given) = self.given.iter().find(|given| given.member.name == member.name) else { continue };
            let mapped = match member.meaning {
                Meaning::Field(field) => {
                    draft.put(field, given.value.clone());
                    Ok(())
                }
                Meaning::Own(mapping) => mapping(&given.value, &mut draft),
                Meaning::Nothing(why) => {
                    draft.unused(given.key.at, member.name, why);
                    Ok(())
                }
                Meaning::Refused(what, remedy) => Err(Fault::meaning(given.key.at, what, remedy)),
            };
            mapped?;
        }
        mapping::task(self.at, &mut draft);
        for (name, value) in &self.extensions {
            extensions::map(name, value, &mut draft)?;
        }
        self.finish(draft)
    }

    fn finish(&self, mut draft: Draft<'_>) -> Result<Mapped, Fault> {
        if let Some(restart) = draft.field("restart")
            && draft.says("remove", "true")
            && !draft.says("restart", "no")
        {
            let what = "the extensions `restart` and `rm` exclude each other";
            return Err(Fault::meaning(restart.at, what, "remove one of them"));
        }
        if draft.field("remove").is_none() {
            // Who submitted it may ask how it ended until it is deleted.
            draft.put("remove", text_at(self.at, "false"));
        }
        let pull = if draft.submission.pulls { "missing" } else { "never" };
        draft.put("pull", text_at(self.at, pull));
        let words = std::mem::take(&mut draft.words);
        if !words.is_empty() {
            draft.put("args", Node { at: self.at, value: Value::List(words) });
        }
        let entries = draft.fields.iter().map(|(name, value)| (text_at(self.at, *name), value.clone())).collect();
        let job = Node { at: self.at, value: Value::Mapping(entries) };
        let form = if draft.submission.is_supervised { Form::Create } else { Form::Run };
        let request = line(&job, form).map_err(|fault| self.in_its_words(fault))?;
        draft.unused.sort_by_key(|unused| (unused.at.line, unused.at.column));
        Ok(Mapped { request, unused: draft.unused })
    }

    /// A fault of a job file's field as one of the member at the same place: the remedy is written as the template has it.
    fn in_its_words(&self, fault: Fault) -> Fault {
        let What::Meaning { what, remedy } = fault.what else { return fault };
        let remedy = self.example(fault.at).map_or(remedy, |example| format!("write it as in `{example}`"));
        Fault::meaning(fault.at, what, remedy)
    }

    /// How the member or extension is written that stands at or before a place.
    fn example(&self, at: Place) -> Option<&'static str> {
        let before = |node: &Node| (node.at.line, node.at.column) <= (at.line, at.column);
        let members = self.given.iter().map(|given| (&given.value, given.member.example));
        let extensions = self.extensions.iter().filter_map(|(name, value)| {
            let extension = extensions::find(name.scalar().ok()?)?;
            Some((value, extension.example))
        });
        let candidates = members.chain(extensions).filter(|(node, _)| before(node));
        candidates.max_by_key(|(node, _)| (node.at.line, node.at.column)).map(|(_, example)| example)
    }
}
