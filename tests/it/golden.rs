//! The shipped golden cases, by the shipped `verify`.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test looks at the files that were written, and stops at what must not be"
)]

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

const OTHER: &str = "something else is expected; correct the profile or the case, or accept it by `verify --bless`";

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
        .stdout(format!(
            "different: cases/p/c\n  cases/p/c.argv:3: {OTHER}\n    /usr/bin/docker\n    create\n  - -t\n    img\n1 case, 1 \
             different\n"
        ))
        .status(1)
        .run();
}

#[test]
fn blessing_shows_and_writes_the_expected_side_and_nothing_else() {
    let case = "argv: [docker, create, -u, \"1\", -t, img]\n";
    let dir = site(case)
        .file("cases/p/c.argv", "/usr/bin/docker\ncreate\n-t\nimg\n")
        .file("cases/p/new.yaml", "argv: [docker, create, --usr, img]\nexpect: refused\n")
        .arg("--bless")
        .stdout(
            "blessed: cases/p/c\n    /usr/bin/docker\n    create\n  - -t\n    img\nblessed, refused: cases/p/new\n  + longshore: \
             word 2 (`--usr`): docker create has no option --usr; did you mean --user?\n2 \
             cases, 0 different, 2 blessed\n",
        )
        .run();
    let mut names: Vec<_> = std::fs::read_dir(dir.path().join("cases/p"))
        .expect("read")
        .map(|entry| entry.expect("read").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["c.argv", "c.yaml", "new.refusal", "new.yaml"]);
    let read = |name: &str| std::fs::read_to_string(dir.path().join("cases/p").join(name)).expect("read");
    assert_eq!((read("c.yaml").as_str(), read("c.argv").as_str()), (case, "/usr/bin/docker\ncreate\nimg\n"));
}

#[test]
fn an_accepted_line_becomes_a_refused_one_only_when_that_is_said() {
    let turned = |words: &[&str]| {
        site("argv: [docker, create, --usr, img]\n")
            .file("cases/p/c.argv", "/usr/bin/docker\ncreate\nimg\n")
            .file("cases/p/c.env", "A=1\n")
            .args(["--run", "c"])
            .args(words)
    };
    let refusal = "longshore: word 2 (`--usr`): docker create has no option --usr; did you mean --user?\n";
    let difference = format!("  - /usr/bin/docker\n  - create\n  - img\n  + {refusal}  in .env:\n  - A=1\n1 case, ");
    let dir = turned(&["--bless"])
        .stdout(format!(
            "different: cases/p/c\n  cases/p/c.argv:1: the line was accepted and is refused; correct the profile or the case, \
             or accept it by `verify --bless=refusals`\n{difference}1 different\n"
        ))
        .stderr(
            "longshore: nothing is written because 1 line is refused anew; read why, then write `expect: \
             refused` in the case, or `--bless=refusals`\n",
        )
        .status(1)
        .run();
    assert!(dir.path().join("cases/p/c.argv").exists() && !dir.path().join("cases/p/c.refusal").exists());
    let dir = turned(&["--bless=refusals"])
        .stdout(format!("blessed, refused: cases/p/c\n{difference}0 different, 1 blessed\n"))
        .run();
    assert_eq!(std::fs::read_to_string(dir.path().join("cases/p/c.refusal")).expect("written"), refusal);
    assert!(!dir.path().join("cases/p/c.argv").exists() && !dir.path().join("cases/p/c.env").exists());
}

#[test]
fn a_refusal_is_new_also_where_the_accepted_line_was_removed_unless_the_case_expects_it() {
    let case = "argv: [docker, create, --usr, img]\n";
    let (outcome, dir) = site(case).args(["--bless", "--run", "c"]).outcome();
    let said = String::from_utf8(outcome.stderr).expect("UTF-8");
    assert_eq!(
        (outcome.status, said.as_str()),
        (
            testkit::Status::Code(1),
            "longshore: nothing is written because 1 line is refused anew; read why, then write `expect: \
             refused` in the case, or `--bless=refusals`\n"
        )
    );
    assert!(!dir.path().join("cases/p/c.refusal").exists());
    for (case, bless) in [(case.to_owned(), "--bless=refusals"), (format!("expect: refused\n{case}"), "--bless")] {
        let (outcome, dir) = site(&case).args([bless, "--run", "c"]).outcome();
        assert_eq!(outcome.status, testkit::Status::Code(0), "{bless}");
        assert!(dir.path().join("cases/p/c.refusal").exists(), "{bless}");
    }
}

