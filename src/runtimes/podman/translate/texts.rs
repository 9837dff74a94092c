//! Values that are texts to docker, and of which podman reads some in a way of its own.
//!
//! `--entrypoint '["a"]'` -> `--entrypoint=["[\"a\"]"]`: docker runs a program of that odd name, podman would run `a`.

use crate::values::{CdiName, Dialect, Env, Gpus, LogOpt, Seccomp, SecurityOpt, Tmpfs, ValueError, number};

use super::Speech;
use super::write::{Why, Written};

/// `--env` of `create` and `run`.
pub(super) fn variable(value: &[u8], speech: &Speech<'_>) -> Result<Written, Why> {
    let variable = named(value)?;
    if variable.value.is_some() {
        return Ok(Written::Kept);
    }
    Ok(match of_caller(&variable.name, speech) {
        Some(_) if !variable.name.ends_with(b"*") => Written::Kept,
        Some(text) => Written::one("env", [variable.name.as_slice(), b"=", &text].concat()),
        None => Written::one("unsetenv", variable.name),
    })
}

/// `--env` of `exec`, which cannot take a variable of the image away.
pub(super) fn variable_of_exec(value: &[u8], speech: &Speech<'_>) -> Result<Written, Why> {
    let variable = named(value)?;
    if variable.value.is_some() {
        return Ok(Written::Kept);
    }
    match of_caller(&variable.name, speech) {
        Some(_) if !variable.name.ends_with(b"*") => Ok(Written::Kept),
        Some(text) => Ok(Written::one("env", [variable.name.as_slice(), b"=", &text].concat())),
        None => Err(Why::lacks(
            "podman cannot take away a variable of the container that the caller has not",
            "write NAME= for an empty one",
        )),
    }
}

fn named(value: &[u8]) -> Result<Env, Why> {
    let variable = Env::parse(value, Dialect::Docker)?;
    if variable.name.first().is_some_and(u8::is_ascii_whitespace) {
        return Err(Why::value("podman leaves out blanks before a name"));
    }
    Ok(variable)
}

fn of_caller(name: &[u8], speech: &Speech<'_>) -> Option<Vec<u8>> {
    use std::ffi::OsStr;
    use std::os::unix::ffi::{OsStrExt as _, OsStringExt};
    speech.host.env(OsStr::from_bytes(name)).map(OsStringExt::into_vec)
}

/// `--gpus`: the devices that docker's engine would ask NVIDIA's hook for.
pub(super) fn gpus(value: &[u8]) -> Result<Written, Why> {
    let gpus = Gpus::parse(value)?;
    let effective = gpus.effective_count();
    // Taken apart by name: a new field does not compile before podman is told, or refused.
    let Gpus { count: _, devices, driver, capabilities, options } = gpus;
    let is_plain = |capability: &Vec<u8>| matches!(capability.as_slice(), b"" | b"gpu" | b"compute" | b"utility");
    if !matches!(driver.as_slice(), b"" | b"nvidia")
        || !options.is_empty()
        || !capabilities.iter().flatten().all(is_plain)
    {
        let why = "podman chooses GPUs by number or id only".to_owned();
        return Err(Why::Value { why, remedy: Some("write `all`, a count, or `device=...`") });
    }
    let names: Vec<Vec<u8>> = match (devices, effective) {
        (Some(_), Some(_)) => return Err(Why::value("both a count of GPUs and their names")),
        (Some(devices), None) => devices,
        (None, Some(-1)) => vec![b"all".to_vec()],
        (None, Some(count)) if count > 0 => (0..count).map(|number| number.to_string().into_bytes()).collect(),
        (None, _) => return Err(Why::value("a count of GPUs that is not positive")),
    };
    let mut devices = Vec::new();
    for name in names {
        let device = [b"nvidia.com/gpu=", name.as_slice()].concat();
        if CdiName::parse(&device).is_none() {
            return Err(ValueError::invalid("GPU", &name, "a number or an id").into());
        }
        devices.push(("device", Some(device)));
    }
    Ok(Written::As(devices))
}

/// Whether Go's JSON could take the text for a list.
fn is_json_list(value: &[u8]) -> bool {
    let text = value.trim_ascii();
    text.starts_with(b"[") || text == b"null"
}

fn json(words: &[&[u8]]) -> Result<Vec<u8>, Why> {
    let texts: Result<Vec<&str>, _> = words.iter().map(|word| str::from_utf8(word)).collect();
    let texts = texts.map_err(|_| Why::value("it looks like JSON, and is no UTF-8"))?;
    Ok(serde_json::Value::from(texts).to_string().into_bytes())
}

