//! The drop-in as a batch system meets it: called by an engine's name, in front of an engine that records its calls.

#![expect(clippy::disallowed_methods, reason = "a test makes the world it looks at")]

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use testkit::{Answer, RecordingEngine, Status, Test};

const LONGSHORE: &str = env!("CARGO_BIN_EXE_longshore");
const DROPIN: &str = env!("CARGO_BIN_EXE_longshore-dropin");

/// A test of the drop-in called by `name`, on a profile that drops the user, in front of the engine `$DIR/engine`.
fn dropin(name: &str) -> (Test, RecordingEngine) {
    of_program(DROPIN, name)
}

fn of_program(program: &str, name: &str) -> (Test, RecordingEngine) {
    let profile = "version: 1\nengine: $DIR/engine\nallow: any\nrules:\n  - name: no user\n    drop: [user]\n";
    let test = Test::new(program).argv0(name).file("site.yaml", profile).env("LONGSHORE_PROFILE", "$DIR/site.yaml");
    let engine = RecordingEngine::install(test.dir(), "engine");
    (test, engine)
}

fn words(line: &[&str]) -> Vec<OsString> {
    line.iter().map(OsString::from).collect()
}

#[test]
fn the_engine_gets_the_rewritten_words_and_nothing_is_printed() {
    let (test, engine) = dropin("/usr/bin/docker");
    let _dir = test.args(["create", "--user", "1000:1000", "-it", "img", "sh", "-c", "echo  'a b'"]).run();
    assert_eq!(engine.call().argv, words(&["engine", "create", "-it", "img", "sh", "-c", "echo  'a b'"]));
}

#[test]
fn both_programs_are_the_same_drop_in() {
    for program in [LONGSHORE, DROPIN] {
        let (test, engine) = of_program(program, "docker");
        let _dir = test.args(["run", "--user", "0", "img", "id"]).run();
        assert_eq!(engine.call().argv, words(&["engine", "run", "img", "id"]));
        let (test, engine) = of_program(program, "docker");
        let _dir = test
            .args(["run", "--usr", "0", "img"])
            .stderr("longshore: word 2 (`--usr`): docker run has no option --usr; did you mean --user?\n")
            .status(125)
            .run();
        assert_eq!(engine.calls(), []);
    }
}

#[test]
fn the_drop_in_s_own_program_has_no_other_commands_and_says_where_they_are() {
    for name in ["longshore", "/usr/bin/longshore-dropin"] {
        let shown = name.rsplit('/').next().expect("a name");
        let _dir = Test::new(DROPIN)
            .argv0(name)
            .args(["explain", "--", "docker", "ps"])
            .stderr(format!(
                "longshore: called as `{shown}`; this is the drop-in alone: call it docker, podman, docker_wrapper, \
                 docker-PROFILE or podman-PROFILE; longshore's own commands are in the program longshore\n"
            ))
            .status(125)
            .run();
    }
}

#[test]
fn streams_and_exit_code_are_the_engine_s() {
    let (test, engine) = dropin("docker");
    engine.answer(&Answer::new().stdout("out\n").stderr("err\n").status(7));
    let _dir = test.args(["start", "-a", "x"]).stdout("out\n").stderr("err\n").status(7).run();
}

#[test]
fn death_by_a_signal_stays_death_by_a_signal() {
    let (test, engine) = dropin("docker");
    engine.answer(&Answer::new().status(Status::Signal(9)));
    let _dir = test.args(["wait", "x"]).status(Status::Signal(9)).run();
}

#[test]
fn the_engine_runs_in_longshore_s_own_process_with_its_environment_and_directory() {
    let (test, engine) = dropin("docker");
    let test = test.env("DOCKER_CONFIG", "/tmp/c").env("B", "2").env("A", "1").folder("work").cwd("work");
    let running = test.args(["info"]).spawn();
    let pid = running.pid();
    let _dir = running.finish();
    let call = engine.call();
    assert_eq!(call.pid, pid);
    assert!(call.cwd.ends_with("work"));
    let names: Vec<&OsStr> = call.env.iter().map(|(name, _)| name.as_os_str()).collect();
    assert_eq!(names, ["LONGSHORE_PROFILE", "DOCKER_CONFIG", "B", "A"]);
    assert_eq!(call.descriptors, []);
    assert_eq!((call.blocked, call.ignores(13)), (0, false));
}