const ALICE: &str = "host: { uid: 1000, accounts: [{ name: alice, uid: 1000, gid: 1000 }] }\n";

#[test]
fn a_case_may_expect_a_refusal_that_no_fact_would_change() {
    let profile = "version: 1\nengine: /e/docker\nallow: { commands: [run], binds: [{ source: /data }] }\n";
    let case = format!("expect: refused\nargv: [docker, run, -v, \"/data:/x:ro\", --privileged, x]\n{ALICE}");
    let (outcome, dir) =
        verify().file("profiles/p.yaml", profile).file("cases/p/c.yaml", case).arg("--bless").outcome();
    let said = String::from_utf8_lossy(&outcome.stdout).into_owned();
    assert_eq!(outcome.status, testkit::Status::Code(0), "{said}");
    let refusal = std::fs::read_to_string(dir.path().join("cases/p/c.refusal")).expect("written");
    assert_eq!(
        refusal,
        "longshore: p.yaml:3:35: bind /data cannot be looked at: the case gives none; write `host: {paths: {/data: {kind: \
         directory}}}`; check the path (and 4 more, see `longshore explain`)\n"
    );
}

#[test]
fn a_rule_is_touched_by_what_it_makes_of_an_accepted_line_or_by_its_own_refusal() {
    let profile = "version: 1\nengine: /e/docker\nallow: any\nrules:\n  - { name: acts before a refusal, drop: \
                   [tty] }\n  - { name: refuses, set: { workdir: \"${home}\" } }\n";
    let _dir = verify()
        .file("profiles/p.yaml", profile)
        .file("cases/p/c.yaml", "argv: [docker, create, -t, img]\n")
        .file(
            "cases/p/c.refusal",
            "longshore: p.yaml:6:38: rule `refuses`: `home` is not known: the case gives none; write `host: {home: ...}`; guard \
             the rule with `when`, or write a default `:-`\n",
        )
        .stdout("no case touches rule `acts before a refusal` of profiles/p.yaml\n1 case, 0 different\n")
        .run();
}

#[test]
fn an_expression_that_matches_no_case_names_a_near_one_or_says_where_all_are() {
    for (written, hint) in
        [("nosuch", "`longshore verify --list` names all that are there"), ("cases/p/onwer", "did you mean owner?")]
    {
        let _dir = site("argv: [docker, info]\n")
            .file("cases/p/owner.yaml", "argv: [docker, info]\n")
            .args(["--run", written])
            .stderr(format!("longshore: no case matches --run {written}; {hint}\n"))
            .status(2)
            .run();
    }
}

#[test]
fn what_lies_elsewhere_in_a_working_directory_is_nobody_s_business_but_what_could_be_a_case_is_not() {
    let (files, printed) = (["Makefile", "src/a.c"], "cases/p/c.yaml\nprofiles/p.yaml\n");
    let test = |paths: &[&str]| {
        let test = site("argv: [docker, info]\n").args(["--list"]).args(paths);
        files.iter().fold(test, |test, path| test.file(path, "x\n"))
    };
    let _dir = test(&[]).stdout(printed).run();
    let _dir = test(&["."]).stdout("cases/p/c.yaml\nMakefile\nprofiles/p.yaml\nsrc/a.c\n").run();
    let _dir = test(&[])
        .file("q/a.JSON", "{}\n")
        .file("r/a.ymal", "x\n")
        .stdout("cases/p/c.yaml\nprofiles/p.yaml\nq/a.JSON\nr/a.ymal\n")
        .run();
}

