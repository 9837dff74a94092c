//! Broken profiles, and what a tired administrator reads about them.
//!
//! Each case is a profile with one mistake; its snapshot is everything that `longshore profile check` prints.

use testkit::{Status, Test};

/// Name of the case, its profile, and files beside it.
const CASES: &[(&str, &str)] = &[
    ("no_allow", "version: 1\nruntime: docker\n"),
    ("no_version", "allow: any\n"),
    ("a_later_version", "version: 2\nallow: any\n"),
    ("an_allow_list", "version: 1\nallow:\n  commands: [run]\n"),
    ("an_unknown_key", "version: 1\nallow: any\nengin: /usr/bin/docker\n"),
    ("a_key_twice", "version: 1\nallow: any\nallow: any\n"),
    ("an_anchor", "version: 1\nallow: &a any\n"),
    ("broken_yaml", "version: 1\nallow: [any\n"),
    ("two_documents", "version: 1\nallow: any\n---\nversion: 1\n"),
    ("an_empty_file", ""),
    ("a_list_for_a_profile", "- version: 1\n"),
    ("a_relative_engine", "version: 1\nallow: any\nengine: docker\n"),
    ("an_unknown_runtime", "version: 1\nallow: any\nruntime: dokcer\n"),
    ("a_rule_without_name", "version: 1\nallow: any\nrules:\n  - drop: [user]\n"),
    ("a_rule_that_does_nothing", "version: 1\nallow: any\nrules:\n  - name: x\n    when: { verb: run }\n"),
    ("an_unknown_option", "version: 1\nallow: any\nrules:\n  - name: x\n    drop: [usr]\n"),
    ("an_option_by_its_letter", "version: 1\nallow: any\nrules:\n  - name: x\n    drop: [u]\n"),
    ("an_option_by_its_letter_with_a_dash", "version: 1\nallow: any\nrules:\n  - name: x\n    drop: [-u]\n"),
    ("an_option_of_other_commands", "version: 1\nallow: any\nrules:\n  - name: x\n    drop: [force]\n"),
    ("an_option_with_dashes", "version: 1\nallow: any\nrules:\n  - name: x\n    drop: [--user]\n"),
    ("an_unknown_verb", "version: 1\nallow: any\nrules:\n  - name: x\n    when: { verb: creat }\n    drop: [user]\n"),
    (
        "a_rule_on_build",
        "version: 1\nallow: any\nrules:\n  - name: x\n    when: { verb: [build] }\n    drop: [label]\n",
    ),
    ("a_rule_on_start", "version: 1\nallow: any\nrules:\n  - name: x\n    when: { verb: start }\n    drop: [attach]\n"),
    ("an_unquoted_yes", "version: 1\nallow: any\nrules:\n  - name: x\n    set: { user: yes }\n"),
    ("a_leading_zero", "version: 1\nallow: any\nrules:\n  - name: x\n    set: { user: 0100 }\n"),
    ("an_undefined_variable", "version: 1\nallow: any\nrules:\n  - name: x\n    set: { user: \"${uidd}\" }\n"),
    (
        "a_source_outside_of_for_each",
        "version: 1\nallow: any\nrules:\n  - name: x\n    add: { env: { A: \"${source}\" } }\n",
    ),
    ("an_open_variable", "version: 1\nallow: any\nrules:\n  - name: x\n    set: { user: \"${uid\" }\n"),
    ("a_value_that_the_client_refuses", "version: 1\nallow: any\nrules:\n  - name: x\n    set: { memory: 64x }\n"),
    (
        "a_bind_glued_from_text",
        "version: 1\nallow: any\nrules:\n  - name: x\n    add: { volume: [\"/data/${user}:/data\"] }\n",
    ),
    ("a_bind_without_target", "version: 1\nallow: any\nrules:\n  - name: x\n    add: { bind: [{ source: /data }] }\n"),
    ("adding_to_a_scalar", "version: 1\nallow: any\nrules:\n  - name: x\n    add: { user: \"1\" }\n"),
    ("a_list_for_a_scalar", "version: 1\nallow: any\nrules:\n  - name: x\n    set: { user: [a, b] }\n"),
    ("a_text_for_a_switch", "version: 1\nallow: any\nrules:\n  - name: x\n    set: { init: maybe }\n"),
    (
        "a_broken_regular_expression",
        "version: 1\nallow: any\nrules:\n  - name: x\n    when: { image: \"re:(\" }\n    drop: [user]\n",
    ),
    ("an_open_bracket_in_a_glob", "version: 1\nallow: any\nrules:\n  - name: x\n    drop: [{ env: [\"A[\"] }]\n"),
    ("for_each_without_entries", "version: 1\nallow: any\nrules:\n  - name: x\n    for_each: bind\n"),
    (
        "for_each_of_an_unknown_kind",
        "version: 1\nallow: any\nrules:\n  - name: x\n    for_each: binds\n    first_match: [{ source: /a }]\n",
    ),
    (
        "a_field_of_another_kind",
        "version: 1\nallow: any\nrules:\n  - name: x\n    for_each: env\n    first_match:\n      - source: /a\n        drop: item\n",
    ),
    (
        "a_job_ad_without_htcondor",
        "version: 1\nallow: any\nbatch: slurm\nrules:\n  - name: x\n    when: { job_ad: { VO: atlas } }\n    drop: [user]\n",
    ),
    (
        "a_job_ad_template_without_batch",
        "version: 1\nallow: any\nrules:\n  - name: x\n    set: { name: \"${job_ad.VO}\" }\n",
    ),
    ("an_unknown_batch_system", "version: 1\nallow: any\nbatch: condor\n"),
    ("a_job_without_batch", "version: 1\nallow: any\nrules:\n  - name: x\n    set: { name: \"${job.key}\" }\n"),
    (
        "an_unknown_fact_of_the_job",
        "version: 1\nallow: any\nbatch: lsf\nrules:\n  - name: x\n    set: { name: \"${job.ids}\" }\n",
    ),
    (
        "a_queue_of_htcondor",
        "version: 1\nallow: any\nbatch: htcondor\nrules:\n  - name: x\n    set: { name: \"${job.queue}\" }\n",
    ),
    ("a_relative_facts_file", "version: 1\nallow: any\nfacts: facts.yaml\n"),
    ("a_variable_that_sets_nothing", "version: 1\nallow: any\nfrom_env:\n  A: { split: words }\n"),
    ("a_variable_for_an_unknown_option", "version: 1\nallow: any\nfrom_env:\n  A: { option: volumes }\n"),
    ("a_variable_for_an_unknown_setting", "version: 1\nallow: any\nfrom_env:\n  A: { setting: pas_env }\n"),
    ("a_variable_for_the_entrypoint", "version: 1\nallow: any\nfrom_env:\n  A: { setting: entrypoint }\n"),
    ("a_variable_with_two_meanings", "version: 1\nallow: any\nfrom_env:\n  A: { option: ipc, setting: pass_env }\n"),
    ("a_variable_with_an_impossible_name", "version: 1\nallow: any\nfrom_env:\n  A-B: { option: ipc }\n"),
    ("words_for_a_scalar", "version: 1\nallow: any\nfrom_env:\n  A: { option: memory, split: words }\n"),
    ("words_for_a_setting", "version: 1\nallow: any\nfrom_env:\n  A: { setting: log_level, read: lines }\n"),
    ("an_unknown_way_to_split", "version: 1\nallow: any\nfrom_env:\n  A: { option: env, split: commas }\n"),
    (
        "a_value_of_a_variable_that_the_client_refuses",
        "version: 1\nallow: any\nfrom_env:\n  A: { option: memory, values: { big: 64x } }\n",
    ),
    ("a_default_that_the_client_refuses", "version: 1\nallow: any\nfrom_env:\n  A: { option: memory, default: 64x }\n"),
    (
        "a_value_that_a_setting_cannot_have",
        "version: 1\nallow: any\nfrom_env:\n  A: { setting: log_level, values: { x: loud } }\n",
    ),
    ("an_environment_that_is_turned_off_but_not_on", "version: 1\nallow: any\nfrom_env:\n  A: { setting: pass_env }\n"),
    ("an_unknown_way_to_pass_the_environment", "version: 1\nallow: any\npass_env: { by: fil }\n"),
    ("an_unknown_way_with_line_ends", "version: 1\nallow: any\npass_env: { multiline: pass }\n"),
    (
        "an_environment_that_sudo_resets",
        "version: 1\nallow: any\nengine: [/usr/bin/sudo, -n, /usr/bin/docker]\npass_env: {}\n",
    ),
    (
        "a_site_option_that_the_engine_has",
        "version: 1\nallow: any\noptions:\n  gpus: { expand: { set: { gpus: all } } }\n",
    ),
    ("a_site_option_with_dashes", "version: 1\nallow: any\noptions:\n  --gpu: { expand: { set: { gpus: all } } }\n"),
    ("a_site_option_of_one_letter", "version: 1\nallow: any\noptions:\n  g: { expand: { set: { gpus: all } } }\n"),
    ("a_site_option_without_meaning", "version: 1\nallow: any\noptions:\n  gpu: { help: GPUs }\n"),
    ("a_site_option_that_becomes_nothing", "version: 1\nallow: any\noptions:\n  gpu: { expand: {} }\n"),
    (
        "a_site_option_that_becomes_an_unknown_one",
        "version: 1\nallow: any\noptions:\n  gpu: { expand: { set: { gpuss: all } } }\n",
    ),
    (
        "a_site_option_that_becomes_another",
        "version: 1\nallow: any\noptions:\n  gpu: { expand: { set: { mpi: true } } }\n  mpi: { expand: { set: { ipc: host } } }\n",
    ),
    (
        "a_site_option_in_a_rule",
        "version: 1\nallow: any\noptions:\n  gpu: { expand: { set: { gpus: all } } }\nrules:\n  - name: x\n    when: { option: { gpu: given } }\n    drop: [user]\n",
    ),
    (
        "a_conflict_with_an_unknown_option",
        "version: 1\nallow: any\noptions:\n  gpu: { conflicts: [mpy], expand: { set: { gpus: all } } }\n",
    ),
    ("a_declared_option_without_effect", "version: 1\nallow: any\noptions:\n  foo: { engine: true }\n"),
    (
        "a_declared_option_with_a_meaning",
        "version: 1\nallow: any\noptions:\n  foo: { engine: true, effect: harmless, expand: { set: { ipc: host } } }\n",
    ),
    (
        "an_unknown_kind_of_option",
        "version: 1\nallow: any\noptions:\n  foo: { engine: true, kind: number, effect: other }\n",
    ),
    ("a_starter_without_batch", "version: 1\nallow: any\ncommand: argv\n"),
    ("a_starter_of_htcondor", "version: 1\nallow: any\nbatch: htcondor\nimage: { default: a }\n"),
    ("an_image_from_nowhere", "version: 1\nallow: any\nbatch: lsf\nimage: {}\n"),
    ("an_unknown_form_of_command", "version: 1\nallow: any\nbatch: lsf\ncommand: string\n"),
    ("a_program_to_ask_without_its_path", "version: 1\nallow: any\nprune: { ask: bjobs }\n"),
    ("a_time_that_is_none", "version: 1\nallow: any\nkeep: long\n"),
    ("a_release_of_podman_that_is_not_known", "version: 1\nruntime: podman\nreads: \"6\"\nallow: any\n"),
    ("a_translation_of_dockers_lines_for_docker", "version: 1\nallow: any\nuntranslatable: drop\n"),
    ("extends_nothing", "version: 1\nextends: nowhere\nallow: any\n"),
    ("extends_itself", "version: 1\nextends: ./p.yaml\nallow: any\n"),
    ("globals_that_do_not_exist", "version: 1\nallow: any\nglobals: { contxt: x }\n"),
    ("a_global_help", "version: 1\nallow: any\nglobals: { help: true }\n"),
    ("a_tag", "version: 1\nallow: !!str any\n"),
    ("a_path_for_a_selectable_name", "version: 1\nallow: any\nselectable: [./x.yaml]\n"),
];

