//! `longshore doctor` finds what keeps longshore from doing what it should.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the machine that it looks at, and stops at what must not be"
)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};

use serde_json::Value;
use testkit::{Answer, RecordingEngine, Test, in_own_etc};

const LONGSHORE: &str = env!("CARGO_BIN_EXE_longshore");

const POLICY: &str = "\
version: 1
runtime: docker
engine: ENGINE
callers: [0, 61234]
submitter: option
selectable: [other]
allow: { commands: [version] }
";

/// A machine with an engine that answers, and the site's profile.
fn machine(profile: &str) -> (Test, RecordingEngine) {
    let test = Test::new(LONGSHORE).argv0("longshore").arg("doctor").folder("bin").env("PATH", "$DIR/bin");
    symlink(LONGSHORE, test.dir().join("bin/docker-other")).expect("linked");
    let engine = RecordingEngine::install(test.dir(), "engine");
    engine.answer(&Answer::new().stdout("28.2.2\n"));
    fs::create_dir_all("/etc/longshore/profiles").expect("made");
    let profile = profile.replace("ENGINE", &engine.path().display().to_string());
    fs::write("/etc/longshore/profile.yaml", profile).expect("written");
    (test, engine)
}

/// The code, and the findings of a level: topic and text.
fn findings(test: Test, level: &str) -> (Value, Vec<(String, String)>) {
    let (outcome, dir) = test.arg("--json").outcome();
    let report: Value = serde_json::from_slice(&outcome.stdout).expect("JSON");
    assert_eq!(outcome.status == 0.into(), report["healthy"] == true, "{outcome:?}");
    let shown = |value: &Value| value.as_str().expect("a text").replace(&dir.path().display().to_string(), "$DIR");
    let all = report["findings"].as_array().expect("a list").iter().filter(|finding| finding["level"] == level);
    let found = all.map(|finding| (shown(&finding["topic"]), shown(&finding["text"]))).collect();
    (report, found)
}

fn has(found: &[(String, String)], topic: &str, start: &str) -> bool {
    found.iter().any(|(known, text)| known == topic && text.starts_with(start))
}

#[test]
fn a_good_machine_is_healthy() {
    if !in_own_etc("doctor::a_good_machine_is_healthy") {
        return;
    }
    let (test, engine) = machine(POLICY);
    let path = engine.path().display().to_string();
    fs::write("/etc/longshore/profiles/other.yaml", "version: 1\nallow: any\n").expect("written");
    fs::create_dir_all("/var/lib/longshore/61234").expect("made");
    chown("/var/lib/longshore/61234", Some(61_234), None).expect("given away");
    let _log = std::os::unix::net::UnixDatagram::bind("/dev/log").expect("a socket");
    let dir = test.dir().display().to_string();
    let (report, good) = findings(test, "good");
    assert_eq!(report["healthy"], true, "{report:#}");
    assert_eq!((&report["policy"], &report["engine_version"]), (&Value::Bool(true), &Value::from("28.2.2")));
    assert_eq!((&report["profile"], &report["engine"]), (&"/etc/longshore/profile.yaml".into(), &path.into()));
    for (topic, start) in [
        ("program", "it decides a line as it should"),
        ("site", "/etc/longshore is root's"),
        ("profile", "called as docker: /etc/longshore/profile.yaml (with a policy), chosen by the site's profile.yaml"),
        ("policy", "the engine is root's"),
        ("files", "/var/lib/longshore/61234 is there for uid 61234"),
        ("engine", "$DIR/engine answers: docker 28.2.2"),
        ("audit", "the system log listens on /dev/log"),
    ] {
        assert!(has(&good, topic, start), "{topic}: {start}\n{good:#?}");
    }
    let called = "$DIR/bin/docker-other: /etc/longshore/profiles/other.yaml (only rewrites), chosen by the called name";
    assert!(has(&good, "profile", &format!("called as {called}")), "{dir} {good:#?}");
}

#[test]
fn a_daemon_that_was_started_by_sudo_is_named() {
    if !in_own_etc("doctor::a_daemon_that_was_started_by_sudo_is_named") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("condor_master");
    fs::copy("/bin/sleep", &program).expect("copied");
    for (variable, is_named) in [("SUDO_UID", true), ("SUDO_UIDS", false)] {
        let daemon = std::process::Command::new(&program).arg("60").env_clear().env(variable, "1000").spawn();
        let mut daemon = daemon.expect("it starts");
        let start = format!("condor_master, process {}, was started with SUDO_UID in its environment", daemon.id());
        let (test, _engine) = machine(POLICY);
        let (_, notes) = findings(test, "note");
        assert_eq!(has(&notes, "batch system", &start), is_named, "{notes:#?}");
        daemon.kill().and_then(|()| daemon.wait()).expect("ended");
    }
}

