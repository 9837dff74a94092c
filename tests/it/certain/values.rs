//! Values with fields that longshore does not know.

use longshore::argv::{Kind, Row};
use longshore::runtimes::RuntimeName;
use longshore::values::{Dialect, check_row};

use super::{decided, line, profile, rows, word};

/// Values of which longshore cannot read one or the other, whatever the option.
const STRANGE: [&str; 8] = [
    "type=bind,src=/a,dst=/b,new=1",
    "name=n,new=1",
    "all,new=1",
    "/a:/b:new",
    "/dev/a:/dev/b:new",
    "80:80/new",
    "new",
    "=new",
];

/// A value of that option that longshore cannot read; none for an option that takes any text.
fn strange(row: &Row, dialect: Dialect) -> Option<&'static str> {
    if row.kind == Kind::Volume {
        return Some("/a:/b:new");
    }
    STRANGE.into_iter().find(|value| check_row(row, value.as_bytes(), dialect).is_err())
}

/// The options with such a value.
fn all(runtime: RuntimeName, dialect: Dialect) -> Vec<(&'static Row, &'static str)> {
    let all: Vec<_> = rows(runtime).into_iter().filter_map(|row| Some((row, strange(row, dialect)?))).collect();
    assert!(all.len() > 30, "{}", all.len());
    all
}

#[test]
fn a_rule_that_looks_into_a_value_that_cannot_be_read_refuses_the_line() {
    for (runtime, dialect) in [(RuntimeName::Docker, Dialect::Docker), (RuntimeName::Podman, Dialect::Podman5)] {
        for (row, value) in all(runtime, dialect) {
            let (client, option) = (runtime.as_str(), row.name.as_str());
            for rule in [
                format!("when: {{ option: {{ {option}: \"zzz\" }} }}, set: {{ init: true }}"),
                format!("unless: {{ option: {{ {option}: \"zzz\" }} }}, set: {{ init: true }}"),
                format!("drop: [{{ {option}: [\"zzz\"] }}]"),
                format!("replace: {{ {option}: {{ zzz: {} }} }}", good(row)),
            ] {
                let profile = profile(client, &format!("rules: [{{ name: r, {rule} }}]\n"));
                let words = vec![word(client), word("run"), word(format!("--{option}={value}")), word("img")];
                let refusal = decided(&profile, words, &[]).expect_err(&rule);
                let start =
                    format!("./p.yaml:5:9: rule `r`: word 2: --{option} `{value}` cannot be read, and the profile");
                assert!(refusal.starts_with(&start), "{rule}: {refusal}");
            }
        }
    }
}

/// A value that the option takes, as YAML.
fn good(row: &Row) -> String {
    let remedy = longshore::values::remedy(row, Dialect::Docker);
    let value = remedy.split('`').nth(1).unwrap_or("x");
    format!("\"{}\"", value.replace('"', "\\\""))
}

#[test]
fn a_value_that_nothing_looks_into_is_passed_as_it_is_and_noted() {
    for (runtime, dialect) in [(RuntimeName::Docker, Dialect::Docker), (RuntimeName::Podman, Dialect::Podman5)] {
        let client = runtime.as_str();
        let profile = profile(client, "rules: [{ name: other, set: { init: true } }]\n");
        for (row, value) in all(runtime, dialect) {
            let option = format!("--{}={value}", row.name);
            let words = vec![word(client), word("run"), word(&option), word("img")];
            let plan = decided(&profile, words, &[]).unwrap_or_else(|refusal| panic!("{option}: {refusal}"));
            let step = &plan.steps[0];
            assert!(step.argv().any(|word| word == option.as_str()), "{option}");
            let start = format!("longshore cannot read this --{}: ", row.name);
            assert!(step.notes.iter().any(|(note, _)| note.starts_with(&start)), "{option}: {:?}", step.notes);
        }
    }
}

#[test]
fn an_option_that_longshore_does_not_know_is_passed_and_noted() {
    let profile = profile("docker", "");
    let words = ["docker", "run", "--brand-new=1", "img"].map(word).to_vec();
    let plan = decided(&profile, words, &[]).expect("the line is decided");
    let notes: Vec<&str> = plan.steps[0].notes.iter().map(|(note, _)| note.as_str()).collect();
    assert_eq!(notes, ["longshore does not know the option --brand-new; it is passed as it is"]);
}

