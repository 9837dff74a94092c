//! Mounts of a job.
//!
//! `{source: /data, target: /in, access: ro}` -> `type=bind,source=/data,target=/in,readonly`, as CSV.

use crate::values::{Size, csv};
use crate::yaml::{Fault, Fields, Node, What};

/// A file of the host for reading.
pub(super) fn bind(source: &Node, target: &Node) -> Result<String, Fault> {
    let record = [
        "type=bind".to_owned(),
        format!("source={}", absolute(source)?),
        format!("target={}", absolute(target)?),
        "readonly".to_owned(),
    ];
    Ok(String::from_utf8_lossy(&csv::write_record(&record)).into_owned())
}

fn absolute(node: &Node) -> Result<&str, Fault> {
    let text = node.text()?;
    if text.starts_with('/') {
        return Ok(text);
    }
    Err(Fault::meaning(node.at, format!("`{text}` is not an absolute path"), "write the whole path"))
}

/// One mount: `{source, target, access, propagation}` is a bind; `type: volume` and `type: tmpfs` are the others.
pub(super) fn mount(node: &Node) -> Result<String, Fault> {
    let mut fields = Fields::of(node)?;
    let kind = fields.take("type").map(Node::text).transpose()?.unwrap_or("bind");
    let (source, target) = (fields.take("source"), fields.require("target", "write where the container sees it")?);
    let (access, propagation, size) = (fields.take("access"), fields.take("propagation"), fields.take("size"));
    fields.finish()?;
    let mut record = vec![format!("type={kind}")];
    match (kind, source) {
        ("bind", None) => {
            let what = What::Missing { key: "source", remedy: "write the path on the host" };
            return Err(Fault { at: node.at, what });
        }
        ("bind", Some(source)) => record.push(format!("source={}", absolute(source)?)),
        ("volume", source) => {
            if let Some(source) = source {
                record.push(format!("source={}", source.text()?));
            }
        }
        ("tmpfs", None) => {}
        ("tmpfs", Some(source)) => {
            return Err(Fault::meaning(source.at, "a tmpfs has no source", "remove `source`"));
        }
        _ => {
            let possible = "bind, volume, tmpfs".to_owned();
            let what = What::Choice {
                text: kind.to_owned(),
                nearest: crate::yaml::nearest(kind, ["bind", "volume", "tmpfs"]),
                possible,
            };
            return Err(Fault { at: node.at, what });
        }
    }
    record.push(format!("target={}", absolute(target)?));
    if access.map(|node| node.choice(&[("ro", true), ("rw", false)])).transpose()?.unwrap_or(false) {
        record.push("readonly".to_owned());
    }
    if let Some(propagation) = propagation {
        const POSSIBLE: [&str; 6] = ["private", "rprivate", "shared", "rshared", "slave", "rslave"];
        if kind != "bind" {
            return Err(Fault::meaning(propagation.at, "only a bind has a propagation", "remove `propagation`"));
        }
        let text = propagation.choice(&POSSIBLE.map(|word| (word, word)))?;
        record.push(format!("bind-propagation={text}"));
    }
    if let Some(size) = size {
        if kind != "tmpfs" {
            return Err(Fault::meaning(size.at, "only a tmpfs has a size", "remove `size`"));
        }
        Size::parse(size.text()?.as_bytes())
            .map_err(|why| Fault::meaning(size.at, format!("{why}"), "write a size: `size: 64m`"))?;
        record.push(format!("tmpfs-size={}", size.text()?));
    }
    Ok(String::from_utf8_lossy(&csv::write_record(&record)).into_owned())
}
