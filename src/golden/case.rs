//! The `.yaml` file of a case.
//!
//! `{argv: [docker, run, img], host: {uid: 1000}}` -> a request and the facts of its machine. Words with odd bytes are
//! tagged: `!escaped "caf\\xe9"`.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use crate::facts::Group;
use crate::plan::Request;
use crate::yaml::{Fault, Fields, Node, Value, parse};

use super::expected::unescape;
use super::host::CaseHost;

/// What a case asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A command line.
    Line(Request),
    /// A job file, in place; it becomes a line in the profile's dialect.
    Job(Node),
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
    let (argv, job) = (fields.take("argv"), fields.take("job"));
    let host = fields.take("host").map(read_host).transpose()?.unwrap_or_default();
    fields.finish()?;
    let asked = match (argv, job) {
        (Some(argv), None) => {
            let words = argv.list()?.iter().map(word).collect::<Result<_, _>>()?;
            Asked::Line(Request::of_words(words))
        }
        (None, Some(job)) => Asked::Job(job.clone()),
        (Some(_), Some(job)) => {
            return Err(Fault::meaning(job.at, "a case has either `argv` or `job`", "remove one of them"));
        }
        (None, None) => {
            let remedy = "write the words of the line: `argv: [docker, ...]`";
            return Err(Fault::meaning(node.at, "a case without `argv` and without `job`", remedy));
        }
    };
    Ok(Case { asked, profile, host })
}

/// A word: any scalar as written, or an escaped one.
fn word(node: &Node) -> Result<OsString, Fault> {
    let text = node.scalar()?;
    match node.value {
        Value::Text { escaped: true, .. } => {
            let bytes = unescape(text.as_bytes()).map_err(|why| Fault::meaning(node.at, why, "mend the escape"))?;
            Ok(OsString::from_vec(bytes))
        }
        _ => Ok(OsString::from(text)),
    }
}

fn read_host(node: &Node) -> Result<CaseHost, Fault> {
    let mut fields = Fields::of(node)?;
    let text = |node: &Node| node.text().map(str::to_owned);
    let host = CaseHost {
        uid: fields.take("uid").map(id).transpose()?,
        gid: fields.take("gid").map(id).transpose()?,
        user: fields.take("user").map(text).transpose()?,
        groups: fields.take("groups").map(groups).transpose()?,
        home: fields.take("home").map(word).transpose()?,
        hostname: fields.take("hostname").map(text).transpose()?,
        fqdn: fields.take("fqdn").map(text).transpose()?,
        cwd: fields.take("cwd").map(word).transpose()?,
        env: fields.take("env").map(environment).transpose()?.unwrap_or_default(),
        engine: fields.take("engine").map(word).transpose()?,
    };
    for key in ["paths", "facts", "now"] {
        fields.not_yet(key, "nothing asks for it yet; remove the key")?;
    }
    fields.finish()?;
    Ok(host)
}

fn id(node: &Node) -> Result<u32, Fault> {
    let number = node.number()?;
    u32::try_from(number).map_err(|_| Fault::meaning(node.at, "an id has 32 bits", "write a smaller number"))
}

fn groups(node: &Node) -> Result<Vec<Group>, Fault> {
    let group = |node: &Node| {
        let mut fields = Fields::of(node)?;
        let gid = id(fields.require("gid", "write `{gid: N, name: NAME}`")?)?;
        let name = fields.take("name").map(|node| node.text().map(str::to_owned)).transpose()?;
        fields.finish()?;
        Ok(Group { gid, name })
    };
    node.list()?.iter().map(group).collect()
}

fn environment(node: &Node) -> Result<Vec<(OsString, OsString)>, Fault> {
    let pair = |node: &Node| match node.list()? {
        [name, value] => Ok((word(name)?, word(value)?)),
        _ => Err(Fault::meaning(node.at, "an entry of `env` is a name and a value", "write [NAME, VALUE]")),
    };
    node.list()?.iter().map(pair).collect()
}
