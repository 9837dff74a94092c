//! What real clients ask their engine for, of lines that templates became: the container config of the tracker's tables. And
//! longshore takes the lines itself, as it takes any other.

use std::ffi::OsString;

use longshore::golden::StaticHost;
use longshore::plan::{Refusal, Request, decide};
use longshore::profile::{Source, SourceError, Text, load};
use serde_json::{Value, json};
use testkit::{RecordingSocket, clients};

use crate::drmaa2::extensions::EXTENSIONS;
use crate::drmaa2::members::MEMBERS;
use crate::drmaa2::template::{Setup, submit, whole};

struct One(String);

impl Source for One {
    fn text(&self, _: &str, _: Option<&str>) -> Result<Text, SourceError> {
        Ok(Text { path: "p.yaml".to_owned(), text: self.0.clone() })
    }
}

/// The words behind the engine's name, under a profile that only translates.
fn decided(request: &Request, engine: &str) -> Result<Vec<OsString>, Refusal> {
    let text = format!("version: 1\nruntime: {engine}\nengine: /usr/bin/{engine}\nallow: any\n");
    let profile = load("p.yaml", &One(text)).expect("the profile loads");
    let plan = decide(request, &profile, &StaticHost { cwd: Some("/job".into()), ..StaticHost::default() })?;
    let [step] = plan.steps.as_slice() else { panic!("not one step") };
    Ok(step.argv().skip(1).map(OsString::from).collect())
}

/// What cases ask for that podman cannot be told: a range for one port, and port 0.
const NOT_ON_PODMAN: [&str; 2] =
    ["job:1:72: --publish on podman: podman would read it as something else; write it as in `8080:80/tcp`"; 2];

#[test]
fn every_line_of_a_template_stays_as_it_is_for_docker_and_is_translated_for_podman() {
    let mut refused = Vec::new();
    for (rows, is_extension) in [(MEMBERS, false), (EXTENSIONS, true)] {
        for case in rows.iter().flat_map(|row| row.cases) {
            let Ok(mapped) = submit(&whole(case.json, is_extension), case.setup) else { continue };
            let given: Vec<OsString> = mapped.request.words.iter().skip(1).cloned().collect();
            assert_eq!(decided(&mapped.request, "docker"), Ok(given), "{}", case.json);
            refused.extend(decided(&mapped.request, "podman").err().map(|refusal| refusal.to_string()));
        }
    }
    assert_eq!(refused, NOT_ON_PODMAN);
}

/// A template with every row of the tables that a container has a place for.
const ALL: &str = r#"{
    "jobCategory": "centos:7", "remoteCommand": "sh", "args": ["-c", "echo \"a  b\""], "jobName": "analysis",
    "candidateMachines": ["node1"], "workingDirectory": "/work", "jobEnvironment": {"B": "x  y", "A": "1"},
    "stageInFiles": {"/data/in": "/in:ro", "out": "/out"},
    "extension": {"extensionList": {
        "user": "1000:1000", "exposedPorts": "192.168.2.111:8080:80,53/udp", "net": "host", "privileged": "true",
        "restart": "on-failure:3", "ipc": "host", "uts": "host", "pid": "host", "gpus": "2", "shm-size": "64m",
        "ulimit": "memlock=-1,stack=67108864", "entrypoint": "/bin/env -i"
    }}
}"#;

#[test]
fn clients_ask_the_engine_for_what_the_tables_say() {
    let mapped = submit(ALL, Setup::SUPERVISED).expect("a request");
    assert_eq!(mapped.unused, []);
    let words = decided(&mapped.request, "docker").expect("the line is decided");
    for client in clients() {
        let socket = RecordingSocket::start("1.41");
        let (outcome, _dir) = client.test(&socket).args(&words).outcome();
        assert_eq!(String::from_utf8_lossy(&outcome.stderr), "", "{}", client.version);
        let creates = socket.take_creates();
        let [body] = creates.as_slice() else { panic!("{} creates", creates.len()) };
        let mut host: Value = body["HostConfig"].clone();
        let mut env: Vec<_> = body["Env"].as_array().expect("variables").clone();
        env.sort_unstable_by_key(ToString::to_string);
        for (pointer, expected) in [
            ("/Image", json!("centos:7")),
            ("/Entrypoint", json!(["/bin/env"])),
            ("/Cmd", json!(["-i", "sh", "-c", "echo \"a  b\""])),
            ("/Hostname", json!("node1")),
            ("/WorkingDir", json!("/work")),
            ("/User", json!("1000:1000")),
            ("/ExposedPorts", json!({ "80/tcp": {}, "53/udp": {} })),
        ] {
            assert_eq!(body.pointer(pointer), Some(&expected), "{} {pointer}", client.version);
        }
        assert_eq!(env, [json!("A=1"), json!("B=x  y")]);
        for (key, expected) in [
            (
                "Mounts",
                json!([
                    { "Type": "bind", "Source": "/data/in", "Target": "/in", "ReadOnly": true },
                    { "Type": "bind", "Source": "/home/alice/out", "Target": "/out" },
                ]),
            ),
            (
                "PortBindings",
                json!({
                    "53/udp": [{ "HostIp": "", "HostPort": "" }],
                    "80/tcp": [{ "HostIp": "192.168.2.111", "HostPort": "8080" }],
                }),
            ),
            ("NetworkMode", json!("host")),
            ("Privileged", json!(true)),
            ("RestartPolicy", json!({ "Name": "on-failure", "MaximumRetryCount": 3 })),
            ("IpcMode", json!("host")),
            ("UTSMode", json!("host")),
            ("PidMode", json!("host")),
            ("ShmSize", json!(64 << 20)),
            ("AutoRemove", json!(false)),
            (
                "Ulimits",
                json!([
                    { "Name": "memlock", "Hard": -1, "Soft": -1 },
                    { "Name": "stack", "Hard": 67_108_864, "Soft": 67_108_864 },
                ]),
            ),
        ] {
            assert_eq!(host[key].take(), expected, "{} {key}", client.version);
        }
        let gpus = &host["DeviceRequests"][0];
        assert_eq!((&gpus["Count"], &gpus["Capabilities"]), (&json!(2), &json!([["gpu"]])), "{}", client.version);
    }
}