#[test]
fn what_is_bad_is_named_with_its_file() {
    if !in_own_etc("doctor::what_is_bad_is_named_with_its_file") {
        return;
    }
    let (test, engine) = machine(&format!("{POLICY}batch: lsf\nprune: {{ ask: /opt/no/bjobs }}\n"));
    engine.answer(&Answer::new().stderr("Cannot connect to the Docker daemon\n").status(1));
    fs::write("/etc/longshore/disabled", "").expect("written");
    fs::set_permissions("/etc/longshore", Permissions::from_mode(0o755)).expect("changed");
    let (_, bad) = findings(test, "bad");
    for (topic, start) in [
        ("site", "/etc/longshore/disabled: profiles that only rewrite leave lines as they are"),
        ("profile", "called as $DIR/bin/docker-other: profile `other`: neither /etc/longshore/profiles/other.yaml nor"),
        ("profile", "`other` is selectable and does not load"),
        ("files", "/var/lib/longshore/61234: no such file or directory"),
        ("prune", "/opt/no/bjobs cannot be asked about jobs: no such file or directory"),
        ("engine", "$DIR/engine does not answer: Cannot connect to the Docker daemon"),
        ("audit", "no decision is recorded: /dev/log: no such file or directory"),
    ] {
        assert!(has(&bad, topic, start), "{topic}: {start}\n{bad:#?}");
    }
    let (test, _engine) = machine(POLICY);
    fs::set_permissions("/etc/longshore/profile.yaml", Permissions::from_mode(0o666)).expect("changed");
    let (_, bad) = findings(test, "bad");
    let writable =
        "called as docker: profile `/etc/longshore/profile.yaml`: /etc/longshore/profile.yaml can be written by";
    assert!(has(&bad, "profile", writable), "{bad:#?}");
}

/// The remedy of the first finding whose text starts so.
fn remedy(report: &Value, start: &str) -> String {
    let findings = report["findings"].as_array().expect("a list");
    let is_it = |finding: &&Value| finding["text"].as_str().is_some_and(|text| text.starts_with(start));
    let found = findings.iter().find(is_it).map(|finding| finding["remedy"].as_str().expect("a text").to_owned());
    found.expect(start)
}

/// Runs the command that stands first in a remedy.
fn follow(remedy: &str) {
    let words = remedy.split('`').nth(1).expect("a command");
    let (outcome, _dir) = Test::new(LONGSHORE).argv0("longshore").args(words.split(' ').skip(1)).outcome();
    assert_eq!(outcome.status, 0.into(), "{words}: {outcome:?}");
}

#[test]
fn what_doctor_advises_cures_what_it_names() {
    if !in_own_etc("doctor::what_doctor_advises_cures_what_it_names") {
        return;
    }
    let _log = std::os::unix::net::UnixDatagram::bind("/dev/log").expect("a socket");
    let look = |profile: &str| {
        let (test, _engine) = machine(profile);
        fs::write("/etc/longshore/profiles/other.yaml", "version: 1\nallow: any\n").expect("written");
        findings(test, "bad").0
    };
    let policy = POLICY.replace("ENGINE", "/usr/bin/docker");
    let report = look(&policy);
    for start in [
        "/etc/longshore/profile.yaml has no good copy, so jobs cannot be ended under its rules when somebody breaks it",
        "/etc/longshore/profiles/other.yaml has no good copy, so jobs",
    ] {
        follow(&remedy(&report, start));
    }
    // The first installation made the directories of the callers, too.
    fs::remove_dir("/var/lib/longshore/61234").expect("removed");
    let report = look(&policy);
    let shown = report.to_string();
    assert!(!shown.contains("good copy"), "{shown}");
    follow(&remedy(&report, "/var/lib/longshore/61234: no such file or directory"));
    let by_hand = format!("{policy}description: by hand\n");
    let report = look(&by_hand);
    let changed = "/etc/longshore/profile.yaml was changed after it was installed, so its good copy is an older one";
    follow(&remedy(&report, changed));
    let report = look(&by_hand);
    let shown = report.to_string();
    assert!(!shown.contains("good copy") && !shown.contains("no such file"), "{shown}");
    // What does not load cannot be installed, so that is not advised: the only command brings the older one back.
    follow(&remedy(&look(&format!("{policy}foo: 1\n")), changed));
    assert_eq!(fs::read_to_string("/etc/longshore/profile.yaml").expect("read"), by_hand);
}

