//! What is kept beside a site's profiles: it counts where a file is gone or broken, and nothing else comes in its place.

#![expect(clippy::disallowed_methods, reason = "a test makes the files it is about")]

use std::fs;
use std::os::unix::fs::{chown, symlink};
use std::path::Path;

use testkit::{Outcome, RecordingEngine, Test, in_own_etc};

const BIN: &str = env!("CARGO_BIN_EXE_longshore");

const OWN: &str = "/etc/longshore/profile.yaml";
const STRICT: &str = "/etc/longshore/profiles/ris.yaml";

fn docker(words: &[&str]) -> (Test, RecordingEngine) {
    let test = Test::new(BIN).argv0("docker").args(words);
    let engine = RecordingEngine::install(test.dir(), "engine");
    (test, engine)
}

fn longshore(words: &[&str]) -> Test {
    Test::new(BIN).argv0("longshore").args(words)
}

fn install(text: &str, words: &[&str]) -> Outcome {
    longshore(&["profile", "install", "./p.yaml", "--no-cases"]).args(words).file("p.yaml", text).outcome().0
}

fn read(path: &str) -> Option<String> {
    fs::read_to_string(path).ok()
}

fn error(outcome: &Outcome) -> String {
    String::from_utf8_lossy(&outcome.stderr).into_owned()
}

/// A site whose own profile extends a stricter `ris` than the shipped one.
fn stricter(engine: &str) {
    let _ = fs::remove_dir_all("/etc/longshore");
    let strict = format!("version: 1\ndescription: stricter\nengine: {engine}\nallow: any\n");
    for (text, words) in [(strict.as_str(), &["--as", "ris"][..]), ("version: 1\nextends: ris\n", &[])] {
        let outcome = install(text, words);
        assert_eq!(outcome.status, 0.into(), "{}", error(&outcome));
    }
}

#[test]
fn a_site_s_profile_that_is_gone_is_not_replaced_by_the_shipped_one_of_its_name() {
    if !in_own_etc("kept_copies::a_site_s_profile_that_is_gone_is_not_replaced_by_the_shipped_one_of_its_name") {
        return;
    }
    let gone = "is gone, and /etc/longshore/profiles/ris.yaml.good was not removed with it; `longshore profile rollback --as \
                ris` brings it back; where it is not wanted, remove its copies, too";
    let takes: [(&str, &dyn Fn(), String); 4] = [
        ("moved", &|| fs::rename(STRICT, "/etc/longshore/ris.away").expect("moved"), format!("{STRICT} {gone}")),
        (
            "only the previous one is left",
            &|| {
                fs::rename(format!("{STRICT}.good"), format!("{STRICT}.previous")).expect("moved");
                fs::remove_file(STRICT).expect("removed");
            },
            format!("{STRICT} {}", gone.replace(".good", ".previous")),
        ),
        (
            "a link to nothing",
            &|| {
                fs::remove_file(STRICT).expect("removed");
                symlink("../gone.yaml", STRICT).expect("linked");
            },
            format!(
                "{STRICT}: no such file or directory; fix the file; to use the shipped one, remove it and its copies \
                     (.good, .previous)"
            ),
        ),
        (
            "a link to itself",
            &|| {
                fs::remove_file(STRICT).expect("removed");
                symlink("ris.yaml", STRICT).expect("linked");
            },
            format!(
                "{STRICT}: symbolic link loop; fix the file; to use the shipped one, remove it and its \
                     copies (.good, .previous)"
            ),
        ),
    ];
    for (how, take, why) in takes {
        for (words, is_run) in [(&["create", "busybox"][..], false), (&["kill", "c"], true)] {
            let (test, engine) = docker(words);
            stricter(&test.dir().join("engine").display().to_string());
            take();
            let (outcome, _dir) = test.outcome();
            let calls = engine.calls().len();
            if is_run {
                assert_eq!((outcome.status, calls), (0.into(), 1), "{how}: {}", error(&outcome));
            } else {
                let said = format!(
                    "longshore: the site's profile does not load, tell its administrator: {OWN}:2:10: profile `ris`: {why}\n"
                );
                assert_eq!((error(&outcome), outcome.status, calls), (said, 125.into(), 0), "{how}");
            }
        }
        let outcome = longshore(&["doctor"]).outcome().0;
        let said = String::from_utf8_lossy(&outcome.stdout).into_owned();
        assert!(said.contains("`longshore profile rollback --as ris` brings it back"), "{how}: {said}");
        let outcome = longshore(&["profile", "rollback", "--as", "ris"]).outcome().0;
        assert_eq!(outcome.status, 0.into(), "{how}: {}", error(&outcome));
        assert!(read(STRICT).is_some_and(|text| text.contains("stricter")), "{how}");
    }
}

