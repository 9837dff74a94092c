//! What the recording socket says: as little as makes a client go on to its end.
//!
//! `POST /containers/create` -> `201 {"Id": ..., "Warnings": []}`. Every container exists, starts, says nothing and ends
//! with 0; a list of them is empty. Anything else is `404` with a message that names the request.

use serde_json::{Value, json};

use crate::http::Response;
use crate::recorded::Recorded;

/// The id of every container and every exec.
const ID: &str = "1f0e57b1c0ffee5a1f0e57b1c0ffee5a1f0e57b1c0ffee5a1f0e57b1c0ffee5a";

/// What follows a request.
#[derive(Debug)]
pub(crate) enum Reply {
    /// A response; the connection goes on.
    Response(Response),
    /// A response after which the connection carries a container's streams.
    Hijack(Response),
}

/// The reply to `request` of a daemon that speaks at most `api_version`.
pub(crate) fn reply(request: &Recorded, api_version: &str) -> Reply {
    let path: Vec<&str> = request.path.split('/').skip(1).collect();
    let response = match (request.method.as_str(), &path[..]) {
        ("HEAD", ["_ping"]) => ping(api_version, b""),
        ("GET", ["_ping"]) => ping(api_version, b"OK"),
        ("GET", ["version"]) => ok(&version(api_version)),
        ("GET", ["info"]) => ok(&info()),
        ("POST", ["containers", "create"]) => created(&json!({ "Id": ID, "Warnings": [] })),
        ("POST", ["containers", _, "start"]) => empty(204, "No Content"),
        ("POST", ["containers", _, "wait"]) => ok(&json!({ "StatusCode": 0 })),
        // Of an error here `stats` of 20.10 may never end: it hands it to itself.
        ("GET", ["containers", "json"]) => ok(&json!([])),
        ("GET", ["containers", name, "json"]) => ok(&container(name)),
        ("POST", ["containers", _, "exec"]) => created(&json!({ "Id": ID })),
        ("GET", ["exec", _, "json"]) => ok(&json!({ "ID": ID, "ContainerID": ID, "Running": false, "ExitCode": 0 })),
        // The second is a pull that has nothing to fetch.
        ("POST", ["containers" | "exec", _, "resize"] | ["images", "create"]) => empty(200, "OK"),
        ("POST", ["exec", _, "start"]) if request.body["Detach"] == true => empty(200, "OK"),
        ("POST", ["containers", _, "attach"] | ["exec", _, "start"]) => return Reply::Hijack(streams(request)),
        _ => unknown(request),
    };
    Reply::Response(response)
}

fn ping(api_version: &str, body: &[u8]) -> Response {
    let headers = vec![
        ("Api-Version", api_version.to_owned()),
        ("Docker-Experimental", "false".to_owned()),
        ("Ostype", "linux".to_owned()),
        ("Content-Type", "text/plain; charset=utf-8".to_owned()),
    ];
    Response { status: 200, reason: "OK", headers, body: body.to_vec() }
}

/// The beginning of a container's raw stream, as an upgrade where the client asks for one.
fn streams(request: &Recorded) -> Response {
    let raw = ("Content-Type", "application/vnd.docker.raw-stream".to_owned());
    let upgrade = [("Connection", "Upgrade".to_owned()), ("Upgrade", "tcp".to_owned())];
    if request.header("upgrade").is_some() {
        let headers = [raw].into_iter().chain(upgrade).collect();
        Response { status: 101, reason: "UPGRADED", headers, body: Vec::new() }
    } else {
        Response { status: 200, reason: "OK", headers: vec![raw], body: Vec::new() }
    }
}

fn unknown(request: &Recorded) -> Response {
    if request.method == "HEAD" {
        return empty(404, "Not Found");
    }
    let message = format!("the recording socket has no answer to {} {}", request.method, request.path);
    as_json(404, "Not Found", &json!({ "message": message }))
}

fn ok(body: &Value) -> Response {
    as_json(200, "OK", body)
}

fn created(body: &Value) -> Response {
    as_json(201, "Created", body)
}

fn empty(status: u16, reason: &'static str) -> Response {
    Response { status, reason, headers: Vec::new(), body: Vec::new() }
}

fn as_json(status: u16, reason: &'static str, body: &Value) -> Response {
    let headers = vec![("Content-Type", "application/json".to_owned())];
    Response { status, reason, headers, body: body.to_string().into_bytes() }
}

fn version(api_version: &str) -> Value {
    json!({
        "Version": "0.0.0-recording",
        "ApiVersion": api_version,
        "MinAPIVersion": "1.24",
        "Os": "linux",
        "Arch": "amd64",
    })
}

fn info() -> Value {
    json!({
        "ID": "recording",
        "Name": "recording",
        "ServerVersion": "0.0.0-recording",
        "OSType": "linux",
        "Architecture": "x86_64",
        "Driver": "overlay2",
        "CgroupDriver": "cgroupfs",
        "Runtimes": { "runc": { "path": "runc" } },
        "DefaultRuntime": "runc",
        "Swarm": { "LocalNodeState": "inactive" },
        "SecurityOptions": [],
    })
}

fn container(name: &str) -> Value {
    json!({
        "Id": ID,
        "Name": format!("/{name}"),
        "Image": format!("sha256:{ID}"),
        "State": { "Status": "running", "Running": true, "Paused": false, "Restarting": false, "ExitCode": 0 },
        "Config": { "Image": "img", "Tty": false, "OpenStdin": false, "AttachStdout": true, "AttachStderr": true },
        "HostConfig": { "AutoRemove": false, "NetworkMode": "default" },
        "Mounts": [],
        "NetworkSettings": { "Networks": {} },
    })
}
