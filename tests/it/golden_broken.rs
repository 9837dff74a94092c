//! Broken files among golden cases: each is a failure with its place and what to do, and none is passed over.

#![expect(clippy::disallowed_methods, reason = "a test looks at the files beside the cases")]

use testkit::Test;

const SITE: &str = "version: 1\nengine: /e/docker\nallow: any\nrules:\n  - { name: no user, drop: [user] }\n";
const DORP: &str = "version: 1\nengine: /e/docker\nallow: any\nrules:\n  - { name: no user, dorp: [user] }\n";

const ASKS: &str = "version: 1\nengine: /e/docker\nallow: any\nrules:\n  - { name: own, set: { user: \"${uid}\" } }\n";

/// A broken file, those beside it, and what is said of it.
struct Broken {
    files: &'static [(&'static str, &'static str)],
    said: &'static str,
}

const BROKEN: [Broken; 34] = [
    Broken {
        files: &[("site/a-misspelled-key.yaml", "argvs: [docker, run, x]\n")],
        said: "broken: cases/site/a-misspelled-key\n  cases/site/a-misspelled-key.yaml:1:1: unknown key `argvs`; did you \
               mean `argv`?\n",
    },
    Broken {
        files: &[("site/a-misspelled-ending.arvg", "/e/docker\nrun\nx\n")],
        said: "broken: cases/site/a-misspelled-ending.arvg\n  cases/site/a-misspelled-ending.arvg: is neither a case nor an \
               expected side; did you mean .argv?\n",
    },
    Broken {
        files: &[("site/profiles/of-a-profile.yml", SITE)],
        said: "broken: cases/site/profiles/of-a-profile.yml\n  cases/site/profiles/of-a-profile.yml: is no case: the name of a \
               case ends in .yaml; rename it, or give a folder that holds cases only\n",
    },
    Broken {
        files: &[("site/profiles/line.argv", "/e/docker\nrun\nx\n")],
        said: "broken: cases/site/profiles/line\n  cases/site/profiles/line.yaml: is not there, but its expected side is; write \
               the case, or remove the other files\n",
    },
    Broken {
        files: &[("site/profiles/below/p.yaml", DORP)],
        said: "broken: cases/site/profiles/below/p.yaml\n  cases/site/profiles/below/p.yaml:5:22: unknown key `dorp`; did you \
               mean `drop`?\n",
    },
    Broken {
        files: &[("site/profiles/notes.txt", "x\n")],
        said: "broken: cases/site/profiles/notes.txt\n  cases/site/profiles/notes.txt: is neither a case nor an expected side; \
               move it elsewhere; only pages (.md), hidden files and an editor's copies may lie among cases\n",
    },
    Broken {
        files: &[("own/m.yaml", SITE), ("own/m.files", "")],
        said: "broken: cases/own/m.files\n  cases/own/m.files: is an expected side of a profile, which has none; rename it like \
               its case, or remove it\n",
    },
    Broken {
        files: &[("own/m.env", "A=1\n")],
        said: "broken: cases/own/m.env\n  cases/own/m.env: is an expected side of a profile, which has none; rename it like its \
               case, or remove it\n",
    },
    Broken {
        files: &[("site/folder.yaml/c.yaml", "argv: [docker, run, x]\n")],
        said: "broken: cases/site/folder.yaml\n  cases/site/folder.yaml: is a folder with the name of a case; rename it\n",
    },
    Broken {
        files: &[("site/another-ending.yml", "argv: [docker, run, x]\n")],
        said: "broken: cases/site/another-ending.yml\n  cases/site/another-ending.yml: is no case: the name of a case ends in \
               .yaml; rename it, or give a folder that holds cases only\n",
    },
    Broken {
        files: &[("alone/in-capitals.YAML", "argv: [docker, run, x]\n")],
        said: "broken: cases/alone/in-capitals.YAML\n  cases/alone/in-capitals.YAML: is no case: the name of a case ends in \
               .yaml; rename it, or give a folder that holds cases only\n",
    },
    Broken {
        files: &[("alone-as-json/case.json", "{\"argv\": [\"docker\", \"run\", \"x\"]}\n")],
        said: "broken: cases/alone-as-json/case.json\n  cases/alone-as-json/case.json: is no case: the name of a case ends in \
               .yaml; rename it, or give a folder that holds cases only\n",
    },
    Broken {
        files: &[("alone-without-ending/case", "argv: [docker, run, x]\n")],
        said: "broken: cases/alone-without-ending/case\n  cases/alone-without-ending/case: is neither a case nor an expected \
               side; move it elsewhere; only pages (.md), hidden files and an editor's copies may lie among cases\n",
    },
    Broken {
        files: &[("site/taken-for-a-profile.yaml", "version: 1\nallow: any\nargvs: [docker, run, x]\n")],
        said: "broken: cases/site/taken-for-a-profile.yaml\n  cases/site/taken-for-a-profile.yaml:3:1: unknown key `argvs`; \
               known here: version, description, extends, runtime, builder, engine, engine_is_script, engine_user, reads, \
               untranslatable, batch, facts, submitter, callers, min_id, identity, options, from_env, pass_env, client_env, \
               audit, redact, image, command, pull, stop, prune, keep, globals, selectable, mode, require, deny, allow, rules\n",
    },
    Broken {
        files: &[("profiles/nobody-s.yaml", DORP)],
        said: "broken: cases/profiles/nobody-s.yaml\n  cases/profiles/nobody-s.yaml:5:22: unknown key `dorp`; did you mean \
               `drop`?\n",
    },
    Broken {
        files: &[
            ("asks/a-forgotten-fact.yaml", "expect: refused\nargv: [docker, run, --privileged, x]\n"),
            (
                "asks/a-forgotten-fact.refusal",
                "longshore: asks.yaml:5:31: rule `own`: `uid` is not known: the case gives none; write `host: {uid: ...}`; guard \
                 the rule with `when`, or write a default `:-`\n",
            ),
        ],
        said: "different: cases/asks/a-forgotten-fact\n  cases/asks/a-forgotten-fact.yaml:1:9: the line is refused only because \
               the case lacks a fact of its machine: asks.yaml:5:31: rule `own`: `uid` is not known: the case gives none; write \
               `host: {uid: ...}`; guard the rule with `when`, or write a default `:-`; add the fact, or remove `expect` if the \
               case is about a machine that lacks it\n",
    },
    Broken {
        files: &[("site/nothing-is-expected-of-a-refusal.yaml", "argv: [docker, run, --usr, x]\n")],
        said: "different: cases/site/nothing-is-expected-of-a-refusal\n  \
               cases/site/nothing-is-expected-of-a-refusal.yaml:1:8: nothing is expected of this case, and it is refused; \
               correct it, or write `expect: refused` in it, then `verify --bless`\n  + longshore: word 2 (`--usr`): docker run \
               has no option --usr; did you mean --user?\n",
    },
    Broken {
        files: &[("site/a-misspelled-kind.yaml", "jobs: { image: x }\n")],
        said: "broken: cases/site/a-misspelled-kind\n  cases/site/a-misspelled-kind.yaml:1:1: unknown key `jobs`; did you \
               mean `job`?\n",
    },
    Broken {
        files: &[("site/no-yaml.yaml", "ARGV\n  - : {")],
        said: "broken: cases/site/no-yaml\n  cases/site/no-yaml.yaml:2:5: mapping values are not allowed in this \
               context; fix the YAML there\n",
    },
    Broken {
        files: &[("site/no-client.yaml", "argv: [run, x]\n"), ("site/no-client.argv", "/e/docker\nx\n")],
        said: "broken: cases/site/no-client\n  cases/site/no-client.yaml:1:8: `run` is not the name of a client; begin the \
               line with docker or podman, a path to one, or docker-PROFILE\n",
    },
    Broken {
        files: &[
            ("site/another-program.yaml", "argv: [sudo, docker, run, x]\n"),
            ("site/another-program.argv", "/e/docker\ndocker\nrun\nx\n"),
        ],
        said: "broken: cases/site/another-program\n  cases/site/another-program.yaml:1:8: `sudo` is not the name of a client; \
               begin the line with docker or podman, a path to one, or docker-PROFILE\n",
    },
    Broken {
        files: &[
            ("site/another-profile.yaml", "argv: [docker-other, run, x]\n"),
            ("site/another-profile.argv", "/e/docker\nrun\nx\n"),
        ],
        said: "broken: cases/site/another-profile\n  cases/site/another-profile.yaml:1:8: the line's client chooses the profile \
               `other`, and this is a case of `site`; write docker or podman\n",
    },
    Broken {
        files: &[
            ("site/a-misspelled-fact.yaml", "argv: [docker, run, x]\nhost: { uuid: 1 }\n"),
            ("site/a-misspelled-fact.argv", "/e/docker\nrun\nx\n"),
        ],
        said: "broken: cases/site/a-misspelled-fact\n  cases/site/a-misspelled-fact.yaml:2:9: unknown key `uuid`; did you \
               mean `uid`?\n",
    },
    Broken {
        files: &[("site/no-case.argv", "/e/docker\nrun\nx\n")],
        said: "broken: cases/site/no-case\n  cases/site/no-case.yaml: is not there, but its expected side is; write the case, \
               or remove the other files\n",
    },
    Broken {
        files: &[("site/no-case-either.env", "A=1\n")],
        said: "broken: cases/site/no-case-either.env\n  cases/site/no-case-either.env: is an expected side without a case; \
               write the .yaml beside it, or remove the file\n",
    },
    Broken {
        files: &[("site/nothing-is-expected.yaml", "argv: [docker, run, x]\n")],
        said: "different: cases/site/nothing-is-expected\n  cases/site/nothing-is-expected.yaml:1:8: nothing is expected of this \
               case; `verify --bless` writes what follows, to be read\n  + /e/docker\n  + run\n  + x\n",
    },
    Broken {
        files: &[
            ("site/two-are-expected.yaml", "argv: [docker, run, x]\n"),
            ("site/two-are-expected.argv", "/e/docker\nrun\nx\n"),
            ("site/two-are-expected.refusal", "longshore: no\n"),
        ],
        said: "broken: cases/site/two-are-expected\n  cases/site/two-are-expected.refusal: a case expects a line or a refusal, \
               and both are there; remove one of the two files\n",
    },
    Broken {
        files: &[
            ("site/an-odd-escape.yaml", "argv: [docker, run, x]\n"),
            ("site/an-odd-escape.argv", "/e/docker\nrun\n\\x\n"),
        ],
        said: "different: cases/site/an-odd-escape\n  cases/site/an-odd-escape.argv:3: a backslash that begins \
               none of \\\\ \\n \\t \\r \\xHH; correct the line, or let `verify --bless` write the file\n    \
               /e/docker\n    run\n  - \\x\n  + x\n",
    },
    Broken {
        files: &[
            ("site/accepted-before.yaml", "argv: [docker, run, --usr, x]\n"),
            ("site/accepted-before.argv", "/e/docker\nrun\n--usr\nx\n"),
        ],
        said: "different: cases/site/accepted-before\n  cases/site/accepted-before.argv:1: the line was accepted \
               and is refused; correct the profile or the case, or accept it by `verify --bless=refusals`\n  - \
               /e/docker\n  - run\n  - --usr\n  - x\n  + longshore: word 2 (`--usr`): docker run has no option \
               --usr; did you mean --user?\n",
    },
    Broken {
        files: &[
            ("site/expects-acceptance.yaml", "expect: accepted\nargv: [docker, run, --usr, x]\n"),
            (
                "site/expects-acceptance.refusal",
                "longshore: word 2 (`--usr`): docker run has no option --usr; did you mean --user?\n",
            ),
        ],
        said: "different: cases/site/expects-acceptance\n  cases/site/expects-acceptance.yaml:1:9: an accepted \
               line is expected, and it is refused: word 2 (`--usr`): docker run has no option --usr; did you mean --user?; correct the profile, or what the case expects\n",
    },
    Broken {
        files: &[
            ("site/expects-a-refusal.yaml", "argv: [docker, run, x]\nexpect: refused\n"),
            ("site/expects-a-refusal.argv", "/e/docker\nrun\nx\n"),
        ],
        said: "different: cases/site/expects-a-refusal\n  cases/site/expects-a-refusal.yaml:2:9: a refusal is expected, and the \
               line is accepted; correct the profile, or what the case expects\n",
    },
    Broken {
        files: &[("site/notes.txt", "to do\n")],
        said: "broken: cases/site/notes.txt\n  cases/site/notes.txt: is neither a case nor an expected side; move it elsewhere; \
               only pages (.md), hidden files and an editor's copies may lie among cases\n",
    },
    Broken {
        files: &[
            ("siet/a-misspelled-folder.yaml", "argv: [docker, run, x]\n"),
            (
                "siet/a-misspelled-folder.refusal",
                "longshore: profile `siet`: no `profiles/` folder above the case has it, nor is it shipped; check the name and \
                 `profile:` of the case\n",
            ),
        ],
        said: "broken: cases/siet/a-misspelled-folder\n  cases/siet/a-misspelled-folder.yaml:1:8: profile `siet`: no `profiles/` \
               folder above the case has it, nor is it shipped; did you mean `site`?\n",
    },
    Broken {
        files: &[
            ("dorp/a-broken-profile.yaml", "argv: [docker, run, x]\n"),
            (
                "dorp/a-broken-profile.refusal",
                "longshore: profiles/dorp.yaml:5:22: unknown key `dorp`; did you mean `drop`?\n",
            ),
        ],
        said: "broken: cases/dorp/a-broken-profile\n  profiles/dorp.yaml:5:22: unknown key `dorp`; did you mean `drop`?\n",
    },
];