#[test]
fn a_folder_of_profiles_that_cannot_be_looked_into_hides_no_profile() {
    if !in_own_etc("kept_copies::a_folder_of_profiles_that_cannot_be_looked_into_hides_no_profile") {
        return;
    }
    let folder = "/etc/longshore/profiles";
    let breaks: [(&str, &dyn Fn()); 3] = [
        ("a link to nothing", &|| symlink("/nowhere", folder).expect("linked")),
        ("a link to itself", &|| symlink("profiles", folder).expect("linked")),
        ("a file", &|| fs::write(folder, "").expect("written")),
    ];
    for (how, put) in breaks {
        let (test, engine) = docker(&["create", "busybox"]);
        stricter(&test.dir().join("engine").display().to_string());
        fs::remove_dir_all(folder).expect("removed");
        put();
        let (outcome, _dir) = test.outcome();
        let said = error(&outcome);
        assert_eq!((outcome.status, engine.calls().len()), (125.into(), 0), "{how}: {said}");
        assert!(said.contains("check the directories above it, and their permissions"), "{how}: {said}");
    }
    // So does the site itself.
    fs::rename("/etc/longshore", "/etc/elsewhere").expect("moved");
    symlink("/etc/gone", "/etc/longshore").expect("linked");
    let (test, engine) = docker(&["create", "busybox"]);
    test.env("LONGSHORE_PROFILE", "passthrough")
        .stderr(
            "longshore: /etc/longshore: no such file or directory; the site's profile must be readable to everybody\n",
        )
        .status(125)
        .run();
    assert_eq!(engine.calls().len(), 0);
}

#[test]
fn an_installation_that_fails_leaves_the_profile_as_it_was() {
    if !in_own_etc("kept_copies::an_installation_that_fails_leaves_the_profile_as_it_was") {
        return;
    }
    let first = "version: 1\nallow: any\nengine: /e\n";
    let second = "version: 1\nengine: /e\ncallers: [0, 4242]\nsubmitter: option\nallow: { commands: [info] }\n";
    let state = Path::new("/var/lib/longshore/4242");
    let stands = "can be written by others than root and uid 4242 (`chown root /var/lib/longshore/4242` ends that); move it away, and it is made anew";
    let no_directory = "is not a directory; move it away, and it is made anew";
    let in_the_way = "is a directory, and a file has to stand there; move it away";
    let folder = |path: &str| fs::create_dir_all(path).expect("made");
    let obstacles: [(&str, &dyn Fn(), String); 6] = [
        (
            "another user's directory",
            &|| {
                fs::create_dir_all(state).expect("made");
                chown(state, Some(4343), None).expect("given away");
            },
            format!("{} {stands}", state.display()),
        ),
        (
            "a link in its place",
            &|| {
                fs::create_dir_all("/var/lib/longshore").expect("made");
                symlink("/tmp", state).expect("linked");
            },
            format!("{} {no_directory}", state.display()),
        ),
        (
            "a folder at the good copy",
            &|| folder("/etc/longshore/profile.yaml.good"),
            format!("{OWN}.good {in_the_way}"),
        ),
        (
            "a folder at the previous one",
            &|| folder("/etc/longshore/profile.yaml.previous"),
            format!("{OWN}.previous {in_the_way}"),
        ),
        (
            "a folder at the good copy of a parent",
            &|| folder("/etc/longshore/profiles/base.yaml.good"),
            format!("/etc/longshore/profiles/base.yaml.good {in_the_way}"),
        ),
        (
            "profiles that are no folder",
            &|| {
                fs::remove_dir_all("/etc/longshore/profiles").expect("removed");
                fs::write("/etc/longshore/profiles", "").expect("written");
            },
            "/etc/longshore/profiles: not a directory".to_owned(),
        ),
    ];
    for (how, put, why) in obstacles {
        for folder in ["/etc/longshore", "/var/lib/longshore"] {
            let _ = fs::remove_dir_all(folder);
        }
        fs::create_dir_all("/etc/longshore/profiles").expect("made");
        fs::write(OWN, first).expect("written");
        fs::write("/etc/longshore/profiles/base.yaml", second).expect("written");
        put();
        let before = fs::read_dir("/etc/longshore").expect("read").count();
        let text = if how.ends_with("parent") { "version: 1\nextends: base\n" } else { second };
        let outcome = install(text, &[]);
        assert_eq!((error(&outcome), outcome.status), (format!("longshore: {why}\n"), 1.into()), "{how}");
        assert_eq!(read(OWN).as_deref(), Some(first), "{how}");
        assert_eq!(fs::read_dir("/etc/longshore").expect("read").count(), before, "{how}: nothing is left beside");
    }
}

