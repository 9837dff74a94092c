//! From texts to a profile.
//!
//! `extends: base` with one rule, over a `base` with two -> a profile of three rules, the base's first; every other key is
//! the child's where it has one.

use std::fmt;

use crate::argv::{Place, SiteTables};
use crate::batch::System;
use crate::runtimes::{self, Builder, RuntimeName};
use crate::values::Dialect;
use crate::yaml::{Fault, Fields, Node, parse};

use super::action::Setting;
use super::allow::Policy;
use super::builder;
use super::files::Files;
use super::from_env::choice;
use super::handling::{Handling, HandlingLayer};
use super::inputs::{Inputs, InputsLayer};
use super::options::{self, SiteOptions};
use super::read::Reader;
use super::read_policy::{Persons, PolicyLayer, reads};
use super::rule::Rule;
use super::runtime::{RUNTIMES, UNTRANSLATABLE};
use super::source::{Source, SourceError, Text};
use super::starter::Starter;

/// The longest chain of `extends`.
const LONGEST_CHAIN: usize = 8;

/// The program that is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Where the profile names it.
    pub at: Place,
    /// Its words: an absolute path, or sudo with its options and an absolute path.
    pub words: Vec<String>,
}

/// A profile, ready to be applied.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The name or path under which it was asked for.
    pub name: String,
    /// One line for people.
    pub description: Option<String>,
    /// The dialect of the engine.
    pub runtime: RuntimeName,
    /// Which of docker's builders reads `build`; without one, its words are not read.
    pub builder: Option<Builder>,
    /// The engine; without one, the first of that name on `PATH` that is not longshore.
    pub engine: Option<Engine>,
    /// Whether options of docker that podman lacks are left out of its lines.
    pub drops_untranslatable: bool,
    /// How a decision is carried out.
    pub handling: Handling,
    /// Options before the command.
    pub globals: Vec<Setting>,
    /// What comes to a line from around it.
    pub inputs: Inputs,
    /// The options that the profile makes or declares.
    pub options: SiteOptions,
    /// Profiles that callers may choose on this machine.
    pub selectable: Vec<String>,
    /// What it says about the jobs of starters, and what their containers leave behind.
    pub starter: Starter,
    /// Rewriting, in order.
    pub rules: Vec<Rule>,
    /// What may be asked for; `None` for a profile that only rewrites.
    pub policy: Option<Policy>,
    /// Who the job's user is, and as whom the container runs.
    pub persons: Persons,
    /// The reading that counts, where releases of the engine's client differ.
    pub dialect: Dialect,
    /// The loaded files, in the order of the numbers that places have.
    pub files: Files,
}

impl Profile {
    /// How many seconds a batch job's container has between the request to end and its end: what the profile says, else 10,
    /// and never more than its policy allows.
    #[must_use]
    pub fn grace(&self) -> u64 {
        let wanted = self.starter.stop.map_or(10, |(_, seconds)| seconds);
        let bound = self.policy.as_ref().and_then(|policy| policy.allow.lifetime.stop_timeout);
        bound.map_or(wanted, |bound| wanted.min(bound))
    }

    /// The tables of its runtime, with the options that the engine knows and the profile declares.
    #[must_use]
    pub fn tables(&self) -> SiteTables {
        SiteTables::new(runtimes::tables(self.runtime, self.builder), self.options.declared)
    }

    /// The tables by which a given line of that client is read: also with the options that the profile makes.
    #[must_use]
    pub fn tables_of_given(&self, client: RuntimeName) -> SiteTables {
        SiteTables::new(runtimes::tables(client, self.builder), self.options.given)
    }

    /// As [`Profile::tables`], of the client for which a line is written.
    #[must_use]
    pub fn tables_of(&self, client: RuntimeName) -> SiteTables {
        SiteTables::new(runtimes::tables(client, self.builder), self.options.declared)
    }

    /// The reading of a line of that client: the profile's, if it is the engine's own.
    #[must_use]
    pub fn dialect_of(&self, client: RuntimeName) -> Dialect {
        if client == self.runtime { self.dialect } else { client.newest() }
    }
}

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
    compose(name, files, &documents)
}

/// The word `extends` of a document, before anything else of it is looked at.
fn extends(document: &Node) -> Result<Option<(String, Place)>, Fault> {
    let mut fields = Fields::of(document)?;
    match fields.take("extends") {
        None => Ok(None),
        Some(node) => Ok(Some((node.text()?.to_owned(), node.at))),
    }
}

/// What one document says; `None` where it is silent.
#[derive(Default)]
struct Layer<'n> {
    description: Option<String>,
    engine: Option<Engine>,
    untranslatable: Option<(Place, bool)>,
    handling: HandlingLayer,
    globals: Option<Vec<Setting>>,
    inputs: InputsLayer,
    selectable: Option<Vec<String>>,
    starter: Starter,
    policy: PolicyLayer<'n>,
}

