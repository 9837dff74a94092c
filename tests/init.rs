//! `longshore init`: what it prints is what it writes, and its profiles load.

#![expect(clippy::disallowed_methods, reason = "a test looks at what was written, and fails by panicking")]

use std::os::unix::fs::PermissionsExt as _;

use testkit::{Status, Test};

fn longshore() -> Test {
    Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore")
}

#[test]
fn every_configuration_is_written_as_it_is_printed_and_its_profile_loads() {
    for (system, files) in [
        ("gridengine", &["queue.conf", "longshore-starter", "profile.yaml"][..]),
        ("htcondor", &["50-longshore.conf", "profile.yaml"]),
        ("lsf", &["lsf.shared", "lsf.cluster", "lsb.queues", "lsb.applications", "longshore-options", "profile.yaml"]),
        ("openlava", &["lsf.shared", "lsf.cluster", "lsb.queues", "profile.yaml"]),
    ] {
        let names: String = files.iter().flat_map(|name| ["out/", name, "\n"]).collect();
        let dir = longshore().args(["init", system, "--write", "out"]).stdout(names).run();
        let mut printed = Vec::new();
        for name in files {
            let path = dir.path().join("out").join(name);
            let text = std::fs::read_to_string(&path).expect("written");
            printed.push(format!("### {name}\n\n{text}"));
            let is_program = std::fs::metadata(&path).expect("written").permissions().mode() & 0o100 != 0;
            assert_eq!(is_program, text.starts_with("#!"), "{name}");
        }
        let _dir = longshore().args(["init", system]).stdout(printed.join("\n")).run();
        let profile = std::fs::read_to_string(dir.path().join("out/profile.yaml")).expect("written");
        let (outcome, _dir) = longshore().file("p.yaml", profile).args(["profile", "check", "./p.yaml"]).outcome();
        assert_eq!((outcome.status, outcome.stderr.as_slice()), (Status::Code(0), &b""[..]), "{system}");
    }
}

#[test]
fn a_file_that_stands_there_stays() {
    let dir = longshore()
        .file("out/profile.yaml", "own\n")
        .args(["init", "htcondor", "--write", "out"])
        .stdout("out/50-longshore.conf\n")
        .stderr("longshore: out/profile.yaml: file exists\n")
        .status(2)
        .run();
    assert_eq!(std::fs::read_to_string(dir.path().join("out/profile.yaml")).expect("read"), "own\n");
}

#[test]
fn a_node_of_a_cloud_gets_the_same_files() {
    let text = include_str!("../contrib/cloud-init/user-data");
    assert!(text.starts_with("#cloud-config\n"));
    let node: serde_json::Value = serde_yaml::from_str(text).expect("YAML");
    let files = node["write_files"].as_array().expect("a list");
    let content = |path: &str| files.iter().find(|file| file["path"] == path).expect("the file")["content"].clone();
    for (path, same) in [
        ("/etc/longshore/profile.yaml", include_str!("../contrib/openlava/profile.yaml")),
        ("/etc/systemd/system/longshore-prune.service", include_str!("../contrib/systemd/longshore-prune.service")),
        ("/etc/systemd/system/longshore-prune.timer", include_str!("../contrib/systemd/longshore-prune.timer")),
    ] {
        assert_eq!(content(path), same, "{path}");
    }
    // What the shell runs is a script that it can read.
    let script = node["runcmd"][0].as_str().expect("a script");
    let read = std::process::Command::new("sh").args(["-n", "-c", script]).status().expect("sh runs");
    assert!(read.success());
}
