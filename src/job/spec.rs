//! From a job file to a request.
//!
//! `image: bb:1`, `args: [-c, "echo hi"]`, `command: sh`, `cpus: {shares: 1024}` -> `docker run --cpu-shares=1024 bb:1 sh -c
//! 'echo hi'`.

use std::ffi::OsString;

use crate::argv::{Origin, Place};
use crate::plan::{Request, Streams};
use crate::profile::RuntimeName;
use crate::yaml::{Fault, Fields, Node, parse};

use super::fields::{self, Options};

/// Reads the text of a job file (YAML or JSON) as a request to `runtime`.
///
/// # Errors
/// A [`Fault`] with line and column.
pub fn read(text: &str, runtime: RuntimeName) -> Result<Request, Fault> {
    request(&parse(text, 0)?, runtime)
}

/// The request that a job's fields make, as a `run` line of `runtime`'s client.
///
/// # Errors
/// A [`Fault`] for an unknown field, a value of the wrong shape, a missing image.
pub fn request(node: &Node, runtime: RuntimeName) -> Result<Request, Fault> {
    let mut job = Fields::of(node)?;
    if let Some(version) = job.take("version")
        && version.scalar()? != "1"
    {
        return Err(Fault::meaning(version.at, "only version 1 of job files is known", "write `version: 1`"));
    }
    let image = job.require("image", "write the image: `image: NAME:TAG`")?;
    let mut options = Options::default();
    fields::options(&mut job, &mut options)?;
    let streams = Streams {
        stdin: job.take("stdin").map(file).transpose()?,
        stdout: job.take("stdout").map(file).transpose()?,
        stderr: job.take("stderr").map(file).transpose()?,
    };
    if streams.stdin.is_some() && !options.has("interactive") {
        options.switch("interactive", node.at);
    }
    let command = command(&mut job)?;
    job.finish()?;
    let mut words = vec![(OsString::from(runtime.as_str()), node.at), ("run".into(), node.at)];
    words.extend(options.into_words());
    words.push((image_word(image)?, image.at));
    words.extend(command);
    let origins = words.iter().map(|(_, at)| Origin::Job { at: *at }).collect();
    Ok(Request { words: words.into_iter().map(|(word, _)| word).collect(), origins, streams, ..Request::default() })
}

/// The image, which must read as an operand.
fn image_word(node: &Node) -> Result<OsString, Fault> {
    let text = node.text()?;
    if text.is_empty() || text.starts_with('-') {
        return Err(Fault::meaning(node.at, format!("`{text}` is no image"), "write a name such as centos:7"));
    }
    Ok(text.into())
}

fn file(node: &Node) -> Result<OsString, Fault> {
    Ok(node.text()?.into())
}

/// The words behind the image: `command` is the program, `args` its arguments.
fn command(job: &mut Fields<'_>) -> Result<Vec<(OsString, Place)>, Fault> {
    let mut words = Vec::new();
    let command = job.take("command");
    if let Some(node) = command {
        let text = node.text()?;
        words.push((OsString::from(text), node.at));
    }
    if let Some(node) = job.take("args") {
        for arg in node.list()? {
            words.push((OsString::from(arg.scalar()?), arg.at));
        }
    }
    Ok(words)
}
