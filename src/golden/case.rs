//! The `.yaml` file of a case.
//!
//! `{argv: [docker, run, img], host: {uid: 1000}}` -> a request and the facts of its machine. Words with odd bytes are
//! tagged: `!escaped "caf\\xe9"`.

use crate::job;
use crate::plan::Request;
use crate::yaml::{Fault, Fields, Node, parse};

use super::host::CaseHost;
use super::read_host::{read_host, word};

/// What a case asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A command line.
    Line(Request),
    /// A job file, in place; it becomes a line in the profile's dialect.
    Job(Node),
    /// The words of a batch job, whose environment is the host's.
    Starter(job::Asked),
    /// The words of `longshore build`.
    Build(job::AskedBuild),
}

/// A golden case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it asks for.
    pub asked: Asked,
    /// The profile, if it is another than the folder's name says.
    pub profile: Option<String>,
    /// Its machine.
    pub host: CaseHost,
}

/// Reads the text of a case.
///
/// # Errors
/// A [`Fault`] with line and column.
pub fn read_case(text: &str) -> Result<Case, Fault> {
    let node = parse(text, 0)?;
    let mut fields = Fields::of(&node)?;
    let profile = fields.take("profile").map(|node| node.text().map(str::to_owned)).transpose()?;
    fields.take("description").map(Node::text).transpose()?;
    let (argv, job, starter) = (fields.take("argv"), fields.take("job"), fields.take("starter"));
    let build = fields.take("build");
    let image = fields.take("image").map(|node| Ok((node.at, word(node)?))).transpose()?;
    let is_terminal = fields.take("terminal").map(|node| Ok((node.at, node.boolean()?))).transpose()?;
    let host = fields.take("host").map(read_host).transpose()?.unwrap_or_default();
    fields.finish()?;
    if let (Some((at, _)), None) = (is_terminal, starter.or(build)) {
        return Err(Fault::meaning(at, "only a starter and a build ask for a terminal", "remove `terminal`"));
    }
    if let (Some((at, _)), None) = (&image, build) {
        return Err(Fault::meaning(*at, "only a build is given an image beside its words", "remove `image`"));
    }
    if let (Some(build), None, None, None) = (build, argv, job, starter) {
        let words = build.list()?.iter().map(word).collect::<Result<_, _>>()?;
        let (image, is_terminal) = (image.map(|(_, image)| image), is_terminal.is_some_and(|(_, is)| is));
        return Ok(Case { asked: Asked::Build(job::AskedBuild { image, words, is_terminal }), profile, host });
    }
    // One beside others is one too many.
    let asked = match (argv, job, starter.or(build)) {
        (None, None, Some(starter)) => {
            let words = starter.list()?.iter().map(word).collect::<Result<_, _>>()?;
            Asked::Starter(job::Asked { words, is_terminal: is_terminal.is_some_and(|(_, is)| is) })
        }
        (Some(argv), None, None) => {
            let words = argv.list()?.iter().map(word).collect::<Result<_, _>>()?;
            Asked::Line(Request::of_words(words))
        }
        (None, Some(job), None) => Asked::Job(job.clone()),
        (None, None, None) => {
            let remedy = "write the words of the line: `argv: [docker, ...]`";
            return Err(Fault::meaning(node.at, "a case without `argv`, `job`, `starter` and `build`", remedy));
        }
        (_, Some(one), _) | (_, None, Some(one)) => {
            let what = "a case has one of `argv`, `job`, `starter` and `build`";
            return Err(Fault::meaning(one.at, what, "remove the others"));
        }
    };
    Ok(Case { asked, profile, host })
}
