//! `longshore init`: what it prints is what it writes, and its profiles load.

#![expect(clippy::disallowed_methods, reason = "a test looks at what was written, and fails by panicking")]

use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;

use testkit::{Status, Test};

fn longshore() -> Test {
    Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore")
}

const SYSTEMS: [(&str, &[&str]); 4] = [
    (
        "gridengine",
        &["queue.conf", "longshore-starter", "profile.yaml", "longshore-prune.service", "longshore-prune.timer"],
    ),
    ("htcondor", &["50-longshore.conf", "profile.yaml"]),
    (
        "lsf",
        &[
            "lsf.shared",
            "lsf.cluster",
            "lsb.queues",
            "lsb.applications",
            "longshore-options",
            "profile.yaml",
            "longshore-prune.service",
            "longshore-prune.timer",
        ],
    ),
    (
        "openlava",
        &[
            "lsf.shared",
            "lsf.cluster",
            "lsb.queues",
            "profile.yaml",
            "longshore-prune.service",
            "longshore-prune.timer",
        ],
    ),
];

#[test]
fn every_configuration_is_written_as_it_is_printed_and_its_profile_loads() {
    for (system, files) in SYSTEMS {
        let (outcome, dir) = longshore().args(["init", system, "--write", "out"]).outcome();
        assert_eq!((outcome.status, outcome.stderr.as_slice()), (Status::Code(0), &b""[..]), "{system}");
        let said = String::from_utf8(outcome.stdout).expect("text");
        let names: String = files.iter().flat_map(|name| ["out/", name, "\n"]).collect();
        let next = said.strip_prefix(&format!("{names}\nNext:\n\n")).expect("the names first").replace("out/", "DIR/");
        let mut printed = String::new();
        for name in files {
            let path = dir.path().join("out").join(name);
            let text = std::fs::read_to_string(&path).expect("written");
            let _ = writeln!(printed, "### {name}\n\n{text}");
            let is_program = std::fs::metadata(&path).expect("written").permissions().mode() & 0o100 != 0;
            assert_eq!(is_program, text.starts_with("#!"), "{name}");
        }
        let _ = write!(printed, "### Next, with these files in DIR (`--write DIR` writes them there)\n\n{next}");
        let _dir = longshore().args(["init", system]).stdout(printed).run();
        let profile = std::fs::read_to_string(dir.path().join("out/profile.yaml")).expect("written");
        let check = longshore().file("p.yaml", profile).args(["profile", "check", "--strict", "./p.yaml"]);
        let (outcome, _dir) = check.outcome();
        assert_eq!((outcome.status, outcome.stderr.as_slice()), (Status::Code(0), &b""[..]), "{system}");
    }
}

#[test]
fn what_init_says_to_run_next_installs_the_profile_as_it_was_written() {
    if !testkit::in_own_etc("init::what_init_says_to_run_next_installs_the_profile_as_it_was_written") {
        return;
    }
    for (system, _) in SYSTEMS {
        let _ = std::fs::remove_dir_all("/etc/longshore");
        let (outcome, dir) = longshore().args(["init", system, "--write", "."]).outcome();
        let said = String::from_utf8(outcome.stdout).expect("text");
        let commands: Vec<&str> = said.lines().filter(|line| line.starts_with("longshore profile ")).collect();
        assert_eq!(commands.len(), 2, "{said}");
        for command in commands {
            let words = command.split('#').next().expect("a command").split_whitespace().skip(1);
            let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_longshore"));
            let output = run.args(words).current_dir(dir.path()).output().expect("longshore starts");
            assert!(output.status.success(), "{command}: {output:?}");
        }
        for file in ["profile.yaml", "profile.yaml.good"] {
            let installed = std::fs::read(format!("/etc/longshore/{file}")).expect("installed");
            assert_eq!(installed, std::fs::read(dir.path().join("profile.yaml")).expect("written"), "{system}");
        }
    }
}