#[test]
fn a_signal_to_the_caller_s_child_reaches_the_engine() {
    let (test, engine) = dropin("docker");
    engine.answer(&Answer::new().sleep(std::time::Duration::from_secs(30)));
    let running = test.args(["start", "-a", "x"]).status(Status::Signal(15)).spawn();
    let calls = engine.wait_for_calls(1);
    assert_eq!(calls[0].pid, running.pid());
    running.signal(15);
    let _dir = running.finish();
}

#[test]
fn bytes_that_are_no_text_and_a_line_of_a_mebibyte_pass() {
    let (test, engine) = dropin("docker");
    let odd = OsStr::from_bytes(b"caf\xe9\n\x01");
    let long = "x".repeat(100_000);
    let mut line = vec![OsString::from("create"), "--user=1".into(), "img".into(), odd.to_owned()];
    line.extend((0..10).map(|_| OsString::from(&long)));
    let _dir = test.args(&line).run();
    line.remove(1);
    line.insert(0, "engine".into());
    assert_eq!(engine.call().argv, line);
}

#[test]
fn an_unknown_option_is_refused_and_the_engine_not_started() {
    let (test, engine) = dropin("docker");
    let _dir = test
        .args(["create", "--usr", "1000", "img"])
        .stderr("longshore: word 2 (`--usr`): docker create has no option --usr; did you mean --user?\n")
        .status(125)
        .run();
    assert_eq!(engine.calls(), []);
}

#[test]
fn a_broken_profile_stops_everything_with_one_line() {
    let (test, engine) = dropin("docker");
    let broken = "version: 1\nengine: $DIR/engine\nallow: any\nrules:\n  - name: x\n    dorp: [user]\n";
    for verb in ["create", "inspect", "-v"] {
        let test = Test::new(LONGSHORE).argv0("docker").file("p.yaml", broken);
        let test = test.env("LONGSHORE_PROFILE", "$DIR/p.yaml");
        let line = "longshore: $DIR/p.yaml:6:5: unknown key `dorp`; did you mean `drop`?\n";
        let _dir = test.args([verb, "x"]).stderr(line).status(125).run();
    }
    drop(test);
    assert_eq!(engine.calls(), []);
}

#[test]
fn a_missing_profile_is_refused() {
    let (test, engine) = dropin("docker-nowhere");
    let _dir = test
        .args(["create", "img"])
        .stderr(
            "longshore: profile `nowhere`: neither /etc/longshore/profiles/nowhere.yaml nor a shipped profile exists; \
             see `longshore profile list`\n",
        )
        .status(125)
        .run();
    assert_eq!(engine.calls(), []);
    let _dir = Test::new(LONGSHORE)
        .argv0("docker")
        .args(["create", "img"])
        .stderr(
            "longshore: no profile is chosen; add --profile NAME (`longshore profile list` shows them, `passthrough` \
             changes nothing), set LONGSHORE_PROFILE, or call docker-NAME\n",
        )
        .status(125)
        .run();
}

#[test]
fn a_name_that_means_nothing_is_refused_with_the_names_that_do() {
    let _dir = Test::new(LONGSHORE)
        .argv0("/usr/bin/nerdctl")
        .args(["create", "img"])
        .stderr(
            "longshore: called as `nerdctl`; call it longshore, docker, podman, docker_wrapper, docker-PROFILE or \
             podman-PROFILE\n",
        )
        .status(125)
        .run();
}

#[test]
fn without_an_engine_in_the_profile_the_first_on_the_path_that_is_not_longshore_is_taken() {
    let longshore = Path::new(LONGSHORE);
    let test = Test::new(DROPIN).argv0("docker-passthrough");
    let test = test
        .link("first/docker", DROPIN)
        .link("fourth/docker", longshore)
        .link("second/docker", "../first/docker")
        .folder("third");
    let engine = RecordingEngine::install(test.dir().join("third"), "docker");
    let _dir = test.env("PATH", "$DIR/first:relative:$DIR/second:$DIR/fourth:$DIR/third").args(["ps", "-a"]).run();
    assert_eq!(engine.call().argv, words(&["docker", "ps", "-a"]));
    let test = Test::new(longshore).argv0("docker-passthrough").link("only/docker", longshore);
    let _dir = test
        .env("PATH", "$DIR/only")
        .args(["ps"])
        .stderr(
            "longshore: no engine to start: `engine` is not known: PATH has no docker besides longshore itself; name it \
             by `engine:` in the profile\n",
        )
        .status(125)
        .run();
}