#[test]
fn rules_over_items_refuse_an_item_that_cannot_be_read() {
    for (kind, entry, option) in [
        ("bind", "source: /a, drop: item", "--mount=type=bind,src=/a,dst=/b,new=1"),
        ("bind", "source: /a, drop: item", "--mount=type=bind,src=/a,dst=/b,new"),
        ("bind", "source: /a, drop: item", "--volume=/a:/b:new"),
        ("device", "source: /dev/a, drop: item", "--device=/dev/a:/b:new"),
        ("publish", "port: \"80\", drop: item", "--publish=80/new"),
        ("env", "name: A, drop: item", "--env==x"),
    ] {
        let rule = format!("rules: [{{ name: r, for_each: {kind}, first_match: [{{ {entry} }}] }}]\n");
        let refusal = line(&profile("docker", &rule), &format!("docker run {option} img"), &[]).expect_err(option);
        let start = "./p.yaml:5:9: rule `r`: word 2: --";
        assert!(refusal.starts_with(start) && refusal.contains("cannot be read"), "{option}: {refusal}");
    }
}

#[test]
fn a_default_bind_is_not_written_beside_a_mount_that_cannot_be_read() {
    let rule = "rules: [{ name: r, default: { bind: [{ source: /a, target: /b }] } }]\n";
    let refusal = line(&profile("docker", rule), "docker run --mount type=bind,src=/x,dst=/b,new img", &[]);
    assert_eq!(
        refusal.expect_err("a refusal"),
        "./p.yaml:5:9: rule `r`: word 2: --mount `type=bind,src=/x,dst=/b,new` cannot be read, and the profile looks into \
         it: mount key `new` is not known; write it as in \
         `type=bind,source=/data,target=/data,readonly`"
    );
}

#[test]
fn of_what_podman_splits_a_rule_that_looks_into_it_wants_one_value_in_each_option() {
    for (rule, option) in [
        ("drop: [{ cap-add: [SYS_ADMIN] }]", "--cap-add=NET_ADMIN,SYS_ADMIN"),
        ("when: { option: { cap-add: SYS_ADMIN } }, set: { init: true }", "--cap-add=NET_ADMIN,SYS_ADMIN"),
        ("default: { sysctl: { net.core.somaxconn: \"9\" } }", "--sysctl=net.a=1,net.core.somaxconn=5"),
        ("drop: [{ ulimit: [nofile] }]", "--ulimit=nproc=5,nofile=9"),
        ("for_each: publish, first_match: [{ port: \"80\", drop: item }]", "--publish=80,81"),
    ] {
        let profile = profile("podman", &format!("rules: [{{ name: r, {rule} }}]\n"));
        let refusal = line(&profile, &format!("podman run {option} img"), &[]).expect_err(option);
        assert!(refusal.contains("2 values") || refusal.contains("cannot be read"), "{option}: {refusal}");
    }
}

#[test]
fn docker_29_s_bind_create_src_is_a_bind_like_any_other() {
    let rule =
        "rules:\n  - { name: r, for_each: bind, first_match: [{ source: \"/tmp/**\", set_item: { access: ro } }] }\n";
    let profile = profile("docker", rule);
    for (given, written) in [
        ("type=bind,src=/tmp/a,dst=/b,bind-create-src", "type=bind,src=/tmp/a,dst=/b,bind-create-src,readonly"),
        (
            "type=bind,src=/tmp/a,dst=/b,bind-create-src=true",
            "type=bind,src=/tmp/a,dst=/b,bind-create-src=true,readonly",
        ),
    ] {
        let found = line(&profile, &format!("docker run --mount {given} img"), &[]);
        assert_eq!(found, Ok(format!("run --mount={written} img")));
    }
}

#[test]
fn blanks_at_the_ends_of_a_mount_which_docker_29_alone_cuts_off_are_no_reading() {
    let rule = "rules:\n  - { name: r, for_each: bind, first_match: [{ source: \"/tmp/**\", drop: item }] }\n";
    let refusal = line(&profile("docker", rule), "docker run --mount 'type=bind,dst=/b,src=/tmp/a ' img", &[]);
    let refusal = refusal.expect_err("a refusal");
    assert!(refusal.contains("is not free of blanks at its ends"), "{refusal}");
}
