//! `version` and `info` of a real podman, in the fields of a real docker.

#![expect(clippy::disallowed_methods, reason = "a test that asks both engines")]

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use serde_json::Value;
use testkit::Client;

/// The newest client of docker here whose engine answers.
fn docker() -> Option<&'static Client> {
    let answers = |client: &&Client| {
        Command::new(&client.path).arg("version").output().is_ok_and(|output| output.status.success())
    };
    testkit::clients().iter().filter(answers).max_by_key(|client| release(client))
}

/// The first number of its version.
fn release(client: &Client) -> u32 {
    client.version.split('.').next().and_then(|number| number.parse().ok()).expect("a version")
}

/// What docker's client says, or longshore in its place with podman as the engine; `None` where it fails.
fn said(mut client: Command, command: &str, format: &str) -> Option<String> {
    let output = client.args([command, "--format", format]).output().expect("the client runs");
    output.status.success().then(|| String::from_utf8(output.stdout).expect("UTF-8"))
}

/// Fields that docker's answer has not. What a container of names holds is each engine's own.
fn strangers(ours: &Value, docker: &Value, path: &str, found: &mut Vec<String>) {
    let (Value::Object(ours), Value::Object(docker)) = (ours, docker) else { return };
    for (name, value) in ours {
        let path = format!("{path}.{name}");
        match docker.get(name) {
            None => found.push(path),
            Some(_) if name == "Runtimes" => {}
            Some(other) => strangers(value, other, &path, found),
        }
    }
}

#[test]
fn every_field_that_version_and_info_say_of_podman_is_one_of_docker_s() {
    let Some(client) = docker() else { return testkit::skipped("no docker that answers") };
    if Command::new("/usr/bin/podman").arg("--version").output().is_err() {
        return testkit::skipped("no podman");
    }
    let docker = || Command::new(&client.path);
    let dir = tempfile::tempdir().expect("a folder");
    let profile = dir.path().join("p.yaml");
    let text = "version: 1\nruntime: podman\nengine: /usr/bin/podman\nreads: \"4.3\"\nallow: any\n";
    std::fs::write(&profile, text).expect("written");
    let ours = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_longshore"));
        command.arg0("docker").env("LONGSHORE_PROFILE", &profile);
        command
    };
    for command in ["version", "info"] {
        // Clients know the short word since docker 23.
        let formats: &[&str] = if release(client) < 23 { &["{{json .}}"] } else { &["{{json .}}", "json"] };
        for format in formats {
            let json = |client| -> Value {
                let text = said(client, command, format).unwrap_or_else(|| panic!("{command} fails"));
                serde_json::from_str(&text).expect("JSON")
            };
            let mut found = Vec::new();
            strangers(&json(ours()), &json(docker()), "", &mut found);
            // Clients before docker 28 say less of themselves.
            found.retain(|path| release(client) >= 28 || !path.starts_with(".ClientInfo."));
            assert_eq!(found, Vec::<String>::new(), "{command}");
        }
    }
    for (command, format) in [
        ("version", "{{.Client.APIVersion}}"),
        ("version", "{{.Client.DefaultAPIVersion}} {{.Client.Os}}/{{.Client.Arch}} {{.Client.Context}}"),
        ("version", "{{.Server.Version}} {{.Server.APIVersion}} {{.Server.MinAPIVersion}}"),
        ("version", "{{json .Server.Components}}"),
        ("info", "{{.ServerVersion}} {{.NCPU}} {{.MemTotal}} {{.Driver}} {{.CPUCfsQuota}}"),
        ("info", "{{.Swarm.LocalNodeState}} {{json .SecurityOptions}} {{.OSType}}/{{.Architecture}}"),
    ] {
        let [docker, podman] = [docker(), ours()].map(|client| said(client, command, format));
        assert!(docker.is_some() && podman.is_some(), "{command} {format}: {docker:?} {podman:?}");
    }
    for command in ["version", "info"] {
        // docker says no such field, and longshore that there is none.
        assert_eq!([docker(), ours()].map(|client| said(client, command, "{{.Nope}}")), [None, None]);
    }
    let machine = "{{.NCPU}} {{.MemTotal}} {{.KernelVersion}} {{.Name}} {{.OSType}} {{.Architecture}} {{.OSVersion}}";
    assert_eq!(said(ours(), "info", machine), said(docker(), "info", machine), "it is the same machine");
}