#[test]
fn a_terminal_is_asked_before_an_accepted_line_becomes_a_refused_one() {
    for (answer, status, is_written) in [("n\n", 1, false), ("\n", 1, false), ("y\n", 0, true)] {
        let test = Test::new("/usr/bin/script").args(["-qec", "$DIR/longshore verify --bless cases", "/dev/null"]);
        let (outcome, dir) = test
            .env("PATH", "/usr/bin:/bin")
            .link("longshore", env!("CARGO_BIN_EXE_longshore"))
            .file("profiles/p.yaml", PROFILE)
            .file("cases/p/c.yaml", "argv: [docker, create, --usr, img]\n")
            .file("cases/p/c.argv", "/usr/bin/docker\ncreate\nimg\n")
            .stdin(answer)
            .outcome();
        let said = String::from_utf8(outcome.stdout).expect("UTF-8");
        assert!(said.contains("1 line is refused anew. Write it? [y/N] "), "{said}");
        assert_eq!(outcome.status, testkit::Status::Code(status), "{said}");
        assert_eq!(dir.path().join("cases/p/c.refusal").exists(), is_written, "{said}");
    }
}

#[test]
fn what_a_case_expects_no_blessing_changes() {
    for (case, expected, other) in [
        ("expect: accepted\nargv: [docker, create, --usr, img]\n", "c.argv", "c.refusal"),
        ("expect: refused\nargv: [docker, create, img]\n", "c.refusal", "c.argv"),
    ] {
        let (outcome, dir) = site(case).file(format!("cases/p/{expected}"), "x\n").arg("--bless=refusals").outcome();
        assert_eq!(outcome.status, testkit::Status::Code(1));
        let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
        assert_eq!(said, "longshore: nothing is written because of cases/p/c; correct what is shown first\n");
        assert!(dir.path().join("cases/p").join(expected).exists() && !dir.path().join("cases/p").join(other).exists());
    }
}

#[test]
fn all_that_keeps_a_blessing_from_being_written_is_named() {
    let bad = "argv: [docker, create, img]\nexpects: refused\n";
    let said = |names: &[&str]| {
        let test = names
            .iter()
            .fold(site("argv: [docker, create, img]\n"), |test, name| test.file(format!("cases/p/{name}.yaml"), bad));
        String::from_utf8_lossy(&test.arg("--bless").outcome().0.stderr).into_owned()
    };
    let expected =
        |names: &str| format!("longshore: nothing is written because of {names}; correct what is shown first\n");
    assert_eq!(said(&["x", "y", "z"]), expected("cases/p/x, cases/p/y, cases/p/z"));
    assert_eq!(said(&["v", "w", "x", "y", "z"]), expected("cases/p/v, cases/p/w and 3 more"));
}

#[test]
fn a_profile_that_does_not_load_is_no_golden_result() {
    let dir = site("argv: [docker, create, img]\n")
        .file("profiles/p.yaml", PROFILE.replace("drop: [user]", "dorp: [user]"))
        .file("cases/p/c.argv", "/usr/bin/docker\ncreate\nimg\n")
        .arg("--bless=refusals")
        .stdout(
            "broken: cases/p/c\n  profiles/p.yaml:4:22: unknown key `dorp`; did you mean `drop`?\n1 case, 0 different, 1 \
             broken\n",
        )
        .stderr("longshore: nothing is written because of cases/p/c; correct what is shown first\n")
        .status(1)
        .run();
    assert!(dir.path().join("cases/p/c.argv").exists() && !dir.path().join("cases/p/c.refusal").exists());
}

#[test]
fn nothing_is_blessed_where_nobody_reads_it() {
    for (value, status) in [("true", 2), ("1", 2), ("woodpecker", 2), ("", 0), ("false", 0), ("0", 0)] {
        let (outcome, dir) = site("argv: [docker, create, img]\n").arg("--bless").env("CI", value).outcome();
        assert_eq!(outcome.status, testkit::Status::Code(status), "{value}");
        assert_eq!(dir.path().join("cases/p/c.argv").exists(), status == 0);
    }
    let _dir = site("argv: [docker, create, img]\n")
        .arg("--bless")
        .env("CI", "true")
        .stderr(
            "longshore: the variable CI is set, and what a machine blesses nobody has read; bless where you can look at it\n",
        )
        .status(2)
        .run();
}

#[test]
fn a_list_names_all_that_would_be_checked() {
    let _dir = site("argv: [docker, create, img]\n")
        .file("cases/p/deep/d.yaml", "argv: [docker, info]\n")
        .file("cases/p/lost.refusal", "x\n")
        .file("cases/p/c.yml", "x\n")
        .file("site.yaml", PROFILE)
        .file("cases/p/no-profile.yaml", "version: 1\nargvs: [docker, info]\n")
        .arg("--list")
        .stdout(
            "cases/p/c.yaml\ncases/p/deep/d.yaml\ncases/p/lost.yaml\ncases/p/no-profile.yaml\ncases/p/c.yml\n\
             profiles/p.yaml\nsite.yaml\n",
        )
        .run();
}

