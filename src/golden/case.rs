//! The `.yaml` file of a case.
//!
//! `{argv: [docker, run, img], host: {uid: 1000}}` -> a request and the facts of its machine. Words with odd bytes are
//! tagged: `!escaped "caf\\xe9"`.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use crate::facts::{Account, Group, PathFacts, PathKind};
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
        accounts: fields.take("accounts").map(accounts).transpose()?.unwrap_or_default(),
        paths: fields.take("paths").map(paths).transpose()?.unwrap_or_default(),
        files: fields.take("files").map(files).transpose()?.unwrap_or_default(),
        facts: fields.take("facts").map(facts).transpose()?,
        state_dir: fields.take("state_dir").map(word).transpose()?,
        engine_gid: fields.take("engine_gid").map(id).transpose()?,
        now: fields.take("now").map(|node| node.number().map(u64::cast_signed)).transpose()?,
    };
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

fn accounts(node: &Node) -> Result<Vec<(Account, Vec<Group>)>, Fault> {
    let account = |node: &Node| {
        let mut fields = Fields::of(node)?;
        let remedy = "write `{name: NAME, uid: N, gid: N}`";
        let name = fields.require("name", remedy)?.text()?.to_owned();
        let uid = id(fields.require("uid", remedy)?)?;
        let gid = id(fields.require("gid", remedy)?)?;
        let gecos = fields.take("gecos").map(|node| node.text().map(str::to_owned)).transpose()?.unwrap_or_default();
        let home = fields.take("home").map(word).transpose()?.unwrap_or_else(|| format!("/home/{name}").into());
        let shell = fields.take("shell").map(word).transpose()?.unwrap_or_else(|| "/bin/sh".into());
        let groups = fields.take("groups").map(groups).transpose()?;
        fields.finish()?;
        let groups = groups.unwrap_or_else(|| vec![Group { gid, name: Some(name.clone()) }]);
        Ok((Account { name, uid, gid, gecos, home, shell }, groups))
    };
    node.list()?.iter().map(account).collect()
}

fn paths(node: &Node) -> Result<Vec<(Vec<u8>, Option<PathFacts>)>, Fault> {
    let path = |(key, node): &(Node, Node)| {
        let path = word(key)?.into_vec();
        let mut fields = Fields::of(node)?;
        let kind = fields.take("kind").map(path_kind).transpose()?;
        let real = fields.take("real").map(word).transpose()?.map_or_else(|| path.clone(), OsString::into_vec);
        let replaceable = match fields.take("replaceable") {
            None => Vec::new(),
            Some(node) => node.list()?.iter().map(|node| Ok(word(node)?.into_vec())).collect::<Result<_, Fault>>()?,
        };
        fields.finish()?;
        Ok((path, kind.map(|kind| PathFacts { real, kind, replaceable })))
    };
    node.mapping()?.iter().map(path).collect()
}

fn path_kind(node: &Node) -> Result<PathKind, Fault> {
    let kinds = [PathKind::Directory, PathKind::File, PathKind::Special];
    let text = node.text()?;
    let found = kinds.into_iter().find(|kind| kind.as_str() == text);
    let remedy = "write directory, file or special";
    found.ok_or_else(|| Fault::meaning(node.at, format!("`{text}` is no kind of path"), remedy))
}

fn files(node: &Node) -> Result<Vec<(Vec<u8>, Vec<u8>)>, Fault> {
    node.mapping()?.iter().map(|(path, content)| Ok((word(path)?.into_vec(), word(content)?.into_vec()))).collect()
}

fn facts(node: &Node) -> Result<Vec<(String, String)>, Fault> {
    node.mapping()?.iter().map(|(key, value)| Ok((key.text()?.to_owned(), value.scalar()?.to_owned()))).collect()
}

fn environment(node: &Node) -> Result<Vec<(OsString, OsString)>, Fault> {
    let pair = |node: &Node| match node.list()? {
        [name, value] => Ok((word(name)?, word(value)?)),
        _ => Err(Fault::meaning(node.at, "an entry of `env` is a name and a value", "write [NAME, VALUE]")),
    };
    node.list()?.iter().map(pair).collect()
}