fn compose(name: &str, files: Vec<Text>, documents: &[Node]) -> Result<Profile, LoadError> {
    let in_file = |index: usize, fault: Fault| {
        let file = files.get(index).cloned().unwrap_or(Text { path: name.to_owned(), text: String::new() });
        LoadError::Fault { file: Box::new(file), fault: Box::new(fault) }
    };
    // What decides about other keys comes first: which options exist, whether there is a job to ask about.
    let (mut runtime, mut batch, mut builder) = (None, None, None);
    for (index, document) in documents.iter().enumerate() {
        builder = builder.or(builder_of(document).map_err(|fault| in_file(index, fault))?);
        runtime = runtime.or(read_choice(document, "runtime", &RUNTIMES).map_err(|fault| in_file(index, fault))?);
        batch = batch.or(read_choice(document, "batch", &System::names()).map_err(|fault| in_file(index, fault))?);
    }
    let has_runtime = runtime.is_some();
    let runtime = runtime.unwrap_or(RuntimeName::Docker);
    let mut reads = None;
    for (index, document) in documents.iter().enumerate() {
        reads = reads.or(reads_of(document, runtime).map_err(|fault| in_file(index, fault))?);
    }
    let dialect = reads.unwrap_or_else(|| runtime.newest());
    let base = runtimes::tables(runtime, builder.map(|(_, builder)| builder));
    let options = documents.iter().enumerate().find_map(|(index, document)| Some((index, options_of(document)?)));
    let in_options = |fault| in_file(options.map_or(0, |(index, _)| index), fault);
    let node = options.map(|(_, node)| node);
    let rows = options::rows(node, base).map_err(in_options)?;
    // Callers of podman's may speak docker, and rules then act on docker's options.
    let other = (runtime == RuntimeName::Podman).then(|| runtimes::tables(RuntimeName::Docker, None));
    let reader = Reader::new(SiteTables::new(base, rows.declared), rows.made, dialect, batch, other);
    let options = reader.site_options(node, rows).map_err(in_options)?;
    let of_given = Reader { tables: SiteTables::new(base, options.given), made: &[], ..reader };
    let mut merged = Layer::default();
    let mut rules: Vec<Rule> = Vec::new();
    // From the deepest parent to the child: rules add up, other keys are replaced.
    for (index, document) in documents.iter().enumerate().rev() {
        let number = u16::try_from(rules.len()).unwrap_or(u16::MAX);
        let (layer, own) = read_layer(document, &reader, &of_given, number).map_err(|fault| in_file(index, fault))?;
        rules.extend(own);
        merged = Layer {
            description: layer.description.or(merged.description),
            engine: layer.engine.or(merged.engine),
            untranslatable: layer.untranslatable.or(merged.untranslatable),
            handling: layer.handling.over(merged.handling),
            globals: layer.globals.or(merged.globals),
            inputs: layer.inputs.over(merged.inputs),
            selectable: layer.selectable.or(merged.selectable),
            starter: layer.starter.over(merged.starter),
            policy: layer
                .policy
                .over(merged.policy, &reader)
                .map_err(|fault| in_file(usize::from(fault.at.file), fault))?,
        };
    }
    let at = documents.first().map_or(Place { file: 0, line: 1, column: 1 }, |document| document.at);
    let inputs = merged.inputs.finish(batch, merged.engine.as_ref());
    let inputs = inputs.map_err(|fault| in_file(usize::from(fault.at.file), fault))?;
    if let (RuntimeName::Docker, Some((at, _))) = (runtime, merged.untranslatable) {
        let what = "`untranslatable` with `runtime: docker`: only docker's lines are translated, and only for podman";
        return Err(in_file(
            usize::from(at.file),
            Fault::meaning(at, what, "write `runtime: podman`, or remove the key"),
        ));
    }
    merged.starter.check(batch).map_err(|fault| in_file(usize::from(fault.at.file), fault))?;
    let policy = merged.policy.finish(at, runtime, reads, merged.engine.is_some());
    let (policy, persons) = policy.map_err(|fault| in_file(usize::from(fault.at.file), fault))?;
    if let (Some(_), Some(engine)) = (&policy, &merged.engine)
        && engine.words.len() > 1
    {
        let what = "sudo as `engine` closes descriptors and resets the environment, so a policy cannot hold behind it";
        let remedy = "name the engine itself; let sudo start longshore instead";
        return Err(in_file(usize::from(engine.at.file), Fault::meaning(engine.at, what, remedy)));
    }
    if let Some((at, _)) = builder {
        builder::check(at, runtime, merged.engine.as_ref())
            .map_err(|fault| in_file(usize::from(fault.at.file), fault))?;
    }
    let handling = merged
        .handling
        .finish(has_runtime, policy.is_some())
        .map_err(|fault| in_file(usize::from(fault.at.file), fault))?;
    Ok(Profile {
        name: name.to_owned(),
        description: merged.description,
        runtime,
        builder: builder.map(|(_, builder)| builder),
        engine: merged.engine,
        drops_untranslatable: merged.untranslatable.is_some_and(|(_, drops)| drops),
        handling,
        globals: merged.globals.unwrap_or_default(),
        inputs,
        options,
        selectable: merged.selectable.unwrap_or_default(),
        starter: merged.starter,
        rules,
        policy,
        persons,
        dialect,
        files: Files(files),
    })
}