#[test]
fn a_refusal_does_not_depend_on_where_the_profile_lies() {
    let profile = "version: 1\nallow: any\nrules:\n  - { name: own, set: { user: \"${uid}\" } }\n";
    let child = "version: 1\nextends: ../far/p.yaml\n";
    let case = "argv: [docker, create, img]\n";
    let refusal = "longshore: p.yaml:4:31: rule `own`: `uid` is not known: the case gives none; write `host: {uid: ...}`; guard \
                   the rule with `when`, or write a default `:-`\n";
    for files in [
        &[("profiles/p.yaml", profile), ("cases/p/c.yaml", case)][..],
        &[("cases/p/profiles/p.yaml", profile), ("cases/p/c.yaml", case)],
        &[("far/p.yaml", profile), ("cases/p/c.yaml", "profile: ../../far/p.yaml\nargv: [docker, create, img]\n")],
        &[("far/p.yaml", profile), ("profiles/p.yaml", child), ("cases/p/c.yaml", case)],
    ] {
        let test = files.iter().fold(verify(), |test, (path, text)| test.file(path, text));
        let test = test.file("cases/p/c.refusal", refusal);
        let _dir = test.arg("cases").stdout("1 case, 0 different\n").run();
    }
}

#[test]
fn an_expression_that_is_none_is_shown() {
    let _dir = site("argv: [docker, create, img]\n")
        .args(["--run", "("])
        .stderr(
            "error: invalid value '(' for '--run <REGEX>': unclosed group; a character is meant as itself behind a \
             backslash\n\nFor more information, try '--help'.\n",
        )
        .status(2)
        .run();
}

#[test]
fn no_case_at_all_is_an_error_of_its_own() {
    let _dir = verify()
        .stderr("longshore: no case found; a case is NAME.yaml with `argv`, `job`, `starter` or `build`, see `longshore verify --help`\n")
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
            "longshore: p.yaml:4:31: rule `own`: `uid` is not known: the case gives none; write `host: {uid: \
             ...}`; guard the rule with `when`, or write a default `:-`\n",
        )
        .stdout("1 case, 0 different\n")
        .run();
}

/// A case that differs, one that is broken, and a rule that no case touches.
fn report(format: &str) -> String {
    let (outcome, _dir) = site("argv: [docker, create, --user, \"1\", img]\n")
        .file("cases/p/c.argv", "/usr/bin/docker\ncreate\n<x>\n")
        .file("cases/p/holds.yaml", "argv: [docker, info]\n")
        .file("cases/p/holds.argv", "/usr/bin/docker\ninfo\n")
        .file("cases/q/d.yaml", "argvs: [docker]\n")
        .args(["--format", format])
        .outcome();
    assert_eq!(outcome.status, testkit::Status::Code(1));
    String::from_utf8(outcome.stdout).expect("UTF-8")
}

#[test]
fn junit_has_suites_classes_and_times_and_the_notes() {
    assert_eq!(
        without_times(&report("junit")),
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"longshore verify\" tests=\"3\" failures=\"1\" errors=\"1\" \
             time=\"T\">\n  <testsuite name=\"cases/p\" tests=\"2\" failures=\"1\" errors=\"0\" time=\"T\">\n    <testcase name=\"c\" \
             classname=\"cases.p\" time=\"T\"><failure message=\"cases/p/c.argv:3: {OTHER}\">  /usr/bin/docker\n  create\n- \
             &lt;x&gt;\n+ img\n</failure></testcase>\n    <testcase name=\"holds\" classname=\"cases.p\" time=\"T\"/>\n  \
             </testsuite>\n  <testsuite name=\"cases/q\" tests=\"1\" failures=\"0\" errors=\"1\" time=\"T\">\n    <testcase name=\"d\" \
             classname=\"cases.q\" time=\"T\"><error message=\"cases/q/d.yaml:1:1: unknown key `argvs`; did you mean \
             `argv`?\"></error></testcase>\n  </testsuite>\n  <testsuite name=\"rules\" tests=\"0\" failures=\"0\" errors=\"0\" \
             time=\"T\">\n    <system-out>no case touches rule `no tty` of profiles/p.yaml\n</system-out>\n  </testsuite>\n\
             </testsuites>\n"
        )
    );
}

