//! Reading what starters of batch systems need, and what becomes of their containers: `image`, `prune`, times.
//!
//! `image: {from_env: [LSB_DOCKER_IMAGE], default: "centos:7"}` -> the variable's name, and the image of jobs that name none.

use crate::argv::Place;
use crate::profile::model::from_env::is_variable_name;
use crate::profile::model::starter::{ImageFrom, seconds_of};
use crate::yaml::{Fault, Node};

use super::key::{Key, into, key, path, read, read_new};
use super::read::Reader;
use super::shape::{one_or_many, refer};

/// `image`.
pub(crate) static IMAGE: [Key<ImageFrom>; 2] = [
    key(
        "from_env",
        "Variables of the job; the first that says something counts.",
        || one_or_many(refer("text")),
        into!(from_env, node => node.one_or_many().iter().map(variable).collect()),
    ),
    key(
        "default",
        "The image of jobs that name none.",
        || refer("text"),
        into!(default, node => default_image(node).map(Some)),
    ),
];

pub(super) fn image(node: &Node, reader: &Reader) -> Result<ImageFrom, Fault> {
    let mut image = ImageFrom { at: node.at, from_env: Vec::new(), default: None };
    read(&IMAGE, node, reader, &mut image)?;
    if image.from_env.is_empty() && image.default.is_none() {
        let what = "`image` names neither a variable nor an image";
        return Err(Fault::meaning(node.at, what, "write `from_env: [NAME]`, `default: IMAGE`, or both"));
    }
    Ok(image)
}

fn variable(node: &Node) -> Result<String, Fault> {
    let text = node.text()?;
    if !is_variable_name(text.as_bytes()) {
        return Err(Fault::meaning(node.at, format!("`{text}` is no variable's name"), "write a name such as IMAGE"));
    }
    Ok(text.to_owned())
}

fn default_image(node: &Node) -> Result<String, Fault> {
    let text = node.text()?;
    let why = || Fault::meaning(node.at, format!("`{text}` is no image"), "write a name such as centos:7");
    if text.is_empty() || text.starts_with('-') { Err(why()) } else { Ok(text.to_owned()) }
}

/// `prune`: the program that is asked, and where the profile says so.
pub(crate) static PRUNE: [Key<Option<(Place, String)>>; 1] = [key(
    "ask",
    "The program that knows which jobs run: the path of squeue, bjobs or qstat.",
    || refer("path"),
    |ask, node, _| {
        let what = |text: &str| format!("`ask` is not an absolute path: `{text}`");
        *ask = Some((node.at, path(node, what, "write the whole path: PATH is not searched for it")?));
        Ok(())
    },
)
.required("write the path of bjobs, qstat or squeue: `ask: /usr/bin/squeue`")];

pub(super) fn prune(node: &Node, reader: &Reader) -> Result<Option<(Place, String)>, Fault> {
    read_new(&PRUNE, node, reader)
}

/// A number of seconds, or a duration of whole ones.
pub(super) fn time(node: &Node) -> Result<(Place, u64), Fault> {
    let text = node.scalar()?;
    let bad = || Fault::meaning(node.at, format!("`{text}` is no time"), "write seconds, or a duration such as 1h30m");
    Ok((node.at, seconds_of(text).ok_or_else(bad)?))
}
