//! Job files: the schema, the loader and the template say the same.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use longshore::job::{field_names, read, template};
use longshore::profile::RuntimeName;
use longshore::yaml::parse;
use serde_json::Value;
use testkit::{Schema, Status, Test};

const SCHEMA: &str = include_str!("../docs/schema/job.schema.json");

/// What the schema has against a job file.
fn faults(text: &str) -> Vec<String> {
    Schema::new(SCHEMA).faults(&parse(text, 0).expect("YAML").to_json())
}

#[test]
fn the_schema_has_every_field_of_the_loader_and_no_other() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    let mut known: Vec<&str> =
        schema["properties"].as_object().expect("properties").keys().map(String::as_str).collect();
    let mut names: Vec<&str> = field_names().collect();
    known.sort_unstable();
    names.sort_unstable();
    assert_eq!(known, names);
}

#[test]
fn the_document_has_every_field() {
    let text = include_str!("../docs/jobs.md");
    for name in field_names() {
        let has = |row: &str| row.split('|').nth(1).is_some_and(|fields| fields.contains(&format!("`{name}`")));
        assert!(text.lines().any(|line| line.starts_with("| `") && has(line)), "docs/jobs.md lacks {name}");
    }
}

#[test]
fn the_template_is_a_job_and_as_the_schema_says_with_every_field() {
    let longshore = || Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore");
    let (printed, _dir) = longshore().args(["run", "--template"]).outcome();
    let text = String::from_utf8(printed.stdout).expect("UTF-8");
    assert_eq!((text.as_str(), printed.stderr.as_slice()), (template().as_str(), &b""[..]));
    assert_eq!(faults(&text), Vec::<String>::new());
    let mut all = String::new();
    for line in text.lines().filter(|line| !line.starts_with("# ")) {
        all += line.strip_prefix('#').unwrap_or(line);
        all.push('\n');
    }
    read(&all, RuntimeName::Docker).expect("a job");
    assert_eq!(faults(&all), Vec::<String>::new());
    assert_eq!(parse(&all, 0).expect("YAML").mapping().expect("fields").len(), field_names().count());
    let (outcome, _dir) = longshore().args(["run", "--template", "job.yaml"]).outcome();
    assert_eq!(outcome.status, Status::Code(2));
}

#[test]
fn jobs_that_load_are_as_the_schema_says() {
    for fields in [
        "command: sh, args: [-c, true, 7], env: {A: 1, B: b, C: true}",
        "cpus: 1.5, memory: 512",
        "cpus: {shares: 512, quota: 1}, gpus: all",
        "gpus: 2, dns: {servers: [192.0.2.1], search: [a.org]}",
        "gpus: [0, GPU-1], dns: [192.0.2.1]",
        "mounts: [{type: tmpfs, target: /t, size: 1g}, {source: /a, target: /a, access: ro, propagation: rslave}]",
        "stage_in: [{source: /a, target: /b}], timeout: 1h, remove: false",
        "log: {driver: journald, options: {tag: x}}, stop: {timeout: 3}, disk: 1g, restart: \"no\"",
    ] {
        let text = format!("{{image: img, {fields}}}");
        read(&text, RuntimeName::Docker).unwrap_or_else(|fault| panic!("{text}: {fault}"));
        assert_eq!(faults(&text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn jobs_of_the_wrong_shape_neither_load_nor_are_as_the_schema_says() {
    for text in [
        "{command: sh}",
        "{image: img, imgae: img}",
        "{image: img, args: sh}",
        "{image: img, env: [A=1]}",
        "{image: img, init: 1}",
        "{image: img, init: \"true\", tty: maybe}",
        "{image: img, mounts: [{source: /a}]}",
        "{image: img, mounts: [{source: /a, target: /b, acces: ro}]}",
        "{image: img, mounts: [{type: nfs, source: /a, target: /b}]}",
        "{image: img, stage_in: [{source: /a, target: /b, access: rw}]}",
        "{image: img, capabilities: [NET_RAW]}",
        "{image: img, stop: {signal: TERM, grace: 3}}",
        "{image: img, stop: {timeout: soon}}",
        "{image: img, log: {options: {a: b}}}",
        "{image: img, memory: [1g]}",
        "{image: img, pull: sometimes}",
        "{image: img, version: 2}",
        "{image: img, cpus: {quota: 1, limit: 2}}",
    ] {
        assert!(read(text, RuntimeName::Docker).is_err(), "{text}");
        assert!(!faults(text).is_empty(), "{text}");
    }
}
