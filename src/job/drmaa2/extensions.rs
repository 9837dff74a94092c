//! The extensions of a job template, one row each.
//!
//! `"ulimit": "memlock=-1,stack=67108864"` -> the field `ulimits: {memlock: -1, stack: 67108864}` of a job file; `"namespace": "a"` ->
//! not used: containers have no such extension.

use crate::values::{Dialect, Publish};
use crate::yaml::{Fault, Node, Value, nearest};

use super::request::{Draft, text_at};
use super::template::string;

/// Writes an extension's value into the fields of a job file.
type Mapping = fn(&Node, &str, &mut Draft<'_>) -> Result<(), Fault>;

/// What becomes of an extension.
#[derive(Clone, Copy)]
enum Meaning {
    /// A field of job files takes it as it is; an empty value is none.
    Field(&'static str),
    /// A field of job files takes it as it is, and refuses an empty value.
    Filled(&'static str),
    /// `true` or `false`, in any case, for a field of job files.
    Flag(&'static str),
    /// It is read by a function of its own.
    Own(Mapping),
}

/// An extension.
pub(super) struct Extension {
    name: &'static str,
    meaning: Meaning,
    /// How it is written.
    pub(super) example: &'static str,
}

const fn row(name: &'static str, meaning: Meaning, example: &'static str) -> Extension {
    Extension { name, meaning, example }
}

/// All extensions. Their names are exact, as the keys of Go's maps are.
const EXTENSIONS: [Extension; 13] = [
    row("user", Meaning::Field("user"), "\"user\": \"1000:1000\""),
    row("exposedPorts", Meaning::Own(ports), "\"exposedPorts\": \"127.0.0.1:8080:80/tcp,53:53/udp\""),
    row("net", Meaning::Field("network"), "\"net\": \"host\""),
    row("privileged", Meaning::Flag("privileged"), "\"privileged\": \"true\""),
    row("restart", Meaning::Field("restart"), "\"restart\": \"on-failure:3\""),
    row("ipc", Meaning::Field("ipc"), "\"ipc\": \"host\""),
    row("uts", Meaning::Field("uts"), "\"uts\": \"host\""),
    row("pid", Meaning::Field("pid"), "\"pid\": \"host\""),
    row("rm", Meaning::Flag("remove"), "\"rm\": \"true\""),
    row("gpus", Meaning::Own(gpus), "\"gpus\": \"all\""),
    row("shm-size", Meaning::Filled("shm"), "\"shm-size\": \"64m\""),
    row("ulimit", Meaning::Own(ulimits), "\"ulimit\": \"memlock=-1,stack=67108864\""),
    row("entrypoint", Meaning::Own(entrypoint), "\"entrypoint\": \"/bin/sh -c\""),
];

/// The names of all extensions.
pub fn extension_names() -> impl Iterator<Item = &'static str> {
    EXTENSIONS.iter().map(|extension| extension.name)
}

pub(super) fn find(name: &str) -> Option<&'static Extension> {
    EXTENSIONS.iter().find(|extension| extension.name == name)
}

/// Writes an extension into the fields of a job file; one that containers do not have is reported.
pub(super) fn map(name: &Node, value: &Node, draft: &mut Draft<'_>) -> Result<(), Fault> {
    let (key, text) = (string(name)?, string(value)?);
    let Some(extension) = find(key) else {
        let mut why = "containers have no such extension".to_owned();
        if let Some(nearest) = nearest(key, extension_names()) {
            why = format!("{why}; did you mean `{nearest}`?");
        }
        draft.unused(name.at, format!("extension {key}"), why);
        return Ok(());
    };
    match extension.meaning {
        Meaning::Field(_) if text.is_empty() => {}
        Meaning::Field(field) | Meaning::Filled(field) => draft.text(field, value, text),
        Meaning::Flag(field) => {
            let lower = text.to_ascii_lowercase();
            if !matches!(lower.as_str(), "true" | "false") {
                let what = format!("`{text}` says neither yes nor no");
                let remedy = format!("write `\"{key}\": \"true\"` or `\"{key}\": \"false\"`");
                return Err(Fault::meaning(value.at, what, remedy));
            }
            draft.text(field, value, lower);
        }
        Meaning::Own(mapping) => mapping(value, text, draft)?,
    }
    Ok(())
}

/// `[ip:][hostPort[-hostPort]:]containerPort[-containerPort][/proto]`, several with commas between. Read as docker reads
/// it, also for podman, and written in the form that both read alike.
fn ports(value: &Node, text: &str, draft: &mut Draft<'_>) -> Result<(), Fault> {
    if text.is_empty() {
        return Ok(());
    }
    let mut ports = Vec::new();
    for port in text.split(',') {
        // Command lines have a form with names that templates do not have.
        let publish = if port.contains('=') { None } else { Some(Publish::parse(port.as_bytes(), Dialect::Docker)) };
        let why = match publish {
            Some(Ok(publish)) => {
                ports.push(text_at(value.at, publish.to_string()));
                continue;
            }
            Some(Err(why)) => why.to_string(),
            None => format!("`{port}` is no port"),
        };
        let example = find("exposedPorts").map_or("", |row| row.example);
        return Err(Fault::meaning(value.at, format!("exposedPorts: {why}"), format!("write it as in `{example}`")));
    }
    draft.put("ports", Node { at: value.at, value: Value::List(ports) });
    Ok(())
}

/// `all`, or how many.
fn gpus(value: &Node, text: &str, draft: &mut Draft<'_>) -> Result<(), Fault> {
    let is_number = text.parse::<u32>().is_ok_and(|number| number > 0 && number.to_string() == text);
    if text != "all" && !is_number {
        let what = format!("`{text}` is no number of GPUs");
        return Err(Fault::meaning(value.at, what, "write `all` or a number from 1, or leave it out for none"));
    }
    draft.text("gpus", value, text);
    Ok(())
}

/// `NAME=SOFT[:HARD]`, several with commas between.
fn ulimits(value: &Node, text: &str, draft: &mut Draft<'_>) -> Result<(), Fault> {
    if text.is_empty() {
        return Ok(());
    }
    let mut limits: Vec<(Node, Node)> = Vec::new();
    for limit in text.split(',') {
        let Some((name, numbers)) = limit.split_once('=') else {
            let what = format!("`{limit}` is no limit");
            return Err(Fault::meaning(value.at, what, "write NAME=SOFT or NAME=SOFT:HARD, with commas between"));
        };
        if limits.iter().any(|(known, _)| known.scalar() == Ok(name)) {
            let what = format!("the limit `{name}` stands twice");
            return Err(Fault::meaning(value.at, what, "remove one of the two"));
        }
        limits.push((text_at(value.at, name), text_at(value.at, numbers)));
    }
    draft.put("ulimits", Node { at: value.at, value: Value::Mapping(limits) });
    Ok(())
}

/// A program, and its first arguments, with one blank between: there is no quoting. The client's option takes the program
/// alone, the arguments go before the job's own words.
fn entrypoint(value: &Node, text: &str, draft: &mut Draft<'_>) -> Result<(), Fault> {
    if text.is_empty() {
        return Ok(());
    }
    let mut words = text.split(' ');
    let program = words.next().unwrap_or_default();
    let arguments: Vec<Node> = words.map(|word| text_at(value.at, word)).collect();
    if program.is_empty() || arguments.iter().any(|word| word.scalar() == Ok("")) {
        let what = format!("`{text}` has an empty word");
        return Err(Fault::meaning(value.at, what, "write one blank between words, and none at the ends"));
    }
    draft.text("entrypoint", value, program);
    draft.words.splice(0..0, arguments);
    Ok(())
}
