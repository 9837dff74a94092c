//! The `host:` of a case.
//!
//! `{uid: 1000, files: {/home/a/hosts: "db:10.0.0.7"}}` -> a machine on which 1000 calls and that file can be read, and
//! nothing else is known.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use crate::facts::{Account, Group, PathFacts, PathKind};
use crate::yaml::{Fault, Fields, Node, Value};

use super::expected::unescape;
use super::host::StaticHost;

/// Paths, and what each leads to.
type Paths = Vec<(Vec<u8>, Option<PathFacts>)>;

/// Paths of files with their content.
type Files = Vec<(Vec<u8>, Vec<u8>)>;

/// A word: any scalar as written, or an escaped one.
pub(super) fn word(node: &Node) -> Result<OsString, Fault> {
    let text = node.scalar()?;
    match node.value {
        Value::Text { escaped: true, .. } => {
            let bytes = unescape(text.as_bytes()).map_err(|why| Fault::meaning(node.at, why, "fix the escape"))?;
            Ok(OsString::from_vec(bytes))
        }
        _ => Ok(OsString::from(text)),
    }
}

/// The machine of a case.
pub(super) fn read_host(node: &Node) -> Result<StaticHost, Fault> {
    let mut fields = Fields::of(node)?;
    let text = |node: &Node| node.text().map(str::to_owned);
    let host = StaticHost {
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

fn paths(node: &Node) -> Result<Paths, Fault> {
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

/// What a path may lead to.
pub(super) const KINDS: [PathKind; 4] = [PathKind::Directory, PathKind::File, PathKind::Special, PathKind::Unseen];

fn path_kind(node: &Node) -> Result<PathKind, Fault> {
    let text = node.text()?;
    let found = KINDS.into_iter().find(|kind| kind.as_str() == text);
    let remedy = "write directory, file, special or unseen";
    found.ok_or_else(|| Fault::meaning(node.at, format!("`{text}` is no kind of path"), remedy))
}

fn files(node: &Node) -> Result<Files, Fault> {
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

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;
    use crate::facts::{AccountKey, Host as _, Reader};
    use crate::yaml::parse;

    fn host(text: &str) -> StaticHost {
        read_host(&parse(text, 0).unwrap()).unwrap()
    }

    fn fault(text: &str) -> String {
        read_host(&parse(text, 0).unwrap()).unwrap_err().to_string()
    }

    #[test]
    fn an_account_has_the_usual_home_shell_and_group_unless_the_case_says_otherwise() {
        let host = host(
            "accounts: [{ name: alice, uid: 1000, gid: 100 }, { name: bob, uid: 7, gid: 7, home: /b, shell: /s, gecos: Bob, groups: [{ gid: 9 }] }]",
        );
        let alice = host.account(AccountKey::Uid(1000)).unwrap();
        assert_eq!((alice.home.to_str(), alice.shell.to_str()), (Some("/home/alice"), Some("/bin/sh")));
        assert_eq!(host.account_groups(&alice), Ok(vec![Group { gid: 100, name: Some("alice".to_owned()) }]));
        let bob = host.account(AccountKey::Name("bob")).unwrap();
        assert_eq!((bob.home.to_str(), bob.shell.to_str(), bob.gecos.as_str()), (Some("/b"), Some("/s"), "Bob"));
        assert_eq!(host.account_groups(&bob), Ok(vec![Group { gid: 9, name: None }]));
        assert!(host.account(AccountKey::Uid(5)).unwrap_err().to_string().starts_with("`account 5` is not known"));
    }

    #[test]
    fn a_path_leads_to_itself_unless_the_case_says_otherwise_and_may_be_missing() {
        let host = host("paths: { /a: { kind: directory }, /b: { kind: file, real: /c, replaceable: [/] }, /d: {} }");
        let reader = Reader::default();
        let found = |path: &[u8]| host.path(path, &reader).unwrap();
        let directory = PathFacts { real: b"/a".to_vec(), kind: PathKind::Directory, replaceable: Vec::new() };
        assert_eq!(found(b"/a"), Some(directory));
        let file = PathFacts { real: b"/c".to_vec(), kind: PathKind::File, replaceable: vec![b"/".to_vec()] };
        assert_eq!(found(b"/b"), Some(file));
        assert_eq!(found(b"/d"), None);
        assert!(host.path(b"/e", &reader).is_err());
    }

    #[test]
    fn files_facts_and_environment_are_as_the_case_has_them() {
        let host = host(
            "files: { /x: \"a\\nb\" }\nfacts: { gpus: 4, ib: true }\nenv: [[A, 1], [A, 2], [B, !escaped \"\\\\xff\"]]\n",
        );
        assert_eq!(host.caller_file(b"/x", &Reader::default()), Ok(b"a\nb".to_vec()));
        let facts = [("gpus", "4"), ("ib", "true")].map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(host.node_facts("/etc/f"), Ok(facts.to_vec()));
        assert_eq!(host.env(OsStr::new("A")), Some("1".into()));
        assert_eq!(host.env(OsStr::new("B")), Some(OsString::from_vec(vec![0xff])));
        assert_eq!(host.environment().map(|all| all.len()), Ok(3));
    }

    #[test]
    fn what_a_case_does_not_give_is_not_known() {
        let host = host("{ uid: 1000 }");
        assert_eq!(host.uid(), Ok(1000));
        assert_eq!(
            host.now().unwrap_err().to_string(),
            "`now` is not known: the case gives none; write `host: {now: ...}`"
        );
        assert!(host.node_facts("/etc/f").is_err() && host.caller_file(b"/x", &Reader::default()).is_err());
        assert_eq!(host.state_dir(), Ok("/var/lib/longshore".into()));
        assert_eq!(host.engine_gid(), Ok(None));
    }

    #[test]
    fn mistakes_have_a_place() {
        assert_eq!(fault("uid: 4294967296"), "1:6: an id has 32 bits; write a smaller number");
        assert_eq!(
            fault("paths: { /a: { kind: socket } }"),
            "1:22: `socket` is no kind of path; write directory, file, special or unseen"
        );
        assert_eq!(fault("env: [[A]]"), "1:7: an entry of `env` is a name and a value; write [NAME, VALUE]");
        assert_eq!(fault("uuid: 1"), "1:1: unknown key `uuid`; did you mean `uid`?");
    }
}
