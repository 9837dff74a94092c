//! Members of a template that are more than one field, or not a field as they are.
//!
//! `"stageInFiles": {"in.dat": "/in.dat:ro"}`, submitted in `/home/alice` -> the mount of `/home/alice/in.dat` at `/in.dat`, read-only.

use std::borrow::Cow;

use crate::argv::Place;
use crate::yaml::{Fault, Node, Value};

use super::request::{Draft, text_at};
use super::template::string;

/// The index of the task, where the Go interface has a place for it in a path.
const INDEX: &str = "$DRMAA2_INDEX$";

/// The variable that tells a task its index, as the Go trackers name it.
const TASK_ID: &str = "TASK_ID";

/// The program: the first word behind the image.
pub(super) fn command(value: &Node, draft: &mut Draft<'_>) -> Result<(), Fault> {
    draft.words.push(text_at(value.at, string(value)?));
    Ok(())
}

/// Its arguments. Without a program they are what the image's entrypoint is given.
pub(super) fn arguments(value: &Node, draft: &mut Draft<'_>) -> Result<(), Fault> {
    draft.words.extend(value.list()?.iter().cloned());
    Ok(())
}

/// The container's name; tasks of an array have their index behind it, since names are unique.
pub(super) fn name(value: &Node, draft: &mut Draft<'_>) -> Result<(), Fault> {
    let name = string(value)?;
    match draft.submission.task {
        Some(index) => draft.text("name", value, format!("{name}.{index}")),
        None => draft.text("name", value, name),
    }
    Ok(())
}

/// One machine is the container's host name.
pub(super) fn machines(value: &Node, draft: &mut Draft<'_>) -> Result<(), Fault> {
    let [machine] = value.list()? else {
        let what = "a container has one host name, here are several";
        return Err(Fault::meaning(value.at, what, "name one machine, or none"));
    };
    let name = string(machine)?;
    if name.is_empty() {
        return Err(Fault::meaning(machine.at, "the machine's name is empty", "write a name, or no machine"));
    }
    draft.text("hostname", machine, name);
    Ok(())
}

/// The directory in the container.
pub(super) fn directory(value: &Node, draft: &mut Draft<'_>) -> Result<(), Fault> {
    let text = placed(value, draft)?.into_owned();
    draft.text("workdir", value, text);
    Ok(())
}

/// Variables, in the order written.
pub(super) fn environment(value: &Node, draft: &mut Draft<'_>) -> Result<(), Fault> {
    let task = draft.submission.task;
    let mut entries = Vec::new();
    for (name, text) in value.mapping()? {
        if task.is_some() && name.scalar() == Ok(TASK_ID) {
            draft.unused(name.at, format!("jobEnvironment {TASK_ID}"), "it is the task's index, which the array sets");
        } else {
            entries.push((name.clone(), text.clone()));
        }
    }
    draft.put("env", Node { at: value.at, value: Value::Mapping(entries) });
    Ok(())
}

/// Files and directories of the host, at places in the container: `HOST: CONTAINER[:ro|:rw][,PROPAGATION]`.
pub(super) fn files(value: &Node, draft: &mut Draft<'_>) -> Result<(), Fault> {
    let mut mounts = Vec::new();
    for (host, inside) in value.mapping()? {
        let source = placed(host, draft)?;
        if source.is_empty() {
            return Err(Fault::meaning(host.at, "the path on the host is empty", "write the path of a file"));
        }
        let source = on_host(&source, host.at, draft)?;
        let text = placed(inside, draft)?;
        let (target, options) =
            text.split_once(':').map_or((&*text, None), |(target, options)| (target, Some(options)));
        let mut fields = vec![("source", text_at(host.at, source)), ("target", text_at(inside.at, target))];
        for option in options.into_iter().flat_map(|options| options.split(',')) {
            let field = match option {
                "ro" | "rw" => "access",
                "private" | "rprivate" | "shared" | "rshared" | "slave" | "rslave" => "propagation",
                _ => {
                    let what = format!("`{option}` is no way to bind a file");
                    let remedy = "write `CONTAINER`, `CONTAINER:ro`, or a propagation such as `CONTAINER:ro,rslave`";
                    return Err(Fault::meaning(inside.at, what, remedy));
                }
            };
            if fields.iter().any(|(name, _)| *name == field) {
                let what = format!("`{text}` says its {field} twice");
                return Err(Fault::meaning(inside.at, what, "say it once"));
            }
            fields.push((field, text_at(inside.at, option)));
        }
        let fields = fields.into_iter().map(|(name, node)| (text_at(host.at, name), node)).collect();
        mounts.push(Node { at: inside.at, value: Value::Mapping(fields) });
    }
    draft.put("mounts", Node { at: value.at, value: Value::List(mounts) });
    Ok(())
}