const LINKED: &str = "broken: cases/linked\n  cases/linked: is a link to a folder, and links are not followed; give the folder \
                      by its path\n";

/// A site with one case that holds, pages and hidden files beside it, and everything broken.
fn site() -> Test {
    let test = Test::new(env!("CARGO_BIN_EXE_longshore"))
        .argv0("longshore")
        .file("profiles/site.yaml", SITE)
        .file("profiles/dorp.yaml", DORP)
        .file("profiles/asks.yaml", ASKS)
        .file("cases/site/good.yaml", "argv: [docker, run, -u, \"1\", x]\n")
        .file("cases/site/good.argv", "/e/docker\nrun\nx\n")
        .file("cases/site/README.md", "What the cases show.\n")
        .file("cases/site/.good.yaml.swp", "an editor's\n")
        .file("cases/site/good.yaml~", "an editor's\n")
        .file("elsewhere/a.yaml", "argv: [docker, run, x]\n")
        .link("cases/linked", "../elsewhere");
    let files = BROKEN.iter().flat_map(|broken| broken.files);
    files.fold(test, |test, (path, text)| test.file(format!("cases/{path}"), text))
}

/// What is said of all, in the order of names.
fn said() -> Vec<&'static str> {
    let mut said: Vec<&str> = BROKEN.iter().map(|broken| broken.said).chain([LINKED]).collect();
    said.sort_by_key(|said| said.lines().next().and_then(|line| line.split(": ").nth(1)));
    said
}

#[test]
fn a_broken_file_is_a_failure_with_place_and_remedy_and_none_is_passed_over() {
    let said = said();
    assert_eq!(said.len(), BROKEN.len() + 1);
    let expected = format!("{}20 cases, 7 different, 28 broken\n", said.concat());
    let _dir = site().args(["verify", "cases"]).stdout(expected).status(1).run();
}

#[test]
fn nothing_is_blessed_while_a_file_is_broken() {
    let (outcome, dir) = site().args(["verify", "--bless=refusals", "cases"]).outcome();
    assert_eq!(outcome.status, testkit::Status::Code(1));
    let said = String::from_utf8(outcome.stderr).expect("UTF-8");
    assert!(said.starts_with("longshore: nothing is written because of "), "{said}");
    for (path, text) in BROKEN.iter().flat_map(|broken| broken.files) {
        let now = std::fs::read_to_string(dir.path().join("cases").join(path)).ok();
        assert_eq!(now.as_deref(), Some(*text), "{path}");
    }
    let beside = |name: &str| dir.path().join("cases/site").join(name).exists();
    assert!(!beside("nothing-is-expected.argv") && !beside("accepted-before.refusal"));
}
