//! What podman's `inspect` says, as docker would say it.
//!
//! `{"Name": "job", "State": {"Status": "stopped", ...}, ...}` -> `{"Name": "/job", "State": {"Status": "exited", ...}, ...}`.
//!
//! podman before 5 forgets why a container could not be started: `State.Error` stays empty and `ExitCode` 0, as if it had
//! never been tried. The runtime's own log in the container's folder still says it, and longshore leaves a note there when
//! it starts a container; both are read here as [`Start`]. Seen with podman 4.3.1, runc and crun.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::names::shown;

/// The note that a container's start leaves in its folder.
pub const START_NOTE: &str = "longshore-start";

/// What a container's folders say about a start that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// The runtime's log.
    pub log: Option<Vec<u8>>,
    /// Whether a start was tried, and is over.
    pub was_tried: bool,
}

/// Where to look for a [`Start`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartFiles {
    /// The runtime's log.
    pub log: PathBuf,
    /// The note of whoever started it.
    pub note: PathBuf,
}

/// Where to look, for a container that never ran.
#[must_use]
pub fn start_files(object: &Value) -> Option<StartFiles> {
    let path = |name: &str| object.get(name).and_then(Value::as_str).map(Path::new).filter(|path| path.is_absolute());
    let started = object.pointer("/State/StartedAt").and_then(Value::as_str)?;
    if !started.starts_with("0001-") {
        return None;
    }
    let folder = path("ConmonPidFile")?.parent()?;
    Some(StartFiles { log: folder.join("oci-log"), note: path("StaticDir")?.join(START_NOTE) })
}

/// A container or an image as docker's `inspect` describes it. What docker knows and podman does not is not there.
#[must_use]
pub fn as_docker(mut object: Value, start: &Start) -> Value {
    prefix_id(&mut object, "Image");
    if let Some(state) = object.get_mut("State") {
        of_state(state, start);
        if let Some(Value::String(name)) = object.get_mut("Name")
            && !name.starts_with('/')
        {
            name.insert(0, '/');
        }
        if let Some(Value::String(image)) = object.pointer_mut("/Config/Image") {
            *image = shown(image).to_owned();
        }
    } else if object.get("RepoTags").is_some() {
        prefix_id(&mut object, "Id");
        for list in ["RepoTags", "RepoDigests"] {
            for name in object.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
                if let Value::String(name) = name {
                    *name = shown(name).to_owned();
                }
            }
        }
        // When a tag was given podman does not keep: the year 1 is docker's word for it.
        object["Metadata"] = json!({ "LastTagTime": "0001-01-01T00:00:00Z" });
    }
    object
}

/// docker writes `sha256:` before ids of images.
fn prefix_id(object: &mut Value, member: &str) {
    if let Some(Value::String(id)) = object.get_mut(member)
        && id.len() == 64
        && !id.contains(':')
    {
        id.insert_str(0, "sha256:");
    }
}

fn of_state(state: &mut Value, start: &Start) {
    let text = |state: &Value, key: &str| state.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let status = match text(state, "Status").as_str() {
        "configured" | "initialized" | "created" => "created",
        "stopped" | "exited" => "exited",
        "stopping" => "running",
        other => other,
    }
    .to_owned();
    let has_run = !text(state, "StartedAt").starts_with("0001-");
    let is_silent = text(state, "Error").is_empty();
    // docker calls a paused container running, too.
    if status == "paused" {
        state["Running"] = true.into();
    }
    state["Status"] = status.into();
    if has_run || !is_silent {
        return;
    }
    let why = start.log.as_deref().and_then(runtime_error);
    let why = why.or(start.was_tried.then(|| "the container could not be started".to_owned()));
    if let Some(why) = why {
        state["ExitCode"] = exit_code(&why).into();
        state["Error"] = why.into();
    }
}

/// The last error in a runtime's log, which has a JSON object a line.
fn runtime_error(log: &[u8]) -> Option<String> {
    let mut lines = log.split(|&byte| byte == b'\n').filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    let is_error = |line: &Value| line.get("level").and_then(Value::as_str).is_none_or(|level| level == "error");
    let last = lines.rfind(is_error)?;
    let why = last.get("msg").and_then(Value::as_str).filter(|why| !why.is_empty())?;
    Some(format!("OCI runtime create failed: {why}"))
}

