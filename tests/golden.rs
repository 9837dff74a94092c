//! The shipped golden cases, by the shipped `verify`.

#![expect(clippy::disallowed_methods, reason = "a test looks at the files that were written")]

use testkit::Test;

fn verify() -> Test {
    Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").arg("verify")
}

#[test]
fn every_golden_case_of_the_repository_holds_and_every_rule_has_one() {
    let (outcome, _dir) = verify().cwd(env!("CARGO_MANIFEST_DIR")).arg("tests/golden").outcome();
    let printed = String::from_utf8(outcome.stdout).expect("UTF-8");
    let last = printed.lines().last().unwrap_or_default();
    assert_eq!((outcome.status, printed.as_str()), (testkit::Status::Code(0), format!("{last}\n").as_str()));
    assert!(last.ends_with(" cases, 0 different"), "{last}");
}

const PROFILE: &str =
    "version: 1\nallow: any\nrules:\n  - { name: no user, drop: [user] }\n  - { name: no tty, drop: [tty] }\n";

/// A site with one case.
fn site(case: &str) -> Test {
    verify().file("profiles/p.yaml", PROFILE).file("cases/p/c.yaml", case)
}

#[test]
fn a_case_that_holds_is_counted_and_rules_without_a_case_are_named() {
    let _dir = site("argv: [docker, create, --user, \"1\", img]\n")
        .file("cases/p/c.argv", "/usr/bin/docker\ncreate\nimg\n")
        .stdout("no case touches rule `no tty` of profiles/p.yaml\n1 case, 0 different\n")
        .run();
}

#[test]
fn a_case_that_differs_is_shown_word_by_word_and_fails() {
    let _dir = site("argv: [docker, create, --user, \"1\", -t, img]\n")
        .file("cases/p/c.argv", "/usr/bin/docker\ncreate\n-t\nimg\n")
        .stdout("different: ./cases/p/c\n   /usr/bin/docker\n   create\n  --t\n   img\n1 case, 1 different\n")
        .status(1)
        .run();
}

#[test]
fn blessing_writes_the_expected_side_and_nothing_else() {
    let case = "argv: [docker, create, --usr, \"1\", img]\n";
    let dir = site(case)
        .file("cases/p/c.argv", "stale\n")
        .arg("--bless")
        .stdout(
            "blessed: ./cases/p/c\nno case touches rule `no user` of profiles/p.yaml\n\
             no case touches rule `no tty` of profiles/p.yaml\n1 case, 0 different, 1 blessed\n",
        )
        .run();
    let read = |name: &str| std::fs::read_to_string(dir.path().join("cases/p").join(name)).ok();
    assert_eq!(read("c.yaml").as_deref(), Some(case));
    assert_eq!(read("c.argv"), None);
    assert_eq!(
        read("c.refusal").as_deref(),
        Some(
            "longshore: word 2 (`--usr`): docker create has no option --usr that longshore knows; write --usr=VALUE to pass it\n"
        )
    );
}

#[test]
fn an_expected_side_without_a_case_fails() {
    let _dir = verify()
        .file("cases/p/lost.argv", "x\n")
        .stdout(
            "different: ./cases/p/lost\n  an expected side without a case; write the .yaml, or remove the file\n\
             1 case, 1 different\n",
        )
        .status(1)
        .run();
}

#[test]
fn no_case_at_all_is_an_error_of_its_own() {
    let _dir = verify()
        .stderr("longshore: no case found; a case is NAME.yaml with `argv:` or `job:`, see `longshore verify --help`\n")
        .status(2)
        .run();
}

#[test]
fn a_fact_that_the_case_does_not_give_is_a_refusal_never_the_real_machine() {
    let profile = "version: 1\nallow: any\nrules:\n  - { name: own, set: { user: \"${uid}\" } }\n";
    let _dir = verify()
        .file("profiles/p.yaml", profile)
        .file("cases/p/c.yaml", "argv: [docker, create, img]\n")
        .file(
            "cases/p/c.refusal",
            "longshore: profiles/p.yaml:4:31: rule `own`: `uid` is not known: the case gives none; write `host: {uid: \
             ...}`; guard the rule with `when`, or write a default `:-`\n",
        )
        .stdout("1 case, 0 different\n")
        .run();
}

#[test]
fn reports_for_other_programs_carry_the_difference() {
    let differs = || {
        site("argv: [docker, create, --user, \"1\", img]\n")
            .file("cases/p/c.argv", "/usr/bin/docker\ncreate\n<x>\n")
            .status(1)
    };
    let _dir = differs()
        .args(["--format", "junit"])
        .stdout(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"longshore verify\" tests=\"1\" failures=\"1\">\n  \
             <testcase name=\"./cases/p/c\"><failure message=\"different\"> /usr/bin/docker\n create\n-&lt;x&gt;\n+img\n\
             </failure></testcase>\n</testsuite>\n",
        )
        .run();
    let _dir = differs()
        .args(["--format", "github"])
        .stdout("::error file=./cases/p/c.yaml,title=golden case:: /usr/bin/docker%0A create%0A-<x>%0A+img%0A\n")
        .run();
}