/// `--entrypoint`.
pub(super) fn entrypoint(value: &[u8]) -> Result<Vec<u8>, Why> {
    if is_json_list(value) { json(&[value]) } else { Ok(value.to_vec()) }
}

/// `--health-cmd`.
pub(super) fn health_command(value: &[u8]) -> Result<Vec<u8>, Why> {
    let first = value.split(|&byte| byte == b' ').next().unwrap_or_default().to_ascii_uppercase();
    let is_word = matches!(first.as_slice(), b"CMD" | b"CMD-SHELL" | b"NONE");
    if is_word || is_json_list(value) { json(&[b"CMD-SHELL", value]) } else { Ok(value.to_vec()) }
}

/// `--log-driver`.
pub(super) fn log_driver(value: &[u8], is_sites: bool) -> Result<Vec<u8>, Why> {
    if is_sites || matches!(value, b"" | b"none" | b"journald" | b"json-file") {
        return Ok(value.to_vec());
    }
    Err(Why::lacks("podman has no such log driver", "write none, journald or json-file"))
}

/// `--log-opt`.
pub(super) fn log_option(value: &[u8], is_sites: bool) -> Result<(), Why> {
    let option = LogOpt::parse(value, Dialect::Docker)?;
    if is_sites || matches!(option.key.as_slice(), b"max-size" | b"tag") {
        return Ok(());
    }
    Err(Why::lacks("podman has not this log option, or another meaning of it", "remove it"))
}

/// `--runtime`.
pub(super) fn runtime(value: &[u8], is_sites: bool) -> Result<Vec<u8>, Why> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if is_sites || (!value.is_empty() && value.iter().all(is_name)) {
        return Ok(value.to_vec());
    }
    Err(Why::lacks("podman knows runtimes by the names of containers.conf", "write such a name"))
}

/// `--security-opt`.
pub(super) fn security(value: &[u8], is_sites: bool, dialect: Dialect) -> Result<Written, Why> {
    let option = SecurityOpt::parse(value, Dialect::Docker)?;
    let is_known_label = |label: &[u8]| {
        label == b"disable" || [&b"user:"[..], b"role:", b"type:", b"level:"].iter().any(|key| label.starts_with(key))
    };
    match &option {
        _ if is_sites => return Ok(Written::Kept),
        SecurityOpt::Seccomp(Seccomp::Builtin) => return Ok(Written::As(Vec::new())),
        SecurityOpt::Label(label) if !is_known_label(label) => {
            return Err(Why::value("docker's engine knows no such label"));
        }
        SecurityOpt::WritableCgroups(_) => return Err(Why::lacks("podman has no writable cgroups", "remove it")),
        SecurityOpt::Other(_) => return Err(Why::value("docker's engine knows no such security option")),
        _ => {}
    }
    for text in [value.to_vec(), option.to_bytes()] {
        if SecurityOpt::parse(&text, dialect).as_ref() == Ok(&option) {
            return Ok(if text == value { Written::Kept } else { Written::one("security-opt", text) });
        }
    }
    Err(Why::value("podman would read it as something else"))
}

/// `logs --tail`.
pub(super) fn tail(value: &[u8]) -> Vec<u8> {
    match number::parse_decimal(value, "number of lines") {
        Ok(lines) if lines >= 0 => lines.to_string().into_bytes(),
        _ => b"-1".to_vec(),
    }
}

/// `--tmpfs`.
pub(super) fn tmpfs(value: &[u8], dialect: Dialect) -> Result<Vec<u8>, Why> {
    let tmpfs = Tmpfs::parse(value, Dialect::Docker)?;
    if tmpfs.has("tmpcopyup") || tmpfs.has("notmpcopyup") {
        return Err(Why::value("docker's engine knows no copying for it"));
    }
    let options = tmpfs.options.unwrap_or_default();
    let is_one_of = |option: &[u8]| matches!(option, b"exec" | b"noexec");
    let says_exec = options.split(|&byte| byte == b',').any(is_one_of);
    let gap: &[u8] = if options.is_empty() { b"" } else { b"," };
    let noexec: &[u8] = if says_exec { b"" } else { b"noexec," };
    let text = [tmpfs.target.as_slice(), b":", &options, gap, noexec, b"notmpcopyup"].concat();
    Tmpfs::parse(&text, dialect)?;
    Ok(text)
}