/// Times as `T`.
fn without_times(text: &str) -> String {
    let mut parts = text.split(" time=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (time, rest) = part.split_once('"').expect("an attribute ends");
        assert!(time.parse::<f64>().is_ok(), "{time}");
        format!("{text} time=\"T\"{rest}")
    })
}

#[test]
fn github_gets_the_line_and_the_notes() {
    assert_eq!(
        report("github"),
        format!(
            "::error file=cases/p/c.argv,line=3,title=different%3A cases/p/c::{OTHER}%0A  /usr/bin/docker%0A  create%0A- <x>%0A+ \
             img\n::error file=cases/q/d.yaml,line=1,col=1,title=broken%3A cases/q/d::unknown key `argvs`; did you mean \
             `argv`?\n::notice file=profiles/p.yaml,line=5,title=no case::no case touches rule `no tty` of profiles/p.yaml\n"
        )
    );
}

#[test]
fn every_key_of_a_case_and_its_machine_stands_in_the_table_of_the_page() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/golden.md")).expect("the page");
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with('|')).collect();
    let schema = longshore::golden::schema();
    let host = &schema["properties"]["host"]["properties"];
    let (account, path) =
        (&host["accounts"]["items"]["properties"], &host["paths"]["additionalProperties"]["properties"]);
    let keys = |node: &serde_json::Value| node.as_object().expect("keys").keys().cloned().collect::<Vec<_>>();
    for key in [keys(&schema["properties"]), keys(host)].concat() {
        let first = |row: &&str| row.split('|').nth(1).is_some_and(|cell| cell.contains(&format!("`{key}`")));
        assert!(rows.iter().any(first), "no row of docs/golden.md is about `{key}`");
    }
    let kinds =
        path["kind"]["enum"].as_array().expect("kinds").iter().filter_map(|kind| kind.as_str().map(str::to_owned));
    let inner = [("`accounts`", keys(account)), ("`paths`", [keys(path), kinds.collect()].concat())];
    for (key, words) in inner {
        let row = rows.iter().find(|row| row.starts_with(&format!("| {key} |"))).expect("a row");
        for word in words {
            assert!(row.contains(&word), "{key} of docs/golden.md does not name {word}");
        }
    }
}

/// Puts something in the place of a profile.
type Put<'p> = &'p dyn Fn(&std::path::Path);

