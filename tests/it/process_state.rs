//! What a caller may have left behind in the process, and what the engine gets of it.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the world it looks at, and stops at what must not be"
)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::PathBuf;
use std::process::Command;

use testkit::{RecordingEngine, Test, in_own_etc, skipped};

const LONGSHORE: &str = env!("CARGO_BIN_EXE_longshore");

/// A copy of longshore in a folder that everybody may enter; `None` when this is not root.
fn copy(mode: u32) -> Option<(tempfile::TempDir, PathBuf)> {
    if !rustix::process::geteuid().is_root() {
        skipped("only root can give programs more rights, and take other ids");
        return None;
    }
    let dir = tempfile::tempdir().expect("a folder");
    fs::set_permissions(dir.path(), Permissions::from_mode(0o755)).expect("changed");
    let path = dir.path().join("longshore");
    // By another process: a file that this one has open for writing cannot be started, nor in a child that has it still.
    assert!(Command::new("cp").arg(LONGSHORE).arg(&path).status().is_ok_and(|status| status.success()));
    fs::set_permissions(&path, Permissions::from_mode(mode)).expect("changed");
    Some((dir, path))
}

/// A test that runs the program as a user whom no machine has.
fn as_alice(program: &PathBuf) -> Test {
    let setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].into_iter().find(|path| fs::metadata(path).is_ok());
    Test::new(setpriv.expect("util-linux"))
        .args(["--reuid", "61234", "--regid", "61234", "--clear-groups"])
        .arg(program)
        .arg("--version")
}

const VERSION: &str = concat!("longshore ", env!("CARGO_PKG_VERSION"), "\n");

const MORE_RIGHTS: &str = "longshore: it runs with more rights than who calls it has (setuid, setgid or capabilities of \
                           the file); install it with mode 0755 and let sudo give rights\n";

#[test]
fn with_the_caller_s_own_rights_it_runs() {
    let Some((_dir, path)) = copy(0o755) else { return };
    as_alice(&path).stdout(VERSION).run();
}

#[test]
fn a_setuid_copy_refuses_to_run() {
    let Some((_dir, path)) = copy(0o4755) else { return };
    as_alice(&path).stderr(MORE_RIGHTS).status(125).run();
    // Root gains nothing by it.
    Test::new(&path).arg("--version").stdout(VERSION).run();
}

#[test]
fn a_setgid_copy_refuses_to_run() {
    let Some((_dir, path)) = copy(0o2755) else { return };
    as_alice(&path).stderr(MORE_RIGHTS).status(125).run();
}

#[test]
fn a_copy_with_capabilities_refuses_to_run() {
    let Some((_dir, path)) = copy(0o755) else { return };
    let set = Command::new("setcap").arg("cap_dac_override+ep").arg(&path).status();
    if !set.is_ok_and(|status| status.success()) {
        skipped("capabilities of files cannot be set here");
        return;
    }
    as_alice(&path).stderr(MORE_RIGHTS).status(125).run();
}

#[test]
fn called_without_a_name_it_refuses() {
    // A kernel that lets nobody call without a name gives an empty one.
    Test::new(LONGSHORE)
        .argv0("")
        .stderr(
            "longshore: called as ``; call it longshore, docker, podman, docker_wrapper, docker-PROFILE or podman-PROFILE\n",
        )
        .status(125)
        .run();
}

#[test]
fn closed_standard_streams_are_opened_for_the_engine() {
    let script = "#!/bin/sh\nreadlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2 | cat >\"${0%/*}/seen\"\n";
    let test = Test::new("/bin/sh")
        .executable("engine", script)
        .file("p.yaml", "version: 1\nengine: $DIR/engine\nallow: any\n")
        .link("docker", LONGSHORE)
        .env("LONGSHORE_PROFILE", "$DIR/p.yaml")
        .env("PATH", "/usr/bin:/bin")
        .args(["-c", "exec ./docker info 0<&- 1>&- 2>&-"]);
    let dir = test.run();
    let seen = fs::read_to_string(dir.path().join("seen")).expect("the engine ran");
    assert_eq!(seen, "/dev/null\n/dev/null\n/dev/null\n");
}

#[test]
fn under_a_policy_the_engine_gets_nothing_that_the_caller_left_in_the_process() {
    if !in_own_etc("process_state::under_a_policy_the_engine_gets_nothing_that_the_caller_left_in_the_process") {
        return;
    }
    let test = Test::new("/bin/sh")
        .link("docker", LONGSHORE)
        .args(["-c", "umask 000; exec 7</etc/passwd 9>leak; LD_LIBRARY_PATH=/x GCONV_PATH=/x exec ./docker -v"]);
    let engine = RecordingEngine::install(test.dir(), "engine");
    fs::create_dir("/etc/longshore").expect("made");
    let profile =
        format!("version: 1\nengine: {}\ncallers: [0]\nallow: {{ commands: [version] }}\n", engine.path().display());
    fs::write("/etc/longshore/profile.yaml", profile).expect("written");
    chown("/etc/longshore", Some(0), Some(0)).expect("root's");
    let _dir = test.run();
    let call = engine.call();
    assert_eq!((call.descriptors, call.umask), (vec![], 0o022));
    let names: Vec<_> = call.env.iter().map(|(name, _)| name.to_string_lossy().into_owned()).collect();
    assert_eq!(names, ["DOCKER_CONFIG", "HOME", "PATH"]);
    let mode = |path: &str| fs::metadata(path).expect("made").permissions().mode() & 0o7777;
    let config = fs::read_dir("/var/lib/longshore").expect("read").next().expect("a directory").expect("read").path();
    assert_eq!(
        (mode("/var/lib/longshore"), fs::metadata(&config).expect("made").permissions().mode() & 0o777),
        (0o711, 0o700)
    );
}

#[test]
fn a_caller_s_environment_that_says_two_things_starts_nothing() {
    if !in_own_etc("process_state::a_caller_s_environment_that_says_two_things_starts_nothing") {
        return;
    }
    fs::create_dir("/etc/longshore").expect("made");
    let attempt = || {
        let test = Test::new(LONGSHORE).argv0("docker").arg("-v");
        let engine = RecordingEngine::install(test.dir(), "engine");
        let profile = format!("version: 1\nengine: {}\nallow: {{ commands: [version] }}\n", engine.path().display());
        fs::write("/etc/longshore/profile.yaml", profile).expect("written");
        (test, engine)
    };
    let (test, engine) = attempt();
    let test = test.env("A", "1").env("A", "2");
    let twice = "longshore: the environment has `A` twice, and programs differ about which counts; set it once\n";
    let _dir = test.stderr(twice).status(125).run();
    assert_eq!(engine.calls().len(), 0);
    for entry in ["A", "=A"] {
        let (test, _engine) = attempt();
        let nameless = "longshore: the environment has an entry without a name: `A`; remove it\n";
        test.env_entry(entry).stderr(nameless).status(125).run();
    }
}

#[test]
fn a_profile_that_only_rewrites_leaves_descriptors_and_variables_alone() {
    let test = Test::new("/bin/sh")
        .link("docker", LONGSHORE)
        .file("p.yaml", "version: 1\nengine: $DIR/engine\nallow: any\n")
        .args(["-c", "exec 7</etc/passwd; LD_X=1 LONGSHORE_PROFILE=$DIR/p.yaml exec ./docker -v"]);
    let engine = RecordingEngine::install(test.dir(), "engine");
    let _dir = test.run();
    let call = engine.call();
    assert_eq!(call.descriptors.len(), 1);
    assert!(call.env.iter().any(|(name, _)| name == "LD_X"));
}
