//! Requests against what they should hold, and against each other.

use std::collections::BTreeSet;
use std::net::IpAddr;

use serde_json::{Value, json};

use crate::body::Fields;
use crate::client::Request;

/// Lists whose order the client keeps and the container sees.
const ORDERED: &[&str] = &["/Cmd", "/Entrypoint", "/Healthcheck"];

/// The first field of the body that is not as expected.
pub(crate) fn fields(expected: &Fields, body: &Value) -> Option<String> {
    expected.iter().find_map(|(pointer, expected)| {
        let mut got = reduced(pointer, body.pointer(pointer));
        settle_addresses(pointer, &mut got);
        let wanted = settled(expected.clone(), !ORDERED.contains(pointer));
        let got = settled(got, !ORDERED.contains(pointer));
        let is_same = got == wanted || (got.is_null() && is_nothing(&wanted));
        (!is_same).then(|| format!("{pointer}: we read {wanted}, the client sends {got}"))
    })
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(on) => !on,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
    }
}

/// What of a field is compared.
fn reduced(pointer: &str, value: Option<&Value>) -> Value {
    let Some(value) = value else { return Value::Null };
    let each = |change: &dyn Fn(&Value) -> Value| match value.as_array() {
        Some(list) => list.iter().map(change).collect(),
        None => Value::Null,
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match pointer {
        "/HostConfig/Mounts" => each(&|mount| {
            json!({
                "Type": mount["Type"],
                "Source": text(&mount["Source"]),
                "Target": text(&mount["Target"]),
                "ReadOnly": mount["ReadOnly"].as_bool().unwrap_or(false),
            })
        }),
        "/HostConfig/DeviceRequests" => each(
            &|request| json!({ "Count": request["Count"], "DeviceIDs": request["DeviceIDs"], "Driver": text(&request["Driver"]) }),
        ),
        "/HostConfig/Devices" => each(&|device| {
            let mut letters: Vec<char> = text(&device["CgroupPermissions"]).chars().collect();
            letters.sort_unstable();
            let mut device = device.clone();
            device["CgroupPermissions"] = json!(letters.into_iter().collect::<String>());
            device
        }),
        "/HostConfig/SecurityOpt" => {
            let Some(list) = value.as_array() else { return Value::Null };
            let is_file = |option: &&Value| {
                let option = option.as_str().unwrap_or_default();
                option.starts_with("seccomp=") && option != "seccomp=unconfined"
            };
            list.iter().filter(|option| !is_file(option)).cloned().collect()
        }
        _ => value.clone(),
    }
}

/// Empty lists and maps are as good as none; a list without order is sorted.
fn settled(value: Value, sorts: bool) -> Value {
    match value {
        Value::Array(list) if list.is_empty() => Value::Null,
        Value::Array(mut list) if sorts => {
            list.sort_by_key(Value::to_string);
            Value::Array(list)
        }
        Value::Object(map) if map.is_empty() => Value::Null,
        other => other,
    }
}

/// What differs between the requests of a line and of its canonical form; the normalisations are these and no others:
/// requests that the client sends side by side have no order, nor have the lists that it keeps as sets; the letters of a
/// device's access are a set; addresses of ports are compared as addresses; times relative to now are not compared.
pub(crate) fn requests(given: &[Request], emitted: &[Request]) -> Option<String> {
    let settled = |requests: &[Request]| {
        let mut all: Vec<Request> = requests.iter().cloned().map(without_order).collect();
        all.sort_by_key(|request| (request.method.clone(), request.path.clone(), request.body.to_string()));
        all
    };
    let (given, emitted) = (settled(given), settled(emitted));
    (given != emitted).then(|| match given.iter().zip(&emitted).find(|(given, emitted)| given != emitted) {
        Some((given, emitted)) if given.method == emitted.method && given.path == emitted.path => {
            let place = first_difference("", &as_json(given), &as_json(emitted));
            format!("{} {} of the canonical form differs: {}", given.method, given.path, place.unwrap_or_default())
        }
        Some((given, emitted)) => format!(
            "the canonical form asks for {} {}, the given line for {} {}",
            emitted.method, emitted.path, given.method, given.path
        ),
        None => format!("the canonical form sends {} requests, the given line {}", emitted.len(), given.len()),
    })
}

fn as_json(request: &Request) -> Value {
    json!({ "query": request.query, "body": request.body })
}

/// The pointer to the first place where two values differ, and what they are there.
fn first_difference(pointer: &str, given: &Value, emitted: &Value) -> Option<String> {
    match (given, emitted) {
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            let place = |name: &String| first_difference(&format!("{pointer}/{name}"), &given[name], &emitted[name]);
            names.into_iter().find_map(place)
        }
        _ => (given != emitted).then(|| format!("{pointer} is {emitted}, of the given line {given}")),
    }
}

/// The letters of an access (`rwm`) in their usual order, each once.
fn with_sorted_letters(text: &str) -> String {
    let (before, letters) = text.rsplit_once(' ').map_or(("", text), |(before, letters)| (before, letters));
    let mut letters: Vec<char> = letters.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    format!("{before} {}", letters.into_iter().collect::<String>())
}

/// An address of a port is the same in every way of writing it: `::1:10.0.0.1` is `::1:a00:1`.
fn settle_addresses(pointer: &str, value: &mut Value) {
    let settled = |text: &str| text.parse::<IpAddr>().map_or_else(|_| text.to_owned(), |address| address.to_string());
    let ports = value.as_object_mut().filter(|_| pointer == "/HostConfig/PortBindings");
    for binding in ports.into_iter().flatten().filter_map(|(_, bindings)| bindings.as_array_mut()).flatten() {
        binding["HostIp"] = json!(settled(binding["HostIp"].as_str().unwrap_or_default()));
    }
}

fn without_order(mut request: Request) -> Request {
    for set in ["/Env", "/HostConfig/Binds", "/HostConfig/CapAdd", "/HostConfig/CapDrop", "/HostConfig/Ulimits"] {
        if let Some(Value::Array(list)) = request.body.pointer_mut(set) {
            list.sort_by_key(Value::to_string);
        }
    }
    if let Some(value) = request.body.pointer_mut("/HostConfig/PortBindings") {
        settle_addresses("/HostConfig/PortBindings", value);
    }
    // `rwm`, `mrw` and `rwmm` are the same access.
    if let Some(Value::Array(rules)) = request.body.pointer_mut("/HostConfig/DeviceCgroupRules") {
        for rule in rules {
            *rule = json!(with_sorted_letters(rule.as_str().unwrap_or_default()));
        }
    }
    if let Some(Value::Array(devices)) = request.body.pointer_mut("/HostConfig/Devices") {
        for device in devices {
            device["CgroupPermissions"] =
                json!(with_sorted_letters(device["CgroupPermissions"].as_str().unwrap_or("")));
        }
    }
    // Times such as `10m` are counted from now.
    for (name, value) in &mut request.query {
        if name == "since" || name == "until" {
            "a time".clone_into(value);
        }
    }
    request.query.sort();
    request
}