#[test]
fn a_profile_of_the_site_s_that_cannot_be_read_is_not_replaced_by_the_shipped_one() {
    use std::os::unix::fs::symlink;
    let case = "argv: [docker, create, img]\n";
    let puts: [(&str, Put<'_>, &str); 5] = [
        (
            "a link to nothing",
            &|dir| symlink("../gone.yaml", dir.join("profiles/cernvm.yaml")).expect("linked"),
            "profiles/cernvm.yaml: no such file or directory",
        ),
        (
            "a link to itself",
            &|dir| symlink("cernvm.yaml", dir.join("profiles/cernvm.yaml")).expect("linked"),
            "profiles/cernvm.yaml: symbolic link loop",
        ),
        (
            "a folder",
            &|dir| std::fs::create_dir(dir.join("profiles/cernvm.yaml")).expect("made"),
            "profiles/cernvm.yaml is not a regular file",
        ),
        (
            "a folder of profiles that is a link to nothing",
            &|dir| {
                std::fs::remove_dir(dir.join("profiles")).expect("removed");
                symlink("gone", dir.join("profiles")).expect("linked");
            },
            "profiles: no such file or directory",
        ),
        (
            "a folder of profiles that is a file",
            &|dir| {
                std::fs::remove_dir(dir.join("profiles")).expect("removed");
                std::fs::write(dir.join("profiles"), "").expect("written");
            },
            "profiles/cernvm.yaml: not a directory",
        ),
    ];
    for (how, put, why) in puts {
        let test = verify()
            .arg("cases")
            .file("cases/cernvm/a.yaml", case)
            .file("cases/cernvm/a.argv", "/usr/bin/docker\ncreate\nimg\n");
        std::fs::create_dir_all(test.dir().join("profiles")).expect("made");
        put(test.dir());
        let (outcome, _dir) = test.outcome();
        let said = String::from_utf8_lossy(&outcome.stdout).into_owned();
        let expected = format!(
            "broken: cases/cernvm/a\n  cases/cernvm/a.yaml:1:8: profile `cernvm`: {why}; correct or remove it; the shipped one \
             does not count in its place\n1 case, 0 different, 1 broken\n"
        );
        assert_eq!((said, outcome.status), (expected, testkit::Status::Code(1)), "{how}");
    }
}

#[test]
fn a_folder_without_cases_beside_others_is_a_failure() {
    let test = site("argv: [docker, create, img]\n").file("cases/p/c.argv", "/usr/bin/docker\ncreate\nimg\n");
    std::fs::create_dir(test.dir().join("empty")).expect("made");
    test.args(["--run", ".", "cases", "empty"])
        .stdout("broken: empty\n  empty: holds no case; leave it out\n1 case, 0 different, 1 broken\n")
        .status(1)
        .run();
}

#[test]
fn when_one_file_cannot_be_written_nothing_is_blessed() {
    let test = site("argv: [docker, create, img]\n").file("cases/p/d.yaml", "argv: [docker, create, img]\n");
    std::fs::create_dir(test.dir().join("cases/p/d.env")).expect("made");
    let test = test.file("profiles/p.yaml", format!("{PROFILE}pass_env: {{ names: [A] }}\n"));
    let (outcome, dir) = test.arg("--bless").outcome();
    assert_ne!(outcome.status, testkit::Status::Code(0));
    assert!(!dir.path().join("cases/p/c.argv").exists(), "{outcome:?}");
}

#[test]
fn a_refusal_that_changed_is_asked_for_unless_the_case_expects_it() {
    let stale = |case: &str| site(case).file("cases/p/c.refusal", "anything\n").args(["--bless", "--run", "c"]);
    let case = "argv: [docker, create, --usr, img]\n";
    let refusal = "longshore: word 2 (`--usr`): docker create has no option --usr; did you mean --user?";
    let dir = stale(case)
        .stdout(format!(
            "different: cases/p/c\n  cases/p/c.refusal:1: another refusal is expected; correct the profile or the case, or write \
             `expect: refused` in it, then `verify --bless`\n  - anything\n  + {refusal}\n1 case, 1 different\n"
        ))
        .stderr(
            "longshore: nothing is written because 1 line is refused anew; read why, then write `expect: refused` in the case, \
             or `--bless=refusals`\n",
        )
        .status(1)
        .run();
    assert_eq!(std::fs::read_to_string(dir.path().join("cases/p/c.refusal")).expect("there"), "anything\n");
    let dir = stale(&format!("expect: refused\n{case}"))
        .stdout(format!("blessed, refused: cases/p/c\n  - anything\n  + {refusal}\n1 case, 0 different, 1 blessed\n"))
        .run();
    assert_eq!(std::fs::read_to_string(dir.path().join("cases/p/c.refusal")).expect("there"), format!("{refusal}\n"));
}

#[test]
fn nothing_of_a_case_reaches_the_terminal_raw() {
    let test = site("argv: [docker, create, img]\n")
        .file("cases/p/c.argv", "/usr/bin/docker\r\ncreate\n\x1b[2Jimg\n")
        .file("cases/p/\x1b[31m.yaml", "argv: [docker, create, img]\n")
        .file("cases/p/\x1b[31m.argv", "/usr/bin/docker\ncreate\nimg\n\n");
    let _dir = test
        .args(["--run", ".", "cases"])
        .stdout(
            "different: cases/p/\\x1b[31m\n  cases/p/\\x1b[31m.argv:4: something else is expected; correct the profile or the \
             case, or accept it by `verify --bless`\n    /usr/bin/docker\n    create\n    img\n  -\ndifferent: cases/p/c\n  \
             cases/p/c.argv:1: something else is expected; correct the profile or the case, or accept it by `verify --bless`\n  \
             - /usr/bin/docker<U+000D>\n  + /usr/bin/docker\n    create\n  - <U+001B>[2Jimg\n  + img\n2 cases, 2 different\n",
        )
        .status(1)
        .run();
}
