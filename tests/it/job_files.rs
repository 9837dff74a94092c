//! Job files: the schema, the loader and the template say the same.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

use longshore::argv::quote;
use longshore::edge::{CaseFiles, find_cases};
use longshore::golden::{Asked, Case, read_case};
use longshore::job::{field_names, read, request, template};
use longshore::plan::{Refusal, Request, decide};
use longshore::profile::{Source, SourceError, Text, load};
use longshore::yaml::{Node, parse};
use serde_json::Value;
use testkit::{Schema, Status, Test};

const SCHEMA: &str = include_str!("../../docs/schema/job.schema.json");

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
    let text = include_str!("../../docs/jobs.md");
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
    read(&all).expect("a job");
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
        read(&text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
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
        assert!(read(text).is_err(), "{text}");
        assert!(!faults(text).is_empty(), "{text}");
    }
}

const HOST: &str = "{argv: [docker], host: {uid: 1000, gid: 1000, user: alice, home: /home/alice, cwd: /job}}";

/// Job files with every field, and with values that podman reads otherwise than docker.
const JOBS: [&str; 9] = [
    "{image: img, annotations: {a: \"x,b=y\"}}",
    "{image: img, annotations: {a: '\"'}, labels: {a: \"x,b=y\"}}",
    "{image: img, log: {driver: json-file, options: {tag: \"a,b\", max-size: 1m}}}",
    "{image: img, env: {A: \"a,b\"}, hosts: {db: 192.0.2.7}, groups: [27], sysctls: {net.core.somaxconn: 1024}}",
    "{image: img, ports: [\"8080:80\", \"127.0.0.1:53:53/udp\"], dns: {servers: [192.0.2.1], search: [a.org], options: [\"ndots:1\"]}}",
    "{image: img, devices: [\"/dev/fuse:/dev/a,b\"], tmpfs: [\"/run:size=1m,mode=700\"], capabilities: {add: [NET_RAW], drop: [ALL]}}",
    "{image: img, mounts: [{source: \"/a,b\", target: /in, access: ro, propagation: rslave}, {type: tmpfs, target: /t, size: 1m}]}",
    "{image: img, gpus: [0, 1], ulimits: {nofile: \"1024:2048\"}, security: [no-new-privileges], userns: host, pid: host}",
    "{image: img, restart: \"no\", stop: {signal: USR1, timeout: 3}, pull: always, init: true, stdin: in, workdir: /w}",
];

/// What becomes of a request on podman, as a line for a shell.
fn on_podman(request: &Request, release: &str) -> Result<String, Refusal> {
    let text = format!("version: 1\nruntime: podman\nengine: /usr/bin/podman\nreads: \"{release}\"\nallow: any\n");
    let profile = load("podman", &Only(text)).expect("the profile loads");
    let host = read_case(HOST).expect("a case").host;
    let plan = decide(request, &profile, &host)?;
    let [step] = plan.steps.as_slice() else { panic!("not one step") };
    Ok(quote::shell_line(step.argv()))
}

struct Only(String);

impl Source for Only {
    fn text(&self, _: &str, _: Option<&str>) -> Result<Text, SourceError> {
        Ok(Text { path: "podman.yaml".to_owned(), text: self.0.clone() })
    }
}

/// The job files of golden cases.
fn golden_jobs() -> Vec<Node> {
    let cases = find_cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")).expect("cases").cases;
    let read = |files: &CaseFiles| read_case(&files.read("yaml").expect("readable").expect("a case")).expect("a case");
    let job = |case: Case| if let Asked::Job(node) = case.asked { Some(node) } else { None };
    cases.iter().map(read).filter_map(job).collect()
}

#[test]
fn a_job_file_and_the_line_that_it_stands_for_are_told_to_podman_alike() {
    let own = JOBS.iter().map(|text| parse(text, 0).expect("YAML"));
    let jobs: Vec<Node> = golden_jobs().into_iter().chain(own).collect();
    assert!(jobs.len() > JOBS.len());
    for (job, release) in jobs.iter().flat_map(|job| [(job, "4.3"), (job, "5")]) {
        let Ok(job) = request(job) else { continue };
        let line = Request::of_words(job.words.clone());
        match (on_podman(&job, release), on_podman(&line, release)) {
            (Err(job), Err(line)) => assert_eq!(job.parts().why, line.parts().why),
            (job, line) => assert_eq!(job, line),
        }
    }
}

#[test]
fn what_podman_splits_is_quoted_and_what_it_lacks_is_refused_where_it_stands() {
    let told = |text: &str, release: &str| match on_podman(&read(text).expect("a job"), release) {
        Ok(line) => line,
        Err(refusal) => format!("refused: {refusal}"),
    };
    for (text, release, expected) in [
        (JOBS[0], "4.3", r#"/usr/bin/podman run '--annotation="a=x,b=y"' img"#),
        (JOBS[0], "5", "/usr/bin/podman run --annotation=a=x,b=y img"),
        (
            JOBS[2],
            "4.3",
            r#"/usr/bin/podman run --log-driver=json-file '--log-opt="tag=a,b"' --log-opt=max-size=1m img"#,
        ),
        (JOBS[2], "5", "/usr/bin/podman run --log-driver=json-file --log-opt=tag=a,b --log-opt=max-size=1m img"),
        (
            "{image: img, disk: 10g}",
            "5",
            "refused: job:1:20: --storage-opt on podman: podman's option of that name replaces the options of the whole \
             storage; set the size in containers-storage.conf, or write `untranslatable: drop` in the profile",
        ),
    ] {
        assert_eq!(told(text, release), expected, "{text} on podman {release}");
    }
}