#[test]
fn a_rollback_goes_on_to_the_version_before_when_the_last_one_is_broken() {
    if !in_own_etc("kept_copies::a_rollback_goes_on_to_the_version_before_when_the_last_one_is_broken") {
        return;
    }
    let first = "version: 1\nallow: any\nengine: /e\n";
    let broken: [(&[u8], &str); 3] = [
        (b"version: 1\nrulez: []\n", "longshore: /etc/longshore/profile.yaml.good:2:1: unknown key `rulez`"),
        (b"", "longshore: /etc/longshore/profile.yaml.good:1:1: "),
        (b"\xff\n", ""),
    ];
    for (good, said) in broken {
        let _ = fs::remove_dir_all("/etc/longshore");
        fs::create_dir_all("/etc/longshore").expect("made");
        fs::write(OWN, "{{{\n").expect("written");
        fs::write(format!("{OWN}.good"), good).expect("written");
        fs::write(format!("{OWN}.previous"), first).expect("written");
        let outcome = longshore(&["profile", "rollback"]).outcome().0;
        assert_eq!(outcome.status, 0.into(), "{}", error(&outcome));
        assert!(error(&outcome).contains(said), "{}", error(&outcome));
        let shown = String::from_utf8_lossy(&outcome.stdout).into_owned();
        assert_eq!(shown, format!("{OWN}: the version before is back; what stood there is kept as {OWN}.edited\n"));
        for path in [OWN.to_owned(), format!("{OWN}.good")] {
            assert_eq!(read(&path).as_deref(), Some(first));
        }
    }
    fs::write(format!("{OWN}.good"), b"\xff\n").expect("written");
    fs::remove_file(format!("{OWN}.previous")).expect("removed");
    longshore(&["profile", "rollback"]).stderr(format!("longshore: {OWN}.good is not UTF-8\n")).status(1).run();
}

#[test]
fn a_link_that_a_caller_made_leads_to_the_site_s_rules_as_last_installed() {
    if !in_own_etc("kept_copies::a_link_that_a_caller_made_leads_to_the_site_s_rules_as_last_installed") {
        return;
    }
    for (words, is_run) in
        [(&["kill", "job1"][..], true), (&["kill", "HTCJob1_0_slot1_1_PID7"], false), (&["create", "i"], false)]
    {
        let (test, engine) = docker(words);
        let engine_path = test.dir().join("engine").display().to_string();
        let _ = fs::remove_dir_all("/etc/longshore");
        let own = format!(
            "version: 1\nengine: {engine_path}\nallow: {{ commands: [kill, create], containers: [\"job*\"] }}\n"
        );
        assert_eq!(install(&own, &[]).status, 0.into());
        fs::write(OWN, "{{{\n").expect("broken");
        let (outcome, _dir) = test.argv0("docker-anything").outcome();
        let said = error(&outcome);
        assert_eq!(engine.calls().len(), usize::from(is_run), "{words:?}: {said}");
        assert!(!said.contains("control"), "{said}");
    }
}
