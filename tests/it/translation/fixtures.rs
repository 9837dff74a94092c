//! Lines of real clients, on podman.

use std::fmt::Write as _;

use longshore::runtimes::podman;
use longshore::values::Dialect;
use testkit::docker_lines;

use super::{profile, translated};

#[test]
fn every_fixture_is_read_by_podman_or_refused_with_a_reason() {
    let mut report = String::new();
    for (release, dialect) in [("4.3", Dialect::Podman4), ("5", Dialect::Podman5)] {
        let profile = profile(&format!("reads: \"{release}\"\n"));
        for (name, line) in docker_lines() {
            match translated(&profile, &line) {
                Ok(mut translated) => {
                    let same = translated[..] == line[1..];
                    translated.insert(0, "podman".into());
                    if let Err(fault) = podman::read(&translated, dialect) {
                        let _ = writeln!(report, "{release} {name}: podman refuses {translated:?}: {fault}");
                    }
                    if !same {
                        let _ = writeln!(report, "{release} {name}: {translated:?}");
                    }
                }
                Err(refusal) => {
                    let _ = writeln!(report, "{release} {name}: {refusal}");
                }
            }
        }
    }
    insta::assert_snapshot!(report);
}