/// The code that docker gives a container that cannot be started. Source: `setExitCodeFromError` of moby's daemon.
fn exit_code(why: &str) -> i64 {
    let has = |signs: &[&str]| signs.iter().any(|sign| why.contains(sign));
    if has(&["executable file not found", "no such file or directory", "No such file or directory", "` not found"]) {
        127
    } else if has(&["permission denied", "Permission denied", "not a directory", "exec format error"]) {
        126
    } else {
        128
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use serde_json::json;

    use super::{Start, StartFiles, as_docker, start_files};

    const ID: &str = "0f1afc1a73fb903416c8968d8098c901e548a5b04fa41bd802d776c98ba0d582";
    const NEVER: &str = "0001-01-01T00:00:00Z";

    #[test]
    fn a_container_that_ended_reads_as_docker_s() {
        let container = json!({
            "Id": ID, "Name": "job", "Image": ID, "Config": {"Image": "localhost/a:1"},
            "State": {"Status": "stopped", "Running": false, "ExitCode": 3, "Error": "", "StartedAt": "2026-11-21T09:15:27Z"},
        });
        let expected = json!({
            "Id": ID, "Name": "/job", "Image": format!("sha256:{ID}"), "Config": {"Image": "a:1"},
            "State": {"Status": "exited", "Running": false, "ExitCode": 3, "Error": "", "StartedAt": "2026-11-21T09:15:27Z"},
        });
        assert_eq!(start_files(&container), None, "it ran");
        assert_eq!(as_docker(container, &Start::default()), expected);
    }

    #[test]
    fn why_a_container_could_not_be_started_is_said_as_docker_says_it() {
        let container = json!({
            "Name": "job", "ConmonPidFile": "/run/c/userdata/conmon.pid", "StaticDir": "/var/c/userdata",
            "State": {"Status": "created", "ExitCode": 0, "Error": "", "StartedAt": NEVER},
        });
        let files = StartFiles {
            log: PathBuf::from("/run/c/userdata/oci-log"),
            note: "/var/c/userdata/longshore-start".into(),
        };
        assert_eq!(start_files(&container), Some(files));
        let state = |log: Option<&str>, was_tried| {
            let start = Start { log: log.map(|text| text.as_bytes().to_owned()), was_tried };
            let read = as_docker(container.clone(), &start);
            (read["State"]["ExitCode"].as_i64(), read["State"]["Error"].as_str().map(str::to_owned))
        };
        let said = |code, why: &str| (Some(code), Some(why.to_owned()));
        assert_eq!(state(None, false), said(0, ""), "nobody tried");
        assert_eq!(state(None, true), said(128, "the container could not be started"));
        assert_eq!(state(Some("no JSON\n"), false), said(0, ""));
        let log = "{\"level\":\"warning\",\"msg\":\"w\"}\n{\"level\":\"error\",\"msg\":\"runc create failed: exec: \\\"/no\\\": \
                   stat /no: no such file or directory\",\"time\":\"T\"}\n";
        let why = "OCI runtime create failed: runc create failed: exec: \"/no\": stat /no: no such file or directory";
        assert_eq!(state(Some(log), false), said(127, why));
        let log = "{\"msg\":\"open executable: Permission denied\",\"level\":\"error\"}";
        assert_eq!(state(Some(log), true), said(126, "OCI runtime create failed: open executable: Permission denied"));
    }

    #[test]
    fn an_image_reads_as_docker_s() {
        let image = json!({"Id": ID, "RepoTags": ["localhost/a:1", "htcondor.org/b/a:1"], "Architecture": "amd64"});
        let expected = json!({
            "Id": format!("sha256:{ID}"), "RepoTags": ["a:1", "htcondor.org/b/a:1"], "Architecture": "amd64",
            "Metadata": {"LastTagTime": NEVER},
        });
        assert_eq!(as_docker(image, &Start::default()), expected);
    }
}
