//! Attacks on a site machine: each rule of docs/security.md that is the edge's, with `/etc/longshore` in place.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the site that it attacks, and stops at what must not be"
)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::Path;

use longshore::edge::{Owner, Site};
use testkit::{RecordingEngine, Test, in_own_etc};

const ALICE: u32 = 61_234;

/// A profile that lets root start one image as nobody.
const POLICY: &str = "\
version: 1
runtime: docker
engine: ENGINE
callers: [0]
rules:
  - { name: nobody, set: { user: \"65534:65534\" } }
allow:
  commands: [run, create, start, kill, inspect, version, info]
  images: { names: [\"docker.io/library/img\"], trust: local }
  containers: [\"job*\"]
  users: [65534]
  groups: [65534]
";

const REWRITES: &str =
    "version: 1\nruntime: docker\nengine: ENGINE\nallow: any\nrules:\n  - { name: no user, drop: [user] }\n";

/// longshore called as `docker`, in front of the engine `$DIR/engine`.
fn docker(words: &[&str]) -> (Test, RecordingEngine) {
    let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("docker").args(words);
    let engine = RecordingEngine::install(test.dir(), "engine");
    (test, engine)
}

/// Makes a site machine of this one, with the engine of `test`.
fn site(test: &Test, profile: &str) {
    let engine = test.dir().join("engine").display().to_string();
    fs::create_dir_all("/etc/longshore/profiles").expect("made");
    fs::write("/etc/longshore/profile.yaml", profile.replace("ENGINE", &engine)).expect("written");
    fs::set_permissions("/etc/longshore/profile.yaml", Permissions::from_mode(0o644)).expect("changed");
}

#[test]
fn a_site_s_profile_that_others_can_write_starts_nothing() {
    if !in_own_etc("trust::a_site_s_profile_that_others_can_write_starts_nothing") {
        return;
    }
    let refuses = |why: &str| {
        let (test, engine) = docker(&["info"]);
        site(&test, REWRITES);
        (
            test.stderr(format!(
                "{SITE_FAULT}profile `/etc/longshore/profile.yaml`: {why}; check the path and its permissions\n"
            )),
            engine,
        )
    };
    let profile = Path::new("/etc/longshore/profile.yaml");
    let written =
        |end: &str| format!("/etc/longshore/profile.yaml can be written by others than root (`{end}` ends that)");
    let (test, engine) = refuses(&written("chmod go-w /etc/longshore/profile.yaml"));
    fs::set_permissions(profile, Permissions::from_mode(0o664)).expect("changed");
    test.status(125).run();
    assert_eq!(engine.calls().len(), 0);
    let (test, _engine) = refuses(&written("chown root /etc/longshore/profile.yaml"));
    chown(profile, Some(ALICE), None).expect("given away");
    test.status(125).run();
    chown(profile, Some(0), None).expect("taken back");
    let (test, _engine) = refuses(
        "/etc/longshore/profile.yaml can be replaced by others than root: they can write /etc/longshore (`chmod go-w \
         /etc/longshore` ends that)",
    );
    fs::set_permissions("/etc/longshore", Permissions::from_mode(0o777)).expect("changed");
    test.status(125).run();
    fs::set_permissions("/etc/longshore", Permissions::from_mode(0o755)).expect("changed");
    // What it extends counts as well.
    let (test, _engine) = docker(&["info"]);
    site(&test, "version: 1\nextends: base\n");
    fs::write("/etc/longshore/profiles/base.yaml", REWRITES).expect("written");
    chown("/etc/longshore/profiles/base.yaml", Some(ALICE), None).expect("given away");
    test.stderr(format!(
        "{SITE_FAULT}/etc/longshore/profile.yaml:2:10: profile `base`: /etc/longshore/profiles/base.yaml can be written by \
         others than root (`chown root /etc/longshore/profiles/base.yaml` ends that); fix the file; to use the shipped one, \
         remove it and its copies (.good, .previous)\n"
    ))
    .status(125)
    .run();
}

#[test]
fn a_policy_of_a_user_s_own_is_no_policy() {
    if !in_own_etc("trust::a_policy_of_a_user_s_own_is_no_policy") {
        return;
    }
    // Not a site machine: root, perhaps by sudo, is led to a file of alice's.
    let (test, engine) = docker(&["info"]);
    let path = test.dir().join("hers.yaml");
    let engine_path = test.dir().join("engine").display().to_string();
    fs::write(&path, POLICY.replace("ENGINE", &engine_path)).expect("written");
    chown(&path, Some(ALICE), None).expect("given away");
    test.env("LONGSHORE_PROFILE", "$DIR/hers.yaml")
        .stderr(
            "longshore: $DIR/hers.yaml can be written by others than root (`chown root $DIR/hers.yaml` ends that); what decides must be root's, and so must the \
             directories above it\n",
        )
        .status(125)
        .run();
    assert_eq!(engine.calls().len(), 0);
    // One that only rewrites promises nothing, so nobody asks whose it is.
    let (test, engine) = docker(&["info"]);
    fs::write(
        test.dir().join("hers.yaml"),
        REWRITES.replace("ENGINE", &test.dir().join("engine").display().to_string()),
    )
    .expect("written");
    chown(test.dir().join("hers.yaml"), Some(ALICE), None).expect("given away");
    let _dir = test.env("LONGSHORE_PROFILE", "$DIR/hers.yaml").run();
    assert_eq!(engine.calls().len(), 1);
}

#[test]
fn callers_cannot_lead_a_site_machine_to_another_profile() {
    if !in_own_etc("trust::callers_cannot_lead_a_site_machine_to_another_profile") {
        return;
    }
    let (test, engine) = docker(&["run", "--user", "0", "img"]);
    site(&test, REWRITES);
    test.file("p.yaml", "version: 1\nallow: any\nengine: $DIR/engine\n")
        .env("LONGSHORE_PROFILE", "$DIR/p.yaml")
        .stderr(
            "longshore: profile `$DIR/p.yaml`, chosen by the variable LONGSHORE_PROFILE, is not selectable on this machine; \
             selectable: none\n",
        )
        .status(125)
        .run();
    let (test, _engine) = docker(&["run", "--user", "0", "img"]);
    test.argv0("docker-passthrough")
        .stderr(
            "longshore: profile `passthrough`, chosen by the called name, is not selectable on this machine; selectable: \
             none\n",
        )
        .status(125)
        .run();
    assert_eq!(engine.calls().len(), 0);
}

#[test]
fn a_profile_that_does_not_load_stops_creation_but_not_control() {
    if !in_own_etc("trust::a_profile_that_does_not_load_stops_creation_but_not_control") {
        return;
    }
    let broken = &format!("{SITE_FAULT}/etc/longshore/profile.yaml:1:1: unknown key `rulez`; did you mean `rules`?\n");
    let attempt = |words: &[&str]| {
        let (test, engine) = docker(words);
        site(&test, "rulez: []\nversion: 1\nallow: any\n");
        let path = test.dir().join("engine").display().to_string();
        fs::write("/etc/longshore/profile.yaml.previous", POLICY.replace("ENGINE", &path)).expect("written");
        (test, engine)
    };
    for words in [&["kill", "job1"][..], &["inspect", "job1"], &["start", "-a", "job1"], &["-v"]] {
        let (test, engine) = attempt(words);
        let _dir = test.run();
        assert_eq!(engine.calls().len(), 1, "{words:?}");
    }
    for words in
        [&["run", "img"][..], &["create", "img"], &["exec", "job1", "sh"], &["update", "job1"], &["pull", "img"]]
    {
        let (test, engine) = attempt(words);
        let _dir = test.stderr(broken).status(125).run();
        assert_eq!(engine.calls().len(), 0, "{words:?}");
    }
    // The previous one still judges.
    let (test, engine) = attempt(&["kill", "other"]);
    let (outcome, _dir) = test.outcome();
    assert!(String::from_utf8_lossy(&outcome.stderr).contains("profile.yaml.previous:"), "{outcome:?}");
    assert_eq!(engine.calls().len(), 0);
}

/// What HTCondor and an administrator ask about a job that runs.
const CONTROL: [&[&str]; 9] = [
    &["inspect", "--format", "{{.State.Running}}", "HTCJob1_0_slot1_1_PID7"],
    &["pause", "HTCJob1_0_slot1_1_PID7"],
    &["unpause", "HTCJob1_0_slot1_1_PID7"],
    &["kill", "--signal", "15", "HTCJob1_0_slot1_1_PID7"],
    &["stop", "-t", "10", "HTCJob1_0_slot1_1_PID7"],
    &["rm", "-f", "-v", "HTCJob1_0_slot1_1_PID7"],
    &["start", "-a", "HTCJob1_0_slot1_1_PID7"],
    &["-v"],
    &["info"],
];

/// The same, as it comes to the engine under a policy.
fn under_a_policy<'w>(words: &'w [&'w str]) -> &'w [&'w str] {
    match words {
        ["inspect", ..] => &["inspect", "--format={{.State.Running}}", "HTCJob1_0_slot1_1_PID7"],
        ["kill", ..] => &["kill", "--signal=15", "HTCJob1_0_slot1_1_PID7"],
        ["stop", ..] => &["stop", "-t", "10", "HTCJob1_0_slot1_1_PID7"],
        ["rm", ..] => &["rm", "--force", "--volumes", "HTCJob1_0_slot1_1_PID7"],
        ["start", ..] => &["start", "--attach", "HTCJob1_0_slot1_1_PID7"],
        ["-v"] => &["--version"],
        other => other,
    }
}

/// How a refusal begins that is about the site's own files.
const SITE_FAULT: &str = "longshore: the site's profile does not load, tell its administrator: ";

const BROKEN: &str = "/etc/longshore/profile.yaml:1:3: ";

/// Lets longshore stand in the place of the machine's own engine, in this mount namespace, and a recording one beside.
fn in_the_engine_s_place(test: &Test) -> RecordingEngine {
    let folder = test.dir().join("local");
    fs::create_dir(&folder).expect("made");
    let engine = RecordingEngine::install(&folder, "docker");
    for (from, to) in [(Path::new(env!("CARGO_BIN_EXE_longshore")), "/usr/bin/docker"), (&folder, "/usr/local/bin")] {
        // What an earlier line put there may be gone by now.
        let _ = std::process::Command::new("umount").args(["--lazy", "--quiet", to]).output();
        let mut mount = std::process::Command::new("mount");
        assert!(mount.arg("--bind").args([from, Path::new(to)]).status().expect("mount starts").success());
    }
    engine
}

/// Puts a profile in place, the way that a test is about.
type Put<'p> = &'p dyn Fn(&Test);

#[test]
fn jobs_that_run_are_ended_under_a_broken_profile_however_it_came_there() {
    if !in_own_etc("trust::jobs_that_run_are_ended_under_a_broken_profile_however_it_came_there") {
        return;
    }
    let profile = |test: &Test| {
        let engine = test.dir().join("engine").display().to_string();
        format!("version: 1\nextends: passthrough\nengine: {engine}\n")
    };
    let install = |text: &str| {
        let test = longshore(&["profile", "install", "./p.yaml", "--no-cases"]).file("p.yaml", text);
        let (outcome, _dir) = test.outcome();
        assert_eq!(outcome.status, 0.into(), "{outcome:?}");
    };
    let put_there: [(&str, Put<'_>); 4] = [
        ("twice", &|test| {
            install(&profile(test));
            install(&format!("{}description: second\n", profile(test)));
        }),
        ("once", &|test| install(&profile(test))),
        ("the same text twice", &|test| {
            install(&profile(test));
            install(&profile(test));
        }),
        ("by hand", &|test| {
            fs::create_dir_all("/etc/longshore").expect("made");
            fs::write("/etc/longshore/profile.yaml", profile(test)).expect("written");
        }),
    ];
    for (how, put) in put_there {
        let attempt = |words: &[&str]| {
            let _ = fs::remove_dir_all("/etc/longshore");
            let (test, engine) = docker(words);
            put(&test);
            fs::write("/etc/longshore/profile.yaml", "{{{\n").expect("broken");
            let engine = if how == "by hand" { in_the_engine_s_place(&test) } else { engine };
            (test, engine)
        };
        for words in CONTROL {
            let (test, engine) = attempt(words);
            let _dir = test.run();
            let calls = engine.calls();
            let expected = if how == "by hand" { under_a_policy(words) } else { words };
            assert_eq!(calls.len(), 1, "{how}: {words:?}");
            assert_eq!(calls[0].argv[1..], *expected, "{how}: {words:?}");
        }
        for words in
            [&["run", "img"][..], &["create", "img"], &["exec", "HTCJob1_0_slot1_1_PID7", "sh"], &["pull", "img"]]
        {
            let (test, engine) = attempt(words);
            let (outcome, _dir) = test.outcome();
            let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
            assert!(
                outcome.status == 125.into() && said.starts_with(&format!("{SITE_FAULT}{BROKEN}")),
                "{how}: {words:?}: {said}"
            );
            assert_eq!(engine.calls().len(), 0, "{how}: {words:?}");
        }
    }
}

#[test]
fn a_good_copy_loads_when_what_it_extends_is_broken_too() {
    if !in_own_etc("trust::a_good_copy_loads_when_what_it_extends_is_broken_too") {
        return;
    }
    let base = "version: 1\nallow: any\nengine: ENGINE\n";
    let read = |name: &str| fs::read_to_string(format!("/etc/longshore/{name}")).ok();
    let attempt = |words: &[&str], parent: &str| {
        let _ = fs::remove_dir_all("/etc/longshore");
        let (test, engine) = docker(words);
        // The parents were copied there by hand.
        site(&test, base);
        fs::rename("/etc/longshore/profile.yaml", "/etc/longshore/profiles/base.yaml").expect("moved");
        let middle = "version: 1\nextends: base\ndescription: middle\n";
        fs::write("/etc/longshore/profiles/middle.yaml", middle).expect("written");
        let child = "version: 1\nextends: ./profiles/../profiles/middle.yaml\n";
        let _dir = longshore(&["profile", "install", "./p.yaml", "--no-cases"])
            .file("p.yaml", child)
            .stdout("/etc/longshore/profile.yaml: installed, no cases; nothing stood there before\n")
            .run();
        assert_eq!(read("profiles/middle.yaml.good").as_deref(), Some(middle));
        assert_eq!(read("profiles/base.yaml.good"), read("profiles/base.yaml"));
        assert_eq!(read("profiles/base.yaml.previous"), None);
        fs::write(format!("/etc/longshore/profiles/{parent}.yaml"), "{{{\n").expect("broken");
        (test, engine)
    };
    for parent in ["base", "middle"] {
        let (test, engine) = attempt(&["kill", "anything"], parent);
        let _dir = test.run();
        assert_eq!(engine.call().argv, ["engine", "kill", "anything"], "{parent}");
        let (test, engine) = attempt(&["run", "img"], parent);
        let (outcome, _dir) = test.outcome();
        assert_eq!(outcome.status, 125.into(), "{parent}");
        let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
        assert!(said.starts_with(&format!("{SITE_FAULT}/etc/longshore/profiles/")), "{parent}: {said}");
        assert_eq!(engine.calls().len(), 0, "{parent}");
    }
    // A parent that was installed and edited since: the copy is the edited one, and the installed one can come back.
    let _ = fs::remove_dir_all("/etc/longshore");
    let first = "version: 1\nallow: any\nengine: /e\n";
    let quiet = |test: Test| assert_eq!(test.outcome().0.status, 0.into());
    quiet(longshore(&["profile", "install", "./p.yaml", "--no-cases", "--as", "base"]).file("p.yaml", first));
    let edited = &format!("{first}description: by hand\n");
    fs::write("/etc/longshore/profiles/base.yaml", edited).expect("written");
    quiet(longshore(&["profile", "install", "./p.yaml", "--no-cases"]).file("p.yaml", "version: 1\nextends: base\n"));
    assert_eq!(read("profiles/base.yaml.good").as_ref(), Some(edited));
    quiet(longshore(&["profile", "rollback", "--as", "base"]));
    assert_eq!(read("profiles/base.yaml").as_deref(), Some(first));
}

#[test]
fn without_a_good_copy_only_htcondor_s_jobs_are_controlled_and_by_nobody_who_comes_by_sudo() {
    let name = "trust::without_a_good_copy_only_htcondor_s_jobs_are_controlled_and_by_nobody_who_comes_by_sudo";
    if !in_own_etc(name) {
        return;
    }
    let attempt = |words: &[&str], variable: (&str, &str)| {
        let (test, _engine) = docker(words);
        fs::create_dir_all("/etc/longshore").expect("made");
        fs::write("/etc/longshore/profile.yaml", "{{{\n").expect("broken");
        let engine = in_the_engine_s_place(&test);
        let (outcome, _dir) = test.env(variable.0, variable.1).outcome();
        (String::from_utf8_lossy(&outcome.stderr).into_owned(), engine.calls().len())
    };
    let job = "HTCJob1_0_slot1_1_PID7";
    // As HTCondor itself calls by sudo.
    assert_eq!(attempt(&["kill", job], ("SUDO_UID", "102")), (String::new(), 1));
    for (words, variable, why) in [
        (&["kill", "database"][..], ("A", "B"), "container database is not listed in `containers`"),
        (&["kill", "929"], ("A", "B"), "container 929 could be the beginning of another container's id"),
        (&["rm", "-f", job, "database"], ("A", "B"), "container database is not listed in `containers`"),
        (&["-H", "tcp://elsewhere", "kill", job], ("A", "B"), "tcp://elsewhere"),
        (&["kill", job], ("SUDO_UID", "1000"), "users of sudo control no containers until the site's profile loads"),
        (&["inspect", job], ("SUDO_UID", "61234"), "users of sudo"),
        (&["rm", "-f", job], ("DOAS_USER", "alice"), "users of doas"),
        (&["stop", job], ("PKEXEC_UID", "1000"), "users of pkexec"),
    ] {
        let (said, calls) = attempt(words, variable);
        assert!(
            said.starts_with(&format!("{SITE_FAULT}{BROKEN}")) && said.contains("; until then shipped:control:"),
            "{words:?}: {said}"
        );
        assert!(said.contains(why), "{words:?}: {said}");
        assert_eq!(calls, 0, "{words:?}");
    }
}

#[test]
fn a_profile_that_a_caller_keeps_from_being_read_is_not_replaced_by_another() {
    if !in_own_etc("trust::a_profile_that_a_caller_keeps_from_being_read_is_not_replaced_by_another") {
        return;
    }
    let (test, engine) = docker(&["kill", "HTCJob1_0_slot1_1_PID7"]);
    site(&test, POLICY);
    let local = in_the_engine_s_place(&test);
    let path = test.dir().join("engine").display().to_string();
    let loose = POLICY.replace("ENGINE", &path).replace("job*", "HTCJob*");
    for copy in ["good", "previous"] {
        fs::write(format!("/etc/longshore/profile.yaml.{copy}"), &loose).expect("written");
    }
    // No descriptor is left for the profile, whatever it says.
    let client = test.dir().join("docker");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_longshore"), &client).expect("linked");
    let mut limited = std::process::Command::new("sh");
    limited.args(["-c", "ulimit -n 3; exec \"$0\" kill HTCJob1_0_slot1_1_PID7"]).arg(client);
    let output = limited.output().expect("sh starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(125), "{said}");
    // Each C library has a text of its own.
    let why = std::io::Error::from(rustix::io::Errno::MFILE).to_string().to_lowercase();
    assert!(said.contains(why.split(" (os").next().expect("a text")), "{said}");
    assert_eq!(engine.calls().len() + local.calls().len(), 0);
}

#[test]
fn a_switched_off_site_passes_rewriting_by_but_never_a_policy() {
    if !in_own_etc("trust::a_switched_off_site_passes_rewriting_by_but_never_a_policy") {
        return;
    }
    let (test, engine) = docker(&["create", "--user", "1", "--nonsense", "img"]);
    site(&test, REWRITES);
    fs::write("/etc/longshore/disabled", "").expect("written");
    let _dir = test.run();
    assert_eq!(engine.call().argv, ["engine", "create", "--user", "1", "--nonsense", "img"]);
    let (test, engine) = docker(&["create", "--privileged", "img"]);
    site(&test, POLICY);
    let (outcome, _dir) = test.outcome();
    assert_eq!(outcome.status, 125.into());
    assert_eq!(engine.calls().len(), 0);
    // Only root switches off.
    let (test, engine) = docker(&["create", "--user", "1", "img"]);
    site(&test, REWRITES);
    chown("/etc/longshore/disabled", Some(ALICE), None).expect("given away");
    let _dir = test
        .stderr(
            "longshore: /etc/longshore/disabled can be written by others than root (`chown root /etc/longshore/disabled` ends that); what decides must be root's, and so \
             must the directories above it\n",
        )
        .status(125)
        .run();
    assert_eq!(engine.calls().len(), 0);
}

#[test]
fn under_a_policy_the_engine_is_root_s_and_no_script() {
    if !in_own_etc("trust::under_a_policy_the_engine_is_root_s_and_no_script") {
        return;
    }
    let (test, engine) = docker(&["-v"]);
    site(&test, POLICY);
    // A copy: what the testkit installs may be a link to what others use.
    fs::copy(engine.path(), test.dir().join("copy")).expect("copied");
    fs::rename(test.dir().join("copy"), engine.path()).expect("replaced");
    chown(engine.path(), Some(ALICE), None).expect("given away");
    test.stderr(
        "longshore: the engine: $DIR/engine can be written by others than root (`chown root $DIR/engine` ends that); under a policy it must be root's, and so \
         must the directories above it\n",
    )
    .status(125)
    .run();
    assert_eq!(engine.calls().len(), 0);
    for script in ["#!/bin/sh\nexec podman \"$@\"\n", "exec podman \"$@\"\n", ""] {
        let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("docker").arg("-v").executable("engine", script);
        site(&test, POLICY);
        test.stderr(
            "longshore: the engine $DIR/engine is a script; name the program that it leads to, or write \
             `engine_is_script: true` with the dialect of that program as `runtime`\n",
        )
        .status(125)
        .run();
    }
    let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("docker").arg("-v");
    let test = test.executable("engine", "#!/bin/sh\necho wrapped\n");
    site(&test, &format!("engine_is_script: true\n{POLICY}"));
    test.stdout("wrapped\n").run();
}

#[test]
fn the_site_directory_of_the_program_is_the_machine_s() {
    assert_eq!(Site::of_machine().path(), Path::new("/etc/longshore"));
    assert_eq!(Site::of_machine().owner(), Owner::ROOT);
}

fn longshore(words: &[&str]) -> Test {
    Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").args(words)
}

#[test]
fn a_profile_is_installed_when_its_cases_hold_and_can_be_taken_back() {
    if !in_own_etc("trust::a_profile_is_installed_when_its_cases_hold_and_can_be_taken_back") {
        return;
    }
    let first = "version: 1\nallow: any\nengine: /e\nrules:\n  - { name: no user, drop: [user] }\n";
    let install = |profile: &str, words: &[&str]| {
        longshore(&["profile", "install", "./new.yaml"])
            .args(words)
            .file("new.yaml", profile)
            .file("cases/drops.yaml", "argv: [docker, create, --user, \"1\", img]\n")
            .file("cases/drops.argv", "/e\ncreate\nimg\n")
            .file("cases/of-another.yaml", "profile: other\nargv: [docker, info]\n")
    };
    let standing = || fs::read_to_string("/etc/longshore/profile.yaml").ok();
    let previous = || fs::read_to_string("/etc/longshore/profile.yaml.previous").ok();
    let good = || fs::read_to_string("/etc/longshore/profile.yaml.good").ok();
    // What does not load, or whose cases do not hold, is not installed.
    install("version: 1\n", &["--no-cases"])
        .stderr(
            "error: key `allow` is missing\n --> ./new.yaml:1:1\n  |\n1 | version: 1\n  | ^^^^^^^ write `allow: \
             any` if this profile only rewrites, or a mapping of what may be asked for\nlongshore: \
             nothing is changed: ./new.yaml:1:1: key `allow` is missing; write `allow: any` if this profile only rewrites, or a \
             mapping of what may be asked for\n",
        )
        .status(1)
        .run();
    install("version: 1\nallow: any\nengine: /e\n", &["--cases", "cases"])
        .stderr(
            "different: cases/drops\n  cases/drops.argv:3: something else is expected; correct the profile or the case, or \
             accept it by `verify --bless`\n    /e\n    create\n  + --user\n  + 1\n    img\nlongshore: its cases do not hold, so \
             it is not installed; correct the profile or the cases\n",
        )
        .status(1)
        .run();
    for (unread, text, said) in [
        (
            "odd.yaml",
            "version: 1\nallow: any\nargvs: [docker, info]\n",
            "./cases/odd.yaml:3:1: unknown key `argvs`; known here: ",
        ),
        ("odd.json", "{}", "cases/odd.json: is no case: the name of a case ends in .yaml; rename it, or give a folder"),
    ] {
        let test = install(first, &["--cases", "cases"]).file(format!("cases/{unread}"), text);
        let (outcome, _dir) = test.outcome();
        let stderr = String::from_utf8(outcome.stderr).expect("UTF-8");
        assert_eq!(outcome.status, testkit::Status::Code(1), "{stderr}");
        assert!(stderr.starts_with(&format!("broken: cases/{unread}\n  {said}")), "{stderr}");
    }
    assert_eq!(standing(), None);
    let installed = "/etc/longshore/profile.yaml: installed, 1 case holds; ";
    install(first, &["--cases", "cases"]).stdout(format!("{installed}nothing stood there before\n")).run();
    assert_eq!(standing().as_deref(), Some(first));
    assert_eq!(fs::metadata("/etc/longshore/profile.yaml").expect("there").permissions().mode() & 0o7777, 0o644);
    install(first, &["--cases", "cases"]).stdout(format!("{installed}it stood there already\n")).run();
    assert_eq!((previous(), good().as_deref()), (None, Some(first)));
    longshore(&["profile", "rollback"])
        .stderr(
            "longshore: /etc/longshore/profile.yaml: no other version is kept, so there is nothing to go back to; install \
             one\n",
        )
        .status(1)
        .run();
    let second = &format!("{first}description: second\n");
    let back = "`longshore profile rollback` brings back the previous one\n";
    install(second, &["--cases", "cases"]).stdout(format!("{installed}{back}")).run();
    assert_eq!((standing().as_ref(), previous().as_deref()), (Some(second), Some(first)));
    let went_back = |said: &str| {
        longshore(&["profile", "rollback"]).stdout(format!("/etc/longshore/profile.yaml: {said}\n")).run();
    };
    went_back("the version before is back; another `longshore profile rollback` takes the one that stood there");
    assert_eq!(
        (standing().as_deref(), previous().as_ref(), good().as_deref()),
        (Some(first), Some(second), Some(first))
    );
    // A file that somebody broke by hand does not push the good one out.
    fs::write("/etc/longshore/profile.yaml", "nonsense\n").expect("written");
    install(first, &["--no-cases"])
        .stdout("/etc/longshore/profile.yaml: installed, no cases; what stood there did not load and is not kept\n")
        .run();
    assert_eq!((standing().as_deref(), previous().as_ref()), (Some(first), Some(second)));
    // What was installed comes back first, and the work of somebody's hands is not lost.
    fs::write("/etc/longshore/profile.yaml", "nonsense\n").expect("written");
    went_back("what was last installed is back; what stood there is kept as /etc/longshore/profile.yaml.edited");
    assert_eq!((standing().as_deref(), previous().as_ref()), (Some(first), Some(second)));
    // A good copy is made also of what was copied there by hand.
    fs::remove_file("/etc/longshore/profile.yaml.good").expect("removed");
    longshore(&["profile", "install", "/etc/longshore/profile.yaml", "--no-cases"])
        .stdout(
            "/etc/longshore/profile.yaml: installed, no cases; it stood there already, and a good copy is kept now\n",
        )
        .run();
    assert_eq!(good().as_deref(), Some(first));
    // Nothing is left beside.
    let mut names: Vec<_> =
        fs::read_dir("/etc/longshore").expect("read").map(|entry| entry.expect("read").file_name()).collect();
    names.sort();
    let expected = ["profile.yaml", "profile.yaml.edited", "profile.yaml.good", "profile.yaml.previous"];
    assert_eq!(names, expected);
}

#[test]
fn a_file_that_others_can_write_becomes_root_s_again_by_a_rollback_and_by_an_installation() {
    if !in_own_etc("trust::a_file_that_others_can_write_becomes_root_s_again_by_a_rollback_and_by_an_installation") {
        return;
    }
    let standing = Path::new("/etc/longshore/profile.yaml");
    let install = |text: &str, said: &str| {
        longshore(&["profile", "install", "./p.yaml", "--no-cases"])
            .file("p.yaml", text)
            .stdout(format!("/etc/longshore/profile.yaml: {said}\n"))
            .run();
    };
    let first = "version: 1\nallow: any\nengine: /e\n";
    let second = &format!("{first}description: second\n");
    install(first, "installed, no cases; nothing stood there before");
    install(second, "installed, no cases; `longshore profile rollback` brings back the previous one");
    let is_as_installed = || {
        let mode = fs::metadata(standing).expect("there").permissions().mode() & 0o7777;
        assert_eq!((fs::read_to_string(standing).ok().as_ref(), mode), (Some(second), 0o644));
        assert_eq!(fs::read_to_string("/etc/longshore/profile.yaml.previous").ok().as_deref(), Some(first));
        assert!(!Path::new("/etc/longshore/profile.yaml.edited").exists());
    };
    fs::set_permissions(standing, Permissions::from_mode(0o666)).expect("changed");
    longshore(&["profile", "rollback"])
        .stdout("/etc/longshore/profile.yaml: only root can write it again; it says what was installed\n")
        .run();
    is_as_installed();
    chown(standing, Some(ALICE), None).expect("given away");
    install(second, "installed, no cases; others could write it, and only root can now");
    is_as_installed();
    // A copy that others could write is none.
    fs::set_permissions("/etc/longshore/profile.yaml.previous", Permissions::from_mode(0o666)).expect("changed");
    longshore(&["profile", "rollback"])
        .stderr(
            "longshore: /etc/longshore/profile.yaml.previous can be written by others than root (`chmod go-w \
             /etc/longshore/profile.yaml.previous` ends that)\n",
        )
        .status(1)
        .run();
}

#[test]
fn profiles_of_the_machine_are_root_s_to_install_and_to_roll_back() {
    if !in_own_etc("trust::profiles_of_the_machine_are_root_s_to_install_and_to_roll_back") {
        return;
    }
    // Where she can reach it.
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).expect("changed");
    let program = folder.path().join("longshore");
    fs::copy(env!("CARGO_BIN_EXE_longshore"), &program).expect("copied");
    for (words, what) in [("install cernvm --no-cases", "install"), ("rollback", "roll back")] {
        let mut alice = std::process::Command::new("setpriv");
        alice.args(["--reuid", &ALICE.to_string(), "--clear-groups"]).arg(&program).arg("profile");
        let output = alice.args(words.split(' ')).output().expect("it starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let expected =
            format!("longshore: only root can {what} profiles of this machine; run the same as root, by sudo\n");
        assert_eq!((output.status.code(), said), (Some(1), expected));
    }
}

#[test]
fn a_profile_that_is_not_named_is_the_one_that_counts_here() {
    if !in_own_etc("trust::a_profile_that_is_not_named_is_the_one_that_counts_here") {
        return;
    }
    for verb in ["check", "describe"] {
        let (outcome, _dir) = longshore(&["profile", verb]).outcome();
        let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
        assert!(outcome.status == 1.into() && said.starts_with("longshore: no profile is chosen; "), "{verb}: {said}");
    }
    fs::create_dir_all("/etc/longshore").expect("made");
    fs::write("/etc/longshore/profile.yaml", "version: 1\nengine: /e\nallow: any\ndescription: The site's.\n")
        .expect("written");
    longshore(&["profile", "check"]).stdout("/etc/longshore/profile.yaml: good, 0 rules\n").run();
    let (outcome, _dir) = longshore(&["profile", "describe"]).outcome();
    let page = String::from_utf8_lossy(&outcome.stdout).into_owned();
    assert!(outcome.status == 0.into() && page.contains(" under the profile `"), "{page}");
}

#[test]
fn a_check_says_where_a_profile_cannot_be_installed() {
    let profile = "version: 1\nengine: /e\ncallers: [nosuchuser]\nallow: any\n";
    longshore(&["profile", "check", "--strict", "./p.yaml"])
        .file("p.yaml", profile)
        .stdout("./p.yaml: good, 0 rules\n")
        .stderr(
            "note: ./p.yaml cannot be installed here: `callers` lists nosuchuser: the user database has no user nosuchuser; \
             install it where the batch system is, or list users of this machine\n",
        )
        .run();
}

#[test]
fn an_installation_whose_folder_has_no_case_of_the_profile_says_where_they_lie() {
    if !in_own_etc("trust::an_installation_whose_folder_has_no_case_of_the_profile_says_where_they_lie") {
        return;
    }
    longshore(&["profile", "install", "./hc/profile.yaml", "--cases", "cases"])
        .file("hc/profile.yaml", "version: 1\nallow: any\nengine: /e\n")
        .file("cases/hc/one.yaml", "argv: [docker, info]\n")
        .stderr(
            "longshore: cases has no case for it: they lie in cases/profile, or say `profile: profile`; write one, or say \
             --no-cases\n",
        )
        .status(1)
        .run();
}

#[test]
fn each_shipped_profile_is_installed_with_the_cases_of_this_repository() {
    if !in_own_etc("trust::each_shipped_profile_is_installed_with_the_cases_of_this_repository") {
        return;
    }
    // The caller of the profile htcondor.
    let users = fs::read_to_string("/etc/passwd").expect("read") + "condor:x:61235:61235::/var/lib/condor:/bin/false\n";
    fs::write("/etc/passwd", users).expect("written");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for (name, text) in longshore::profile::SHIPPED {
        let (outcome, _dir) = longshore(&["profile", "install", name, "--cases"]).arg(golden.join(name)).outcome();
        assert_eq!(outcome.status, testkit::Status::Code(0), "{name}: {}", String::from_utf8_lossy(&outcome.stderr));
        let said = String::from_utf8(outcome.stdout).expect("UTF-8");
        assert!(said.contains(" cases hold") || said.contains(" case holds"), "{name}: {said}");
        assert_eq!(fs::read_to_string("/etc/longshore/profile.yaml").expect("installed"), *text, "{name}");
    }
}

#[test]
fn an_installation_without_cases_has_to_say_so() {
    let (outcome, _dir) = longshore(&["profile", "install", "cernvm"]).outcome();
    assert_eq!(outcome.status, testkit::Status::Code(2));
    let said = String::from_utf8(outcome.stderr).expect("UTF-8");
    assert!(said.contains("<--cases <DIR>|--no-cases>"), "{said}");
}

#[test]
fn an_installation_that_would_break_another_profile_is_refused() {
    if !in_own_etc("trust::an_installation_that_would_break_another_profile_is_refused") {
        return;
    }
    let base = "version: 1\nallow: any\nengine: /e\n";
    let install = |text: &str| {
        longshore(&["profile", "install", "./base.yaml", "--as", "base", "--no-cases"]).file("base.yaml", text)
    };
    let unchosen = "nobody can choose it yet: that takes `selectable: [base]` in /etc/longshore/profile.yaml\n";
    install(base)
        .stdout(format!(
            "/etc/longshore/profiles/base.yaml: installed, no cases; nothing stood there before\n{unchosen}"
        ))
        .run();
    let own = "version: 1\nextends: base\nallow: any\nselectable: [base]\n";
    fs::write("/etc/longshore/profile.yaml", own).expect("written");
    install(base).stdout("/etc/longshore/profiles/base.yaml: installed, no cases; it stood there already\n").run();
    fs::write("/etc/longshore/profile.yaml", "version: 1\nextends: base\nallow: any\n").expect("written");
    install("version: 1\nengine: /usr/bin/docker\nallow: { commands: [info] }\n")
        .stderr(
            "longshore: nothing is changed: /etc/longshore/profile.yaml would no longer load: /etc/longshore/profile.yaml:3:8: `allow: any` over a \
             parent with a policy would take the policy away; extend a profile that only rewrites, or list what is allowed\n",
        )
        .status(1)
        .run();
    longshore(&["profile", "install", "cernvm", "--as", "../x", "--no-cases"])
        .stderr("longshore: `../x` is no profile's name; write letters, digits, `-`, `_` and `.`\n")
        .status(1)
        .run();
    longshore(&["profile", "rollback", "--as", "base"])
        .stderr(
            "longshore: /etc/longshore/profiles/base.yaml: no other version is kept, so there is nothing to go back to; \
             install one\n",
        )
        .status(1)
        .run();
}

#[test]
fn listed_callers_get_a_directory_for_files() {
    if !in_own_etc("trust::listed_callers_get_a_directory_for_files") {
        return;
    }
    longshore(&["profile", "install", "./p.yaml", "--no-cases"])
        .file("p.yaml", POLICY.replace("[0]", "[nosuchuser]").replace("ENGINE", "/bin/true"))
        .stderr(
            "longshore: `callers` lists nosuchuser: the user database has no user nosuchuser; install it \
             where the batch system is, or list users of this machine\n",
        )
        .status(1)
        .run();
    assert!(!Path::new("/etc/longshore/profile.yaml").exists());
    let profile = format!("{}submitter: option\n", POLICY.replace("[0]", "[0, 61234]").replace("ENGINE", "/bin/true"));
    let (outcome, _dir) =
        longshore(&["profile", "install", "./p.yaml", "--no-cases"]).file("p.yaml", &profile).outcome();
    assert_eq!(outcome.status, 0.into(), "{outcome:?}");
    let owner = |path: &str| {
        use std::os::unix::fs::MetadataExt as _;
        let stat = fs::metadata(path).expect("made");
        (stat.uid(), stat.mode() & 0o7777)
    };
    assert_eq!(owner("/var/lib/longshore"), (0, 0o711));
    assert_eq!(owner("/var/lib/longshore/61234"), (ALICE, 0o711));
}

#[test]
fn fifty_callers_at_once_make_one_file() {
    if !in_own_etc("trust::fifty_callers_at_once_make_one_file") {
        return;
    }
    let (test, engine) = docker(&["-v"]);
    site(&test, POLICY);
    let running: Vec<_> = (0..50).map(|_| longshore(&["-v"]).argv0("docker").spawn()).collect();
    for running in running {
        let _dir = running.finish();
    }
    assert_eq!(engine.calls().len(), 50);
    let directories: Vec<_> =
        fs::read_dir("/var/lib/longshore").expect("read").map(|entry| entry.expect("read").path()).collect();
    let [directory] = directories.as_slice() else { panic!("{directories:?}") };
    let names: Vec<_> = fs::read_dir(directory).expect("read").map(|entry| entry.expect("read").file_name()).collect();
    assert_eq!(names, ["config.json"]);
}

#[test]
fn a_job_file_of_somebody_else_s_is_neither_read_nor_shown() {
    if !in_own_etc("trust::a_job_file_of_somebody_else_s_is_neither_read_nor_shown") {
        return;
    }
    let passwd = fs::read_to_string("/etc/passwd").expect("read");
    fs::write("/etc/passwd", format!("{passwd}mallory7:x:61234:61234::/:/bin/sh\n")).expect("written");
    let run = |file: &Path, stderr: &str| {
        let (engine_at, _engine) = docker(&[]);
        site(&engine_at, &format!("{POLICY}submitter: sudo\n"));
        longshore(&["run"])
            .arg(file)
            .env("SUDO_UID", "61234")
            .stderr(format!("longshore: job file {}{stderr}\n", file.display()))
            .status(125)
            .run();
    };
    // Root calls, by sudo: the file is opened with the rights of whoever called sudo.
    fs::write("/etc/longshore.secret", "root:secret\n").expect("written");
    fs::set_permissions("/etc/longshore.secret", Permissions::from_mode(0o600)).expect("changed");
    run(Path::new("/etc/longshore.secret"), ": permission denied");
    symlink("/etc/passwd", "/etc/longshore.link").expect("linked");
    run(Path::new("/etc/longshore.link"), ": it is a link; name the file itself");
    run(Path::new("/dev/null"), ": it is not a regular file");
}

#[test]
fn the_page_on_security_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    let mut folders = vec![root.join("src"), root.join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("read").map(|entry| entry.expect("read").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|ending| ending == "rs") {
                code.push_str(&fs::read_to_string(entry).expect("read"));
            }
        }
    }
    let page = fs::read_to_string(root.join("docs/security.md")).expect("read");
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit());
    let mut rules = 0;
    for row in rows {
        rules += 1;
        let tests = row.split('|').nth(3).expect("a third column");
        let names: Vec<&str> = tests.split('`').skip(1).step_by(2).filter(|name| name.contains('_')).collect();
        assert!(!names.is_empty(), "{row}");
        for name in names {
            let exists = code.contains(&format!("fn {name}()")) || code.contains(&format!("{name}: \""));
            assert!(exists, "{name}");
        }
    }
    assert_eq!(rules, 19);
}

#[test]
fn the_client_of_another_user_reads_what_root_makes_for_it() {
    if !in_own_etc("trust::the_client_of_another_user_reads_what_root_makes_for_it") {
        return;
    }
    let script = "#!/bin/sh
for word; do case $word in --env-file=*) cat \"${word#*=}\" ;; esac; done
[ -z \"$DOCKER_CONFIG\" ] || cat \"$DOCKER_CONFIG\"/*
";
    let passes = "version: 1\nruntime: docker\nallow: any\nengine: ENGINE\npass_env: { names: [A], by: file }\n";
    for (words, profile, read) in [(&["create", "img"][..], passes, "A=1\n"), (&["version"], POLICY, "{}\n")] {
        let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("docker").args(words);
        let test = test.executable("engine", script).env("A", "1");
        fs::set_permissions(test.dir(), Permissions::from_mode(0o755)).expect("changed");
        site(&test, &format!("engine_user: 65534\nengine_is_script: true\n{profile}"));
        test.stdout(read).run();
    }
}
