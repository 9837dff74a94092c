//! Reading what comes to a line from around it, and where decisions are recorded: `facts`, `pass_env`, `client_env`, `audit`.
//!
//! `client_env: {keep: [LANG], set: {PATH: /opt/bin}}` -> a variable that the caller may set, and one of the site's.

use serde_json::{Value as Json, json};

use crate::profile::model::audit::Audit;
use crate::profile::model::client_env::{ClientEnv, leads_the_client};
use crate::profile::model::pass_env::{By, Multiline, PassEnv};
use crate::profile::model::pattern::{Pattern, Subject};
use crate::yaml::{Fault, Node};

use super::guard::patterns;
use super::key::{Key, into, key, path, read, read_new, words};
use super::read::Reader;
use super::shape::{insert, map_of, one_or_many, refer};

pub(super) fn facts(node: &Node) -> Result<String, Fault> {
    path(node, |text| format!("`facts` is not an absolute path: `{text}`"), "write the whole path of the file")
}

/// `pass_env`.
pub(crate) static PASS_ENV: [Key<PassEnv>; 4] = [
    key(
        "names",
        "Names of variables; all by default.",
        || refer("patterns"),
        into!(names, node => patterns(node, Subject::Text)),
    ),
    key(
        "except",
        "Names that are left out all the same.",
        || refer("patterns"),
        into!(except, node => patterns(node, Subject::Text)),
    ),
    key(
        "by",
        "How they are handed over: by name, or in a file.",
        || words(&BY),
        |pass_env, node, _| {
            pass_env.by = node.choice(&BY)?;
            // A file cannot say every value, so what it cannot say is refused unless the profile says otherwise.
            if pass_env.by == By::File {
                pass_env.multiline = Multiline::Refuse;
            }
            Ok(())
        },
    ),
    key(
        "multiline",
        "What is done with a value that holds a line end.",
        || words(&MULTILINE),
        into!(multiline, node => node.choice(&MULTILINE)),
    ),
];

const BY: [(&str, By); 2] = [("argv", By::Argv), ("file", By::File)];
const MULTILINE: [(&str, Multiline); 2] = [("skip", Multiline::Skip), ("refuse", Multiline::Refuse)];

pub(super) fn pass_env(node: &Node, reader: &Reader) -> Result<PassEnv, Fault> {
    let names = Pattern::new("*", Subject::Text).into_iter().collect();
    let mut pass_env = PassEnv { at: node.at, names, except: Vec::new(), multiline: Multiline::Pass, by: By::Argv };
    read(&PASS_ENV, node, reader, &mut pass_env)?;
    Ok(pass_env)
}

/// `audit`.
pub(crate) static AUDIT: [Key<Audit>; 3] = [
    key(
        "file",
        "A file of JSON lines, for callers who are root.",
        || refer("path"),
        into!(file, node => {
            let what = |text: &str| format!("`{text}` is not an absolute path of a file");
            path(node, what, "write the whole path: /var/log/longshore.jsonl").map(Some)
        }),
    ),
    key(
        "on_failure",
        "What happens to a line that cannot be recorded.",
        || words(&ON_FAILURE),
        into!(must_be_recorded, node => node.choice(&ON_FAILURE)),
    ),
    key(
        "show",
        "Names of variables that are recorded with their values.",
        || refer("patterns"),
        into!(show, node => patterns(node, Subject::Text)),
    ),
];

const ON_FAILURE: [(&str, bool); 2] = [("go_on", false), ("refuse", true)];

pub(super) fn audit(node: &Node, reader: &Reader) -> Result<Audit, Fault> {
    read_new(&AUDIT, node, reader)
}

/// `client_env`.
pub(crate) static CLIENT_ENV: [Key<ClientEnv>; 2] = [
    key(
        "keep",
        "Variables that the caller may set.",
        || one_or_many(variable()),
        into!(keep, node => node.one_or_many().iter().map(kept).collect()),
    ),
    key(
        "set",
        "Variables of the site.",
        || {
            let mut set = map_of(refer("scalar"));
            insert(&mut set, "propertyNames", variable());
            set
        },
        into!(set, node => node.mapping()?.iter().map(|(name, value)| set(name, value)).collect()),
    ),
];

fn variable() -> Json {
    json!({ "type": "string", "pattern": "^[^=]+$" })
}

pub(super) fn client_env(node: &Node, reader: &Reader) -> Result<ClientEnv, Fault> {
    read_new(&CLIENT_ENV, node, reader)
}

/// Names that no profile may hand to the client: the loader would obey them, not the client.
const LOADER: &[&str] = &["LD_", "GCONV_PATH", "LOCPATH", "GLIBC_TUNABLES"];

