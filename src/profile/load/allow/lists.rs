//! Reading lists of patterns, which may name facts of the site's.
//!
//! `["/cvmfs/**", "${home}/data"]` -> a pattern, and one that is made when a value is held against it.

use crate::profile::load::guard::pattern;
use crate::profile::model::allow::{List, Listed, Matcher};
use crate::profile::model::pattern::Subject;
use crate::profile::model::template::{Scope, Template};
use crate::values::Capability;
use crate::yaml::{Fault, Node};

/// A list of patterns.
pub(crate) fn list(node: &Node, subject: Subject) -> Result<List, Fault> {
    let entries = node.list()?.iter().map(|node| listed(node, subject)).collect::<Result<_, _>>()?;
    Ok(List { at: Some(node.at), entries })
}

/// An entry: a pattern without a variable that the caller can set.
pub(super) fn listed(node: &Node, subject: Subject) -> Result<Listed, Fault> {
    let text = node.text()?;
    let matcher = if text.contains("${") {
        let template = Template::new(text, node.at, &Scope::default())?;
        if !template.is_sites() {
            let what = format!("`{text}` names what the caller can set");
            return Err(Fault::meaning(node.at, what, "use uid, gid, user, home, hostname, fqdn or fact.KEY"));
        }
        if text.starts_with("re:") {
            let what = format!("`{text}`: a regular expression cannot have variables here");
            return Err(Fault::meaning(node.at, what, "write a glob"));
        }
        Matcher::Made(template, subject)
    } else {
        Matcher::Fixed(pattern(node, subject)?)
    };
    Ok(Listed { at: node.at, text: text.to_owned(), matcher })
}

/// Names of containers: complete ones, and no pattern that an id could match.
pub(super) fn container_names(node: &Node) -> Result<List, Fault> {
    let list = list(node, Subject::Text)?;
    for (entry, node) in list.entries.iter().zip(node.list()?) {
        if could_match_an_id(&entry.text) {
            let what = format!("`{}` could match a container's id, and so containers of others", entry.text);
            let remedy = "begin the pattern with letters that no hexadecimal number has, such as `HTCJob*`";
            return Err(Fault::meaning(node.at, what, remedy));
        }
    }
    Ok(list)
}

/// Whether a pattern could match hexadecimal digits alone: nothing in it that must stand there is another character.
fn could_match_an_id(pattern: &str) -> bool {
    if pattern.starts_with("re:") || pattern.contains("${") {
        // What a regular expression or a fact can match is not decided here; the name of a container is looked at again
        // when it is judged.
        return false;
    }
    let mut class = false;
    pattern.bytes().all(|byte| match byte {
        b'[' => {
            class = true;
            true
        }
        b']' => {
            class = false;
            true
        }
        _ if class => true,
        b'*' | b'?' | b'\\' => true,
        byte => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
    })
}

pub(super) fn capabilities(node: &Node) -> Result<List, Fault> {
    let mut list = list(node, Subject::Text)?;
    for (entry, node) in list.entries.iter_mut().zip(node.list()?) {
        let capability = Capability::parse(entry.text.as_bytes()).map_err(|error| {
            Fault::meaning(
                node.at,
                error.to_string(),
                "write a capability's name, such as CHOWN; patterns are not taken",
            )
        })?;
        entry.text = capability.to_string();
    }
    Ok(list)
}