/// The file for standard input.
pub(super) fn input(value: &Node, draft: &mut Draft<'_>) -> Result<(), Fault> {
    let path = placed(value, draft)?;
    let path = beside(&path, draft);
    draft.text("stdin", value, path);
    Ok(())
}

/// The file for standard output; `/dev/stdout` is that of whoever runs longshore.
pub(super) fn output(value: &Node, draft: &mut Draft<'_>) -> Result<(), Fault> {
    stream(value, "stdout", "/dev/stdout", draft)
}

/// The file for standard error; `/dev/stderr` is that of whoever runs longshore.
pub(super) fn errors(value: &Node, draft: &mut Draft<'_>) -> Result<(), Fault> {
    stream(value, "stderr", "/dev/stderr", draft)
}

fn stream(value: &Node, field: &'static str, own: &str, draft: &mut Draft<'_>) -> Result<(), Fault> {
    if string(value)? == own {
        return Ok(());
    }
    let path = placed(value, draft)?;
    let mut path = beside(&path, draft);
    if let Some(index) = draft.submission.task
        && !string(value)?.contains(INDEX)
        && !path.starts_with("/dev/")
    {
        // Each task makes its file anew.
        path = format!("{path}.{index}");
    }
    draft.text(field, value, path);
    Ok(())
}

/// Standard error goes where standard output goes. Without a file for that, the streams are the engine's to keep.
#[expect(clippy::unnecessary_wraps, reason = "the table has one type of function")]
pub(super) fn join(value: &Node, draft: &mut Draft<'_>) -> Result<(), Fault> {
    let Some(path) = draft.field("stdout").and_then(|node| node.scalar().ok()).map(str::to_owned) else {
        draft.unused(value.at, "joinFiles", "there is no file of `outputPath` that standard error could go to");
        return Ok(());
    };
    if let Some(errors) = draft.take("stderr") {
        draft.unused(errors.at, "errorPath", "`joinFiles` sends standard error to the file of `outputPath`");
    }
    draft.text("stderr", value, path);
    Ok(())
}

/// A text in which the Go interface has places for what only the tracker knows.
fn placed<'n>(value: &'n Node, draft: &Draft<'_>) -> Result<Cow<'n, str>, Fault> {
    let text = string(value)?;
    let text = match (text.contains(INDEX), draft.submission.task) {
        (false, _) => Cow::Borrowed(text),
        (true, Some(index)) => Cow::Owned(text.replace(INDEX, &index.to_string())),
        (true, None) => {
            let what = format!("`{INDEX}` is the index of a task, and this is no array");
            return Err(Fault::meaning(value.at, what, "submit it as an array, or write the path"));
        }
    };
    match text.split('$').find(|part| part.starts_with("DRMAA2_")) {
        None => Ok(text),
        Some(part) => {
            let what = format!("`${part}$` has no meaning for a container");
            Err(Fault::meaning(value.at, what, "write the path itself"))
        }
    }
}

/// A path of the host that is bound, absolute.
fn on_host(path: &str, at: Place, draft: &Draft<'_>) -> Result<String, Fault> {
    let path = beside(path, draft);
    if path.starts_with('/') {
        return Ok(path);
    }
    Err(Fault::meaning(at, format!("`{path}` is relative, and nothing says to what"), "write the whole path"))
}

/// A path, relative to the directory of the submission.
fn beside(path: &str, draft: &Draft<'_>) -> String {
    match draft.submission.directory {
        Some(directory) if !path.starts_with('/') => {
            let path = path.strip_prefix("./").unwrap_or(path);
            format!("{}/{path}", directory.trim_end_matches('/'))
        }
        _ => path.to_owned(),
    }
}

/// The variable with the task's index; the last of the environment.
pub(super) fn task(at: Place, draft: &mut Draft<'_>) {
    let Some(index) = draft.submission.task else { return };
    let variable = (text_at(at, TASK_ID), text_at(at, index.to_string()));
    let mut entries = match draft.take("env") {
        Some(Node { value: Value::Mapping(entries), .. }) => entries,
        _ => Vec::new(),
    };
    entries.push(variable);
    draft.put("env", Node { at, value: Value::Mapping(entries) });
}
