//! What holds of every line: podman's client reads what it is told, as options and operands; it may still refuse values and options
//! together, aloud.

use longshore::runtimes::docker::Docker;
use longshore::runtimes::podman::{self, Fault};
use longshore::values::Dialect;
use testkit::{Generator, Manner, docker_client};

use super::{profile, translated};

#[test]
fn podman_reads_every_line_that_it_is_told() {
    let mut found = Vec::new();
    let mut told = 0;
    for (release, dialect) in [("4.3", Dialect::Podman4), ("5", Dialect::Podman5)] {
        let profile = profile(&format!("reads: \"{release}\"\n"));
        for (seed, manner) in [(1, Manner::Valid), (2, Manner::NearlyValid), (3, Manner::OddValues), (4, Manner::Nasty)]
        {
            let mut generator = Generator::new(seed, &Docker).manner(manner);
            for line in std::iter::repeat_with(|| generator.line()).take(1500) {
                // What docker refuses is nobody's to translate.
                if docker_client::read(&line).is_err() {
                    continue;
                }
                let Ok(mut words) = translated(&profile, &line) else { continue };
                told += 1;
                words.insert(0, "podman".into());
                if let Err(fault) = podman::read(&words, dialect)
                    && (fault.is_early() || matches!(fault, Fault::Operands { .. }))
                {
                    found.push(format!("{release}: {line:?}\n  {words:?}\n  {fault}"));
                }
            }
        }
    }
    assert!(told > 1000, "{told} lines");
    assert!(found.is_empty(), "{} of {told}\n{}", found.len(), found.join("\n"));
}