#[test]
fn every_mistake_is_found_by_its_message() {
    for (name, profile) in CASES {
        let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").file("p.yaml", profile);
        let (outcome, _dir) = test.args(["profile", "check", "./p.yaml"]).outcome();
        assert_eq!(outcome.status, Status::Code(1), "{name}");
        assert_eq!(outcome.stdout, b"", "{name}");
        let printed = String::from_utf8(outcome.stderr).expect("messages are UTF-8");
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(*name, printed);
        });
    }
}

/// Words within a template, which no schema looks into.
const BEYOND_A_SCHEMA: [&str; 3] =
    ["an_undefined_variable", "a_source_outside_of_for_each", "an_unknown_fact_of_the_job"];

/// The schema sees one file, and neither templates nor patterns: what it finds is marked in an editor already.
#[test]
fn every_mistake_of_shape_is_found_by_the_schema_too() {
    let schema = testkit::Schema::new(include_str!("../../docs/schema/profile.schema.json"));
    let is_found = |text: &str| {
        let document = longshore::yaml::parse(text, 0);
        document.map_or(true, |document| !schema.faults(&document.to_json()).is_empty())
    };
    let found: Vec<&str> = CASES.iter().filter(|(_, text)| is_found(text)).map(|(name, _)| *name).collect();
    let of_shape = CASES.iter().filter(|(_, text)| testkit::fault_of_shape(text).is_some()).map(|(name, _)| *name);
    let missed: Vec<&str> = of_shape.filter(|name| !found.contains(name)).collect();
    assert_eq!(missed, BEYOND_A_SCHEMA);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("found_by_the_schema", found.join("\n"));
    });
}
