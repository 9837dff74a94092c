//! Templates in values that have fields.

use longshore::argv::Row;
use longshore::profile::Profile;
use longshore::runtimes::RuntimeName;
use longshore::values::{Dialect, Shape, csv, shape};

use super::{decided, line, profile, rows, word};

/// The beginnings of values, and what a variable may stand for there; for each option those of which its client takes one.
const BEGINNINGS: [&str; 15] = [
    "device=",
    "type=bind,source=/a,target=/",
    "name=a,alias=",
    "/dev/a:/dev/",
    "/t:size=",
    "nofile=",
    "a.b=",
    "KEY=",
    "/dev/sda:",
    "c 1:",
    "h:192.0.2.",
    "0:1:",
    "seccomp=",
    "8",
    "a",
];

/// What a variable may hold to begin another field, before and after the byte that would.
const HOSTILE: [&str; 14] = [
    "1,x=1",
    "1,exec",
    "1:2",
    "1:/etc",
    "1=2",
    "1;b",
    "1\"",
    "1\",x=1,\"",
    "1 2",
    "1/udp",
    "1-2",
    "1\nb=2",
    "=1",
    ":1",
];

/// What parts the fields of a value, as a count: of what a client reads as CSV the fields with their keys.
fn fields(shape: &Shape, value: &[u8]) -> Vec<Vec<u8>> {
    if shape.is_record {
        let record = csv::first_record(value).unwrap_or_default();
        return record.into_iter().map(|field| key(shape, &field)).collect();
    }
    let parts = value.split(|byte| shape.ends.contains(byte));
    parts.map(|part| if shape.key_ends.is_empty() { Vec::new() } else { key(shape, part) }).collect()
}

fn key(shape: &Shape, field: &[u8]) -> Vec<u8> {
    let end = field.iter().position(|byte| shape.key_ends.contains(byte));
    end.map_or_else(Vec::new, |end| field[..end].to_vec())
}

/// A profile with a rule that writes this text and then a variable, if it loads.
fn rule(runtime: &str, row: &Row, text: &str) -> Option<Profile> {
    let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
    let rule = format!("rules: [{{ name: r, set: {{ {}: \"{quoted}${{env:X}}\" }} }}]\n", row.name);
    let text = format!("version: 1\nruntime: {runtime}\nengine: /e/{runtime}\nallow: any\n{rule}");
    testkit::load_text(&text).ok()
}

/// The value that the rule writes, or nothing where it is refused.
fn written(profile: &Profile, runtime: &str, row: &Row, value: &str) -> Option<Vec<u8>> {
    let words = vec![word(runtime), word("run"), word("img")];
    let plan = decided(profile, words, &[("X", value)]).ok()?;
    let start = format!("--{}=", row.name);
    let found = plan.steps[0].argv().find_map(|word| word.as_encoded_bytes().strip_prefix(start.as_bytes()));
    found.map(<[u8]>::to_vec)
}

#[test]
fn no_variable_begins_another_field_of_any_option() {
    let mut tried = 0;
    for (runtime, dialect) in [(RuntimeName::Docker, Dialect::Docker), (RuntimeName::Podman, Dialect::Podman5)] {
        for row in rows(runtime) {
            let shape = shape(row, dialect);
            if !shape.has_fields() {
                continue;
            }
            for beginning in BEGINNINGS {
                let Some(profile) = rule(runtime.as_str(), row, beginning) else { continue };
                let Some(benign) = written(&profile, runtime.as_str(), row, "1") else { continue };
                for hostile in HOSTILE {
                    let Some(value) = written(&profile, runtime.as_str(), row, hostile) else { continue };
                    let (one, other) = (fields(&shape, &benign), fields(&shape, &value));
                    let shown = String::from_utf8_lossy(&value);
                    assert_eq!(one, other, "{} --{} {beginning}+{hostile:?}: {shown}", runtime.as_str(), row.name);
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn a_list_of_gpus_stays_one_field() {
    let rule = "rules: [{ name: r, set: { gpus: \"device=${env:SLURM_JOB_GPUS}\" } }]\n";
    let profile = profile("docker", rule);
    let with = |value: &str| line(&profile, "docker run img", &[("SLURM_JOB_GPUS", value)]);
    assert_eq!(with("3").as_deref(), Ok("run --gpus=device=3 img"));
    assert_eq!(with("0,2").as_deref(), Ok("run '--gpus=\"device=0,2\"' img"));
    assert_eq!(with("0,driver=evil").as_deref(), Ok("run '--gpus=\"device=0,driver=evil\"' img"));
}

#[test]
fn where_nothing_can_be_quoted_the_line_is_refused() {
    for (rule, value, why) in [
        ("set: { tmpfs: \"/t:size=${env:X}\" }", "1g,exec", "`,`, which would begin another field of --tmpfs"),
        ("set: { user: \"${uid}:${env:X}\" }", "5:0", "`:`, which would begin another field of --user"),
        ("set: { ulimit: { nofile: \"${env:X}\" } }", "5:9", "`:`, which would begin another field of --ulimit"),
        ("add: { env: [\"A${env:X}\"] }", "=1", "`=`, which would begin another field of --env"),
        ("set: { network: \"name=${env:X}\" }", "n,alias=a", "`,`, which would begin another field of --network"),
        ("add: { add-host: [\"h:${env:X}\"] }", "1=2", "`=`, which would begin another field of --add-host"),
    ] {
        let profile = profile("docker", &format!("rules: [{{ name: r, {rule} }}]\n"));
        let refusal = line(&profile, "docker run img", &[("X", value)]).expect_err(rule);
        let middle = format!(
            ": rule `r`: ${{env:X}} holds {why}; give it a value without that, or write each field with a variable of its own"
        );
        assert!(refusal.starts_with("./p.yaml:5:") && refusal.ends_with(&middle), "{rule}: {refusal}");
    }
}

#[test]
fn the_values_of_a_variable_are_kept_in_their_field_too() {
    let keys = "from_env:\n  GPUS: { option: gpus, values: { \"re:(.+)\": \"device=${1}\" } }\n";
    let found = line(&profile("docker", keys), "docker run img", &[("GPUS", "0,driver=evil")]);
    assert_eq!(found.as_deref(), Ok("run '--gpus=\"device=0,driver=evil\"' img"));
}

#[test]
fn a_value_that_is_one_variable_is_handed_over_whole() {
    let profile = profile("docker", "rules: [{ name: r, set: { gpus: \"${env:X}\" } }]\n");
    let found = line(&profile, "docker run img", &[("X", "device=0,driver=nvidia")]);
    assert_eq!(found.as_deref(), Ok("run --gpus=device=0,driver=nvidia img"));
}

#[test]
fn pieces_of_a_value_that_a_rule_replaces_keep_their_fields() {
    let profile = profile("docker", "rules: [{ name: r, replace: { volume: { \"re:/old/(.*)\": \"/new/${1}\" } } }]\n");
    let found = line(&profile, "docker run -v /old/a:/b:ro img", &[]);
    assert_eq!(found.as_deref(), Ok("run --volume=/new/a:/b:ro img"));
}