fn kept(node: &Node) -> Result<String, Fault> {
    let name = name(node)?;
    if name != "DOCKER_CONFIG" && leads_the_client(name.as_bytes()) {
        let what = format!("`{name}` leads the client, so a caller who sets it goes around the policy");
        return Err(Fault::meaning(node.at, what, "write the site's value: `set: {NAME: VALUE}`"));
    }
    Ok(name)
}

fn set(name_node: &Node, value: &Node) -> Result<(String, String), Fault> {
    let name = name(name_node)?;
    let value_text = value.scalar()?;
    if matches!(name.as_str(), "DOCKER_CONFIG" | "HOME" | "XDG_CONFIG_HOME" | "REGISTRY_AUTH_FILE") {
        let what = format!("`{name}` leads to a private directory of each submitter's");
        return Err(Fault::meaning(name_node.at, what, "remove the name"));
    }
    if matches!(name.as_str(), "CONTAINER_HOST" | "CONTAINER_CONNECTION") {
        let what = format!("`{name}` makes podman go to another machine and read lines in another way");
        return Err(Fault::meaning(name_node.at, what, "remove the name"));
    }
    if value_text.contains('\0') {
        return Err(Fault::meaning(value.at, "a variable cannot hold a NUL byte", "write another value"));
    }
    if value_text.contains("${") {
        return Err(Fault::meaning(value.at, "templates are not filled in here", "write plain text"));
    }
    Ok((name, value_text.to_owned()))
}

fn name(node: &Node) -> Result<String, Fault> {
    let name = node.text()?;
    if name.is_empty() || name.contains(['=', '\0']) {
        let what = format!("`{name}` is no name of a variable");
        return Err(Fault::meaning(node.at, what, "write a name without `=`"));
    }
    if LOADER.iter().any(|start| name.starts_with(start)) {
        let what = format!("the loader obeys `{name}` before the client does anything");
        return Err(Fault::meaning(node.at, what, "remove the name"));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{ClientEnv, audit, client_env};
    use crate::profile::load::read::Reader;
    use crate::yaml::parse;

    fn of(text: &str) -> Result<ClientEnv, String> {
        let node = parse(text, 0).expect("YAML");
        client_env(&node, &Reader::of_docker()).map_err(|fault| fault.to_string())
    }

    #[test]
    fn names_are_kept_and_set() {
        let read = of("keep: [DOCKER_CONFIG, LANG]\nset: { DOCKER_HOST: unix:///run/x.sock, PATH: /opt/bin }\n");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let set = [pair("DOCKER_HOST", "unix:///run/x.sock"), pair("PATH", "/opt/bin")].into();
        assert_eq!(read, Ok(ClientEnv { keep: vec!["DOCKER_CONFIG".to_owned(), "LANG".to_owned()], set }));
        assert_eq!(of("{}"), Ok(ClientEnv::default()));
    }

    #[test]
    fn callers_cannot_be_let_to_lead_the_client() {
        let refused = |text: &str| of(text).expect_err(text);
        assert_eq!(
            refused("keep: [DOCKER_HOST]"),
            "1:8: `DOCKER_HOST` leads the client, so a caller who sets it goes around the policy; write the site's value: \
             `set: {NAME: VALUE}`"
        );
        for name in ["http_proxy", "CONTAINER_HOST", "PATH", "XDG_RUNTIME_DIR", "GODEBUG", "SSL_CERT_FILE"] {
            assert!(refused(&format!("keep: [{name}]")).contains("leads the client"), "{name}");
        }
        for text in ["keep: [LD_PRELOAD]", "set: {LD_LIBRARY_PATH: /x}", "set: {GLIBC_TUNABLES: x}"] {
            assert!(refused(text).contains("before the client does anything"), "{text}");
        }
        assert!(refused("set: {HOME: /root}").contains("a private directory"));
        assert!(refused("set: {CONTAINER_HOST: x}").contains("makes podman go to another machine"));
        assert!(refused("set: {A: \"${env:B}\"}").contains("templates are not filled in"));
        assert!(refused("keep: [\"A=B\"]").contains("no name of a variable"));
    }

    #[test]
    fn a_place_and_what_to_do_when_it_fails_are_read() {
        let of = |text: &str| {
            let node = parse(text, 0).expect("YAML");
            audit(&node, &Reader::of_docker()).map_err(|fault| fault.to_string())
        };
        let read = of("file: /var/log/l.jsonl\non_failure: refuse\nshow: DATA*\n").expect("read");
        assert_eq!((read.file.as_deref(), read.must_be_recorded), (Some("/var/log/l.jsonl"), true));
        assert!(read.show.iter().any(|pattern| pattern.matches(b"DATASET")));
        assert!(of("{}").is_ok_and(|read| read.file.is_none() && !read.must_be_recorded));
        let refused = |text: &str| of(text).expect_err(text);
        assert!(refused("file: log").contains("not an absolute path of a file"));
        assert!(refused("on_failure: ignore").contains("write one of: go_on, refuse"));
    }
}