/// The key `options` of a document, before anything else of it is looked at.
fn options_of(document: &Node) -> Option<&Node> {
    Fields::of(document).ok()?.take("options")
}

/// The key `builder` of a document.
fn builder_of(document: &Node) -> Result<Option<(Place, Builder)>, Fault> {
    Fields::of(document)?.take("builder").map(builder::read).transpose()
}

/// The key `reads` of a document.
fn reads_of(document: &Node, runtime: RuntimeName) -> Result<Option<Dialect>, Fault> {
    Fields::of(document)?.take("reads").map(|node| reads(node, runtime)).transpose()
}

/// The value of `key`, one of a few words.
fn read_choice<T: Copy>(
    document: &Node,
    key: &'static str,
    possible: &[(&'static str, T)],
) -> Result<Option<T>, Fault> {
    Fields::of(document)?.take(key).map(|node| choice(node, possible)).transpose()
}

fn read_layer<'n>(
    document: &'n Node,
    reader: &Reader,
    of_given: &Reader,
    first_rule: u16,
) -> Result<(Layer<'n>, Vec<Rule>), Fault> {
    let mut fields = Fields::of(document)?;
    let version = fields.require("version", "write `version: 1`")?;
    let number = version.scalar()?;
    if number != "1" {
        let is_newer = number.parse::<u32>().is_ok_and(|number| number > 1);
        let what = format!("`version: {number}` is not known to this release of longshore, which reads 1");
        let remedy = if is_newer { "install a newer longshore, or write `version: 1`" } else { "write `version: 1`" };
        return Err(Fault::meaning(version.at, what, remedy));
    }
    let description = fields.take("description").map(Node::line).transpose()?;
    fields.take("extends");
    fields.take("runtime");
    fields.take("builder");
    fields.take("reads");
    fields.take("options");
    let engine = fields.take("engine").map(read_engine).transpose()?;
    let handling = HandlingLayer::read(&mut fields)?;
    let globals = fields.take("globals").map(|node| reader.globals(node)).transpose()?;
    let inputs = InputsLayer::read(&mut fields, of_given)?;
    let selectable = fields.take("selectable").map(read_selectable).transpose()?;
    let starter = Starter::read(&mut fields)?;
    let policy = PolicyLayer::read(&mut fields, reader)?;
    let rules = match fields.take("rules") {
        None => Vec::new(),
        Some(node) => {
            let numbered = node.list()?.iter().zip(first_rule..);
            numbered.map(|(node, number)| reader.rule(node, number)).collect::<Result<_, _>>()?
        }
    };
    let untranslatable = fields.take("untranslatable");
    let untranslatable = untranslatable.map(|node| Ok((node.at, choice(node, &UNTRANSLATABLE)?))).transpose()?;
    fields.finish()?;
    Ok((Layer { description, engine, untranslatable, handling, globals, inputs, selectable, starter, policy }, rules))
}

fn read_engine(node: &Node) -> Result<Engine, Fault> {
    let words = node.one_or_many().iter().map(|word| word.text().map(str::to_owned)).collect::<Result<Vec<_>, _>>()?;
    let absolute = |word: &String| word.starts_with('/') && !word.ends_with('/') && !word.contains('\0');
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return Err(Fault::meaning(node.at, "`engine` names no program", "write an absolute path"));
    };
    if !absolute(first) || !absolute(last) {
        let what = format!("`engine` is not an absolute path: `{}`", if absolute(first) { last } else { first });
        return Err(Fault::meaning(node.at, what, "write the whole path: PATH is not searched for it"));
    }
    let is_sudo = first.ends_with("/sudo");
    if words.len() > 1 && !is_sudo {
        let what = "`engine` with several words is only known for sudo";
        return Err(Fault::meaning(node.at, what, "write one absolute path, or [/usr/bin/sudo, -n, PATH]"));
    }
    if words.len() > 1 && words[1..words.len() - 1].iter().any(|word| word != "-n") || (words.len() == 1 && is_sudo) {
        return Err(Fault::meaning(node.at, "sudo takes only -n here", "write [/usr/bin/sudo, -n, PATH]"));
    }
    Ok(Engine { at: node.at, words })
}

fn read_selectable(node: &Node) -> Result<Vec<String>, Fault> {
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
