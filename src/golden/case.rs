//! The `.yaml` file of a case.
//!
//! `{argv: [docker, run, img], host: {uid: 1000}}` -> a request and the facts of its machine. Words with odd bytes are
//! tagged: `!escaped "caf\\xe9"`.

use crate::argv::Place;
use crate::job;
use crate::plan::{ClientName, NoClient, Request};
use crate::yaml::{Fault, Fields, Node, parse};

use super::host::StaticHost;
use super::outcome::{Outcome, Ran};
use super::read_host::{read_host, word};

/// What a case asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A command line.
    Line(Request),
    /// A job file, in place.
    Job(Node),
    /// The words of a batch job, whose environment is the host's.
    Starter(job::Asked),
    /// The words of `longshore build`.
    Build(job::AskedBuild),
}

/// What a case is held to whatever lies beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// The line is accepted.
    Accepted,
    /// The line is refused.
    Refused,
}

/// The keys that say what a case asks for; it has one of them.
const ASKING: [&str; 4] = ["argv", "job", "starter", "build"];

/// A golden case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it asks for.
    pub asked: Asked,
    /// Where that stands.
    pub at: Place,
    /// The profile, if it is another than the folder's name says.
    pub profile: Option<(String, Place)>,
    /// What it is held to.
    pub expect: Option<(Expect, Place)>,
    /// Its machine.
    pub host: StaticHost,
}

impl Case {
    /// The profile of a case in a folder of that name.
    ///
    /// # Errors
    /// When the name of the client on its line chooses another.
    pub fn profile_in<'c>(&'c self, folder: &'c str) -> Result<&'c str, Fault> {
        let name = self.profile.as_ref().map_or(folder, |(name, _)| name.as_str());
        if let Asked::Line(request) = &self.asked
            && let Some(called) = request.words.first().and_then(|word| ClientName::of(word)?.profile)
            && called != name
        {
            let what = format!("the line's client chooses the profile `{called}`, and this is a case of `{name}`");
            return Err(Fault::meaning(self.at, what, "write docker or podman"));
        }
        Ok(name)
    }

    /// Holds the case to what it expects.
    ///
    /// # Errors
    /// At `expect`, when it is the other way round, or the refusal is not the profile's.
    pub fn hold(&self, ran: &Ran) -> Result<(), Fault> {
        let remedy = "correct the profile, or what the case expects";
        let (what, at, remedy) = match (self.expect, &ran.outcome) {
            (Some((Expect::Accepted, at)), Outcome::Refusal(line)) => {
                let why = line.trim_end().trim_start_matches("longshore: ");
                (format!("an accepted line is expected, and it is refused: {why}"), at, remedy)
            }
            (Some((Expect::Refused, at)), Outcome::Argv(_)) => {
                ("a refusal is expected, and the line is accepted".to_owned(), at, remedy)
            }
            (Some((Expect::Refused, at)), Outcome::Refusal(line)) if ran.lacks_fact => {
                let why = line.trim_end().trim_start_matches("longshore: ");
                (
                    format!("the line is refused only because the case lacks a fact of its machine: {why}"),
                    at,
                    "add the fact, or remove `expect` if the case is about a machine that lacks it",
                )
            }
            _ => return Ok(()),
        };
        Err(Fault::meaning(at, what, remedy))
    }
}

/// Whether the text is a profile's: it has a version, and says what is allowed or what it extends.
#[must_use]
pub fn is_profile(text: &str) -> bool {
    let Ok(node) = parse(text, 0) else { return false };
    let has = |key: &str| node.mapping().is_ok_and(|entries| entries.iter().any(|(name, _)| name.is(key)));
    has("version") && (has("allow") || has("extends")) && !ASKING.into_iter().any(has)
}

/// Reads the text of a case.
///
/// # Errors
/// A fault with line and column.
pub fn read_case(text: &str) -> Result<Case, Fault> {
    let node = parse(text, 0)?;
    let mut fields = Fields::of(&node)?;
    let profile = fields.take("profile").map(|node| Ok((node.text()?.to_owned(), node.at))).transpose()?;
    let expect = fields.take("expect").map(|node| Ok((expectation(node)?, node.at))).transpose()?;
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
        let asked = Asked::Build(job::AskedBuild { image, words, is_terminal });
        return Ok(Case { asked, at: build.at, profile, expect, host });
    }
    // One beside others is one too many.
    let (asked, at) = match (argv, job, starter.or(build)) {
        (None, None, Some(starter)) => {
            let words = starter.list()?.iter().map(word).collect::<Result<_, _>>()?;
            (Asked::Starter(job::Asked { words, is_terminal: is_terminal.is_some_and(|(_, is)| is) }), starter.at)
        }
        (Some(argv), None, None) => {
            let words: Vec<_> = argv.list()?.iter().map(word).collect::<Result<_, _>>()?;
            let at = argv.list()?.first().map_or(argv.at, |first| first.at);
            NoClient::check(&words).map_err(|error| Fault::meaning(at, error.statement(), NoClient::REMEDY))?;
            (Asked::Line(Request::of_words(words)), at)
        }
        (None, Some(job), None) => (Asked::Job(job.clone()), job.at),
        (None, None, None) => {
            let remedy = "write the words of the line: `argv: [docker, ...]`";
            return Err(Fault::meaning(node.at, "a case without `argv`, `job`, `starter` and `build`", remedy));
        }
        (_, Some(one), _) | (_, None, Some(one)) => {
            let what = "a case has one of `argv`, `job`, `starter` and `build`";
            return Err(Fault::meaning(one.at, what, "remove the others"));
        }
    };
    Ok(Case { asked, at, profile, expect, host })
}

fn expectation(node: &Node) -> Result<Expect, Fault> {
    match node.text()? {
        "accepted" => Ok(Expect::Accepted),
        "refused" => Ok(Expect::Refused),
        other => Err(Fault::meaning(node.at, format!("`{other}` is nothing to expect"), "write accepted or refused")),
    }
}
