//! One mistake in a policy of 200 lines, and what a tired administrator reads about it.
//!
//! Each case changes one line of `tests/fixtures/site.yaml`; its snapshot is everything that `longshore profile check`
//! prints. The mistake has to be found by that alone.

use testkit::{Outcome, Status, Test};

const SITE: &str = include_str!("../fixtures/site.yaml");

/// Name of the case, a text of the profile, and what stands there instead.
const CASES: &[(&str, &str, &str)] = &[
    ("a_list_name_misspelt", "\n  binds:\n", "\n  bind:\n"),
    ("a_command_misspelt", "    - inspect\n", "    - inspct\n"),
    ("a_command_that_is_not_read", "    - info\n", "    - compose\n"),
    ("no_commands", "  commands:\n    - create\n", "  comands:\n    - create\n"),
    ("a_bind_without_source", "    - source: \"/software/**\"\n      access: ro\n", "    - access: ro\n"),
    ("a_bind_that_is_not_absolute", "source: \"/project/**\"", "source: \"project/**\""),
    ("a_bind_by_what_the_caller_sets", "source: \"/scratch/**\"", "source: \"${env:SCRATCH}/**\""),
    ("an_access_that_is_none", "source: \"/scratch/**\"\n      access: rw", "source: \"/scratch/**\"\n      access: w"),
    (
        "a_race_that_is_not_accepted",
        "/scratch/**\"\n      access: rw\n      race: accepted",
        "/scratch/**\"\n      access: rw\n      race: fine",
    ),
    ("a_size_without_limit", "max: 256g", "max: 0"),
    ("a_size_that_is_none", "max: 64g", "max: 64gigs"),
    ("over_without_a_bound", "      max: 16384\n", "      over: clamp\n"),
    ("over_misspelt", "      max: 16384\n", "      max: 16384\n      over: clmap\n"),
    ("cpus_that_are_none", "max: \"64\"", "max: all"),
    ("images_without_trust", "    trust: local\n", ""),
    ("a_trust_that_is_none", "trust: local", "trust: digests"),
    ("a_name_that_could_be_an_id", "containers: [\"job-*\"", "containers: [\"[0-9]*\""),
    ("a_capability_with_a_blank", "capabilities: []", "capabilities: [SYS ADMIN]"),
    ("gpus_that_are_no_number", "gpus: 0-4", "gpus: four"),
    ("ports_backwards", "host: 8000-8999", "host: 8999-8000"),
    ("an_unknown_namespace", "    ipc: [private", "    icp: [private"),
    ("a_requirement_misspelt", "  - pids-limit\n", "  - pids\n"),
    ("a_requirement_with_an_unknown_key", "  - cap-drop: [ALL]", "  - cap-add: [ALL]"),
    ("a_word_for_everybody", "  users: submitter", "  users: any"),
    ("a_pattern_of_groups", "  groups: submitter", "  groups: [\"*\"]"),
    ("a_denial_without_message", "    message: centos has reached its end; use rockylinux\n", ""),
    ("a_denial_of_nothing", "  - when:\n      image: [\"docker.io/library/centos:*\"]\n", "  - unless: {}\n"),
    ("an_identity_that_is_none", "identity: submitter", "identity: submiter"),
    ("a_submitter_without_callers", "identity: submitter", "identity: submitter\nsubmitter: option"),
    ("a_policy_without_engine", "engine: /usr/bin/docker\n", ""),
    ("a_policy_behind_sudo", "engine: /usr/bin/docker", "engine: [/usr/bin/sudo, -n, /usr/bin/docker]"),
    ("a_mode_that_is_none", "identity: submitter", "identity: submitter\nmode: audit"),
    ("a_reading_that_is_not_known", "identity: submitter", "identity: submitter\nreads: \"19.03\""),
    ("require_beside_any", "\nallow:\n  commands:", "\nallow: any\nallowed:\n  commands:"),
    ("bulk_without_filters", "bulk: { images: any }", "bulk: { images: [] }"),
    ("an_unquoted_no", "restart: [\"no\"]", "restart: [no]"),
    ("a_pattern_that_is_open", "labels: [\"org.example.*\"", "labels: [\"org.example.[\""),
    ("a_bulk_command_misspelt", "bulk: { images: any }", "bulk: { image: any }"),
];

fn check(profile: &str) -> Outcome {
    let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").file("site.yaml", profile);
    test.args(["profile", "check", "./site.yaml"]).outcome().0
}

#[test]
fn the_profile_itself_is_good_and_of_a_sites_size() {
    assert!(SITE.lines().count() >= 200, "{}", SITE.lines().count());
    let outcome = check(SITE);
    assert_eq!(String::from_utf8_lossy(&outcome.stderr), "");
    assert_eq!(String::from_utf8_lossy(&outcome.stdout), "./site.yaml: good, 12 rules\n");
}

#[test]
fn every_mistake_is_found_by_its_message() {
    for (name, right, wrong) in CASES {
        assert_eq!(SITE.matches(right).count(), 1, "{name}: `{right}` does not stand once in the profile");
        let outcome = check(&SITE.replace(right, wrong));
        assert_eq!(outcome.status, Status::Code(1), "{name}");
        assert_eq!(outcome.stdout, b"", "{name}");
        let printed = String::from_utf8_lossy(&outcome.stderr).into_owned();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/policies" }, {
            insta::assert_snapshot!(*name, printed);
        });
    }
}

/// The schema sees no patterns and no meaning: what it finds is marked in an editor already.
#[test]
fn every_mistake_of_shape_is_found_by_the_schema_too() {
    let schema = testkit::Schema::new(include_str!("../../docs/schema/profile.schema.json"));
    let faults = |text: &str| schema.faults(&longshore::yaml::parse(text, 0).expect("YAML").to_json());
    assert_eq!(faults(SITE), Vec::<String>::new());
    let texts = || CASES.iter().map(|(name, right, wrong)| (*name, SITE.replace(right, wrong)));
    let found: Vec<&str> = texts().filter(|(_, text)| !faults(text).is_empty()).map(|(name, _)| name).collect();
    let of_shape = texts().filter(|(_, text)| testkit::fault_of_shape(text).is_some()).map(|(name, _)| name);
    let missed: Vec<&str> = of_shape.filter(|name| !found.contains(name)).collect();
    assert_eq!(missed, Vec::<&str>::new());
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/policies" }, {
        insta::assert_snapshot!("found_by_the_schema", found.join("\n"));
    });
}
