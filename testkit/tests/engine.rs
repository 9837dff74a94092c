//! The recording engine writes down exactly what its caller handed over, and answers as told.

#![expect(clippy::disallowed_methods, clippy::expect_used, reason = "a test touches the machine")]

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;
use std::time::Duration;

use testkit::{Answer, RecordingEngine, Status, Test};

fn test_of(engine: &RecordingEngine) -> Test {
    Test::new(engine.path())
}

fn installed() -> (tempfile::TempDir, RecordingEngine) {
    let dir = tempfile::tempdir().expect("a folder for temporary files");
    let engine = RecordingEngine::install(&dir, "docker");
    (dir, engine)
}

#[test]
fn words_and_called_name_are_recorded_byte_by_byte() {
    let (_dir, engine) = installed();
    let odd = OsString::from_vec(b"\xff=\n".to_vec());
    test_of(&engine).argv0("podman").args(["create", "", "two words"]).arg(&odd).run();
    let call = engine.call();
    assert_eq!(call.argv0(), "podman");
    assert_eq!(call.words(), ["create".into(), "".into(), "two words".into(), odd]);
}

#[test]
fn the_environment_is_recorded_in_its_order_with_repetitions_and_malformed_entries() {
    let (_dir, engine) = installed();
    test_of(&engine).env("B", "1").env("A", "x=y").env("B", "2").env_entry("no value").env("E", "").run();
    let call = engine.call();
    let expected = [("B", Some("1")), ("A", Some("x=y")), ("B", Some("2")), ("no value", None), ("E", Some(""))];
    assert_eq!(call.env, expected.map(|(name, value)| (name.into(), value.map(Into::into))));
    assert_eq!(call.var("B"), Some("1".as_ref()));
}

#[test]
fn a_start_by_the_builder_hands_over_nothing_that_was_not_asked_for() {
    let (_dir, engine) = installed();
    let dir = test_of(&engine).folder("sub").cwd("sub").run();
    let call = engine.call();
    assert_eq!(call.env, []);
    assert_eq!(call.descriptors, []);
    assert_eq!((call.blocked, call.umask), (0, 0o022));
    assert!((1..32).all(|signal| !call.ignores(signal)), "{:#x}", call.ignored);
    assert_eq!(call.cwd, dir.path().canonicalize().expect("the folder exists").join("sub"));
    assert_eq!(call.words(), [] as [OsString; 0]);
}

#[test]
fn masks_umask_and_descriptors_are_those_of_the_caller() {
    let (_dir, engine) = installed();
    let script = "umask 027; trap '' HUP PIPE; exec 7</dev/null; exec \"$0\" x";
    Test::new("/bin/sh").args(["-c", script]).arg(engine.path()).run();
    let call = engine.call();
    assert_eq!(call.umask, 0o027);
    assert!(call.ignores(1) && call.ignores(13) && !call.ignores(15), "{:#x}", call.ignored);
    assert_eq!(call.descriptors, [(7, "/dev/null".into())]);
}

#[test]
fn blocked_signals_are_recorded() {
    let env = Path::new("/usr/bin/env");
    let (_dir, engine) = installed();
    let (outcome, _) = Test::new(env).args(["--block-signal=USR1", "true"]).env("PATH", "/usr/bin:/bin").outcome();
    if outcome.status != Status::Code(0) {
        return testkit::skipped("no `env` that blocks signals");
    }
    Test::new(env).arg("--block-signal=USR1").arg(engine.path()).run();
    assert!(engine.call().blocks(10));
}

#[test]
fn a_closed_standard_stream_stays_closed_and_is_not_replaced() {
    let (_dir, engine) = installed();
    engine.answer(&Answer::new().stdout("nobody reads this").stderr("but this"));
    Test::new("/bin/sh").args(["-c", "exec \"$0\" >&-"]).arg(engine.path()).stderr("but this").run();
}

#[test]
fn it_prints_and_ends_as_told_and_each_verb_may_have_its_own_answer() {
    let (_dir, engine) = installed();
    engine.answer(&Answer::new().stderr("no\n").status(3));
    engine.answer_to("create", &Answer::new().stdout("id\n"));
    engine.answer_to("start", &Answer::new().status(Status::Signal(9)));
    test_of(&engine).args(["create", "img"]).stdout("id\n").run();
    test_of(&engine).args(["start", "id"]).status(Status::Signal(9)).run();
    test_of(&engine).args(["rm", "id"]).stderr("no\n").status(3).run();
    let verbs: Vec<OsString> = engine.calls().iter().map(|call| call.words()[0].clone()).collect();
    assert_eq!(verbs, ["create", "start", "rm"]);
}

#[test]
fn a_signal_ends_it_while_it_sleeps() {
    let (_dir, engine) = installed();
    engine.answer(&Answer::new().sleep(Duration::from_mins(1)));
    let running = test_of(&engine).arg("wait").status(Status::Signal(15)).spawn();
    assert_eq!(engine.wait_for_calls(1)[0].pid, running.pid());
    running.signal(15);
    running.finish();
}