#[test]
fn a_broken_profile_without_a_good_copy_gets_no_advice_that_fails() {
    if !in_own_etc("doctor::a_broken_profile_without_a_good_copy_gets_no_advice_that_fails") {
        return;
    }
    let broken = format!("{POLICY}foo: 1\n");
    let (test, _engine) = machine(&broken);
    let (report, _) = findings(test, "bad");
    assert_eq!(remedy(&report, "called as docker: /etc/longshore/profile.yaml:8:1: unknown key `foo`"), known());
    let start =
        "/etc/longshore/profile.yaml does not load, and no copy of it is kept: only HTCondor's jobs can be ended";
    let advice = "correct it; then `longshore profile install /etc/longshore/profile.yaml --no-cases` keeps one for the next time";
    assert_eq!(remedy(&report, start), advice);
    let (test, _engine) = machine(&broken);
    fs::write("/etc/longshore/profile.yaml.previous", "version: 1\nallow: any\n").expect("written");
    let (report, _) = findings(test, "note");
    follow(&remedy(
        &report,
        "/etc/longshore/profile.yaml does not load, and no copy of what was last installed is kept",
    ));
}

/// The keys of profiles, as a remedy lists them.
fn known() -> String {
    let (outcome, _dir) = Test::new(LONGSHORE)
        .argv0("longshore")
        .args(["profile", "check", "./p.yaml"])
        .file("p.yaml", "version: 1\nfoo: 1\n")
        .outcome();
    let said = String::from_utf8(outcome.stderr).expect("UTF-8");
    let line = said.lines().find(|line| line.contains("^^^")).expect("a remedy");
    line.split_once("^^^ ").expect("a remedy").1.to_owned()
}

#[test]
fn what_a_good_copy_lets_through_is_said_as_its_policy_has_it() {
    if !in_own_etc("doctor::what_a_good_copy_lets_through_is_said_as_its_policy_has_it") {
        return;
    }
    for (allow, only) in [
        ("any", "only for lines that create nothing"),
        ("{ commands: [run] }", "for no line, so no container can be ended"),
        ("{ commands: [run, ps] }", "only for ps, so no container can be ended"),
        ("{ commands: [run, stop, kill, ps], containers: [\"job-*\"] }", "only for kill, ps and stop"),
    ] {
        let (test, engine) = machine("{{{\n");
        let good = format!("version: 1\nengine: {}\nallow: {allow}\n", engine.path().display());
        fs::write("/etc/longshore/profile.yaml.good", good).expect("written");
        let (_, bad) = findings(test, "bad");
        let policy = if allow == "any" { "only rewrites" } else { "with a policy" };
        let start = format!(
            "called as docker: /etc/longshore/profile.yaml.good ({policy}), chosen by the site's profile.yaml, {only}: \
             /etc/longshore/profile.yaml:1:3: "
        );
        assert!(has(&bad, "profile", &start), "{start}\n{bad:#?}");
    }
}

#[test]
fn of_the_engine_s_group_users_are_told_from_the_profile_s_callers() {
    if !in_own_etc("doctor::of_the_engine_s_group_users_are_told_from_the_profile_s_callers") {
        return;
    }
    let users = fs::read_to_string("/etc/passwd").expect("read")
        + "batchd:x:61235:61235::/:/bin/false\nalice:x:61236:61236::/:/bin/false\n";
    fs::write("/etc/passwd", users).expect("written");
    let run = tempfile::tempdir().expect("a folder");
    let mut mount = std::process::Command::new("mount");
    assert!(mount.arg("--bind").args([run.path(), "/run".as_ref()]).status().expect("mount starts").success());
    let socket = "/run/podman/podman.sock";
    fs::create_dir("/run/podman").expect("made");
    let _socket = std::os::unix::net::UnixListener::bind(socket).expect("a socket");
    chown(socket, Some(0), Some(61_237)).expect("given away");
    fs::set_permissions(socket, Permissions::from_mode(0o660)).expect("changed");
    let groups = fs::read_to_string("/etc/group").expect("read");
    let of = |members: &str, level: &str| {
        fs::write("/etc/group", format!("{groups}engines:x:61237:{members}\n")).expect("written");
        let (test, _engine) = machine("version: 1\nengine: ENGINE\nallow: any\ncallers: [61235]\n");
        findings(test, level).1
    };
    for (members, level, text) in [
        ("", "note", format!("the group engines uses {socket} without longshore; it has no members now")),
        ("batchd", "good", format!("of users, only batchd uses {socket}, by the group engines, as `callers` lists")),
        (
            "batchd,alice",
            "note",
            format!("alice uses {socket} without longshore, by the group engines, so no policy holds there"),
        ),
    ] {
        let found = of(members, level);
        assert!(has(&found, "socket", &text), "{members}: {found:#?}");
    }
}

