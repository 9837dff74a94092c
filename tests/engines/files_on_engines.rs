//! Files of variables and labels on real engines: a container has what docker would have given it, on docker and on podman.
//!
//! Where an engine is missing (`scripts/setup`) a test says that it is skipped.

#![expect(clippy::disallowed_methods, reason = "a test asks the real client, too")]

use std::process::Command;
use std::time::Duration;

use testkit::{Engine, Status, Test};

const ENGINES: [Engine; 2] = [Engine::Docker, Engine::Rootful];

/// A call of `docker` in front of the engine, by a profile with these keys; `$DIR/job.env` and `$DIR/job.labels` have that content.
fn docker(engine: Engine, keys: &str, variables: &str, labels: &str) -> Option<Test> {
    let client = engine.client()?;
    let profile = format!("version: 1\n{}{keys}", engine.profile(client));
    let test = Test::new(env!("CARGO_BIN_EXE_longshore"))
        .argv0("docker")
        .file("p.yaml", profile)
        .file("job.env", variables)
        .file("job.labels", labels)
        .env("LONGSHORE_PROFILE", "$DIR/p.yaml")
        .env("HOME", "$DIR")
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("T_CALLERS", "caller")
        .limit(Duration::from_mins(2));
    Some(test)
}

/// The variables of a test among those of a container, in the order of their names.
fn of_test(printed: &[u8]) -> Vec<String> {
    let printed = String::from_utf8_lossy(printed);
    let mut found: Vec<String> = printed.lines().filter(|line| line.starts_with("T_")).map(str::to_owned).collect();
    found.sort();
    found
}

/// What docker and podman read in different ways.
const ODD: &str = "\u{feff}T_MARK=1\r\n# a comment\n\u{a0}T_SPACE= two  words \nT_QUOTED=\"x\"\nT_CALLERS\nT_NOBODYS\nT_*\nT_LINE=file\n\
                   T_TWICE=1\nT_TWICE=2\n";

#[test]
fn a_container_has_the_variables_of_a_file_that_docker_would_have_given_it() {
    let expected =
        ["T_CALLERS=caller", "T_LINE=line", "T_MARK=1", "T_QUOTED=\"x\"", "T_SPACE= two  words ", "T_TWICE=2"];
    // On docker a rule makes the file count; on podman the translation does.
    let keys = "allow: any\nrules:\n  - { name: d, default: { env: { T_TWICE: default } } }\n";
    for engine in ENGINES {
        let Some(test) = docker(engine, keys, ODD, "") else { continue };
        let line =
            ["run", "--rm", "--network=none", "-e", "T_LINE=line", "--env-file", "job.env", testkit::IMAGE, "env"];
        let (ours, dir) = test.args(line).outcome();
        assert_eq!(
            (ours.status, of_test(&ours.stdout).as_slice()),
            (Status::Code(0), &expected.map(str::to_owned)[..])
        );
        if engine == Engine::Docker {
            let client = engine.client().expect("an engine");
            let mut alone = Command::new(client);
            let theirs =
                alone.args(line).current_dir(dir.path()).env("T_CALLERS", "caller").output().expect("docker runs");
            assert_eq!(of_test(&theirs.stdout), of_test(&ours.stdout));
        }
    }
}

#[test]
fn the_jobs_own_value_beats_a_default() {
    let keys = "allow: any\nrules:\n  - { name: one thread, default: { env: { T_THREADS: \"1\" } } }\n";
    for engine in ENGINES {
        for (content, expected) in [("T_THREADS=8\n", "T_THREADS=8"), ("T_OTHER=8\n", "T_OTHER=8 T_THREADS=1")] {
            let Some(test) = docker(engine, keys, content, "") else { continue };
            let ours = test
                .args(["run", "--rm", "--network=none", "--env-file", "job.env", testkit::IMAGE, "env"])
                .outcome()
                .0;
            assert_eq!((ours.status, of_test(&ours.stdout).join(" ").as_str()), (Status::Code(0), expected));
        }
    }
}

#[test]
fn a_denied_variable_in_a_file_is_refused_and_another_is_given() {
    for engine in ENGINES {
        let image = engine.judged_image();
        let keys = "deny:\n  - { when: { container_env: { T_PROXY: \"open*\" } }, message: no open proxies }\n\
             allow:\n  commands: [run]\n  users: [image]\n  networks: [none]\n  \
             images: { names: [\"**\"], trust: local }\n  client_files: [\"/tmp/**\"]\n";
        let call = |content: &str| {
            let test = docker(engine, keys, content, "")?;
            Some(test.args(["run", "--rm", "--network=none", "--env-file", "job.env", &image, "env"]).outcome())
        };
        let (Some((denied, _dir)), Some((given, _other))) = (call("T_PROXY=open-all\n"), call("T_PROXY=none\n")) else {
            continue;
        };
        let why = String::from_utf8_lossy(&denied.stderr).into_owned();
        assert_eq!(denied.status, Status::Code(125), "{why}");
        assert!(why.contains("line run is denied: no open proxies"), "{why}");
        let said = String::from_utf8_lossy(&given.stderr).into_owned();
        assert_eq!(
            (given.status, of_test(&given.stdout)),
            (Status::Code(0), vec!["T_PROXY=none".to_owned()]),
            "{said}"
        );
    }
}
