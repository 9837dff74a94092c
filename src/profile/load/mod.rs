//! From texts to a profile.
//!
//! `extends: base` with one rule, over a `base` with two -> a profile of three rules, the base's first; every other key is
//! the child's where it has one.

pub(super) mod allow;
pub(super) mod engine;
mod from_env;
pub(super) mod guard;
pub(super) mod inputs;
mod items;
pub(super) mod key;
pub(super) mod keys;
pub(super) mod merge;
mod options;
pub(super) mod people;
mod policy;
mod read;
pub(crate) mod shape;
pub(super) mod source;
pub(super) mod starter;
mod together;

use std::fmt;

use crate::argv::{Place, SiteTables};
use crate::batch::System;
use crate::profile::model::allow::Policy;
use crate::profile::model::files::{Files, Text};
use crate::profile::model::handling::Handling;
use crate::profile::model::inputs::Inputs;
use crate::profile::model::profile::Profile;
use crate::profile::model::starter::Starter;
use crate::profile::model::submitter::Persons;
use crate::runtimes::{self, RuntimeName};
use crate::yaml::{Fault, Fields, Node, parse};

use engine::{BUILDERS, RUNTIMES};
use keys::{KEYS, Parts};
use read::Reader;
use source::{Source, SourceError};

/// The longest chain of `extends`.
const LONGEST_CHAIN: usize = 8;

/// A profile that does not load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// Something is wrong in a file.
    Fault {
        /// The file.
        file: Box<Text>,
        /// What and where.
        fault: Box<Fault>,
    },
    /// A file cannot be had.
    Source {
        /// Where it was asked for: file and place of an `extends`.
        from: Option<Box<(Text, Place)>>,
        /// Why.
        error: Box<SourceError>,
    },
}

impl LoadError {
    /// What is wrong, with its place, and what to do about it.
    #[must_use]
    pub fn parts(&self) -> (String, String) {
        let remedy = match self {
            LoadError::Fault { fault, .. } => fault.what.remedy(),
            LoadError::Source { error, .. } => error.remedy.clone(),
        };
        let text = self.to_string();
        (text.strip_suffix(&format!("; {remedy}")).unwrap_or(&text).to_owned(), remedy)
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Fault { file, fault } => write!(f, "{}:{fault}", file.path),
            LoadError::Source { from: Some(from), error } => {
                let (file, at) = from.as_ref();
                write!(f, "{}:{}:{}: {error}", file.path, at.line, at.column)
            }
            LoadError::Source { from: None, error } => error.fmt(f),
        }
    }
}

impl std::error::Error for LoadError {}

/// Loads the profile `name` and what it extends.
///
/// # Errors
/// [`LoadError`] with file, line and column.
pub fn load(name: &str, source: &dyn Source) -> Result<Profile, LoadError> {
    let text = source.text(name, None).map_err(|error| LoadError::Source { from: None, error: Box::new(error) })?;
    let mut files = vec![text];
    let profile = chain(&mut files, source)?;
    let in_file = |fault: Fault| {
        let file = files.get(usize::from(fault.at.file)).cloned();
        let file = file.unwrap_or(Text { path: name.to_owned(), text: String::new() });
        LoadError::Fault { file: Box::new(file), fault: Box::new(fault) }
    };
    let profile = merge::merged(profile).and_then(|whole| compose(name, &whole)).map_err(in_file)?;
    Ok(Profile { files: Files(files), ..profile })
}

/// The documents of a chain, each extended by the one before it; their texts come into `files`.
fn chain(files: &mut Vec<Text>, source: &dyn Source) -> Result<Vec<Node>, LoadError> {
    let mut documents: Vec<Node> = Vec::new();
    loop {
        let index = files.len() - 1;
        let Some(file) = files.get(index) else { break };
        let number = u16::try_from(index).unwrap_or(u16::MAX);
        let fault = |fault| LoadError::Fault { file: Box::new(file.clone()), fault: Box::new(fault) };
        let document = parse(&file.text, number).map_err(fault)?;
        let extends = extends(&document).map_err(fault)?;
        documents.push(document);
        let Some((reference, at)) = extends else { break };
        let from = (file.clone(), at);
        let next = source
            .text(&reference, Some(&file.path))
            .map_err(|error| LoadError::Source { from: Some(Box::new(from)), error: Box::new(error) })?;
        if files.iter().any(|file| file.path == next.path) || files.len() == LONGEST_CHAIN {
            let what =
                format!("`extends: {reference}` comes back to a profile of the same chain, or is too long a chain");
            return Err(fault(Fault::meaning(at, what, "extend a profile that does not extend this one")));
        }
        files.push(next);
    }
    Ok(documents)
}

/// What `extends` says, if the language of the document is known.
fn extends(document: &Node) -> Result<Option<(String, Place)>, Fault> {
    let mut fields = Fields::of(document)?;
    let version = fields.require("version", "write `version: 1`")?;
    let number = version.scalar()?;
    if number != "1" {
        let is_newer = number.parse::<u32>().is_ok_and(|number| number > 1);
        let what = format!("`version: {number}` is not known to this release of longshore, which reads 1");
        let remedy = if is_newer { "install a newer longshore, or write `version: 1`" } else { "write `version: 1`" };
        return Err(Fault::meaning(version.at, what, remedy));
    }
    let extends = fields.take("extends").map(|node| Ok((node.text()?.to_owned(), node.at)));
    extends.transpose()
}

/// The profile that a whole document says.
fn compose(name: &str, whole: &Node) -> Result<Profile, Fault> {
    // What decides about other keys comes first: which options exist, whether there is a job to ask about.
    let runtime = whole.get("runtime").map_or(Ok(RuntimeName::Docker), |node| node.choice(&RUNTIMES))?;
    let builder = whole.get("builder").map(|node| node.choice(&BUILDERS)).transpose()?;
    let batch = whole.get("batch").map(|node| node.choice(&System::names())).transpose()?;
    let dialect = whole.get("reads").map_or(Ok(runtime.newest()), |node| engine::reads(node, runtime))?;
    let base = runtimes::tables(runtime, builder);
    let options = whole.get("options");
    let rows = options::rows(options, base)?;
    // Callers of podman's may speak docker, and rules then act on docker's options.
    let other = (runtime == RuntimeName::Podman).then(|| runtimes::tables(RuntimeName::Docker, None));
    let reader = Reader::new(SiteTables::new(base, rows.declared), rows.made, dialect, batch, other);
    let profile = Profile {
        name: name.to_owned(),
        description: None,
        runtime,
        builder,
        engine: None,
        drops_untranslatable: false,
        handling: Handling::default(),
        globals: Vec::new(),
        inputs: Inputs { batch, ..Inputs::default() },
        options: reader.site_options(options, rows)?,
        selectable: Vec::new(),
        starter: Starter::default(),
        rules: Vec::new(),
        policy: None,
        persons: Persons::default(),
        dialect,
        files: Files::default(),
    };
    let mut parts = Parts { profile, policy: Policy::default() };
    key::read(KEYS.iter().map(|(key, _)| key), whole, &reader, &mut parts)?;
    together::checked(parts, whole)
}

fn selectable(node: &Node) -> Result<Vec<String>, Fault> {
    let mut names = Vec::new();
    for item in node.list()? {
        let name = item.text()?;
        let good = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !good {
            let what = format!("`{name}` is no profile's name");
            return Err(Fault::meaning(item.at, what, "write letters, digits, `-`, `_` and `.`"));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}