#[test]
fn an_engine_that_is_one_of_longshore_s_programs_is_refused() {
    for program in [LONGSHORE, DROPIN] {
        for engine in [LONGSHORE, DROPIN] {
            let _dir = Test::new(program)
                .argv0("docker")
                .link("first", engine)
                .link("docker", "first")
                .file("p.yaml", "version: 1\nengine: $DIR/docker\nallow: any\n")
                .env("LONGSHORE_PROFILE", "$DIR/p.yaml")
                .args(["ps"])
                .stderr(
                    "longshore: the engine $DIR/docker is longshore itself; name the real one by `engine:` in the \
                     profile\n",
                )
                .status(125)
                .run();
        }
    }
}

#[test]
fn an_engine_that_is_the_running_program_under_another_name_is_refused() {
    let test = Test::new(DROPIN).file("p.yaml", "version: 1\nengine: $DIR/docker\nallow: any\n");
    let copy = test.dir().join("docker");
    std::fs::copy(DROPIN, &copy).expect("copied");
    let mut command = std::process::Command::new(&copy);
    let output = command.arg("ps").env_clear().env("LONGSHORE_PROFILE", test.dir().join("p.yaml")).output();
    let output = output.expect("it starts");
    let said = format!(
        "longshore: the engine {} is longshore itself; name the real one by `engine:` in the profile\n",
        copy.display()
    );
    assert_eq!((String::from_utf8_lossy(&output.stderr).into_owned(), output.status.code()), (said, Some(125)));
}

#[test]
fn an_engine_that_cannot_be_started_is_reported_with_its_path() {
    let _dir = Test::new(LONGSHORE)
        .argv0("docker")
        .file("p.yaml", "version: 1\nengine: $DIR/nothing\nallow: any\n")
        .env("LONGSHORE_PROFILE", "$DIR/p.yaml")
        .args(["ps"])
        .stderr(
            "longshore: cannot start the engine $DIR/nothing: no such file or directory; check the path and its \
             permissions\n",
        )
        .status(125)
        .run();
}

#[test]
fn an_engine_that_is_neither_a_program_nor_a_script_is_reported_as_that() {
    let test = Test::new(DROPIN).argv0("docker").executable("engine", "echo a shell would run this\n");
    let _dir = test
        .file("p.yaml", "version: 1\nengine: $DIR/engine\nallow: any\n")
        .env("LONGSHORE_PROFILE", "$DIR/p.yaml")
        .args(["ps"])
        .stderr(
            "longshore: the engine $DIR/engine is no program for this machine, nor a script that begins with `#!`; name \
             one by `engine:` in the profile\n",
        )
        .status(125)
        .run();
}

#[test]
fn a_fifo_as_profile_does_not_hang() {
    let test = Test::new(LONGSHORE).argv0("docker").env("LONGSHORE_PROFILE", "$DIR/pipe");
    let made = std::process::Command::new("mkfifo").arg(test.dir().join("pipe")).status().expect("mkfifo runs");
    assert!(made.success());
    let _dir = test
        .args(["ps"])
        .stderr("longshore: profile `$DIR/pipe`: $DIR/pipe is not a regular file; check the path and its permissions\n")
        .status(125)
        .run();
}

#[test]
fn a_podman_line_is_not_run_by_a_docker_profile() {
    let (test, engine) = dropin("podman");
    let _dir = test
        .args(["run", "img"])
        .stderr(
            "longshore: a podman command line cannot be run by the profile's runtime docker: only docker's lines are \
             translated, for podman; call longshore as `docker` or choose another profile\n",
        )
        .status(125)
        .run();
    assert_eq!(engine.calls(), []);
}

#[test]
fn refusals_stay_below_400_bytes_and_on_one_line() {
    let (test, engine) = dropin("docker");
    let option = format!("--{}\n{}", "x".repeat(600), "y".repeat(600));
    let (outcome, _dir) = test.args(["create", &option, "img"]).outcome();
    assert_eq!(outcome.status, Status::Code(125));
    assert!(outcome.stderr.len() <= 400 && outcome.stderr.ends_with(b"\n"));
    assert_eq!(outcome.stderr.split(|&byte| byte == b'\n').count(), 2);
    assert_eq!(engine.calls(), []);
}