#[test]
fn a_file_that_is_there_stays_and_the_others_are_written() {
    let (outcome, dir) =
        longshore().file("out/50-longshore.conf", "own\n").args(["init", "htcondor", "--write", "out"]).outcome();
    assert_eq!(outcome.status, Status::Code(0));
    assert_eq!(
        String::from_utf8_lossy(&outcome.stderr),
        "longshore: out/50-longshore.conf is there already and stays as it is\n"
    );
    let said = String::from_utf8(outcome.stdout).expect("text");
    assert!(said.starts_with("out/profile.yaml\n\nNext:\n\n"), "{said}");
    assert_eq!(std::fs::read_to_string(dir.path().join("out/50-longshore.conf")).expect("read"), "own\n");
}

/// HTCondor's first configuration, with the parent that it names or another.
fn htcondor(parent: &str) -> String {
    include_str!("../../contrib/htcondor/profile.yaml")
        .replace("extends: passthrough", &format!("extends: {parent}"))
        .replace("# allow:\n#   add:\n#     binds:", "allow:\n  add:\n    binds:")
}

#[test]
fn the_profile_of_htcondor_runs_jobs_as_it_is_and_under_the_policy() {
    let job = "docker create --cpu-shares=100 --memory=128m --name HTCJob1_0_slot1_1_PID7 --label=org.htcondorproject=True \
               --user 1000:1000 --group-add 1000 --hostname alice-1.0-vm debian:12 /bin/true";
    let rewrite = |profile: String, line: &str| {
        let words = line.split(' ');
        let (outcome, _dir) = longshore()
            .file("p.yaml", profile)
            .args(["rewrite", "--profile", "./p.yaml", "--"])
            .args(words.collect::<Vec<_>>())
            .outcome();
        (outcome.status, String::from_utf8_lossy(&outcome.stdout).into_owned(), outcome.stderr)
    };
    let plain = include_str!("../../contrib/htcondor/profile.yaml").to_owned();
    let (status, said, error) = rewrite(plain.clone(), job);
    assert_eq!(status, Status::Code(0), "{}", String::from_utf8_lossy(&error));
    assert!(said.contains(" --label=org.example.job=1_0 debian:12 /bin/true"), "{said}");
    // By hand, and HTCondor's own test.
    for line in ["docker run --rm busybox true", "docker run --rm=true htcondor_docker_test /exit_37"] {
        let (status, said, error) = rewrite(plain.clone(), line);
        assert_eq!((status, error.as_slice()), (Status::Code(0), &b""[..]));
        assert_eq!(said, format!("/usr/bin/{line}\n"));
    }
    let (status, said, error) = rewrite(htcondor("htcondor"), job);
    assert_eq!(status, Status::Code(0), "{}", String::from_utf8_lossy(&error));
    assert!(said.contains(" --label=org.example.job=1_0 "), "{said}");
    let bind = job.replace("--user", "-v /data/x:/data/x:ro --user");
    let (_, _, error) = rewrite(htcondor("htcondor"), &bind);
    // It is listed; on this machine it is not there.
    assert!(!String::from_utf8_lossy(&error).contains("not listed"), "{}", String::from_utf8_lossy(&error));
}

#[test]
fn a_node_of_a_cloud_gets_the_same_files() {
    let text = include_str!("../../contrib/cloud-init/user-data");
    assert!(text.starts_with("#cloud-config\n"));
    let node: serde_json::Value = serde_yaml::from_str(text).expect("YAML");
    let files = node["write_files"].as_array().expect("a list");
    let content = |path: &str| files.iter().find(|file| file["path"] == path).expect("the file")["content"].clone();
    for (path, same) in [
        ("/root/longshore-profile.yaml", include_str!("../../contrib/openlava/profile.yaml")),
        ("/etc/systemd/system/longshore-prune.service", include_str!("../../contrib/systemd/longshore-prune.service")),
        ("/etc/systemd/system/longshore-prune.timer", include_str!("../../contrib/systemd/longshore-prune.timer")),
    ] {
        assert_eq!(content(path), same, "{path}");
    }
    // What the shell runs is a script that it can read.
    let script = node["runcmd"][0].as_str().expect("a script");
    let read = std::process::Command::new("sh").args(["-n", "-c", script]).status().expect("sh runs");
    assert!(read.success());
}
