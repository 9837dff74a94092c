//! Any text as a profile.
//!
//! `version: 1`, `allow: any`, rules -> a profile that makes a plan, or a refusal, of every line; or a fault with its
//! place.

use std::ffi::OsString;

use longshore::golden::read_case;
use longshore::plan::{Request, decide};
use longshore::profile::{LoadError, Source, SourceError, Text, load, shipped};

use super::texts::{inside, one_line};

/// Lines for the rules of a profile to work on.
const LINES: [&[&str]; 6] = [
    &["docker", "run", "-itu", "1000", "-v/a:/b:ro", "-e", "A=1", "--device=/dev/fuse", "-m1g", "img", "sh", "-c", "x"],
    &["docker", "create", "--mount=type=bind,src=/a,dst=/b", "--network", "host", "-p80:80", "registry:5000/img:1"],
    &["docker", "exec", "-eB", "c1", "true"],
    &["docker", "rm", "-f", "c1"],
    &["podman", "run", "--userns=keep-id", "-v", "/a:/b", "--label=a=b", "img"],
    &["podman", "--root", "/x", "create", "--rm", "--tmpfs", "/t", "img", "-x"],
];

/// A machine on which everything that a profile may ask for has an answer.
const MACHINE: &str = "\
argv: [docker, version]
host:
  uid: 1000
  gid: 100
  user: alice
  groups: [{ gid: 100, name: users }, { gid: 2000, name: vo }]
  home: /home/alice
  hostname: node1
  fqdn: node1.example.org
  cwd: /home/alice/job
  env: [[HOME, /home/alice], [B, x y], [LSB_JOBID, \"7\"], [_CONDOR_SLOT, slot1], [CUDA_VISIBLE_DEVICES, \"0,1\"]]
  accounts:
    - { name: alice, uid: 1000, gid: 100, home: /home/alice, shell: /bin/sh, groups: [{ gid: 100, name: users }] }
    - { name: condor, uid: 100, gid: 100 }
  paths:
    /a: { real: /a, kind: directory }
    /b: { real: /a/b, kind: file, replaceable: [/a] }
    /gone: {}
  files: { /env: \"A=1\\nB\\n\" }
  facts: { gpu: a100 }
  engine_gid: 999
  now: 1000000000
";

/// The text of a profile. What it extends is a shipped profile, itself, or missing.
pub fn profile(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let profile = match load("fuzzed", &Only(text)) {
        Ok(profile) => profile,
        Err(error) => {
            one_line(&error);
            return match error {
                LoadError::Fault { file, fault } => inside(&file.text, fault.at),
                LoadError::Source { from, .. } => {
                    let (file, at) = *from.expect("the profile itself is there");
                    inside(&file.text, at);
                }
            };
        }
    };
    for rule in &profile.rules {
        inside(&profile.files[usize::from(rule.at.file)].text, rule.at);
    }
    let host = read_case(MACHINE).expect("a case").host;
    for line in LINES {
        let request = Request::of_words(line.iter().map(OsString::from).collect());
        if let Err(refusal) = decide(&request, &profile, &host) {
            one_line(&refusal);
        }
    }
}

struct Only<'t>(&'t str);

impl Source for Only<'_> {
    fn text(&self, reference: &str, _: Option<&str>) -> Result<Text, SourceError> {
        if matches!(reference, "fuzzed" | "./fuzzed.yaml") {
            return Ok(Text { path: "fuzzed.yaml".to_owned(), text: self.0.to_owned() });
        }
        let missing = || SourceError {
            wanted: reference.escape_default().to_string(),
            why: "there is none".to_owned(),
            remedy: "write another".to_owned(),
        };
        shipped(reference).ok_or_else(missing)
    }
}