#[test]
fn a_link_by_which_nothing_can_be_chosen_is_noted_once() {
    if !in_own_etc("doctor::a_link_by_which_nothing_can_be_chosen_is_noted_once") {
        return;
    }
    let (test, _engine) = machine("version: 1\nengine: ENGINE\nallow: any\n");
    symlink("bin", test.dir().join("again")).expect("linked");
    let (report, notes) = findings(test.env("PATH", "$DIR/bin:$DIR/again"), "note");
    assert_eq!(report["healthy"], true, "{report:#}");
    let links: Vec<_> = notes.iter().filter(|(_, text)| text.starts_with("called as $DIR")).collect();
    let expected = "called as $DIR/bin/docker-other: profile `other`, chosen by the called name, is not selectable on this \
                machine; selectable: none";
    assert_eq!(links, [&("profile".to_owned(), expected.to_owned())]);
    let remedy = remedy(&report, "called as /");
    assert_eq!(remedy, "list the name under `selectable` in /etc/longshore/profile.yaml, or remove the link");
}

#[test]
fn decisions_that_only_a_file_gets_are_noted() {
    if !in_own_etc("doctor::decisions_that_only_a_file_gets_are_noted") {
        return;
    }
    let (test, _engine) = machine("version: 1\nengine: ENGINE\nallow: any\naudit: { file: /var/log/l.jsonl }\n");
    let (report, notes) = findings(test, "note");
    assert_eq!(report["healthy"], true, "{report:#}");
    let expected = "only root's decisions are recorded, in /var/log/l.jsonl: /dev/log: no such file or directory";
    assert!(has(&notes, "audit", expected), "{notes:#?}");
}

#[test]
fn a_listed_caller_whose_decisions_no_file_gets_is_bad() {
    if !in_own_etc("doctor::a_listed_caller_whose_decisions_no_file_gets_is_bad") {
        return;
    }
    let rewrites = "version: 1\nengine: ENGINE\nallow: any\n";
    let start = "start a system log, such as systemd-journald or rsyslog";
    let why = "/dev/log: no such file or directory";
    for (callers, audit, text, advice) in [
        (
            "[0, nobody, 61234]",
            "{ file: /var/log/l.jsonl }",
            "only root's decisions are recorded, in /var/log/l.jsonl, and `callers` lists nobody, uid 61234",
            ": nobody but root writes /var/log/l.jsonl",
        ),
        ("[0, nobody]", "{}", "no decision is recorded", ""),
        ("[0, root]", "{}", "no decision is recorded", ", or name a file by `audit: { file: PATH }`"),
    ] {
        let (test, _engine) = machine(&format!("{rewrites}submitter: sudo\ncallers: {callers}\naudit: {audit}\n"));
        let (report, bad) = findings(test, "bad");
        assert!(bad.contains(&("audit".to_owned(), format!("{text}: {why}"))), "{bad:#?}");
        assert_eq!(remedy(&report, text), format!("{start}{advice}"));
    }
}

#[test]
fn podman_s_remote_mode_is_noted() {
    if !in_own_etc("doctor::podman_s_remote_mode_is_noted") {
        return;
    }
    fs::create_dir_all("/etc/containers").expect("made");
    fs::write("/etc/containers/containers.conf", "[engine]\nremote = true # here\n").expect("written");
    let (test, _engine) = machine("version: 1\nengine: ENGINE\nallow: any\n");
    let test = test.env("CONTAINER_CONNECTION", "");
    let (outcome, _dir) = test.outcome();
    let printed = String::from_utf8_lossy(&outcome.stdout).into_owned();
    assert_eq!(outcome.status, 1.into());
    for line in [
        "note engine        CONTAINER_CONNECTION is set: podman then goes to another machine; unset it; longshore refuses \
         podman's lines with it\n",
        "bad  engine        /etc/containers/containers.conf has `remote = true`: podman then reads lines in another way; \
         remove it\n",
        "1 thing is bad\n",
    ] {
        assert!(printed.contains(line), "{line}{printed}");
    }
}
